//! A need's list as it is shown, and one candidate with everything that happened: what was known when it
//! was put on the list, and how it stands today.

use super::answers::answers_of;
use super::decide::may_sign;
use super::{load_for, only_shares};
use crate::capacity::{NeedCapacity, against_need};
use crate::context::App;
use crate::error::{AppError, AppResult};
use crate::needs::load_need;
use crate::policy::{self, Decision, Operation, Relation};
use crate::search::{SupplierCard, card_of};
use crate::shortlists::{OneSite, load_shortlist};
use eslabon_domain::actors::Actor;
use eslabon_domain::candidacies::Stage;
use eslabon_domain::ids::{CandidacyId, NeedId, SiteId};
use eslabon_domain::needs::{Criterion, Need};
use eslabon_engine::matching::Candidate;
use eslabon_storage::candidacies::{self, Candidacy, Event};
use eslabon_storage::need_answers::NeedAnswer;
use eslabon_storage::{merges, supplier_rows};
use jiff::civil::Date;
use std::collections::HashMap;

/// For which side someone would sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The buyer's.
    Buyer,
    /// The centre's.
    Centre,
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
    /// The actor may move, note, plan and reject.
    pub may_move: bool,
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
    let cards = cards(app, listed.iter().map(|one| one.site)).await?;
    let mut lines: Vec<CandidateLine> = listed
        .into_iter()
        .map(|candidacy| CandidateLine {
            card: cards.get(&candidacy.site).cloned(),
            answer: answers.remove(&candidacy.site),
            candidacy,
        })
        .collect();
    lines.sort_by_key(|line| line.candidacy.stage);
    Ok(JointList { need, lines })
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
    let mut cards = cards(app, [candidacy.site]).await?;
    let may_answer = match relation {
        Relation::Own => false,
        _ => policy::may(actor.role, Operation::AnswerNeed),
    };
    Ok(CandidateView {
        events: candidacies::events(app.database(), id).await?,
        then: then.cloned(),
        then_on: saved.answer.evaluated_on,
        then_criteria: saved.answer.criteria,
        today,
        months: against_need(app, actor, need.id, candidacy.site).await?,
        may_move: may(Operation::MoveCandidates) && !only_shares(actor, &need),
        may_sign: may_sign(actor, &need, &candidacy).then_some(side),
        may_answer,
        line: CandidateLine {
            card: cards.remove(&candidacy.site),
            answer,
            candidacy,
        },
        need,
    })
}

async fn cards(
    app: &App,
    sites: impl IntoIterator<Item = SiteId>,
) -> AppResult<HashMap<SiteId, SupplierCard>> {
    let ids: Vec<SiteId> = sites.into_iter().collect();
    let stand_ins = merges::stand_ins(app.database(), &ids).await?;
    let shown: Vec<SiteId> = ids.iter().chain(stand_ins.values()).copied().collect();
    let words = app.words();
    let mut cards: HashMap<SiteId, SupplierCard> = supplier_rows::of_ids(app.database(), &shown)
        .await?
        .iter()
        .map(|row| (row.site.id, card_of(&words, row)))
        .collect();
    for (site, stand_in) in stand_ins {
        if let Some(card) = cards.get(&stand_in).cloned() {
            cards.insert(site, card);
        }
    }
    Ok(cards)
}
