//! Files that show what an assessment found: photographs, certificates, the readings themselves. They lie in the
//! data directory under the digest of their content, before their row, pictures without what they tell besides
//! themselves; every reading by another is on record.

use super::read::record_reading;
use super::{load_to_change, load_visible, record, words};
use crate::accounts::secret::hex;
use crate::context::App;
use crate::error::{AppError, AppResult, FieldError};
use crate::orphans;
use eslabon_domain::actors::Actor;
use eslabon_domain::assessments::AssessmentStatus;
use eslabon_domain::drawings::clean_name;
use eslabon_domain::ids::{AssessmentFileId, AssessmentId};
use eslabon_domain::pictures;
use eslabon_storage::assessment_files::{self, AssessmentFile};
use sha2::{Digest, Sha256};
use std::path::PathBuf;
use std::time::Duration;

/// The largest file, in bytes.
pub const FILE_MAX: usize = 10 * 1024 * 1024;
/// The most files of one assessment.
pub const FILES_MAX: usize = 30;
/// Files younger than this may be waiting for their row.
const SWEPT_AFTER: Duration = Duration::from_hours(24);
/// The longest caption, in characters.
const CAPTION_MAX: usize = 200;

/// The type under which a file is served: what its first bytes say, and for tables its name as well. A name alone
/// says nothing.
fn media_type(name: &str, content: &[u8]) -> Option<&'static str> {
    let name = name.to_lowercase();
    if content.starts_with(b"%PDF-") {
        Some("application/pdf")
    } else if content.starts_with(b"\x89PNG\r\n\x1a\n") {
        Some("image/png")
    } else if content.starts_with(b"\xff\xd8\xff") {
        Some("image/jpeg")
    } else if content.starts_with(b"RIFF") && content.get(8..12) == Some(b"WEBP") {
        Some("image/webp")
    } else if content.starts_with(b"PK\x03\x04") && name.ends_with(".xlsx") {
        Some("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    } else if name.ends_with(".csv")
        && std::str::from_utf8(content).is_ok_and(|text| !text.contains('\0'))
    {
        Some("text/csv")
    } else {
        None
    }
}

fn refuse<T>(code: &'static str, detail: impl Into<String>) -> AppResult<T> {
    let fault = FieldError::new("file", code, detail);
    Err(AppError::Invalid(vec![fault]))
}

fn path_of(app: &App, sha256: &str) -> PathBuf {
    app.place().assessments().join(sha256)
}

/// Refuses early, before a file is taken in, whoever may not add one.
///
/// # Errors
/// As [`add_file`].
pub async fn require_may_add(app: &App, actor: &Actor, id: AssessmentId) -> AppResult<()> {
    let (assessment, _) = load_to_change(app, actor, id).await?;
    match assessment.status == AssessmentStatus::Void {
        true => Err(AppError::Conflict),
        false => Ok(()),
    }
}

/// Hangs a file on an assessment that was not taken back.
///
/// # Errors
/// [`AppError::Invalid`] on `file` or `caption`; [`AppError::Conflict`] where it was taken back;
/// [`AppError::NotFound`], [`AppError::Forbidden`].
pub async fn add_file(
    app: &App,
    actor: &Actor,
    id: AssessmentId,
    (name, content): (&str, &[u8]),
    caption: &str,
) -> AppResult<AssessmentFile> {
    require_may_add(app, actor, id).await?;
    let (assessment, plant) = load_to_change(app, actor, id).await?;
    if content.len() > FILE_MAX {
        return refuse("file_too_large", (FILE_MAX / (1024 * 1024)).to_string());
    }
    let name = clean_name(name);
    let Some(media_type) = media_type(&name, content) else {
        return refuse("evidence_kind", name);
    };
    let content = match media_type.starts_with("image/") {
        true => picture(content.to_vec()).await?,
        false => content.to_vec(),
    };
    let there = assessment_files::of_assessment(app.database(), id).await?;
    if there.len() >= FILES_MAX {
        return refuse("too_many", FILES_MAX.to_string());
    }
    let file = AssessmentFile {
        id: AssessmentFileId::generate(),
        assessment: id,
        sha256: hex(&Sha256::digest(&content)),
        name,
        media_type: media_type.to_owned(),
        bytes: content.len() as u64,
        caption: words("caption", caption, CAPTION_MAX)?,
        added_by: actor.name.clone(),
        added_at: app.now(),
    };
    keep(app, &file.sha256, &content).await?;
    let tx = app.database().begin().await?;
    assessment_files::insert(&tx, &file).await?;
    record(
        &tx,
        actor,
        &plant,
        "assessment.file",
        &assessment,
        app.now(),
    )
    .await?;
    tx.commit().await?;
    Ok(file)
}

/// A picture without what it tells besides itself: where it was taken, with which telephone, under whose name.
async fn picture(content: Vec<u8>) -> AppResult<Vec<u8>> {
    let cleaned = tokio::task::spawn_blocking(move || pictures::clean("", &content))
        .await
        .map_err(|e| AppError::Internal(e.to_string()))?;
    match cleaned {
        Ok(cleaned) => Ok(cleaned.bytes),
        Err(_) => refuse("photo_broken", ""),
    }
}

/// Removes what no row names any more. Answers how many files.
///
/// # Errors
/// If the database fails.
pub(crate) async fn sweep(app: &App) -> AppResult<u64> {
    let in_use = assessment_files::digests_in_use(app.database()).await?;
    orphans::sweep(app.place().assessments(), in_use, SWEPT_AFTER).await
}

/// Keeps a file's content before the row that names it. The same content is kept once.
async fn keep(app: &App, sha256: &str, content: &[u8]) -> AppResult<()> {
    tokio::fs::create_dir_all(app.place().assessments()).await?;
    let path = path_of(app, sha256);
    // Written aside first: a file under its digest is whole. Also where the same content lies there already: it
    // counts as new, and is not swept meanwhile.
    let aside = path.with_extension(uuid::Uuid::new_v4().simple().to_string());
    tokio::fs::write(&aside, content).await?;
    tokio::fs::rename(&aside, &path).await?;
    Ok(())
}

/// A file of an assessment that the actor may see.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Forbidden`]; [`AppError::Unavailable`] where its bytes are gone.
pub async fn read_file(
    app: &App,
    actor: &Actor,
    id: AssessmentFileId,
) -> AppResult<(AssessmentFile, Vec<u8>)> {
    crate::policy::require(actor, crate::policy::Operation::SeeAssessments)?;
    let file = assessment_files::find(app.database(), id)
        .await?
        .ok_or(AppError::NotFound)?;
    let (assessment, plant) = load_visible(app, actor, file.assessment).await?;
    let Ok(content) = tokio::fs::read(path_of(app, &file.sha256)).await else {
        return Err(AppError::Unavailable("assessment files".into()));
    };
    let kinds = [assessment.kind];
    record_reading(app, actor, &plant, file.id.to_string(), &kinds).await?;
    Ok((file, content))
}

#[cfg(test)]
mod tests {
    use super::media_type;

    #[test]
    fn a_file_is_what_its_bytes_say() {
        for (name, content, expected) in [
            ("a.pdf", b"%PDF-1.7".as_slice(), Some("application/pdf")),
            ("a.exe", b"\xff\xd8\xff\xe0", Some("image/jpeg")),
            ("a.webp", b"RIFF\0\0\0\0WEBPVP8 ", Some("image/webp")),
            ("a.csv", "pieza;10,2\n".as_bytes(), Some("text/csv")),
            ("a.zip", b"PK\x03\x04", None),
            ("a.csv", b"\0\0", None),
            ("a.pdf", b"<html>", None),
        ] {
            assert_eq!(media_type(name, content), expected, "{name}");
        }
    }
}
