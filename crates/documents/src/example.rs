//! A programme of any size for tests and the bench, which names the crate's types at its own root.

use crate::{
    Commitments, GapRow, Letterhead, Paper, ProgrammeDocument, ShareRow, Signature, StepKind,
    StepRow,
};
use eslabon_domain::money::Currency;
use eslabon_domain::text::Lang;
use jiff::civil::{Date, date};
use jiff::{Span, Timestamp};

const GAPS: [[&str; 4]; 6] = [
    [
        "Certificado IATF 16949, mecanizado de precisión",
        "",
        "vigente",
        "Implantar el sistema y pasar la auditoría de certificación",
    ],
    [
        "Rugosidad en torneado, Ra",
        "1.6 µm",
        "≤ 0.8 µm",
        "Herramental nuevo y estudio de capacidad del proceso",
    ],
    [
        "Piezas defectuosas",
        "1,850 ppm",
        "≤ 500 ppm",
        "Control estadístico y liberación de primera pieza",
    ],
    [
        "Entregas a tiempo",
        "87 %",
        "≥ 95 %",
        "Programación semanal y tablero de pedidos",
    ],
    [
        "Cambio de modelo",
        "75 min",
        "≤ 30 min",
        "SMED en dos tornos y una fresadora",
    ],
    [
        "Calibración de medidores",
        "11 de 23",
        "todos",
        "Plan de calibración con laboratorio acreditado",
    ],
];

const STEPS: [[&str; 3]; 6] = [
    [
        "5S y trabajo estándar en la línea piloto",
        "Instituto Tecnológico de Saltillo",
        "Auditoría 5S ≥ 80 puntos; hojas de trabajo a la vista",
    ],
    [
        "Control estadístico de proceso (SPC)",
        "CANACINTRA Coahuila",
        "Cartas de control de 30 días, Cpk ≥ 1.33",
    ],
    [
        "SMED, cambio rápido de modelo",
        "Centro de Innovación Industrial",
        "Tres cambios seguidos en menos de 30 min, en video",
    ],
    [
        "MSA y calibración de medidores",
        "Laboratorio de Metrología del Norte",
        "Certificados de calibración; GR&R ≤ 10 %",
    ],
    [
        "Implantación de IATF 16949",
        "Consultores en Calidad Automotriz, S.C.",
        "Auditoría interna cerrada sin no conformidad mayor",
    ],
    [
        "Capital de trabajo",
        "Nacional Financiera",
        "Contrato de crédito firmado",
    ],
];

const PAYERS: [&str; 6] = [
    "Maquinados Sierra Norte, S.A. de C.V.",
    "Ensambles del Bajío",
    "Fondo estatal de desarrollo",
    "CANACINTRA",
    "Programa federal MiPyME",
    "Cooperación internacional",
];

/// The day of the example.
pub const MADE_ON: Date = date(2026, 11, 25);

/// A programme of so many gaps, steps and payers.
pub fn programme(language: Lang, paper: Paper, sizes: (usize, usize, usize)) -> ProgrammeDocument {
    let (gaps, steps, payers) = sizes;
    let gaps = GAPS.iter().cycle().take(gaps);
    let steps = STEPS.iter().cycle().take(steps).enumerate();
    ProgrammeDocument {
        language,
        paper,
        is_demonstration: true,
        letterhead: Letterhead {
            centre: "Centro de Desarrollo de Proveedores de Coahuila".to_owned(),
            address: "Blvd. Fundadores 2020, Saltillo, Coahuila, C.P. 25015 · 844 555 0100"
                .to_owned(),
        },
        title: "De taller de mecanizado a proveedor automotriz de segundo nivel".to_owned(),
        version: 3,
        firm: "Maquinados Sierra Norte, S.A. de C.V.".to_owned(),
        plant: "Ramos Arizpe, Coahuila".to_owned(),
        lead_firm: Some("Ensambles del Bajío, S. de R.L. de C.V.".to_owned()),
        currency: Currency::Mxn,
        gaps: gaps.map(gap).collect(),
        steps: steps.map(|(at, words)| step(at, *words, payers)).collect(),
        commitments: vec![
            commitments(
                "Maquinados Sierra Norte",
                &[
                    "Dar ocho horas de cuatro personas cada semana.",
                    "Abrir a la visita la línea piloto y sus registros.",
                ],
            ),
            commitments(
                "Ensambles del Bajío",
                &[
                    "Prestar piezas patrón y medios de control.",
                    "Pedir un primer lote de 500 piezas al cerrar las brechas.",
                ],
            ),
            commitments(
                "Centro",
                &["Canalizar, dar seguimiento quincenal y validar en planta."],
            ),
        ],
        signatures: vec![
            signature(
                "Maquinados Sierra Norte",
                Some(("Ing. Lucía Fernández Treviño", "Directora general")),
                Some(1_795_550_000),
            ),
            signature(
                "Ensambles del Bajío",
                Some((
                    "Mtro. Andrés Ibarra Peña",
                    "Ingeniero de desarrollo de proveedores",
                )),
                None,
            ),
            signature("Centro de Desarrollo de Proveedores", None, None),
        ],
        content_hash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".to_owned(),
        generated_on: MADE_ON,
    }
}

fn gap([name, present, required, action]: &[&str; 4]) -> GapRow {
    GapRow {
        name: (*name).to_owned(),
        present: (!present.is_empty()).then(|| (*present).to_owned()),
        required: (*required).to_owned(),
        action: (*action).to_owned(),
    }
}

/// Steps begin every twelve days; every seventh is a visit, of one day.
fn step(at: usize, [service, provider, evidence]: [&str; 3], payers: usize) -> StepRow {
    let days = i64::try_from(at).unwrap_or(0);
    let is_visit = at % 7 == 6;
    let starts_on = date(2027, 1, 11) + Span::new().days(12 * days);
    let length = if is_visit { 0 } else { 18 + 5 * (days % 6) };
    let cost_minor = if is_visit {
        350_000
    } else {
        4_800_000 + 133 * days
    };
    let payers = PAYERS.iter().take(payers.clamp(1, PAYERS.len()));
    let mut left = cost_minor;
    let share = cost_minor / 3;
    let turn = payers.clone().cycle().skip(at).take(payers.len().min(3));
    let shares = turn.map(|payer| {
        let minor = if left - share < share { left } else { share };
        left -= minor;
        ShareRow {
            payer: (*payer).to_owned(),
            minor,
        }
    });
    let shares = shares.collect();
    StepRow {
        kind: if is_visit {
            StepKind::Visit
        } else {
            StepKind::Service
        },
        service: service.to_owned(),
        provider: provider.to_owned(),
        starts_on,
        ends_on: starts_on + Span::new().days(length),
        cost_minor: Some(cost_minor),
        shares,
        evidence: evidence.to_owned(),
    }
}

fn commitments(side: &str, items: &[&str]) -> Commitments {
    Commitments {
        side: side.to_owned(),
        items: items.iter().map(|item| (*item).to_owned()).collect(),
    }
}

fn signature(side: &str, who: Option<(&str, &str)>, second: Option<i64>) -> Signature {
    Signature {
        side: side.to_owned(),
        name: who.map(|(name, _)| name.to_owned()),
        role: who.map(|(_, role)| role.to_owned()),
        signed_at: second.and_then(|second| Timestamp::from_second(second).ok()),
    }
}
