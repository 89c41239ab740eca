//! Gaps that come of rejections. The firm and the centre in whose region it lies see them, nobody else, not
//! even the buyer: the reason, never her words. Staff confirm or drop them; the firm may reply.

use super::{WORDS_MAX, some_words, words};
use crate::claims;
use crate::context::App;
use crate::error::{AppError, AppResult};
use crate::policy::{self, Operation, Relation};
use crate::search::SupplierCard;
use crate::suppliers::{cards_of, own_sites};
use eslabon_domain::actors::Actor;
use eslabon_domain::candidacies::GapStatus;
use eslabon_domain::ids::{OrganisationId, ProposedGapId, SiteId};
use eslabon_storage::candidacies::Candidacy;
use eslabon_storage::proposed_gaps::{self, ProposedGap, Said};
use eslabon_storage::{AuditRecord, Concerns, Transaction, merges, sites};
use jiff::Timestamp;

/// A gap as it is shown.
#[derive(Debug, Clone)]
pub struct GapLine {
    /// The gap.
    pub gap: ProposedGap,
    /// Of which site.
    pub card: SupplierCard,
    /// The actor may confirm or drop it.
    pub may_decide: bool,
    /// The actor may reply to it for the firm.
    pub may_reply: bool,
}

/// Writes the gap that comes of a rejection.
pub(super) async fn propose(
    app: &App,
    tx: &Transaction,
    candidacy: &Candidacy,
    reason: &str,
    at: Timestamp,
) -> AppResult<()> {
    let site = sites::find(tx, candidacy.site)
        .await?
        .ok_or(AppError::NotFound)?;
    let gap = ProposedGap {
        id: ProposedGapId::generate(),
        candidacy: candidacy.id,
        site: site.id,
        centre: claims::centre_of(tx, site.state, app.centre()).await?,
        reason: reason.to_owned(),
        status: GapStatus::Proposed,
        version: 1,
        proposed_at: at,
        finding: None,
        reply: None,
    };
    proposed_gaps::insert(tx, &gap).await?;
    Ok(())
}

/// The gaps that the actor may see, the latest first: her own firm's, or those that her centre confirms.
///
/// # Errors
/// [`AppError::Forbidden`].
pub async fn list_gaps(app: &App, actor: &Actor) -> AppResult<Vec<GapLine>> {
    policy::require(actor, Operation::SeeProposedGaps)?;
    let gaps = match policy::reach(Operation::SeeProposedGaps, actor.role) {
        policy::Reach::Own => {
            let mut own: Vec<SiteId> = own_sites(app, actor)
                .await?
                .iter()
                .map(|c| c.site)
                .collect();
            let merged = merges::merged_into_any(app.database(), &own).await?;
            own.extend(merged.into_iter().map(|(site, _)| site));
            proposed_gaps::of_sites(app.database(), &own).await?
        }
        _ => match actor.centre {
            Some(centre) => proposed_gaps::of_centre(app.database(), centre).await?,
            None => Vec::new(),
        },
    };
    let ids: Vec<SiteId> = gaps.iter().map(|gap| gap.site).collect();
    let cards = cards_of(app, &ids).await?;
    let may = |operation| policy::may(actor.role, operation);
    let (may_decide, may_reply) = (
        may(Operation::DecideProposedGap),
        may(Operation::ReplyToProposedGap),
    );
    Ok(gaps
        .into_iter()
        .filter_map(|gap| {
            let card = cards.get(&gap.site)?.clone();
            Some(GapLine {
                may_decide: may_decide && gap.status == GapStatus::Proposed,
                may_reply,
                gap,
                card,
            })
        })
        .collect())
}

/// Confirms or drops a proposed gap, with what was found.
///
/// # Errors
/// [`AppError::Conflict`] where it was decided, or answered, in between; [`AppError::Invalid`] without
/// words; [`AppError::NotFound`] for another centre's; [`AppError::Forbidden`].
pub async fn decide_gap(
    app: &App,
    actor: &Actor,
    id: ProposedGapId,
    version: i32,
    confirms: bool,
    found: &str,
) -> AppResult<()> {
    let (mut gap, owner) = load(app, actor, Operation::DecideProposedGap, id).await?;
    if gap.version != version || gap.status != GapStatus::Proposed {
        return Err(AppError::Conflict);
    }
    let at = app.now();
    gap.status = match confirms {
        true => GapStatus::Confirmed,
        false => GapStatus::Dropped,
    };
    gap.finding = Some(Said {
        words: some_words("words", found, WORDS_MAX)?,
        by: actor.name.clone(),
        at,
    });
    let detail = serde_json::json!({ "status": gap.status.as_str() });
    save(app, actor, &gap, owner, "gap.decide", detail, at).await
}

/// Replies to a gap for the firm; a later reply takes the place of an earlier one.
///
/// # Errors
/// As [`decide_gap`].
pub async fn reply_to_gap(
    app: &App,
    actor: &Actor,
    id: ProposedGapId,
    version: i32,
    said: &str,
) -> AppResult<()> {
    let (mut gap, owner) = load(app, actor, Operation::ReplyToProposedGap, id).await?;
    if gap.version != version {
        return Err(AppError::Conflict);
    }
    let at = app.now();
    gap.reply = Some(Said {
        words: words("words", said, WORDS_MAX)?,
        by: actor.name.clone(),
        at,
    });
    save(
        app,
        actor,
        &gap,
        owner,
        "gap.reply",
        serde_json::json!({}),
        at,
    )
    .await
}

async fn load(
    app: &App,
    actor: &Actor,
    operation: Operation,
    id: ProposedGapId,
) -> AppResult<(ProposedGap, OrganisationId)> {
    policy::require(actor, operation)?;
    let gap = proposed_gaps::find(app.database(), id)
        .await?
        .ok_or(AppError::NotFound)?;
    let site = sites::find(app.database(), gap.site)
        .await?
        .ok_or(AppError::NotFound)?;
    let relation = Relation::to_organisation(actor, Some(site.organisation), Some(gap.centre));
    policy::require_on(actor, operation, relation)?;
    Ok((gap, site.organisation))
}

async fn save(
    app: &App,
    actor: &Actor,
    gap: &ProposedGap,
    owner: OrganisationId,
    action: &'static str,
    detail: serde_json::Value,
    at: Timestamp,
) -> AppResult<()> {
    let tx = app.database().begin().await?;
    proposed_gaps::update(&tx, gap).await?;
    let record = AuditRecord {
        actor,
        action,
        object: gap.id.to_string(),
        detail,
        at,
    };
    tx.audit_concerning(record, Concerns::organisation(owner))
        .await?;
    tx.commit().await?;
    Ok(())
}
