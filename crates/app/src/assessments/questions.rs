//! Question sets that a centre loads from a table. Nothing is loaded where a line is wrong; every line that is is
//! named.

use super::{invalid, numbers, words};
use crate::context::App;
use crate::error::{AppError, AppResult, FieldError};
use crate::policy::{self, Operation};
use eslabon_domain::actors::Actor;
use eslabon_domain::assessments::AssessmentKind;
use eslabon_domain::assessments::question_sets::{self as domain, SET_BYTES_MAX};
use eslabon_domain::ids::{CentreId, QuestionSetId};
use eslabon_storage::question_sets::{self, QuestionSet};
use eslabon_storage::{AuditRecord, StorageError};

/// The longest name or edition, in characters.
const NAME_MAX: usize = 120;
/// As many wrong lines are named.
const PROBLEMS_MAX: usize = 50;

/// What ships: numbers without texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bundled {
    /// For which kind.
    pub kind: AssessmentKind,
    /// How many numbers.
    pub questions: usize,
}

/// The sets that the actor's centre has loaded, the latest first, and what ships.
///
/// # Errors
/// [`AppError::Forbidden`].
pub async fn list_question_sets(
    app: &App,
    actor: &Actor,
) -> AppResult<(Vec<QuestionSet>, Vec<Bundled>)> {
    let centre = own_centre(actor)?;
    let sets = question_sets::of_centre(app.database(), centre).await?;
    let kinds = AssessmentKind::ALL.iter().copied();
    let mut bundled = Vec::new();
    for kind in kinds.filter(|kind| kind.takes_questions()) {
        bundled.push(Bundled {
            kind,
            questions: numbers(kind)?.len(),
        });
    }
    Ok((sets, bundled))
}

/// Loads a set for the actor's centre.
///
/// # Errors
/// [`AppError::Invalid`] on `kind`, `name`, `edition` or `file`, a fault a line; its detail is the line, a colon
/// and what stands there. [`AppError::Conflict`] where the centre has this name and edition already.
/// [`AppError::Forbidden`].
pub async fn load_question_set(
    app: &App,
    actor: &Actor,
    kind: Option<AssessmentKind>,
    (name, edition): (&str, &str),
    content: &[u8],
) -> AppResult<QuestionSet> {
    let centre = own_centre(actor)?;
    let kind = kind
        .filter(|kind| kind.takes_questions())
        .ok_or_else(|| invalid("kind", "required", ""))?;
    let (name, edition) = (some("name", name)?, some("edition", edition)?);
    if content.len() > SET_BYTES_MAX {
        return Err(invalid("file", "file_too_large", "1"));
    }
    let Ok(text) = std::str::from_utf8(content) else {
        return Err(invalid("file", "set_not_utf8", ""));
    };
    let of_audit = kind == AssessmentKind::ProcessAudit;
    let questions = domain::parse(text, of_audit).map_err(|problems| {
        let faults = problems.iter().take(PROBLEMS_MAX).map(|one| {
            let code = match one.code {
                "number" => "set_number",
                "starred" => "set_starred",
                "element" => "set_element",
                "no_sub_element" => "set_sub_element",
                "twice" => "set_twice",
                "too_long" => "set_too_long",
                "no_column" => "set_no_column",
                "unknown_column" => "set_unknown_column",
                "no_questions" => "set_empty",
                "too_many_questions" => "set_too_many",
                _ => "set_unreadable",
            };
            FieldError::new("file", code, format!("{}: {}", one.line, one.detail))
        });
        AppError::Invalid(faults.collect())
    })?;
    let set = QuestionSet {
        id: QuestionSetId::generate(),
        centre,
        kind,
        name,
        edition,
        questions,
        loaded_by: actor.name.clone(),
        loaded_at: app.now(),
    };
    let tx = app.database().begin().await?;
    match question_sets::insert(&tx, &set).await {
        Err(StorageError::Conflict) => return Err(invalid("edition", "set_known", "")),
        other => other?,
    }
    tx.audit(AuditRecord {
        actor,
        action: "assessment.questions",
        object: set.id.to_string(),
        detail: serde_json::json!({ "kind": kind.as_str(), "rows": set.questions.len() }),
        at: set.loaded_at,
    })
    .await?;
    tx.commit().await?;
    Ok(set)
}

fn own_centre(actor: &Actor) -> AppResult<CentreId> {
    policy::require(actor, Operation::KeepQuestionSets)?;
    actor.centre.ok_or(AppError::Forbidden)
}

fn some(field: &str, given: &str) -> AppResult<String> {
    let kept = words(field, given, NAME_MAX)?;
    match kept.is_empty() {
        true => Err(invalid(field, "required", "")),
        false => Ok(kept),
    }
}
