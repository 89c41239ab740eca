//! Room for the rows of one block while it is scanned. It is taken once and used for block after block.

use super::block::Block;
use eslabon_domain::places::Position;

/// Room for a block's rows. Every list is as long as the block, unless it says otherwise.
#[derive(Debug, Default)]
pub(super) struct Room {
    /// The sum of each row.
    pub sums: Vec<u64>,
    /// The weights of the need's words in each row.
    pub found: Vec<u32>,
    /// Which rows have a word already.
    pub seen: Vec<bool>,
    /// About how far each row lies from a point.
    pub metres: Vec<f32>,
    /// From which.
    pub metres_from: Option<Position>,
    /// To which degree each row fulfils what is asked.
    pub degrees: Vec<u32>,
    /// What the entries of each row say together, in bits of the criterion.
    pub says: Vec<u8>,
    /// Some rows.
    pub rows: Rows,
    /// Some others.
    pub others: Rows,
    /// What each entry of a column says.
    pub codes: Vec<u8>,
}

impl Room {
    /// Makes room for a block; nothing is known of its rows.
    pub fn enter(&mut self, block: &Block) {
        let rows = block.len();
        self.sums.resize(rows, 0);
        self.metres.resize(rows, 0.0);
        self.degrees.resize(rows, 0);
        self.seen.resize(rows, false);
        self.metres_from = None;
    }

    /// Nothing said of any row.
    pub fn hear_nothing(&mut self, block: &Block) {
        self.says.clear();
        self.says.resize(block.len(), 0);
    }
}

/// A list that takes in what is wanted without a branch: what comes next is hard to foretell.
#[derive(Debug, Default)]
pub(super) struct Rows {
    list: Vec<u32>,
    count: usize,
}

impl Rows {
    /// Makes it empty, with room for so many.
    pub fn clear_for(&mut self, most: usize) {
        self.count = 0;
        if self.list.len() < most {
            self.list.resize(most, 0);
        }
    }

    /// Takes in a number, or does not. Beyond the room that was asked for it takes in none.
    #[inline]
    pub fn take_if(&mut self, is_wanted: bool, number: u32) {
        // Written always, and counted where it counts.
        if let Some(next) = self.list.get_mut(self.count) {
            *next = number;
            self.count += usize::from(is_wanted);
        }
    }

    /// What it took in.
    pub fn all(&self) -> &[u32] {
        self.list.get(..self.count).unwrap_or_default()
    }
}
