//! Numbers for strings that stand in many rows: words, items, attributes, sources. A number is given
//! once and never taken back; which number a string gets says nothing of it.
//!
//! A copy is cheap: what was numbered long ago is shared, only the latest numbers are copied.

use std::collections::HashMap;
use std::sync::Arc;

/// So many latest strings are kept apart from those that copies share.
const LATEST: usize = 512;

#[derive(Debug, Clone, Default)]
struct List {
    numbers: HashMap<Arc<str>, u32>,
    names: Vec<Arc<str>>,
}

/// Strings with their numbers, from 0 on.
#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    settled: Arc<List>,
    latest: List,
}

impl Names {
    /// The number of a string, a new one where it has none yet.
    pub fn number(&mut self, name: &str) -> u32 {
        if let Some(number) = self.find(name) {
            return number;
        }
        if self.latest.names.len() >= LATEST {
            self.settle();
        }
        let number = u32::try_from(self.len()).unwrap_or(u32::MAX);
        let shared: Arc<str> = Arc::from(name);
        self.latest.numbers.insert(Arc::clone(&shared), number);
        self.latest.names.push(shared);
        number
    }

    /// The number of a string, if it has one.
    pub fn find(&self, name: &str) -> Option<u32> {
        let settled = self.settled.numbers.get(name);
        settled.or_else(|| self.latest.numbers.get(name)).copied()
    }

    /// The string of a number.
    pub fn name(&self, number: u32) -> Option<&str> {
        let at = usize::try_from(number).ok()?;
        let settled = &self.settled.names;
        let name = match settled.get(at) {
            Some(name) => name,
            None => self.latest.names.get(at.checked_sub(settled.len())?)?,
        };
        Some(name)
    }

    /// How many strings.
    pub fn len(&self) -> usize {
        self.settled.names.len() + self.latest.names.len()
    }

    /// Bytes of the strings and of what finds them, by the lengths of the arrays.
    pub fn bytes(&self) -> usize {
        let names = self.settled.names.iter().chain(&self.latest.names);
        let per_name = 2 * size_of::<Arc<str>>() + size_of::<u32>();
        names.map(|name| name.len() + per_name).sum()
    }

    fn settle(&mut self) {
        let latest = std::mem::take(&mut self.latest);
        let settled = Arc::make_mut(&mut self.settled);
        settled.numbers.extend(latest.numbers);
        settled.names.extend(latest.names);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_strings_find_each_other_across_the_seam() {
        let mut names = Names::default();
        for at in 0..3 * LATEST + 7 {
            assert_eq!(names.number(&format!("word{at}")) as usize, at);
        }
        let copy = names.clone();
        names.number("one more");
        for at in 0..copy.len() {
            let word = format!("word{at}");
            assert_eq!(copy.find(&word), Some(at as u32));
            assert_eq!(copy.name(at as u32), Some(word.as_str()));
            assert_eq!(names.number(&word) as usize, at);
        }
        assert_eq!(copy.find("one more"), None);
        assert_eq!(copy.name(copy.len() as u32), None);
    }
}
