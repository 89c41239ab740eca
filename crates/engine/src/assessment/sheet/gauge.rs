//! A gauge study as it is typed: the deviations, or the readings as they stand in a spreadsheet, a part a row, the
//! trials of each appraiser beside each other.

use super::numbers::{Reading, Unit};
use super::{EntryFault, Line, Outcome, Saying, Sheet, Standing, refused, word};
use crate::assessment::gauge::{
    Base, Deviations, Gauge, GaugeRule, GaugeVerdict, RULES, from_deviations,
};
use crate::assessment::gauge_study::{FACTORS, Readings, from_readings};
use eslabon_domain::facts::FactValue;
use eslabon_domain::text::{Lang, LocalText};

const FIELDS: [(&str, &str); 8] = [
    ("limits", "width"),
    ("width", "width"),
    ("equipment", "equipment"),
    ("appraiser", "appraiser"),
    ("part", "part"),
    ("appraisers", "appraisers"),
    ("trials", "appraisers"),
    ("", "readings"),
];

pub(super) fn compute(sheet: &Sheet<'_>) -> Result<Outcome, Vec<EntryFault>> {
    let unit = Unit::of(sheet).map_err(|fault| vec![fault])?;
    let mut reading = Reading::of(sheet);
    let base = reading.choice("base", &["tolerance", "total"]);
    let width = reading.length("width", unit);
    let rows = reading.lengths("readings", unit);
    let appraisers = reading.whole("appraisers");
    let equipment = reading.length("equipment", unit);
    let appraiser = reading.length("appraiser", unit);
    let part = reading.length("part", unit);
    reading.done()?;

    let base = match (base, width) {
        (Some("tolerance"), Some(width)) => Base::Tolerance { width },
        (Some("total"), _) => Base::TotalVariation,
        (Some(_), None) => return Ok(nothing_yet(&["width"])),
        _ => return Ok(nothing_yet(&["base"])),
    };
    let computed = match (rows.is_empty(), equipment, appraiser) {
        (false, ..) => {
            let Some(appraisers) = appraisers else {
                return Ok(nothing_yet(&["appraisers"]));
            };
            from_readings(&RULES, base, &laid_out(rows, appraisers)?)
        }
        (true, Some(equipment), Some(appraiser)) => {
            let given = Deviations {
                equipment,
                appraiser,
                part,
            };
            from_deviations(&RULES, base, &given)
        }
        (true, None, None) => return Ok(nothing_yet(&["readings"])),
        (true, None, _) => return Ok(nothing_yet(&["equipment"])),
        (true, ..) => return Ok(nothing_yet(&["appraiser"])),
    };
    let computed = computed.map_err(|error| refused(&error, &FIELDS))?;
    Ok(outcome(sheet, unit, &computed))
}

/// A row a part, its cells the trials of the first appraiser, then of the second, then of the third.
fn laid_out(rows: Vec<Vec<i64>>, appraisers: i64) -> Result<Readings, Vec<EntryFault>> {
    let count = usize::try_from(appraisers)
        .ok()
        .filter(|count| (2..=3).contains(count));
    let Some(count) = count else {
        return Err(vec![EntryFault::new("appraisers", "not_possible", "2–3")]);
    };
    let mut of_appraisers: Vec<Vec<Vec<i64>>> = vec![Vec::new(); count];
    for (at, row) in rows.iter().enumerate() {
        let trials = row.len() / count;
        if trials == 0 || !row.len().is_multiple_of(count) {
            let line = (at + 1).to_string();
            return Err(vec![EntryFault::new("readings", "uneven_row", line)]);
        }
        for (of, trials) in of_appraisers.iter_mut().zip(row.chunks(trials)) {
            of.push(trials.to_vec());
        }
    }
    Ok(Readings { of_appraisers })
}

fn nothing_yet(missing: &[&str]) -> Outcome {
    Outcome {
        rules: RULES.version.to_string(),
        standing: Standing::Unknown,
        verdict: "unknown".to_owned(),
        rule: "missing".to_owned(),
        rule_on: None,
        lines: Vec::new(),
        missing: missing.iter().map(|key| (*key).to_owned()).collect(),
        readings: Vec::new(),
        says: Vec::new(),
    }
}

fn outcome(sheet: &Sheet<'_>, unit: Unit, of: &Gauge) -> Outcome {
    let deviation = |code, milli: Option<i64>| {
        Line::figure(
            code,
            milli.and_then(|milli| unit.micro(milli)),
            &unit.line(),
        )
    };
    let base = match of.base {
        Base::TotalVariation => "total",
        Base::Tolerance { .. } => "tolerance",
    };
    let deviations = of.deviations;
    let mut lines = vec![
        Line::figure("grr", of.grr_ppm, "share").rule(base),
        Line::figure("ndc", of.categories, "count"),
        deviation("equipment_variation", Some(deviations.equipment)),
        deviation("appraiser_variation", Some(deviations.appraiser)),
        deviation("grr_deviation", Some(deviations.grr)),
        deviation("part_variation", deviations.part),
        deviation("total_variation", deviations.total),
    ];
    if !sheet.text("readings").is_empty() {
        lines.push(Line::figure("factors", None, "").of(FACTORS));
    }
    let missing = match of.rule {
        GaugeRule::PartVariationNotKnown => vec!["part".to_owned()],
        _ => Vec::new(),
    };
    Outcome {
        rules: of.rules.to_string(),
        standing: match of.verdict {
            GaugeVerdict::Good => Standing::Good,
            GaugeVerdict::Conditional => Standing::Conditional,
            GaugeVerdict::NotAcceptable => Standing::Poor,
            GaugeVerdict::Unknown => Standing::Unknown,
        },
        verdict: word(of.verdict),
        rule: word(of.rule),
        rule_on: None,
        lines,
        missing,
        readings: Vec::new(),
        says: says(sheet, of),
    }
}

/// A gauge that shows no variation at all says nothing: its resolution may hide it.
fn says(sheet: &Sheet<'_>, of: &Gauge) -> Vec<Saying> {
    let (Some(ppm), true) = (of.grr_ppm, of.rule != GaugeRule::NoGaugeVariation) else {
        return Vec::new();
    };
    let base = match of.base {
        Base::TotalVariation => "variación total",
        Base::Tolerance { .. } => "tolerancia",
    };
    let base = LocalText {
        lang: Lang::Es,
        text: base.to_owned(),
    };
    let categories = of
        .categories
        .map(|ndc| sheet.says("site.gauge_ndc", FactValue::exactly(ndc)));
    [
        Some(sheet.says("site.gauge_rr", FactValue::exactly(ppm))),
        categories,
        Some(sheet.says("site.gauge_rr_base", FactValue::Text { text: base })),
    ]
    .into_iter()
    .flatten()
    .collect()
}
