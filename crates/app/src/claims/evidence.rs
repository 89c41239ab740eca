//! Files that show whose a firm is. They lie in the data directory under the hash of their content, are
//! handed to the staff who decide and to nobody else, and every reading is on record.

use super::relation_to;
use crate::accounts::secret::hex;
use crate::context::App;
use crate::error::{AppError, AppResult, FieldError};
use crate::policy::{self, Operation};
use eslabon_domain::actors::Actor;
use eslabon_domain::ids::ClaimId;
use eslabon_storage::AuditRecord;
use eslabon_storage::claims::{self, EvidenceFile};
use sha2::{Digest, Sha256};
use std::path::PathBuf;

/// The largest file.
pub const FILE_MAX: usize = 10 * 1024 * 1024;
/// The longest name that is kept, in characters.
const NAME_MAX: usize = 80;

/// What a file is, by its first bytes: type and ending.
fn kind_of(content: &[u8]) -> Option<(&'static str, &'static str)> {
    const KINDS: [(&[u8], &str, &str); 3] = [
        (b"%PDF-", "application/pdf", "pdf"),
        (b"\x89PNG\r\n\x1a\n", "image/png", "png"),
        (b"\xff\xd8\xff", "image/jpeg", "jpg"),
    ];
    KINDS
        .into_iter()
        .find(|(start, ..)| content.starts_with(start))
        .map(|(_, media_type, ending)| (media_type, ending))
}

/// What would be kept of a file.
///
/// # Errors
/// [`FieldError`] on `file` where it is too large or no PDF, PNG or JPEG.
pub(super) fn describe(name: &str, content: &[u8]) -> Result<EvidenceFile, FieldError> {
    if content.len() > FILE_MAX {
        let most = (FILE_MAX / (1024 * 1024)).to_string();
        return Err(FieldError::new("file", "file_too_large", most));
    }
    let Some((media_type, ending)) = kind_of(content) else {
        return Err(FieldError::new("file", "file_kind", ""));
    };
    Ok(EvidenceFile {
        hash: hex(&Sha256::digest(content)),
        name: safe_name(name, ending),
        media_type: media_type.to_owned(),
    })
}

/// Letters, digits, dashes and underscores of a name, with the ending of what the file is.
fn safe_name(given: &str, ending: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = last.rsplit_once('.').map_or(last, |(stem, _)| stem);
    let safe: String = stem
        .chars()
        .map(|c| match c {
            c if c.is_ascii_alphanumeric() || matches!(c, '-' | '_') => c,
            _ => '_',
        })
        .take(NAME_MAX)
        .collect();
    match safe.trim_matches('_').is_empty() {
        true => format!("evidencia.{ending}"),
        false => format!("{safe}.{ending}"),
    }
}

fn path_of(app: &App, hash: &str) -> PathBuf {
    app.place().evidence().join(hash)
}

/// Keeps a file's content before the row that names it. The same content is kept once.
pub(super) async fn keep(app: &App, file: &EvidenceFile, content: &[u8]) -> AppResult<()> {
    let path = path_of(app, &file.hash);
    if tokio::fs::try_exists(&path).await? {
        return Ok(());
    }
    // Written aside first: a file under its hash is whole.
    let aside = path.with_extension(uuid::Uuid::new_v4().simple().to_string());
    tokio::fs::write(&aside, content).await?;
    tokio::fs::rename(&aside, &path).await?;
    Ok(())
}

/// Removes a file whose claim was not kept, unless another claim names it.
pub(super) async fn forget(app: &App, file: &EvidenceFile) -> AppResult<()> {
    if !claims::names_file(app.database(), &file.hash).await? {
        tokio::fs::remove_file(path_of(app, &file.hash)).await?;
    }
    Ok(())
}

/// The file of a claim, for whoever decides it. The reading is on record.
///
/// # Errors
/// [`AppError::NotFound`] where the claim has none or the actor may not know of it,
/// [`AppError::Forbidden`].
pub async fn read_evidence(
    app: &App,
    actor: &Actor,
    id: ClaimId,
) -> AppResult<(EvidenceFile, Vec<u8>)> {
    policy::require(actor, Operation::DecideClaim)?;
    let claim = claims::find(app.database(), id)
        .await?
        .ok_or(AppError::NotFound)?;
    policy::require_on(actor, Operation::DecideClaim, relation_to(actor, &claim))?;
    let file = claim.file.ok_or(AppError::NotFound)?;
    let content = tokio::fs::read(path_of(app, &file.hash)).await?;
    let tx = app.database().begin().await?;
    tx.audit(AuditRecord {
        actor,
        action: "claim.evidence_read",
        object: id.to_string(),
        detail: serde_json::json!({ "sha256": file.hash }),
        at: app.now(),
    })
    .await?;
    tx.commit().await?;
    Ok((file, content))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_its_content_says() {
        let kept = describe("../../cédula fiscal.exe", b"%PDF-1.7 ...").unwrap();
        assert_eq!(
            (kept.name.as_str(), kept.media_type.as_str()),
            ("c_dula_fiscal.pdf", "application/pdf")
        );
        assert_eq!(
            describe("", b"\xff\xd8\xff\xe0").unwrap().name,
            "evidencia.jpg"
        );
        for wrong in [b"<html>".as_slice(), b"", b"%PD"] {
            assert_eq!(describe("a.pdf", wrong).unwrap_err().code, "file_kind");
        }
    }

    #[test]
    fn a_large_file_is_refused() {
        let mut content = b"%PDF-".to_vec();
        content.resize(FILE_MAX + 1, b' ');
        assert_eq!(
            describe("a.pdf", &content).unwrap_err().code,
            "file_too_large"
        );
    }
}
