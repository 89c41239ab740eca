//! Photographs and documents of suppliers, and the sheet for a visit. Bytes are handed out by the pages'
//! addresses only: the API names them.

use super::classes::{Concept, concepts};
use super::shortlists::{CriterionResult, criterion_result};
use super::suppliers::Supplier;
use crate::graphql::errors::UserError;
use crate::graphql::ids;
use async_graphql::{Enum, ID, InputObject, Result, SimpleObject};
use eslabon_app::App;
use eslabon_app::records::SiteFile as StoredFile;
use eslabon_app::visits::{VisitPack as Pack, Why};
use eslabon_domain::facts::Freshness as DomainFreshness;
use eslabon_domain::ids::SiteFileId;
use eslabon_domain::site_files::{FileKind as DomainKind, FileSide as DomainSide};
use eslabon_domain::text::Lang;

/// How fresh a fact is. Age is shown; it decides nothing by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "DomainFreshness")]
pub enum Freshness {
    /// It holds.
    Current,
    /// It holds, and ends within thirty days.
    Expiring,
    /// Its last day is over.
    Expired,
    /// It has no last day.
    Undated,
}

/// What a file of a supplier shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "DomainKind")]
pub enum SupplierFileKind {
    /// Something that can be seen: a machine, a workshop, a part.
    Photo,
    /// A certificate that someone issued.
    Certificate,
    /// Another paper.
    Document,
}

/// For whom a file was brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "DomainSide")]
pub enum SupplierFileSide {
    /// By the firm itself.
    Firm,
    /// By staff of its centre.
    Centre,
    /// By an institution, as what came of a referral.
    Institution,
}

/// A photograph or document of a supplier. Places and authors that photographs carry are left out.
#[derive(Debug, Clone, SimpleObject)]
pub struct SupplierFile {
    /// Global id: what `supplierFileRemove` and `supplierFileConfirm` take.
    pub id: ID,
    /// What it shows.
    pub kind: SupplierFileKind,
    /// What it is about, an id of the spine such as `equipment.owned`.
    pub attribute: Option<String>,
    /// Of which machine, standard, process.
    pub item: Option<Concept>,
    /// What it shows, in words; may be empty.
    pub caption: String,
    /// The day of the photograph, or of the paper, `YYYY-MM-DD`.
    pub taken_on: Option<String>,
    /// As what it is served.
    pub media_type: String,
    /// How large it is.
    pub bytes: u64,
    /// Width as it is shown, in pixels; of pictures.
    pub width: Option<u32>,
    /// Height as it is shown, in pixels; of pictures.
    pub height: Option<u32>,
    /// For whom it was brought.
    pub side: SupplierFileSide,
    /// When, UTC.
    pub added_at: String,
    /// Staff confirmed a fact by it.
    pub is_confirmed: bool,
    /// Where its bytes are, for whoever may see it: a path on this server.
    pub path: String,
}

impl SupplierFile {
    /// A file as the API shows it.
    #[must_use]
    pub fn of(app: &App, file: StoredFile) -> Self {
        Self {
            id: ids::global(ids::SUPPLIER_FILE, file.id),
            kind: file.kind.into(),
            item: concepts(&app.words(), file.item.iter()).pop(),
            attribute: file.attribute,
            caption: file.caption,
            taken_on: file.taken_on.map(|day| day.to_string()),
            media_type: file.media.media_type().to_owned(),
            bytes: file.bytes,
            width: file.size.map(|(width, _)| width),
            height: file.size.map(|(_, height)| height),
            side: file.side.into(),
            added_at: file.added_at.to_string(),
            is_confirmed: file.fact.is_some(),
            path: format!("/archivos/{}", file.id),
        }
    }
}

/// Why something is asked on a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum VisitReason {
    /// Nothing is known, or not enough to say.
    Missing,
    /// What was known ran out.
    Expired,
    /// What is known runs out soon.
    Expiring,
}

/// Something to ask or to look at on a visit.
#[derive(Debug, Clone, SimpleObject)]
pub struct VisitQuestion {
    /// What: an id of the spine such as `process.tolerance`.
    pub attribute: String,
    /// Of which process, machine, certificate…
    pub item: Option<Concept>,
    /// Because of which of the need's criteria, by place from 0.
    pub criterion: Option<usize>,
    /// Why.
    pub reason: VisitReason,
    /// The day on which what was known ran out, or will, `YYYY-MM-DD`.
    pub until: Option<String>,
    /// How to ask it, in your language.
    pub help: String,
}

/// What is taken along on the visit of a candidate.
#[derive(Debug, Clone, SimpleObject)]
pub struct VisitPack {
    /// What is known of the need's criteria: they are met, or it is known that they are not.
    pub known: Vec<CriterionResult>,
    /// What is not known of them, or not any more.
    pub missing: Vec<CriterionResult>,
    /// What to ask.
    pub questions: Vec<VisitQuestion>,
    /// Photographs, the latest first, at most six.
    pub photographs: Vec<SupplierFile>,
}

impl VisitPack {
    /// A visit as the API shows it.
    #[must_use]
    pub fn of(app: &App, lang: Lang, pack: &Pack) -> Self {
        let words = app.words();
        let view = pack.candidate.as_deref();
        let criteria = view.map_or(&[][..], |view| &view.need.criteria);
        let explained = |result| criterion_result(app, criteria, result);
        let questions = pack.questions.iter().map(|one| {
            let (reason, until) = match one.why {
                Why::Missing => (VisitReason::Missing, None),
                Why::Expired(day) => (VisitReason::Expired, Some(day)),
                Why::Expiring(day) => (VisitReason::Expiring, Some(day)),
            };
            let attribute = words.attributes.find(&one.attribute);
            VisitQuestion {
                attribute: one.attribute.clone(),
                item: concepts(&words, one.item.iter()).pop(),
                criterion: one.criterion,
                reason,
                until: until.map(|day| day.to_string()),
                help: attribute.map_or_else(String::new, |a| a.help.get(lang).to_owned()),
            }
        });
        Self {
            questions: questions.collect(),
            known: pack.known().map(explained).collect(),
            missing: pack.missing().map(explained).collect(),
            photographs: pack
                .photographs
                .iter()
                .map(|file| SupplierFile::of(app, file.clone()))
                .collect(),
        }
    }
}

/// What `supplierFileRemove` takes.
#[derive(Debug, Clone, InputObject)]
pub struct SupplierFileRemoveInput {
    /// Global id of the file.
    pub file_id: ID,
}

/// What `supplierFileRemove` answers.
#[derive(Debug, SimpleObject)]
pub struct SupplierFileRemovePayload {
    /// It is gone.
    pub removed: bool,
    /// What to correct.
    pub errors: Vec<UserError>,
}

/// What `supplierFileConfirm` takes.
#[derive(Debug, Clone, InputObject)]
pub struct SupplierFileConfirmInput {
    /// Global id of the file.
    pub file_id: ID,
    /// What the document shows as it stands: ids of the spine, such as `standard.held`. They are those of the
    /// machine or certificate that the file is about.
    pub attributes: Vec<String>,
    /// The day of the document, `YYYY-MM-DD`; each fact keeps its own where absent.
    pub observed_on: Option<String>,
    /// The last day on which the certificate holds, `YYYY-MM-DD`; as it is known where absent.
    pub valid_until: Option<String>,
}

/// What `supplierFileConfirm` answers.
#[derive(Debug, SimpleObject)]
pub struct SupplierFileConfirmPayload {
    /// The supplier, with what is known now.
    pub supplier: Option<Supplier>,
    /// What to correct.
    pub errors: Vec<UserError>,
}

/// The key of a file's global id.
///
/// # Errors
/// Where it is no file's.
pub fn file_key(id: &ID) -> Result<SiteFileId> {
    ids::key(ids::SUPPLIER_FILE, id)
        .ok_or_else(|| super::paging::bad_argument("fileId is no file of a supplier."))
}
