//! Figures before and after a programme, moment by moment; agreeing on what is measured, and recording a figure.

use super::{framed, indicators_path};
use crate::pages::errors::message;
use crate::pages::explain;
use crate::pages::fields::{Fields, Posted, address};
use crate::pages::format::time;
use crate::pages::parts::{Fault, Field, Mark, fault_of, summary, table};
use crate::pages::visit::{Named, Visit};
use crate::pages::words::Say;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::indicators::{
    self, FigureDraft, IndicatorDraft, IndicatorLine, IndicatorsView, load_indicators,
};
use eslabon_app::policy::{self, Operation};
use eslabon_app::records::{Figure, Indicator};
use eslabon_app::{AppError, AppResult, FieldError};
use eslabon_domain::facts::{FactValue, Origin};
use eslabon_domain::follow_up::{IndicatorKind, Moment};
use eslabon_domain::ids::{IndicatorId, ProgrammeId};
use maud::{Markup, html};

/// What came back with the page.
#[derive(Debug, Default)]
struct Returned {
    /// What was typed.
    fields: Fields,
    /// What is wrong with it.
    faults: Vec<Fault>,
    /// Someone else was quicker.
    is_overtaken: bool,
}

/// When something is measured, in words.
#[must_use]
pub fn moment(say: Say, one: Moment) -> String {
    match one {
        Moment::Start => say.t("indicator-start"),
        Moment::End => say.t("indicator-end"),
        Moment::Year1 => say.t("indicator-year-1"),
        Moment::Year2 => say.t("indicator-year-2"),
        Moment::Year3 => say.t("indicator-year-3"),
    }
}

/// What is measured, in words; an own one by its name and unit.
fn kind(say: Say, one: IndicatorKind) -> String {
    match one {
        IndicatorKind::Ppm => say.t("indicator-ppm"),
        IndicatorKind::Otd => say.t("indicator-otd"),
        IndicatorKind::Oee => say.t("indicator-oee"),
        IndicatorKind::Sales => say.t("indicator-sales"),
        IndicatorKind::Employment => say.t("indicator-employment"),
        IndicatorKind::Own => say.t("indicator-own"),
    }
}

fn name(say: Say, one: &Indicator) -> String {
    match one.kind {
        IndicatorKind::Own => format!("{} ({})", one.name, one.unit),
        other => kind(say, other),
    }
}

/// `GET /programas/{id}/indicadores`.
pub async fn list(visit: Visit, id: Named) -> Response {
    visit.respond(shown(&visit, &id).await)
}

async fn shown(visit: &Visit, id: &Named) -> AppResult<Markup> {
    policy::require(&visit.actor, Operation::SeeProgramme)?;
    let all = load_indicators(&visit.app, &visit.actor, id.id()?).await?;
    Ok(page(visit, &all, &Returned::default()))
}

/// `POST /programas/{id}/indicadores`: `tipo`, `nombre`, `medido_en`.
pub async fn agree(visit: Visit, id: Named, Posted(form): Posted) -> Response {
    let outcome = agreed(&visit, &id, &form).await;
    visit.respond(outcome)
}

async fn agreed(visit: &Visit, id: &Named, form: &Fields) -> AppResult<Response> {
    policy::require(&visit.actor, Operation::RecordIndicator)?;
    let programme: ProgrammeId = id.id()?;
    let draft = IndicatorDraft {
        kind: IndicatorKind::parse(form.text("tipo")),
        name: form.text("nombre").to_owned(),
        unit: form.text("medido_en").to_owned(),
    };
    let outcome = indicators::agree(&visit.app, &visit.actor, programme, &draft).await;
    let control = |field: &str| match field {
        "name" => "nombre",
        "unit" => "medido_en",
        _ => "tipo",
    };
    concluded(
        visit,
        programme,
        form,
        outcome.map(|_| ()),
        control,
        "acordado",
    )
    .await
}

/// `POST /programas/{id}/cifras`: `indicador`, `momento`, `cifra`, `observado`, `origen`, and for each figure that
/// stands there the version that was seen.
pub async fn record(visit: Visit, id: Named, Posted(form): Posted) -> Response {
    let outcome = recorded(&visit, &id, &form).await;
    visit.respond(outcome)
}

async fn recorded(visit: &Visit, id: &Named, form: &Fields) -> AppResult<Response> {
    let (app, actor) = (&visit.app, &visit.actor);
    policy::require(actor, Operation::RecordIndicator)?;
    let programme: ProgrammeId = id.id()?;
    let all = load_indicators(app, actor, programme).await?;
    let chosen: Option<IndicatorId> = form.text("indicador").parse().ok();
    let line = all
        .lines
        .iter()
        .find(|line| Some(line.indicator.id) == chosen && !line.is_closed);
    let when = Moment::parse(form.text("momento"));
    let draft = FigureDraft {
        moment: when,
        seen: when.map_or(0, |when| seen(form, when)),
        text: form.text("cifra").to_owned(),
        unit: String::new(),
        observed: form.text("observado").to_owned(),
        origin: Origin::parse(form.text("origen")),
        lang: visit.lang(),
    };
    let outcome = match line {
        Some(line) => indicators::record_figure(app, actor, line.indicator.id, &draft).await,
        None => Err(AppError::Invalid(vec![FieldError::new(
            "indicator",
            "required",
            "",
        )])),
    };
    let control = |field: &str| match field {
        "moment" => "momento",
        "text" => "cifra",
        "observed" => "observado",
        "origin" => "origen",
        _ => "indicador",
    };
    concluded(
        visit,
        programme,
        form,
        outcome.map(|_| ()),
        control,
        "medido",
    )
    .await
}

/// The version that the page showed for the chosen indicator and moment.
fn seen(form: &Fields, when: Moment) -> i32 {
    let key = format!("{} {}", form.text("indicador"), when.as_str());
    let shown = form.all("visto").find_map(|one| {
        let (what, version) = one.rsplit_once(' ')?;
        (what == key).then_some(version)
    });
    shown.and_then(|one| one.parse().ok()).unwrap_or(0)
}

async fn concluded(
    visit: &Visit,
    programme: ProgrammeId,
    form: &Fields,
    outcome: AppResult<()>,
    control: impl Fn(&str) -> &'static str,
    done: &str,
) -> AppResult<Response> {
    let (status, faults) = match outcome {
        Ok(()) => {
            let to = address(&indicators_path(programme), [("hecho", done)]);
            return Ok(Redirect::to(&to).into_response());
        }
        Err(AppError::Invalid(faults)) => (StatusCode::UNPROCESSABLE_ENTITY, faults),
        Err(AppError::Conflict) => (StatusCode::CONFLICT, Vec::new()),
        Err(other) => return Err(other),
    };
    let all = load_indicators(&visit.app, &visit.actor, programme).await?;
    let say = visit.say;
    let in_words = |fault: &FieldError| {
        let words = match (fault.field.as_str(), fault.code) {
            ("kind" | "indicator", "required") => say.t("indicator-fault-kind"),
            ("moment", "required") => say.t("indicator-fault-moment"),
            ("observed", "bad_date") => say.t("fault-date"),
            ("observed", "date_in_future") => say.t("profile-fault-future"),
            _ => message(say, fault),
        };
        (control(&fault.field).to_owned(), words)
    };
    let back = Returned {
        fields: form.clone(),
        faults: faults.iter().map(in_words).collect(),
        is_overtaken: status == StatusCode::CONFLICT,
    };
    Ok((status, page(visit, &all, &back)).into_response())
}

fn page(visit: &Visit, all: &IndicatorsView, back: &Returned) -> Markup {
    let say = visit.say;
    let programme = &all.view.programme;
    let title = say.t("indicator-title");
    let main = html! {
        (summary(say, &back.faults))
        @if back.is_overtaken { div.note role="alert" { p { (say.t("indicator-conflict")) } } }
        @if let Some(done) = done(say, visit.query.text("hecho")) { p.done role="status" { (done) } }
        @if all.lines.is_empty() { div.empty { p { (say.t("indicator-none")) } } }
        @else { (table(&title, &rows(visit, all))) }
        @if all.may_record {
            @if !all.lines.is_empty() { (record_form(visit, all, back)) }
            (agree_form(visit, all, back))
        }
    };
    framed(title, programme.id, &programme.title, main)
        .lead(html! { p.lead { (say.t("indicator-lead")) } })
        .faulty(!back.faults.is_empty())
        .show(visit)
}

fn done(say: Say, word: &str) -> Option<String> {
    match word {
        "acordado" => Some(say.t("indicator-done-agreed")),
        "medido" => Some(say.t("indicator-done-recorded")),
        _ => None,
    }
}

fn rows(visit: &Visit, all: &IndicatorsView) -> Markup {
    let say = visit.say;
    html! {
        table.rows {
            thead {
                tr {
                    th scope="col" { (say.t("indicator-one")) }
                    @for one in &all.moments { th scope="col" { (moment(say, one.moment)) br; span.quiet { (time(say, one.due_on)) } } }
                }
            }
            tbody {
                @for line in &all.lines {
                    tr {
                        th scope="row" { (name(say, &line.indicator)) }
                        @for figure in &line.figures { td { (cell(visit, line, figure.as_ref())) } }
                    }
                }
            }
        }
    }
}

/// A figure with how it is known; what nobody measured says so.
fn cell(visit: &Visit, line: &IndicatorLine, figure: Option<&Figure>) -> Markup {
    let say = visit.say;
    if line.is_closed {
        return html! { span.quiet { (say.t("follow-closed")) } };
    }
    let Some(figure) = figure else {
        return html! { (Mark::Unknown) " " (say.t("indicator-not-measured")) };
    };
    let value = FactValue::Amount {
        low: figure.low,
        high: figure.high,
    };
    html! {
        @match line.indicator.kind.attribute() {
            Some(attribute) => (explain::value(visit, attribute, &value)),
            None => (figure.entered),
        }
        br; span.quiet { (explain::origin(say, figure.origin)) ", " (time(say, figure.observed)) }
    }
}

fn record_form(visit: &Visit, all: &IndicatorsView, back: &Returned) -> Markup {
    let say = visit.say;
    let programme = all.view.programme.id;
    let field = |name: &'static str, label: &str, hint: &str| Field {
        name,
        label: say.find(label).unwrap_or_default(),
        hint: say.find(hint),
        value: back.fields.text(name),
        fault: fault_of(&back.faults, name),
    };
    let open = || all.lines.iter().filter(|line| !line.is_closed);
    let mut which = vec![(String::new(), say.t("indicator-choose"))];
    which.extend(open().map(|line| (line.indicator.id.to_string(), name(say, &line.indicator))));
    let mut when = vec![(String::new(), say.t("indicator-choose-moment"))];
    let named = |one: &Moment| (one.as_str().to_owned(), moment(say, *one));
    when.extend(Moment::ALL.iter().map(named));
    let mut origins = vec![(String::new(), say.t("indicator-choose-origin"))];
    let known = [Origin::Declared, Origin::Document, Origin::Verified];
    let known = known.map(|one| (one.as_str().to_owned(), explain::origin(say, one)));
    origins.extend(known);
    html! {
        section aria-labelledby="medir" {
            h2 #medir { (say.t("indicator-record")) }
            form.text method="post" action={ "/programas/" (programme) "/cifras" } novalidate {
                (visit.proof())
                @for figure in open().flat_map(|line| line.figures.iter().flatten()) {
                    input type="hidden" name="visto" value={ (figure.indicator) " " (figure.moment.as_str()) " " (figure.version) };
                }
                (field("indicador", "indicator-one", "").select(say, &which))
                (field("momento", "indicator-moment", "").select(say, &when))
                (field("cifra", "indicator-figure", "indicator-figure-hint").line(say, "text", None))
                (field("observado", "indicator-observed", "").line(say, "date", None))
                @if all.by_staff { (field("origen", "profile-origin", "").select(say, &origins)) }
                div.buttons { button type="submit" { (say.t("indicator-record-send")) } }
            }
        }
    }
}

fn agree_form(visit: &Visit, all: &IndicatorsView, back: &Returned) -> Markup {
    let say = visit.say;
    let field = |name: &'static str, label: &str, hint: &str| Field {
        name,
        label: say.find(label).unwrap_or_default(),
        hint: say.find(hint),
        value: back.fields.text(name),
        fault: fault_of(&back.faults, name),
    };
    let mut kinds = vec![(String::new(), say.t("indicator-choose"))];
    let named = |one: &IndicatorKind| (one.as_str().to_owned(), kind(say, *one));
    kinds.extend(IndicatorKind::ALL.iter().map(named));
    html! {
        section aria-labelledby="acordar" {
            h2 #acordar { (say.t("indicator-agree")) }
            form.text method="post" action=(indicators_path(all.view.programme.id)) novalidate {
                (visit.proof())
                (field("tipo", "indicator-kind", "").select(say, &kinds))
                (field("nombre", "indicator-own-name", "indicator-own-hint").line(say, "text", None))
                (field("medido_en", "indicator-own-unit", "").line(say, "text", None))
                div.buttons { button.second type="submit" { (say.t("indicator-agree-send")) } }
            }
        }
    }
}
