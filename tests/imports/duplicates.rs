//! Suspected duplicates: proposed with reasons, decided by a person, remembered, never merged.

use crate::Outcome;
use crate::bench::{Bench, said};
use crate::files::{Plant, denue, plant, records, retc};
use eslabon_app::AppError;
use eslabon_app::duplicates::{Pair, Verdict, count_open, decide, list};
use eslabon_app::records::DuplicateStatus;
use eslabon_domain::actors::Actor;

async fn pairs(bench: &Bench, status: DuplicateStatus) -> Outcome<Vec<Pair>> {
    Ok(list(&bench.app, &Actor::command_line(), status, 100).await?)
}

/// One plant as two registers know it: another spelling, a few metres apart.
fn twins() -> (Plant, Plant) {
    let one = Plant {
        name: "SENSORES TAJIN PLANTA 2".into(),
        legal_name: "SENSORES TAJIN SA DE CV".into(),
        ..plant(1)
    };
    let other = Plant {
        id: "9".into(),
        legal_name: "Sensores Tajín, S.A. de C.V.".into(),
        lat: "20.640300".into(),
        ..one.clone()
    };
    (one, other)
}

pub async fn one_plant_in_two_registers_is_proposed_with_reasons(bench: Bench) -> Outcome {
    let (one, other) = twins();
    bench
        .import("denue_2024.csv", denue(&[one, plant(2)]))
        .await?;
    assert!(pairs(&bench, DuplicateStatus::Proposed).await?.is_empty());
    bench
        .import("retc_2022.csv", retc(&[other, plant(30)], "2022"))
        .await?;
    let found = pairs(&bench, DuplicateStatus::Proposed).await?;
    let [pair] = found.as_slice() else {
        return Err(format!("one pair was expected: {found:?}").into());
    };
    assert_eq!(
        pair.duplicate.reasons,
        ["same_name", "same_place", "same_activity"]
    );
    assert_eq!(pair.duplicate.score_milli, 950);
    let mut names = [pair.a.name.as_str(), pair.b.name.as_str()];
    names.sort_unstable();
    assert_eq!(
        names,
        ["SENSORES TAJIN PLANTA 2", "Sensores Tajín, S.A. de C.V."]
    );
    assert_eq!(bench.count("sites").await?, 4, "nothing is merged");
    assert_eq!(
        count_open(&bench.app, &Actor::command_line(), 100).await?,
        1
    );
    Ok(())
}

pub async fn two_files_that_claim_one_key_are_proposed(bench: Bench) -> Outcome {
    bench.import("denue_2024.csv", denue(&[plant(1)])).await?;
    let own = records(&[&[
        ("clave", "p1"),
        ("nombre", "Zarzaparrilla Industrial"),
        ("ID DENUE", "7000001"),
        ("procesos", "torneado CNC"),
    ]]);
    for expected in [[1, 1, 0, 0, 0, 1], [1, 0, 0, 1, 0, 1]] {
        let (rows, problems) = bench.tell("proveedores.csv", &own).await?;
        assert_eq!(rows, expected);
        assert_eq!(
            problems,
            [said(1, "ID DENUE", "7000001", "alias_taken", false)]
        );
    }
    let found = pairs(&bench, DuplicateStatus::Proposed).await?;
    let told: Vec<_> = found
        .iter()
        .map(|pair| (pair.duplicate.score_milli, pair.duplicate.reasons.clone()))
        .collect();
    assert_eq!(told, [(1_000, vec!["same_key".to_owned()])]);
    // A second plant of DENUE that brings the first one's other key, too.
    let thief = Plant {
        clee: plant(1).clee,
        ..plant(5)
    };
    let (_, problems) = bench.tell("denue_2025.csv", denue(&[thief])).await?;
    assert_eq!(
        problems,
        [said(1, "clee", &plant(1).clee, "alias_taken", false)]
    );
    assert_eq!(pairs(&bench, DuplicateStatus::Proposed).await?.len(), 2);
    assert_eq!(bench.count("sites").await?, 3);
    Ok(())
}

pub async fn plants_that_only_look_alike_are_not_proposed(bench: Bench) -> Outcome {
    let (one, mut elsewhere) = twins();
    elsewhere.municipality = ("039".into(), "Guadalajara".into());
    let namesake = Plant {
        id: "7000077".into(),
        clee: plant(77).clee,
        lat: "20.710000".into(),
        ..one.clone()
    };
    // Neighbours of one trade that have no other name: two shops.
    let nameless = |number| Plant {
        name: "MOLINO DE NIXTAMAL".into(),
        legal_name: String::new(),
        lat: "20.640000".into(),
        ..plant(number)
    };
    let plants = [one, namesake, nameless(3), nameless(4)];
    bench.import("denue_2024.csv", denue(&plants)).await?;
    bench
        .import("retc_2022.csv", retc(&[elsewhere], "2022"))
        .await?;
    let fictional = records(&[&[
        ("clave", "f1"),
        ("nombre", "Sensores Tajín"),
        ("estado", "14"),
        ("municipio", "14120"),
        ("ficticio", "sí"),
    ]]);
    bench.import("proveedores.csv", fictional).await?;
    let found = pairs(&bench, DuplicateStatus::Proposed).await?;
    assert!(found.is_empty(), "{found:?}");
    Ok(())
}

pub async fn a_decision_needs_a_reason_and_stands(bench: Bench) -> Outcome {
    let (one, other) = twins();
    bench
        .import("denue_2024.csv", denue(std::slice::from_ref(&one)))
        .await?;
    bench
        .import("retc_2022.csv", retc(std::slice::from_ref(&other), "2022"))
        .await?;
    let found = pairs(&bench, DuplicateStatus::Proposed).await?;
    let id = found.first().ok_or("no pair")?.duplicate.id;
    let staff = Actor {
        name: "Lucía".into(),
        ..Actor::command_line()
    };
    let acts = bench.count("audit_log").await?;
    for reason in ["", " \n\t ", &"x".repeat(501)] {
        let refused = decide(&bench.app, &staff, id, Verdict::Different, reason).await;
        assert!(matches!(refused, Err(AppError::Invalid(_))), "{refused:?}");
    }
    assert_eq!(bench.count("audit_log").await?, acts);
    assert_eq!(pairs(&bench, DuplicateStatus::Proposed).await?.len(), 1);
    decide(&bench.app, &staff, id, Verdict::Different, " Otra nave. ").await?;
    assert_eq!(bench.count("audit_log").await?, acts + 1);
    for verdict in [Verdict::Same, Verdict::Different] {
        let second = decide(&bench.app, &staff, id, verdict, "Cambié de opinión.").await;
        assert!(matches!(second, Err(AppError::Conflict)), "{second:?}");
    }
    let unknown = decide(
        &bench.app,
        &staff,
        eslabon_domain::ids::DuplicateId::generate(),
        Verdict::Same,
        "x",
    )
    .await;
    assert!(matches!(unknown, Err(AppError::NotFound)), "{unknown:?}");
    // Not proposed again: neither by the same files nor by files that changed both plants.
    let (mut grown, mut moved) = (one.clone(), other.clone());
    (grown.staff, moved.activity) = ("31 a 50 personas".into(), "Troquelado".into());
    for (one, other) in [(one, other), (grown, moved)] {
        bench.import("denue_2025.csv", denue(&[one])).await?;
        bench
            .import("retc_2023.csv", retc(&[other], "2023"))
            .await?;
    }
    assert!(pairs(&bench, DuplicateStatus::Proposed).await?.is_empty());
    let decided = pairs(&bench, DuplicateStatus::Different).await?;
    let told: Vec<_> = decided
        .iter()
        .map(|pair| {
            (
                pair.duplicate.decided_by.as_deref(),
                pair.duplicate.reason.as_deref(),
            )
        })
        .collect();
    assert_eq!(told, [(Some("Lucía"), Some("Otra nave."))]);
    assert!(
        decided
            .iter()
            .all(|pair| pair.duplicate.decided_at.is_some())
    );
    assert_eq!(bench.count("sites").await?, 2, "nothing is merged");
    Ok(())
}
