//! Where an import begins: the form, templates to fill in, what is never read, earlier runs.

use super::{PATH, amount, kind_choices, kind_name, status};
use crate::http::uploads::{UploadError, pass_over, store_with};
use crate::pages::errors::{stale_form, too_large};
use crate::pages::fields::{Fields, address};
use crate::pages::format::instant;
use crate::pages::layout::{Page, Section};
use crate::pages::parts::{Fault, Field, doer, fault_of, summary, table};
use crate::pages::visit::{Named, Visit};
use crate::pages::words::Say;
use axum::extract::Multipart;
use axum::extract::multipart::MultipartRejection;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::imports::{ImportKind, list_runs};
use eslabon_app::policy::{self, Operation};
use eslabon_app::records::ImportRun;
use eslabon_app::{AppError, AppResult};
use maud::{Markup, html};

/// Earlier runs that are shown.
const RUNS_SHOWN: u64 = 20;
/// What a browser offers to choose from; the content decides.
const ENDINGS: &str = ".csv,.tsv,.txt,.xlsx";

/// `GET /importar`.
pub async fn start(visit: Visit) -> Response {
    visit.respond(page(&visit, "", &[]).await)
}

/// `POST /importar`: keeps the file and leads to what it would bring.
pub async fn upload(visit: Visit, form: Result<Multipart, MultipartRejection>) -> Response {
    let outcome = take(&visit, form).await;
    visit.respond(outcome)
}

async fn take(visit: &Visit, form: Result<Multipart, MultipartRejection>) -> AppResult<Response> {
    // Nobody else's file is even stored.
    if let Err(refused) = policy::require(&visit.actor, Operation::PreviewImport) {
        pass_over(form).await;
        return Err(refused);
    }
    let mut others = Vec::new();
    let stored = match form {
        Ok(form) => store_with(&visit.app, form, &mut others, &|token| visit.proves(token)).await,
        Err(rejection) => Err(UploadError::Malformed(rejection.body_text())),
    };
    let others = Fields::of(others);
    let words = match stored {
        Ok(upload) => {
            let path = format!("{PATH}/vista/{}", upload.token);
            let to = address(&path, others.find("kind").map(|kind| ("kind", kind)));
            return Ok(Redirect::to(&to).into_response());
        }
        Err(UploadError::TooLarge) => return Ok(too_large(visit)),
        Err(UploadError::Unproved) => return Ok(stale_form(visit)),
        Err(UploadError::Storage(error)) => {
            return Err(AppError::Unavailable(format!("uploads: {error}")));
        }
        Err(UploadError::Missing) => visit.say.t("fault-file"),
        Err(UploadError::Malformed(why)) => {
            tracing::info!(request_id = visit.request_id, why, "upload.malformed");
            visit.say.t("fault-upload")
        }
    };
    let faults = [("file".to_owned(), words)];
    Ok((
        StatusCode::BAD_REQUEST,
        page(visit, others.text("kind"), &faults).await?,
    )
        .into_response())
}

async fn page(visit: &Visit, kind: &str, faults: &[Fault]) -> AppResult<Markup> {
    let say = visit.say;
    let runs = list_runs(&visit.app, &visit.actor, RUNS_SHOWN).await?;
    let main = html! {
        (summary(say, faults))
        form method="post" action=(PATH) enctype="multipart/form-data" novalidate {
            (visit.proof())
            (Field {
                name: "file",
                label: say.t("import-file"),
                hint: Some(say.t("import-file-hint")),
                value: "",
                fault: fault_of(faults, "file"),
            }.file(say, ENDINGS))
            (Field { name: "kind", label: say.t("import-kind"), hint: None, value: kind, fault: None }.select(say, &kind_choices(visit)))
            p.note { (say.t("import-private")) }
            div.buttons { button type="submit" { (say.t("import-look")) } }
        }
        (templates(visit))
        section aria-labelledby="recientes" {
            h2 #recientes { (say.t("import-runs")) }
            @if runs.is_empty() { p.empty { (say.t("import-no-runs")) } }
            @else { (table(&say.t("import-runs-table"), &run_rows(visit, &runs))) }
        }
    };
    Ok(Page::new(Section::Imports, say.t("import-title"), main)
        .lead(html! { p.lead { (say.t("import-lead")) } })
        .faulty(!faults.is_empty())
        .show(visit))
}

fn templates(visit: &Visit) -> Markup {
    let say = visit.say;
    html! {
        section aria-labelledby="plantillas" {
            h2 #plantillas { (say.t("import-templates")) }
            p { (say.t("import-templates-text")) }
            ul.plain.export {
                @for kind in ImportKind::ALL {
                    @if kind.template().is_some() {
                        li {
                            a href={ (PATH) "/plantillas/" (kind) } download { (kind.label(visit.lang())) ", CSV" } " "
                            span.quiet { (hint(say, kind)) }
                        }
                    }
                }
            }
        }
    }
}

/// What one line of a template is.
fn hint(say: Say, kind: ImportKind) -> String {
    match kind {
        ImportKind::Suppliers => say.t("template-suppliers"),
        ImportKind::Needs => say.t("template-needs"),
        ImportKind::Institutions => say.t("template-institutions"),
        ImportKind::Services => say.t("template-services"),
        ImportKind::Machines => say.t("template-machines"),
        ImportKind::Denue | ImportKind::Retc => String::new(),
    }
}

fn run_rows(visit: &Visit, runs: &[ImportRun]) -> Markup {
    let say = visit.say;
    html! {
        table.rows {
            thead {
                tr {
                    th scope="col" { (say.t("import-file")) }
                    th scope="col" { (say.t("import-kind")) }
                    th scope="col" { (say.t("run-status")) }
                    th.num scope="col" { (say.t("rows-all")) }
                    th.num scope="col" { (say.t("rows-new")) }
                    th.num scope="col" { (say.t("rows-changed")) }
                    th.num scope="col" { (say.t("rows-unchanged")) }
                    th.num scope="col" { (say.t("rows-rejected")) }
                    th.num scope="col" { (say.t("rows-warned")) }
                    th scope="col" { (say.t("run-started")) }
                }
            }
            tbody {
                @for run in runs {
                    tr {
                        th scope="row" { a href={ (PATH) "/" (run.id) } { (run.file_name) } }
                        td { (kind_name(visit, &run.kind)) }
                        td { (status(visit, run)) }
                        td.num { (amount(run.rows)) }
                        td.num { (amount(run.new)) }
                        td.num { (amount(run.changed)) }
                        td.num { (amount(run.unchanged)) }
                        td.num { (amount(run.rejected)) }
                        td.num { (amount(run.warned)) }
                        td { (instant(say, run.started_at)) br; span.quiet { (doer(say, &run.actor_name)) } }
                    }
                }
            }
        }
    }
}

/// `GET /importar/plantillas/{kind}`: an empty template with two example lines.
pub async fn template(visit: Visit, kind: Named) -> Response {
    visit.respond(empty(&visit, &kind))
}

fn empty(visit: &Visit, kind: &Named) -> AppResult<Response> {
    policy::require(&visit.actor, Operation::PreviewImport)?;
    let kind: ImportKind = kind.id()?;
    let text = kind.template().ok_or(AppError::NotFound)?;
    // The mark at the start makes Excel read UTF-8.
    let content = format!("\u{feff}{}", text.trim_start_matches('\u{feff}'));
    let disposition = format!("attachment; filename=\"{kind}.csv\"");
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    Ok((headers, content).into_response())
}
