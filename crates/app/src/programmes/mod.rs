//! Upgrading programmes: from the gaps of a firm to a plan with dates and money, laid before the three who sign it
//! (the firm, the lead firm for whose needs it is, the centre), and planned anew around what is done.
//!
//! [`propose()`] writes nothing; [`draft()`] keeps a plan that was proposed. A programme is for the needs of one
//! lead firm: three sign it, and none learns what another lead firm asks for. Firm and lead firm see it from the day
//! on which it is laid before them. Must not plan: that is `engine::programme`.

mod adjust;
mod basis;
mod commitments;
mod document;
mod draft;
mod faults;
mod list;
mod paper;
mod problem;
mod propose;
mod read;
mod shares;
mod sides;
mod sign;
mod wishes;

pub use adjust::{adjust, replan, why_not_here};
pub use basis::NEEDS_MAX;
pub use commitments::Commitment;
pub use draft::draft;
pub use list::{ProgrammeLine, list_of_site, list_programmes, list_waiting};
pub use paper::{ProgrammePaper, export_paper};
pub use propose::{Offered, PlannedGap, Planning, propose, why_not};
pub use read::{
    ProgrammeMay, ProgrammeNeed, ProgrammeView, SignatureLine, StepLine, load_programme,
};
pub use shares::{Paid, PayerTotal, Split};
pub use sides::{ask_changes, close, propose_to_sides, set_owner, start, stop};
pub use sign::{SignedPaper, read_scan, require_may_sign_by_hand, sign, sign_by_hand};
pub use wishes::{Choice, PlanWishes};

use crate::context::App;
use crate::error::{AppError, AppResult, FieldError};
use crate::policy::{self, Operation, Relation};
use eslabon_domain::actors::Actor;
use eslabon_domain::ids::{OrganisationId, ProgrammeId};
use eslabon_domain::programmes::{ProgrammeEvent, ProgrammeSide};
use eslabon_storage::programmes::{self, Happened, Programme};
use eslabon_storage::sites::{self, Site};
use eslabon_storage::{AuditRecord, Concerns, Transaction, merges, needs};
use jiff::Timestamp;

/// The longest title, name of an owner or of whoever signed by hand, in characters.
pub const SHORT_MAX: usize = 160;
/// The longest comment or reason, in characters.
pub const WORDS_MAX: usize = 2_000;

/// A programme that the actor may do something with.
pub(crate) struct Loaded {
    /// The programme.
    pub programme: Programme,
    /// Its site, or the one that stands for it.
    pub site: Site,
    /// For which side the actor stands.
    pub side: Option<ProgrammeSide>,
}

impl Loaded {
    /// Whose the site is.
    pub fn owner(&self) -> OrganisationId {
        self.site.organisation
    }
}

/// A programme that the actor may do this with. Firm and lead firm know of none that was not laid before them.
pub(crate) async fn load_for(
    app: &App,
    actor: &Actor,
    operation: Operation,
    id: ProgrammeId,
) -> AppResult<Loaded> {
    policy::require(actor, operation)?;
    let programme = programmes::find(app.database(), id)
        .await?
        .ok_or(AppError::NotFound)?;
    let site = merges::stand_in(app.database(), programme.site).await?;
    let site = sites::find(app.database(), site)
        .await?
        .ok_or(AppError::NotFound)?;
    let (firm, lead_firm) = (site.organisation, programme.lead_firm);
    let side = policy::programme_side(actor, firm, lead_firm, programme.centre);
    let is_party = matches!(side, Some(ProgrammeSide::Firm | ProgrammeSide::LeadFirm));
    if is_party && !programme.is_shown {
        return Err(AppError::NotFound);
    }
    policy::require_on(actor, operation, Relation::to_programme(side))?;
    Ok(Loaded {
        programme,
        site,
        side,
    })
}

/// Refuses a save on an old picture.
pub(crate) fn require_version(programme: &Programme, version: i32) -> AppResult<()> {
    match programme.version == version {
        true => Ok(()),
        false => Err(AppError::Conflict),
    }
}

/// Something happens to a programme: its status follows, it is saved, and its history says so. What else is saved
/// of it lies in `programme` already.
///
/// # Errors
/// [`AppError::Invalid`] where it cannot happen as the programme stands; [`AppError::Conflict`] where someone was
/// quicker.
pub(crate) async fn happen(
    tx: &Transaction,
    actor: &Actor,
    programme: &mut Programme,
    event: ProgrammeEvent,
    words: &str,
    at: Timestamp,
) -> AppResult<()> {
    programme.status = programme
        .status
        .next(event)
        .ok_or_else(|| invalid("status", "not_as_it_stands", ""))?;
    programmes::update(tx, programme).await?;
    programme.version += 1;
    add_to_history(tx, actor, programme, event, words, at).await
}

async fn add_to_history(
    tx: &Transaction,
    actor: &Actor,
    programme: &Programme,
    event: ProgrammeEvent,
    words: &str,
    at: Timestamp,
) -> AppResult<()> {
    let happened = Happened {
        programme: programme.id,
        at,
        // Whoever works at the command line has no account.
        person: actor.person.filter(|_| actor.role.is_assignable()),
        by: actor.name.clone(),
        role: actor.role.as_str().to_owned(),
        event,
        status: programme.status,
        plan_version: programme.plan_version,
        words: words.to_owned(),
    };
    Ok(programmes::add_event(tx, &happened).await?)
}

/// Puts an act on record. It names what was done, never a price, a figure or a word. The firm reads of it once it
/// knows of the programme; of what a buyer does who keeps her name back it does not, for the log names who did it.
pub(crate) async fn record(
    tx: &Transaction,
    actor: &Actor,
    programme: &Programme,
    owner: OrganisationId,
    action: &'static str,
    at: Timestamp,
) -> AppResult<()> {
    let act = AuditRecord {
        actor,
        action,
        object: programme.id.to_string(),
        detail: serde_json::json!({
            "site": programme.site,
            "status": programme.status.as_str(),
            "plan_version": programme.plan_version,
        }),
        at,
    };
    let is_told = programme.is_shown && !is_reserved_buyer(tx, actor, programme).await?;
    let concerns = match is_told {
        true => Concerns::organisation(owner),
        false => Concerns::default(),
    };
    Ok(tx.audit_concerning(act, concerns).await?)
}

/// Whether the actor is of the lead firm, and that keeps its name back from firms.
async fn is_reserved_buyer(
    tx: &Transaction,
    actor: &Actor,
    programme: &Programme,
) -> AppResult<bool> {
    if actor.organisation != Some(programme.lead_firm) {
        return Ok(false);
    }
    let wanted = needs::load_many(tx, &programme.needs).await?;
    Ok(wanted.iter().any(|need| !need.buyer_shown))
}

/// Words as they are kept: without space around them.
pub(crate) fn words(field: &str, given: &str, most: usize) -> AppResult<String> {
    let given = given.trim();
    if given.chars().count() > most {
        return Err(invalid(field, "too_long", most.to_string()));
    }
    if given.contains('\0') {
        return Err(invalid(field, "bad_character", ""));
    }
    Ok(given.to_owned())
}

/// As [`words`], and there must be some.
pub(crate) fn some_words(field: &str, given: &str, most: usize) -> AppResult<String> {
    let kept = words(field, given, most)?;
    match kept.is_empty() {
        true => Err(invalid(field, "required", "")),
        false => Ok(kept),
    }
}

pub(crate) fn invalid(field: &str, code: &'static str, detail: impl Into<String>) -> AppError {
    AppError::Invalid(vec![FieldError::new(field, code, detail)])
}
