//! A must on a closed group, ready for blocks: of the rows whose owners allow the comparison, and of no
//! other, what their coarse steps change in the bands.

use super::answer::Verdict;
use super::block::Block;
use super::close::{Closers, Reach, level_of};
use super::judge::Compiled;
use super::levels::Amount;
use super::room::Rows;
use super::shortlist::Prepared;
use super::sums::{Known, Outcome};
use eslabon_domain::attributes::ConfidentialityGroup;
use eslabon_domain::ids::OrganisationId;
use eslabon_domain::needs::Requirement;

/// A must on a closed group.
pub(super) struct ClosedAsk<'p> {
    known: Known,
    /// What is compared, where it can be.
    compares: Option<Amount>,
    allowed: Owners,
    /// What is asked month by month, where it is.
    months: Option<MonthsAsk<'p>>,
}

/// Months that are asked for. Rows of which the table knows one of them are few: each is judged by itself.
struct MonthsAsk<'p> {
    compiled: &'p Compiled<'p>,
    prepared: &'p Prepared<'p>,
    /// The numbers of their attributes, as far as any row has them.
    columns: Vec<u32>,
}

impl<'p> ClosedAsk<'p> {
    /// Of a criterion and the services that close its gaps.
    pub fn new(
        compiled: &'p Compiled<'p>,
        closers: &Closers<'_>,
        prepared: &'p Prepared<'p>,
    ) -> Self {
        let (numbers, on) = (prepared.table.numbers(), prepared.on);
        let amount = |threshold, at_least| Amount::new(compiled, threshold, at_least, numbers, on);
        let amount = match *compiled.requirement {
            Requirement::AtLeast { amount: threshold } => Some(amount(threshold, true)),
            Requirement::AtMost { amount: threshold } => Some(amount(threshold, false)),
            _ => None,
        };
        let group = compiled.closed.filter(|_| compiled.is_comparable);
        let allows = |(_, other): &&(OrganisationId, ConfidentialityGroup)| Some(*other) == group;
        let allowed = prepared.allowed.iter().filter(allows);
        let months = compiled.months.as_ref().map(|months| MonthsAsk {
            compiled,
            prepared,
            columns: months
                .of_months()
                .filter_map(|month| numbers.attributes.find(month))
                .collect(),
        });
        Self {
            // It blocks nobody by open facts, so its place in the need does not matter.
            known: Known::must(0, &Reach::new(compiled, closers)),
            allowed: Owners::new(allowed.map(|(owner, _)| *owner).collect()),
            months: months.filter(|months| !months.columns.is_empty()),
            compares: amount,
        }
    }

    /// What a row in a state begins with.
    pub fn start(&self, state: u8) -> u64 {
        self.known.unknown(state)
    }

    /// The closed columns that it compares, if it compares any.
    pub fn columns(&self) -> Vec<u32> {
        if self.allowed.all.is_empty() {
            return Vec::new();
        }
        let amount = self.compares.as_ref().and_then(Amount::column);
        let months = self.months.iter().flat_map(|months| &months.columns);
        amount.into_iter().chain(months.copied()).collect()
    }

    /// What closed figures add to the rows of a block.
    pub fn each(&self, block: &Block, mut note: impl FnMut(usize, u64)) {
        if self.allowed.all.is_empty() {
            return;
        }
        let mut change = |row: u16, outcome| {
            let row = usize::from(row);
            if let Some(state) = block.states.get(row) {
                note(row, self.known.change(outcome, *state));
            }
        };
        let mut by_month = Vec::new();
        if let Some(months) = &self.months {
            by_month = months.rows(block, &self.allowed);
            for row in &by_month {
                if let Some(outcome) = months.judge(block, *row) {
                    change(*row, outcome);
                }
            }
        }
        let Some(amount) = &self.compares else {
            return;
        };
        let Some(column) = amount.closed(block) else {
            return;
        };
        // Owners lie far apart in memory: they are read for all rows at once, before anything is decided.
        let mut places = Rows::default();
        places.clear_for(column.rows.len());
        for (place, row, is_last) in column.ends() {
            let owner = block.owners.get(usize::from(row));
            let may = owner.is_some_and(|owner| self.allowed.may_have(*owner));
            places.take_if(is_last & may, place);
        }
        for last in places.all() {
            let places = column.up_to(*last as usize);
            let Some(row) = column.rows.get(places.start).copied() else {
                continue;
            };
            let owner = block.owners.get(usize::from(row));
            if !owner.is_some_and(|owner| self.allowed.has(*owner))
                || by_month.binary_search(&row).is_ok()
            {
                continue;
            }
            if let Some(outcome) = amount.judge(column, places) {
                change(row, outcome);
            }
        }
    }
}

impl MonthsAsk<'_> {
    /// The rows of which the table knows a month that may be compared, in order.
    fn rows(&self, block: &Block, allowed: &Owners) -> Vec<u16> {
        let columns = self.columns.iter();
        let columns = columns.filter_map(|number| block.closed(*number));
        let mut rows: Vec<u16> = columns
            .flat_map(|column| column.rows.iter().copied())
            .collect();
        rows.sort_unstable();
        rows.dedup();
        rows.retain(|row| {
            let owner = block.owners.get(usize::from(*row)).copied();
            owner.is_some_and(|owner| {
                allowed.may_have(owner)
                    && allowed.has(owner)
                    && self.prepared.may_compare_months(owner)
            })
        });
        rows
    }

    /// What a row's months say; nothing if it is not known.
    fn judge(&self, block: &Block, row: u16) -> Option<Outcome> {
        let row = self.prepared.row(block, usize::from(row))?;
        let judgement = self.compiled.judge_months(&row, self.prepared.on);
        match judgement.verdict {
            Verdict::Meets => Some(Outcome::Meets),
            Verdict::Gap { .. } => Some(Outcome::Gap {
                degree: 0,
                level: level_of(&judgement.reason, &judgement.facts),
            }),
            Verdict::Unknown { .. } | Verdict::Closed => None,
        }
    }
}

/// The owners that allow a comparison: far fewer than there are, so that most are told by one bit.
struct Owners {
    /// Ascending.
    all: Vec<OrganisationId>,
    /// By the lowest bits of a mixed id, whether there is such an owner.
    bits: Vec<u64>,
    mask: u64,
}

impl Owners {
    /// Of owners in ascending order.
    fn new(all: Vec<OrganisationId>) -> Self {
        let words = (all.len() / 4).next_power_of_two();
        let mask = words as u64 * 64 - 1;
        let mut bits = vec![0; words];
        for owner in &all {
            let at = mixed(*owner) & mask;
            if let Some(word) = bits.get_mut((at / 64) as usize) {
                *word |= 1_u64 << (at % 64);
            }
        }
        Self { all, bits, mask }
    }

    /// Whether there may be such an owner; of most others it is known that there is not.
    #[inline]
    fn may_have(&self, owner: OrganisationId) -> bool {
        let at = mixed(owner) & self.mask;
        let word = self.bits.get((at / 64) as usize).copied().unwrap_or(0);
        (word >> (at % 64)) & 1 == 1
    }

    fn has(&self, owner: OrganisationId) -> bool {
        self.all.binary_search(&owner).is_ok()
    }
}

/// Bits of an id in which others differ.
#[inline]
fn mixed(owner: OrganisationId) -> u64 {
    let (high, low) = owner.0.as_u64_pair();
    (high ^ low.rotate_left(29)).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20
}
