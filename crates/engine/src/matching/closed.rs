//! A must on a closed group, ready for blocks: of the rows whose owners allow the comparison, and of no
//! other, what their coarse steps change in the bands.

use super::block::Block;
use super::close::{Closers, Reach};
use super::judge::Compiled;
use super::levels::Amount;
use super::shortlist::Prepared;
use super::sums::Known;
use eslabon_domain::attributes::ConfidentialityGroup;
use eslabon_domain::ids::OrganisationId;
use eslabon_domain::needs::Requirement;
use std::collections::HashSet;

/// A must on a closed group.
pub(super) struct ClosedAsk {
    known: Known,
    /// What is compared, where it can be.
    compares: Option<Amount>,
    /// The owners that allow it. Only looked up in, never gone through.
    allowed: HashSet<OrganisationId>,
}

impl ClosedAsk {
    /// Of a criterion and the services that close its gaps.
    pub fn new(compiled: &Compiled<'_>, closers: &Closers<'_>, prepared: &Prepared<'_>) -> Self {
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
        Self {
            // It blocks nobody by open facts, so its place in the need does not matter.
            known: Known::must(0, &Reach::new(compiled, closers)),
            allowed: allowed.map(|(owner, _)| *owner).collect(),
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
        let Some(amount) = &self.compares else {
            return;
        };
        let Some(column) = amount.closed(block) else {
            return;
        };
        let allows = |row: u16| {
            let owner = block.owners.get(usize::from(row));
            owner.is_some_and(|owner| self.allowed.contains(owner))
        };
        amount.each(column, allows, |row, outcome| {
            if let Some(state) = block.states.get(usize::from(row)) {
                note(row, self.known.change(outcome, *state));
            }
        });
    }
}
