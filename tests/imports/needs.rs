//! The templates of needs, institutions and services.

use crate::Outcome;
use crate::bench::{Bench, counts, said};
use crate::files::records;
use eslabon_app::imports::export_needs;
use eslabon_app::needs::{list_needs, target_price};
use eslabon_domain::actors::Actor;
use eslabon_domain::needs::{Need, Strength};
use eslabon_domain::terms::{Incoterm, ToolingOwner};
use sea_orm::ConnectionTrait;

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

/// The target price of the only need, which no list of needs shows.
async fn price(bench: &Bench) -> Outcome<Option<String>> {
    let need = stored(bench).await?.pop();
    let price = match &need {
        Some(need) => target_price(&bench.app, &Actor::command_line(), need).await?,
        None => None,
    };
    Ok(price.map(|price| price.to_string()))
}

pub async fn what_is_exported_changes_nothing(bench: Bench) -> Outcome {
    for file in ["institutions.csv", "needs.csv"] {
        let path = eslabon_tests::world::demo_folder().join(file);
        bench.import(file, std::fs::read(path)?).await?;
    }
    let before = stored(&bench).await?;
    let file = export_needs(&bench.app, &Actor::command_line()).await?;
    assert_eq!((file.rows, file.left_out), (before.len(), vec![]));
    let (rows, problems) = bench.tell("requerimientos.csv", &file.content).await?;
    let all = i64::try_from(before.len())?;
    assert_eq!((rows, problems), ([all, 0, 0, all, 0, 0], vec![]));
    assert_eq!(stored(&bench).await?, before);
    // What is changed in the file is changed in the need of that id.
    let text = String::from_utf8(file.content)?.replace("Chasis y charolas", "Charolas y chasis");
    let (rows, _) = bench.tell("otros.csv", &text).await?;
    assert_eq!(rows, [all, 0, 1, all - 1, 0, 0]);
    Ok(())
}

pub async fn samples_that_are_stored_are_not_due_after_the_first_day(bench: Bench) -> Outcome {
    let stated = need(&[("inicio", "2027-06-01"), ("muestras", "2027-05-15")]);
    bench.import("needs.csv", stated).await?;
    let earlier = need(&[("inicio", "2027-03-01")]);
    let (rows, problems) = bench.tell("needs.csv", earlier).await?;
    assert_eq!(rows, [1, 0, 0, 0, 1, 0]);
    let reason = said(1, "inicio", "2027-05-15", "sample_after_start", true);
    assert_eq!(problems, [reason]);
    let both = need(&[("inicio", "2027-03-01"), ("muestras", "2027-02-15")]);
    let (rows, _) = bench.tell("needs.csv", both).await?;
    assert_eq!(rows, [1, 0, 1, 0, 0, 0]);
    Ok(())
}

pub async fn terms_are_read_and_columns_that_are_absent_leave_them(bench: Bench) -> Outcome {
    let whole = [
        ("volumenes", "ene-27: 500;2027-02: 1,500"),
        ("piezas_por_lote", "250"),
        ("ciclo", "45 s"),
        ("duracion_meses", "36"),
        ("incoterm", "dap"),
        ("moneda", "USD"),
        ("dias_de_pago", "60"),
        ("precio_objetivo", "0.0841"),
        ("herramental", "comprador"),
        ("muestras", "2027-01-15"),
        ("idioma_planos", "inglés"),
    ];
    let report = bench.import("needs.csv", need(&whole)).await?;
    assert_eq!(counts(&report.run), [1, 1, 0, 0, 0, 0]);
    let terms = stored(&bench).await?.remove(0).terms;
    assert_eq!(terms.peak().map(|peak| peak.pieces), Some(1_500));
    assert_eq!((terms.lot_size, terms.cycle_ms), (Some(250), Some(45_000)));
    assert_eq!(terms.incoterm, Some(Incoterm::Dap));
    assert_eq!(terms.tooling_owner, Some(ToolingOwner::Buyer));
    assert_eq!(price(&bench).await?.as_deref(), Some("$0.0841 USD"));
    let again = bench.import("needs.csv", need(&whole)).await?;
    assert_eq!(counts(&again.run), [1, 0, 0, 1, 0, 0]);
    // A file without these columns says nothing of them, an empty cell takes away.
    let other = bench.import("needs.csv", need(&[])).await?;
    assert_eq!(counts(&other.run), [1, 0, 0, 1, 0, 0]);
    let fewer = need(&[("piezas_por_lote", ""), ("precio_objetivo", "")]);
    let fewer = bench.import("needs.csv", fewer).await?;
    assert_eq!(counts(&fewer.run), [1, 0, 1, 0, 0, 0]);
    let kept = stored(&bench).await?.remove(0).terms;
    assert_eq!((kept.lot_size, kept.volumes), (None, terms.volumes));
    assert_eq!(price(&bench).await?, None);
    Ok(())
}

pub async fn odd_terms_are_left_out_and_no_price_is_quoted(bench: Bench) -> Outcome {
    for (column, value, told, code) in [
        ("volumenes", "2027-01:5;2027-03:5", "2027-02", "bad_volumes"),
        ("volumenes", "muchas", "muchas", "bad_volumes"),
        ("incoterm", "DDU", "DDU", "bad_incoterm"),
        ("dias_de_pago", "900", "0–720", "bad_term"),
        ("herramental", "nadie", "nadie", "bad_tooling"),
        ("moneda", "EUR", "EUR", "bad_currency"),
        ("precio_objetivo", "7313.19317", "", "bad_price"),
        ("precio_objetivo", "7313.19", "", "bad_price"),
    ] {
        let (rows, problems) = bench.tell("needs.csv", need(&[(column, value)])).await?;
        assert_eq!(rows[4], 0, "{column}: the need is kept");
        let expected = said(1, column, told, code, false);
        assert_eq!(problems, [expected], "{column} {value}");
    }
    assert!(stored(&bench).await?.remove(0).terms.is_empty());
    Ok(())
}

pub async fn a_rejected_row_gives_no_price_back_wherever_it_stands(bench: Bench) -> Outcome {
    // The first cell of a row is its key as a rule, and is shown.
    let row = |price: &'static str, title: &'static str| {
        records(&[&[
            ("precio_objetivo", price),
            ("clave", "n1"),
            ("empresa", "Tractora Inventada"),
            ("titulo", title),
            ("procesos", "torneado CNC"),
        ]])
    };
    for (text, code) in [
        (row("7313.19 USD", ""), "missing_value"),
        (row("7313.19\0USD", "Bujes torneados"), "nul_character"),
    ] {
        let report = bench.import("needs.csv", text).await?;
        assert_eq!(report.run.rejected, 1, "{code}");
        let problems = bench.problems(&report).await?;
        let told = format!("{problems:?}");
        assert!(told.contains(code) && !told.contains("7313"), "{told}");
        let path = report.rejects_path.ok_or("no file of rejected rows")?;
        let file = std::fs::read_to_string(path)?;
        assert!(file.contains("n1") && !file.contains("7313"), "{file}");
    }
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

pub async fn a_name_that_is_kept_back_stays_so_wherever_a_list_goes(bench: Bench) -> Outcome {
    let hidden = [("nombre_reservado", "sí")];
    let named = need(&[hidden[0], ("titulo", "Bujes de Tractora Inventada")]);
    let (rows, problems) = bench.tell("needs.csv", named).await?;
    assert_eq!(rows, [1, 0, 0, 0, 1, 0]);
    assert_eq!(problems, [said(1, "titulo", "", "names_buyer", true)]);
    bench.import("needs.csv", need(&hidden)).await?;
    let shown = async || -> Outcome<Vec<bool>> {
        let all = stored(&bench).await?;
        Ok(all.iter().map(|need| need.buyer_shown).collect())
    };
    assert_eq!(shown().await?, [false]);
    let file = export_needs(&bench.app, &Actor::command_line()).await?;
    // A list that says nothing of it, or otherwise, opens no name.
    for cells in [vec![], vec![("nombre_reservado", "no")]] {
        bench.import("needs.csv", need(&cells)).await?;
        assert_eq!(shown().await?, [false]);
    }
    // As on another installation, where nothing is known of the need.
    let text = String::from_utf8(file.content)?;
    let id = stored(&bench).await?.remove(0).id.to_string();
    let elsewhere = text.replace(&id, "otra-clave");
    let (rows, problems) = bench.tell("requerimientos.csv", &elsewhere).await?;
    assert_eq!((rows, problems), ([1, 1, 0, 0, 0, 0], vec![]));
    assert_eq!(shown().await?, [false, false]);
    Ok(())
}

pub async fn a_list_does_not_name_a_buyer_who_keeps_her_name_back(bench: Bench) -> Outcome {
    bench.import("needs.csv", need(&[])).await?;
    let hidden = "UPDATE needs SET buyer_shown = FALSE";
    bench.raw.execute_unprepared(hidden).await?;
    for (column, text) in [
        ("titulo", "Bujes para TRACTORA inventada"),
        ("descripcion", "Los pide Tractora Inventada."),
    ] {
        let (rows, problems) = bench.tell("needs.csv", need(&[(column, text)])).await?;
        assert_eq!(rows, [1, 0, 0, 0, 1, 0], "{column}");
        assert_eq!(problems, [said(1, column, "", "names_buyer", true)]);
    }
    let kept = stored(&bench).await?;
    let titles: Vec<&str> = kept.iter().map(|need| need.title.text.as_str()).collect();
    assert_eq!(titles, ["Bujes torneados"]);
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
