//! The indicators of a programme as their reader may see them.

use super::is_measured;
use crate::context::App;
use crate::error::AppResult;
use crate::follow_up::site_of;
use crate::grants::load_grants;
use crate::policy::{self, Operation};
use crate::programmes::{ProgrammeView, load_programme};
use crate::suppliers::record_reading;
use eslabon_domain::actors::Actor;
use eslabon_domain::follow_up::{IndicatorKind, Moment};
use eslabon_domain::ids::{IndicatorId, ProgrammeId};
use eslabon_storage::indicators::{self, Figure, Indicator};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// When something is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MomentLine {
    /// When in the programme's life.
    pub moment: Moment,
    /// From which day on.
    pub due_on: Date,
    /// That day has come.
    pub has_come: bool,
}

/// An indicator with its figures.
#[derive(Debug, Clone)]
pub struct IndicatorLine {
    /// The indicator.
    pub indicator: Indicator,
    /// The figure of each moment, in order; nothing where nobody measured, or the reader may not see it.
    pub figures: Vec<Option<Figure>>,
    /// Its figures are closed to the reader, whether or not there are any.
    pub is_closed: bool,
}

/// The indicators of a programme.
#[derive(Debug, Clone)]
pub struct IndicatorsView {
    /// The programme.
    pub view: ProgrammeView,
    /// When they are measured.
    pub moments: Vec<MomentLine>,
    /// Each of them, as far as the reader may know of it.
    pub lines: Vec<IndicatorLine>,
    /// The reader may agree on one and record figures.
    pub may_record: bool,
    /// The reader says how she knows.
    pub by_staff: bool,
}

/// The indicators of a programme that the actor may see. What is closed to her shows as closed; of own indicators she
/// does not even learn the names then.
///
/// # Errors
/// As [`load_programme`].
pub async fn load_indicators(
    app: &App,
    actor: &Actor,
    id: ProgrammeId,
) -> AppResult<IndicatorsView> {
    let view = load_programme(app, actor, id).await?;
    let programme = &view.programme;
    let site = site_of(app.database(), programme).await?;
    let grants = load_grants(app, actor).await?;
    let sees = |kind: IndicatorKind| {
        let (owner, region) = (site.organisation, programme.centre);
        policy::may_see_group(actor, owner, region, kind.group(), &grants)
    };
    let mut all = indicators::of_programmes(app.database(), &[id]).await?;
    all.retain(|one| one.kind != IndicatorKind::Own || sees(one.kind));
    let open: Vec<IndicatorId> = all
        .iter()
        .filter(|one| sees(one.kind))
        .map(|one| one.id)
        .collect();
    // Of each moment the newest version comes first.
    let figures = indicators::figures_of(app.database(), &open).await?;
    let of = |indicator: &Indicator, moment: Moment| {
        let mut here = figures.iter();
        here.find(|one| one.indicator == indicator.id && one.moment == moment)
            .cloned()
    };
    let lines: Vec<IndicatorLine> = all
        .into_iter()
        .map(|indicator| IndicatorLine {
            figures: Moment::ALL
                .iter()
                .map(|moment| of(&indicator, *moment))
                .collect(),
            is_closed: !sees(indicator.kind),
            indicator,
        })
        .collect();
    if actor.organisation != Some(site.organisation) {
        let read: BTreeSet<_> = lines
            .iter()
            .filter(|line| line.figures.iter().any(Option::is_some))
            .map(|line| line.indicator.kind.group())
            .filter(|group| !policy::is_open_group(*group))
            .collect();
        record_reading(app, actor, site.id, site.organisation, &read).await?;
    }
    let moments: Vec<MomentLine> = Moment::ALL
        .iter()
        .map(|moment| {
            let due_on = moment.due_on(programme.starts_on, programme.finishes_on);
            MomentLine {
                moment: *moment,
                due_on,
                has_come: due_on <= app.today(),
            }
        })
        .collect();
    let may_record = is_measured(programme) && policy::may(actor.role, Operation::RecordIndicator);
    Ok(IndicatorsView {
        moments,
        lines,
        may_record,
        by_staff: policy::records_for_others(actor),
        view,
    })
}
