//! One run: how far it is, what became of the rows, what was wrong. The page of a run that is under
//! way loads itself again; leaving it stops nothing.

use super::{PATH, PROBLEMS_SHOWN, amount, counts, kind_name, problems, status};
use crate::pages::format::instant;
use crate::pages::layout::{Page, Section};
use crate::pages::parts::doer;
use crate::pages::visit::{Named, Visit};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use eslabon_app::AppResult;
use eslabon_app::imports::{Counts, ImportKind, find_run, is_active, list_problems, rejects_file};
use eslabon_app::records::{ImportRun, RowProblem, RunStatus};
use maud::{Markup, html};

/// `GET /importar/{run}`.
pub async fn run(visit: Visit, id: Named) -> Response {
    let outcome = show(&visit, &id).await;
    visit.respond(outcome)
}

async fn show(visit: &Visit, id: &Named) -> AppResult<Response> {
    let run = find_run(&visit.app, &visit.actor, id.id()?).await?;
    let under_way = run.status == RunStatus::Running && is_active(&visit.app, run.id);
    let found = if under_way {
        Vec::new()
    } else {
        list_problems(&visit.app, &visit.actor, run.id, 0, PROBLEMS_SHOWN as u64).await?
    };
    let mut response = page(visit, &run, under_way, &found).into_response();
    if under_way {
        // By header: the document itself holds no timer (axe refuses a `meta` that does the same).
        response
            .headers_mut()
            .insert(header::REFRESH, HeaderValue::from_static("2"));
    }
    Ok(response)
}

fn page(visit: &Visit, run: &ImportRun, under_way: bool, found: &[RowProblem]) -> Markup {
    let say = visit.say;
    let main = html! {
        (standing(visit, run, under_way))
        section aria-labelledby="filas" {
            h2 #filas { (say.t("run-counts")) }
            (counts(say, &Counts {
                rows: run.rows,
                new: run.new,
                changed: run.changed,
                unchanged: run.unchanged,
                rejected: run.rejected,
                warned: run.warned,
            }))
        }
        section aria-labelledby="corrida" {
            h2 #corrida { (say.t("run-about")) }
            (about(visit, run))
        }
        @if !found.is_empty() { (wrong(visit, run, found)) }
    };
    Page::new(Section::Imports, run.file_name.clone(), main)
        .lead(html! { p.lead { (kind_name(visit, &run.kind)) } })
        .under(say.t("nav-imports"), PATH)
        .show(visit)
}

/// How it stands, and how to go on.
fn standing(visit: &Visit, run: &ImportRun, under_way: bool) -> Markup {
    let say = visit.say;
    let looked_at = say.count("run-so-far", run.rows.max(0).unsigned_abs());
    match run.status {
        RunStatus::Running if under_way => html! {
            p.note role="status" { strong { (say.t("run-running-text")) } " " (looked_at) }
            p { (say.t("run-leave")) " " a href={ (PATH) "/" (run.id) } { (say.t("run-reload")) } }
        },
        RunStatus::Running => html! {
            p.note role="status" { strong { (say.t("run-elsewhere")) } " " (looked_at) }
            p { (say.with("run-elsewhere-text", &[("row", &amount(run.resume_row))])) }
            div.buttons {
                a.button href=(PATH) { (say.t("run-again")) }
                a.button.second href={ (PATH) "/" (run.id) } { (say.t("run-reload")) }
            }
        },
        RunStatus::Finished => html! {
            p.done role="status" { strong { (say.t("run-finished-text")) } " " (looked_at) }
            div.buttons {
                @let (to, words) = results(visit, &run.kind);
                a.button href=(to) { (words) }
                a.button.second href=(PATH) { (say.t("import-other-file")) }
            }
        },
        RunStatus::Failed => html! {
            p.note role="status" { strong { (say.t("run-failed-text")) } " " (looked_at) }
            p { (say.t("run-failed-how")) }
            div.buttons { a.button href=(PATH) { (say.t("run-again")) } }
        },
    }
}

/// Where the imported rows are seen.
fn results(visit: &Visit, kind: &str) -> (&'static str, String) {
    match kind.parse::<ImportKind>() {
        Ok(ImportKind::Needs) => ("/requerimientos", visit.say.t("nav-needs")),
        Ok(ImportKind::Institutions | ImportKind::Services) => {
            ("/instituciones", visit.say.t("nav-institutions"))
        }
        Ok(ImportKind::Denue | ImportKind::Retc | ImportKind::Suppliers | ImportKind::Machines)
        | Err(_) => ("/buscar", visit.say.t("nav-search")),
    }
}

fn about(visit: &Visit, run: &ImportRun) -> Markup {
    let say = visit.say;
    html! {
        dl.facts {
            div { dt { (say.t("run-status")) } dd { (status(visit, run)) } }
            div { dt { (say.t("import-file")) } dd { (run.file_name) } }
            div { dt { (say.t("import-kind")) } dd { (kind_name(visit, &run.kind)) } }
            div { dt { (say.t("run-started")) } dd { (instant(say, run.started_at)) } }
            @if let Some(at) = run.finished_at { div { dt { (say.t("run-ended")) } dd { (instant(say, at)) } } }
            div { dt { (say.t("run-by")) } dd { (doer(say, &run.actor_name)) } }
        }
    }
}

/// What was wrong: everything to download, the first of it to read.
fn wrong(visit: &Visit, run: &ImportRun, found: &[RowProblem]) -> Markup {
    let say = visit.say;
    let file = format!("{PATH}/{}/problemas.csv", run.id);
    html! {
        section aria-labelledby="problemas" {
            h2 #problemas { (say.t("problems-title")) }
            p.export {
                (say.t("export-label")) " "
                a href=(file) download { (say.t("problems-download")) }
                @if rejects_file(&visit.app, run.id).is_some() {
                    " " a href={ (file) "?filas=rechazadas" } download { (say.t("problems-download-rows")) }
                }
            }
            p.hint {
                (say.t("problems-row-hint"))
                @if found.len() >= PROBLEMS_SHOWN { " " (say.t("problems-first")) }
            }
            (problems::rows(visit, found))
        }
    }
}
