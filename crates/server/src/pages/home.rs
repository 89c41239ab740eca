//! Home: what Eslabón is, one search box, what needs the acting person today, the map of states.

use super::candidates::{self, GAPS, OPPORTUNITIES};
use super::follow_up::TASKS;
use super::format::{date, number, time};
use super::layout::{Page, Section};
use super::map;
use super::parts::{fictional, place};
use super::programmes;
use super::referrals::PATH as REFERRALS;
use super::search::{Filters, search_box, state_counts};
use super::visit::Visit;
use axum::response::Response;
use eslabon_app::AppResult;
use eslabon_app::candidates::{list_gaps, list_opportunities};
use eslabon_app::claims;
use eslabon_app::duplicates;
use eslabon_app::follow_up::list_tasks;
use eslabon_app::imports;
use eslabon_app::needs::list_needs;
use eslabon_app::policy::Operation;
use eslabon_app::programmes::list_waiting;
use eslabon_app::records::RunStatus;
use eslabon_app::suppliers::own_sites;
use eslabon_domain::actors::Role;
use eslabon_domain::needs::{Need, NeedStatus};
use maud::{Markup, html};

/// Needs shown on the home page.
const NEEDS_SHOWN: u64 = 5;
/// Imports shown on the home page.
const RUNS_SHOWN: u64 = 3;
/// The latest programmes, of which those are counted that wait for a signature.
const PROGRAMMES_READ: u64 = 50;

/// `GET /`.
pub async fn show(visit: Visit) -> Response {
    visit.respond(page(&visit).await)
}

async fn page(visit: &Visit) -> AppResult<Markup> {
    let say = visit.say;
    let (total, counts) = state_counts(visit).await?;
    let to = |code| Filters::default().with(|f| f.states = vec![code]).address();
    let main = html! {
        (search_box(visit, "", None))
        (today(visit).await?)
        section aria-labelledby="mapa" {
            h2 #mapa { (say.t("home-map")) }
            @if total == 0 { p { (say.t("home-empty")) } @if visit.may(Operation::RunImport) { p { a.button href="/importar" { (say.t("nav-imports")) } } } }
            @else {
                p { (say.count_with("home-map-text", total as u64, &[("states", &number(counts.len() as u64))])) }
                (map::counts(say, &counts, &[], &to))
            }
        }
    };
    let lead = html! { p.lead { (say.t("home-lead")) } };
    Ok(Page::new(Section::Elsewhere, say.t("site-name"), main)
        .lead(lead)
        .show(visit))
}

/// What needs the acting person today.
async fn today(visit: &Visit) -> AppResult<Markup> {
    let say = visit.say;
    let body = match visit.actor.role {
        Role::Visitor => return Ok(html! {}),
        Role::Engineer | Role::PurchasingManager => engineer(visit).await?,
        Role::CentreStaff | Role::CentreManager => staff(visit).await?,
        Role::Owner | Role::Editor => owner(visit).await?,
        Role::Provider | Role::Broker | Role::Coordinator => open_needs(visit).await?,
        Role::Funder => funder(visit),
        Role::Administrator | Role::Operator => upkeep(visit).await?,
    };
    let tasks = tasks(visit).await?;
    Ok(
        html! { section.today aria-labelledby="hoy" { h2 #hoy { (say.t("home-today")) } (tasks) (body) } },
    )
}

/// What waits for her in programmes, and for institutions the way to what was referred to them.
async fn tasks(visit: &Visit) -> AppResult<Markup> {
    let say = visit.say;
    if !visit.may(Operation::SeeTasks) {
        return Ok(html! {});
    }
    let waiting = list_tasks(&visit.app, &visit.actor).await?.len() as u64;
    Ok(html! {
        @if waiting > 0 { p { a.go href=(TASKS) { (say.count("tasks-home", waiting)) } } }
        @if visit.may(Operation::SeeReferrals) { p { a.go href=(REFERRALS) { (say.t("referral-title")) } } }
    })
}

async fn engineer(visit: &Visit) -> AppResult<Markup> {
    let say = visit.say;
    let needs = list_needs(
        &visit.app,
        &visit.actor,
        Some(NeedStatus::Open),
        None,
        NEEDS_SHOWN,
    )
    .await?;
    Ok(html! {
        p { a.button href="/requerimientos/nuevo" { (say.t("need-post")) } }
        (to_sign(visit).await?)
        h3 { (say.t("home-own-needs")) }
        @if needs.is_empty() { p { (say.t("home-no-needs")) } }
        @else { (need_list(visit, &needs)) p { a.go href="/requerimientos" { (say.t("home-all-needs")) } } }
    })
}

async fn staff(visit: &Visit) -> AppResult<Markup> {
    let say = visit.say;
    let needs = list_needs(
        &visit.app,
        &visit.actor,
        Some(NeedStatus::Open),
        None,
        NEEDS_SHOWN,
    )
    .await?;
    Ok(html! {
        div.columns {
            div {
                h3 { (say.t("home-newest-needs")) }
                @if needs.is_empty() { p { (say.t("home-no-open-needs")) } }
                @else { (need_list(visit, &needs)) p { a.go href="/requerimientos" { (say.t("home-all-needs")) } } }
            }
            div { (to_sign(visit).await?) (waiting_claims(visit).await?) (gaps_to_decide(visit).await?) (upkeep(visit).await?) }
        }
    })
}

/// Claims of registry entries that wait for a decision.
async fn waiting_claims(visit: &Visit) -> AppResult<Markup> {
    let say = visit.say;
    let open = claims::count_open(&visit.app, &visit.actor).await?;
    Ok(html! {
        h3 { (say.t("nav-claims")) }
        @if open == 0 { p { (say.t("home-no-claims")) } }
        @else { p { a.go href="/es-mi-empresa" { (say.count("home-claims", open)) } } }
    })
}

/// Gaps that came of rejections and wait for the centre.
async fn gaps_to_decide(visit: &Visit) -> AppResult<Markup> {
    let say = visit.say;
    let waiting = candidates::to_decide(&list_gaps(&visit.app, &visit.actor).await?);
    Ok(html! {
        h3 { (say.t("gap-title")) }
        @if waiting == 0 { p { (say.t("gap-home-none")) " " a.go href=(GAPS) { (say.t("gap-home-all")) } } }
        @else { p { a.go href=(GAPS) { (say.count("gap-home-decide", waiting)) } } }
    })
}

/// Programmes that wait for the reader's signature.
async fn to_sign(visit: &Visit) -> AppResult<Markup> {
    if !visit.may(Operation::SignProgramme) {
        return Ok(html! {});
    }
    let lines = list_waiting(&visit.app, &visit.actor, None, PROGRAMMES_READ).await?;
    let waiting = programmes::to_sign(visit, &lines);
    Ok(html! {
        @if waiting > 0 { p { a.go href=(programmes::PATH) { (visit.say.count("programme-home-sign", waiting)) } } }
    })
}

/// What waits for a firm: open needs near it that it has not answered, gaps to which it has not replied.
async fn waiting_for_firm(visit: &Visit) -> AppResult<Markup> {
    let say = visit.say;
    let needs = candidates::waiting(&list_opportunities(&visit.app, &visit.actor).await?);
    let gaps = candidates::to_reply(&list_gaps(&visit.app, &visit.actor).await?);
    Ok(html! {
        p {
            a.go href=(OPPORTUNITIES) {
                @if needs == 0 { (say.t("opportunities-home-none")) }
                @else { (say.count("opportunities-home", needs)) }
            }
        }
        @if gaps > 0 { p { a.go href=(GAPS) { (say.count("gap-home-reply", gaps)) } } }
        (to_sign(visit).await?)
    })
}

/// What whoever pays may see: aggregates, once they are published.
fn funder(visit: &Visit) -> Markup {
    html! { p { (visit.say.t("home-funder")) } }
}

/// Imports and suspected duplicates.
async fn upkeep(visit: &Visit) -> AppResult<Markup> {
    let say = visit.say;
    let runs = imports::list_runs(&visit.app, &visit.actor, RUNS_SHOWN).await?;
    let pairs = duplicates::count_open(&visit.app, &visit.actor, 101).await?;
    let (pairs_key, pairs_shown) = if pairs > 100 {
        ("home-duplicates-many", 100)
    } else {
        ("home-duplicates", pairs)
    };
    Ok(html! {
        h3 { (say.t("home-imports")) }
        @if runs.is_empty() { p { (say.t("home-no-imports")) } }
        @else {
            ul.plain {
                @for run in &runs {
                    li {
                        a href={ "/importar/" (run.id) } { (run.file_name) } " "
                        span.quiet {
                            @if run.status == RunStatus::Running { (say.t("run-running")) }
                            @else { (say.count("count-rows", run.rows.max(0).unsigned_abs())) }
                        }
                    }
                }
            }
        }
        p { a.go href="/importar" { (say.t("home-import")) } }
        h3 { (say.t("nav-duplicates")) }
        @if pairs == 0 { p { (say.t("home-no-duplicates")) } }
        @else { p { a.go href="/duplicados" { (say.count(pairs_key, pairs_shown)) } } }
    })
}

async fn owner(visit: &Visit) -> AppResult<Markup> {
    let say = visit.say;
    let firm = own_sites(&visit.app, &visit.actor).await?;
    if !firm.is_empty() {
        return Ok(html! {
            (waiting_for_firm(visit).await?)
            h3 { (say.t("home-own-firm")) }
            p { a.button href="/mi-empresa" { (say.t("profile-link")) } }
            ul.plain {
                @for card in &firm {
                    li { a href={ "/proveedores/" (card.site) } { (card.name) } " " span.quiet { (place(say, card.municipality.as_deref(), card.state)) } }
                }
            }
            (open_needs(visit).await?)
        });
    }
    Ok(html! {
        p { (say.t("home-owner")) }
        form.line action="/buscar" method="get" {
            label for="empresa" { (say.t("home-owner-label")) }
            div.line {
                input #empresa name="q" type="text" autocomplete="organization";
                button.second type="submit" { (say.t("home-owner-button")) }
            }
        }
        (open_needs(visit).await?)
    })
}

async fn open_needs(visit: &Visit) -> AppResult<Markup> {
    let say = visit.say;
    let needs = list_needs(&visit.app, &visit.actor, None, None, NEEDS_SHOWN).await?;
    Ok(html! {
        h3 { (say.t("home-open-needs")) }
        @if needs.is_empty() { p { (say.t("home-no-open-needs")) } }
        @else { (need_list(visit, &needs)) p { a.go href="/requerimientos" { (say.t("home-all-needs")) } } }
    })
}

fn need_list(visit: &Visit, needs: &[Need]) -> Markup {
    let say = visit.say;
    html! {
        ul.plain {
            @for need in needs {
                li {
                    a href={ "/requerimientos/" (need.id) } { (need.title.text) }
                    @if need.fictional { " " (fictional(say)) }
                    @if let Some(closes) = need.closes_on {
                        " " span.quiet { (say.t("need-closes-short")) " " (time(say, closes)) }
                    }
                }
            }
        }
        @if let Some(late) = needs.iter().filter_map(|need| need.closes_on).filter(|day| *day < visit.app.today()).max() {
            p.note { (say.with("home-late", &[("date", &date(say, late))])) }
        }
    }
}
