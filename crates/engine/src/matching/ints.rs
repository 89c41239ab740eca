//! Whole numbers in as few bytes as they need: four each where all of them fit, else eight.

use std::ops::Range;

/// A list of whole numbers.
#[derive(Debug, Clone)]
pub(super) enum Ints {
    /// All fit into four bytes.
    Narrow(Vec<i32>),
    /// At least one does not.
    Wide(Vec<i64>),
}

impl Default for Ints {
    fn default() -> Self {
        Ints::Narrow(Vec::new())
    }
}

impl Ints {
    /// How many numbers.
    pub fn len(&self) -> usize {
        match self {
            Ints::Narrow(all) => all.len(),
            Ints::Wide(all) => all.len(),
        }
    }

    /// No number at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number at a place; 0 where there is none.
    pub fn at(&self, place: usize) -> i64 {
        match self {
            Ints::Narrow(all) => all.get(place).copied().map_or(0, i64::from),
            Ints::Wide(all) => all.get(place).copied().unwrap_or(0),
        }
    }

    /// Puts a number before the one at a place.
    pub fn insert(&mut self, place: usize, number: i64) {
        match (&mut *self, i32::try_from(number)) {
            (Ints::Narrow(all), Ok(number)) => all.insert(place, number),
            (Ints::Narrow(all), Err(_)) => {
                let mut wide: Vec<i64> = all.iter().copied().map(i64::from).collect();
                wide.insert(place, number);
                *self = Ints::Wide(wide);
            }
            (Ints::Wide(all), _) => all.insert(place, number),
        }
    }

    /// Takes out the numbers of some places.
    pub fn remove(&mut self, places: Range<usize>) {
        match self {
            Ints::Narrow(all) => drop(all.drain(places)),
            Ints::Wide(all) => drop(all.drain(places)),
        }
    }

    /// Takes off everything from a place on.
    pub fn split_off(&mut self, place: usize) -> Self {
        match self {
            Ints::Narrow(all) => Ints::Narrow(all.split_off(place)),
            Ints::Wide(all) => Ints::Wide(all.split_off(place)),
        }
    }

    /// So many zeros.
    pub fn zeros(count: usize) -> Self {
        Ints::Narrow(vec![0; count])
    }

    /// Gives back memory that is held in reserve.
    pub fn shrink(&mut self) {
        match self {
            Ints::Narrow(all) => all.shrink_to_fit(),
            Ints::Wide(all) => all.shrink_to_fit(),
        }
    }

    /// Bytes of the numbers.
    pub fn bytes(&self) -> usize {
        match self {
            Ints::Narrow(all) => size_of_val(all.as_slice()),
            Ints::Wide(all) => size_of_val(all.as_slice()),
        }
    }
}
