//! Recording a figure of an indicator. One that is put right is a new row: what stood there before stays.

use super::require_measured;
use crate::context::App;
use crate::error::{AppError, AppResult, FieldError};
use crate::follow_up::{past_day_of, record};
use crate::imports::said::Reader;
use crate::policy::{self, Operation};
use crate::profiles::record::{SHORT_MAX, kept, origin_of, short};
use crate::profiles::units;
use crate::programmes::load_for;
use eslabon_domain::actors::Actor;
use eslabon_domain::facts::{FactValue, Origin};
use eslabon_domain::follow_up::Moment;
use eslabon_domain::ids::{IndicatorFigureId, IndicatorId};
use eslabon_domain::programmes::ProgrammeStatus;
use eslabon_domain::text::Lang;
use eslabon_domain::units::parse_milli;
use eslabon_storage::indicators::{self, Figure, Indicator};
use eslabon_storage::programmes::Programme;

/// A figure as it is typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FigureDraft {
    /// When in the programme's life.
    pub moment: Option<Moment>,
    /// The version of the figure that the actor saw there; 0 where none stood there.
    pub seen: i32,
    /// The figure.
    pub text: String,
    /// Its unit as it was typed; empty: it stands in the figure, or the first of the attribute's is meant.
    pub unit: String,
    /// The day on which it was true.
    pub observed: String,
    /// How it is known. A firm declares; staff say how they know.
    pub origin: Option<Origin>,
    /// In which language it was typed.
    pub lang: Lang,
}

/// Records a figure.
///
/// # Errors
/// [`AppError::Invalid`] on `moment` (also where it has not come: `moment_to_come`), `text`, `observed` or `origin`;
/// [`AppError::Conflict`] where another figure stands there by now; [`AppError::NotFound`], [`AppError::Forbidden`].
pub async fn record_figure(
    app: &App,
    actor: &Actor,
    id: IndicatorId,
    draft: &FigureDraft,
) -> AppResult<Figure> {
    policy::require(actor, Operation::RecordIndicator)?;
    let indicator = indicators::find(app.database(), id)
        .await?
        .ok_or(AppError::NotFound)?;
    let loaded = load_for(app, actor, Operation::RecordIndicator, indicator.programme).await?;
    require_measured(&loaded.programme)?;
    let mut faults = Vec::new();
    let moment = kept(moment_of(app, &loaded.programme, draft.moment), &mut faults);
    let figure = kept(figure_of(app, &indicator, draft), &mut faults);
    let origin = kept(origin_of(actor, draft.origin), &mut faults);
    let observed = kept(past_day_of(app, "observed", &draft.observed), &mut faults);
    let (Some(moment), Some((low, high, entered)), Some(origin), Some(observed)) =
        (moment, figure, origin, observed)
    else {
        return Err(AppError::Invalid(faults));
    };
    let figure = Figure {
        id: IndicatorFigureId::generate(),
        indicator: id,
        moment,
        version: draft.seen.saturating_add(1),
        low,
        high,
        entered,
        origin,
        observed,
        by: actor.name.clone(),
        role: actor.role.as_str().to_owned(),
        at: app.now(),
    };
    let tx = app.database().begin().await?;
    let there = indicators::figures_of(&tx, &[id]).await?;
    let newest = there.iter().filter(|one| one.moment == moment);
    let newest = newest.map(|one| one.version).max().unwrap_or(0);
    if newest != draft.seen {
        return Err(AppError::Conflict);
    }
    indicators::insert_figure(&tx, &figure).await?;
    let detail = serde_json::json!({
        "programme": indicator.programme,
        "kind": indicator.kind.as_str(),
        "moment": moment.as_str(),
        "origin": origin.as_str(),
    });
    let (object, at) = (id.to_string(), figure.at);
    record(
        &tx,
        actor,
        loaded.owner(),
        "indicator.record",
        object,
        detail,
        at,
    )
    .await?;
    tx.commit().await?;
    Ok(figure)
}

/// The moment, where it has come. A programme that was found done early has ended.
fn moment_of(
    app: &App,
    programme: &Programme,
    asked: Option<Moment>,
) -> Result<Moment, FieldError> {
    let moment = asked.ok_or_else(|| FieldError::new("moment", "required", ""))?;
    let is_done = matches!(
        programme.status,
        ProgrammeStatus::Verified | ProgrammeStatus::Closed
    );
    let due_on = moment.due_on(programme.starts_on, programme.finishes_on);
    let has_come = match moment {
        // What stood there before is measured before it begins.
        Moment::Start => true,
        Moment::End => is_done || due_on <= app.today(),
        Moment::Year1 | Moment::Year2 | Moment::Year3 => due_on <= app.today(),
    };
    match has_come {
        true => Ok(moment),
        false => Err(FieldError::new(
            "moment",
            "moment_to_come",
            due_on.to_string(),
        )),
    }
}

/// The least, the most, and how it was typed.
fn figure_of(
    app: &App,
    indicator: &Indicator,
    draft: &FigureDraft,
) -> Result<(i64, i64, String), FieldError> {
    let fault = |code, detail: String| FieldError::new("text", code, detail);
    let text = draft.text.trim();
    if text.is_empty() {
        return Err(fault("required", String::new()));
    }
    if text.contains('\0') || draft.unit.contains('\0') {
        return Err(fault("bad_character", String::new()));
    }
    if text.chars().count() > SHORT_MAX || draft.unit.chars().count() > SHORT_MAX {
        return Err(fault("too_long", SHORT_MAX.to_string()));
    }
    let Some(attribute) = indicator.kind.attribute() else {
        let milli = parse_milli(text).map_err(|_| fault("bad_number", short(text)))?;
        return Ok((milli, milli, text.to_owned()));
    };
    let words = app.words();
    let attribute = words
        .attributes
        .find(attribute)
        .ok_or_else(|| fault("unknown_attribute", attribute.to_owned()))?;
    let entered = units::composed(attribute, text, &draft.unit, draft.lang);
    let value = Reader::new(&words, app.today()).value(attribute, &entered);
    match value {
        Ok(FactValue::Amount { low, high }) => Ok((low, high, entered)),
        Ok(_) => Err(fault("bad_number", short(&entered))),
        Err(code) => Err(fault(code.as_str(), short(&entered))),
    }
}
