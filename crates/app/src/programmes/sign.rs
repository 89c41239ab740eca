//! Signing: in the application by a person of each side, or by hand on paper, of which staff hand in the scan. The
//! signature that is last makes the programme an agreed one in the same transaction: there is either all of it or
//! nothing.

use super::document::content_hash;
use super::read::{missing, shows_scan};
use super::{Loaded, SHORT_MAX, WORDS_MAX, happen, invalid, load_for, record, some_words, words};
use crate::context::App;
use crate::error::{AppError, AppResult, FieldError};
use crate::imports::said::Reader;
use crate::policy::Operation;
use crate::site_files::{digest_of, keep, look_into};
use eslabon_domain::actors::Actor;
use eslabon_domain::ids::{ProgrammeId, ProgrammeSignatureId, ProgrammeStepId};
use eslabon_domain::programmes::{ProgrammeEvent, ProgrammeSide};
use eslabon_storage::programmes::{self, Programme, Scan, Signature};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

/// The clocks of central Mexico.
const CENTRAL_MEXICO: Offset = Offset::constant(-6);

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
    let signed = Signed {
        side,
        name: actor.name.clone(),
        comment,
        scan: None,
    };
    put_under(app, actor, loaded, plan_version, signed).await
}

/// A paper that was signed by hand, as staff hand it in.
#[derive(Debug, Clone, Default)]
pub struct SignedPaper {
    /// The version of the plan that it shows.
    pub plan_version: i32,
    /// For which side it was signed.
    pub side: Option<ProgrammeSide>,
    /// Who signed.
    pub name: String,
    /// On which day: `2026-03-31`, `31/03/2026`.
    pub signed_on: String,
    /// The name of the scan's file.
    pub file_name: String,
    /// Its bytes; empty where none was chosen.
    pub bytes: Vec<u8>,
}

/// Refuses early, before a file is taken in, whoever may not hand in a paper.
///
/// # Errors
/// [`AppError::NotFound`] for a programme that is not of the actor's centre, [`AppError::Forbidden`].
pub async fn require_may_sign_by_hand(app: &App, actor: &Actor, id: ProgrammeId) -> AppResult<()> {
    load_for(app, actor, Operation::SignByHand, id).await?;
    Ok(())
}

/// Hands in, for a side, the scan of the plan of this version that was signed by hand.
///
/// # Errors
/// As [`sign`]; [`AppError::Invalid`] on `side`, `name`, `signed_on` or `file`; [`AppError::Forbidden`] for whoever
/// is not the centre's.
pub async fn sign_by_hand(
    app: &App,
    actor: &Actor,
    id: ProgrammeId,
    paper: SignedPaper,
) -> AppResult<Programme> {
    let loaded = load_for(app, actor, Operation::SignByHand, id).await?;
    require_signable(&loaded.programme, paper.plan_version)?;
    let first = first_day(app, &loaded.programme).await?;
    let (name, typed) = (paper.name, paper.signed_on);
    let cleaned = tokio::task::spawn_blocking(move || look_into(&paper.file_name, &paper.bytes))
        .await
        .map_err(|e| AppError::Internal(e.to_string()))?;
    let mut faults = Vec::new();
    let side = paper.side;
    if side.is_none() {
        faults.push(FieldError::new("side", "required", ""));
    }
    let name = taken(some_words("name", &name, SHORT_MAX), &mut faults)?;
    let signed_on = taken(day_of(app, &typed, first), &mut faults)?;
    let cleaned = taken(
        cleaned.map_err(|fault| AppError::Invalid(vec![fault])),
        &mut faults,
    )?;
    let (Some(side), Some(name), Some(signed_on), Some(cleaned)) = (side, name, signed_on, cleaned)
    else {
        return Err(AppError::Invalid(faults));
    };
    let scan = Scan {
        sha256: digest_of(&cleaned.bytes),
        media_type: cleaned.media.media_type().to_owned(),
        bytes: cleaned.bytes.len() as u64,
    };
    keep(app, scan.sha256.clone(), cleaned.bytes).await?;
    let signed = Signed {
        side,
        name,
        comment: String::new(),
        scan: Some((scan, noon(app, signed_on)?)),
    };
    put_under(app, actor, loaded, paper.plan_version, signed).await
}

/// What was understood; what was not is kept with the other faults, so that all are told at once.
fn taken<T>(outcome: AppResult<T>, faults: &mut Vec<FieldError>) -> AppResult<Option<T>> {
    match outcome {
        Ok(one) => Ok(Some(one)),
        Err(AppError::Invalid(found)) => {
            faults.extend(found);
            Ok(None)
        }
        Err(other) => Err(other),
    }
}

/// The day on which the plan became what it is: nobody signed it before.
async fn first_day(app: &App, programme: &Programme) -> AppResult<Date> {
    let events = programmes::events_of(app.database(), programme.id).await?;
    let of_plan = events
        .iter()
        .filter(|one| one.plan_version == programme.plan_version);
    let first = of_plan.map(|one| one.at).min();
    let first = first.unwrap_or(programme.made_at);
    Ok(CENTRAL_MEXICO.to_datetime(first).date())
}

/// The day on which a paper was signed.
fn day_of(app: &App, typed: &str, first: Date) -> AppResult<Date> {
    if typed.trim().is_empty() {
        return Err(invalid("signed_on", "required", ""));
    }
    let (words, today) = (app.words(), app.today());
    let day = Reader::new(&words, today)
        .day(typed)
        .map_err(|code| AppError::Invalid(vec![FieldError::new("signed_on", code.as_str(), "")]))?;
    if day > today {
        return Err(invalid("signed_on", "date_in_future", day.to_string()));
    }
    if day < first {
        return Err(invalid("signed_on", "date_before_plan", first.to_string()));
    }
    Ok(day)
}

/// Of a paper the day is known and not the hour: noon in central Mexico, and never later than now.
fn noon(app: &App, day: Date) -> AppResult<Timestamp> {
    let at = CENTRAL_MEXICO
        .to_timestamp(day.at(12, 0, 0, 0))
        .map_err(|e| AppError::Internal(e.to_string()))?;
    Ok(at.min(app.now()))
}

/// The scan of a paper that was signed by hand: for staff, and for the side that signed it. That another read it is
/// on record.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Forbidden`]; [`AppError::Unavailable`] where its bytes are gone.
pub async fn read_scan(
    app: &App,
    actor: &Actor,
    id: ProgrammeSignatureId,
) -> AppResult<(Scan, Vec<u8>)> {
    crate::policy::require(actor, Operation::SeeProgramme)?;
    let signature = programmes::find_signature(app.database(), id)
        .await?
        .ok_or(AppError::NotFound)?;
    let loaded = load_for(app, actor, Operation::SeeProgramme, signature.programme).await?;
    let Some(scan) = signature
        .scan
        .as_ref()
        .filter(|_| shows_scan(loaded.side, &signature))
    else {
        return Err(AppError::NotFound);
    };
    let path = app.place().site_files().join(&scan.sha256);
    let bytes = tokio::fs::read(path)
        .await
        .map_err(|_| AppError::Unavailable("signed papers".into()))?;
    if loaded.side != Some(signature.side) {
        let (owner, now) = (loaded.owner(), app.now());
        let tx = app.database().begin().await?;
        record(&tx, actor, &loaded.programme, owner, "programme.scan", now).await?;
        tx.commit().await?;
    }
    Ok((scan.clone(), bytes))
}

/// A signature as it is put under.
struct Signed {
    side: ProgrammeSide,
    name: String,
    comment: String,
    /// Given by hand: the scan, and when the paper was signed.
    scan: Option<(Scan, Timestamp)>,
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
    signed: Signed,
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
    if !open.contains(&signed.side) {
        return Err(invalid("signature", "already_signed", ""));
    }
    let comment = signed.comment;
    let (scan, signed_at) = match signed.scan {
        Some((scan, at)) => (Some(scan), at),
        None => (None, now),
    };
    let signature = Signature {
        id: ProgrammeSignatureId::generate(),
        programme: id,
        side: signed.side,
        plan_version,
        document_hash: content_hash(&programme, &steps, &shares, &gaps)?,
        person: actor.person,
        signed_by: signed.name,
        role: actor.role.as_str().to_owned(),
        signed_at,
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
