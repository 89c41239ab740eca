//! The audit's laws, and a checker written differently: plain lists, one rule after another as the text
//! states them.

use super::examples::{names, question};
use super::*;
use proptest::prelude::*;

/// A random audit: some elements, two aspects or none, one to three steps.
#[derive(Debug, Clone)]
struct Audit {
    questions: Vec<Question>,
    scope: Scope,
    evaluations: Vec<Evaluation>,
}

fn any_outcome(high: bool) -> BoxedStrategy<Outcome> {
    // Mostly good with a slip here and there, so that downgrades decide; or anything.
    let (weights, left_out) = if high {
        ([80, 12, 3, 2, 1], 3)
    } else {
        ([3, 3, 2, 1, 1], 10)
    };
    let [tens, eights, sixes, fours, zeros] = weights;
    let points = prop_oneof![
        tens => Just(10), eights => Just(8), sixes => Just(6), fours => Just(4), zeros => Just(0)
    ];
    prop_oneof![
        100 - left_out => prop::collection::vec(points, 1..3).prop_map(Outcome::Findings),
        left_out => Just(Outcome::NotEvaluated { reason: "not part of this process".to_owned() }),
    ]
    .boxed()
}

fn any_audit() -> impl Strategy<Value = Audit> {
    let elements = vec![
        Element::P2,
        Element::P3,
        Element::P4,
        Element::P5,
        Element::P6,
        Element::P6,
        Element::P6,
        Element::P7,
    ];
    let of_question = (
        prop::sample::select(elements),
        1_u8..=3,
        prop::bool::weighted(0.3),
    );
    let shape = (
        prop::collection::vec(of_question, 1..40),
        0_usize..3,
        1_usize..4,
        any::<bool>(),
    );
    shape.prop_flat_map(|(questions, aspects, steps, high)| {
        let questions: Vec<Question> = questions
            .into_iter()
            .enumerate()
            .map(|(at, (element, sub, starred))| {
                question(
                    &format!("q{at:02}"),
                    element,
                    Some(&format!("EU{sub}")),
                    starred,
                )
            })
            .collect();
        let scope = Scope {
            aspects: names("aspect", aspects),
            steps: names("step", steps),
        };
        let mut places: Vec<(String, Option<String>)> = Vec::new();
        for question in &questions {
            let of = match question.element {
                Element::P6 => scope.steps.clone(),
                Element::P3 | Element::P4 => scope.aspects.clone(),
                _ => vec![],
            };
            if of.is_empty() {
                places.push((question.id.clone(), None));
            }
            places.extend(of.into_iter().map(|of| (question.id.clone(), Some(of))));
        }
        let outcomes = prop::collection::vec(any_outcome(high), places.len());
        let dropped = prop::option::weighted(0.05, 0..places.len());
        (outcomes, dropped).prop_map(move |(outcomes, dropped)| {
            let all = places.iter().zip(outcomes).enumerate();
            let evaluations = all
                .filter(|(at, _)| Some(*at) != dropped)
                .map(|(_, ((question, of), outcome))| Evaluation {
                    question: question.clone(),
                    of: of.clone(),
                    outcome,
                })
                .collect();
            Audit {
                questions: questions.clone(),
                scope: scope.clone(),
                evaluations,
            }
        })
    })
}

/// The grade by another road; percentages are found by counting up.
fn checker(audit: &Audit) -> Option<Grade> {
    let worst_of = |of: &Evaluation| match &of.outcome {
        Outcome::Findings(findings) => findings.iter().copied().reduce(i64::min),
        Outcome::NotEvaluated { .. } => None,
    };
    let of_question = |id: &str| {
        let of: Vec<&Evaluation> = audit
            .evaluations
            .iter()
            .filter(|of| of.question == id)
            .collect();
        of.into_iter()
    };
    let places = |question: &Question| match question.element {
        Element::P6 => audit.scope.steps.len(),
        Element::P3 | Element::P4 => audit.scope.aspects.len().max(1),
        _ => 1,
    };
    if audit
        .questions
        .iter()
        .any(|question| of_question(&question.id).count() != places(question))
    {
        return None;
    }
    // Each group: hundredths of each question, or nothing.
    let mean = |question: &Question| {
        let points: Vec<i64> = of_question(&question.id).filter_map(worst_of).collect();
        let n = points.len() as i64;
        (n > 0).then(|| (points.iter().sum::<i64>() * 100 * 2 + n).div_euclid(2 * n))
    };
    let group = |keep: &dyn Fn(&Question) -> bool| -> Vec<Option<i64>> {
        audit
            .questions
            .iter()
            .filter(|question| keep(question))
            .map(mean)
            .collect()
    };
    let elements = [
        Element::P2,
        Element::P3,
        Element::P4,
        Element::P5,
        Element::P6,
        Element::P7,
    ];
    let by_element = elements.map(|element| group(&|question| question.element == element));
    let by_sub = ["EU1", "EU2", "EU3"].map(|sub| {
        group(&|question| {
            question.element == Element::P6 && question.sub_element.as_deref() == Some(sub)
        })
    });
    let p6: Vec<&Question> = audit
        .questions
        .iter()
        .filter(|question| question.element == Element::P6)
        .collect();
    let by_step: Vec<Vec<Option<i64>>> = audit
        .scope
        .steps
        .iter()
        .map(|step| {
            let at = |question: &&Question| {
                let found = of_question(&question.id).find(|of| of.of.as_ref() == Some(step));
                found.and_then(worst_of).map(|points| points * 100)
            };
            p6.iter().map(at).collect()
        })
        .collect();
    let strict: Vec<&Vec<Option<i64>>> = by_element
        .iter()
        .chain(&by_step)
        .filter(|of| !of.is_empty())
        .collect();
    let subs: Vec<&Vec<Option<i64>>> = by_sub.iter().filter(|of| !of.is_empty()).collect();
    let missing_third = |of: &&&Vec<Option<i64>>| {
        of.iter().filter(|points| points.is_none()).count() * 3 > of.len()
    };
    if strict.iter().chain(&subs).any(|of| missing_third(&of)) {
        return None;
    }
    let percent = |of: &Vec<Option<i64>>| {
        let (sum, n) = (
            of.iter().flatten().sum::<i64>(),
            of.iter().flatten().count() as i64,
        );
        // The whole per cent whose interval [p − ½, p + ½) holds it, counted up in half per cents.
        (0..=100)
            .find(|p| 200 * sum < (2 * p + 1) * 1_000 * n)
            .unwrap_or(100)
    };
    let all: Vec<i64> = by_element.iter().flatten().flatten().copied().collect();
    let (sum, possible) = (all.iter().sum::<i64>(), all.len() as i64 * 1_000);
    let mut grade = if sum * 10 >= possible * 9 {
        'A'
    } else if sum * 10 >= possible * 8 {
        'B'
    } else {
        'C'
    };
    let singles: Vec<(i64, bool)> = audit
        .evaluations
        .iter()
        .filter_map(|of| {
            Some((
                worst_of(of)?,
                audit
                    .questions
                    .iter()
                    .find(|question| question.id == of.question)?
                    .starred,
            ))
        })
        .collect();
    let to_b = strict.iter().chain(&subs).any(|of| percent(of) < 80)
        || singles
            .iter()
            .any(|(points, starred)| *points == 0 || (*points == 4 && *starred));
    let to_c = strict.iter().any(|of| percent(of) < 70) || singles.contains(&(0, true));
    if grade == 'A' && to_b {
        grade = 'B';
    }
    if to_c {
        grade = 'C';
    }
    Some(match grade {
        'A' => Grade::A,
        'B' => Grade::B,
        _ => Grade::C,
    })
}

fn run(audit: &Audit) -> AuditResult {
    process_audit(&RULES, &audit.questions, &audit.scope, &audit.evaluations).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn the_checker_agrees_and_the_decision_explains_the_grade(audit in any_audit()) {
        let result = run(&audit);
        prop_assert_eq!(result.grade, checker(&audit));
        prop_assert_eq!(result.decided_by.leaves, result.grade);
        if result.decided_by.rule != AuditRule::OverallLevel {
            prop_assert!(result.fired.contains(&result.decided_by));
        }
        let text = serde_json::to_string(&result).unwrap();
        prop_assert_eq!(serde_json::from_str::<AuditResult>(&text).unwrap(), result);
    }

    #[test]
    fn order_changes_nothing(audit in any_audit(), by in 0_usize..30) {
        let mut turned = audit.clone();
        let turn = by % turned.questions.len();
        turned.questions.rotate_left(turn);
        turned.questions.reverse();
        turned.evaluations.reverse();
        turned.scope.steps.reverse();
        turned.scope.aspects.reverse();
        prop_assert_eq!(run(&turned), run(&audit));
    }

    /// Better points in one evaluation never make the grade worse.
    #[test]
    fn better_points_never_hurt(audit in any_audit(), at in 0_usize..60) {
        let before = run(&audit);
        let mut better = audit;
        let n = better.evaluations.len();
        prop_assume!(n > 0);
        if let Outcome::Findings(findings) = &mut better.evaluations[at % n].outcome {
            for points in findings.iter_mut() {
                *points = match *points { 0 => 4, 4 => 6, 6 => 8, _ => 10 };
            }
        }
        let after = run(&better);
        prop_assert!(after.grade <= before.grade);
        prop_assert_eq!(after.grade.is_some(), before.grade.is_some());
    }
}
