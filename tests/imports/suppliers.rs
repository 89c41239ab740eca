//! The template of suppliers: facts with their history, lists, firms with several sites, odd cells.

use crate::Outcome;
use crate::bench::{Bench, counts, said};
use crate::files::records;
use eslabon_domain::attributes::PROCESS_OFFERED;
use eslabon_domain::facts::{FactValue, Origin};
use eslabon_domain::registry::KeyScheme;
use eslabon_storage::facts;

pub async fn history_keeps_what_was_said_before(bench: Bench) -> Outcome {
    let row = |oee: &str, observed: &str| {
        records(&[&[
            ("clave", "p1"),
            ("nombre", "Tornos Quetzal"),
            ("procesos", "torneado CNC"),
            ("oee", oee),
            ("observado", observed),
            ("origen", "medido"),
        ]])
    };
    bench
        .import("proveedores.csv", row("60 %", "2024-01-15"))
        .await?;
    let report = bench
        .import("proveedores.csv", row("72 %", "2024-03-01"))
        .await?;
    assert_eq!(counts(&report.run), [1, 0, 1, 0, 0, 0]);
    let site = bench.plant(KeyScheme::Own, "p1").await?.site.id;
    let history = facts::history_of_site(&bench.database, site).await?;
    let oee: Vec<_> = history
        .iter()
        .filter(|record| record.fact.attribute == "site.oee")
        .collect();
    let told: Vec<_> = oee
        .iter()
        .map(|record| {
            (
                record.fact.value.clone(),
                record.fact.observed.to_string(),
                record.superseded_by.is_some(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (FactValue::exactly(720_000), "2024-03-01".to_owned(), false),
            (FactValue::exactly(600_000), "2024-01-15".to_owned(), true),
        ]
    );
    let current = oee
        .first()
        .map(|record| record.fact.clone())
        .ok_or("no fact")?;
    assert_eq!(
        (current.origin, current.entered.as_deref()),
        (Origin::Measured, Some("72 %"))
    );
    Ok(())
}

pub async fn an_older_file_does_not_overwrite_newer_facts(bench: Bench) -> Outcome {
    let row = |oee: &str, observed: &str| {
        records(&[&[
            ("clave", "p1"),
            ("nombre", "Tornos Quetzal"),
            ("OEE", oee),
            ("observado", observed),
        ]])
    };
    bench
        .import("proveedores.csv", row("72 %", "2024-03-01"))
        .await?;
    let (rows, problems) = bench.tell("viejo.csv", row("60 %", "2023-03-01")).await?;
    assert_eq!(rows, [1, 0, 0, 1, 0, 1]);
    assert_eq!(
        problems,
        [said(1, "OEE", "2024-03-01", "older_than_known", false)]
    );
    let facts = bench.plant(KeyScheme::Own, "p1").await?.facts;
    assert_eq!(
        facts
            .iter()
            .map(|fact| fact.value.clone())
            .collect::<Vec<_>>(),
        [FactValue::exactly(720_000)]
    );
    // A day that has not come is no day of observation.
    let (rows, problems) = bench.tell("futuro.csv", row("72 %", "2999-01-01")).await?;
    assert_eq!(rows, [1, 0, 0, 1, 0, 1]);
    assert_eq!(
        problems,
        [said(1, "observado", "2999-01-01", "date_in_future", false)]
    );
    Ok(())
}

pub async fn only_a_complete_list_says_no_longer(bench: Bench) -> Outcome {
    let row = |processes: &str, complete: &str| {
        records(&[&[
            ("clave", "p1"),
            ("nombre", "Tornos Quetzal"),
            ("procesos", processes),
            ("listas_completas", complete),
        ]])
    };
    let offered = async |wanted: &str| -> Outcome<Option<FactValue>> {
        let facts = bench.plant(KeyScheme::Own, "p1").await?.facts;
        let found = facts
            .into_iter()
            .find(|fact| fact.attribute == PROCESS_OFFERED && fact.item.as_deref() == Some(wanted));
        Ok(found.map(|fact| fact.value))
    };
    let milling = "process.cnc_milling";
    bench
        .import("a.csv", row("process.cnc_turning|process.cnc_milling", ""))
        .await?;
    bench
        .import("b.csv", row("process.cnc_turning", "no"))
        .await?;
    assert_eq!(
        offered(milling).await?,
        Some(FactValue::Flag { yes: true }),
        "unknown is not no"
    );
    let report = bench
        .import("c.csv", row("process.cnc_turning", "procesos"))
        .await?;
    assert_eq!(counts(&report.run), [1, 0, 1, 0, 0, 0]);
    assert_eq!(
        offered(milling).await?,
        Some(FactValue::Flag { yes: false })
    );
    let report = bench
        .import("d.csv", row("process.cnc_turning", "procesos"))
        .await?;
    assert_eq!(counts(&report.run), [1, 0, 0, 1, 0, 0]);
    assert_eq!(
        offered("process.welding").await?,
        None,
        "what was never said stays unsaid"
    );
    Ok(())
}

pub async fn sites_of_one_firm_share_it(bench: Bench) -> Outcome {
    let rows = records(&[
        &[
            ("clave", "n1"),
            ("nombre", "Planta Norte"),
            ("clave_empresa", "quetzal"),
            ("empresa", "Grupo Quetzal"),
            ("rfc", "GQU010101AB1"),
        ],
        &[
            ("clave", "n2"),
            ("nombre", "Planta Sur"),
            ("clave_empresa", "quetzal"),
            ("empresa", ""),
            ("rfc", "GQU010101AB1"),
        ],
    ]);
    let (counted, problems) = bench.tell("proveedores.csv", &rows).await?;
    assert_eq!(
        (counted, problems),
        ([2, 2, 0, 0, 0, 0], vec![]),
        "a firm's taxpayer key is one for all its sites"
    );
    let (north, south) = (
        bench.plant(KeyScheme::Own, "n1").await?,
        bench.plant(KeyScheme::Own, "n2").await?,
    );
    assert_eq!(north.organisation, south.organisation);
    assert_eq!(north.organisation.name, "Grupo Quetzal");
    assert_eq!(bench.count("duplicates").await?, 0);
    let report = bench
        .import(
            "proveedores 2.csv",
            rows.replace("Planta Sur", "Planta Austral"),
        )
        .await?;
    assert_eq!(counts(&report.run), [2, 0, 1, 1, 0, 0]);
    Ok(())
}

pub async fn a_fictional_firm_bears_no_public_key(bench: Bench) -> Outcome {
    let row = |column: &'static str, value: &'static str| {
        records(&[&[
            ("clave", "p1"),
            ("nombre", "Tornos Quetzal"),
            ("ficticio", "sí"),
            (column, value),
        ]])
    };
    for (column, value) in [
        ("nra", "ABC1403900001"),
        ("denue_id", "44130"),
        ("clee", "14120332710000001000000000U1"),
        ("rfc", "TQU010101AB1"),
    ] {
        let (rows, problems) = bench.tell("proveedores.csv", row(column, value)).await?;
        assert_eq!(rows, [1, 0, 0, 0, 1, 0]);
        assert_eq!(
            problems,
            [said(1, column, value, "fictional_with_public_key", true)]
        );
    }
    assert_eq!(bench.count("sites").await?, 0);
    let (rows, _) = bench.tell("proveedores.csv", row("nra", "")).await?;
    assert_eq!(rows, [1, 1, 0, 0, 0, 0]);
    assert!(
        bench
            .plant(KeyScheme::Own, "p1")
            .await?
            .organisation
            .fictional
    );
    Ok(())
}

pub async fn odd_cells_are_left_out_and_named(bench: Bench) -> Outcome {
    let odd = [
        ("clave", "p1"),
        ("nombre", "Tornos Quetzal"),
        ("estado", "Atlántida"),
        ("personal", "-12"),
        ("procesos", "torneado CNC|alquimia"),
        ("certificados", "ISO 9001 (ayer)|IATF 16949 [quizá]"),
        ("equipos", "Torno CNC x cuatro|Torno CNC x 2"),
        ("tolerancia", "torneado CNC: 0.02 kg"),
        ("oee", "mucho"),
        ("site.invoices_usd", "quizá"),
        ("idioma", "klingon"),
        ("origen", "soñado"),
        ("observado", "mañana"),
        ("ficticio", "tal vez"),
        ("listas_completas", "herramientas"),
        ("nra", "no es una clave"),
        ("descripcion", "Taller de torneado."),
    ];
    let (rows, problems) = bench.tell("proveedores.csv", records(&[&odd])).await?;
    assert_eq!(rows, [1, 1, 0, 0, 0, 1]);
    let mut named: Vec<_> = problems
        .iter()
        .map(|(_, column, value, code, _)| (column.as_str(), value.as_str(), code.as_str()))
        .collect();
    named.sort_unstable();
    let mut expected = [
        ("estado", "Atlántida", "unknown_state"),
        ("personal", "-12", "negative_value"),
        ("procesos", "alquimia", "unknown_concept"),
        ("certificados", "ISO 9001 (ayer)", "unknown_concept"),
        ("certificados", "IATF 16949 [quizá]", "bad_origin"),
        ("equipos", "Torno CNC x cuatro", "bad_number"),
        ("tolerancia", "torneado CNC: 0.02 kg", "bad_number"),
        ("oee", "mucho", "bad_number"),
        ("site.invoices_usd", "quizá", "bad_yes_no"),
        ("idioma", "klingon", "bad_language"),
        ("origen", "soñado", "bad_origin"),
        ("observado", "mañana", "bad_date"),
        ("ficticio", "tal vez", "bad_yes_no"),
        ("listas_completas", "herramientas", "bad_yes_no"),
        ("nra", "NO ES UNA CLAVE", "bad_key"),
    ];
    expected.sort_unstable();
    assert_eq!(named, expected);
    assert!(
        problems
            .iter()
            .all(|(row, .., rejected)| *row == 1 && !rejected)
    );
    let kept = bench.plant(KeyScheme::Own, "p1").await?;
    let items: Vec<&str> = kept
        .facts
        .iter()
        .filter_map(|fact| fact.item.as_deref())
        .collect();
    assert_eq!(
        items,
        ["equipment.cnc_lathe", "process.cnc_turning"],
        "the rest is kept"
    );
    Ok(())
}
