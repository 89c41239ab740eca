//! The months of a need, verified as plainly as possible: every month of every process is looked up again, and
//! lots are counted one by one.

use super::{Truth, allows, holds, item_fits, steps};
use crate::matching::{Question, SiteProfile};
use eslabon_domain::attributes::{ConfidentialityGroup, MONTHLY_OUTPUT};
use eslabon_domain::facts::{Fact, FactValue};
use eslabon_domain::needs::{Criterion, Requirement};
use std::collections::BTreeSet;

/// The months that are asked for, as the table names them, each with the step that is asked for.
pub(super) fn asked(criterion: &Criterion, question: &Question<'_>) -> Option<Vec<(String, i64)>> {
    let Requirement::AtLeast { amount } = criterion.requirement else {
        return None;
    };
    let attribute = question.attributes.find(MONTHLY_OUTPUT)?;
    if criterion.attribute != MONTHLY_OUTPUT || attribute.group.is_open() {
        return None;
    }
    let this = (question.on.year(), question.on.month());
    let ramp = question.ramp.iter().flat_map(|ramp| &ramp.months);
    let mut months: Vec<((i16, i8), i64)> = ramp
        .map(|need| ((need.month.year, need.month.month), need.pieces))
        .filter(|(month, _)| *month >= this)
        .collect();
    if months.is_empty() {
        let (mut year, mut month) = this;
        for _ in 0..12 {
            (year, month) = if month == 12 {
                (year + 1, 1)
            } else {
                (year, month + 1)
            };
            months.push(((year, month), amount));
        }
    }
    let steps = steps(attribute);
    let step = |pieces: i64| steps.iter().copied().find(|step| *step >= pieces);
    months
        .into_iter()
        .map(|((year, month), pieces)| {
            let name = format!("{MONTHLY_OUTPUT}@{year:04}-{month:02}");
            Some((name, step(pieces)?))
        })
        .collect()
}

/// What a site's months say, with the level from which a service would start; nothing where none of them was
/// computed or may be compared.
pub(super) fn truth_by_month(
    site: &SiteProfile,
    criterion: &Criterion,
    question: &Question<'_>,
) -> Option<(Truth, Option<i64>)> {
    let asked = asked(criterion, question)?;
    let may_use_oee = question
        .allowed
        .contains(&(site.owner, ConfidentialityGroup::Quality));
    if !may_use_oee || !allows(site, criterion, question) {
        return None;
    }
    let told: Vec<&Fact> = site.closed.iter().map(|closed| closed.coarse()).collect();
    let counts = |fact: &&&Fact| match (&criterion.item, &fact.item) {
        (Some(_), None) => false,
        _ => item_fits(fact.item.as_deref(), criterion, question),
    };
    let is_computed = told
        .iter()
        .filter(counts)
        .any(|fact| asked.iter().any(|(name, _)| *name == fact.attribute));
    if !is_computed {
        return None;
    }
    let speaks = |fact: &&&Fact| {
        fact.attribute == MONTHLY_OUTPUT || asked.iter().any(|(name, _)| *name == fact.attribute)
    };
    let items: BTreeSet<Option<String>> = told
        .iter()
        .filter(counts)
        .filter(speaks)
        .map(|fact| fact.item.clone())
        .collect();
    let mut found: Vec<(Truth, Option<i64>)> = Vec::new();
    for item in &items {
        found.push(of_item(&told, item.as_ref(), &asked, question));
    }
    let has = |truth| found.iter().any(|(other, _)| *other == truth);
    if has(Truth::Met) {
        return Some((Truth::Met, None));
    }
    if has(Truth::Unknown) {
        return Some((Truth::Unknown, None));
    }
    let level = found.iter().filter_map(|(_, level)| *level).max();
    Some((Truth::Failed, level))
}

fn of_item(
    told: &[&Fact],
    item: Option<&String>,
    asked: &[(String, i64)],
    question: &Question<'_>,
) -> (Truth, Option<i64>) {
    let said = |attribute: &str, lasts: &dyn Fn(&Fact) -> bool| {
        let mut facts: Vec<&Fact> = told
            .iter()
            .copied()
            .filter(|fact| fact.attribute == attribute && fact.item.as_ref() == item && lasts(fact))
            .collect();
        facts.sort_by_key(|fact| (fact.origin, fact.observed, std::cmp::Reverse(fact.id)));
        facts.last().and_then(|fact| match fact.value {
            FactValue::Amount { low, high } => Some((low, high)),
            _ => None,
        })
    };
    let own_day = |fact: &Fact| fact.valid_until.is_none_or(|last| last >= question.on);
    let by_attribute = |fact: &Fact| holds(fact, question);
    let declared = said(MONTHLY_OUTPUT, &by_attribute);
    let lost = said("process.monthly_output@changeover", &own_day);
    let lot_size = question.ramp.as_ref().and_then(|ramp| ramp.lot_size);
    let (mut truth, mut level) = (Truth::Met, None::<i64>);
    for (name, pieces) in asked {
        if *pieces <= 0 {
            continue;
        }
        let computed = said(name, &own_day);
        let figures = computed
            .map(|(low, high)| match lot_size {
                None => (low, low, high),
                Some(lot) => (
                    low,
                    lost.map_or(0, |(_, lost)| in_lots(low, lot, lost)),
                    high,
                ),
            })
            .or(declared.map(|(low, high)| (low, low, high)));
        let Some((raw, low, high)) = figures else {
            truth = if truth == Truth::Failed {
                truth
            } else {
                Truth::Unknown
            };
            continue;
        };
        if high < *pieces {
            truth = Truth::Failed;
            level = Some(level.map_or(raw, |so_far| so_far.min(raw)));
        } else if low < *pieces && truth == Truth::Met {
            truth = Truth::Unknown;
        }
    }
    (truth, level)
}

/// The most pieces for which they and a changeover for each lot, whole or begun, are no more than so many: found
/// by halving.
fn in_lots(pieces: i64, lot: i64, lost: i64) -> i64 {
    let takes = |made: i128| {
        let lots = (made + i128::from(lot) - 1) / i128::from(lot);
        made + lots * i128::from(lost)
    };
    let (mut low, mut high) = (0_i128, i128::from(pieces));
    if pieces == i64::MAX {
        return pieces;
    }
    while low < high {
        let middle = (low + high + 1) / 2;
        if takes(middle) <= i128::from(pieces) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    i64::try_from(low).unwrap_or(i64::MAX)
}
