//! What happened to a site: who claimed it, who decided, what was merged into it and separated again.

use super::{evidence_in_words, ruling, standing};
use crate::pages::format::instant;
use crate::pages::layout::{Page, Section};
use crate::pages::parts::{doer, table};
use crate::pages::visit::{Named, Visit};
use axum::response::Response;
use eslabon_app::AppResult;
use eslabon_app::claims::{SiteHistory, load_history};
use eslabon_app::policy::{self, Operation};
use eslabon_domain::ids::SiteId;
use maud::{Markup, html};

/// `GET /proveedores/{site}/historia`.
pub async fn history(visit: Visit, id: Named) -> Response {
    visit.respond(page(&visit, &id).await)
}

async fn page(visit: &Visit, id: &Named) -> AppResult<Markup> {
    policy::require(&visit.actor, Operation::SeeSiteHistory)?;
    let say = visit.say;
    let history = load_history(&visit.app, &visit.actor, id.id()?).await?;
    let card = &history.view.card;
    let main = html! {
        section aria-labelledby="solicitudes" {
            h2 #solicitudes { (say.t("history-claims")) }
            @if history.claims.is_empty() { p.empty { (say.t("history-no-claims")) } }
            @else { (table(&say.t("history-claims-table"), &claims(visit, &history))) }
        }
        section aria-labelledby="fusiones" {
            h2 #fusiones { (say.t("history-merges")) }
            @if history.merges.is_empty() { p.empty { (say.t("history-no-merges")) } }
            @else { (table(&say.t("history-merges-table"), &merges(visit, &history))) }
        }
    };
    let title = say.with("history-title", &[("firm", &card.name)]);
    Ok(Page::new(Section::Search, title, main)
        .under(say.t("nav-search"), "/buscar")
        .under(card.name.clone(), format!("/proveedores/{}", card.site))
        .show(visit))
}

fn claims(visit: &Visit, history: &SiteHistory) -> Markup {
    let say = visit.say;
    html! {
        table.rows {
            thead {
                tr {
                    th scope="col" { (say.t("claims-claimant")) }
                    th scope="col" { (say.t("claim-evidence")) }
                    th scope="col" { (say.t("claims-made")) }
                    th scope="col" { (say.t("claims-status")) }
                }
            }
            tbody {
                @for claim in &history.claims {
                    tr {
                        th scope="row" { (claim.name) }
                        td { (evidence_in_words(say, claim.evidence)) }
                        td { (instant(say, claim.created_at)) }
                        // Why someone was refused is hers and the centre's to know.
                        @if visit.may(Operation::DecideClaim) { td { (ruling(say, claim)) } }
                        @else { td { (standing(say, claim.status)) @if let Some(at) = claim.decided_at { br; (instant(say, at)) } } }
                    }
                }
            }
        }
    }
}

fn merges(visit: &Visit, history: &SiteHistory) -> Markup {
    let say = visit.say;
    let name = |site: &SiteId| {
        history
            .names
            .get(site)
            .map(String::as_str)
            .unwrap_or_default()
    };
    html! {
        table.rows {
            thead {
                tr {
                    th scope="col" { (say.t("merge-site")) }
                    th scope="col" { (say.t("merge-into")) }
                    th scope="col" { (say.t("merge-done")) }
                    th scope="col" { (say.t("merge-undone")) }
                }
            }
            tbody {
                @for merge in &history.merges {
                    tr {
                        th scope="row" { (name(&merge.site)) }
                        td { (name(&merge.into)) }
                        td { (doer(say, &merge.merged_by)) br; (instant(say, merge.merged_at)) br; span.prose { (merge.reason) } }
                        td {
                            @match &merge.separated {
                                Some(undone) => { (doer(say, &undone.by)) br; (instant(say, undone.at)) br; span.prose { (undone.reason) } }
                                None => { (say.t("merge-holds")) }
                            }
                        }
                    }
                }
            }
        }
    }
}
