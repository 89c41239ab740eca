//! Firms that were referred to institutions: what the institution was told, what it answered, what came of it. A
//! referral knows no more of a firm than it needs. Must not decide.

use crate::batch::{self, OnClash};
use crate::encode;
use crate::entities::referrals as table;
use crate::{Read, StorageError, StorageResult, Transaction};
use eslabon_domain::follow_up::ReferralStatus;
use eslabon_domain::ids::{
    CentreId, OrganisationId, PersonId, ProgrammeId, ProgrammeStepId, ReferralId, ServiceId,
    SiteFileId,
};
use eslabon_domain::privacy::ERASED_NAME;
use jiff::Timestamp;
use jiff::civil::Date;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};

/// Whom an institution speaks to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contact {
    /// Who.
    pub name: String,
    /// By telephone; may be empty.
    pub telephone: String,
    /// By mail; may be empty.
    pub email: String,
}

/// What an institution answered last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The first day that it offers instead, where it does.
    pub offered_on: Option<Date>,
    /// In words: why it declines, what it asks.
    pub words: String,
    /// Who answered, if she has an account.
    pub person: Option<PersonId>,
    /// Her name, that day.
    pub by: String,
    /// In which role: staff take down what an institution says on the telephone.
    pub role: String,
    /// When.
    pub at: Timestamp,
}

/// What came of a referral.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The day on which it was done.
    pub done_on: Date,
    /// How many people of the firm took part; absent where nobody counted.
    pub attended: Option<i64>,
    /// The folio of the certificate (DC-3 for training); may be empty.
    pub certificate: String,
    /// In words; may be empty.
    pub words: String,
    /// The paper that shows it.
    pub file: Option<SiteFileId>,
}

/// A referral.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Referral {
    /// Its id.
    pub id: ReferralId,
    /// The centre that refers.
    pub centre: CentreId,
    /// Of which programme.
    pub programme: ProgrammeId,
    /// For which step.
    pub step: ProgrammeStepId,
    /// To whom.
    pub institution: OrganisationId,
    /// For which service.
    pub service: ServiceId,
    /// How it stands.
    pub status: ReferralStatus,
    /// Version: a stale save is refused.
    pub version: i32,
    /// The firm's name, that day.
    pub firm_name: String,
    /// The service's, that day.
    pub service_name: String,
    /// What the centre says to it; may be empty.
    pub words: String,
    /// Whom to speak to, while it is not over.
    pub contact: Option<Contact>,
    /// The first day that is asked for, or was agreed.
    pub starts_on: Date,
    /// The last day.
    pub ends_on: Date,
    /// Who referred.
    pub sent_by: String,
    /// When.
    pub sent_at: Timestamp,
    /// What the institution answered last.
    pub reply: Option<Reply>,
    /// What came of it.
    pub outcome: Option<Outcome>,
}

/// Writes a new referral.
///
/// # Errors
/// [`StorageError::NotFound`] where something that it names does not exist.
pub async fn insert(tx: &Transaction, referral: &Referral) -> StorageResult<()> {
    batch::insert_all::<table::Entity, _>(tx.inner(), &[to_row(referral)], OnClash::Fail).await?;
    Ok(())
}

/// Overwrites a referral that still has the version that was read; its version goes up by one.
///
/// # Errors
/// [`StorageError::Conflict`] where it was changed in between, [`StorageError::NotFound`] where there is
/// none.
pub async fn update(tx: &Transaction, referral: &Referral) -> StorageResult<()> {
    use table::Column as C;
    let set = [
        C::Status,
        C::ContactName,
        C::ContactTelephone,
        C::ContactEmail,
        C::StartsOn,
        C::EndsOn,
        C::OfferedOn,
        C::AnswerWords,
        C::AnswerPersonId,
        C::AnsweredBy,
        C::AnsweredRole,
        C::AnsweredAt,
        C::DoneOn,
        C::Attended,
        C::Certificate,
        C::OutcomeWords,
        C::FileId,
    ];
    let row = [to_row(referral)];
    let written = batch::update_all::<table::Entity, _>(tx.inner(), &row, &set, true).await?;
    if written == 1 {
        return Ok(());
    }
    match find(tx, referral.id).await? {
        Some(_) => Err(StorageError::Conflict),
        None => Err(StorageError::NotFound),
    }
}

/// The referral of this id.
///
/// # Errors
/// As any statement.
pub async fn find(db: &impl Read, id: ReferralId) -> StorageResult<Option<Referral>> {
    let row = table::Entity::find_by_id(id.0).one(db.connection()).await?;
    row.map(from_row).transpose()
}

/// Whose referrals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Of {
    /// Those to this institution.
    Institution(OrganisationId),
    /// Those of this centre.
    Centre(CentreId),
}

/// The latest referrals, newest first.
///
/// # Errors
/// As any statement.
pub async fn list(db: &impl Read, of: &Of, limit: u64) -> StorageResult<Vec<Referral>> {
    let which = match of {
        Of::Institution(id) => table::Column::InstitutionId.eq(id.0),
        Of::Centre(id) => table::Column::CentreId.eq(id.0),
    };
    load(db, table::Entity::find().filter(which).limit(limit)).await
}

/// The referrals of these programmes, newest first.
///
/// # Errors
/// As any statement.
pub async fn of_programmes(
    db: &impl Read,
    programmes: &[ProgrammeId],
) -> StorageResult<Vec<Referral>> {
    let mut found = Vec::new();
    for chunk in programmes.chunks(batch::MAX_IN) {
        let these = table::Column::ProgrammeId.is_in(chunk.iter().map(|id| id.0));
        found.extend(load(db, table::Entity::find().filter(these)).await?);
    }
    Ok(found)
}

async fn load(db: &impl Read, select: Select<table::Entity>) -> StorageResult<Vec<Referral>> {
    let rows = select
        .order_by_desc(table::Column::SentAt)
        .order_by_desc(table::Column::Id)
        .all(db.connection())
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// Whoever is named as contact under one of these names, or by this address, is not any more.
///
/// # Errors
/// As any statement.
pub(crate) async fn forget_contact(
    tx: &Transaction,
    names: &[String],
    email: Option<&str>,
) -> StorageResult<()> {
    use table::Column as C;
    let mut hers = Condition::any().add(C::ContactName.is_in(names.iter().map(String::as_str)));
    if let Some(email) = email {
        hers = hers.add(C::ContactEmail.eq(email));
    }
    table::Entity::update_many()
        .col_expr(C::ContactName, Expr::value(ERASED_NAME))
        .col_expr(C::ContactTelephone, Expr::value(""))
        .col_expr(C::ContactEmail, Expr::value(""))
        .filter(hers)
        .exec(tx.inner())
        .await?;
    Ok(())
}

fn to_row(referral: &Referral) -> table::Model {
    let contact = referral.contact.clone().unwrap_or_default();
    let (reply, outcome) = (referral.reply.as_ref(), referral.outcome.as_ref());
    table::Model {
        id: referral.id.0,
        centre_id: referral.centre.0,
        programme_id: referral.programme.0,
        step_id: referral.step.0,
        institution_id: referral.institution.0,
        service_id: referral.service.0,
        status: referral.status.as_str().to_owned(),
        version: referral.version,
        firm_name: referral.firm_name.clone(),
        service_name: referral.service_name.clone(),
        words: referral.words.clone(),
        contact_name: contact.name,
        contact_telephone: contact.telephone,
        contact_email: contact.email,
        starts_on: encode::day(referral.starts_on),
        ends_on: encode::day(referral.ends_on),
        sent_by: referral.sent_by.clone(),
        sent_at: encode::micros(referral.sent_at),
        offered_on: reply.and_then(|reply| reply.offered_on).map(encode::day),
        answer_words: reply.map(|reply| reply.words.clone()),
        answer_person_id: reply.and_then(|reply| reply.person).map(|person| person.0),
        answered_by: reply.map(|reply| reply.by.clone()),
        answered_role: reply.map(|reply| reply.role.clone()),
        answered_at: reply.map(|reply| encode::micros(reply.at)),
        done_on: outcome.map(|outcome| encode::day(outcome.done_on)),
        attended: outcome.and_then(|outcome| outcome.attended),
        certificate: outcome.map(|outcome| outcome.certificate.clone()),
        outcome_words: outcome.map(|outcome| outcome.words.clone()),
        file_id: outcome.and_then(|outcome| outcome.file).map(|file| file.0),
    }
}

fn from_row(row: table::Model) -> StorageResult<Referral> {
    let reply = match (row.answered_by, row.answered_role, row.answered_at) {
        (Some(by), Some(role), Some(at)) => Some(Reply {
            offered_on: encode::date_opt(row.offered_on)?,
            words: row.answer_words.unwrap_or_default(),
            person: row.answer_person_id.map(PersonId),
            by,
            role,
            at: encode::timestamp(at)?,
        }),
        _ => None,
    };
    let outcome = match row.done_on {
        Some(day) => Some(Outcome {
            done_on: encode::date(&day)?,
            attended: row.attended,
            certificate: row.certificate.unwrap_or_default(),
            words: row.outcome_words.unwrap_or_default(),
            file: row.file_id.map(SiteFileId),
        }),
        None => None,
    };
    let contact = Contact {
        name: row.contact_name,
        telephone: row.contact_telephone,
        email: row.contact_email,
    };
    Ok(Referral {
        id: ReferralId(row.id),
        centre: CentreId(row.centre_id),
        programme: ProgrammeId(row.programme_id),
        step: ProgrammeStepId(row.step_id),
        institution: OrganisationId(row.institution_id),
        service: ServiceId(row.service_id),
        status: ReferralStatus::parse(&row.status)
            .ok_or_else(|| encode::corrupt("referrals.status"))?,
        version: row.version,
        firm_name: row.firm_name,
        service_name: row.service_name,
        words: row.words,
        contact: Some(contact).filter(|contact| *contact != Contact::default()),
        starts_on: encode::date(&row.starts_on)?,
        ends_on: encode::date(&row.ends_on)?,
        sent_by: row.sent_by,
        sent_at: encode::timestamp(row.sent_at)?,
        reply,
        outcome,
    })
}
