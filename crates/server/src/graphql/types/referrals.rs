//! Referrals of firms to institutions.

use super::paging::bad_argument;
use super::programmes::Amount;
use crate::graphql::errors::UserError;
use crate::graphql::ids;
use async_graphql::{Enum, ID, InputObject, Result, SimpleObject};
use eslabon_app::records::{Contact, Referral as Record, WorkEntry as WorkRecord};
use eslabon_domain::follow_up::{ReferralEvent, ReferralStatus as DomainStatus};
use eslabon_domain::ids::{ProgrammeStepId, ReferralId, WorkEntryId};

/// How a referral stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "DomainStatus")]
pub enum ReferralStatus {
    /// The institution has not answered.
    Sent,
    /// The institution offers another first day; the centre has not said yes.
    Offered,
    /// The institution takes the firm.
    Accepted,
    /// It does not, and said why.
    Declined,
    /// It is done, with its outcome.
    Done,
    /// The centre took it back.
    Withdrawn,
}

/// What an institution answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum ReferralAnswerKind {
    /// It takes the firm on the dates that were asked.
    Accept,
    /// It offers another first day.
    Offer,
    /// It does not take the firm, or cannot go on.
    Decline,
}

impl From<ReferralAnswerKind> for ReferralEvent {
    fn from(kind: ReferralAnswerKind) -> Self {
        match kind {
            ReferralAnswerKind::Accept => ReferralEvent::Accept,
            ReferralAnswerKind::Offer => ReferralEvent::Offer,
            ReferralAnswerKind::Decline => ReferralEvent::Decline,
        }
    }
}

/// What the centre says to that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum ReferralDecision {
    /// It agrees to the day that was offered.
    Agree,
    /// It takes the referral back.
    Withdraw,
}

impl From<ReferralDecision> for ReferralEvent {
    fn from(decision: ReferralDecision) -> Self {
        match decision {
            ReferralDecision::Agree => ReferralEvent::Agree,
            ReferralDecision::Withdraw => ReferralEvent::Withdraw,
        }
    }
}

/// Whom an institution speaks to at the firm, which allows it.
#[derive(Debug, Clone, SimpleObject)]
pub struct ReferralContact {
    /// Her name.
    pub name: String,
    /// Her telephone; may be empty.
    pub telephone: String,
    /// Her address; may be empty.
    pub email: String,
}

impl From<Contact> for ReferralContact {
    fn from(contact: Contact) -> Self {
        Self {
            name: contact.name,
            telephone: contact.telephone,
            email: contact.email,
        }
    }
}

/// What came of a referral.
#[derive(Debug, Clone, SimpleObject)]
pub struct ReferralOutcome {
    /// The day on which it was done, `YYYY-MM-DD`.
    pub done_on: String,
    /// How many people of the firm took part; null where nobody counted.
    pub attended: Option<i64>,
    /// The certificate's number (DC-3 for training); may be empty.
    pub certificate: String,
    /// In words; may be empty.
    pub words: String,
}

/// A firm that was referred to an institution for a step of its programme, with only what that needs.
#[derive(Debug, Clone, SimpleObject)]
pub struct Referral {
    /// Global id.
    pub id: ID,
    /// Version: what is saved on an older one is refused.
    pub version: i32,
    /// How it stands.
    pub status: ReferralStatus,
    /// The firm's name.
    pub firm: String,
    /// The service's name.
    pub service: String,
    /// The first day that is asked for, or was agreed, `YYYY-MM-DD`.
    pub starts_on: String,
    /// The last day, `YYYY-MM-DD`.
    pub ends_on: String,
    /// Whom to speak to, where the firm allows it and while it is not over.
    pub contact: Option<ReferralContact>,
    /// What the centre says; may be empty.
    pub words: String,
    /// The first day that the institution offers instead.
    pub offered_on: Option<String>,
    /// What the institution says; null where it has not answered.
    pub answer: Option<String>,
    /// What came of it.
    pub outcome: Option<ReferralOutcome>,
}

impl From<Record> for Referral {
    fn from(one: Record) -> Self {
        let offered = one.reply.as_ref().and_then(|reply| reply.offered_on);
        Self {
            id: ids::global(ids::REFERRAL, one.id),
            version: one.version,
            status: one.status.into(),
            firm: one.firm_name,
            service: one.service_name,
            starts_on: one.starts_on.to_string(),
            ends_on: one.ends_on.to_string(),
            contact: one.contact.map(Into::into),
            words: one.words,
            offered_on: offered.map(|day| day.to_string()),
            answer: one.reply.map(|reply| reply.words),
            outcome: one.outcome.map(|outcome| ReferralOutcome {
                done_on: outcome.done_on.to_string(),
                attended: outcome.attended,
                certificate: outcome.certificate,
                words: outcome.words,
            }),
        }
    }
}

/// Hours and money that went into a step.
#[derive(Debug, Clone, SimpleObject)]
pub struct WorkEntry {
    /// Global id: what `workStrike` takes.
    pub id: ID,
    /// On which day, `YYYY-MM-DD`.
    pub worked_on: String,
    /// How long, in minutes.
    pub minutes: i64,
    /// What it cost; null where nobody said.
    pub cost: Option<Amount>,
    /// What was done.
    pub words: String,
}

impl From<WorkRecord> for WorkEntry {
    fn from(one: WorkRecord) -> Self {
        Self {
            id: ids::global(ids::WORK_ENTRY, one.id),
            worked_on: one.worked_on.to_string(),
            minutes: one.minutes,
            cost: one.cost.map(Into::into),
            words: one.words,
        }
    }
}

/// The referral that an argument names.
///
/// # Errors
/// Where it names none.
pub fn referral_key(id: &ID) -> Result<ReferralId> {
    ids::key(ids::REFERRAL, id).ok_or_else(|| bad_argument("id is no referral."))
}

/// The step that an argument names.
///
/// # Errors
/// Where it names none.
pub fn step_key(id: &ID) -> Result<ProgrammeStepId> {
    ids::key(ids::PROGRAMME_STEP, id).ok_or_else(|| bad_argument("step is no step."))
}

/// The entry of the log that an argument names.
///
/// # Errors
/// Where it names none.
pub fn entry_key(id: &ID) -> Result<WorkEntryId> {
    ids::key(ids::WORK_ENTRY, id).ok_or_else(|| bad_argument("id is no entry of the log."))
}

/// What `referralSend` takes.
#[derive(Debug, Clone, InputObject)]
pub struct ReferralSendInput {
    /// Global id of the step: it says to whom, for which service and when.
    pub step: ID,
    /// What is said to the institution, up to 1,000 characters.
    pub words: Option<String>,
    /// Whom to speak to at the firm.
    pub contact_name: Option<String>,
    /// Her telephone.
    pub contact_telephone: Option<String>,
    /// Her address.
    pub contact_email: Option<String>,
    /// The firm allows that the contact is passed on.
    #[graphql(default)]
    pub contact_allowed: bool,
}

/// What `referralSend` answers.
#[derive(Debug, SimpleObject)]
pub struct ReferralSendPayload {
    /// The referral.
    pub referral: Option<Referral>,
    /// What to correct.
    pub errors: Vec<UserError>,
}

/// What `referralAnswer` takes.
#[derive(Debug, Clone, InputObject)]
pub struct ReferralAnswerInput {
    /// Global id of the referral.
    pub id: ID,
    /// The version that was read.
    pub version: i32,
    /// What the institution answers.
    pub answer: ReferralAnswerKind,
    /// The first day that it offers, `YYYY-MM-DD`; of an offer only.
    pub offered_on: Option<String>,
    /// In words; needed where it declines.
    pub words: Option<String>,
}

/// What `referralAnswer` answers.
#[derive(Debug, SimpleObject)]
pub struct ReferralAnswerPayload {
    /// The referral as it stands now.
    pub referral: Option<Referral>,
    /// What to correct.
    pub errors: Vec<UserError>,
}

/// What `referralSettle` takes.
#[derive(Debug, Clone, InputObject)]
pub struct ReferralSettleInput {
    /// Global id of the referral.
    pub id: ID,
    /// The version that was read.
    pub version: i32,
    /// What the centre says.
    pub decision: ReferralDecision,
}

/// What `referralSettle` answers.
#[derive(Debug, SimpleObject)]
pub struct ReferralSettlePayload {
    /// The referral as it stands now.
    pub referral: Option<Referral>,
    /// What to correct.
    pub errors: Vec<UserError>,
}

/// What `referralReport` takes. A paper that shows the outcome is brought on the page.
#[derive(Debug, Clone, InputObject)]
pub struct ReferralReportInput {
    /// Global id of the referral.
    pub id: ID,
    /// The version that was read.
    pub version: i32,
    /// The day on which it was done, `YYYY-MM-DD`.
    pub done_on: String,
    /// How many people of the firm took part.
    pub attended: Option<i64>,
    /// The certificate's number.
    pub certificate: Option<String>,
    /// In words.
    pub words: Option<String>,
}

/// What `referralReport` answers.
#[derive(Debug, SimpleObject)]
pub struct ReferralReportPayload {
    /// The referral as it stands now.
    pub referral: Option<Referral>,
    /// What to correct.
    pub errors: Vec<UserError>,
}

/// What `workLog` takes.
#[derive(Debug, Clone, InputObject)]
pub struct WorkLogInput {
    /// Global id of the step.
    pub step: ID,
    /// On which day, `YYYY-MM-DD`.
    pub worked_on: String,
    /// How many hours: `2.5`.
    pub hours: String,
    /// What it cost, in the programme's currency: `1250.50`; absent where nobody knows.
    pub cost: Option<String>,
    /// What was done.
    pub words: String,
}

/// What `workLog` answers.
#[derive(Debug, SimpleObject)]
pub struct WorkLogPayload {
    /// The entry.
    pub entry: Option<WorkEntry>,
    /// What to correct.
    pub errors: Vec<UserError>,
}

/// What `workStrike` takes.
#[derive(Debug, Clone, InputObject)]
pub struct WorkStrikeInput {
    /// Global id of the entry.
    pub id: ID,
}

/// What `workStrike` answers.
#[derive(Debug, SimpleObject)]
pub struct WorkStrikePayload {
    /// It counts no more.
    pub struck: bool,
    /// What to correct.
    pub errors: Vec<UserError>,
}
