//! What can be done with a candidate now: a form for each step that the reader may take. The first is what
//! is usually next, the others unfold.

use super::steps::{Form, Returned};
use super::{PATH, Piece, interest_choice, reason_help, reason_label, stage, told_interest};
use crate::pages::parts::{Mark, fault_of};
use crate::pages::visit::Visit;
use crate::pages::words::Say;
use eslabon_app::candidates::{CandidateView, Side};
use eslabon_domain::candidacies::{Interest, Stage, Step};
use maud::{Markup, html};

/// The section; nothing for someone who only looks on.
pub fn section(visit: &Visit, view: &CandidateView, back: &Returned) -> Markup {
    let say = visit.say;
    if !view.may_move && !view.may_note && !view.may_answer && view.may_sign.is_none() {
        return html! {};
    }
    let has_answer = view.line.answer.is_some();
    let is_final = view.line.candidacy.stage.is_final();
    // Whoever has not answered cannot go on: her answer comes first.
    let answers_first = view.may_answer && !has_answer;
    html! {
        section aria-labelledby="hacer" {
            h2 #hacer { (say.t("candidates-do")) }
            @if let Some(side) = view.may_sign { (sign(visit, view, side)) }
            @if view.may_answer {
                (fold(&say.t("candidates-answer"), answers_first || back.is(Form::Answer), &answer(visit, view, back)))
            }
            @if view.may_move { (fold(&say.t("candidates-move"), back.is(Form::Move), &move_on(visit, view, back))) }
            @if view.may_note {
                (fold(&say.t("candidates-plan"), back.is(Form::Plan), &plan(visit, view, back)))
                (fold(&say.t("candidates-note"), back.is(Form::Note), &note(visit, view, back)))
            }
            @if view.may_move {
                @if !is_final { (fold(&say.t("candidates-reject"), back.is(Form::Reject), &reject(visit, view, back))) }
            }
        }
    }
}

fn fold(title: &str, is_open: bool, body: &Markup) -> Markup {
    html! { details open[is_open] { summary { (title) } (body) } }
}

/// A form with its proof and the version that was read.
fn form(visit: &Visit, view: &CandidateView, form: Form, body: &Markup, button: &str) -> Markup {
    let candidacy = &view.line.candidacy;
    html! {
        form.text method="post" action={ (PATH) "/" (candidacy.id) "/" (form.key()) } novalidate {
            (visit.proof())
            input type="hidden" name="version" value=(candidacy.version);
            (body)
            div.buttons { button type="submit" { (button) } }
        }
    }
}

fn is_interested(view: &CandidateView) -> bool {
    view.line
        .answer
        .as_ref()
        .is_some_and(|answer| answer.interest == Interest::Interested)
}

/// One's signature. Without the firm's interest it would be refused: that is said instead.
fn sign(visit: &Visit, view: &CandidateView, side: Side) -> Markup {
    let say = visit.say;
    if !is_interested(view) {
        return html! { p.note { (Mark::Unknown) " " (say.t("candidates-sign-interest")) } };
    }
    let candidacy = &view.line.candidacy;
    let (other_signed, text) = match side {
        Side::Buyer => (
            candidacy.for_centre.is_some(),
            say.t("candidates-sign-buyer"),
        ),
        Side::Centre => (candidacy.buyer.is_some(), say.t("candidates-sign-centre")),
    };
    let then = match other_signed {
        true => say.t("candidates-sign-second"),
        false => say.t("candidates-sign-first"),
    };
    let body = html! { p { (text) " " (then) } };
    form(visit, view, Form::Sign, &body, &say.t("candidates-sign"))
}

fn answer(visit: &Visit, view: &CandidateView, back: &Returned) -> Markup {
    let say = visit.say;
    let legend = say.t("candidates-answer-legend");
    let body = html! {
        (interest_choice(say, "respuesta-interes", &legend, back.text(Form::Answer, "interes"), &back.faults, told_interest))
        (words(say, "respuesta-palabras", Form::Answer, say.t("candidates-answer-words"), say.t("candidates-answer-hint"), back))
    };
    let button = say.t("candidates-answer-save");
    form(visit, view, Form::Answer, &body, &button)
}

fn words(say: Say, id: &str, form: Form, label: String, hint: String, back: &Returned) -> Markup {
    Piece {
        id,
        name: "palabras",
        label,
        hint: Some(hint),
        value: back.text(form, "palabras"),
        faults: &back.faults,
    }
    .area(say, 3)
}

fn move_on(visit: &Visit, view: &CandidateView, back: &Returned) -> Markup {
    let say = visit.say;
    let from = view.line.candidacy.stage;
    let ways: Vec<Stage> = Stage::ALL
        .iter()
        .copied()
        .filter(|to| from.may_move_to(*to))
        .collect();
    let onward = ways.iter().find(|to| **to > from).or_else(|| ways.first());
    let chosen = match back.is(Form::Move) {
        true => back.text(Form::Move, "etapa"),
        false => onward.map_or("", |to| to.as_str()),
    };
    let options: Vec<(&str, String)> = ways
        .iter()
        .map(|to| (to.as_str(), stage(say, *to)))
        .collect();
    let hint = (!is_interested(view)).then(|| say.t("candidates-move-interest"));
    let why = match from.is_final() {
        true => say.t("candidates-move-why-again"),
        false => say.t("candidates-move-why"),
    };
    let body = html! {
        (Piece { id: "mover-etapa", name: "etapa", label: say.t("candidates-move-to"), hint, value: chosen, faults: &back.faults }.select(say, &options))
        (words(say, "mover-palabras", Form::Move, why, say.t("candidates-words-hint"), back))
    };
    form(
        visit,
        view,
        Form::Move,
        &body,
        &say.t("candidates-move-button"),
    )
}

fn plan(visit: &Visit, view: &CandidateView, back: &Returned) -> Markup {
    let say = visit.say;
    let next = view.line.candidacy.next.as_ref();
    let is_back = back.is(Form::Plan);
    let day = next.map(|next| next.on.to_string()).unwrap_or_default();
    let value = |name: &'static str, kept: &str| -> String {
        match is_back {
            true => back.text(Form::Plan, name).to_owned(),
            false => kept.to_owned(),
        }
    };
    let what = value("que", next.map_or("", |next| next.what.as_str()));
    let owner = value("quien", next.map_or("", |next| next.owner.as_str()));
    let until = value("cuando", &day);
    let faults = &back.faults;
    let body = html! {
        (Piece { id: "siguiente-que", name: "que", label: say.t("candidates-plan-what"), hint: Some(say.t("candidates-plan-what-hint")), value: &what, faults }.line(say, "text"))
        (Piece { id: "siguiente-quien", name: "quien", label: say.t("candidates-plan-owner"), hint: Some(say.t("candidates-plan-owner-hint")), value: &owner, faults }.line(say, "text"))
        (Piece { id: "siguiente-cuando", name: "cuando", label: say.t("candidates-plan-on"), hint: None, value: &until, faults }.line(say, "date"))
    };
    let nothing = html! {};
    html! {
        @if next.is_some() {
            (form(visit, view, Form::Plan, &nothing, &say.t("candidates-plan-done")))
        }
        (form(visit, view, Form::Plan, &body, &say.t("candidates-plan-button")))
    }
}

fn note(visit: &Visit, view: &CandidateView, back: &Returned) -> Markup {
    let say = visit.say;
    let kinds = [
        (Step::Comment, say.t("step-comment")),
        (Step::Call, say.t("step-call")),
        (Step::Visited, say.t("step-visited")),
    ];
    let options: Vec<(&str, String)> = kinds
        .into_iter()
        .map(|(step, label)| (step.as_str(), label))
        .collect();
    let body = html! {
        (Piece { id: "nota-paso", name: "paso", label: say.t("candidates-note-kind"), hint: None, value: back.text(Form::Note, "paso"), faults: &back.faults }.select(say, &options))
        (words(say, "nota-palabras", Form::Note, say.t("candidates-note-words"), say.t("candidates-words-hint"), back))
    };
    form(
        visit,
        view,
        Form::Note,
        &body,
        &say.t("candidates-note-button"),
    )
}

fn reject(visit: &Visit, view: &CandidateView, back: &Returned) -> Markup {
    let say = visit.say;
    let chosen = back.text(Form::Reject, "razon");
    let fault = fault_of(&back.faults, "rechazar-razon");
    let described = match fault {
        Some(_) => "rechazar-razon-ayuda rechazar-razon-error",
        None => "rechazar-razon-ayuda",
    };
    let reasons = visit.words.reasons.iter().filter(|reason| reason.rejects());
    let body = html! {
        fieldset.wrong[fault.is_some()] id="rechazar-razon" tabindex="-1" aria-describedby=(described) {
            legend { (say.t("candidates-reject-reason")) }
            div {
                p.hint id="rechazar-razon-ayuda" { (say.t("candidates-reject-hint")) }
                @if let Some(words) = fault { p.fault id="rechazar-razon-error" { span.hidden { (say.t("error-prefix")) " " } (words) } }
                @for (at, reason) in reasons.enumerate() {
                    @let help = format!("razon-{at}-ayuda");
                    label.check {
                        input type="radio" name="razon" value=(reason.id) aria-describedby=(help) checked[reason.id == chosen];
                        span {
                            (reason_label(visit, reason))
                            @if reason.concerns_supplier { " " span.badge { (say.t("candidates-reject-gap")) } }
                        }
                    }
                    p.hint id=(help) { (reason_help(visit, reason)) }
                }
            }
        }
        (words(say, "rechazar-palabras", Form::Reject, say.t("candidates-reject-words"), say.t("candidates-reject-words-hint"), back))
    };
    form(
        visit,
        view,
        Form::Reject,
        &body,
        &say.t("candidates-reject-button"),
    )
}
