//! What an organisation opens to others, and takes back: groups of a firm's facts, a need's drawings,
//! a buyer's name. Three presets come before the details.

use crate::context::{App, Silent};
use crate::error::{AppError, AppResult, FieldError};
use crate::needs::load_need;
use crate::policy::{self, Operation, Relation};
use eslabon_domain::actors::Actor;
use eslabon_domain::attributes::ConfidentialityGroup;
use eslabon_domain::consents::{Consent, Preset, Purpose, Subject};
use eslabon_domain::ids::{ConsentId, NeedId, OrganisationId, SiteId};
use eslabon_domain::needs::NeedStatus;
use eslabon_engine::matching::Answer;
use eslabon_storage::needs::{self, NeedFilter};
use eslabon_storage::organisations::{self, Organisation, OrganisationKind};
use eslabon_storage::{
    AuditRecord, Change, Concerns, Transaction, consents, shortlists, supplier_rows,
};
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// The longest reason.
pub const NOTE_MAX: usize = 300;
/// For how many years something may be opened at most.
pub const YEARS_MAX: i32 = 3;
/// Organisations that a preset opens to at most.
pub const AUDIENCE_MAX: usize = 50;

/// What is to be opened, as a person states it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// What.
    pub subject: Subject,
    /// To whom; absent: to every lead firm.
    pub audience: Option<OrganisationId>,
    /// For what.
    pub purpose: Purpose,
    /// Until which day.
    pub until: Date,
    /// Why.
    pub note: String,
}

/// What an organisation has open, for its page.
#[derive(Debug, Clone)]
pub struct ConsentsView {
    /// Whose; absent for a person who acts for no organisation.
    pub owner: Option<Organisation>,
    /// What holds today, the latest first.
    pub open: Vec<Consent>,
    /// What ran out or was taken back, the latest first.
    pub past: Vec<Consent>,
    /// Names of everyone to whom something is or was opened.
    pub audiences: BTreeMap<OrganisationId, String>,
    /// The preset that says the same as what is open, if one does.
    pub preset: Option<Preset>,
}

/// What the actor's organisation has open.
///
/// # Errors
/// [`AppError::Forbidden`] for who has nothing to open.
pub async fn list_consents(app: &App, actor: &Actor) -> AppResult<ConsentsView> {
    policy::require(actor, Operation::OpenOwnData)?;
    let (db, today) = (app.database(), app.today());
    let (owner, all) = match actor.organisation {
        Some(own) => (
            organisations::find(db, own).await?,
            consents::list_of_owner(db, own).await?,
        ),
        None => (None, Vec::new()),
    };
    let (open, past): (Vec<Consent>, Vec<Consent>) = all
        .into_iter()
        .partition(|consent| consent.is_in_force(today));
    let named: BTreeSet<OrganisationId> = open
        .iter()
        .chain(&past)
        .filter_map(|c| c.audience)
        .collect();
    let named: Vec<OrganisationId> = named.into_iter().collect();
    let audiences = organisations::load_many(app.database(), &named).await?;
    Ok(ConsentsView {
        preset: preset_of(&open),
        owner,
        open,
        past,
        audiences: audiences.into_iter().map(|o| (o.id, o.name)).collect(),
    })
}

/// The preset that opens just this, whatever the days.
fn preset_of(open: &[Consent]) -> Option<Preset> {
    let of_facts: Vec<(ConfidentialityGroup, Option<OrganisationId>, Purpose)> = open
        .iter()
        .filter_map(|consent| match consent.subject {
            Subject::Facts(group) => Some((group, consent.audience, consent.purpose)),
            Subject::Drawings(_) | Subject::BuyerName(_) => None,
        })
        .collect();
    if of_facts.is_empty() {
        return Some(Preset::OnlyMyCentre);
    }
    let audiences: BTreeSet<Option<OrganisationId>> =
        of_facts.iter().map(|(_, audience, _)| *audience).collect();
    [Preset::BuyersIAccept, Preset::MatchingWithoutShowing]
        .into_iter()
        .find(|preset| {
            let (groups, purpose) = preset.opens();
            let to_all = *preset == Preset::MatchingWithoutShowing;
            audiences
                .iter()
                .all(|audience| audience.is_none() == to_all)
                && of_facts.len() == groups.len() * audiences.len()
                && of_facts
                    .iter()
                    .all(|(group, _, why)| groups.contains(group) && *why == purpose)
        })
}

/// Whom the actor can name: buyers whose open needs tell their name, institutions, and those to whom she
/// opened something before.
///
/// # Errors
/// As [`list_consents`].
pub async fn list_audiences(app: &App, actor: &Actor) -> AppResult<Vec<Organisation>> {
    policy::require(actor, Operation::OpenOwnData)?;
    let Some(own) = actor.organisation else {
        return Ok(Vec::new());
    };
    let filter = NeedFilter {
        status: Some(NeedStatus::Open),
        ..NeedFilter::default()
    };
    let mut ids: BTreeSet<OrganisationId> = needs::list(app.database(), &filter)
        .await?
        .into_iter()
        .filter(|need| need.buyer_shown)
        .map(|need| need.organisation)
        .collect();
    let before = consents::list_of_owner(app.database(), own).await?;
    ids.extend(before.into_iter().filter_map(|consent| consent.audience));
    let ids: Vec<OrganisationId> = ids.into_iter().collect();
    let mut found = organisations::load_many(app.database(), &ids).await?;
    found.extend(organisations::list_by_kind(app.database(), OrganisationKind::Institution).await?);
    found.retain(|organisation| organisation.id != own);
    found.sort_by_cached_key(|o| (eslabon_domain::text::fold(&o.name), o.id));
    found.dedup_by_key(|organisation| organisation.id);
    Ok(found)
}

/// Whom a buyer can name on her need: the firms of her newest shortlist, best first.
///
/// # Errors
/// [`AppError::NotFound`] for another's need, [`AppError::Forbidden`].
pub async fn list_receivers(
    app: &App,
    actor: &Actor,
    need: NeedId,
) -> AppResult<Vec<(OrganisationId, String)>> {
    owner_of(app, actor, Subject::BuyerName(need)).await?;
    let Some(newest) = shortlists::list_of_need(app.database(), need)
        .await?
        .into_iter()
        .next()
    else {
        return Ok(Vec::new());
    };
    let answer: Answer = serde_json::from_value(newest.answer)
        .map_err(|e| AppError::Internal(format!("saved shortlist: {e}")))?;
    let sites: Vec<SiteId> = answer.candidates.iter().map(|c| c.site).collect();
    let rows = supplier_rows::of_ids(app.database(), &sites).await?;
    let by_site: BTreeMap<SiteId, OrganisationId> = rows
        .iter()
        .map(|row| (row.site.id, row.organisation.id))
        .collect();
    let names: BTreeMap<OrganisationId, String> = rows
        .into_iter()
        .map(|row| (row.organisation.id, row.organisation.name))
        .collect();
    let mut seen = BTreeSet::new();
    Ok(sites
        .into_iter()
        .filter_map(|site| by_site.get(&site).copied())
        .filter(|organisation| seen.insert(*organisation))
        .filter_map(|organisation| Some((organisation, names.get(&organisation)?.clone())))
        .collect())
}

/// What the buyer has open of a need, with the names of those to whom it is open.
///
/// # Errors
/// As [`list_receivers`].
pub async fn list_of_need(
    app: &App,
    actor: &Actor,
    need: NeedId,
) -> AppResult<Vec<(Consent, String)>> {
    let owner = owner_of(app, actor, Subject::BuyerName(need)).await?;
    let today = app.today();
    let mut open = consents::list_of_owner(app.database(), owner).await?;
    open.retain(|c| c.subject.need() == Some(need) && c.is_in_force(today));
    let ids: Vec<OrganisationId> = open.iter().filter_map(|c| c.audience).collect();
    let names: BTreeMap<OrganisationId, String> = organisations::load_many(app.database(), &ids)
        .await?
        .into_iter()
        .map(|o| (o.id, o.name))
        .collect();
    let named = |c: &Consent| c.audience.and_then(|id| names.get(&id).cloned());
    Ok(open
        .into_iter()
        .map(|consent| {
            let name = named(&consent).unwrap_or_default();
            (consent, name)
        })
        .collect())
}

/// The organisation to which a site belongs: whom one means who names a supplier.
///
/// # Errors
/// [`AppError::NotFound`].
pub async fn organisation_of(app: &App, actor: &Actor, site: SiteId) -> AppResult<OrganisationId> {
    policy::require(actor, Operation::SeeSuppliers)?;
    let row = supplier_rows::of_ids(app.database(), &[site]).await?.pop();
    Ok(row.ok_or(AppError::NotFound)?.organisation.id)
}

/// Opens a group, a need's drawings or a buyer's name. What was open to the same audience in the same way
/// is replaced.
///
/// # Errors
/// [`AppError::Invalid`], [`AppError::Forbidden`], [`AppError::NotFound`] for another's need.
pub async fn open(app: &App, actor: &Actor, opening: Opening) -> AppResult<Consent> {
    let owner = owner_of(app, actor, opening.subject).await?;
    check(app, owner, &opening).await?;
    let known = consents::list_of_owner(app.database(), owner).await?;
    let tx = app.database().begin().await?;
    for consent in known.iter().filter(|c| c.revoked.is_none()) {
        let is_same = consent.subject == opening.subject
            && consent.audience == opening.audience
            && consent.purpose == opening.purpose;
        if is_same {
            take_back(app, &tx, actor, consent).await?;
        }
    }
    let consent = write(app, &tx, actor, owner, opening).await?;
    tx.commit().await?;
    Ok(consent)
}

/// Takes back what was opened; nobody reads or compares by it from now on.
///
/// # Errors
/// [`AppError::NotFound`] for another's, [`AppError::Conflict`] where that was done before.
pub async fn revoke(app: &App, actor: &Actor, id: ConsentId) -> AppResult<Consent> {
    let consent = consents::find(app.database(), id)
        .await?
        .ok_or(AppError::NotFound)?;
    let relation = match actor.organisation == Some(consent.owner) {
        true => Relation::Own,
        false => Relation::Foreign,
    };
    policy::require_on(actor, operation_of(consent.subject), relation)?;
    let tx = app.database().begin().await?;
    take_back(app, &tx, actor, &consent).await?;
    tx.commit().await?;
    Ok(consent)
}

/// Puts everything that the actor's organisation has open of its facts as a preset says. Drawings and
/// names on needs stay as they are.
///
/// # Errors
/// As [`open`].
pub async fn apply_preset(
    app: &App,
    actor: &Actor,
    preset: Preset,
    buyers: &[OrganisationId],
    until: Date,
) -> AppResult<ConsentsView> {
    policy::require(actor, Operation::OpenOwnData)?;
    let owner = own_organisation(actor)?;
    let audiences: Vec<Option<OrganisationId>> = match preset {
        Preset::OnlyMyCentre => Vec::new(),
        Preset::BuyersIAccept => {
            let chosen: BTreeSet<OrganisationId> = buyers.iter().copied().collect();
            chosen.into_iter().map(Some).collect()
        }
        Preset::MatchingWithoutShowing => vec![None],
    };
    if preset == Preset::BuyersIAccept && audiences.is_empty() {
        return invalid("buyers", "required", "");
    }
    if audiences.len() > AUDIENCE_MAX {
        return invalid("buyers", "too_many", &AUDIENCE_MAX.to_string());
    }
    let (groups, purpose) = preset.opens();
    let mut openings = Vec::new();
    for audience in audiences {
        for group in groups {
            let opening = Opening {
                subject: Subject::Facts(*group),
                audience,
                purpose,
                until,
                note: String::new(),
            };
            check(app, owner, &opening).await?;
            openings.push(opening);
        }
    }
    let known = consents::list_of_owner(app.database(), owner).await?;
    let tx = app.database().begin().await?;
    for consent in known.iter().filter(|c| c.revoked.is_none()) {
        if matches!(consent.subject, Subject::Facts(_)) {
            take_back(app, &tx, actor, consent).await?;
        }
    }
    for opening in openings {
        write(app, &tx, actor, owner, opening).await?;
    }
    tx.commit().await?;
    list_consents(app, actor).await
}

/// Shows the buyer's name on a need to everyone who may know of the need. It cannot be unsaid.
///
/// # Errors
/// [`AppError::NotFound`] for another's need.
pub async fn show_buyer_to_all(app: &App, actor: &Actor, need: NeedId) -> AppResult<()> {
    let owner = owner_of(app, actor, Subject::BuyerName(need)).await?;
    let mut tx = app.database().begin().await?;
    needs::show_buyer(&tx, need).await?;
    let record = AuditRecord {
        actor,
        action: "disclosure.name",
        object: need.to_string(),
        detail: serde_json::json!({}),
        at: app.now(),
    };
    tx.audit_concerning(record, Concerns::organisation(owner))
        .await?;
    tx.record_change(Change::Needs(vec![need]));
    tx.commit().await?;
    app.catch_up(&Silent).await
}

/// What it takes to open something: an owner opens her firm's facts, a buyer what hangs on her needs.
fn operation_of(subject: Subject) -> Operation {
    match subject {
        Subject::Facts(_) => Operation::OpenOwnData,
        Subject::Drawings(_) | Subject::BuyerName(_) => Operation::OpenOwnNeed,
    }
}

fn own_organisation(actor: &Actor) -> AppResult<OrganisationId> {
    match actor.organisation {
        Some(own) => Ok(own),
        None => invalid("organisation", "required", ""),
    }
}

/// Whose it is to open. Nobody opens in another's name, not even the centre.
async fn owner_of(app: &App, actor: &Actor, subject: Subject) -> AppResult<OrganisationId> {
    let operation = operation_of(subject);
    policy::require(actor, operation)?;
    let Some(need) = subject.need() else {
        return own_organisation(actor);
    };
    let need = load_need(app, actor, need).await?;
    policy::require_on(actor, operation, Relation::to_need(actor, &need))?;
    Ok(need.organisation)
}

async fn check(app: &App, owner: OrganisationId, opening: &Opening) -> AppResult<()> {
    let mut faults = Vec::new();
    let today = app.today();
    let latest = today.checked_add(YEARS_MAX.years()).unwrap_or(today);
    if opening.until < today {
        faults.push(FieldError::new(
            "until",
            "in_past",
            opening.until.to_string(),
        ));
    }
    if opening.until > latest {
        faults.push(FieldError::new(
            "until",
            "until_too_far",
            latest.to_string(),
        ));
    }
    if opening.note.chars().count() > NOTE_MAX {
        faults.push(FieldError::new("note", "too_long", NOTE_MAX.to_string()));
    }
    if opening.note.contains('\0') {
        faults.push(FieldError::new("note", "bad_character", ""));
    }
    match opening.audience {
        Some(audience) if audience == owner => {
            faults.push(FieldError::new("audience", "own_organisation", ""));
        }
        Some(audience) => {
            let found = organisations::find(app.database(), audience).await?;
            if found.is_none() {
                faults.push(FieldError::new("audience", "unknown_organisation", ""));
            }
        }
        None => {
            // A name is shown to all in another way; drawings never go to everyone.
            if opening.subject.need().is_some() {
                faults.push(FieldError::new("audience", "required", ""));
            }
        }
    }
    let is_comparable = matches!(
        opening.subject,
        Subject::Facts(group) if group != ConfidentialityGroup::Drawings
    );
    if opening.purpose == Purpose::Match && !is_comparable {
        faults.push(FieldError::new("purpose", "not_comparable_group", ""));
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(AppError::Invalid(faults))
    }
}

async fn write(
    app: &App,
    tx: &Transaction,
    actor: &Actor,
    owner: OrganisationId,
    opening: Opening,
) -> AppResult<Consent> {
    let consent = Consent {
        id: ConsentId::generate(),
        owner,
        subject: opening.subject,
        audience: opening.audience,
        purpose: opening.purpose,
        opened_by: actor.name.clone(),
        opened_at: app.now(),
        until: opening.until,
        note: opening.note.trim().to_owned(),
        revoked: None,
    };
    consents::insert(tx, &consent).await?;
    let record = AuditRecord {
        actor,
        action: "consent.open",
        object: consent.id.to_string(),
        detail: told(&consent),
        at: consent.opened_at,
    };
    tx.audit_concerning(record, Concerns::organisation(consent.owner))
        .await?;
    Ok(consent)
}

async fn take_back(app: &App, tx: &Transaction, actor: &Actor, consent: &Consent) -> AppResult<()> {
    let at = app.now();
    consents::revoke(tx, consent.id, &actor.name, at).await?;
    let record = AuditRecord {
        actor,
        action: "consent.revoke",
        object: consent.id.to_string(),
        detail: told(consent),
        at,
    };
    tx.audit_concerning(record, Concerns::organisation(consent.owner))
        .await?;
    Ok(())
}

/// What of a consent is worth remembering in the log: what was opened, to whom, not why.
fn told(consent: &Consent) -> serde_json::Value {
    serde_json::json!({
        "owner": consent.owner,
        "subject": consent.subject.as_str(),
        "need": consent.subject.need(),
        "audience": consent.audience,
        "purpose": consent.purpose.as_str(),
        "until": consent.until.to_string(),
    })
}

fn invalid<T>(field: &str, code: &'static str, detail: &str) -> AppResult<T> {
    Err(AppError::Invalid(vec![FieldError::new(
        field, code, detail,
    )]))
}
