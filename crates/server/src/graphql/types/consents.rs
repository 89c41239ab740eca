//! What owners open to others; drawings of needs and the terms that stand before them.

use super::classes::Language;
use super::paging::bad_argument;
use crate::graphql::errors::UserError;
use crate::graphql::ids;
use async_graphql::{Enum, ID, InputObject, Result, SimpleObject};
use eslabon_app::App;
use eslabon_app::consents::{ConsentsView, Opening, organisation_of};
use eslabon_app::drawings::{DrawingsView, TERMS_VERSION, terms};
use eslabon_app::policy::DrawingAccess as Access;
use eslabon_app::records::Drawing as Stored;
use eslabon_domain::actors::Actor;
use eslabon_domain::attributes::ConfidentialityGroup;
use eslabon_domain::consents::{
    Consent as DomainConsent, Preset as DomainPreset, Purpose as DomainPurpose, Subject,
};
use eslabon_domain::ids::{NeedId, OrganisationId, SiteId};
use eslabon_domain::text::Lang;
use jiff::civil::Date;

/// What is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum ConsentSubject {
    /// Capacity in detail.
    Capacity,
    /// Quality and delivery figures.
    Quality,
    /// Prices.
    Prices,
    /// Finance.
    Finance,
    /// Reference parts and drawings of the firm.
    Drawings,
    /// The drawings of a need.
    NeedDrawings,
    /// Whose need it is.
    NeedBuyer,
}

impl ConsentSubject {
    fn of(subject: Subject) -> Self {
        match subject {
            Subject::Drawings(_) => ConsentSubject::NeedDrawings,
            Subject::BuyerName(_) => ConsentSubject::NeedBuyer,
            Subject::Facts(group) => match group {
                ConfidentialityGroup::Capacity => ConsentSubject::Capacity,
                ConfidentialityGroup::Quality => ConsentSubject::Quality,
                ConfidentialityGroup::Prices => ConsentSubject::Prices,
                ConfidentialityGroup::Finance => ConsentSubject::Finance,
                // The open groups are opened by nobody.
                ConfidentialityGroup::Drawings
                | ConfidentialityGroup::Public
                | ConfidentialityGroup::Capability => ConsentSubject::Drawings,
            },
        }
    }

    fn subject(self, need: Option<NeedId>) -> Result<Subject> {
        let of_need = || need.ok_or_else(|| bad_argument("needId is needed for this subject."));
        Ok(match self {
            ConsentSubject::Capacity => Subject::Facts(ConfidentialityGroup::Capacity),
            ConsentSubject::Quality => Subject::Facts(ConfidentialityGroup::Quality),
            ConsentSubject::Prices => Subject::Facts(ConfidentialityGroup::Prices),
            ConsentSubject::Finance => Subject::Facts(ConfidentialityGroup::Finance),
            ConsentSubject::Drawings => Subject::Facts(ConfidentialityGroup::Drawings),
            ConsentSubject::NeedDrawings => Subject::Drawings(of_need()?),
            ConsentSubject::NeedBuyer => Subject::BuyerName(of_need()?),
        })
    }
}

/// For what it is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "DomainPurpose")]
pub enum ConsentPurpose {
    /// To be read, and compared as well.
    Show,
    /// To be compared on coarse steps without being shown.
    Match,
}

/// The three ways to say everything at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "DomainPreset")]
pub enum ConsentPreset {
    /// Nobody but the owner and the centre.
    OnlyMyCentre,
    /// Buyers whom the owner names see capacity and quality.
    BuyersIAccept,
    /// No buyer sees a figure; all may have them compared.
    MatchingWithoutShowing,
}

/// Something that your organisation opened.
#[derive(Debug, Clone, SimpleObject)]
pub struct Consent {
    /// Global id.
    pub id: ID,
    /// What.
    pub subject: ConsentSubject,
    /// Of which need, where it is about one.
    pub need_id: Option<ID>,
    /// To which organisation; null: to every lead firm.
    pub audience_id: Option<ID>,
    /// For what.
    pub purpose: ConsentPurpose,
    /// Who opened it.
    pub opened_by: String,
    /// When, UTC.
    pub opened_at: String,
    /// The last day on which it holds.
    pub until: String,
    /// Why.
    pub note: String,
    /// When it was taken back, UTC.
    pub revoked_at: Option<String>,
}

impl From<DomainConsent> for Consent {
    fn from(consent: DomainConsent) -> Self {
        Self {
            id: ids::global(ids::CONSENT, consent.id),
            subject: ConsentSubject::of(consent.subject),
            need_id: consent.subject.need().map(|id| ids::global(ids::NEED, id)),
            audience_id: consent
                .audience
                .map(|id| ids::global(ids::ORGANISATION, id)),
            purpose: consent.purpose.into(),
            opened_by: consent.opened_by,
            opened_at: consent.opened_at.to_string(),
            until: consent.until.to_string(),
            note: consent.note,
            revoked_at: consent.revoked.map(|revoked| revoked.at.to_string()),
        }
    }
}

/// What your organisation has open.
#[derive(Debug, Clone, SimpleObject)]
pub struct Consents {
    /// The preset that says the same, if one does.
    pub preset: Option<ConsentPreset>,
    /// What holds today, the latest first.
    pub open: Vec<Consent>,
    /// What ran out or was taken back, the latest first; at most 100.
    pub past: Vec<Consent>,
}

impl From<ConsentsView> for Consents {
    fn from(view: ConsentsView) -> Self {
        Self {
            preset: view.preset.map(Into::into),
            open: view.open.into_iter().map(Consent::from).collect(),
            past: view.past.into_iter().take(100).map(Consent::from).collect(),
        }
    }
}

/// What `consentOpen` takes.
#[derive(Debug, Clone, InputObject)]
pub struct ConsentOpenInput {
    /// What.
    pub subject: ConsentSubject,
    /// Global id of the need, for `NEED_DRAWINGS` and `NEED_BUYER`.
    pub need_id: Option<ID>,
    /// Global id of an organisation, or of a supplier, whose firm is meant; absent: every lead firm.
    pub audience_id: Option<ID>,
    /// For what; `SHOW` where absent.
    pub purpose: Option<ConsentPurpose>,
    /// The last day on which it holds, `YYYY-MM-DD`.
    pub until: String,
    /// Why.
    pub note: Option<String>,
}

/// What `consentOpen` answers.
#[derive(Debug, SimpleObject)]
pub struct ConsentOpenPayload {
    /// What was opened.
    pub consent: Option<Consent>,
    /// What to correct.
    pub errors: Vec<UserError>,
}

/// What `consentRevoke` takes.
#[derive(Debug, Clone, InputObject)]
pub struct ConsentRevokeInput {
    /// Global id of the consent.
    pub consent_id: ID,
}

/// What `consentRevoke` answers.
#[derive(Debug, SimpleObject)]
pub struct ConsentRevokePayload {
    /// Whether it was taken back.
    pub revoked: bool,
    /// What to correct.
    pub errors: Vec<UserError>,
}

/// What `consentApplyPreset` takes.
#[derive(Debug, Clone, InputObject)]
pub struct ConsentApplyPresetInput {
    /// Which.
    pub preset: ConsentPreset,
    /// Global ids of the organisations, for `BUYERS_I_ACCEPT`; at most 50.
    pub audience_ids: Option<Vec<ID>>,
    /// The last day on which it holds; not needed for `ONLY_MY_CENTRE`.
    pub until: Option<String>,
}

/// What `consentApplyPreset` answers.
#[derive(Debug, SimpleObject)]
pub struct ConsentApplyPresetPayload {
    /// What is open now.
    pub consents: Option<Consents>,
    /// What to correct.
    pub errors: Vec<UserError>,
}

/// What `needShowBuyer` takes.
#[derive(Debug, Clone, InputObject)]
pub struct NeedShowBuyerInput {
    /// Global id of the need.
    pub need_id: ID,
}

/// What `needShowBuyer` answers.
#[derive(Debug, SimpleObject)]
pub struct NeedShowBuyerPayload {
    /// Whether everyone who may know of the need is told whose it is.
    pub shown: bool,
    /// What to correct.
    pub errors: Vec<UserError>,
}

/// What `needTermsAccept` takes.
#[derive(Debug, Clone, InputObject)]
pub struct NeedTermsAcceptInput {
    /// Global id of the need.
    pub need_id: ID,
    /// The version of the text that you read.
    pub version: String,
}

/// What `needTermsAccept` answers.
#[derive(Debug, SimpleObject)]
pub struct NeedTermsAcceptPayload {
    /// Whether your acceptance is on record.
    pub accepted: bool,
    /// What to correct.
    pub errors: Vec<UserError>,
}

/// The confidentiality terms that stand before drawings.
#[derive(Debug, Clone, SimpleObject)]
pub struct ConfidentialityTerms {
    /// Names the text.
    pub version: String,
    /// The text, a paragraph a line.
    pub text: String,
}

/// The terms in force in a language.
#[must_use]
pub fn terms_in(language: Option<Language>, reader: Lang) -> ConfidentialityTerms {
    ConfidentialityTerms {
        version: TERMS_VERSION.to_owned(),
        text: terms(language.map_or(reader, Lang::from)).to_owned(),
    }
}

/// How you may see the drawings of a need.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Access")]
pub enum DrawingAccess {
    /// As your own.
    Free,
    /// Once you have accepted the terms.
    AfterTerms,
    /// Not at all.
    Closed,
}

/// The drawings of a need, as far as you may see.
#[derive(Debug, Clone, SimpleObject)]
pub struct NeedDrawings {
    /// How you may see them.
    pub access: DrawingAccess,
    /// You have accepted the terms.
    pub accepted: bool,
    /// The files; none before the terms are accepted.
    pub files: Vec<Drawing>,
}

/// A file of a need.
#[derive(Debug, Clone, SimpleObject)]
pub struct Drawing {
    /// Its name.
    pub name: String,
    /// What it is: `pdf`, `png`, `jpg`, `dxf`, `step`.
    pub kind: String,
    /// How large it is, in bytes.
    pub bytes: String,
    /// When it was added, UTC.
    pub added_at: String,
    /// The path from which it is downloaded; every download is on record.
    pub path: String,
}

impl From<DrawingsView> for NeedDrawings {
    fn from(view: DrawingsView) -> Self {
        Self {
            access: view.access.into(),
            accepted: view.accepted,
            files: view.drawings.into_iter().map(Drawing::from).collect(),
        }
    }
}

impl From<Stored> for Drawing {
    fn from(drawing: Stored) -> Self {
        Self {
            path: format!("/planos/{}", drawing.id),
            name: drawing.name,
            kind: drawing.kind.as_str().to_owned(),
            bytes: drawing.bytes.to_string(),
            added_at: drawing.added_at.to_string(),
        }
    }
}

/// What an input asks to open.
///
/// # Errors
/// Names the argument that cannot be read.
pub async fn opening(app: &App, actor: &Actor, input: ConsentOpenInput) -> Result<Opening> {
    let need = input.need_id.as_ref().map(need_key).transpose()?;
    let audience = match &input.audience_id {
        Some(id) => Some(audience(app, actor, id).await?),
        None => None,
    };
    Ok(Opening {
        subject: input.subject.subject(need)?,
        audience,
        purpose: input.purpose.map_or(DomainPurpose::Show, Into::into),
        until: day(&input.until)?,
        note: input.note.unwrap_or_default(),
    })
}

/// An organisation, or the one to which a supplier belongs. One that does not exist is told by the use
/// case, after whose right it is.
async fn audience(app: &App, actor: &Actor, id: &ID) -> Result<OrganisationId> {
    if let Some(organisation) = ids::key(ids::ORGANISATION, id) {
        return Ok(organisation);
    }
    let site: SiteId = ids::key(ids::SUPPLIER, id)
        .ok_or_else(|| bad_argument("audienceId is neither an organisation nor a supplier."))?;
    let unknown = || bad_argument("audienceId names no supplier.");
    organisation_of(app, actor, site)
        .await
        .map_err(|_| unknown())
}

/// The organisations of global ids.
///
/// # Errors
/// Names what is none.
pub fn organisations(ids_given: Option<Vec<ID>>) -> Result<Vec<OrganisationId>> {
    ids_given
        .unwrap_or_default()
        .iter()
        .map(|id| {
            ids::key(ids::ORGANISATION, id)
                .ok_or_else(|| bad_argument("audienceIds holds what is no organisation."))
        })
        .collect()
}

/// The need of a global id.
///
/// # Errors
/// If it is none.
pub fn need_key(id: &ID) -> Result<NeedId> {
    ids::key(ids::NEED, id).ok_or_else(|| bad_argument("needId is no need."))
}

/// A day of an input.
///
/// # Errors
/// If it is none.
pub fn day(text: &str) -> Result<Date> {
    text.parse()
        .map_err(|_| bad_argument(&format!("“{text}” is no date; write YYYY-MM-DD.")))
}
