//! Posting a need: five steps, one thing a page, then the answers are checked and posted. Works
//! without JavaScript; each step posts the whole draft. Changing one goes the same way.

use super::draft::{Draft, day};
use super::errand::Errand;
use super::faults::{check, of_need, unknown_faults};
use super::{steps, terms};
use crate::pages::fields::{Fields, Posted};
use crate::pages::parts::Fault;
use crate::pages::visit::Visit;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::needs::{
    create_need, doubted_terms, doubts, list_lead_firms, load_need, price_to_copy,
};
use eslabon_app::policy::{self, Operation};
use eslabon_app::records::Organisation;
use eslabon_app::shortlists::make_shortlist;
use eslabon_app::{AppError, AppResult};
use eslabon_domain::terms::{TermDoubt, recognise};
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
    /// Volume, lots, delivery, payment: all of it optional.
    Terms,
    /// Check answers.
    Check,
}

impl Step {
    /// Every step.
    pub const ALL: [Step; 5] = [
        Step::Words,
        Step::Criteria,
        Step::Place,
        Step::Terms,
        Step::Check,
    ];

    /// The word in the form.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Step::Words => "texto",
            Step::Criteria => "criterios",
            Step::Place => "lugar",
            Step::Terms => "condiciones",
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
            let need = load_need(&visit.app, &visit.actor, id).await?;
            let price = price_to_copy(&visit.app, &visit.actor, &need).await?;
            let mut draft = Draft::copy_of(&need, visit.app.today());
            draft.terms = draft.terms.priced(price);
            draft
        }
        None => Draft::default(),
    };
    let firms = firms(visit).await?;
    let errand = Errand::Post;
    Ok(steps::show(
        visit,
        &errand,
        Step::Words,
        &draft,
        &firms,
        &[],
    ))
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
    let firms = firms(visit).await?;
    let draft = match walk(visit, &Errand::Post, form, &firms)? {
        Walked::Shown(page) => return Ok(page),
        Walked::Ready(draft) => draft,
    };
    match publish(visit, &draft).await {
        Ok(address) => Ok(Redirect::to(&address).into_response()),
        Err(AppError::Invalid(faults)) => {
            let faults = of_need(visit, &draft.need(), &faults);
            let page = steps::show(visit, &Errand::Post, Step::Check, &draft, &firms, &faults);
            Ok(keep(page))
        }
        Err(other) => Err(other),
    }
}

/// Where a posted step leads.
pub enum Walked {
    /// To a page, of this step or another.
    Shown(Response),
    /// To the end: everything was checked and can be saved.
    Ready(Box<Draft>),
}

/// One step of the way, posted.
///
/// # Errors
/// If the actor may not post needs.
pub fn walk(
    visit: &Visit,
    errand: &Errand<'_>,
    form: &Fields,
    firms: &[Organisation],
) -> AppResult<Walked> {
    let mut draft = Draft::read(form);
    if let Some(stored) = errand.stored() {
        // Whose name is shown is not changed here.
        draft.hide_buyer = !stored.buyer_shown;
    }
    let at = Step::parse(form.text("paso")).unwrap_or(Step::Words);
    let show = |step, draft: &Draft, faults: &[Fault]| {
        let page = steps::show(visit, errand, step, draft, firms, faults);
        Ok(Walked::Shown(keep(page)))
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
        terms::TAKE => {
            let offered = draft.terms.offered(recognise(&draft.whole_text()));
            let starts_on = day(&draft.starts_on);
            draft.terms.take(&offered, starts_on, visit.app.today());
            return show(Step::Terms, &draft, &[]);
        }
        word => {
            if let Some(meant) = word.strip_prefix("corregir-") {
                correct(&mut draft, meant);
                return show(at, &draft, &[]);
            }
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
        let faults = check(visit, errand, step, &mut draft, !firms.is_empty());
        if !faults.is_empty() {
            return show(step, &draft, &faults);
        }
    }
    match at {
        Step::Words => {
            // Words that stand since the need was posted have made their proposals.
            if errand.stored().is_none_or(|stored| !draft.says_as(stored)) {
                draft.propose(visit, errand.stored().is_some())?;
            }
            show(Step::Criteria, &draft, &[])
        }
        Step::Criteria | Step::Place | Step::Terms => show(at.next(), &draft, &[]),
        Step::Check => Ok(Walked::Ready(Box::new(draft))),
    }
}

/// Takes what a criterion or a cycle probably means, which the check page proposed.
fn correct(draft: &mut Draft, at: &str) {
    if at == terms::CYCLE {
        let likely = doubted_terms(&draft.need())
            .into_iter()
            .find_map(|doubt| match doubt {
                TermDoubt::Cycle { likely_ms, .. } => likely_ms,
                _ => None,
            });
        if let Some(likely) = likely {
            draft.terms.correct_cycle(likely);
        }
        return;
    }
    let doubted = doubts(&draft.need());
    let meant = doubted
        .into_iter()
        .find(|(place, _)| place.to_string() == at)
        .and_then(|(place, doubt)| Some((place, doubt.likely?)));
    if let Some((place, meant)) = meant {
        draft.correct(place, meant);
    }
}

/// Posts, scores every supplier, and leads to the candidates.
async fn publish(visit: &Visit, draft: &Draft) -> AppResult<String> {
    let posted = create_need(&visit.app, &visit.actor, draft.need()).await?;
    match make_shortlist(&visit.app, &visit.actor, posted.id, visit.app.today()).await {
        Ok(shortlist) => Ok(format!("/preselecciones/{}?publicado=si", shortlist.id)),
        Err(error) => {
            // The need stands; its candidates can be asked for again.
            tracing::warn!(request_id = visit.request_id, %error, "shortlist.after_posting_failed");
            Ok(format!("/requerimientos/{}?publicado=si", posted.id))
        }
    }
}

/// A step may stay in the browser's memory, so that *back* shows what was typed.
pub fn keep(page: Markup) -> Response {
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
        for wanted in [
            Step::Criteria,
            Step::Place,
            Step::Terms,
            Step::Check,
            Step::Check,
        ] {
            step = step.next();
            assert_eq!(step, wanted);
        }
        assert_eq!(Step::Check.previous(), Step::Terms);
        assert_eq!(Step::Words.previous(), Step::Words);
        for step in Step::ALL {
            assert_eq!(Step::parse(step.as_str()), Some(step));
        }
    }
}
