//! `GET /archivos/{file}`: the file, as its fixed type, kept by the reader's own browser only and asked for anew
//! each time: what was taken back is gone with the next look. What is closed is kept by nobody.

use super::kind;
use crate::pages::visit::{Named, Visit};
use axum::body::Bytes;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use eslabon_app::AppResult;
use eslabon_app::policy::{self, Operation};
use eslabon_app::site_files::{self, Opened};
use eslabon_domain::ids::SiteFileId;
use eslabon_domain::text::fold;

/// The file.
pub async fn open(visit: Visit, id: Named) -> Response {
    let outcome = handed_over(&visit, &id).await;
    visit.respond(outcome)
}

async fn handed_over(visit: &Visit, id: &Named) -> AppResult<Response> {
    policy::require(&visit.actor, Operation::SeeSiteFiles)?;
    let opened = site_files::open(&visit.app, &visit.actor, id.id::<SiteFileId>()?).await?;
    let Opened {
        file,
        path,
        is_closed,
    } = opened;
    let tag = format!("\"{}\"", file.sha256);
    let known = visit.headers.get(header::IF_NONE_MATCH);
    let is_known = known
        .and_then(|known| known.to_str().ok())
        .is_some_and(|known| known.split(',').any(|one| one.trim() == tag));
    let mut response = match is_known {
        true => StatusCode::NOT_MODIFIED.into_response(),
        false => Bytes::from(tokio::fs::read(path).await?).into_response(),
    };
    let shown = match file.media.is_picture() {
        true => "inline",
        false => "attachment",
    };
    let id = file.id.to_string();
    // Only ASCII goes into a header.
    let word = fold(&kind(visit.say, file.kind)).replace(|c: char| !c.is_ascii_alphanumeric(), "");
    let named = format!(
        "{shown}; filename=\"{word}-{}.{}\"",
        id.split('-').next().unwrap_or_default(),
        file.media.ending()
    );
    let keeping = match is_closed {
        true => "private, no-store",
        false => "private, no-cache",
    };
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(file.media.media_type()),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keeping));
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    for (name, value) in [(header::ETAG, tag), (header::CONTENT_DISPOSITION, named)] {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(name, value);
        }
    }
    Ok(response)
}
