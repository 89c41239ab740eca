//! The list of centres, and the agreements that hold.

use super::PATH;
use crate::pages::fields::{Posted, address};
use crate::pages::format::{instant_day, time};
use crate::pages::layout::{Page, Section};
use crate::pages::parts::{doer, table, table_of};
use crate::pages::visit::{Named, Visit};
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::AppResult;
use eslabon_app::centres::{self, AgreementLine, CentreLine, may_found};
use eslabon_domain::places::{Places, StateCode};
use maud::{Markup, html};

/// `GET /centros`.
pub async fn list(visit: Visit) -> Response {
    visit.respond(page(&visit).await)
}

/// `POST /centros/acuerdos/{id}`: ends an agreement.
pub async fn end(visit: Visit, id: Named, Posted(_): Posted) -> Response {
    let outcome = try_end(&visit, &id).await;
    visit.respond(outcome)
}

async fn try_end(visit: &Visit, id: &Named) -> AppResult<Response> {
    centres::end(&visit.app, &visit.actor, id.id()?).await?;
    Ok(Redirect::to(&address(PATH, [("hecho", "fin")])).into_response())
}

fn done(visit: &Visit) -> Markup {
    let key = match visit.query.text("hecho") {
        "fin" => "centres-ended",
        "acuerdo" => "centres-shared",
        "centro" => "centres-founded",
        _ => return html! {},
    };
    html! { p.done role="status" { (visit.say.t(key)) } }
}

async fn page(visit: &Visit) -> AppResult<Markup> {
    let say = visit.say;
    let (known, agreements) = centres::list(&visit.app, &visit.actor).await?;
    let may_share = known.len() > 1;
    let main = html! {
        (done(visit))
        @if may_found(&visit.actor) { p { a.button href="/centros/nuevo" { (say.t("centres-found")) } } }
        (table(&say.t("centres-title"), &rows(visit, &known, may_share)))
        section aria-labelledby="acuerdos" {
            h2 #acuerdos { (say.t("centres-agreements")) }
            p { (say.t("centres-agreements-text")) }
            @if agreements.is_empty() { p.empty { (say.t("centres-no-agreements")) } }
            @else { (table(&table_of(say, &say.t("centres-agreements")), &agreed(visit, &agreements))) }
        }
    };
    Ok(Page::new(Section::Centres, say.t("centres-title"), main).show(visit))
}

fn rows(visit: &Visit, known: &[CentreLine], may_share: bool) -> Markup {
    let say = visit.say;
    html! {
        table.rows {
            caption.hidden { (say.t("centres-title")) }
            thead {
                tr {
                    th scope="col" { (say.t("centres-name")) }
                    th scope="col" { (say.t("centres-states")) }
                    th scope="col" { (say.t("people-since")) }
                    th scope="col" { (say.t("people-actions")) }
                }
            }
            tbody {
                @for centre in known {
                    tr {
                        th scope="row" { (centre.name) }
                        td.wide { (states(visit, &centre.states)) }
                        td.nowrap { (instant_day(say, centre.since)) }
                        td {
                            @if centre.is_kept && may_share {
                                a href={ (PATH) "/" (centre.id) "/compartir" } { (say.t("centres-share")) span.hidden { ": " (centre.name) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn states(visit: &Visit, codes: &[StateCode]) -> String {
    if codes.is_empty() {
        return visit.say.t("region-country");
    }
    let places = Places::shared();
    let names = codes.iter().filter_map(|code| places.state(*code));
    names
        .map(|state| state.short.as_str())
        .collect::<Vec<_>>()
        .join(", ")
}

fn agreed(visit: &Visit, agreements: &[AgreementLine]) -> Markup {
    let say = visit.say;
    html! {
        table.rows {
            caption.hidden { (say.t("centres-agreements")) }
            thead {
                tr {
                    th scope="col" { (say.t("centres-from")) }
                    th scope="col" { (say.t("centres-to")) }
                    th scope="col" { (say.t("centres-until")) }
                    th scope="col" { (say.t("centres-note")) }
                    th scope="col" { (say.t("people-actions")) }
                }
            }
            tbody {
                @for one in agreements {
                    tr {
                        th scope="row" { (one.from) }
                        td { (one.to) }
                        td.nowrap { @if let Some(day) = one.until { (time(say, day)) } @else { (say.t("not-said")) } }
                        td.wide { (one.note) @if !one.note.is_empty() { br; } span.quiet { (doer(say, &one.agreed_by)) } }
                        td {
                            @if one.may_end {
                                form method="post" action={ (PATH) "/acuerdos/" (one.id) } {
                                    (visit.proof())
                                    button.quiet type="submit" { (say.t("centres-end")) span.hidden { ": " (one.from) " → " (one.to) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
