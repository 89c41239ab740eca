//! The files that show what an assessment found: on its page, brought by a form, read by those who may see it.

use super::{in_words, path_of};
use crate::http::uploads::{SmallForm, UploadError, pass_over, read_small};
use crate::pages::errors::{stale_form, too_large};
use crate::pages::fields::Fields;
use crate::pages::format::instant;
use crate::pages::parts::{Fault, Field, doer, fault_of, table, table_of};
use crate::pages::visit::{Named, Visit};
use axum::extract::Multipart;
use axum::extract::multipart::MultipartRejection;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::assessments::{
    self, AssessmentView, FILE_MAX, load_assessment, read_file, require_may_add,
};
use eslabon_app::policy::{self, Operation};
use eslabon_app::{AppError, AppResult, FieldError};
use eslabon_domain::assessments::AssessmentStatus;
use eslabon_domain::ids::AssessmentId;
use eslabon_domain::units::group_thousands;
use maud::{Markup, html};

/// The largest form: the file, and what stands around it.
pub const FORM_MAX: usize = FILE_MAX + 64 * 1024;
/// What a browser offers to choose from; the content decides.
const ENDINGS: &str = ".pdf,.jpg,.jpeg,.png,.webp,.csv,.xlsx";

/// `POST /evaluaciones/{id}/archivos`: `file`, `caption`.
pub async fn add(visit: Visit, id: Named, form: Result<Multipart, MultipartRejection>) -> Response {
    let outcome = take(&visit, &id, form).await;
    visit.respond(outcome)
}

async fn take(
    visit: &Visit,
    id: &Named,
    form: Result<Multipart, MultipartRejection>,
) -> AppResult<Response> {
    // Nobody else's file is even taken in.
    let allowed = async {
        policy::require(&visit.actor, Operation::SeeAssessments)?;
        let id: AssessmentId = id.id()?;
        require_may_add(&visit.app, &visit.actor, id).await?;
        Ok::<AssessmentId, AppError>(id)
    };
    let id = match allowed.await {
        Ok(id) => id,
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
    let added = match &file {
        None => {
            let fault = FieldError::new("file", "required", "");
            Err(AppError::Invalid(vec![fault]))
        }
        Some((name, content)) => {
            let file = (name.as_str(), content.as_slice());
            let caption = fields.text("caption");
            assessments::add_file(&visit.app, &visit.actor, id, file, caption).await
        }
    };
    match added {
        Ok(_) => Ok(Redirect::to(&format!("{}#archivos", path_of(id))).into_response()),
        Err(AppError::Invalid(faults)) => {
            let view = load_assessment(&visit.app, &visit.actor, id).await?;
            let faults = in_words(visit, &view, &faults);
            let main = section(visit, &view, &faults);
            let title = visit.say.t("assess-files");
            let page = super::framed(visit, &view.card, title, main)
                .under(super::title(visit, &view.assessment), path_of(id))
                .faulty(true)
                .show(visit);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(other) => Err(other),
    }
}

/// `GET /evaluaciones/archivos/{file}`.
pub async fn download(visit: Visit, id: Named) -> Response {
    visit.respond(open(&visit, &id).await)
}

async fn open(visit: &Visit, id: &Named) -> AppResult<Response> {
    policy::require(&visit.actor, Operation::SeeAssessments)?;
    let (file, content) = read_file(&visit.app, &visit.actor, id.id()?).await?;
    let ending = file.name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let ending: String = ending
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(5)
        .collect();
    let mut response = content.into_response();
    let headers = response.headers_mut();
    if let Ok(kind) = HeaderValue::from_str(&file.media_type) {
        headers.insert(header::CONTENT_TYPE, kind);
    }
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, no-store"),
    );
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    // Never shown in the page: what others brought is taken along, not run here.
    let named = format!("attachment; filename=\"evidencia.{ending}\"");
    if let Ok(value) = HeaderValue::from_str(&named) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    Ok(response)
}

/// The files on the page of their assessment.
pub fn section(visit: &Visit, view: &AssessmentView, faults: &[Fault]) -> Markup {
    let say = visit.say;
    let heading = say.t("assess-files");
    let rows = html! {
        table.rows {
            thead {
                tr {
                    th scope="col" { (say.t("drawings-file")) }
                    th.num scope="col" { (say.t("drawings-size")) }
                    th scope="col" { (say.t("drawings-added")) }
                }
            }
            tbody {
                @for one in &view.files {
                    tr {
                        th scope="row" {
                            a.go href={ "/evaluaciones/archivos/" (one.id) } download { (one.name) }
                            @if !one.caption.is_empty() { br; span.quiet { (one.caption) } }
                        }
                        td.num { (group_thousands(one.bytes.div_ceil(1_024))) " KB" }
                        td { (instant(say, one.added_at)) br; span.quiet { (doer(say, &one.added_by)) } }
                    }
                }
            }
        }
    };
    let may_add = view.may_change && view.assessment.status != AssessmentStatus::Void;
    html! {
        @if may_add || !view.files.is_empty() {
            section aria-labelledby="archivos" {
                h2 #archivos { (heading) }
                (crate::pages::parts::summary(say, faults))
                @if view.files.is_empty() { p { (say.t("assess-files-none")) } }
                @else { (table(&table_of(say, &heading), &rows)) }
                @if may_add { (upload(visit, view, faults)) }
            }
        }
    }
}

fn upload(visit: &Visit, view: &AssessmentView, faults: &[Fault]) -> Markup {
    let say = visit.say;
    html! {
        form.text method="post" action={ (path_of(view.assessment.id)) "/archivos" } enctype="multipart/form-data" novalidate {
            (visit.proof())
            (Field { name: "caption", label: say.t("assess-caption"), hint: None, value: "", fault: fault_of(faults, "caption") }.line(say, "text", None))
            (Field { name: "file", label: say.t("assess-file"), hint: Some(say.t("assess-file-hint")), value: "", fault: fault_of(faults, "file") }.file(say, ENDINGS))
            div.buttons { button.second type="submit" { (say.t("assess-file-send")) } }
        }
    }
}
