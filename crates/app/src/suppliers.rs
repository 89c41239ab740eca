//! A supplier's page: what registers publish and what is known of it, with evidence and age.

use crate::context::App;
use crate::error::{AppError, AppResult};
use crate::policy::{self, Operation};
use crate::search::{SupplierCard, card_of};
use eslabon_domain::actors::Actor;
use eslabon_domain::attributes::ConfidentialityGroup;
use eslabon_domain::facts::Fact;
use eslabon_domain::ids::{OrganisationId, SiteId};
use eslabon_domain::places::Position;
use eslabon_domain::registry::KeyScheme;
use eslabon_storage::registry::RegistryEntry;
use eslabon_storage::sites::PositionSource;
use eslabon_storage::supplier_rows;

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
    let mut facts: Vec<Fact> = row
        .facts
        .into_iter()
        .filter(|fact| {
            let group = words
                .attributes
                .find(&fact.attribute)
                .map_or(ConfidentialityGroup::Finance, |a| a.group);
            policy::may_see_group(actor, row.organisation.id, group)
        })
        .collect();
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
        facts,
    })
}
