//! Posting a need: four steps, one thing a page, then the answers are checked and posted. Works
//! without JavaScript; each step posts the whole draft.

use super::draft::{ADDED, Draft, day};
use super::steps;
use crate::pages::errors::message;
use crate::pages::fields::{Fields, Posted};
use crate::pages::parts::Fault;
use crate::pages::visit::Visit;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::needs::{
    DESCRIPTION_MAX, TITLE_MAX, check_draft, create_need, list_lead_firms, load_need,
};
use eslabon_app::policy::{self, Operation};
use eslabon_app::records::Organisation;
use eslabon_app::search::locate;
use eslabon_app::shortlists::make_shortlist;
use eslabon_app::{AppError, AppResult};
use eslabon_domain::units::parse_whole;
use maud::Markup;

/// Where needs are posted.
pub const PATH: &str = "/requerimientos/nuevo";

/// The steps, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Title and description.
    Words,
    /// Criteria.
    Criteria,
    /// Place, size, dates.
    Place,
    /// Check answers.
    Check,
}

impl Step {
    /// Every step.
    pub const ALL: [Step; 4] = [Step::Words, Step::Criteria, Step::Place, Step::Check];

    /// The word in the form.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Step::Words => "texto",
            Step::Criteria => "criterios",
            Step::Place => "lugar",
            Step::Check => "revisar",
        }
    }

    /// From 1.
    #[must_use]
    pub fn number(self) -> usize {
        Self::ALL
            .iter()
            .position(|step| *step == self)
            .map_or(1, |at| at + 1)
    }

    fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.as_str() == word)
    }

    fn next(self) -> Self {
        Self::ALL.get(self.number()).copied().unwrap_or(Step::Check)
    }

    fn previous(self) -> Self {
        self.number()
            .checked_sub(2)
            .and_then(|at| Self::ALL.get(at))
            .copied()
            .unwrap_or(Step::Words)
    }
}

/// `GET /requerimientos/nuevo`, with `?copia=` from an earlier need.
pub async fn start(visit: Visit) -> Response {
    visit.respond(first(&visit).await.map(keep))
}

async fn first(visit: &Visit) -> AppResult<Markup> {
    policy::require(&visit.actor, Operation::PostNeed)?;
    let draft = match visit.query.find("copia") {
        Some(id) => {
            let id = id.parse().map_err(|_| AppError::NotFound)?;
            Draft::copy_of(&load_need(&visit.app, &visit.actor, id).await?)
        }
        None => Draft::default(),
    };
    let firms = firms(visit).await?;
    Ok(steps::show(visit, Step::Words, &draft, &firms, &[]))
}

/// `POST /requerimientos/nuevo`.
pub async fn step(visit: Visit, Posted(form): Posted) -> Response {
    let outcome = take(&visit, &form).await;
    visit.respond(outcome)
}

/// Whether the person posts for her own lead firm, so that none is asked for. Staff of the centre
/// belong to an organisation, too, but post for others.
pub fn posts_for_own_firm(visit: &Visit) -> bool {
    !policy::works_for_others(&visit.actor)
}

/// Where the person may post in another firm's name, the firms to choose from.
async fn firms(visit: &Visit) -> AppResult<Vec<Organisation>> {
    if posts_for_own_firm(visit) {
        return Ok(Vec::new());
    }
    list_lead_firms(&visit.app, &visit.actor).await
}

async fn take(visit: &Visit, form: &Fields) -> AppResult<Response> {
    policy::require(&visit.actor, Operation::PostNeed)?;
    let mut draft = Draft::read(form);
    let firms = firms(visit).await?;
    let at = Step::parse(form.text("paso")).unwrap_or(Step::Words);
    let show = |step, draft: &Draft, faults: &[Fault]| {
        Ok(keep(steps::show(visit, step, draft, &firms, faults)))
    };
    match form.text("ir") {
        // The language was changed, or the page was sent as it is.
        "igual" => return show(at, &draft, &[]),
        "atras" => return show(at.previous(), &draft, &[]),
        "agregar" => {
            let unknown = draft.add_typed(visit);
            let faults = unknown_faults(visit, &draft, &unknown);
            return show(Step::Criteria, &draft, &faults);
        }
        word => {
            if let Some(step) = word
                .strip_prefix("paso-")
                .and_then(Step::parse)
                .filter(|step| *step < at)
            {
                return show(step, &draft, &[]);
            }
        }
    }
    // Every step up to this one is checked again: a browser may send anything.
    for step in Step::ALL.into_iter().filter(|step| *step <= at) {
        let faults = check(visit, step, &mut draft, !firms.is_empty());
        if !faults.is_empty() {
            return show(step, &draft, &faults);
        }
    }
    match at {
        Step::Words => {
            draft.propose(visit)?;
            show(Step::Criteria, &draft, &[])
        }
        Step::Criteria | Step::Place => show(at.next(), &draft, &[]),
        Step::Check => match publish(visit, &draft).await {
            Ok(address) => Ok(Redirect::to(&address).into_response()),
            Err(AppError::Invalid(faults)) => {
                let faults: Vec<Fault> = faults
                    .iter()
                    .map(|fault| (anchor(&fault.field).to_owned(), message(visit.say, fault)))
                    .collect();
                show(Step::Check, &draft, &faults)
            }
            Err(other) => Err(other),
        },
    }
}

/// The part of the check page to which a fault of the use case belongs.
fn anchor(field: &str) -> &'static str {
    match field.split('.').next().unwrap_or_default() {
        "title" | "description" | "organisation" => "revisar-texto",
        "criteria" => "revisar-criterios",
        _ => "revisar-lugar",
    }
}

/// Posts, scores every supplier, and leads to the candidates.
async fn publish(visit: &Visit, draft: &Draft) -> AppResult<String> {
    let need = draft.need();
    check_draft(&visit.app, &need)?;
    let posted = create_need(&visit.app, &visit.actor, need).await?;
    match make_shortlist(&visit.app, &visit.actor, posted.id, visit.app.today()).await {
        Ok(shortlist) => Ok(format!("/preselecciones/{}?publicado=si", shortlist.id)),
        Err(error) => {
            // The need stands; its candidates can be asked for again.
            tracing::warn!(request_id = visit.request_id, %error, "shortlist.after_posting_failed");
            Ok(format!("/requerimientos/{}?publicado=si", posted.id))
        }
    }
}

/// What is wrong with the answers of one step.
fn check(visit: &Visit, step: Step, draft: &mut Draft, may_choose: bool) -> Vec<Fault> {
    let say = visit.say;
    let mut faults: Vec<Fault> = Vec::new();
    let mut wrong = |field: &str, words: String| faults.push((field.to_owned(), words));
    match step {
        Step::Words => {
            let named = !draft.firm.is_empty() || !draft.firm_name.is_empty();
            if !named && may_choose {
                wrong("empresa", say.t("fault-firm"));
            } else if !named && !posts_for_own_firm(visit) {
                wrong("empresa_nombre", say.t("fault-firm-name"));
            }
            if draft.title.is_empty() {
                wrong("titulo", say.t("fault-title"));
            }
            let (title, description) = (
                draft.title.chars().count(),
                draft.description.chars().count(),
            );
            if title > TITLE_MAX {
                wrong(
                    "titulo",
                    say.with("fault-too-long", &[("detail", &TITLE_MAX.to_string())]),
                );
            }
            if description > DESCRIPTION_MAX {
                wrong(
                    "descripcion",
                    say.with(
                        "fault-too-long",
                        &[("detail", &DESCRIPTION_MAX.to_string())],
                    ),
                );
            }
        }
        Step::Criteria => {
            let unknown = draft.add_typed(visit);
            if !unknown.is_empty() {
                return unknown_faults(visit, draft, &unknown);
            }
            if !draft.asks_something() {
                wrong("mas_proceso", say.t("fault-no-criteria"));
            }
        }
        Step::Place => check_place(visit, draft, &mut wrong),
        Step::Check => {}
    }
    faults
}

fn check_place(visit: &Visit, draft: &Draft, wrong: &mut dyn FnMut(&str, String)) {
    let say = visit.say;
    if draft.place == "estados" && draft.states.is_empty() {
        wrong("estados", say.t("fault-no-states"));
    }
    if draft.place == "radio" {
        if locate(&draft.near).is_none() {
            wrong(
                "cerca",
                say.with("facet-radius-unknown", &[("place", &draft.near)]),
            );
        }
        if draft.radius_km().is_none() {
            wrong("radio", say.t("fault-radius"));
        }
    }
    if !draft.staff.is_empty()
        && parse_whole(&draft.staff)
            .ok()
            .is_none_or(|people| !(0..=1_000_000).contains(&people))
    {
        wrong("personal", say.t("fault-staff"));
    }
    for (field, typed) in [("inicia", &draft.starts_on), ("cierra", &draft.closes_on)] {
        if !typed.is_empty() && day(typed).is_none() {
            wrong(field, say.t("fault-date"));
        }
    }
    if let (Some(starts), Some(closes)) = (day(&draft.starts_on), day(&draft.closes_on))
        && closes > starts
    {
        wrong(
            "cierra",
            say.with(
                "fault-after-start",
                &[("detail", &crate::pages::format::date(say, starts))],
            ),
        );
    }
}

fn unknown_faults(visit: &Visit, draft: &Draft, unknown: &[&'static str]) -> Vec<Fault> {
    let typed = |field: &str| {
        let at = ADDED.iter().position(|(known, _, _)| *known == field);
        at.and_then(|at| draft.typed.get(at))
            .cloned()
            .unwrap_or_default()
    };
    unknown
        .iter()
        .map(|field| {
            (
                (*field).to_owned(),
                visit
                    .say
                    .with("fault-unknown-concept", &[("detail", &typed(field))]),
            )
        })
        .collect()
}

/// A step may stay in the browser's memory, so that *back* shows what was typed.
fn keep(page: Markup) -> Response {
    let mut response = (StatusCode::OK, page).into_response();
    response.headers_mut().insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, no-cache"),
    );
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_steps_lead_to_the_check_and_back() {
        let mut step = Step::Words;
        for wanted in [Step::Criteria, Step::Place, Step::Check, Step::Check] {
            step = step.next();
            assert_eq!(step, wanted);
        }
        assert_eq!(Step::Check.previous(), Step::Place);
        assert_eq!(Step::Words.previous(), Step::Words);
        for step in Step::ALL {
            assert_eq!(Step::parse(step.as_str()), Some(step));
        }
    }
}
