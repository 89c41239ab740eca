//! Drawings of a need: the list on its page, adding and taking away, the confidentiality terms, the
//! download.

use super::standing::Typed;
use crate::http::uploads::pass_over;
use crate::http::uploads::{UploadError, store_with};
use crate::pages::errors::{message, stale_form, too_large};
use crate::pages::fields::Posted;
use crate::pages::format::instant;
use crate::pages::layout::{Page, Section};
use crate::pages::parts::{Fault, Field, fault_of, summary, table, table_of};
use crate::pages::visit::{Named, Visit};
use axum::body::Bytes;
use axum::extract::Multipart;
use axum::extract::multipart::MultipartRejection;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::drawings::{
    DrawingsView, Opened, TERMS_VERSION, accept_terms, add_drawing, list_drawings, open_drawing,
    remove_drawing, require_may_add, terms, terms_of,
};
use eslabon_app::needs::load_need;
use eslabon_app::policy::DrawingAccess;
use eslabon_app::records::{Drawing, NdaAcceptance};
use eslabon_app::{AppError, AppResult};
use eslabon_domain::drawings::DRAWING_MAX;
use eslabon_domain::ids::{NeedFileId, NeedId};
use eslabon_domain::units::group_thousands;
use maud::{Markup, html};

/// What a browser offers to choose from; the content decides.
const ENDINGS: &str = ".pdf,.png,.jpg,.jpeg,.dxf,.step,.stp";
/// The largest form around a file.
pub const FORM_MAX: usize = DRAWING_MAX + 64 * 1024;

/// `POST /requerimientos/{id}/planos`: hangs a file on a need.
pub async fn add(visit: Visit, id: Named, form: Result<Multipart, MultipartRejection>) -> Response {
    let outcome = take(&visit, &id, form).await;
    visit.respond(outcome)
}

async fn take(
    visit: &Visit,
    id: &Named,
    form: Result<Multipart, MultipartRejection>,
) -> AppResult<Response> {
    let need: NeedId = id.id()?;
    // Nobody else's file is even stored.
    if let Err(refused) = require_may_add(&visit.app, &visit.actor, need).await {
        pass_over(form).await;
        return Err(refused);
    }
    let stored = match form {
        Ok(form) => {
            let mut others = Vec::new();
            let is_proved = |token: &str| visit.proves(token);
            store_with(&visit.app, form, &mut others, &is_proved).await
        }
        Err(rejection) => Err(UploadError::Malformed(rejection.body_text())),
    };
    let words = match stored {
        Ok(upload) => {
            let (name, path) = (&upload.file_name, &upload.path);
            let added = add_drawing(&visit.app, &visit.actor, need, name, path).await;
            // It lies under its digest now, or is refused.
            let _ = tokio::fs::remove_file(path).await;
            match added {
                Ok(_) => {
                    return Ok(
                        Redirect::to(&format!("/requerimientos/{need}#planos")).into_response()
                    );
                }
                Err(AppError::Invalid(faults)) => faults.first().map_or_else(
                    || visit.say.t("fault-upload"),
                    |one| message(visit.say, one),
                ),
                Err(other) => return Err(other),
            }
        }
        Err(UploadError::TooLarge) => return Ok(too_large(visit)),
        Err(UploadError::Unproved) => return Ok(stale_form(visit)),
        Err(UploadError::Storage(error)) => {
            return Err(AppError::Unavailable(format!("uploads: {error}")));
        }
        Err(UploadError::Missing) => visit.say.t("fault-file"),
        Err(UploadError::Malformed(why)) => {
            tracing::info!(request_id = visit.request_id, why, "drawing.malformed");
            visit.say.t("fault-upload")
        }
    };
    let faults = [("file".to_owned(), words)];
    let page = super::show::page_with(visit, need, &faults, &Typed::default()).await?;
    Ok((StatusCode::BAD_REQUEST, page).into_response())
}

/// `POST /planos/{file}/quitar`.
pub async fn remove(visit: Visit, id: Named, Posted(_): Posted) -> Response {
    let outcome = take_away(&visit, &id).await;
    visit.respond(outcome)
}

async fn take_away(visit: &Visit, id: &Named) -> AppResult<Redirect> {
    let need = remove_drawing(&visit.app, &visit.actor, id.id::<NeedFileId>()?).await?;
    Ok(Redirect::to(&format!("/requerimientos/{need}#planos")))
}

/// `GET /planos/{file}`: the file, once the terms are accepted.
pub async fn download(visit: Visit, id: Named) -> Response {
    let outcome = open(&visit, &id).await;
    visit.respond(outcome)
}

async fn open(visit: &Visit, id: &Named) -> AppResult<Response> {
    match open_drawing(&visit.app, &visit.actor, id.id::<NeedFileId>()?).await? {
        Opened::TermsFirst(need) => {
            Ok(Redirect::to(&format!("/requerimientos/{need}/convenio")).into_response())
        }
        Opened::File(drawing, path) => Ok(attached(&drawing, tokio::fs::read(path).await?.into())),
    }
}

/// A file as an attachment of its fixed type, kept by nobody on the way.
fn attached(drawing: &Drawing, bytes: Bytes) -> Response {
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(drawing.kind.media_type()),
    );
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, no-store"),
    );
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    // Only ASCII goes into a header: the name follows once more, encoded.
    let plain = format!("plano.{}", drawing.kind.as_str());
    let named = format!(
        "attachment; filename=\"{plain}\"; filename*=UTF-8''{}",
        encoded(&drawing.name)
    );
    if let Ok(value) = HeaderValue::from_str(&named) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

/// Every byte that is no letter, digit, dot, dash or underscore as `%XX`.
fn encoded(name: &str) -> String {
    let mut text = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_') {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}

/// `GET /requerimientos/{id}/convenio`: the terms that stand before the drawings.
pub async fn terms_page(visit: Visit, id: Named) -> Response {
    visit.respond(show_terms(&visit, &id).await)
}

/// `POST /requerimientos/{id}/convenio`: the reader accepts them.
pub async fn accept(visit: Visit, id: Named, Posted(form): Posted) -> Response {
    let outcome = agree(&visit, &id, form.text("version")).await;
    visit.respond(outcome)
}

async fn agree(visit: &Visit, id: &Named, version: &str) -> AppResult<Response> {
    let need: NeedId = id.id()?;
    match accept_terms(&visit.app, &visit.actor, need, version).await {
        Ok(()) => Ok(Redirect::to(&format!("/requerimientos/{need}#planos")).into_response()),
        // The text has changed since: it is shown anew.
        Err(AppError::Invalid(_)) => {
            Ok((StatusCode::CONFLICT, show_terms(visit, id).await?).into_response())
        }
        Err(other) => Err(other),
    }
}

async fn show_terms(visit: &Visit, id: &Named) -> AppResult<Markup> {
    let say = visit.say;
    let need: NeedId = id.id()?;
    let access = terms_of(&visit.app, &visit.actor, need).await?;
    let need = load_need(&visit.app, &visit.actor, need).await?;
    let accepted = list_drawings(&visit.app, &visit.actor, need.id)
        .await?
        .accepted;
    let main = html! {
        div.text {
            @for paragraph in terms(visit.lang()).lines() { p { (paragraph) } }
            p.quiet { (say.with("terms-version", &[("version", TERMS_VERSION)])) }
        }
        @if accepted { p.done role="status" { (say.t("terms-accepted")) } }
        @else if access == DrawingAccess::AfterTerms {
            form method="post" action={ "/requerimientos/" (need.id) "/convenio" } {
                (visit.proof())
                input type="hidden" name="version" value=(TERMS_VERSION);
                p.hint { (say.with("terms-who", &[("name", &visit.actor.name)])) }
                div.buttons { button type="submit" { (say.t("terms-accept")) } }
            }
        }
    };
    Ok(Page::new(Section::Needs, say.t("terms-title"), main)
        .under(say.t("nav-needs"), "/requerimientos")
        .under(
            need.title.text.clone(),
            format!("/requerimientos/{}", need.id),
        )
        .show(visit))
}

/// The drawings on the page of their need.
pub fn section(visit: &Visit, need: NeedId, view: &DrawingsView, faults: &[Fault]) -> Markup {
    let say = visit.say;
    html! {
        section aria-labelledby="planos" {
            h2 #planos { (say.t("drawings-title")) }
            @match (view.access, view.accepted) {
                (DrawingAccess::Closed, _) => p.hint { (say.t("drawings-closed")) },
                (DrawingAccess::AfterTerms, false) => {
                    p { (say.t("drawings-terms-first")) }
                    p { a.button href={ "/requerimientos/" (need) "/convenio" } { (say.t("drawings-read-terms")) } }
                }
                _ => {
                    @if view.drawings.is_empty() { p.empty { (say.t("drawings-none")) } }
                    @else { (table(&table_of(say, &say.t("drawings-title")), &rows(visit, view))) }
                    p.hint { (say.t("drawings-logged")) }
                }
            }
            @if view.may_change { (upload(visit, need, faults)) }
            @if !view.acceptances.is_empty() { (acceptances(visit, &view.acceptances)) }
        }
    }
}

fn rows(visit: &Visit, view: &DrawingsView) -> Markup {
    let say = visit.say;
    html! {
        table.rows {
            thead {
                tr {
                    th scope="col" { (say.t("drawings-file")) }
                    th scope="col" { (say.t("drawings-kind")) }
                    th.num scope="col" { (say.t("drawings-size")) }
                    th scope="col" { (say.t("drawings-added")) }
                    @if view.may_change { th scope="col" { (say.t("drawings-remove")) } }
                }
            }
            tbody {
                @for one in &view.drawings {
                    tr {
                        th scope="row" { a href={ "/planos/" (one.id) } download { (one.name) } }
                        td { (one.kind.as_str().to_uppercase()) }
                        td.num { (group_thousands(one.bytes.div_ceil(1_024))) " KB" }
                        td { (instant(say, one.added_at)) br; span.quiet { (one.added_by) } }
                        @if view.may_change {
                            td {
                                form method="post" action={ "/planos/" (one.id) "/quitar" } {
                                    (visit.proof())
                                    button.second type="submit" { (say.t("drawings-remove")) span.hidden { " " (one.name) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn upload(visit: &Visit, need: NeedId, faults: &[Fault]) -> Markup {
    let say = visit.say;
    html! {
        (summary(say, faults))
        form method="post" action={ "/requerimientos/" (need) "/planos" } enctype="multipart/form-data" novalidate {
            (visit.proof())
            (Field {
                name: "file",
                label: say.t("drawings-add"),
                hint: Some(say.t("drawings-hint")),
                value: "",
                fault: fault_of(faults, "file"),
            }.file(say, ENDINGS))
            div.buttons { button.second type="submit" { (say.t("drawings-send")) } }
        }
    }
}

/// Who accepted the terms, for the buyer and her centre.
fn acceptances(visit: &Visit, on_record: &[NdaAcceptance]) -> Markup {
    let say = visit.say;
    html! {
        details {
            summary { (say.count("terms-on-record", on_record.len() as u64)) }
            ul.plain {
                @for one in on_record { li { (one.person_name) " · " (instant(say, one.accepted_at)) " · " span.quiet { (one.version) } } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::encoded;

    #[test]
    fn names_are_safe_in_a_header() {
        assert_eq!(encoded("leva ñ\"3.pdf"), "leva%20%C3%B1%223.pdf");
    }
}
