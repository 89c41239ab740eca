//! Agreeing on what a programme is to change.

use super::require_measured;
use crate::context::App;
use crate::error::{AppError, AppResult, FieldError};
use crate::follow_up::{invalid, record, required_text};
use crate::policy::Operation;
use crate::profiles::record::kept;
use crate::programmes::load_for;
use eslabon_domain::actors::Actor;
use eslabon_domain::follow_up::{INDICATORS_MAX, IndicatorKind, NAME_MAX};
use eslabon_domain::ids::{IndicatorId, ProgrammeId};
use eslabon_storage::indicators::{self, Indicator};

/// An indicator as it is typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IndicatorDraft {
    /// What is measured.
    pub kind: Option<IndicatorKind>,
    /// Of an own one: its name.
    pub name: String,
    /// Of an own one: in what it is measured.
    pub unit: String,
}

/// Writes down that something is to be measured.
///
/// # Errors
/// [`AppError::Invalid`] on `kind`, `name` or `unit`, where the programme is not agreed yet, or measures it already
/// (`measured_already`); [`AppError::NotFound`], [`AppError::Forbidden`].
pub async fn agree(
    app: &App,
    actor: &Actor,
    programme: ProgrammeId,
    draft: &IndicatorDraft,
) -> AppResult<Indicator> {
    let loaded = load_for(app, actor, Operation::RecordIndicator, programme).await?;
    require_measured(&loaded.programme)?;
    let Some(kind) = draft.kind else {
        return Err(invalid("kind", "required", ""));
    };
    let (name, unit) = match kind {
        IndicatorKind::Own => named(draft)?,
        _ => (String::new(), String::new()),
    };
    let indicator = Indicator {
        id: IndicatorId::generate(),
        programme,
        kind,
        name,
        unit,
        agreed_by: actor.name.clone(),
        agreed_at: app.now(),
    };
    let tx = app.database().begin().await?;
    let there = indicators::of_programmes(&tx, &[programme]).await?;
    if there.len() >= INDICATORS_MAX {
        return Err(invalid("kind", "too_many", INDICATORS_MAX.to_string()));
    }
    let is_there = |one: &Indicator| one.kind == kind && one.name == indicator.name;
    if there.iter().any(is_there) {
        return Err(invalid("kind", "measured_already", ""));
    }
    indicators::insert(&tx, &indicator).await?;
    let detail = serde_json::json!({ "programme": programme, "kind": kind.as_str() });
    let object = indicator.id.to_string();
    let at = indicator.agreed_at;
    record(
        &tx,
        actor,
        loaded.owner(),
        "indicator.agree",
        object,
        detail,
        at,
    )
    .await?;
    tx.commit().await?;
    Ok(indicator)
}

fn named(draft: &IndicatorDraft) -> AppResult<(String, String)> {
    let mut faults: Vec<FieldError> = Vec::new();
    let name = kept(required_text("name", &draft.name, NAME_MAX), &mut faults);
    let unit = kept(required_text("unit", &draft.unit, NAME_MAX), &mut faults);
    match (name, unit) {
        (Some(name), Some(unit)) => Ok((name, unit)),
        _ => Err(AppError::Invalid(faults)),
    }
}
