//! What is not trained away: certificates to renew, facts to look at again or to ask for, and places.

use super::show::need_path;
use super::{about, level, severity};
use crate::pages::explain;
use crate::pages::format::{date, time};
use crate::pages::parts::Mark;
use crate::pages::profiles::question_path;
use crate::pages::visit::Visit;
use eslabon_app::gaps::GapView;
use eslabon_app::policy::{GapEyes, Operation};
use eslabon_domain::attributes::{SITE_POSITION, SITE_STATE};
use eslabon_domain::ids::NeedId;
use eslabon_engine::gaps::{Asking, Check, Fixed, Opened, Renewal, Why};
use maud::{Markup, html};

/// The needs that closing something opens, and those that it keeps closed together with other things.
pub fn opened(visit: &Visit, view: &GapView, opens: &[Opened], blocks: &[NeedId]) -> Markup {
    let say = visit.say;
    html! {
        @if !opens.is_empty() {
            p { (say.t("gaps-opens")) }
            ul.plain {
                @for one in opens {
                    li { (need(visit, view, one.need)) @if one.to_confirm { " " span.quiet { (say.t("gaps-to-confirm")) } } }
                }
            }
        }
        @if !blocks.is_empty() {
            p { (say.t("gaps-blocks")) }
            ul.plain { @for one in blocks { li { (need(visit, view, *one)) } } }
        }
    }
}

fn need(visit: &Visit, view: &GapView, id: NeedId) -> Markup {
    html! {
        @if let Some(need) = view.need(id) { a.go href=(need_path(visit, id)) lang=(need.title.lang.as_str()) { (need.title.text) } }
    }
}

/// Certificates that ran out.
pub fn renewals(visit: &Visit, view: &GapView) -> Markup {
    let say = visit.say;
    let all = &view.analysis.to_renew;
    html! {
        @if !all.is_empty() {
            section aria-labelledby="renovar" {
                h2 #renovar { (say.t("gaps-renew")) }
                ul.cards { @for one in all { li { (renewal(visit, view, one)) } } }
            }
        }
    }
}

fn renewal(visit: &Visit, view: &GapView, one: &Renewal) -> Markup {
    let say = visit.say;
    html! {
        article.card {
            h3 { (about(visit, &one.dimension)) }
            p { (Mark::Gap) " " (say.t("gaps-ran-out")) " " (time(say, one.since)) " · " (severity(say, one.severity)) }
            (opened(visit, view, &one.opens, &one.blocks))
            (super::services(visit, &one.closing))
        }
    }
}

/// What is to be looked at again, then what is to be asked for.
pub fn checks(visit: &Visit, view: &GapView) -> Markup {
    let say = visit.say;
    let section = |key: &str, title: String, all: &[Check]| {
        html! {
            @if !all.is_empty() {
                section aria-labelledby=(key) {
                    h2 id=(key) { (title) }
                    ul.reasons { @for one in all { li { (check(visit, view, one)) } } }
                }
            }
        }
    };
    html! {
        (section("revalidar", say.t("gaps-verify"), &view.analysis.to_verify))
        (section("preguntar", say.t("gaps-ask"), &view.analysis.to_ask))
    }
}

fn check(visit: &Visit, view: &GapView, one: &Check) -> Markup {
    let say = visit.say;
    let attribute = one.dimension.attribute.as_str();
    let is_place = matches!(attribute, SITE_STATE | SITE_POSITION);
    let may_answer = view.eyes != GapEyes::Buyer && visit.may(Operation::RecordFacts);
    let question = question_path(view.card.site, attribute, one.dimension.item.as_deref());
    html! {
        (Mark::Unknown) " " strong { (about(visit, &one.dimension)) } ": " (why(visit, &one.why)) " "
        @if !is_place { (say.with("gaps-asked-level", &[("level", &level(visit, attribute, one.required, one.required))])) " " }
        (severity(say, one.severity)) " · " (say.count("gaps-asked-by", asking(&one.needs)))
        @if may_answer && !is_place { br; a.go href=(question) { (say.t("gaps-answer")) span.hidden { ": " (about(visit, &one.dimension)) } } }
    }
}

/// How many needs ask.
fn asking(all: &[Asking]) -> u64 {
    let mut needs: Vec<NeedId> = all.iter().map(|one| one.need).collect();
    needs.sort_unstable();
    needs.dedup();
    needs.len() as u64
}

fn why(visit: &Visit, why: &Why) -> String {
    let say = visit.say;
    match why {
        Why::NothingKnown => say.t("reason-nothing-known"),
        Why::PlaceUnknown => say.t("reason-place-unknown"),
        Why::NearEdge => say.t("gaps-near-edge"),
        Why::OnlyWider { item } => say.with("reason-only-wider", &[("item", &visit.concept(item))]),
        Why::RangeStraddles => say.t("reason-range-straddles"),
        Why::Expired { since } => say.with("reason-expired", &[("date", &date(say, *since))]),
        Why::Closed => say.t("reason-kept-closed"),
    }
}

/// Places, which nothing changes.
pub fn fixed(visit: &Visit, view: &GapView) -> Markup {
    let say = visit.say;
    let all = &view.analysis.cannot_change;
    html! {
        @if !all.is_empty() {
            section aria-labelledby="fijo" {
                h2 #fijo { (say.t("gaps-fixed")) }
                ul.reasons { @for one in all { li { (place(visit, view, one)) } } }
            }
        }
    }
}

fn place(visit: &Visit, view: &GapView, one: &Fixed) -> Markup {
    let name = explain::attribute(visit, &one.attribute, None);
    let asked = explain::requirement(visit, &one.attribute, &one.requirement);
    html! {
        (Mark::Out) " " (name) ": " (asked) " · " (explain::strength(visit.say, one.strength)) br;
        (need(visit, view, one.need))
    }
}
