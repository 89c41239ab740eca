//! Saying what a visit found of a gap: the finding, what was measured, whether it has spread, the files that show it.

use super::show::{last_visit, level};
use super::{finding, follow_path, framed, spread};
use crate::pages::errors::message;
use crate::pages::explain;
use crate::pages::fields::{Fields, Posted, address};
use crate::pages::parts::{Fault, Field, fault_of, summary};
use crate::pages::site_files::{list_path, name as file_name};
use crate::pages::visit::Visit;
use crate::pages::words::Say;
use axum::extract::{FromRequestParts, OptionalFromRequestParts, Path};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::follow_up::FollowedGap;
use eslabon_app::policy::{self, Operation};
use eslabon_app::profiles::units_of;
use eslabon_app::verifications::{GapView, GapVisit, load_gap, verify_gap};
use eslabon_app::{AppError, AppResult, FieldError};
use eslabon_domain::attributes::{Attribute, ValueType};
use eslabon_domain::follow_up::{Finding, Spread};
use eslabon_domain::ids::{ProgrammeGapId, ProgrammeId, SiteFileId};
use maud::{Markup, html};
use std::convert::Infallible;

/// The most files that are offered to tick.
const FILES_SHOWN: usize = 20;

/// The programme and the gap that an address names. What is no UTF-8 is nobody's name.
#[derive(Debug, Clone, Default)]
pub struct Place {
    programme: String,
    gap: String,
}

impl<S: Send + Sync> FromRequestParts<S> for Place {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let path = <Path<(String, String)> as OptionalFromRequestParts<S>>::from_request_parts(
            parts, state,
        )
        .await;
        Ok(path
            .ok()
            .flatten()
            .map(|Path((programme, gap))| Place { programme, gap })
            .unwrap_or_default())
    }
}

impl Place {
    fn ids(&self) -> AppResult<(ProgrammeId, ProgrammeGapId)> {
        let programme = self.programme.parse().map_err(|_| AppError::NotFound)?;
        let gap = self.gap.parse().map_err(|_| AppError::NotFound)?;
        Ok((programme, gap))
    }
}

/// `GET /programas/{id}/brechas/{gap}`.
pub async fn show(visit: Visit, place: Place) -> Response {
    visit.respond(shown(&visit, &place).await)
}

async fn shown(visit: &Visit, place: &Place) -> AppResult<Markup> {
    policy::require(&visit.actor, Operation::VerifyGap)?;
    let (programme, gap) = place.ids()?;
    let view = load_gap(&visit.app, &visit.actor, programme, gap).await?;
    Ok(page(visit, &view, &Fields::default(), &[], false))
}

/// `POST /programas/{id}/brechas/{gap}`: `resultado`, `medida`, `unidad`, `vigente`, `visita`, `alcance`, `nota`,
/// `motivo`, `archivo` once or several times.
pub async fn take(visit: Visit, place: Place, Posted(form): Posted) -> Response {
    let outcome = taken(&visit, &place, &form).await;
    visit.respond(outcome)
}

async fn taken(visit: &Visit, place: &Place, form: &Fields) -> AppResult<Response> {
    let (app, actor) = (&visit.app, &visit.actor);
    policy::require(actor, Operation::VerifyGap)?;
    let (programme, gap) = place.ids()?;
    let text = |name: &str| form.text(name).to_owned();
    let files: Vec<SiteFileId> = form
        .all("archivo")
        .map(|one| one.parse().map_err(|_| AppError::NotFound))
        .collect::<AppResult<_>>()?;
    let saw = GapVisit {
        finding: Finding::parse(form.text("resultado")),
        measured: text("medida"),
        unit: text("unidad"),
        valid_until: text("vigente"),
        visited_on: text("visita"),
        spread: Spread::parse(form.text("alcance")),
        note: text("nota"),
        reason: text("motivo"),
        files,
        lang: visit.lang(),
    };
    let (status, faults) = match verify_gap(app, actor, programme, gap, &saw).await {
        Ok(_) => {
            let to = address(&follow_path(programme), [("hecho", "validacion")]);
            return Ok(Redirect::to(&to).into_response());
        }
        Err(AppError::Invalid(faults)) => (StatusCode::UNPROCESSABLE_ENTITY, faults),
        Err(AppError::Conflict) => (StatusCode::CONFLICT, Vec::new()),
        Err(other) => return Err(other),
    };
    let view = load_gap(app, actor, programme, gap).await?;
    let faults: Vec<Fault> = faults.iter().map(|fault| in_words(visit, fault)).collect();
    let is_overtaken = status == StatusCode::CONFLICT;
    Ok((status, page(visit, &view, form, &faults, is_overtaken)).into_response())
}

fn in_words(visit: &Visit, fault: &FieldError) -> Fault {
    let say = visit.say;
    let control = match fault.field.as_str() {
        "measured" => "medida",
        "valid_until" => "vigente",
        "visited_on" => "visita",
        "spread" => "alcance",
        "note" => "nota",
        "reason" => "motivo",
        "files" => "archivos",
        _ => "resultado",
    };
    let words = match (fault.field.as_str(), fault.code) {
        ("finding", "required") => say.t("verify-fault-finding"),
        ("spread", "required") => say.t("verify-fault-spread"),
        ("reason", "required") => say.t("verify-fault-reason"),
        ("measured", "required") => say.t("verify-fault-measured"),
        ("visited_on" | "valid_until", "bad_date") => say.t("fault-date"),
        ("visited_on", "date_in_future") => say.t("profile-fault-future"),
        _ => message(say, fault),
    };
    (control.to_owned(), words)
}

fn page(
    visit: &Visit,
    view: &GapView,
    form: &Fields,
    faults: &[Fault],
    is_overtaken: bool,
) -> Markup {
    let (say, gap) = (visit.say, &view.gap);
    let (attribute, item) = (&gap.dimension.attribute, gap.dimension.item.as_deref());
    let known = visit.words.attributes.find(attribute);
    let before = FollowedGap {
        gap: gap.clone(),
        found: view.found.clone(),
        is_closed: false,
    };
    let main = html! {
        (summary(say, faults))
        @if is_overtaken { div.note role="alert" { p { (say.t("follow-conflict")) } } }
        dl.facts {
            div { dt { (say.t("follow-required")) } dd { (level(visit, attribute, gap.required)) } }
            div { dt { (say.t("follow-last-visit")) } dd { (last_visit(visit, &before)) } }
        }
        form.text method="post" action=(visit.path) novalidate {
            (visit.proof())
            (choice(say, "resultado", &say.t("verify-finding"), &findings(say), form, faults))
            (measured(visit, known, form, faults))
            (field(say, form, faults, "visita", "verify-visited-on", "").line(say, "date", None))
            (choice(say, "alcance", &say.t("verify-spread"), &spreads(say), form, faults))
            (field(say, form, faults, "motivo", "verify-reason", "verify-reason-hint").area(say, 3))
            (field(say, form, faults, "nota", "verify-note", "").area(say, 3))
            (files(visit, view, form, faults))
            div.buttons {
                button type="submit" { (say.t("verify-send")) }
                a.button.second href=(follow_path(view.programme.id)) { (say.t("cancel")) }
            }
        }
    };
    let title = say.t("verify-title");
    framed(title, view.programme.id, &view.programme.title, main)
        .under(say.t("follow-title"), follow_path(view.programme.id))
        .lead(
            html! { p.lead { (view.card.name) ": " (explain::attribute(visit, attribute, item)) } },
        )
        .faulty(!faults.is_empty())
        .show(visit)
}

fn field<'a>(
    say: Say,
    form: &'a Fields,
    faults: &'a [Fault],
    name: &'static str,
    label: &str,
    hint: &str,
) -> Field<'a> {
    Field {
        name,
        label: say.find(label).unwrap_or_default(),
        hint: say.find(hint),
        value: form.text(name),
        fault: fault_of(faults, name),
    }
}

fn findings(say: Say) -> Vec<(&'static str, String)> {
    let all = Finding::ALL.iter();
    all.map(|one| (one.as_str(), finding(say, *one))).collect()
}

fn spreads(say: Say) -> Vec<(&'static str, String)> {
    let all = Spread::ALL.iter();
    all.map(|one| (one.as_str(), spread(say, *one))).collect()
}

/// One of several answers.
fn choice(
    say: Say,
    id: &str,
    legend: &str,
    answers: &[(&'static str, String)],
    form: &Fields,
    faults: &[Fault],
) -> Markup {
    let fault = fault_of(faults, id);
    let fault_id = fault.map(|_| format!("{id}-error"));
    html! {
        fieldset.wrong[fault.is_some()] id=(id) tabindex="-1" aria-describedby=[fault_id.as_deref()] {
            legend { (legend) }
            div {
                @if let Some(words) = fault { p.fault id=[fault_id.as_deref()] { span.hidden { (say.t("error-prefix")) " " } (words) } }
                @for (value, words) in answers {
                    label.check {
                        input type="radio" name=(id) value=(value) checked[form.text(id) == *value];
                        (words)
                    }
                }
            }
        }
    }
}

/// What was measured, with its unit; of a certificate until when it holds.
fn measured(visit: &Visit, known: Option<&Attribute>, form: &Fields, faults: &[Fault]) -> Markup {
    let say = visit.say;
    if known.is_some_and(|one| one.value_type == ValueType::Flag) {
        return html! {
            (field(say, form, faults, "vigente", "verify-valid-until", "verify-valid-until-hint").line(say, "date", None))
        };
    }
    let units = known.map_or(&[][..], units_of);
    let options: Vec<(String, String)> = units
        .iter()
        .map(|one| {
            let word = one.word(visit.lang()).to_owned();
            (word.clone(), word)
        })
        .collect();
    html! {
        (field(say, form, faults, "medida", "verify-measured", "verify-measured-hint").figure(say))
        @if !options.is_empty() { (field(say, form, faults, "unidad", "profile-unit", "").select(say, &options)) }
    }
}

/// The firm's files, to tick those that show it.
fn files(visit: &Visit, view: &GapView, form: &Fields, faults: &[Fault]) -> Markup {
    let say = visit.say;
    let fault = fault_of(faults, "archivos");
    let fault_id = fault.map(|_| "archivos-error");
    let ticked = |id: SiteFileId| form.all("archivo").any(|one| one == id.to_string());
    html! {
        fieldset.wrong[fault.is_some()] id="archivos" tabindex="-1" aria-describedby=[fault_id] {
            legend { (say.t("verify-files")) }
            div {
                p.hint { (say.t("verify-files-hint")) }
                @if let Some(words) = fault { p.fault id=[fault_id] { span.hidden { (say.t("error-prefix")) " " } (words) } }
                @for file in view.files.iter().take(FILES_SHOWN) {
                    label.check {
                        input type="checkbox" name="archivo" value=(file.id) checked[ticked(file.id)];
                        (file_name(visit, file))
                    }
                }
                p { a.go href=(list_path(view.card.site)) { (say.t("verify-files-add")) } }
            }
        }
    }
}
