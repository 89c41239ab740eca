//! SCIAN classes of imported rows: whether a code is current, and which class the words of an
//! activity suggest where a register publishes none.

use eslabon_search::classes::{ClassModel, ClassTexts};

/// Below this share a suggestion would be a guess: the row stays without a class.
const LEAST_SHARE: f32 = 0.2;

/// Whether the current edition has this code.
pub(super) fn is_current(code: &str) -> bool {
    ClassTexts::shared().is_known(code)
}

/// The likeliest six-digit class of these words.
pub(super) fn suggest(words: &str) -> Option<String> {
    let best = ClassModel::shared()
        .classify(words, None, 1)
        .into_iter()
        .next()?;
    (best.score >= LEAST_SHARE).then_some(best.code)
}
