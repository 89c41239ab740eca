//! Confirming from a document: staff look at it, tick what it shows, and correct its dates.

use super::pieces::picture;
use super::{LARGE, file_path, list_path, name};
use crate::pages::errors::message;
use crate::pages::explain;
use crate::pages::fields::{Fields, Posted, address};
use crate::pages::format::{date, time};
use crate::pages::layout::{Page, Section};
use crate::pages::parts::{Fault, Field, fault_of, summary};
use crate::pages::visit::{Named, Visit};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::policy::{self, Operation};
use eslabon_app::site_files::{self, Confirming, Shown, load_confirming};
use eslabon_app::{AppError, AppResult, FieldError};
use eslabon_domain::facts::{Fact, Origin};
use eslabon_domain::ids::{FactId, SiteFileId};
use maud::{Markup, html};

/// `GET /archivos/{file}/confirmar`.
pub async fn ask(visit: Visit, id: Named) -> Response {
    visit.respond(shown(&visit, &id).await)
}

async fn shown(visit: &Visit, id: &Named) -> AppResult<Markup> {
    policy::require(&visit.actor, Operation::ConfirmFromFile)?;
    let view = load_confirming(&visit.app, &visit.actor, id.id()?).await?;
    Ok(page(visit, &view, None, &[], false))
}

/// `POST /archivos/{file}/confirmar`: `dato` once or several times, `documento`, `vigente`.
pub async fn take(visit: Visit, id: Named, Posted(form): Posted) -> Response {
    let outcome = taken(&visit, &id, &form).await;
    visit.respond(outcome)
}

async fn taken(visit: &Visit, id: &Named, form: &Fields) -> AppResult<Response> {
    let (app, actor) = (&visit.app, &visit.actor);
    policy::require(actor, Operation::ConfirmFromFile)?;
    let id: SiteFileId = id.id()?;
    let ticked: Vec<FactId> = form
        .all("dato")
        .map(|one| one.parse().map_err(|_| AppError::NotFound))
        .collect::<AppResult<_>>()?;
    let saw = Shown {
        facts: ticked,
        observed: form.text("documento").to_owned(),
        valid_until: form.text("vigente").to_owned(),
    };
    let (status, faults) = match site_files::confirm(app, actor, id, &saw).await {
        Ok(site) => {
            let to = address(&list_path(site), [("hecho", "registrado")]);
            return Ok(Redirect::to(&to).into_response());
        }
        Err(AppError::Invalid(faults)) => (StatusCode::UNPROCESSABLE_ENTITY, faults),
        // Someone recorded something newer in between: it is shown, and nothing typed is lost.
        Err(AppError::Conflict) => (StatusCode::CONFLICT, Vec::new()),
        Err(other) => return Err(other),
    };
    let view = load_confirming(app, actor, id).await?;
    let faults: Vec<Fault> = faults.iter().map(|fault| in_words(visit, fault)).collect();
    let page = page(
        visit,
        &view,
        Some(form),
        &faults,
        status == StatusCode::CONFLICT,
    );
    Ok((status, page).into_response())
}

fn in_words(visit: &Visit, fault: &FieldError) -> Fault {
    let (say, detail) = (visit.say, fault.detail.as_str());
    let control = match fault.field.as_str() {
        "observed" => "documento",
        "valid_until" => "vigente",
        _ => "datos",
    };
    let words = match (fault.field.as_str(), fault.code) {
        ("facts", "required") => say.t("fault-files-facts"),
        (_, "known_better") => {
            let origin = Origin::parse(detail).map(|one| explain::origin(say, one));
            say.with(
                "profile-fault-known-better",
                &[("origin", &origin.unwrap_or_default())],
            )
        }
        (_, "older_than_known") => {
            let day = detail.parse().map(|day| date(say, day));
            say.with("profile-fault-older", &[("date", &day.unwrap_or_default())])
        }
        (_, "date_in_future") => say.t("profile-fault-future"),
        (_, "bad_date") => say.t("fault-date"),
        _ => message(say, fault),
    };
    (control.to_owned(), words)
}

fn page(
    visit: &Visit,
    view: &Confirming,
    form: Option<&Fields>,
    faults: &[Fault],
    is_overtaken: bool,
) -> Markup {
    let (say, file) = (visit.say, &view.file);
    let kept = Fields::default();
    let fields = form.unwrap_or(&kept);
    let declared = view.valid_until().map(|day| day.to_string());
    let until = match form {
        Some(form) => form.text("vigente"),
        None => declared.as_deref().unwrap_or_default(),
    };
    let fault = fault_of(faults, "datos");
    let fault_id = fault.map(|_| "datos-error");
    let main = html! {
        (summary(say, faults))
        @if is_overtaken { div.note role="alert" { p { (say.t("files-confirm-conflict")) } } }
        p { a.go href=(file_path(file.id)) { (picture(visit, file, LARGE)) } }
        form.text method="post" action=(visit.path) novalidate {
            (visit.proof())
            fieldset.wrong[fault.is_some()] id="datos" tabindex="-1" aria-describedby=[fault_id] {
                legend { (say.t("files-confirm-legend")) }
                div {
                    @if let Some(words) = fault { p.fault id=[fault_id] { span.hidden { (say.t("error-prefix")) " " } (words) } }
                    @for fact in &view.known { (tick(visit, fact, form)) }
                }
            }
            (Field { name: "documento", label: say.t("files-confirm-day"), hint: Some(say.t("files-confirm-day-hint")), value: fields.text("documento"), fault: fault_of(faults, "documento") }.line(say, "date", None))
            @if view.has_end() {
                (Field { name: "vigente", label: say.t("files-confirm-until"), hint: Some(say.t("files-confirm-until-hint")), value: until, fault: fault_of(faults, "vigente") }.line(say, "date", None))
            }
            div.buttons {
                button type="submit" { (say.t("files-confirm-save")) }
                a.button.second href=(list_path(view.card.site)) { (say.t("cancel")) }
            }
        }
    };
    Page::new(Section::Search, say.t("files-confirm-title"), main)
        .lead(html! { p.lead { (name(visit, file)) } })
        .under(
            view.card.name.clone(),
            format!("/proveedores/{}", view.card.site),
        )
        .under(say.t("files-title"), list_path(view.card.site))
        .faulty(!faults.is_empty())
        .show(visit)
}

/// A fact that the document may show. What is known less well is ticked beforehand.
fn tick(visit: &Visit, fact: &Fact, form: Option<&Fields>) -> Markup {
    let say = visit.say;
    let id = fact.id.to_string();
    let is_ticked = match form {
        Some(form) => form.all("dato").any(|one| one == id),
        None => Confirming::is_weaker(fact),
    };
    html! {
        label.check {
            input type="checkbox" name="dato" value=(id) checked[is_ticked];
            span {
                (explain::attribute(visit, &fact.attribute, None)) ": "
                strong { (explain::value(visit, &fact.attribute, &fact.value)) } " "
                span.quiet { (explain::origin(say, fact.origin)) ", " (time(say, fact.observed)) }
            }
        }
    }
}
