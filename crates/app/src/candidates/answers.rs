//! What a firm says to a need: interested, not now, no capacity. Its owner or editor says so; staff of the
//! centre in whose region it lies take down what it says on the telephone, under their own name.

use super::{WORDS_MAX, words};
use crate::claims;
use crate::context::App;
use crate::error::{AppError, AppResult};
use crate::needs::load_need;
use crate::policy::{self, Operation, Relation};
use crate::search::SupplierCard;
use crate::suppliers::own_sites;
use eslabon_domain::actors::Actor;
use eslabon_domain::candidacies::Interest;
use eslabon_domain::ids::{NeedId, SiteId};
use eslabon_domain::needs::NeedStatus;
use eslabon_storage::need_answers::{self, NeedAnswer};
use eslabon_storage::{AuditRecord, Concerns, Read, merges, sites};
use std::collections::BTreeMap;

/// Writes what a firm says to a need. The latest answer counts; the others stay on record.
///
/// # Errors
/// [`AppError::NotFound`] for a need or a site that is not the actor's to answer for,
/// [`AppError::Conflict`] where the need is not open any more, [`AppError::Invalid`] on `words`,
/// [`AppError::Forbidden`].
pub async fn answer(
    app: &App,
    actor: &Actor,
    need: NeedId,
    site: SiteId,
    interest: Interest,
    said: &str,
) -> AppResult<NeedAnswer> {
    policy::require(actor, Operation::AnswerNeed)?;
    let need = load_need(app, actor, need).await?;
    let site = merges::stand_in(app.database(), site).await?;
    let site = sites::find(app.database(), site)
        .await?
        .ok_or(AppError::NotFound)?;
    let centre = claims::centre_of(app.database(), site.state, app.centre()).await?;
    let relation = Relation::to_organisation(actor, Some(site.organisation), Some(centre));
    policy::require_on(actor, Operation::AnswerNeed, relation)?;
    if need.status != NeedStatus::Open {
        return Err(AppError::Conflict);
    }
    let answer = NeedAnswer {
        need: need.id,
        site: site.id,
        interest,
        words: words("words", said, WORDS_MAX)?,
        person: actor.person,
        by: actor.name.clone(),
        role: actor.role.as_str().to_owned(),
        at: app.now(),
    };
    let tx = app.database().begin().await?;
    need_answers::insert(&tx, &answer).await?;
    let record = AuditRecord {
        actor,
        action: "need.answer",
        object: need.id.to_string(),
        detail: serde_json::json!({ "site": site.id, "interest": interest.as_str() }),
        at: answer.at,
    };
    tx.audit_concerning(record, Concerns::organisation(site.organisation))
        .await?;
    tx.commit().await?;
    Ok(answer)
}

/// What these sites answer to a need, the latest of each. Of a site that was merged since, what the one
/// that stands for it answers counts as well.
pub(super) async fn answers_of(
    db: &impl Read,
    need: NeedId,
    sites: &[SiteId],
) -> AppResult<BTreeMap<SiteId, NeedAnswer>> {
    let all = need_answers::to_need(db, need).await?;
    let stand_ins = merges::stand_ins(db, sites).await?;
    let latest = |site: &SiteId| {
        [Some(site), stand_ins.get(site)]
            .into_iter()
            .flatten()
            .filter_map(|one| all.get(one))
            .max_by_key(|answer| answer.at)
    };
    Ok(sites
        .iter()
        .filter_map(|site| Some((*site, latest(site)?.clone())))
        .collect())
}

/// The sites for which the actor answers as their own people.
///
/// # Errors
/// [`AppError::Forbidden`].
pub async fn list_own_sites(app: &App, actor: &Actor) -> AppResult<Vec<SupplierCard>> {
    policy::require(actor, Operation::SeeOpportunities)?;
    own_sites(app, actor).await
}
