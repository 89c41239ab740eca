//! Making a claim. A visitor is answered alike whether or not her address is known here: nobody is
//! looked up by it.

use super::evidence::{describe, forget, keep};
use super::{TELEPHONE_MAX, WORDS_MAX, centre_of, is_claimable};
use crate::accounts::{email, name, secret, throttle};
use crate::context::App;
use crate::error::{AppError, AppResult, FieldError};
use crate::policy::{self, Operation};
use eslabon_domain::actors::Actor;
use eslabon_domain::ids::{ClaimId, SiteId};
use eslabon_domain::text::Lang;
use eslabon_storage::claims::{self, Claim, ClaimStatus, Evidence, EvidenceFile};
use eslabon_storage::sites::{self, Site};
use eslabon_storage::{AuditRecord, merges, organisations, people};

/// What someone fills in to claim a site.
#[derive(Debug, Clone)]
pub struct ClaimDraft {
    /// Her name; whoever has signed in is known.
    pub name: String,
    /// Her address; whoever has signed in is known.
    pub email: String,
    /// Her telephone; may be empty.
    pub telephone: String,
    /// What shows that the firm is hers.
    pub evidence: Option<Evidence>,
    /// In her words.
    pub words: String,
    /// Name and content of a file that shows it.
    pub file: Option<(String, Vec<u8>)>,
    /// In which language she is written to.
    pub lang: Lang,
}

/// Claims a site. Whoever claims one that she claimed already is told so if she has signed in; a visitor
/// is answered as the first time.
///
/// # Errors
/// [`AppError::Invalid`], [`AppError::NotFound`] for a site that does not exist,
/// [`AppError::Forbidden`], [`AppError::Slowed`].
pub async fn make_claim(
    app: &App,
    actor: &Actor,
    site: SiteId,
    draft: ClaimDraft,
) -> AppResult<()> {
    policy::require(actor, Operation::ClaimSite)?;
    let site = claimable_site(app, site).await?;
    let (claimed, content) = check(app, actor, &site, draft).await?;
    let open = claims::find_open(app.database(), site.id, claimed.person, &claimed.email).await?;
    if open.is_some() {
        return claimed_already(actor);
    }
    if actor.person.is_none() {
        let key = format!("claim:{}", secret::hash(&claimed.email));
        throttle::attempt(app, &key).await?;
    }
    if let (Some(file), Some(content)) = (&claimed.file, &content) {
        keep(app, file, content).await?;
    }
    match store(app, actor, &claimed).await {
        // Two at once: the first is kept.
        Err(AppError::Conflict) => claimed_already(actor),
        Err(error) => {
            if let Some(file) = &claimed.file {
                forget(app, file).await?;
            }
            Err(error)
        }
        Ok(()) => Ok(()),
    }
}

fn claimed_already(actor: &Actor) -> AppResult<()> {
    match actor.person {
        Some(_) => Err(one_fault("site", "claimed_already", "")),
        None => Ok(()),
    }
}

fn one_fault(field: &str, code: &'static str, detail: &str) -> AppError {
    AppError::Invalid(vec![FieldError::new(field, code, detail)])
}

async fn claimable_site(app: &App, site: SiteId) -> AppResult<Site> {
    let id = merges::stand_in(app.database(), site).await?;
    let site = sites::find(app.database(), id)
        .await?
        .ok_or(AppError::NotFound)?;
    let firm = organisations::find(app.database(), site.organisation)
        .await?
        .ok_or(AppError::NotFound)?;
    if is_claimable(app.database(), &firm, app.now()).await? {
        Ok(site)
    } else {
        Err(one_fault("site", "has_owner", ""))
    }
}

/// Everything that is wrong at once; what is kept where nothing is.
async fn check(
    app: &App,
    actor: &Actor,
    site: &Site,
    draft: ClaimDraft,
) -> AppResult<(Claim, Option<Vec<u8>>)> {
    let mut faults = Vec::new();
    let (called, address) = match actor.person {
        Some(id) => {
            let person = people::find(app.database(), id)
                .await?
                .ok_or(AppError::Forbidden)?;
            (person.name, person.email.unwrap_or_default())
        }
        None => (
            kept(name(&draft.name), &mut faults)?,
            kept(email(&draft.email), &mut faults)?,
        ),
    };
    let telephone = telephone(&draft.telephone, &mut faults);
    let words = draft.words.trim().to_owned();
    if words.chars().count() > WORDS_MAX {
        faults.push(FieldError::new("words", "too_long", WORDS_MAX.to_string()));
    }
    let (file, content) = file(draft.file, &mut faults);
    if words.is_empty() && content.is_none() {
        faults.push(FieldError::new("words", "required", ""));
    }
    let Some(evidence) = draft.evidence else {
        faults.push(FieldError::new("evidence", "required", ""));
        return Err(AppError::Invalid(faults));
    };
    if !faults.is_empty() {
        return Err(AppError::Invalid(faults));
    }
    let claim = Claim {
        id: ClaimId::generate(),
        site: site.id,
        centre: centre_of(app.database(), site.state, app.centre()).await?,
        person: actor.person,
        name: called,
        email: address,
        telephone,
        lang: draft.lang,
        evidence,
        words,
        file,
        status: ClaimStatus::Open,
        created_at: app.now(),
        decided_by: None,
        decided_at: None,
        reason: None,
    };
    Ok((claim, content))
}

/// The value, or an empty one and its faults with the others.
fn kept(outcome: AppResult<String>, faults: &mut Vec<FieldError>) -> AppResult<String> {
    match outcome {
        Ok(value) => Ok(value),
        Err(AppError::Invalid(more)) => {
            faults.extend(more);
            Ok(String::new())
        }
        Err(other) => Err(other),
    }
}

fn telephone(given: &str, faults: &mut Vec<FieldError>) -> String {
    let given = given.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_number = |c: char| c.is_ascii_alphanumeric() || "+-() .".contains(c);
    if given.chars().count() > TELEPHONE_MAX {
        faults.push(FieldError::new(
            "telephone",
            "too_long",
            TELEPHONE_MAX.to_string(),
        ));
    } else if !given.chars().all(is_number) {
        faults.push(FieldError::new("telephone", "bad_character", ""));
    }
    given
}

fn file(
    brought: Option<(String, Vec<u8>)>,
    faults: &mut Vec<FieldError>,
) -> (Option<EvidenceFile>, Option<Vec<u8>>) {
    let Some((name, content)) = brought else {
        return (None, None);
    };
    match describe(&name, &content) {
        Ok(file) => (Some(file), Some(content)),
        Err(fault) => {
            faults.push(fault);
            (None, Some(content))
        }
    }
}

async fn store(app: &App, actor: &Actor, claim: &Claim) -> AppResult<()> {
    let tx = app.database().begin().await?;
    claims::insert(&tx, claim).await?;
    tx.audit(AuditRecord {
        actor,
        action: "claim.create",
        object: claim.id.to_string(),
        detail: serde_json::json!({
            "site": claim.site,
            "evidence": claim.evidence.as_str(),
            "sha256": claim.file.as_ref().map(|file| &file.hash),
        }),
        at: claim.created_at,
    })
    .await?;
    tx.commit().await?;
    Ok(())
}

/// The open claim that the acting person made of a site.
///
/// # Errors
/// If the database fails.
pub async fn find_own(app: &App, actor: &Actor, site: SiteId) -> AppResult<Option<Claim>> {
    policy::require(actor, Operation::ClaimSite)?;
    let Some(person) = actor.person else {
        return Ok(None);
    };
    Ok(claims::find_open(app.database(), site, Some(person), "").await?)
}
