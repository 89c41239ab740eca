//! The ready diagnosis on a telephone: one question a page, saved as one goes, "7 of 30".

use super::form::control;
use super::{control_id, framed, in_words, path_of, question_text, title, worded};
use crate::pages::parts::{Fault, fault_of, summary};
use crate::pages::visit::Visit;
use eslabon_app::FieldError;
use eslabon_app::assessments::{AssessmentView, ready_questions};
use eslabon_domain::assessments::Entries;
use eslabon_domain::diagnosis::{AnswerKind, Question};
use eslabon_engine::assessment::sheet::{Control, Field};
use maud::{Markup, html};

/// Which question is asked, counted from zero: the one that the address names, else the first without an answer,
/// else the last.
#[must_use]
pub fn asked(visit: &Visit, view: &AssessmentView) -> usize {
    let last = view.fields.len().saturating_sub(1);
    let named: Option<usize> = visit.query.text("pregunta").parse().ok();
    if let Some(named) = named.filter(|named| (1..=view.fields.len()).contains(named)) {
        return named - 1;
    }
    let open = view
        .fields
        .iter()
        .position(|field| !view.assessment.entries.contains_key(&field.key));
    open.unwrap_or(last)
}

/// The address of a question, counted from zero.
#[must_use]
pub fn address_of(view: &AssessmentView, at: usize) -> String {
    format!("{}?pregunta={}", path_of(view.assessment.id), at + 1)
}

/// The page of a question.
pub fn page(
    visit: &Visit,
    view: &AssessmentView,
    at: usize,
    entries: &Entries,
    faults: &[FieldError],
    overtaken: bool,
) -> Markup {
    let say = visit.say;
    let Some(field) = view.fields.get(at) else {
        return html! {};
    };
    let id = field.question.as_deref().unwrap_or_default();
    let question = ready_questions().ok().and_then(|all| all.find(id));
    let here = control_id(at);
    // Only what concerns this question is said here; the rest is said where it stands.
    let faults: Vec<Fault> = in_words(visit, view, faults)
        .into_iter()
        .filter(|(control, _)| *control == here || control == "contenido")
        .collect();
    let (shown, total) = ((at + 1).to_string(), view.fields.len().to_string());
    let answered = view.assessment.entries.len();
    let finish = format!("{}/terminar", path_of(view.assessment.id));
    let main = html! {
        (summary(say, &faults))
        @if overtaken { div.note role="alert" { p { (say.t("assess-conflict-question")) } } }
        p.quiet {
            (say.with("assess-of-total", &[("at", &shown), ("total", &total)]))
            @if let Some(question) = question { " · " (worded(say, "assess-area", question.area.as_str())) }
        }
        form.text method="post" action=(path_of(view.assessment.id)) novalidate {
            (visit.proof())
            input type="hidden" name="version" value=(view.assessment.version);
            input type="hidden" name="pregunta" value=(shown);
            (answer(visit, view, at, field, question, entries, &faults))
            div.buttons {
                button type="submit" { (say.t("assess-next")) }
                @if at + 1 < view.fields.len() { a.button.second href=(address_of(view, at + 1)) { (say.t("assess-skip")) } }
            }
        }
        @if at > 0 { p { a.go href=(address_of(view, at - 1)) { (say.t("assess-previous")) } } }
        @if answered > 0 { p { a.go href=(finish) { (say.count_with("assess-finish-now", answered as u64, &[("total", &total)])) } } }
        (super::result::take_back(visit, view, &[], ""))
    };
    framed(visit, &view.card, title(visit, &view.assessment), main)
        .faulty(!faults.is_empty())
        .show(visit)
}

fn answer(
    visit: &Visit,
    view: &AssessmentView,
    at: usize,
    field: &Field,
    question: Option<&Question>,
    entries: &Entries,
    faults: &[Fault],
) -> Markup {
    let say = visit.say;
    let help = question.map(|question| question.help.get(visit.lang()).to_owned());
    let chosen = entries.get(&field.key).map_or("", String::as_str);
    let options: Vec<(String, String)> = match (question.map(|one| &one.answer), field.control) {
        (Some(AnswerKind::Level { looks }), _) => looks
            .iter()
            .enumerate()
            .map(|(level, look)| (level.to_string(), look.get(visit.lang()).to_owned()))
            .collect(),
        (_, Control::YesNo) => vec![
            ("yes".to_owned(), say.t("assess-choice-yes")),
            ("no".to_owned(), say.t("assess-choice-no")),
        ],
        _ => {
            return html! {
                @if let Some(help) = &help { p.hint { (help) } }
                (control(visit, view, at, field, entries, faults))
            };
        }
    };
    let id = control_id(at);
    let fault = fault_of(faults, &id);
    let fault_id = fault.map(|_| format!("{id}-error"));
    html! {
        fieldset.wrong[fault.is_some()] id=(id) tabindex="-1" aria-describedby=[fault_id.as_deref()] {
            legend { (question_text(visit, view, field.question.as_deref().unwrap_or_default())) }
            div {
                @if let Some(help) = &help { p.hint { (help) } }
                @if let Some(words) = fault { p.fault id=[fault_id.as_deref()] { span.hidden { (say.t("error-prefix")) " " } (words) } }
                @for (value, label) in &options {
                    label.check {
                        input type="radio" name={ "e." (field.key) } value=(value) checked[value == chosen];
                        (label)
                    }
                }
            }
        }
    }
}
