//! What staff see before they say what a visit found.

use crate::context::App;
use crate::error::{AppError, AppResult};
use crate::policy::{self, Operation};
use crate::programmes::load_for;
use crate::search::SupplierCard;
use crate::site_files::visible_files;
use crate::suppliers::{load_card, record_reading};
use eslabon_domain::actors::Actor;
use eslabon_domain::attributes::ConfidentialityGroup;
use eslabon_domain::ids::{ProgrammeGapId, ProgrammeId};
use eslabon_storage::programmes::{self, Programme, ProgrammeGap};
use eslabon_storage::site_files::SiteFile;
use eslabon_storage::verifications::{self, Verification};
use std::collections::BTreeSet;

/// A gap with what visits found of it so far.
#[derive(Debug, Clone)]
pub struct GapView {
    /// Of which programme.
    pub programme: Programme,
    /// Of which firm.
    pub card: SupplierCard,
    /// The gap.
    pub gap: ProgrammeGap,
    /// What earlier visits found, the latest first.
    pub found: Vec<Verification>,
    /// The files of the firm that the actor sees: those about the gap first, then the latest.
    pub files: Vec<SiteFile>,
}

/// A gap, for staff who were there. Reading another's closed figures is on record.
///
/// # Errors
/// [`AppError::NotFound`] for one of another centre or programme, [`AppError::Forbidden`].
pub async fn load_gap(
    app: &App,
    actor: &Actor,
    programme: ProgrammeId,
    gap: ProgrammeGapId,
) -> AppResult<GapView> {
    let loaded = load_for(app, actor, Operation::VerifyGap, programme).await?;
    let db = app.database();
    let gap = programmes::gaps_of(db, programme)
        .await?
        .into_iter()
        .find(|one| one.id == gap)
        .ok_or(AppError::NotFound)?;
    let mut found = verifications::of_programme(db, programme).await?;
    found.retain(|one| one.gap == gap.id);
    let words = app.words();
    let attribute = words.attributes.find(&gap.dimension.attribute);
    // What is not known any more counts as the most confidential.
    let group = attribute.map_or(ConfidentialityGroup::Finance, |known| known.group);
    if !policy::is_open_group(group) && actor.organisation != Some(loaded.owner()) {
        let read = BTreeSet::from([group]);
        record_reading(app, actor, loaded.site.id, loaded.owner(), &read).await?;
    }
    let mut files = visible_files(app, actor, loaded.site.id).await?;
    // Stable: within each the latest stays first.
    files.sort_by_key(|file| {
        let is_about = file.attribute.as_ref() == Some(&gap.dimension.attribute)
            && file.item == gap.dimension.item;
        !is_about
    });
    Ok(GapView {
        card: load_card(app, actor, loaded.site.id).await?,
        programme: loaded.programme,
        gap,
        found,
        files,
    })
}
