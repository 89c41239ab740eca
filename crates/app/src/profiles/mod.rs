//! A firm keeps its profile true, one question at a time: its owner and editor for their own sites, staff for
//! the firms of their region, with what they read or saw. Facts are appended, never changed; a later word of
//! the firm does not weaken what a document or a visit showed. Must not judge how well a firm fits a need:
//! that is asked of the engine.

mod complete;
mod items;
mod open;
pub(crate) mod record;
mod sections;
mod skip;
pub(crate) mod units;

pub use complete::{Completeness, Question, SectionLine, Standing, complete};
pub use items::{ITEMS_MAX, ItemList, Proposal, record_items};
pub use open::{Choices, Opened, QuestionView, open};
pub(crate) use record::origin_of;
pub use record::{Draft, TEXT_MAX, record};
pub use sections::Part;
pub use skip::{SKIP_DAYS, skip};
pub use units::{Unit, units_of};

use crate::claims;
use crate::context::App;
use crate::error::{AppError, AppResult};
use crate::policy::{self, Operation, Relation};
use eslabon_domain::actors::Actor;
use eslabon_domain::facts::{Fact, FactValue};
use eslabon_domain::ids::SiteId;
use eslabon_storage::sites::{self, Site};
use eslabon_storage::{Read, facts, merges};

/// What the source of a fact says that the firm itself recorded; the faces word it in the reader's language.
/// No person is named: a source is shown to everyone, and stays when a person is erased. Who it was is in the
/// audit log.
pub const SOURCE_FIRM: &str = "perfil de la empresa";
/// What the source of a fact says that staff of a centre recorded.
pub const SOURCE_CENTRE: &str = "personal del centro";

/// A site whose profile the actor may keep. What was merged into another answers as that site.
pub(crate) async fn load_site(app: &App, actor: &Actor, id: SiteId) -> AppResult<Site> {
    policy::require(actor, Operation::RecordFacts)?;
    let id = merges::stand_in(app.database(), id).await?;
    let site = sites::find(app.database(), id)
        .await?
        .ok_or(AppError::NotFound)?;
    let centre = claims::centre_of(app.database(), site.state, app.centre()).await?;
    let relation = Relation::to_organisation(actor, Some(site.organisation), Some(centre));
    policy::require_on(actor, Operation::RecordFacts, relation)?;
    Ok(site)
}

/// The site and what was merged into it.
pub(crate) async fn joint_sites(db: &impl Read, site: SiteId) -> AppResult<Vec<SiteId>> {
    let mut all = vec![site];
    all.extend(merges::merged_into(db, site).await?);
    Ok(all)
}

/// Every current fact of the site and of what was merged into it.
pub(crate) async fn known_of(db: &impl Read, site: SiteId) -> AppResult<Vec<Fact>> {
    let all = joint_sites(db, site).await?;
    Ok(facts::of_sites(db, &all).await?)
}

/// Of several facts on one thing the newest.
pub(crate) fn newest<'f>(
    known: &'f [Fact],
    attribute: &str,
    item: Option<&str>,
) -> Option<&'f Fact> {
    known
        .iter()
        .filter(|fact| fact.attribute == attribute && fact.item.as_deref() == item)
        .max_by_key(|fact| (fact.observed, fact.recorded, fact.id))
}

/// Whether a fact says that the firm has the item.
fn is_yes(fact: &Fact) -> bool {
    matches!(fact.value, FactValue::Flag { yes: true })
        || matches!(fact.value, FactValue::Amount { low, .. } if low >= 1)
}
