//! What is known of a supplier, by section. A missing fact is said to be missing where buyers ask
//! for it most; a closed one is counted, never hinted at.

use crate::pages::consents::group;
use crate::pages::explain;
use crate::pages::format::{age, time};
use crate::pages::parts::{Mark, table, table_of};
use crate::pages::visit::Visit;
use eslabon_app::suppliers::SupplierView;
use eslabon_app::visits::aging_today;
use eslabon_domain::attributes::{
    EQUIPMENT_OWNED, MATERIAL_WORKED, PROCESS_OFFERED, SECTOR_SERVED, STANDARD_HELD,
};
use eslabon_domain::facts::{Fact, FactValue};
use eslabon_domain::vocabulary::ConceptKind;
use maud::{Markup, html};

/// A section: heading, and which facts belong to it.
struct Part {
    key: &'static str,
    kind: Option<ConceptKind>,
}

const PARTS: [Part; 6] = [
    Part {
        key: "profile-processes",
        kind: Some(ConceptKind::Process),
    },
    Part {
        key: "profile-materials",
        kind: Some(ConceptKind::Material),
    },
    Part {
        key: "profile-standards",
        kind: Some(ConceptKind::Standard),
    },
    Part {
        key: "profile-equipment",
        kind: Some(ConceptKind::Equipment),
    },
    Part {
        key: "profile-sectors",
        kind: Some(ConceptKind::Sector),
    },
    Part {
        key: "profile-site",
        kind: None,
    },
];

/// Attributes that say no more than that the item is there.
const MEMBERSHIP: [&str; 5] = [
    PROCESS_OFFERED,
    MATERIAL_WORKED,
    STANDARD_HELD,
    EQUIPMENT_OWNED,
    SECTOR_SERVED,
];

/// Every section that has facts, and what is missing.
pub fn sections(visit: &Visit, view: &SupplierView) -> Markup {
    let say = visit.say;
    let of = |part: &Part| -> Vec<&Fact> {
        view.facts
            .iter()
            .filter(|fact| kind_of(visit, fact) == part.kind)
            .collect()
    };
    let missing: Vec<&Part> = PARTS
        .iter()
        .filter(|part| {
            of(part).is_empty() && part.kind != Some(ConceptKind::Equipment) && part.kind.is_some()
        })
        .collect();
    html! {
        @for part in &PARTS {
            @let facts = of(part);
            @if !facts.is_empty() { (section(visit, part, &facts)) }
        }
        @if view.card.has_profile && !missing.is_empty() {
            section aria-labelledby="falta" {
                h2 #falta { (Mark::Unknown) " " (say.t("profile-missing")) }
                p { (say.t("profile-missing-text")) }
                ul { @for part in missing { li { (say.t(part.key)) } } }
            }
        }
        @if view.closed_facts > 0 { p.note { (say.count("profile-closed", view.closed_facts as u64)) } }
        @if view.card.has_profile && !view.closed_groups.is_empty() { (closed(visit, view)) }
    }
}

/// The groups that are closed to this reader, alike for every firm, and how to ask for them.
fn closed(visit: &Visit, view: &SupplierView) -> Markup {
    let say = visit.say;
    html! {
        section aria-labelledby="reservado" {
            h2 #reservado { (say.t("profile-closed-title")) }
            ul { @for one in &view.closed_groups { li { (group(say, *one)) } } }
            p.hint { (say.t("profile-closed-ask")) }
        }
    }
}

/// The tree of a fact's item, or of what its attribute asks items of.
fn kind_of(visit: &Visit, fact: &Fact) -> Option<ConceptKind> {
    match &fact.item {
        Some(item) => ConceptKind::of_id(item),
        None => visit
            .words
            .attributes
            .find(&fact.attribute)
            .and_then(|attribute| attribute.item_kind),
    }
}

fn section(visit: &Visit, part: &Part, facts: &[&Fact]) -> Markup {
    let say = visit.say;
    let heading = say.t(part.key);
    let rows = html! {
        table.rows {
            thead {
                tr {
                    th scope="col" { (say.t("fact-what")) }
                    th scope="col" { (say.t("fact-value")) }
                    th scope="col" { (say.t("fact-origin")) }
                    th scope="col" { (say.t("fact-observed")) }
                    th scope="col" { (say.t("fact-until")) }
                }
            }
            tbody { @for fact in facts { (row(visit, fact)) } }
        }
    };
    html! {
        section aria-labelledby=(part.key) {
            h2 id=(part.key) { (heading) }
            (table(&table_of(say, &heading), &rows))
        }
    }
}

fn row(visit: &Visit, fact: &Fact) -> Markup {
    let say = visit.say;
    let today = visit.app.today();
    let days_old = (today - fact.observed).get_days();
    let aged = aging_today(&visit.app, fact);
    let is_membership = MEMBERSHIP.contains(&fact.attribute.as_str());
    let what = match &fact.item {
        Some(item) if is_membership => visit.concept(item),
        item => explain::attribute(visit, &fact.attribute, item.as_deref()),
    };
    html! {
        tr {
            th scope="row" { (what) }
            td {
                (explain::value(visit, &fact.attribute, &fact.value))
                @if let Some(entered) = &fact.entered { " " span.quiet { "(" (entered) ")" } }
                @if matches!(fact.value, FactValue::Flag { yes: false }) { " " span.quiet { (say.t("fact-said-no")) } }
            }
            td { (explain::origin(say, fact.origin)) @if !fact.source.is_empty() { br; span.quiet { (explain::source(say, &fact.source)) } } }
            td.nowrap { (time(say, fact.observed)) br; span.quiet { (age(say, days_old)) } }
            td { (explain::aging(say, aged)) @if let Some(until) = aged.until { br; (time(say, until)) } }
        }
    }
}
