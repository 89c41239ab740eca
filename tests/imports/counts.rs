//! R = N + C + U + J (`bench::counts` checks it of every run), and what the counts mean.

use crate::Outcome;
use crate::bench::{Bench, counts, said};
use crate::files::{Plant, denue, plant, records};
use eslabon_domain::registry::KeyScheme;

/// Two good rows, one with a word about it, one without a name.
fn mixed() -> Vec<Plant> {
    let mut plants: Vec<Plant> = (1..=4).map(plant).collect();
    if let [_, _, odd, nameless] = plants.as_mut_slice() {
        odd.class = "461110".into();
        nameless.name = String::new();
    }
    plants
}

pub async fn a_preview_counts_as_the_import_does_and_writes_nothing(bench: Bench) -> Outcome {
    let tables = [
        "sites",
        "organisations",
        "registry_entries",
        "external_keys",
        "facts",
        "machines",
        "needs",
        "import_runs",
        "import_problems",
        "duplicates",
        "change_feed",
        "audit_log",
    ];
    let files = [
        ("denue_2024.csv", denue(&mixed())),
        (
            "suppliers.csv",
            include_str!("../../schema/imports/suppliers.csv").to_owned(),
        ),
        (
            "machines.csv",
            include_str!("../../schema/imports/machines.csv").to_owned(),
        ),
        (
            "needs.csv",
            include_str!("../../schema/imports/needs.csv").to_owned(),
        ),
    ];
    for (name, text) in files {
        let mut before = Vec::new();
        for table in tables {
            before.push(bench.count(table).await?);
        }
        let seen = bench.preview(name, &text).await?;
        let mut after = Vec::new();
        for table in tables {
            after.push(bench.count(table).await?);
        }
        assert_eq!(before, after, "{name}: a preview writes nothing");
        let report = bench.import(name, &text).await?;
        let c = seen.counts;
        assert_eq!(
            [c.rows, c.new, c.changed, c.unchanged, c.rejected, c.warned],
            counts(&report.run)
        );
        let listed: Vec<_> = seen
            .problems
            .iter()
            .map(|p| said(p.row, &p.column, &p.value, &p.code, p.rejected))
            .collect();
        assert_eq!(
            listed,
            bench.problems(&report).await?,
            "{name}: the same words before and after"
        );
    }
    Ok(())
}

pub async fn a_second_import_is_neither_new_nor_changed(bench: Bench) -> Outcome {
    let first = bench.tell("denue_2024.csv", denue(&mixed())).await?;
    assert_eq!(first.0, [4, 3, 0, 0, 1, 1]);
    assert_eq!(
        first.1,
        [
            said(3, "codigo_act", "461110", "not_manufacturing", false),
            said(4, "nom_estab", "", "missing_value", true),
        ]
    );
    let second = bench.tell("denue_2024.csv", denue(&mixed())).await?;
    assert_eq!(second.0, [4, 0, 0, 3, 1, 1]);
    assert_eq!(second.1, first.1, "what is odd is said again");
    let mut changed = mixed();
    if let Some(first) = changed.first_mut() {
        first.activity = "Troquelado".into();
    }
    let third = bench.tell("denue_2024.csv", denue(&changed)).await?;
    assert_eq!(third.0, [4, 0, 1, 2, 1, 1]);
    let site = bench.plant(KeyScheme::DenueId, "7000001").await?;
    assert_eq!(
        site.entries
            .first()
            .map(|entry| entry.activity_text.as_str()),
        Some("Troquelado")
    );
    Ok(())
}

pub async fn a_row_that_disappears_deletes_nothing(bench: Bench) -> Outcome {
    bench
        .import("denue_2024.csv", denue(&[plant(1), plant(2)]))
        .await?;
    let report = bench.import("denue_2025.csv", denue(&[plant(2)])).await?;
    assert_eq!(counts(&report.run), [1, 0, 0, 1, 0, 0]);
    assert_eq!(
        bench
            .plant(KeyScheme::DenueId, "7000001")
            .await?
            .entries
            .len(),
        1
    );
    let two = records(&[
        &[
            ("clave", "a"),
            ("nombre", "Tornos Quetzal"),
            ("procesos", "torneado CNC"),
        ],
        &[
            ("clave", "b"),
            ("nombre", "Fresas Ajolote"),
            ("procesos", "fresado CNC"),
        ],
    ]);
    let one = records(&[&[
        ("clave", "b"),
        ("nombre", "Fresas Ajolote"),
        ("procesos", "fresado CNC"),
    ]]);
    bench.import("proveedores.csv", two).await?;
    let report = bench.import("proveedores.csv", one).await?;
    assert_eq!(counts(&report.run), [1, 0, 0, 1, 0, 0]);
    assert_eq!(bench.plant(KeyScheme::Own, "a").await?.facts.len(), 1);
    Ok(())
}

pub async fn a_key_that_stands_twice_is_kept_once(bench: Bench) -> Outcome {
    let mut other = plant(2);
    other.name = "TROQUELES DEL OTRO".into();
    let mut padded = plant(1);
    padded.id = "007000001".into();
    let plants = [plant(1), plant(2), plant(1), other, padded];
    let (rows, problems) = bench.tell("denue_2024.csv", denue(&plants)).await?;
    assert_eq!(rows, [5, 2, 0, 1, 2, 0]);
    assert_eq!(
        problems,
        [
            said(4, "id", "2", "key_repeated", true),
            said(5, "id", "1", "key_repeated", true),
        ]
    );
    assert_eq!(
        bench.plant(KeyScheme::DenueId, "7000002").await?.site.name,
        plant(2).name
    );
    // A rejected row does not use its key up.
    let rows = records(&[
        &[("clave", "a"), ("nombre", ""), ("personal", "12")],
        &[("clave", "a"), ("nombre", "Tornos Quetzal")],
        &[("clave", "a"), ("nombre", "Tornos Ajolote")],
        &[("clave", "A"), ("nombre", "Otra clave")],
    ]);
    let (rows, problems) = bench.tell("proveedores.csv", rows).await?;
    assert_eq!(rows, [4, 2, 0, 0, 2, 0]);
    assert_eq!(
        problems,
        [
            said(1, "nombre", "", "missing_value", true),
            said(3, "clave", "2", "key_repeated", true),
        ]
    );
    Ok(())
}
