//! The three presets: one choice that says everything.

use super::{PATH, Shown, in_a_year};
use crate::pages::fields::Fields;
use crate::pages::parts::{Fault, Field, fault_of};
use crate::pages::visit::Visit;
use eslabon_domain::consents::Preset;
use maud::{Markup, html};

/// The form.
pub fn form(visit: &Visit, shown: &Shown, form: &Fields, faults: &[Fault]) -> Markup {
    let say = visit.say;
    let is_returned = form.text("hacer") == "preset";
    let chosen = match Preset::parse(form.text("preset")) {
        Some(preset) if is_returned => Some(preset),
        _ => shown.view.preset,
    };
    let picked: Vec<&str> = form.all("comprador").collect();
    let in_force = |id: &str| {
        shown.view.open.iter().any(|consent| {
            consent
                .audience
                .is_some_and(|known| known.to_string() == id)
        })
    };
    let until = if is_returned {
        form.text("hasta").to_owned()
    } else {
        in_a_year(visit)
    };
    let fault = fault_of(faults, "preset");
    let buyers_fault = fault_of(faults, "compradores");
    let words = |preset: Preset| match preset {
        Preset::OnlyMyCentre => (say.t("preset-centre"), say.t("preset-centre-text")),
        Preset::BuyersIAccept => (say.t("preset-buyers"), say.t("preset-buyers-text")),
        Preset::MatchingWithoutShowing => (say.t("preset-match"), say.t("preset-match-text")),
    };
    html! {
        form method="post" action=(PATH) novalidate {
            (visit.proof())
            input type="hidden" name="hacer" value="preset";
            fieldset #preset tabindex="-1" {
                legend { (say.t("preset-legend")) }
                @if let Some(fault) = fault { p.fault { span.hidden { (say.t("error-prefix")) " " } (fault) } }
                @for preset in Preset::ALL {
                    @let (name, text) = words(preset);
                    @let key = preset.as_str();
                    label.check {
                        input type="radio" name="preset" value=(key) aria-describedby={ (key) "-ayuda" } checked[chosen == Some(preset)];
                        span { strong { (name) } }
                    }
                    p.hint id={ (key) "-ayuda" } { (text) }
                }
                @if shown.view.preset.is_none() { p.hint { (say.t("preset-none")) } }
            }
            fieldset #compradores tabindex="-1" {
                legend { (say.t("preset-who")) }
                @if let Some(fault) = buyers_fault { p.fault { span.hidden { (say.t("error-prefix")) " " } (fault) } }
                @if shown.choices.is_empty() { p.hint { (say.t("preset-nobody")) } }
                @for one in &shown.choices {
                    @let id = one.id.to_string();
                    @let ticked = if is_returned { picked.contains(&id.as_str()) } else { in_force(&id) };
                    label.check { input type="checkbox" name="comprador" value=(id) checked[ticked]; span { (one.name) } }
                }
            }
            (Field {
                name: "hasta",
                label: say.t("consents-until"),
                hint: Some(say.t("consents-until-hint")),
                value: &until,
                fault: fault_of(faults, "hasta"),
            }.line(say, "date", None))
            div.buttons { button type="submit" { (say.t("preset-apply")) } }
        }
    }
}
