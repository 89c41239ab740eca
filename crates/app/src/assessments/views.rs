//! Assessments whole, with what follows from each: as many queries for one as for a page of them. Must not put on
//! record who reads: that is the caller's, who knows what is shown.

use super::finish::{effects_on, effects_written};
use super::read::{AssessmentView, Source, fault, kept, record_known, record_reading};
use super::{Plant, is_visible, joint_sites, load_plant, may_change};
use crate::context::App;
use crate::error::{AppError, AppResult};
use crate::search::SupplierCard;
use crate::suppliers::load_card;
use eslabon_domain::actors::Actor;
use eslabon_domain::assessments::AssessmentKind;
use eslabon_domain::facts::Fact;
use eslabon_domain::ids::{AssessmentId, QuestionSetId, SiteId};
use eslabon_engine::assessment::sheet::fields;
use eslabon_storage::assessment_files::{self, AssessmentFile};
use eslabon_storage::assessments::{self, Assessment};
use eslabon_storage::facts;
use eslabon_storage::question_sets::{self, QuestionSet};
use std::collections::HashMap;

/// A page of the assessments of a plant.
#[derive(Debug, Clone)]
pub struct AssessmentsPage {
    /// The latest day first.
    pub views: Vec<AssessmentView>,
    /// There are more.
    pub has_more: bool,
}

/// The assessments of a plant behind one of them, at most `limit`, each whole. Reading another's figures is on
/// record.
///
/// # Errors
/// [`AppError::NotFound`] for a site whose assessments are not the actor's to see, [`AppError::Forbidden`].
pub async fn page_assessments(
    app: &App,
    actor: &Actor,
    site: SiteId,
    after: Option<AssessmentId>,
    limit: usize,
) -> AppResult<AssessmentsPage> {
    let plant = load_plant(app, actor, site).await?;
    let sites = joint_sites(app.database(), plant.site.id).await?;
    let mut all = assessments::of_sites(app.database(), &sites).await?;
    all.retain(|one| is_visible(actor, one));
    if let Some(after) = after {
        // Behind one that is there no more nothing follows.
        let at = all.iter().position(|one| one.id == after);
        all = all.split_off(at.map_or(all.len(), |at| at + 1));
    }
    let has_more = all.len() > limit;
    all.truncate(limit);
    let views = views(app, actor, &plant, all).await?;
    let done = views.iter().filter(|view| view.assessment.done.is_some());
    let kinds: Vec<AssessmentKind> = done.map(|view| view.assessment.kind).collect();
    if !kinds.is_empty() {
        record_reading(app, actor, &plant, plant.site.id.to_string(), &kinds).await?;
    }
    let drafts = views.iter().filter(|view| view.assessment.done.is_none());
    let effects: Vec<_> = drafts.flat_map(|view| view.effects.clone()).collect();
    record_known(app, actor, &plant, &effects).await?;
    Ok(AssessmentsPage { views, has_more })
}

/// These assessments of a plant, in their order.
pub(super) async fn views(
    app: &App,
    actor: &Actor,
    plant: &Plant,
    all: Vec<Assessment>,
) -> AppResult<Vec<AssessmentView>> {
    let db = app.database();
    let sites = joint_sites(db, plant.site.id).await?;
    let known = facts::of_sites(db, &sites).await?;
    let card = load_card(app, actor, plant.site.id).await?;
    let ids: Vec<AssessmentId> = all.iter().map(|one| one.id).collect();
    let mut files: HashMap<AssessmentId, Vec<AssessmentFile>> = HashMap::new();
    for file in assessment_files::of_assessments(db, &ids).await? {
        files.entry(file.assessment).or_default().push(file);
    }
    let named: Vec<QuestionSetId> = all.iter().filter_map(|one| one.questions).collect();
    let sets: HashMap<QuestionSetId, QuestionSet> = question_sets::load_many(db, &named)
        .await?
        .into_iter()
        .map(|set| (set.id, set))
        .collect();
    let mut found = Vec::with_capacity(all.len());
    for assessment in all {
        let set = match assessment.questions {
            Some(id) => Some(sets.get(&id).cloned().ok_or_else(no_set)?),
            None => None,
        };
        let source = Source::of(app, &assessment, set)?;
        let beside = Beside {
            known: &known,
            card: card.clone(),
            files: files.remove(&assessment.id).unwrap_or_default(),
            may_change: may_change(actor, plant, &assessment),
        };
        found.push(view(app, assessment, &source, beside)?);
    }
    Ok(found)
}

pub(super) fn no_set() -> AppError {
    AppError::Internal("a question set is gone".into())
}

/// What is shown beside an assessment.
struct Beside<'k> {
    known: &'k [Fact],
    card: SupplierCard,
    files: Vec<AssessmentFile>,
    may_change: bool,
}

fn view(
    app: &App,
    assessment: Assessment,
    source: &Source,
    beside: Beside<'_>,
) -> AppResult<AssessmentView> {
    let sheet = source.sheet(&assessment);
    let (outcome, faults, effects) = match (kept(&assessment)?, assessment.done.as_ref()) {
        (Some(outcome), Some(done)) => (Some(outcome), Vec::new(), effects_written(done)),
        _ => match sheet.compute() {
            Ok(outcome) => {
                let effects = effects_on(app, beside.known, &assessment, &outcome);
                (Some(outcome), Vec::new(), effects)
            }
            Err(faults) => (None, faults.into_iter().map(fault).collect(), Vec::new()),
        },
    };
    Ok(AssessmentView {
        card: beside.card,
        fields: fields(&sheet),
        questions: source.questions().to_vec(),
        set: source.name(),
        files: beside.files,
        may_change: beside.may_change,
        outcome,
        faults,
        effects,
        assessment,
    })
}
