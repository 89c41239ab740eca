//! Assessments as they are shown: the list of a plant, and one with what follows from it. Of a draft that is
//! computed anew; of one that is done, what was kept is shown as it was.

use super::finish::Effect;
use super::start::{Offer, offers};
use super::views::{no_set, views};
use super::{Plant, diagnosis, is_visible, joint_sites, load_plant, load_visible, numbers};
use crate::context::{App, Words};
use crate::error::{AppError, AppResult, FieldError};
use crate::policy::is_open_group;
use crate::search::SupplierCard;
use crate::suppliers::{load_card, record_reading as record_facts_read};
use eslabon_domain::actors::Actor;
use eslabon_domain::assessments::question_sets::SetQuestion;
use eslabon_domain::assessments::{AssessmentKind, AssessmentStatus};
use eslabon_domain::attributes::ConfidentialityGroup;
use eslabon_domain::diagnosis::Diagnosis;
use eslabon_domain::ids::{AssessmentId, SiteId};
use eslabon_engine::assessment::sheet::{EntryFault, Field, Outcome, Questions, Sheet};
use eslabon_storage::assessment_files::AssessmentFile;
use eslabon_storage::assessments::{self, Assessment};
use eslabon_storage::question_sets::{self, QuestionSet};
use eslabon_storage::{AuditRecord, Concerns};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What an assessment is computed of, besides what was typed.
pub(super) struct Source {
    words: Arc<Words>,
    diagnosis: Option<&'static Diagnosis>,
    set: Option<QuestionSet>,
    numbers: &'static [SetQuestion],
}

impl Source {
    /// With the set that was loaded for it, where one was.
    pub fn of(app: &App, assessment: &Assessment, set: Option<QuestionSet>) -> AppResult<Self> {
        Ok(Self {
            words: app.words(),
            diagnosis: match assessment.kind {
                AssessmentKind::ReadyDiagnosis => Some(diagnosis()?),
                _ => None,
            },
            set,
            numbers: numbers(assessment.kind)?,
        })
    }

    /// Name and edition of a loaded set.
    pub fn name(&self) -> Option<(String, String)> {
        let set = self.set.as_ref();
        set.map(|set| (set.name.clone(), set.edition.clone()))
    }

    /// The sheet of an assessment.
    pub fn sheet<'a>(&'a self, assessment: &'a Assessment) -> Sheet<'a> {
        Sheet {
            kind: assessment.kind,
            item: assessment.item.as_deref(),
            questions: match self.diagnosis {
                Some(diagnosis) => Questions::Diagnosis(diagnosis, &self.words.attributes),
                None if assessment.kind.takes_questions() => Questions::Set(self.questions()),
                None => Questions::None,
            },
            entries: &assessment.entries,
        }
    }

    /// The questions of its set, or those that ship.
    pub fn questions(&self) -> &[SetQuestion] {
        self.set
            .as_ref()
            .map_or(self.numbers, |set| set.questions.as_slice())
    }
}

/// Loads what an assessment is computed of.
pub(super) async fn sheet_of(app: &App, assessment: &Assessment) -> AppResult<Source> {
    let set = match assessment.questions {
        Some(id) => Some(
            question_sets::find(app.database(), id)
                .await?
                .ok_or_else(no_set)?,
        ),
        None => None,
    };
    Source::of(app, assessment, set)
}

/// What follows from a draft; or what is wrong with it.
pub(super) async fn computed(
    app: &App,
    assessment: &Assessment,
) -> AppResult<Result<Outcome, Vec<FieldError>>> {
    let source = sheet_of(app, assessment).await?;
    let outcome = source.sheet(assessment).compute();
    Ok(outcome.map_err(|faults| faults.into_iter().map(fault).collect()))
}

/// What is wrong with a field, as the faces word it.
pub(super) fn fault(of: EntryFault) -> FieldError {
    FieldError::new(of.field, of.code, of.detail)
}

/// An assessment in a list.
#[derive(Debug, Clone, PartialEq)]
pub struct AssessmentLine {
    /// The assessment.
    pub assessment: Assessment,
    /// What came of it, once it is done.
    pub outcome: Option<Outcome>,
}

/// The assessments of a plant.
#[derive(Debug, Clone)]
pub struct SiteAssessments {
    /// Of which plant.
    pub card: SupplierCard,
    /// The latest day first; the other side's drafts are left out.
    pub lines: Vec<AssessmentLine>,
    /// What the actor may begin.
    pub offers: Vec<Offer>,
    /// The sets that her centre has loaded.
    pub sets: Vec<QuestionSet>,
    /// The processes that are known of the plant, to choose from.
    pub processes: Vec<String>,
}

/// One assessment.
#[derive(Debug, Clone)]
pub struct AssessmentView {
    /// The assessment.
    pub assessment: Assessment,
    /// Of which plant.
    pub card: SupplierCard,
    /// Its fields, in order.
    pub fields: Vec<Field>,
    /// The questions of its set, or those that ship.
    pub questions: Vec<SetQuestion>,
    /// Name and edition of a loaded set.
    pub set: Option<(String, String)>,
    /// What follows; absent where something typed cannot be.
    pub outcome: Option<Outcome>,
    /// What is wrong with what was typed.
    pub faults: Vec<FieldError>,
    /// The facts that it wrote, or would write now.
    pub effects: Vec<Effect>,
    /// The files that show what was found.
    pub files: Vec<AssessmentFile>,
    /// The actor may go on with it: save, finish, add files, take it back.
    pub may_change: bool,
}

impl AssessmentView {
    /// It is a draft that the actor may fill in.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.may_change && self.assessment.status == AssessmentStatus::Draft
    }
}

/// The ready diagnosis, for whoever words its questions.
///
/// # Errors
/// [`AppError::Internal`] where the bundled list is malformed.
pub fn ready_questions() -> AppResult<&'static Diagnosis> {
    diagnosis()
}

/// The assessments of a plant. Reading another's figures is on record.
///
/// # Errors
/// [`AppError::NotFound`] for a site whose assessments are not the actor's to see, [`AppError::Forbidden`].
pub async fn list_assessments(
    app: &App,
    actor: &Actor,
    site: SiteId,
) -> AppResult<SiteAssessments> {
    let plant = load_plant(app, actor, site).await?;
    let sites = joint_sites(app.database(), plant.site.id).await?;
    let mut lines = Vec::new();
    for assessment in assessments::of_sites(app.database(), &sites).await? {
        if is_visible(actor, &assessment) {
            lines.push(AssessmentLine {
                outcome: kept(&assessment)?,
                assessment,
            });
        }
    }
    let done = lines.iter().filter(|line| line.outcome.is_some());
    let kinds: Vec<AssessmentKind> = done.map(|line| line.assessment.kind).collect();
    if !kinds.is_empty() {
        record_reading(app, actor, &plant, plant.site.id.to_string(), &kinds).await?;
    }
    let sets = match actor.centre {
        Some(centre) if plant.relation == crate::policy::Relation::Centre => {
            question_sets::of_centre(app.database(), centre).await?
        }
        _ => Vec::new(),
    };
    let known = eslabon_storage::facts::of_sites(app.database(), &sites).await?;
    let offered = |fact: &eslabon_domain::facts::Fact| {
        fact.attribute == eslabon_domain::attributes::PROCESS_OFFERED
            && fact.value == eslabon_domain::facts::FactValue::Flag { yes: true }
    };
    Ok(SiteAssessments {
        card: load_card(app, actor, plant.site.id).await?,
        offers: offers(app, actor, &plant).await?,
        lines,
        sets,
        processes: known
            .into_iter()
            .filter(offered)
            .filter_map(|fact| fact.item)
            .collect(),
    })
}

/// Opens an assessment. Reading another's figures is on record: those that were assessed, and those that a draft
/// lays beside what it would say.
///
/// # Errors
/// [`AppError::NotFound`], also for the other side's draft; [`AppError::Forbidden`].
pub async fn load_assessment(
    app: &App,
    actor: &Actor,
    id: AssessmentId,
) -> AppResult<AssessmentView> {
    let (assessment, plant) = load_visible(app, actor, id).await?;
    let mut found = views(app, actor, &plant, vec![assessment]).await?;
    let view = found.pop().ok_or(AppError::NotFound)?;
    match view.assessment.done.is_some() {
        true => {
            let kinds = [view.assessment.kind];
            let object = view.assessment.id.to_string();
            record_reading(app, actor, &plant, object, &kinds).await?;
        }
        false => record_known(app, actor, &plant, &view.effects).await?,
    }
    Ok(view)
}

/// What was kept of one that is done.
pub(super) fn kept(assessment: &Assessment) -> AppResult<Option<Outcome>> {
    let Some(done) = &assessment.done else {
        return Ok(None);
    };
    serde_json::from_value(done.outcome.clone())
        .map(Some)
        .map_err(|e| AppError::Internal(format!("an outcome cannot be read: {e}")))
}

/// Puts on record that another's figures were read. Nothing is shown that could not be recorded.
pub(super) async fn record_reading(
    app: &App,
    actor: &Actor,
    plant: &Plant,
    object: String,
    kinds: &[AssessmentKind],
) -> AppResult<()> {
    if actor.organisation == Some(plant.site.organisation) {
        return Ok(());
    }
    let mut groups = BTreeSet::new();
    for kind in kinds {
        groups.extend(groups_of(&app.words(), *kind)?);
    }
    let groups: Vec<&str> = groups.iter().map(|group| group.as_str()).collect();
    let tx = app.database().begin().await?;
    let act = AuditRecord {
        actor,
        action: "assessment.read",
        object,
        detail: serde_json::json!({ "site": plant.site.id, "groups": groups }),
        at: app.now(),
    };
    tx.audit_concerning(act, Concerns::organisation(plant.site.organisation))
        .await?;
    tx.commit().await?;
    Ok(())
}

/// The closed groups of which an assessment of a kind tells.
fn groups_of(words: &Words, kind: AssessmentKind) -> AppResult<BTreeSet<ConfidentialityGroup>> {
    use ConfidentialityGroup::{Capacity, Quality};
    Ok(match kind {
        AssessmentKind::ReadyDiagnosis => {
            let asked = diagnosis()?.iter();
            let groups = asked
                .filter_map(|question| Some(words.attributes.find(&question.attribute)?.group));
            groups.filter(|group| !is_open_group(*group)).collect()
        }
        AssessmentKind::RunRate => BTreeSet::from([Capacity, Quality]),
        AssessmentKind::Capability
        | AssessmentKind::Delivery
        | AssessmentKind::Oee
        | AssessmentKind::Gauge
        | AssessmentKind::ProcessAudit
        | AssessmentKind::Potential => BTreeSet::from([Quality]),
    })
}

/// Puts on record that another's closed figures are shown beside what a draft would say.
pub(super) async fn record_known(
    app: &App,
    actor: &Actor,
    plant: &Plant,
    effects: &[Effect],
) -> AppResult<()> {
    let owner = plant.site.organisation;
    if actor.organisation == Some(owner) {
        return Ok(());
    }
    let words = app.words();
    let known = effects.iter().filter(|effect| effect.before.is_some());
    let closed = known
        .filter_map(|effect| Some(words.attributes.find(&effect.attribute)?.group))
        .filter(|group| !is_open_group(*group))
        .collect();
    record_facts_read(app, actor, plant.site.id, owner, &closed).await
}
