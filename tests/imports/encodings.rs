//! Bytes, delimiters and line ends as spreadsheets of different machines write them.

use crate::Outcome;
use crate::bench::{Bench, counts};
use crate::files::{csv, denue, plant, table, utf_16, windows_1252};
use eslabon_app::imports::ImportKind;
use eslabon_domain::registry::KeyScheme;

const NAME: &str = "Fundición Ñandú y Pingüinos, S.A.";

fn file() -> String {
    let mut first = plant(1);
    first.name = NAME.into();
    denue(&[first, plant(2)])
}

pub async fn every_encoding_gives_the_same_words(bench: Bench) -> Outcome {
    let text = file();
    let forms = [
        ("UTF-8", text.clone().into_bytes()),
        ("UTF-8", format!("\u{feff}{text}").into_bytes()),
        ("Windows-1252", windows_1252(&text)),
        ("UTF-16", utf_16(&text, false)),
        ("UTF-16", utf_16(&text, true)),
    ];
    for (at, (name, bytes)) in forms.iter().enumerate() {
        assert_eq!(
            bench.preview("denue_2024.csv", bytes).await?.encoding,
            *name
        );
        let report = bench.import("denue_2024.csv", bytes).await?;
        let expected = if at == 0 {
            [2, 2, 0, 0, 0, 0]
        } else {
            [2, 0, 0, 2, 0, 0]
        };
        assert_eq!(counts(&report.run), expected, "{name}");
    }
    assert_eq!(
        bench.plant(KeyScheme::DenueId, "7000001").await?.site.name,
        NAME
    );
    // The template of suppliers with its degrees and micrometres, too.
    let template = ImportKind::Suppliers.template().unwrap_or_default();
    bench.import("suppliers.csv", template).await?;
    let report = bench
        .import("proveedores.csv", windows_1252(template))
        .await?;
    assert_eq!(counts(&report.run), [2, 0, 0, 2, 0, 0]);
    Ok(())
}

pub async fn every_delimiter_and_line_end_gives_the_same_rows(bench: Bench) -> Outcome {
    let text = file();
    bench.import("denue_2024.csv", &text).await?;
    let rows = table(&text)?;
    let (header, below) = rows.split_first().ok_or("no header")?;
    for delimiter in [b',', b';', b'\t'] {
        let other = csv(header, below, delimiter);
        let seen = bench.preview("denue_2024.csv", &other).await?;
        assert_eq!(seen.delimiter, Some(char::from(delimiter)));
        for ends in ["\n", "\r\n", "\r"] {
            let ended = other.replace('\n', ends);
            let report = bench.import("denue_2024.csv", &ended).await?;
            assert_eq!(
                counts(&report.run),
                [2, 0, 0, 2, 0, 0],
                "{delimiter} {ends:?}"
            );
        }
    }
    // Blank lines and empty columns at the end are nobody's rows.
    let ragged = text
        .replace('\n', ",,\n")
        .replace("fecha_alta,,", "fecha_alta")
        + "\n\n,,,\n";
    let report = bench.import("denue_2024.csv", &ragged).await?;
    assert_eq!(counts(&report.run), [2, 0, 0, 2, 0, 0]);
    Ok(())
}
