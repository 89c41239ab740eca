//! `GET /programas/{id}/documento.pdf`: the programme as the document that is signed. `papel` is `carta` or `a4`,
//! `idioma` is `es` or `en`; without them, letter, in the reader's language.

use super::document::document;
use super::path_of;
use crate::pages::fields::address;
use crate::pages::visit::{Named, Visit};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use eslabon_app::policy::{self, Operation};
use eslabon_app::programmes::export_paper;
use eslabon_app::{AppError, AppResult};
use eslabon_documents::{Paper, ProgrammeDocument, render};
use eslabon_domain::ids::ProgrammeId;
use eslabon_domain::text::Lang;
use tokio::sync::Semaphore;

/// So many documents are set at once: each takes a core and some memory.
static PRESSES: Semaphore = Semaphore::const_new(2);

/// The address of the document, on a paper (`carta`, `a4`).
#[must_use]
pub fn paper_path(id: ProgrammeId, paper: &str, lang: Lang) -> String {
    let asked = [("papel", paper), ("idioma", lang.as_str())];
    address(&format!("{}/documento.pdf", path_of(id)), asked)
}

/// The document, to be taken along.
pub async fn pdf(visit: Visit, id: Named) -> Response {
    let outcome = printed(&visit, &id).await;
    visit.respond(outcome)
}

async fn printed(visit: &Visit, id: &Named) -> AppResult<Response> {
    policy::require(&visit.actor, Operation::SeeProgramme)?;
    let language = Lang::parse(visit.query.text("idioma")).unwrap_or(visit.lang());
    let (size, word) = match visit.query.text("papel") {
        "a4" => (Paper::A4, "a4"),
        _ => (Paper::Letter, "carta"),
    };
    let paper = export_paper(&visit.app, &visit.actor, id.id()?).await?;
    let version = paper.view.programme.plan_version;
    let bytes = set(document(&paper, visit.words.clone(), language, size)).await?;
    let named = format!("attachment; filename=\"programa-v{version}-{word}.pdf\"");
    let headers = [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (header::CONTENT_DISPOSITION, named),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    Ok((headers, bytes).into_response())
}

/// Sets a document beside the threads that answer.
///
/// # Errors
/// [`AppError::Internal`] where it cannot be set.
pub(crate) async fn set(document: ProgrammeDocument) -> AppResult<Vec<u8>> {
    let internal = |error: &dyn std::fmt::Display| AppError::Internal(format!("a paper: {error}"));
    let press = PRESSES.acquire().await.map_err(|e| internal(&e))?;
    let setting = tokio::task::spawn_blocking(move || {
        let bytes = render(&document);
        drop(press);
        bytes
    });
    let bytes = setting.await.map_err(|e| internal(&e))?;
    bytes.map_err(|e| internal(&e))
}
