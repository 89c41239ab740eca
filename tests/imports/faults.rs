//! Files that are refused as a whole, with a reason that a person can act upon.

use crate::Outcome;
use crate::bench::Bench;
use crate::files::{denue, plant, table, workbook};
use eslabon_app::AppError;
use eslabon_app::context::Silent;
use eslabon_app::imports::{ImportKind, ImportSource, messages, preview, run, start};
use eslabon_domain::actors::{Actor, Role};
use eslabon_domain::text::Lang;

pub async fn a_file_that_is_no_table_is_refused_in_words(bench: Bench) -> Outcome {
    let header = denue(&[]);
    let mut damaged = workbook(&[&table("clave,nombre\np1,Tornos\n")?])?;
    damaged.truncate(damaged.len() / 2);
    let old_excel = [
        &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1][..],
        &[0; 600],
    ]
    .concat();
    let picture = [
        b"\x89PNG\r\n\x1a\n".as_slice(),
        &[0, 1, 0, 0, 7, 0].repeat(200),
    ]
    .concat();
    let unmarked_utf_16: Vec<u8> = header.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let files: [(&str, Vec<u8>, &str); 12] = [
        ("vacío.csv", Vec::new(), "empty_file"),
        ("blancos.csv", b" \r\n\n\t\n".to_vec(), "empty_file"),
        ("marca.csv", vec![0xEF, 0xBB, 0xBF], "empty_file"),
        ("encabezado.csv", header.into_bytes(), "no_rows"),
        (
            "lista.csv",
            b"producto,cantidad\ntornillos,3\n".to_vec(),
            "unknown_header: \u{201c}producto | cantidad\u{201d}",
        ),
        (
            "prosa.txt",
            "Estimado cliente:\nle envío la lista.\n".into(),
            "unknown_header: \u{201c}Estimado cliente:\u{201d}",
        ),
        (
            "folleto.pdf",
            b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n1 0 obj\n".to_vec(),
            "not_a_table",
        ),
        ("foto.csv", picture, "not_a_table"),
        ("sin marca.csv", unmarked_utf_16, "not_a_table"),
        ("libro.xls", old_excel, "old_excel"),
        ("dañado.xlsx", damaged, "broken_workbook"),
        (
            "no es libro.xlsx",
            [b"PK\x03\x04".as_slice(), &[7; 400]].concat(),
            "broken_workbook",
        ),
    ];
    for (name, content, expected) in files {
        let why = bench.refusal(name, &content).await;
        let (code, _) = why.split_once(": ").unwrap_or((&why, ""));
        assert!(why == expected || code == expected, "{name}: {why}");
        for lang in Lang::ALL {
            let words = messages::unreadable(&why, lang);
            assert!(words != why && words.len() > 15, "{name}: {words}");
        }
        let seen = bench.preview(name, &content).await;
        assert!(
            matches!(seen, Err(AppError::Unreadable(again)) if again == why),
            "{name}"
        );
    }
    let gone = ImportSource::path(&bench.place.data.join("no existe.csv"));
    let refused = run(&bench.app, &Actor::command_line(), gone, None, &Silent).await;
    assert!(matches!(refused, Err(AppError::Unreadable(why)) if why.starts_with("cannot_open")));
    assert_eq!(bench.count("import_runs").await?, 0, "no run was begun");
    Ok(())
}

pub async fn a_named_kind_must_fit(bench: Bench) -> Outcome {
    let actor = Actor::command_line();
    let source = || ImportSource::bytes("datos.csv", "clave,nombre\na,Tornos Quetzal\n".as_bytes());
    // Suppliers and institutions share these headings: the person must say which.
    let refused = run(&bench.app, &actor, source(), None, &Silent).await;
    assert!(
        matches!(refused, Err(AppError::Unreadable(why)) if why == "ambiguous_header: suppliers, institutions")
    );
    let refused = run(
        &bench.app,
        &actor,
        source(),
        Some(ImportKind::Needs),
        &Silent,
    )
    .await;
    assert!(
        matches!(refused, Err(AppError::Unreadable(why)) if why == "missing_columns: empresa, titulo")
    );
    let report = run(
        &bench.app,
        &actor,
        source(),
        Some(ImportKind::Institutions),
        &Silent,
    )
    .await?;
    assert_eq!(
        (report.run.kind.as_str(), report.run.new),
        ("institutions", 1)
    );
    Ok(())
}

pub async fn nobody_but_staff_imports(bench: Bench) -> Outcome {
    let source = || ImportSource::bytes("denue_2024.csv", denue(&[plant(1)]).into_bytes());
    for role in Role::ALL {
        let actor = Actor {
            role,
            ..Actor::visitor()
        };
        let may = matches!(
            role,
            Role::CentreStaff | Role::CentreManager | Role::Administrator | Role::Operator
        );
        let seen = preview(&bench.app, &actor, &source(), None).await;
        assert_eq!(matches!(seen, Err(AppError::Forbidden)), !may, "{role:?}");
        if !may {
            let begun = start(&bench.app, &actor, source(), None).await;
            assert!(matches!(begun, Err(AppError::Forbidden)), "{role:?}");
            let ran = run(&bench.app, &actor, source(), None, &Silent).await;
            assert!(matches!(ran, Err(AppError::Forbidden)), "{role:?}");
        }
    }
    assert_eq!(
        (
            bench.count("import_runs").await?,
            bench.count("sites").await?
        ),
        (0, 0)
    );
    Ok(())
}
