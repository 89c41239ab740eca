//! One's own account: name and language, what one is, and the tasks around it with how each stands.

use super::{SECOND_FACTOR_PATH, faults_of, name_field, unprocessable};
use crate::pages::access;
use crate::pages::alerts::mail_section;
use crate::pages::fields::{Fields, Posted, address};
use crate::pages::layout::{Page, Section, hat_in_words};
use crate::pages::parts::{Fault, Field, summary};
use crate::pages::privacy::OWN_DATA;
use crate::pages::visit::Visit;
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::accounts::own::{self, OwnAccount};
use eslabon_app::accounts::{api_tokens, sessions};
use eslabon_app::policy::Operation;
use eslabon_app::{AppError, AppResult};
use eslabon_domain::text::Lang;
use maud::{Markup, html};

/// Where one's account is.
pub const PATH: &str = "/cuenta";

/// `GET /cuenta`.
pub async fn show(visit: Visit) -> Response {
    visit.respond(page(&visit, None, &[]).await)
}

/// `POST /cuenta`: name and language.
pub async fn save(visit: Visit, Posted(fields): Posted) -> Response {
    let outcome = try_save(&visit, &fields).await;
    visit.respond(outcome)
}

async fn try_save(visit: &Visit, fields: &Fields) -> AppResult<Response> {
    let lang = Lang::parse(fields.text("lang")).unwrap_or(visit.lang());
    // What is no number is nobody's version.
    let version = fields.text("version").parse().unwrap_or(0);
    match own::save(&visit.app, &visit.actor, version, fields.text("name"), lang).await {
        Ok(()) => {
            // The language of her letters is that of her pages from now on, too.
            let way = address(PATH, [("hecho", "cuenta"), ("lang", lang.as_str())]);
            Ok(Redirect::to(&way).into_response())
        }
        Err(AppError::Invalid(faults)) => {
            let faults = faults_of(visit.say, &faults);
            Ok(unprocessable(page(visit, Some(fields), &faults).await?))
        }
        Err(error) => Err(error),
    }
}

/// What was done, said at the top of the page to which it leads.
fn done(visit: &Visit) -> Markup {
    let key = match visit.query.text("hecho") {
        "cuenta" => "account-done",
        "clave" => "password-done",
        "factor" => "second-factor-removed",
        "funcion" => "invitation-accepted",
        "avisos" => "alerts-done-mail",
        _ => return html! {},
    };
    html! { p.done role="status" { (visit.say.t(key)) } }
}

async fn page(visit: &Visit, typed: Option<&Fields>, faults: &[Fault]) -> AppResult<Markup> {
    let say = visit.say;
    let account = own::load(&visit.app, &visit.actor).await?;
    let session = visit.signed_in()?;
    let main = html! {
        (summary(say, faults))
        (done(visit))
        section aria-labelledby="acceso" {
            h2 #acceso { (say.t("account-access")) }
            (tasks(visit, &account).await?)
        }
        section aria-labelledby="funciones" {
            h2 #funciones { (say.t("account-roles")) }
            ul { @for hat in &session.hats { li { (hat_in_words(say, hat)) } } }
        }
        section aria-labelledby="datos" {
            h2 #datos { (say.t("account-data")) }
            (form(visit, &account, typed, faults))
        }
        (mail_section(visit).await?)
    };
    Ok(Page::new(Section::Elsewhere, say.t("account-title"), main)
        .lead(html! { p.lead { (account.email) } })
        .faulty(!faults.is_empty())
        .show(visit))
}

/// A task around one's account: where it is done, its name, how it stands.
struct Task {
    path: &'static str,
    name: String,
    state: String,
}

/// The tasks, one a page. What else concerns one's own account is listed here.
async fn tasks(visit: &Visit, account: &OwnAccount) -> AppResult<Markup> {
    let say = visit.say;
    let open = sessions::list(&visit.app, &visit.actor).await?.len() as u64;
    let tokens = api_tokens::list(&visit.app, &visit.actor).await?.len() as u64;
    let codes = account.recovery_codes as u64;
    let own = [
        Task {
            path: super::password::PATH,
            name: say.t("password-title"),
            state: say.t(if account.has_password {
                "state-set"
            } else {
                "state-not-set"
            }),
        },
        Task {
            path: SECOND_FACTOR_PATH,
            name: say.t("second-factor-title"),
            state: match account.has_second_factor {
                true => say.count("second-factor-on", codes),
                false => say.t("second-factor-off"),
            },
        },
        Task {
            path: super::sessions::PATH,
            name: say.t("sessions-title"),
            state: say.count("sessions-count", open),
        },
        Task {
            path: super::tokens::PATH,
            name: say.t("tokens-title"),
            state: say.count("tokens-count", tokens),
        },
        Task {
            path: OWN_DATA,
            name: say.t("own-data-title"),
            state: say.t("own-data-state"),
        },
    ];
    let looks = visit.may(Operation::SeeOwnAudit).then(|| Task {
        path: access::MINE,
        name: say.t("access-title"),
        state: say.t("access-state"),
    });
    let tasks = own.into_iter().chain(looks);
    Ok(html! {
        dl.facts {
            @for task in tasks {
                div { dt { a.go href=(task.path) { (task.name) } } dd.go { (task.state) } }
            }
        }
    })
}

fn form(visit: &Visit, account: &OwnAccount, typed: Option<&Fields>, faults: &[Fault]) -> Markup {
    let say = visit.say;
    let name = typed.map_or(account.name.as_str(), |fields| fields.text("name"));
    let lang = typed
        .and_then(|fields| Lang::parse(fields.text("lang")))
        .unwrap_or(account.lang);
    let version = typed.map_or(account.version.to_string(), |fields| {
        fields.text("version").to_owned()
    });
    let languages = [
        ("es".to_owned(), "Español".to_owned()),
        ("en".to_owned(), "English".to_owned()),
    ];
    html! {
        form.text method="post" action=(PATH) novalidate {
            (visit.proof())
            input type="hidden" name="version" value=(version);
            (name_field(say, name, faults))
            (Field { name: "lang", label: say.t("account-language"), hint: Some(say.t("account-language-hint")), value: lang.as_str(), fault: None }.select(say, &languages))
            div.buttons { button type="submit" { (say.t("save")) } }
        }
    }
}
