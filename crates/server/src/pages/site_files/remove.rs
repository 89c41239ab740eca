//! Taking a file away: asked once more, then done.

use super::pieces::picture;
use super::{LARGE, file_path, list_path, name};
use crate::pages::fields::{Posted, address};
use crate::pages::layout::{Page, Section};
use crate::pages::visit::{Named, Visit};
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::AppResult;
use eslabon_app::policy::{self, Operation};
use eslabon_app::site_files;
use eslabon_app::suppliers::load_card;
use maud::{Markup, html};

/// `GET /archivos/{file}/quitar`.
pub async fn ask(visit: Visit, id: Named) -> Response {
    visit.respond(page(&visit, &id).await)
}

async fn page(visit: &Visit, id: &Named) -> AppResult<Markup> {
    let (say, app, actor) = (visit.say, &visit.app, &visit.actor);
    policy::require(actor, Operation::KeepSiteFiles)?;
    let file = site_files::load_own(app, actor, id.id()?).await?;
    let card = load_card(app, actor, file.site).await?;
    let main = html! {
        p { a.go href=(file_path(file.id)) { (picture(visit, &file, LARGE)) } }
        p { strong { (name(visit, &file)) } }
        p { (say.t("files-remove-text")) }
        @if file.fact.is_some() { p.note { (say.t("files-remove-confirmed")) } }
        form method="post" action=(visit.path) {
            (visit.proof())
            div.buttons {
                button type="submit" { (say.t("files-remove")) }
                a.button.second href=(list_path(card.site)) { (say.t("cancel")) }
            }
        }
    };
    Ok(
        Page::new(Section::Search, say.t("files-remove-title"), main)
            .under(card.name.clone(), format!("/proveedores/{}", card.site))
            .under(say.t("files-title"), list_path(card.site))
            .show(visit),
    )
}

/// `POST /archivos/{file}/quitar`.
pub async fn take(visit: Visit, id: Named, Posted(_): Posted) -> Response {
    let outcome = taken(&visit, &id).await;
    visit.respond(outcome)
}

async fn taken(visit: &Visit, id: &Named) -> AppResult<Response> {
    policy::require(&visit.actor, Operation::KeepSiteFiles)?;
    let site = site_files::remove(&visit.app, &visit.actor, id.id()?).await?;
    let to = address(&list_path(site), [("hecho", "quitado")]);
    Ok(Redirect::to(&to).into_response())
}
