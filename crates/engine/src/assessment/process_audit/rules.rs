//! The thresholds of an edition, and how we read what it leaves open. Data, not code.

use crate::assessment::common::{AssessmentError, RuleSetId};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// A reading of an unclear case; shown with the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reading {
    /// The overall compliance is compared unrounded; elements, sub-elements and steps are rounded to whole per
    /// cent first.
    OverallIsNotRounded,
    /// The rules on points read single evaluations, not the means of several.
    PointRulesReadSingleEvaluations,
    /// A question with several evaluations counts as evaluated if one of them is.
    OneEvaluationSuffices,
}

/// The thresholds of an edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditRules {
    /// Named in every result.
    pub edition: RuleSetId,
    /// The points that a finding can have; the largest is what a question can have.
    pub points: Cow<'static, [i64]>,
    /// Overall compliance for A, in whole per cent.
    pub a_percent: i64,
    /// Overall compliance for B.
    pub b_percent: i64,
    /// An element, step or sub-element below this leaves B.
    pub unit_b_percent: i64,
    /// An element or step below this leaves C.
    pub unit_c_percent: i64,
    /// A starred question with so many points leaves B.
    pub starred_b_points: i64,
    /// A starred question with so many points leaves C.
    pub starred_c_points: i64,
    /// Any question with so many points leaves B.
    pub any_b_points: i64,
    /// The share of questions that must be evaluated: so many …
    pub least_evaluated: u32,
    /// … of so many.
    pub least_evaluated_of: u32,
    /// How unclear cases are read.
    pub readings: Cow<'static, [Reading]>,
}

/// The rules as practised with six sub-elements of P6.
pub const RULES: AuditRules = AuditRules {
    edition: Cow::Borrowed("process-audit-1 (VDA 6.3 style, EU1–EU6)"),
    points: Cow::Borrowed(&[0, 4, 6, 8, 10]),
    a_percent: 90,
    b_percent: 80,
    unit_b_percent: 80,
    unit_c_percent: 70,
    starred_b_points: 4,
    starred_c_points: 0,
    any_b_points: 0,
    least_evaluated: 2,
    least_evaluated_of: 3,
    readings: Cow::Borrowed(&[
        Reading::OverallIsNotRounded,
        Reading::PointRulesReadSingleEvaluations,
        Reading::OneEvaluationSuffices,
    ]),
};

impl AuditRules {
    /// What a question can have.
    pub(super) fn most_points(&self) -> i64 {
        self.points.iter().copied().max().unwrap_or_default()
    }

    /// Whether the thresholds fit each other.
    pub(super) fn check(&self) -> Result<(), AssessmentError> {
        let points = self
            .points
            .iter()
            .all(|points| (0..=1_000).contains(points));
        if !points || self.most_points() == 0 {
            return Err(AssessmentError::OutOfRange("points"));
        }
        let percents = [
            (self.a_percent, self.b_percent),
            (self.unit_b_percent, self.unit_c_percent),
        ];
        if percents
            .iter()
            .any(|(better, worse)| better < worse || *worse < 0 || *better > 100)
        {
            return Err(AssessmentError::OutOfRange("percent"));
        }
        if self.least_evaluated > self.least_evaluated_of || self.least_evaluated_of == 0 {
            return Err(AssessmentError::OutOfRange("least_evaluated"));
        }
        Ok(())
    }
}
