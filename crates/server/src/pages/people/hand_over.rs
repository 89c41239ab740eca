//! A link by which someone chooses a new password, to be handed over by whoever keeps her: for people whom
//! no letter reaches.

use super::{PATH, in_words, link_once};
use crate::pages::fields::Posted;
use crate::pages::layout::{Page, Section};
use crate::pages::visit::{Named, Visit};
use axum::response::Response;
use eslabon_app::accounts::people::{self, PersonLine};
use eslabon_app::accounts::reset;
use eslabon_app::{AppError, AppResult};
use maud::{Markup, html};

/// `GET /personas/{membership}/liga`.
pub async fn ask(visit: Visit, id: Named) -> Response {
    visit.respond(page(&visit, &id).await)
}

/// The person, if the actor keeps her by this role at all.
async fn kept(visit: &Visit, id: &Named) -> AppResult<PersonLine> {
    let person = people::load(&visit.app, &visit.actor, id.id()?).await?;
    match person.may_end {
        true => Ok(person),
        false => Err(AppError::Forbidden),
    }
}

async fn page(visit: &Visit, id: &Named) -> AppResult<Markup> {
    let say = visit.say;
    let person = kept(visit, id).await?;
    let may = people::may_hand_over(&visit.app, &visit.actor, person.person).await?;
    let main = html! {
        p.lead { (in_words(visit, &person)) }
        @if may {
            p { (say.t("hand-over-text")) }
            form method="post" action=(visit.path) {
                (visit.proof())
                div.buttons {
                    button type="submit" { (say.t("hand-over-make")) }
                    a.button.second href=(PATH) { (say.t("cancel")) }
                }
            }
        } @else {
            p.note { (say.t("hand-over-others")) }
            p { a.button.second href=(PATH) { (say.t("people-title")) } }
        }
    };
    Ok(framed(visit, &person, main))
}

/// `POST /personas/{membership}/liga`.
pub async fn hand_over(visit: Visit, id: Named, Posted(_): Posted) -> Response {
    visit.respond(made(&visit, &id).await)
}

async fn made(visit: &Visit, id: &Named) -> AppResult<Markup> {
    let say = visit.say;
    let person = kept(visit, id).await?;
    let link = reset::hand_over(&visit.app, &visit.actor, person.person).await?;
    let main = html! {
        p.done role="status" { (say.t("hand-over-done")) }
        (link_once(visit, &link, &say.t("hand-over-message")))
    };
    Ok(framed(visit, &person, main))
}

fn framed(visit: &Visit, person: &PersonLine, main: Markup) -> Markup {
    let say = visit.say;
    let title = say.with("hand-over-title", &[("name", &person.name)]);
    Page::new(Section::People, title, main)
        .under(say.t("people-title"), PATH)
        .show(visit)
}
