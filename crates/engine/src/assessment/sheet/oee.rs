//! Overall equipment effectiveness as it is counted on the line: times in minutes, pieces.

use super::numbers::Reading;
use super::{EntryFault, Line, Outcome, Sheet, Standing, refused, word};
use crate::assessment::common::Counted;
use crate::assessment::oee::{Factor, OeeInput, OeeRule, RULES, oee};
use eslabon_domain::facts::FactValue;

pub(super) fn compute(sheet: &Sheet<'_>) -> Result<Outcome, Vec<EntryFault>> {
    let mut reading = Reading::of(sheet);
    let minutes: &[(&str, i64)] = &[("min", 1_000), ("h", 60_000)];
    // Thousandths of a minute: half minutes and hours are exact.
    let planned = reading.decimal("planned_time", 1_000, minutes);
    let running = reading.decimal("run_time", 1_000, minutes);
    let ideal = reading.whole("ideal_pieces");
    let pieces = reading.whole("pieces");
    let good = reading.whole("good_pieces");
    reading.done()?;
    let ratio = |part: Option<i64>, whole: Option<i64>| {
        part.zip(whole).map(|(part, whole)| Counted { part, whole })
    };
    let input = OeeInput {
        availability: ratio(running, planned),
        performance: ratio(pieces, ideal),
        quality: ratio(good, pieces),
    };
    let fields = [
        ("run_time", "run_time"),
        ("planned_time", "planned_time"),
        ("good_pieces", "good_pieces"),
        ("ideal_pieces", "ideal_pieces"),
        ("pieces", "pieces"),
    ];
    let computed = oee(&input).map_err(|error| refused(&error, &fields))?;
    let given = [
        ("planned_time", planned),
        ("run_time", running),
        ("ideal_pieces", ideal),
        ("pieces", pieces),
        ("good_pieces", good),
    ];
    let missing = given
        .into_iter()
        .filter(|(_, value)| value.is_none())
        .map(|(key, _)| key.to_owned())
        .collect();
    let says = computed.ppm.map(|ppm| {
        let value = FactValue::exactly(ppm);
        let of_item = sheet.says_of_item("process.oee", value.clone());
        of_item.unwrap_or_else(|| sheet.says("site.oee", value))
    });
    // Times were read in thousandths of a minute; they are shown in minutes where they are whole.
    let in_minutes = computed.availability.map(|factor| {
        let Counted { part, whole } = factor.counted;
        let counted = match part % 1_000 == 0 && whole % 1_000 == 0 {
            true => Counted {
                part: part / 1_000,
                whole: whole / 1_000,
            },
            false => factor.counted,
        };
        Factor { counted, ..factor }
    });
    Ok(Outcome {
        rules: RULES.to_owned(),
        standing: match computed.ppm {
            Some(_) => Standing::Measured,
            None => Standing::Unknown,
        },
        verdict: match computed.rule {
            OeeRule::Product | OeeRule::FactorIsZero => "measured",
            OeeRule::NotMeasured => "not_measured",
            OeeRule::Missing => "unknown",
        }
        .to_owned(),
        rule: word(computed.rule),
        rule_on: None,
        lines: vec![
            Line::figure("oee", computed.ppm, "share"),
            factor("availability", in_minutes),
            factor("performance", computed.performance),
            factor("quality", computed.quality),
        ],
        missing,
        readings: Vec::new(),
        says: says.into_iter().collect(),
    })
}

fn factor(code: &str, factor: Option<Factor>) -> Line {
    let line = Line::figure(code, factor.and_then(|factor| factor.ppm), "share");
    match factor {
        Some(factor) => line.counted(factor.counted),
        None => line,
    }
}
