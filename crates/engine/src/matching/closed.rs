//! A must on a closed group, ready for blocks: of the rows whose owners allow the comparison, and of no
//! other, what their coarse steps change in the bands.

use super::block::Block;
use super::close::{Closers, Reach};
use super::judge::Compiled;
use super::levels::Amount;
use super::room::Rows;
use super::shortlist::Prepared;
use super::sums::Known;
use eslabon_domain::attributes::ConfidentialityGroup;
use eslabon_domain::ids::OrganisationId;
use eslabon_domain::needs::Requirement;

/// A must on a closed group.
pub(super) struct ClosedAsk {
    known: Known,
    /// What is compared, where it can be.
    compares: Option<Amount>,
    allowed: Owners,
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
            allowed: Owners::new(allowed.map(|(owner, _)| *owner).collect()),
            compares: amount,
        }
    }

    /// What a row in a state begins with.
    pub fn start(&self, state: u8) -> u64 {
        self.known.unknown(state)
    }

    /// The closed column that it compares, if it compares any.
    pub fn column(&self) -> Option<u32> {
        let amount = self.compares.as_ref()?;
        amount.column().filter(|_| !self.allowed.all.is_empty())
    }

    /// What closed figures add to the rows of a block.
    pub fn each(&self, block: &Block, mut note: impl FnMut(usize, u64)) {
        if self.allowed.all.is_empty() {
            return;
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
            let row = column.rows.get(places.start).map(|row| usize::from(*row));
            let Some((row, owner)) = row.and_then(|row| Some((row, block.owners.get(row)?))) else {
                continue;
            };
            if !self.allowed.has(*owner) {
                continue;
            }
            if let (Some(outcome), Some(state)) =
                (amount.judge(column, places), block.states.get(row))
            {
                note(row, self.known.change(outcome, *state));
            }
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
