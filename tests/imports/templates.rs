//! Our own templates: as downloaded, as workbooks, with headings as people rearrange them.

use crate::Outcome;
use crate::bench::{Bench, counts, said};
use crate::files::{csv, records, table, workbook};
use eslabon_app::imports::ImportKind;
use eslabon_domain::registry::KeyScheme;

/// Templates in an order in which each finds what it names.
const KINDS: [ImportKind; 5] = [
    ImportKind::Institutions,
    ImportKind::Services,
    ImportKind::Suppliers,
    ImportKind::Machines,
    ImportKind::Needs,
];

fn template(kind: ImportKind) -> &'static str {
    kind.template().unwrap_or_default()
}

fn lines(kind: ImportKind) -> i64 {
    if kind == ImportKind::Services { 1 } else { 2 }
}

pub async fn every_template_imports_twice_without_a_word(bench: Bench) -> Outcome {
    let without: Vec<ImportKind> = ImportKind::ALL
        .into_iter()
        .filter(|kind| kind.template().is_none())
        .collect();
    assert_eq!(without, [ImportKind::Denue, ImportKind::Retc]);
    for kind in KINDS {
        let (name, rows) = (format!("{kind}.csv"), lines(kind));
        let report = bench.import(&name, template(kind)).await?;
        assert_eq!(report.run.kind, kind.as_str());
        assert_eq!(counts(&report.run), [rows, rows, 0, 0, 0, 0], "{kind}");
        assert_eq!(bench.problems(&report).await?, []);
    }
    let facts = bench.count("facts").await?;
    assert!(facts > 20, "{facts}");
    for kind in KINDS {
        let again = bench
            .import(&format!("{kind} otra vez.csv"), template(kind))
            .await?;
        assert_eq!(
            counts(&again.run),
            [lines(kind), 0, 0, lines(kind), 0, 0],
            "{kind}"
        );
    }
    assert_eq!(bench.count("facts").await?, facts);
    assert_eq!(bench.count("services").await?, 1);
    assert_eq!(bench.count("needs").await?, 2);
    assert_eq!(bench.count("machines").await?, 2);
    Ok(())
}

pub async fn a_workbook_says_the_same_as_its_csv(bench: Bench) -> Outcome {
    for kind in KINDS {
        bench.import(&format!("{kind}.csv"), template(kind)).await?;
        let sheet = workbook(&[&table(template(kind))?])?;
        let report = bench.import(&format!("{kind}.xlsx"), sheet).await?;
        assert_eq!(
            counts(&report.run),
            [lines(kind), 0, 0, lines(kind), 0, 0],
            "{kind}"
        );
    }
    Ok(())
}

pub async fn headings_come_in_any_order_case_and_language(bench: Bench) -> Outcome {
    bench
        .import("suppliers.csv", template(ImportKind::Suppliers))
        .await?;
    let mut rows = table(template(ImportKind::Suppliers))?;
    for row in &mut rows {
        row.reverse();
        row.insert(3, "Contacto".into());
    }
    let (header, below) = rows.split_first_mut().ok_or("no header")?;
    for heading in header.iter_mut() {
        *heading = match heading.as_str() {
            "clave" => "KEY".into(),
            "descripcion" => "Descripción".into(),
            "tiempo_de_entrega_dias" => "Lead-time DAYS".into(),
            "procesos" => "Processes".into(),
            "ppm" => "site.defect_ppm".into(),
            "entregas_a_tiempo" => "Entregas a tiempo".into(),
            other => other.to_uppercase().replace('_', " "),
        };
    }
    let text = csv(header, below, b',');
    let report = bench.import("Al revés.csv", &text).await?;
    assert_eq!(
        counts(&report.run),
        [2, 0, 0, 2, 0, 0],
        "{:?}",
        bench.problems(&report).await?
    );
    let seen = bench.preview("Al revés.csv", &text).await?;
    assert_eq!(
        (seen.kind, seen.ignored),
        (ImportKind::Suppliers, vec!["CONTACTO".to_owned()])
    );
    // English values mean the same.
    let english = records(&[&[
        ("key", "x1"),
        ("name", "Sheet Metal Works"),
        ("state", "14"),
        ("municipality", "14120"),
        ("processes", "CNC turning"),
        ("complete_lists", "yes"),
        ("origin", "document"),
        ("oee", "72 %"),
    ]]);
    bench.import("suppliers-en.csv", english).await?;
    let spanish = records(&[&[
        ("clave", "x1"),
        ("nombre", "Sheet Metal Works"),
        ("estado", "Jalisco"),
        ("municipio", "Zapopan"),
        ("procesos", "Torneado CNC"),
        ("listas_completas", "sí"),
        ("origen", "documentado"),
        ("oee", "72 %"),
    ]]);
    let (rows, problems) = bench.tell("proveedores.csv", spanish).await?;
    assert_eq!((rows, problems), ([1, 0, 0, 1, 0, 0], vec![]));
    Ok(())
}

pub async fn the_second_sheet_counts_where_the_first_is_empty(bench: Bench) -> Outcome {
    let rows = table("clave,nombre,personal,rfc\np1,Tornos Quetzal,34,\np2,,12,\n")?;
    let (counted, problems) = bench.tell("libro.xlsx", workbook(&[&[], &rows])?).await?;
    assert_eq!(counted, [2, 1, 0, 0, 1, 0]);
    assert_eq!(problems, [said(2, "nombre", "", "missing_value", true)]);
    assert_eq!(bench.plant(KeyScheme::Own, "p1").await?.facts.len(), 1);
    assert_eq!(
        bench.refusal("vacío.xlsx", workbook(&[&[]])?).await,
        "empty_file"
    );
    Ok(())
}
