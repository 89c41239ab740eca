//! The templates of needs, institutions and services.

use crate::Outcome;
use crate::bench::{Bench, counts, said};
use crate::files::records;
use eslabon_app::needs::list_needs;
use eslabon_domain::actors::Actor;
use eslabon_domain::needs::{Need, Strength};

/// A need that can be posted, with some cells changed or added.
fn need(other: &[(&'static str, &'static str)]) -> String {
    let mut cells = vec![
        ("clave", "n1"),
        ("empresa", "Tractora Inventada"),
        ("titulo", "Bujes torneados"),
        ("procesos", "torneado CNC"),
    ];
    for (heading, value) in other {
        cells.retain(|(known, _)| known != heading);
        cells.push((heading, value));
    }
    records(&[&cells])
}

async fn stored(bench: &Bench) -> Outcome<Vec<Need>> {
    Ok(list_needs(&bench.app, &Actor::command_line(), None, None, 100).await?)
}

pub async fn a_must_that_cannot_be_asked_rejects_the_need(bench: Bench) -> Outcome {
    let closed = need(&[(
        "requisitos",
        "site.lead_time_days <= 20 | site.defect_ppm >= 500 ppm",
    )]);
    let (rows, problems) = bench.tell("needs.csv", closed).await?;
    assert_eq!(rows, [1, 0, 0, 0, 1, 0]);
    assert_eq!(
        problems,
        [said(
            1,
            "requisitos",
            "site.defect_ppm",
            "unknown_attribute",
            true
        )]
    );
    assert_eq!(
        (bench.count("needs").await?, bench.count("criteria").await?),
        (0, 0)
    );
    assert_eq!(
        bench.count("organisations").await?,
        0,
        "nor is its firm created"
    );
    Ok(())
}

pub async fn a_wish_that_cannot_be_asked_is_left_out(bench: Bench) -> Outcome {
    let closed = need(&[(
        "deseos",
        "site.oee >= 70 % | algo bueno | certificado: ISO 14001 (peso 20)",
    )]);
    let (rows, problems) = bench.tell("needs.csv", closed).await?;
    assert_eq!(rows, [1, 1, 0, 0, 0, 1]);
    assert_eq!(
        problems,
        [
            said(1, "deseos", "algo bueno", "bad_requirement", false),
            said(1, "deseos", "site.oee", "unknown_attribute", false),
        ]
    );
    let kept = stored(&bench).await?;
    let asked: Vec<_> = kept
        .iter()
        .flat_map(|need| &need.criteria)
        .map(|criterion| {
            (
                criterion.attribute.as_str(),
                criterion.strength,
                criterion.weight,
            )
        })
        .collect();
    assert_eq!(
        asked,
        [
            ("process.offered", Strength::Must, 10),
            ("standard.held", Strength::Wish, 20)
        ]
    );
    Ok(())
}

pub async fn odd_needs_are_named_by_column(bench: Bench) -> Outcome {
    let rejected = [
        (("titulo", ""), ("titulo", "", "missing_value")),
        (("empresa", " "), ("empresa", "", "missing_value")),
        (("procesos", ""), ("clave", "", "no_criteria")),
        (
            ("procesos", "alquimia / torneado CNC"),
            ("procesos", "alquimia / torneado CNC", "unknown_concept"),
        ),
        (
            ("estados", "Jalisco | Atlántida"),
            ("estados", "Jalisco | Atlántida", "unknown_state"),
        ),
        (
            ("personal_minimo", "-3"),
            ("personal_minimo", "-3", "negative_value"),
        ),
        (
            ("personal_minimo", "muchos"),
            ("personal_minimo", "muchos", "bad_number"),
        ),
        (
            ("radio_km", "150"),
            ("alrededor_de", "", "unknown_municipality"),
        ),
        (
            ("requisitos", "personal >= 30 kg"),
            ("requisitos", "personal >= 30 kg", "bad_number"),
        ),
        (
            ("requisitos", "nada.existe <= 3"),
            ("requisitos", "nada.existe <= 3", "unknown_attribute"),
        ),
    ];
    for (cell, (column, value, code)) in rejected {
        let mut cells = vec![cell];
        if code == "unknown_municipality" {
            cells.push(("alrededor_de", ""));
        }
        let (rows, problems) = bench.tell("needs.csv", need(&cells)).await?;
        assert_eq!(rows, [1, 0, 0, 0, 1, 0], "{cell:?}");
        assert_eq!(problems, [said(1, column, value, code, true)], "{cell:?}");
    }
    let reversed = need(&[("inicio", "2027-01-31"), ("cierre", "28/02/2027")]);
    let (_, problems) = bench.tell("needs.csv", reversed).await?;
    assert_eq!(
        problems,
        [said(1, "cierre", "2027-01-31", "dates_reversed", true)]
    );
    assert_eq!(bench.count("needs").await?, 0);
    let warned = need(&[("inicio", "mañana"), ("estatus", "quién sabe")]);
    let (rows, problems) = bench.tell("needs.csv", warned).await?;
    assert_eq!(rows, [1, 1, 0, 0, 0, 1]);
    assert_eq!(
        problems,
        [
            said(1, "estatus", "quién sabe", "bad_status", false),
            said(1, "inicio", "mañana", "bad_date", false),
        ]
    );
    Ok(())
}

pub async fn a_changed_need_keeps_its_place(bench: Bench) -> Outcome {
    bench.import("needs.csv", need(&[])).await?;
    let before = stored(&bench).await?;
    let report = bench
        .import(
            "needs.csv",
            need(&[
                ("procesos", "torneado CNC|rectificado"),
                ("estatus", "borrador"),
            ]),
        )
        .await?;
    assert_eq!(counts(&report.run), [1, 0, 1, 0, 0, 0]);
    let after = stored(&bench).await?;
    let ids = |needs: &[Need]| {
        needs
            .iter()
            .map(|need| (need.id, need.organisation))
            .collect::<Vec<_>>()
    };
    assert_eq!(ids(&before), ids(&after));
    let criteria: Vec<usize> = after.iter().map(|need| need.criteria.len()).collect();
    assert_eq!(criteria, [2]);
    let again = bench
        .import(
            "needs.csv",
            need(&[
                ("procesos", "torneado CNC|rectificado"),
                ("estatus", "borrador"),
            ]),
        )
        .await?;
    assert_eq!(counts(&again.run), [1, 0, 0, 1, 0, 0]);
    // One firm's key does not take another firm's need.
    let (rows, problems) = bench
        .tell("needs.csv", need(&[("empresa", "Otra Tractora")]))
        .await?;
    assert_eq!(rows, [1, 0, 0, 0, 1, 0]);
    assert_eq!(
        problems,
        [said(1, "empresa", "Otra Tractora", "other_firms_key", true)]
    );
    assert_eq!(ids(&stored(&bench).await?), ids(&before));
    assert_eq!(
        bench.count("organisations").await?,
        1,
        "the rejected row leaves no firm behind"
    );
    Ok(())
}

/// A service that can be offered, with some cells changed.
fn service(other: &[(&'static str, &'static str)]) -> String {
    let mut cells = vec![
        ("clave", "s1"),
        ("institucion", "inst"),
        ("tipo", "service.iso_9001_implementation"),
        ("nombre", "Implantación de ISO 9001"),
        ("dias", "180"),
        ("precio", "185000"),
        ("fecha_del_precio", "2026-01-31"),
    ];
    for (heading, value) in other {
        cells.retain(|(known, _)| known != heading);
        cells.push((heading, value));
    }
    records(&[&cells])
}

pub async fn a_service_needs_its_institution(bench: Bench) -> Outcome {
    let (rows, problems) = bench.tell("services.csv", service(&[])).await?;
    assert_eq!(rows, [1, 0, 0, 0, 1, 0]);
    assert_eq!(
        problems,
        [said(1, "institucion", "inst", "unknown_institution", true)]
    );
    assert_eq!(bench.count("services").await?, 0);
    bench.import("institutions.csv", "clave,nombre,tipo\ninst,Instituto Inventado,\ntractora,Tractora Inventada,empresa tractora\n").await?;
    for named in ["inst", "Instituto Inventado"] {
        let report = bench
            .import("services.csv", service(&[("institucion", named)]))
            .await?;
        assert_eq!(counts(&report.run)[0], 1);
        assert_eq!(report.run.rejected, 0, "{named}");
    }
    assert_eq!(
        bench.count("services").await?,
        1,
        "key and name mean the same institution"
    );
    let (_, problems) = bench
        .tell("services.csv", service(&[("institucion", "tractora")]))
        .await?;
    assert_eq!(
        problems,
        [said(
            1,
            "institucion",
            "tractora",
            "unknown_institution",
            true
        )]
    );
    Ok(())
}

pub async fn odd_services_and_institutions_are_named_by_column(bench: Bench) -> Outcome {
    let (rows, problems) = bench
        .tell(
            "institutions.csv",
            "clave,nombre,tipo,ficticio\ninst,Instituto Inventado,,\nx,,club,\n",
        )
        .await?;
    assert_eq!(rows, [2, 1, 0, 0, 1, 0]);
    assert_eq!(
        problems,
        [
            said(2, "nombre", "", "missing_value", true),
            said(2, "tipo", "club", "bad_kind", true),
        ]
    );
    let rejected = [
        (("tipo", "magia"), ("tipo", "magia", "unknown_concept")),
        (("dias", "-3"), ("dias", "-3", "negative_value")),
        (("dias", "pronto"), ("dias", "pronto", "bad_number")),
        (("precio", "-1"), ("precio", "-1", "negative_value")),
        (("precio", "gratis"), ("precio", "gratis", "bad_number")),
        (("moneda", "EUR"), ("moneda", "EUR", "bad_currency")),
        (
            ("estados", "Atlántida"),
            ("estados", "Atlántida", "unknown_state"),
        ),
    ];
    for (cell, (column, value, code)) in rejected {
        let (rows, problems) = bench.tell("services.csv", service(&[cell])).await?;
        assert_eq!(
            (rows, problems),
            ([1, 0, 0, 0, 1, 0], vec![said(1, column, value, code, true)]),
            "{cell:?}"
        );
    }
    let odd = service(&[
        ("efectos", "mejora todo; site.oee -> 72 %"),
        ("fecha_del_precio", "ayer"),
    ]);
    let (rows, problems) = bench.tell("services.csv", odd).await?;
    assert_eq!(rows, [1, 1, 0, 0, 0, 1]);
    assert_eq!(
        problems,
        [
            said(1, "efectos", "mejora todo", "bad_effect", false),
            said(1, "fecha_del_precio", "ayer", "bad_date", false),
        ]
    );
    assert_eq!(bench.count("service_effects").await?, 1);
    Ok(())
}
