//! The assessments of a plant, by kind; the firm's look at itself beside the consultant's; beginning another.

use super::{
    dashed, fault_words, headline, kind, list_path, mark, path_of, side, title, verdict, worded,
};
use crate::pages::fields::{Fields, Posted};
use crate::pages::format::time;
use crate::pages::layout::{Page, Section};
use crate::pages::parts::{Fault, Mark, doer, fault_of, summary, table, table_of};
use crate::pages::visit::{Named, Visit};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::assessments::{
    AssessmentLine, Offer, SiteAssessments, Start, list_assessments, start,
};
use eslabon_app::catalogue::concept_choices;
use eslabon_app::policy::{self, Operation};
use eslabon_app::{AppError, AppResult};
use eslabon_domain::assessments::{
    AssessmentKind, AssessmentSide, AssessmentStatus, Subject, show_figure,
};
use eslabon_domain::causes::Area;
use eslabon_domain::ids::SiteId;
use eslabon_domain::vocabulary::ConceptKind;
use maud::{Markup, html};

/// `GET /proveedores/{site}/evaluaciones`.
pub async fn list(visit: Visit, id: Named) -> Response {
    visit.respond(shown(&visit, &id).await)
}

async fn shown(visit: &Visit, id: &Named) -> AppResult<Response> {
    policy::require(&visit.actor, Operation::SeeAssessments)?;
    let asked: SiteId = id.id()?;
    let all = list_assessments(&visit.app, &visit.actor, asked).await?;
    if all.card.site != asked {
        // It was merged: its assessments are those of the site which stands for it.
        return Ok(Redirect::to(&list_path(all.card.site)).into_response());
    }
    Ok(page(visit, &all, &Fields::default(), &[]).into_response())
}

/// `POST /proveedores/{site}/evaluaciones`: `tipo`, `proceso`, `preguntas`, `motivo`.
pub async fn begin(visit: Visit, id: Named, Posted(form): Posted) -> Response {
    let outcome = take(&visit, &id, &form).await;
    visit.respond(outcome)
}

async fn take(visit: &Visit, id: &Named, form: &Fields) -> AppResult<Response> {
    policy::require(&visit.actor, Operation::SeeAssessments)?;
    let site: SiteId = id.id()?;
    let begun = Start {
        kind: AssessmentKind::parse(form.text("tipo")),
        item: form.find("proceso").map(str::to_owned),
        questions: form.text("preguntas").parse().ok(),
        why: form.text("motivo").to_owned(),
    };
    match start(&visit.app, &visit.actor, site, &begun).await {
        Ok(assessment) => Ok(Redirect::to(&path_of(assessment.id)).into_response()),
        Err(AppError::Invalid(faults)) => {
            let all = list_assessments(&visit.app, &visit.actor, site).await?;
            let control = |field: &str| match field {
                "kind" => "tipo",
                "item" => "proceso",
                "questions" => "preguntas",
                _ => "motivo",
            };
            let faults: Vec<Fault> = faults
                .iter()
                .map(|one| {
                    let words = match (one.field.as_str(), one.code) {
                        ("item", "required") => visit.say.t("assess-fault-which-process"),
                        ("why", "required") => visit.say.t("assess-fault-why"),
                        _ => fault_words(visit.say, one),
                    };
                    (control(&one.field).to_owned(), words)
                })
                .collect();
            let page = page(visit, &all, form, &faults);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(other) => Err(other),
    }
}

fn page(visit: &Visit, all: &SiteAssessments, form: &Fields, faults: &[Fault]) -> Markup {
    let say = visit.say;
    let main = html! {
        (summary(say, faults))
        @if all.lines.is_empty() { p.empty { (say.t("assess-none")) } }
        @for one in AssessmentKind::ALL {
            @let lines: Vec<&AssessmentLine> = all.lines.iter().filter(|line| line.assessment.kind == *one).collect();
            @if !lines.is_empty() { (section(visit, *one, &lines)) }
        }
        @if !all.offers.is_empty() { (new(visit, all, form, faults)) }
        @if visit.may(Operation::KeepQuestionSets) { p { a.go href="/preguntas" { (say.t("assess-sets-link")) } } }
    };
    let place = match policy::records_for_others(&visit.actor) {
        true => Section::Search,
        false => Section::Profile,
    };
    let title = say.with("assess-title", &[("firm", &all.card.name)]);
    Page::new(place, title, main)
        .lead(html! { p.lead { (say.t("assess-lead")) } })
        .under(
            all.card.name.clone(),
            format!("/proveedores/{}", all.card.site),
        )
        .faulty(!faults.is_empty())
        .show(visit)
}

fn section(visit: &Visit, of: AssessmentKind, lines: &[&AssessmentLine]) -> Markup {
    let say = visit.say;
    let heading = kind(say, of);
    let id = format!("tipo-{}", dashed(of.as_str()));
    let rows = html! {
        table.rows {
            thead {
                tr {
                    th scope="col" { (say.t("assess-column-what")) }
                    th scope="col" { (say.t("assess-column-result")) }
                    th scope="col" { (say.t("assess-column-on")) }
                    th scope="col" { (say.t("assess-column-by")) }
                }
            }
            tbody { @for line in lines { (row(visit, line)) } }
        }
    };
    html! {
        section aria-labelledby=(id) {
            h2 id=(id) { (heading) }
            @if of == AssessmentKind::ReadyDiagnosis { (beside(visit, lines)) }
            (table(&table_of(say, &heading), &rows))
        }
    }
}

fn row(visit: &Visit, line: &AssessmentLine) -> Markup {
    let (say, assessment) = (visit.say, &line.assessment);
    html! {
        tr {
            th scope="row" { a.go href=(path_of(assessment.id)) { (title(visit, assessment)) } }
            td { (result(visit, line)) }
            td.nowrap { (time(say, assessment.on)) }
            td { (side(say, assessment.side)) br; span.quiet { (doer(say, &assessment.by)) } }
        }
    }
}

/// How it stands, in words and a figure.
fn result(visit: &Visit, line: &AssessmentLine) -> Markup {
    let say = visit.say;
    html! {
        @match (line.assessment.status, &line.outcome) {
            (AssessmentStatus::Void, None) => strong { (say.t("assess-status-void")) },
            (AssessmentStatus::Draft, _) | (_, None) => (say.t("assess-status-draft")),
            (status, Some(outcome)) => {
                @if status == AssessmentStatus::Void { strong { (say.t("assess-status-void")) } br; }
                @if let Some(mark) = mark(outcome.standing) { (mark) " " }
                (verdict(say, outcome))
                @if let Some(figure) = headline(say, outcome) { br; span.quiet { (figure) } }
            }
        }
    }
}

/// What the firm says of itself and what the consultant found, area by area; the latest of each.
fn beside(visit: &Visit, lines: &[&AssessmentLine]) -> Markup {
    let say = visit.say;
    let latest = |of: AssessmentSide| {
        let mut done = lines
            .iter()
            .copied()
            .filter(|line| line.assessment.status == AssessmentStatus::Done);
        done.find(|line| line.assessment.side == of)
    };
    let (Some(firm), Some(centre)) = (latest(AssessmentSide::Firm), latest(AssessmentSide::Centre))
    else {
        return html! {};
    };
    let rated = |line: &AssessmentLine, area: Area| {
        let lines = line.outcome.iter().flat_map(|outcome| &outcome.lines);
        let mut of_area =
            lines.filter(|line| line.code == "area" && line.of.as_deref() == Some(area.as_str()));
        let found = of_area.next();
        found.and_then(|line| Some((line.amount?, line.rule.clone()?)))
    };
    let cell = |rated: Option<(i64, String)>| {
        html! {
            @match rated {
                Some((amount, rule)) => { (worded(say, "assess-rule", &rule)) " " span.quiet { (show_figure(amount, "share")) } }
                None => { (Mark::Unknown) " " (say.t("verdict-unknown")) }
            }
        }
    };
    let rows = html! {
        table.rows {
            thead {
                tr {
                    th scope="col" { (say.t("assess-area")) }
                    th scope="col" { (say.t("assess-side-firm")) br; (time(say, firm.assessment.on)) }
                    th scope="col" { (say.t("assess-side-centre")) br; (time(say, centre.assessment.on)) }
                }
            }
            tbody {
                @for area in Area::ALL {
                    tr {
                        th scope="row" { (worded(say, "assess-area", area.as_str())) }
                        td { (cell(rated(firm, area))) }
                        td { (cell(rated(centre, area))) }
                    }
                }
            }
        }
    };
    table(&say.t("assess-beside"), &rows)
}

/// What can be begun: each kind with what it is for.
fn new(visit: &Visit, all: &SiteAssessments, form: &Fields, faults: &[Fault]) -> Markup {
    let say = visit.say;
    html! {
        section aria-labelledby="nueva" {
            h2 #nueva { (say.t("assess-new")) }
            @for offer in &all.offers { (offered(visit, all, offer, form, faults)) }
            @if all.processes.is_empty() { (vocabulary(visit)) }
        }
    }
}

fn offered(
    visit: &Visit,
    all: &SiteAssessments,
    offer: &Offer,
    form: &Fields,
    faults: &[Fault],
) -> Markup {
    let say = visit.say;
    let came_back = form.text("tipo") == offer.kind.as_str();
    // Only the form that came back holds what was typed, and the ids that its faults lead to.
    let own = |name: &str| match came_back {
        true => name.to_owned(),
        false => format!("{name}-{}", dashed(offer.kind.as_str())),
    };
    let typed = |name: &str| match came_back {
        true => form.text(name),
        false => "",
    };
    let faults = match came_back {
        true => faults,
        false => &[],
    };
    let asks_item = offer.kind.subject() != Subject::Plant;
    html! {
        details open[came_back] {
            summary { (kind(say, offer.kind)) }
            p { (worded(say, "assess-about", offer.kind.as_str())) }
            form.text method="post" action=(list_path(all.card.site)) novalidate {
                (visit.proof())
                input type="hidden" name="tipo" value=(offer.kind.as_str());
                @if asks_item { (process(visit, all, offer.kind, &own("proceso"), typed("proceso"), faults)) }
                @if offer.kind.takes_questions() { (questions(visit, all, offer.kind, &own("preguntas"), typed("preguntas"))) }
                @if offer.kind.goes_deep() {
                    @match &offer.asked_by {
                        Some((need, title)) => p { (say.t("assess-asked-by")) " " a.go href={ "/requerimientos/" (need) } { (title) } },
                        None => (why(visit, &own("motivo"), typed("motivo"), faults)),
                    }
                }
                div.buttons { button type="submit" { (say.t("assess-begin")) span.hidden { ": " (kind(say, offer.kind)) } } }
            }
        }
    }
}

/// Every process that has a name, for plants that have told of none.
fn vocabulary(visit: &Visit) -> Markup {
    let choices = concept_choices(&visit.words, ConceptKind::Process);
    html! {
        datalist #procesos { @for (_, concept) in choices { option value=(concept.label.get(visit.lang())) {} } }
    }
}

/// The processes that the firm offers; where it has told of none, any is named, with the vocabulary to choose from.
fn process(
    visit: &Visit,
    all: &SiteAssessments,
    of: AssessmentKind,
    id: &str,
    chosen: &str,
    faults: &[Fault],
) -> Markup {
    let say = visit.say;
    let fault = fault_of(faults, "proceso");
    let fault_id = fault.map(|_| format!("{id}-error"));
    let is_named = all.processes.is_empty();
    let hint_id = is_named.then(|| format!("{id}-ayuda"));
    let ids: Vec<&str> = hint_id
        .iter()
        .chain(&fault_id)
        .map(String::as_str)
        .collect();
    let described = (!ids.is_empty()).then(|| ids.join(" "));
    let none = match of.subject() {
        Subject::ProcessOrPlant => say.t("assess-whole-plant"),
        _ => say.t("assess-choose"),
    };
    html! {
        div.field.wrong[fault.is_some()] {
            label for=(id) { (say.t("assess-process")) }
            @if is_named { p.hint id=[hint_id.as_deref()] { (say.t("assess-no-process")) } }
            @if let Some(words) = fault { p.fault id=[fault_id.as_deref()] { span.hidden { (say.t("error-prefix")) " " } (words) } }
            @if is_named { input id=(id) name="proceso" type="text" list="procesos" autocomplete="off" value=(chosen) aria-describedby=[described.as_deref()] aria-invalid=[fault.map(|_| "true")]; }
            @else {
                select id=(id) name="proceso" aria-describedby=[described.as_deref()] aria-invalid=[fault.map(|_| "true")] {
                    option value="" { (none) }
                    @for process in &all.processes { option value=(process) selected[process == chosen] { (visit.concept(process)) } }
                }
            }
        }
    }
}

fn questions(
    visit: &Visit,
    all: &SiteAssessments,
    of: AssessmentKind,
    id: &str,
    chosen: &str,
) -> Markup {
    let say = visit.say;
    html! {
        div.field {
            label for=(id) { (say.t("assess-questions")) }
            select id=(id) name="preguntas" {
                option value="" { (say.t("assess-numbers-only")) }
                @for set in all.sets.iter().filter(|set| set.kind == of) {
                    option value=(set.id) selected[set.id.to_string() == chosen] { (set.name) " (" (set.edition) ")" }
                }
            }
        }
    }
}

/// Why one goes deep where no need asks for it.
fn why(visit: &Visit, id: &str, typed: &str, faults: &[Fault]) -> Markup {
    let say = visit.say;
    let fault = fault_of(faults, "motivo");
    let (hint_id, fault_id) = (format!("{id}-ayuda"), format!("{id}-error"));
    let described = match fault {
        Some(_) => format!("{hint_id} {fault_id}"),
        None => hint_id.clone(),
    };
    html! {
        div.field.wrong[fault.is_some()] {
            label for=(id) { (say.t("assess-why")) }
            p.hint id=(hint_id) { (say.t("assess-why-hint")) }
            @if let Some(words) = fault { p.fault id=(fault_id) { span.hidden { (say.t("error-prefix")) " " } (words) } }
            textarea id=(id) name="motivo" rows="2" aria-describedby=(described) aria-invalid=[fault.map(|_| "true")] { (typed) }
        }
    }
}
