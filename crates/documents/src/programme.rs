//! What stands in the document of a programme. All words of people and of the vocabulary come in the language of the
//! document; the labels around them are the template's.

use eslabon_domain::money::Currency;
use eslabon_domain::text::Lang;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The paper that it is printed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Paper {
    /// Letter, as offices in Mexico and the United States have it.
    Letter,
    /// A4.
    A4,
}

/// Whose paper it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letterhead {
    /// The centre's name.
    pub centre: String,
    /// Its address, in one line or several.
    pub address: String,
}

/// A gap that the programme closes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GapRow {
    /// What is asked, in words.
    pub name: String,
    /// The level that is there; absent: not known.
    pub present: Option<String>,
    /// The level that is required.
    pub required: String,
    /// What closes it.
    pub action: String,
}

/// What kind of step it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StepKind {
    /// A service of an institution, or the firm's own work: a bar in the calendar.
    Service,
    /// A visit that verifies: a diamond in the calendar.
    Visit,
}

/// What one payer pays of a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShareRow {
    /// Who.
    pub payer: String,
    /// How much, in minor units of the document's currency.
    pub minor: i64,
}

/// A step of the programme. Steps are numbered in the order in which they come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepRow {
    /// A service or a visit.
    pub kind: StepKind,
    /// Which service.
    pub service: String,
    /// Who gives it.
    pub provider: String,
    /// The first day.
    pub starts_on: Date,
    /// The last day.
    pub ends_on: Date,
    /// What it costs, in minor units of the document's currency; absent: not known, and counted in no total.
    pub cost_minor: Option<i64>,
    /// Who pays what. What the shares do not cover is shown as not covered.
    pub shares: Vec<ShareRow>,
    /// What will show that it is done.
    pub evidence: String,
}

/// What one side takes upon itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commitments {
    /// Which side, by name.
    pub side: String,
    /// One sentence each.
    pub items: Vec<String>,
}

/// Who signs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// Which side, by name.
    pub side: String,
    /// The person; absent: to be written by hand.
    pub name: Option<String>,
    /// Her role; absent: to be written by hand.
    pub role: Option<String>,
    /// When she signed in the application; absent: a line for signing by hand.
    pub signed_at: Option<Timestamp>,
}

/// A programme as it is signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProgrammeDocument {
    /// The language of the labels, dates and of the text.
    pub language: Lang,
    /// The paper.
    pub paper: Paper,
    /// Made of demonstration data: marked so on every page.
    pub is_demonstration: bool,
    /// Whose paper it is.
    pub letterhead: Letterhead,
    /// The programme's title.
    pub title: String,
    /// Which version of the programme this is.
    pub version: u32,
    /// The firm that is developed.
    pub firm: String,
    /// The plant where it happens.
    pub plant: String,
    /// The firm that has the need; absent where there is none yet.
    pub lead_firm: Option<String>,
    /// What every amount is in.
    pub currency: Currency,
    /// Gaps.
    pub gaps: Vec<GapRow>,
    /// Steps.
    pub steps: Vec<StepRow>,
    /// Who promises what.
    pub commitments: Vec<Commitments>,
    /// Who signs.
    pub signatures: Vec<Signature>,
    /// The hash of what is signed, which ties a scan to this version.
    pub content_hash: String,
    /// The day on which the document is made.
    pub generated_on: Date,
}

/// Why there is no document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// A step (numbered from one) ends before it starts.
    #[error("step {0} ends before it starts")]
    EndsBeforeStart(usize),
    /// An amount of a step is below zero.
    #[error("an amount of step {0} is below zero")]
    NegativeAmount(usize),
    /// The shares of a step are more than it costs, or it has shares and no known cost.
    #[error("the shares of step {0} are more than it costs")]
    SharesExceedCost(usize),
    /// The sums are more than a total holds.
    #[error("the amounts are too large to add up")]
    TooLarge,
    /// Typst refused: a fault of the template, not of what people wrote. The words are typst's.
    #[error("the document could not be set: {0}")]
    Setting(String),
}
