//! Bringing a file: what it is is told by its content, what it is about by whoever brings it.

use super::{invalid, joint_sites, load_site, record, relation, store};
use crate::context::{App, Words};
use crate::error::{AppError, AppResult, FieldError};
use crate::imports::said::Reader;
use crate::policy::{Operation, Relation};
use eslabon_domain::actors::Actor;
use eslabon_domain::attributes::AttributeId;
use eslabon_domain::ids::{SiteFileId, SiteId};
use eslabon_domain::pictures::{self, Cleaned, Refusal};
use eslabon_domain::site_files::{CAPTION_MAX, FILE_MAX, FILES_MAX, FileKind, FileSide};
use eslabon_domain::vocabulary::ConceptId;
use eslabon_storage::site_files::{self, SiteFile};
use eslabon_storage::sites::Site;
use eslabon_storage::{Concerns, Read, Transaction};
use jiff::civil::Date;

/// A file as someone brings it.
#[derive(Debug, Clone, Default)]
pub struct FileDraft {
    /// What it shows.
    pub kind: Option<FileKind>,
    /// What it is about, as an attribute; empty: the firm.
    pub attribute: String,
    /// Of which machine, standard, process; empty: of none.
    pub item: String,
    /// What it shows, in words; may be empty.
    pub caption: String,
    /// The day of the photograph, or of the paper: `2026-03-31`, `31/03/2026`; may be empty.
    pub taken_on: String,
    /// The name that the person's telephone gave it.
    pub name: String,
    /// Its bytes; empty where none was chosen.
    pub bytes: Vec<u8>,
}

/// Refuses early, before a file is taken in, whoever may not add one.
///
/// # Errors
/// [`AppError::NotFound`] for a site that is not the actor's to keep, [`AppError::Forbidden`].
pub async fn require_may_add(app: &App, actor: &Actor, site: SiteId) -> AppResult<()> {
    load_site(app, actor, Operation::KeepSiteFiles, site).await?;
    Ok(())
}

/// Adds a file to a site. What a photograph tells besides the picture is left out before anything is stored.
/// The same content on the same thing is there once, however often a bad line sends it.
///
/// # Errors
/// [`AppError::Invalid`] on `file`, `kind`, `about`, `caption` or `taken_on`; [`AppError::NotFound`] for a site
/// that is not the actor's to keep; [`AppError::Forbidden`].
pub async fn add(app: &App, actor: &Actor, site: SiteId, draft: FileDraft) -> AppResult<SiteFile> {
    let (site, centre) = load_site(app, actor, Operation::KeepSiteFiles, site).await?;
    let side = match relation(actor, &site, centre) {
        Relation::Own => FileSide::Firm,
        _ => FileSide::Centre,
    };
    let file = prepare(app, actor, &site, side, draft).await?;
    let tx = app.database().begin().await?;
    let kept = put(app, actor, &tx, file).await?;
    tx.commit().await?;
    Ok(kept)
}

/// Understands a file and keeps its bytes, so that [`put`] can write its row. Whether the actor may is the
/// caller's to ask.
pub(crate) async fn prepare(
    app: &App,
    actor: &Actor,
    site: &Site,
    side: FileSide,
    mut draft: FileDraft,
) -> AppResult<SiteFile> {
    let words = app.words();
    let today = app.today();
    let cleaned = tokio::task::spawn_blocking({
        let (name, bytes) = (draft.name.clone(), std::mem::take(&mut draft.bytes));
        move || look_into(&name, &bytes)
    })
    .await
    .map_err(|e| AppError::Internal(e.to_string()))?;
    let mut faults = Vec::new();
    let mut keep = |fault| faults.push(fault);
    let cleaned = cleaned.map_err(&mut keep).ok();
    let kind = kind_of(draft.kind, cleaned.as_ref())
        .map_err(&mut keep)
        .ok();
    let about = about(&words, &draft).map_err(&mut keep).ok();
    let caption = caption_of(&draft.caption).map_err(&mut keep).ok();
    let taken_on = taken_on(&Reader::new(&words, today), &draft.taken_on, today)
        .map_err(&mut keep)
        .ok();
    let (Some(cleaned), Some(kind), Some((attribute, item)), Some(caption), Some(taken_on)) =
        (cleaned, kind, about, caption, taken_on)
    else {
        return Err(AppError::Invalid(faults));
    };
    let file = SiteFile {
        id: SiteFileId::generate(),
        site: site.id,
        organisation: site.organisation,
        kind,
        attribute,
        item,
        fact: None,
        sha256: store::digest_of(&cleaned.bytes),
        media: cleaned.media,
        bytes: cleaned.bytes.len() as u64,
        size: cleaned.size,
        caption,
        taken_on,
        person: actor.person,
        added_by: actor.name.clone(),
        side,
        added_at: app.now(),
        removed: false,
    };
    if let Some(same) = room_for(app.database(), &file).await? {
        return Ok(same);
    }
    store::keep(app, file.sha256.clone(), cleaned.bytes).await?;
    Ok(file)
}

/// Writes the row of a file that was prepared; answers the same file where it is there already. Two windows may
/// have passed the first look at once.
pub(crate) async fn put(
    app: &App,
    actor: &Actor,
    tx: &Transaction,
    file: SiteFile,
) -> AppResult<SiteFile> {
    if let Some(same) = room_for(tx, &file).await? {
        return Ok(same);
    }
    site_files::insert(tx, &file).await?;
    let act = record(app, actor, "file.add", &file);
    tx.audit_concerning(act, Concerns::organisation(file.organisation))
        .await?;
    Ok(file)
}

/// The same file, where it is there already; else there must be room.
async fn room_for(db: &impl Read, file: &SiteFile) -> AppResult<Option<SiteFile>> {
    let there = site_files::of_sites(db, &joint_sites(db, file.site).await?).await?;
    let is_same = |one: &&SiteFile| {
        one.sha256 == file.sha256 && one.attribute == file.attribute && one.item == file.item
    };
    if let Some(same) = there.iter().find(is_same) {
        return Ok(Some(same.clone()));
    }
    match there.len() < FILES_MAX {
        true => Ok(None),
        false => Err(invalid("file", "too_many", FILES_MAX.to_string())),
    }
}

/// What a file is, without what it tells besides itself; or why it is not kept.
pub(crate) fn look_into(name: &str, bytes: &[u8]) -> Result<Cleaned, FieldError> {
    if bytes.is_empty() {
        return Err(FieldError::new("file", "file_missing", ""));
    }
    if bytes.len() > FILE_MAX {
        let most = (FILE_MAX / (1024 * 1024)).to_string();
        return Err(FieldError::new("file", "file_too_large", most));
    }
    pictures::clean(name, bytes).map_err(|refusal| {
        let code = match refusal {
            Refusal::Heic => "photo_heic",
            Refusal::Kind => "photo_kind",
            Refusal::Broken => "photo_broken",
        };
        FieldError::new("file", code, "")
    })
}

/// A photograph is a picture; a scan may be one, too.
fn kind_of(asked: Option<FileKind>, file: Option<&Cleaned>) -> Result<FileKind, FieldError> {
    let kind = asked.ok_or_else(|| FieldError::new("kind", "required", ""))?;
    let is_paper = file.is_some_and(|file| !file.media.is_picture());
    match kind == FileKind::Photo && is_paper {
        true => Err(FieldError::new("kind", "photo_is_paper", "")),
        false => Ok(kind),
    }
}

/// What a file is about: an attribute with the item that it asks for, or nothing.
fn about(
    words: &Words,
    draft: &FileDraft,
) -> Result<(Option<AttributeId>, Option<ConceptId>), FieldError> {
    if draft.attribute.is_empty() && draft.item.is_empty() {
        return Ok((None, None));
    }
    let unknown = || FieldError::new("about", "unknown_attribute", "");
    let attribute = words
        .attributes
        .find(&draft.attribute)
        .ok_or_else(unknown)?;
    let item = match (attribute.item_kind, draft.item.as_str()) {
        (None, "") => None,
        (Some(kind), item) => {
            let concept = words.vocabulary.find(item);
            let concept = concept.filter(|c| c.kind == kind && c.parent.is_some());
            Some(concept.ok_or_else(unknown)?.id.clone())
        }
        (None, _) => return Err(unknown()),
    };
    Ok((Some(attribute.id.clone()), item))
}

fn caption_of(typed: &str) -> Result<String, FieldError> {
    let kept = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    if kept.contains('\0') {
        return Err(FieldError::new("caption", "bad_character", ""));
    }
    if kept.chars().count() > CAPTION_MAX {
        let most = CAPTION_MAX.to_string();
        return Err(FieldError::new("caption", "too_long", most));
    }
    Ok(kept)
}

fn taken_on(reader: &Reader<'_>, typed: &str, today: Date) -> Result<Option<Date>, FieldError> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    let day = reader
        .day(typed)
        .map_err(|code| FieldError::new("taken_on", code.as_str(), ""))?;
    match day > today {
        true => Err(FieldError::new(
            "taken_on",
            "date_in_future",
            day.to_string(),
        )),
        false => Ok(Some(day)),
    }
}
