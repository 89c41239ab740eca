//! A potential analysis as it is typed: a light for each question, or why it was left out (`n` and the reason).

use super::audit::left_out;
use super::fields::key_of;
use super::{EntryFault, Line, Outcome, Sheet, Standing, refused, word};
use crate::assessment::potential::{
    Light, Potential, PotentialAnswer, PotentialResult, RULES, potential,
};

pub(super) fn compute(sheet: &Sheet<'_>) -> Result<Outcome, Vec<EntryFault>> {
    let numbers: Vec<String> = sheet.set().iter().map(|one| one.number.clone()).collect();
    let (mut answers, mut faults) = (Vec::new(), Vec::new());
    for number in &numbers {
        let key = key_of(number, None);
        let text = sheet.text(&key);
        match light(text) {
            Ok(None) => {}
            Ok(Some(light)) => answers.push(PotentialAnswer {
                question: number.clone(),
                light,
            }),
            Err(code) => faults.push(EntryFault::new(&key, code, text)),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let result = potential(&RULES, &numbers, &answers)
        .map_err(|error| refused(&error, &[("", "questions")]))?;
    Ok(outcome(&result))
}

fn light(text: &str) -> Result<Option<Light>, &'static str> {
    if let Some(reason) = left_out(text) {
        return match reason.is_empty() {
            true => Err("no_reason"),
            false => Ok(Some(Light::NotEvaluated {
                reason: reason.to_owned(),
            })),
        };
    }
    match text.to_lowercase().as_str() {
        "" => Ok(None),
        "v" | "g" | "verde" | "green" => Ok(Some(Light::Green)),
        "a" | "y" | "amarillo" | "yellow" => Ok(Some(Light::Yellow)),
        "r" | "rojo" | "red" => Ok(Some(Light::Red)),
        _ => Err("light"),
    }
}

fn outcome(of: &PotentialResult) -> Outcome {
    let count = |code, of: usize| Line::figure(code, i64::try_from(of).ok(), "count");
    let mut lines = vec![
        count("green", of.green),
        count("yellow", of.yellow),
        count("red", of.red.len()),
        count("not_evaluated", of.not_evaluated.len()),
        count("unanswered", of.unanswered.len()),
    ];
    let red = |number: &String| Line::figure("red_question", None, "").of(number.clone());
    lines.extend(of.red.iter().map(red));
    Outcome {
        rules: of.rules.to_string(),
        standing: match of.potential {
            Some(Potential::Green) => Standing::Good,
            Some(Potential::Yellow) => Standing::Conditional,
            Some(Potential::Red) => Standing::Poor,
            None => Standing::Unknown,
        },
        verdict: match of.potential {
            Some(light) => format!("potential_{}", word(light)),
            None => "not_rated".to_owned(),
        },
        rule: word(of.rule),
        rule_on: None,
        lines,
        missing: match of.unanswered.is_empty() {
            true => Vec::new(),
            false => vec!["answers".to_owned()],
        },
        readings: Vec::new(),
        says: Vec::new(),
    }
}
