//! Photographs, certificates and documents of a firm: shown with what is known beside them, brought from a
//! telephone, handed out, taken away, and confirmed by staff who looked at them.

mod confirm;
mod form;
mod list;
mod open;
mod pieces;
mod remove;

pub use confirm::{ask as ask_confirm, take as confirm};
pub use form::{BODY_MAX, add};
pub use list::list;
pub use open::open;
pub use pieces::{add_path, gallery, on_other_pages};
pub use remove::{ask as ask_remove, take as remove};

use super::explain;
use super::visit::Visit;
use super::words::Say;
use eslabon_app::records::SiteFile;
use eslabon_domain::ids::{SiteFileId, SiteId};
use eslabon_domain::site_files::{FileKind, FileSide};

/// The address of a file, without its id.
const PATH: &str = "/archivos";
/// The greatest width and height of a small picture, in pixels.
const SMALL: u32 = 160;
/// The same of a picture that has a page's width for itself: that of the narrowest telephone.
const LARGE: u32 = 280;

/// The address of a firm's files.
#[must_use]
pub fn list_path(site: SiteId) -> String {
    format!("/proveedores/{site}/archivos")
}

fn file_path(id: SiteFileId) -> String {
    format!("{PATH}/{id}")
}

/// What a file shows, in a word.
fn kind(say: Say, kind: FileKind) -> String {
    match kind {
        FileKind::Photo => say.t("files-kind-photo"),
        FileKind::Certificate => say.t("files-kind-certificate"),
        FileKind::Document => say.t("files-kind-document"),
    }
}

/// By whom a file was brought, without a name: names are for the firm and its centre.
fn side(say: Say, side: FileSide) -> String {
    match side {
        FileSide::Firm => say.t("files-by-firm"),
        FileSide::Centre => say.t("files-by-centre"),
        FileSide::Institution => say.t("files-by-institution"),
    }
}

/// What a file is about; the firm, where it is about nothing.
fn about(visit: &Visit, file: &SiteFile) -> String {
    match (&file.attribute, &file.item) {
        (_, Some(item)) => visit.concept(item),
        (Some(attribute), None) => explain::attribute(visit, attribute, None),
        (None, None) => visit.say.t("files-about-firm"),
    }
}

/// How a file is called: by its caption, else by what it is and what it is about.
#[must_use]
pub fn name(visit: &Visit, file: &SiteFile) -> String {
    match file.caption.is_empty() {
        true => format!("{}: {}", kind(visit.say, file.kind), about(visit, file)),
        false => file.caption.clone(),
    }
}
