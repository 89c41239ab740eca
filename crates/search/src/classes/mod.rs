//! Free text, in Spanish or English, to classes of SCIAN 2023.
//!
//! One linear model over words, stems, pairs, prefixes, character n-grams and word families, for the
//! six-digit classes of manufacturing. It is trained from the official texts in `schema/scian` (index terms, titles,
//! descriptions, English titles) by `eslabon evaluate train-classes`, and ships in the binary as
//! `schema/scian/model.bin`. What it knows of words that those texts lack are their categories in public
//! vocabularies of products (`families`), which know nothing of SCIAN. It must not know of any pair of query and answer beyond those texts.

mod evaluate;
mod families;
mod features;
mod layout;
mod learn;
mod lexicon;
mod matrix;
mod model;
mod texts;

pub use evaluate::{Evaluation, cross_validate, train_without};
pub use families::gather_families;
pub use model::{ClassModel, ClassSuggestion, ModelError};
pub use texts::{ClassTexts, index_terms};
