//! Files that people bring. `POST /uploads` stores one and answers a token; pages and GraphQL then
//! name the token. Files lie in the data directory until they are imported or a day has passed.

use super::Faces;
use super::session::Caller;
use axum::Json;
use axum::extract::multipart::{MultipartError, MultipartRejection};
use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use eslabon_app::App;
use eslabon_app::policy::{Operation, may};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use uuid::Uuid;

/// The field by which a form proves that one of our pages asked for it. It comes before the file.
pub const TOKEN_FIELD: &str = "_token";
/// The largest file.
pub const FILE_MAX: usize = 200 * 1024 * 1024;
/// After how long a file that nobody imported is removed.
const KEPT: Duration = Duration::from_hours(24);

/// Why a file could not be stored.
#[derive(Debug)]
pub enum UploadError {
    /// The form has no file, or an empty one.
    Missing,
    /// Larger than [`FILE_MAX`].
    TooLarge,
    /// The file comes before the proof that one of our pages asked for it.
    Unproved,
    /// The form is broken off or malformed.
    Malformed(String),
    /// The disk refused.
    Storage(std::io::Error),
}

impl From<MultipartError> for UploadError {
    fn from(error: MultipartError) -> Self {
        if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
            Self::TooLarge
        } else {
            Self::Malformed(error.body_text())
        }
    }
}

impl From<std::io::Error> for UploadError {
    fn from(error: std::io::Error) -> Self {
        Self::Storage(error)
    }
}

/// A stored file.
#[derive(Debug, Clone)]
pub struct Upload {
    /// Names the file from now on.
    pub token: String,
    /// The name that the person's machine gave it.
    pub file_name: String,
    /// Where it lies.
    pub path: PathBuf,
}

/// Stores the field `file` of a form, piece by piece; whatever other fields the form has are given
/// back as name and value.
///
/// # Errors
/// [`UploadError`]; a file that broke off is removed.
pub async fn store(
    app: &App,
    form: Multipart,
    is_proved: &(dyn Fn(&str) -> bool + Sync),
) -> Result<(Upload, Vec<(String, String)>), UploadError> {
    let mut others = Vec::new();
    let upload = store_with(app, form, &mut others, is_proved).await?;
    Ok((upload, others))
}

/// As [`store`]: `is_proved` judges the form's token before the file is looked at. The other fields are there even where the file is missing, so that a page can keep
/// what was chosen.
///
/// # Errors
/// As [`store`].
pub async fn store_with(
    app: &App,
    mut form: Multipart,
    others: &mut Vec<(String, String)>,
    is_proved: &(dyn Fn(&str) -> bool + Sync),
) -> Result<Upload, UploadError> {
    sweep(&app.place().uploads());
    let mut upload = None;
    while let Some(mut field) = form.next_field().await? {
        if field.name() != Some("file") {
            let name = field.name().unwrap_or_default().to_owned();
            others.push((name, field.text().await?));
            continue;
        }
        let proof = others.iter().find(|(name, _)| name == TOKEN_FIELD);
        if !is_proved(proof.map_or("", |(_, token)| token)) {
            return Err(UploadError::Unproved);
        }
        let file_name = safe_name(field.file_name().unwrap_or_default());
        let token = Uuid::new_v4().simple().to_string();
        let path = app.place().uploads().join(format!("{token}-{file_name}"));
        let mut file = tokio::fs::File::create(&path).await?;
        let mut size = 0;
        let written: Result<(), UploadError> = async {
            while let Some(piece) = field.chunk().await? {
                size += piece.len();
                if size > FILE_MAX {
                    return Err(UploadError::TooLarge);
                }
                file.write_all(&piece).await?;
            }
            file.flush().await?;
            Ok(())
        }
        .await;
        if written.is_err() || size == 0 {
            let _ = tokio::fs::remove_file(&path).await;
        }
        written?;
        if size > 0 {
            upload = Some(Upload {
                token,
                file_name,
                path,
            });
        }
    }
    upload.ok_or(UploadError::Missing)
}

/// A form's fields, and the name and content of its small file where it brought one: kept in memory and
/// nowhere else. `is_proved` judges the form's token before the file is looked at.
///
/// # Errors
/// As [`store`]; [`UploadError::TooLarge`] beyond `most` bytes.
pub async fn read_small(
    form: Multipart,
    most: usize,
    is_proved: &(dyn Fn(&str) -> bool + Sync),
) -> Result<SmallForm, UploadError> {
    let mut read = SmallForm::default();
    read_small_into(form, most, is_proved, &mut read).await?;
    Ok(read)
}

/// As [`read_small`]. The fields that stand before the file are there even where it is refused, so that a page
/// can keep what was typed.
///
/// # Errors
/// As [`read_small`].
pub async fn read_small_into(
    mut form: Multipart,
    most: usize,
    is_proved: &(dyn Fn(&str) -> bool + Sync),
    read: &mut SmallForm,
) -> Result<(), UploadError> {
    while let Some(mut field) = form.next_field().await? {
        if field.name() != Some("file") {
            let name = field.name().unwrap_or_default().to_owned();
            read.fields.push((name, field.text().await?));
            continue;
        }
        let proof = read.fields.iter().find(|(name, _)| name == TOKEN_FIELD);
        if !is_proved(proof.map_or("", |(_, token)| token)) {
            return Err(UploadError::Unproved);
        }
        let name = field.file_name().unwrap_or_default().to_owned();
        let (mut content, mut is_too_large) = (Vec::new(), false);
        // What is too large is read on and dropped: whoever is still sending would get no answer.
        while let Some(piece) = field.chunk().await? {
            is_too_large |= content.len() + piece.len() > most;
            match is_too_large {
                true => content.clear(),
                false => content.extend_from_slice(&piece),
            }
        }
        if is_too_large {
            return Err(UploadError::TooLarge);
        }
        // A browser sends an empty part where no file was chosen.
        if !content.is_empty() {
            read.file = Some((name, content));
        }
    }
    let proof = read.fields.iter().find(|(name, _)| name == TOKEN_FIELD);
    match is_proved(proof.map_or("", |(_, token)| token)) {
        true => Ok(()),
        false => Err(UploadError::Unproved),
    }
}

/// A form with a small file.
#[derive(Debug, Default)]
pub struct SmallForm {
    /// Name and value of every other field.
    pub fields: Vec<(String, String)>,
    /// Name and content of the file.
    pub file: Option<(String, Vec<u8>)>,
}

/// Reads some of a form that is refused: whoever is still sending when the connection closes gets no
/// answer, but an error of the connection.
pub async fn pass_over(form: Result<Multipart, MultipartRejection>) {
    const MOST: usize = 1024 * 1024;
    let Ok(mut form) = form else { return };
    let mut read = 0;
    while let Ok(Some(mut field)) = form.next_field().await {
        while let Ok(Some(chunk)) = field.chunk().await {
            read += chunk.len();
            if read > MOST {
                return;
            }
        }
    }
}

/// The stored file of a token.
#[must_use]
pub fn find(app: &App, token: &str) -> Option<(String, PathBuf)> {
    let is_token = token.len() == 32 && token.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !is_token {
        return None;
    }
    let prefix = format!("{token}-");
    std::fs::read_dir(app.place().uploads())
        .ok()?
        .flatten()
        .find_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let file_name = name.strip_prefix(&prefix)?.to_owned();
            Some((file_name, entry.path()))
        })
}

/// `POST /uploads`: for API clients.
pub async fn post(State(faces): State<Faces>, caller: Caller, form: Multipart) -> Response {
    if !may(caller.actor.role, Operation::PreviewImport) || !caller.may_write() {
        return (
            StatusCode::FORBIDDEN,
            Json(json!({ "error": "Your role may not import." })),
        )
            .into_response();
    }
    match store(&faces.app, form, &|_| true).await {
        Ok((upload, _)) => {
            Json(json!({ "token": upload.token, "fileName": upload.file_name })).into_response()
        }
        Err(UploadError::TooLarge) => (
            StatusCode::PAYLOAD_TOO_LARGE,
            Json(json!({ "error": "Larger than 200 MB." })),
        )
            .into_response(),
        Err(UploadError::Missing | UploadError::Unproved | UploadError::Malformed(_)) => (
            StatusCode::BAD_REQUEST,
            Json(json!({ "error": "Send one file in the field “file” of a multipart form." })),
        )
            .into_response(),
        Err(UploadError::Storage(error)) => {
            tracing::error!(%error, "upload.not_stored");
            (
                StatusCode::SERVICE_UNAVAILABLE,
                Json(json!({ "error": "The file could not be stored; try again." })),
            )
                .into_response()
        }
    }
}

/// Letters, digits, dot, dash and underscore of a file's name; never a path.
fn safe_name(given: &str) -> String {
    let name = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let safe: String = name
        .chars()
        .map(|c| {
            if c.is_alphanumeric() || matches!(c, '.' | '-' | '_') {
                c
            } else {
                '_'
            }
        })
        .take(80)
        .collect();
    let safe = safe.trim_start_matches('.').to_owned();
    if safe.is_empty() {
        "file".to_owned()
    } else {
        safe
    }
}

/// Removes files that nobody came back for.
fn sweep(directory: &Path) {
    for entry in std::fs::read_dir(directory).into_iter().flatten().flatten() {
        let age = entry
            .metadata()
            .and_then(|meta| meta.modified())
            .ok()
            .and_then(|at| at.elapsed().ok());
        if age.is_some_and(|age| age > KEPT) {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::safe_name;

    #[test]
    fn names_never_lead_out_of_the_directory() {
        assert_eq!(safe_name("../../etc/passwd"), "passwd");
        assert_eq!(
            safe_name("C:\\tmp\\mis proveedores.xlsx"),
            "mis_proveedores.xlsx"
        );
        assert_eq!(safe_name(".."), "file");
        assert_eq!(safe_name("directorio_ñ.csv"), "directorio_ñ.csv");
    }
}
