//! The follower of the change feed that holds what changed against the other side. It works through one
//! stretch of the feed after the other, in parts of bounded size; what is noted, what is told and how far it
//! has come are written in one transaction, so that a killed follower goes on and nothing is told twice.
//!
//! Within a stretch the needs come first, each against every firm with an account, then the sites, each
//! against the other open needs: so every pair is looked at once, and each side is told of what the other
//! side changed.

use super::baseline;
use super::open_needs::{self, OpenNeed, OpenNeeds};
use super::pairs::{self, Pair};
use super::roles_of_firms;
use super::tell::{self, News};
use crate::context::{App, Silent};
use crate::error::{AppError, AppResult};
use eslabon_domain::alerts::{AlertKind, Nearness};
use eslabon_domain::ids::{NeedId, OrganisationId, SiteId};
use eslabon_storage::feed::{self, FeedEntry};
use eslabon_storage::feed_positions::{self, FeedPosition};
use eslabon_storage::standings::{self, PairStanding};
use eslabon_storage::{Change, merges};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The name of its position.
pub(super) const FOLLOWER: &str = "alerts";
/// Feed entries of one stretch at most.
const ENTRIES: u64 = 200;
/// Feed entries behind a stretch that are looked at for what has a turn of its own: far more than a day brings.
pub(super) const LATER: u64 = 5_000;
/// Pairs that one part looks at, about: at least one need or one site is a part.
pub(super) const PAIRS: usize = 20_000;

/// What a follower did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Followed {
    /// Parts that were worked on.
    pub parts: u32,
    /// Pairs that were looked at.
    pub pairs: u64,
    /// Alerts that are new.
    pub told: u64,
}

/// Follows the change feed to its end. One that never followed learns first where everyone stands.
///
/// # Errors
/// If the database or the index fails.
pub async fn follow(app: &App) -> AppResult<Followed> {
    let mut all = Followed::default();
    if feed_positions::find(app.database(), FOLLOWER)
        .await?
        .is_none()
    {
        all.pairs = match baseline::learn(app).await {
            Ok(pairs) => pairs,
            // Another server on the same database was quicker: what follows is hers, or the next turn's.
            Err(AppError::Conflict) => return Ok(all),
            Err(error) => return Err(error),
        };
    }
    loop {
        let done = match step(app).await {
            Ok(Some(done)) => done,
            Ok(None) => return Ok(all),
            // Another server on the same database was quicker; the rest is hers, or the next turn's.
            Err(AppError::Conflict) => return Ok(all),
            Err(error) => return Err(error),
        };
        all.parts += 1;
        all.pairs += done.pairs;
        all.told += done.told;
        tracing::debug!(pairs = done.pairs, told = done.told, "alerts.followed");
    }
}

/// Goes on from here, whatever came before: for an installation whose past is nobody's news.
pub(crate) async fn skip_to(app: &App, seq: i64) -> AppResult<()> {
    let stored = feed_positions::find(app.database(), FOLLOWER).await?;
    let to = FeedPosition {
        seq,
        until: seq,
        done: 0,
    };
    let tx = app.database().begin().await?;
    feed_positions::advance(&tx, FOLLOWER, stored, to).await?;
    tx.commit().await?;
    Ok(())
}

/// One part; nothing where the feed's end is reached.
async fn step(app: &App) -> AppResult<Option<Followed>> {
    let db = app.database();
    let stored = feed_positions::find(db, FOLLOWER).await?;
    let mut at = stored.unwrap_or_default();
    let mut entries = feed::read_after(db, at.seq, ENTRIES).await?;
    if at.until > at.seq {
        entries.retain(|entry| entry.seq <= at.until);
    }
    let Some(last) = entries.last() else {
        return Ok(None);
    };
    at.until = last.seq;
    app.catch_up(&Silent).await?;
    let stretch = Stretch::of(app, entries, at).await?;
    let part = stretch.part(app, at.done).await?;
    let to = match part.is_last {
        true => FeedPosition {
            seq: at.until,
            until: at.until,
            done: 0,
        },
        false => FeedPosition {
            done: at.done + part.units,
            ..at
        },
    };
    let telling = tell::to_whom(app, &part.news).await?;
    let tx = db.begin().await?;
    feed_positions::advance(&tx, FOLLOWER, stored, to).await?;
    standings::forget_needs(&tx, &part.closed).await?;
    standings::note(&tx, &part.noted).await?;
    let told = eslabon_storage::alerts::tell(&tx, &telling).await?;
    tx.commit().await?;
    Ok(Some(Followed {
        parts: 1,
        pairs: part.pairs,
        told,
    }))
}

/// What changed in a stretch of the feed, with what it is held against.
struct Stretch {
    open: Arc<OpenNeeds>,
    needs: Vec<NeedId>,
    sites: Vec<SiteId>,
    /// What was changed after the stretch, and is seen already: its own stretch tells of it.
    later_needs: BTreeSet<NeedId>,
    later_sites: BTreeSet<SiteId>,
}

/// What came of a part of a stretch.
#[derive(Default)]
struct Part {
    units: i64,
    is_last: bool,
    pairs: u64,
    closed: Vec<NeedId>,
    noted: Vec<PairStanding>,
    news: Vec<News>,
}

impl Stretch {
    async fn of(app: &App, entries: Vec<FeedEntry>, at: FeedPosition) -> AppResult<Self> {
        let (needs, sites) = changed(app, entries).await?;
        let open = open_needs::load(app).await?;
        // Read last: whatever was loaded in a later form has its entry here.
        let later = feed::read_after(app.database(), at.until, LATER).await?;
        let (later_needs, later_sites) = changed(app, later).await?;
        Ok(Self {
            open,
            needs: needs.into_iter().collect(),
            sites: sites.into_iter().collect(),
            later_needs,
            later_sites,
        })
    }

    /// Works on what follows the first `done` units, until enough pairs were looked at.
    async fn part(&self, app: &App, done: i64) -> AppResult<Part> {
        let done = usize::try_from(done).unwrap_or(usize::MAX);
        let (mut part, mut room) = (Part::default(), PAIRS);
        let needs = self.needs.get(done..).unwrap_or_default();
        if !needs.is_empty() {
            let firms = standings::sites_with_people(app.database(), &roles_of_firms()).await?;
            for id in needs {
                self.need(app, *id, &firms, &mut part).await?;
                part.units += 1;
                room = room.saturating_sub(firms.len().max(1));
                if room == 0 {
                    return Ok(self.ended(part, done));
                }
            }
        }
        let sites = done.saturating_sub(self.needs.len());
        let sites = self.sites.get(sites..).unwrap_or_default();
        let among = standings::with_people_among(app.database(), &roles_of_firms(), sites).await?;
        let with_people: BTreeMap<SiteId, OrganisationId> = among.into_iter().collect();
        for id in sites {
            part.units += 1;
            let Some(firm) = with_people.get(id) else {
                continue;
            };
            self.site(app, *id, *firm, &mut part).await?;
            room = room.saturating_sub(self.open.needs.len().max(1));
            if room == 0 {
                break;
            }
        }
        Ok(self.ended(part, done))
    }

    fn ended(&self, mut part: Part, done: usize) -> Part {
        let units = usize::try_from(part.units).unwrap_or(usize::MAX);
        part.is_last = done.saturating_add(units) >= self.needs.len() + self.sites.len();
        part
    }

    /// One changed need against every firm with an account.
    async fn need(
        &self,
        app: &App,
        id: NeedId,
        firms: &[(SiteId, OrganisationId)],
        part: &mut Part,
    ) -> AppResult<()> {
        let Some(open) = self.open.needs.get(&id) else {
            part.closed.push(id);
            return Ok(());
        };
        let before = standings::of_need(app.database(), id).await?;
        let pairs = pairs::of_need(app, open, firms).await?;
        part.pairs += pairs.len() as u64;
        for (site, firm) in firms {
            let Some(mut now) = pairs.get(site).copied() else {
                continue;
            };
            let (for_owner, for_buyer) = known(before.get(site));
            if self.later_sites.contains(site) {
                // The buyer is told of what the firm changed when its turn comes.
                now.for_buyer = for_buyer;
            }
            let mut told = Vec::new();
            if AlertKind::Opportunity.is_news(for_owner, now.for_owner) {
                told.push((AlertKind::Opportunity, now.for_owner));
            }
            let has_changed = self.sites.binary_search(site).is_ok();
            if has_changed && AlertKind::Supplier.is_news(for_buyer, now.for_buyer) {
                told.push((AlertKind::Supplier, now.for_buyer));
            }
            part.take(app, open, (*site, *firm), before.get(site), now, told);
        }
        Ok(())
    }

    /// One changed site against the open needs that have no turn of their own.
    async fn site(
        &self,
        app: &App,
        id: SiteId,
        firm: OrganisationId,
        part: &mut Part,
    ) -> AppResult<()> {
        let has_own_turn = |need: &NeedId| {
            self.needs.binary_search(need).is_ok() || self.later_needs.contains(need)
        };
        let needs = self
            .open
            .needs
            .iter()
            .filter(|(need, _)| !has_own_turn(need));
        let needs: Vec<Arc<OpenNeed>> = needs.map(|(_, open)| Arc::clone(open)).collect();
        let before = standings::of_site(app.database(), id).await?;
        let pairs = pairs::of_site(app, id, needs).await?;
        part.pairs += pairs.len() as u64;
        for (open, now) in pairs {
            let known_pair = before.get(&open.need.id);
            let (_, for_buyer) = known(known_pair);
            let told = match AlertKind::Supplier.is_news(for_buyer, now.for_buyer) {
                true => vec![(AlertKind::Supplier, now.for_buyer)],
                false => Vec::new(),
            };
            part.take(app, &open, (id, firm), known_pair, now, told);
        }
        Ok(())
    }
}

impl Part {
    /// Notes where a pair stands, if that is new, and what is to be told of it.
    fn take(
        &mut self,
        app: &App,
        open: &Arc<OpenNeed>,
        (site, firm): (SiteId, OrganisationId),
        before: Option<&PairStanding>,
        now: Pair,
        told: Vec<(AlertKind, Nearness)>,
    ) {
        let same = before.is_some_and(|was| was.need_version == open.need.version)
            && known(before) == (now.for_owner, now.for_buyer);
        let never_in_reach = before.is_none()
            && (now.for_owner, now.for_buyer) == (Nearness::OutOfReach, Nearness::OutOfReach);
        if !same && !never_in_reach {
            self.noted.push(PairStanding {
                need: open.need.id,
                site,
                for_owner: now.for_owner,
                for_buyer: now.for_buyer,
                need_version: open.need.version,
                noted_at: app.now(),
            });
        }
        for (kind, nearness) in told {
            self.news.push(News {
                kind,
                open: Arc::clone(open),
                site,
                firm,
                nearness,
            });
        }
    }
}

/// Where a pair stood, for the firm and for the buyer.
fn known(before: Option<&PairStanding>) -> (Nearness, Nearness) {
    before.map_or_else(Default::default, |was| (was.for_owner, was.for_buyer))
}

/// What these entries changed. Of a site that was merged, the one that stands for it has changed.
pub(super) async fn changed(
    app: &App,
    entries: Vec<FeedEntry>,
) -> AppResult<(BTreeSet<NeedId>, BTreeSet<SiteId>)> {
    let (mut needs, mut sites) = (BTreeSet::new(), BTreeSet::new());
    for entry in entries {
        match entry.change {
            Change::Needs(ids) => needs.extend(ids),
            Change::Sites(ids) => sites.extend(ids),
            // What services and words change is found when a need or a profile changes next.
            Change::Services | Change::Vocabulary => {}
        }
    }
    let ids: Vec<SiteId> = sites.iter().copied().collect();
    for (merged, stands) in merges::stand_ins(app.database(), &ids).await? {
        sites.remove(&merged);
        sites.insert(stands);
    }
    Ok((needs, sites))
}
