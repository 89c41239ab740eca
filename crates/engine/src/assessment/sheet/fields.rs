//! The fields of each kind, in the order in which they are asked. The faces word each by its kind and key; a
//! question's field carries its question. Must not read what was typed, but for what decides which fields there
//! are.

use super::{Questions, Sheet};
use eslabon_domain::assessments::AssessmentKind;
use eslabon_domain::assessments::question_sets::SetQuestion;
use eslabon_domain::diagnosis::AnswerKind;

/// The key of a question's field begins so.
pub(super) const QUESTION: &str = "q.";

/// How a field is filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Control {
    /// Words.
    Words,
    /// A figure.
    Figure,
    /// Several lines: what is pasted.
    Lines,
    /// One of these.
    Choice(&'static [&'static str]),
    /// The points of an audit's question, or why it was not evaluated.
    Points,
    /// A light, or why it was not evaluated.
    Light,
    /// A level of the diagnosis, 0 to 3.
    Level,
    /// Yes or no.
    YesNo,
}

/// A field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its key.
    pub key: String,
    /// How it is filled in.
    pub control: Control,
    /// The question that it answers.
    pub question: Option<String>,
    /// By which aspect or step.
    pub of: Option<String>,
}

const UNIT: Control = Control::Choice(&["mm", "in", "thou", "um", "plain"]);

/// The fields of a kind that are no questions.
fn own(kind: AssessmentKind) -> &'static [(&'static str, Control)] {
    use Control::{Choice, Figure, Lines, Words};
    match kind {
        AssessmentKind::ReadyDiagnosis | AssessmentKind::Potential => &[],
        AssessmentKind::Capability => &[
            ("characteristic", Words),
            ("unit", UNIT),
            ("lower", Figure),
            ("upper", Figure),
            ("study", Choice(&["initial", "running"])),
            ("stable", Choice(&["yes", "no"])),
            ("values", Lines),
            ("subgroup", Figure),
            ("mean", Figure),
            ("sigma", Figure),
            ("index", Choice(&["cpk", "ppk"])),
            ("n", Figure),
        ],
        AssessmentKind::Delivery => &[
            ("period", Words),
            ("delivered", Figure),
            ("defective", Figure),
            ("due", Figure),
            ("on_time", Figure),
        ],
        AssessmentKind::Oee => &[
            ("planned_time", Figure),
            ("run_time", Figure),
            ("ideal_pieces", Figure),
            ("pieces", Figure),
            ("good_pieces", Figure),
        ],
        AssessmentKind::Gauge => &[
            ("instrument", Words),
            ("unit", UNIT),
            ("base", Choice(&["tolerance", "total"])),
            ("width", Figure),
            ("readings", Lines),
            ("appraisers", Figure),
            ("equipment", Figure),
            ("appraiser", Figure),
            ("part", Figure),
        ],
        AssessmentKind::RunRate => &[
            ("days", Figure),
            ("peak_days", Figure),
            ("shifts", Figure),
            ("shift", Figure),
            ("stops", Figure),
            ("share", Figure),
            ("others", Figure),
            ("cycle", Figure),
            ("machines", Figure),
            ("cavities", Figure),
            ("oee", Figure),
            ("average", Figure),
            ("peak", Figure),
        ],
        AssessmentKind::ProcessAudit => &[("aspects", Lines), ("steps", Lines)],
    }
}

/// The fields of a sheet.
#[must_use]
pub fn fields(sheet: &Sheet<'_>) -> Vec<Field> {
    let own = own(sheet.kind).iter().map(|(key, control)| Field {
        key: (*key).to_owned(),
        control: *control,
        question: None,
        of: None,
    });
    own.chain(questions(sheet)).collect()
}

fn questions(sheet: &Sheet<'_>) -> Vec<Field> {
    match (sheet.kind, sheet.questions) {
        (AssessmentKind::ReadyDiagnosis, Questions::Diagnosis(diagnosis, _)) => diagnosis
            .iter()
            .map(|question| Field {
                key: format!("{QUESTION}{}", question.id),
                control: match question.answer {
                    AnswerKind::YesNo => Control::YesNo,
                    AnswerKind::Level { .. } => Control::Level,
                    AnswerKind::Amount => Control::Figure,
                },
                question: Some(question.id.clone()),
                of: None,
            })
            .collect(),
        (AssessmentKind::ProcessAudit, Questions::Set(set)) => {
            let places = Places::of(sheet);
            let of_question = |question: &SetQuestion| {
                let at = places.of_question(question);
                let field = |of: Option<&str>| asked(question, of, Control::Points);
                at.into_iter().map(field).collect::<Vec<Field>>()
            };
            set.iter().flat_map(of_question).collect()
        }
        (AssessmentKind::Potential, Questions::Set(set)) => set
            .iter()
            .map(|question| asked(question, None, Control::Light))
            .collect(),
        _ => Vec::new(),
    }
}

fn asked(question: &SetQuestion, of: Option<&str>, control: Control) -> Field {
    Field {
        key: key_of(&question.number, of),
        control,
        question: Some(question.number.clone()),
        of: of.map(str::to_owned),
    }
}

/// The key of a question's field, perhaps at an aspect or step.
pub(super) fn key_of(number: &str, of: Option<&str>) -> String {
    match of {
        Some(of) => format!("{QUESTION}{number}@{of}"),
        None => format!("{QUESTION}{number}"),
    }
}

/// The aspects and steps by which an audit evaluates.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Places<'a> {
    pub aspects: Vec<&'a str>,
    pub steps: Vec<&'a str>,
}

impl<'a> Places<'a> {
    /// One a line; what stands twice counts once.
    pub fn of(sheet: &Sheet<'a>) -> Self {
        let names = |key: &str| {
            let mut names: Vec<&'a str> = Vec::new();
            for line in sheet.text(key).lines().map(str::trim) {
                if !line.is_empty() && !names.contains(&line) {
                    names.push(line);
                }
            }
            names
        };
        Self {
            aspects: names("aspects"),
            steps: names("steps"),
        }
    }

    /// Where a question is evaluated: P6 by step, P3 and P4 by aspect where there are some, else once.
    pub fn of_question(&self, question: &SetQuestion) -> Vec<Option<&'a str>> {
        let each = |names: &[&'a str]| names.iter().map(|name| Some(*name)).collect();
        match question.element.as_str() {
            "p6" => each(&self.steps),
            "p3" | "p4" if !self.aspects.is_empty() => each(&self.aspects),
            _ => vec![None],
        }
    }
}
