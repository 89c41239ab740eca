//! What staff do: prepare a set, hand its link over, take it back, read what came of it.

use super::{Answered, Asked, AskedFact, AskedNeed, HOLDS, MOST, TEXT_MAX, answered_of, asked_of};
use crate::accounts::secret::Clear;
use crate::accounts::sessions::after;
use crate::accounts::{email, name};
use crate::claims::centre_of;
use crate::context::App;
use crate::error::{AppError, AppResult, FieldError};
use crate::imports::said::Reader;
use crate::mail::{self, Letter};
use crate::needs::load_need;
use crate::policy::{self, Operation, Relation};
use eslabon_domain::actors::Actor;
use eslabon_domain::ids::{CentreId, ConfirmationId, NeedId, SecretId, SiteId};
use eslabon_domain::needs::NeedStatus;
use eslabon_domain::text::Lang;
use eslabon_storage::confirmations::{self, Confirmation};
use eslabon_storage::secrets::{self, Secret, SecretKind};
use eslabon_storage::sites::{self, Site};
use eslabon_storage::{AuditRecord, merges};
use jiff::Timestamp;

/// What staff fill in.
#[derive(Debug, Clone)]
pub struct Request {
    /// Whom the link is for.
    pub name: String,
    /// Where it is sent; empty: it is handed over, by WhatsApp for one.
    pub email: String,
    /// Figures, one a line.
    pub facts: String,
    /// Questions, one a line.
    pub questions: String,
    /// Needs for which she may be interested.
    pub needs: Vec<NeedId>,
    /// In which language she is written to.
    pub lang: Lang,
}

/// A link, shown once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prepared {
    /// The set.
    pub id: ConfirmationId,
    /// The link.
    pub link: String,
    /// A message with the link, to copy.
    pub message: String,
    /// It was sent to her address.
    pub sent: bool,
}

/// A set and what came of it.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// Which.
    pub id: ConfirmationId,
    /// Whom it was for.
    pub name: String,
    /// What was asked.
    pub asked: Asked,
    /// What she answered.
    pub answered: Option<Answered>,
    /// Who prepared it.
    pub prepared_by: String,
    /// When.
    pub prepared_at: Timestamp,
    /// When she answered.
    pub answered_at: Option<Timestamp>,
    /// Its link still opens it.
    pub is_open: bool,
    /// Staff took it back.
    pub withdrawn: bool,
}

/// The site whose owner is asked, and the centre that answers for it.
async fn site_of(app: &App, actor: &Actor, id: SiteId) -> AppResult<(Site, CentreId)> {
    policy::require(actor, Operation::AskOwner)?;
    let id = merges::stand_in(app.database(), id).await?;
    let site = sites::find(app.database(), id)
        .await?
        .ok_or(AppError::NotFound)?;
    let centre = centre_of(app.database(), site.state, app.centre()).await?;
    let relation = Relation::to_organisation(actor, None, Some(centre));
    policy::require_on(actor, Operation::AskOwner, relation)?;
    Ok((site, centre))
}

/// Prepares a set and makes its link.
///
/// # Errors
/// [`AppError::Invalid`], [`AppError::NotFound`] for a site of another centre, [`AppError::Forbidden`].
pub async fn prepare(
    app: &App,
    actor: &Actor,
    site: SiteId,
    request: Request,
) -> AppResult<Prepared> {
    let (site, centre) = site_of(app, actor, site).await?;
    let (called, address) = addressee(&request)?;
    let asked = asked(app, actor, &request).await?;
    let (now, clear) = (app.now(), Clear::generate());
    let id = ConfirmationId::generate();
    let secret = Secret {
        id: SecretId::generate(),
        kind: SecretKind::Confirmation,
        hash: clear.hash(),
        person: None,
        membership: None,
        label: String::new(),
        detail: serde_json::json!({ "confirmation": id }),
        created_at: now,
        last_used_at: now,
        expires_at: after(now, HOLDS),
        ended_at: None,
    };
    let set = Confirmation {
        id,
        site: site.id,
        centre,
        secret: secret.id,
        name: called.clone(),
        email: address.clone(),
        lang: request.lang,
        asked: serde_json::to_value(&asked).map_err(|e| AppError::Internal(e.to_string()))?,
        answered: None,
        prepared_by: actor.name.clone(),
        prepared_at: now,
        expires_at: secret.expires_at,
        answered_at: None,
        withdrawn_at: None,
    };
    let base = app.account_rules().public_url.clone();
    let link = format!("{base}/confirmar/{}", clear.as_str());
    let message = message(request.lang, &called, &site.name, &link);
    let tx = app.database().begin().await?;
    secrets::insert(&tx, &secret).await?;
    confirmations::insert(&tx, &set).await?;
    if !address.is_empty() {
        let letter = Letter::confirmation(&address, request.lang, &message);
        mail::post(&tx, &format!("confirmation:{id}"), &letter, now).await?;
    }
    tx.audit(AuditRecord {
        actor,
        action: "confirmation.prepare",
        object: id.to_string(),
        detail: serde_json::json!({
            "site": site.id,
            "facts": asked.facts.len(),
            "questions": asked.questions.len(),
            "needs": asked.needs.len(),
        }),
        at: now,
    })
    .await?;
    tx.commit().await?;
    Ok(Prepared {
        id,
        link,
        message,
        sent: !address.is_empty(),
    })
}

fn addressee(request: &Request) -> AppResult<(String, String)> {
    let called = name(&request.name);
    let address = match request.email.trim().is_empty() {
        true => Ok(String::new()),
        false => email(&request.email),
    };
    match (called, address) {
        (Ok(called), Ok(address)) => Ok((called, address)),
        (Err(AppError::Invalid(mut faults)), Err(AppError::Invalid(more))) => {
            faults.extend(more);
            Err(AppError::Invalid(faults))
        }
        (Err(fault), _) | (_, Err(fault)) => Err(fault),
    }
}

/// What staff wrote down, understood; or everything that is wrong with it.
async fn asked(app: &App, actor: &Actor, request: &Request) -> AppResult<Asked> {
    let (words, mut faults) = (app.words(), Vec::new());
    let reader = Reader::new(&words, app.today());
    let mut facts: Vec<AskedFact> = Vec::new();
    for line in lines(&request.facts) {
        match reader.line(line) {
            Ok(stated) => facts.push(AskedFact {
                attribute: stated.attribute,
                item: stated.item,
                value: stated.value,
                entered: stated.entered,
            }),
            Err(code) => faults.push(FieldError::new("facts", code.as_str(), line)),
        }
    }
    let questions: Vec<String> = lines(&request.questions).map(str::to_owned).collect();
    if questions.iter().any(|text| text.chars().count() > TEXT_MAX) {
        faults.push(FieldError::new(
            "questions",
            "too_long",
            TEXT_MAX.to_string(),
        ));
    }
    let mut needs = Vec::new();
    for id in &request.needs {
        let need = load_need(app, actor, *id).await?;
        if need.status == NeedStatus::Open {
            needs.push(AskedNeed {
                need: need.id,
                title: need.title,
            });
        }
    }
    for (field, many) in [
        ("facts", facts.len()),
        ("questions", questions.len()),
        ("needs", needs.len()),
    ] {
        if many > MOST {
            faults.push(FieldError::new(field, "too_many", MOST.to_string()));
        }
    }
    if faults.is_empty() && facts.is_empty() && questions.is_empty() && needs.is_empty() {
        faults.push(FieldError::new("facts", "nothing_asked", ""));
    }
    match faults.is_empty() {
        true => Ok(Asked {
            facts,
            questions,
            needs,
        }),
        false => Err(AppError::Invalid(faults)),
    }
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

/// A message for e-mail or WhatsApp. It carries no figure.
fn message(lang: Lang, name: &str, firm: &str, link: &str) -> String {
    match lang {
        Lang::Es => format!(
            "{name}: le pedimos leer y confirmar los datos de «{firm}». No necesita cuenta ni contraseña. La liga sirve una sola vez y vence en 14 días:\n{link}"
        ),
        Lang::En => format!(
            "{name}: please read and confirm the figures of “{firm}”. You need neither account nor password. The link works once and expires in 14 days:\n{link}"
        ),
    }
}

/// The sets of a site, newest first.
///
/// # Errors
/// As [`prepare`].
pub async fn list(app: &App, actor: &Actor, site: SiteId) -> AppResult<Vec<Outcome>> {
    let (site, centre) = site_of(app, actor, site).await?;
    let mut all = vec![site.id];
    all.extend(merges::merged_into(app.database(), site.id).await?);
    let now = app.now();
    let mut outcomes = Vec::new();
    for set in confirmations::of_sites(app.database(), &all).await? {
        if set.centre != centre {
            continue;
        }
        outcomes.push(Outcome {
            asked: asked_of(&set)?,
            answered: answered_of(&set)?,
            is_open: set.answered_at.is_none()
                && set.withdrawn_at.is_none()
                && now < set.expires_at,
            withdrawn: set.withdrawn_at.is_some(),
            id: set.id,
            name: set.name,
            prepared_by: set.prepared_by,
            prepared_at: set.prepared_at,
            answered_at: set.answered_at,
        });
    }
    Ok(outcomes)
}

/// Takes back a set that nobody has answered; its link opens nothing any more.
///
/// # Errors
/// [`AppError::NotFound`] for a set of another site or centre, [`AppError::Conflict`] where it was
/// answered in between, [`AppError::Forbidden`].
pub async fn withdraw(app: &App, actor: &Actor, id: ConfirmationId) -> AppResult<()> {
    policy::require(actor, Operation::AskOwner)?;
    let set = confirmations::find(app.database(), id)
        .await?
        .ok_or(AppError::NotFound)?;
    let relation = Relation::to_organisation(actor, None, Some(set.centre));
    policy::require_on(actor, Operation::AskOwner, relation)?;
    let now = app.now();
    let tx = app.database().begin().await?;
    confirmations::withdraw(&tx, id, now).await?;
    secrets::end(&tx, set.secret, now).await?;
    tx.audit(AuditRecord {
        actor,
        action: "confirmation.withdraw",
        object: id.to_string(),
        detail: serde_json::json!({ "site": set.site }),
        at: now,
    })
    .await?;
    tx.commit().await?;
    Ok(())
}
