//! The template of services: all that a plan is made of, and what cannot be.

use crate::Outcome;
use crate::bench::{Bench, said};
use crate::files::records;
use eslabon_domain::ids::{CohortId, ServiceId};
use eslabon_domain::money::Currency;
use eslabon_domain::services::{
    CohortStatus, Effort, FundingKind, PricePer, Service, ServiceCohort, ServiceForm,
};
use eslabon_domain::text::Lang;
use eslabon_storage::{service_cohorts, services};

/// A course that can be held, with some cells changed.
fn course(other: &[(&'static str, &'static str)]) -> String {
    let mut cells = vec![
        ("clave", "s1"),
        ("institucion", "inst"),
        ("tipo", "service.spc_training"),
        ("nombre", "Control estadístico"),
        ("dias", "60"),
        ("precio", "2500"),
        ("fecha_del_precio", "2026-01-31"),
        ("efectos", "process.cpk 1 -> 1.5"),
        (
            "prerequisitos",
            "standard.held:standard.five_s; site.oee >= 60 %",
        ),
        ("forma", "curso"),
        ("anticipacion_dias", "5"),
        ("horas_por_semana", "1.5"),
        ("participantes", "4"),
        ("precio_por", "participante"),
        ("idiomas", "es | inglés"),
        ("financiamiento", "estado | banca de desarrollo"),
        ("evidencia", "Cpk de tres meses"),
        (
            "fechas",
            "2027-01-11..2027-01-15/20/8 | 2027-03-01..2027-03-05/12/6/3/Zapopan",
        ),
    ];
    for (heading, value) in other {
        cells.retain(|(known, _)| known != heading);
        cells.push((heading, value));
    }
    records(&[&cells])
}

async fn with_institution(bench: &Bench) -> Outcome {
    bench
        .import(
            "institutions.csv",
            "clave,nombre,tipo\ninst,Instituto Inventado,\n",
        )
        .await?;
    Ok(())
}

async fn stored(bench: &Bench) -> Outcome<(Service, Vec<ServiceCohort>)> {
    let id = ServiceId::from_name("service/s1");
    let service = services::find(&bench.database, id).await?;
    let cohorts = service_cohorts::of_services(&bench.database, &[id]).await?;
    Ok((service.ok_or("no service")?, cohorts))
}

pub async fn everything_that_a_plan_is_made_of_is_read(bench: Bench) -> Outcome {
    with_institution(&bench).await?;
    let (rows, problems) = bench.tell("services.csv", course(&[])).await?;
    assert_eq!((rows, problems), ([1, 1, 0, 0, 0, 0], vec![]));
    let (service, cohorts) = stored(&bench).await?;
    assert_eq!(service.form, ServiceForm::Course);
    let asked = service.prerequisites.iter();
    let asked: Vec<_> = asked
        .map(|one| (one.attribute.as_str(), one.item.as_deref(), one.level))
        .collect();
    assert_eq!(
        asked,
        [
            ("standard.held", Some("standard.five_s"), 1),
            ("site.oee", None, 600_000)
        ]
    );
    let effort = Effort {
        minutes_per_week: 90,
        people: 4,
    };
    assert_eq!((service.lead_days, service.effort), (5, Some(effort)));
    assert_eq!(
        (
            service.price_per,
            service.price_for_a_firm().map(|p| p.minor)
        ),
        (PricePer::Seat, Some(1_000_000))
    );
    assert_eq!(service.languages, [Lang::Es, Lang::En]);
    assert_eq!(
        service.funding,
        [FundingKind::State, FundingKind::DevelopmentBank]
    );
    assert_eq!(service.evidence.text, "Cpk de tres meses");
    let seats: Vec<_> = cohorts
        .iter()
        .map(|one| (one.seats, one.minimum, one.taken, one.place.as_str()))
        .collect();
    assert_eq!(seats, [(20, 8, 0, ""), (12, 6, 3, "Zapopan")]);
    assert!(cohorts.iter().all(|one| one.status == CohortStatus::Open));
    // The same again changes nothing; a date that disappears stays, one that says something else is changed.
    let (rows, _) = bench
        .tell("otra vez.csv", course(&[("anticipacion_dias", "5")]))
        .await?;
    assert_eq!(rows, [1, 0, 0, 1, 0, 0]);
    let fewer = course(&[("fechas", "2027-01-11..2027-01-15/20/8/5")]);
    let (rows, _) = bench.tell("menos.csv", fewer).await?;
    assert_eq!(rows, [1, 0, 1, 0, 0, 0]);
    let (_, cohorts) = stored(&bench).await?;
    let now: Vec<_> = cohorts.iter().map(|one| (one.taken, one.version)).collect();
    assert_eq!(now, [(5, 2), (3, 1)]);
    // One that was typed in the catalogue is the same by its first day.
    let typed = ServiceCohort {
        id: CohortId::generate(),
        starts_on: "2027-05-03".parse()?,
        ends_on: "2027-05-07".parse()?,
        taken: 4,
        ..cohorts.first().ok_or("no cohort")?.clone()
    };
    let tx = bench.database.begin().await?;
    service_cohorts::insert(&tx, &typed).await?;
    tx.commit().await?;
    let again = course(&[("fechas", "2027-05-03..2027-05-08/20/8/4")]);
    let (rows, _) = bench.tell("tecleada.csv", again).await?;
    assert_eq!(rows, [1, 0, 1, 0, 0, 0]);
    let (_, cohorts) = stored(&bench).await?;
    let last = cohorts.last().ok_or("no cohort")?;
    assert_eq!((cohorts.len(), last.id), (3, typed.id));
    assert_eq!(last.ends_on.to_string(), "2027-05-08");
    // Money that is lent, with its terms.
    let credit = course(&[
        ("forma", "crédito"),
        ("monto_maximo", "1,500,000"),
        ("tasa_anual", "14.5 %"),
        ("plazo_meses", "12"),
        ("meses_de_gracia", "3"),
        ("moneda", "USD"),
    ]);
    let (rows, problems) = bench.tell("crédito.csv", credit).await?;
    assert_eq!((rows, problems), ([1, 0, 1, 0, 0, 0], vec![]));
    let ServiceForm::Credit {
        limit,
        yearly_rate_ppm,
        months,
        grace_months,
    } = stored(&bench).await?.0.form
    else {
        return Err("no credit".into());
    };
    let limit = limit.map(|most| (most.minor, most.currency));
    assert_eq!(limit, Some((150_000_000, Currency::Usd)));
    assert_eq!(
        (yearly_rate_ppm, months, grace_months),
        (Some(145_000), 12, 3)
    );
    Ok(())
}

pub async fn a_service_that_cannot_be_is_named_by_column(bench: Bench) -> Outcome {
    with_institution(&bench).await?;
    let days = "2027-01-11..2027-01-15";
    for (cell, value, code) in [
        (("dias", "0"), "0", "out_of_range"),
        (("moneda", "EUR"), "EUR", "bad_currency"),
        (
            ("efectos", "process.cpk 1.5 -> 1"),
            "process.cpk 1.5 -> 1",
            "level_falls",
        ),
        (
            ("efectos", "site.defect_ppm 900 ppm -> 2000 ppm"),
            "site.defect_ppm 900 ppm -> 2000 ppm",
            "level_falls",
        ),
        (
            ("prerequisitos", "process.cpk >= 1.5"),
            "process.cpk >= 1.5",
            "needs_itself",
        ),
        (
            ("prerequisitos", "algo antes"),
            "algo antes",
            "unknown_attribute",
        ),
        (("forma", "magia"), "magia", "bad_form"),
        (("forma", "asesoría"), "", "missing_value"),
        (("anticipacion_dias", "-1"), "-1", "out_of_range"),
        (("horas_por_semana", "-2"), "-2", "out_of_range"),
        (("horas_por_semana", "mucho"), "mucho", "bad_number"),
        (("participantes", "0"), "0", "out_of_range"),
        (("precio_por", "docena"), "docena", "unknown_word"),
        (("fechas", "pronto"), "pronto", "bad_cohort"),
        (("fechas", "2027-01-11..2027-01-15/0/0"), days, "zero_seats"),
        (
            ("fechas", "2027-01-15..2027-01-11/20/8"),
            "2027-01-15..2027-01-11",
            "ends_before_start",
        ),
        (
            ("fechas", "2027-01-11..2027-01-15/20/21"),
            days,
            "minimum_above_seats",
        ),
        (
            ("fechas", "2027-01-11..2027-01-15/20/8/21"),
            days,
            "taken_seats",
        ),
    ] {
        let (rows, problems) = bench.tell("services.csv", course(&[cell])).await?;
        let column = match cell {
            ("forma", "asesoría") => "consulting_days",
            (column, _) => column,
        };
        assert_eq!(
            (rows, problems),
            ([1, 0, 0, 0, 1, 0], vec![said(1, column, value, code, true)]),
            "{cell:?}"
        );
    }
    assert_eq!(bench.count("services").await?, 0);
    assert_eq!(bench.count("service_cohorts").await?, 0);
    Ok(())
}

pub async fn columns_that_are_absent_leave_what_is_stored(bench: Bench) -> Outcome {
    with_institution(&bench).await?;
    bench.import("services.csv", course(&[])).await?;
    let (before, dates) = stored(&bench).await?;
    let short = records(&[&[
        ("clave", "s1"),
        ("institucion", "inst"),
        ("tipo", "service.spc_training"),
        ("nombre", "Control estadístico, nuevo"),
        ("dias", "60"),
        ("precio", "2500"),
        ("fecha_del_precio", "2026-01-31"),
        ("efectos", "process.cpk 1 -> 1.5"),
    ]]);
    let (rows, problems) = bench.tell("corto.csv", short).await?;
    assert_eq!((rows, problems), ([1, 0, 1, 0, 0, 0], vec![]));
    let (after, kept) = stored(&bench).await?;
    assert_eq!(after.name.text, "Control estadístico, nuevo");
    let same = Service {
        name: before.name.clone(),
        version: 2,
        ..after
    };
    assert_eq!(
        same,
        Service {
            version: 2,
            ..before
        }
    );
    assert_eq!(kept, dates);
    // An empty cell takes away.
    let empty = course(&[("prerequisitos", ""), ("evidencia", "")]);
    bench.import("vacío.csv", empty).await?;
    let (after, _) = stored(&bench).await?;
    assert!(after.prerequisites.is_empty() && after.evidence.text.is_empty());
    Ok(())
}
