//! Drawings of needs: added and taken away by the buyer, read by her firm and her centre, and by those to
//! whom she opened them once their person has accepted the confidentiality terms. Every download is on
//! record. The bytes lie in the data directory under their digest and are put there before their row.

use crate::context::App;
use crate::error::{AppError, AppResult, FieldError};
use crate::grants::load_grants;
use crate::needs::load_need;
use crate::policy::{self, DrawingAccess, Operation};
use eslabon_domain::actors::Actor;
use eslabon_domain::drawings::{DRAWING_MAX, DRAWINGS_MAX, DrawingKind, clean_name};
use eslabon_domain::ids::{NdaAcceptanceId, NeedFileId, NeedId};
use eslabon_domain::needs::Need;
use eslabon_domain::text::Lang;
use eslabon_storage::drawings::{self, Drawing, NdaAcceptance};
use eslabon_storage::{AuditRecord, Concerns, Transaction, needs};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The version of the terms in force. A new text is a new version, and is accepted anew.
pub const TERMS_VERSION: &str = "confidentiality-1";
/// Files younger than this may be waiting for their row.
const SWEPT_AFTER: Duration = Duration::from_hours(1);

/// The terms in force, a paragraph a line.
#[must_use]
pub fn terms(lang: Lang) -> &'static str {
    match lang {
        Lang::Es => include_str!("../../../schema/terms/confidentiality-1.es.txt"),
        Lang::En => include_str!("../../../schema/terms/confidentiality-1.en.txt"),
    }
}

/// The drawings of a need, as far as the actor may see.
#[derive(Debug, Clone)]
pub struct DrawingsView {
    /// How she may see them.
    pub access: DrawingAccess,
    /// She has accepted the terms in force; only where they stand between.
    pub accepted: bool,
    /// The drawings; none before the terms are accepted: their names tell, too.
    pub drawings: Vec<Drawing>,
    /// She may add and take away.
    pub may_change: bool,
    /// Who accepted the terms, for the buyer and her centre.
    pub acceptances: Vec<NdaAcceptance>,
}

/// The drawings of a need that the actor may know of.
///
/// # Errors
/// [`AppError::NotFound`] for a need that she may not know of.
pub async fn list_drawings(app: &App, actor: &Actor, need: NeedId) -> AppResult<DrawingsView> {
    let need = load_need(app, actor, need).await?;
    let access = access(app, actor, &need).await?;
    let accepted = access == DrawingAccess::AfterTerms && has_accepted(app, actor, need.id).await?;
    let sees = access == DrawingAccess::Free || accepted;
    let db = app.database();
    Ok(DrawingsView {
        access,
        accepted,
        drawings: if sees {
            drawings::list_of_need(db, need.id).await?
        } else {
            Vec::new()
        },
        may_change: policy::may_change_drawings(actor, &need),
        acceptances: if access == DrawingAccess::Free {
            drawings::acceptances(db, need.id).await?
        } else {
            Vec::new()
        },
    })
}

/// Refuses early, before a file is taken in, whoever may not add one.
///
/// # Errors
/// As [`add_drawing`].
pub async fn require_may_add(app: &App, actor: &Actor, need: NeedId) -> AppResult<()> {
    policy::require(actor, Operation::PostNeed)?;
    let need = load_need(app, actor, need).await?;
    if policy::may_change_drawings(actor, &need) {
        Ok(())
    } else {
        Err(AppError::NotFound)
    }
}

/// Hangs a file on a need.
///
/// # Errors
/// [`AppError::Invalid`] for a file of another kind, too large or one too many; [`AppError::NotFound`],
/// [`AppError::Forbidden`].
pub async fn add_drawing(
    app: &App,
    actor: &Actor,
    need: NeedId,
    name: &str,
    from: &Path,
) -> AppResult<Drawing> {
    require_may_add(app, actor, need).await?;
    let name = clean_name(name);
    let there = drawings::list_of_need(app.database(), need).await?;
    if there.len() >= DRAWINGS_MAX {
        return refuse("too_many", &DRAWINGS_MAX.to_string());
    }
    let (from, to, named) = (from.to_path_buf(), app.place().files(), name.clone());
    let stored = tokio::task::spawn_blocking(move || store(&from, &to, &named))
        .await
        .map_err(|e| AppError::Internal(e.to_string()))??;
    let drawing = Drawing {
        id: NeedFileId::generate(),
        need,
        name,
        sha256: stored.sha256,
        kind: stored.kind,
        bytes: stored.bytes,
        added_by: actor.name.clone(),
        added_at: app.now(),
        removed: false,
    };
    let tx = app.database().begin().await?;
    drawings::insert(&tx, &drawing).await?;
    let act = record(app, actor, "drawing.add", &drawing);
    put_on_record(&tx, act, need).await?;
    tx.commit().await?;
    sweep(app).await?;
    Ok(drawing)
}

/// Takes a drawing away.
///
/// # Errors
/// [`AppError::NotFound`] for another's.
pub async fn remove_drawing(app: &App, actor: &Actor, id: NeedFileId) -> AppResult<NeedId> {
    policy::require(actor, Operation::PostNeed)?;
    let drawing = drawings::find(app.database(), id)
        .await?
        .ok_or(AppError::NotFound)?;
    let need = load_need(app, actor, drawing.need).await?;
    if !policy::may_change_drawings(actor, &need) {
        return Err(AppError::NotFound);
    }
    // Two windows, or two clicks: it is gone, which is what was wanted.
    if drawing.removed {
        return Ok(need.id);
    }
    let tx = app.database().begin().await?;
    drawings::remove(&tx, id, &actor.name, app.now()).await?;
    let act = record(app, actor, "drawing.remove", &drawing);
    put_on_record(&tx, act, need.id).await?;
    tx.commit().await?;
    Ok(need.id)
}

/// How the terms stand between the actor and the drawings of a need: for the page that shows them.
///
/// # Errors
/// [`AppError::NotFound`] where the drawings are not open to her, [`AppError::Forbidden`].
pub async fn terms_of(app: &App, actor: &Actor, need: NeedId) -> AppResult<DrawingAccess> {
    policy::require(actor, Operation::SeeDrawings)?;
    let need = load_need(app, actor, need).await?;
    match access(app, actor, &need).await? {
        DrawingAccess::Closed => Err(AppError::NotFound),
        other => Ok(other),
    }
}

/// Puts on record that the acting person accepts the terms in force, for her organisation.
///
/// # Errors
/// [`AppError::NotFound`] where the drawings are not open to her; [`AppError::Invalid`] where the text that
/// she read is no longer the one in force.
pub async fn accept_terms(app: &App, actor: &Actor, need: NeedId, version: &str) -> AppResult<()> {
    match terms_of(app, actor, need).await? {
        DrawingAccess::AfterTerms => {}
        // They bind her as it is.
        DrawingAccess::Free => return Ok(()),
        DrawingAccess::Closed => return Err(AppError::NotFound),
    }
    if version != TERMS_VERSION {
        return refuse("terms_changed", TERMS_VERSION);
    }
    let (Some(person), Some(organisation)) = (actor.person, actor.organisation) else {
        return Err(AppError::Forbidden);
    };
    let acceptance = NdaAcceptance {
        id: NdaAcceptanceId::generate(),
        need,
        organisation,
        person,
        person_name: actor.name.clone(),
        version: version.to_owned(),
        accepted_at: app.now(),
    };
    let tx = app.database().begin().await?;
    drawings::accept(&tx, &acceptance).await?;
    let act = AuditRecord {
        actor,
        action: "nda.accept",
        object: need.to_string(),
        detail: serde_json::json!({ "version": version }),
        at: acceptance.accepted_at,
    };
    put_on_record(&tx, act, need).await?;
    tx.commit().await?;
    Ok(())
}

/// What opening a drawing comes to.
#[derive(Debug, Clone)]
pub enum Opened {
    /// The file, and where it lies; the download is on record.
    File(Drawing, PathBuf),
    /// The terms of this need come first.
    TermsFirst(NeedId),
}

/// Opens a drawing for download and puts that on record.
///
/// # Errors
/// [`AppError::NotFound`], also for what is not open to the actor.
pub async fn open_drawing(app: &App, actor: &Actor, id: NeedFileId) -> AppResult<Opened> {
    policy::require(actor, Operation::SeeDrawings)?;
    let drawing = drawings::find(app.database(), id)
        .await?
        .filter(|drawing| !drawing.removed)
        .ok_or(AppError::NotFound)?;
    let need = load_need(app, actor, drawing.need).await?;
    match access(app, actor, &need).await? {
        DrawingAccess::Closed => return Err(AppError::NotFound),
        DrawingAccess::AfterTerms if !has_accepted(app, actor, need.id).await? => {
            return Ok(Opened::TermsFirst(need.id));
        }
        DrawingAccess::AfterTerms | DrawingAccess::Free => {}
    }
    let path = app.place().files().join(&drawing.sha256);
    if !path.is_file() {
        return Err(AppError::Unavailable("files".into()));
    }
    let tx = app.database().begin().await?;
    let act = record(app, actor, "drawing.download", &drawing);
    put_on_record(&tx, act, need.id).await?;
    tx.commit().await?;
    Ok(Opened::File(drawing, path))
}

async fn access(app: &App, actor: &Actor, need: &Need) -> AppResult<DrawingAccess> {
    let grants = load_grants(app, actor).await?;
    Ok(policy::drawing_access(actor, need, &grants))
}

async fn has_accepted(app: &App, actor: &Actor, need: NeedId) -> AppResult<bool> {
    let (Some(person), Some(organisation)) = (actor.person, actor.organisation) else {
        return Ok(false);
    };
    let on_record = drawings::acceptances(app.database(), need).await?;
    Ok(on_record.iter().any(|acceptance| {
        acceptance.person == person
            && acceptance.organisation == organisation
            && acceptance.version == TERMS_VERSION
    }))
}

fn record<'a>(app: &App, actor: &'a Actor, action: &'a str, drawing: &Drawing) -> AuditRecord<'a> {
    AuditRecord {
        actor,
        action,
        object: drawing.id.to_string(),
        detail: serde_json::json!({ "need": drawing.need, "sha256": drawing.sha256 }),
        at: app.now(),
    }
}

/// An act on a need's drawings concerns the buyer, also where the actor may not know who that is.
async fn put_on_record(tx: &Transaction, act: AuditRecord<'_>, need: NeedId) -> AppResult<()> {
    let need = needs::find(tx, need).await?.ok_or(AppError::NotFound)?;
    tx.audit_concerning(act, Concerns::organisation(need.organisation))
        .await?;
    Ok(())
}

struct Stored {
    sha256: String,
    kind: DrawingKind,
    bytes: u64,
}

/// Copies a file under its digest. It is written beside its place and moved there, so that no half file
/// is ever found under a digest.
fn store(from: &Path, directory: &Path, name: &str) -> AppResult<Stored> {
    let size = std::fs::metadata(from)?.len();
    if size > DRAWING_MAX as u64 {
        return refuse(
            "drawing_too_large",
            &(DRAWING_MAX / 1024 / 1024).to_string(),
        );
    }
    let mut source = File::open(from)?;
    let mut buffer = vec![0_u8; 64 * 1024];
    let first = source.read(&mut buffer)?;
    let kind = DrawingKind::of(name, buffer.get(..first).unwrap_or_default());
    let Some(kind) = kind else {
        return refuse("drawing_kind", name);
    };
    std::fs::create_dir_all(directory)?;
    let beside = directory.join(format!("{}.part", NeedFileId::generate()));
    let mut target = File::create(&beside)?;
    let (mut digest, mut read, mut bytes) = (Sha256::new(), first, 0_u64);
    while read > 0 {
        let piece = buffer.get(..read).unwrap_or_default();
        digest.update(piece);
        target.write_all(piece)?;
        bytes += read as u64;
        read = source.read(&mut buffer)?;
    }
    target.sync_all()?;
    let sha256: String = digest
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    std::fs::rename(&beside, directory.join(&sha256))?;
    Ok(Stored {
        sha256,
        kind,
        bytes,
    })
}

/// Removes files that hang on no need and are old enough not to be on their way to one.
async fn sweep(app: &App) -> AppResult<()> {
    let in_use = drawings::digests_in_use(app.database()).await?;
    let directory = app.place().files();
    let work = move || {
        for entry in std::fs::read_dir(directory).into_iter().flatten().flatten() {
            let age = entry
                .metadata()
                .and_then(|meta| meta.modified())
                .ok()
                .and_then(|at| at.elapsed().ok());
            let name = entry.file_name();
            let is_used = name.to_str().is_some_and(|name| in_use.contains(name));
            if !is_used && age.is_some_and(|age| age > SWEPT_AFTER) {
                // What cannot be removed now is removed the next time.
                let _ = std::fs::remove_file(entry.path());
            }
        }
    };
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|e| AppError::Internal(e.to_string()))
}

fn refuse<T>(code: &'static str, detail: &str) -> AppResult<T> {
    Err(AppError::Invalid(vec![FieldError::new(
        "file", code, detail,
    )]))
}
