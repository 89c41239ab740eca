//! Gaps that came of rejections: the firm reads what is said of it and replies, staff of its centre confirm
//! or drop it. Neither the buyer nor her words are shown.

use super::{GAPS, Piece, gap_status, reason_in_words};
use crate::pages::errors::message;
use crate::pages::fields::{Fields, Posted, address};
use crate::pages::format::{instant_day, number};
use crate::pages::layout::{Page, Section};
use crate::pages::parts::{Fault, doer, fictional, summary};
use crate::pages::visit::{Named, Visit};
use crate::pages::words::Say;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::candidates::{GapLine, decide_gap, list_gaps, reply_to_gap};
use eslabon_app::policy::{self, Operation};
use eslabon_app::{AppError, AppResult, FieldError};
use eslabon_domain::candidacies::GapStatus;
use eslabon_domain::ids::ProposedGapId;
use maud::{Markup, html};

/// What came back with the page.
#[derive(Debug, Default)]
struct Returned {
    /// Of which gap.
    gap: Option<ProposedGapId>,
    /// What was typed.
    words: String,
    /// What is wrong with it.
    faults: Vec<Fault>,
    /// Someone else was quicker.
    overtaken: bool,
}

/// How many of these wait for the centre.
#[must_use]
pub fn to_decide(lines: &[GapLine]) -> u64 {
    lines.iter().filter(|line| line.may_decide).count() as u64
}

/// How many of these wait for the firm's reply. What was dropped needs none.
#[must_use]
pub fn to_reply(lines: &[GapLine]) -> u64 {
    let waits = |line: &&GapLine| {
        line.may_reply && line.gap.reply.is_none() && line.gap.status != GapStatus::Dropped
    };
    lines.iter().filter(waits).count() as u64
}

/// `GET /brechas`.
pub async fn list(visit: Visit) -> Response {
    visit.respond(shown(&visit).await)
}

async fn shown(visit: &Visit) -> AppResult<Markup> {
    let lines = list_gaps(&visit.app, &visit.actor).await?;
    Ok(page(visit, &lines, &Returned::default()))
}

/// `POST /brechas/{id}/respuesta`: `version`, `palabras`.
pub async fn reply(visit: Visit, id: Named, Posted(form): Posted) -> Response {
    let outcome = take(&visit, &id, &form, Operation::ReplyToProposedGap).await;
    visit.respond(outcome)
}

/// `POST /brechas/{id}/decision`: `version`, `palabras`, `confirma`.
pub async fn decide(visit: Visit, id: Named, Posted(form): Posted) -> Response {
    let outcome = take(&visit, &id, &form, Operation::DecideProposedGap).await;
    visit.respond(outcome)
}

async fn take(
    visit: &Visit,
    id: &Named,
    form: &Fields,
    operation: Operation,
) -> AppResult<Response> {
    policy::require(&visit.actor, operation)?;
    let id: ProposedGapId = id.id()?;
    let replies = operation == Operation::ReplyToProposedGap;
    let (status, faults) = match run(visit, id, form, replies).await {
        Ok(done) => {
            let to = address(GAPS, [("hecho", done)]);
            return Ok(Redirect::to(&format!("{to}#{}", anchor(id))).into_response());
        }
        Err(AppError::Invalid(faults)) => (StatusCode::UNPROCESSABLE_ENTITY, faults),
        Err(AppError::Conflict) => (StatusCode::CONFLICT, Vec::new()),
        Err(other) => return Err(other),
    };
    let lines = list_gaps(&visit.app, &visit.actor).await?;
    let back = Returned {
        gap: Some(id),
        words: form.text("palabras").to_owned(),
        faults: faults
            .iter()
            .map(|fault| (control(id), message(visit.say, fault)))
            .collect(),
        overtaken: status == StatusCode::CONFLICT,
    };
    Ok((status, page(visit, &lines, &back)).into_response())
}

async fn run(
    visit: &Visit,
    id: ProposedGapId,
    form: &Fields,
    replies: bool,
) -> AppResult<&'static str> {
    let (app, actor) = (&visit.app, &visit.actor);
    let version = form.text("version").parse().unwrap_or(0);
    let words = form.text("palabras");
    if replies {
        reply_to_gap(app, actor, id, version, words).await?;
        return Ok("respuesta");
    }
    match form.text("confirma") {
        "si" => {
            decide_gap(app, actor, id, version, true, words).await?;
            Ok("confirmada")
        }
        "no" => {
            decide_gap(app, actor, id, version, false, words).await?;
            Ok("descartada")
        }
        _ => Err(AppError::Invalid(vec![FieldError::new(
            "verdict", "required", "",
        )])),
    }
}

fn anchor(id: ProposedGapId) -> String {
    format!("brecha-{id}")
}

/// The only field of a gap's form.
fn control(id: ProposedGapId) -> String {
    format!("palabras-{id}")
}

fn page(visit: &Visit, lines: &[GapLine], back: &Returned) -> Markup {
    let say = visit.say;
    let decides = visit.may(Operation::DecideProposedGap);
    let (lead, none) = match decides {
        true => (say.t("gap-lead-staff"), say.t("gap-none-staff")),
        false => (say.t("gap-lead-firm"), say.t("gap-none-firm")),
    };
    let (open, rest): (Vec<&GapLine>, Vec<&GapLine>) = lines
        .iter()
        .partition(|line| line.gap.status == GapStatus::Proposed);
    let main = html! {
        (summary(say, &back.faults))
        @if back.overtaken { (overtaken(say, lines, back)) }
        @if let Some(done) = done(say, visit.query.text("hecho")) { p.done role="status" { (done) } }
        @if lines.is_empty() { p.empty { (none) } }
        (section(visit, "propuestas", &say.t("gap-open"), &open, back))
        (section(visit, "resueltas", &say.t("gap-decided"), &rest, back))
    };
    Page::new(Section::Elsewhere, say.t("gap-title"), main)
        .lead(html! { p.lead { (lead) } })
        .faulty(!back.faults.is_empty())
        .show(visit)
}

fn done(say: Say, word: &str) -> Option<String> {
    match word {
        "respuesta" => Some(say.t("gap-done-reply")),
        "confirmada" => Some(say.t("gap-done-confirmed")),
        "descartada" => Some(say.t("gap-done-dropped")),
        _ => None,
    }
}

/// It was decided or answered in between. Where it has no form any more, what was typed is shown.
fn overtaken(say: Say, lines: &[GapLine], back: &Returned) -> Markup {
    let has_form = lines
        .iter()
        .any(|line| Some(line.gap.id) == back.gap && (line.may_decide || line.may_reply));
    html! {
        div.note role="alert" {
            p { (say.t("gap-conflict")) }
            @if !has_form && !back.words.is_empty() {
                p { (say.t("candidates-conflict-words")) }
                p.prose { (back.words) }
            }
        }
    }
}

fn section(visit: &Visit, key: &str, heading: &str, lines: &[&GapLine], back: &Returned) -> Markup {
    if lines.is_empty() {
        return html! {};
    }
    html! {
        section aria-labelledby=(key) {
            h2 id=(key) { (heading) " " span.quiet { "(" (number(lines.len() as u64)) ")" } }
            ul.cards { @for line in lines { li { (card(visit, line, back)) } } }
        }
    }
}

fn card(visit: &Visit, line: &GapLine, back: &Returned) -> Markup {
    let (say, gap) = (visit.say, &line.gap);
    let (mark, status) = gap_status(say, gap.status);
    html! {
        article.card id=(anchor(gap.id)) {
            h3 { (reason_in_words(visit, &gap.reason)) }
            p {
                a.go href={ "/proveedores/" (line.card.site) } { (line.card.name) }
                @if line.card.fictional { " " (fictional(say)) }
            }
            p { (mark) " " (status) " · " (say.t("gap-since")) " " (instant_day(say, gap.proposed_at)) }
            @if let Some(finding) = &gap.finding {
                p { strong { (say.t("gap-finding")) } " " span.quiet { (doer(say, &finding.by)) ", " (instant_day(say, finding.at)) } }
                p.prose { (finding.words) }
            }
            @if let Some(reply) = &gap.reply {
                p { strong { (say.t("gap-reply")) } " " span.quiet { (doer(say, &reply.by)) ", " (instant_day(say, reply.at)) } }
                @if !reply.words.is_empty() { p.prose { (reply.words) } }
            }
            @if line.may_decide { (decision(visit, line, back)) }
            @if line.may_reply { (answer(visit, line, back)) }
        }
    }
}

/// What was typed for this gap, where its form came back.
fn typed<'a>(line: &GapLine, back: &'a Returned) -> Option<&'a str> {
    (back.gap == Some(line.gap.id)).then_some(back.words.as_str())
}

/// Staff say what they found. Several lines, so that Enter decides nothing.
fn decision(visit: &Visit, line: &GapLine, back: &Returned) -> Markup {
    let (say, gap) = (visit.say, &line.gap);
    let id = control(gap.id);
    let field = Piece {
        id: &id,
        name: "palabras",
        label: say.t("gap-found"),
        hint: Some(say.t("gap-found-hint")),
        value: typed(line, back).unwrap_or_default(),
        faults: &back.faults,
    };
    html! {
        form.text method="post" action={ (GAPS) "/" (gap.id) "/decision" } novalidate {
            (visit.proof())
            input type="hidden" name="version" value=(gap.version);
            (field.area(say, 3))
            div.buttons {
                button type="submit" name="confirma" value="si" { (say.t("gap-confirm")) }
                button.second type="submit" name="confirma" value="no" { (say.t("gap-drop")) }
            }
        }
    }
}

/// The firm replies, and may reply anew.
fn answer(visit: &Visit, line: &GapLine, back: &Returned) -> Markup {
    let (say, gap) = (visit.say, &line.gap);
    let id = control(gap.id);
    let kept = gap.reply.as_ref().map_or("", |reply| reply.words.as_str());
    let came_back = typed(line, back);
    let title = match gap.reply.is_some() {
        true => say.t("gap-reply-anew"),
        false => say.t("gap-reply-first"),
    };
    let field = Piece {
        id: &id,
        name: "palabras",
        label: say.t("gap-reply-words"),
        hint: Some(say.t("gap-reply-hint")),
        value: came_back.unwrap_or(kept),
        faults: &back.faults,
    };
    html! {
        details open[came_back.is_some()] {
            summary { (title) }
            form.text method="post" action={ (GAPS) "/" (gap.id) "/respuesta" } novalidate {
                (visit.proof())
                input type="hidden" name="version" value=(gap.version);
                (field.area(say, 4))
                div.buttons { button type="submit" { (say.t("gap-reply-send")) } }
            }
        }
    }
}
