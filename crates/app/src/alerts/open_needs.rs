//! The open needs, made ready once and kept true by the change feed, so that a changed profile costs its own
//! comparison and no reading of every need. Derived data: it can be dropped at any time.

use crate::capacity::ramp_for;
use crate::context::{App, Words};
use crate::error::{AppError, AppResult};
use eslabon_domain::calendar::Month;
use eslabon_domain::ids::NeedId;
use eslabon_domain::needs::{Need, NeedStatus};
use eslabon_domain::services::Service;
use eslabon_engine::matching::{AskedNeed, Spine};
use eslabon_storage::needs::{self, NeedFilter};
use eslabon_storage::{Change, feed};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Farther behind than so many feed entries, reading every need anew is quicker than following.
const FOLLOWED: u64 = 500;
/// Needs read at a time.
const PAGE: u64 = 500;

/// An open need, ready to be held against a site.
pub(crate) struct OpenNeed {
    /// The need, with its buyer: who reads what of it is asked elsewhere.
    pub need: Need,
    /// Its musts.
    pub asked: AskedNeed,
}

/// Every open need.
pub(crate) struct OpenNeeds {
    /// The position of the change feed up to which it is true.
    position: i64,
    /// In which month it was made: months that a need asks for pass.
    month: Month,
    /// By id.
    pub needs: BTreeMap<NeedId, Arc<OpenNeed>>,
}

/// The open needs as they are now. The capability table must have come as far, for its catalogue.
pub(super) async fn load(app: &App) -> AppResult<Arc<OpenNeeds>> {
    let latest = feed::latest_seq(app.database()).await?;
    let month = Month::of(app.today());
    let known = app.open_needs().clone();
    let known = known.filter(|known| known.month == month);
    let needs = match &known {
        Some(known) if known.position == latest => return Ok(Arc::clone(known)),
        Some(known) => match changed_since(app, known.position, latest).await? {
            Some(changed) => renewed(app, known, changed).await?,
            None => every(app).await?,
        },
        None => every(app).await?,
    };
    let fresh = Arc::new(OpenNeeds {
        position: latest,
        month,
        needs,
    });
    *app.open_needs() = Some(Arc::clone(&fresh));
    Ok(fresh)
}

/// The needs that were changed in a stretch of the feed; nothing where all are to be made ready anew.
async fn changed_since(app: &App, from: i64, to: i64) -> AppResult<Option<Vec<NeedId>>> {
    let entries = feed::read_after(app.database(), from, FOLLOWED).await?;
    if entries.last().is_none_or(|last| last.seq < to) {
        return Ok(None);
    }
    let mut changed = BTreeSet::new();
    for entry in entries {
        match entry.change {
            Change::Needs(ids) => changed.extend(ids),
            Change::Sites(_) => {}
            Change::Services | Change::Vocabulary => return Ok(None),
        }
    }
    Ok(Some(changed.into_iter().collect()))
}

async fn renewed(
    app: &App,
    known: &OpenNeeds,
    changed: Vec<NeedId>,
) -> AppResult<BTreeMap<NeedId, Arc<OpenNeed>>> {
    let mut needs = known.needs.clone();
    for id in &changed {
        needs.remove(id);
    }
    let found = needs::load_many(app.database(), &changed).await?;
    needs.extend(made_ready(app, found).await?);
    Ok(needs)
}

async fn every(app: &App) -> AppResult<BTreeMap<NeedId, Arc<OpenNeed>>> {
    let (mut all, mut after) = (BTreeMap::new(), None);
    loop {
        let filter = NeedFilter {
            status: Some(NeedStatus::Open),
            after,
            limit: PAGE,
            ..NeedFilter::default()
        };
        let page = needs::list(app.database(), &filter).await?;
        let Some(last) = page.last() else {
            return Ok(all);
        };
        after = Some(last.id);
        all.extend(made_ready(app, page).await?);
    }
}

/// Makes the open ones of these ready; on a thread of its own.
async fn made_ready(app: &App, found: Vec<Need>) -> AppResult<Vec<(NeedId, Arc<OpenNeed>)>> {
    let (words, derived, on) = (app.words(), app.derived(), app.today());
    let work = move || {
        let open = found.into_iter().filter(|n| n.status == NeedStatus::Open);
        let ready = open.map(|need| {
            (
                need.id,
                Arc::new(ready(&words, &derived.services, need, on)),
            )
        });
        ready.collect()
    };
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|e| AppError::Internal(e.to_string()))
}

fn ready(words: &Words, services: &[Service], need: Need, on: Date) -> OpenNeed {
    let asked = AskedNeed::new(&need, ramp_for(&need), spine(words), services, on);
    OpenNeed { need, asked }
}

/// The words by which needs and sites are compared.
pub(super) fn spine(words: &Words) -> Spine<'_> {
    Spine {
        vocabulary: &words.vocabulary,
        attributes: &words.attributes,
    }
}
