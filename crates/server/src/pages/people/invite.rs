//! Inviting someone: as what, into which organisation, by which address. Where a name of an organisation
//! fits several, the form comes back with them to choose from.

use super::{PATH, link_once};
use crate::pages::account::{faults_of, unprocessable};
use crate::pages::fields::{Fields, Posted};
use crate::pages::layout::{Page, Section, role as role_in_words};
use crate::pages::parts::{Fault, Field, fault_of, summary};
use crate::pages::visit::Visit;
use axum::response::{IntoResponse, Response};
use eslabon_app::accounts::invitations::{
    Invitation, chooses_organisation, find_organisations, invite as send, kinds_of,
};
use eslabon_app::policy::{self, Operation};
use eslabon_app::records::Organisation;
use eslabon_app::{AppError, AppResult};
use eslabon_domain::actors::Role;
use eslabon_domain::ids::OrganisationId;
use eslabon_domain::text::{Lang, fold};
use maud::{Markup, html};

/// `GET /personas/invitar`.
pub async fn show(visit: Visit) -> Response {
    let outcome = policy::require(&visit.actor, Operation::KeepPeople);
    let outcome = outcome.map(|()| form(&visit, &Fields::default(), &[], &[]));
    visit.respond(outcome)
}

/// `POST /personas/invitar`.
pub async fn invite(visit: Visit, Posted(fields): Posted) -> Response {
    let outcome = try_invite(&visit, &fields).await;
    visit.respond(outcome)
}

/// An organisation as it was named.
enum Named {
    /// None is asked for.
    None,
    /// This one.
    One(OrganisationId),
    /// One of these, if any.
    Several(Vec<Organisation>),
}

async fn try_invite(visit: &Visit, fields: &Fields) -> AppResult<Response> {
    policy::require(&visit.actor, Operation::KeepPeople)?;
    let say = visit.say;
    let again = |faults: Vec<Fault>, found: &[Organisation]| {
        Ok(unprocessable(form(visit, fields, found, &faults)))
    };
    let Some(role) = Role::parse(fields.text("role")) else {
        return again(vec![("role".into(), say.t("fault-required"))], &[]);
    };
    let organisation = match named(visit, role, fields).await? {
        Named::None => None,
        Named::One(id) => Some(id),
        Named::Several(found) => {
            let key = match (found.is_empty(), fields.text("organisation").is_empty()) {
                (_, true) => "fault-required-organisation",
                (true, false) => "fault-no-organisation",
                (false, false) => "fault-several-organisations",
            };
            let at = if found.is_empty() {
                "organisation"
            } else {
                "elegir"
            };
            return again(vec![(at.to_owned(), say.t(key))], &found);
        }
    };
    let invitation = Invitation {
        email: fields.text("email").to_owned(),
        name: fields.text("name").to_owned(),
        role,
        organisation,
        lang: Lang::parse(fields.text("lang")).unwrap_or(Lang::Es),
    };
    match send(&visit.app, &visit.actor, invitation).await {
        Ok(link) => Ok(invited(visit, fields, role, &link).into_response()),
        Err(AppError::Invalid(faults)) => {
            // What was chosen is offered again.
            let found = match fields.has("organisation_id") {
                true => {
                    let text = fields.text("organisation");
                    find_organisations(&visit.app, &visit.actor, role, text).await?
                }
                false => Vec::new(),
            };
            again(faults_of(say, &faults), &found)
        }
        Err(error) => Err(error),
    }
}

async fn named(visit: &Visit, role: Role, fields: &Fields) -> AppResult<Named> {
    // A centre's own people are invited into it by those who answer for it: into their own.
    let into_own = matches!(role, Role::CentreStaff | Role::CentreManager)
        && visit.actor.organisation.is_some();
    if kinds_of(role).is_empty() || into_own || !chooses_organisation(&visit.actor) {
        return Ok(Named::None);
    }
    if let Some(id) = fields.find("organisation_id") {
        return Ok(Named::One(id.parse().map_err(|_| AppError::NotFound)?));
    }
    let text = fields.text("organisation");
    let found = find_organisations(&visit.app, &visit.actor, role, text).await?;
    let exact: Vec<&Organisation> = found
        .iter()
        .filter(|one| fold(&one.name) == fold(text))
        .collect();
    Ok(match exact.as_slice() {
        [one] => Named::One(one.id),
        _ => Named::Several(found),
    })
}

/// The link, once; and whether a letter is under way.
fn invited(visit: &Visit, fields: &Fields, role: Role, link: &str) -> Markup {
    let say = visit.say;
    let email = fields.text("email");
    let main = html! {
        @if email.is_empty() { p.done role="status" { (say.t("invite-done")) } p { (say.t("invite-hand-over")) } }
        @else { p.done role="status" { (say.with("invite-done-mail", &[("email", email)])) } p { (say.t("invite-mail-may-fail")) } }
        (link_once(visit, link, &say.with("invite-message", &[("role", &role_in_words(say, role.as_str()))])))
        p { a.go href="/personas/invitar" { (say.t("invite-another")) } }
    };
    Page::new(Section::People, say.t("invite-title"), main)
        .under(say.t("people-title"), PATH)
        .show(visit)
}

fn form(visit: &Visit, fields: &Fields, found: &[Organisation], faults: &[Fault]) -> Markup {
    let say = visit.say;
    let roles: Vec<(String, String)> = Role::ALL
        .into_iter()
        .filter(|role| policy::may_grant(visit.actor.role, *role))
        .map(|role| (role.as_str().to_owned(), role_in_words(say, role.as_str())))
        .collect();
    let languages = [
        ("es".to_owned(), "Español".to_owned()),
        ("en".to_owned(), "English".to_owned()),
    ];
    let lang = fields.find("lang").unwrap_or("es");
    let main = html! {
        (summary(say, faults))
        form.text method="post" action="/personas/invitar" novalidate {
            (visit.proof())
            (Field { name: "role", label: say.t("people-role"), hint: None, value: fields.text("role"), fault: fault_of(faults, "role") }.select(say, &roles))
            @if chooses_organisation(&visit.actor) { (organisation(visit, fields, found, faults)) }
            (Field { name: "email", label: say.t("sign-in-email"), hint: Some(say.t("invite-email-hint")), value: fields.text("email"), fault: fault_of(faults, "email") }.auto(say, "email", "off"))
            (Field { name: "name", label: say.t("invite-name"), hint: Some(say.t("invite-name-hint")), value: fields.text("name"), fault: fault_of(faults, "name") }.auto(say, "text", "off"))
            (Field { name: "lang", label: say.t("invite-language"), hint: None, value: lang, fault: None }.select(say, &languages))
            div.buttons { button type="submit" { (say.t("people-invite")) } }
        }
    };
    Page::new(Section::People, say.t("invite-title"), main)
        .under(say.t("people-title"), PATH)
        .faulty(!faults.is_empty())
        .show(visit)
}

fn organisation(
    visit: &Visit,
    fields: &Fields,
    found: &[Organisation],
    faults: &[Fault],
) -> Markup {
    let say = visit.say;
    html! {
        (Field { name: "organisation", label: say.t("invite-organisation"), hint: Some(say.t("invite-organisation-hint")), value: fields.text("organisation"), fault: fault_of(faults, "organisation") }.line(say, "text", None))
        @if !found.is_empty() {
            fieldset #elegir tabindex="-1" {
                legend { (say.t("invite-which")) }
                @if let Some(fault) = fault_of(faults, "elegir") { p.fault { span.hidden { (say.t("error-prefix")) " " } (fault) } }
                @for one in found {
                    label.check { input type="radio" name="organisation_id" value=(one.id) checked[fields.text("organisation_id") == one.id.to_string()]; (one.name) }
                }
            }
        }
    }
}
