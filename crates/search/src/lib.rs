//! From text to hits: how text is analysed, which SCIAN classes it may belong to, and the tantivy index
//! over suppliers and needs. It does not know who asks: what an actor may see is part of the question.
//!
//! A query is understood as words, concepts and classes. Plants are found by any of them: words meet
//! words of either language, concepts meet concepts across languages, and classes meet the code that is
//! part of a plant's record. Titles of classes are therefore not copied into documents.

pub mod classes;

mod analyse;
mod collect;
mod documents;
mod error;
mod index;
mod needs;
mod schema;
mod snippet;
mod suggest;
mod suppliers;
mod understand;
mod weights;

pub use documents::{NeedDocument, SupplierDocument};
pub use error::SearchError;
pub use index::{IndexState, IndexWriting, RebuildReason, SearchIndex};
pub use needs::{NeedHit, NeedHits, NeedQuery};
pub use suggest::{Suggestion, SuggestionKind};
pub use suppliers::{Facets, SupplierHit, SupplierHits, SupplierQuery};
pub use understand::WORDS_MAX;

use classes::ClassModel;
use eslabon_domain::vocabulary::{Annotator, Vocabulary};

/// What a search needs besides the index and the query.
#[derive(Clone, Copy)]
pub struct SearchContext<'a> {
    /// The concept trees.
    pub vocabulary: &'a Vocabulary,
    /// Finds concepts in text.
    pub annotator: &'a Annotator,
    /// Suggests classes for text.
    pub classes: &'a ClassModel,
}

/// The six-digit codes that begin with a code of two to six digits.
#[must_use]
pub fn class_range(code: &str) -> Option<(u64, u64)> {
    let missing = u32::try_from(6_usize.checked_sub(code.len())?).ok()?;
    let number: u64 = code.parse().ok()?;
    let scale = 10_u64.pow(missing);
    Some((number * scale, number * scale + (scale - 1)))
}

/// The stems of a text as the index has them, for callers that compare texts themselves.
#[must_use]
pub fn stems(text: &str, lang: eslabon_domain::text::Lang) -> Vec<String> {
    analyse::stems(text, lang)
}
