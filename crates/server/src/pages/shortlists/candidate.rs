//! One candidate: why it is where it is, what is missing and whom to ask, what a programme takes
//! at least, and every criterion with its evidence on demand.

use super::{LIST_FORM, Listed, name, print};
use crate::pages::candidates;
use crate::pages::explain;
use crate::pages::format::{age, date, days, points, share};
use crate::pages::parts::{Mark, badges, fictional, place, size, table};
use crate::pages::services::path as service_path;
use crate::pages::visit::Visit;
use eslabon_app::shortlists::ShortlistView;
use eslabon_app::visits::aging_of;
use eslabon_domain::needs::{Criterion, Strength};
use eslabon_engine::matching::{
    Candidate, ClosingService, CriterionResult, Evidence, Group, Verdict,
};
use maud::{Markup, html};

/// The card. On paper there is nothing to choose, and every explanation is open.
pub fn card(
    visit: &Visit,
    view: &ShortlistView,
    listed: Option<&Listed>,
    candidate: &Candidate,
) -> Markup {
    let say = visit.say;
    let (name, invented) = name(visit, view, candidate);
    // Plants of one firm may share a name; places are each one's own.
    let numbered = format!("{}. {name}", candidate.rank);
    let card = view.cards.get(&candidate.site);
    let musts = |wanted: fn(&Verdict) -> bool| -> Vec<(&Criterion, &CriterionResult)> {
        criteria(view, candidate)
            .filter(|(c, result)| c.strength == Strength::Must && wanted(&result.verdict))
            .collect()
    };
    let met = musts(|verdict| matches!(verdict, Verdict::Meets));
    let gaps = musts(|verdict| matches!(verdict, Verdict::Gap { .. }));
    let unknown = musts(|verdict| matches!(verdict, Verdict::Unknown { .. }));
    html! {
        article.card.candidate {
            div.bar {
                h3 { span.rank { (candidate.rank) "." } " " a href={ "/proveedores/" (candidate.site) } { (name) } @if invented { " " (fictional(say)) } }
                @if listed.is_some() {
                    label.check.compare {
                        input type="checkbox" name="comparar" value=(candidate.site);
                        span { (say.t("compare-pick")) span.hidden { " " (name) } }
                    }
                }
            }
            @if let Some(card) = card {
                p.facts {
                    (place(say, card.municipality.as_deref(), card.state))
                    @if let Some(band) = card.size { " · " (size(say, band)) }
                    @if !card.fictional { " · " (badges(say, card)) }
                }
            }
            ul.reasons {
                @if !met.is_empty() { li { (Mark::Meets) " " (in_short(visit, &met, "candidate-meets")) } }
                @for (criterion, result) in &gaps { li { (Mark::Gap) " " (line(visit, criterion, result)) } }
                @if !unknown.is_empty() { li { (Mark::Unknown) " " (asking(visit, &unknown)) } }
            }
            @if candidate.group == Group::WithProgramme { (estimate(visit, candidate, &gaps)) }
            @if let Some(listed) = listed { (on_list(visit, listed, candidate, &name)) }
            details.why open[listed.is_none()] {
                summary { (say.t("candidate-why")) span.hidden { " " (name) } }
                (table(&say.with("candidate-table", &[("name", &numbered)]), &every(visit, view, candidate)))
                p.quiet {
                    (say.with("candidate-score", &[("score", &share(candidate.score_milli)), ("text", &share(candidate.text_share_milli))]))
                    @for words in rank(visit, view, candidate) { " " (words) }
                }
                @if listed.is_some() {
                    p.export { a href=(print::address_of(view, candidate)) { (say.t("print-one")) span.hidden { ": " (name) } } }
                }
            }
        }
    }
}

/// Where it is on the need's list the way there, else the button that puts it there.
fn on_list(visit: &Visit, listed: &Listed, candidate: &Candidate, name: &str) -> Markup {
    let say = visit.say;
    let hidden = html! { span.hidden { ": " (name) } };
    match listed.on_list.get(&candidate.site) {
        Some(id) => {
            html! { p { a.go href={ (candidates::PATH) "/" (id) } { (say.t("candidates-on-list")) (hidden) } } }
        }
        None if listed.may_add => html! {
            p.compare {
                button.second type="submit" form=(LIST_FORM) name="sitio" value=(candidate.site) { (say.t("candidates-add")) (hidden) }
            }
        },
        None => html! {},
    }
}

/// Each criterion of the answer with what it says of the candidate.
pub fn criteria<'a>(
    view: &'a ShortlistView,
    candidate: &'a Candidate,
) -> impl Iterator<Item = (&'a Criterion, &'a CriterionResult)> {
    candidate
        .criteria
        .iter()
        .filter_map(|result| Some((view.answer.criteria.get(result.criterion)?, result)))
}

/// The criteria that are met, in one line.
fn in_short(visit: &Visit, met: &[(&Criterion, &CriterionResult)], key: &str) -> String {
    let names: Vec<String> = met
        .iter()
        .map(|(c, _)| explain::in_brief(visit, c))
        .collect();
    visit
        .say
        .count_with(key, met.len() as u64, &[("list", &names.join("; "))])
}

/// A gap in one line: what is asked, why it is not met, what would help.
fn line(visit: &Visit, criterion: &Criterion, result: &CriterionResult) -> Markup {
    html! {
        strong { (explain::in_brief(visit, criterion)) } ": "
        (explain::reason(visit, result)) " "
        @if let Some(action) = explain::action(visit.say, result.verdict) { span.quiet { (action) } }
    }
}

/// What is missing, and to whom the question goes.
fn asking(visit: &Visit, unknown: &[(&Criterion, &CriterionResult)]) -> Markup {
    let say = visit.say;
    let one = |(criterion, result): &(&Criterion, &CriterionResult)| {
        let wanted = explain::in_brief(visit, criterion);
        let action = explain::action(say, result.verdict).unwrap_or_default();
        format!("{wanted} ({})", action.trim_end_matches('.').to_lowercase())
    };
    let list: Vec<String> = unknown.iter().map(one).collect();
    html! { (say.count_with("candidate-missing", unknown.len() as u64, &[("list", &list.join("; "))])) }
}

/// What a programme takes at least, with the services that close the gaps.
fn estimate(
    visit: &Visit,
    candidate: &Candidate,
    gaps: &[(&Criterion, &CriterionResult)],
) -> Markup {
    let say = visit.say;
    let Some(estimate) = &candidate.estimate else {
        return html! {};
    };
    let mut services: Vec<&ClosingService> = gaps
        .iter()
        .filter_map(|(_, result)| result.closing.first())
        .collect();
    services.dedup_by_key(|service| service.service);
    let time_needed = days(say, estimate.from_days);
    html! {
        div.estimate {
            p {
                @match estimate.from_cost {
                    Some(money) => strong { (say.with("estimate", &[("money", &money.to_string()), ("days", &time_needed)])) },
                    None => strong { (say.with("estimate-days", &[("days", &time_needed)])) },
                }
                " " span.quiet { (say.t("estimate-lower-bound")) }
            }
            @if !services.is_empty() {
                ul {
                    @for service in services {
                        li { a.go href=(service_path(service.service)) { (service.name.text) } " " span.quiet { (service.price) " · " (days(say, service.duration_days)) } }
                    }
                }
            }
        }
    }
}

/// Every criterion: what is asked, what is known and from where, how old, the verdict, the share of
/// the score.
fn every(visit: &Visit, view: &ShortlistView, candidate: &Candidate) -> Markup {
    let say = visit.say;
    html! {
        table.rows {
            thead {
                tr {
                    th scope="col" { (say.t("why-asked")) }
                    th scope="col" { (say.t("why-verdict")) }
                    th scope="col" { (say.t("why-known")) }
                    th scope="col" { (say.t("why-evidence")) }
                    th.num scope="col" { (say.t("why-share")) }
                }
            }
            tbody {
                @for (criterion, result) in criteria(view, candidate) {
                    @let (mark, word) = explain::verdict(say, result.verdict);
                    tr {
                        th scope="row" {
                            (explain::criterion(visit, criterion)) " "
                            span.badge { (explain::strength(say, criterion.strength)) }
                        }
                        td.nowrap { (mark) " " (word) }
                        td { (explain::reason(visit, result)) @if let Some(margin) = explain::margin(visit, criterion, result) { " " (margin) } @if let Some(action) = explain::action(say, result.verdict) { " " span.quiet { (action) } } }
                        td { (evidence(visit, &criterion.attribute, &result.evidence)) }
                        td.num {
                            @if criterion.strength == Strength::Must { span.quiet { (say.t("why-must")) } }
                            // Answers saved long ago do not say how much it could be.
                            @else if result.most_milli == 0 { (share(result.contribution_milli)) }
                            @else { (say.with("why-share-of", &[("got", &share(result.contribution_milli)), ("most", &share(result.most_milli))])) }
                        }
                    }
                }
            }
        }
    }
}

/// What would change the rank: how far the place before it is, and which wishes would bring it nearer.
pub fn rank(visit: &Visit, view: &ShortlistView, candidate: &Candidate) -> Vec<String> {
    let say = visit.say;
    let Some(behind) = view.answer.behind_milli(candidate) else {
        return Vec::new();
    };
    let mut sentences = vec![match behind {
        0 => say.t("rank-tie"),
        _ => say.with("rank-behind", &[("points", &points(behind))]),
    }];
    let could_add = |(criterion, result): (&Criterion, &CriterionResult)| {
        let more = result.most_milli.checked_sub(result.contribution_milli)?;
        (more > 0).then(|| {
            let wanted = explain::in_brief(visit, criterion);
            let named = [("wanted", wanted.as_str()), ("points", &points(more))];
            say.with("rank-would-add", &named)
        })
    };
    let list: Vec<String> = criteria(view, candidate).filter_map(could_add).collect();
    if !list.is_empty() {
        sentences.push(say.with("rank-would", &[("list", &list.join("; "))]));
    }
    sentences
}

/// The facts that a verdict rests on: value, origin, source, age, expiry.
pub fn evidence(visit: &Visit, attribute: &str, all: &[Evidence]) -> Markup {
    let say = visit.say;
    html! {
        @if all.is_empty() { (say.t("evidence-none")) }
        @else {
            ul.plain {
                @for one in all {
                    li {
                        @if let Some(item) = &one.item { (visit.concept(item)) ": " }
                        (explain::value(visit, attribute, &one.value)) " · "
                        span.quiet {
                            (explain::origin(say, one.origin))
                            @if !one.source.is_empty() { ", " (explain::source(say, &one.source)) }
                            ", " (age(say, one.age_days))
                            ", " (explain::aging(say, aging_of(&visit.app, attribute, one)))
                            @if let Some(until) = one.valid_until { ", " (say.with("evidence-until", &[("date", &date(say, until))])) }
                        }
                    }
                }
            }
        }
    }
}
