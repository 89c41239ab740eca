//! The form by which someone says that a firm is hers.

use super::evidence_in_words;
use crate::http::uploads::{SmallForm, UploadError, pass_over, read_small};
use crate::pages::errors::{message, stale_form, too_large};
use crate::pages::fields::{Fields, Posted, address};
use crate::pages::layout::{Page, Section};
use crate::pages::parts::{Fault, Field, fault_of, place, summary};
use crate::pages::visit::{Named, Visit};
use axum::extract::Multipart;
use axum::extract::multipart::MultipartRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::claims::{self, ClaimDraft, FILE_MAX};
use eslabon_app::policy::{self, Operation};
use eslabon_app::records::Evidence;
use eslabon_app::suppliers::{SupplierView, load_supplier};
use eslabon_app::{AppError, AppResult, FieldError};
use eslabon_domain::ids::SiteId;
use maud::{Markup, html};

/// The largest form: the file, and what stands around it.
pub const BODY_MAX: usize = FILE_MAX + 64 * 1024;
/// What a browser offers to choose from; the content decides.
const ENDINGS: &str = ".pdf,.png,.jpg,.jpeg";

fn path_of(site: SiteId) -> String {
    format!("/proveedores/{site}/es-mi-empresa")
}

/// `GET /proveedores/{site}/es-mi-empresa`.
pub async fn form(visit: Visit, id: Named) -> Response {
    visit.respond(shown(&visit, &id).await)
}

async fn shown(visit: &Visit, id: &Named) -> AppResult<Response> {
    policy::require(&visit.actor, Operation::ClaimSite)?;
    let asked: SiteId = id.id()?;
    let view = load_supplier(&visit.app, &visit.actor, asked).await?;
    if view.card.site != asked {
        return Ok(Redirect::to(&path_of(view.card.site)).into_response());
    }
    let page = page(visit, &view, &Fields::default(), &[]).await?;
    Ok(page.into_response())
}

/// `POST /proveedores/{site}/es-mi-empresa`.
pub async fn make(
    visit: Visit,
    id: Named,
    form: Result<Multipart, MultipartRejection>,
) -> Response {
    let outcome = take(&visit, &id, form).await;
    visit.respond(outcome)
}

async fn take(
    visit: &Visit,
    id: &Named,
    form: Result<Multipart, MultipartRejection>,
) -> AppResult<Response> {
    let site: SiteId = match policy::require(&visit.actor, Operation::ClaimSite) {
        Ok(()) => id.id()?,
        Err(refused) => {
            pass_over(form).await;
            return Err(refused);
        }
    };
    let read = match form {
        Ok(form) => read_small(form, FILE_MAX, &|token| visit.proves(token)).await,
        Err(rejection) => Err(UploadError::Malformed(rejection.body_text())),
    };
    let SmallForm { fields, file } = match read {
        Ok(read) => read,
        Err(UploadError::TooLarge) => return Ok(too_large(visit)),
        Err(UploadError::Unproved) => return Ok(stale_form(visit)),
        Err(UploadError::Storage(error)) => return Err(AppError::Unavailable(error.to_string())),
        Err(UploadError::Missing | UploadError::Malformed(_)) => SmallForm::default(),
    };
    let fields = Fields::of(fields);
    let draft = ClaimDraft {
        name: fields.text("name").to_owned(),
        email: fields.text("email").to_owned(),
        telephone: fields.text("telephone").to_owned(),
        evidence: Evidence::parse(fields.text("evidence")),
        words: fields.text("words").to_owned(),
        file,
        lang: visit.lang(),
    };
    match claims::make_claim(&visit.app, &visit.actor, site, draft).await {
        Ok(()) => Ok(Redirect::to(&address(&path_of(site), [("hecho", "1")])).into_response()),
        Err(AppError::Invalid(faults)) => {
            let view = load_supplier(&visit.app, &visit.actor, site).await?;
            let faults: Vec<Fault> = faults.iter().map(|one| in_words(visit, one)).collect();
            let page = page(visit, &view, &fields, &faults).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error),
    }
}

fn in_words(visit: &Visit, fault: &FieldError) -> Fault {
    let say = visit.say;
    let words = match (fault.field.as_str(), fault.code) {
        ("words", "required") => say.t("fault-claim-words"),
        ("evidence", "required") => say.t("fault-claim-evidence"),
        _ => message(say, fault),
    };
    let field = match fault.field.as_str() {
        "site" => "contenido",
        field => field,
    };
    (field.to_owned(), words)
}

async fn page(
    visit: &Visit,
    view: &SupplierView,
    fields: &Fields,
    faults: &[Fault],
) -> AppResult<Markup> {
    let say = visit.say;
    let site = view.card.site;
    let own = claims::find_own(&visit.app, &visit.actor, site).await?;
    let done = visit.query.text("hecho") == "1" && faults.is_empty();
    let main = html! {
        (summary(say, faults))
        @if done { p.done role="status" { (say.t("claim-received")) } }
        @if let Some(claim) = &own {
            div.text {
                p { (say.t("claim-is-open")) }
                form method="post" action={ (path_of(site)) "/retirar" } {
                    (visit.proof())
                    input type="hidden" name="id" value=(claim.id);
                    div.buttons { button.second type="submit" { (say.t("claim-withdraw")) } }
                }
            }
        } @else if !view.may_claim { p.note { (say.t("fault-has-owner")) } }
        @else if !done { (asked(visit, site, fields, faults)) }
        p { a.go href={ "/proveedores/" (site) } { (view.card.name) } }
    };
    let title = say.with("claim-title", &[("firm", &view.card.name)]);
    Ok(Page::new(Section::Search, title, main)
        .lead(html! { p.lead { (place(say, view.card.municipality.as_deref(), view.card.state)) } })
        .under(say.t("nav-search"), "/buscar")
        .faulty(!faults.is_empty())
        .show(visit))
}

fn asked(visit: &Visit, site: SiteId, fields: &Fields, faults: &[Fault]) -> Markup {
    let say = visit.say;
    let field = |name: &'static str, label: &str, hint: Option<&str>| Field {
        name,
        label: say.t(label),
        hint: hint.map(|key| say.t(key)),
        value: fields.text(name),
        fault: fault_of(faults, name),
    };
    let mut kinds = vec![(String::new(), say.t("claim-evidence-choose"))];
    kinds
        .extend(Evidence::ALL.map(|kind| (kind.as_str().to_owned(), evidence_in_words(say, kind))));
    html! {
        p { (say.t("claim-lead")) }
        form.text method="post" action=(path_of(site)) enctype="multipart/form-data" novalidate {
            (visit.proof())
            @if visit.session.is_none() {
                (field("name", "claim-name", None).auto(say, "text", "name"))
                (field("email", "claim-email", Some("claim-email-hint")).auto(say, "email", "email"))
            }
            (field("telephone", "claim-telephone", None).auto(say, "tel", "tel"))
            (field("evidence", "claim-evidence", None).select(say, &kinds))
            (field("words", "claim-words", Some("claim-words-hint")).area(say, 5))
            (field("file", "claim-file", Some("claim-file-hint")).optional_file(say, ENDINGS))
            p.note { (say.t("claim-private")) }
            div.buttons { button type="submit" { (say.t("claim-send")) } }
        }
    }
}

/// `POST /proveedores/{site}/es-mi-empresa/retirar`: `id`.
pub async fn withdraw(visit: Visit, id: Named, Posted(form): Posted) -> Response {
    let outcome = take_back(&visit, &id, &form).await;
    visit.respond(outcome)
}

async fn take_back(visit: &Visit, id: &Named, form: &Fields) -> AppResult<Response> {
    policy::require(&visit.actor, Operation::ClaimSite)?;
    let site: SiteId = id.id()?;
    let claim = form.text("id").parse().map_err(|_| AppError::NotFound)?;
    claims::withdraw(&visit.app, &visit.actor, claim).await?;
    Ok(Redirect::to(&path_of(site)).into_response())
}
