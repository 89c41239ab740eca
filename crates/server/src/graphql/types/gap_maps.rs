//! The map of a region: what its firms lack for the open needs.

use super::gaps::{GapDimension, about, blocked};
use super::suppliers::{State, Supplier, state};
use crate::graphql::ids;
use async_graphql::{ID, SimpleObject};
use eslabon_app::App;
use eslabon_app::context::Words;
use eslabon_app::gaps::MapView;
use eslabon_engine::gaps as engine;

/// Firms of one state with the same gap.
#[derive(Debug, Clone, SimpleObject)]
pub struct GapCohort {
    /// Where.
    pub state: State,
    /// How many firms.
    pub firms: usize,
    /// Which; not named for a confidential figure.
    pub suppliers: Vec<Supplier>,
}

/// A service, and for how many firms it closes a gap.
#[derive(Debug, Clone, SimpleObject)]
pub struct GapServiceReach {
    /// Global id of the service.
    pub service_id: ID,
    /// How many firms.
    pub firms: usize,
}

/// What the firms of a region lack of one thing. A figure that is null is withheld.
#[derive(Debug, Clone, SimpleObject)]
pub struct GapMapRow {
    /// Of what.
    pub about: GapDimension,
    /// It is a figure that owners keep closed.
    pub is_closed: bool,
    /// Firms whose level is too low.
    pub lacking: Option<usize>,
    /// Firms whose certificate ran out.
    pub renewing: Option<usize>,
    /// Firms of which it is not known.
    pub unknown: Option<usize>,
    /// Global ids of the needs that cannot do without, where a firm lacks it.
    pub blocks: Vec<ID>,
    /// Pieces that those needs ask for in a month, as text; null where none says.
    pub monthly_pieces: Option<String>,
    /// How many of them do not say.
    pub without_volume: usize,
    /// Pairs of a plant and a need for which it is the only thing known to be in the way.
    pub opens: Option<usize>,
    /// What closes it, for most firms first.
    pub reached_by: Vec<GapServiceReach>,
    /// Firms lack it, and no service closes it for any of them.
    pub is_missing_service: bool,
    /// Who could learn together.
    pub cohorts: Vec<GapCohort>,
}

/// What the firms of your region lack for the open needs of your pipeline.
#[derive(Debug, Clone, SimpleObject)]
pub struct GapMap {
    /// As of which day.
    pub evaluated_on: String,
    /// By which rules.
    pub rules_version: String,
    /// Plants of the region of which something is known.
    pub plants: usize,
    /// Firms that were looked at.
    pub firms: usize,
    /// Needs that were looked at.
    pub open_needs: usize,
    /// What blocks most needs first.
    pub rows: Vec<GapMapRow>,
}

impl GapMap {
    /// The first rows of the map as the API shows it.
    #[must_use]
    pub fn of(app: &App, view: &MapView, limit: usize) -> Self {
        let words = app.words();
        let rows = view.map.rows.iter().take(limit);
        Self {
            evaluated_on: view.on.to_string(),
            rules_version: view.map.rules.clone(),
            plants: view.sites,
            firms: view.map.firms,
            open_needs: view.map.needs,
            rows: rows.map(|one| row(&words, view, one)).collect(),
        }
    }
}

fn row(words: &Words, view: &MapView, one: &engine::MapRow) -> GapMapRow {
    let reached = one.services.iter().map(|reach| GapServiceReach {
        service_id: ids::global(ids::SERVICE, reach.service),
        firms: reach.firms,
    });
    let cohorts = one.cohorts.iter().map(|cohort| GapCohort {
        state: state(cohort.state),
        firms: cohort.firms,
        suppliers: cohort
            .sites
            .iter()
            .filter_map(|site| view.cards.get(site).cloned())
            .map(Supplier::from)
            .collect(),
    });
    GapMapRow {
        about: about(words, &one.dimension, one.direction),
        is_closed: one.is_closed,
        lacking: one.lacking,
        renewing: one.renewing,
        unknown: one.unknown,
        blocks: blocked(&one.blocks),
        monthly_pieces: one.volume.map(|pieces| pieces.to_string()),
        without_volume: one.without_volume,
        opens: one.opens,
        reached_by: reached.collect(),
        is_missing_service: one.is_missing_service(),
        cohorts: cohorts.collect(),
    }
}
