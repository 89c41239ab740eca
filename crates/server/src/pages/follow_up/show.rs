//! How a programme stands: steps with their referrals and their delay, money so far, gaps with what visits found.

use super::{follow_path, framed, gap_state, hours, indicators_path, spread, step_state};
use crate::pages::errors::message;
use crate::pages::explain;
use crate::pages::fields::{Fields, Posted, address};
use crate::pages::format::{date, time};
use crate::pages::parts::{Fault, Mark, doer, summary, table, table_of};
use crate::pages::referrals;
use crate::pages::visit::{Named, Visit};
use crate::pages::words::Say;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::follow_up::{FollowUp, FollowedGap, FollowedStep, load_follow_up, mark_step};
use eslabon_app::policy::{self, Operation};
use eslabon_app::{AppError, AppResult};
use eslabon_domain::attributes::ValueType;
use eslabon_domain::facts::FactValue;
use eslabon_domain::ids::{ProgrammeId, ProgrammeStepId};
use eslabon_domain::programmes::StepState;
use maud::{Markup, html};

/// What came back with the page.
#[derive(Debug, Default)]
pub(super) struct Returned {
    /// What was typed into the log.
    pub fields: Fields,
    /// What is wrong.
    pub faults: Vec<Fault>,
    /// Someone else was quicker.
    pub is_overtaken: bool,
}

/// `GET /programas/{id}/seguimiento`.
pub async fn show(visit: Visit, id: Named) -> Response {
    visit.respond(shown(&visit, &id).await)
}

async fn shown(visit: &Visit, id: &Named) -> AppResult<Markup> {
    policy::require(&visit.actor, Operation::SeeProgramme)?;
    let all = load_follow_up(&visit.app, &visit.actor, id.id()?).await?;
    Ok(page(visit, &all, &Returned::default()))
}

/// `POST /acciones/{step}/estado`: `programa`, `de`, `a`.
pub async fn mark(visit: Visit, id: Named, Posted(form): Posted) -> Response {
    let outcome = marked(&visit, &id, &form).await;
    visit.respond(outcome)
}

async fn marked(visit: &Visit, id: &Named, form: &Fields) -> AppResult<Response> {
    let (app, actor) = (&visit.app, &visit.actor);
    policy::require(actor, Operation::FollowSteps)?;
    let step: ProgrammeStepId = id.id()?;
    let state = |name: &str| StepState::parse(form.text(name)).ok_or(AppError::NotFound);
    let (seen, to) = (state("de")?, state("a")?);
    let (status, faults) = match mark_step(app, actor, step, seen, to).await {
        Ok(programme) => {
            let to = address(&follow_path(programme), [("hecho", "estado")]);
            return Ok(Redirect::to(&to).into_response());
        }
        Err(AppError::Invalid(faults)) => (StatusCode::UNPROCESSABLE_ENTITY, faults),
        Err(AppError::Conflict) => (StatusCode::CONFLICT, Vec::new()),
        Err(other) => return Err(other),
    };
    let programme: ProgrammeId = form
        .text("programa")
        .parse()
        .map_err(|_| AppError::NotFound)?;
    let all = load_follow_up(app, actor, programme).await?;
    let words = |fault| ("acciones".to_owned(), message(visit.say, fault));
    let back = Returned {
        faults: faults.iter().map(words).collect(),
        is_overtaken: status == StatusCode::CONFLICT,
        ..Returned::default()
    };
    Ok((status, page(visit, &all, &back)).into_response())
}

/// The page.
pub(super) fn page(visit: &Visit, all: &FollowUp, back: &Returned) -> Markup {
    let (say, programme) = (visit.say, &all.view.programme);
    let main = html! {
        (summary(say, &back.faults))
        @if back.is_overtaken { div.note role="alert" { p { (say.t("follow-conflict")) } } }
        @if let Some(done) = done(say, visit.query.text("hecho")) { p.done role="status" { (done) } }
        (money(say, all))
        section aria-labelledby="acciones" {
            h2 #acciones tabindex="-1" { (say.t("follow-steps")) }
            ul.cards { @for one in &all.steps { (step(visit, all, one)) } }
        }
        section aria-labelledby="brechas" {
            h2 #brechas { (say.t("follow-gaps")) }
            (table(&table_of(say, &say.t("follow-gaps")), &gaps(visit, all)))
        }
        p { a.go href=(indicators_path(programme.id)) { (say.t("indicator-title")) } }
        @if all.by_staff { (super::log::section(visit, all, back)) }
    };
    framed(say.t("follow-title"), programme.id, &programme.title, main)
        .lead(html! { p.lead { (all.view.card.name) } })
        .faulty(!back.faults.is_empty())
        .show(visit)
}

fn done(say: Say, word: &str) -> Option<String> {
    match word {
        "estado" => Some(say.t("follow-done-marked")),
        "bitacora" => Some(say.t("follow-done-logged")),
        "quitada" => Some(say.t("follow-done-struck")),
        "validacion" => Some(say.t("verify-done")),
        _ => None,
    }
}

/// What was planned and spent, and by how much the end moves.
fn money(say: Say, all: &FollowUp) -> Markup {
    let programme = &all.view.programme;
    html! {
        dl.facts {
            div { dt { (say.t("follow-planned-cost")) } dd { (programme.cost) } }
            div {
                dt { (say.t("follow-spent")) }
                dd {
                    @match all.spent { Some(spent) => (spent), None => (say.t("follow-unsaid")) }
                    @if all.unsaid > 0 { br; span.quiet { (say.count("follow-unsaid-steps", all.unsaid as u64)) } }
                }
            }
            div {
                dt { (say.t("follow-ends")) }
                dd {
                    (time(say, programme.finishes_on))
                    @if all.end_moves > 0 { br; (Mark::Gap) " " strong { (later(say, all.end_moves)) } }
                }
            }
        }
    }
}

/// By how much the programme ends later.
pub(super) fn later(say: Say, days: i32) -> String {
    say.count("follow-ends-later", u64::from(days.max(0).unsigned_abs()))
}

/// By how much something is late.
pub(super) fn late(say: Say, days: i32) -> String {
    say.count("follow-late", u64::from(days.max(0).unsigned_abs()))
}

fn step(visit: &Visit, all: &FollowUp, one: &FollowedStep) -> Markup {
    let (say, step) = (visit.say, &one.step);
    let (mark, state) = step_state(say, step.state);
    let hidden = html! { span.hidden { ": " (step.name.text) } };
    html! {
        li.card {
            h3 { (step.name.text) }
            p { (mark) " " (state) " · " (time(say, step.starts_on)) " – " (time(say, step.ends_on)) }
            p { (step.provider_name) @if !step.owner.is_empty() { " · " (say.t("follow-owner")) ": " (step.owner) } }
            @if let Some(slip) = one.slip {
                p {
                    (Mark::Gap) " " strong { (late(say, slip.days_late)) } " "
                    @if slip.end_moves > 0 { (later(say, slip.end_moves)) } @else { (say.t("follow-no-effect")) }
                }
            }
            @if one.is_agreed_otherwise() { p.note { (say.t("follow-agreed-otherwise")) } }
            p.quiet {
                (say.t("follow-planned-cost")) ": " (step.cost) " · " (say.t("follow-spent")) ": "
                @match one.spent { Some(spent) => (spent), None => (say.t("follow-unsaid")) }
                " · " (hours(one.minutes))
            }
            @for referral in &one.referrals {
                @let (mark, words) = referrals::status(say, referral.status);
                p {
                    (mark) " "
                    @if all.by_staff { a.go href=(referrals::path(referral.id)) { (say.t("referral-one")) ": " (words) (hidden) } }
                    @else { (say.t("referral-one")) ": " (words) }
                }
            }
            @if one.may_refer { p { a.button.second href=(referrals::send_path(step.id)) { (say.t("referral-send-title")) (hidden) } } }
            @if !one.onward.is_empty() {
                form method="post" action={ "/acciones/" (step.id) "/estado" } {
                    (visit.proof())
                    input type="hidden" name="programa" value=(step.programme);
                    input type="hidden" name="de" value=(step.state.as_str());
                    div.buttons {
                        @for to in one.onward { button.second type="submit" name="a" value=(to.as_str()) { (onward(say, *to)) (hidden) } }
                    }
                }
            }
        }
    }
}

/// What leads a step there.
fn onward(say: Say, to: StepState) -> String {
    match to {
        StepState::Running => say.t("follow-mark-running"),
        StepState::Done => say.t("follow-mark-done"),
        StepState::Failed => say.t("follow-mark-failed"),
        StepState::Planned | StepState::Cancelled => step_state(say, to).1,
    }
}

fn gaps(visit: &Visit, all: &FollowUp) -> Markup {
    let say = visit.say;
    html! {
        table.rows {
            thead {
                tr {
                    th scope="col" { (say.t("follow-gap")) }
                    th scope="col" { (say.t("follow-required")) }
                    th scope="col" { (say.t("follow-at-start")) }
                    th scope="col" { (say.t("follow-state")) }
                    th scope="col" { (say.t("follow-last-visit")) }
                    @if all.by_staff { th scope="col" { (say.t("verify-title")) } }
                }
            }
            tbody { @for one in &all.gaps { (gap(visit, all, one)) } }
        }
    }
}

fn gap(visit: &Visit, all: &FollowUp, one: &FollowedGap) -> Markup {
    let (say, gap) = (visit.say, &one.gap);
    let (mark, state) = gap_state(say, gap.state);
    let programme = &all.view.programme;
    html! {
        tr {
            th scope="row" { (explain::attribute(visit, &gap.dimension.attribute, gap.dimension.item.as_deref())) }
            td.nowrap { (level(visit, &gap.dimension.attribute, gap.required)) }
            td {
                @if one.is_closed { (say.t("follow-closed")) }
                @else if let Some(present) = gap.present {
                    (level(visit, &gap.dimension.attribute, present))
                    @if let Some(origin) = gap.present_origin { br; span.quiet { (explain::origin(say, origin)) @if let Some(day) = gap.present_on { ", " (time(say, day)) } } }
                }
                @else { (Mark::Unknown) " " (say.t("follow-unknown")) }
            }
            td { (mark) " " (state) }
            td { (last_visit(visit, one)) }
            @if all.by_staff {
                td {
                    @if one.is_to_verify(programme.status) {
                        a.go href={ "/programas/" (programme.id) "/brechas/" (gap.id) } { (say.t("verify-open")) }
                    }
                }
            }
        }
    }
}

/// What the latest visit found, as far as it is open to the reader.
pub(super) fn last_visit(visit: &Visit, one: &FollowedGap) -> Markup {
    let say = visit.say;
    let Some(found) = one.found.first() else {
        return html! { span.quiet { (say.t("verify-none")) } };
    };
    html! {
        (time(say, found.visited_on)) ": " (super::finding(say, found.finding))
        @if let Some((value, _)) = &found.measured { br; (explain::value(visit, &one.gap.dimension.attribute, value)) }
        br; (say.t("verify-spread")) ": " (spread(say, found.spread))
        @if !found.reason.is_empty() { br; (found.reason) }
        @if !found.note.is_empty() { br; (found.note) }
        @for (at, file) in found.files.iter().enumerate() {
            br; a.go href={ "/archivos/" (file) } { (say.with("verify-file", &[("n", &(at + 1).to_string())])) " " span.hidden { (date(say, found.visited_on)) } }
        }
        br; span.quiet { (doer(say, &found.by)) }
    }
}

/// A level in the reader's words; of what is had or not had, that.
pub(super) fn level(visit: &Visit, attribute: &str, amount: i64) -> String {
    let known = visit.words.attributes.find(attribute);
    let is_flag = known.is_some_and(|one| one.value_type == ValueType::Flag);
    let value = match is_flag {
        true => FactValue::Flag { yes: amount > 0 },
        false => FactValue::exactly(amount),
    };
    explain::value(visit, attribute, &value)
}
