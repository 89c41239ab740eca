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
use std::collections::BTreeSet;

/// A must on a closed group.
pub(super) struct ClosedAsk<'p> {
    known: Known,
    /// What is compared, where it can be and anyone allows it.
    compares: Option<(Amount, ConfidentialityGroup)>,
    allowed: &'p BTreeSet<(OrganisationId, ConfidentialityGroup)>,
}

impl<'p> ClosedAsk<'p> {
    /// Of a criterion and the services that close its gaps.
    pub fn new(compiled: &Compiled<'_>, closers: &Closers<'_>, prepared: &'p Prepared<'p>) -> Self {
        let (numbers, on) = (prepared.table.numbers(), prepared.on);
        let amount = |threshold, at_least| Amount::new(compiled, threshold, at_least, numbers, on);
        let amount = match *compiled.requirement {
            Requirement::AtLeast { amount: threshold } => Some(amount(threshold, true)),
            Requirement::AtMost { amount: threshold } => Some(amount(threshold, false)),
            _ => None,
        };
        let allows = |group: &ConfidentialityGroup| {
            let mut all = prepared.allowed.iter();
            compiled.is_comparable && all.any(|(_, other)| other == group)
        };
        Self {
            // It blocks nobody by open facts, so its place in the need does not matter.
            known: Known::must(0, &Reach::new(compiled, closers)),
            compares: amount.zip(compiled.closed.filter(allows)),
            allowed: prepared.allowed,
        }
    }

    /// What a row in a state begins with.
    pub fn start(&self, state: u8) -> u64 {
        self.known.unknown(state)
    }

    /// What closed figures add to the rows of a block.
    pub fn each(&self, block: &Block, mut note: impl FnMut(u16, u64)) {
        let Some((amount, group)) = &self.compares else {
            return;
        };
        let Some(column) = amount.closed(block) else {
            return;
        };
        amount.each(column, |row, outcome| {
            let place = usize::from(row);
            let (owner, state) = (block.owners.get(place), block.states.get(place));
            let (Some(owner), Some(state)) = (owner, state) else {
                return;
            };
            if self.allowed.contains(&(*owner, *group)) {
                note(row, self.known.change(outcome, *state));
            }
        });
    }
}
