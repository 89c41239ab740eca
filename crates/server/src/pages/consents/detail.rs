//! Group by group: a table of who may do what today, and the form that opens one group.

use super::{EVERYONE, PATH, Shown, group, in_a_year};
use crate::pages::fields::Fields;
use crate::pages::format::date;
use crate::pages::parts::{Fault, Field, fault_of, table};
use crate::pages::visit::Visit;
use eslabon_domain::attributes::ConfidentialityGroup;
use eslabon_domain::consents::{Consent, Purpose, Subject};
use eslabon_domain::ids::OrganisationId;
use maud::{Markup, html};
use std::collections::BTreeSet;

/// Groups as rows, audiences as columns.
pub fn matrix(visit: &Visit, shown: &Shown) -> Markup {
    let say = visit.say;
    let facts: Vec<(ConfidentialityGroup, &Consent)> = shown
        .view
        .open
        .iter()
        .filter_map(|consent| match consent.subject {
            Subject::Facts(group) => Some((group, consent)),
            Subject::Drawings(_) | Subject::BuyerName(_) => None,
        })
        .collect();
    let audiences: BTreeSet<Option<OrganisationId>> =
        facts.iter().map(|(_, consent)| consent.audience).collect();
    let name = |audience: Option<OrganisationId>| match audience {
        None => say.t("consents-every-buyer"),
        Some(id) => shown.view.audiences.get(&id).cloned().unwrap_or_default(),
    };
    let cell = |group: ConfidentialityGroup, audience: Option<OrganisationId>| {
        // To be shown is more than to be compared.
        let held = facts
            .iter()
            .filter(|(known, consent)| *known == group && consent.audience == audience)
            .min_by_key(|(_, consent)| consent.purpose);
        held.map_or_else(
            || say.t("consents-cell-closed"),
            |(_, consent)| {
                let until = date(say, consent.until);
                match consent.purpose {
                    Purpose::Show => say.with("consents-cell-show", &[("date", &until)]),
                    Purpose::Match => say.with("consents-cell-match", &[("date", &until)]),
                }
            },
        )
    };
    let rows = html! {
        table.rows {
            thead {
                tr {
                    th scope="col" { (say.t("consents-what")) }
                    th scope="col" { (say.t("consents-centre")) }
                    @for audience in &audiences { th scope="col" { (name(*audience)) } }
                }
            }
            tbody {
                @for one in ConfidentialityGroup::CLOSED {
                    tr {
                        th scope="row" { (group(say, one)) }
                        td { (say.t("consents-cell-centre")) }
                        @for audience in &audiences { td { (cell(one, *audience)) } }
                    }
                }
            }
        }
    };
    html! {
        section aria-labelledby="detalle" {
            h2 #detalle { (say.t("consents-detail")) }
            (table(&say.t("consents-detail-table"), &rows))
        }
    }
}

/// Opens one group to one audience.
pub fn form(visit: &Visit, shown: &Shown, form: &Fields, faults: &[Fault]) -> Markup {
    let say = visit.say;
    let is_returned = form.text("hacer") == "abrir";
    let typed = |name: &str| {
        if is_returned { form.text(name) } else { "" }
    };
    let until = if is_returned {
        form.text("hasta_uno").to_owned()
    } else {
        in_a_year(visit)
    };
    let groups: Vec<(String, String)> = ConfidentialityGroup::CLOSED
        .into_iter()
        .map(|one| (one.as_str().to_owned(), group(say, one)))
        .collect();
    let mut audiences = vec![
        (String::new(), say.t("consents-choose")),
        (EVERYONE.to_owned(), say.t("consents-every-buyer")),
    ];
    audiences.extend(
        shown
            .choices
            .iter()
            .map(|one| (one.id.to_string(), one.name.clone())),
    );
    let field = |name: &'static str, key: &str, hint: Option<&str>| Field {
        name,
        label: say.t(key),
        hint: hint.map(|hint| say.t(hint)),
        value: typed(name),
        fault: fault_of(faults, name),
    };
    let purpose_fault = fault_of(faults, "para");
    html! {
        details.under open[is_returned] {
            summary { (say.t("consents-open-one")) }
            form method="post" action=(PATH) novalidate {
                (visit.proof())
                input type="hidden" name="hacer" value="abrir";
                (field("grupo", "consents-what", None).select(say, &groups))
                (field("a_quien", "consents-to", None).select(say, &audiences))
                fieldset.choices #para tabindex="-1" {
                    legend { (say.t("consents-for")) }
                    @if let Some(fault) = purpose_fault { p.fault { span.hidden { (say.t("error-prefix")) " " } (fault) } }
                    @for (value, words) in [("show", say.t("consents-show")), ("match", say.t("consents-match"))] {
                        label.check {
                            input type="radio" name="para" value=(value) checked[typed("para") == value];
                            span { (words) }
                        }
                    }
                }
                (Field { value: &until, ..field("hasta_uno", "consents-until", Some("consents-until-hint")) }.line(say, "date", None))
                (field("nota", "consents-note", Some("post-optional")).line(say, "text", None))
                div.buttons { button.second type="submit" { (say.t("consents-open-button")) } }
            }
        }
    }
}
