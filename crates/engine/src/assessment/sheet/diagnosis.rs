//! The ready diagnosis as it is answered. Each answer is a fact; the share achieved of an area is rated N/P/L/F over
//! what was answered, and what was not answered counts neither way.

use super::fields::QUESTION;
use super::numbers::Reading;
use super::{EntryFault, Line, Outcome, Questions, Saying, Sheet, Standing, refused, word};
use crate::assessment::common::Counted;
use crate::assessment::rating::{RULES, Rated, Rating, rate};
use eslabon_domain::attributes::Attributes;
use eslabon_domain::causes::Area;
use eslabon_domain::diagnosis::{Answer, AnswerKind, IN_FORCE_FROM, Question, TOP_LEVEL};

/// Named in every result: the questions, and how what they say is rated.
const VERSION: &str = "ready-diagnosis-1, nplf-1";

pub(super) fn compute(sheet: &Sheet<'_>) -> Result<Outcome, Vec<EntryFault>> {
    let Questions::Diagnosis(diagnosis, spine) = sheet.questions else {
        return Err(vec![EntryFault::new("questions", "not_known", "")]);
    };
    let mut reading = Reading::of(sheet);
    let mut answers = Vec::new();
    for question in diagnosis.iter() {
        if let Some(answer) = answer(sheet, &mut reading, question, spine) {
            answers.push((question, answer));
        }
    }
    reading.done()?;
    let mut says = Vec::with_capacity(answers.len());
    for (question, answer) in &answers {
        let value = question.fact(*answer).map_err(|_| {
            let key = format!("{QUESTION}{}", question.id);
            vec![EntryFault::new(key, "not_possible", "")]
        })?;
        says.push(Saying {
            attribute: question.attribute.clone(),
            item: question.item.clone(),
            value,
        });
    }
    let rated = |of: Option<Area>| {
        let achieved = achieved(&answers, of);
        rate(&RULES, achieved).map_err(|error| refused(&error, &[("", "questions")]))
    };
    let overall = rated(None)?;
    let mut lines = vec![line("overall", &overall)];
    for area in Area::ALL {
        if diagnosis.of(area).next().is_some() {
            lines.push(line("area", &rated(Some(area))?).of(area.as_str()));
        }
    }
    let weak = answers.iter().filter(|(_, answer)| is_weak(*answer));
    lines.extend(weak.map(|(question, _)| Line::figure("look_at", None, "").of(&question.id)));
    let asked = diagnosis.iter().count();
    let open = asked.saturating_sub(answers.len());
    lines.push(Line::figure(
        "unanswered",
        i64::try_from(open).ok(),
        "count",
    ));
    Ok(outcome(overall.rating, lines, open > 0, says))
}

fn answer(
    sheet: &Sheet<'_>,
    reading: &mut Reading<'_, '_>,
    question: &Question,
    spine: &Attributes,
) -> Option<Answer> {
    let key = format!("{QUESTION}{}", question.id);
    match question.answer {
        AnswerKind::YesNo => {
            let yes = reading.choice(&key, &["yes", "no"])? == "yes";
            Some(Answer::YesNo { yes })
        }
        AnswerKind::Level { .. } => {
            let level = reading.choice(&key, &["0", "1", "2", "3"])?;
            level.parse().ok().map(|level| Answer::Level { level })
        }
        AnswerKind::Amount => {
            let unit = spine.find(&question.attribute).map(|one| one.unit.as_str());
            let amount = match unit {
                Some("ppm") if is_in_ppm(&question.attribute) => {
                    reading.decimal(&key, 1, &[("ppm", 1), ("%", 10_000)])
                }
                Some("ppm") => reading.decimal(&key, 10_000, &[("%", 10_000), ("ppm", 1)]),
                _ => reading.whole(&key),
            }?;
            if amount < 0 {
                reading.fault(&key, "negative_value", sheet.text(&key));
                return None;
            }
            Some(Answer::Amount { amount })
        }
    }
}

/// Shares that people say in parts per million; of others a bare number is per cent.
fn is_in_ppm(attribute: &str) -> bool {
    attribute == "site.defect_ppm"
}

/// Weights times levels of what was answered, of what they could be. Amounts are facts, no practice.
fn achieved(answers: &[(&Question, Answer)], area: Option<Area>) -> Counted {
    let mut counted = Counted { part: 0, whole: 0 };
    for (question, answer) in answers {
        if area.is_some_and(|area| area != question.area) {
            continue;
        }
        let level = match answer {
            Answer::Level { level } => *level,
            Answer::YesNo { yes: true } => TOP_LEVEL,
            Answer::YesNo { yes: false } => 0,
            Answer::Amount { .. } => continue,
        };
        counted.part += i64::from(question.weight) * i64::from(level);
        counted.whole += i64::from(question.weight) * i64::from(TOP_LEVEL);
    }
    counted
}

/// A practice that is not in force.
fn is_weak(answer: Answer) -> bool {
    match answer {
        Answer::Level { level } => level < IN_FORCE_FROM,
        Answer::YesNo { yes } => !yes,
        Answer::Amount { .. } => false,
    }
}

fn line(code: &str, rated: &Rated) -> Line {
    let line = Line::figure(code, rated.ppm, "share").counted(rated.counted);
    match rated.rating {
        Some(rating) => line.rule(word(rating)),
        None => line,
    }
}

fn outcome(rating: Option<Rating>, lines: Vec<Line>, has_open: bool, says: Vec<Saying>) -> Outcome {
    Outcome {
        rules: VERSION.to_owned(),
        standing: match rating {
            Some(Rating::Fully | Rating::Largely) => Standing::Good,
            Some(Rating::Partially) => Standing::Conditional,
            Some(Rating::Not) => Standing::Poor,
            None => Standing::Unknown,
        },
        verdict: rating.map_or_else(|| "not_rated".to_owned(), word),
        rule: match (rating.is_some(), has_open) {
            (true, false) => "all_answered",
            (true, true) => "answered_only",
            (false, _) => "missing",
        }
        .to_owned(),
        rule_on: None,
        lines,
        missing: match has_open {
            true => vec!["answers".to_owned()],
            false => Vec::new(),
        },
        readings: vec![word(RULES.boundary)],
        says,
    }
}
