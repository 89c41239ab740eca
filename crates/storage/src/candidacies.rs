//! Suppliers on the lists of needs, and what happened to each. A candidacy says how it stands, its steps
//! say how it came to stand so: they are only ever added. Must not decide.

use crate::batch::{self, OnClash};
use crate::encode;
use crate::entities::{candidacies as table, candidacy_steps as steps};
use crate::{Read, StorageError, StorageResult, Transaction};
use eslabon_domain::candidacies::{Stage, Step};
use eslabon_domain::ids::{CandidacyId, CentreId, NeedId, PersonId, ShortlistId, SiteId};
use jiff::Timestamp;
use jiff::civil::Date;
use sea_orm::prelude::Uuid;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// That a person signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// Who.
    pub person: PersonId,
    /// Her name, that day.
    pub name: String,
    /// When.
    pub at: Timestamp,
}

/// What is done next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextAction {
    /// What.
    pub what: String,
    /// By whom, in words: not everyone who does something has an account.
    pub owner: String,
    /// Until when.
    pub on: Date,
}

/// A supplier on a need's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidacy {
    /// Its id.
    pub id: CandidacyId,
    /// For which need.
    pub need: NeedId,
    /// Which site.
    pub site: SiteId,
    /// The centre in whose pipeline the need lies.
    pub centre: CentreId,
    /// The saved answer from which it was taken.
    pub shortlist: ShortlistId,
    /// How far it has come.
    pub stage: Stage,
    /// Version: a stale save is refused.
    pub version: i32,
    /// Why it was rejected, from the list of reasons.
    pub reason: Option<String>,
    /// The buyer's signature that it be chosen.
    pub buyer: Option<Signature>,
    /// The centre's.
    pub for_centre: Option<Signature>,
    /// What is done next.
    pub next: Option<NextAction>,
    /// Who put it on the list.
    pub created_by: String,
    /// When.
    pub created_at: Timestamp,
}

/// Something that happened to a candidate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// To which.
    pub candidacy: CandidacyId,
    /// When.
    pub at: Timestamp,
    /// Who, if she has an account.
    pub person: Option<PersonId>,
    /// Her name, that day.
    pub by: String,
    /// In which role.
    pub role: String,
    /// What.
    pub step: Step,
    /// At which stage it stood afterwards.
    pub stage: Stage,
    /// Of a rejection: why.
    pub reason: Option<String>,
    /// In words.
    pub words: String,
}

/// Writes a new candidacy.
///
/// # Errors
/// [`StorageError::Conflict`] where the site is on the need's list already, [`StorageError::NotFound`]
/// where need, site, centre or shortlist does not exist.
pub async fn insert(tx: &Transaction, candidacy: &Candidacy) -> StorageResult<()> {
    batch::insert_all::<table::Entity, _>(tx.inner(), &[to_row(candidacy)], OnClash::Fail).await?;
    Ok(())
}

/// Overwrites a candidacy that still has the version that was read; its version goes up by one.
///
/// # Errors
/// [`StorageError::Conflict`] where it was changed in between, [`StorageError::NotFound`] where there is
/// none.
pub async fn update(tx: &Transaction, candidacy: &Candidacy) -> StorageResult<()> {
    use table::Column as C;
    let set = [
        C::Stage,
        C::Reason,
        C::BuyerPersonId,
        C::BuyerSignedBy,
        C::BuyerSignedAt,
        C::CentrePersonId,
        C::CentreSignedBy,
        C::CentreSignedAt,
        C::NextWhat,
        C::NextOwner,
        C::NextOn,
    ];
    let row = [to_row(candidacy)];
    let written = batch::update_all::<table::Entity, _>(tx.inner(), &row, &set, true).await?;
    if written == 1 {
        return Ok(());
    }
    match find(tx, candidacy.id).await? {
        Some(_) => Err(StorageError::Conflict),
        None => Err(StorageError::NotFound),
    }
}

/// The candidacy of this id.
///
/// # Errors
/// As any statement.
pub async fn find(db: &impl Read, id: CandidacyId) -> StorageResult<Option<Candidacy>> {
    let row = table::Entity::find_by_id(id.0).one(db.connection()).await?;
    row.map(from_row).transpose()
}

/// Everyone on a need's list, in the order in which they were put there.
///
/// # Errors
/// As any statement.
pub async fn of_need(db: &impl Read, need: NeedId) -> StorageResult<Vec<Candidacy>> {
    let rows = table::Entity::find()
        .filter(table::Column::NeedId.eq(need.0))
        .order_by_asc(table::Column::CreatedAt)
        .order_by_asc(table::Column::Id)
        .all(db.connection())
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// Adds what happened.
///
/// # Errors
/// [`StorageError::NotFound`] where there is no such candidacy.
pub async fn add_event(tx: &Transaction, event: &Event) -> StorageResult<()> {
    let row = steps::Model {
        id: Uuid::now_v7(),
        candidacy_id: event.candidacy.0,
        at: encode::micros(event.at),
        person_id: event.person.map(|person| person.0),
        done_by: event.by.clone(),
        role: event.role.clone(),
        step: event.step.as_str().to_owned(),
        stage: event.stage.as_str().to_owned(),
        reason: event.reason.clone(),
        words: event.words.clone(),
    };
    batch::insert_all::<steps::Entity, _>(tx.inner(), &[row], OnClash::Fail).await?;
    Ok(())
}

/// Everything that happened to a candidate, the latest first.
///
/// # Errors
/// As any statement.
pub async fn events(db: &impl Read, id: CandidacyId) -> StorageResult<Vec<Event>> {
    let rows = steps::Entity::find()
        .filter(steps::Column::CandidacyId.eq(id.0))
        .order_by_desc(steps::Column::At)
        .order_by_desc(steps::Column::Id)
        .all(db.connection())
        .await?;
    rows.into_iter().map(event_from_row).collect()
}

fn to_row(candidacy: &Candidacy) -> table::Model {
    let (buyer, for_centre) = (candidacy.buyer.as_ref(), candidacy.for_centre.as_ref());
    let next = candidacy.next.as_ref();
    table::Model {
        id: candidacy.id.0,
        need_id: candidacy.need.0,
        site_id: candidacy.site.0,
        centre_id: candidacy.centre.0,
        shortlist_id: candidacy.shortlist.0,
        stage: candidacy.stage.as_str().to_owned(),
        version: candidacy.version,
        reason: candidacy.reason.clone(),
        buyer_person_id: buyer.map(|one| one.person.0),
        buyer_signed_by: buyer.map(|one| one.name.clone()),
        buyer_signed_at: buyer.map(|one| encode::micros(one.at)),
        centre_person_id: for_centre.map(|one| one.person.0),
        centre_signed_by: for_centre.map(|one| one.name.clone()),
        centre_signed_at: for_centre.map(|one| encode::micros(one.at)),
        next_what: next.map(|next| next.what.clone()),
        next_owner: next.map(|next| next.owner.clone()),
        next_on: next.map(|next| encode::day(next.on)),
        created_by: candidacy.created_by.clone(),
        created_at: encode::micros(candidacy.created_at),
    }
}

fn signature(
    person: Option<Uuid>,
    name: Option<String>,
    at: Option<i64>,
) -> StorageResult<Option<Signature>> {
    let (Some(person), Some(name), Some(at)) = (person, name, at) else {
        return Ok(None);
    };
    Ok(Some(Signature {
        person: PersonId(person),
        name,
        at: encode::timestamp(at)?,
    }))
}

fn stage(word: &str, column: &str) -> StorageResult<Stage> {
    Stage::parse(word).ok_or_else(|| encode::corrupt(column))
}

fn from_row(row: table::Model) -> StorageResult<Candidacy> {
    let next = match (row.next_what, row.next_owner, row.next_on) {
        (Some(what), Some(owner), Some(on)) => Some(NextAction {
            what,
            owner,
            on: encode::date(&on)?,
        }),
        _ => None,
    };
    Ok(Candidacy {
        id: CandidacyId(row.id),
        need: NeedId(row.need_id),
        site: SiteId(row.site_id),
        centre: CentreId(row.centre_id),
        shortlist: ShortlistId(row.shortlist_id),
        stage: stage(&row.stage, "candidacies.stage")?,
        version: row.version,
        reason: row.reason,
        buyer: signature(
            row.buyer_person_id,
            row.buyer_signed_by,
            row.buyer_signed_at,
        )?,
        for_centre: signature(
            row.centre_person_id,
            row.centre_signed_by,
            row.centre_signed_at,
        )?,
        next,
        created_by: row.created_by,
        created_at: encode::timestamp(row.created_at)?,
    })
}

fn event_from_row(row: steps::Model) -> StorageResult<Event> {
    Ok(Event {
        candidacy: CandidacyId(row.candidacy_id),
        at: encode::timestamp(row.at)?,
        person: row.person_id.map(PersonId),
        by: row.done_by,
        role: row.role,
        step: Step::parse(&row.step).ok_or_else(|| encode::corrupt("candidacy_steps.step"))?,
        stage: stage(&row.stage, "candidacy_steps.stage")?,
        reason: row.reason,
        words: row.words,
    })
}
