//! Putting suppliers on a need's list, out of a saved shortlist: what was known of each that day stays.

use super::{event, only_shares, require_open};
use crate::context::App;
use crate::error::{AppError, AppResult};
use crate::policy::{self, Operation, Relation};
use crate::shortlists::load_shortlist;
use eslabon_domain::actors::Actor;
use eslabon_domain::candidacies::{Stage, Step};
use eslabon_domain::ids::{CandidacyId, ShortlistId, SiteId};
use eslabon_storage::candidacies::{self, Candidacy};
use eslabon_storage::{AuditRecord, Concerns, merges};

/// Puts suppliers of a saved shortlist on the long list of its need. Who is on it already stays where she
/// is. Answers the candidacies, in the order asked.
///
/// # Errors
/// [`AppError::NotFound`] for a shortlist that the actor may not see, or a supplier that is not among its
/// candidates; [`AppError::Invalid`] where the need has come to its end; [`AppError::Conflict`] where someone adds the same at once; [`AppError::Forbidden`].
pub async fn add(
    app: &App,
    actor: &Actor,
    shortlist: ShortlistId,
    sites: &[SiteId],
) -> AppResult<Vec<CandidacyId>> {
    policy::require(actor, Operation::MoveCandidates)?;
    let saved = load_shortlist(app, actor, shortlist).await?;
    let relation = Relation::to_need(actor, &saved.need);
    policy::require_on(actor, Operation::MoveCandidates, relation)?;
    if only_shares(actor, &saved.need) {
        return Err(AppError::Forbidden);
    }
    require_open(&saved.need)?;
    let is_candidate = |site| saved.answer.candidates.iter().any(|one| one.site == site);
    if !sites.iter().all(|site| is_candidate(*site)) {
        return Err(AppError::NotFound);
    }
    // Of a site that was merged since, the one that stands for it is chosen.
    let stand_ins = merges::stand_ins(app.database(), sites).await?;
    let now = app.now();
    let tx = app.database().begin().await?;
    let mut known = candidacies::of_need(&tx, saved.need.id).await?;
    let mut chosen = Vec::with_capacity(sites.len());
    for site in sites {
        let site = stand_ins.get(site).copied().unwrap_or(*site);
        if let Some(listed) = known.iter().find(|one| one.site == site) {
            chosen.push(listed.id);
            continue;
        }
        let candidacy = Candidacy {
            id: CandidacyId::generate(),
            need: saved.need.id,
            site,
            centre: saved.need.centre,
            shortlist,
            stage: Stage::LongList,
            version: 1,
            reason: None,
            buyer: None,
            for_centre: None,
            next: None,
            created_by: actor.name.clone(),
            created_at: now,
        };
        candidacies::insert(&tx, &candidacy).await?;
        let added = event(actor, &candidacy, Step::Added, String::new(), now);
        candidacies::add_event(&tx, &added).await?;
        let record = AuditRecord {
            actor,
            action: "candidate.add",
            object: candidacy.id.to_string(),
            detail: serde_json::json!({ "need": saved.need.id, "site": site, "shortlist": shortlist }),
            at: now,
        };
        tx.audit_concerning(record, Concerns::organisation(saved.need.organisation))
            .await?;
        chosen.push(candidacy.id);
        known.push(candidacy);
    }
    tx.commit().await?;
    Ok(chosen)
}
