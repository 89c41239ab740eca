//! Assessments: carried out at a plant by the centre's staff, or, as the ready diagnosis, by the firm itself. What
//! is typed is a draft, kept as typed; finishing computes it, keeps the answer whole and feeds the profile in the
//! same transaction. What the firm says of itself and what the consultant found are two assessments, shown beside
//! each other; neither side sees the other's drafts.
//!
//! Buyers see no assessment: what became a fact they see as any fact. Must not compute: that is
//! `engine::assessment`.

mod answer;
mod files;
mod finish;
mod questions;
mod read;
mod start;
mod views;
mod void;

pub use answer::{Saving, save};
pub(crate) use files::sweep;
pub use files::{FILE_MAX, FILES_MAX, add_file, read_file, require_may_add};
pub use finish::{Effect, EffectKind, finish, origin_of};
pub use questions::{Bundled, list_question_sets, load_question_set};
pub use read::{
    AssessmentLine, AssessmentView, SiteAssessments, list_assessments, load_assessment,
    ready_questions,
};
pub use start::{Offer, Start, start};
pub use views::{AssessmentsPage, page_assessments};
pub use void::void;

use crate::claims;
use crate::context::App;
use crate::error::{AppError, AppResult, FieldError};
use crate::policy::{self, Operation, Relation};
use eslabon_domain::actors::Actor;
use eslabon_domain::assessments::question_sets::{self, SetQuestion};
use eslabon_domain::assessments::{AssessmentKind, AssessmentSide, AssessmentStatus};
use eslabon_domain::diagnosis::Diagnosis;
use eslabon_domain::ids::{AssessmentId, CentreId, SiteId};
use eslabon_storage::assessments::{self, Assessment};
use eslabon_storage::sites::{self, Site};
use eslabon_storage::{AuditRecord, Concerns, Read, Transaction, merges};
use jiff::Timestamp;
use std::sync::OnceLock;

/// Stands before the kind and the day in the source of a fact that an assessment wrote; the faces word it. No
/// person is named.
pub const SOURCE: &str = "evaluación · ";
/// The longest remark or reason, in characters.
pub const WORDS_MAX: usize = 2_000;

/// A site whose assessments the actor may see, and how it stands to her. What was merged into another answers as
/// that one.
struct Plant {
    site: Site,
    centre: CentreId,
    relation: Relation,
}

async fn load_plant(app: &App, actor: &Actor, id: SiteId) -> AppResult<Plant> {
    policy::require(actor, Operation::SeeAssessments)?;
    let id = merges::stand_in(app.database(), id).await?;
    let site = sites::find(app.database(), id)
        .await?
        .ok_or(AppError::NotFound)?;
    let centre = claims::centre_of(app.database(), site.state, app.centre()).await?;
    let relation = Relation::to_organisation(actor, Some(site.organisation), Some(centre));
    policy::require_on(actor, Operation::SeeAssessments, relation)?;
    Ok(Plant {
        site,
        centre,
        relation,
    })
}

/// What one must be allowed to, to carry out an assessment of this kind.
#[must_use]
pub fn operation_of(kind: AssessmentKind) -> Operation {
    match kind.is_the_firms() {
        true => Operation::DiagnoseFirm,
        false => Operation::CarryOutAssessments,
    }
}

/// For which side the actor assesses.
fn side_of(actor: &Actor) -> AssessmentSide {
    match policy::records_for_others(actor) {
        true => AssessmentSide::Centre,
        false => AssessmentSide::Firm,
    }
}

/// Whether the actor may see an assessment of a plant that she may see: the other side's drafts do not exist.
fn is_visible(actor: &Actor, assessment: &Assessment) -> bool {
    assessment.done.is_some() || assessment.side == side_of(actor)
}

/// Whether the actor may go on with it: what her side began.
fn may_change(actor: &Actor, plant: &Plant, assessment: &Assessment) -> bool {
    let operation = operation_of(assessment.kind);
    let decision = policy::decide(operation, actor.role, plant.relation);
    decision == policy::Decision::Allow && assessment.side == side_of(actor)
}

/// An assessment that the actor may see, with its plant.
async fn load_visible(
    app: &App,
    actor: &Actor,
    id: AssessmentId,
) -> AppResult<(Assessment, Plant)> {
    policy::require(actor, Operation::SeeAssessments)?;
    let assessment = assessments::find(app.database(), id)
        .await?
        .ok_or(AppError::NotFound)?;
    let plant = load_plant(app, actor, assessment.site).await?;
    match is_visible(actor, &assessment) {
        true => Ok((assessment, plant)),
        false => Err(AppError::NotFound),
    }
}

/// An assessment that the actor may go on with.
async fn load_to_change(
    app: &App,
    actor: &Actor,
    id: AssessmentId,
) -> AppResult<(Assessment, Plant)> {
    let (assessment, plant) = load_visible(app, actor, id).await?;
    policy::require_on(actor, operation_of(assessment.kind), plant.relation)?;
    match assessment.side == side_of(actor) {
        true => Ok((assessment, plant)),
        false => Err(AppError::Forbidden),
    }
}

/// Refuses what is no draft any more as changed in between.
fn require_draft(assessment: &Assessment, version: i32) -> AppResult<()> {
    match assessment.status == AssessmentStatus::Draft && assessment.version == version {
        true => Ok(()),
        false => Err(AppError::Conflict),
    }
}

/// The site and what was merged into it.
async fn joint_sites(db: &impl Read, site: SiteId) -> AppResult<Vec<SiteId>> {
    let mut all = vec![site];
    all.extend(merges::merged_into(db, site).await?);
    Ok(all)
}

/// Puts an act on record. It names what was done, never a value.
async fn record(
    tx: &Transaction,
    actor: &Actor,
    plant: &Plant,
    action: &'static str,
    of: &Assessment,
    at: Timestamp,
) -> AppResult<()> {
    let act = AuditRecord {
        actor,
        action,
        object: of.id.to_string(),
        detail: serde_json::json!({
            "site": plant.site.id,
            "kind": of.kind.as_str(),
            "side": of.side.as_str(),
        }),
        at,
    };
    tx.audit_concerning(act, Concerns::organisation(plant.site.organisation))
        .await?;
    Ok(())
}

/// Words as they are kept: without space around them.
fn words(field: &str, given: &str, most: usize) -> AppResult<String> {
    let given = given.trim();
    if given.chars().count() > most {
        return Err(invalid(field, "too_long", most.to_string()));
    }
    if given.contains('\0') {
        return Err(invalid(field, "bad_character", ""));
    }
    Ok(given.to_owned())
}

fn invalid(field: &str, code: &'static str, detail: impl Into<String>) -> AppError {
    AppError::Invalid(vec![FieldError::new(field, code, detail)])
}

/// The ready diagnosis that ships with the program.
fn diagnosis() -> AppResult<&'static Diagnosis> {
    static READ: OnceLock<Option<Diagnosis>> = OnceLock::new();
    let read = READ.get_or_init(|| Diagnosis::bundled().ok());
    read.as_ref()
        .ok_or_else(|| AppError::Internal("the ready diagnosis cannot be read".into()))
}

/// The numbers that are asked where a centre has loaded no set.
fn numbers(kind: AssessmentKind) -> AppResult<&'static [SetQuestion]> {
    static AUDIT: OnceLock<Option<Vec<SetQuestion>>> = OnceLock::new();
    static POTENTIAL: OnceLock<Option<Vec<SetQuestion>>> = OnceLock::new();
    let read = match kind {
        AssessmentKind::ProcessAudit => AUDIT.get_or_init(|| question_sets::bundled_audit().ok()),
        AssessmentKind::Potential => {
            POTENTIAL.get_or_init(|| question_sets::bundled_potential().ok())
        }
        _ => return Ok(&[]),
    };
    read.as_deref()
        .ok_or_else(|| AppError::Internal("the numbers of an audit cannot be read".into()))
}
