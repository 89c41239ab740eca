//! Which rows of a block have which words: for every word its rows, the words in order of number.

/// Where a word of a new row goes.
struct Spot {
    word: u32,
    /// Among the words: its place, or where it is put if it is new.
    place: usize,
    is_new: bool,
    /// Among the rows, as they are before.
    at: usize,
}

/// Words with their rows.
#[derive(Debug, Clone, Default)]
pub(super) struct Postings {
    words: Vec<u32>,
    /// Where the rows of each word end.
    ends: Vec<u32>,
    rows: Vec<u16>,
}

impl Postings {
    /// The words, ascending.
    pub fn words(&self) -> &[u32] {
        &self.words
    }

    /// The rows of the word at a place among the words, ascending.
    pub fn rows_at(&self, place: usize) -> &[u16] {
        let from = place.checked_sub(1).map_or(0, |last| self.end(last));
        self.rows.get(from..self.end(place)).unwrap_or_default()
    }

    fn end(&self, place: usize) -> usize {
        self.ends.get(place).map_or(0, |end| *end as usize)
    }

    /// Puts the words of a row that has none yet; ascending, each once.
    pub fn put(&mut self, row: u16, words: &[u32]) {
        let mut spots = Vec::with_capacity(words.len());
        for word in words {
            let place = self.words.partition_point(|other| other < word);
            let is_new = self.words.get(place) != Some(word);
            let from = place.checked_sub(1).map_or(0, |last| self.end(last));
            let before = match is_new {
                true => 0,
                false => self.rows_at(place).partition_point(|at| *at < row),
            };
            spots.push(Spot {
                word: *word,
                place,
                is_new,
                at: from + before,
            });
        }
        self.open(row, &spots);
        self.count(&spots);
    }

    /// Puts the row into the list of rows at every spot, moving each stretch in between once.
    fn open(&mut self, row: u16, spots: &[Spot]) {
        let mut end = self.rows.len();
        self.rows.resize(end + spots.len(), row);
        for (before, spot) in spots.iter().enumerate().rev() {
            self.rows.copy_within(spot.at..end, spot.at + before + 1);
            if let Some(place) = self.rows.get_mut(spot.at + before) {
                *place = row;
            }
            end = spot.at;
        }
    }

    /// Moves the ends of all words behind the spots, and adds the words that are new.
    fn count(&mut self, spots: &[Spot]) {
        let nexts = spots.iter().skip(1).map(|spot| spot.place);
        let nexts = nexts.chain(std::iter::once(self.ends.len()));
        for (more, (spot, next)) in (1..).zip(spots.iter().zip(nexts)) {
            let ends = self.ends.get_mut(spot.place..next).unwrap_or_default();
            ends.iter_mut().for_each(|end| *end += more);
        }
        for (before, spot) in spots.iter().enumerate().rev().filter(|(_, s)| s.is_new) {
            let end = u32::try_from(spot.at + before + 1).unwrap_or(u32::MAX);
            self.words.insert(spot.place, spot.word);
            self.ends.insert(spot.place, end);
        }
    }

    /// Takes out the words of a row.
    pub fn clear(&mut self, row: u16) {
        *self = self.changed(|at| (at != row).then_some(at));
    }

    /// Counts the rows from one on up, for a row that is put before it.
    pub fn move_up(&mut self, from: u16) {
        for at in self.rows.iter_mut().filter(|at| **at >= from) {
            *at += 1;
        }
    }

    /// Counts the rows after one down, for a row that was taken out and has no words left.
    pub fn move_down(&mut self, after: u16) {
        for at in self.rows.iter_mut().filter(|at| **at > after) {
            *at -= 1;
        }
    }

    /// Takes off the words of the rows from one on, and counts those from 0.
    pub fn split_off(&mut self, row: u16) -> Self {
        let other = self.changed(|at| at.checked_sub(row));
        *self = self.changed(|at| (at < row).then_some(at));
        other
    }

    /// Gives back memory that is held in reserve.
    pub fn shrink(&mut self) {
        self.words.shrink_to_fit();
        self.ends.shrink_to_fit();
        self.rows.shrink_to_fit();
    }

    /// Bytes of everything, by the lengths of the arrays.
    pub fn bytes(&self) -> usize {
        size_of_val(self.words.as_slice())
            + size_of_val(self.ends.as_slice())
            + size_of_val(self.rows.as_slice())
    }

    fn with_room(words: usize, rows: usize) -> Self {
        Self {
            words: Vec::with_capacity(words),
            ends: Vec::with_capacity(words),
            rows: Vec::with_capacity(rows),
        }
    }

    /// With every row become another, or gone.
    fn changed(&self, becomes: impl Fn(u16) -> Option<u16>) -> Self {
        let mut made = Self::with_room(self.words.len(), self.rows.len());
        for (place, word) in self.words.iter().enumerate() {
            made.add(
                *word,
                self.rows_at(place).iter().filter_map(|at| becomes(*at)),
            );
        }
        made.shrink();
        made
    }

    /// Adds a word after all others, unless it has no rows.
    fn add(&mut self, word: u32, rows: impl Iterator<Item = u16>) {
        let before = self.rows.len();
        self.rows.extend(rows);
        if self.rows.len() > before {
            self.words.push(word);
            self.ends
                .push(u32::try_from(self.rows.len()).unwrap_or(u32::MAX));
        }
    }
}
