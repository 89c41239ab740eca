//! *Who can see my data*: three presets first, then group by group; everything that is open, each with a
//! button that takes it back at once.

mod detail;
mod open;
mod presets;

use super::errors::message;
use super::fields::{Fields, Posted, address};
use super::layout::{Page, Section};
use super::needs::day;
use super::parts::{Fault, summary};
use super::visit::{Named, Visit};
use super::words::Say;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::consents::{
    ConsentsView, Opening, apply_preset, list_audiences, list_consents, open as open_one, revoke,
};
use eslabon_app::policy::{self, Operation};
use eslabon_app::records::Organisation;
use eslabon_app::{AppError, AppResult, FieldError};
use eslabon_domain::attributes::ConfidentialityGroup;
use eslabon_domain::consents::{Consent, Preset, Purpose, Subject};
use eslabon_domain::ids::{NeedId, OrganisationId};
use jiff::ToSpan;
use jiff::civil::Date;
use maud::{Markup, html};

/// The address.
pub const PATH: &str = "/consentimientos";
/// Means *every lead firm* where one of several is chosen.
const EVERYONE: &str = "todas";

/// What the page shows besides what is typed.
struct Shown {
    view: ConsentsView,
    choices: Vec<Organisation>,
}

/// `GET /consentimientos`.
pub async fn show(visit: Visit) -> Response {
    visit.respond(page(&visit, &Fields::default(), &[]).await)
}

/// `POST /consentimientos`: `hacer` says whether a preset is applied or one group is opened.
pub async fn change(visit: Visit, Posted(form): Posted) -> Response {
    let outcome = take(&visit, &form).await;
    visit.respond(outcome)
}

/// `POST /consentimientos/{id}/cerrar`.
pub async fn close(visit: Visit, id: Named, Posted(_): Posted) -> Response {
    let outcome = take_back(&visit, &id).await;
    visit.respond(outcome)
}

async fn take_back(visit: &Visit, id: &Named) -> AppResult<Redirect> {
    let closed = match revoke(&visit.app, &visit.actor, id.id()?).await {
        Ok(consent) => consent,
        // Two windows, or two clicks: it is closed, which is what was wanted.
        Err(AppError::Conflict) => return Ok(Redirect::to(PATH)),
        Err(other) => return Err(other),
    };
    Ok(Redirect::to(&match closed.subject.need() {
        Some(need) => format!("/requerimientos/{need}?cerrado=si"),
        None => address(PATH, [("hecho", "cerrado")]),
    }))
}

async fn take(visit: &Visit, form: &Fields) -> AppResult<Response> {
    policy::require(&visit.actor, Operation::OpenOwnData)?;
    let done = match form.text("hacer") {
        "preset" => preset(visit, form).await,
        _ => one(visit, form).await,
    };
    match done {
        Ok(word) => Ok(Redirect::to(&address(PATH, [("hecho", word)])).into_response()),
        Err(AppError::Invalid(faults)) => {
            let faults = worded(visit.say, form.text("hacer"), &faults);
            let page = page(visit, form, &faults).await?;
            Ok((StatusCode::BAD_REQUEST, page).into_response())
        }
        Err(other) => Err(other),
    }
}

async fn preset(visit: &Visit, form: &Fields) -> AppResult<&'static str> {
    let Some(preset) = Preset::parse(form.text("preset")) else {
        return required("preset");
    };
    let buyers: Vec<OrganisationId> = form
        .all("comprador")
        .filter_map(|id| id.parse().ok())
        .collect();
    let until = match preset {
        Preset::OnlyMyCentre => visit.app.today(),
        _ => until(form.text("hasta"))?,
    };
    apply_preset(&visit.app, &visit.actor, preset, &buyers, until).await?;
    Ok("preset")
}

async fn one(visit: &Visit, form: &Fields) -> AppResult<&'static str> {
    let Some(group) = ConfidentialityGroup::parse_closed(form.text("grupo")) else {
        return required("group");
    };
    let Some(purpose) = Purpose::parse(form.text("para")) else {
        return required("purpose");
    };
    let audience = match form.text("a_quien") {
        "" => return required("audience"),
        EVERYONE => None,
        id => Some(id.parse().map_err(|_| AppError::NotFound)?),
    };
    let opening = Opening {
        subject: Subject::Facts(group),
        audience,
        purpose,
        until: until(form.text("hasta_uno"))?,
        note: form.text("nota").to_owned(),
    };
    open_one(&visit.app, &visit.actor, opening).await?;
    Ok("abierto")
}

/// The day that was typed.
///
/// # Errors
/// [`AppError::Invalid`] on `until`.
pub fn until(typed: &str) -> AppResult<Date> {
    let code = if typed.is_empty() { "required" } else { "date" };
    day(typed).ok_or_else(|| AppError::Invalid(vec![FieldError::new("until", code, typed)]))
}

fn required<T>(field: &str) -> AppResult<T> {
    Err(AppError::Invalid(vec![FieldError::new(
        field, "required", "",
    )]))
}

/// Each fault with the id of its control and its words.
fn worded(say: Say, form: &str, faults: &[FieldError]) -> Vec<Fault> {
    faults
        .iter()
        .map(|fault| {
            let id = match (fault.field.as_str(), form) {
                ("organisation", _) => "contenido",
                ("until", "preset") => "hasta",
                ("until", _) => "hasta_uno",
                ("buyers", _) => "compradores",
                ("preset", _) => "preset",
                ("group", _) => "grupo",
                ("purpose", _) => "para",
                ("note", _) => "nota",
                _ => "a_quien",
            };
            (id.to_owned(), message(say, fault))
        })
        .collect()
}

async fn page(visit: &Visit, form: &Fields, faults: &[Fault]) -> AppResult<Markup> {
    let say = visit.say;
    let shown = Shown {
        view: list_consents(&visit.app, &visit.actor).await?,
        choices: list_audiences(&visit.app, &visit.actor).await?,
    };
    let done = match visit.query.text("hecho") {
        "preset" => Some(say.t("consents-done-preset")),
        "abierto" => Some(say.t("consents-done-open")),
        "cerrado" => Some(say.t("consents-done-close")),
        _ => None,
    };
    let main = html! {
        (summary(say, faults))
        @if let Some(done) = done { p.done role="status" { (done) } }
        (presets::form(visit, &shown, form, faults))
        (open::list(visit, &shown.view))
        (detail::matrix(visit, &shown))
        (detail::form(visit, &shown, form, faults))
        (open::past(visit, &shown.view))
    };
    Ok(Page::new(Section::Consents, say.t("consents-title"), main)
        .lead(html! { @if let Some(owner) = &shown.view.owner { p.lead { (say.with("consents-lead", &[("firm", &owner.name)])) } } })
        .faulty(!faults.is_empty())
        .show(visit))
}

/// A closed group in words.
pub fn group(say: Say, group: ConfidentialityGroup) -> String {
    say.find(&format!("closed-{}", group.as_str()))
        .unwrap_or_else(|| group.as_str().to_owned())
}

/// What is opened, in words.
fn subject(say: Say, subject: Subject) -> Markup {
    let need = |key: &str, need: NeedId| {
        html! { a href={ "/requerimientos/" (need) } { (say.t(key)) } }
    };
    match subject {
        Subject::Facts(one) => html! { (group(say, one)) },
        Subject::Drawings(id) => need("consents-need-drawings", id),
        Subject::BuyerName(id) => need("consents-need-name", id),
    }
}

/// For what, in words.
fn purpose(say: Say, consent: &Consent) -> String {
    match consent.purpose {
        Purpose::Show => say.t("consents-show"),
        Purpose::Match => say.t("consents-match"),
    }
}

/// To whom, in words.
fn audience(say: Say, view: &ConsentsView, consent: &Consent) -> String {
    match consent.audience {
        None => say.t("consents-every-buyer"),
        Some(id) => view.audiences.get(&id).cloned().unwrap_or_default(),
    }
}

/// What stands in a date that nobody typed yet: a year from today.
pub fn in_a_year(visit: &Visit) -> String {
    let today = visit.app.today();
    today.checked_add(1.year()).unwrap_or(today).to_string()
}
