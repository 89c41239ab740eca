//! Which files of a firm someone sees. What is kept back is not counted: that there is something tells, too.

use super::{joint_sites, known_of, load_place, relation, sees};
use crate::context::App;
use crate::error::{AppError, AppResult};
use crate::grants::load_grants;
use crate::policy::{self, Decision, Operation, Relation};
use crate::search::SupplierCard;
use crate::suppliers::load_card;
use eslabon_domain::actors::Actor;
use eslabon_domain::attributes::{EQUIPMENT_OWNED, STANDARD_HELD};
use eslabon_domain::facts::{Aging, Fact, FactValue};
use eslabon_domain::ids::SiteId;
use eslabon_domain::site_files::FileSide;
use eslabon_domain::vocabulary::ConceptId;
use eslabon_storage::site_files::{self, SiteFile};

/// A file with what is known beside it.
#[derive(Debug, Clone)]
pub struct SeenFile {
    /// The file.
    pub file: SiteFile,
    /// What is known of the machine or certificate that it shows, as far as the actor may see it, and how each
    /// has aged.
    pub facts: Vec<(Fact, Aging)>,
    /// The actor may take it away.
    pub may_remove: bool,
    /// The actor may record what it shows.
    pub may_confirm: bool,
}

/// The files of a site as they are shown.
#[derive(Debug, Clone)]
pub struct FilesView {
    /// Whose.
    pub card: SupplierCard,
    /// What the actor sees, the latest first.
    pub files: Vec<SeenFile>,
    /// What a new file may be about: each machine and each certificate that the firm has.
    pub about: Vec<(&'static str, ConceptId)>,
    /// The actor may add files.
    pub may_add: bool,
}

/// The files of a site that the actor sees, with what is known beside each.
///
/// # Errors
/// [`AppError::NotFound`] where she sees none and may add none; [`AppError::Forbidden`].
pub async fn list_files(app: &App, actor: &Actor, id: SiteId) -> AppResult<FilesView> {
    policy::require(actor, Operation::SeeSiteFiles)?;
    let (site, centre) = load_place(app, id).await?;
    let relation = relation(actor, &site, centre);
    let may = |operation| policy::decide(operation, actor.role, relation) == Decision::Allow;
    let seen = visible_files(app, actor, site.id).await?;
    if seen.is_empty() && !may(Operation::SeeSiteFiles) {
        return Err(AppError::NotFound);
    }
    let (words, today) = (app.words(), app.today());
    let known = known_of(app.database(), site.id).await?;
    // Closed figures are read on the supplier's page, where that is put on record.
    let is_open = |fact: &&Fact| {
        let attribute = words.attributes.find(&fact.attribute);
        relation == Relation::Own || attribute.is_some_and(|a| policy::is_open_group(a.group))
    };
    let may_confirm = may(Operation::ConfirmFromFile);
    let files = seen
        .into_iter()
        .map(|file| {
            let beside = known
                .iter()
                .filter(|fact| is_about(&file, fact))
                .filter(is_open)
                .map(|fact| {
                    let months = words.attributes.find(&fact.attribute);
                    let months = months.map_or(0, |attribute| attribute.validity_months);
                    (fact.clone(), fact.aging(months, today))
                });
            let facts: Vec<(Fact, Aging)> = beside.collect();
            SeenFile {
                may_remove: may(Operation::KeepSiteFiles) && may_remove(relation, &file),
                may_confirm: may_confirm && known.iter().any(|fact| is_about(&file, fact)),
                facts,
                file,
            }
        })
        .collect();
    Ok(FilesView {
        card: load_card(app, actor, site.id).await?,
        files,
        about: match may(Operation::KeepSiteFiles) {
            true => held(&known),
            false => Vec::new(),
        },
        may_add: may(Operation::KeepSiteFiles),
    })
}

/// The files of a site that the actor sees, the latest first; none for whoever may not know of any.
///
/// # Errors
/// [`AppError::NotFound`] for a site that there is not, [`AppError::Forbidden`].
pub async fn visible_files(app: &App, actor: &Actor, id: SiteId) -> AppResult<Vec<SiteFile>> {
    policy::require(actor, Operation::SeeSuppliers)?;
    if !policy::may(actor.role, Operation::SeeSiteFiles) {
        return Ok(Vec::new());
    }
    let (site, centre) = load_place(app, id).await?;
    let (words, grants) = (app.words(), load_grants(app, actor).await?);
    let all = joint_sites(app.database(), site.id).await?;
    let mut files = site_files::of_sites(app.database(), &all).await?;
    files.retain(|file| sees(&words, actor, &site, centre, file, &grants));
    Ok(files)
}

/// Whether a fact says something of what a file is about: of the same item, or where there is none the same
/// attribute.
pub(super) fn is_about(file: &SiteFile, fact: &Fact) -> bool {
    match (&file.attribute, &file.item) {
        (Some(_), Some(item)) => fact.item.as_ref() == Some(item),
        (Some(attribute), None) => fact.attribute == *attribute && fact.item.is_none(),
        (None, _) => false,
    }
}

/// A firm takes away what its own people brought, staff take away anything of their region: what they brought
/// themselves is their own evidence.
pub(super) fn may_remove(relation: Relation, file: &SiteFile) -> bool {
    relation != Relation::Own || file.side == FileSide::Firm
}

/// The machines and certificates that a firm has.
fn held(known: &[Fact]) -> Vec<(&'static str, ConceptId)> {
    let has = |fact: &&Fact| {
        matches!(fact.value, FactValue::Flag { yes: true })
            || matches!(fact.value, FactValue::Amount { high, .. } if high >= 1)
    };
    let of = |attribute: &'static str| {
        known
            .iter()
            .filter(move |fact| fact.attribute == attribute)
            .filter(has)
            .filter_map(move |fact| Some((attribute, fact.item.clone()?)))
    };
    of(EQUIPMENT_OWNED).chain(of(STANDARD_HELD)).collect()
}
