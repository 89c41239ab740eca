//! Which rows of a block have which words: for every word its rows, the words in order of number.

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
        let end = |place: usize| self.ends.get(place).map_or(0, |end| *end as usize);
        let from = place.checked_sub(1).map_or(0, end);
        self.rows.get(from..end(place)).unwrap_or_default()
    }

    /// Puts the words of a row that has none yet; ascending, each once.
    pub fn put(&mut self, row: u16, words: &[u32]) {
        let mut made = Self::with_room(
            self.words.len() + words.len(),
            self.rows.len() + words.len(),
        );
        let mut fresh = words.iter().copied().peekable();
        for (place, word) in self.words.iter().enumerate() {
            while let Some(word) = fresh.next_if(|other| other < word) {
                made.add(word, std::iter::once(row));
            }
            let rows = self.rows_at(place);
            if fresh.next_if_eq(word).is_none() {
                made.add(*word, rows.iter().copied());
                continue;
            }
            let (before, after) = rows.split_at(rows.partition_point(|at| *at < row));
            let all = before.iter().chain(std::iter::once(&row)).chain(after);
            made.add(*word, all.copied());
        }
        for word in fresh {
            made.add(word, std::iter::once(row));
        }
        *self = made;
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
