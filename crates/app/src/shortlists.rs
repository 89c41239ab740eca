//! Shortlists: every supplier scored exactly against a need, the answer saved with its reasons and
//! opened again unchanged.

use crate::capacity::ramp_for;
use crate::context::{App, Derived, Silent, Words};
use crate::derive;
use crate::error::{AppError, AppResult};
use crate::grants::comparable;
use crate::needs::load_need;
use crate::policy::{self, Operation};
use crate::search::SupplierCard;
use crate::suppliers::cards_of;
use eslabon_domain::actors::Actor;
use eslabon_domain::attributes::ConfidentialityGroup;
use eslabon_domain::ids::{NeedId, OrganisationId, ShortlistId, SiteId};
use eslabon_domain::needs::Need;
use eslabon_engine::matching::{Answer, Candidate, CapabilityTable, Question, shortlist};
use eslabon_storage::shortlists::{self, SavedShortlist};
use eslabon_storage::{AuditRecord, Concerns, supplier_rows};
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::{BTreeSet, HashMap};

/// Candidates explained and saved per group.
pub const PER_GROUP: usize = 50;

/// A saved shortlist as it is shown.
#[derive(Debug, Clone)]
pub struct ShortlistView {
    /// Its id.
    pub id: ShortlistId,
    /// The need, as it is today.
    pub need: Need,
    /// The answer, as it was saved.
    pub answer: Answer,
    /// When it was made.
    pub created_at: Timestamp,
    /// By whom.
    pub created_by: String,
    /// The need has been changed since.
    pub need_changed: bool,
    /// It asks for figures that firms keep closed: counts take those as unknown.
    pub asks_closed: bool,
    /// Names and places of the candidates.
    pub cards: HashMap<SiteId, SupplierCard>,
}

/// An answer that is not saved.
#[derive(Debug, Clone)]
pub struct Matched {
    /// The need.
    pub need: Need,
    /// Every supplier scored against it.
    pub answer: Answer,
    /// Names and places of the candidates.
    pub cards: HashMap<SiteId, SupplierCard>,
}

/// Scores every supplier against a need as of a day, and saves nothing.
///
/// # Errors
/// As [`make_shortlist`].
pub async fn match_need(app: &App, actor: &Actor, need: NeedId, on: Date) -> AppResult<Matched> {
    policy::require(actor, Operation::MakeShortlist)?;
    let need = load_need(app, actor, need).await?;
    app.catch_up(&Silent).await?;
    let answer = compute(app, &need, on).await?;
    Ok(Matched {
        cards: cards_of(app, &sites_of(&answer)).await?,
        need,
        answer,
    })
}

/// Scores every supplier against a need as of a day, and saves the answer.
///
/// # Errors
/// [`AppError::NotFound`] for a need that the actor may not know of; [`AppError::Forbidden`].
pub async fn make_shortlist(
    app: &App,
    actor: &Actor,
    need: NeedId,
    on: Date,
) -> AppResult<ShortlistView> {
    policy::require(actor, Operation::MakeShortlist)?;
    let need = load_need(app, actor, need).await?;
    app.catch_up(&Silent).await?;
    let answer = compute(app, &need, on).await?;
    let saved = SavedShortlist {
        id: ShortlistId::generate(),
        centre: app.centre(),
        need: need.id,
        need_version: need.version,
        evaluated_on: on,
        created_at: app.now(),
        created_by: actor.name.clone(),
        answer: serde_json::to_value(&answer).map_err(|e| AppError::Internal(e.to_string()))?,
    };
    let tx = app.database().begin().await?;
    shortlists::insert(&tx, &saved).await?;
    let record = AuditRecord {
        actor,
        action: "shortlist.create",
        object: saved.id.to_string(),
        detail: serde_json::json!({ "need": need.id, "scored": answer.scored }),
        at: saved.created_at,
    };
    tx.audit_concerning(record, Concerns::organisation(need.organisation))
        .await?;
    tx.commit().await?;
    view(app, need, saved, answer).await
}

/// The answer to a need without saving it; the engine runs on its own thread.
async fn compute(app: &App, need: &Need, on: Date) -> AppResult<Answer> {
    let (words, derived, need) = (app.words(), app.derived(), need.clone());
    // Asked of the database each time, not of the table: what was taken back is not compared any more.
    let allowed = comparable(app, need.organisation).await?;
    let work = move || {
        let question = question(&words, &derived, &need, on, allowed);
        shortlist(&derived.table, &question, PER_GROUP)
    };
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|e| AppError::Internal(e.to_string()))
}

pub(crate) fn question<'a>(
    words: &'a Words,
    derived: &'a Derived,
    need: &'a Need,
    on: Date,
    allowed: BTreeSet<(OrganisationId, ConfidentialityGroup)>,
) -> Question<'a> {
    let mut text_terms: BTreeSet<String> = BTreeSet::new();
    for text in [&need.title, &need.description] {
        text_terms.extend(derive::terms_of(&text.text, text.lang));
    }
    Question {
        need,
        on,
        ramp: ramp_for(need),
        text_concepts: derive::concepts_of_need(words, need),
        text_terms,
        vocabulary: &words.vocabulary,
        attributes: &words.attributes,
        services: &derived.services,
        allowed,
    }
}

/// One site by itself, ready to be scored: no score depends on another site, so that its answer is the
/// one that it has among all.
pub(crate) struct OneSite {
    table: CapabilityTable,
    owner: OrganisationId,
}

impl OneSite {
    /// The site as it is known now; nothing where there is none.
    pub(crate) async fn load(app: &App, site: SiteId) -> AppResult<Option<Self>> {
        let rows = supplier_rows::of_ids(app.database(), &[site]).await?;
        let words = app.words();
        Ok(rows.first().map(|row| {
            let mut table = CapabilityTable::new(&words.vocabulary);
            table.upsert(derive::site_profile(&words, row));
            let owner = row.organisation.id;
            Self { table, owner }
        }))
    }

    /// How near it comes to a need, as the buyer may know it.
    pub(crate) async fn for_buyer(
        &self,
        app: &App,
        need: &Need,
        on: Date,
    ) -> AppResult<Option<Candidate>> {
        let allowed = comparable(app, need.organisation).await?;
        Ok(self.assess(app, need, on, allowed))
    }

    /// How near it comes to a need, as its owner may know it: by her own closed figures, too.
    pub(crate) fn for_owner(&self, app: &App, need: &Need, on: Date) -> Option<Candidate> {
        let own = ConfidentialityGroup::CLOSED.map(|group| (self.owner, group));
        self.assess(app, need, on, own.into())
    }

    fn assess(
        &self,
        app: &App,
        need: &Need,
        on: Date,
        allowed: BTreeSet<(OrganisationId, ConfidentialityGroup)>,
    ) -> Option<Candidate> {
        let (words, derived) = (app.words(), app.derived());
        let question = question(&words, &derived, need, on, allowed);
        shortlist(&self.table, &question, 1).candidates.pop()
    }
}

/// Opens a saved shortlist: the stored answer, unchanged.
///
/// # Errors
/// [`AppError::NotFound`], also for the shortlist of a need that the actor may not know of.
pub async fn load_shortlist(app: &App, actor: &Actor, id: ShortlistId) -> AppResult<ShortlistView> {
    policy::require(actor, Operation::SeeShortlist)?;
    let saved = shortlists::find(app.database(), id)
        .await?
        .ok_or(AppError::NotFound)?;
    let need = load_need(app, actor, saved.need).await?;
    let answer: Answer = serde_json::from_value(saved.answer.clone())
        .map_err(|e| AppError::Internal(format!("saved shortlist: {e}")))?;
    view(app, need, saved, answer).await
}

/// A saved shortlist as a line of a list.
#[derive(Debug, Clone)]
pub struct ShortlistLine {
    /// Its id.
    pub id: ShortlistId,
    /// When it was made.
    pub created_at: Timestamp,
    /// By whom.
    pub created_by: String,
    /// As of which day.
    pub evaluated_on: Date,
    /// Of which version of the need.
    pub need_version: i32,
}

/// The saved shortlists of a need, newest first.
///
/// # Errors
/// As [`load_shortlist`].
pub async fn list_shortlists(
    app: &App,
    actor: &Actor,
    need: NeedId,
) -> AppResult<Vec<ShortlistLine>> {
    policy::require(actor, Operation::SeeShortlist)?;
    let need = load_need(app, actor, need).await?;
    let saved = shortlists::list_of_need(app.database(), need.id).await?;
    Ok(saved
        .into_iter()
        .map(|s| ShortlistLine {
            id: s.id,
            created_at: s.created_at,
            created_by: s.created_by,
            evaluated_on: s.evaluated_on,
            need_version: s.need_version,
        })
        .collect())
}

async fn view(
    app: &App,
    need: Need,
    saved: SavedShortlist,
    answer: Answer,
) -> AppResult<ShortlistView> {
    let words = app.words();
    let asks_closed = answer.criteria.iter().any(|criterion| {
        let attribute = words.attributes.find(&criterion.attribute);
        attribute.is_some_and(|a| !policy::is_open_group(a.group))
    });
    let cards = cards_of(app, &sites_of(&answer)).await?;
    Ok(ShortlistView {
        asks_closed,
        id: saved.id,
        need_changed: need.version != saved.need_version,
        need,
        answer,
        created_at: saved.created_at,
        created_by: saved.created_by,
        cards,
    })
}

/// The sites of an answer's candidates.
fn sites_of(answer: &Answer) -> Vec<SiteId> {
    let candidates = answer.candidates.iter();
    candidates.map(|candidate| candidate.site).collect()
}
