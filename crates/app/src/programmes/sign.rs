//! Signing: in the application by a person of each side, or by hand on paper, of which staff hand in the scan. The
//! signature that is last makes the programme an agreed one in the same transaction: there is either all of it or
//! nothing.

use super::document::hash_of;
use super::read::missing;
use super::{Loaded, SHORT_MAX, WORDS_MAX, happen, invalid, load_for, record, some_words, words};
use crate::context::App;
use crate::error::{AppError, AppResult};
use crate::policy::Operation;
use crate::site_files::{digest_of, keep, look_into};
use eslabon_domain::actors::Actor;
use eslabon_domain::ids::{ProgrammeId, ProgrammeSignatureId, ProgrammeStepId};
use eslabon_domain::programmes::{ProgrammeEvent, ProgrammeSide};
use eslabon_storage::programmes::{self, Programme, Scan, Signature};

/// Signs a plan of this version for one's side. The last side's signature makes the programme an agreed one.
///
/// # Errors
/// [`AppError::Invalid`] where it cannot be signed as it stands or one's side has signed, or on `comment`;
/// [`AppError::Conflict`] where the plan is another by now, or someone signed at the same moment;
/// [`AppError::NotFound`], [`AppError::Forbidden`].
pub async fn sign(
    app: &App,
    actor: &Actor,
    id: ProgrammeId,
    plan_version: i32,
    comment: &str,
) -> AppResult<Programme> {
    let loaded = load_for(app, actor, Operation::SignProgramme, id).await?;
    let side = loaded.side.ok_or(AppError::Forbidden)?;
    actor.person.ok_or(AppError::Forbidden)?;
    let comment = words("comment", comment, WORDS_MAX)?;
    let name = actor.name.clone();
    put_under(
        app,
        actor,
        loaded,
        plan_version,
        (side, name),
        comment,
        None,
    )
    .await
}

/// Hands in, for a side, the scan of the plan of this version that was signed by hand.
///
/// # Errors
/// As [`sign`]; [`AppError::Forbidden`] for whoever is not the centre's; [`AppError::Invalid`] on `name` or `file`.
pub async fn sign_by_hand(
    app: &App,
    actor: &Actor,
    id: ProgrammeId,
    plan_version: i32,
    (side, name): (ProgrammeSide, &str),
    (file_name, bytes): (&str, Vec<u8>),
) -> AppResult<Programme> {
    let loaded = load_for(app, actor, Operation::SignProgramme, id).await?;
    if loaded.side != Some(ProgrammeSide::Centre) {
        return Err(AppError::Forbidden);
    }
    require_signable(&loaded.programme, plan_version)?;
    let name = some_words("name", name, SHORT_MAX)?;
    let file_name = file_name.to_owned();
    let cleaned = tokio::task::spawn_blocking(move || look_into(&file_name, &bytes))
        .await
        .map_err(|e| AppError::Internal(e.to_string()))?
        .map_err(|fault| AppError::Invalid(vec![fault]))?;
    let scan = Scan {
        sha256: digest_of(&cleaned.bytes),
        media_type: cleaned.media.media_type().to_owned(),
        bytes: cleaned.bytes.len() as u64,
    };
    keep(app, scan.sha256.clone(), cleaned.bytes).await?;
    let (signer, scan) = ((side, name), Some(scan));
    put_under(
        app,
        actor,
        loaded,
        plan_version,
        signer,
        String::new(),
        scan,
    )
    .await
}

/// The scan of a paper that was signed by hand: for staff, and for the side that signed it.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Forbidden`]; [`AppError::Unavailable`] where its bytes are gone.
pub async fn read_scan(
    app: &App,
    actor: &Actor,
    id: ProgrammeSignatureId,
) -> AppResult<(Signature, Vec<u8>)> {
    crate::policy::require(actor, Operation::SeeProgramme)?;
    let signature = programmes::find_signature(app.database(), id)
        .await?
        .ok_or(AppError::NotFound)?;
    let loaded = load_for(app, actor, Operation::SeeProgramme, signature.programme).await?;
    let is_other = loaded
        .side
        .is_some_and(|side| side != ProgrammeSide::Centre && side != signature.side);
    let Some(scan) = signature.scan.as_ref().filter(|_| !is_other) else {
        return Err(AppError::NotFound);
    };
    let path = app.place().site_files().join(&scan.sha256);
    match tokio::fs::read(path).await {
        Ok(bytes) => Ok((signature, bytes)),
        Err(_) => Err(AppError::Unavailable("signed papers".into())),
    }
}

fn require_signable(programme: &Programme, plan_version: i32) -> AppResult<()> {
    if programme.plan_version != plan_version {
        return Err(AppError::Conflict);
    }
    match programme.status.next(ProgrammeEvent::Sign) {
        Some(_) => Ok(()),
        None => Err(invalid("status", "not_as_it_stands", "")),
    }
}

async fn put_under(
    app: &App,
    actor: &Actor,
    loaded: Loaded,
    plan_version: i32,
    (side, signed_by): (ProgrammeSide, String),
    comment: String,
    scan: Option<Scan>,
) -> AppResult<Programme> {
    require_signable(&loaded.programme, plan_version)?;
    let owner = loaded.owner();
    let mut programme = loaded.programme;
    let id = programme.id;
    let now = app.now();
    let tx = app.database().begin().await?;
    let steps = programmes::steps_of(&tx, id).await?;
    let ids: Vec<ProgrammeStepId> = steps.iter().map(|step| step.id).collect();
    let shares = programmes::shares_of(&tx, &ids).await?;
    let gaps = programmes::gaps_of(&tx, id).await?;
    let before = programmes::signatures_of(&tx, &[id]).await?;
    let open = missing(&programme, &before);
    if !open.contains(&side) {
        return Err(invalid("signature", "already_signed", ""));
    }
    let signature = Signature {
        id: ProgrammeSignatureId::generate(),
        programme: id,
        side,
        plan_version,
        document_hash: hash_of(&programme, &steps, &shares, &gaps)?,
        person: actor.person,
        signed_by,
        role: actor.role.as_str().to_owned(),
        signed_at: now,
        comment: comment.clone(),
        scan,
    };
    let event = match open.len() {
        1 => ProgrammeEvent::Agree,
        _ => ProgrammeEvent::Sign,
    };
    // First the programme: whoever is later than another finds its version gone and writes nothing.
    happen(&tx, actor, &mut programme, event, &comment, now).await?;
    programmes::insert_signature(&tx, &signature).await?;
    record(&tx, actor, &programme, owner, "programme.sign", now).await?;
    tx.commit().await?;
    Ok(programme)
}
