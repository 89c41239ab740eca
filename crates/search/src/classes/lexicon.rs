//! The features that the model knows, and a text as a vector of them.
//!
//! Learning and the shipped model must see the same vector, so both come here for it.

use super::features::{Features, KINDS, Kind};
use std::collections::BTreeMap;

/// How much each kind of features counts, in the order of [`Kind`].
const SHARES: [f32; KINDS] = [1.0, 1.0, 1.0, 0.6, 0.3, 0.6, 0.3];
/// Character n-grams, prefixes and categories that fewer texts have are left out: they tell what the word
/// itself tells, and would be half of the model.
const PARTS_TEXTS_LEAST: u16 = 2;

/// The kinds whose features are categories.
const FAMILY_KINDS: [usize; 2] = [Kind::Families as usize, Kind::HeadFamilies as usize];

/// A text as the model sees it: places of known features with their values, of length one.
pub(super) type Vector = Vec<(u32, f32)>;

/// The features that are known, with how many texts have each.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    /// Numbers of features, ascending; a feature's place is its place here.
    pub numbers: Vec<u32>,
    /// For each feature, in how many texts it was seen.
    pub texts: Vec<u16>,
    /// How many texts there were.
    pub count: u32,
}

impl Lexicon {
    /// The features of these texts that are worth knowing.
    pub fn of(texts: &[Features]) -> Self {
        let mut seen: BTreeMap<u32, (usize, u16)> = BTreeMap::new();
        for found in texts {
            for (kind, counts) in found.by_kind.iter().enumerate() {
                for (number, _) in counts {
                    let entry = seen.entry(*number).or_insert((kind, 0));
                    entry.1 = entry.1.saturating_add(1);
                }
            }
        }
        let parts = [
            Kind::Grams,
            Kind::Prefixes,
            Kind::Families,
            Kind::HeadFamilies,
        ]
        .map(|kind| kind as usize);
        seen.retain(|_, (kind, texts)| !parts.contains(kind) || *texts >= PARTS_TEXTS_LEAST);
        Self {
            numbers: seen.keys().copied().collect(),
            texts: seen.values().map(|(_, texts)| *texts).collect(),
            count: u32::try_from(texts.len()).unwrap_or(u32::MAX),
        }
    }

    /// How many features are known.
    pub fn len(&self) -> usize {
        self.numbers.len()
    }

    /// The vector of features: sublinear counts (of categories, weights) times idf, each kind of length one, the whole too.
    pub fn vector(&self, found: &Features) -> Vector {
        vector(found, self.count, |number| {
            let place = self.numbers.binary_search(&number).ok()?;
            Some((u32::try_from(place).ok()?, *self.texts.get(place)?))
        })
    }
}

/// The vector of features, by a way to look a feature's place and count of texts up.
pub(super) fn vector(
    found: &Features,
    count: u32,
    look_up: impl Fn(u32) -> Option<(u32, u16)>,
) -> Vector {
    let mut vector: Vector = Vec::new();
    let mut whole = 0.0_f32;
    for (kind, (counts, share)) in found.by_kind.iter().zip(SHARES).enumerate() {
        let is_family = FAMILY_KINDS.contains(&kind);
        let from = vector.len();
        for (number, times) in counts {
            if let Some((place, texts)) = look_up(*number) {
                // How strongly words belong to a category is no count.
                let often = if is_family { *times } else { 1.0 + times.ln() };
                vector.push((place, often * idf(count, texts)));
            }
        }
        let tail = vector.get_mut(from..).unwrap_or_default();
        if tail.is_empty() {
            continue;
        }
        let squared: f32 = tail.iter().map(|(_, value)| value * value).sum();
        whole += share * share;
        for (_, value) in tail {
            *value *= share / squared.sqrt().max(f32::MIN_POSITIVE);
        }
    }
    for (_, value) in &mut vector {
        *value /= whole.sqrt().max(f32::MIN_POSITIVE);
    }
    vector.sort_unstable_by_key(|(place, _)| *place);
    vector
}

/// How telling a feature is that so many texts of all have.
fn idf(count: u32, texts: u16) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "counts of texts")]
    let all = count as f32;
    ((1.0 + all) / (1.0 + f32::from(texts))).ln() + 1.0
}
