//! What can be done with a programme now: a form for each step that the reader may take. The first is what is
//! usually next, the others unfold.

use super::path_of;
use super::take::{Form, Returned};
use super::{adjust, by_hand};
use crate::pages::parts::{Field, fault_of};
use crate::pages::visit::Visit;
use eslabon_app::programmes::ProgrammeView;
use maud::{Markup, html};

/// The section; nothing for someone who only looks on.
#[must_use]
pub fn section(visit: &Visit, view: &ProgrammeView, back: &Returned) -> Markup {
    let (say, may) = (visit.say, &view.may);
    let is_idle = !may.change
        && !may.propose
        && !may.ask_changes
        && !may.sign
        && may.sign_by_hand.is_empty()
        && !may.start
        && !may.close
        && !may.stop;
    if is_idle {
        return html! {};
    }
    let is_back = |form: Form| back.form == Some(form);
    html! {
        section aria-labelledby="hacer" {
            h2 #hacer { (say.t("programme-do")) }
            @if may.propose { (form(visit, view, Form::Propose, back, &say.t("programme-propose-text"), &say.t("programme-propose"))) }
            @if may.sign { (form(visit, view, Form::Sign, back, &say.t("programme-sign-text"), &say.t("programme-sign"))) }
            @if may.start { (form(visit, view, Form::Start, back, &say.t("programme-start-text"), &say.t("programme-start-button"))) }
            @if may.close { (form(visit, view, Form::Close, back, &say.t("programme-close-text"), &say.t("programme-close"))) }
            @if may.change { p { a.button.second href=(adjust::path(view.programme.id)) { (say.t("programme-adjust")) } } }
            @if may.ask_changes {
                (fold(&say.t("programme-ask-changes"), is_back(Form::AskChanges), &form(visit, view, Form::AskChanges, back, &say.t("programme-ask-changes-text"), &say.t("programme-ask-changes-button"))))
            }
            (by_hand::form(visit, view, back))
            @if may.stop {
                (fold(&say.t("programme-stop"), is_back(Form::Stop), &form(visit, view, Form::Stop, back, &say.t("programme-stop-text"), &say.t("programme-stop-button"))))
            }
        }
    }
}

fn fold(title: &str, is_open: bool, body: &Markup) -> Markup {
    html! { details open[is_open] { summary { (title) } (body) } }
}

/// A form with its proof, the versions that were read, and words where it asks for them.
fn form(
    visit: &Visit,
    view: &ProgrammeView,
    form: Form,
    back: &Returned,
    text: &str,
    button: &str,
) -> Markup {
    let programme = &view.programme;
    html! {
        form.text method="post" action={ (path_of(programme.id)) "/" (form.key()) } novalidate {
            (visit.proof())
            input type="hidden" name="version" value=(programme.version);
            input type="hidden" name="plan" value=(programme.plan_version);
            p { (text) }
            @if let Some(name) = form.words() { (words(visit, form, name, back)) }
            div.buttons { button type="submit" { (button) } }
        }
    }
}

fn words(visit: &Visit, form: Form, name: &'static str, back: &Returned) -> Markup {
    let say = visit.say;
    let (label, hint) = match form {
        Form::Sign => (say.t("programme-comment"), say.t("programme-comment-hint")),
        Form::AskChanges => (say.t("programme-changes"), say.t("programme-changes-hint")),
        Form::Propose | Form::Start | Form::Close | Form::Stop => {
            (say.t("programme-reason"), say.t("programme-reason-hint"))
        }
    };
    Field {
        name,
        label,
        hint: Some(hint),
        value: match back.form == Some(form) {
            true => back.fields.text(name),
            false => "",
        },
        fault: fault_of(&back.faults, name),
    }
    .area(say, 3)
}
