//! A site's months against those of a need, for the firm itself and for staff of its region: on the page of an
//! opportunity and on that of a candidate.

use super::{capacity_path, month_name, pieces};
use crate::pages::explain;
use crate::pages::format::number;
use crate::pages::parts::{Mark, table};
use crate::pages::profiles::question_path;
use crate::pages::visit::Visit;
use crate::pages::words::Say;
use eslabon_app::capacity::{NeedCapacity, ProcessAnswer};
use eslabon_domain::ids::SiteId;
use eslabon_engine::capacity::{CHANGEOVER, MonthAnswer, RampVerdict};
use maud::{Markup, html};

/// Every criterion on the pieces of a month, process by process; nothing where there is none, or where it is not
/// the reader's to know.
pub fn against(visit: &Visit, site: SiteId, all: &[NeedCapacity]) -> Markup {
    let say = visit.say;
    html! {
        @for one in all {
            @let key = format!("capacidad-{}-{site}", one.criterion);
            section aria-labelledby=(key) {
                h3 id=(key) { (say.t("capacity-need")) }
                @if one.processes.is_empty() { p { (Mark::Unknown) " " (say.t("capacity-need-no-process")) } }
                @for answer in &one.processes { (process(visit, site, one, answer)) }
                p { a.go href=(capacity_path(site)) { (say.t("capacity-need-to-months")) } }
            }
        }
    }
}

fn process(visit: &Visit, site: SiteId, need: &NeedCapacity, one: &ProcessAnswer) -> Markup {
    let say = visit.say;
    let name = visit.concept(&one.process);
    let (mark, word) = verdict(say, one.answer.verdict);
    let rows = html! {
        table {
            thead {
                tr {
                    th scope="col" { (say.t("capacity-column-month")) }
                    th.num scope="col" { (say.t("capacity-column-asked")) }
                    th.num scope="col" { (say.t("capacity-column-pieces")) }
                    th scope="col" { (say.t("capacity-column-result")) }
                }
            }
            tbody { @for month in &one.answer.months { (row(say, month)) } }
        }
    };
    let label = say.with("capacity-need-table", &[("process", &name)]);
    html! {
        p { (mark) " " strong { (name) ": " (word) } ". " (why(visit, need, one)) }
        (questions(visit, site, one))
        (table(&label, &rows))
    }
}

/// What decides, in words: the worst month, or that something is missing.
fn why(visit: &Visit, need: &NeedCapacity, one: &ProcessAnswer) -> Markup {
    let say = visit.say;
    let asks = one.answer.verdict == RampVerdict::Unknown;
    html! {
        @if let Some(worst) = &one.answer.worst {
            (say.with("capacity-need-worst", &[
                ("month", &month_name(say, worst.month)),
                ("pieces", &number(worst.short.max(0).unsigned_abs())),
            ])) " "
        }
        @if one.is_declared { (say.t("capacity-need-declared")) " " }
        @if one.has_both { (say.t("capacity-need-both")) " " }
        @if let Some(lot) = need.lot_size {
            (say.with("capacity-need-lots", &[("pieces", &number(lot.max(0).unsigned_abs()))])) " "
        }
        @if asks && one.missing.is_empty() { (say.t("capacity-need-loads")) }
    }
}

/// The questions whose answers would tell, where something is missing.
fn questions(visit: &Visit, site: SiteId, one: &ProcessAnswer) -> Markup {
    let say = visit.say;
    if one.answer.verdict != RampVerdict::Unknown {
        return html! {};
    }
    let missing = one.missing.iter();
    let missing = missing.map(|input| (input.attribute, input.item.as_deref()));
    let changeover = one.answer.asks_changeover;
    let changeover = changeover.then_some((CHANGEOVER, Some(one.process.as_str())));
    let all: Vec<(&str, Option<&str>)> = missing.chain(changeover).collect();
    html! {
        @if !all.is_empty() {
            p { (say.t("capacity-need-missing")) }
            ul.plain { @for (attribute, item) in all { li { a.go href=(question_path(site, attribute, item)) { (explain::attribute(visit, attribute, item)) } } } }
        }
    }
}

fn row(say: Say, month: &MonthAnswer) -> Markup {
    let (mark, word) = verdict(say, month.verdict);
    html! {
        tr {
            th scope="row" { (month_name(say, month.month)) }
            td.num { (number(month.required.max(0).unsigned_abs())) }
            td.num {
                @match month.available {
                    Some(range) => { (pieces(say, range)) @if month.is_declared { " " span.quiet { (say.t("capacity-as-declared")) } } }
                    None => (say.t("capacity-unknown")),
                }
            }
            td {
                (mark) " " (word)
                @if month.short > 0 { " " span.quiet { (say.count("capacity-short", month.short.unsigned_abs())) } }
            }
        }
    }
}

fn verdict(say: Say, verdict: RampVerdict) -> (Mark, String) {
    match verdict {
        RampVerdict::Meets => (Mark::Meets, say.t("verdict-meets")),
        RampVerdict::Gap => (Mark::Gap, say.t("verdict-gap")),
        RampVerdict::Unknown => (Mark::Unknown, say.t("verdict-unknown")),
    }
}
