//! Lists of what a firm has: named in its own words, picked from what the words name. And the choice of an
//! item, where something is said of one.

use super::overview::framed;
use super::{opens, origins, part, profile_path, question_path, saved};
use crate::pages::explain;
use crate::pages::fields::Fields;
use crate::pages::parts::{Fault, Field, fault_of, summary};
use crate::pages::visit::Visit;
use eslabon_app::profiles::{Choices, ItemList, Proposal};
use maud::{Markup, html};

/// The list with what can be added.
pub fn page(visit: &Visit, list: &ItemList, form: Option<&Fields>, faults: &[Fault]) -> Markup {
    let say = visit.say;
    let main = html! {
        (saved(visit))
        (summary(say, faults))
        (known(visit, list))
        (seek(visit, list))
        (proposals(visit, list, form, faults))
        @if let Some(complete) = list.complete {
            p { a.go href=(question_path(list.card.site, complete, None)) { (explain::attribute(visit, complete, None)) } }
        }
        p { a.button.second href=(profile_path(list.card.site)) { (say.t("profile-back")) } }
    };
    let title = list.attribute.label.get(visit.lang()).to_owned();
    let profile = say.with("profile-title", &[("firm", &list.card.name)]);
    let path = profile_path(list.card.site);
    let heading = format!("{path}?parte={}", list.part.as_str());
    framed(visit, &list.card, title, main)
        .under(profile, path)
        .under(part(say, list.part), heading)
        .faulty(!faults.is_empty())
        .show(visit)
}

/// What is known, each with a link to its own question.
fn known(visit: &Visit, list: &ItemList) -> Markup {
    let say = visit.say;
    let (site, id) = (list.card.site, list.attribute.id.as_str());
    html! {
        section aria-labelledby="lista" {
            h2 #lista { (say.t("profile-listed")) }
            @if list.known.is_empty() { p { (say.t("profile-none-listed")) } }
            ul.plain {
                @for fact in &list.known {
                    @if let Some(item) = &fact.item {
                        li {
                            a.go href=(question_path(site, id, Some(item))) { (visit.concept(item)) }
                            " " span.quiet { (explain::value(visit, id, &fact.value)) }
                        }
                    }
                }
            }
        }
    }
}

/// What the firm calls it.
fn seek(visit: &Visit, list: &ItemList) -> Markup {
    let say = visit.say;
    let action = question_path(list.card.site, &list.attribute.id, None);
    let help = list.attribute.help.get(visit.lang());
    html! {
        form.text action=(action) method="get" {
            (Field { name: "q", label: say.t("profile-seek"), hint: Some(help.to_owned()), value: visit.query.text("q"), fault: None }.line(say, "text", None))
            div.buttons { button.second type="submit" { (say.t("profile-seek-button")) } }
        }
    }
}

fn proposals(visit: &Visit, list: &ItemList, form: Option<&Fields>, faults: &[Fault]) -> Markup {
    let say = visit.say;
    let typed = visit.query.text("q");
    if list.proposals.is_empty() {
        return html! { @if !typed.is_empty() { p.empty { (say.t("profile-nothing-found")) } } };
    }
    let heading = match typed.is_empty() {
        true => say.t("profile-asked-for"),
        false => say.t("profile-found"),
    };
    html! {
        section aria-labelledby="propuestas" {
            h2 #propuestas { (heading) }
            @if list.is_ticked { (ticked(visit, list, form, faults)) }
            @else {
                ul.plain { @for one in &list.proposals { li { a.go href=(question_path(list.card.site, &list.attribute.id, Some(&one.concept))) { (visit.concept(&one.concept)) } (waiting(visit, one)) } } }
            }
        }
    }
}

fn ticked(visit: &Visit, list: &ItemList, form: Option<&Fields>, faults: &[Fault]) -> Markup {
    let say = visit.say;
    let path = question_path(list.card.site, &list.attribute.id, None);
    // What was typed goes with the form, so that the same proposals stand there where something is wrong.
    let typed = visit.query.find("q").map(|typed| ("q", typed));
    let action = crate::pages::fields::address(&path, typed);
    let chosen: Vec<&str> = form
        .map(|form| form.all("item").collect())
        .unwrap_or_default();
    let origin = form.map(|form| form.text("origin")).unwrap_or_default();
    let fault = fault_of(faults, "item");
    let fault_id = fault.map(|_| "item-error");
    html! {
        form.text method="post" action=(action) novalidate {
            (visit.proof())
            fieldset.wrong[fault.is_some()] id="item" tabindex="-1" aria-describedby=[fault_id] {
                legend { (say.t("profile-tick")) }
                div {
                    @if let Some(words) = fault { p.fault id=[fault_id] { span.hidden { (say.t("error-prefix")) " " } (words) } }
                    @for one in &list.proposals {
                        label.check {
                            input type="checkbox" name="item" value=(one.concept) checked[chosen.contains(&one.concept.as_str())];
                            span { (visit.concept(&one.concept)) (waiting(visit, one)) }
                        }
                    }
                }
            }
            @if list.by_staff {
                (Field { name: "origin", label: say.t("profile-origin"), hint: None, value: origin, fault: fault_of(faults, "origin") }.select(say, &origins(say)))
            }
            div.buttons { button type="submit" { (say.t("profile-add")) } }
        }
    }
}

/// The needs that wait for it.
fn waiting(visit: &Visit, one: &Proposal) -> Markup {
    html! { @if let Some(words) = opens(visit.say, one.opens) { " " span.quiet { (words) } } }
}

/// The items of which something can be said.
pub fn which(visit: &Visit, choices: &Choices) -> Markup {
    let say = visit.say;
    let (site, id) = (choices.card.site, choices.attribute.id.as_str());
    let main = html! {
        p { (choices.attribute.help.get(visit.lang())) }
        @if choices.items.is_empty() { p.empty { (say.t("profile-no-items")) } }
        @else {
            h2 { (say.t("profile-which-item")) }
            ul.plain { @for item in &choices.items { li { a.go href=(question_path(site, id, Some(item))) { (visit.concept(item)) } } } }
        }
        @if let Some(list) = choices.list {
            p { a.go href=(question_path(site, list, None)) { (say.t("profile-add-items")) } }
        }
        p { a.button.second href=(profile_path(site)) { (say.t("profile-back")) } }
    };
    let title = choices.attribute.label.get(visit.lang()).to_owned();
    let profile = say.with("profile-title", &[("firm", &choices.card.name)]);
    let path = profile_path(site);
    let heading = format!("{path}?parte={}", choices.part.as_str());
    framed(visit, &choices.card, title, main)
        .under(profile, path)
        .under(part(say, choices.part), heading)
        .show(visit)
}
