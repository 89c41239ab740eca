//! Compliance of elements, sub-elements and steps: points ÷ possible points of what is evaluated. A question with
//! several evaluations counts once, with their mean rounded to two decimals.

use super::answers::{Answer, Answered, Answers};
use super::{AuditRules, Element, Unit, UnitResult};
use crate::assessment::common::AssessmentError;
use crate::assessment::exact::{Fraction, Rounding};
use std::collections::BTreeMap;

/// Every unit that the questions and steps make, in order.
pub(super) fn of(
    rules: &AuditRules,
    answers: &Answers<'_>,
) -> Result<Vec<UnitResult>, AssessmentError> {
    let mut points: BTreeMap<Unit, Vec<Option<i64>>> = BTreeMap::new();
    for answered in answers.values() {
        let mean = mean_hundredths(answered)?;
        for unit in units_of(answered) {
            points.entry(unit).or_default().push(mean);
        }
        if answered.question.element != Element::P6 {
            continue;
        }
        for (step, answer) in &answered.places {
            let step = Unit::Step(step.unwrap_or_default().to_owned());
            points.entry(step).or_default().push(hundredths(*answer));
        }
    }
    points
        .into_iter()
        .map(|(unit, points)| result(rules, unit, &points))
        .collect()
}

fn units_of(answered: &Answered<'_>) -> Vec<Unit> {
    let question = answered.question;
    let mut units = vec![Unit::Element(question.element)];
    if let (Element::P6, Some(sub)) = (question.element, &question.sub_element) {
        units.push(Unit::SubElement(sub.clone()));
    }
    units
}

fn hundredths(answer: Answer) -> Option<i64> {
    match answer {
        Answer::Points(points) => Some(points * 100),
        Answer::Unanswered | Answer::NotEvaluated => None,
    }
}

/// The mean of a question's evaluations in hundredths, a half up: 10, 10 and 8 are 9.33.
fn mean_hundredths(answered: &Answered<'_>) -> Result<Option<i64>, AssessmentError> {
    let given = answered
        .places
        .values()
        .filter_map(|answer| hundredths(*answer));
    let (sum, count) = given.fold((0_u64, 0_u64), |(sum, count), of| {
        (sum + of.unsigned_abs(), count + 1)
    });
    if count == 0 {
        return Ok(None);
    }
    let mean = Fraction::new(sum.into(), count.into())?;
    mean.scaled(1, Rounding::HalfUp).map(Some)
}

fn result(
    rules: &AuditRules,
    unit: Unit,
    points: &[Option<i64>],
) -> Result<UnitResult, AssessmentError> {
    let evaluated = points.iter().flatten().count();
    let (mut sum, mut possible) = (0, 0);
    for points in points.iter().flatten() {
        sum += points;
        possible += rules.most_points() * 100;
    }
    let percent = match Fraction::new(sum.unsigned_abs().into(), possible.unsigned_abs().into()) {
        Ok(ratio) => Some(ratio.scaled(100, Rounding::HalfUp)?),
        Err(_) => None,
    };
    let (least, of) = (rules.least_evaluated, rules.least_evaluated_of);
    let enough = evaluated as u128 * u128::from(of) >= points.len() as u128 * u128::from(least);
    Ok(UnitResult {
        unit,
        questions: points.len(),
        evaluated,
        points_hundredths: sum,
        possible_hundredths: possible,
        percent,
        enough: enough && evaluated > 0,
    })
}
