//! The page of one question: what is asked, in which unit, what is known and was known, how to skip it.

use super::overview::framed;
use super::take::{SKIP, onwards};
use super::{opens, origins, part, profile_path, question_path, saved, split_unit, unit};
use crate::pages::explain;
use crate::pages::fields::Fields;
use crate::pages::format::{age, time};
use crate::pages::parts::{Fault, Field, Mark, fault_of, summary};
use crate::pages::site_files::add_path;
use crate::pages::visit::Visit;
use eslabon_app::profiles::{Part, QuestionView, units_of};
use eslabon_domain::attributes::{EQUIPMENT_OWNED, STANDARD_HELD, ValueType};
use eslabon_domain::facts::{Aging, Fact, FactValue};
use eslabon_domain::vocabulary::ConceptKind;
use maud::{Markup, html};

/// The question with what stands in its form: what was typed, else what is known.
pub fn page(visit: &Visit, view: &QuestionView, form: Option<&Fields>, faults: &[Fault]) -> Markup {
    let say = visit.say;
    let known = known_fields(visit, view);
    let fields = form.unwrap_or(&known);
    let name = explain::attribute(visit, &view.attribute.id, view.item.as_deref());
    let main = html! {
        (saved(visit))
        (summary(say, faults))
        @if let Some(words) = opens(say, view.opens) { p { (words) } }
        @if view.is_settled {
            p.note { (say.t("profile-settled")) }
            p { a.button href=(onwards(view)) { (say.t("profile-skip-settled")) } }
        } @else { (answer(visit, view, fields, faults)) }
        (current(visit, view))
        (add_file(visit, view))
        (former(visit, view))
    };
    let profile = say.with("profile-title", &[("firm", &view.card.name)]);
    let path = profile_path(view.card.site);
    let heading = format!("{path}?parte={}", view.part.as_str());
    framed(visit, &view.card, name, main)
        .under(profile, path)
        .under(part(say, view.part), heading)
        .faulty(!faults.is_empty())
        .show(visit)
}

/// What is known, as it would be typed.
fn known_fields(visit: &Visit, view: &QuestionView) -> Fields {
    let Some(fact) = &view.current else {
        return Fields::default();
    };
    let mut pairs = Vec::new();
    match &fact.value {
        FactValue::Flag { yes: true } => pairs.push(("text", "sí".to_owned())),
        FactValue::Flag { yes: false } => pairs.push(("text", "no".to_owned())),
        FactValue::Text { text } => pairs.push(("text", text.text.clone())),
        FactValue::Day { date } => pairs.push(("text", date.to_string())),
        FactValue::Concept { concept } => pairs.push(("text", visit.concept(concept))),
        FactValue::Amount { low, high } => {
            let entered = fact.entered.clone().unwrap_or_default();
            let units = units_of(&view.attribute);
            match split_unit(&entered, units, visit.lang()) {
                Some((number, unit)) => {
                    pairs.push(("text", number));
                    pairs.push(("unit", unit.to_owned()));
                }
                None if entered.is_empty() && units.is_empty() && low == high => {
                    pairs.push(("text", low.to_string()));
                }
                None => pairs.push(("text", entered)),
            }
        }
    }
    let pairs = pairs.into_iter();
    Fields::of(
        pairs
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
    )
}

fn answer(visit: &Visit, view: &QuestionView, fields: &Fields, faults: &[Fault]) -> Markup {
    let say = visit.say;
    let action = question_path(view.card.site, &view.attribute.id, view.item.as_deref());
    html! {
        form.text method="post" action=(action) novalidate {
            (visit.proof())
            (control(visit, view, fields, faults))
            @if takes_until(view) { (day(visit, fields, faults, "valid_until", "profile-until")) }
            @if view.by_staff {
                (Field { name: "origin", label: say.t("profile-origin"), hint: None, value: fields.text("origin"), fault: fault_of(faults, "origin") }.select(say, &origins(say)))
                (day(visit, fields, faults, "observed", "profile-observed"))
            }
            @if !view.attribute.group.is_open() { p.hint { (say.t("profile-reserved")) } }
            div.buttons {
                button type="submit" { (say.t("profile-save")) }
                button.second type="submit" name=(SKIP) value="si" { (say.t("profile-skip")) }
            }
        }
    }
}

/// Certificates and papers run out on a day of their own.
fn takes_until(view: &QuestionView) -> bool {
    let is_flag = view.attribute.value_type == ValueType::Flag;
    let is_certificate = view.attribute.item_kind == Some(ConceptKind::Standard);
    is_flag && (is_certificate || view.part == Part::Papers)
}

fn day(
    visit: &Visit,
    fields: &Fields,
    faults: &[Fault],
    name: &'static str,
    label: &str,
) -> Markup {
    let say = visit.say;
    let field = Field {
        name,
        label: say.t(label),
        hint: None,
        value: fields.text(name),
        fault: fault_of(faults, name),
    };
    field.line(say, "date", None)
}

/// The input that fits what is asked.
fn control(visit: &Visit, view: &QuestionView, fields: &Fields, faults: &[Fault]) -> Markup {
    let say = visit.say;
    let help = view.attribute.help.get(visit.lang()).to_owned();
    let field = Field {
        name: "text",
        label: say.t("profile-answer"),
        hint: Some(help.clone()),
        value: fields.text("text"),
        fault: fault_of(faults, "text"),
    };
    match view.attribute.value_type {
        ValueType::Flag => yes_no(visit, &help, fields, faults),
        ValueType::Text => field.area(say, 4),
        ValueType::Date => field.line(say, "date", None),
        ValueType::Concept => field.line(say, "text", None),
        ValueType::Amount => {
            let choices: Vec<(String, String)> = units_of(&view.attribute)
                .iter()
                .map(|one| (one.word(visit.lang()).to_owned(), unit(say, *one)))
                .collect();
            if choices.is_empty() {
                return field.figure(say);
            }
            let units = Field {
                name: "unit",
                label: say.t("profile-unit"),
                hint: None,
                value: fields.text("unit"),
                fault: fault_of(faults, "unit"),
            };
            html! { (field.figure(say)) (units.select(say, &choices)) }
        }
    }
}

fn yes_no(visit: &Visit, help: &str, fields: &Fields, faults: &[Fault]) -> Markup {
    let say = visit.say;
    let fault = fault_of(faults, "text");
    let fault_id = fault.map(|_| "text-error");
    let chosen = fields.text("text");
    let radio = |value: &str, label: String| html! { label.check { input type="radio" name="text" value=(value) checked[value == chosen]; (label) } };
    html! {
        fieldset.wrong[fault.is_some()] id="text" tabindex="-1" aria-describedby=[fault_id] {
            legend { (say.t("profile-answer")) }
            div {
                p.hint { (help) }
                @if let Some(words) = fault { p.fault id=[fault_id] { span.hidden { (say.t("error-prefix")) " " } (words) } }
                (radio("sí", say.t("profile-yes")))
                (radio("no", say.t("profile-no")))
            }
        }
    }
}

/// What is known now: value, origin, age, and until when it holds.
fn current(visit: &Visit, view: &QuestionView) -> Markup {
    let say = visit.say;
    let today = visit.app.today();
    let Some(fact) = &view.current else {
        return html! { p.note { (Mark::Unknown) " " (say.t("profile-nothing-known")) } };
    };
    html! {
        section aria-labelledby="actual" {
            h2 #actual { (say.t("profile-current")) }
            dl.facts {
                div { dt { (say.t("fact-value")) } dd { (value(visit, fact)) } }
                div { dt { (say.t("fact-origin")) } dd { (known_by(visit, fact)) } }
                div { dt { (say.t("fact-observed")) } dd { (time(say, fact.observed)) " · " (age(say, (today - fact.observed).get_days())) } }
                div {
                    dt { (say.t("fact-until")) }
                    dd { (explain::aging(say, Aging::of(fact.observed, view.holds_until, today))) @if let Some(last) = view.holds_until { " " (time(say, last)) } }
                }
            }
        }
    }
}

/// Machines and certificates can be shown: the way to a photograph or a scan of this one.
fn add_file(visit: &Visit, view: &QuestionView) -> Markup {
    let shows = matches!(
        view.attribute.item_kind,
        Some(ConceptKind::Equipment | ConceptKind::Standard)
    );
    if !shows || view.item.is_none() {
        return html! {};
    }
    // A detail of a machine is seen on a photograph of the machine.
    let about = match view.attribute.item_kind {
        Some(ConceptKind::Equipment) => EQUIPMENT_OWNED,
        _ => STANDARD_HELD,
    };
    let to = add_path(view.card.site, about, view.item.as_deref());
    html! { p { a.go href=(to) { (visit.say.t("files-add-here")) } } }
}

/// What was known before, the latest first.
fn former(visit: &Visit, view: &QuestionView) -> Markup {
    let say = visit.say;
    html! {
        @if !view.former.is_empty() {
            details {
                summary { (say.count("profile-former", view.former.len() as u64)) }
                ul.plain {
                    @for fact in &view.former { li { (time(say, fact.observed)) ": " (value(visit, fact)) " · " span.quiet { (known_by(visit, fact)) } } }
                }
            }
        }
    }
}

fn value(visit: &Visit, fact: &Fact) -> Markup {
    html! {
        (explain::value(visit, &fact.attribute, &fact.value))
        @if let Some(entered) = &fact.entered { " " span.quiet { "(" (entered) ")" } }
    }
}

/// How it is known, and who said so.
fn known_by(visit: &Visit, fact: &Fact) -> String {
    let origin = explain::origin(visit.say, fact.origin);
    match fact.source.is_empty() {
        true => origin,
        false => format!("{origin} · {}", explain::source(visit.say, &fact.source)),
    }
}
