//! Ending what someone is: asked once more, then done.

use super::{PATH, in_words};
use crate::pages::fields::{Posted, address};
use crate::pages::layout::{Page, Section};
use crate::pages::visit::{Named, Visit};
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::accounts::people;
use eslabon_app::{AppError, AppResult};
use maud::{Markup, html};

/// `GET /personas/{membership}/terminar`.
pub async fn ask(visit: Visit, id: Named) -> Response {
    visit.respond(page(&visit, &id).await)
}

async fn page(visit: &Visit, id: &Named) -> AppResult<Markup> {
    let say = visit.say;
    let person = people::load(&visit.app, &visit.actor, id.id()?).await?;
    if !person.may_end {
        return Err(AppError::Forbidden);
    }
    let main = html! {
        p.lead { (in_words(visit, &person)) }
        p { (say.with("people-end-text", &[("name", &person.name)])) }
        form method="post" action=(visit.path) {
            (visit.proof())
            div.buttons {
                button type="submit" { (say.t("people-end")) }
                a.button.second href=(PATH) { (say.t("cancel")) }
            }
        }
    };
    let title = say.with("people-end-title", &[("name", &person.name)]);
    Ok(Page::new(Section::People, title, main)
        .under(say.t("people-title"), PATH)
        .show(visit))
}

/// `POST /personas/{membership}/terminar`.
pub async fn end(visit: Visit, id: Named, Posted(_): Posted) -> Response {
    let outcome = try_end(&visit, &id).await;
    visit.respond(outcome)
}

async fn try_end(visit: &Visit, id: &Named) -> AppResult<Response> {
    people::end(&visit.app, &visit.actor, id.id()?).await?;
    Ok(Redirect::to(&address(PATH, [("hecho", "fin")])).into_response())
}
