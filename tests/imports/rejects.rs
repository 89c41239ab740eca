//! The file of rejected rows: what it says, what it holds back, and that it can be mended.

use crate::Outcome;
use crate::bench::{Bench, counts};
use crate::files::{MAIL, Plant, TELEPHONE, denue, plant, table, workbook};
use eslabon_app::imports::rejects_file;
use eslabon_domain::registry::KeyScheme;

fn faulty() -> [Plant; 3] {
    let private = |number| Plant {
        telephone: TELEPHONE.into(),
        mail: MAIL.into(),
        ..plant(number)
    };
    [
        private(1),
        Plant {
            name: String::new(),
            ..private(2)
        },
        Plant {
            name: "=SUMA(A1:A9)".into(),
            staff: "-3".into(),
            ..private(3)
        },
    ]
}

fn text_of(path: &std::path::Path) -> Outcome<String> {
    let text = String::from_utf8(std::fs::read(path)?)?;
    Ok(text
        .strip_prefix('\u{feff}')
        .ok_or("no mark of UTF-8")?
        .to_owned())
}

pub async fn rejected_rows_can_be_mended_and_imported(bench: Bench) -> Outcome {
    let text = denue(&faulty());
    for (name, content) in [
        ("denue_2024.csv", text.clone().into_bytes()),
        ("denue_2024.xlsx", workbook(&[&table(&text)?])?),
    ] {
        let report = bench.import(name, content).await?;
        assert_eq!(report.run.rejected, 2, "{name}");
        let path = report.rejects_path.ok_or("no file of rejected rows")?;
        assert_eq!(
            rejects_file(&bench.app, report.run.id).as_ref(),
            Some(&path)
        );
        let file = text_of(&path)?;
        assert!(!file.contains(TELEPHONE) && !file.contains(MAIL), "{file}");
        let rows = table(&file)?;
        let [header, nameless, negative] = rows.as_slice() else {
            return Err(format!("three lines were expected: {file}").into());
        };
        assert_eq!(
            header.get(..7).unwrap_or_default(),
            [
                "eslabon_fila",
                "eslabon_columna",
                "eslabon_valor",
                "eslabon_motivo",
                "eslabon_reason",
                "id",
                "clee"
            ]
        );
        assert_eq!(
            nameless.get(..6).unwrap_or_default(),
            [
                "2",
                "nom_estab",
                "",
                "nom_estab: Falta un dato obligatorio.",
                "nom_estab: A required value is missing.",
                "7000002"
            ]
        );
        assert_eq!(
            negative.get(..6).unwrap_or_default(),
            [
                "3",
                "per_ocu",
                "-3",
                "per_ocu: El número no puede ser negativo.",
                "per_ocu: The number cannot be negative.",
                "7000003"
            ]
        );
        assert_eq!(
            negative.get(7).map(String::as_str),
            Some("'=SUMA(A1:A9)"),
            "neutralised"
        );
        // Imported as it is, the same rows are rejected again; mended, both are kept.
        let again = bench.import("rechazadas.csv", &file).await?;
        assert_eq!(
            (again.run.kind.as_str(), counts(&again.run)),
            ("denue", [2, 0, 0, 0, 2, 0])
        );
    }
    let report = bench.import("denue_2024.csv", &text).await?;
    let file = text_of(&report.rejects_path.ok_or("no file of rejected rows")?)?;
    let mended = file
        .replace("000002000000000U1,,", "000002000000000U1,MOLDES MENDADOS,")
        .replace("general,-3,", "general,11 a 30 personas,");
    let report = bench.import("remendadas.csv", mended).await?;
    assert_eq!(counts(&report.run), [2, 2, 0, 0, 0, 0]);
    assert!(report.rejects_path.is_none());
    assert_eq!(
        bench.plant(KeyScheme::DenueId, "7000003").await?.site.name,
        "=SUMA(A1:A9)",
        "without our mark"
    );
    assert_eq!(
        bench.plant(KeyScheme::DenueId, "7000002").await?.site.name,
        "MOLDES MENDADOS"
    );
    Ok(())
}

pub async fn a_clean_import_leaves_no_rejects_file(bench: Bench) -> Outcome {
    let odd = Plant {
        class: "461110".into(),
        ..plant(2)
    };
    let report = bench
        .import("denue_2024.csv", denue(&[plant(1), odd]))
        .await?;
    assert_eq!(counts(&report.run), [2, 2, 0, 0, 0, 1]);
    assert_eq!(
        (report.rejects_path, rejects_file(&bench.app, report.run.id)),
        (None, None)
    );
    assert_eq!(
        std::fs::read_dir(bench.place.rejects())?.count(),
        0,
        "warnings are no rejections"
    );
    Ok(())
}
