//! Assessments: carried out at a plant, computed by the engine, feeding the profile. One type serves every kind:
//! what is typed comes and goes as keys with texts, what follows as lines with codes.

use super::classes::{Concept, concepts};
use super::paging::{self, PageInfo, bad_argument};
use super::suppliers::{Origin, value_text};
use crate::graphql::errors::UserError;
use crate::graphql::ids;
use async_graphql::{ComplexObject, Context, Enum, ID, InputObject, Result, SimpleObject};
use eslabon_app::assessments::{
    AssessmentView, AssessmentsPage, Effect, EffectKind as AppEffectKind, Saving, load_assessment,
    origin_of,
};
use eslabon_app::{App, AppResult, FieldError};
use eslabon_domain::actors::Actor;
use eslabon_domain::assessments::{
    AssessmentKind as DomainKind, AssessmentSide as DomainSide, AssessmentStatus as DomainStatus,
    show_figure,
};
use eslabon_domain::ids::AssessmentId;
use eslabon_engine::assessment::sheet::{Line, Standing as EngineStanding};

/// What is assessed. Each kind has fields of its own; `fields` of an assessment names them. Texts are read as people
/// type them: decimal point or comma, a unit behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "DomainKind")]
pub enum AssessmentKind {
    /// Our own questions for a small firm. Fields `q.question.…`: a level `0` to `3`, `yes` or `no`, or an amount.
    ReadyDiagnosis,
    /// Cp, Cpk, Pp, Ppk of a process. Fields `unit` (`mm`, `in`, `thou`, `um`, `plain`), `lower`, `upper`, `study`
    /// (`initial`, `running`), `stable` (`yes`, `no`), and `values` (one a line; `subgroup` where they come in
    /// subgroups) or `mean`, `sigma`, `index` (`cpk`, `ppk`), `n`; `characteristic` in words.
    Capability,
    /// Defects per million and deliveries on time. Fields `period`, `delivered`, `defective`, `due`, `on_time`.
    Delivery,
    /// Overall equipment effectiveness. Fields `planned_time`, `run_time` (minutes), `ideal_pieces`, `pieces`,
    /// `good_pieces`.
    Oee,
    /// A gauge study. Fields `instrument`, `unit`, `base` (`tolerance`, `total`), `width`, and `readings` (a part a
    /// line) with `appraisers`, or `equipment`, `appraiser`, `part`.
    Gauge,
    /// Capacity of a week. Fields `days`, `peak_days`, `shifts`, `shift` (hours), `stops` (minutes), `share`,
    /// `others` (per cent), `cycle` (seconds), `machines`, `cavities`, `oee` (per cent), `average`, `peak`.
    RunRate,
    /// A process audit. Fields `aspects`, `steps` (one a line), and `q.` with the question's number, of P6 `@` and the
    /// step behind it: points, or `n` and the reason.
    ProcessAudit,
    /// A potential analysis. Fields `q.` with the question's number: `green`, `yellow`, `red`, or `n` and the reason.
    Potential,
}

/// How an assessment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "DomainStatus")]
pub enum AssessmentStatus {
    /// Being carried out.
    Draft,
    /// Computed and kept whole.
    Done,
    /// Taken back, with a reason.
    Void,
}

/// Whose assessment it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "DomainSide")]
pub enum AssessmentSide {
    /// The firm looks at itself.
    Firm,
    /// The centre's staff found it so.
    Centre,
}

/// A result at a glance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "EngineStanding")]
pub enum AssessmentStanding {
    /// It suffices.
    Good,
    /// It suffices on conditions.
    Conditional,
    /// It does not suffice.
    Poor,
    /// Nothing can be said yet.
    Unknown,
    /// A figure without a threshold of its own.
    Measured,
}

/// What becomes of a fact that follows from an assessment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "AppEffectKind")]
pub enum AssessmentEffect {
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

/// A field of an assessment, as it was typed.
#[derive(Debug, SimpleObject)]
pub struct AssessmentEntry {
    /// Its key.
    pub key: String,
    /// What was typed.
    pub text: String,
}

/// A figure of an assessment, or a step that led to one.
#[derive(Debug, SimpleObject)]
pub struct AssessmentLine {
    /// A stable word for what it is.
    pub code: String,
    /// Of what: an element, a step, a question, an area.
    pub of: Option<String>,
    /// The figure as people read it, such as `79.17 %`; null where it is unknown.
    pub value: Option<String>,
    /// Its unit, a stable word.
    pub unit: String,
    /// How many of the counts behind it; a point of an audit counts a hundred.
    pub part: Option<i64>,
    /// Of how many.
    pub whole: Option<i64>,
    /// The rule that it fired, or its rating.
    pub rule: Option<String>,
}

impl From<&Line> for AssessmentLine {
    fn from(line: &Line) -> Self {
        Self {
            code: line.code.clone(),
            of: line.of.clone(),
            value: line.amount.map(|amount| show_figure(amount, &line.unit)),
            unit: line.unit.clone(),
            part: line.counted.map(|counted| counted.part),
            whole: line.counted.map(|counted| counted.whole),
            rule: line.rule.clone(),
        }
    }
}

/// A fact that an assessment wrote, or would write if it were finished now.
#[derive(Debug, SimpleObject)]
pub struct AssessmentFact {
    /// What is said, an id of the spine such as `process.cpk`.
    pub attribute: String,
    /// Of which process, certificate…
    pub item: Option<Concept>,
    /// What was known.
    pub before: Option<String>,
    /// What is said.
    pub value: String,
    /// How it is known.
    pub origin: Origin,
    /// What becomes of it.
    pub effect: AssessmentEffect,
}

/// What is wrong with what was typed.
#[derive(Debug, SimpleObject)]
pub struct AssessmentFault {
    /// The key of the field.
    pub field: String,
    /// A stable word.
    pub code: String,
    /// What was typed, or the limit that was passed.
    pub detail: String,
}

/// A file that shows what was found.
#[derive(Debug, SimpleObject)]
pub struct AssessmentFile {
    /// Its name.
    pub name: String,
    /// Its type.
    pub media_type: String,
    /// Its size in bytes.
    pub bytes: usize,
    /// What it shows; may be empty.
    pub caption: String,
    /// Where to get it, with your session or token.
    pub path: String,
}

/// An assessment of a plant. The firm and its centre see it; buyers see what became a fact.
#[derive(Debug, SimpleObject)]
#[graphql(complex)]
pub struct Assessment {
    /// Global id.
    pub id: ID,
    /// Global id of the supplier.
    pub supplier_id: ID,
    /// Of which kind.
    pub kind: AssessmentKind,
    /// Whose.
    pub side: AssessmentSide,
    /// How it stands.
    pub status: AssessmentStatus,
    /// Version: a stale save is refused.
    pub version: i32,
    /// The day on which it was so, `YYYY-MM-DD`.
    pub on: String,
    /// Who carries it out.
    pub by: String,
    /// A remark; may be empty.
    pub note: String,
    /// The rules and their version; null where something typed cannot be.
    pub rule_set: Option<String>,
    /// At a glance.
    pub standing: Option<AssessmentStanding>,
    /// The verdict, a stable word.
    pub verdict: Option<String>,
    /// The rule that decided, a stable word.
    pub rule: Option<String>,
    /// On what that rule fired.
    pub rule_on: Option<String>,
    /// Keys of what is still missing.
    pub missing: Vec<String>,
    /// What is wrong with what was typed.
    pub faults: Vec<AssessmentFault>,
    /// Why it was taken back.
    pub void_reason: Option<String>,
    #[graphql(skip)]
    view: Box<AssessmentView>,
}

impl Assessment {
    /// An assessment as its view shows it.
    #[must_use]
    pub fn of(view: AssessmentView) -> Self {
        let of = &view.assessment;
        let outcome = view.outcome.as_ref();
        let fault = |one: &FieldError| AssessmentFault {
            field: one.field.clone(),
            code: one.code.to_owned(),
            detail: one.detail.clone(),
        };
        Self {
            id: ids::global(ids::ASSESSMENT, of.id),
            supplier_id: ids::global(ids::SUPPLIER, view.card.site),
            kind: of.kind.into(),
            side: of.side.into(),
            status: of.status.into(),
            version: of.version,
            on: of.on.to_string(),
            by: of.by.clone(),
            note: of.note.clone(),
            rule_set: outcome.map(|outcome| outcome.rules.clone()),
            standing: outcome.map(|outcome| outcome.standing.into()),
            verdict: outcome.map(|outcome| outcome.verdict.clone()),
            rule: outcome.map(|outcome| outcome.rule.clone()),
            rule_on: outcome.and_then(|outcome| outcome.rule_on.clone()),
            missing: outcome.map_or_else(Vec::new, |outcome| outcome.missing.clone()),
            faults: view.faults.iter().map(fault).collect(),
            void_reason: of.voided.as_ref().map(|voided| voided.reason.clone()),
            view: Box::new(view),
        }
    }

    /// Loads an assessment.
    ///
    /// # Errors
    /// As the use case.
    pub async fn load(app: &App, actor: &Actor, id: AssessmentId) -> AppResult<Self> {
        load_assessment(app, actor, id).await.map(Self::of)
    }
}

/// A page of assessments.
#[derive(Debug, SimpleObject)]
pub struct AssessmentConnection {
    /// The entries.
    pub edges: Vec<AssessmentEdge>,
    /// Whether there is more.
    pub page_info: PageInfo,
}

/// An entry of a page of assessments.
#[derive(Debug, SimpleObject)]
pub struct AssessmentEdge {
    /// Where the entry stands.
    pub cursor: String,
    /// The assessment.
    pub node: Assessment,
}

impl AssessmentConnection {
    /// A page as it was loaded; whether one came before it.
    #[must_use]
    pub fn of(page: AssessmentsPage, has_previous_page: bool) -> Self {
        let entry = |view: AssessmentView| AssessmentEdge {
            cursor: paging::cursor(view.assessment.id),
            node: Assessment::of(view),
        };
        let edges: Vec<AssessmentEdge> = page.views.into_iter().map(entry).collect();
        Self {
            page_info: PageInfo {
                has_next_page: page.has_more,
                has_previous_page,
                start_cursor: edges.first().map(|edge| edge.cursor.clone()),
                end_cursor: edges.last().map(|edge| edge.cursor.clone()),
            },
            edges,
        }
    }
}

#[ComplexObject]
impl Assessment {
    /// Of which process, where it is of one.
    async fn item(&self, context: &Context<'_>) -> Result<Option<Concept>> {
        let words = context.data::<App>()?.words();
        Ok(concepts(&words, self.view.assessment.item.iter()).pop())
    }

    /// What was typed, by key.
    async fn entries(&self) -> Vec<AssessmentEntry> {
        let entries = self.view.assessment.entries.iter();
        entries
            .map(|(key, text)| AssessmentEntry {
                key: key.clone(),
                text: text.clone(),
            })
            .collect()
    }

    /// The keys of its fields, in order.
    async fn fields(&self) -> Vec<String> {
        self.view
            .fields
            .iter()
            .map(|field| field.key.clone())
            .collect()
    }

    /// The figures and the steps that led to them; the first is the result's own.
    async fn lines(
        &self,
        #[graphql(desc = "How many, up to 100.")] first: Option<i32>,
    ) -> Result<Vec<AssessmentLine>> {
        let limit = paging::first(first)?;
        let lines = self.view.outcome.iter().flat_map(|one| &one.lines);
        Ok(lines.take(limit).map(AssessmentLine::from).collect())
    }

    /// The facts that it wrote; of a draft, those that it would write now.
    async fn facts(&self, context: &Context<'_>) -> Result<Vec<AssessmentFact>> {
        let words = context.data::<App>()?.words();
        let origin = origin_of(self.view.assessment.kind);
        let fact = |effect: &Effect| {
            let unit = words.attributes.find(&effect.attribute);
            let unit = unit.map_or("", |attribute| attribute.unit.as_str());
            AssessmentFact {
                attribute: effect.attribute.clone(),
                item: concepts(&words, effect.item.iter()).pop(),
                before: effect
                    .before
                    .as_ref()
                    .map(|(value, _)| value_text(value, unit)),
                value: value_text(&effect.after, unit),
                origin: origin.into(),
                effect: effect.kind.into(),
            }
        };
        Ok(self.view.effects.iter().map(fact).collect())
    }

    /// The files that show what was found.
    async fn files(&self) -> Vec<AssessmentFile> {
        let files = self.view.files.iter();
        files
            .map(|file| AssessmentFile {
                name: file.name.clone(),
                media_type: file.media_type.clone(),
                bytes: usize::try_from(file.bytes).unwrap_or(usize::MAX),
                caption: file.caption.clone(),
                path: format!("/evaluaciones/archivos/{}", file.id),
            })
            .collect()
    }
}

/// What `assessmentStart` takes.
#[derive(Debug, Clone, InputObject)]
pub struct AssessmentStartInput {
    /// The supplier.
    pub site: ID,
    /// Of which kind. A firm carries out `READY_DIAGNOSIS` of itself; the centre's staff every kind.
    pub kind: AssessmentKind,
    /// Of which process: a concept's id. Needed for `CAPABILITY` and `RUN_RATE`; `OEE` is of the plant without.
    pub item: Option<String>,
    /// Why `PROCESS_AUDIT` or `POTENTIAL`, where no need on whose list the supplier stands asks for it.
    pub why: Option<String>,
}

/// What `assessmentStart` answers.
#[derive(Debug, SimpleObject)]
pub struct AssessmentStartPayload {
    /// The draft.
    pub assessment: Option<Assessment>,
    /// What to correct.
    pub errors: Vec<UserError>,
}

/// A field as it is typed.
#[derive(Debug, Clone, InputObject)]
pub struct AssessmentEntryInput {
    /// Its key: one of `fields`.
    pub key: String,
    /// What is typed.
    pub text: String,
}

/// What `assessmentSave` takes. Fields that are not given are emptied.
#[derive(Debug, Clone, InputObject)]
pub struct AssessmentSaveInput {
    /// Global id of the assessment.
    pub id: ID,
    /// The version that you saw.
    pub version: i32,
    /// Every field that is filled in.
    pub entries: Vec<AssessmentEntryInput>,
    /// The day on which it was so, `YYYY-MM-DD`; as it is where absent.
    pub on: Option<String>,
    /// A remark.
    pub note: Option<String>,
}

impl AssessmentSaveInput {
    /// What is saved.
    #[must_use]
    pub fn saving(self) -> Saving {
        Saving {
            entries: self
                .entries
                .into_iter()
                .map(|entry| (entry.key, entry.text))
                .collect(),
            on: self.on.unwrap_or_default(),
            note: self.note.unwrap_or_default(),
            leaves_out: false,
        }
    }
}

/// What `assessmentSave` answers.
#[derive(Debug, SimpleObject)]
pub struct AssessmentSavePayload {
    /// The draft, with what follows so far.
    pub assessment: Option<Assessment>,
    /// What to correct.
    pub errors: Vec<UserError>,
}

/// What `assessmentFinish` takes.
#[derive(Debug, Clone, InputObject)]
pub struct AssessmentFinishInput {
    /// Global id of the assessment.
    pub id: ID,
    /// The version that you saw.
    pub version: i32,
}

/// What `assessmentFinish` answers.
#[derive(Debug, SimpleObject)]
pub struct AssessmentFinishPayload {
    /// The assessment, with the facts that it wrote.
    pub assessment: Option<Assessment>,
    /// What to correct.
    pub errors: Vec<UserError>,
}

/// What `assessmentVoid` takes.
#[derive(Debug, Clone, InputObject)]
pub struct AssessmentVoidInput {
    /// Global id of the assessment.
    pub id: ID,
    /// The version that you saw.
    pub version: i32,
    /// Why, up to 2,000 characters; the firm and its centre read it.
    pub reason: String,
}

/// What `assessmentVoid` answers.
#[derive(Debug, SimpleObject)]
pub struct AssessmentVoidPayload {
    /// The assessment as it stands now.
    pub assessment: Option<Assessment>,
    /// What to correct.
    pub errors: Vec<UserError>,
}

/// The assessment of a global id.
///
/// # Errors
/// If it is none.
pub fn assessment_key(id: &ID) -> Result<AssessmentId> {
    ids::key(ids::ASSESSMENT, id).ok_or_else(|| bad_argument("id is no assessment."))
}
