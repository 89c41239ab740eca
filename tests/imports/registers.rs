//! DENUE and RETC as they are published: the layouts, what they mean, what is never made of them.

use crate::Outcome;
use crate::bench::{Bench, counts};
use crate::files::{Layout, csv, denue, nra, plant, records, retc};
use eslabon_domain::registry::{KeyScheme, Register, SizeBand};
use eslabon_storage::sites::PositionSource;

pub async fn the_three_layouts_of_denue_are_the_same_plants(bench: Bench) -> Outcome {
    let plants = [plant(1), plant(2), plant(3)];
    let first = bench
        .import("denue_05_2024.csv", Layout::Current.csv(&plants))
        .await?;
    assert_eq!(counts(&first.run), [3, 3, 0, 0, 0, 0]);
    let before = bench.plant(KeyScheme::DenueId, "7000002").await?;
    for layout in [Layout::Older, Layout::WebExport, Layout::Current] {
        let name = format!("DENUE {layout:?} 11_2025.csv");
        let again = bench.import(&name, layout.csv(&plants)).await?;
        assert_eq!(counts(&again.run), [3, 0, 0, 3, 0, 0], "{layout:?}");
        assert_eq!(again.run.kind, "denue");
    }
    assert_eq!(bench.count("sites").await?, 3);
    assert_eq!(bench.count("registry_entries").await?, 3);
    // Neither the plant nor its second key was touched by layouts that do not have it.
    let after = bench
        .plant(KeyScheme::Clee, "14120332710000002000000000U1")
        .await?;
    assert_eq!(after.site, before.site);
    assert_eq!(after.entries, before.entries);
    let entry = after.entries.first().ok_or("no entry")?;
    assert_eq!(entry.register, Register::Denue);
    assert_eq!(
        (entry.key.as_str(), entry.edition.as_str()),
        ("7000002", "2024-05")
    );
    assert_eq!(entry.scian.as_deref(), Some("332710"));
    assert!(!entry.scian_suggested);
    assert_eq!(entry.size, Some(SizeBand::From11To30));
    let street = "CALLE DE LOS TORNEROS 318, COLONIA EL COLLI INDUSTRIAL";
    assert_eq!(
        (after.site.street.as_str(), after.site.postal_code.as_str()),
        (street, "45069")
    );
    assert_eq!(after.site.municipality.as_deref(), Some("14120"));
    assert_eq!(after.site.position_source, PositionSource::Own);
    Ok(())
}

pub async fn a_new_layout_brings_what_really_changed(bench: Bench) -> Outcome {
    let mut plants = [plant(1), plant(2)];
    // The oldest layout first: the second key comes when a file has it.
    bench
        .import("denue_2016.csv", Layout::Older.csv(&plants))
        .await?;
    assert_eq!(bench.count("external_keys").await?, 2);
    let [_, grown] = &mut plants;
    (grown.staff, grown.park) = ("31 a 50 personas".into(), "PARQUE EL COLLI".into());
    let report = bench
        .import("export.csv", Layout::WebExport.csv(&plants))
        .await?;
    assert_eq!(counts(&report.run), [2, 0, 1, 1, 0, 0]);
    let grown = bench.plant(KeyScheme::DenueId, "7000002").await?;
    let entry = grown.entries.first().ok_or("no entry")?;
    assert_eq!(entry.size, Some(SizeBand::From31To50));
    assert_eq!(entry.industrial_park, "PARQUE EL COLLI");
    let report = bench
        .import("denue_2024.csv", Layout::Current.csv(&plants))
        .await?;
    assert_eq!(counts(&report.run), [2, 0, 0, 2, 0, 0]);
    assert_eq!(
        bench.count("external_keys").await?,
        4,
        "the second key has come"
    );
    assert_eq!(bench.count("sites").await?, 2);
    Ok(())
}

pub async fn an_edition_is_read_from_the_name_or_the_rows(bench: Bench) -> Outcome {
    let mut late = plant(2);
    late.since = "2023-07".into();
    bench
        .import("directorio.csv", denue(&[plant(1), late]))
        .await?;
    bench
        .import("INEGI 2024-11 (31-33).csv", denue(&[plant(3)]))
        .await?;
    bench.import("retc.csv", retc(&[plant(4)], "2019")).await?;
    let mut editions = Vec::new();
    for (scheme, key) in [
        (KeyScheme::DenueId, "7000001".to_owned()),
        (KeyScheme::DenueId, "7000003".to_owned()),
        (KeyScheme::Nra, nra(&plant(4))),
    ] {
        let found = bench.plant(scheme, &key).await?;
        editions.extend(found.entries.into_iter().map(|entry| entry.edition));
    }
    assert_eq!(editions, ["2023-07", "2024-11", "2019"]);
    Ok(())
}

/// The headings of SEMARNAT's yearly files: no SCIAN class, coordinates in several forms.
const YEARLY: [&str; 18] = [
    "NRA",
    "Nombre",
    "Sector",
    "Actividad principal SEMARNAT",
    "Actividad principal",
    "Coordenada UTM X",
    "Coordenada UTM Y",
    "Latitud Norte",
    "Longitud Oeste",
    "Estado",
    "Delegación\\Municipio",
    "Localidad",
    "Calle",
    "Número exterior",
    "Colonia",
    "Código postal",
    "Teléfono",
    "Correo electrónico",
];

pub async fn retc_is_read_with_and_without_classes(bench: Bench) -> Outcome {
    let report = bench
        .import("retc_2022.csv", retc(&[plant(1)], "2021"))
        .await?;
    assert_eq!(
        (report.run.kind.as_str(), counts(&report.run)),
        ("retc", [1, 1, 0, 0, 0, 0])
    );
    let yearly = |cells: [&str; 18]| cells.map(str::to_owned).to_vec();
    let rows = [
        yearly([
            "zzz1401300001",
            "Pinturas Jacaranda del Colli, S.A. de C.V.",
            "Pinturas y Tintas",
            "Fabricación de pinturas",
            "FABRICACIÓN DE PINTURAS Y RECUBRIMIENTOS",
            "663521",
            "2285412",
            "20°38'24\"",
            "103°25'12\"",
            "JALISCO",
            "Zapopan",
            "ZAPOPAN",
            "Calle Fresno",
            "318",
            "El Colli Industrial",
            "45069",
            "3310987654",
            "hola@pinturas.example",
        ]),
        yearly([
            "ZZZ0803700002",
            "Xyloqwerty",
            "Otros",
            "",
            "",
            "",
            "",
            "",
            "",
            "CHIHUAHUA",
            "JUÁREZ",
            "",
            "",
            "",
            "",
            "1234",
            "",
            "",
        ]),
    ];
    let text = csv(&YEARLY.map(str::to_owned), &rows, b',');
    let report = bench
        .import("Establecimientos RETC 2023.csv", &text)
        .await?;
    assert_eq!(
        (report.run.kind.as_str(), counts(&report.run)),
        ("retc", [2, 2, 0, 0, 0, 0])
    );
    let paints = bench.plant(KeyScheme::Nra, "ZZZ1401300001").await?;
    let entry = paints.entries.first().ok_or("no entry")?;
    let class = entry.scian.as_deref().unwrap_or_default();
    assert!(
        entry.scian_suggested && class.starts_with("3255"),
        "suggested, and marked so: {class}"
    );
    assert_eq!(entry.edition, "2023");
    assert_eq!(
        entry.activity_text,
        "FABRICACIÓN DE PINTURAS Y RECUBRIMIENTOS"
    );
    let position = paints.site.position.ok_or("no position")?;
    assert!((position.lat() - 20.64).abs() < 1e-6 && (position.lon() + 103.42).abs() < 1e-6);
    assert_eq!(paints.site.municipality.as_deref(), Some("14120"));
    let unclear = bench.plant(KeyScheme::Nra, "ZZZ0803700002").await?;
    let entry = unclear.entries.first().ok_or("no entry")?;
    assert_eq!(
        (entry.scian.clone(), entry.scian_suggested),
        (None, false),
        "no guess"
    );
    assert_eq!(unclear.site.municipality.as_deref(), Some("08037"));
    assert_eq!(
        unclear.site.postal_code, "01234",
        "spreadsheets drop the first zero"
    );
    assert_eq!(unclear.site.position_source, PositionSource::Municipality);
    let again = bench
        .import("Establecimientos RETC 2023.csv", &text)
        .await?;
    assert_eq!(counts(&again.run), [2, 0, 0, 2, 0, 0]);
    Ok(())
}

pub async fn registers_never_give_a_plant_a_capability(bench: Bench) -> Outcome {
    let mut certified = plant(1);
    certified.name = "TORNEADO CNC ISO 9001 Y FUNDICION".into();
    certified.activity = "Torneado CNC, temple, cromado; certificado IATF 16949".into();
    bench
        .import("denue_2024.csv", denue(&[certified.clone(), plant(2)]))
        .await?;
    bench
        .import("retc_2022.csv", retc(&[certified, plant(3)], "2022"))
        .await?;
    assert_eq!(bench.count("facts").await?, 0);
    let plant = bench.plant(KeyScheme::DenueId, "7000001").await?;
    assert!(plant.facts.is_empty() && !plant.organisation.fictional);
    assert!(
        bench
            .search("torneado CNC")
            .await?
            .iter()
            .all(|card| !card.has_profile)
    );
    Ok(())
}

pub async fn a_plant_with_a_profile_keeps_its_own_words(bench: Bench) -> Outcome {
    let own = records(&[&[
        ("clave", "p1"),
        ("nombre", "Maquinados Zarzaparrilla"),
        ("estado", "Jalisco"),
        ("municipio", "Zapopan"),
        ("domicilio", "Calle Fresno 1"),
        ("personal", "34"),
        ("procesos", "torneado CNC"),
        ("denue_id", "07000001"),
    ]]);
    let (rows, problems) = bench.tell("proveedores.csv", own).await?;
    assert_eq!((rows, problems.len()), ([1, 1, 0, 0, 0, 0], 0));
    let before = bench.plant(KeyScheme::Own, "p1").await?;
    let mut listed = plant(1);
    let report = bench
        .import("denue_2024.csv", denue(&[listed.clone()]))
        .await?;
    assert_eq!(counts(&report.run), [1, 1, 0, 0, 0, 0]);
    listed.name = "OTRO NOMBRE".into();
    let report = bench.import("denue_2025.csv", denue(&[listed])).await?;
    assert_eq!(counts(&report.run), [1, 0, 1, 0, 0, 0]);
    // The register's entry joined the plant; the firm's own words and facts stand.
    assert_eq!(bench.count("sites").await?, 1);
    let after = bench.plant(KeyScheme::DenueId, "7000001").await?;
    assert_eq!((&after.site, &after.facts), (&before.site, &before.facts));
    assert_eq!(
        after.entries.first().map(|entry| entry.name.as_str()),
        Some("OTRO NOMBRE")
    );
    Ok(())
}

pub async fn what_was_imported_is_found_at_once(bench: Bench) -> Outcome {
    let mut odd = plant(1);
    odd.name = "QUIMBAMBAS METALICAS".into();
    bench
        .import("denue_2024.csv", denue(&[odd.clone(), plant(2)]))
        .await?;
    let found = bench.search("quimbambas").await?;
    let names: Vec<&str> = found.iter().map(|card| card.name.as_str()).collect();
    assert_eq!(names, ["QUIMBAMBAS METALICAS"]);
    // A changed name is found at once, and the old one no more.
    odd.name = "TARASCAS METALICAS".into();
    bench.import("denue_2025.csv", denue(&[odd])).await?;
    assert!(
        bench
            .search("quimbambas")
            .await?
            .iter()
            .all(|card| card.name != "QUIMBAMBAS METALICAS")
    );
    assert_eq!(
        bench
            .search("tarascas")
            .await?
            .first()
            .map(|card| card.name.clone())
            .as_deref(),
        Some("TARASCAS METALICAS")
    );
    // In the other language, too: the class speaks for the plant.
    assert_eq!(bench.search("machine shops").await?.len(), 2);
    Ok(())
}
