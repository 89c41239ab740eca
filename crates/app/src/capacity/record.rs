//! Stating what is promised of the months ahead: several months of a process at once, all or none. What was
//! stated before stays in the history. What is typed never goes into the audit log.

use super::view::load_row;
use crate::claims;
use crate::context::App;
use crate::error::{AppError, AppResult, FieldError};
use crate::policy::{self, Operation, Relation};
use crate::profiles::{SOURCE_CENTRE, SOURCE_FIRM, origin_of};
use eslabon_domain::actors::Actor;
use eslabon_domain::calendar::Month;
use eslabon_domain::facts::Origin;
use eslabon_domain::ids::{LoadId, SiteId};
use eslabon_domain::loads::{LoadAmount, LoadFault, LoadUnit, StatedLoad};
use eslabon_domain::vocabulary::{ConceptId, ConceptKind};
use eslabon_storage::{AuditRecord, Change, Concerns, committed_loads};
use std::collections::BTreeSet;

/// So many months ahead a load is taken.
pub const MONTHS_AHEAD: u16 = 36;
/// The longest figure, in characters.
const TEXT_MAX: usize = 40;

/// What is promised of a month, as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadDraft {
    /// Of which month.
    pub month: Month,
    /// How much: `80 %`, `120 h`, or a bare number in the unit of the recording. Empty: nothing is said.
    pub text: String,
}

/// What a person states of a process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recording {
    /// Which process.
    pub process: ConceptId,
    /// In which unit bare numbers are.
    pub unit: LoadUnit,
    /// The months.
    pub months: Vec<LoadDraft>,
    /// How it is known. A firm declares; staff say how they know.
    pub origin: Option<Origin>,
}

/// Records what is promised; answers how many months are new or different.
///
/// # Errors
/// [`AppError::Invalid`] on `months.YYYY-MM`, `months`, `process` or `origin`; [`AppError::NotFound`] for a site
/// that is not the actor's to keep; [`AppError::Forbidden`].
pub async fn record(
    app: &App,
    actor: &Actor,
    site: SiteId,
    recording: &Recording,
) -> AppResult<usize> {
    policy::require(actor, Operation::RecordFacts)?;
    let row = load_row(app, site).await?.ok_or(AppError::NotFound)?;
    let centre = claims::centre_of(app.database(), row.site.state, app.centre()).await?;
    let owner = row.organisation.id;
    let relation = Relation::to_organisation(actor, Some(owner), Some(centre));
    policy::require_on(actor, Operation::RecordFacts, relation)?;
    let mut loads = understand(app, actor, row.site.id, recording)?;
    loads.retain(|fresh| {
        let mut known = row.loads.iter();
        !known.any(|known| {
            known.process == fresh.process
                && known.month == fresh.month
                && known.amount == fresh.amount
                && known.origin >= fresh.origin
        })
    });
    if loads.is_empty() {
        return Ok(0);
    }
    let mut tx = app.database().begin().await?;
    committed_loads::append_many(&tx, &loads).await?;
    let months: Vec<String> = loads.iter().map(|load| load.month.to_string()).collect();
    let record = AuditRecord {
        actor,
        action: "capacity.record",
        object: row.site.id.to_string(),
        detail: serde_json::json!({ "process": recording.process, "months": months }),
        at: app.now(),
    };
    tx.audit_concerning(record, Concerns::organisation(owner))
        .await?;
    tx.record_change(Change::Sites(vec![row.site.id]));
    tx.commit().await?;
    Ok(loads.len())
}

/// The loads that were meant; or everything that is wrong with them.
fn understand(
    app: &App,
    actor: &Actor,
    site: SiteId,
    recording: &Recording,
) -> AppResult<Vec<StatedLoad>> {
    let words = app.words();
    let mut faults = Vec::new();
    let process = words.vocabulary.find(&recording.process);
    let process = process.filter(|c| c.kind == ConceptKind::Process && c.parent.is_some());
    if process.is_none() {
        let shown: String = recording.process.chars().take(TEXT_MAX).collect();
        faults.push(FieldError::new("process", "unknown_concept", shown));
    }
    let origin = origin_of(actor, recording.origin)
        .map_err(|fault| faults.push(fault))
        .ok();
    let this = Month::of(app.today());
    let last = this.after(MONTHS_AHEAD).unwrap_or(this);
    let source = match policy::records_for_others(actor) {
        true => SOURCE_CENTRE,
        false => SOURCE_FIRM,
    };
    let (mut seen, mut loads) = (BTreeSet::new(), Vec::new());
    for draft in &recording.months {
        let text = draft.text.trim();
        if text.is_empty() {
            continue;
        }
        let field = format!("months.{}", draft.month);
        let shown: String = text.chars().take(TEXT_MAX).collect();
        if !(this..=last).contains(&draft.month) {
            faults.push(FieldError::new(
                field,
                "month_out_of_range",
                last.to_string(),
            ));
            continue;
        }
        if !seen.insert(draft.month) {
            faults.push(FieldError::new(field, "month_twice", ""));
            continue;
        }
        match amount(text, recording.unit) {
            Ok(amount) => loads.push(StatedLoad {
                id: LoadId::generate(),
                site,
                process: recording.process.clone(),
                month: draft.month,
                amount,
                entered: with_unit(shown, recording.unit),
                origin: origin.unwrap_or(Origin::Declared),
                source: source.to_owned(),
                recorded: app.now(),
            }),
            Err(code) => faults.push(FieldError::new(field, code, shown)),
        }
    }
    if seen.is_empty() && faults.is_empty() {
        faults.push(FieldError::new("months", "required", ""));
    }
    match faults.is_empty() {
        true => Ok(loads),
        false => Err(AppError::Invalid(faults)),
    }
}

/// What was typed, a bare number with the unit that was meant.
fn with_unit(text: String, unit: LoadUnit) -> String {
    let is_bare = text.ends_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | ','));
    match (is_bare, unit) {
        (false, _) => text,
        (true, LoadUnit::Share) => format!("{text} %"),
        (true, LoadUnit::Hours) => format!("{text} h"),
    }
}

fn amount(text: &str, unit: LoadUnit) -> Result<LoadAmount, &'static str> {
    if text.chars().count() > TEXT_MAX || text.contains('\0') {
        return Err("load_number");
    }
    LoadAmount::parse(text, unit).map_err(|fault| match fault {
        LoadFault::NoNumber => "load_number",
        LoadFault::OutOfRange => "load_out_of_range",
    })
}
