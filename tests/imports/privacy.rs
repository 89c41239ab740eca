//! Telephone numbers and e-mail addresses: never in the database, the index or a file of ours.

use crate::Outcome;
use crate::bench::Bench;
use crate::files::{Layout, MAIL, Plant, TELEPHONE, denue, plant, records, table, workbook};
use sea_orm::{ConnectionTrait, Statement};
use std::path::Path;

/// A word that is kept, to show that what is kept would be found.
const CANARY: &str = "QUIMBAMBAS";

fn private(number: usize) -> Plant {
    Plant {
        name: format!("{CANARY} {number}"),
        telephone: TELEPHONE.into(),
        mail: MAIL.into(),
        ..plant(number)
    }
}

/// Whether a word stands anywhere in a folder's files, in either case.
fn stands_in_files(folder: &Path, word: &str) -> Outcome<bool> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let found = if path.is_dir() {
            stands_in_files(&path, word)?
        } else {
            let bytes = std::fs::read(&path)?.to_ascii_lowercase();
            let word = word.to_ascii_lowercase();
            bytes
                .windows(word.len())
                .any(|some| some == word.as_bytes())
        };
        if found {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether a word stands in any row of any table, in either case.
async fn stands_in_tables(bench: &Bench, word: &str) -> Outcome<bool> {
    let backend = bench.raw.get_database_backend();
    let names =
        "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'";
    for table in bench
        .raw
        .query_all_raw(Statement::from_string(backend, names))
        .await?
    {
        let table: String = table.try_get("", "name")?;
        let found =
            format!("(SELECT 1 FROM \"{table}\" AS t WHERE t::text ILIKE '%{word}%') AS found");
        if bench.count(&found).await? > 0 {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether anything that we keep holds a word: the database, the index, the files of rejected rows.
async fn is_kept(bench: &Bench, word: &str) -> Outcome<bool> {
    let in_tables = !bench.database.is_sqlite() && stands_in_tables(bench, word).await?;
    // The index packs what it stores, so it is asked, too.
    let is_found = !bench.search(word).await?.is_empty();
    Ok(in_tables || is_found || stands_in_files(&bench.place.data, word)?)
}

async fn nothing_private_is_kept(bench: &Bench) -> Outcome {
    assert!(is_kept(bench, CANARY).await?, "what is kept would be found");
    for word in [
        TELEPHONE,
        "98-76-54",
        MAIL,
        "zarzaparrilla",
        "tallerinventado",
    ] {
        assert!(!is_kept(bench, word).await?, "{word} was kept");
    }
    Ok(())
}

pub async fn telephones_and_mail_are_never_kept(bench: Bench) -> Outcome {
    // DENUE has a column for websites in which people write their mail address.
    let careless = Plant {
        website: MAIL.into(),
        ..private(3)
    };
    let nameless = Plant {
        name: String::new(),
        ..private(4)
    };
    let plants = [private(1), private(2), careless, nameless];
    for layout in [Layout::Current, Layout::Older, Layout::WebExport] {
        let text = layout.csv(&plants);
        let seen = bench.preview("denue_2024.csv", &text).await?;
        assert_eq!(seen.private.len(), 2, "{layout:?}: {:?}", seen.private);
        let shown = format!("{seen:?}").to_ascii_lowercase();
        assert!(
            !shown.contains(TELEPHONE) && !shown.contains("zarzaparrilla"),
            "{shown}"
        );
        bench.import("denue_2024.csv", &text).await?;
    }
    bench
        .import("denue_2024.xlsx", workbook(&[&table(&denue(&plants))?])?)
        .await?;
    let template = records(&[
        &[
            ("clave", "p1"),
            ("nombre", "QUIMBAMBAS 9"),
            ("personal", "34"),
            ("Teléfono", TELEPHONE),
            ("E-mail", MAIL),
            ("WhatsApp", TELEPHONE),
            ("Tel. móvil", "33 10 98-76-54"),
            ("Correo electrónico del dueño", MAIL),
        ],
        &[
            ("clave", ""),
            ("nombre", "QUIMBAMBAS 8"),
            ("Teléfono", TELEPHONE),
            ("E-mail", MAIL),
        ],
    ]);
    bench.import("proveedores.csv", template).await?;
    let yearly = "NRA,Nombre,Actividad principal,Teléfono,Correo electrónico\n";
    bench.import("retc_2022.csv", format!("{yearly}ZZZ1,QUIMBAMBAS 7,Troquelado,{TELEPHONE},{MAIL}\n,QUIMBAMBAS 6,,{TELEPHONE},{MAIL}\n")).await?;
    nothing_private_is_kept(&bench).await
}

pub async fn damaged_rows_do_not_carry_telephones_along(bench: Bench) -> Outcome {
    let text = denue(&[private(1), private(2), private(3), private(4), private(5)]);
    let lines: Vec<&str> = text.lines().collect();
    let mut file: Vec<u8> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let line = match at {
            // Cells shift to the left, to the right; a quote stays open; bytes are damaged.
            2 => line.replacen("CALLE,", "", 3).into_bytes(),
            3 => line.replacen("CALLE,", "CALLE,,,", 1).into_bytes(),
            4 => line.replacen("CALLE", "\"CALLE", 1).into_bytes(),
            5 => [line.as_bytes(), &[0xD1]].concat(),
            _ => line.replace("CALLE", "ÁÉÍÓÚÑÁÉÍÓÚÑ").into_bytes(),
        };
        file.extend(line);
        file.push(b'\n');
    }
    let (rows, problems) = bench.tell("denue_2024.csv", file).await?;
    assert_eq!(rows, [5, 1, 0, 0, 4, 0]);
    let codes: Vec<&str> = problems.iter().map(|problem| problem.3.as_str()).collect();
    assert_eq!(
        codes,
        [
            "ragged_row",
            "ragged_row",
            "quote_unbalanced",
            "bad_encoding"
        ]
    );
    // The row is still named by its key.
    let keys: Vec<&str> = problems.iter().map(|problem| problem.2.as_str()).collect();
    assert_eq!(keys, ["7000002", "7000003", "7000004", "7000005"]);
    nothing_private_is_kept(&bench).await?;
    // A key cell that holds an address is nobody's key.
    let (_, problems) = bench.tell("proveedores.csv", format!("clave;nombre;personal;teléfono\n{MAIL};QUIMBAMBAS 1\n{TELEPHONE};QUIMBAMBAS 2;3;4;5\n")).await?;
    assert_eq!(
        problems
            .iter()
            .map(|problem| (problem.2.as_str(), problem.3.as_str()))
            .collect::<Vec<_>>(),
        [("", "ragged_row"), ("", "ragged_row")]
    );
    nothing_private_is_kept(&bench).await
}
