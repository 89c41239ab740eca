//! How a programme stands and what comes next, for whoever reads it; who signed which version, and what happened.

use super::by_hand::{hash_start, scan_path};
use super::{budget, payer, side, status};
use crate::pages::format::{date, instant, instant_day, time};
use crate::pages::gap_analysis::need_path;
use crate::pages::layout::role;
use crate::pages::parts::{Mark, doer, place, table};
use crate::pages::visit::Visit;
use eslabon_app::programmes::{ProgrammeView, StepLine};
use eslabon_domain::programmes::{
    Payer, ProgrammeEvent, ProgrammeSide, ProgrammeStatus, StepState,
};
use maud::{Markup, html};

/// The first section: where it stands, what comes next, money and days at a glance.
#[must_use]
pub fn section(visit: &Visit, view: &ProgrammeView) -> Markup {
    let (say, programme) = (visit.say, &view.programme);
    html! {
        section aria-labelledby="estado" {
            h2 #estado tabindex="-1" { (say.t("programme-state")) }
            dl.facts {
                div { dt { (say.t("programme-status")) } dd { strong { (status(say, programme.status)) } } }
                div { dt { (say.t("programme-next")) } dd { (next(visit, view)) } }
                div {
                    dt { (say.t("programme-firm")) }
                    dd {
                        a.go href={ "/proveedores/" (view.card.site) } { (view.card.name) }
                        br; span.quiet { (place(say, view.card.municipality.as_deref(), view.card.state)) }
                    }
                }
                div { dt { (say.t("programme-centre")) } dd { (view.centre_name) } }
                @if !view.needs.is_empty() {
                    div {
                        dt { (say.t("programme-needs")) }
                        dd { ul.plain { @for need in &view.needs { li { a.go href=(need_path(visit, need.id)) { (need.title.text) } } } } }
                    }
                }
                div { dt { (say.t("programme-cost")) } dd { (programme.cost) } }
                @if let Some(budget) = programme.budget { div { dt { (say.t("programme-budget")) } dd { (budget) } } }
                div { dt { (say.t("programme-finishes")) } dd { (time(say, programme.finishes_on)) } }
                div { dt { (say.t("programme-plan-version")) } dd { (programme.plan_version) } }
                div {
                    dt { (say.t("programme-made")) }
                    dd { (doer(say, &programme.made_by)) ", " (instant_day(say, programme.made_at)) }
                }
            }
        }
    }
}

/// The next thing that happens, and on whom it waits.
fn next(visit: &Visit, view: &ProgrammeView) -> Markup {
    let say = visit.say;
    match view.programme.status {
        ProgrammeStatus::Draft => html! { (say.t("programme-next-draft")) },
        ProgrammeStatus::Proposed if view.may.sign => {
            html! { (Mark::Unknown) " " strong { (say.t("programme-next-sign")) } }
        }
        ProgrammeStatus::Proposed => html! {
            (Mark::Unknown) " "
            (say.with("programme-next-signatures", &[("sides", &sides(visit, &view.missing))]))
        },
        ProgrammeStatus::ChangesAsked => html! {
            (Mark::Gap) " " (say.t("programme-next-changes"))
            @if let Some(words) = asked(view) { p.prose { (words) } }
        },
        ProgrammeStatus::Agreed => {
            html! { (Mark::Meets) " " (say.t("programme-next-agreed")) (step(visit, view)) }
        }
        ProgrammeStatus::Running => step(visit, view),
        ProgrammeStatus::Verified => html! { (Mark::Meets) " " (say.t("programme-next-verified")) },
        ProgrammeStatus::Closed => html! { (Mark::Meets) " " (say.t("programme-next-closed")) },
        ProgrammeStatus::Stopped => html! {
            (Mark::Out) " " (say.t("programme-next-stopped"))
            @if !view.programme.stop_reason.is_empty() { p.prose { (view.programme.stop_reason) } }
        },
    }
}

fn sides(visit: &Visit, sides: &[ProgrammeSide]) -> String {
    let named: Vec<String> = sides.iter().map(|one| side(visit.say, *one)).collect();
    named.join(", ")
}

/// What was last asked to be otherwise.
fn asked(view: &ProgrammeView) -> Option<&str> {
    let asked = view
        .history
        .iter()
        .filter(|one| one.event == ProgrammeEvent::AskChanges);
    asked.max_by_key(|one| one.at).map(|one| one.words.as_str())
}

/// The step that runs, or the first that is to come.
fn step(visit: &Visit, view: &ProgrammeView) -> Markup {
    let say = visit.say;
    let open =
        |line: &&StepLine| matches!(line.step.state, StepState::Planned | StepState::Running);
    let first = view
        .steps
        .iter()
        .filter(open)
        .min_by_key(|line| line.step.starts_on);
    let Some(line) = first else {
        return html! { (say.t("programme-no-next-step")) };
    };
    let firm_pays = line.shares.iter().find(|share| share.payer == Payer::Firm);
    html! {
        p {
            strong { (line.step.name.text) } br;
            (line.step.provider_name) ", " (date(say, line.step.starts_on)) " – " (date(say, line.step.ends_on))
            @if let Some(share) = firm_pays {
                br; span.quiet { (payer(say, share.payer)) ": " (budget::shown(share.minor, line.step.cost.currency)) }
            }
            @if !line.step.owner.is_empty() { br; span.quiet { (say.t("programme-owner")) ": " (line.step.owner) } }
        }
    }
}

/// Who did something. A buyer who keeps her name back is told without it.
fn who(visit: &Visit, name: &str) -> String {
    match name.is_empty() {
        true => visit.say.t("need-buyer-reserved"),
        false => doer(visit.say, name),
    }
}

/// Who signed which version, when; who has still to.
#[must_use]
pub fn signatures(visit: &Visit, view: &ProgrammeView) -> Markup {
    let say = visit.say;
    let rows = html! {
        table.rows {
            thead {
                tr {
                    th scope="col" { (say.t("programme-side")) }
                    th scope="col" { (say.t("programme-signed-by")) }
                    th scope="col" { (say.t("programme-signed-at")) }
                    th scope="col" { (say.t("programme-plan-version")) }
                    th scope="col" { (say.t("programme-counts")) }
                    th scope="col" { (say.t("programme-comment")) }
                }
            }
            tbody {
                @for line in &view.signatures {
                    @let one = &line.signature;
                    tr {
                        th scope="row" { (side(say, one.side)) }
                        td {
                            (who(visit, &one.signed_by)) br; span.quiet { (role(say, &one.role)) }
                            @if one.scan.is_some() { br; span.badge { (say.t("programme-by-hand")) } }
                            @if line.shows_scan { br; a.go href=(scan_path(one.id)) download { (say.t("programme-scan")) } }
                        }
                        td {
                            @if one.scan.is_some() { (instant_day(say, one.signed_at)) }
                            @else { (instant(say, one.signed_at)) }
                        }
                        td.num { (one.plan_version) br; span.code { (hash_start(&one.document_hash)) } }
                        td {
                            @if line.counts { (Mark::Meets) " " (say.t("programme-counts-yes")) }
                            @else { (Mark::Out) " " (say.t("programme-counts-no")) }
                        }
                        td { p.prose { (one.comment) } }
                    }
                }
                @for missing in &view.missing {
                    tr {
                        th scope="row" { (side(say, *missing)) }
                        td { (Mark::Unknown) " " (say.t("programme-unsigned")) }
                        td {} td {} td {} td {}
                    }
                }
            }
        }
    };
    html! {
        section aria-labelledby="firmas" {
            h2 #firmas { (say.t("programme-signatures")) }
            (table(&say.t("programme-signatures-table"), &rows))
            @if !view.document_hash.is_empty() { p.quiet { (say.t("programme-hash")) " " strong.code { (hash_start(&view.document_hash)) } br; span.code { (view.document_hash) } } }
        }
    }
}

/// Everything that happened, the latest first.
#[must_use]
pub fn history(visit: &Visit, view: &ProgrammeView) -> Markup {
    let say = visit.say;
    let mut events: Vec<_> = view.history.iter().collect();
    events.sort_by_key(|one| std::cmp::Reverse(one.at));
    html! {
        section aria-labelledby="historia" {
            h2 #historia tabindex="-1" { (say.t("programme-history")) }
            ul.cards {
                @for one in events {
                    li {
                        p {
                            strong { (event(visit, one.event)) } " " span.badge { (status(say, one.status)) }
                            br;
                            span.quiet { (instant(say, one.at)) " · " (who(visit, &one.by)) " · " (role(say, &one.role)) }
                        }
                        @if !one.words.is_empty() { p.prose { (one.words) } }
                    }
                }
            }
        }
    }
}

/// What happened, in words.
fn event(visit: &Visit, event: ProgrammeEvent) -> String {
    let say = visit.say;
    match event {
        ProgrammeEvent::Draft => say.t("programme-event-draft"),
        ProgrammeEvent::Change => say.t("programme-event-change"),
        ProgrammeEvent::Propose => say.t("programme-event-propose"),
        ProgrammeEvent::AskChanges => say.t("programme-event-ask-changes"),
        ProgrammeEvent::Sign => say.t("programme-event-sign"),
        ProgrammeEvent::Agree => say.t("programme-event-agree"),
        ProgrammeEvent::Start => say.t("programme-event-start"),
        ProgrammeEvent::Verify => say.t("programme-event-verify"),
        ProgrammeEvent::Reopen => say.t("programme-event-reopen"),
        ProgrammeEvent::Close => say.t("programme-event-close"),
        ProgrammeEvent::Stop => say.t("programme-event-stop"),
    }
}
