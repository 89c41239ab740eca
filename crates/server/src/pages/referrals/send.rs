//! Referring a firm for a step: what the institution will be told stands on the page, and nothing else goes.

use super::{path, send_path};
use crate::pages::errors::message;
use crate::pages::fields::{Fields, Posted, address};
use crate::pages::follow_up::follow_path;
use crate::pages::format::time;
use crate::pages::layout::{Page, Section};
use crate::pages::parts::{Fault, Field, fault_of, summary};
use crate::pages::visit::{Named, Visit};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::policy::{self, Operation};
use eslabon_app::referrals::{self, ReferralDraft, SendView, load_send};
use eslabon_app::{AppError, AppResult, FieldError};
use eslabon_domain::ids::ProgrammeStepId;
use maud::{Markup, html};

/// `GET /acciones/{step}/canalizar`.
pub async fn show(visit: Visit, id: Named) -> Response {
    visit.respond(shown(&visit, &id).await)
}

async fn shown(visit: &Visit, id: &Named) -> AppResult<Markup> {
    policy::require(&visit.actor, Operation::ReferFirm)?;
    let view = load_send(&visit.app, &visit.actor, id.id()?).await?;
    Ok(page(visit, &view, &Fields::default(), &[]))
}

/// `POST /acciones/{step}/canalizar`: `palabras`, `contacto`, `telefono`, `correo`, `permiso`.
pub async fn take(visit: Visit, id: Named, Posted(form): Posted) -> Response {
    let outcome = taken(&visit, &id, &form).await;
    visit.respond(outcome)
}

async fn taken(visit: &Visit, id: &Named, form: &Fields) -> AppResult<Response> {
    let (app, actor) = (&visit.app, &visit.actor);
    policy::require(actor, Operation::ReferFirm)?;
    let step: ProgrammeStepId = id.id()?;
    let text = |name: &str| form.text(name).to_owned();
    let draft = ReferralDraft {
        words: text("palabras"),
        contact_name: text("contacto"),
        contact_telephone: text("telefono"),
        contact_email: text("correo"),
        contact_allowed: form.text("permiso") == "si",
    };
    let faults = match referrals::send(app, actor, step, &draft).await {
        Ok(referral) => {
            let to = address(&path(referral.id), [("hecho", "enviada")]);
            return Ok(Redirect::to(&to).into_response());
        }
        Err(AppError::Invalid(faults)) => faults,
        Err(other) => return Err(other),
    };
    let view = load_send(app, actor, step).await?;
    let faults: Vec<Fault> = faults.iter().map(|fault| in_words(visit, fault)).collect();
    let page = page(visit, &view, form, &faults);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

fn in_words(visit: &Visit, fault: &FieldError) -> Fault {
    let say = visit.say;
    let (control, words) = match (fault.field.as_str(), fault.code) {
        ("contact_name", "required") => ("contacto", say.t("referral-fault-contact")),
        ("contact_name", _) => ("contacto", message(say, fault)),
        ("contact_telephone", _) => ("telefono", message(say, fault)),
        ("contact_email", _) => ("correo", message(say, fault)),
        ("contact_allowed", _) => ("permiso", say.t("referral-fault-allowed")),
        _ => ("palabras", message(say, fault)),
    };
    (control.to_owned(), words)
}

fn page(visit: &Visit, view: &SendView, form: &Fields, faults: &[Fault]) -> Markup {
    let (say, step) = (visit.say, &view.step);
    let field = |name: &'static str, label: &str, hint: &str| Field {
        name,
        label: say.find(label).unwrap_or_default(),
        hint: say.find(hint),
        value: form.text(name),
        fault: fault_of(faults, name),
    };
    let fault = fault_of(faults, "permiso");
    let fault_id = fault.map(|_| "permiso-error");
    let main = html! {
        (summary(say, faults))
        h2 { (say.t("referral-told")) }
        dl.facts {
            div { dt { (say.t("referral-institution")) } dd { (step.provider_name) } }
            div { dt { (say.t("referral-firm")) } dd { (view.firm_name) } }
            div { dt { (say.t("referral-service")) } dd { (step.name.text) } }
            div { dt { (say.t("follow-starts")) } dd { (time(say, step.starts_on)) } }
            div { dt { (say.t("follow-ends")) } dd { (time(say, step.ends_on)) } }
        }
        p { (say.t("referral-told-hint")) }
        @if view.people == 0 { p.note { (say.t("referral-nobody")) } }
        form.text method="post" action=(send_path(step.id)) novalidate {
            (visit.proof())
            (field("palabras", "referral-centre-says", "referral-say-hint").area(say, 3))
            fieldset {
                legend { (say.t("referral-contact")) }
                div {
                    p.hint { (say.t("referral-contact-hint")) }
                    (field("contacto", "referral-contact-name", "").line(say, "text", None))
                    (field("telefono", "referral-contact-telephone", "").line(say, "tel", None))
                    (field("correo", "referral-contact-email", "").line(say, "email", None))
                    div.wrong[fault.is_some()] {
                        @if let Some(words) = fault { p.fault id=[fault_id] { span.hidden { (say.t("error-prefix")) " " } (words) } }
                        label.check {
                            input #permiso type="checkbox" name="permiso" value="si" checked[form.text("permiso") == "si"] aria-describedby=[fault_id];
                            (say.t("referral-contact-allowed"))
                        }
                    }
                }
            }
            div.buttons {
                button type="submit" { (say.t("referral-send")) }
                a.button.second href=(follow_path(view.programme.id)) { (say.t("cancel")) }
            }
        }
    };
    Page::new(Section::Search, say.t("referral-send-title"), main)
        .under(view.programme.title.clone(), follow_path(view.programme.id))
        .faulty(!faults.is_empty())
        .show(visit)
}
