//! Reading what one was told. Who may know of a need, its buyer and a supplier is asked now, not when it was
//! told: what one may not know any more is neither shown nor counted.

use super::{group_of, scope_of};
use crate::context::{App, Words};
use crate::error::{AppError, AppResult};
use crate::grants::comparable;
use crate::needs::load_needs;
use crate::policy::{self, Operation};
use crate::search::{SupplierCard, card_of};
use eslabon_domain::actors::Actor;
use eslabon_domain::alerts::{AlertKind, Nearness};
use eslabon_domain::attributes::ConfidentialityGroup;
use eslabon_domain::ids::{NeedId, OrganisationId, PersonId, SiteId};
use eslabon_domain::needs::{Need, Strength};
use eslabon_engine::matching::Group;
use eslabon_storage::{alerts, merges, supplier_rows};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// Which alerts, and how many of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AlertQuery {
    /// Those before this one: the next of the page before.
    pub before: Option<i64>,
    /// At most so many.
    pub limit: usize,
    /// Only those that were not read.
    pub unread_only: bool,
}

/// An alert as it is shown.
#[derive(Debug, Clone)]
pub struct AlertLine {
    /// Its number: names it, and orders the list.
    pub number: i64,
    /// Of what it tells.
    pub kind: AlertKind,
    /// The need as it is now, without its buyer where she is not shown.
    pub need: Need,
    /// The supplier; of what was merged, the one that stands for it.
    pub site: SupplierCard,
    /// How near it came, when this was told; of what rested on figures that the firm has closed again since, that
    /// it is to be confirmed.
    pub group: Group,
    /// When.
    pub told_at: Timestamp,
    /// It was read.
    pub read: bool,
}

/// A page of alerts, newest first.
#[derive(Debug, Clone)]
pub struct AlertsPage {
    /// The lines.
    pub lines: Vec<AlertLine>,
    /// How many are unread, on all pages.
    pub unread: u64,
    /// Where the next page goes on, if there is one.
    pub next: Option<i64>,
}

/// What the actor was told and may still read, newest first.
///
/// # Errors
/// [`AppError::Forbidden`].
pub async fn list_alerts(app: &App, actor: &Actor, query: AlertQuery) -> AppResult<AlertsPage> {
    let person = reader(actor)?;
    let mut page = AlertsPage {
        lines: Vec::new(),
        unread: 0,
        next: None,
    };
    let Some(scope) = scope_of(actor) else {
        return Ok(page);
    };
    let db = app.database();
    page.unread = alerts::count_unread(db, person, &scope).await?;
    // One more than asked tells whether there is a next page.
    let limit = query.limit as u64 + 1;
    let mut found =
        alerts::list(db, person, &scope, query.unread_only, query.before, limit).await?;
    if found.len() > query.limit {
        found.truncate(query.limit);
        page.next = found.last().map(|alert| alert.number);
    }
    let needs: Vec<NeedId> = found.iter().map(|alert| alert.need).collect();
    let needs = load_needs(app, actor, &needs).await?;
    let sites = shown(app, found.iter().map(|alert| alert.site).collect()).await?;
    // A firm's own figures are no secret to it.
    let opened = match scope {
        alerts::Scope::Firm(_) => BTreeMap::new(),
        alerts::Scope::Buyer(_) | alerts::Scope::Centres(_) => {
            opened_to_buyers(app, &needs).await?
        }
    };
    let words = app.words();
    let lines = found.into_iter().filter_map(|alert| {
        let need = needs.get(&alert.need)?.clone();
        let (site, owner) = sites.get(&alert.site)?.clone();
        let allowed = opened.get(&need.organisation);
        let may_compare = |group| allowed.is_some_and(|all| all.contains(&(owner, group)));
        let is_known = alert.kind == AlertKind::Opportunity
            || closed_groups(&words, &need).into_iter().all(may_compare);
        let nearness = match is_known {
            true => alert.nearness,
            false => alert.nearness.min(Nearness::ToConfirm),
        };
        Some(AlertLine {
            number: alert.number,
            kind: alert.kind,
            need,
            site,
            group: group_of(nearness),
            told_at: alert.created_at,
            read: alert.read_at.is_some(),
        })
    });
    page.lines.extend(lines);
    Ok(page)
}

/// How many of the actor's alerts are unread; none for those who have none.
///
/// # Errors
/// If the database fails.
pub async fn count_unread(app: &App, actor: &Actor) -> AppResult<u64> {
    let (Ok(person), Some(scope)) = (reader(actor), scope_of(actor)) else {
        return Ok(0);
    };
    Ok(alerts::count_unread(app.database(), person, &scope).await?)
}

/// Marks the actor's alerts as read: those up to one of them, or all. Says how many were not yet. What was
/// told since the list was shown stays unread.
///
/// # Errors
/// [`AppError::NotFound`] where that one is not hers, [`AppError::Forbidden`].
pub async fn mark_read(app: &App, actor: &Actor, up_to: Option<i64>) -> AppResult<u64> {
    let person = reader(actor)?;
    if let Some(number) = up_to {
        let own = alerts::find(app.database(), person, number).await?;
        own.ok_or(AppError::NotFound)?;
    }
    let Some(scope) = scope_of(actor) else {
        return Ok(0);
    };
    let tx = app.database().begin().await?;
    let marked = alerts::mark_read(&tx, person, &scope, up_to, app.now()).await?;
    tx.commit().await?;
    Ok(marked)
}

/// The person who reads.
pub(super) fn reader(actor: &Actor) -> AppResult<PersonId> {
    policy::require(actor, Operation::SeeAlerts)?;
    actor.person.ok_or(AppError::Forbidden)
}

/// The closed groups that the musts of a need ask for.
fn closed_groups(words: &Words, need: &Need) -> BTreeSet<ConfidentialityGroup> {
    let criteria = need.criteria.iter();
    let musts = criteria.filter(|criterion| criterion.strength == Strength::Must);
    let groups =
        musts.filter_map(|criterion| Some(words.attributes.find(&criterion.attribute)?.group));
    groups
        .filter(|group| !policy::is_open_group(*group))
        .collect()
}

/// What the buyers of these needs may have compared today, where a need asks for what firms keep closed.
async fn opened_to_buyers(
    app: &App,
    needs: &BTreeMap<NeedId, Need>,
) -> AppResult<BTreeMap<OrganisationId, BTreeSet<(OrganisationId, ConfidentialityGroup)>>> {
    let words = app.words();
    let asking = needs.values();
    let asking = asking.filter(|need| !closed_groups(&words, need).is_empty());
    let asking: BTreeSet<OrganisationId> = asking.map(|need| need.organisation).collect();
    let mut opened = BTreeMap::new();
    for buyer in asking {
        opened.insert(buyer, comparable(app, buyer).await?);
    }
    Ok(opened)
}

/// These suppliers as they are shown, each with whose it is.
async fn shown(
    app: &App,
    mut sites: Vec<SiteId>,
) -> AppResult<BTreeMap<SiteId, (SupplierCard, OrganisationId)>> {
    sites.sort_unstable();
    sites.dedup();
    let stand_ins = merges::stand_ins(app.database(), &sites).await?;
    let shown: Vec<SiteId> = sites.iter().chain(stand_ins.values()).copied().collect();
    let words = app.words();
    let rows = supplier_rows::of_ids(app.database(), &shown).await?;
    let mut cards: BTreeMap<SiteId, (SupplierCard, OrganisationId)> = rows
        .iter()
        .map(|row| (row.site.id, (card_of(&words, row), row.organisation.id)))
        .collect();
    for (site, stands) in stand_ins {
        if let Some(card) = cards.get(&stands).cloned() {
            cards.insert(site, card);
        }
    }
    Ok(cards)
}
