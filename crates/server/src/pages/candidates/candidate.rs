//! One candidate: how it stands, what can be done now, what was known when it was put on the list and what
//! is known today, and everything that happened.

use super::steps::{Form, Returned};
use super::{
    PATH, answered, ended, forms, list, name, next_action, reason_in_words, signatures, stage,
};
use crate::pages::capacity::against;
use crate::pages::explain;
use crate::pages::format::{date, instant, time};
use crate::pages::gap_analysis;
use crate::pages::layout::{Page, Section, role};
use crate::pages::parts::{Mark, doer, fictional, place, summary, table, table_of};
use crate::pages::programmes::new_path;
use crate::pages::visit::{Named, Visit};
use crate::pages::words::Say;
use axum::response::Response;
use eslabon_app::AppResult;
use eslabon_app::candidates::{CandidateView, load_candidate};
use eslabon_app::policy::{self, Operation};
use eslabon_domain::candidacies::{Stage, Step};
use eslabon_domain::needs::Criterion;
use eslabon_engine::matching::CriterionResult;
use jiff::civil::Date;
use maud::{Markup, html};

/// `GET /candidatos/{id}`.
pub async fn show(visit: Visit, id: Named) -> Response {
    visit.respond(shown(&visit, &id).await)
}

async fn shown(visit: &Visit, id: &Named) -> AppResult<Markup> {
    policy::require(&visit.actor, Operation::SeeCandidates)?;
    let view = load_candidate(&visit.app, &visit.actor, id.id()?).await?;
    Ok(page(visit, &view, &Returned::default()))
}

/// The page, with a form that came back.
pub fn page(visit: &Visit, view: &CandidateView, back: &Returned) -> Markup {
    let (say, line, need) = (visit.say, &view.line, &view.need);
    let (name, invented) = name(say, line);
    let main = html! {
        (summary(say, &back.faults))
        @if back.overtaken { (overtaken(visit, view, back)) }
        @else if !back.faults.is_empty() { (taken_along(say, view, back)) }
        @if let Some(done) = done(say, visit.query.text("hecho")) { p.done role="status" { (done) } }
        @if let Some(closed) = &view.closed { (ended(say, closed)) }
        (state(visit, view))
        (forms::section(visit, view, back))
        (comparison(visit, view))
        p { a.go href=(gap_analysis::path(line.candidacy.site, &[need.id])) { (say.t("gaps-link")) } }
        (against(visit, line.candidacy.site, &view.months))
        (history(visit, view))
    };
    let lead = html! {
        p.lead {
            (say.with("candidates-for", &[("need", &need.title.text)]))
            @if invented { " " (fictional(say)) }
        }
    };
    Page::new(Section::Needs, name, main)
        .lead(lead)
        .under(say.t("nav-needs"), "/requerimientos")
        .under(
            need.title.text.clone(),
            format!("/requerimientos/{}", need.id),
        )
        .under(say.t("candidates-list"), list::path(need.id))
        .faulty(!back.faults.is_empty())
        .show(visit)
}

/// What was just done, in words.
fn done(say: Say, word: &str) -> Option<String> {
    match word {
        "movido" => Some(say.t("candidates-done-moved")),
        "firmado" => Some(say.t("candidates-done-signed")),
        "elegido" => Some(say.t("candidates-done-selected")),
        "rechazado" => Some(say.t("candidates-done-rejected")),
        "anotado" => Some(say.t("candidates-done-noted")),
        "planeado" => Some(say.t("candidates-done-planned")),
        "cumplido" => Some(say.t("candidates-done-done")),
        "respuesta" => Some(say.t("candidates-done-answer")),
        _ => None,
    }
}

/// Someone else decided in between, or the need was closed: nothing was saved, nothing typed is lost.
fn overtaken(visit: &Visit, view: &CandidateView, back: &Returned) -> Markup {
    let say = visit.say;
    html! {
        div.note role="alert" {
            @if back.is(Form::Answer) { p { (say.t("candidates-conflict-closed")) } }
            @else {
                p { (say.t("candidates-conflict")) }
                p { a.go href="#historia" { (say.t("candidates-conflict-history")) } }
            }
            (taken_along(say, view, back))
        }
    }
}

/// The words of a form that the page has no more.
fn taken_along(say: Say, view: &CandidateView, back: &Returned) -> Markup {
    let words = back.fields.text("palabras");
    // What is at its end has no such form any more: the words are shown to be taken along.
    let has_no_form = match back.form {
        Some(Form::Reject) => !view.may_move || view.line.candidacy.stage.is_final(),
        Some(Form::Answer) => !view.may_answer,
        Some(Form::Move) => !view.may_move,
        Some(Form::Note | Form::Plan) => !view.may_note,
        Some(Form::Sign) | None => false,
    };
    html! {
        @if has_no_form && !words.is_empty() {
            p { (say.t("candidates-conflict-words")) }
            p.prose { (words) }
        }
    }
}

fn state(visit: &Visit, view: &CandidateView) -> Markup {
    let (say, line) = (visit.say, &view.line);
    let is_rejected = line.candidacy.stage == Stage::Rejected;
    let label = match is_rejected {
        true => say.t("candidates-column-reason"),
        false => say.t("candidates-column-signatures"),
    };
    let said = line.answer.as_ref().map(|answer| answer.words.as_str());
    html! {
        section aria-labelledby="estado" {
            h2 #estado tabindex="-1" { (say.t("candidates-state")) }
            dl.facts {
                div { dt { (say.t("candidates-stage")) } dd { strong { (stage(say, line.candidacy.stage)) } } }
                div {
                    dt { (say.t("candidates-column-answer")) }
                    dd {
                        (answered(say, line))
                        @if let Some(words) = said.filter(|words| !words.is_empty()) { p.prose { (words) } }
                    }
                }
                div { dt { (label) } dd { (signatures(visit, line, view.closed.as_ref())) } }
                div { dt { (say.t("candidates-column-next")) } dd { (next_action(visit, line)) } }
                @if let Some(card) = &line.card {
                    div { dt { (say.t("candidates-column-place")) } dd { (place(say, card.municipality.as_deref(), card.state)) } }
                }
            }
            p {
                a.go href={ "/proveedores/" (line.candidacy.site) } { (say.t("candidates-to-supplier")) } " "
                a.go href={ (PATH) "/" (line.candidacy.id) "/visita" } { (say.t("visit-link")) }
                @if visit.may(Operation::PlanProgrammes) { " " a.go href=(new_path(line.candidacy.site, &[view.need.id])) { (say.t("programme-link")) } }
            }
        }
    }
}

/// What a criterion says, as it is read.
type Cell = (Mark, String, String);

fn cell(visit: &Visit, result: &CriterionResult) -> Cell {
    let (mark, word) = explain::verdict(visit.say, result.verdict);
    (mark, word, explain::reason(visit, result))
}

/// A criterion in a saved answer and in one of another day: what asks the same.
fn asks_the_same(one: &Criterion, other: &Criterion) -> bool {
    one.attribute == other.attribute
        && one.item == other.item
        && one.requirement == other.requirement
}

/// What was known of a criterion when the candidate was put on the list.
fn cell_then(visit: &Visit, view: &CandidateView, criterion: &Criterion) -> Option<Cell> {
    let asked = |result: &&CriterionResult| {
        view.then_criteria
            .get(result.criterion)
            .is_some_and(|then| asks_the_same(then, criterion))
    };
    let result = view.then.as_ref()?.criteria.iter().find(asked)?;
    Some(cell(visit, result))
}

fn cell_today(visit: &Visit, view: &CandidateView, at: usize) -> Option<Cell> {
    let result = view.today.criteria.iter().find(|one| one.criterion == at)?;
    Some(cell(visit, result))
}

/// Every criterion, then and today.
fn comparison(visit: &Visit, view: &CandidateView) -> Markup {
    let say = visit.say;
    let is_asked = |then: &&Criterion| !view.need.criteria.iter().any(|c| asks_the_same(c, then));
    let rows = html! {
        table.rows {
            thead {
                tr {
                    th scope="col" { (say.t("need-column-criterion")) }
                    @if view.then.is_some() { th scope="col" { (say.t("candidates-then")) " " span.quiet { (time(say, view.then_on)) } } }
                    th scope="col" { (say.t("candidates-today")) }
                }
            }
            tbody {
                @for (at, criterion) in view.need.criteria.iter().enumerate() {
                    (row(visit, view, criterion, cell_then(visit, view, criterion), cell_today(visit, view, at)))
                }
                @if view.then.is_some() {
                    @for criterion in view.then_criteria.iter().filter(is_asked) {
                        (row(visit, view, criterion, cell_then(visit, view, criterion), None))
                    }
                }
            }
        }
    };
    let (mark, group, _) = explain::group(say, view.today.group);
    html! {
        section aria-labelledby="criterios" {
            h2 #criterios { (say.t("candidates-criteria")) }
            @match &view.then {
                Some(then) => {
                    @let (mark_then, group_then, _) = explain::group(say, then.group);
                    p {
                        (say.t("candidates-then")) ": " (mark_then) " " (group_then) ". "
                        (say.t("candidates-today")) ": " (mark) " " (group) "."
                    }
                }
                None => { p { (say.t("candidates-today")) ": " (mark) " " (group) ". " (say.t("candidates-then-unsaved")) } }
            }
            (table(&table_of(say, &say.t("candidates-criteria")), &rows))
        }
    }
}

fn row(
    visit: &Visit,
    view: &CandidateView,
    criterion: &Criterion,
    then: Option<Cell>,
    today: Option<Cell>,
) -> Markup {
    let say = visit.say;
    let has_changed = matches!((&then, &today), (Some(then), Some(today)) if then != today);
    let shown = |cell: &Cell| html! { (cell.0) " " strong { (cell.1) } ". " (cell.2) };
    html! {
        tr {
            th scope="row" {
                (explain::criterion(visit, criterion)) " "
                span.badge { (explain::strength(say, criterion.strength)) }
            }
            @if view.then.is_some() {
                td {
                    @match &then {
                        Some(cell) => { (shown(cell)) }
                        None => { span.quiet { (say.t("candidates-not-asked-then")) } }
                    }
                }
            }
            td {
                @match &today {
                    Some(cell) => { (shown(cell)) }
                    None => { span.quiet { (say.t("candidates-not-asked-today")) } }
                }
                @if has_changed { " " span.badge { (say.t("candidates-changed")) } }
            }
        }
    }
}

/// Everything that happened, the latest first.
fn history(visit: &Visit, view: &CandidateView) -> Markup {
    let say = visit.say;
    html! {
        section aria-labelledby="historia" {
            h2 #historia tabindex="-1" { (say.t("candidates-history")) }
            ul.cards {
                @for event in &view.events {
                    li {
                        p {
                            strong { (in_words(say, event.step, event.stage, &event.words)) } " "
                            span.badge { (stage(say, event.stage)) }
                            br;
                            span.quiet { (instant(say, event.at)) " · " (doer(say, &event.by)) " · " (role(say, &event.role)) }
                        }
                        @if let Some(reason) = &event.reason { p { (say.t("candidates-column-reason")) ": " (reason_in_words(visit, reason)) } }
                        @if !event.words.is_empty() { p.prose { (said(say, event.step, &event.words)) } }
                    }
                }
            }
        }
    }
}

/// What happened, in words.
fn in_words(say: Say, step: Step, at: Stage, words: &str) -> String {
    match step {
        Step::Added => say.t("step-added"),
        Step::Moved => say.with("step-moved", &[("stage", &stage(say, at))]),
        Step::Signed => say.t("step-signed"),
        Step::Selected => say.t("step-selected"),
        Step::Rejected => say.t("step-rejected"),
        Step::Comment => say.t("step-comment"),
        Step::Call => say.t("step-call"),
        Step::Visited => say.t("step-visited"),
        Step::Planned if words.is_empty() => say.t("step-done"),
        Step::Planned => say.t("step-planned"),
    }
}

/// What was said; of a plan its day as the reader writes it.
fn said(say: Say, step: Step, words: &str) -> String {
    let planned = match step {
        Step::Planned => words.rsplit_once(" · "),
        _ => None,
    };
    match planned.and_then(|(what, on)| Some((what, on.parse::<Date>().ok()?))) {
        Some((what, on)) => format!("{what} · {}", date(say, on)),
        None => words.to_owned(),
    }
}
