//! One referral: what was asked, what was answered, what came of it, and what the reader may do with it now.

use super::list::framed;
use super::{path, status};
use crate::pages::fields::Fields;
use crate::pages::follow_up::{follow_path, hours, log_fields};
use crate::pages::format::{instant_day, time};
use crate::pages::layout::role;
use crate::pages::parts::{Fault, Field, doer, fault_of, summary, table};
use crate::pages::visit::{Named, Visit};
use crate::pages::words::Say;
use axum::response::Response;
use eslabon_app::AppResult;
use eslabon_app::policy::{self, Operation};
use eslabon_app::records::Referral;
use eslabon_app::referrals::{ReferralView, load_referral};
use eslabon_domain::follow_up::ReferralEvent;
use maud::{Markup, html};

/// What came back with the page.
#[derive(Debug, Default)]
pub(super) struct Returned {
    /// What was typed.
    pub fields: Fields,
    /// What is wrong with it.
    pub faults: Vec<Fault>,
    /// Someone else was quicker.
    pub is_overtaken: bool,
}

/// `GET /canalizaciones/{id}`.
pub async fn show(visit: Visit, id: Named) -> Response {
    visit.respond(shown(&visit, &id).await)
}

async fn shown(visit: &Visit, id: &Named) -> AppResult<Markup> {
    policy::require(&visit.actor, Operation::SeeReferrals)?;
    let view = load_referral(&visit.app, &visit.actor, id.id()?).await?;
    Ok(page(visit, &view, &Returned::default()))
}

/// The page.
pub(super) fn page(visit: &Visit, view: &ReferralView, back: &Returned) -> Markup {
    let (say, one) = (visit.say, &view.referral);
    let may = |event: ReferralEvent| view.events.contains(&event);
    let answers = [
        ReferralEvent::Accept,
        ReferralEvent::Offer,
        ReferralEvent::Decline,
    ];
    let settles = [ReferralEvent::Agree, ReferralEvent::Withdraw];
    let main = html! {
        (summary(say, &back.faults))
        @if back.is_overtaken { div.note role="alert" { p { (say.t("referral-conflict")) } } }
        @if let Some(done) = done(say, visit.query.text("hecho")) { p.done role="status" { (done) } }
        @if !view.is_running && !one.status.is_over() && !view.events.contains(&ReferralEvent::Report) { p.note { (say.t("referral-not-running")) } }
        (asked(visit, view))
        @if answers.into_iter().any(may) { (answer_form(visit, view, back)) }
        @if may(ReferralEvent::Report) {
            p { a.button href={ (path(one.id)) "/resultado" } { (say.t("referral-report")) } }
        }
        @if settles.into_iter().any(may) { (settle_form(visit, view)) }
        @if let Some(outcome) = &one.outcome {
            section aria-labelledby="resultado" {
                h2 #resultado { (say.t("referral-outcome")) }
                dl.facts {
                    div { dt { (say.t("referral-done-on")) } dd { (time(say, outcome.done_on)) } }
                    div {
                        dt { (say.t("referral-attended")) }
                        dd { @match outcome.attended { Some(people) => (people), None => (say.t("referral-not-counted")) } }
                    }
                    @if !outcome.certificate.is_empty() { div { dt { (say.t("referral-certificate")) } dd { (outcome.certificate) } } }
                    @if !outcome.words.is_empty() { div { dt { (say.t("referral-words")) } dd.prose { (outcome.words) } } }
                    @if let (Some(file), true) = (outcome.file, view.sees_programme) {
                        div { dt { (say.t("referral-file")) } dd { a.go href={ "/archivos/" (file) } { (say.t("referral-file-open")) } } }
                    }
                }
            }
        }
        @if view.may_log { (log(visit, view, back)) }
    };
    framed(visit, one.service_name.clone(), main)
        .lead(html! { p.lead { (one.firm_name) } })
        .faulty(!back.faults.is_empty())
        .show(visit)
}

fn done(say: Say, word: &str) -> Option<String> {
    match word {
        "enviada" => Some(say.t("referral-done-sent")),
        "respondida" => Some(say.t("referral-done-answered")),
        "resultado" => Some(say.t("referral-done-reported")),
        "bitacora" => Some(say.t("follow-done-logged")),
        _ => None,
    }
}

/// What the centre asked, and what the institution answered.
fn asked(visit: &Visit, view: &ReferralView) -> Markup {
    let (say, one) = (visit.say, &view.referral);
    let (mark, state) = status(say, one.status);
    html! {
        dl.facts {
            div { dt { (say.t("follow-state")) } dd { (mark) " " (state) } }
            div { dt { (say.t("referral-institution")) } dd { (view.institution_name) } }
            div { dt { (say.t("referral-firm")) } dd { (one.firm_name) } }
            div { dt { (say.t("follow-starts")) } dd { (time(say, one.starts_on)) } }
            div { dt { (say.t("follow-ends")) } dd { (time(say, one.ends_on)) } }
            @if let Some(contact) = &one.contact {
                div {
                    dt { (say.t("referral-contact")) }
                    dd { (contact.name) @for how in [&contact.telephone, &contact.email] { @if !how.is_empty() { br; (how) } } }
                }
            }
            @if !one.words.is_empty() { div { dt { (say.t("referral-centre-says")) } dd.prose { (one.words) } } }
            @if let Some(reply) = &one.reply {
                @if let Some(day) = reply.offered_on { div { dt { (say.t("referral-offered-on")) } dd { (time(say, day)) } } }
                @if !reply.words.is_empty() { div { dt { (say.t("referral-institution-says")) } dd.prose { (reply.words) } } }
            }
        }
        p.quiet {
            (say.t("referral-sent-by")) " " (doer(say, &one.sent_by)) ", " (instant_day(say, one.sent_at))
            @if let Some(reply) = &one.reply {
                " · " (say.t("referral-answered-by")) " " (doer(say, &reply.by)) " (" (role(say, &reply.role)) "), " (instant_day(say, reply.at))
            }
        }
        @if view.sees_programme { p { a.go href=(follow_path(one.programme)) { (say.t("follow-open")) } } }
    }
}

fn answer_form(visit: &Visit, view: &ReferralView, back: &Returned) -> Markup {
    let (say, one) = (visit.say, &view.referral);
    let may = |event: ReferralEvent| view.events.contains(&event);
    let field = |name: &'static str, label: &str, hint: &str| Field {
        name,
        label: say.find(label).unwrap_or_default(),
        hint: say.find(hint),
        value: back.fields.text(name),
        fault: fault_of(&back.faults, name),
    };
    html! {
        section aria-labelledby="responder" {
            h2 #responder { (say.t("referral-answer")) }
            @if view.sees_programme { p { (say.t("referral-take-down")) } }
            form.text method="post" action={ (path(one.id)) "/respuesta" } novalidate {
                (visit.proof())
                input type="hidden" name="version" value=(one.version);
                (field("fecha", "referral-offer-day", "referral-offer-day-hint").line(say, "date", None))
                (field("palabras", "referral-answer-words", "referral-answer-words-hint").area(say, 3))
                div.buttons {
                    @if may(ReferralEvent::Accept) { button type="submit" name="respuesta" value=(ReferralEvent::Accept.as_str()) { (say.t("referral-accept")) } }
                    @if may(ReferralEvent::Offer) { button.second type="submit" name="respuesta" value=(ReferralEvent::Offer.as_str()) { (say.t("referral-offer")) } }
                    @if may(ReferralEvent::Decline) { button.second type="submit" name="respuesta" value=(ReferralEvent::Decline.as_str()) { (say.t("referral-decline")) } }
                }
            }
        }
    }
}

/// What the centre says to it.
fn settle_form(visit: &Visit, view: &ReferralView) -> Markup {
    let (say, one) = (visit.say, &view.referral);
    let may = |event: ReferralEvent| view.events.contains(&event);
    html! {
        form method="post" action={ (path(one.id)) "/decision" } {
            (visit.proof())
            input type="hidden" name="version" value=(one.version);
            @if may(ReferralEvent::Agree) { p { (say.t("referral-agree-hint")) } }
            div.buttons {
                @if may(ReferralEvent::Agree) { button type="submit" name="decision" value=(ReferralEvent::Agree.as_str()) { (say.t("referral-agree")) } }
                button.second type="submit" name="decision" value=(ReferralEvent::Withdraw.as_str()) { (say.t("referral-withdraw")) }
            }
        }
    }
}

/// The hours and money that went into it, and the form that adds to them.
fn log(visit: &Visit, view: &ReferralView, back: &Returned) -> Markup {
    let (say, one): (Say, &Referral) = (visit.say, &view.referral);
    let title = say.t("follow-log");
    let rows = html! {
        table.rows {
            thead { tr { th scope="col" { (say.t("follow-day")) } th.num scope="col" { (say.t("follow-hours")) } th.num scope="col" { (say.t("follow-cost")) } th scope="col" { (say.t("follow-work")) } } }
            tbody {
                @for entry in &view.entries {
                    tr {
                        th scope="row" { (time(say, entry.worked_on)) }
                        td.num { (hours(entry.minutes)) }
                        td.num { @match entry.cost { Some(cost) => (cost), None => span.quiet { (say.t("follow-unsaid")) } } }
                        td { (entry.words) br; span.quiet { (doer(say, &entry.by)) } }
                    }
                }
            }
        }
    };
    html! {
        section aria-labelledby="bitacora" {
            h2 #bitacora { (title) }
            @if view.entries.is_empty() { p { (say.t("follow-log-none")) } }
            @else { (table(&crate::pages::parts::table_of(say, &title), &rows)) }
            details open[back.fields.has("trabajo")] {
                summary { (say.t("follow-log-add")) }
                form.text method="post" action={ (path(one.id)) "/bitacora" } novalidate {
                    (visit.proof())
                    (log_fields(say, &back.fields, &back.faults))
                    div.buttons { button type="submit" { (say.t("follow-log-send")) } }
                }
            }
        }
    }
}
