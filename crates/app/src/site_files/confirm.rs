//! Confirming from a document: staff who looked at a certificate record that it shows what the firm declared. The
//! same facts are appended with their new origin; the file's id is their source. A document never weakens what
//! was seen on a visit or measured.

use super::list::is_about;
use super::{SOURCE_FILE, invalid, known_of, load_file, record};
use crate::context::App;
use crate::error::{AppError, AppResult, FieldError};
use crate::imports::said::Reader;
use crate::policy::{self, Operation};
use crate::search::SupplierCard;
use crate::suppliers::{load_card, record_reading};
use eslabon_domain::actors::Actor;
use eslabon_domain::attributes::STANDARD_HELD;
use eslabon_domain::facts::{Fact, FactValue, Origin};
use eslabon_domain::ids::{FactId, SiteFileId, SiteId};
use eslabon_storage::site_files::{self, SiteFile};
use eslabon_storage::{Change, Concerns, facts};
use jiff::civil::Date;

/// A document with what it may confirm.
#[derive(Debug, Clone)]
pub struct Confirming {
    /// Whose.
    pub card: SupplierCard,
    /// The document.
    pub file: SiteFile,
    /// What is known of what it is about; the newest of each.
    pub known: Vec<Fact>,
}

impl Confirming {
    /// Whether a document would say more of a fact than is known: how it is known is weaker.
    #[must_use]
    pub fn is_weaker(fact: &Fact) -> bool {
        fact.origin < Origin::Document
    }

    /// Whether any of it runs out on a day of its own: a certificate does, its number does not.
    #[must_use]
    pub fn has_end(&self) -> bool {
        self.known.iter().any(runs_out)
    }

    /// The last day that the firm declared for what the document is about: where it has one, its certificate's.
    #[must_use]
    pub fn valid_until(&self) -> Option<Date> {
        let held = |fact: &&Fact| fact.attribute == STANDARD_HELD;
        let first = self.known.iter().find(held).or(self.known.first());
        first.and_then(|fact| fact.valid_until)
    }
}

/// What staff saw in a document. Dates are typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shown {
    /// The facts that it shows as they stand.
    pub facts: Vec<FactId>,
    /// The day of the document; empty: each fact keeps the day on which it was true.
    pub observed: String,
    /// The last day on which it holds; empty: as each fact says.
    pub valid_until: String,
}

/// Opens a document for confirming from it.
///
/// # Errors
/// [`AppError::NotFound`] for one of another region, one that is gone, and one that is about nothing known;
/// [`AppError::Forbidden`].
pub async fn load_confirming(app: &App, actor: &Actor, id: SiteFileId) -> AppResult<Confirming> {
    let (file, site) = load_file(app, actor, Operation::ConfirmFromFile, id).await?;
    let mut known = known_of(app.database(), site.id).await?;
    known.retain(|fact| is_about(&file, fact));
    if file.removed || known.is_empty() {
        return Err(AppError::NotFound);
    }
    let words = app.words();
    let closed = known
        .iter()
        .filter_map(|fact| Some(words.attributes.find(&fact.attribute)?.group))
        .filter(|group| !policy::is_open_group(*group))
        .collect();
    record_reading(app, actor, site.id, site.organisation, &closed).await?;
    Ok(Confirming {
        card: load_card(app, actor, site.id).await?,
        file,
        known,
    })
}

/// Records what a document shows; answers the site.
///
/// # Errors
/// [`AppError::Invalid`] on `facts`, `observed` or `valid_until`, also where a visit or deliveries show better
/// (`known_better`) or something later is known (`older_than_known`); [`AppError::Conflict`] where one of the
/// facts is not the newest any more; [`AppError::NotFound`] as [`load_confirming`]; [`AppError::Forbidden`].
pub async fn confirm(app: &App, actor: &Actor, id: SiteFileId, shown: &Shown) -> AppResult<SiteId> {
    let (file, site) = load_file(app, actor, Operation::ConfirmFromFile, id).await?;
    if file.removed {
        return Err(AppError::NotFound);
    }
    if shown.facts.is_empty() {
        return Err(invalid("facts", "required", ""));
    }
    let (words, today) = (app.words(), app.today());
    let reader = Reader::new(&words, today);
    let observed = day(&reader, "observed", &shown.observed)?;
    let valid_until = day(&reader, "valid_until", &shown.valid_until)?;
    if let Some(day) = observed.filter(|day| *day > today) {
        return Err(invalid("observed", "date_in_future", day.to_string()));
    }
    let mut tx = app.database().begin().await?;
    let mut is_until_used = valid_until.is_none();
    let mut known = known_of(&tx, site.id).await?;
    known.retain(|fact| is_about(&file, fact));
    let mut fresh = Vec::with_capacity(shown.facts.len());
    for wanted in &shown.facts {
        let fact = known
            .iter()
            .find(|fact| fact.id == *wanted)
            .ok_or(AppError::Conflict)?;
        if fact.origin > Origin::Document {
            return Err(invalid("facts", "known_better", fact.origin.as_str()));
        }
        let observed = observed.unwrap_or(fact.observed);
        if observed < fact.observed {
            let day = fact.observed.to_string();
            return Err(invalid("observed", "older_than_known", day));
        }
        fresh.push(Fact {
            id: FactId::generate(),
            site: site.id,
            origin: Origin::Document,
            source: format!("{SOURCE_FILE}{}", file.id),
            observed,
            valid_until: match runs_out(fact) {
                true => {
                    is_until_used = true;
                    valid_until.or(fact.valid_until)
                }
                false => fact.valid_until,
            },
            recorded: app.now(),
            ..fact.clone()
        });
    }
    if !is_until_used {
        return Err(invalid("valid_until", "until_of_nothing", ""));
    }
    facts::append_many(&tx, &fresh).await?;
    if let Some(first) = fresh.first() {
        site_files::set_fact(&tx, file.id, first.id).await?;
    }
    let mut act = record(app, actor, "file.confirm", &file);
    if let Some(detail) = act.detail.as_object_mut() {
        let ids: Vec<FactId> = fresh.iter().map(|fact| fact.id).collect();
        detail.insert("facts".to_owned(), serde_json::json!(ids));
    }
    tx.audit_concerning(act, Concerns::organisation(site.organisation))
        .await?;
    tx.record_change(Change::Sites(vec![site.id]));
    tx.commit().await?;
    Ok(site.id)
}

/// Whether something has a last day of its own.
fn runs_out(fact: &Fact) -> bool {
    matches!(fact.value, FactValue::Flag { .. })
}

fn day(reader: &Reader<'_>, field: &str, typed: &str) -> AppResult<Option<Date>> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    reader
        .day(typed)
        .map(Some)
        .map_err(|code| AppError::Invalid(vec![FieldError::new(field, code.as_str(), "")]))
}
