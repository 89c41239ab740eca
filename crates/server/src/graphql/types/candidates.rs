//! Deciding together: suppliers on the list of a need, what firms answer to needs, and the gaps that come
//! of rejections. Must not tell a buyer's words to a firm, nor a gap to a buyer.

use super::capacity::CapacityAgainstNeed;
use super::needs::{Criterion, Need, criterion};
use super::paging::{self, bad_argument};
use super::shortlists::{Candidate, shown};
use super::site_files::VisitPack;
use super::suppliers::Supplier;
use crate::graphql::errors::{UserError, top_level};
use crate::graphql::ids;
use async_graphql::{ComplexObject, Context, Enum, ID, InputObject, Result, SimpleObject};
use eslabon_app::candidates::{
    CandidateLine, CandidateView, GapLine, Opportunity as FoundOpportunity, list_candidates,
    list_gaps, load_candidate,
};
use eslabon_app::capacity::against_need;
use eslabon_app::shortlists::load_shortlist;
use eslabon_app::visits;
use eslabon_app::{App, AppResult};
use eslabon_domain::actors::Actor;
use eslabon_domain::candidacies::{
    GapStatus as DomainGapStatus, Interest as DomainInterest, Stage as DomainStage,
    Step as DomainStep,
};
use eslabon_domain::decisions::DecisionReasons;
use eslabon_domain::ids::{CandidacyId, NeedId, ProposedGapId, ShortlistId, SiteId};
use eslabon_domain::needs::Need as DomainNeed;
use eslabon_domain::text::Lang;
use jiff::Timestamp;
use tokio::sync::OnceCell;

/// How far a supplier has come with a need.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "DomainStage")]
pub enum CandidacyStage {
    /// Worth a closer look.
    LongList,
    /// Proposed to the buyer by name: the firm has said that it is interested.
    ShortList,
    /// To be visited, or visited.
    Visit,
    /// Its processes were assessed.
    Assessed,
    /// Chosen by the buyer and the centre together.
    Selected,
    /// Not chosen, with a reason.
    Rejected,
}

/// What a firm says to a need.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "DomainInterest")]
pub enum Interest {
    /// Yes.
    Interested,
    /// Perhaps later.
    NotNow,
    /// No room for it.
    NoCapacity,
}

/// What happened to a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "DomainStep")]
pub enum CandidacyStep {
    /// Put on the list.
    Added,
    /// Moved to another stage.
    Moved,
    /// One side signed that it be chosen.
    Signed,
    /// Chosen: both sides have signed.
    Selected,
    /// Not chosen.
    Rejected,
    /// Someone remarked something.
    Comment,
    /// Someone spoke with the firm.
    Call,
    /// Someone was there.
    Visited,
    /// It was agreed who does what by when.
    Planned,
}

/// What a person notes of a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum CandidacyNote {
    /// Something to remember.
    Comment,
    /// You spoke with the firm.
    Call,
    /// You were there.
    Visited,
}

impl From<CandidacyNote> for DomainStep {
    fn from(note: CandidacyNote) -> Self {
        match note {
            CandidacyNote::Comment => DomainStep::Comment,
            CandidacyNote::Call => DomainStep::Call,
            CandidacyNote::Visited => DomainStep::Visited,
        }
    }
}

/// How a gap that came of a rejection stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "DomainGapStatus")]
pub enum GapStatus {
    /// The buyer's reason says so; nobody has looked.
    Proposed,
    /// Staff of the centre found it so.
    Confirmed,
    /// Staff found it not so.
    Dropped,
}

/// That someone signed for a side.
#[derive(Debug, SimpleObject)]
pub struct Signature {
    /// Her name, that day.
    pub name: String,
    /// When, UTC.
    pub at: String,
}

impl Signature {
    fn of(name: String, at: Timestamp) -> Self {
        Self {
            name,
            at: at.to_string(),
        }
    }
}

/// What is done next with a candidate.
#[derive(Debug, SimpleObject)]
pub struct NextAction {
    /// What.
    pub what: String,
    /// By whom, in words: not everyone who does something has an account.
    pub owner: String,
    /// Until when, `YYYY-MM-DD`.
    pub on: String,
}

/// What a firm answered to a need; the latest answer counts.
#[derive(Debug, SimpleObject)]
pub struct NeedAnswer {
    /// What.
    pub interest: Interest,
    /// In words; may be empty.
    pub words: String,
    /// Who gave the answer, or took it down.
    pub by: String,
    /// In which role: staff take down what a firm says on the telephone.
    pub role: String,
    /// When, UTC.
    pub at: String,
}

impl NeedAnswer {
    /// The answer as the API shows it.
    #[must_use]
    pub fn of(
        interest: DomainInterest,
        words: String,
        by: String,
        role: String,
        at: Timestamp,
    ) -> Self {
        Self {
            interest: interest.into(),
            words,
            by,
            role,
            at: at.to_string(),
        }
    }
}

/// Something that happened to a candidate. Events are only ever added.
#[derive(Debug, SimpleObject)]
pub struct CandidacyEvent {
    /// When, UTC.
    pub at: String,
    /// Who: her name, that day.
    pub by: String,
    /// In which role.
    pub role: String,
    /// What.
    pub step: CandidacyStep,
    /// At which stage the candidate stood afterwards.
    pub stage: CandidacyStage,
    /// Of a rejection: the id of its reason, one of `decisionReasons`.
    pub reason: Option<String>,
    /// In words; may be empty.
    pub words: String,
}

/// A supplier on the list of a need.
#[derive(Debug, SimpleObject)]
#[graphql(complex)]
pub struct Candidacy {
    /// Global id.
    pub id: ID,
    /// For which need.
    pub need: Need,
    /// Which supplier, as it is today; absent where it no longer exists.
    pub supplier: Option<Supplier>,
    /// How far it has come.
    pub stage: CandidacyStage,
    /// The need came to its end before anyone decided: nobody does, unless the need is opened again. Why it
    /// ended stands in the need's `statusNote`.
    pub is_closed: bool,
    /// Version: what is decided on an older one is refused.
    pub version: i32,
    /// Why it was rejected: the id of one of `decisionReasons`.
    pub reason: Option<String>,
    /// The buyer's signature that it be chosen.
    pub buyer_signature: Option<Signature>,
    /// The centre's signature that it be chosen.
    pub centre_signature: Option<Signature>,
    /// What is done next.
    pub next_action: Option<NextAction>,
    /// What the firm answered to the need.
    pub answer: Option<NeedAnswer>,
    /// Global id of the shortlist from which it was taken.
    pub shortlist_id: ID,
    /// Who put it on the list.
    pub created_by: String,
    /// When, UTC.
    pub created_at: String,
    #[graphql(skip)]
    key: CandidacyId,
    /// Loaded once, where a field needs it: lists have no use for it.
    #[graphql(skip)]
    view: OnceCell<CandidateView>,
}

#[ComplexObject]
impl Candidacy {
    /// What happened, the latest first.
    async fn history(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, up to 100.")] first: Option<i32>,
    ) -> Result<Vec<CandidacyEvent>> {
        let limit = paging::first(first)?;
        let view = self.view(context).await?;
        Ok(view
            .events
            .iter()
            .take(limit)
            .map(|event| CandidacyEvent {
                at: event.at.to_string(),
                by: event.by.clone(),
                role: event.role.clone(),
                step: event.step.into(),
                stage: event.stage.into(),
                reason: event.reason.clone(),
                words: event.words.clone(),
            })
            .collect())
    }

    /// What was known of it in the shortlist from which it was taken; null where its group was too long to
    /// be saved whole. Its criteria are those of `thenCriteria`.
    async fn then(&self, context: &Context<'_>) -> Result<Option<Candidate>> {
        let (app, view) = (context.data::<App>()?, self.view(context).await?);
        let then = view.then.as_ref();
        Ok(then.map(|then| shown(app, &view.then_criteria, view.line.card.clone(), then)))
    }

    /// As of which day that shortlist was made, `YYYY-MM-DD`.
    async fn then_on(&self, context: &Context<'_>) -> Result<String> {
        Ok(self.view(context).await?.then_on.to_string())
    }

    /// The criteria of the need as that shortlist answered them.
    async fn then_criteria(&self, context: &Context<'_>) -> Result<Vec<Criterion>> {
        let (app, view) = (context.data::<App>()?, self.view(context).await?);
        let criteria = view.then_criteria.iter();
        Ok(criteria.map(|asked| criterion(app, asked)).collect())
    }

    /// What is known of it today, by the criteria that the need has today. It is scored alone: its rank
    /// says nothing.
    async fn today(&self, context: &Context<'_>) -> Result<Candidate> {
        let (app, view) = (context.data::<App>()?, self.view(context).await?);
        let card = view.line.card.clone();
        Ok(shown(app, &view.need.criteria, card, &view.today))
    }

    /// What is taken along on a visit: what is known, what is missing, what to ask.
    async fn visit_pack(&self, context: &Context<'_>) -> Result<VisitPack> {
        let (app, actor) = (context.data::<App>()?, context.data::<Actor>()?);
        let pack = visits::of_candidate(app, actor, self.key)
            .await
            .map_err(top_level)?;
        Ok(VisitPack::of(app, *context.data::<Lang>()?, &pack))
    }

    /// Its months against those that the need asks for, criterion by criterion, in exact figures: for staff of
    /// its region. For a buyer there are none: what she may know is the band.
    async fn capacity(&self, context: &Context<'_>) -> Result<Vec<CapacityAgainstNeed>> {
        let (app, view) = (context.data::<App>()?, self.view(context).await?);
        let months = view.months.iter();
        Ok(months
            .map(|one| CapacityAgainstNeed::of(app, one))
            .collect())
    }
}

impl Candidacy {
    /// A line of a need's list as the API shows it.
    #[must_use]
    pub fn of(need: &DomainNeed, line: CandidateLine) -> Self {
        let candidacy = line.candidacy;
        Self {
            id: ids::global(ids::CANDIDACY, candidacy.id),
            need: need.clone().into(),
            supplier: line.card.map(Supplier::from),
            stage: candidacy.stage.into(),
            is_closed: need.status.is_closed() && !candidacy.stage.is_final(),
            version: candidacy.version,
            reason: candidacy.reason,
            buyer_signature: candidacy.buyer.map(|one| Signature::of(one.name, one.at)),
            centre_signature: candidacy
                .for_centre
                .map(|one| Signature::of(one.name, one.at)),
            next_action: candidacy.next.map(|next| NextAction {
                what: next.what,
                owner: next.owner,
                on: next.on.to_string(),
            }),
            answer: line
                .answer
                .map(|one| NeedAnswer::of(one.interest, one.words, one.by, one.role, one.at)),
            shortlist_id: ids::global(ids::SHORTLIST, candidacy.shortlist),
            created_by: candidacy.created_by,
            created_at: candidacy.created_at.to_string(),
            key: candidacy.id,
            view: OnceCell::new(),
        }
    }

    /// The candidacy of an id.
    ///
    /// # Errors
    /// As [`load_candidate`].
    pub async fn load(app: &App, actor: &Actor, id: CandidacyId) -> AppResult<Self> {
        let view = load_candidate(app, actor, id).await?;
        let line = Self::of(&view.need, view.line.clone());
        Ok(Self {
            view: OnceCell::new_with(Some(view)),
            ..line
        })
    }

    /// Those of a shortlist's need that have these ids, in the order asked.
    ///
    /// # Errors
    /// As [`load_shortlist`] and [`list_candidates`].
    pub async fn listed(
        app: &App,
        actor: &Actor,
        shortlist: ShortlistId,
        asked: &[CandidacyId],
    ) -> AppResult<Vec<Self>> {
        let need = load_shortlist(app, actor, shortlist).await?.need.id;
        let list = list_candidates(app, actor, need).await?;
        let find = |id: &CandidacyId| list.lines.iter().find(|line| line.candidacy.id == *id);
        Ok(asked
            .iter()
            .filter_map(find)
            .map(|line| Self::of(&list.need, line.clone()))
            .collect())
    }

    async fn view(&self, context: &Context<'_>) -> Result<&CandidateView> {
        let (app, actor) = (context.data::<App>()?, context.data::<Actor>()?);
        self.view
            .get_or_try_init(|| load_candidate(app, actor, self.key))
            .await
            .map_err(top_level)
    }
}

/// An open need, for one of your suppliers.
#[derive(Debug, SimpleObject)]
#[graphql(complex)]
pub struct Opportunity {
    /// The need; its lead firm is null where the buyer keeps her name back.
    pub need: Need,
    /// Which of your sites.
    pub supplier: Supplier,
    /// How near it comes, criterion by criterion, your own closed figures included. It is scored alone: its
    /// rank says nothing.
    pub candidate: Candidate,
    /// What you answered.
    pub answer: Option<NeedAnswer>,
    #[graphql(skip)]
    need_key: NeedId,
    #[graphql(skip)]
    site_key: SiteId,
}

#[ComplexObject]
impl Opportunity {
    /// Your months against those that the need asks for, criterion by criterion, in exact figures.
    async fn capacity(&self, context: &Context<'_>) -> Result<Vec<CapacityAgainstNeed>> {
        let (app, actor) = (context.data::<App>()?, context.data::<Actor>()?);
        let found = against_need(app, actor, self.need_key, self.site_key).await;
        let found = found.map_err(top_level)?;
        let found = found.iter();
        Ok(found.map(|one| CapacityAgainstNeed::of(app, one)).collect())
    }
}

impl Opportunity {
    /// The opportunity as the API shows it.
    #[must_use]
    pub fn of(app: &App, found: FoundOpportunity) -> Self {
        let card = Some(found.site.clone());
        Self {
            need_key: found.need.id,
            site_key: found.site.site,
            candidate: shown(app, &found.need.criteria, card, &found.candidate),
            supplier: found.site.into(),
            answer: found
                .answer
                .map(|one| NeedAnswer::of(one.interest, one.words, one.by, one.role, one.at)),
            need: found.need.into(),
        }
    }
}

/// Words that someone put on record.
#[derive(Debug, SimpleObject)]
pub struct GapStatement {
    /// The words; may be empty.
    pub words: String,
    /// By whom.
    pub by: String,
    /// When, UTC.
    pub at: String,
}

impl GapStatement {
    fn of(words: String, by: String, at: Timestamp) -> Self {
        Self {
            words,
            by,
            at: at.to_string(),
        }
    }
}

/// A gap that came of a rejection. The firm and its centre see it, nobody else; who rejected, and in which
/// words, is not told.
#[derive(Debug, SimpleObject)]
pub struct ProposedGap {
    /// Global id: what `gapDecide` and `gapReply` take.
    pub id: ID,
    /// Of which supplier.
    pub supplier: Supplier,
    /// The reason: the id of one of `decisionReasons`.
    pub reason: String,
    /// How it stands.
    pub status: GapStatus,
    /// Version: what is decided or replied on an older one is refused.
    pub version: i32,
    /// Since when, UTC.
    pub proposed_at: String,
    /// What staff of the centre found.
    pub finding: Option<GapStatement>,
    /// What the firm replied.
    pub reply: Option<GapStatement>,
    /// You may confirm or drop it.
    pub may_decide: bool,
    /// You may reply to it for the firm.
    pub may_reply: bool,
}

impl From<GapLine> for ProposedGap {
    fn from(line: GapLine) -> Self {
        let gap = line.gap;
        Self {
            id: ids::global(ids::PROPOSED_GAP, gap.id),
            supplier: line.card.into(),
            reason: gap.reason,
            status: gap.status.into(),
            version: gap.version,
            proposed_at: gap.proposed_at.to_string(),
            finding: gap
                .finding
                .map(|said| GapStatement::of(said.words, said.by, said.at)),
            reply: gap
                .reply
                .map(|said| GapStatement::of(said.words, said.by, said.at)),
            may_decide: line.may_decide,
            may_reply: line.may_reply,
        }
    }
}

impl ProposedGap {
    /// The gap of an id, among those that the actor may see.
    ///
    /// # Errors
    /// As [`list_gaps`].
    pub async fn load(app: &App, actor: &Actor, id: ProposedGapId) -> AppResult<Option<Self>> {
        let lines = list_gaps(app, actor).await?;
        let found = lines.into_iter().find(|line| line.gap.id == id);
        Ok(found.map(Self::from))
    }
}

/// A reason that may be given for a decision on a supplier.
#[derive(Debug, SimpleObject)]
pub struct DecisionReason {
    /// A stable id: what `candidateReject` takes, where it rejects.
    pub id: String,
    /// Its name, in the reader's language.
    pub label: String,
    /// When to give it, in the reader's language.
    pub help: String,
    /// A supplier can be rejected for it.
    pub rejects: bool,
    /// It says something of the supplier: a gap is proposed, to which the firm may reply.
    pub concerns_supplier: bool,
}

impl DecisionReason {
    /// Every reason, in the order in which they are offered.
    #[must_use]
    pub fn all(reasons: &DecisionReasons, lang: Lang) -> Vec<Self> {
        reasons
            .iter()
            .map(|reason| Self {
                id: reason.id.clone(),
                label: reason.label.get(lang).to_owned(),
                help: reason.help.get(lang).to_owned(),
                rejects: reason.rejects(),
                concerns_supplier: reason.concerns_supplier,
            })
            .collect()
    }
}

/// What `candidatesAdd` takes.
#[derive(Debug, Clone, InputObject)]
pub struct CandidatesAddInput {
    /// Global id of the saved shortlist.
    pub shortlist: ID,
    /// Global ids of suppliers that are among its candidates, up to 100.
    pub sites: Vec<ID>,
}

/// What `candidatesAdd` answers.
#[derive(Debug, SimpleObject)]
pub struct CandidatesAddPayload {
    /// The suppliers on the list, in the order asked; those who were on it already among them.
    pub candidacies: Option<Vec<Candidacy>>,
    /// What to correct.
    pub errors: Vec<UserError>,
}

/// What `candidateMove` takes.
#[derive(Debug, Clone, InputObject)]
pub struct CandidateMoveInput {
    /// Global id of the candidacy.
    pub id: ID,
    /// The version that you saw.
    pub version: i32,
    /// Where to. `SELECTED` takes signatures, `REJECTED` a reason: neither is a move.
    pub stage: CandidacyStage,
    /// Why, up to 2,000 characters; needed where a case that was closed is opened again.
    pub words: Option<String>,
}

/// What `candidateMove` answers.
#[derive(Debug, SimpleObject)]
pub struct CandidateMovePayload {
    /// The candidacy as it stands now.
    pub candidacy: Option<Candidacy>,
    /// What to correct.
    pub errors: Vec<UserError>,
}

/// What `candidateSign` takes.
#[derive(Debug, Clone, InputObject)]
pub struct CandidateSignInput {
    /// Global id of the candidacy.
    pub id: ID,
    /// The version that you saw.
    pub version: i32,
}

/// What `candidateSign` answers.
#[derive(Debug, SimpleObject)]
pub struct CandidateSignPayload {
    /// The candidacy as it stands now: selected where both sides have signed.
    pub candidacy: Option<Candidacy>,
    /// What to correct.
    pub errors: Vec<UserError>,
}

/// What `candidateReject` takes.
#[derive(Debug, Clone, InputObject)]
pub struct CandidateRejectInput {
    /// Global id of the candidacy.
    pub id: ID,
    /// The version that you saw.
    pub version: i32,
    /// Why: the id of one of `decisionReasons` that rejects.
    pub reason: String,
    /// In your words, up to 2,000 characters. The firm does not see them.
    pub words: Option<String>,
}

/// What `candidateReject` answers.
#[derive(Debug, SimpleObject)]
pub struct CandidateRejectPayload {
    /// The candidacy as it stands now.
    pub candidacy: Option<Candidacy>,
    /// What to correct.
    pub errors: Vec<UserError>,
}

/// What `candidateNote` takes.
#[derive(Debug, Clone, InputObject)]
pub struct CandidateNoteInput {
    /// Global id of the candidacy.
    pub id: ID,
    /// What you note.
    pub step: CandidacyNote,
    /// In your words, up to 2,000 characters.
    pub words: String,
}

/// What `candidateNote` answers.
#[derive(Debug, SimpleObject)]
pub struct CandidateNotePayload {
    /// The candidacy with its history.
    pub candidacy: Option<Candidacy>,
    /// What to correct.
    pub errors: Vec<UserError>,
}

/// What `candidatePlan` takes. Without `what`, `owner` and `on`, nothing is left to do.
#[derive(Debug, Clone, InputObject)]
pub struct CandidatePlanInput {
    /// Global id of the candidacy.
    pub id: ID,
    /// The version that you saw.
    pub version: i32,
    /// What is done next, up to 160 characters.
    pub what: Option<String>,
    /// By whom, up to 160 characters.
    pub owner: Option<String>,
    /// Until when, `YYYY-MM-DD`.
    pub on: Option<String>,
}

/// What `candidatePlan` answers.
#[derive(Debug, SimpleObject)]
pub struct CandidatePlanPayload {
    /// The candidacy as it stands now.
    pub candidacy: Option<Candidacy>,
    /// What to correct.
    pub errors: Vec<UserError>,
}

/// What `needAnswer` takes.
#[derive(Debug, Clone, InputObject)]
pub struct NeedAnswerInput {
    /// Global id of the need.
    pub need: ID,
    /// Global id of the supplier that answers.
    pub site: ID,
    /// What it says.
    pub interest: Interest,
    /// In words, up to 2,000 characters.
    pub words: Option<String>,
}

/// What `needAnswer` answers.
#[derive(Debug, SimpleObject)]
pub struct NeedAnswerPayload {
    /// The answer that counts from now on.
    pub answer: Option<NeedAnswer>,
    /// What to correct.
    pub errors: Vec<UserError>,
}

/// What `gapDecide` takes.
#[derive(Debug, Clone, InputObject)]
pub struct GapDecideInput {
    /// Global id of the gap.
    pub id: ID,
    /// The version that you saw.
    pub version: i32,
    /// You found it so; false: you found it not so.
    pub confirms: bool,
    /// What you found, up to 2,000 characters; the firm reads it.
    pub words: String,
}

/// What `gapDecide` answers.
#[derive(Debug, SimpleObject)]
pub struct GapDecidePayload {
    /// The gap as it stands now.
    pub gap: Option<ProposedGap>,
    /// What to correct.
    pub errors: Vec<UserError>,
}

/// What `gapReply` takes.
#[derive(Debug, Clone, InputObject)]
pub struct GapReplyInput {
    /// Global id of the gap.
    pub id: ID,
    /// The version that you saw.
    pub version: i32,
    /// What your firm says to it, up to 2,000 characters; takes the place of an earlier reply.
    pub words: String,
}

/// What `gapReply` answers.
#[derive(Debug, SimpleObject)]
pub struct GapReplyPayload {
    /// The gap as it stands now.
    pub gap: Option<ProposedGap>,
    /// What to correct.
    pub errors: Vec<UserError>,
}

/// The candidacy of a global id.
///
/// # Errors
/// If it is none.
pub fn candidacy_key(id: &ID) -> Result<CandidacyId> {
    ids::key(ids::CANDIDACY, id).ok_or_else(|| bad_argument("id is no candidacy."))
}

/// The gap of a global id.
///
/// # Errors
/// If it is none.
pub fn gap_key(id: &ID) -> Result<ProposedGapId> {
    ids::key(ids::PROPOSED_GAP, id).ok_or_else(|| bad_argument("id is no gap."))
}

/// The sites of suppliers' global ids.
///
/// # Errors
/// Names what is none.
pub fn site_keys(suppliers: &[ID]) -> Result<Vec<SiteId>> {
    let of_one = |id: &ID| {
        ids::key(ids::SUPPLIER, id).ok_or_else(|| bad_argument("sites holds what is no supplier."))
    };
    suppliers.iter().map(of_one).collect()
}
