//! Photographs, certificates and documents of a firm, brought from a telephone by its own people or by staff of
//! its centre. The bytes lie in the data directory under their digest, without what a photograph tells besides
//! the picture, and are put there before their row. Staff who looked at a document record what it shows. Who
//! sees which file is the policy's word.

mod add;
mod confirm;
mod list;
mod open;
mod remove;
mod store;

pub(crate) use add::look_into;
pub use add::{FileDraft, add, require_may_add};
pub(crate) use add::{prepare, put};
pub use confirm::{Confirming, Shown, confirm, load_confirming};
pub use list::{FilesView, SeenFile, list_files, visible_files};
pub use open::{Opened, open};
pub use remove::{load_own, remove};
pub(crate) use store::{digest_of, keep, sweep};

use crate::claims;
use crate::context::{App, Words};
use crate::error::{AppError, AppResult, FieldError};
use crate::grants::Grants;
use crate::policy::{self, Operation, Relation};
use eslabon_domain::actors::Actor;
use eslabon_domain::attributes::ConfidentialityGroup;
use eslabon_domain::facts::Fact;
use eslabon_domain::ids::{CentreId, SiteFileId, SiteId};
use eslabon_storage::site_files::{self, SiteFile};
use eslabon_storage::sites::{self, Site};
use eslabon_storage::{AuditRecord, Read, facts, merges};

/// How the source of a fact begins that staff confirmed from a document; the file's id follows. The faces word
/// it in the reader's language.
pub const SOURCE_FILE: &str = "documento ";

/// The file that a fact was confirmed by, as its source tells.
#[must_use]
pub fn file_of_source(source: &str) -> Option<SiteFileId> {
    source.strip_prefix(SOURCE_FILE)?.parse().ok()
}

/// A site, and the centre in whose region it lies. What was merged into another answers as that site.
async fn load_place(app: &App, id: SiteId) -> AppResult<(Site, CentreId)> {
    let id = merges::stand_in(app.database(), id).await?;
    let site = sites::find(app.database(), id)
        .await?
        .ok_or(AppError::NotFound)?;
    let centre = claims::centre_of(app.database(), site.state, app.centre()).await?;
    Ok((site, centre))
}

/// A site with which the actor may do this.
async fn load_site(
    app: &App,
    actor: &Actor,
    operation: Operation,
    id: SiteId,
) -> AppResult<(Site, CentreId)> {
    policy::require(actor, operation)?;
    let (site, centre) = load_place(app, id).await?;
    policy::require_on(actor, operation, relation(actor, &site, centre))?;
    Ok((site, centre))
}

/// A file with whose site the actor may do this, also one that was taken away; and that site.
async fn load_file(
    app: &App,
    actor: &Actor,
    operation: Operation,
    id: SiteFileId,
) -> AppResult<(SiteFile, Site)> {
    policy::require(actor, operation)?;
    let file = site_files::find(app.database(), id)
        .await?
        .ok_or(AppError::NotFound)?;
    let (site, _) = load_site(app, actor, operation, file.site).await?;
    Ok((file, site))
}

fn relation(actor: &Actor, site: &Site, centre: CentreId) -> Relation {
    Relation::to_organisation(actor, Some(site.organisation), Some(centre))
}

/// The site and what was merged into it.
async fn joint_sites(db: &impl Read, site: SiteId) -> AppResult<Vec<SiteId>> {
    let mut all = vec![site];
    all.extend(merges::merged_into(db, site).await?);
    Ok(all)
}

/// Of every thing that is known of a site and of what was merged into it, the newest fact.
async fn known_of(db: &impl Read, site: SiteId) -> AppResult<Vec<Fact>> {
    let all = joint_sites(db, site).await?;
    let mut known = facts::of_sites(db, &all).await?;
    known.sort_by(|a, b| {
        let newest = |f: &Fact| std::cmp::Reverse((f.observed, f.recorded, f.id));
        (&a.attribute, &a.item, newest(a)).cmp(&(&b.attribute, &b.item, newest(b)))
    });
    known.dedup_by(|a, b| a.attribute == b.attribute && a.item == b.item);
    Ok(known)
}

/// Whose file it may be, by what it is about. What is about nothing shows what a firm shows to buyers; what is
/// about an attribute that there is no more stays closed.
fn group_of(words: &Words, file: &SiteFile) -> ConfidentialityGroup {
    match &file.attribute {
        None => ConfidentialityGroup::Capability,
        Some(id) => words
            .attributes
            .find(id)
            .map_or(ConfidentialityGroup::Finance, |attribute| attribute.group),
    }
}

/// Whether the actor sees a file.
fn sees(
    words: &Words,
    actor: &Actor,
    site: &Site,
    centre: CentreId,
    file: &SiteFile,
    grants: &Grants,
) -> bool {
    let group = group_of(words, file);
    policy::may_see_site_file(actor, site.organisation, centre, file.kind, group, grants)
}

/// An act on a file. It names the file and what it is about, never its words.
fn record<'a>(app: &App, actor: &'a Actor, action: &'a str, file: &SiteFile) -> AuditRecord<'a> {
    AuditRecord {
        actor,
        action,
        object: file.id.to_string(),
        detail: serde_json::json!({
            "site": file.site,
            "kind": file.kind.as_str(),
            "attribute": file.attribute,
            "item": file.item,
            "sha256": file.sha256,
        }),
        at: app.now(),
    }
}

fn invalid(field: &str, code: &'static str, detail: impl Into<String>) -> AppError {
    AppError::Invalid(vec![FieldError::new(field, code, detail)])
}
