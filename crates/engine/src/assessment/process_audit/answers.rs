//! Evaluations laid out by question and place (aspect or step), each checked. It must not rate them.

use super::{AuditRules, Element, Evaluation, Outcome, Question, Scope};
use crate::assessment::common::AssessmentError;
use std::collections::{BTreeMap, BTreeSet};

/// What is known of a question at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    /// Nothing yet.
    Unanswered,
    /// Left out with a reason.
    NotEvaluated,
    /// These points, the fewest of its findings.
    Points(i64),
}

/// A question with its places, in order.
#[derive(Debug)]
pub(super) struct Answered<'a> {
    pub question: &'a Question,
    pub places: BTreeMap<Option<&'a str>, Answer>,
}

/// Every question by id, every place answered or not.
pub(super) type Answers<'a> = BTreeMap<&'a str, Answered<'a>>;

/// Lays out and checks.
pub(super) fn read<'a>(
    rules: &AuditRules,
    questions: &'a [Question],
    scope: &'a Scope,
    evaluations: &'a [Evaluation],
) -> Result<Answers<'a>, AssessmentError> {
    let aspects = distinct(&scope.aspects)?;
    let steps = distinct(&scope.steps)?;
    let mut answers = Answers::new();
    for question in questions {
        check(question, &steps)?;
        let places: BTreeSet<Option<&str>> = match question.element {
            Element::P6 => steps.iter().copied().map(Some).collect(),
            Element::P3 | Element::P4 if !aspects.is_empty() => {
                aspects.iter().copied().map(Some).collect()
            }
            _ => BTreeSet::from([None]),
        };
        let answered = Answered {
            question,
            places: places
                .into_iter()
                .map(|at| (at, Answer::Unanswered))
                .collect(),
        };
        if answers.insert(&question.id, answered).is_some() {
            return Err(AssessmentError::Twice(question.id.clone()));
        }
    }
    if answers.is_empty() {
        return Err(AssessmentError::TooFew {
            input: "questions",
            needed: 1,
            given: 0,
        });
    }
    for evaluation in evaluations {
        enter(rules, &mut answers, evaluation)?;
    }
    Ok(answers)
}

fn distinct(names: &[String]) -> Result<BTreeSet<&str>, AssessmentError> {
    let mut distinct = BTreeSet::new();
    for name in names {
        if !distinct.insert(name.as_str()) {
            return Err(AssessmentError::Twice(name.clone()));
        }
    }
    Ok(distinct)
}

fn check(question: &Question, steps: &BTreeSet<&str>) -> Result<(), AssessmentError> {
    if question.element != Element::P6 {
        return Ok(());
    }
    if question.sub_element.is_none() {
        return Err(AssessmentError::NoSubElement(question.id.clone()));
    }
    if steps.is_empty() {
        return Err(AssessmentError::TooFew {
            input: "steps",
            needed: 1,
            given: 0,
        });
    }
    Ok(())
}

fn enter<'a>(
    rules: &AuditRules,
    answers: &mut Answers<'a>,
    evaluation: &'a Evaluation,
) -> Result<(), AssessmentError> {
    let id = &evaluation.question;
    let answered = answers.get_mut(id.as_str());
    let answered = answered.ok_or_else(|| AssessmentError::NotKnown(id.clone()))?;
    let of = evaluation.of.as_deref();
    let Some(answer) = answered.places.get_mut(&of) else {
        return Err(AssessmentError::NotKnown(of.unwrap_or(id).to_owned()));
    };
    if *answer != Answer::Unanswered {
        return Err(AssessmentError::Twice(id.clone()));
    }
    *answer = match &evaluation.outcome {
        Outcome::NotEvaluated { reason } if reason.trim().is_empty() => {
            return Err(AssessmentError::NoReason(id.clone()));
        }
        Outcome::NotEvaluated { .. } => Answer::NotEvaluated,
        Outcome::Findings(findings) => Answer::Points(fewest(rules, id, findings)?),
    };
    Ok(())
}

/// Of several findings the highest risk decides.
fn fewest(rules: &AuditRules, id: &str, findings: &[i64]) -> Result<i64, AssessmentError> {
    if let Some(points) = findings
        .iter()
        .find(|points| !rules.points.contains(points))
    {
        return Err(AssessmentError::Points {
            question: id.to_owned(),
            points: *points,
        });
    }
    let fewest = findings.iter().min().copied();
    fewest.ok_or_else(|| AssessmentError::NoFinding(id.to_owned()))
}
