//! What may stand behind the gaps: symptom by symptom the causes with the question that tells each from its
//! neighbours, what the firm says and what whoever looked found beside each other, and a form to say so oneself.

use super::show::kept;
use super::state::Returned;
use super::{about, path};
use crate::pages::fields::Fields;
use crate::pages::format::instant_day;
use crate::pages::parts::{Field, Mark, doer, fault_of, table};
use crate::pages::visit::Visit;
use crate::pages::words::Say;
use eslabon_app::gaps::{CauseView, GapView, SymptomView};
use eslabon_app::policy::GapEyes;
use eslabon_app::records::Diagnosis;
use eslabon_domain::findings::{CauseStanding, Finding, FindingSide};
use maud::{Markup, html};

/// Every symptom, and the form.
pub fn section(visit: &Visit, view: &GapView, back: &Returned) -> Markup {
    let say = visit.say;
    html! {
        @if !view.symptoms.is_empty() {
            section aria-labelledby="causas" {
                h2 #causas { (say.t("gaps-causes")) }
                p { (say.t("gaps-causes-lead")) }
                @for (at, symptom) in view.symptoms.iter().enumerate() { (one(visit, view, at, symptom)) }
                @if let Some(side) = view.may_state { (form(visit, view, side, back)) }
            }
        }
    }
}

fn one(visit: &Visit, view: &GapView, at: usize, symptom: &SymptomView) -> Markup {
    let say = visit.say;
    let lang = visit.lang();
    let seen = symptom.gaps.iter();
    let seen: Vec<String> = seen
        .filter_map(|gap| view.analysis.gaps.get(*gap))
        .map(|gap| about(visit, &gap.dimension))
        .collect();
    let label = symptom.symptom.label.get(lang);
    let id = format!("sintoma-{at}");
    // A buyer learns nothing of what either side says.
    let shows_views = view.eyes != GapEyes::Buyer;
    let rows = html! {
        table.rows {
            thead {
                tr {
                    th scope="col" { (say.t("gaps-cause")) }
                    th scope="col" { (say.t("gaps-question")) }
                    @if shows_views {
                        th scope="col" { (say.t("gaps-side-owner")) }
                        th scope="col" { (say.t("gaps-side-consultant")) }
                        th scope="col" { (say.t("gaps-standing")) }
                    }
                    th scope="col" { (say.t("gaps-treated-by")) }
                }
            }
            tbody { @for cause in &symptom.causes { (row(visit, cause, shows_views)) } }
        }
    };
    html! {
        section aria-labelledby=(id) {
            h3 id=(id) { (label) }
            p.quiet { (say.with("gaps-seen-in", &[("names", &seen.join("; "))])) }
            p { (symptom.symptom.question.get(lang)) }
            (table(&say.with("gaps-causes-table", &[("symptom", label)]), &rows))
        }
    }
}

fn row(visit: &Visit, one: &CauseView, shows_views: bool) -> Markup {
    let say = visit.say;
    let lang = visit.lang();
    html! {
        tr {
            th scope="row" {
                @for _ in 0..one.depth { span aria-hidden="true" { "↳ " } }
                (one.cause.label.get(lang))
            }
            td.wide { (one.cause.question.get(lang)) }
            @if shows_views {
                td { (view_of(say, one.owner.as_ref())) }
                td { (view_of(say, one.consultant.as_ref())) }
                td { (standing(say, one.standing)) }
            }
            td {
                @if one.services.is_empty() { (say.t("gaps-no-local-service")) }
                @else { (super::services(visit, &one.services)) }
            }
        }
    }
}

/// What one side says: the finding, its words, who and when.
fn view_of(say: Say, said: Option<&Diagnosis>) -> Markup {
    let Some(said) = said else {
        return html! { span.quiet { (say.t("gaps-nothing-said")) } };
    };
    html! {
        strong { (finding(say, said.finding)) }
        @if !said.note.is_empty() { p.prose { (said.note) } }
        p.quiet { (doer(say, &said.by)) ", " (instant_day(say, said.at)) }
    }
}

fn finding(say: Say, finding: Finding) -> String {
    match finding {
        Finding::Yes => say.t("gaps-finding-yes"),
        Finding::No => say.t("gaps-finding-no"),
        Finding::Unsure => say.t("gaps-finding-unsure"),
    }
}

fn standing(say: Say, standing: CauseStanding) -> Markup {
    let (mark, words) = match standing {
        CauseStanding::Open => (Mark::Unknown, say.t("gaps-standing-open")),
        CauseStanding::Supposed => (Mark::Gap, say.t("gaps-standing-supposed")),
        CauseStanding::Doubted => (Mark::Unknown, say.t("gaps-standing-doubted")),
        CauseStanding::Confirmed => (Mark::Gap, say.t("gaps-standing-confirmed")),
        CauseStanding::RuledOut => (Mark::Meets, say.t("gaps-standing-ruled-out")),
        CauseStanding::Disputed => (Mark::Unknown, say.t("gaps-standing-disputed")),
    };
    html! { (mark) " " @if standing.asks_for_help() { strong { (words) } } @else { (words) } }
}

/// The value by which the form names a cause behind a symptom.
fn choice(symptom: &str, cause: &str) -> String {
    format!("{symptom} {cause}")
}

/// The form by which someone says whether a cause is there.
fn form(visit: &Visit, view: &GapView, side: FindingSide, back: &Returned) -> Markup {
    let say = visit.say;
    let lang = visit.lang();
    let empty = Fields::default();
    let typed = back.fields.as_ref().unwrap_or(&empty);
    let (title, lead) = match side {
        FindingSide::Owner => (say.t("gaps-state-owner"), say.t("gaps-state-owner-lead")),
        FindingSide::Consultant => (
            say.t("gaps-state-consultant"),
            say.t("gaps-state-consultant-lead"),
        ),
    };
    let mut causes = vec![(String::new(), say.t("gaps-state-choose"))];
    for symptom in &view.symptoms {
        let of = symptom.symptom.label.get(lang);
        causes.extend(symptom.causes.iter().map(|one| {
            let value = choice(&symptom.symptom.id, &one.cause.id);
            (value, format!("{of}: {}", one.cause.label.get(lang)))
        }));
    }
    let mut findings = vec![(String::new(), say.t("gaps-state-choose"))];
    findings.extend(Finding::ALL.map(|one| (one.as_str().to_owned(), finding(say, one))));
    let field = |name: &'static str, label: String, hint: Option<String>| Field {
        name,
        label,
        hint,
        value: typed.text(name),
        fault: fault_of(&back.faults, name),
    };
    html! {
        section aria-labelledby="opinar" {
            h3 #opinar { (title) }
            p { (lead) }
            form.text method="post" action=(path(view.card.site, &[])) novalidate {
                (visit.proof())
                (kept(view))
                (field("causa", say.t("gaps-state-cause"), None).select(say, &causes))
                (field("hallazgo", say.t("gaps-state-finding"), None).select(say, &findings))
                (field("nota", say.t("gaps-state-note"), Some(say.t("gaps-state-note-hint"))).area(say, 3))
                div.buttons { button type="submit" { (say.t("gaps-state-send")) } }
            }
        }
    }
}
