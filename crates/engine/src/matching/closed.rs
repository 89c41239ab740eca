//! A must on a closed group, ready for blocks: of the rows whose owners allow the comparison, and of no
//! other, what their coarse steps change in the bands.

use super::answer::Verdict;
use super::block::Block;
use super::close::{Closers, Reach, level_of};
use super::judge::Compiled;
use super::levels::Amount;
use super::shortlist::Prepared;
use super::sums::{Known, Outcome};
use eslabon_domain::attributes::ConfidentialityGroup;
use eslabon_domain::ids::OrganisationId;
use eslabon_domain::needs::Requirement;
use std::collections::HashSet;

/// A must on a closed group.
pub(super) struct ClosedAsk<'p> {
    known: Known,
    /// What is compared, where it can be.
    compares: Option<Amount>,
    /// The owners that allow it. Only looked up in, never gone through.
    allowed: HashSet<OrganisationId>,
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
            allowed: allowed.map(|(owner, _)| *owner).collect(),
            months: months.filter(|months| !months.columns.is_empty()),
            compares: amount,
        }
    }

    /// What a row in a state begins with.
    pub fn start(&self, state: u8) -> u64 {
        self.known.unknown(state)
    }

    /// What closed figures add to the rows of a block.
    pub fn each(&self, block: &Block, mut note: impl FnMut(u16, u64)) {
        if self.allowed.is_empty() {
            return;
        }
        let allows = |row: u16| {
            let owner = block.owners.get(usize::from(row));
            owner.is_some_and(|owner| self.allowed.contains(owner))
        };
        let mut change = |row: u16, outcome| {
            if let Some(state) = block.states.get(usize::from(row)) {
                note(row, self.known.change(outcome, *state));
            }
        };
        let by_month = self
            .months
            .as_ref()
            .map(|months| months.rows(block, allows));
        let by_month = by_month.unwrap_or_default();
        for row in &by_month {
            let months = self.months.as_ref();
            if let Some(outcome) = months.and_then(|months| months.judge(block, *row)) {
                change(*row, outcome);
            }
        }
        let Some(amount) = &self.compares else {
            return;
        };
        let Some(column) = amount.closed(block) else {
            return;
        };
        let lets = |row: u16| allows(row) && by_month.binary_search(&row).is_err();
        amount.each(column, lets, change);
    }
}

impl MonthsAsk<'_> {
    /// The rows of which the table knows a month that may be compared, in order.
    fn rows(&self, block: &Block, allows: impl Fn(u16) -> bool) -> Vec<u16> {
        let columns = self.columns.iter();
        let columns = columns.filter_map(|number| block.closed(*number));
        let mut rows: Vec<u16> = columns
            .flat_map(|column| column.rows.iter().copied())
            .collect();
        rows.sort_unstable();
        rows.dedup();
        let owner = |row: u16| block.owners.get(usize::from(row));
        rows.retain(|row| {
            let may = |owner: &OrganisationId| self.prepared.may_compare_months(*owner);
            allows(*row) && owner(*row).is_some_and(may)
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
