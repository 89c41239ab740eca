//! The last step: the answers as they will stand, each with a way back, and the amounts that are probably
//! meant otherwise.

use super::draft::{Choice, Draft};
use super::errand::Errand;
use super::post::Step;
use super::steps::choice_words;
use super::terms;
use crate::pages::explain;
use crate::pages::format::date;
use crate::pages::parts::state_name;
use crate::pages::visit::Visit;
use eslabon_app::needs::{NeedDraft, doubts};
use eslabon_app::records::Organisation;
use eslabon_domain::needs::Strength;
use maud::{Markup, html};

/// The answers.
pub fn check(visit: &Visit, errand: &Errand<'_>, draft: &Draft, firms: &[Organisation]) -> Markup {
    let say = visit.say;
    let need = draft.need();
    let firm = match firms.iter().find(|firm| firm.id.to_string() == draft.firm) {
        Some(firm) => firm.name.clone(),
        None => draft.firm_name.clone(),
    };
    let place = match draft.place.as_str() {
        "estados" => draft
            .states
            .iter()
            .map(|code| state_name(*code))
            .collect::<Vec<_>>()
            .join(", "),
        "radio" => say.with(
            "chip-radius",
            &[("km", &draft.radius), ("place", &draft.near)],
        ),
        _ => say.t("post-where-free"),
    };
    let change = |step: Step, what: &str| {
        html! {
            button.quiet type="submit" name="ir" value={ "paso-" (step.as_str()) } {
                (say.t("post-change")) span.hidden { " " (say.t(what)) }
            }
        }
    };
    let day = |date_of: Option<jiff::civil::Date>| {
        date_of.map_or_else(|| say.t("not-said"), |day| date(say, day))
    };
    html! {
        section.checked #revisar-texto aria-labelledby="r-texto" {
            div.bar { h2 #r-texto { (say.t("post-words-short")) } (change(Step::Words, "post-words-short")) }
            dl {
                @if !firm.is_empty() { div { dt { (say.t("post-firm")) } dd { (firm) } } }
                div { dt { (say.t("post-title")) } dd { (draft.title) } }
                div { dt { (say.t("post-description")) } dd.prose { (if draft.description.is_empty() { say.t("not-said") } else { draft.description.clone() }) } }
            }
        }
        section.checked #revisar-criterios aria-labelledby="r-criterios" {
            div.bar { h2 #r-criterios { (say.t("post-criteria-short")) } (change(Step::Criteria, "post-criteria-short")) }
            ul {
                @for asked in draft.asked.iter().filter(|asked| asked.choice != Choice::No) {
                    li {
                        span.badge { (choice_words(say, asked.choice)) } " "
                        (explain::attribute(visit, &asked.criterion.attribute, asked.criterion.item.as_deref())) ": "
                        strong { (explain::requirement(visit, &asked.criterion.attribute, &asked.criterion.requirement)) }
                    }
                }
            }
            (doubted(visit, &need))
        }
        section.checked #revisar-lugar aria-labelledby="r-lugar" {
            div.bar { h2 #r-lugar { (say.t("post-place-short")) } (change(Step::Place, "post-place-short")) }
            dl {
                div {
                    dt { (say.t("post-where")) }
                    dd {
                        (place)
                        @if draft.place == "estados" || draft.place == "radio" {
                            " " span.badge { (explain::strength(say, if draft.place_wish { Strength::Wish } else { Strength::Must })) }
                        }
                    }
                }
                div { dt { (say.t("post-staff")) } dd { (if draft.staff.is_empty() { say.t("not-said") } else { draft.staff.clone() }) } }
                div { dt { (say.t("post-starts")) } dd { (day(need.starts_on)) } }
                div { dt { (say.t("post-closes")) } dd { (day(need.closes_on)) } }
                @if draft.hide_buyer { div { dt { (say.t("needs-column-firm")) } dd { (say.t("post-reserved")) } } }
            }
        }
        section.checked #revisar-condiciones aria-labelledby="r-condiciones" {
            div.bar { h2 #r-condiciones { (say.t("terms-short")) } (change(Step::Terms, "terms-short")) }
            (terms::check(visit, &need))
        }
        p.note { @if errand.stored().is_some() { (say.t("change-visible")) } @else { (say.t("post-visible")) } }
    }
}

/// Amounts that are probably meant otherwise: each with what is usual and, where another unit explains it,
/// with a button that takes it. Whoever means what she wrote posts it as it is.
fn doubted(visit: &Visit, need: &NeedDraft) -> Markup {
    let say = visit.say;
    let unit = |attribute: &str| {
        let known = visit.words.attributes.find(attribute);
        known.map_or_else(String::new, |attribute| attribute.unit.clone())
    };
    html! {
        @for (at, doubt) in doubts(need) {
            @let unit = unit(&doubt.attribute);
            @let item = need.criteria.get(at).and_then(|one| one.item.as_deref());
            div.note {
                p {
                    (say.with("doubt-amount", &[
                        ("criterion", &explain::attribute(visit, &doubt.attribute, item)),
                        ("amount", &explain::measure(say, doubt.amount, &unit)),
                        ("low", &explain::measure(say, doubt.low, &unit)),
                        ("high", &explain::measure(say, doubt.high, &unit)),
                    ]))
                }
                @if let Some(likely) = &doubt.likely {
                    @let meant = explain::requirement(visit, &doubt.attribute, likely);
                    button.second type="submit" name="ir" value={ "corregir-" (at) } {
                        (say.with("doubt-take", &[("meant", &meant)]))
                    }
                }
            }
        }
    }
}
