//! Adding a file: one at a time, with the telephone's camera or from what is there, without scripts.

use super::list::page;
use super::{kind, list_path};
use crate::http::uploads::{SmallForm, UploadError, pass_over, read_small_into};
use crate::pages::errors::{message, stale_form};
use crate::pages::explain;
use crate::pages::fields::{Fields, address};
use crate::pages::parts::{Fault, Field, fault_of};
use crate::pages::visit::{Named, Visit};
use axum::extract::Multipart;
use axum::extract::multipart::MultipartRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::policy::{self, Operation};
use eslabon_app::site_files::{self, FileDraft, FilesView, list_files, require_may_add};
use eslabon_app::{AppError, AppResult, FieldError};
use eslabon_domain::attributes::{EQUIPMENT_OWNED, STANDARD_HELD};
use eslabon_domain::ids::SiteId;
use eslabon_domain::site_files::{FILE_MAX, FileKind};
use maud::{Markup, html};

/// The largest form that is read to its end, so that whoever brings a file that is too large is told so.
pub const BODY_MAX: usize = 4 * FILE_MAX;
/// What telephones offer the camera for; the content decides.
const OFFERED: &str = "image/*,application/pdf";

/// What stands in the form.
#[derive(Debug, Default)]
pub struct Returned {
    /// What was typed, or asked for by the address.
    pub fields: Fields,
    /// What is wrong with it.
    pub faults: Vec<Fault>,
}

impl Returned {
    /// What the address asks for.
    pub(super) fn asked(visit: &Visit) -> Self {
        let (attribute, item) = (visit.query.text("atributo"), visit.query.text("de"));
        let mut pairs = Vec::new();
        if visit.words.attributes.find(attribute).is_some() {
            pairs.push(("sobre".to_owned(), format!("{attribute} {item}")));
            let kind = match attribute {
                STANDARD_HELD => FileKind::Certificate,
                _ => FileKind::Photo,
            };
            pairs.push(("tipo".to_owned(), kind.as_str().to_owned()));
        }
        Self {
            fields: Fields::of(pairs),
            faults: Vec::new(),
        }
    }
}

/// `POST /proveedores/{site}/archivos`: `tipo`, `sobre`, `texto`, `fecha`, and the file last.
pub async fn add(visit: Visit, id: Named, form: Result<Multipart, MultipartRejection>) -> Response {
    let outcome = take(&visit, &id, form).await;
    visit.respond(outcome)
}

async fn take(
    visit: &Visit,
    id: &Named,
    form: Result<Multipart, MultipartRejection>,
) -> AppResult<Response> {
    let (app, actor) = (&visit.app, &visit.actor);
    // Nobody else's file is even read.
    let site = match may_add(visit, id).await {
        Ok(site) => site,
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
    let status = match outcome {
        Err(UploadError::TooLarge) => StatusCode::PAYLOAD_TOO_LARGE,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let refused = match outcome {
        Ok(()) => {
            let draft = draft(&fields, read.file.unwrap_or_default());
            match site_files::add(app, actor, site, draft).await {
                Ok(_) => {
                    let to = address(&list_path(site), [("hecho", "agregado")]);
                    return Ok(Redirect::to(&to).into_response());
                }
                Err(AppError::Invalid(faults)) => faults,
                Err(other) => return Err(other),
            }
        }
        Err(UploadError::Unproved) => return Ok(stale_form(visit)),
        Err(UploadError::Storage(error)) => return Err(AppError::Unavailable(error.to_string())),
        Err(UploadError::TooLarge) => {
            let most = (FILE_MAX / (1024 * 1024)).to_string();
            vec![FieldError::new("file", "file_too_large", most)]
        }
        Err(UploadError::Missing | UploadError::Malformed(_)) => {
            vec![FieldError::new("file", "file_missing", "")]
        }
    };
    let back = Returned {
        faults: refused.iter().map(|fault| in_words(visit, fault)).collect(),
        fields,
    };
    let view = list_files(app, actor, site).await?;
    let page = page(visit, &view, &back);
    Ok((status, page).into_response())
}

async fn may_add(visit: &Visit, id: &Named) -> AppResult<SiteId> {
    policy::require(&visit.actor, Operation::KeepSiteFiles)?;
    let site: SiteId = id.id()?;
    require_may_add(&visit.app, &visit.actor, site).await?;
    Ok(site)
}

fn draft(fields: &Fields, (name, bytes): (String, Vec<u8>)) -> FileDraft {
    let about = fields.text("sobre");
    let (attribute, item) = about.split_once(' ').unwrap_or((about, ""));
    FileDraft {
        kind: FileKind::parse(fields.text("tipo")),
        attribute: attribute.to_owned(),
        item: item.trim().to_owned(),
        caption: fields.text("texto").to_owned(),
        taken_on: fields.text("fecha").to_owned(),
        name,
        bytes,
    }
}

/// A fault in words, at the control that the page has for it.
fn in_words(visit: &Visit, fault: &FieldError) -> Fault {
    let say = visit.say;
    let control = match fault.field.as_str() {
        "kind" => "tipo",
        "about" => "sobre",
        "caption" => "texto",
        "taken_on" => "fecha",
        _ => "file",
    };
    let words = match (fault.field.as_str(), fault.code) {
        ("kind", "required") => say.t("fault-files-kind"),
        ("taken_on", "date_in_future") => say.t("profile-fault-future"),
        ("taken_on", _) => say.t("fault-date"),
        _ => message(say, fault),
    };
    (control.to_owned(), words)
}

/// The form.
pub(super) fn section(visit: &Visit, view: &FilesView, back: &Returned) -> Markup {
    let say = visit.say;
    let field = |name: &'static str, label: &str, hint: Option<&str>| Field {
        name,
        label: say.t(label),
        hint: hint.map(|key| say.t(key)),
        value: back.fields.text(name),
        fault: fault_of(&back.faults, name),
    };
    let mut kinds = vec![(String::new(), say.t("files-kind-choose"))];
    kinds.extend(FileKind::ALL.map(|one| (one.as_str().to_owned(), kind(say, one))));
    html! {
        section aria-labelledby="agregar" {
            h2 #agregar { (say.t("files-add")) }
            form.text method="post" action=(list_path(view.card.site)) enctype="multipart/form-data" novalidate {
                (visit.proof())
                (field("tipo", "files-kind", None).select(say, &kinds))
                (field("sobre", "files-about", None).select(say, &subjects(visit, view, back.fields.text("sobre"))))
                (field("texto", "files-caption", Some("files-caption-hint")).line(say, "text", None))
                (field("fecha", "files-taken-on", None).line(say, "date", None))
                (field("file", "files-file", Some("files-file-hint")).file(say, OFFERED))
                p.note { (say.t("files-who-sees")) }
                div.buttons { button type="submit" { (say.t("files-send")) } }
            }
        }
    }
}

/// What a file may be about: the firm, what it has, and what was asked for.
fn subjects(visit: &Visit, view: &FilesView, chosen: &str) -> Vec<(String, String)> {
    let say = visit.say;
    let mut all = vec![(String::new(), say.t("files-about-firm"))];
    for (attribute, item) in &view.about {
        let name = match *attribute {
            EQUIPMENT_OWNED => say.with("files-about-machine", &[("name", &visit.concept(item))]),
            _ => say.with("files-about-certificate", &[("name", &visit.concept(item))]),
        };
        all.push((format!("{attribute} {item}"), name));
    }
    let is_there = all.iter().any(|(value, _)| value.trim() == chosen);
    if !is_there {
        let (attribute, item) = chosen.split_once(' ').unwrap_or((chosen, ""));
        let item = Some(item).filter(|item| visit.words.vocabulary.find(item).is_some());
        if visit.words.attributes.find(attribute).is_some() {
            let name = explain::attribute(visit, attribute, item);
            all.push((chosen.to_owned(), name));
        }
    }
    all
}
