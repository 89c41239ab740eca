//! A process audit in the style of VDA 6.3: compliance of elements, sub-elements and steps, and the grade A, B or
//! C with the rule that decided. Rules are data and name their edition; question sets are data of whoever may use
//! them, and no texts are here.
//!
//! Points are added in hundredths, compared as fractions. Our readings, stated with every result, are in
//! [`Reading`].

mod answers;
mod grade;
mod rules;
mod units;

use super::common::{AssessmentError, RuleSetId};
use serde::{Deserialize, Serialize};

pub use rules::{AuditRules, RULES, Reading};

/// A process element.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Element {
    /// Project management.
    P2,
    /// Planning of development; evaluated by aspect (product, process).
    P3,
    /// Carrying out the development; evaluated by aspect.
    P4,
    /// Suppliers.
    P5,
    /// Production; evaluated by step.
    P6,
    /// Customers.
    P7,
}

/// A question, without its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Id, such as `6.2.1`.
    pub id: String,
    /// Its element.
    pub element: Element,
    /// Its sub-element (`EU1` to `EU6`), obligatory in P6 and without effect elsewhere.
    pub sub_element: Option<String>,
    /// Whether it carries a special risk.
    pub starred: bool,
}

/// What is audited besides the questions. An audit may cover some elements only: those of its questions.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Scope {
    /// Aspects by which each question of P3 and P4 is evaluated; none: once.
    pub aspects: Vec<String>,
    /// Steps by which each question of P6 is evaluated.
    pub steps: Vec<String>,
}

/// One evaluation of a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evaluation {
    /// Id of the question.
    pub question: String,
    /// The aspect or step; absent where questions are evaluated once.
    pub of: Option<String>,
    /// What was found.
    pub outcome: Outcome,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Points of each finding; the fewest count.
    Findings(Vec<i64>),
    /// Left out of the possible points.
    NotEvaluated {
        /// Why.
        reason: String,
    },
}

/// Something that has a compliance of its own.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// An element.
    Element(Element),
    /// A sub-element of P6.
    SubElement(String),
    /// A step of P6.
    Step(String),
}

/// The compliance of a unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitResult {
    /// Of what.
    pub unit: Unit,
    /// How many questions it has.
    pub questions: usize,
    /// How many of them are evaluated.
    pub evaluated: usize,
    /// Points in hundredths.
    pub points_hundredths: i64,
    /// Possible points in hundredths.
    pub possible_hundredths: i64,
    /// Whole per cent, a half up; absent where nothing is evaluated.
    pub percent: Option<i64>,
    /// Whether enough questions are evaluated.
    pub enough: bool,
}

/// The grade. Best first, so that `max` is the worse one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// Capable.
    A,
    /// Conditionally capable.
    B,
    /// Not capable.
    C,
}

/// A rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuditRule {
    /// Questions are not answered: not rated.
    Unanswered,
    /// A unit has too few evaluated questions: not rated.
    TooFewEvaluated,
    /// The overall compliance, where nothing lowers it.
    OverallLevel,
    /// An element is below the threshold of C.
    ElementBelowC,
    /// A step is.
    StepBelowC,
    /// A starred question has no points.
    StarredScoresZero,
    /// An element is below the threshold of B.
    ElementBelowB,
    /// A step is.
    StepBelowB,
    /// A sub-element is.
    SubElementBelowB,
    /// A starred question has few points.
    StarredScoresLow,
    /// A question has no points.
    AnyScoresZero,
}

/// What a rule fired on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// The whole audit.
    Overall,
    /// A unit.
    Unit(Unit),
    /// A question, and its aspect or step.
    Question {
        /// Id.
        id: String,
        /// Aspect or step.
        of: Option<String>,
    },
}

/// A rule that fired.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Fired {
    /// Which.
    pub rule: AuditRule,
    /// On what.
    pub subject: Subject,
    /// The figure that it read: whole per cent, points, or for the overall level millionths rounded down. Absent
    /// for what is not answered or not evaluated enough.
    pub figure: Option<i64>,
    /// The best grade that it leaves; absent: none at all.
    pub leaves: Option<Grade>,
}

/// An audit's result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditResult {
    /// The rules' edition.
    pub rules: RuleSetId,
    /// Points over all elements, in hundredths.
    pub points_hundredths: i64,
    /// Possible points, in hundredths.
    pub possible_hundredths: i64,
    /// Overall compliance in millionths, rounded down for showing; the exact one decides. Absent where nothing is
    /// evaluated.
    pub overall_ppm: Option<i64>,
    /// The grade by overall compliance alone.
    pub level: Option<Grade>,
    /// The grade; absent is not rated.
    pub grade: Option<Grade>,
    /// The rule that decided.
    pub decided_by: Fired,
    /// Every rule that fired, also those without effect.
    pub fired: Vec<Fired>,
    /// Elements, sub-elements and steps.
    pub units: Vec<UnitResult>,
    /// How unclear cases are read.
    pub readings: Vec<Reading>,
}

/// Rates an audit. The order of questions and evaluations changes nothing.
///
/// # Errors
/// If a question, aspect, step or evaluation stands twice or is not known, a question of P6 has no sub-element, P6 has
/// no step, points are not among those of the rules, findings or a reason are missing, or the rules' thresholds
/// do not fit each other.
pub fn process_audit(
    rules: &AuditRules,
    questions: &[Question],
    scope: &Scope,
    evaluations: &[Evaluation],
) -> Result<AuditResult, AssessmentError> {
    rules.check()?;
    let answers = answers::read(rules, questions, scope, evaluations)?;
    let units = units::of(rules, &answers)?;
    grade::graded(rules, &answers, units)
}

#[cfg(test)]
mod examples;
#[cfg(test)]
mod laws;
