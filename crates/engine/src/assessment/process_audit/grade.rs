//! The grade: overall compliance, then the rules that lower it. Which rule decided is said, and which others fired.

use super::answers::{Answer, Answers};
use super::{AuditResult, AuditRule, AuditRules, Fired, Grade, Subject, Unit, UnitResult};
use crate::assessment::common::AssessmentError;
use crate::assessment::exact::{Fraction, Rounding};

/// Grades an audit.
pub(super) fn graded(
    rules: &AuditRules,
    answers: &Answers<'_>,
    units: Vec<UnitResult>,
) -> Result<AuditResult, AssessmentError> {
    let elements = || {
        units
            .iter()
            .filter(|unit| matches!(unit.unit, Unit::Element(_)))
    };
    let points: i64 = elements().map(|unit| unit.points_hundredths).sum();
    let possible: i64 = elements().map(|unit| unit.possible_hundredths).sum();
    let overall = Fraction::new(points.unsigned_abs().into(), possible.unsigned_abs().into()).ok();
    let level = overall.map(|overall| level(rules, overall)).transpose()?;
    let overall_ppm = overall
        .map(|overall| overall.scaled(1_000_000, Rounding::Down))
        .transpose()?;
    let mut fired = open(answers, &units);
    fired.extend(units.iter().flat_map(|unit| by_unit(rules, unit)));
    fired.extend(by_points(rules, answers));
    fired.sort();
    let decided_by = decided(level, overall_ppm, &fired);
    Ok(AuditResult {
        rules: rules.edition.clone(),
        points_hundredths: points,
        possible_hundredths: possible,
        overall_ppm,
        level,
        grade: decided_by.leaves,
        decided_by,
        fired,
        units,
        readings: rules.readings.to_vec(),
    })
}

fn level(rules: &AuditRules, overall: Fraction) -> Result<Grade, AssessmentError> {
    let reaches = |percent: i64| -> Result<bool, AssessmentError> {
        Ok(overall >= Fraction::new(percent.unsigned_abs().into(), 100)?)
    };
    Ok(match () {
        () if reaches(rules.a_percent)? => Grade::A,
        () if reaches(rules.b_percent)? => Grade::B,
        () => Grade::C,
    })
}

/// What keeps an audit from being rated. `fired` is sorted, and these rules stand first in their order.
fn open(answers: &Answers<'_>, units: &[UnitResult]) -> Vec<Fired> {
    let unanswered = answers.iter().flat_map(|(id, answered)| {
        let open = answered
            .places
            .iter()
            .filter(|(_, answer)| **answer == Answer::Unanswered);
        open.map(|(of, _)| Fired {
            rule: AuditRule::Unanswered,
            subject: question(id, *of),
            figure: None,
            leaves: None,
        })
    });
    let too_few = units.iter().filter(|unit| !unit.enough).map(|unit| Fired {
        rule: AuditRule::TooFewEvaluated,
        subject: Subject::Unit(unit.unit.clone()),
        figure: None,
        leaves: None,
    });
    unanswered.chain(too_few).collect()
}

fn question(id: &str, of: Option<&str>) -> Subject {
    Subject::Question {
        id: id.to_owned(),
        of: of.map(str::to_owned),
    }
}

fn by_unit(rules: &AuditRules, unit: &UnitResult) -> Vec<Fired> {
    let Some(percent) = unit.percent else {
        return Vec::new();
    };
    let below = |threshold: i64, rule, leaves| {
        (percent < threshold).then(|| Fired {
            rule,
            subject: Subject::Unit(unit.unit.clone()),
            figure: Some(percent),
            leaves: Some(leaves),
        })
    };
    let (b, c) = (rules.unit_b_percent, rules.unit_c_percent);
    let fired = match unit.unit {
        Unit::Element(_) => [
            below(c, AuditRule::ElementBelowC, Grade::C),
            below(b, AuditRule::ElementBelowB, Grade::B),
        ],
        Unit::Step(_) => [
            below(c, AuditRule::StepBelowC, Grade::C),
            below(b, AuditRule::StepBelowB, Grade::B),
        ],
        Unit::SubElement(_) => [below(b, AuditRule::SubElementBelowB, Grade::B), None],
    };
    fired.into_iter().flatten().collect()
}

/// The rules on points read each evaluation by itself.
fn by_points(rules: &AuditRules, answers: &Answers<'_>) -> Vec<Fired> {
    let mut fired = Vec::new();
    for (id, answered) in answers {
        for (of, answer) in &answered.places {
            let Answer::Points(points) = *answer else {
                continue;
            };
            let starred = answered.question.starred;
            let fire = [
                (
                    starred && points == rules.starred_c_points,
                    AuditRule::StarredScoresZero,
                    Grade::C,
                ),
                (
                    starred && points == rules.starred_b_points,
                    AuditRule::StarredScoresLow,
                    Grade::B,
                ),
                (
                    points == rules.any_b_points,
                    AuditRule::AnyScoresZero,
                    Grade::B,
                ),
            ];
            let fire = fire.into_iter().filter(|(does, ..)| *does);
            fired.extend(fire.map(|(_, rule, leaves)| Fired {
                rule,
                subject: question(id, *of),
                figure: Some(points),
                leaves: Some(leaves),
            }));
        }
    }
    fired
}

/// What keeps it from being rated; else the first rule that leaves the worst grade, if that is worse than the level;
/// else the level.
fn decided(level: Option<Grade>, overall_ppm: Option<i64>, fired: &[Fired]) -> Fired {
    if let Some(open) = fired.iter().find(|fired| fired.leaves.is_none()) {
        return open.clone();
    }
    let worst = fired.iter().filter_map(|fired| fired.leaves).max();
    if let Some(decisive) = fired
        .iter()
        .find(|fired| fired.leaves == worst && worst > level)
    {
        return decisive.clone();
    }
    Fired {
        rule: AuditRule::OverallLevel,
        subject: Subject::Overall,
        figure: overall_ppm,
        leaves: level,
    }
}
