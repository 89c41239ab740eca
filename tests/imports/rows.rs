//! Rows that are damaged, odd or hostile: each costs itself only, and is named.

use crate::Outcome;
use crate::bench::{Bench, said};
use crate::files::{Plant, denue, plant, records};
use eslabon_domain::registry::KeyScheme;
use eslabon_storage::sites::PositionSource;

/// Five plants as lines below their header; the third one is the test's.
fn five() -> (String, Vec<String>) {
    let plants: Vec<Plant> = (1..=5).map(plant).collect();
    let text = denue(&plants);
    let mut lines = text.lines().map(str::to_owned);
    (lines.next().unwrap_or_default(), lines.collect())
}

async fn third_row(
    bench: &Bench,
    damage: &dyn Fn(&str) -> Vec<u8>,
) -> Outcome<Vec<crate::bench::Said>> {
    let (header, lines) = five();
    let mut file = format!("{header}\n").into_bytes();
    for (at, line) in lines.iter().enumerate() {
        file.extend(if at == 2 {
            damage(line)
        } else {
            line.clone().into_bytes()
        });
        file.push(b'\n');
    }
    let (rows, problems) = bench.tell("denue_2024.csv", file).await?;
    assert_eq!(
        (rows[0], rows[4]),
        (5, 1),
        "only that row is lost: {problems:?}"
    );
    Ok(problems)
}

pub async fn a_damaged_row_costs_itself_only(bench: Bench) -> Outcome {
    let unclosed = third_row(&bench, &|line| {
        line.replacen("BUJIAS", "\"BUJIAS", 1).into_bytes()
    })
    .await?;
    assert_eq!(
        unclosed
            .iter()
            .map(|p| (p.0, p.1.as_str(), p.3.as_str(), p.4))
            .collect::<Vec<_>>(),
        [(3, "", "quote_unbalanced", true)]
    );
    let short = third_row(&bench, &|line| line.split_at(60).0.as_bytes().to_vec()).await?;
    assert_eq!(short, [said(3, "", "7000003", "ragged_row", true)]);
    let long = third_row(&bench, &|line| {
        format!("{line},una celda de más").into_bytes()
    })
    .await?;
    assert_eq!(long, [said(3, "", "7000003", "ragged_row", true)]);
    // A UTF-8 file with many good letters and one line of another encoding.
    let (header, mut lines) = five();
    for line in &mut lines {
        *line = line.replace("CALLE", "ÁÉÍÓÚÑ");
    }
    let mut file = format!("{header}\n{}\n", lines.join("\n")).into_bytes();
    let at = file
        .windows(9)
        .position(|some| some == b"LAMINADOS")
        .ok_or("no such name")?;
    file.splice(at..at + 1, [0xD1]);
    let (rows, problems) = bench.tell("denue_2024.csv", file).await?;
    assert_eq!((rows[0], rows[4]), (5, 1));
    assert_eq!(problems, [said(4, "", "7000004", "bad_encoding", true)]);
    // Line breaks inside a quoted cell are no damage.
    let spread = records(&[&[
        ("clave", "p1"),
        ("nombre", "Tornos Quetzal"),
        ("procesos", "torneado CNC\nfresado CNC"),
        ("descripcion", "Uno.\n\nDos, y \"tres\"."),
    ]]);
    assert_eq!(
        bench.tell("proveedores.csv", spread).await?,
        ([1, 1, 0, 0, 0, 0], vec![])
    );
    assert_eq!(bench.plant(KeyScheme::Own, "p1").await?.facts.len(), 3);
    Ok(())
}

pub async fn long_cells_and_nul_bytes_are_refused(bench: Bench) -> Outcome {
    let huge = "ñ".repeat(500_000);
    let problems = third_row(&bench, &|line| {
        line.replace("DE LOS TORNEROS", &huge).into_bytes()
    })
    .await?;
    let shown = "ñ".repeat(200);
    assert_eq!(
        problems,
        [said(3, "nom_vial", &shown, "cell_too_long", true)]
    );
    let problems = third_row(&bench, &|line| {
        line.replace("DE LOS TORNEROS", "DE\0LOS").into_bytes()
    })
    .await?;
    assert_eq!(
        problems,
        [said(3, "nom_vial", "DE␀LOS", "nul_character", true)]
    );
    let endless = third_row(&bench, &|line| {
        line.replace("DE LOS TORNEROS", &"x".repeat(9 << 20))
            .into_bytes()
    })
    .await?;
    assert_eq!(endless, [said(3, "", "", "line_too_long", true)]);
    assert_eq!(bench.count("sites").await?, 4);
    Ok(())
}

pub async fn odd_rows_of_denue_are_kept_with_a_word(bench: Bench) -> Outcome {
    let odd = |number: usize, change: &dyn Fn(&mut Plant)| {
        let mut plant = plant(number);
        change(&mut plant);
        plant
    };
    let plants = [
        odd(1, &|p| p.class = "331999".into()),
        odd(2, &|p| p.class = "461110".into()),
        odd(3, &|p| p.class = String::new()),
        odd(4, &|p| p.municipality = ("999".into(), "Macondo".into())),
        odd(5, &|p| p.state = ("99".into(), "Atlántida".into())),
        odd(6, &|p| p.staff = "un montón".into()),
        odd(7, &|p| p.staff = "-3".into()),
        odd(8, &|p| p.id = "siete".into()),
        odd(9, &|p| p.class = "TORNO".into()),
    ];
    let (rows, problems) = bench.tell("denue_2024.csv", denue(&plants)).await?;
    assert_eq!(rows, [9, 7, 0, 0, 2, 7]);
    assert_eq!(
        problems,
        [
            said(1, "codigo_act", "331999", "scian_unknown", false),
            said(2, "codigo_act", "461110", "not_manufacturing", false),
            said(3, "codigo_act", "", "scian_missing", false),
            said(4, "municipio", "Macondo", "unknown_municipality", false),
            said(5, "entidad", "Atlántida", "unknown_state", false),
            said(5, "municipio", "Zapopan", "unknown_municipality", false),
            said(6, "per_ocu", "un montón", "size_unreadable", false),
            said(7, "per_ocu", "-3", "negative_value", true),
            said(8, "id", "siete", "bad_key", true),
            said(9, "codigo_act", "TORNO", "scian_unknown", false),
            said(9, "codigo_act", "TORNO", "not_manufacturing", false),
        ]
    );
    // The word stays with the entry, and what was published is kept as published.
    let old = bench.plant(KeyScheme::DenueId, "7000001").await?;
    let entry = old.entries.first().ok_or("no entry")?;
    assert_eq!(
        (entry.scian.as_deref(), entry.warnings.as_slice()),
        (Some("331999"), ["scian_unknown".to_owned()].as_slice())
    );
    assert_eq!(
        bench
            .plant(KeyScheme::DenueId, "7000006")
            .await?
            .entries
            .first()
            .and_then(|entry| entry.size),
        None
    );
    assert_eq!(
        bench
            .plant(KeyScheme::DenueId, "7000009")
            .await?
            .entries
            .first()
            .and_then(|entry| entry.scian.clone()),
        None
    );
    assert_eq!(
        bench
            .plant(KeyScheme::DenueId, "7000004")
            .await?
            .site
            .municipality,
        None
    );
    Ok(())
}

pub async fn positions_outside_mexico_fall_back_to_the_municipality(bench: Bench) -> Outcome {
    let places = [
        ("0", "0"),
        ("91.5", "-103.4"),
        ("48.8566", "2.3522"),
        ("norte", "oeste"),
        ("20.64", "103.42"),
        ("", ""),
    ];
    let plants: Vec<Plant> = (1_usize..)
        .zip(places)
        .map(|(number, (lat, lon))| Plant {
            lat: lat.into(),
            lon: lon.into(),
            ..plant(number)
        })
        .collect();
    let (rows, problems) = bench.tell("denue_2024.csv", denue(&plants)).await?;
    assert_eq!(rows, [6, 6, 0, 0, 0, 4]);
    let expected = [
        (1, "0, 0"),
        (2, "91.5, -103.4"),
        (3, "48.8566, 2.3522"),
        (4, "norte, oeste"),
    ];
    assert_eq!(
        problems,
        expected.map(|(row, value)| said(row, "latitud", value, "position_implausible", false))
    );
    for (number, source) in [
        (1, PositionSource::Municipality),
        (4, PositionSource::Municipality),
        (5, PositionSource::Own),
        (6, PositionSource::Municipality),
    ] {
        let site = bench
            .plant(KeyScheme::DenueId, &(7_000_000 + number).to_string())
            .await?
            .site;
        assert_eq!(site.position_source, source, "{number}");
        let position = site.position.ok_or("no position")?;
        assert!(
            (position.lat() - 20.7).abs() < 0.2 && (position.lon() + 103.4).abs() < 0.2,
            "in Zapopan: {position:?}"
        );
    }
    // A municipality that is not known gives no position at all, never one by guess.
    let lost = Plant {
        lat: "0".into(),
        lon: "0".into(),
        municipality: ("999".into(), "Macondo".into()),
        ..plant(8)
    };
    bench.import("denue_2024.csv", denue(&[lost])).await?;
    let site = bench.plant(KeyScheme::DenueId, "7000008").await?.site;
    assert_eq!(
        (site.position, site.position_source),
        (None, PositionSource::None)
    );
    Ok(())
}

pub async fn formulas_stay_text(bench: Bench) -> Outcome {
    let names = [
        "=HYPERLINK(\"http://x.example\";\"Tornos\")",
        "+52 TORNOS",
        "-2+3 TORNOS",
        "@SUM(A1:A9)",
    ];
    let plants: Vec<Plant> = (1_usize..)
        .zip(names)
        .map(|(number, name)| Plant {
            name: name.into(),
            ..plant(number)
        })
        .collect();
    let (rows, problems) = bench.tell("denue_2024.csv", denue(&plants)).await?;
    assert_eq!((rows, problems), ([4, 4, 0, 0, 0, 0], vec![]));
    for (number, name) in (1..).zip(names) {
        assert_eq!(
            bench
                .plant(KeyScheme::DenueId, &(7_000_000 + number).to_string())
                .await?
                .site
                .name,
            name
        );
    }
    // What we write carries an apostrophe; reading it back takes it away again.
    let marked: Vec<Plant> = plants
        .iter()
        .map(|plant| Plant {
            name: format!("'{}", plant.name),
            ..plant.clone()
        })
        .collect();
    let (rows, _) = bench.tell("denue_2025.csv", denue(&marked)).await?;
    assert_eq!(rows, [4, 0, 0, 4, 0, 0]);
    Ok(())
}
