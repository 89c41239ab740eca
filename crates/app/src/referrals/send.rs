//! Referring a firm: for a step of a programme that runs, once at a time.

use super::{people_of, tell_institution};
use crate::context::App;
use crate::error::{AppError, AppResult, FieldError};
use crate::follow_up::{invalid, record, require_running, text_of};
use crate::mail::ReferralNews;
use crate::policy::{self, Operation};
use crate::profiles::record::kept;
use crate::programmes::{Loaded, load_for};
use eslabon_domain::actors::Actor;
use eslabon_domain::follow_up::{NAME_MAX, ReferralStatus, WORDS_MAX};
use eslabon_domain::ids::{ProgrammeStepId, ReferralId};
use eslabon_domain::programmes::StepState;
use eslabon_storage::programmes::{self, Programme, ProgrammeStep};
use eslabon_storage::referrals::{self, Contact, Referral};
use eslabon_storage::{Read, machines};

/// A referral as staff write it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReferralDraft {
    /// What is said to the institution; may be empty.
    pub words: String,
    /// Whom to speak to at the firm; empty where the firm does not want it told.
    pub contact_name: String,
    /// Her telephone.
    pub contact_telephone: String,
    /// Her address.
    pub contact_email: String,
    /// The firm allows that the institution is told whom to speak to.
    pub contact_allowed: bool,
}

/// What staff see before they refer.
#[derive(Debug, Clone)]
pub struct SendView {
    /// Of which programme.
    pub programme: Programme,
    /// For which step, and to whom.
    pub step: ProgrammeStep,
    /// The firm's name, as the institution will read it.
    pub firm_name: String,
    /// How many of the institution's people are written to; with none, staff hand it over themselves.
    pub people: usize,
}

/// What staff see before they refer a firm for a step.
///
/// # Errors
/// As [`send`].
pub async fn load_send(app: &App, actor: &Actor, step: ProgrammeStepId) -> AppResult<SendView> {
    let (step, loaded) = load(app, actor, step).await?;
    let draft = referral_of(app, actor, &step, &loaded, String::new(), None);
    Ok(SendView {
        people: people_of(app.database(), &draft).await?.len(),
        firm_name: loaded.site.name.clone(),
        programme: loaded.programme,
        step,
    })
}

/// Refers the firm of a programme to the institution that gives a step. Its people are told by mail, too.
///
/// # Errors
/// [`AppError::Invalid`] on `words`, `contact_name`, `contact_telephone`, `contact_email` or `contact_allowed`, where
/// the programme does not run, the step is over, or a referral for it waits already (`referred_already`);
/// [`AppError::NotFound`], [`AppError::Forbidden`].
pub async fn send(
    app: &App,
    actor: &Actor,
    step: ProgrammeStepId,
    draft: &ReferralDraft,
) -> AppResult<Referral> {
    let (step, loaded) = load(app, actor, step).await?;
    let mut faults = Vec::new();
    let words = kept(text_of("words", &draft.words, WORDS_MAX), &mut faults);
    let contact = contact_of(draft, &mut faults);
    let (Some(words), true) = (words, faults.is_empty()) else {
        return Err(AppError::Invalid(faults));
    };
    let tx = app.database().begin().await?;
    // Two who refer at once: the second finds the first. The step may have left the plan meanwhile.
    machines::take_turn(&tx, loaded.site.id).await?;
    let known = programmes::find_step(&tx, step.id).await?;
    let step = known.ok_or(AppError::NotFound)?;
    require_to_come(&step)?;
    if waiting(&tx, &step).await? {
        let name = step.provider_name.clone();
        return Err(invalid("step", "referred_already", name));
    }
    let referral = referral_of(app, actor, &step, &loaded, words, contact);
    referrals::insert(&tx, &referral).await?;
    tell_institution(app, &tx, &referral, ReferralNews::Sent).await?;
    let detail = serde_json::json!({
        "programme": referral.programme,
        "step": referral.step,
        "institution": referral.institution,
        "contact_told": referral.contact.is_some(),
    });
    let object = referral.id.to_string();
    record(
        &tx,
        actor,
        loaded.owner(),
        "referral.send",
        object,
        detail,
        app.now(),
    )
    .await?;
    tx.commit().await?;
    Ok(referral)
}

async fn load(app: &App, actor: &Actor, id: ProgrammeStepId) -> AppResult<(ProgrammeStep, Loaded)> {
    policy::require(actor, Operation::ReferFirm)?;
    let step = programmes::find_step(app.database(), id)
        .await?
        .ok_or(AppError::NotFound)?;
    let loaded = load_for(app, actor, Operation::ReferFirm, step.programme).await?;
    require_running(&loaded.programme)?;
    require_to_come(&step)?;
    Ok((step, loaded))
}

fn require_to_come(step: &ProgrammeStep) -> AppResult<()> {
    match step.state {
        StepState::Planned | StepState::Running => Ok(()),
        over => Err(invalid("step", "step_over", over.as_str())),
    }
}

/// Whether a referral for the step is not over.
async fn waiting(db: &impl Read, step: &ProgrammeStep) -> AppResult<bool> {
    let all = referrals::of_programmes(db, &[step.programme]).await?;
    Ok(all
        .iter()
        .any(|one| one.step == step.id && !one.status.is_over()))
}

fn referral_of(
    app: &App,
    actor: &Actor,
    step: &ProgrammeStep,
    loaded: &Loaded,
    words: String,
    contact: Option<Contact>,
) -> Referral {
    Referral {
        id: ReferralId::generate(),
        centre: loaded.programme.centre,
        programme: loaded.programme.id,
        step: step.id,
        institution: step.provider,
        service: step.service,
        status: ReferralStatus::Sent,
        version: 1,
        firm_name: loaded.site.name.clone(),
        service_name: step.name.text.clone(),
        words,
        contact,
        starts_on: step.starts_on,
        ends_on: step.ends_on,
        sent_by: actor.name.clone(),
        sent_at: app.now(),
        reply: None,
        outcome: None,
    }
}

/// Whom to speak to, where the firm allows that it is told.
fn contact_of(draft: &ReferralDraft, faults: &mut Vec<FieldError>) -> Option<Contact> {
    let mut read = |field: &str, typed: &str| kept(text_of(field, typed, NAME_MAX), faults);
    let contact = Contact {
        name: read("contact_name", &draft.contact_name)?,
        telephone: read("contact_telephone", &draft.contact_telephone)?,
        email: read("contact_email", &draft.contact_email)?,
    };
    if contact == Contact::default() {
        return None;
    }
    if contact.name.is_empty() {
        faults.push(FieldError::new("contact_name", "required", ""));
    }
    if !contact.email.is_empty() && !contact.email.contains('@') {
        faults.push(FieldError::new("contact_email", "not_an_email", ""));
    }
    if !draft.contact_allowed {
        faults.push(FieldError::new("contact_allowed", "required", ""));
    }
    Some(contact)
}
