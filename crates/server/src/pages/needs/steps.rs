//! The pages of posting or changing a need, one a step. What the step does not ask travels in hidden fields.

use super::draft::{ADDED, Asked, Choice, Draft};
use super::errand::Errand;
use super::post::Step;
use super::{review, terms, terms_typed};
use crate::pages::explain;
use crate::pages::layout::{Page, Section, language_button};
use crate::pages::map::states_by_name;
use crate::pages::parts::{Fault, Field, fault_of, summary};
use crate::pages::visit::Visit;
use crate::pages::words::Say;
use eslabon_app::catalogue::concept_choices;
use eslabon_app::records::Organisation;
use eslabon_domain::needs::Strength;
use maud::{Markup, html};

/// The page of a step.
pub fn show(
    visit: &Visit,
    errand: &Errand<'_>,
    step: Step,
    draft: &Draft,
    firms: &[Organisation],
    faults: &[Fault],
) -> Markup {
    let say = visit.say;
    let (heading, body, asked_here): (&str, Markup, fn(&str) -> bool) = match step {
        Step::Words => (
            "post-words",
            words(visit, errand, draft, firms, faults),
            |name| ["empresa", "empresa_nombre", "titulo", "descripcion"].contains(&name),
        ),
        Step::Criteria => ("post-criteria", criteria(visit, draft, faults), |name| {
            name.starts_with('c') && name.as_bytes().get(1).is_some_and(u8::is_ascii_digit)
        }),
        Step::Place => ("post-place", place(visit, errand, draft, faults), |name| {
            [
                "lugar",
                "lugar_fuerza",
                "estado",
                "cerca",
                "radio",
                "personal",
                "inicia",
                "cierra",
                "reservar",
            ]
            .contains(&name)
        }),
        Step::Terms => ("terms-step", terms::step(visit, draft, faults), |name| {
            terms_typed::FIELDS.contains(&name)
        }),
        Step::Check => {
            let heading = match errand {
                Errand::Post => "post-check",
                Errand::Change { .. } => "change-check",
            };
            (heading, review::check(visit, errand, draft, firms), |_| {
                false
            })
        }
    };
    let hidden: Vec<(String, String)> = draft
        .pairs()
        .into_iter()
        .filter(|(name, _)| !asked_here(name))
        .collect();
    let at = step.number().to_string();
    let all = Step::ALL.len().to_string();
    let main = html! {
        (summary(say, faults))
        form.steps method="post" action=(errand.action()) novalidate {
            (visit.proof())
            @if let Some(version) = errand.version() { input type="hidden" name="version" value=(version); }
            input type="hidden" name="paso" value=(step.as_str());
            @for (name, value) in &hidden { input type="hidden" name=(name) value=(value); }
            (body)
            div.buttons {
                @if step == Step::Check {
                    button type="submit" name="ir" value="publicar" {
                        @if errand.stored().is_some() { (say.t("change-save")) } @else { (say.t("post-publish")) }
                    }
                }
                @else { button type="submit" name="ir" value="seguir" { (say.t("post-next")) } }
                @if step != Step::Words { button.second type="submit" name="ir" value="atras" { (say.t("post-back")) } }
                (language_button(visit))
            }
        }
    };
    let lead = html! { p.step { (say.with("post-step", &[("at", &at), ("all", &all)])) } };
    let mut page = Page::new(Section::Needs, say.t(heading), main)
        .lead(lead)
        .under(say.t("nav-needs"), "/requerimientos");
    if let Some(need) = errand.stored() {
        page = page.under(
            need.title.text.clone(),
            format!("/requerimientos/{}", need.id),
        );
    }
    page.in_form().faulty(!faults.is_empty()).show(visit)
}

fn words(
    visit: &Visit,
    errand: &Errand<'_>,
    draft: &Draft,
    firms: &[Organisation],
    faults: &[Fault],
) -> Markup {
    let say = visit.say;
    let mut options = vec![(String::new(), say.t("post-firm-choose"))];
    options.extend(
        firms
            .iter()
            .map(|firm| (firm.id.to_string(), firm.name.clone())),
    );
    let field = |name: &'static str, label: &str, hint: Option<&str>, value| Field {
        name,
        label: say.t(label),
        hint: hint.map(|key| say.t(key)),
        value,
        fault: fault_of(faults, name),
    };
    html! {
        @if errand.asks_firm(visit) {
            @if !firms.is_empty() { (field("empresa", "post-firm", None, &draft.firm).select(say, &options)) }
            (field("empresa_nombre", "post-firm-new", Some("post-firm-new-hint"), &draft.firm_name).line(say, "text", None))
        }
        (field("titulo", "post-title", Some("post-title-hint"), &draft.title).line(say, "text", None))
        (field("descripcion", "post-description", Some("post-description-hint"), &draft.description).area(say, 9))
        @if draft.title.is_empty() && errand.stored().is_none() { p { a.go href="/requerimientos?copiar=si" { (say.t("post-copy")) } } }
    }
}

fn criteria(visit: &Visit, draft: &Draft, faults: &[Fault]) -> Markup {
    let say = visit.say;
    html! {
        @if draft.asked.is_empty() { p { (say.t("post-criteria-none")) } }
        @else { p { (say.t("post-criteria-text")) } }
        @for (at, asked) in draft.asked.iter().enumerate() { (criterion(visit, at, asked)) }
        section.adding aria-labelledby="agregar" {
            h2 #agregar { (say.t("post-add")) }
            @for (at, (name, kind, _)) in ADDED.into_iter().enumerate() {
                @let list = format!("lista-{}", kind.as_str());
                @let label = match at { 0 => say.t("post-add-process"), 1 => say.t("post-add-material"), _ => say.t("post-add-standard") };
                (Field {
                    name, label, hint: Some(say.t("post-add-hint")),
                    value: draft.typed.get(at).map_or("", String::as_str),
                    fault: fault_of(faults, name),
                }.line(say, "text", Some(&list)))
                datalist id=(list) {
                    @for (_, concept) in concept_choices(&visit.words, kind) { option value=(concept.label.get(visit.lang())) {} }
                }
            }
            button.second type="submit" name="ir" value="agregar" { (say.t("post-add-button")) }
        }
    }
}

fn criterion(visit: &Visit, at: usize, asked: &Asked) -> Markup {
    let say = visit.say;
    let name = explain::attribute(
        visit,
        &asked.criterion.attribute,
        asked.criterion.item.as_deref(),
    );
    let wanted = explain::requirement(
        visit,
        &asked.criterion.attribute,
        &asked.criterion.requirement,
    );
    html! {
        fieldset.criterion {
            legend { span.quiet { (name) } " " strong { (wanted) } }
            @if !asked.words.is_empty() { p.hint { (say.with("post-from-words", &[("words", &asked.words)])) } }
            @for (name, value) in asked.fixed_pairs(at).iter().filter(|(_, value)| !value.is_empty()) {
                input type="hidden" name=(name) value=(value);
            }
            div.choices {
                @for choice in Choice::ALL {
                    label.check {
                        input type="radio" name={ "c" (at) ".fuerza" } value=(choice.as_str()) checked[choice == asked.choice];
                        span { (choice_words(say, choice)) }
                    }
                }
            }
        }
    }
}

/// What is said of a criterion, in words.
pub fn choice_words(say: Say, choice: Choice) -> String {
    match choice {
        Choice::Must => say.t("strength-must"),
        Choice::Wish => say.t("strength-wish"),
        Choice::No => say.t("strength-no"),
    }
}

fn place(visit: &Visit, errand: &Errand<'_>, draft: &Draft, faults: &[Fault]) -> Markup {
    let say = visit.say;
    let field = |name: &'static str, label: &str, hint: Option<&str>, value| Field {
        name,
        label: say.t(label),
        hint: hint.map(|key| say.t(key)),
        value,
        fault: fault_of(faults, name),
    };
    let kind = if ["estados", "radio"].contains(&draft.place.as_str()) {
        draft.place.as_str()
    } else {
        "libre"
    };
    let radio = |value: &'static str, label: &str| {
        html! {
            label.check {
                input type="radio" name="lugar" value=(value) checked[kind == value];
                span { (say.t(label)) }
            }
        }
    };
    let states_fault = fault_of(faults, "estados");
    html! {
        fieldset.places {
            legend { (say.t("post-where")) }
            (radio("libre", "post-where-free"))
            (radio("estados", "post-where-states"))
            details.under open[kind == "estados"] {
                summary #estados { (say.t("post-states")) }
                @if let Some(fault) = states_fault { p.fault { (fault) } }
                div.grid {
                    @for (code, name) in states_by_name() {
                        label.check { input type="checkbox" name="estado" value=(code) checked[draft.states.contains(&code)]; span { (name) } }
                    }
                }
            }
            (radio("radio", "post-where-radius"))
            details.under open[kind == "radio"] {
                summary { (say.t("post-radius")) }
                (field("radio", "post-radius-km", None, &draft.radius).line(say, "number", None))
                (field("cerca", "post-radius-place", Some("post-radius-hint"), &draft.near).line(say, "text", None))
            }
        }
        fieldset.choices {
            legend { (say.t("post-place-strength")) }
            @for (value, wish) in [("must", false), ("wish", true)] {
                label.check {
                    input type="radio" name="lugar_fuerza" value=(value) checked[draft.place_wish == wish];
                    span { (explain::strength(say, if wish { Strength::Wish } else { Strength::Must })) }
                }
            }
        }
        (field("personal", "post-staff", Some("post-staff-hint"), &draft.staff).line(say, "text", None))
        (field("inicia", "post-starts", Some("post-optional"), &draft.starts_on).line(say, "date", None))
        (field("cierra", "post-closes", Some("post-optional"), &draft.closes_on).line(say, "date", None))
        @if errand.stored().is_none() {
            label.check {
                input type="checkbox" name="reservar" value="si" checked[draft.hide_buyer];
                span { (say.t("post-reserve")) }
            }
        }
    }
}
