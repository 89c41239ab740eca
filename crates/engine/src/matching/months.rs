//! A criterion on the pieces of a month, answered month by month: by the steps of what the site's calendar makes
//! where that is known, by what the site says it makes a month where it is not. Must not know whether the owner
//! lets it be compared.

use super::judge::{Compiled, Judgement};
use super::table::Row;
use crate::assessment::calendar_capacity::Ramp;
use crate::capacity::{LOST_IN_CHANGEOVER, after_changeovers, asked_of, month_attribute};
use eslabon_domain::attributes::{Attribute, ConfidentialityGroup, MONTHLY_OUTPUT};
use eslabon_domain::facts::{Fact, FactValue};
use eslabon_domain::ladders::coarse_requirement;
use eslabon_domain::needs::{Criterion, Requirement};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// A site's months rest on its OEE, too: they are compared where the owner lets both groups be compared.
pub(super) const ALSO_RESTS_ON: ConfidentialityGroup = ConfidentialityGroup::Quality;

/// The months that a criterion asks for.
pub(super) struct Months {
    /// The attribute under which the table knows each, with the step that is asked for.
    asked: Vec<(String, i64)>,
    lot_size: Option<i64>,
}

impl Months {
    /// Of a criterion on the pieces of a month; nothing of any other, nor where it is not compared.
    pub fn of(
        criterion: &Criterion,
        attribute: &Attribute,
        ramp: Option<&Ramp>,
        on: Date,
    ) -> Option<Self> {
        let Requirement::AtLeast { amount } = criterion.requirement else {
            return None;
        };
        if attribute.id != MONTHLY_OUTPUT || attribute.group.is_open() {
            return None;
        }
        let step =
            |pieces| match coarse_requirement(attribute, &Requirement::AtLeast { amount: pieces })?
            {
                Requirement::AtLeast { amount } => Some(amount),
                _ => None,
            };
        let asked = asked_of(ramp, amount, on).into_iter();
        let asked = asked.map(|need| Some((month_attribute(need.month), step(need.pieces)?)));
        Some(Self {
            asked: asked.collect::<Option<Vec<_>>>()?,
            lot_size: ramp.and_then(|ramp| ramp.lot_size),
        })
    }

    /// The step that the month of most pieces asks for: what a site says it makes a month is compared with it.
    pub fn peak(&self) -> Option<i64> {
        self.asked.iter().map(|(_, pieces)| *pieces).max()
    }

    /// The attributes under which the table knows the months.
    pub fn of_months(&self) -> impl Iterator<Item = &str> {
        self.asked.iter().map(|(attribute, _)| attribute.as_str())
    }

    /// Everything that is read of a row.
    pub fn attributes(&self) -> impl Iterator<Item = &str> {
        self.of_months().chain([LOST_IN_CHANGEOVER])
    }

    /// What the row says; nothing where no month of it was computed, and the declared amount alone decides.
    pub fn judge<'r>(
        &self,
        compiled: &Compiled<'_>,
        row: &'r Row,
        on: Date,
    ) -> Option<Judgement<'r>> {
        let computed = self.of_months().flat_map(|month| row.closed_on(month));
        let mut items: BTreeSet<Option<&str>> = computed
            .map(|fact| fact.item.as_deref())
            .filter(|item| compiled.counts(*item))
            .collect();
        if items.is_empty() {
            return None;
        }
        let declared = compiled.best_by_item(row, on);
        items.extend(
            declared
                .iter()
                .map(|fact| fact.item.as_deref())
                .filter(|item| compiled.counts(*item)),
        );
        let declared = |item: Option<&str>| {
            let mut said = declared.iter().copied();
            let fact = said.find(|fact| fact.item.as_deref() == item)?;
            let holds = compiled.valid_until(fact).is_none_or(|last| last >= on);
            holds.then(|| Some((fact, ends(fact)?))).flatten()
        };
        let (mut is_open, mut nearest) = (false, None::<&Fact>);
        for item in items {
            match self.of_item(item, row, declared(item), on) {
                OfItem::Meets => return Some(Judgement::amount_meets()),
                OfItem::Unknown => is_open = true,
                OfItem::Fails(fact) => {
                    let is_nearer = nearest.is_none_or(|best| low(fact) > low(best));
                    nearest = Some(fact).filter(|_| is_nearer).or(nearest);
                }
            }
        }
        Some(match nearest.filter(|_| !is_open) {
            Some(fact) => Judgement::amount_fails(fact),
            None => Judgement::nothing_known(),
        })
    }

    /// What the months of one item come to: a gap wherever one month is one.
    fn of_item<'r>(
        &self,
        item: Option<&str>,
        row: &'r Row,
        declared: Option<(&'r Fact, (i64, i64))>,
        on: Date,
    ) -> OfItem<'r> {
        let lost = find(row, LOST_IN_CHANGEOVER, item, on).map(|(_, (_, most))| most);
        let with_lots = |(low, high): (i64, i64)| match (self.lot_size, lost) {
            (None, _) => (low, high),
            (Some(lot_size), Some(lost)) => (after_changeovers(low, lot_size, lost), high),
            (Some(_), None) => (0, high),
        };
        let (mut is_open, mut fails) = (false, None::<&Fact>);
        for (month, pieces) in self.asked.iter().filter(|(_, pieces)| *pieces > 0) {
            let computed = find(row, month, item, on);
            let computed = computed.map(|(fact, ends)| (fact, with_lots(ends)));
            let Some((fact, (least, most))) = computed.or(declared) else {
                is_open = true;
                continue;
            };
            if most < *pieces {
                // The lowest of all that fail, so that asking for more never leads to a higher level.
                let is_lower = fails.is_none_or(|so_far| low(fact) < low(so_far));
                fails = Some(fact).filter(|_| is_lower).or(fails);
            } else if least < *pieces {
                is_open = true;
            }
        }
        match fails {
            Some(fact) => OfItem::Fails(fact),
            None if is_open => OfItem::Unknown,
            None => OfItem::Meets,
        }
    }
}

/// What the months of one item come to.
enum OfItem<'r> {
    Meets,
    Unknown,
    /// With the lowest of the figures that fail.
    Fails(&'r Fact),
}

/// A figure of an item that holds: the strongest, the latest, the smallest id.
fn find<'r>(
    row: &'r Row,
    attribute: &str,
    item: Option<&str>,
    on: Date,
) -> Option<(&'r Fact, (i64, i64))> {
    let facts = row.closed_on(attribute).iter();
    let holding = facts.filter(|fact| {
        fact.item.as_deref() == item && fact.valid_until.is_none_or(|last| last >= on)
    });
    let best =
        holding.max_by_key(|fact| (fact.origin, fact.observed, std::cmp::Reverse(fact.id)))?;
    Some((best, ends(best)?))
}

fn ends(fact: &Fact) -> Option<(i64, i64)> {
    match fact.value {
        FactValue::Amount { low, high } => Some((low, high)),
        _ => None,
    }
}

fn low(fact: &Fact) -> i64 {
    ends(fact).map_or(i64::MIN, |(low, _)| low)
}
