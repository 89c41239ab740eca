//! A programme as each of its sides sees it. Staff and the firm see all of it; the lead firm no gap of a group that
//! the firm keeps closed to her, and nothing of what it was planned from; the firm no name of a buyer who keeps hers
//! back.

use super::document::content_hash;
use super::shares::{PayerTotal, totals};
use super::{Loaded, load_for};
use crate::context::{App, Words};
use crate::error::{AppError, AppResult};
use crate::grants::load_grants;
use crate::policy::{self, Decision, Operation, Relation};
use crate::search::SupplierCard;
use crate::suppliers::{load_card, record_reading};
use eslabon_domain::actors::{Actor, Role};
use eslabon_domain::attributes::ConfidentialityGroup;
use eslabon_domain::ids::{NeedId, OrganisationId, ProgrammeId, ProgrammeStepId};
use eslabon_domain::needs::{Need, NeedStatus};
use eslabon_domain::programmes::{Dimension, ProgrammeEvent, ProgrammeSide};
use eslabon_domain::text::LocalText;
use eslabon_engine::programme::{Plan, Wait};
use eslabon_storage::programmes::{
    self, Happened, Programme, ProgrammeGap, ProgrammeStep, Share, Signature,
};
use eslabon_storage::{centres, needs};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// A need for which a programme is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgrammeNeed {
    /// Which.
    pub id: NeedId,
    /// What is looked for, in a line.
    pub title: LocalText,
    /// How it stands today.
    pub status: NeedStatus,
    /// The first day on which parts are needed.
    pub starts_on: Option<Date>,
}

/// A step with who pays it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepLine {
    /// The step.
    pub step: ProgrammeStep,
    /// Who pays what; together, its cost. None of one that left the plan.
    pub shares: Vec<Share>,
}

/// A signature, and whether it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureLine {
    /// The signature.
    pub signature: Signature,
    /// It is under the plan as it stands.
    pub counts: bool,
    /// It was given by hand, and the actor may read the scan.
    pub shows_scan: bool,
}

/// What the actor may do now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProgrammeMay {
    /// Plan it anew, and say who sees to its steps.
    pub change: bool,
    /// Lay it before the sides.
    pub propose: bool,
    /// Ask that it be changed.
    pub ask_changes: bool,
    /// Sign for her side.
    pub sign: bool,
    /// For these sides, hand in papers that were signed by hand.
    pub sign_by_hand: Vec<ProgrammeSide>,
    /// Begin it.
    pub start: bool,
    /// Finish it.
    pub close: bool,
    /// Give it up.
    pub stop: bool,
}

/// A programme.
#[derive(Debug, Clone)]
pub struct ProgrammeView {
    /// The programme.
    pub programme: Programme,
    /// Its site.
    pub card: SupplierCard,
    /// Whose programme it is.
    pub centre_name: String,
    /// For which needs.
    pub needs: Vec<ProgrammeNeed>,
    /// The plan as the engine gave it.
    pub plan: Plan,
    /// Its steps, by first day; those that left the plan come last.
    pub steps: Vec<StepLine>,
    /// The gaps that it closes, as far as the actor may know of them.
    pub gaps: Vec<ProgrammeGap>,
    /// Who pays what in all.
    pub budget: Vec<PayerTotal>,
    /// The latest first.
    pub signatures: Vec<SignatureLine>,
    /// Sides that have not signed the plan as it stands.
    pub missing: Vec<ProgrammeSide>,
    /// What happened, the latest first.
    pub history: Vec<Happened>,
    /// For which side the actor stands.
    pub side: Option<ProgrammeSide>,
    /// What she may do now.
    pub may: ProgrammeMay,
    /// The digest of what is signed.
    pub document_hash: String,
}

/// Opens a programme. Reading another's closed figures is on record.
///
/// # Errors
/// [`AppError::NotFound`] for one that is not the actor's to see, [`AppError::Forbidden`].
pub async fn load_programme(app: &App, actor: &Actor, id: ProgrammeId) -> AppResult<ProgrammeView> {
    let loaded = load_for(app, actor, Operation::SeeProgramme, id).await?;
    view_of(app, actor, &loaded).await
}

/// A programme that was loaded for seeing it, as the actor sees it.
pub(super) async fn view_of(app: &App, actor: &Actor, loaded: &Loaded) -> AppResult<ProgrammeView> {
    let (db, id) = (app.database(), loaded.programme.id);
    let steps = programmes::steps_of(db, id).await?;
    let ids: Vec<ProgrammeStepId> = steps.iter().map(|step| step.id).collect();
    let shares = programmes::shares_of(db, &ids).await?;
    let gaps = programmes::gaps_of(db, id).await?;
    let document_hash = content_hash(&loaded.programme, &steps, &shares, &gaps)?;
    let signatures = programmes::signatures_of(db, &[id]).await?;
    let missing = missing(&loaded.programme, &signatures);
    let wanted = needs::load_many(db, &loaded.programme.needs).await?;
    let centre = centres::find(db, loaded.programme.centre).await?;
    let plan: Plan = serde_json::from_value(loaded.programme.plan.clone())
        .map_err(|e| AppError::Internal(format!("a kept plan: {e}")))?;
    let mut paid: BTreeMap<_, i64> = BTreeMap::new();
    for share in &shares {
        *paid.entry(share.payer).or_default() += share.minor;
    }
    let mut view = ProgrammeView {
        card: load_card(app, actor, loaded.site.id).await?,
        centre_name: centre.map(|centre| centre.name).unwrap_or_default(),
        plan,
        steps: lines(steps, &shares),
        gaps,
        budget: totals(&loaded.programme.payers, &paid),
        signatures: counted(loaded, signatures),
        may: may(actor, loaded, &missing),
        missing,
        history: programmes::events_of(db, id).await?,
        side: loaded.side,
        document_hash,
        needs: wanted.iter().map(need_of).collect(),
        programme: loaded.programme.clone(),
    };
    keep_back(app, actor, loaded, &wanted, &mut view).await?;
    Ok(view)
}

fn need_of(need: &Need) -> ProgrammeNeed {
    ProgrammeNeed {
        id: need.id,
        title: need.title.clone(),
        status: need.status,
        starts_on: need.starts_on,
    }
}

fn lines(steps: Vec<ProgrammeStep>, shares: &[Share]) -> Vec<StepLine> {
    let line = |step: ProgrammeStep| {
        let own = shares.iter().filter(|share| share.step == step.id);
        StepLine {
            shares: own.copied().collect(),
            step,
        }
    };
    steps.into_iter().map(line).collect()
}

fn counted(loaded: &Loaded, signatures: Vec<Signature>) -> Vec<SignatureLine> {
    let line = |signature: Signature| SignatureLine {
        counts: signature.plan_version == loaded.programme.plan_version,
        shows_scan: shows_scan(loaded.side, &signature),
        signature,
    };
    signatures.into_iter().map(line).collect()
}

/// Whether a scan is there to be read by whoever stands for this side: a scan shows whole papers and how people
/// write their names, so that firm and lead firm read their own only.
pub(super) fn shows_scan(side: Option<ProgrammeSide>, signature: &Signature) -> bool {
    let is_other = side.is_some_and(|side| side != ProgrammeSide::Centre && side != signature.side);
    signature.scan.is_some() && !is_other
}

/// The sides that have not signed the plan as it stands.
pub(super) fn missing(programme: &Programme, signatures: &[Signature]) -> Vec<ProgrammeSide> {
    let has_signed = |side: &ProgrammeSide| {
        signatures.iter().any(|signature| {
            signature.side == *side && signature.plan_version == programme.plan_version
        })
    };
    let sides = ProgrammeSide::ALL.iter().copied();
    sides.filter(|side| !has_signed(side)).collect()
}

/// What the actor may do now, as the programme stands.
fn may(actor: &Actor, loaded: &Loaded, missing: &[ProgrammeSide]) -> ProgrammeMay {
    let relation = Relation::to_programme(loaded.side);
    let allows = |operation| policy::decide(operation, actor.role, relation) == Decision::Allow;
    let status = loaded.programme.status;
    let leads = |event| status.next(event).is_some();
    let (plans, signs) = (
        allows(Operation::PlanProgrammes),
        allows(Operation::SignProgramme),
    );
    let is_signable = signs && leads(ProgrammeEvent::Sign);
    let by_hand = allows(Operation::SignByHand) && leads(ProgrammeEvent::Sign);
    ProgrammeMay {
        change: plans && leads(ProgrammeEvent::Change),
        propose: plans && leads(ProgrammeEvent::Propose),
        ask_changes: signs && leads(ProgrammeEvent::AskChanges),
        sign: is_signable && loaded.side.is_some_and(|side| missing.contains(&side)),
        sign_by_hand: match by_hand {
            true => missing.to_vec(),
            false => Vec::new(),
        },
        start: plans && leads(ProgrammeEvent::Start),
        close: plans && leads(ProgrammeEvent::Close),
        stop: plans && leads(ProgrammeEvent::Stop),
    }
}

/// Takes out what the actor may not know, and puts on record what she reads of another's closed figures.
async fn keep_back(
    app: &App,
    actor: &Actor,
    loaded: &Loaded,
    wanted: &[Need],
    view: &mut ProgrammeView,
) -> AppResult<()> {
    let (words, grants) = (app.words(), load_grants(app, actor).await?);
    let (owner, centre) = (loaded.owner(), loaded.programme.centre);
    if loaded.side == Some(ProgrammeSide::LeadFirm) {
        let sees = |dimension: &Dimension| {
            policy::may_see_group(actor, owner, centre, group_of(&words, dimension), &grants)
        };
        view.gaps.retain(|gap| sees(&gap.dimension));
        for line in &mut view.steps {
            line.step.closes.retain(sees);
        }
        for step in &mut view.plan.steps {
            step.closes.retain(sees);
            // How much time a firm has left is its own.
            if step.waits_for == Wait::FirmTime {
                step.waits_for = Wait::Nothing;
            }
        }
        view.programme.problem = serde_json::Value::Null;
        view.programme.plan = serde_json::Value::Null;
    }
    let shows_buyer = |need: &Need| policy::may_see_buyer(actor, need, &grants);
    if loaded.side == Some(ProgrammeSide::Firm) && !wanted.iter().all(shows_buyer) {
        hide_buyer(view);
    }
    if actor.organisation == Some(owner) {
        return Ok(());
    }
    let groups = view.gaps.iter().map(|gap| group_of(&words, &gap.dimension));
    let read: BTreeSet<ConfidentialityGroup> = groups
        .filter(|group| !policy::is_open_group(*group))
        .collect();
    record_reading(app, actor, loaded.site.id, owner, &read).await
}

/// The group of an attribute; what is not known any more counts as the most confidential.
fn group_of(words: &Words, dimension: &Dimension) -> ConfidentialityGroup {
    let attribute = words.attributes.find(&dimension.attribute);
    attribute.map_or(ConfidentialityGroup::Finance, |attribute| attribute.group)
}

/// Takes out who the buyer is, and what her people are called and say.
fn hide_buyer(view: &mut ProgrammeView) {
    view.programme.lead_firm = OrganisationId::RESERVED;
    for line in &mut view.signatures {
        if line.signature.side == ProgrammeSide::LeadFirm {
            line.signature.person = None;
            line.signature.signed_by = String::new();
            line.signature.comment = String::new();
        }
    }
    for happened in &mut view.history {
        let role = Role::parse(&happened.role);
        if matches!(role, Some(Role::Engineer | Role::PurchasingManager)) {
            happened.person = None;
            happened.by = String::new();
            happened.words = String::new();
        }
    }
}
