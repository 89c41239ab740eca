//! How good the classifier is, on terms that it has not seen.

use super::model::ClassModel;
use std::thread;

/// Shares of terms whose class was suggested.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Evaluation {
    /// As the first.
    pub first: f64,
    /// Among the first five.
    pub first_five: f64,
    /// Terms judged.
    pub terms: usize,
}

/// Cross-validation: the terms are dealt into folds by a seeded hash; each fold is judged by a model that
/// learnt from the others and from the classes' own texts. At most `judged` folds are judged.
#[must_use]
pub fn cross_validate(
    terms: &[(String, String)],
    folds: u64,
    judged: u64,
    seed: u64,
) -> Evaluation {
    let judge = |number: u64| {
        let (model, held) = train_without(terms, folds, number, seed);
        let (mut first, mut five) = (0_u32, 0_u32);
        for (code, term) in &held {
            let best = model.best(term, 5);
            first += u32::from(best.first().is_some_and(|known| known == code));
            five += u32::from(best.iter().any(|known| known == code));
        }
        (first, five, held.len())
    };
    let mut results = Vec::new();
    let numbers: Vec<u64> = (0..judged.min(folds.max(2))).collect();
    for pair in numbers.chunks(2) {
        let found: Vec<_> = thread::scope(|scope| {
            let running: Vec<_> = pair
                .iter()
                .map(|number| scope.spawn(|| judge(*number)))
                .collect();
            running
                .into_iter()
                .filter_map(|handle| handle.join().ok())
                .collect()
        });
        results.extend(found);
    }
    let terms: usize = results.iter().map(|(_, _, terms)| terms).sum();
    #[expect(clippy::cast_precision_loss, reason = "a few thousand terms")]
    let share = |count: u32| f64::from(count) / terms.max(1) as f64;
    Evaluation {
        first: share(results.iter().map(|(first, ..)| first).sum()),
        first_five: share(results.iter().map(|(_, five, _)| five).sum()),
        terms,
    }
}

/// A model that has not learnt the terms of one fold, and those terms.
#[must_use]
pub fn train_without(
    terms: &[(String, String)],
    folds: u64,
    fold: u64,
    seed: u64,
) -> (ClassModel, Vec<(String, String)>) {
    let in_fold = |term: &(String, String)| {
        let bytes = term.0.bytes().chain(term.1.bytes());
        let mix = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        (bytes.fold(seed ^ 0xcbf2_9ce4_8422_2325, mix) >> 20) % folds.max(2) == fold
    };
    let (held, known): (Vec<_>, Vec<_>) = terms.iter().cloned().partition(in_fold);
    (ClassModel::train_on(&known), held)
}
