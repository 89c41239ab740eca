//! A supplier's page: what registers publish and what is known of it, with evidence and age.

use crate::context::App;
use crate::error::{AppError, AppResult};
use crate::grants::load_grants;
use crate::policy::{self, Operation};
use crate::search::{SupplierCard, card_of};
use eslabon_domain::actors::Actor;
use eslabon_domain::attributes::ConfidentialityGroup;
use eslabon_domain::facts::Fact;
use eslabon_domain::ids::{OrganisationId, SiteId};
use eslabon_domain::places::Position;
use eslabon_domain::registry::KeyScheme;
use eslabon_storage::AuditRecord;
use eslabon_storage::registry::RegistryEntry;
use eslabon_storage::sites::PositionSource;
use eslabon_storage::supplier_rows;
use std::collections::BTreeSet;

/// Everything that a supplier's page shows to this actor.
#[derive(Debug, Clone)]
pub struct SupplierView {
    /// The line that lists show.
    pub card: SupplierCard,
    /// Whose site it is.
    pub organisation: OrganisationId,
    /// Street and number, neighbourhood.
    pub street: String,
    /// Postal code.
    pub postal_code: String,
    /// Locality.
    pub locality: String,
    /// Where it lies.
    pub position: Option<Position>,
    /// The position is only its municipality's centre.
    pub position_is_approximate: bool,
    /// What registers publish, with attribution.
    pub entries: Vec<RegistryEntry>,
    /// Keys that others gave to it.
    pub keys: Vec<(KeyScheme, String)>,
    /// Current facts that this actor may see, by attribute and item.
    pub facts: Vec<Fact>,
    /// How many current facts were kept back because their group is closed to this actor.
    pub closed_facts: usize,
    /// The groups that are closed to this actor, whether or not the firm has facts in them.
    pub closed_groups: Vec<ConfidentialityGroup>,
}

/// The line of one supplier, as lists show it: open facts only.
///
/// # Errors
/// [`AppError::NotFound`].
pub async fn load_card(app: &App, actor: &Actor, id: SiteId) -> AppResult<SupplierCard> {
    policy::require(actor, Operation::SeeSuppliers)?;
    let row = supplier_rows::of_ids(app.database(), &[id])
        .await?
        .pop()
        .ok_or(AppError::NotFound)?;
    Ok(card_of(&app.words(), &row))
}

/// Puts on record that another's confidential facts were read: whose, by whom, of which groups. Nothing is
/// shown that could not be recorded.
async fn record_reading(
    app: &App,
    actor: &Actor,
    site: SiteId,
    groups: &BTreeSet<ConfidentialityGroup>,
) -> AppResult<()> {
    if groups.is_empty() {
        return Ok(());
    }
    let groups: Vec<&str> = groups.iter().map(|group| group.as_str()).collect();
    let tx = app.database().begin().await?;
    tx.audit(AuditRecord {
        actor,
        action: "facts.read",
        object: site.to_string(),
        detail: serde_json::json!({ "groups": groups }),
        at: app.now(),
    })
    .await?;
    tx.commit().await?;
    Ok(())
}

/// Opens a supplier's page.
///
/// # Errors
/// [`AppError::NotFound`].
pub async fn load_supplier(app: &App, actor: &Actor, id: SiteId) -> AppResult<SupplierView> {
    policy::require(actor, Operation::SeeSuppliers)?;
    let row = supplier_rows::of_ids(app.database(), &[id])
        .await?
        .pop()
        .ok_or(AppError::NotFound)?;
    let words = app.words();
    let all = row.facts.len();
    let card = card_of(&words, &row);
    let (owner, grants) = (row.organisation.id, load_grants(app, actor).await?);
    let sees = |group| policy::may_see_group(actor, owner, group, &grants);
    let group_of = |fact: &Fact| {
        let attribute = words.attributes.find(&fact.attribute);
        attribute.map_or(ConfidentialityGroup::Finance, |a| a.group)
    };
    let mut facts: Vec<Fact> = row
        .facts
        .into_iter()
        .filter(|fact| sees(group_of(fact)))
        .collect();
    if actor.organisation != Some(owner) {
        let read: BTreeSet<ConfidentialityGroup> = facts
            .iter()
            .map(group_of)
            .filter(|group| !policy::is_open_group(*group))
            .collect();
        record_reading(app, actor, id, &read).await?;
    }
    facts.sort_by(|a, b| {
        (&a.attribute, &a.item, a.observed).cmp(&(&b.attribute, &b.item, b.observed))
    });
    Ok(SupplierView {
        card,
        organisation: row.organisation.id,
        street: row.site.street,
        postal_code: row.site.postal_code,
        locality: row.site.locality,
        position: row.site.position,
        position_is_approximate: row.site.position_source == PositionSource::Municipality,
        entries: row.entries,
        keys: row
            .keys
            .into_iter()
            .map(|key| (key.scheme, key.value))
            .collect(),
        closed_facts: all - facts.len(),
        closed_groups: ConfidentialityGroup::CLOSED
            .into_iter()
            .filter(|group| !sees(*group))
            .collect(),
        facts,
    })
}
