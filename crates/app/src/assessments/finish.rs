//! Finishing: what was typed is computed once more, the answer is kept whole with the version of its rules, and the
//! facts that follow are appended, all in one transaction. What will change is said before.

use super::read::computed;
use super::{Plant, SOURCE, invalid, joint_sites, load_to_change, record, require_draft};
use crate::context::{App, Words};
use crate::error::{AppError, AppResult};
use eslabon_domain::actors::Actor;
use eslabon_domain::assessments::{AssessmentKind, AssessmentStatus};
use eslabon_domain::attributes::AttributeId;
use eslabon_domain::facts::{Fact, FactValue, Origin};
use eslabon_domain::ids::{AssessmentId, FactId};
use eslabon_domain::vocabulary::ConceptId;
use eslabon_engine::assessment::sheet::{Outcome, Saying, Standing};
use eslabon_storage::assessments::{self, Assessment, Done, Written};
use eslabon_storage::{Change, Read, facts};
use jiff::civil::Date;

/// What becomes of a fact that follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EffectKind {
    /// Nothing was known.
    New,
    /// It takes the place of what was known.
    Changes,
    /// It says what was known, of a later day.
    Confirms,
    /// Something later is known: it is not written.
    LaterKnown,
    /// What is known is shown by more than a word: it is not written.
    KnownBetter,
}

impl EffectKind {
    /// Whether a fact is written.
    #[must_use]
    pub fn is_written(self) -> bool {
        matches!(
            self,
            EffectKind::New | EffectKind::Changes | EffectKind::Confirms
        )
    }
}

/// A fact that follows, beside what was known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effect {
    /// Of which attribute.
    pub attribute: AttributeId,
    /// Of which item.
    pub item: Option<ConceptId>,
    /// What was known, and how.
    pub before: Option<(FactValue, Origin)>,
    /// What is said.
    pub after: FactValue,
    /// What becomes of it.
    pub kind: EffectKind,
}

/// How what an assessment says is known.
#[must_use]
pub fn origin_of(kind: AssessmentKind) -> Origin {
    match kind {
        // Whoever asks: the firm answers.
        AssessmentKind::ReadyDiagnosis => Origin::Declared,
        AssessmentKind::Delivery => Origin::Measured,
        AssessmentKind::Capability
        | AssessmentKind::Oee
        | AssessmentKind::Gauge
        | AssessmentKind::RunRate
        | AssessmentKind::ProcessAudit
        | AssessmentKind::Potential => Origin::Verified,
    }
}

/// What finishing would write now.
pub(super) async fn effects_of(
    app: &App,
    db: &impl Read,
    assessment: &Assessment,
    plant: &Plant,
    outcome: &Outcome,
) -> AppResult<Vec<Effect>> {
    let sites = joint_sites(db, plant.site.id).await?;
    let known = facts::of_sites(db, &sites).await?;
    Ok(effects_on(app, &known, assessment, outcome))
}

/// The same beside what is known.
pub(super) fn effects_on(
    app: &App,
    known: &[Fact],
    assessment: &Assessment,
    outcome: &Outcome,
) -> Vec<Effect> {
    let words = app.words();
    let effect = |saying: &Saying| {
        let of_same = known
            .iter()
            .filter(|fact| fact.attribute == saying.attribute && fact.item == saying.item)
            .max_by_key(|fact| (fact.observed, fact.recorded, fact.id));
        Effect {
            attribute: saying.attribute.clone(),
            item: saying.item.clone(),
            before: of_same.map(|fact| (fact.value.clone(), fact.origin)),
            after: saying.value.clone(),
            kind: becomes(&words, assessment, of_same, &saying.value, app.today()),
        }
    };
    outcome.says.iter().map(effect).collect()
}

fn becomes(
    words: &Words,
    assessment: &Assessment,
    known: Option<&Fact>,
    value: &FactValue,
    today: Date,
) -> EffectKind {
    let Some(known) = known else {
        return EffectKind::New;
    };
    if known.observed > assessment.on {
        return EffectKind::LaterKnown;
    }
    let months = words.attributes.find(&known.attribute);
    let months = months.map_or(0, |attribute| attribute.validity_months);
    let holds = known.holds_until(months).is_none_or(|last| last >= today);
    // A word, whoever gives it, does not weaken what a document or a visit showed.
    let is_word = origin_of(assessment.kind) == Origin::Declared;
    if is_word && holds && known.origin > Origin::Declared {
        return EffectKind::KnownBetter;
    }
    match known.value == *value {
        true => EffectKind::Confirms,
        false => EffectKind::Changes,
    }
}

/// The facts that one that is done wrote.
pub(super) fn effects_written(done: &Done) -> Vec<Effect> {
    let effect = |one: &Written| Effect {
        attribute: one.attribute.clone(),
        item: one.item.clone(),
        kind: match &one.before {
            None => EffectKind::New,
            Some((value, _)) if *value == one.value => EffectKind::Confirms,
            Some(_) => EffectKind::Changes,
        },
        before: one.before.clone(),
        after: one.value.clone(),
    };
    done.written.iter().map(effect).collect()
}

/// Finishes a draft of this version: of two who finish at once one does, the other finds it done.
///
/// # Errors
/// [`AppError::Invalid`] where something typed cannot be or nothing follows yet; [`AppError::Conflict`] where it
/// was saved or finished in between; [`AppError::NotFound`], [`AppError::Forbidden`].
pub async fn finish(
    app: &App,
    actor: &Actor,
    id: AssessmentId,
    version: i32,
) -> AppResult<Assessment> {
    let (mut assessment, plant) = load_to_change(app, actor, id).await?;
    require_draft(&assessment, version)?;
    let outcome = computed(app, &assessment)
        .await?
        .map_err(AppError::Invalid)?;
    let says_nothing = matches!(outcome.rule.as_str(), "missing" | "unanswered");
    if outcome.standing == Standing::Unknown && says_nothing {
        return Err(invalid("entries", "nothing_follows", ""));
    }
    let now = app.now();
    let mut tx = app.database().begin().await?;
    let effects = effects_of(app, &tx, &assessment, &plant, &outcome).await?;
    let source = format!("{SOURCE}{} · {}", assessment.kind.as_str(), assessment.on);
    let mut said = Vec::new();
    let mut written = Vec::new();
    for effect in effects.into_iter().filter(|one| one.kind.is_written()) {
        let fact = Fact {
            id: FactId::generate(),
            // Also where it was merged since: separating gives it back what was found at it.
            site: assessment.site,
            item: effect.item.clone(),
            attribute: effect.attribute.clone(),
            value: effect.after.clone(),
            entered: None,
            origin: origin_of(assessment.kind),
            source: source.clone(),
            observed: assessment.on,
            valid_until: None,
            recorded: now,
        };
        written.push(Written {
            fact: fact.id,
            attribute: effect.attribute,
            item: effect.item,
            value: effect.after,
            before: effect.before,
        });
        said.push(fact);
    }
    assessment.status = AssessmentStatus::Done;
    assessment.done = Some(Done {
        rule_set: outcome.rules.clone(),
        outcome: serde_json::to_value(&outcome)
            .map_err(|e| AppError::Internal(format!("an outcome cannot be kept: {e}")))?,
        written,
        at: now,
    });
    // First the assessment: whoever is later than another finds its version gone and writes nothing.
    assessments::update(&tx, &assessment).await?;
    facts::append_many(&tx, &said).await?;
    record(&tx, actor, &plant, "assessment.finish", &assessment, now).await?;
    if !said.is_empty() {
        tx.record_change(Change::Sites(vec![assessment.site, plant.site.id]));
    }
    tx.commit().await?;
    assessment.version += 1;
    Ok(assessment)
}
