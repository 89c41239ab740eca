//! A capability study as it is typed: limits, and measurements or a stated mean and deviation.

use super::numbers::{Reading, Unit};
use super::{EntryFault, Line, Outcome, Saying, Sheet, Standing, refused, word};
use crate::assessment::capability::{
    Capability, CapabilityRule, CapabilityVerdict, Index, Limits, RULES, Stated, Study, Subject,
    from_measurements, from_stated, from_subgroups,
};
use eslabon_domain::facts::FactValue;

pub(super) fn compute(sheet: &Sheet<'_>) -> Result<Outcome, Vec<EntryFault>> {
    let unit = Unit::of(sheet).map_err(|fault| vec![fault])?;
    let mut reading = Reading::of(sheet);
    let limits = Limits {
        lower: reading.length("lower", unit),
        upper: reading.length("upper", unit),
    };
    let study = match reading.choice("study", &["initial", "running"]) {
        Some("initial") => Study::Initial,
        _ => Study::Running,
    };
    let stable = reading
        .choice("stable", &["yes", "no"])
        .map(|word| word == "yes");
    let rows = reading.lengths("values", unit);
    let subgroup = reading.whole("subgroup");
    let mean = reading.length("mean", unit);
    let sigma = reading.length("sigma", unit);
    let index = reading.choice("index", &["cpk", "ppk"]);
    let n = reading.whole("n");
    reading.done()?;

    let subject = Subject {
        limits,
        study,
        stable,
    };
    let values: Vec<i64> = rows.concat();
    let computed = match (values.is_empty(), mean, sigma) {
        (false, ..) => measured(&subject, &values, subgroup)?,
        (true, Some(mean), Some(sigma)) => {
            let stated = Stated {
                mean_milli: in_milli(mean, "mean")?,
                sigma_milli: in_milli(sigma, "sigma")?,
                index: match index {
                    Some("ppk") => Index::PpPpk,
                    _ => Index::CpCpk,
                },
                n,
            };
            from_stated(&RULES, &subject, &stated).map_err(|error| {
                refused(
                    &error,
                    &[
                        ("limits", "upper"),
                        ("n", "n"),
                        ("sigma_milli", "sigma"),
                        ("", "mean"),
                    ],
                )
            })?
        }
        (true, ..) => return Ok(nothing_yet(mean, sigma)),
    };
    Ok(outcome(sheet, unit, &computed))
}

/// The library takes thousandths of the unit.
fn in_milli(amount: i64, field: &str) -> Result<i64, Vec<EntryFault>> {
    amount
        .checked_mul(1_000)
        .ok_or_else(|| vec![EntryFault::new(field, "too_large", "")])
}

/// By subgroups where their size is said: each so many values, in the order in which they were typed.
fn measured(
    subject: &Subject,
    values: &[i64],
    subgroup: Option<i64>,
) -> Result<Capability, Vec<EntryFault>> {
    let fields = [("limits", "upper"), ("", "values")];
    let Some(size) = subgroup else {
        return from_measurements(&RULES, subject, values)
            .map_err(|error| refused(&error, &fields));
    };
    let size = usize::try_from(size).ok().filter(|size| *size >= 2);
    let Some(size) = size else {
        return Err(vec![EntryFault::new("subgroup", "too_few", "2")]);
    };
    if !values.len().is_multiple_of(size) {
        return Err(vec![EntryFault::new(
            "subgroup",
            "uneven",
            values.len().to_string(),
        )]);
    }
    let groups: Vec<Vec<i64>> = values.chunks(size).map(<[i64]>::to_vec).collect();
    from_subgroups(&RULES, subject, &groups).map_err(|error| refused(&error, &fields))
}

/// Neither measurements nor a mean and a deviation.
fn nothing_yet(mean: Option<i64>, sigma: Option<i64>) -> Outcome {
    let missing = match (mean, sigma) {
        (None, None) => vec!["values".to_owned()],
        (None, _) => vec!["mean".to_owned()],
        _ => vec!["sigma".to_owned()],
    };
    Outcome {
        rules: RULES.version.to_string(),
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

fn outcome(sheet: &Sheet<'_>, unit: Unit, of: &Capability) -> Outcome {
    let (potential, index) = match of.index {
        Index::CpCpk => ("cp", "cpk"),
        Index::PpPpk => ("pp", "ppk"),
    };
    let length = |code, milli| Line::figure(code, unit.micro(milli), &unit.line());
    let mut lines = vec![
        Line::figure(index, of.index_milli, "milli"),
        Line::figure(potential, of.potential_milli, "milli"),
        length("mean", of.mean_milli),
        length("sigma", of.sigma_milli),
        Line::figure("measurements", of.n, "count"),
    ];
    if let Some(side) = of.nearer {
        lines.push(Line::figure("nearer", None, "").rule(word(side)));
    }
    lines.push(Line::figure("estimator", None, "").rule(word(of.estimator)));
    let missing = match of.rule {
        CapabilityRule::StabilityNotKnown => vec!["stable".to_owned()],
        CapabilityRule::NoLimits => vec!["upper".to_owned()],
        _ => Vec::new(),
    };
    Outcome {
        rules: of.rules.to_string(),
        standing: match of.verdict {
            CapabilityVerdict::Accepted => Standing::Good,
            CapabilityVerdict::Conditional => Standing::Conditional,
            CapabilityVerdict::NotCapable => Standing::Poor,
            CapabilityVerdict::Unknown => Standing::Unknown,
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

/// Of an unstable process nothing is known but that; of one whose stability is unknown, nothing at all.
fn says(sheet: &Sheet<'_>, of: &Capability) -> Vec<Saying> {
    let stable = |yes| sheet.says_of_item("process.capability_stable", FactValue::Flag { yes });
    if of.rule == CapabilityRule::NotStable {
        return stable(false).into_iter().collect();
    }
    let (
        CapabilityVerdict::Accepted
        | CapabilityVerdict::Conditional
        | CapabilityVerdict::NotCapable,
        Some(milli),
    ) = (of.verdict, of.index_milli)
    else {
        return Vec::new();
    };
    let attribute = match of.index {
        Index::CpCpk => "process.cpk",
        Index::PpPpk => "process.ppk",
    };
    let parts =
        of.n.and_then(|n| sheet.says_of_item("process.capability_parts", FactValue::exactly(n)));
    [
        sheet.says_of_item(attribute, FactValue::exactly(milli)),
        parts,
        stable(true),
    ]
    .into_iter()
    .flatten()
    .collect()
}
