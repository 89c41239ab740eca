//! A visit on paper and on a telephone: whom to ask for, where, what is known, what to ask, what the photographs
//! show, and room to write. A page for printing: nothing on it is for clicking only.

mod known;

use super::candidates::{PATH as CANDIDATES, gap_in_words};
use super::explain;
use super::format::time;
use super::layout::{Page, Section, role};
use super::parts::{doer, fictional, place, table, table_of};
use super::site_files::gallery;
use super::visit::{Named, Visit};
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::AppResult;
use eslabon_app::policy::{self, Operation};
use eslabon_app::records::SiteFile;
use eslabon_app::visits::{self, VisitPack, VisitQuestion, Why};
use eslabon_domain::ids::SiteId;
use maud::{Markup, html};

/// The greatest side of a photograph on the page: it is printed.
const PRINTED: u32 = 240;
/// Rows for what was found.
const FINDINGS: usize = 6;

/// `GET /candidatos/{id}/visita`.
pub async fn of_candidate(visit: Visit, id: Named) -> Response {
    visit.respond(candidate(&visit, &id).await)
}

async fn candidate(visit: &Visit, id: &Named) -> AppResult<Markup> {
    policy::require(&visit.actor, Operation::SeeCandidates)?;
    let pack = visits::of_candidate(&visit.app, &visit.actor, id.id()?).await?;
    Ok(page(visit, &pack))
}

/// `GET /proveedores/{site}/visita`.
pub async fn of_site(visit: Visit, id: Named) -> Response {
    visit.respond(site(&visit, &id).await)
}

async fn site(visit: &Visit, id: &Named) -> AppResult<Response> {
    policy::require(&visit.actor, Operation::PrepareVisit)?;
    let asked: SiteId = id.id()?;
    let pack = visits::of_site(&visit.app, &visit.actor, asked).await?;
    let site = pack.supplier.card.site;
    if site != asked {
        return Ok(Redirect::to(&format!("/proveedores/{site}/visita")).into_response());
    }
    Ok(page(visit, &pack).into_response())
}

fn page(visit: &Visit, pack: &VisitPack) -> Markup {
    let say = visit.say;
    let card = &pack.supplier.card;
    let main = html! {
        (located(visit, pack))
        (contacts(visit, pack))
        (known::section(visit, pack))
        (questions(visit, pack))
        (photographs(visit, pack))
        (gaps(visit, pack))
        (findings(visit))
    };
    let lead = html! {
        p.lead {
            @if let Some(view) = &pack.candidate { (say.with("candidates-for", &[("need", &view.need.title.text)])) " · " }
            (say.t("visit-prepared")) " " (time(say, pack.on))
            @if card.fictional { " " (fictional(say)) }
        }
    };
    let title = say.with("visit-title", &[("firm", &card.name)]);
    let page = match &pack.candidate {
        Some(view) => Page::new(Section::Needs, title, main)
            .under(say.t("nav-needs"), "/requerimientos")
            .under(
                card.name.clone(),
                format!("{CANDIDATES}/{}", view.line.candidacy.id),
            ),
        None => Page::new(Section::Search, title, main)
            .under(say.t("nav-search"), "/buscar")
            .under(card.name.clone(), format!("/proveedores/{}", card.site)),
    };
    page.lead(lead).show(visit)
}

/// Where it is; the position as figures, to type into whatever map one has.
fn located(visit: &Visit, pack: &VisitPack) -> Markup {
    let (say, firm) = (visit.say, &pack.supplier);
    let line = |label: &str, value: &str| html! { @if !value.is_empty() { div { dt { (say.t(label)) } dd { (value) } } } };
    html! {
        section aria-labelledby="donde" {
            h2 #donde { (say.t("visit-where")) }
            dl.facts {
                (line("supplier-street", &firm.street))
                (line("supplier-locality", &firm.locality))
                (line("supplier-town", &place(say, firm.card.municipality.as_deref(), firm.card.state)))
                (line("supplier-postal", &firm.postal_code))
                @if let Some(position) = firm.position {
                    div {
                        dt { (say.t("supplier-position")) }
                        dd {
                            (format!("{:.5}, {:.5}", position.lat(), position.lon()))
                            @if firm.position_is_approximate { br; span.quiet { (say.t("supplier-approximate")) } }
                        }
                    }
                }
            }
        }
    }
}

fn contacts(visit: &Visit, pack: &VisitPack) -> Markup {
    let say = visit.say;
    html! {
        section aria-labelledby="quien" {
            h2 #quien { (say.t("visit-whom")) }
            @if pack.contacts.is_empty() { p { (say.t("visit-whom-none")) } }
            @else {
                ul.plain {
                    @for one in &pack.contacts {
                        li {
                            strong { (doer(say, &one.name)) } " " span.quiet { (role(say, one.role.as_str())) }
                            @if let Some(email) = &one.email { br; (email) }
                        }
                    }
                }
            }
        }
    }
}

/// What is missing or ran out, with room for the answer.
fn questions(visit: &Visit, pack: &VisitPack) -> Markup {
    let say = visit.say;
    if pack.questions.is_empty() {
        return html! { p.done { (say.t("visit-nothing-to-ask")) } };
    }
    let heading = say.t("visit-questions");
    let rows = html! {
        table.pair {
            thead { tr { th scope="col" { (say.t("visit-question")) } th scope="col" { (say.t("visit-answer")) } } }
            tbody {
                @for one in &pack.questions {
                    tr {
                        th scope="row" { (asked(visit, pack, one)) br; span.quiet { (why(visit, one.why)) } }
                        td { (room()) }
                    }
                }
            }
        }
    };
    html! {
        section aria-labelledby="preguntas" {
            h2 #preguntas { (heading) }
            p.hint { (say.t("visit-questions-text")) }
            (table(&table_of(say, &heading), &rows))
        }
    }
}

/// A question: of a need its criterion, of a profile what is asked; and the sentence that explains it.
fn asked(visit: &Visit, pack: &VisitPack, one: &VisitQuestion) -> Markup {
    let criterion = one.criterion.and_then(|at| {
        let view = pack.candidate.as_ref()?;
        view.need.criteria.get(at)
    });
    let help = visit.words.attributes.find(&one.attribute);
    let help = help.map(|attribute| attribute.help.get(visit.lang()).to_owned());
    html! {
        @match criterion {
            Some(criterion) => (explain::criterion(visit, criterion)),
            None => (explain::attribute(visit, &one.attribute, one.item.as_deref())),
        }
        @if let Some(help) = help { br; span.quiet { (help) } }
    }
}

fn why(visit: &Visit, why: Why) -> Markup {
    let say = visit.say;
    html! {
        @match why {
            Why::Missing => (say.t("profile-unknown")),
            Why::Expired(day) => { (say.t("profile-expired")) " " (time(say, day)) }
            Why::Expiring(day) => { (say.t("profile-expiring")) " " (time(say, day)) }
        }
    }
}

/// Room to write by hand.
fn room() -> Markup {
    html! { br; br; br; }
}

fn photographs(visit: &Visit, pack: &VisitPack) -> Markup {
    let say = visit.say;
    if pack.photographs.is_empty() {
        return html! {};
    }
    let all: Vec<&SiteFile> = pack.photographs.iter().collect();
    html! {
        section aria-labelledby="fotos" {
            h2 #fotos { (say.t("visit-photographs")) }
            (gallery(visit, &all, PRINTED))
        }
    }
}

fn gaps(visit: &Visit, pack: &VisitPack) -> Markup {
    let say = visit.say;
    html! {
        @if !pack.gaps.is_empty() {
            section aria-labelledby="brechas" {
                h2 #brechas { (say.t("visit-gaps")) }
                ul { @for gap in &pack.gaps { li { (gap_in_words(visit, gap)) } } }
            }
        }
    }
}

/// Numbered rows for what was found.
fn findings(visit: &Visit) -> Markup {
    let say = visit.say;
    let heading = say.t("visit-findings");
    let rows = html! {
        table {
            thead { tr { th.num scope="col" { (say.t("visit-number")) } th.wide scope="col" { (say.t("visit-found")) } } }
            tbody { @for n in 1..=FINDINGS { tr { th.num scope="row" { (n) } td { (room()) } } } }
        }
    };
    html! {
        section aria-labelledby="hallazgos" {
            h2 #hallazgos { (heading) }
            (table(&table_of(say, &heading), &rows))
        }
    }
}
