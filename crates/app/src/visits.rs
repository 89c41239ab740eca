//! A visit, prepared on paper: whom to ask for, where, what is known and how old it is, what is missing and so
//! is asked there, what the photographs show, which gaps wait to be looked at. Of a candidate it follows the
//! need's criteria, of a firm alone the open questions of its profile. Must not show more than the supplier's
//! own page shows to the same reader.

use crate::accounts::people;
use crate::candidates::{CandidateView, load_candidate};
use crate::claims;
use crate::context::App;
use crate::error::AppResult;
use crate::policy::{self, Decision, Operation, Relation};
use crate::profiles::{Question, Standing, complete, joint_sites};
use crate::site_files::visible_files;
use crate::suppliers::{SupplierView, load_supplier};
use eslabon_domain::actors::{Actor, Role};
use eslabon_domain::candidacies::GapStatus;
use eslabon_domain::facts::{Aging, Fact};
use eslabon_domain::ids::{CandidacyId, SiteId};
use eslabon_domain::site_files::{FileKind, SHOWN_MAX};
use eslabon_domain::vocabulary::ConceptId;
use eslabon_engine::matching::{CriterionResult, Evidence, GapAction, Reason, Verdict};
use eslabon_storage::need_answers::NeedAnswer;
use eslabon_storage::proposed_gaps::{self, ProposedGap};
use eslabon_storage::site_files::SiteFile;
use jiff::civil::Date;

/// The most questions of a firm's profile that are taken along: more is no visit.
const QUESTIONS_MAX: usize = 20;

/// Someone to ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// Her name.
    pub name: String,
    /// In which role.
    pub role: Role,
    /// Her address, for staff who keep the people of the firm.
    pub email: Option<String>,
}

/// Why something is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// Nothing is known, or not enough to say.
    Missing,
    /// What was known ran out on this day.
    Expired(Date),
    /// What is known runs out on this day, soon.
    Expiring(Date),
}

/// Something to ask or to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitQuestion {
    /// What: an attribute.
    pub attribute: String,
    /// Of which process, machine, certificate…
    pub item: Option<ConceptId>,
    /// Because of which of the need's criteria, by place.
    pub criterion: Option<usize>,
    /// Why.
    pub why: Why,
}

/// Everything that is taken along.
#[derive(Debug, Clone)]
pub struct VisitPack {
    /// The firm, as this reader may see it.
    pub supplier: SupplierView,
    /// The candidate, where the visit is for a need.
    pub candidate: Option<Box<CandidateView>>,
    /// Whom to ask for.
    pub contacts: Vec<Contact>,
    /// What to ask.
    pub questions: Vec<VisitQuestion>,
    /// Photographs, the latest first, at most [`SHOWN_MAX`].
    pub photographs: Vec<SiteFile>,
    /// Gaps that came of rejections and are not dropped, for the firm's own centre.
    pub gaps: Vec<ProposedGap>,
    /// As of which day.
    pub on: Date,
}

impl VisitPack {
    /// What is known of the need's criteria: they are met, or it is known that they are not.
    pub fn known(&self) -> impl Iterator<Item = &CriterionResult> {
        self.results().filter(|one| !is_asked(one))
    }

    /// What is not known of the need's criteria, or not any more.
    pub fn missing(&self) -> impl Iterator<Item = &CriterionResult> {
        self.results().filter(|one| is_asked(one))
    }

    fn results(&self) -> impl Iterator<Item = &CriterionResult> {
        let view = self.candidate.as_deref();
        view.into_iter().flat_map(|view| &view.today.criteria)
    }
}

/// How a fact that a verdict rests on has aged. As of the evaluation: a saved answer does not age.
#[must_use]
pub fn aging_of(app: &App, attribute: &str, evidence: &Evidence) -> Aging {
    let words = app.words();
    let months = words.attributes.find(attribute);
    let months = months.map_or(0, |attribute| attribute.validity_months);
    let on = evidence
        .observed
        .checked_add(jiff::Span::new().days(evidence.age_days))
        .unwrap_or(evidence.observed);
    let until = match evidence.valid_until {
        Some(until) => Some(until),
        None if months == 0 => None,
        None => evidence
            .observed
            .checked_add(jiff::Span::new().months(months))
            .ok(),
    };
    Aging::of(evidence.observed, until, on)
}

/// How a fact has aged by today.
#[must_use]
pub fn aging_today(app: &App, fact: &Fact) -> Aging {
    let words = app.words();
    let months = words.attributes.find(&fact.attribute);
    fact.aging(months.map_or(0, |a| a.validity_months), app.today())
}

/// The visit of a candidate.
///
/// # Errors
/// As [`load_candidate`].
pub async fn of_candidate(app: &App, actor: &Actor, id: CandidacyId) -> AppResult<VisitPack> {
    policy::require(actor, Operation::SeeCandidates)?;
    let view = load_candidate(app, actor, id).await?;
    let questions = view
        .today
        .criteria
        .iter()
        .filter_map(|result| question(&view, result))
        .collect();
    let supplier = load_supplier(app, actor, view.line.candidacy.site).await?;
    pack(app, actor, supplier, Some(view), questions).await
}

/// The visit of a firm without a need.
///
/// # Errors
/// [`crate::AppError::NotFound`] for a site of another region, [`crate::AppError::Forbidden`].
pub async fn of_site(app: &App, actor: &Actor, site: SiteId) -> AppResult<VisitPack> {
    policy::require(actor, Operation::PrepareVisit)?;
    let supplier = load_supplier(app, actor, site).await?;
    let relation = relation(app, actor, &supplier).await?;
    policy::require_on(actor, Operation::PrepareVisit, relation)?;
    let open = complete(app, actor, supplier.card.site).await?.open;
    let questions = open.into_iter().take(QUESTIONS_MAX).map(of_profile);
    pack(app, actor, supplier, None, questions.collect()).await
}

async fn relation(app: &App, actor: &Actor, supplier: &SupplierView) -> AppResult<Relation> {
    let state = supplier.card.state;
    let centre = claims::centre_of(app.database(), state, app.centre()).await?;
    let owner = Some(supplier.organisation);
    Ok(Relation::to_organisation(actor, owner, Some(centre)))
}

async fn pack(
    app: &App,
    actor: &Actor,
    supplier: SupplierView,
    candidate: Option<CandidateView>,
    questions: Vec<VisitQuestion>,
) -> AppResult<VisitPack> {
    let site = supplier.card.site;
    let answer = candidate.as_ref().and_then(|view| view.line.answer.clone());
    let mut photographs = visible_files(app, actor, site).await?;
    photographs.retain(|file| file.kind == FileKind::Photo && file.media.is_picture());
    photographs.truncate(SHOWN_MAX);
    let relation = relation(app, actor, &supplier).await?;
    let sees_gaps =
        policy::decide(Operation::SeeProposedGaps, actor.role, relation) == Decision::Allow;
    let mut gaps = match sees_gaps {
        true => {
            let joint = joint_sites(app.database(), site).await?;
            proposed_gaps::of_sites(app.database(), &joint).await?
        }
        false => Vec::new(),
    };
    gaps.retain(|gap| gap.status != GapStatus::Dropped);
    Ok(VisitPack {
        contacts: contacts(app, actor, &supplier, answer.as_ref()).await?,
        candidate: candidate.map(Box::new),
        questions,
        photographs,
        gaps,
        on: app.today(),
        supplier,
    })
}

/// Whoever answered the need for the firm, and the people of the firm whom the actor keeps.
async fn contacts(
    app: &App,
    actor: &Actor,
    supplier: &SupplierView,
    answer: Option<&NeedAnswer>,
) -> AppResult<Vec<Contact>> {
    let mut all: Vec<Contact> = people::kept_of(app, actor, supplier.organisation)
        .await?
        .into_iter()
        .map(|line| Contact {
            name: line.name,
            role: line.role,
            email: Some(line.email).filter(|email| !email.is_empty()),
        })
        .collect();
    let of_the_firm = |answer: &&NeedAnswer| {
        let role = Role::parse(&answer.role);
        role.filter(|role| matches!(role, Role::Owner | Role::Editor))
            .is_some_and(|_| all.iter().all(|one| one.name != answer.by))
    };
    let answered = answer.filter(of_the_firm).and_then(|answer| {
        Some(Contact {
            name: answer.by.clone(),
            role: Role::parse(&answer.role)?,
            email: None,
        })
    });
    all.extend(answered);
    Ok(all)
}

/// Whether a criterion is asked about on a visit.
fn is_asked(result: &CriterionResult) -> bool {
    let is_renewed = matches!(
        result.verdict,
        Verdict::Gap {
            action: GapAction::Renew,
            ..
        }
    );
    is_renewed || matches!(result.verdict, Verdict::Unknown { .. })
}

fn question(view: &CandidateView, result: &CriterionResult) -> Option<VisitQuestion> {
    if !is_asked(result) {
        return None;
    }
    let criterion = view.need.criteria.get(result.criterion)?;
    let (item, why) = match &result.reason {
        Reason::Expired { item, since } => (item.clone(), Why::Expired(*since)),
        _ => (None, Why::Missing),
    };
    Some(VisitQuestion {
        attribute: criterion.attribute.clone(),
        item: criterion.item.clone().or(item),
        criterion: Some(result.criterion),
        why,
    })
}

fn of_profile(question: Question) -> VisitQuestion {
    VisitQuestion {
        why: match question.standing {
            Standing::Expired(day) => Why::Expired(day),
            Standing::Expiring(day) => Why::Expiring(day),
            Standing::Missing | Standing::Known => Why::Missing,
        },
        attribute: question.attribute,
        item: question.item,
        criterion: None,
    }
}
