//! What waits for the acting person in programmes.

use super::show::{late, later};
use super::{follow_path, indicators_path};
use crate::pages::format::time;
use crate::pages::layout::{Page, Section};
use crate::pages::parts::{Mark, table};
use crate::pages::referrals;
use crate::pages::visit::Visit;
use crate::pages::words::Say;
use axum::response::Response;
use eslabon_app::AppResult;
use eslabon_app::follow_up::{Task, TaskKind, list_tasks};
use maud::{Markup, html};

/// `GET /mis-tareas`.
pub async fn list(visit: Visit) -> Response {
    visit.respond(shown(&visit).await)
}

async fn shown(visit: &Visit) -> AppResult<Markup> {
    let say = visit.say;
    let tasks = list_tasks(&visit.app, &visit.actor).await?;
    let title = say.t("tasks-title");
    let main = html! {
        @if tasks.is_empty() { div.empty { p { (say.t("tasks-none")) } } }
        @else { (table(&title, &rows(say, &tasks))) }
    };
    Ok(Page::new(Section::Programmes, title, main)
        .lead(html! { p.lead { (say.t("tasks-lead")) } })
        .show(visit))
}

fn rows(say: Say, tasks: &[Task]) -> Markup {
    html! {
        table.rows {
            thead {
                tr {
                    th scope="col" { (say.t("tasks-what")) }
                    th scope="col" { (say.t("referral-firm")) }
                    th scope="col" { (say.t("tasks-due")) }
                }
            }
            tbody {
                @for task in tasks {
                    tr {
                        th scope="row" { (linked(say, task)) }
                        td { (task.firm) }
                        td {
                            (time(say, task.due_on))
                            @if task.days_late > 0 { br; (Mark::Gap) " " strong { (late(say, task.days_late)) } }
                            @if task.end_moves > 0 { br; (later(say, task.end_moves)) }
                        }
                    }
                }
            }
        }
    }
}

/// What is to be done, leading to where it is done.
fn linked(say: Say, task: &Task) -> Markup {
    let words = html! { (what(say, task.kind)) ": " (task.about) };
    match address(task) {
        Some(to) => html! { a.go href=(to) { (words) } },
        None => words,
    }
}

fn address(task: &Task) -> Option<String> {
    match task.kind {
        TaskKind::Answer(id)
        | TaskKind::Report(id)
        | TaskKind::Agree(id)
        | TaskKind::Declined(id) => Some(referrals::path(id)),
        TaskKind::Sign => task.programme.map(|id| format!("/programas/{id}")),
        TaskKind::NewStep(_) => task.programme.map(|id| format!("/programas/{id}/ajustar")),
        TaskKind::Measure(_) => task.programme.map(indicators_path),
        TaskKind::Begin(_) | TaskKind::Finish(_) | TaskKind::Visit(_) => {
            task.programme.map(follow_path)
        }
    }
}

fn what(say: Say, kind: TaskKind) -> String {
    match kind {
        TaskKind::Sign => say.t("tasks-sign"),
        TaskKind::Begin(_) => say.t("tasks-begin"),
        TaskKind::Finish(_) => say.t("tasks-finish"),
        TaskKind::Agree(_) => say.t("tasks-agree"),
        TaskKind::Declined(_) => say.t("tasks-declined"),
        TaskKind::NewStep(_) => say.t("tasks-new-step"),
        TaskKind::Visit(_) => say.t("tasks-visit"),
        TaskKind::Measure(moment) => say.with(
            "tasks-measure",
            &[("moment", &super::indicators::moment(say, moment))],
        ),
        TaskKind::Answer(_) => say.t("tasks-answer"),
        TaskKind::Report(_) => say.t("tasks-report"),
    }
}
