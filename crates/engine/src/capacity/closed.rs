//! What of a site's capacity the capability table holds: of each process and month the good pieces, and what a
//! changeover takes, on the steps of the published ladders. Nothing exact leaves this room.

use super::inputs::{CYCLE, Inputs, Standing};
use super::months::covers;
use super::{Known, Range};
use crate::assessment::calendar_capacity::Month;
use crate::matching::ClosedFact;
use eslabon_domain::attributes::{Attribute, Attributes, Direction, MONTHLY_OUTPUT};
use eslabon_domain::facts::{Fact, FactValue};
use eslabon_domain::ids::SiteId;
use eslabon_domain::loads::StatedLoad;
use std::collections::BTreeSet;

/// Good pieces that a changeover takes the time of, as the table knows it.
pub const LOST_IN_CHANGEOVER: &str = "process.monthly_output@changeover";
/// The most months for which one statement of a load is taken.
const MONTHS_MAX: u16 = 36;

/// What a process makes in a month, as the table knows it.
#[must_use]
pub fn month_attribute(month: Month) -> String {
    format!("{MONTHLY_OUTPUT}@{month}")
}

/// What the table may hold of a site's capacity: every month of which a load is stated. On which day it is asked
/// does not matter here: each figure says until when it holds.
#[must_use]
pub fn coarse(
    site: SiteId,
    facts: &[Fact],
    loads: &[StatedLoad],
    attributes: &Attributes,
) -> Vec<ClosedFact> {
    let Some(output) = attributes.find(MONTHLY_OUTPUT) else {
        return Vec::new();
    };
    let timed = facts.iter().filter(|fact| fact.attribute == CYCLE);
    let processes: BTreeSet<&str> = timed.filter_map(|fact| fact.item.as_deref()).collect();
    let mut all = Vec::new();
    for process in processes {
        let known = Known {
            process,
            facts,
            loads,
            attributes,
        };
        all.extend(of_process(site, &known, output));
    }
    all
}

fn of_process(site: SiteId, known: &Known<'_>, output: &Attribute) -> Vec<ClosedFact> {
    let inputs = Inputs::of(known);
    let Some(standing) = inputs.standing() else {
        return Vec::new();
    };
    let told = |attribute: String, range: Range, standing: Standing| {
        let id = inputs.cycle.fact.as_ref()?.id;
        Some(Fact {
            id,
            site,
            item: Some(known.process.to_owned()),
            attribute,
            value: FactValue::Amount {
                low: range.low,
                high: range.high,
            },
            entered: None,
            origin: standing.origin,
            source: String::new(),
            observed: standing.observed,
            valid_until: standing.holds_until,
            recorded: jiff::Timestamp::UNIX_EPOCH,
        })
    };
    let mut all: Vec<ClosedFact> = Vec::new();
    for month in stated_months(known, &inputs) {
        let computed = inputs.month(known, month);
        let figure = computed.pieces.zip(computed.standing);
        let fact =
            figure.and_then(|(pieces, standing)| told(month_attribute(month), pieces, standing));
        all.extend(fact.and_then(|fact| ClosedFact::of(&fact, output)));
    }
    if let (Some(lost), Some(changeover)) = (
        inputs.lost_in_changeover(),
        Standing::of(&inputs.changeover),
    ) {
        // Of what is lost, less is better: its step is the nearest that is not less.
        let less_is_better = Attribute {
            direction: Direction::Lower,
            ..output.clone()
        };
        let range = Range {
            low: lost,
            high: lost,
        };
        let fact = told(
            LOST_IN_CHANGEOVER.to_owned(),
            range,
            standing.and(changeover),
        );
        all.extend(fact.and_then(|fact| ClosedFact::of(&fact, &less_is_better)));
    }
    all
}

/// The months of which a load is stated: one by one, or as the next ones.
fn stated_months(known: &Known<'_>, inputs: &Inputs) -> BTreeSet<Month> {
    let own = known.loads.iter();
    let own = own.filter(|load| load.process == known.process);
    let mut months: BTreeSet<Month> = own.map(|load| load.month).collect();
    for input in &inputs.committed {
        let Some(fact) = &input.fact else { continue };
        let from = Month::of(fact.observed);
        let following = (0..MONTHS_MAX).filter_map(|n| from.after(n));
        months.extend(following.take_while(|month| covers(fact, input.holds_until, *month)));
    }
    months
}
