//! A programme that was signed by hand: staff hand in the scan, for a side; whoever may read it takes it along.

use super::show::page;
use super::take::Returned;
use super::{path_of, side};
use crate::http::uploads::{SmallForm, UploadError, pass_over, read_small_into};
use crate::pages::errors::{message, stale_form};
use crate::pages::fields::Fields;
use crate::pages::parts::{Fault, Field, fault_of};
use crate::pages::visit::{Named, Visit};
use axum::extract::Multipart;
use axum::extract::multipart::MultipartRejection;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::policy::{self, Operation};
use eslabon_app::programmes::{
    self, ProgrammeView, SignedPaper, load_programme, read_scan, require_may_sign_by_hand,
};
use eslabon_app::{AppError, AppResult, FieldError};
use eslabon_documents::HASH_START;
use eslabon_domain::ids::{ProgrammeId, ProgrammeSignatureId};
use eslabon_domain::programmes::{ProgrammeSide, ProgrammeStatus};
use eslabon_domain::site_files::FILE_MAX;
use maud::{Markup, html};

/// What telephones offer the camera for; the content decides.
const OFFERED: &str = "image/*,application/pdf";

/// The address of the scan of a signature.
#[must_use]
pub fn scan_path(id: ProgrammeSignatureId) -> String {
    format!("/firmas/{id}")
}

/// What of a digest is shown where people compare it with the one on paper.
#[must_use]
pub fn hash_start(hash: &str) -> &str {
    hash.get(..HASH_START).unwrap_or(hash)
}

/// `POST /programas/{id}/firma-a-mano`: `plan`, its version; `parte`, `firmante`, `fecha`, and the file last.
pub async fn sign_by_hand(
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
    // Nobody else's file is even read.
    let id = match may_hand_in(visit, id).await {
        Ok(id) => id,
        Err(refused) => {
            pass_over(form).await;
            return Err(refused);
        }
    };
    let mut read = SmallForm::default();
    let outcome = match form {
        Ok(form) => read_small_into(form, FILE_MAX, &|token| visit.proves(token), &mut read).await,
        Err(rejection) => Err(UploadError::Malformed(rejection.body_text())),
    };
    let fields = Fields::of(read.fields);
    let (status, faults) = match outcome {
        Ok(()) => {
            let paper = paper(&fields, read.file.unwrap_or_default());
            match programmes::sign_by_hand(&visit.app, &visit.actor, id, paper).await {
                Ok(signed) => {
                    let done = match signed.status {
                        ProgrammeStatus::Agreed => "acordado",
                        _ => "papel",
                    };
                    let to = format!("{}?hecho={done}", path_of(id));
                    return Ok(Redirect::to(&to).into_response());
                }
                Err(AppError::Invalid(faults)) => (StatusCode::UNPROCESSABLE_ENTITY, faults),
                Err(AppError::Conflict) => (StatusCode::CONFLICT, Vec::new()),
                Err(other) => return Err(other),
            }
        }
        Err(UploadError::Unproved) => return Ok(stale_form(visit)),
        Err(UploadError::Storage(error)) => return Err(AppError::Unavailable(error.to_string())),
        Err(UploadError::TooLarge) => {
            let most = (FILE_MAX / (1024 * 1024)).to_string();
            let fault = FieldError::new("file", "file_too_large", most);
            (StatusCode::PAYLOAD_TOO_LARGE, vec![fault])
        }
        Err(UploadError::Missing | UploadError::Malformed(_)) => {
            let fault = FieldError::new("file", "file_missing", "");
            (StatusCode::UNPROCESSABLE_ENTITY, vec![fault])
        }
    };
    let view = load_programme(&visit.app, &visit.actor, id).await?;
    let back = Returned {
        by_hand: true,
        faults: faults.iter().map(|fault| in_words(visit, fault)).collect(),
        fields,
        overtaken: status == StatusCode::CONFLICT,
        ..Returned::default()
    };
    Ok((status, page(visit, &view, &back)).into_response())
}

async fn may_hand_in(visit: &Visit, id: &Named) -> AppResult<ProgrammeId> {
    policy::require(&visit.actor, Operation::SignByHand)?;
    let id: ProgrammeId = id.id()?;
    require_may_sign_by_hand(&visit.app, &visit.actor, id).await?;
    Ok(id)
}

fn paper(fields: &Fields, (file_name, bytes): (String, Vec<u8>)) -> SignedPaper {
    SignedPaper {
        plan_version: fields.text("plan").parse().unwrap_or(0),
        side: ProgrammeSide::parse(fields.text("parte")),
        name: fields.text("firmante").to_owned(),
        signed_on: fields.text("fecha").to_owned(),
        file_name,
        bytes,
    }
}

/// A fault in words, at the control that the page has for it; what belongs to no field leads to how the programme
/// stands.
fn in_words(visit: &Visit, fault: &FieldError) -> Fault {
    let say = visit.say;
    let control = match fault.field.as_str() {
        "side" | "signature" => "parte",
        "name" => "firmante",
        "signed_on" => "fecha",
        "file" => "file",
        _ => "estado",
    };
    let words = match (fault.field.as_str(), fault.code) {
        ("side", _) => say.t("fault-programme-side"),
        ("signature", "already_signed") => say.t("fault-programme-side-signed"),
        ("signed_on", "required" | "bad_date") => say.t("fault-date"),
        ("signed_on", "date_in_future") => say.t("profile-fault-future"),
        _ => message(say, fault),
    };
    (control.to_owned(), words)
}

/// The form; nothing where no side has still to sign.
#[must_use]
pub fn form(visit: &Visit, view: &ProgrammeView, back: &Returned) -> Markup {
    let (say, programme) = (visit.say, &view.programme);
    if view.may.sign_by_hand.is_empty() {
        return html! {};
    }
    let typed = |name: &str| match back.by_hand {
        true => back.fields.text(name).to_owned(),
        false => String::new(),
    };
    let (chosen, name, day) = (typed("parte"), typed("firmante"), typed("fecha"));
    let fault = |name: &str| match back.by_hand {
        true => fault_of(&back.faults, name),
        false => None,
    };
    let field = |name: &'static str, label: &str, hint: Option<String>, value| Field {
        name,
        label: say.t(label),
        hint,
        value,
        fault: fault(name),
    };
    let mut sides = vec![(String::new(), say.t("programme-hand-side-choose"))];
    let open = view.may.sign_by_hand.iter();
    sides.extend(open.map(|one| (one.as_str().to_owned(), side(say, *one))));
    let hash = [("hash", hash_start(&view.document_hash))];
    html! {
        details open[back.by_hand] {
            summary { (say.t("programme-hand")) }
            form.text method="post" action={ (path_of(programme.id)) "/firma-a-mano" } enctype="multipart/form-data" novalidate {
                (visit.proof())
                input type="hidden" name="plan" value=(programme.plan_version);
                p { (say.with("programme-hand-text", &hash)) }
                (field("parte", "programme-hand-side", None, chosen.as_str()).select(say, &sides))
                (field("firmante", "programme-hand-name", Some(say.t("programme-hand-name-hint")), name.as_str()).line(say, "text", None))
                (field("fecha", "programme-hand-day", None, day.as_str()).line(say, "date", None))
                (field("file", "programme-hand-file", Some(say.t("files-file-hint")), "").file(say, OFFERED))
                div.buttons { button type="submit" { (say.t("programme-hand-send")) } }
            }
        }
    }
}

/// `GET /firmas/{signature}`: the scan, to be taken along.
pub async fn scan(visit: Visit, id: Named) -> Response {
    let outcome = handed_over(&visit, &id).await;
    visit.respond(outcome)
}

async fn handed_over(visit: &Visit, id: &Named) -> AppResult<Response> {
    policy::require(&visit.actor, Operation::SeeProgramme)?;
    let (scan, bytes) = read_scan(&visit.app, &visit.actor, id.id()?).await?;
    let (kind, ending) = match scan.media_type.as_str() {
        "image/jpeg" => ("image/jpeg", "jpg"),
        "image/png" => ("image/png", "png"),
        "image/webp" => ("image/webp", "webp"),
        "application/pdf" => ("application/pdf", "pdf"),
        _ => ("application/octet-stream", "bin"),
    };
    let named = format!("attachment; filename=\"firma.{ending}\"");
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, no-store"),
    );
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    if let Ok(value) = HeaderValue::from_str(&named) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    Ok(response)
}
