//! Deliveries of a period as they are counted: defects per million and lines on time. Nothing delivered is *not
//! measured*.

use super::numbers::Reading;
use super::{EntryFault, Line, Outcome, Sheet, Standing, refused};
use crate::assessment::delivery::{Delivered, DueLines, Measured, RULES, defects, on_time};
use eslabon_domain::facts::FactValue;

pub(super) fn compute(sheet: &Sheet<'_>) -> Result<Outcome, Vec<EntryFault>> {
    let mut reading = Reading::of(sheet);
    let (delivered, defective) = (reading.whole("delivered"), reading.whole("defective"));
    let (due, in_time) = (reading.whole("due"), reading.whole("on_time"));
    reading.done()?;
    let fields = [
        ("delivered", "delivered"),
        ("defective", "defective"),
        ("due", "due"),
        ("on_time", "on_time"),
    ];
    let of_pieces = delivered.zip(defective).map(|(delivered, defective)| {
        defects(&[Delivered {
            delivered,
            defective,
        }])
    });
    let of_lines = due
        .zip(in_time)
        .map(|(due, of)| on_time(&[DueLines { due, on_time: of }]));
    let of_pieces = of_pieces
        .transpose()
        .map_err(|error| refused(&error, &fields))?;
    let of_lines = of_lines
        .transpose()
        .map_err(|error| refused(&error, &fields))?;

    let given = [
        ("delivered", delivered),
        ("defective", defective),
        ("due", due),
        ("on_time", in_time),
    ];
    let missing = given
        .into_iter()
        .filter(|(_, value)| value.is_none())
        .map(|(key, _)| key.to_owned())
        .collect();
    let ppm = |measured: &Option<Measured>| measured.as_ref().and_then(|one| one.ppm);
    let (defect_ppm, on_time_ppm) = (ppm(&of_pieces), ppm(&of_lines));
    let is_measured = defect_ppm.is_some() || on_time_ppm.is_some();
    let says = [
        defect_ppm.map(|ppm| sheet.says("site.defect_ppm", FactValue::exactly(ppm))),
        on_time_ppm.map(|ppm| sheet.says("site.on_time_delivery", FactValue::exactly(ppm))),
    ];
    let word = match (is_measured, of_pieces.is_some() || of_lines.is_some()) {
        (true, _) => "measured",
        (false, true) => "not_measured",
        (false, false) => "unknown",
    };
    Ok(Outcome {
        rules: RULES.to_owned(),
        standing: match is_measured {
            true => Standing::Measured,
            false => Standing::Unknown,
        },
        verdict: word.to_owned(),
        rule: match word {
            "measured" => "counted",
            "not_measured" => "nothing_delivered",
            _ => "missing",
        }
        .to_owned(),
        rule_on: None,
        lines: vec![
            line("defects", "ppm", of_pieces.as_ref()),
            line("on_time", "share", of_lines.as_ref()),
        ],
        missing,
        readings: Vec::new(),
        says: says.into_iter().flatten().collect(),
    })
}

fn line(code: &str, unit: &str, measured: Option<&Measured>) -> Line {
    let line = Line::figure(code, measured.and_then(|one| one.ppm), unit);
    match measured {
        Some(one) => line.counted(one.counted),
        None => line,
    }
}
