//! A need's list of candidates: who stands at which stage, what the firm answered, what is done next and
//! whose signature is missing; and putting suppliers of a saved shortlist on it.

use super::{PATH, answered, ended, name, next_action, signatures, stage};
use crate::pages::fields::{Fields, Posted, address};
use crate::pages::format::number;
use crate::pages::layout::{Page, Section};
use crate::pages::parts::{fictional, place, table, table_of};
use crate::pages::visit::{Named, Visit};
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::candidates::{self, CandidateLine, JointList, list_candidates};
use eslabon_app::policy::{self, Operation};
use eslabon_app::shortlists::load_shortlist;
use eslabon_app::{AppError, AppResult};
use eslabon_domain::candidacies::Stage;
use eslabon_domain::ids::{NeedId, ShortlistId, SiteId};
use maud::{Markup, html};

/// The address of the list of a need.
pub fn path(need: NeedId) -> String {
    format!("/requerimientos/{need}/candidatos")
}

/// `GET /requerimientos/{id}/candidatos`.
pub async fn list(visit: Visit, id: Named) -> Response {
    visit.respond(page(&visit, &id).await)
}

async fn page(visit: &Visit, id: &Named) -> AppResult<Markup> {
    let say = visit.say;
    policy::require(&visit.actor, Operation::SeeCandidates)?;
    let joint = list_candidates(&visit.app, &visit.actor, id.id()?).await?;
    let need = &joint.need;
    let to_need = format!("/requerimientos/{}", need.id);
    let main = html! {
        @if visit.query.text("hecho") == "agregado" { p.done role="status" { (say.t("candidates-added")) } }
        p {
            a.go href=(to_need) { (say.t("candidates-to-need")) } " "
            a.go href={ (to_need) "#guardadas" } { (say.t("candidates-to-shortlists")) }
        }
        @if let Some(closed) = &joint.closed { (ended(say, closed)) }
        @if joint.lines.is_empty() { p.empty { (say.t("candidates-none")) } }
        @for one in Stage::ALL { (section(visit, &joint, *one)) }
    };
    let lead = html! {
        p.lead { (say.t("candidates-lead")) @if need.fictional { " " (fictional(say)) } }
    };
    let title = say.with("candidates-title", &[("need", &need.title.text)]);
    Ok(Page::new(Section::Needs, title, main)
        .lead(lead)
        .under(say.t("nav-needs"), "/requerimientos")
        .under(need.title.text.clone(), to_need)
        .show(visit))
}

/// Those at a stage, where there are any.
fn section(visit: &Visit, joint: &JointList, at: Stage) -> Markup {
    let say = visit.say;
    let lines: Vec<&CandidateLine> = joint.at(at).collect();
    if lines.is_empty() {
        return html! {};
    }
    let heading = stage(say, at);
    let key = at.as_str();
    html! {
        section aria-labelledby=(key) {
            h2 id=(key) { (heading) " " span.quiet { "(" (number(lines.len() as u64)) ")" } }
            (table(&table_of(say, &heading), &rows(visit, joint, at, &lines)))
        }
    }
}

fn rows(visit: &Visit, joint: &JointList, at: Stage, lines: &[&CandidateLine]) -> Markup {
    let say = visit.say;
    let last = match at {
        Stage::Rejected => say.t("candidates-column-reason"),
        _ => say.t("candidates-column-signatures"),
    };
    html! {
        table.rows {
            thead {
                tr {
                    th scope="col" { (say.t("candidates-column-supplier")) }
                    th scope="col" { (say.t("candidates-column-place")) }
                    th scope="col" { (say.t("candidates-column-answer")) }
                    th scope="col" { (say.t("candidates-column-next")) }
                    th scope="col" { (last) }
                }
            }
            tbody {
                @for line in lines {
                    @let (name, invented) = name(say, line);
                    tr {
                        th scope="row" {
                            a href={ (PATH) "/" (line.candidacy.id) } { (name) }
                            @if invented { " " (fictional(say)) }
                        }
                        td { @if let Some(card) = &line.card { (place(say, card.municipality.as_deref(), card.state)) } }
                        td { (answered(say, line)) }
                        td { (next_action(visit, line)) }
                        td { (signatures(visit, line, joint.closed.as_ref())) }
                    }
                }
            }
        }
    }
}

/// `POST /preselecciones/{id}/lista`: `sitio`, once or several times.
pub async fn add(visit: Visit, id: Named, Posted(form): Posted) -> Response {
    let outcome = put(&visit, &id, &form).await;
    visit.respond(outcome)
}

async fn put(visit: &Visit, id: &Named, form: &Fields) -> AppResult<Response> {
    let (app, actor) = (&visit.app, &visit.actor);
    policy::require(actor, Operation::MoveCandidates)?;
    let id: ShortlistId = id.id()?;
    let saved = load_shortlist(app, actor, id).await?;
    let sites: Vec<SiteId> = form
        .all("sitio")
        .map(|site| site.parse::<SiteId>().map_err(|_| AppError::NotFound))
        .collect::<AppResult<_>>()?;
    match candidates::add(app, actor, id, &sites).await {
        // Someone put the same supplier there at once: the second time it is found there.
        Err(AppError::Conflict) => candidates::add(app, actor, id, &sites).await?,
        other => other?,
    };
    let to = path(saved.need.id);
    let to = match sites.is_empty() {
        true => to,
        false => address(&to, [("hecho", "agregado")]),
    };
    Ok(Redirect::to(&to).into_response())
}
