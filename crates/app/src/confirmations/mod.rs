//! Confirming without a password: staff write down figures, questions and needs with an owner or for her,
//! and she reads, corrects and answers through a single-use link. Nothing is written of her firm before
//! she has answered, and the link shows nothing but what was put into the set.

mod answer;
mod prepare;

pub use answer::{Reply, Sheet, answer, open};
pub use prepare::{Outcome, Prepared, Request, list, prepare, withdraw};

use crate::error::{AppError, AppResult};
use eslabon_domain::candidacies::Interest;
use eslabon_domain::facts::FactValue;
use eslabon_domain::ids::NeedId;
use eslabon_domain::text::LocalText;
use eslabon_domain::vocabulary::ConceptId;
use eslabon_storage::confirmations::Confirmation;
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

/// How long a link holds.
pub(crate) const HOLDS: SignedDuration = SignedDuration::from_hours(14 * 24);
/// The most figures, questions and needs of a set, each.
pub const MOST: usize = 30;
/// The longest question and the longest answer to one.
pub const TEXT_MAX: usize = 1_000;
/// What the source of a confirmed fact begins with; the faces word it in the reader's language.
pub const SOURCE: &str = "confirmación por liga: ";

/// What is asked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// Figures that were written down.
    pub facts: Vec<AskedFact>,
    /// Questions in words.
    pub questions: Vec<String>,
    /// Needs for which the firm may be interested.
    pub needs: Vec<AskedNeed>,
}

/// A figure to confirm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedFact {
    /// What is said.
    pub attribute: String,
    /// Of which process, material, certificate…
    pub item: Option<ConceptId>,
    /// The value.
    pub value: FactValue,
    /// The value as it was written down.
    pub entered: Option<String>,
}

/// A need for which the firm may be interested.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedNeed {
    /// Which.
    pub need: NeedId,
    /// Its title when the set was prepared.
    pub title: LocalText,
}

/// What was answered, in the order of what was asked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// To the figures.
    pub facts: Vec<FactAnswer>,
    /// To the questions; empty where nothing was said.
    pub questions: Vec<String>,
    /// To the needs; absent where nothing was said.
    pub needs: Vec<Option<Interest>>,
}

/// What an owner says of a figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum FactAnswer {
    /// It is so.
    Confirmed,
    /// It is otherwise.
    Corrected {
        /// How it is.
        value: FactValue,
        /// As she wrote it.
        entered: String,
    },
    /// She does not know.
    Unknown,
}

fn asked_of(set: &Confirmation) -> AppResult<Asked> {
    serde_json::from_value(set.asked.clone())
        .map_err(|e| AppError::Internal(format!("a confirmation: {e}")))
}

fn answered_of(set: &Confirmation) -> AppResult<Option<Answered>> {
    let Some(answered) = set.answered.clone() else {
        return Ok(None);
    };
    serde_json::from_value(answered)
        .map(Some)
        .map_err(|e| AppError::Internal(format!("a confirmation: {e}")))
}
