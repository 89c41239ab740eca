//! The form of a draft: its fields in order, each with what was typed, right or wrong; and what follows so far.

use super::{
    control_id, field_key, field_label, figure, framed, in_words, mark, own_label, path_of, rule,
    title, verdict, worded,
};
use crate::pages::parts::{Fault, fault_of, summary, table};
use crate::pages::visit::Visit;
use eslabon_app::FieldError;
use eslabon_app::assessments::AssessmentView;
use eslabon_app::records::Assessment;
use eslabon_domain::assessments::Entries;
use eslabon_engine::assessment::sheet::{Control, Field};
use maud::{Markup, html};

/// What stands in the form.
pub struct Typed<'a> {
    /// The fields.
    pub entries: &'a Entries,
    /// The day.
    pub on: String,
    /// A remark.
    pub note: &'a str,
}

impl<'a> Typed<'a> {
    /// What is stored.
    #[must_use]
    pub fn stored(of: &'a Assessment) -> Self {
        Self {
            entries: &of.entries,
            on: of.on.to_string(),
            note: &of.note,
        }
    }
}

/// The page of a draft. `overtaken`: someone saved in between, and both versions are shown.
pub fn page(
    visit: &Visit,
    view: &AssessmentView,
    typed: &Typed<'_>,
    faults: &[FieldError],
    overtaken: bool,
) -> Markup {
    let say = visit.say;
    let faults = in_words(visit, view, faults);
    let main = html! {
        @if visit.query.text("hecho") == "guardado" && faults.is_empty() { p.done role="status" { (say.t("assess-saved")) } }
        (summary(say, &faults))
        @if overtaken { (both(visit, view, typed)) }
        p { (worded(say, "assess-about", view.assessment.kind.as_str())) }
        @if let Some((name, edition)) = &view.set { p.quiet { (say.with("assess-with-set", &[("name", name), ("edition", edition)])) } }
        form.text method="post" action=(path_of(view.assessment.id)) novalidate {
            (visit.proof())
            input type="hidden" name="version" value=(view.assessment.version);
            @for (at, field) in view.fields.iter().enumerate() { (control(visit, view, at, field, typed.entries, &faults)) }
            (line(visit, "on", "date", &say.t("assess-on"), &typed.on, &faults))
            (area(visit, "note", &say.t("assess-note"), typed.note, &faults))
            div.buttons {
                button type="submit" name="ir" value="terminar" { (say.t("assess-review")) }
                button.second type="submit" name="ir" value="guardar" { (say.t("assess-save")) }
            }
        }
        @if faults.is_empty() { (so_far(visit, view)) }
        (super::files::section(visit, view, &[]))
        (super::result::take_back(visit, view, &[], ""))
    };
    framed(visit, &view.card, title(visit, &view.assessment), main)
        .lead(html! { p.lead { (say.t("assess-draft-lead")) } })
        .faulty(!faults.is_empty())
        .show(visit)
}

/// What is stored now and what was typed, field by field, where they differ.
fn both(visit: &Visit, view: &AssessmentView, typed: &Typed<'_>) -> Markup {
    let say = visit.say;
    let empty = String::new();
    let stored = &view.assessment.entries;
    let differing: Vec<&Field> = view
        .fields
        .iter()
        .filter(|field| stored.get(&field.key) != typed.entries.get(&field.key))
        .collect();
    let text = |entries: &Entries, key: &str| -> String {
        let text = entries.get(key).unwrap_or(&empty);
        match text.is_empty() {
            true => say.t("not-said"),
            false => text.chars().take(200).collect(),
        }
    };
    let rows = html! {
        table.rows {
            thead {
                tr {
                    th scope="col" { (say.t("conflict-part")) }
                    th scope="col" { (say.t("conflict-stored")) }
                    th scope="col" { (say.t("conflict-mine")) }
                }
            }
            tbody {
                @for field in &differing {
                    tr {
                        th scope="row" { (field_label(visit, view, field)) }
                        td.prose { (text(stored, &field.key)) }
                        td.prose { (text(typed.entries, &field.key)) }
                    }
                }
            }
        }
    };
    html! {
        div.note role="alert" { p { (say.t("assess-conflict")) } }
        @if !differing.is_empty() { (table(&say.t("conflict-title"), &rows)) }
    }
}

/// The control of a field.
pub fn control(
    visit: &Visit,
    view: &AssessmentView,
    at: usize,
    field: &Field,
    entries: &Entries,
    faults: &[Fault],
) -> Markup {
    let say = visit.say;
    let id = control_id(at);
    let typed = entries.get(&field.key).map_or("", String::as_str);
    let hint = match field.control {
        Control::Points => Some(say.t("assess-points-hint")),
        Control::Light => Some(say.t("assess-light-hint")),
        _ => say.find(&format!(
            "{}-hint",
            field_key(view.assessment.kind, &field.key)
        )),
    };
    let fault = fault_of(faults, &id);
    let hint_id = hint.as_ref().map(|_| format!("{id}-ayuda"));
    let fault_id = fault.map(|_| format!("{id}-error"));
    let ids: Vec<&str> = hint_id
        .iter()
        .chain(&fault_id)
        .map(String::as_str)
        .collect();
    let described = (!ids.is_empty()).then(|| ids.join(" "));
    let wrong = fault.map(|_| "true");
    let name = format!("e.{}", field.key);
    html! {
        div.field.wrong[fault.is_some()] {
            label for=(id) { (field_label(visit, view, field)) }
            @if let Some(hint) = &hint { p.hint id=[hint_id.as_deref()] { (hint) } }
            @if let Some(words) = fault { p.fault id=[fault_id.as_deref()] { span.hidden { (say.t("error-prefix")) " " } (words) } }
            @match field.control {
                Control::Lines => { textarea id=(id) name=(name) rows="6" aria-describedby=[described.as_deref()] aria-invalid=[wrong] { (typed) } }
                Control::Choice(choices) => {
                    select id=(id) name=(name) aria-describedby=[described.as_deref()] aria-invalid=[wrong] {
                        option value="" { (say.t("assess-choose")) }
                        @for choice in choices { option value=(choice) selected[*choice == typed] { (worded(say, "assess-choice", choice)) } }
                    }
                }
                Control::Figure => { input id=(id) name=(name) type="text" inputmode="decimal" autocomplete="off" value=(typed) aria-describedby=[described.as_deref()] aria-invalid=[wrong]; }
                Control::Words | Control::Points | Control::Light | Control::Level | Control::YesNo => { input id=(id) name=(name) type="text" autocomplete="off" value=(typed) aria-describedby=[described.as_deref()] aria-invalid=[wrong]; }
            }
        }
    }
}

fn line(
    visit: &Visit,
    name: &'static str,
    kind: &str,
    label: &str,
    value: &str,
    faults: &[Fault],
) -> Markup {
    let field = crate::pages::parts::Field {
        name,
        label: label.to_owned(),
        hint: None,
        value,
        fault: fault_of(faults, name),
    };
    field.line(visit.say, kind, None)
}

fn area(visit: &Visit, name: &'static str, label: &str, value: &str, faults: &[Fault]) -> Markup {
    let field = crate::pages::parts::Field {
        name,
        label: label.to_owned(),
        hint: Some(visit.say.t("assess-note-hint")),
        value,
        fault: fault_of(faults, name),
    };
    field.area(visit.say, 3)
}

/// What follows of what is stored, and what is missing.
fn so_far(visit: &Visit, view: &AssessmentView) -> Markup {
    let say = visit.say;
    let Some(outcome) = &view.outcome else {
        return html! {};
    };
    html! {
        section aria-labelledby="hasta-ahora" {
            h2 #hasta-ahora { (say.t("assess-so-far")) }
            p {
                @if let Some(mark) = mark(outcome.standing) { (mark) " " }
                strong { (verdict(say, outcome)) } ": " (rule(say, outcome))
            }
            @if let Some(first) = outcome.lines.first().filter(|line| line.amount.is_some()) {
                p { (worded(say, "assess-line", &first.code)) ": " (figure(say, first)) }
            }
            (missing(visit, view))
        }
    }
}

/// What is missing, by the names of its fields.
pub fn missing(visit: &Visit, view: &AssessmentView) -> Markup {
    let say = visit.say;
    let missing = view.outcome.iter().flat_map(|outcome| &outcome.missing);
    let names: Vec<String> = missing
        .map(|key| own_label(say, view.assessment.kind, key))
        .collect();
    html! {
        @if !names.is_empty() {
            p { (say.t("assess-missing")) }
            ul { @for name in &names { li { (name) } } }
        }
    }
}
