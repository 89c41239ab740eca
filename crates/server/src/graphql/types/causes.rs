//! What may stand behind gaps, and what the firm and whoever looked say of it.

use super::shortlists::ClosingService;
use crate::graphql::errors::UserError;
use async_graphql::{Enum, ID, InputObject, SimpleObject};
use eslabon_app::gaps::{CauseView, SymptomView};
use eslabon_app::records::Diagnosis;
use eslabon_domain::findings::{CauseStanding as DomainStanding, Finding as DomainFinding};

/// Whether a cause is found at a plant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "DomainFinding")]
pub enum CauseFinding {
    /// It is there.
    Yes,
    /// It is not.
    No,
    /// Whoever looked cannot tell.
    Unsure,
}

/// What the firm's view and that of whoever looked come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "DomainStanding")]
pub enum CauseStanding {
    /// Nobody has said yes or no.
    Open,
    /// The firm says that it is there.
    Supposed,
    /// The firm says that it is not.
    Doubted,
    /// Whoever looked found it.
    Confirmed,
    /// Whoever looked did not find it.
    RuledOut,
    /// One says yes and the other no.
    Disputed,
}

/// What one side says of a cause.
#[derive(Debug, Clone, SimpleObject)]
pub struct CauseStatement {
    /// Whether it is there.
    pub finding: CauseFinding,
    /// What shows it, in words.
    pub note: String,
    /// By whom.
    pub by: String,
    /// When, UTC.
    pub at: String,
    /// The version of the cause tree, that day.
    pub tree_version: String,
}

/// A cause that may stand behind a symptom: a hypothesis until somebody has looked.
#[derive(Debug, Clone, SimpleObject)]
pub struct PossibleCause {
    /// Its id in the cause tree.
    pub cause_id: String,
    /// How many causes it lies behind.
    pub depth: usize,
    /// Its Spanish name.
    pub label_es: String,
    /// Its English name.
    pub label_en: String,
    /// The question or measurement that tells it from its neighbours, in Spanish.
    pub question_es: String,
    /// The same in English.
    pub question_en: String,
    /// What the firm says; null where it said nothing, and for buyers.
    pub owner: Option<CauseStatement>,
    /// What whoever looked found; null where nobody did, and for buyers.
    pub consultant: Option<CauseStatement>,
    /// What both come to.
    pub standing: CauseStanding,
    /// Services that treat it where the supplier is, cheapest first.
    pub services: Vec<ClosingService>,
}

/// A symptom by which gaps may show themselves.
#[derive(Debug, Clone, SimpleObject)]
pub struct Symptom {
    /// Its id in the cause tree.
    pub symptom_id: String,
    /// Its Spanish name.
    pub label_es: String,
    /// Its English name.
    pub label_en: String,
    /// Which of the gaps, by place from 0.
    pub gaps: Vec<usize>,
    /// What may stand behind it, each followed by what stands behind it in turn.
    pub causes: Vec<PossibleCause>,
}

/// A symptom with its causes, as the API shows it.
#[must_use]
pub fn symptom(one: &SymptomView) -> Symptom {
    Symptom {
        symptom_id: one.symptom.id.clone(),
        label_es: one.symptom.label.es.clone(),
        label_en: one.symptom.label.en.clone(),
        gaps: one.gaps.clone(),
        causes: one.causes.iter().map(cause).collect(),
    }
}

fn cause(one: &CauseView) -> PossibleCause {
    PossibleCause {
        cause_id: one.cause.id.clone(),
        depth: one.depth,
        label_es: one.cause.label.es.clone(),
        label_en: one.cause.label.en.clone(),
        question_es: one.cause.question.es.clone(),
        question_en: one.cause.question.en.clone(),
        owner: one.owner.clone().map(CauseStatement::from),
        consultant: one.consultant.clone().map(CauseStatement::from),
        standing: one.standing.into(),
        services: one.services.iter().map(ClosingService::from).collect(),
    }
}

impl From<Diagnosis> for CauseStatement {
    fn from(said: Diagnosis) -> Self {
        Self {
            finding: said.finding.into(),
            note: said.note,
            by: said.by,
            at: said.at.to_string(),
            tree_version: said.tree,
        }
    }
}

/// What `stateCause` takes.
#[derive(Debug, Clone, InputObject)]
pub struct StateCauseInput {
    /// Global id of the supplier.
    pub site: ID,
    /// Behind which symptom: an id of the cause tree.
    pub symptom_id: String,
    /// Which cause: an id of the cause tree.
    pub cause_id: String,
    /// Whether it is there.
    pub finding: CauseFinding,
    /// What shows it, in words.
    pub note: Option<String>,
}

/// What `stateCause` answers.
#[derive(Debug, SimpleObject)]
pub struct StateCausePayload {
    /// What was said, as it was kept.
    pub statement: Option<CauseStatement>,
    /// What to correct.
    pub errors: Vec<UserError>,
}
