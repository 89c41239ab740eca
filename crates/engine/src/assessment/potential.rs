//! Potential analysis: the traffic light over a question set. Red if any question is red or too many are
//! yellow; green with few yellow ones; yellow between. The question sets are data of whoever may use them;
//! no texts are here.

use super::common::{AssessmentError, RuleSetId};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// The thresholds of one edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PotentialRules {
    /// Named in every result.
    pub edition: RuleSetId,
    /// More yellow questions than this are red.
    pub most_yellow: usize,
    /// Up to so many are green.
    pub most_yellow_for_green: usize,
    /// So many questions may be left out with a reason.
    pub most_not_evaluated: usize,
}

/// 12 and 6 yellow, 3 not evaluated.
pub const RULES: PotentialRules = PotentialRules {
    edition: Cow::Borrowed("potential-12-6"),
    most_yellow: 12,
    most_yellow_for_green: 6,
    most_not_evaluated: 3,
};

/// The earlier edition: 14 and 7 yellow. That three may be left out is taken from the present one.
pub const EARLIER_RULES: PotentialRules = PotentialRules {
    edition: Cow::Borrowed("potential-14-7"),
    most_yellow: 14,
    most_yellow_for_green: 7,
    most_not_evaluated: 3,
};

/// The answer to a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Light {
    /// Met.
    Green,
    /// Partly met.
    Yellow,
    /// Not met.
    Red,
    /// Left out.
    NotEvaluated {
        /// Why.
        reason: String,
    },
}

/// One answered question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PotentialAnswer {
    /// Id of the question.
    pub question: String,
    /// The answer.
    pub light: Light,
}

/// The supplier's potential.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Potential {
    /// Barred.
    Red,
    /// On conditions: what a development programme is for.
    Yellow,
    /// Cleared.
    Green,
}

/// Which rule decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PotentialRule {
    /// A question is red.
    AnyRed,
    /// Too many are yellow.
    TooManyYellow,
    /// More are yellow than green allows.
    MoreYellowThanGreenAllows,
    /// Few enough are yellow.
    FewYellow,
    /// Too many are left out: not rated.
    TooManyNotEvaluated,
    /// Questions are not answered: not rated.
    Unanswered,
}

/// The result of a potential analysis.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PotentialResult {
    /// The rules.
    pub rules: RuleSetId,
    /// The light; absent is not rated.
    pub potential: Option<Potential>,
    /// Which rule decided.
    pub rule: PotentialRule,
    /// How many are green.
    pub green: usize,
    /// How many are yellow.
    pub yellow: usize,
    /// Ids of the red ones, in order.
    pub red: Vec<String>,
    /// Ids of those left out with a reason.
    pub not_evaluated: Vec<String>,
    /// Ids without an answer.
    pub unanswered: Vec<String>,
}

/// Rates the answers to a set of questions. Red is certain as soon as it is reached, also with questions
/// open: no further answer could undo it.
///
/// # Errors
/// If a question or an answer stands twice, an answer's question is not in the set, none is asked, or a
/// reason is missing.
pub fn potential(
    rules: &PotentialRules,
    questions: &[String],
    answers: &[PotentialAnswer],
) -> Result<PotentialResult, AssessmentError> {
    let asked = asked(questions)?;
    let by_question = by_question(&asked, answers)?;
    let ids = |wanted: fn(&Light) -> bool| -> Vec<String> {
        let found = by_question.iter().filter(|(_, light)| wanted(light));
        found.map(|(id, _)| (*id).to_owned()).collect()
    };
    let mut result = PotentialResult {
        rules: rules.edition.clone(),
        potential: None,
        rule: PotentialRule::Unanswered,
        green: ids(|light| matches!(light, Light::Green)).len(),
        yellow: ids(|light| matches!(light, Light::Yellow)).len(),
        red: ids(|light| matches!(light, Light::Red)),
        not_evaluated: ids(|light| matches!(light, Light::NotEvaluated { .. })),
        unanswered: asked
            .iter()
            .filter(|id| !by_question.contains_key(*id))
            .map(|id| (*id).to_owned())
            .collect(),
    };
    (result.rule, result.potential) = decided(rules, &result);
    Ok(result)
}

fn asked(questions: &[String]) -> Result<BTreeSet<&str>, AssessmentError> {
    if questions.is_empty() {
        return Err(AssessmentError::TooFew {
            input: "questions",
            needed: 1,
            given: 0,
        });
    }
    let mut asked = BTreeSet::new();
    for question in questions {
        if !asked.insert(question.as_str()) {
            return Err(AssessmentError::Twice(question.clone()));
        }
    }
    Ok(asked)
}

fn by_question<'a>(
    asked: &BTreeSet<&str>,
    answers: &'a [PotentialAnswer],
) -> Result<BTreeMap<&'a str, &'a Light>, AssessmentError> {
    let mut by_question = BTreeMap::new();
    for answer in answers {
        let id = answer.question.as_str();
        if !asked.contains(id) {
            return Err(AssessmentError::NotKnown(id.to_owned()));
        }
        if matches!(&answer.light, Light::NotEvaluated { reason } if reason.trim().is_empty()) {
            return Err(AssessmentError::NoReason(id.to_owned()));
        }
        if by_question.insert(id, &answer.light).is_some() {
            return Err(AssessmentError::Twice(id.to_owned()));
        }
    }
    Ok(by_question)
}

fn decided(rules: &PotentialRules, of: &PotentialResult) -> (PotentialRule, Option<Potential>) {
    if !of.red.is_empty() {
        return (PotentialRule::AnyRed, Some(Potential::Red));
    }
    if of.yellow > rules.most_yellow {
        return (PotentialRule::TooManyYellow, Some(Potential::Red));
    }
    if !of.unanswered.is_empty() {
        return (PotentialRule::Unanswered, None);
    }
    if of.not_evaluated.len() > rules.most_not_evaluated {
        return (PotentialRule::TooManyNotEvaluated, None);
    }
    if of.yellow > rules.most_yellow_for_green {
        return (
            PotentialRule::MoreYellowThanGreenAllows,
            Some(Potential::Yellow),
        );
    }
    (PotentialRule::FewYellow, Some(Potential::Green))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rated(rules: &PotentialRules, lights: &[(Light, usize)]) -> PotentialResult {
        let all = lights
            .iter()
            .flat_map(|(light, times)| vec![light.clone(); *times]);
        let answers: Vec<PotentialAnswer> = all
            .enumerate()
            .map(|(n, light)| PotentialAnswer {
                question: n.to_string(),
                light,
            })
            .collect();
        let questions: Vec<String> = answers.iter().map(|one| one.question.clone()).collect();
        potential(rules, &questions, &answers).unwrap()
    }

    fn left_out() -> Light {
        Light::NotEvaluated {
            reason: "no series yet".to_owned(),
        }
    }

    #[test]
    fn lights_follow_the_edition() {
        let with_yellow = |rules: &PotentialRules, yellow: usize| {
            let of = rated(
                rules,
                &[(Light::Yellow, yellow), (Light::Green, 36 - yellow)],
            );
            of.potential.unwrap()
        };
        let now = [6, 7, 12, 13].map(|yellow| with_yellow(&RULES, yellow));
        let expected = [
            Potential::Green,
            Potential::Yellow,
            Potential::Yellow,
            Potential::Red,
        ];
        assert_eq!(now, expected);
        let earlier = [7, 8, 14, 15].map(|yellow| with_yellow(&EARLIER_RULES, yellow));
        assert_eq!(earlier, expected);
        let one_red = rated(&RULES, &[(Light::Red, 1), (Light::Green, 35)]);
        assert_eq!(
            (one_red.potential, one_red.rule),
            (Some(Potential::Red), PotentialRule::AnyRed)
        );
        assert_eq!(one_red.red, ["0"]);
    }

    #[test]
    fn too_many_left_out_or_open_is_not_rated() {
        assert_eq!(
            rated(&RULES, &[(left_out(), 3), (Light::Green, 33)]).potential,
            Some(Potential::Green)
        );
        let four = rated(&RULES, &[(left_out(), 4), (Light::Green, 32)]);
        assert_eq!(
            (four.potential, four.rule),
            (None, PotentialRule::TooManyNotEvaluated)
        );
        let open = potential(&RULES, &["a".to_owned()], &[]).unwrap();
        assert_eq!(
            (open.potential, open.rule),
            (None, PotentialRule::Unanswered)
        );
        assert_eq!(open.unanswered, ["a"]);
    }

    #[test]
    fn a_reason_is_asked_for() {
        let answer = PotentialAnswer {
            question: "a".to_owned(),
            light: Light::NotEvaluated {
                reason: " ".to_owned(),
            },
        };
        let refused = potential(&RULES, &["a".to_owned()], &[answer]);
        assert_eq!(refused, Err(AssessmentError::NoReason("a".to_owned())));
    }
}
