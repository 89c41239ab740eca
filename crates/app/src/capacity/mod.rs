//! What a site can make month by month, and what it has promised already: read and kept by the firm and by staff
//! of its region, read by those to whom the firm shows its figures. Months rest on capacity and on OEE, so that
//! whoever reads them may see both groups. Must not compute: that is the engine's.

mod need;
mod record;
mod view;

pub(crate) use need::best_of_months;
pub use need::{NeedCapacity, ProcessAnswer, against_need, ramp_for};
pub use record::{LoadDraft, MONTHS_AHEAD, Recording, record};
pub use view::{CapacityView, ProcessView, load_capacity, shown_capacity};

use crate::context::Words;
use crate::grants::Grants;
use crate::policy;
use eslabon_domain::actors::Actor;
use eslabon_domain::attributes::{ConfidentialityGroup, PROCESS_OFFERED};
use eslabon_domain::facts::{Fact, FactValue};
use eslabon_domain::ids::{CentreId, OrganisationId};
use eslabon_domain::loads::StatedLoad;
use eslabon_domain::vocabulary::{ConceptId, ConceptKind};
use std::collections::BTreeSet;

/// The groups on which a month rests.
const GROUPS: [ConfidentialityGroup; 2] = [
    ConfidentialityGroup::Capacity,
    ConfidentialityGroup::Quality,
];

/// Whether the actor may see what a firm can make month by month.
fn may_see(actor: &Actor, owner: OrganisationId, region: CentreId, grants: &Grants) -> bool {
    GROUPS
        .into_iter()
        .all(|group| policy::may_see_group(actor, owner, region, group, grants))
}

/// The processes of which months can be told: what the firm offers, and what it has stated figures of.
fn processes_of(words: &Words, facts: &[Fact], loads: &[StatedLoad]) -> BTreeSet<ConceptId> {
    let of_facts = facts.iter().filter(|fact| {
        let is_offered =
            fact.attribute == PROCESS_OFFERED && fact.value == FactValue::Flag { yes: true };
        let attribute = words.attributes.find(&fact.attribute);
        let is_of_process = attribute.is_some_and(|attribute| {
            attribute.item_kind == Some(ConceptKind::Process)
                && attribute.group == ConfidentialityGroup::Capacity
        });
        is_offered || is_of_process
    });
    let of_facts = of_facts.filter_map(|fact| fact.item.clone());
    let of_loads = loads.iter().map(|load| load.process.clone());
    of_facts.chain(of_loads).collect()
}
