//! A need's list as it is shown, and one candidate with everything that happened: what was known when it
//! was put on the list, and how it stands today.

use super::answers::answers_of;
use super::decide::may_sign;
use super::{load_for, only_shares};
use crate::capacity::{NeedCapacity, against_need};
use crate::context::App;
use crate::error::{AppError, AppResult};
use crate::needs::{load_need, status_note};
use crate::policy::{self, Decision, Operation, Relation};
use crate::records::StatusNote;
use crate::search::SupplierCard;
use crate::shortlists::{OneSite, load_shortlist};
use crate::suppliers::cards_of;
use eslabon_domain::actors::Actor;
use eslabon_domain::candidacies::Stage;
use eslabon_domain::ids::{CandidacyId, NeedId, SiteId};
use eslabon_domain::needs::{Criterion, Need, NeedStatus};
use eslabon_engine::matching::Candidate;
use eslabon_storage::candidacies::{self, Candidacy, Event};
use eslabon_storage::merges;
use eslabon_storage::need_answers::NeedAnswer;
use jiff::civil::Date;

/// For which side someone would sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The buyer's.
    Buyer,
    /// The centre's.
    Centre,
}

/// That the need has come to its end, and nobody decides on its candidates any more.
#[derive(Debug, Clone)]
pub struct Closed {
    /// How it ended.
    pub status: NeedStatus,
    /// Why, in the words of whoever ended it; absent where nobody gave any.
    pub note: Option<StatusNote>,
}

/// A candidate in the list.
#[derive(Debug, Clone)]
pub struct CandidateLine {
    /// How it stands.
    pub candidacy: Candidacy,
    /// Name and place.
    pub card: Option<SupplierCard>,
    /// What the firm answered.
    pub answer: Option<NeedAnswer>,
}

/// Everyone on a need's list.
#[derive(Debug, Clone)]
pub struct JointList {
    /// The need.
    pub need: Need,
    /// Where the need has come to its end: then the open ones are closed with it.
    pub closed: Option<Closed>,
    /// By stage, in the order of stages; within one in the order in which they came.
    pub lines: Vec<CandidateLine>,
}

impl JointList {
    /// Those at a stage.
    pub fn at(&self, stage: Stage) -> impl Iterator<Item = &CandidateLine> {
        self.lines
            .iter()
            .filter(move |line| line.candidacy.stage == stage)
    }
}

/// One candidate.
#[derive(Debug, Clone)]
pub struct CandidateView {
    /// The need.
    pub need: Need,
    /// Where the need has come to its end: then an open candidate is closed with it.
    pub closed: Option<Closed>,
    /// How it stands.
    pub line: CandidateLine,
    /// What happened, the latest first.
    pub events: Vec<Event>,
    /// The criteria of the saved answer.
    pub then_criteria: Vec<Criterion>,
    /// As of which day it was saved.
    pub then_on: Date,
    /// What was known when it was put on the list; absent where its group was too long to be saved whole.
    pub then: Option<Candidate>,
    /// What is known today.
    pub today: Candidate,
    /// Its months against the need's, for whoever keeps its profile; a buyer gets none.
    pub months: Vec<NeedCapacity>,
    /// The actor may move and reject.
    pub may_move: bool,
    /// The actor may note and plan.
    pub may_note: bool,
    /// For which side the actor may sign now.
    pub may_sign: Option<Side>,
    /// The actor may take down what the firm answers.
    pub may_answer: bool,
}

/// Everyone on the list of a need.
///
/// # Errors
/// [`AppError::NotFound`] for a need that the actor may not know of, or may not decide on;
/// [`AppError::Forbidden`].
pub async fn list_candidates(app: &App, actor: &Actor, need: NeedId) -> AppResult<JointList> {
    policy::require(actor, Operation::SeeCandidates)?;
    let need = load_need(app, actor, need).await?;
    policy::require_on(
        actor,
        Operation::SeeCandidates,
        Relation::to_need(actor, &need),
    )?;
    let listed = candidacies::of_need(app.database(), need.id).await?;
    let sites: Vec<SiteId> = listed.iter().map(|one| one.site).collect();
    let mut answers = answers_of(app.database(), need.id, &sites).await?;
    let cards = cards_of(app, &sites).await?;
    let mut lines: Vec<CandidateLine> = listed
        .into_iter()
        .map(|candidacy| CandidateLine {
            card: cards.get(&candidacy.site).cloned(),
            answer: answers.remove(&candidacy.site),
            candidacy,
        })
        .collect();
    lines.sort_by_key(|line| line.candidacy.stage);
    Ok(JointList {
        closed: closed(app, actor, &need).await?,
        need,
        lines,
    })
}

/// Opens a candidate.
///
/// # Errors
/// As [`list_candidates`].
pub async fn load_candidate(app: &App, actor: &Actor, id: CandidacyId) -> AppResult<CandidateView> {
    let (candidacy, need) = load_for(app, actor, Operation::SeeCandidates, id).await?;
    let saved = load_shortlist(app, actor, candidacy.shortlist).await?;
    // A site that was merged since stood in the answer under its old id.
    let then_ids: Vec<SiteId> = saved.answer.candidates.iter().map(|c| c.site).collect();
    let stand_ins = merges::stand_ins(app.database(), &then_ids).await?;
    let then = saved.answer.candidates.iter().find(|one| {
        one.site == candidacy.site || stand_ins.get(&one.site) == Some(&candidacy.site)
    });
    // With the need as it is stored: a reader who may not know the buyer gets the same bands.
    let site = merges::stand_in(app.database(), candidacy.site).await?;
    let site = OneSite::load(app, site).await?.ok_or(AppError::NotFound)?;
    let today = site
        .for_buyer(app, &need, app.today())
        .await?
        .ok_or(AppError::NotFound)?;
    let relation = Relation::to_need(actor, &need);
    let may = |operation| policy::decide(operation, actor.role, relation) == Decision::Allow;
    let side = match relation {
        Relation::Own => Side::Buyer,
        _ => Side::Centre,
    };
    let answer = answers_of(app.database(), need.id, &[candidacy.site])
        .await?
        .remove(&candidacy.site);
    let mut cards = cards_of(app, &[candidacy.site]).await?;
    let closed = closed(app, actor, &need).await?;
    let may_answer = match relation {
        Relation::Own => false,
        _ => need.status == NeedStatus::Open && policy::may(actor.role, Operation::AnswerNeed),
    };
    let decides = may(Operation::MoveCandidates) && !only_shares(actor, &need);
    Ok(CandidateView {
        events: candidacies::events(app.database(), id).await?,
        then: then.cloned(),
        then_on: saved.answer.evaluated_on,
        then_criteria: saved.answer.criteria,
        today,
        months: against_need(app, actor, need.id, candidacy.site).await?,
        may_move: decides && closed.is_none(),
        may_note: decides && (closed.is_none() || candidacy.stage.is_final()),
        may_sign: may_sign(actor, &need, &candidacy).then_some(side),
        may_answer,
        closed,
        line: CandidateLine {
            card: cards.remove(&candidacy.site),
            answer,
            candidacy,
        },
        need,
    })
}

/// How the need ended, and why, where it did. The words are told to those who may know them.
async fn closed(app: &App, actor: &Actor, need: &Need) -> AppResult<Option<Closed>> {
    if !need.status.is_closed() {
        return Ok(None);
    }
    Ok(Some(Closed {
        status: need.status,
        note: status_note(app, actor, need).await?,
    }))
}
