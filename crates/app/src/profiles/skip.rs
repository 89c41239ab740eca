//! Questions that a firm cannot answer: *I do not know* is remembered, so that the next question comes. It is
//! asked again after a while, or as soon as a need opens that waits for it. Nothing becomes known by it.

use super::complete::{survey, waiting};
use super::{joint_sites, load_site, record};
use crate::context::App;
use crate::error::{AppError, AppResult, FieldError};
use eslabon_domain::actors::Actor;
use eslabon_domain::ids::{NeedId, SiteId};
use eslabon_domain::vocabulary::ConceptId;
use eslabon_storage::profile_skips::{self, Skip};
use eslabon_storage::{AuditRecord, Concerns};
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// After so many days a question is asked again.
pub const SKIP_DAYS: i32 = 90;

/// Remembers that a question of a profile cannot be answered now. Answers the day after which it is asked
/// again.
///
/// # Errors
/// [`AppError::Invalid`] on `attribute` or `item`; [`AppError::NotFound`] for a site that is not the actor's
/// to keep; [`AppError::Forbidden`].
pub async fn skip(
    app: &App,
    actor: &Actor,
    site: SiteId,
    attribute: &str,
    item: Option<&ConceptId>,
) -> AppResult<Date> {
    let site = load_site(app, actor, site).await?;
    let words = app.words();
    let attribute = record::attribute_of(&words, attribute)?;
    // A question of each machine is left out machine by machine; a list as a whole.
    if let Some(item) = item {
        let concept = words.vocabulary.find(item);
        let concept = concept.filter(|c| Some(c.kind) == attribute.item_kind && c.parent.is_some());
        concept.ok_or_else(|| {
            let fault = FieldError::new("item", "unknown_concept", record::short(item));
            AppError::Invalid(vec![fault])
        })?;
    }
    let asks = survey(app, actor, site.id).await?.asks;
    let until = app.today().checked_add(SKIP_DAYS.days());
    let until = until.map_err(|e| AppError::Internal(e.to_string()))?;
    let left_out = Skip {
        site: site.id,
        attribute: attribute.id.clone(),
        item: item.cloned(),
        until,
        needs: waiting(&words, &attribute.id, item, &asks),
    };
    let tx = app.database().begin().await?;
    profile_skips::put(&tx, &left_out).await?;
    let act = AuditRecord {
        actor,
        action: "profile.skip",
        object: site.id.to_string(),
        detail: serde_json::json!({ "attribute": left_out.attribute, "item": left_out.item }),
        at: app.now(),
    };
    tx.audit_concerning(act, Concerns::organisation(site.organisation))
        .await?;
    tx.commit().await?;
    Ok(until)
}

/// What was left out of the profile of a site and of what was merged into it.
pub(super) async fn standing(app: &App, site: SiteId) -> AppResult<Vec<Skip>> {
    let sites = joint_sites(app.database(), site).await?;
    Ok(profile_skips::of_sites(app.database(), &sites).await?)
}

/// Whether a question is left out on a day, though these needs wait for its answer.
pub(super) fn is_left_out(
    skips: &[Skip],
    attribute: &str,
    item: Option<&ConceptId>,
    waiting: &BTreeSet<NeedId>,
    today: Date,
) -> bool {
    skips.iter().any(|skip| {
        skip.attribute == attribute
            && skip.item.as_ref() == item
            && skip.until >= today
            && waiting.is_subset(&skip.needs)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_left_out_until_its_day_or_until_a_need_opens_that_waits_for_it() {
        let need = |name: &str| NeedId::from_name(name);
        let day = Date::constant(2027, 2, 23);
        let skips = [Skip {
            site: SiteId::from_name("site"),
            attribute: "site.quote_days".into(),
            item: None,
            until: day,
            needs: BTreeSet::from([need("one")]),
        }];
        let left_out = |attribute: &str, waiting: &[NeedId], on| {
            let waiting = waiting.iter().copied().collect();
            is_left_out(&skips, attribute, None, &waiting, on)
        };
        assert!(left_out("site.quote_days", &[], day));
        assert!(left_out("site.quote_days", &[need("one")], day));
        assert!(!left_out(
            "site.quote_days",
            &[need("one"), need("two")],
            day
        ));
        assert!(!left_out("site.quote_days", &[], day.tomorrow().unwrap()));
        assert!(!left_out("site.staff", &[], day));
        let item = "process.cnc_turning".to_owned();
        assert!(!is_left_out(
            &skips,
            "site.quote_days",
            Some(&item),
            &BTreeSet::new(),
            day
        ));
    }
}
