//! Publishing figures about many firms: which firms are counted, of which quarter, once. What the
//! tables may tell is decided by [`eslabon_engine::aggregates`]; nothing here filters firms further.

use crate::context::{App, Words};
use crate::error::{AppError, AppResult, FieldError};
use crate::policy::{self, Operation, Reach};
use eslabon_domain::actors::Actor;
use eslabon_domain::attributes::{SECTOR_SERVED, SITE_STAFF, STANDARD_HELD, STANDARDS_COMPLETE};
use eslabon_domain::facts::{Fact, FactValue};
use eslabon_domain::ids::{CentreId, OrganisationId, PublishedTableId, SiteId};
use eslabon_domain::vocabulary::ConceptId;
use eslabon_engine::aggregates::{self, Firm, LEAST, SizeClass, Table, TableKind};
use eslabon_storage::organisations::{self, OrganisationKind};
use eslabon_storage::supplier_rows::{self, SupplierRow};
use eslabon_storage::{AuditRecord, centres, published_tables, sites};
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// A quarter of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quarter {
    year: i16,
    quarter: i8,
}

impl Quarter {
    /// The latest quarter that is over on this day.
    #[must_use]
    pub fn last_closed(today: Date) -> Quarter {
        match (today.month() - 1) / 3 {
            0 => Quarter {
                year: today.year() - 1,
                quarter: 4,
            },
            quarter => Quarter {
                year: today.year(),
                quarter,
            },
        }
    }

    /// Reads `2026-Q3`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Quarter> {
        let (year, quarter) = text.split_once("-Q")?;
        let (year, quarter) = (year.parse().ok()?, quarter.parse().ok()?);
        let known = (2000..=9999).contains(&year) && (1..=4).contains(&quarter);
        known.then_some(Quarter { year, quarter })
    }

    /// Its last day.
    #[must_use]
    pub fn last_day(self) -> Date {
        Date::new(self.year, self.quarter * 3, 1).map_or(Date::MAX, Date::last_of_month)
    }
}

impl std::fmt::Display for Quarter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-Q{}", self.year, self.quarter)
    }
}

/// A table as it was published.
#[derive(Debug, Clone, PartialEq)]
pub struct Published {
    /// Its id.
    pub id: PublishedTableId,
    /// The name of the centre.
    pub centre: String,
    /// Of which quarter: `2026-Q3`.
    pub period: String,
    /// When.
    pub published_at: Timestamp,
    /// What it says.
    pub table: Table,
}

/// Publishes a table of the last closed quarter, once and for ever. An open quarter could be
/// published twice with a few firms between; an older one would be made of what is known today.
///
/// # Errors
/// [`AppError::Invalid`] on `period` (`not_last_closed`) or `kind` (`too_few_firms`);
/// [`AppError::Conflict`] where it is published already; [`AppError::Forbidden`].
pub async fn publish(
    app: &App,
    actor: &Actor,
    kind: TableKind,
    period: Quarter,
) -> AppResult<PublishedTableId> {
    policy::require(actor, Operation::PublishFigures)?;
    let centre = actor.centre.ok_or(AppError::NotFound)?;
    let closed = Quarter::last_closed(app.today());
    if period != closed {
        return Err(fault("period", "not_last_closed", &closed.to_string()));
    }
    let firms = firms_of(app, centre, period.last_day()).await?;
    let Some(table) = aggregates::compute(kind, &firms) else {
        return Err(fault("kind", "too_few_firms", &LEAST.to_string()));
    };
    let one = published_tables::PublishedTable {
        id: PublishedTableId::generate(),
        centre,
        period: period.to_string(),
        kind: kind.as_str().to_owned(),
        content: serde_json::to_value(&table).map_err(|e| AppError::Internal(e.to_string()))?,
        published_at: app.now(),
        published_by: actor.person,
    };
    let tx = app.database().begin().await?;
    published_tables::insert(&tx, &one).await?;
    tx.audit(AuditRecord {
        actor,
        action: "tables.publish",
        object: one.id.to_string(),
        detail: serde_json::json!({ "kind": one.kind, "period": one.period }),
        at: one.published_at,
    })
    .await?;
    tx.commit().await?;
    Ok(one.id)
}

/// The published tables that the actor may read, newest quarter first: those of her centre; for
/// those who coordinate or pay, every centre's.
///
/// # Errors
/// [`AppError::Forbidden`].
pub async fn list(app: &App, actor: &Actor) -> AppResult<Vec<Published>> {
    let db = app.database();
    let stored = published_tables::list(db, scope(actor)?).await?;
    let names: BTreeMap<CentreId, String> = centres::list(db)
        .await?
        .into_iter()
        .map(|centre| (centre.id, centre.name))
        .collect();
    let mut found = Vec::with_capacity(stored.len());
    for one in stored {
        found.push(Published {
            id: one.id,
            centre: names.get(&one.centre).cloned().unwrap_or_default(),
            period: one.period,
            published_at: one.published_at,
            table: serde_json::from_value(one.content)
                .map_err(|e| AppError::Internal(e.to_string()))?,
        });
    }
    Ok(found)
}

/// The centre to whose tables the actor is kept, if she is.
fn scope(actor: &Actor) -> AppResult<Option<CentreId>> {
    policy::require(actor, Operation::SeeFigures)?;
    match policy::reach(Operation::SeeFigures, actor.role) {
        Reach::Every => Ok(None),
        _ => Ok(Some(actor.centre.ok_or(AppError::NotFound)?)),
    }
}

fn fault(field: &str, code: &'static str, detail: &str) -> AppError {
    AppError::Invalid(vec![FieldError::new(field, code, detail)])
}

/// The SMEs that work with the centre: those with a site in the states that it serves. Firms that
/// only a register knows are not counted.
async fn firms_of(app: &App, centre: CentreId, end: Date) -> AppResult<Vec<Firm>> {
    let db = app.database();
    let states = centres::find(db, centre)
        .await?
        .ok_or(AppError::NotFound)?
        .states;
    let mut ids: Vec<SiteId> = Vec::new();
    for firm in organisations::list_by_kind(db, OrganisationKind::Sme).await? {
        let its = sites::of_organisation(db, firm.id).await?;
        let served = |state| states.is_empty() || states.contains(&state);
        ids.extend(
            its.into_iter()
                .filter(|site| site.state.is_none_or(served))
                .map(|site| site.id),
        );
    }
    let words = app.words();
    let mut firms: BTreeMap<OrganisationId, Vec<SupplierRow>> = BTreeMap::new();
    for row in supplier_rows::of_ids(db, &ids).await? {
        firms.entry(row.organisation.id).or_default().push(row);
    }
    Ok(firms
        .into_iter()
        .map(|(id, rows)| firm(&words, id, &rows, end))
        .collect())
}

/// A firm from its sites. Of several sites the weaker figure counts: a firm is as good as its
/// weakest plant, and counts once.
fn firm(words: &Words, id: OrganisationId, rows: &[SupplierRow], end: Date) -> Firm {
    let facts = || {
        rows.iter()
            .flat_map(|row| &row.facts)
            .filter(move |fact| fact.valid_until.is_none_or(|day| day >= end))
    };
    let amounts = |attribute: &'static str| {
        facts()
            .filter(move |fact| fact.attribute == attribute)
            .filter_map(|fact| match fact.value {
                FactValue::Amount { low, high } => Some((low, high)),
                _ => None,
            })
    };
    let says =
        |fact: &Fact, yes: bool| matches!(fact.value, FactValue::Flag { yes: said } if said == yes);
    let quality = |item: &Option<ConceptId>| {
        item.as_deref().is_some_and(|item| {
            words
                .vocabulary
                .is_within(item, "standard.quality_management")
        })
    };
    let holds = facts()
        .any(|fact| fact.attribute == STANDARD_HELD && says(fact, true) && quality(&fact.item));
    let is_complete = facts().any(|fact| fact.attribute == STANDARDS_COMPLETE && says(fact, true));
    let sectors: BTreeSet<ConceptId> = facts()
        .filter(|fact| fact.attribute == SECTOR_SERVED && says(fact, true))
        .filter_map(|fact| widest(words, fact.item.as_deref()?))
        .collect();
    let staff = amounts(SITE_STAFF).map(|(low, _)| low);
    Firm {
        id,
        state: rows.first().and_then(|row| row.site.state),
        size: staff.reduce(i64::saturating_add).map(SizeClass::of_staff),
        sectors,
        defects_ppm: amounts("site.defect_ppm").map(|(_, high)| high).max(),
        oee: amounts("site.oee").map(|(low, _)| low).min(),
        on_time: amounts("site.on_time_delivery").map(|(low, _)| low).min(),
        // A list that is not complete says nothing about what is missing from it.
        certified: match (holds, is_complete) {
            (true, _) => Some(true),
            (false, true) => Some(false),
            (false, false) => None,
        },
    }
}

/// The sector right below the root under which a sector lies.
fn widest(words: &Words, sector: &str) -> Option<ConceptId> {
    let mut at = words.vocabulary.find(sector)?;
    while let Some(parent) = at.parent.as_deref().filter(|id| *id != "sector.root") {
        at = words.vocabulary.find(parent)?;
    }
    (at.id != "sector.root").then(|| at.id.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_quarter_closes_with_its_last_day() {
        for (today, closed, end) in [
            (date(2026, 11, 25), "2026-Q3", date(2026, 9, 30)),
            (date(2026, 10, 1), "2026-Q3", date(2026, 9, 30)),
            (date(2026, 9, 30), "2026-Q2", date(2026, 6, 30)),
            (date(2026, 3, 31), "2025-Q4", date(2025, 12, 31)),
            (date(2028, 4, 1), "2028-Q1", date(2028, 3, 31)),
        ] {
            let quarter = Quarter::last_closed(today);
            assert_eq!(quarter.to_string(), closed, "{today}");
            assert_eq!(quarter.last_day(), end, "{today}");
            assert_eq!(Quarter::parse(closed), Some(quarter));
        }
        for wrong in ["", "2026", "2026-Q0", "2026-Q5", "2026-3", "x-Q1", "0-Q1"] {
            assert_eq!(Quarter::parse(wrong), None, "{wrong}");
        }
    }
}
