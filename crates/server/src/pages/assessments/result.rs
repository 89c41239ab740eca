//! The result of an assessment: the verdict, the rule that decided, the counts behind it, the steps, the facts that
//! it wrote, the evidence; and taking it back.

use super::finish::facts;
use super::{
    field_label, figure, framed, in_words, line_name, mark, path_of, rule, side, title, verdict,
    worded,
};
use crate::pages::format::{instant, time};
use crate::pages::parts::{Fault, Field, Mark, doer, fault_of, summary, table, table_of};
use crate::pages::visit::Visit;
use eslabon_app::FieldError;
use eslabon_app::assessments::AssessmentView;
use eslabon_domain::assessments::{AssessmentStatus, show_figure};
use eslabon_engine::assessment::sheet::{Line, Outcome};
use maud::{Markup, html};

/// The page. What came back with taking it back is shown at its form.
pub fn page(visit: &Visit, view: &AssessmentView, faults: &[FieldError], reason: &str) -> Markup {
    let say = visit.say;
    let faults = in_words(visit, view, faults);
    let assessment = &view.assessment;
    let main = html! {
        @match visit.query.text("hecho") {
            "terminada" => p.done role="status" { (say.t("assess-finished")) },
            "anulada" => p.done role="status" { (say.t("assess-voided")) },
            _ => {},
        }
        (summary(say, &faults))
        @if let Some(voided) = &assessment.voided {
            div.note {
                p { (Mark::Out) " " strong { (say.t("assess-status-void")) } " " span.quiet { (doer(say, &voided.by)) ", " (instant(say, voided.at)) } }
                p.prose { (voided.reason) }
                p { (say.t("assess-void-facts")) }
            }
        }
        @if let Some(outcome) = &view.outcome { (results(visit, view, outcome)) }
        (facts(visit, view, &say.t("assess-facts-written"), &say.t("assess-facts-none")))
        (typed(visit, view))
        (super::files::section(visit, view, &[]))
        (take_back(visit, view, &faults, reason))
    };
    framed(visit, &view.card, title(visit, assessment), main)
        .lead(html! {
            p.lead {
                (time(say, assessment.on)) " · " (side(say, assessment.side)) " · " (doer(say, &assessment.by))
            }
        })
        .faulty(!faults.is_empty())
        .show(visit)
}

fn results(visit: &Visit, view: &AssessmentView, outcome: &Outcome) -> Markup {
    let say = visit.say;
    let kind = view.assessment.kind;
    html! {
        section aria-labelledby="resultado" {
            h2 #resultado { (say.t("assess-result")) }
            p { @if let Some(mark) = mark(outcome.standing) { (mark) " " } strong { (verdict(say, outcome)) } }
            dl.facts {
                div { dt { (say.t("assess-rule-decided")) } dd { (rule(say, outcome)) } }
                div { dt { (say.t("assess-rules")) } dd { (outcome.rules) } }
                @if let Some((name, edition)) = &view.set { div { dt { (say.t("assess-questions")) } dd { (name) " (" (edition) ")" } } }
                @if !view.assessment.why.is_empty() { div { dt { (say.t("assess-why")) } dd.prose { (view.assessment.why) } } }
                @if !view.assessment.note.is_empty() { div { dt { (say.t("assess-note")) } dd.prose { (view.assessment.note) } } }
            }
            (super::form::missing(visit, view))
            (table(&table_of(say, &say.t("assess-result")), &lines(visit, view, outcome)))
            p.hint { (worded(say, "assess-formula", kind.as_str())) }
            @for reading in &outcome.readings { p.hint { (worded(say, "assess-reading", reading)) } }
        }
    }
}

/// Every figure with its counts.
fn lines(visit: &Visit, view: &AssessmentView, outcome: &Outcome) -> Markup {
    let say = visit.say;
    html! {
        table.rows {
            thead {
                tr {
                    th scope="col" { (say.t("assess-column-figure")) }
                    th.num scope="col" { (say.t("fact-value")) }
                    th scope="col" { (say.t("assess-column-counts")) }
                }
            }
            tbody {
                @for line in &outcome.lines {
                    tr {
                        th scope="row" { (line_name(visit, view, line)) }
                        td.num { (figure(say, line)) }
                        td { (counts(visit, view, line)) }
                    }
                }
            }
        }
    }
}

/// "1 of 50", and what the rule says of it.
fn counts(visit: &Visit, view: &AssessmentView, line: &Line) -> Markup {
    let say = visit.say;
    // Points are kept in hundredths.
    let is_audit = view.assessment.kind.takes_questions();
    let shown = |count: i64| match is_audit {
        true => show_figure(count, "hundredths"),
        false => show_figure(count, "count"),
    };
    html! {
        @if let Some(counted) = line.counted {
            (say.with("assess-counted", &[("part", &shown(counted.part)), ("whole", &shown(counted.whole))]))
        }
        @if let Some(rule) = line.rule.as_deref().filter(|_| line.amount.is_some()) {
            @if line.counted.is_some() { br; }
            span.quiet { (worded(say, "assess-rule", rule)) }
        }
    }
}

/// What was typed, as it was typed.
fn typed(visit: &Visit, view: &AssessmentView) -> Markup {
    let say = visit.say;
    let filled: Vec<_> = view
        .fields
        .iter()
        .filter_map(|field| Some((field, view.assessment.entries.get(&field.key)?)))
        .collect();
    if filled.is_empty() {
        return html! {};
    }
    html! {
        details {
            summary { (say.t("assess-typed")) }
            dl.facts { @for (field, text) in &filled { div { dt { (field_label(visit, view, field)) } dd.prose { (text) } } } }
        }
    }
}

/// The form that takes an assessment back.
pub fn take_back(visit: &Visit, view: &AssessmentView, faults: &[Fault], reason: &str) -> Markup {
    let say = visit.say;
    if !view.may_change || view.assessment.status == AssessmentStatus::Void {
        return html! {};
    }
    let fault = fault_of(faults, "motivo");
    let title = match view.assessment.status {
        AssessmentStatus::Draft => say.t("assess-discard"),
        _ => say.t("assess-void"),
    };
    let why = Field {
        name: "motivo",
        label: say.t("assess-void-why"),
        hint: Some(say.t("assess-void-hint")),
        value: reason,
        fault,
    };
    html! {
        details open[fault.is_some()] {
            summary { (title) }
            form.text method="post" action={ (path_of(view.assessment.id)) "/anular" } novalidate {
                (visit.proof())
                input type="hidden" name="version" value=(view.assessment.version);
                (why.area(say, 3))
                div.buttons { button.second type="submit" { (title) } }
            }
        }
    }
}
