//! Changing what a need asks, and when. It keeps its id, its buyer and its centre; whose name is shown is
//! decided elsewhere, because it cannot be unsaid. Must not move the need to another status.

use super::check::{check_entry, check_reserved};
use super::pairs::asks_the_same;
use super::post::criterion_of;
use super::{CriterionDraft, NeedDraft, status};
use crate::audit::changes::{Field, changed};
use crate::context::{App, Silent};
use crate::error::{AppError, AppResult};
use crate::policy::{self, Operation};
use eslabon_domain::actors::Actor;
use eslabon_domain::ids::NeedId;
use eslabon_domain::money::UnitPrice;
use eslabon_domain::needs::{Criterion, Need, Requirement, Strength};
use eslabon_storage::{
    AuditRecord, Change, Concerns, need_prices, need_status, needs, organisations,
};
use jiff::civil::Date;

/// A need that the actor may change: whoever may post it.
///
/// # Errors
/// [`AppError::Forbidden`], or [`AppError::NotFound`], also for a need that is not hers to change.
pub async fn load_to_change(app: &App, actor: &Actor, id: NeedId) -> AppResult<Need> {
    policy::require(actor, Operation::PostNeed)?;
    let need = needs::find(app.database(), id)
        .await?
        .ok_or(AppError::NotFound)?;
    policy::require_changing(actor, &need)?;
    Ok(need)
}

/// Changes a need that was read in this version, while it is a draft or open. The organisation of the draft
/// and whether the buyer is shown play no part.
///
/// # Errors
/// As [`load_to_change`]; [`AppError::Invalid`] with every fault, or where the need is neither a draft nor
/// open; [`AppError::Conflict`] where someone saved in between: nothing is written then.
pub async fn change_need(
    app: &App,
    actor: &Actor,
    id: NeedId,
    version: i32,
    draft: NeedDraft,
) -> AppResult<Need> {
    let stored = load_to_change(app, actor, id).await?;
    if !stored.status.is_changeable() {
        return Err(status::invalid("status", "not_changeable", ""));
    }
    let draft = NeedDraft {
        organisation: Some(stored.organisation),
        organisation_name: None,
        hide_buyer: !stored.buyer_shown,
        ..draft
    };
    check_entry(app, &draft, Some(&stored))?;
    let buyer = organisations::find(app.database(), stored.organisation)
        .await?
        .ok_or(AppError::NotFound)?;
    check_reserved(&buyer.name, &draft)?;
    if stored.version != version {
        return Err(AppError::Conflict);
    }
    let price = draft.target_price;
    let fresh = with_draft(&stored, draft);
    let priced = need_prices::find(app.database(), id).await?;
    if fresh == stored && price == priced {
        return Ok(stored);
    }
    let mut tx = app.database().begin().await?;
    // Nobody withdraws it meanwhile: this save would open it again.
    need_status::hold(&tx, &stored).await?;
    let version = needs::update(&tx, &fresh).await?;
    if price != priced {
        need_prices::set(&tx, id, price).await?;
    }
    let amount = |price: Option<UnitPrice>| price.map(|price| price.to_string());
    let priced = Field::closed("target_price", amount(priced), amount(price));
    let record = AuditRecord {
        actor,
        action: "need.change",
        object: id.to_string(),
        detail: what_changed(&stored, &fresh, priced),
        at: app.now(),
    };
    tx.audit_concerning(record, Concerns::organisation(stored.organisation))
        .await?;
    tx.record_change(Change::Needs(vec![id]));
    tx.commit().await?;
    app.catch_up(&Silent).await?;
    Ok(Need { version, ..fresh })
}

fn with_draft(stored: &Need, draft: NeedDraft) -> Need {
    Need {
        title: draft.title,
        description: draft.description,
        criteria: criteria(&stored.criteria, draft.criteria),
        terms: draft.terms,
        starts_on: draft.starts_on,
        closes_on: draft.closes_on,
        ..stored.clone()
    }
}

/// What is asked as before keeps its id and its place; what is new follows.
fn criteria(stored: &[Criterion], mut drafts: Vec<CriterionDraft>) -> Vec<Criterion> {
    let mut kept = Vec::with_capacity(drafts.len());
    for before in stored {
        let same = drafts
            .iter()
            .position(|draft| asks_the_same(draft, &draft_of(before)));
        if let Some(at) = same {
            let draft = drafts.remove(at);
            kept.push(Criterion {
                strength: draft.strength,
                weight: draft.weight,
                ..before.clone()
            });
        }
    }
    kept.extend(drafts.into_iter().map(criterion_of));
    kept
}

fn draft_of(criterion: &Criterion) -> CriterionDraft {
    CriterionDraft {
        attribute: criterion.attribute.clone(),
        item: criterion.item.clone(),
        requirement: criterion.requirement.clone(),
        strength: criterion.strength,
        weight: criterion.weight,
    }
}

/// For the log: of criteria, those that went and those that came.
fn what_changed(before: &Need, after: &Need, price: Field<'_>) -> serde_json::Value {
    let day = |day: Option<Date>| day.map(|day| day.to_string());
    let gone = |from: &Need, of: &Need| {
        let gone = of
            .criteria
            .iter()
            .filter(|one| !from.criteria.contains(one))
            .map(in_brief);
        gone.collect::<Vec<_>>().join("; ")
    };
    // Nothing of terms is secret, but they would fill the log: the months above all.
    let terms = |need: &Need| serde_json::to_string(&need.terms).unwrap_or_default();
    changed([
        Field::closed("terms", terms(before), terms(after)),
        price,
        Field::open(
            "title",
            before.title.text.as_str(),
            after.title.text.as_str(),
        ),
        Field::open(
            "description",
            before.description.text.as_str(),
            after.description.text.as_str(),
        ),
        Field::open(
            "criteria_count",
            before.criteria.len(),
            after.criteria.len(),
        ),
        Field::open("criteria", gone(after, before), gone(before, after)),
        Field::open("starts_on", day(before.starts_on), day(after.starts_on)),
        Field::open("closes_on", day(before.closes_on), day(after.closes_on)),
    ])
}

/// A criterion as the log names it: `site.staff >= 30 (wish 10)`.
fn in_brief(criterion: &Criterion) -> String {
    let asked = match &criterion.requirement {
        Requirement::AnyOf { concepts } => format!("= {}", concepts.join(" / ")),
        Requirement::AtLeast { amount } => format!(">= {amount}"),
        Requirement::AtMost { amount } => format!("<= {amount}"),
        Requirement::InStates { states } => {
            let states: Vec<String> = states.iter().map(ToString::to_string).collect();
            format!("= {}", states.join(" / "))
        }
        Requirement::Within {
            label, radius_m, ..
        } => format!("<= {radius_m} m, {label}"),
    };
    let item = criterion
        .item
        .as_ref()
        .map_or_else(String::new, |item| format!("[{item}]"));
    let strength = match criterion.strength {
        Strength::Must => "must".to_owned(),
        Strength::Wish => format!("wish {}", criterion.weight),
    };
    format!("{}{item} {asked} ({strength})", criterion.attribute)
}

#[cfg(test)]
mod tests {
    use super::*;
    use eslabon_domain::ids::CriterionId;

    fn stored(name: &str, amount: i64) -> Criterion {
        Criterion {
            id: CriterionId::from_name(name),
            attribute: "site.staff".into(),
            item: None,
            requirement: Requirement::AtLeast { amount },
            strength: Strength::Must,
            weight: 10,
        }
    }

    #[test]
    fn what_stays_keeps_its_id_and_place() {
        let before = [stored("a", 1), stored("b", 2), stored("c", 3)];
        let mut drafts: Vec<CriterionDraft> = [&before[2], &before[0]].map(draft_of).to_vec();
        drafts.insert(0, draft_of(&stored("new", 9)));
        drafts[2].strength = Strength::Wish;
        let after = criteria(&before, drafts);
        let ids: Vec<CriterionId> = after.iter().map(|one| one.id).collect();
        assert_eq!(ids[..2], [before[0].id, before[2].id]);
        assert_eq!(after[0].strength, Strength::Wish);
        assert_eq!(after[2].requirement, Requirement::AtLeast { amount: 9 });
        assert_eq!(after.len(), 3);
        let same: Vec<CriterionDraft> = before.iter().map(draft_of).collect();
        assert_eq!(criteria(&before, same), before);
    }

    #[test]
    fn the_log_names_criteria_shortly() {
        assert_eq!(in_brief(&stored("a", 30)), "site.staff >= 30 (must)");
        let wish = Criterion {
            item: Some("process.cnc_turning".into()),
            strength: Strength::Wish,
            ..stored("a", 30)
        };
        assert_eq!(
            in_brief(&wish),
            "site.staff[process.cnc_turning] >= 30 (wish 10)"
        );
    }
}
