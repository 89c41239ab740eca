//! Beginning an assessment. What goes deep is begun only where a need on whose list the supplier stands asks for
//! it, or with a word why: nobody is audited without an occasion.

use super::{
    Plant, WORDS_MAX, invalid, joint_sites, load_plant, operation_of, record, side_of, words,
};
use crate::catalogue::concept_meant;
use crate::context::App;
use crate::error::AppResult;
use crate::policy::{self, Decision, Operation};
use eslabon_domain::actors::Actor;
use eslabon_domain::assessments::{
    AssessmentKind, AssessmentSide, AssessmentStatus, Entries, Subject,
};
use eslabon_domain::attributes::STANDARD_HELD;
use eslabon_domain::ids::{AssessmentId, NeedId, QuestionSetId, SiteId};
use eslabon_domain::needs::{Need, Requirement};
use eslabon_domain::vocabulary::{ConceptId, ConceptKind};
use eslabon_storage::assessments::{self, Assessment};
use eslabon_storage::{needs, question_sets};

/// What is begun.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Start {
    /// Of which kind.
    pub kind: Option<AssessmentKind>,
    /// Of which process, where it is of one: a concept's id, or one of its names.
    pub item: Option<ConceptId>,
    /// With which loaded questions; without, those that ship: numbers only.
    pub questions: Option<QuestionSetId>,
    /// Why it goes deep, where no need asks for it.
    pub why: String,
}

/// A kind that the actor may begin at a plant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// Which.
    pub kind: AssessmentKind,
    /// It goes deep: the need that asks for it; absent, a word why is needed.
    pub asked_by: Option<(NeedId, String)>,
}

/// Begins an assessment.
///
/// # Errors
/// [`AppError::Invalid`] on `kind`, `item`, `questions` or `why`; [`AppError::NotFound`] for a site whose
/// assessments are not the actor's to see; [`AppError::Forbidden`].
pub async fn start(app: &App, actor: &Actor, site: SiteId, start: &Start) -> AppResult<Assessment> {
    let plant = load_plant(app, actor, site).await?;
    let kind = start.kind.ok_or_else(|| invalid("kind", "required", ""))?;
    policy::require_on(actor, operation_of(kind), plant.relation)?;
    let item = subject(app, kind, start.item.as_ref())?;
    let questions = loaded(app, actor, kind, start.questions).await?;
    let why = words("why", &start.why, WORDS_MAX)?;
    let need = match kind.goes_deep() {
        true => asked_by(app, actor, &plant).await?.map(|need| need.id),
        false => None,
    };
    if kind.goes_deep() && need.is_none() && why.is_empty() {
        return Err(invalid("why", "required", ""));
    }
    let now = app.now();
    let assessment = Assessment {
        id: AssessmentId::generate(),
        centre: plant.centre,
        site: plant.site.id,
        kind,
        side: side_of(actor),
        item,
        questions,
        status: AssessmentStatus::Draft,
        version: 1,
        entries: Entries::new(),
        done: None,
        on: app.today(),
        person: actor.person,
        by: actor.name.clone(),
        note: String::new(),
        need,
        why,
        created_at: now,
        voided: None,
    };
    let tx = app.database().begin().await?;
    assessments::insert(&tx, &assessment).await?;
    record(&tx, actor, &plant, "assessment.start", &assessment, now).await?;
    tx.commit().await?;
    Ok(assessment)
}

/// The kinds that the actor may begin at the plant.
pub(super) async fn offers(app: &App, actor: &Actor, plant: &Plant) -> AppResult<Vec<Offer>> {
    let may = |operation| policy::decide(operation, actor.role, plant.relation) == Decision::Allow;
    let asked_by = match may(Operation::CarryOutAssessments) {
        true => asked_by(app, actor, plant).await?,
        false => None,
    };
    let asked_by = asked_by.map(|need| (need.id, need.title.text));
    let kinds = AssessmentKind::ALL.iter().copied();
    let allowed = kinds.filter(|kind| may(operation_of(*kind)));
    Ok(allowed
        .map(|kind| Offer {
            kind,
            asked_by: asked_by.clone().filter(|_| kind.goes_deep()),
        })
        .collect())
}

/// The first need that the actor may know of, on whose list the plant stands, and that asks for such depth.
async fn asked_by(app: &App, actor: &Actor, plant: &Plant) -> AppResult<Option<Need>> {
    if side_of(actor) == AssessmentSide::Firm {
        return Ok(None);
    }
    let sites = joint_sites(app.database(), plant.site.id).await?;
    for id in assessments::needs_that_list(app.database(), &sites).await? {
        let Some(need) = needs::find(app.database(), id).await? else {
            continue;
        };
        if asks_for_depth(&need) && policy::require_need_visible(actor, &need).is_ok() {
            return Ok(Some(need));
        }
    }
    Ok(None)
}

fn asks_for_depth(need: &Need) -> bool {
    need.criteria.iter().any(|one| match &one.requirement {
        _ if one.attribute == "site.process_audit_score" => true,
        Requirement::AnyOf { concepts } if one.attribute == STANDARD_HELD => concepts
            .iter()
            .any(|id| id.starts_with("standard.iatf") || id.starts_with("standard.vda")),
        _ => false,
    })
}

/// The process that is assessed, where the kind is of one.
fn subject(
    app: &App,
    kind: AssessmentKind,
    item: Option<&ConceptId>,
) -> AppResult<Option<ConceptId>> {
    let item = item.filter(|item| !item.trim().is_empty());
    match (kind.subject(), item) {
        (Subject::Plant, _) | (Subject::ProcessOrPlant, None) => Ok(None),
        (Subject::Process, None) => Err(invalid("item", "required", "")),
        (_, Some(item)) => {
            let words = app.words();
            let meant = concept_meant(&words, ConceptKind::Process, item);
            // The root of the tree says nothing: every process is one.
            let meant = meant.filter(|id| {
                let concept = words.vocabulary.find(id);
                concept.is_some_and(|concept| concept.parent.is_some())
            });
            match meant {
                Some(id) => Ok(Some(id)),
                None => Err(invalid(
                    "item",
                    "unknown_concept",
                    item.chars().take(80).collect::<String>(),
                )),
            }
        }
    }
}

/// A set of the actor's own centre and of this kind.
async fn loaded(
    app: &App,
    actor: &Actor,
    kind: AssessmentKind,
    set: Option<QuestionSetId>,
) -> AppResult<Option<QuestionSetId>> {
    let Some(id) = set.filter(|_| kind.takes_questions()) else {
        return Ok(None);
    };
    let set = question_sets::find(app.database(), id).await?;
    let own = set.filter(|set| Some(set.centre) == actor.centre && set.kind == kind);
    match own {
        Some(set) => Ok(Some(set.id)),
        None => Err(invalid("questions", "unknown_set", "")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use eslabon_domain::ids::{CentreId, CriterionId, OrganisationId};
    use eslabon_domain::needs::{Criterion, NeedStatus, Strength};
    use eslabon_domain::text::LocalText;

    fn need(attribute: &str, requirement: Requirement) -> Need {
        Need {
            id: NeedId::from_name("need"),
            organisation: OrganisationId::from_name("buyer"),
            centre: CentreId::from_name("default"),
            version: 1,
            title: LocalText::es("Bujes"),
            description: LocalText::es(""),
            criteria: vec![Criterion {
                id: CriterionId::from_name("one"),
                attribute: attribute.into(),
                item: None,
                requirement,
                strength: Strength::Must,
                weight: 10,
            }],
            status: NeedStatus::Open,
            starts_on: None,
            closes_on: None,
            terms: eslabon_domain::terms::NeedTerms::default(),
            buyer_shown: true,
            fictional: true,
        }
    }

    #[test]
    fn depth_is_asked_for_by_a_score_or_by_the_standards_of_the_trade() {
        let any_of = |id: &str| Requirement::AnyOf {
            concepts: vec![id.into()],
        };
        let score = Requirement::AtLeast { amount: 800_000 };
        assert!(asks_for_depth(&need("site.process_audit_score", score)));
        let iatf = any_of("standard.iatf_16949");
        assert!(asks_for_depth(&need(STANDARD_HELD, iatf)));
        let iso = any_of("standard.iso_9001");
        assert!(!asks_for_depth(&need(STANDARD_HELD, iso)));
    }
}
