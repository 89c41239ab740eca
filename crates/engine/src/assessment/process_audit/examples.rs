//! The audit's worked figures, rule by rule.

use super::*;

pub(super) fn question(id: &str, element: Element, sub: Option<&str>, starred: bool) -> Question {
    Question {
        id: id.to_owned(),
        element,
        sub_element: sub.map(str::to_owned),
        starred,
    }
}

fn evaluated(question: &str, of: Option<&str>, points: i64) -> Evaluation {
    Evaluation {
        question: question.to_owned(),
        of: of.map(str::to_owned),
        outcome: Outcome::Findings(vec![points]),
    }
}

/// Questions of one element, with their points.
fn flat(element: Element, points: &[i64], starred: &[usize]) -> (Vec<Question>, Vec<Evaluation>) {
    let id = |at: usize| format!("{element:?}.{at:03}");
    let questions =
        (0..points.len()).map(|at| question(&id(at), element, None, starred.contains(&at)));
    let evaluations = points
        .iter()
        .enumerate()
        .map(|(at, points)| evaluated(&id(at), None, *points));
    (questions.collect(), evaluations.collect())
}

fn rated(parts: &[(Vec<Question>, Vec<Evaluation>)]) -> AuditResult {
    let questions: Vec<Question> = parts.iter().flat_map(|(of, _)| of.clone()).collect();
    let evaluations: Vec<Evaluation> = parts.iter().flat_map(|(_, of)| of.clone()).collect();
    process_audit(&RULES, &questions, &Scope::default(), &evaluations).unwrap()
}

fn summary(result: &AuditResult) -> (Option<Grade>, Option<Grade>, AuditRule) {
    (result.level, result.grade, result.decided_by.rule)
}

/// `(tens, eights, sixes, fours)` as a list of points.
fn points(tens: usize, eights: usize, sixes: usize, fours: usize) -> Vec<i64> {
    [
        vec![10; tens],
        vec![8; eights],
        vec![6; sixes],
        vec![4; fours],
    ]
    .concat()
}

#[test]
fn levels_are_compared_unrounded() {
    let level = |points: &[i64]| rated(&[flat(Element::P7, points, &[])]).level;
    assert_eq!(level(&points(5, 5, 0, 0)), Some(Grade::A));
    // 178 of 200 and 1,798 of 2,000: 89.9 % is no A, though it would round to 90.
    assert_eq!(level(&points(10, 9, 1, 0)), Some(Grade::B));
    assert_eq!(level(&points(100, 99, 1, 0)), Some(Grade::B));
    assert_eq!(level(&points(0, 10, 0, 0)), Some(Grade::B));
    assert_eq!(level(&points(0, 99, 1, 0)), Some(Grade::C));
}

#[test]
fn percentages_are_rounded_before_they_downgrade() {
    let good = || flat(Element::P7, &vec![10; 200], &[]);
    let p5 = |of: &[i64]| rated(&[flat(Element::P5, of, &[]), good()]);
    // 318 of 400 = 79.5 → 80: nothing happens.
    let kept = p5(&points(0, 39, 1, 0));
    assert_eq!(kept.units[0].percent, Some(80));
    assert_eq!(
        summary(&kept),
        (Some(Grade::A), Some(Grade::A), AuditRule::OverallLevel)
    );
    assert!(kept.fired.is_empty());
    // 794 of 1,000 = 79.4 → 79.
    let lowered = p5(&points(0, 97, 3, 0));
    assert_eq!(lowered.units[0].percent, Some(79));
    assert_eq!(
        summary(&lowered),
        (Some(Grade::A), Some(Grade::B), AuditRule::ElementBelowB)
    );
    assert_eq!(lowered.decided_by.figure, Some(79));
}

pub(super) fn names(prefix: &str, n: usize) -> Vec<String> {
    (0..n).map(|at| format!("{prefix}{at}")).collect()
}

/// Questions of P6 with points by step; one sub-element for each question.
fn by_step(rows: &[(&str, &[i64])], starred: bool) -> AuditResult {
    let steps = names("step", rows[0].1.len());
    let id = |at: usize| format!("6.{at}");
    let (mut questions, mut evaluations) = flat(Element::P7, &[10; 40], &[]);
    for (at, (sub, points)) in rows.iter().enumerate() {
        questions.push(question(&id(at), Element::P6, Some(sub), starred));
        let of_steps = steps.iter().zip(*points);
        evaluations.extend(of_steps.map(|(step, points)| evaluated(&id(at), Some(step), *points)));
    }
    let scope = Scope {
        aspects: vec![],
        steps,
    };
    process_audit(&RULES, &questions, &scope, &evaluations).unwrap()
}

#[test]
fn sub_elements_and_steps_of_production_downgrade() {
    let result = by_step(&[("EU1", &[10, 10]), ("EU2", &[10, 4])], false);
    assert_eq!(
        summary(&result),
        (Some(Grade::A), Some(Grade::B), AuditRule::StepBelowB)
    );
    let rules: Vec<AuditRule> = result.fired.iter().map(|of| of.rule).collect();
    assert_eq!(rules, [AuditRule::StepBelowB, AuditRule::SubElementBelowB]);
    let result = by_step(&[("EU1", &[10, 8]), ("EU2", &[10, 4])], false);
    assert_eq!(
        summary(&result),
        (Some(Grade::A), Some(Grade::C), AuditRule::StepBelowC)
    );
    // A sub-element alone: both steps hold their 80 %.
    let rows: [(&str, &[i64]); 3] = [("EU1", &[10, 10]), ("EU2", &[10, 10]), ("EU3", &[6, 6])];
    assert_eq!(
        summary(&by_step(&rows, false)).2,
        AuditRule::SubElementBelowB
    );
    // The rules on points read single evaluations: a 4 among tens is a 4, though the mean is 8.5.
    let rows: [(&str, &[i64]); 4] = [
        ("EU1", &[4, 10, 10, 10]),
        ("EU1", &[10, 10, 10, 10]),
        ("EU1", &[10, 10, 10, 10]),
        ("EU1", &[10, 10, 10, 10]),
    ];
    assert_eq!(summary(&by_step(&rows, false)).2, AuditRule::OverallLevel);
    assert_eq!(
        summary(&by_step(&rows, true)).2,
        AuditRule::StarredScoresLow
    );
}

#[test]
fn several_evaluations_are_a_mean_of_two_decimals() {
    let questions = [question("6.1.1", Element::P6, Some("EU1"), false)];
    let scope = Scope {
        aspects: vec![],
        steps: ["a", "b", "c"].map(str::to_owned).to_vec(),
    };
    let evaluations = [
        evaluated("6.1.1", Some("a"), 10),
        evaluated("6.1.1", Some("b"), 10),
        evaluated("6.1.1", Some("c"), 8),
    ];
    let result = process_audit(&RULES, &questions, &scope, &evaluations).unwrap();
    assert_eq!(
        (result.points_hundredths, result.possible_hundredths),
        (933, 1_000)
    );
    let steps: Vec<Option<i64>> = result
        .units
        .iter()
        .filter(|of| matches!(of.unit, Unit::Step(_)))
        .map(|of| of.percent)
        .collect();
    assert_eq!(steps, [Some(100), Some(100), Some(80)]);
    assert_eq!(result.grade, Some(Grade::A));
    assert_eq!(result.readings.len(), 3);
    // 10, 8 and 8 are 8.67: a half and more goes up.
    let mut lower = evaluations;
    lower[1] = evaluated("6.1.1", Some("b"), 8);
    let result = process_audit(&RULES, &questions, &scope, &lower).unwrap();
    assert_eq!(result.points_hundredths, 867);
}

#[test]
fn the_highest_risk_decides_a_question() {
    let (questions, mut evaluations) = flat(Element::P2, &[10], &[]);
    evaluations[0].outcome = Outcome::Findings(vec![10, 6, 8]);
    let result = rated(&[(questions, evaluations)]);
    assert_eq!(result.points_hundredths, 600);
}

#[test]
fn points_lower_the_grade_and_the_rule_is_named() {
    let with = |low: i64, starred: &[usize]| {
        let mut points = vec![10; 40];
        points[3] = low;
        rated(&[flat(Element::P7, &points, starred)])
    };
    let a = Some(Grade::A);
    assert_eq!(summary(&with(4, &[])), (a, a, AuditRule::OverallLevel));
    assert_eq!(
        summary(&with(4, &[3])),
        (a, Some(Grade::B), AuditRule::StarredScoresLow)
    );
    assert_eq!(
        summary(&with(0, &[])),
        (a, Some(Grade::B), AuditRule::AnyScoresZero)
    );
    let worst = with(0, &[3]);
    assert_eq!(
        summary(&worst),
        (a, Some(Grade::C), AuditRule::StarredScoresZero)
    );
    let fired: Vec<AuditRule> = worst.fired.iter().map(|of| of.rule).collect();
    assert_eq!(
        fired,
        [AuditRule::StarredScoresZero, AuditRule::AnyScoresZero]
    );
    let subject = Subject::Question {
        id: "P7.003".to_owned(),
        of: None,
    };
    assert_eq!(worst.decided_by.subject, subject);
}

#[test]
fn a_weak_element_or_step_leaves_c() {
    let p5 = |of: &[i64]| {
        rated(&[
            flat(Element::P5, of, &[]),
            flat(Element::P7, &vec![10; 60], &[]),
        ])
    };
    // 70 % and 68 % of ten questions.
    assert_eq!(p5(&points(0, 5, 5, 0)).grade, Some(Grade::B));
    let weak = p5(&points(0, 4, 6, 0));
    assert_eq!(
        (weak.grade, weak.decided_by.rule),
        (Some(Grade::C), AuditRule::ElementBelowC)
    );
}

#[test]
fn two_thirds_must_be_evaluated_and_all_answered() {
    let left_out = |n: usize| {
        let (questions, mut evaluations) = flat(Element::P2, &[10; 6], &[]);
        for one in evaluations.iter_mut().take(n) {
            one.outcome = Outcome::NotEvaluated {
                reason: "no such process".to_owned(),
            };
        }
        rated(&[(questions, evaluations)])
    };
    assert_eq!(left_out(2).grade, Some(Grade::A));
    assert_eq!(left_out(2).possible_hundredths, 4_000);
    let too_few = left_out(3);
    assert_eq!(
        (too_few.grade, too_few.decided_by.rule),
        (None, AuditRule::TooFewEvaluated)
    );
    let (questions, mut evaluations) = flat(Element::P2, &[10; 6], &[]);
    evaluations.pop();
    let open = rated(&[(questions, evaluations)]);
    assert_eq!(
        (open.grade, open.decided_by.rule),
        (None, AuditRule::Unanswered)
    );
}

#[test]
fn what_cannot_be_is_refused() {
    let (questions, evaluations) = flat(Element::P2, &[10, 10], &[]);
    let scope = Scope::default();
    let refused = |evaluations: &[Evaluation]| {
        process_audit(&RULES, &questions, &scope, evaluations).unwrap_err()
    };
    let with = |outcome: Outcome| {
        vec![Evaluation {
            outcome,
            ..evaluations[0].clone()
        }]
    };
    assert!(matches!(
        refused(&with(Outcome::Findings(vec![7]))),
        AssessmentError::Points { points: 7, .. }
    ));
    assert!(matches!(
        refused(&with(Outcome::Findings(vec![]))),
        AssessmentError::NoFinding(_)
    ));
    assert!(matches!(
        refused(&with(Outcome::NotEvaluated {
            reason: String::new()
        })),
        AssessmentError::NoReason(_)
    ));
    assert!(matches!(
        refused(&[evaluations[0].clone(), evaluations[0].clone()]),
        AssessmentError::Twice(_)
    ));
    assert!(matches!(
        refused(&[evaluated("9.9", None, 10)]),
        AssessmentError::NotKnown(_)
    ));
    assert!(matches!(
        refused(&[evaluated("P2.000", Some("x"), 10)]),
        AssessmentError::NotKnown(_)
    ));
    let no_sub = [question("6.1", Element::P6, None, false)];
    assert!(matches!(
        process_audit(&RULES, &no_sub, &scope, &[]),
        Err(AssessmentError::NoSubElement(_))
    ));
    let no_step = [question("6.1", Element::P6, Some("EU1"), false)];
    assert!(matches!(
        process_audit(&RULES, &no_step, &scope, &[]),
        Err(AssessmentError::TooFew { .. })
    ));
    assert!(matches!(
        process_audit(&RULES, &[], &scope, &[]),
        Err(AssessmentError::TooFew { .. })
    ));
}
