//! A programme: how it stands and what comes next, what can be done, its gaps, its steps on a calendar beside who
//! pays them, the signatures, what happened. With `imprimir=1` for paper.

use super::charts::{Bar, Look, gantt};
use super::paper::paper_path;
use super::take::Returned;
use super::{Names, PATH, budget, forms, path_of, payer, reasons, state, status};
use crate::pages::explain;
use crate::pages::fields::address;
use crate::pages::follow_up::follow_path;
use crate::pages::format::{date, time};
use crate::pages::layout::{Page, Section};
use crate::pages::parts::{Mark, fictional, summary, table};
use crate::pages::visit::{Named, Visit};
use crate::pages::words::Say;
use axum::response::Response;
use eslabon_app::AppResult;
use eslabon_app::policy::{self, Operation};
use eslabon_app::programmes::{ProgrammeView, StepLine, load_programme};
use eslabon_domain::programmes::{GapState, StepState};
use eslabon_engine::programme::{Direction, Plan};
use maud::{Markup, html};

/// `GET /programas/{id}`.
pub async fn show(visit: Visit, id: Named) -> Response {
    visit.respond(shown(&visit, &id).await)
}

async fn shown(visit: &Visit, id: &Named) -> AppResult<Markup> {
    policy::require(&visit.actor, Operation::SeeProgramme)?;
    let view = load_programme(&visit.app, &visit.actor, id.id()?).await?;
    Ok(page(visit, &view, &Returned::default()))
}

/// The page, with a form that came back.
pub fn page(visit: &Visit, view: &ProgrammeView, back: &Returned) -> Markup {
    let (say, programme) = (visit.say, &view.programme);
    let for_paper = visit.query.text("imprimir") == "1";
    let path = path_of(programme.id);
    let main = html! {
        (summary(say, &back.faults))
        @if back.overtaken { (overtaken(say, back)) }
        @if let Some(done) = done(say, visit.query.text("hecho")) { p.done role="status" { (done) } }
        (state::section(visit, view))
        @if !for_paper { (forms::section(visit, view, back)) }
        (gaps(visit, view))
        (steps(visit, view))
        (state::signatures(visit, view))
        @if !for_paper { (state::history(visit, view)) }
        @if !for_paper { p { a.go href=(follow_path(programme.id)) { (say.t("follow-title")) } } }
        p.export {
            @if for_paper { a href=(path) { (say.t("print-back")) } }
            @else {
                a href=(paper_path(programme.id, "carta", say.lang)) download { (say.t("programme-pdf")) } " "
                a href=(paper_path(programme.id, "a4", say.lang)) download { (say.t("programme-pdf-a4")) } " "
                a href=(address(&path, [("imprimir", "1")])) { (say.t("programme-print")) }
            }
        }
    };
    let lead = html! {
        p.lead {
            (view.card.name) " · " (status(say, programme.status))
            @if view.card.fictional { " " (fictional(say)) }
        }
    };
    Page::new(Section::Programmes, programme.title.clone(), main)
        .lead(lead)
        .under(say.t("programme-nav"), PATH)
        .faulty(!back.faults.is_empty())
        .show(visit)
}

/// What was just done, in words.
fn done(say: Say, word: &str) -> Option<String> {
    match word {
        "borrador" => Some(say.t("programme-done-draft")),
        "ajustado" => Some(say.t("programme-done-adjusted")),
        "propuesto" => Some(say.t("programme-done-proposed")),
        "firmado" => Some(say.t("programme-done-signed")),
        "papel" => Some(say.t("programme-done-paper")),
        "acordado" => Some(say.t("programme-done-agreed")),
        "cambios" => Some(say.t("programme-done-changes")),
        "iniciado" => Some(say.t("programme-done-started")),
        "cerrado" => Some(say.t("programme-done-closed")),
        "detenido" => Some(say.t("programme-done-stopped")),
        _ => None,
    }
}

/// Someone else decided in between: nothing was saved, and what was typed is shown to be taken along.
fn overtaken(say: Say, back: &Returned) -> Markup {
    let name = back.form.and_then(|form| form.words());
    let words = name.map(|name| back.fields.text(name)).unwrap_or_default();
    html! {
        div.note role="alert" {
            p { (say.t("programme-conflict")) }
            p { a.go href="#historia" { (say.t("programme-conflict-history")) } }
            @if !words.is_empty() {
                p { (say.t("programme-conflict-words")) }
                p.prose { (words) }
            }
        }
    }
}

/// The gaps that it closes: what is asked, where the firm stood and by what that was known, how each stands.
fn gaps(visit: &Visit, view: &ProgrammeView) -> Markup {
    let say = visit.say;
    let rows = html! {
        table.rows {
            thead {
                tr {
                    th scope="col" { (say.t("programme-gap")) }
                    th scope="col" { (say.t("programme-required")) }
                    th scope="col" { (say.t("programme-present")) }
                    th scope="col" { (say.t("programme-gap-state")) }
                }
            }
            tbody {
                @for gap in &view.gaps {
                    @let direction = match gap.is_lower_better { true => Direction::Lower, false => Direction::Raise };
                    tr {
                        th scope="row" { (reasons::dimension(visit, &gap.dimension)) }
                        td { (reasons::required(visit, &gap.dimension, direction, gap.required)) }
                        td {
                            @match gap.present {
                                Some(level) => { (reasons::level(visit, &gap.dimension, level)) }
                                None => { (Mark::Unknown) " " (say.t("programme-present-unknown")) }
                            }
                            @if let Some(origin) = gap.present_origin {
                                br; span.quiet { (explain::origin(say, origin)) @if let Some(on) = gap.present_on { ", " (time(say, on)) } }
                            }
                        }
                        td { (gap_state(say, gap.state)) }
                    }
                }
            }
        }
    };
    html! {
        section aria-labelledby="brechas" {
            h2 #brechas { (say.t("programme-gaps")) }
            (table(&say.t("programme-gaps-table"), &rows))
        }
    }
}

fn gap_state(say: Say, state: GapState) -> Markup {
    let (mark, words) = match state {
        GapState::Open => (Mark::Gap, say.t("programme-gap-open")),
        GapState::Verified => (Mark::Meets, say.t("programme-gap-verified")),
        GapState::NotVerified => (Mark::Out, say.t("programme-gap-not-verified")),
    };
    html! { (mark) " " (words) }
}

/// The steps on a calendar beside who pays them, and in a table.
fn steps(visit: &Visit, view: &ProgrammeView) -> Markup {
    let say = visit.say;
    let bars: Vec<Bar> = (1_usize..)
        .zip(&view.steps)
        .map(|(place, line)| bar(say, place, line))
        .collect();
    let names = Names::of_steps(view);
    let rows = html! {
        table.rows {
            thead {
                tr {
                    th scope="col" { (say.t("programme-step")) }
                    th scope="col" { (say.t("programme-dates")) }
                    th.num scope="col" { (say.t("programme-cost")) }
                    th scope="col" { (say.t("programme-who-pays")) }
                    th scope="col" { (say.t("programme-evidence")) }
                    th scope="col" { (say.t("programme-step-state")) }
                }
            }
            tbody { @for (place, line) in (1_usize..).zip(&view.steps) { (row(visit, &names, &view.plan, place, line)) } }
        }
    };
    html! {
        section aria-labelledby="acciones" {
            h2 #acciones { (say.t("programme-steps")) }
            div.columns {
                div { (gantt(say, "calendario", &say.t("programme-gantt"), &bars)) p.quiet { (say.t("programme-gantt-key")) } }
                div { (budget::of_programme(visit, view)) }
            }
            (table(&say.t("programme-steps-table"), &rows))
        }
    }
}

fn bar(say: Say, place: usize, line: &StepLine) -> Bar {
    let look = match line.step.state {
        StepState::Planned => Look::Planned,
        StepState::Running => Look::Running,
        StepState::Done => Look::Done,
        StepState::Failed | StepState::Cancelled => Look::Off,
    };
    let state = match look {
        Look::Planned => String::new(),
        _ => format!(" ({})", step_state(say, line.step.state)),
    };
    Bar {
        name: format!("{place}. {}{state}", line.step.name.text),
        from: line.step.starts_on,
        to: line.step.ends_on,
        look,
    }
}

fn row(visit: &Visit, names: &Names, plan: &Plan, place: usize, line: &StepLine) -> Markup {
    let (say, step) = (visit.say, &line.step);
    let planned = plan.steps.iter().find(|one| one.service == step.service);
    html! {
        tr {
            th scope="row" { (place) ". " (step.name.text) br; span.quiet { (step.provider_name) } }
            td {
                (date(say, step.starts_on)) " – " (date(say, step.ends_on))
                @if let Some(planned) = planned { br; span.quiet { (reasons::wait(visit, names, planned.waits_for)) } }
            }
            td.num.nowrap { (step.cost) }
            td {
                ul.plain {
                    @for share in &line.shares {
                        li { (payer(say, share.payer)) ": " (budget::shown(share.minor, step.cost.currency)) @if share.is_at_ceiling { " " span.badge { (say.t("programme-at-ceiling")) } } }
                    }
                }
            }
            td {
                @if !step.closes.is_empty() { (reasons::dimensions(visit, &step.closes)) br; }
                span.quiet {
                    (step.evidence.text)
                    @if let Some(on) = step.visit_on { br; (say.t("programme-visit")) " " (time(say, on)) }
                }
            }
            td {
                (step_state(say, step.state))
                @if !step.owner.is_empty() { br; span.quiet { (say.t("programme-owner")) ": " (step.owner) } }
            }
        }
    }
}

/// How a step stands, in words.
fn step_state(say: Say, state: StepState) -> String {
    match state {
        StepState::Planned => say.t("programme-step-planned"),
        StepState::Running => say.t("programme-step-running"),
        StepState::Done => say.t("programme-step-done"),
        StepState::Failed => say.t("programme-step-failed"),
        StepState::Cancelled => say.t("programme-step-cancelled"),
    }
}
