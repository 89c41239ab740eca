//! Recording a fact: what was typed is understood as imports and confirmations understand it, compared with
//! what is known, and appended. What is typed never goes into the audit log.

use super::{SOURCE_CENTRE, SOURCE_FIRM, known_of, load_site, newest, sections, units};
use crate::context::{App, Words};
use crate::error::{AppError, AppResult, FieldError};
use crate::imports::said::Reader;
use crate::policy;
use eslabon_domain::actors::Actor;
use eslabon_domain::attributes::{Attribute, ValueType};
use eslabon_domain::facts::{Fact, FactValue, Origin};
use eslabon_domain::ids::{FactId, SiteId};
use eslabon_domain::text::Lang;
use eslabon_domain::vocabulary::ConceptId;
use eslabon_storage::sites::Site;
use eslabon_storage::{AuditRecord, Change, Concerns, Transaction, facts};
use jiff::Timestamp;
use jiff::civil::Date;

/// The longest words of an answer, in characters.
pub const TEXT_MAX: usize = 1_000;
/// The longest figure, unit or date, in characters.
const SHORT_MAX: usize = 80;

/// A fact as a person states it. Dates are typed: `2026-03-31`, `31/03/2026`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    /// What is said.
    pub attribute: String,
    /// Of which process, machine, certificate…, where the attribute has items.
    pub item: Option<ConceptId>,
    /// The value as it was typed.
    pub text: String,
    /// Its unit as it was typed or chosen; empty: it stands in the text, or the first of
    /// [`super::units_of`] is meant.
    pub unit: String,
    /// The day on which it was true; empty: today.
    pub observed: String,
    /// The last day on which it holds; empty: as long as the attribute says.
    pub valid_until: String,
    /// How it is known. A firm declares; staff say how they know.
    pub origin: Option<Origin>,
    /// In which language it was typed.
    pub lang: Lang,
}

/// Records a fact of a site. It supersedes what was known; the history stays.
///
/// # Errors
/// [`AppError::Invalid`] on `text`, `unit`, `item`, `observed`, `valid_until`, `origin` or `attribute`, also
/// where a document or a visit shows better (`known_better`) or something later is known
/// (`older_than_known`); [`AppError::NotFound`] for a site that is not the actor's to keep;
/// [`AppError::Forbidden`].
pub async fn record(app: &App, actor: &Actor, site: SiteId, draft: &Draft) -> AppResult<Fact> {
    let site = load_site(app, actor, site).await?;
    let words = app.words();
    let reader = Reader::new(&words, app.today());
    let fact = understand(app, &words, &reader, actor, &site, draft)?;
    let tx = app.database().begin().await?;
    let known = known_of(&tx, site.id).await?;
    if let Some(fault) = standing_against(app, &words, actor, &known, &fact) {
        return Err(AppError::Invalid(vec![fault]));
    }
    save(tx, actor, &site, std::slice::from_ref(&fact), app.now()).await?;
    Ok(fact)
}

/// Appends facts, with the act and the change. The act names what was said and of what, never the value.
pub(super) async fn save(
    mut tx: Transaction,
    actor: &Actor,
    site: &Site,
    said: &[Fact],
    at: Timestamp,
) -> AppResult<()> {
    facts::append_many(&tx, said).await?;
    let lines: Vec<serde_json::Value> = said
        .iter()
        .map(|fact| {
            serde_json::json!({
                "fact": fact.id,
                "attribute": fact.attribute,
                "item": fact.item,
                "origin": fact.origin.as_str(),
            })
        })
        .collect();
    let record = AuditRecord {
        actor,
        action: "facts.record",
        object: site.id.to_string(),
        detail: serde_json::json!({ "facts": lines }),
        at,
    };
    tx.audit_concerning(record, Concerns::organisation(site.organisation))
        .await?;
    tx.record_change(Change::Sites(vec![site.id]));
    tx.commit().await?;
    Ok(())
}

/// The fact that was meant; or everything that is wrong with it.
pub(super) fn understand(
    app: &App,
    words: &Words,
    reader: &Reader<'_>,
    actor: &Actor,
    site: &Site,
    draft: &Draft,
) -> AppResult<Fact> {
    let attribute = attribute_of(words, &draft.attribute)?;
    let mut faults = Vec::new();
    let item = kept(item_of(words, attribute, draft), &mut faults);
    let value = kept(value_of(reader, attribute, draft), &mut faults);
    let origin = kept(origin_of(actor, draft.origin), &mut faults);
    let observed = kept(
        observed_on(reader, &draft.observed, app.today()),
        &mut faults,
    );
    let until = kept(day(reader, "valid_until", &draft.valid_until), &mut faults);
    let (Some(item), Some((value, entered)), Some(origin), Some(observed), Some(valid_until)) =
        (item, value, origin, observed, until)
    else {
        return Err(AppError::Invalid(faults));
    };
    let source = match policy::records_for_others(actor) {
        true => SOURCE_CENTRE,
        false => SOURCE_FIRM,
    };
    Ok(Fact {
        id: FactId::generate(),
        site: site.id,
        item,
        attribute: attribute.id.clone(),
        value,
        entered,
        origin,
        source: source.to_owned(),
        observed,
        valid_until,
        recorded: app.now(),
    })
}

/// What was understood; what was not is kept among the faults.
fn kept<T>(read: Result<T, FieldError>, faults: &mut Vec<FieldError>) -> Option<T> {
    read.map_err(|fault| faults.push(fault)).ok()
}

fn attribute_of<'w>(words: &'w Words, id: &str) -> AppResult<&'w Attribute> {
    let known = words.attributes.find(id);
    known
        .filter(|attribute| sections::part_of(attribute).is_some())
        .ok_or_else(|| {
            let fault = FieldError::new("attribute", "unknown_attribute", short(id));
            AppError::Invalid(vec![fault])
        })
}

fn item_of(
    words: &Words,
    attribute: &Attribute,
    draft: &Draft,
) -> Result<Option<ConceptId>, FieldError> {
    match (attribute.item_kind, &draft.item) {
        (None, None) => Ok(None),
        (Some(_), None) => Err(FieldError::new("item", "required", "")),
        (kind, Some(item)) => {
            // The root of a tree says nothing: every process is one.
            let concept = words.vocabulary.find(item);
            let concept = concept.filter(|c| Some(c.kind) == kind && c.parent.is_some());
            match concept {
                Some(concept) => Ok(Some(concept.id.clone())),
                None => Err(FieldError::new("item", "unknown_concept", short(item))),
            }
        }
    }
}

/// The value, and how it was entered where that tells more.
fn value_of(
    reader: &Reader<'_>,
    attribute: &Attribute,
    draft: &Draft,
) -> Result<(FactValue, Option<String>), FieldError> {
    let text = draft.text.trim();
    if text.is_empty() {
        return Err(FieldError::new("text", "required", ""));
    }
    if text.contains('\0') || draft.unit.contains('\0') {
        return Err(FieldError::new("text", "bad_character", ""));
    }
    let most = match attribute.value_type {
        ValueType::Text => TEXT_MAX,
        _ => SHORT_MAX,
    };
    if text.chars().count() > most {
        return Err(FieldError::new("text", "too_long", most.to_string()));
    }
    if draft.unit.chars().count() > SHORT_MAX {
        return Err(FieldError::new("unit", "too_long", SHORT_MAX.to_string()));
    }
    if attribute.value_type != ValueType::Amount {
        let value = reader.value(attribute, text);
        return value
            .map(|value| (value, None))
            .map_err(|code| FieldError::new("text", code.as_str(), short(text)));
    }
    let entered = units::composed(attribute, text, &draft.unit, draft.lang);
    let bad_number = || FieldError::new("text", "bad_number", short(&entered));
    if attribute.unit == "minor_mxn" && !units::is_in_pesos(&entered) {
        return Err(bad_number());
    }
    match reader.value(attribute, &entered) {
        Ok(value) => Ok((value, Some(entered))),
        Err(code) => Err(FieldError::new("text", code.as_str(), short(&entered))),
    }
}

/// What a firm says of itself is declared; whoever visits says how she knows.
pub(crate) fn origin_of(actor: &Actor, asked: Option<Origin>) -> Result<Origin, FieldError> {
    let is_staff = policy::records_for_others(actor);
    match asked {
        None if is_staff => Err(FieldError::new("origin", "required", "")),
        None | Some(Origin::Declared) => Ok(Origin::Declared),
        Some(origin @ (Origin::Document | Origin::Verified)) if is_staff => Ok(origin),
        Some(origin) => Err(FieldError::new("origin", "origin", origin.as_str())),
    }
}

fn observed_on(reader: &Reader<'_>, typed: &str, today: Date) -> Result<Date, FieldError> {
    let observed = day(reader, "observed", typed)?.unwrap_or(today);
    if observed > today {
        let fault = FieldError::new("observed", "date_in_future", observed.to_string());
        return Err(fault);
    }
    Ok(observed)
}

fn day(reader: &Reader<'_>, field: &'static str, typed: &str) -> Result<Option<Date>, FieldError> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    let read = reader.day(typed);
    read.map(Some)
        .map_err(|code| FieldError::new(field, code.as_str(), short(typed)))
}

/// What is known already and stands against a fact.
pub(super) fn standing_against(
    app: &App,
    words: &Words,
    actor: &Actor,
    known: &[Fact],
    fresh: &Fact,
) -> Option<FieldError> {
    let known = newest(known, &fresh.attribute, fresh.item.as_deref())?;
    if known.observed > fresh.observed {
        let day = known.observed.to_string();
        return Some(FieldError::new("observed", "older_than_known", day));
    }
    let is_weaker = !policy::records_for_others(actor) && known.origin > fresh.origin;
    (is_weaker && holds(words, known, app.today()))
        .then(|| FieldError::new("text", "known_better", known.origin.as_str()))
}

/// Whether a fact has not run out.
pub(super) fn holds(words: &Words, fact: &Fact, on: Date) -> bool {
    let months = words.attributes.find(&fact.attribute);
    let months = months.map_or(0, |attribute| attribute.validity_months);
    fact.holds_until(months).is_none_or(|last| last >= on)
}

/// As much of what was typed as a message quotes.
fn short(text: &str) -> String {
    text.chars().take(SHORT_MAX).collect()
}
