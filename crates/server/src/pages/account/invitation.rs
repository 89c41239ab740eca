//! An invitation followed: a newcomer gives her name and a password; someone who is known accepts, signed
//! in as herself. Opening the link changes nothing.

use super::sign_in::{client, go_on};
use super::{
    email_field, faults_of, name_field, new_password, or_dead_link, secret_of, typed, unprocessable,
};
use crate::pages::fields::{Fields, Posted, address};
use crate::pages::layout::{Page, Section, role};
use crate::pages::parts::{Fault, doer, summary};
use crate::pages::visit::{Named, Visit};
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::accounts::invitations::{self, Acceptance, Invited};
use eslabon_app::accounts::own;
use eslabon_app::accounts::sign_in::by_other_means;
use eslabon_app::{AppError, AppResult};
use maud::{Markup, html};

/// How the reader stands to the invitation.
enum Standing {
    /// It makes an account.
    Newcomer,
    /// It is for her who has signed in.
    Hers,
    /// It is for someone with an account, who has not signed in.
    Known,
    /// It is for someone else than her who has signed in.
    Others,
}

/// `GET /invitacion/{secret}`.
pub async fn show(visit: Visit, secret: Named) -> Response {
    let outcome = page(&visit, &secret, &Fields::default(), &[]).await;
    let outcome = outcome.map(IntoResponse::into_response);
    visit.respond(or_dead_link(
        &visit,
        outcome,
        &visit.say.t("dead-link-invitation"),
    ))
}

/// `POST /invitacion/{secret}`.
pub async fn accept(visit: Visit, secret: Named, Posted(fields): Posted) -> Response {
    let outcome = try_accept(&visit, &secret, &fields).await;
    visit.respond(or_dead_link(
        &visit,
        outcome,
        &visit.say.t("dead-link-invitation"),
    ))
}

async fn try_accept(visit: &Visit, secret: &Named, fields: &Fields) -> AppResult<Response> {
    let clear = secret_of(secret)?;
    let acceptance = Acceptance {
        name: fields.text("name").to_owned(),
        email: fields.text("email").to_owned(),
        password: typed(fields, "password").to_owned(),
        notice_version: None,
    };
    let faults = match invitations::accept(&visit.app, &visit.actor, &clear, acceptance).await {
        // She has a session already, and gains a role in it.
        Ok(_) if visit.session.is_some() => {
            let way = address("/cuenta", [("hecho", "funcion")]);
            return Ok(Redirect::to(&way).into_response());
        }
        Ok(person) => {
            let step = by_other_means(&visit.app, person, &client(visit)).await?;
            return go_on(visit, "/", step).await;
        }
        Err(AppError::Invalid(faults)) => faults_of(visit.say, &faults),
        Err(AppError::Forbidden) if visit.session.is_none() => {
            vec![("email".to_owned(), visit.say.t("invitation-known-email"))]
        }
        Err(error) => return Err(error),
    };
    let page = page(visit, secret, fields, &faults).await?;
    Ok(unprocessable(page))
}

async fn page(
    visit: &Visit,
    secret: &Named,
    fields: &Fields,
    faults: &[Fault],
) -> AppResult<Markup> {
    let say = visit.say;
    let invited = invitations::open(&visit.app, &secret_of(secret)?).await?;
    let standing = standing(visit, &invited).await?;
    let sign_in = address("/entrar", [("a", visit.path.as_str())]);
    let main = html! {
        (summary(say, faults))
        p.lead { (what(visit, &invited)) }
        @match standing {
            Standing::Newcomer => {
                (newcomer(visit, &invited, fields, faults))
                @if invited.email.is_empty() {
                    p { (say.t("invitation-have-account")) " " a.go href=(sign_in) { (say.t("sign-in")) } }
                }
            }
            Standing::Hers => {
                p { (say.t("invitation-accept-text")) }
                form method="post" action=(visit.path) {
                    (visit.proof())
                    div.buttons { button type="submit" { (say.t("invitation-accept")) } }
                }
            }
            Standing::Known => {
                p { (say.with("invitation-known", &[("email", &invited.email)])) }
                p { a.button href=(sign_in) { (say.t("sign-in")) } }
            }
            Standing::Others => {
                p { (say.with("invitation-others", &[("email", &invited.email)])) }
                form method="post" action="/salir" {
                    (visit.proof())
                    div.buttons { button type="submit" { (say.t("sign-out")) } }
                }
            }
        }
    };
    Ok(
        Page::new(Section::Elsewhere, say.t("invitation-title"), main)
            .faulty(!faults.is_empty())
            .show(visit),
    )
}

async fn standing(visit: &Visit, invited: &Invited) -> AppResult<Standing> {
    if visit.session.is_none() {
        return Ok(match invited.known {
            true => Standing::Known,
            false => Standing::Newcomer,
        });
    }
    let account = own::load(&visit.app, &visit.actor).await?;
    let is_hers = invited.email.is_empty() || invited.email == account.email;
    Ok(match is_hers {
        true => Standing::Hers,
        false => Standing::Others,
    })
}

/// Who invites, as what, into which organisation.
fn what(visit: &Visit, invited: &Invited) -> String {
    let say = visit.say;
    let (by, role) = (doer(say, &invited.by), role(say, invited.role.as_str()));
    match &invited.organisation {
        Some(organisation) => say.with(
            "invitation-what-in",
            &[
                ("by", &by),
                ("role", &role),
                ("organisation", organisation.name.trim_end_matches('.')),
            ],
        ),
        None => say.with("invitation-what", &[("by", &by), ("role", &role)]),
    }
}

fn newcomer(visit: &Visit, invited: &Invited, fields: &Fields, faults: &[Fault]) -> Markup {
    let say = visit.say;
    let name = fields.find("name").unwrap_or(&invited.name);
    html! {
        form.text method="post" action=(visit.path) novalidate {
            (visit.proof())
            (name_field(say, name, faults))
            @if invited.email.is_empty() { (email_field(say, fields.text("email"), faults)) }
            @else {
                p { (say.t("sign-in-email")) ": " strong { (invited.email) } }
                // For the browser's own store of passwords.
                input type="hidden" name="email" value=(invited.email) autocomplete="username";
            }
            (new_password(say, faults))
            div.buttons { button type="submit" { (say.t("account-create")) } }
        }
    }
}
