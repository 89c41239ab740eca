//! A supplier's page: what registers publish and what is known of it, with evidence and age.

use crate::claims;
use crate::context::App;
use crate::error::{AppError, AppResult};
use crate::grants::load_grants;
use crate::policy::{self, Decision, Operation, Relation};
use crate::search::{SupplierCard, card_of};
use eslabon_domain::actors::Actor;
use eslabon_domain::attributes::ConfidentialityGroup;
use eslabon_domain::facts::Fact;
use eslabon_domain::ids::{OrganisationId, SiteId};
use eslabon_domain::places::Position;
use eslabon_domain::registry::KeyScheme;
use eslabon_storage::registry::RegistryEntry;
use eslabon_storage::sites::PositionSource;
use eslabon_storage::supplier_rows::{self, SupplierRow};
use eslabon_storage::{AuditRecord, Concerns};
use eslabon_storage::{merges, sites};
use std::collections::{BTreeSet, HashMap};

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
    /// How many sites were merged into this one.
    pub merged: usize,
    /// The actor may say that the firm is hers.
    pub may_claim: bool,
    /// The actor may read who claimed it and what was merged into it.
    pub may_see_history: bool,
    /// The actor may ask its owner to confirm through a link.
    pub may_ask_owner: bool,
    /// The actor may keep its profile: record facts of it.
    pub may_record: bool,
    /// The actor may prepare a visit of it.
    pub may_prepare_visit: bool,
    /// The actor may see its assessments.
    pub may_see_assessments: bool,
    /// The actor may see what keeps it from needs.
    pub may_see_gaps: bool,
}

/// The line of one supplier, as lists show it: open facts only.
///
/// # Errors
/// [`AppError::NotFound`].
pub async fn load_card(app: &App, actor: &Actor, id: SiteId) -> AppResult<SupplierCard> {
    policy::require(actor, Operation::SeeSuppliers)?;
    let id = merges::stand_in(app.database(), id).await?;
    let row = supplier_rows::of_ids(app.database(), &[id])
        .await?
        .pop()
        .ok_or(AppError::NotFound)?;
    Ok(card_of(&app.words(), &row))
}

/// The lines of these suppliers, by the id that was asked: of a site that was merged since, the line of the
/// one that stands for it. Whether the actor may know of them is the caller's to decide.
pub(crate) async fn cards_of(
    app: &App,
    ids: &[SiteId],
) -> AppResult<HashMap<SiteId, SupplierCard>> {
    let stand_ins = merges::stand_ins(app.database(), ids).await?;
    let shown: Vec<SiteId> = ids.iter().chain(stand_ins.values()).copied().collect();
    let words = app.words();
    let mut cards: HashMap<SiteId, SupplierCard> = supplier_rows::of_ids(app.database(), &shown)
        .await?
        .iter()
        .map(|row| (row.site.id, card_of(&words, row)))
        .collect();
    for (site, stand_in) in stand_ins {
        if let Some(card) = cards.get(&stand_in).cloned() {
            cards.insert(site, card);
        }
    }
    Ok(cards)
}

/// Puts on record that another's confidential facts were read: whose, by whom, of which groups. Nothing is
/// shown that could not be recorded.
pub(crate) async fn record_reading(
    app: &App,
    actor: &Actor,
    site: SiteId,
    owner: OrganisationId,
    groups: &BTreeSet<ConfidentialityGroup>,
) -> AppResult<()> {
    if groups.is_empty() {
        return Ok(());
    }
    let groups: Vec<&str> = groups.iter().map(|group| group.as_str()).collect();
    let tx = app.database().begin().await?;
    let record = AuditRecord {
        actor,
        action: "facts.read",
        object: site.to_string(),
        detail: serde_json::json!({ "groups": groups }),
        at: app.now(),
    };
    tx.audit_concerning(record, Concerns::organisation(owner))
        .await?;
    tx.commit().await?;
    Ok(())
}

/// Opens a supplier's page. What was merged into another site answers as that site.
///
/// # Errors
/// [`AppError::NotFound`].
pub async fn load_supplier(app: &App, actor: &Actor, id: SiteId) -> AppResult<SupplierView> {
    policy::require(actor, Operation::SeeSuppliers)?;
    let id = merges::stand_in(app.database(), id).await?;
    let row = supplier_rows::of_ids(app.database(), &[id])
        .await?
        .pop()
        .ok_or(AppError::NotFound)?;
    view(app, actor, row).await
}

/// A site by itself: without what was merged into it, and though it was merged itself. For comparing the
/// two sites of a pair.
///
/// # Errors
/// [`AppError::NotFound`].
pub(crate) async fn load_alone(app: &App, actor: &Actor, id: SiteId) -> AppResult<SupplierView> {
    policy::require(actor, Operation::SeeSuppliers)?;
    let row = supplier_rows::alone(app.database(), id)
        .await?
        .ok_or(AppError::NotFound)?;
    view(app, actor, row).await
}

/// The sites of the actor's own organisation, as lines, by id.
///
/// # Errors
/// If the database fails.
pub async fn own_sites(app: &App, actor: &Actor) -> AppResult<Vec<SupplierCard>> {
    policy::require(actor, Operation::SeeSuppliers)?;
    let Some(organisation) = actor.organisation else {
        return Ok(Vec::new());
    };
    let ids: Vec<SiteId> = sites::of_organisation(app.database(), organisation)
        .await?
        .into_iter()
        .map(|site| site.id)
        .collect();
    let words = app.words();
    let rows = supplier_rows::of_ids(app.database(), &ids).await?;
    Ok(rows.iter().map(|row| card_of(&words, row)).collect())
}

async fn view(app: &App, actor: &Actor, row: SupplierRow) -> AppResult<SupplierView> {
    let words = app.words();
    let centre = claims::centre_of(app.database(), row.site.state, app.centre()).await?;
    let relation = Relation::to_organisation(actor, Some(row.organisation.id), Some(centre));
    let may = |operation| policy::decide(operation, actor.role, relation) == Decision::Allow;
    let may_claim = policy::may(actor.role, Operation::ClaimSite)
        && actor.organisation != Some(row.organisation.id)
        && claims::is_claimable(app.database(), &row.organisation, app.now()).await?;
    let all = row.facts.len();
    let card = card_of(&words, &row);
    let (owner, grants) = (row.organisation.id, load_grants(app, actor).await?);
    let sees = |group| policy::may_see_group(actor, owner, centre, group, &grants);
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
        record_reading(app, actor, row.site.id, owner, &read).await?;
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
        merged: row.merged.len(),
        may_claim,
        may_see_history: may(Operation::SeeSiteHistory),
        may_ask_owner: may(Operation::AskOwner),
        may_record: may(Operation::RecordFacts),
        may_prepare_visit: may(Operation::PrepareVisit),
        may_see_assessments: may(Operation::SeeAssessments),
        may_see_gaps: policy::gap_eyes(actor, owner, centre).is_ok(),
    })
}
