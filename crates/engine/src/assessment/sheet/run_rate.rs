//! Capacity of a week as it is typed: a calendar, a cycle, what is demonstrated and what is required.

use super::numbers::Reading;
use super::{EntryFault, Line, Outcome, Sheet, Standing, refused, word};
use crate::assessment::common::Verdict;
use crate::assessment::run_rate::{
    Demand, Equipment, RULES, RunRate, RunRateInput, WeekResult, WeekTime, run_rate,
};
use eslabon_domain::facts::FactValue;

const FIELDS: [(&str, &str); 11] = [
    ("days_milli", "days"),
    ("shifts", "shifts"),
    ("shift_seconds", "shift"),
    ("planned_stop_seconds", "stops"),
    ("share_ppm", "share"),
    ("other_allocations_ppm", "others"),
    ("cycle_ms", "cycle"),
    ("machines", "machines"),
    ("cavities", "cavities"),
    ("oee_ppm", "oee"),
    ("pieces", "average"),
];

const PERCENT: &[(&str, i64)] = &[("%", 10_000)];

pub(super) fn compute(sheet: &Sheet<'_>) -> Result<Outcome, Vec<EntryFault>> {
    let mut reading = Reading::of(sheet);
    let days = reading.decimal("days", 1_000, &[]);
    let peak_days = reading.decimal("peak_days", 1_000, &[]);
    let shifts = reading.whole("shifts");
    let shift = reading.decimal("shift", 3_600, &[("h", 3_600), ("min", 60)]);
    let stops = reading.decimal("stops", 60, &[("min", 60), ("h", 3_600)]);
    let share = reading.decimal("share", 10_000, PERCENT);
    let others = reading.decimal("others", 10_000, PERCENT);
    let cycle = reading.decimal("cycle", 1_000, &[("s", 1_000), ("ms", 1), ("min", 60_000)]);
    let machines = reading.whole("machines");
    let cavities = reading.whole("cavities");
    let oee = reading.decimal("oee", 10_000, PERCENT);
    let (average, peak) = (reading.whole("average"), reading.whole("peak"));
    reading.done()?;

    let needed = [
        ("days", days),
        ("shifts", shifts),
        ("shift", shift),
        ("stops", stops),
        ("share", share),
        ("cycle", cycle),
        ("machines", machines),
        ("cavities", cavities),
    ];
    let further = [
        ("oee", oee),
        ("average", average),
        ("peak_days", peak_days),
        ("peak", peak),
    ];
    let absent = |fields: &[(&str, Option<i64>)]| -> Vec<String> {
        let absent = fields.iter().filter(|(_, value)| value.is_none());
        absent.map(|(key, _)| (*key).to_owned()).collect()
    };
    let [
        (_, Some(days_milli)),
        (_, Some(shifts)),
        (_, Some(shift_seconds)),
        (_, Some(planned_stop_seconds)),
        (_, Some(share_ppm)),
        (_, Some(cycle_ms)),
        (_, Some(machines)),
        (_, Some(cavities)),
    ] = needed
    else {
        let mut missing = absent(&needed);
        missing.extend(absent(&further));
        return Ok(nothing_yet(missing));
    };
    let week = WeekTime {
        days_milli,
        shifts,
        shift_seconds,
        planned_stop_seconds,
        share_ppm,
    };
    let input = RunRateInput {
        average: week,
        peak: peak_days.map(|days_milli| WeekTime { days_milli, ..week }),
        equipment: Equipment {
            cycle_ms,
            machines,
            cavities,
        },
        oee_ppm: oee,
        other_allocations_ppm: others,
    };
    let computed = run_rate(&input, Demand { average, peak });
    let computed = computed.map_err(|error| refused(&error, &FIELDS))?;
    let mut missing = absent(&further);
    if share_ppm < 1_000_000 && others.is_none() {
        missing.push("others".to_owned());
    }
    Ok(outcome(sheet, &input.equipment, &computed, missing))
}

fn nothing_yet(missing: Vec<String>) -> Outcome {
    Outcome {
        rules: RULES.to_owned(),
        standing: Standing::Unknown,
        verdict: "unknown".to_owned(),
        rule: "missing".to_owned(),
        rule_on: None,
        lines: Vec::new(),
        missing,
        readings: Vec::new(),
        says: Vec::new(),
    }
}

fn outcome(
    sheet: &Sheet<'_>,
    equipment: &Equipment,
    of: &RunRate,
    missing: Vec<String>,
) -> Outcome {
    let mut lines = week(&of.average, "average");
    lines.extend(of.peak.iter().flat_map(|peak| week(peak, "peak")));
    lines.push(Line::figure("demonstrated_oee", of.oee_ppm, "share"));
    lines.push(Line::figure("allocated", of.allocated_ppm, "share").rule(word(of.allocation)));
    // What was timed and counted at the machine; what it could make in a month depends on a calendar that this
    // part only has a share of.
    let says = [
        ("process.cycle_time", equipment.cycle_ms),
        ("process.machines", equipment.machines),
        ("process.parts_per_cycle", equipment.cavities),
    ];
    let says = says
        .into_iter()
        .filter_map(|(attribute, amount)| sheet.says_of_item(attribute, FactValue::exactly(amount)))
        .collect();
    Outcome {
        rules: of.rules.to_string(),
        standing: match of.verdict {
            Verdict::Meets => Standing::Good,
            Verdict::FallsShort => Standing::Poor,
            Verdict::Unknown => Standing::Unknown,
        },
        verdict: word(of.verdict),
        rule: word(of.rule),
        rule_on: None,
        lines,
        missing,
        readings: Vec::new(),
        says,
    }
}

fn week(of: &WeekResult, which: &str) -> Vec<Line> {
    vec![
        Line::figure("required_oee", of.required_oee_ppm, "share").of(which),
        Line::figure("net_time", Some(of.net_ms), "hours").of(which),
        Line::figure("ideal_pieces", Some(of.ideal_pieces), "count").of(which),
        Line::figure("good_pieces", of.good_pieces, "count").of(which),
        Line::figure("required_pieces", of.required_pieces, "count").of(which),
        Line::figure("loading", of.loading_ppm, "share").of(which),
    ]
}
