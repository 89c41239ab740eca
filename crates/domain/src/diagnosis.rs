//! The ready diagnosis: at most thirty questions with which a firm of fewer than fifty people and its
//! adviser see in an hour where it stands. The questions are our own, in
//! `schema/diagnosis/ready_diagnosis.csv`.
//!
//! An answer becomes a fact of the spine, no score of its own: a question that was not answered says
//! nothing, and what an answer weighs is decided where assessments are scored.

use crate::attributes::{AttributeId, Attributes, ValueType};
use crate::causes::{Area, CauseId, Causes};
use crate::facts::FactValue;
use crate::tables::{both, check_id, filled, malformed, rows};
use crate::text::Bilingual;
use crate::vocabulary::{ConceptId, Finding, Vocabulary, VocabularyError};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use thiserror::Error;

const FILE: &str = "ready_diagnosis.csv";

/// A diagnosis that asks more is not answered by a small firm.
pub const MOST_QUESTIONS: usize = 30;
/// From this level on a practice counts as in force: it is done and leaves a record.
pub const IN_FORCE_FROM: u8 = 2;
/// The highest level.
pub const TOP_LEVEL: u8 = 3;
/// The greatest weight of a question.
pub const TOP_WEIGHT: u8 = 5;

/// The id of a question, such as `question.first_piece`. Ids are retired, never reused.
pub type QuestionId = String;

/// How a question is answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum AnswerKind {
    /// Yes or no.
    YesNo,
    /// One of four levels, with what each looks like in the workshop: 0 not done, 1 depends on a
    /// person, 2 done and recorded, 3 always done, checked and improved.
    Level {
        /// From 0 to 3.
        looks: Box<[Bilingual; 4]>,
    },
    /// An amount in the unit of the question's attribute.
    Amount,
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Its id.
    pub id: QuestionId,
    /// Which part of the firm it concerns.
    pub area: Area,
    /// The question.
    pub text: Bilingual,
    /// One sentence for the person who answers.
    pub help: Bilingual,
    /// How it is answered.
    pub answer: AnswerKind,
    /// Of which attribute the answer is a fact.
    pub attribute: AttributeId,
    /// Of which item, where the attribute has items.
    pub item: Option<ConceptId>,
    /// How much it counts within its area, 1 to 5.
    pub weight: u8,
    /// The cause, symptom or practice to look at when the answer is low.
    pub points_to: Option<String>,
}

/// What a firm answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Answer {
    /// Yes or no.
    YesNo {
        /// The answer.
        yes: bool,
    },
    /// A level, 0 to 3.
    Level {
        /// Which.
        level: u8,
    },
    /// An amount in the attribute's canonical unit, not negative.
    Amount {
        /// How much.
        amount: i64,
    },
}

/// Why an answer does not fit its question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum AnswerError {
    /// A level for a yes-or-no question, and the like.
    #[error("the answer is of another kind than the question")]
    OtherKind,
    /// A level above the highest.
    #[error("a level is between 0 and 3")]
    NoSuchLevel,
    /// An amount below zero.
    #[error("an amount is not below zero")]
    Negative,
}

impl Question {
    /// What an answer says of the firm: yes or no for a practice (in force from level 2 on), or the
    /// amount. Its origin is *declared*, whoever asked.
    ///
    /// # Errors
    /// If the answer does not fit the question.
    pub fn fact(&self, answer: Answer) -> Result<FactValue, AnswerError> {
        match (&self.answer, answer) {
            (AnswerKind::YesNo, Answer::YesNo { yes }) => Ok(FactValue::Flag { yes }),
            (AnswerKind::Level { .. }, Answer::Level { level }) if level > TOP_LEVEL => {
                Err(AnswerError::NoSuchLevel)
            }
            (AnswerKind::Level { .. }, Answer::Level { level }) => Ok(FactValue::Flag {
                yes: level >= IN_FORCE_FROM,
            }),
            (AnswerKind::Amount, Answer::Amount { amount }) if amount < 0 => {
                Err(AnswerError::Negative)
            }
            (AnswerKind::Amount, Answer::Amount { amount }) => Ok(FactValue::exactly(amount)),
            _ => Err(AnswerError::OtherKind),
        }
    }
}

/// All questions, in the order in which they are asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diagnosis {
    questions: Vec<Question>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum KindWord {
    YesNo,
    #[serde(rename = "level_0_3")]
    Level,
    Amount,
}

#[derive(Deserialize)]
struct Row {
    id: String,
    area: Area,
    text_es: String,
    text_en: String,
    help_es: String,
    help_en: String,
    answer: KindWord,
    level_0_es: String,
    level_0_en: String,
    level_1_es: String,
    level_1_en: String,
    level_2_es: String,
    level_2_en: String,
    level_3_es: String,
    level_3_en: String,
    attribute: String,
    item: String,
    weight: u8,
    points_to: String,
}

impl Diagnosis {
    /// The diagnosis that ships with the program.
    ///
    /// # Errors
    /// If the bundled list is malformed; a test keeps it well formed.
    pub fn bundled() -> Result<Self, VocabularyError> {
        Self::parse(include_str!(
            "../../../schema/diagnosis/ready_diagnosis.csv"
        ))
    }

    /// Reads `ready_diagnosis.csv`.
    ///
    /// # Errors
    /// As [`Diagnosis::from_list`], where a line cannot be read, and where levels stand in a line
    /// whose answer has none.
    pub fn parse(csv_text: &str) -> Result<Self, VocabularyError> {
        let questions = rows::<Row>(FILE, csv_text)?
            .into_iter()
            .map(question_of)
            .collect::<Result<_, _>>()?;
        Self::from_list(questions)
    }

    /// These questions, in this order.
    ///
    /// # Errors
    /// If there are more than thirty; else names the question whose id stands twice or is no slug,
    /// which lacks a text or a level in a language, or whose weight is not 1 to 5.
    pub fn from_list(questions: Vec<Question>) -> Result<Self, VocabularyError> {
        if questions.len() > MOST_QUESTIONS {
            let asked = questions.len();
            let said = format!("{asked} questions, at most {MOST_QUESTIONS} are allowed");
            return Err(malformed(FILE, said));
        }
        let mut seen = BTreeSet::new();
        for question in &questions {
            check_question(question)?;
            if !seen.insert(&question.id) {
                return Err(VocabularyError::IdReused(question.id.clone()));
            }
        }
        Ok(Self { questions })
    }

    /// The question of this id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&Question> {
        self.questions.iter().find(|question| question.id == id)
    }

    /// Every question, in the order in which they are asked.
    pub fn iter(&self) -> impl Iterator<Item = &Question> {
        self.questions.iter()
    }

    /// The questions of an area.
    pub fn of(&self, area: Area) -> impl Iterator<Item = &Question> {
        self.iter().filter(move |question| question.area == area)
    }

    /// What does not fit the spine, the vocabulary or the causes: an empty answer means that it is
    /// sound.
    #[must_use]
    pub fn check(
        &self,
        spine: &Attributes,
        vocabulary: &Vocabulary,
        causes: &Causes,
    ) -> Vec<Finding> {
        let mut findings = Vec::new();
        for question in self.iter() {
            let wrong = [
                misfit_of_attribute(question, spine, vocabulary),
                misfit_of_pointer(question, vocabulary, causes),
            ];
            let named = wrong.into_iter().flatten();
            findings.extend(named.map(|what| format!("{}: {what}", question.id)));
        }
        findings
    }
}

fn question_of(row: Row) -> Result<Question, VocabularyError> {
    let pair = |es: String, en: String| Bilingual { es, en };
    let looks = Box::new([
        pair(row.level_0_es, row.level_0_en),
        pair(row.level_1_es, row.level_1_en),
        pair(row.level_2_es, row.level_2_en),
        pair(row.level_3_es, row.level_3_en),
    ]);
    let answer = match row.answer {
        KindWord::Level => AnswerKind::Level { looks },
        // Levels that nobody would see are a slip of the editor's.
        _ if *looks != <[Bilingual; 4]>::default() => {
            return Err(malformed(FILE, format!("{}: has no levels", row.id)));
        }
        KindWord::YesNo => AnswerKind::YesNo,
        KindWord::Amount => AnswerKind::Amount,
    };
    Ok(Question {
        id: row.id,
        area: row.area,
        text: pair(row.text_es, row.text_en),
        help: pair(row.help_es, row.help_en),
        answer,
        attribute: row.attribute,
        item: filled(row.item),
        weight: row.weight,
        points_to: filled(row.points_to),
    })
}

fn check_question(question: &Question) -> Result<(), VocabularyError> {
    let id = &question.id;
    check_id(FILE, id, "question")?;
    both(FILE, id, "text", question.text.clone())?;
    both(FILE, id, "help", question.help.clone())?;
    if let AnswerKind::Level { looks } = &question.answer {
        for (level, look) in looks.iter().enumerate() {
            both(FILE, id, &format!("level {level}"), look.clone())?;
        }
    }
    if (1..=TOP_WEIGHT).contains(&question.weight) {
        return Ok(());
    }
    let said = format!("{id}: weight {} is not 1 to {TOP_WEIGHT}", question.weight);
    Err(malformed(FILE, said))
}

/// Why an answer to the question would be no fact of the spine.
fn misfit_of_attribute(
    question: &Question,
    spine: &Attributes,
    vocabulary: &Vocabulary,
) -> Option<Finding> {
    let Some(attribute) = spine.find(&question.attribute) else {
        return Some(format!("attribute {} does not exist", question.attribute));
    };
    let asked = match question.answer {
        AnswerKind::YesNo | AnswerKind::Level { .. } => ValueType::Flag,
        AnswerKind::Amount => ValueType::Amount,
    };
    if attribute.value_type != asked {
        return Some(format!("{} takes another kind of value", attribute.id));
    }
    let item = question.item.as_deref();
    let known = item.map(|id| vocabulary.find(id).map(|concept| concept.kind));
    match (known, attribute.item_kind) {
        (None, None) => None,
        (Some(Some(kind)), Some(wanted)) if kind == wanted => None,
        (None, Some(_)) => Some(format!("{} needs an item", attribute.id)),
        (Some(_), None) => Some(format!("{} has no items", attribute.id)),
        (Some(_), Some(_)) => Some(format!("item {} is none of these", item.unwrap_or(""))),
    }
}

fn misfit_of_pointer(
    question: &Question,
    vocabulary: &Vocabulary,
    causes: &Causes,
) -> Option<Finding> {
    let points_to: &CauseId = question.points_to.as_ref()?;
    let is_known = causes.find(points_to).is_some() || vocabulary.find(points_to).is_some();
    (!is_known).then(|| format!("points to {points_to}, which does not exist"))
}

#[cfg(test)]
#[path = "diagnosis_tests.rs"]
mod tests;
