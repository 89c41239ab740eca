//! An assessment as it is filled in: which fields a kind has, what was typed into them, and what follows. Every
//! face and the command line go through here, so that the same entries give the same answer everywhere.
//!
//! A field that is empty is unknown and is named in [`Outcome::missing`]; one that cannot be is an
//! [`EntryFault`] at its key. Must not word anything: the faces hold the words.

mod audit;
mod capability;
mod delivery;
mod diagnosis;
mod fields;
mod gauge;
mod numbers;
mod oee;
mod potential;
mod renamed;
mod run_rate;

pub use fields::{Control, Field, fields};
pub use renamed::carried;

use super::common::{AssessmentError, Counted};
use eslabon_domain::assessments::question_sets::SetQuestion;
use eslabon_domain::assessments::{AssessmentKind, Entries};
use eslabon_domain::attributes::{AttributeId, Attributes};
use eslabon_domain::diagnosis::Diagnosis;
use eslabon_domain::facts::FactValue;
use eslabon_domain::vocabulary::ConceptId;
use serde::{Deserialize, Serialize};

/// The questions that an assessment asks besides its own fields.
#[derive(Debug, Clone, Copy)]
pub enum Questions<'a> {
    /// None.
    None,
    /// Those of a set.
    Set(&'a [SetQuestion]),
    /// Those of the ready diagnosis, and the spine that says in which unit each is answered.
    Diagnosis(&'a Diagnosis, &'a Attributes),
}

/// What is wrong with what was typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EntryFault {
    /// The key of the field.
    pub field: String,
    /// A stable word.
    pub code: &'static str,
    /// What was typed, or the limit that was passed.
    pub detail: String,
}

impl EntryFault {
    fn new(field: impl Into<String>, code: &'static str, detail: impl Into<String>) -> Self {
        let detail: String = detail.into();
        Self {
            field: field.into(),
            code,
            detail: detail.chars().take(80).collect(),
        }
    }
}

/// How a result is read at a glance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It suffices.
    Good,
    /// It suffices on conditions.
    Conditional,
    /// It does not suffice.
    Poor,
    /// Nothing can be said yet.
    Unknown,
    /// A figure without a threshold of its own.
    Measured,
}

/// A figure, or a step that led to one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// A stable word for what it is.
    pub code: String,
    /// Of what: an element, a step, a question, an area.
    pub of: Option<String>,
    /// The figure; absent is unknown.
    pub amount: Option<i64>,
    /// Its unit, as `eslabon_domain::assessments::show_figure` reads it.
    pub unit: String,
    /// The counts behind it.
    pub counted: Option<Counted>,
    /// The rule that it fired, or its rating.
    pub rule: Option<String>,
}

impl Line {
    fn figure(code: &str, amount: Option<i64>, unit: &str) -> Self {
        Self {
            code: code.to_owned(),
            of: None,
            amount,
            unit: unit.to_owned(),
            counted: None,
            rule: None,
        }
    }

    fn of(mut self, of: impl Into<String>) -> Self {
        self.of = Some(of.into());
        self
    }

    fn counted(mut self, counted: Counted) -> Self {
        self.counted = Some(counted);
        self
    }

    fn rule(mut self, rule: impl Into<String>) -> Self {
        self.rule = Some(rule.into());
        self
    }
}

/// A fact that follows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saying {
    /// Of which attribute.
    pub attribute: AttributeId,
    /// Of which item.
    pub item: Option<ConceptId>,
    /// What is said.
    pub value: FactValue,
}

/// What follows from an assessment; kept whole with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The rule set and its version.
    pub rules: String,
    /// At a glance.
    pub standing: Standing,
    /// A stable word for the verdict.
    pub verdict: String,
    /// A stable word for the rule that decided.
    pub rule: String,
    /// On what that rule fired, where it is one question, element or step.
    pub rule_on: Option<String>,
    /// The figures and the steps that led to them; the first is the result's own.
    pub lines: Vec<Line>,
    /// Keys of what is still missing.
    pub missing: Vec<String>,
    /// Stable words for how unclear cases were read.
    pub readings: Vec<String>,
    /// The facts that follow.
    pub says: Vec<Saying>,
}

/// What is computed of, besides what was typed.
#[derive(Debug, Clone, Copy)]
pub struct Sheet<'a> {
    /// Of which kind.
    pub kind: AssessmentKind,
    /// Of which process, where it is of one.
    pub item: Option<&'a str>,
    /// Its questions.
    pub questions: Questions<'a>,
    /// What was typed.
    pub entries: &'a Entries,
}

impl<'a> Sheet<'a> {
    /// Computes what follows.
    ///
    /// # Errors
    /// Everything that cannot be read or cannot be, each at its field.
    pub fn compute(&self) -> Result<Outcome, Vec<EntryFault>> {
        match self.kind {
            AssessmentKind::ReadyDiagnosis => diagnosis::compute(self),
            AssessmentKind::Capability => capability::compute(self),
            AssessmentKind::Delivery => delivery::compute(self),
            AssessmentKind::Oee => oee::compute(self),
            AssessmentKind::Gauge => gauge::compute(self),
            AssessmentKind::RunRate => run_rate::compute(self),
            AssessmentKind::ProcessAudit => audit::compute(self),
            AssessmentKind::Potential => potential::compute(self),
        }
    }

    /// What stands in a field, trimmed; empty where nothing does.
    fn text(&self, key: &str) -> &'a str {
        self.entries.get(key).map_or("", |text| text.trim())
    }

    /// Of the plant.
    fn says(&self, attribute: &str, value: FactValue) -> Saying {
        Saying {
            attribute: attribute.to_owned(),
            item: None,
            value,
        }
    }

    /// Of the process that is assessed.
    fn says_of_item(&self, attribute: &str, value: FactValue) -> Option<Saying> {
        Some(Saying {
            attribute: attribute.to_owned(),
            item: Some(self.item?.to_owned()),
            value,
        })
    }

    /// The questions of the set; none where there is none.
    fn set(&self) -> &'a [SetQuestion] {
        match self.questions {
            Questions::Set(questions) => questions,
            Questions::None | Questions::Diagnosis(..) => &[],
        }
    }
}

/// The word of a variant: `AboveAcceptance` is `above_acceptance`.
fn word(variant: impl std::fmt::Debug) -> String {
    let mut word = String::new();
    for letter in format!("{variant:?}").chars() {
        if letter.is_ascii_uppercase() && !word.is_empty() {
            word.push('_');
        }
        word.push(letter.to_ascii_lowercase());
    }
    word
}

/// What the rooms of the library refuse, at the field that it concerns. `fields` says which field an input of
/// theirs is; the last is meant where none is named.
fn refused(error: &AssessmentError, fields: &[(&str, &str)]) -> Vec<EntryFault> {
    use AssessmentError as E;
    let of = |input: &str| {
        let known = fields.iter().find(|(name, _)| *name == input);
        let known = known.or_else(|| fields.last());
        known.map_or(String::new(), |(_, field)| (*field).to_owned())
    };
    let fault = match error {
        E::LimitsCrossed { .. } => EntryFault::new(of("limits"), "limits_crossed", ""),
        E::Negative(input) => EntryFault::new(of(input), "negative_value", ""),
        E::Zero(input) => EntryFault::new(of(input), "zero", ""),
        E::OutOfRange(input) => EntryFault::new(of(input), "not_possible", ""),
        E::PartAboveWhole { part, .. } => EntryFault::new(of(part), "part_above_whole", ""),
        E::TooFew { input, needed, .. } => {
            EntryFault::new(of(input), "too_few", needed.to_string())
        }
        E::Uneven(input) => EntryFault::new(of(input), "uneven", ""),
        E::Twice(what) => EntryFault::new(of(what), "twice", what.clone()),
        E::NotKnown(what) => EntryFault::new(of(what), "not_known", what.clone()),
        E::NoSubElement(what) => EntryFault::new(of(what), "no_sub_element", what.clone()),
        E::Points { question, points } => {
            EntryFault::new(of(question), "points", points.to_string())
        }
        E::NoFinding(what) => EntryFault::new(of(what), "points", ""),
        E::NoReason(what) => EntryFault::new(of(what), "no_reason", ""),
        E::TooLarge => EntryFault::new(of(""), "too_large", ""),
    };
    vec![fault]
}

#[cfg(test)]
mod laws;
#[cfg(test)]
mod worked;
