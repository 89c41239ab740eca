//! A process audit as it is typed: points for each question and place (`8`; several findings: `8 6`), or why it
//! was not evaluated (`n` and the reason).

use super::fields::{Places, key_of};
use super::{EntryFault, Line, Outcome, Sheet, Standing, refused, word};
use crate::assessment::common::Counted;
use crate::assessment::process_audit::{
    AuditResult, AuditRule, Element, Evaluation, Fired, Grade, Outcome as Found, Question, RULES,
    Scope, Subject, Unit, process_audit,
};
use eslabon_domain::assessments::question_sets::SetQuestion;
use eslabon_domain::facts::FactValue;

pub(super) fn compute(sheet: &Sheet<'_>) -> Result<Outcome, Vec<EntryFault>> {
    let places = Places::of(sheet);
    let has_steps = sheet.set().iter().any(|question| question.element == "p6");
    if has_steps && places.steps.is_empty() {
        return Ok(nothing_yet(&["steps"]));
    }
    let questions: Vec<Question> = sheet.set().iter().filter_map(question).collect();
    if questions.is_empty() {
        return Ok(nothing_yet(&["questions"]));
    }
    let (mut evaluations, mut faults) = (Vec::new(), Vec::new());
    for question in sheet.set() {
        for of in places.of_question(question) {
            let key = key_of(&question.number, of);
            match found(sheet.text(&key)) {
                Ok(None) => {}
                Ok(Some(outcome)) => evaluations.push(Evaluation {
                    question: question.number.clone(),
                    of: of.map(str::to_owned),
                    outcome,
                }),
                Err(code) => faults.push(EntryFault::new(&key, code, sheet.text(&key))),
            }
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let scope = Scope {
        aspects: names(&places.aspects),
        steps: names(&places.steps),
    };
    let result = process_audit(&RULES, &questions, &scope, &evaluations)
        .map_err(|error| refused(&error, &[("", "steps")]))?;
    Ok(outcome(sheet, &result))
}

fn question(of: &SetQuestion) -> Option<Question> {
    let element = match of.element.as_str() {
        "p2" => Element::P2,
        "p3" => Element::P3,
        "p4" => Element::P4,
        "p5" => Element::P5,
        "p6" => Element::P6,
        "p7" => Element::P7,
        _ => return None,
    };
    Some(Question {
        id: of.number.clone(),
        element,
        sub_element: of.sub_element.clone(),
        starred: of.starred,
    })
}

/// What is typed for a question; nothing where nothing is.
fn found(text: &str) -> Result<Option<Found>, &'static str> {
    if text.is_empty() {
        return Ok(None);
    }
    if let Some(reason) = left_out(text) {
        return match reason.is_empty() {
            true => Err("no_reason"),
            false => Ok(Some(Found::NotEvaluated {
                reason: reason.to_owned(),
            })),
        };
    }
    let mut points = Vec::new();
    let parts = text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '/'));
    for part in parts.filter(|part| !part.is_empty()) {
        let of: i64 = part.parse().map_err(|_| "points")?;
        if !RULES.points.contains(&of) {
            return Err("points");
        }
        points.push(of);
    }
    match points.is_empty() {
        true => Err("points"),
        false => Ok(Some(Found::Findings(points))),
    }
}

/// Why a question was left out: what follows `n`.
pub(super) fn left_out(text: &str) -> Option<&str> {
    let (first, rest) = text.split_at_checked(1)?;
    let stands_alone = rest.is_empty() || rest.starts_with([' ', ':', '\t']);
    let is_n = first.eq_ignore_ascii_case("n");
    (is_n && stands_alone).then(|| rest.trim_start_matches([' ', ':', '\t']).trim())
}

fn nothing_yet(missing: &[&str]) -> Outcome {
    Outcome {
        rules: RULES.edition.to_string(),
        standing: Standing::Unknown,
        verdict: "unknown".to_owned(),
        rule: "missing".to_owned(),
        rule_on: None,
        lines: Vec::new(),
        missing: missing.iter().map(|key| (*key).to_owned()).collect(),
        readings: Vec::new(),
        says: Vec::new(),
    }
}

fn outcome(sheet: &Sheet<'_>, of: &AuditResult) -> Outcome {
    let overall = Line::figure("overall", of.overall_ppm, "share").counted(Counted {
        part: of.points_hundredths,
        whole: of.possible_hundredths,
    });
    let mut lines = vec![overall];
    for unit in &of.units {
        let (code, name) = unit_words(&unit.unit);
        // Whole per cent: so it is rounded before it downgrades.
        let share = unit.percent.map(|percent| percent * 10_000);
        let line = Line::figure(code, share, "share")
            .of(name)
            .counted(Counted {
                part: unit.points_hundredths,
                whole: unit.possible_hundredths,
            });
        lines.push(match unit.enough {
            true => line,
            false => line.rule("too_few_evaluated"),
        });
    }
    for fired in &of.fired {
        let line = Line::figure("fired", None, "").rule(word(fired.rule));
        lines.push(match subject(fired) {
            Some(on) => line.of(on),
            None => line,
        });
    }
    let open = of
        .fired
        .iter()
        .chain([&of.decided_by])
        .any(|fired| fired.rule == AuditRule::Unanswered);
    let says = match (of.grade, of.overall_ppm) {
        (Some(_), Some(ppm)) => {
            vec![sheet.says("site.process_audit_score", FactValue::exactly(ppm))]
        }
        _ => Vec::new(),
    };
    Outcome {
        rules: of.rules.to_string(),
        standing: match of.grade {
            Some(Grade::A) => Standing::Good,
            Some(Grade::B) => Standing::Conditional,
            Some(Grade::C) => Standing::Poor,
            None => Standing::Unknown,
        },
        verdict: match of.grade {
            Some(grade) => format!("grade_{}", word(grade)),
            None => "not_rated".to_owned(),
        },
        rule: word(of.decided_by.rule),
        rule_on: subject(&of.decided_by),
        lines,
        missing: open.then(|| "answers".to_owned()).into_iter().collect(),
        readings: of.readings.iter().map(word).collect(),
        says,
    }
}

fn unit_words(unit: &Unit) -> (&'static str, String) {
    match unit {
        Unit::Element(element) => ("element", format!("{element:?}")),
        Unit::SubElement(name) => ("sub_element", name.clone()),
        Unit::Step(name) => ("step", name.clone()),
    }
}

/// On what a rule fired, where it is one thing.
fn subject(fired: &Fired) -> Option<String> {
    match &fired.subject {
        Subject::Overall => None,
        Subject::Unit(unit) => Some(unit_words(unit).1),
        Subject::Question { id, of: None } => Some(id.clone()),
        Subject::Question { id, of: Some(of) } => Some(format!("{id} · {of}")),
    }
}
