//! Rows of the template of organisations: institutions, lead firms, centres.

use super::cells::Reading;
use super::messages::Code;
use super::plan::{Outcome, Plan};
use crate::error::AppResult;
use eslabon_domain::ids::OrganisationId;
use eslabon_domain::text::normal_form;
use eslabon_storage::Read;
use eslabon_storage::organisations::{self, Organisation, OrganisationKind};
use jiff::Timestamp;
use std::collections::HashMap;

/// A row of the template.
#[derive(Debug)]
pub(super) struct InstitutionRow {
    pub key: String,
    pub name: String,
    pub kind: OrganisationKind,
    pub fictional: bool,
}

/// The organisation of a key of ours.
pub(crate) fn organisation_id(key: &str) -> OrganisationId {
    OrganisationId::from_name(&format!("organisation/{key}"))
}

/// Reads a row.
pub(super) fn read(reading: &mut Reading<'_>) -> Option<InstitutionRow> {
    let key = reading.required("key", 100);
    let name = reading.required("name", 300);
    let kind = kind(reading);
    let fictional = reading.yes_no("fictional").unwrap_or(false);
    match kind {
        Some(kind) if !reading.rejected => Some(InstitutionRow {
            key,
            name,
            kind,
            fictional,
        }),
        _ => None,
    }
}

fn kind(reading: &mut Reading<'_>) -> Option<OrganisationKind> {
    let text = reading.text("kind");
    let kind = match normal_form(&text).as_str() {
        "" | "institucion" | "institucion de apoyo" | "institution" => {
            Some(OrganisationKind::Institution)
        }
        "empresa tractora" | "tractora" | "lead firm" => Some(OrganisationKind::LeadFirm),
        "centro" | "centre" | "center" => Some(OrganisationKind::Centre),
        _ => None,
    };
    if kind.is_none() {
        reading.reject("kind", &text, Code::BadKind);
    }
    kind
}

/// Plans a batch.
pub(super) async fn plan(
    db: &impl Read,
    rows: Vec<(i64, InstitutionRow)>,
    now: Timestamp,
) -> AppResult<Plan> {
    let mut plan = Plan::default();
    let ids: Vec<OrganisationId> = rows
        .iter()
        .map(|(_, row)| organisation_id(&row.key))
        .collect();
    let known: HashMap<OrganisationId, Organisation> = organisations::load_many(db, &ids)
        .await?
        .into_iter()
        .map(|known| (known.id, known))
        .collect();
    for (number, row) in rows {
        let stored = known.get(&organisation_id(&row.key));
        let fresh = Organisation {
            id: organisation_id(&row.key),
            kind: row.kind,
            name: row.name,
            fictional: row.fictional,
            created_at: stored.map_or(now, |known| known.created_at),
        };
        match stored {
            None => {
                plan.organisations.push(fresh);
                plan.count(number, Outcome::New);
            }
            Some(stored) if *stored == fresh => plan.count(number, Outcome::Unchanged),
            Some(_) => {
                plan.changed_organisations.push(fresh);
                plan.count(number, Outcome::Changed);
            }
        }
    }
    Ok(plan)
}
