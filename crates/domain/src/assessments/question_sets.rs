//! Question sets for process audits and potential analyses. A centre loads those that it may use; what ships
//! are numbers without texts. Copyrighted texts never come with the program.

use crate::text::Bilingual;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The most questions of a set.
pub const QUESTIONS_MAX: usize = 400;
/// The longest text of a question, in characters.
pub const QUESTION_MAX: usize = 1_000;
/// The largest file of a set, in bytes.
pub const SET_BYTES_MAX: usize = 1024 * 1024;

/// What a loaded set must say in its first line, in any order; the texts may be left out.
pub const COLUMNS: [&str; 6] = [
    "number",
    "element",
    "sub_element",
    "starred",
    "text_es",
    "text_en",
];

/// A question of a set. Its text may be empty: then it is asked by its number only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetQuestion {
    /// Its number, such as `6.2.1`.
    pub number: String,
    /// `p2` to `p7` in a process audit; empty in a potential analysis.
    pub element: String,
    /// `EU1` to `EU6`, obligatory in P6.
    pub sub_element: Option<String>,
    /// It carries a special risk.
    pub starred: bool,
    /// Its text, as the centre brought it.
    pub text: Bilingual,
}

/// What is wrong with a line of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineProblem {
    /// Which line, counted from one; the heading is the first.
    pub line: u64,
    /// A stable word.
    pub code: &'static str,
    /// What stands there.
    pub detail: String,
}

impl LineProblem {
    fn new(line: u64, code: &'static str, detail: impl Into<String>) -> Self {
        let detail: String = detail.into();
        Self {
            line,
            code,
            detail: detail.chars().take(80).collect(),
        }
    }
}

/// The numbers of a process audit that come with the program, without texts or stars: those are of the edition
/// that a centre may use and loads itself.
///
/// # Errors
/// If the bundled list is malformed; a test keeps it well formed.
pub fn bundled_audit() -> Result<Vec<SetQuestion>, Vec<LineProblem>> {
    parse(
        include_str!("../../../../schema/assessments/audit_numbers.csv"),
        true,
    )
}

/// The numbers of a potential analysis that come with the program.
///
/// # Errors
/// As [`bundled_audit`].
pub fn bundled_potential() -> Result<Vec<SetQuestion>, Vec<LineProblem>> {
    parse(
        include_str!("../../../../schema/assessments/potential_numbers.csv"),
        false,
    )
}

/// Reads a set. `of_audit`: elements are asked for, and sub-elements in P6.
///
/// # Errors
/// Everything that is wrong, line by line.
pub fn parse(text: &str, of_audit: bool) -> Result<Vec<SetQuestion>, Vec<LineProblem>> {
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let Ok(heading) = reader.headers().cloned() else {
        return Err(vec![LineProblem::new(1, "unreadable", "")]);
    };
    let place = |name: &str| {
        heading
            .iter()
            .position(|cell| cell.eq_ignore_ascii_case(name))
    };
    let places = COLUMNS.map(place);
    let [
        Some(number),
        element,
        sub_element,
        starred,
        text_es,
        text_en,
    ] = places
    else {
        return Err(vec![LineProblem::new(1, "no_column", "number")]);
    };
    let mut problems: Vec<LineProblem> = heading
        .iter()
        .filter(|cell| !COLUMNS.iter().any(|name| cell.eq_ignore_ascii_case(name)))
        .map(|cell| LineProblem::new(1, "unknown_column", cell))
        .collect();
    let (mut questions, mut seen) = (Vec::new(), BTreeSet::new());
    for row in reader.records() {
        let row = match row {
            Ok(row) => row,
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                problems.push(LineProblem::new(line, "unreadable", ""));
                continue;
            }
        };
        let line = row.position().map_or(0, csv::Position::line);
        let cell = |at: Option<usize>| at.and_then(|at| row.get(at)).unwrap_or_default();
        let question = SetQuestion {
            number: cell(Some(number)).to_owned(),
            element: cell(element).to_lowercase(),
            sub_element: Some(cell(sub_element).to_uppercase()).filter(|sub| !sub.is_empty()),
            starred: is_yes(cell(starred)),
            text: Bilingual {
                es: cell(text_es).to_owned(),
                en: cell(text_en).to_owned(),
            },
        };
        let before = problems.len();
        check(&question, line, cell(starred), of_audit, &mut problems);
        if !seen.insert(question.number.clone()) {
            problems.push(LineProblem::new(line, "twice", question.number.clone()));
        }
        if problems.len() == before {
            questions.push(question);
        }
    }
    if questions.is_empty() && problems.is_empty() {
        problems.push(LineProblem::new(2, "no_questions", ""));
    }
    if questions.len() > QUESTIONS_MAX {
        let most = QUESTIONS_MAX.to_string();
        problems.push(LineProblem::new(1, "too_many_questions", most));
    }
    match problems.is_empty() {
        true => Ok(questions),
        false => Err(problems),
    }
}

fn is_yes(cell: &str) -> bool {
    matches!(
        cell.to_lowercase().as_str(),
        "*" | "x" | "1" | "si" | "sí" | "yes" | "true"
    )
}

fn is_no(cell: &str) -> bool {
    matches!(cell.to_lowercase().as_str(), "" | "0" | "no" | "false")
}

fn check(
    question: &SetQuestion,
    line: u64,
    starred: &str,
    of_audit: bool,
    problems: &mut Vec<LineProblem>,
) {
    let mut wrong = |code, detail: &str| problems.push(LineProblem::new(line, code, detail));
    // A number is a part of a field's name, where a place may follow behind an at sign.
    let is_number = !question.number.is_empty()
        && question.number.len() <= 20
        && question
            .number
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'));
    if !is_number {
        wrong("number", &question.number);
    }
    if !is_yes(starred) && !is_no(starred) {
        wrong("starred", starred);
    }
    if of_audit
        && !matches!(
            question.element.as_str(),
            "p2" | "p3" | "p4" | "p5" | "p6" | "p7"
        )
    {
        wrong("element", &question.element);
    }
    if of_audit && question.element == "p6" && question.sub_element.is_none() {
        wrong("no_sub_element", &question.number);
    }
    let longest = question
        .text
        .es
        .chars()
        .count()
        .max(question.text.en.chars().count());
    if longest > QUESTION_MAX {
        wrong("too_long", &QUESTION_MAX.to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ships_has_numbers_and_no_text() {
        for set in [bundled_audit().unwrap(), bundled_potential().unwrap()] {
            assert!(!set.is_empty());
            for question in set {
                assert_eq!(
                    question.text,
                    Bilingual::default(),
                    "{}: no texts come with the program",
                    question.number
                );
            }
        }
    }

    #[test]
    fn problems_name_their_line() {
        let text = "number,element,sub_element,starred,text_es\n\
                    P5.1,p5,,x,Texto propio\n\
                    P6.1,p6,,,\n\
                    P5.1,p5,,,\n\
                    P7.1,p9,,quizá,\n";
        let problems = parse(text, true).unwrap_err();
        let lines: Vec<(u64, &str)> = problems.iter().map(|one| (one.line, one.code)).collect();
        assert_eq!(
            lines,
            [
                (3, "no_sub_element"),
                (4, "twice"),
                (5, "starred"),
                (5, "element")
            ]
        );
        assert_eq!(parse("a,b\n1,2\n", true).unwrap_err()[0].code, "no_column");
        assert_eq!(
            parse("number\n", false).unwrap_err()[0].code,
            "no_questions"
        );
    }

    #[test]
    fn a_set_comes_with_its_stars_and_texts() {
        let text = "\u{feff}number,element,starred,text_es,text_en\nP5.1,P5,*,¿Uno?,One?\n";
        let set = parse(text, true).unwrap();
        assert!(set[0].starred);
        assert_eq!(set[0].element, "p5");
        assert_eq!(set[0].text.en, "One?");
    }
}
