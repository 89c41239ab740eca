//! Keeps the two derived structures, the text index and the capability table, true to the database
//! by following the change feed. Either can be deleted; it is rebuilt from the database here.

use crate::context::{App, Derived, Progress, Words};
use crate::error::{AppError, AppResult};
use crate::policy;
use eslabon_domain::attributes::{
    ACTIVITY_TEXT, MATERIAL_WORKED, PROCESS_OFFERED, SITE_STAFF, STANDARD_HELD,
};
use eslabon_domain::facts::{Fact, FactValue, Origin};
use eslabon_domain::ids::{FactId, SiteId};
use eslabon_domain::needs::{Need, NeedStatus, Requirement};
use eslabon_domain::registry::{KeyScheme, SizeBand};
use eslabon_domain::services::ServiceStatus;
use eslabon_domain::text::{Lang, guess_lang, stem, words};
use eslabon_domain::vocabulary::ConceptId;
use eslabon_engine::capacity;
use eslabon_engine::matching::{CapabilityTable, ClosedFact, SiteProfile};
use eslabon_search::{IndexWriting, NeedDocument, SearchError, SupplierDocument};
use eslabon_storage::sites::{self, PositionSource};
use eslabon_storage::supplier_rows::{self, SupplierRow};
use eslabon_storage::{Change, feed};
use eslabon_storage::{merges, needs, services};
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::time::Duration;

/// Sites read from the database at a time.
const PAGE: u64 = 2_000;
/// Farther behind than so many feed entries, making the index anew is quicker than following.
const REPLAYED: i64 = 2_000;
/// Feed entries read at a time.
const ENTRIES: u64 = 500;

/// Brings index and table to the end of the feed. Cheap where there is nothing to do.
pub(crate) async fn follow(app: &App, progress: &dyn Progress) -> AppResult<()> {
    let _one_at_a_time = app.following().await;
    let target = feed::latest_seq(app.database()).await?;
    follow_index(app, target, progress).await?;
    follow_table(app, target, progress).await
}

/// Brings the index alone to the end of the feed.
pub(crate) async fn follow_index_only(app: &App, progress: &dyn Progress) -> AppResult<()> {
    let _one_at_a_time = app.following().await;
    let target = feed::latest_seq(app.database()).await?;
    follow_index(app, target, progress).await
}

/// Makes the index anew from the database.
pub(crate) async fn rebuild(app: &App, progress: &dyn Progress) -> AppResult<()> {
    let _one_at_a_time = app.following().await;
    let target = feed::latest_seq(app.database()).await?;
    let mut writing = app.index().write()?;
    fill_index(app, &mut writing, target, progress).await?;
    drop(writing);
    app.index().reload()?;
    Ok(())
}

async fn follow_index(app: &App, target: i64, progress: &dyn Progress) -> AppResult<()> {
    loop {
        app.index().reload()?;
        let at = app.index().feed_position();
        let is_ahead = match at {
            Some(position) if position > target => {
                position > feed::latest_seq(app.database()).await?
            }
            Some(position) if position == target => return Ok(()),
            _ => false,
        };
        if at.is_some_and(|position| position >= target) && !is_ahead {
            return Ok(());
        }
        match app.index().write() {
            Ok(mut writing) => {
                match at {
                    // It speaks of changes that this database never had: another one was put in its place.
                    Some(_) if is_ahead => fill_index(app, &mut writing, target, progress).await?,
                    Some(position) if target - position <= REPLAYED => {
                        replay(app, &mut writing, position, target, progress).await?;
                    }
                    _ => fill_index(app, &mut writing, target, progress).await?,
                }
                drop(writing);
                app.index().reload()?;
                return Ok(());
            }
            // Another process follows the feed for this directory: wait until it got there.
            Err(SearchError::Busy) => tokio::time::sleep(Duration::from_millis(100)).await,
            Err(error) => return Err(error.into()),
        }
    }
}

async fn fill_index(
    app: &App,
    writing: &mut IndexWriting,
    target: i64,
    progress: &dyn Progress,
) -> AppResult<()> {
    let words = app.words();
    let total = sites::count(app.database()).await?;
    writing.clear()?;
    let (mut after, mut done) = (None, 0_u64);
    loop {
        let rows = supplier_rows::page(app.database(), after, PAGE).await?;
        let Some(last) = rows.last() else { break };
        after = Some(last.site.id);
        done += rows.len() as u64;
        for row in &rows {
            writing.put_supplier(&words.vocabulary, &supplier_document(&words, row))?;
        }
        progress.step("progress-indexing", done, Some(total));
    }
    let mut after = None;
    loop {
        let page = needs::list(
            app.database(),
            &needs::NeedFilter {
                after,
                limit: 500,
                ..Default::default()
            },
        )
        .await?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        for need in &page {
            writing.put_need(&words.vocabulary, &need_document(&words, need))?;
        }
    }
    writing.commit(target)?;
    Ok(())
}

async fn replay(
    app: &App,
    writing: &mut IndexWriting,
    mut position: i64,
    target: i64,
    progress: &dyn Progress,
) -> AppResult<()> {
    let words = app.words();
    while position < target {
        let entries = feed::read_after(app.database(), position, ENTRIES).await?;
        let Some(last) = entries.last() else { break };
        position = last.seq;
        let (mut sites, mut changed_needs) = (BTreeSet::new(), BTreeSet::new());
        for entry in entries {
            match entry.change {
                Change::Sites(ids) => sites.extend(ids),
                Change::Needs(ids) => changed_needs.extend(ids),
                Change::Services | Change::Vocabulary => {}
            }
        }
        let sites: Vec<SiteId> = sites.into_iter().collect();
        for (at, chunk) in sites.chunks(1_000).enumerate() {
            let (chunk, merged) = standing(app, chunk).await?;
            for site in merged {
                writing.remove_supplier(site);
            }
            for row in supplier_rows::of_ids(app.database(), &chunk).await? {
                writing.put_supplier(&words.vocabulary, &supplier_document(&words, &row))?;
            }
            progress.step(
                "progress-indexing",
                (at * 1_000 + chunk.len()) as u64,
                Some(sites.len() as u64),
            );
        }
        for id in changed_needs {
            match needs::find(app.database(), id).await? {
                Some(need) => writing.put_need(&words.vocabulary, &need_document(&words, &need))?,
                None => writing.remove_need(id),
            }
        }
    }
    writing.commit(target)?;
    Ok(())
}

async fn follow_table(app: &App, target: i64, progress: &dyn Progress) -> AppResult<()> {
    let derived = app.derived();
    if derived.feed_position >= target && !derived.table.is_empty() {
        return Ok(());
    }
    let words = app.words();
    let mut catalogue = services::list_all(app.database()).await?;
    catalogue.retain(|service| service.status == ServiceStatus::Offered);
    let behind = target - derived.feed_position;
    let table = if derived.table.is_empty() || behind > 200 {
        full_table(app, &words, progress).await?
    } else {
        let mut table = derived.table.clone();
        for entry in feed::read_after(app.database(), derived.feed_position, ENTRIES).await? {
            let Change::Sites(ids) = entry.change else {
                continue;
            };
            let (ids, merged) = standing(app, &ids).await?;
            for site in merged {
                table.remove(site);
            }
            for row in supplier_rows::of_ids(app.database(), &ids).await? {
                table.upsert(site_profile(&words, &row));
            }
        }
        table
    };
    app.set_derived(Derived {
        table,
        services: catalogue,
        feed_position: target,
    });
    Ok(())
}

/// The sites that stand for these, and those of these that were merged into another.
async fn standing(app: &App, ids: &[SiteId]) -> AppResult<(Vec<SiteId>, Vec<SiteId>)> {
    let stand_ins = merges::stand_ins(app.database(), ids).await?;
    if stand_ins.is_empty() {
        return Ok((ids.to_vec(), Vec::new()));
    }
    let standing: BTreeSet<SiteId> = ids
        .iter()
        .map(|id| stand_ins.get(id).copied().unwrap_or(*id))
        .collect();
    let merged = stand_ins.into_keys().collect();
    Ok((standing.into_iter().collect(), merged))
}

async fn full_table(
    app: &App,
    words: &Words,
    progress: &dyn Progress,
) -> AppResult<CapabilityTable> {
    let mut table = CapabilityTable::new(&words.vocabulary);
    let total = sites::count(app.database()).await?;
    let mut after = None;
    loop {
        let rows = supplier_rows::page(app.database(), after, PAGE).await?;
        let Some(last) = rows.last() else {
            return Ok(table);
        };
        after = Some(last.site.id);
        for row in &rows {
            table.upsert(site_profile(words, row));
        }
        progress.step("progress-table", table.len() as u64, Some(total));
    }
}

/// The words that describe a site: registers' activity texts and the owner's own.
fn activity_texts(row: &SupplierRow) -> impl Iterator<Item = (&str, Lang)> {
    let registers = row
        .entries
        .iter()
        .map(|entry| (entry.activity_text.as_str(), Lang::Es));
    let own = row.facts.iter().filter_map(|fact| match &fact.value {
        FactValue::Text { text } if fact.attribute == ACTIVITY_TEXT => {
            Some((text.text.as_str(), text.lang))
        }
        _ => None,
    });
    registers.chain(own).filter(|(text, _)| !text.is_empty())
}

fn items_of(row: &SupplierRow, attribute: &str) -> Vec<ConceptId> {
    let mut items: Vec<ConceptId> = row
        .facts
        .iter()
        .filter(|fact| fact.attribute == attribute && fact.value == FactValue::Flag { yes: true })
        .filter_map(|fact| fact.item.clone())
        .collect();
    items.sort();
    items.dedup();
    items
}

/// The band of staff: the owner's own figure before the register's.
pub(crate) fn size_of(row: &SupplierRow) -> Option<SizeBand> {
    let own = row.facts.iter().find_map(|fact| match fact.value {
        FactValue::Amount { low, .. } if fact.attribute == SITE_STAFF => {
            Some(SizeBand::of_staff(low))
        }
        _ => None,
    });
    own.or_else(|| row.entries.iter().find_map(|entry| entry.size))
}

/// The key under which batch searches name a site: `nra`, else `clee`, else the DENUE id, else our id.
pub(crate) fn key_of(row: &SupplierRow) -> String {
    [KeyScheme::Nra, KeyScheme::Clee, KeyScheme::DenueId]
        .into_iter()
        .find_map(|scheme| row.keys.iter().find(|key| key.scheme == scheme))
        .map_or_else(|| row.site.id.to_string(), |key| key.value.clone())
}

/// The facts that anyone who may see suppliers may see.
fn open_facts<'a>(words: &'a Words, row: &'a SupplierRow) -> impl Iterator<Item = &'a Fact> {
    row.facts.iter().filter(|fact| {
        let attribute = words.attributes.find(&fact.attribute);
        attribute.is_some_and(|attribute| policy::is_open_group(attribute.group))
    })
}

/// The figures that its owner keeps closed, in coarse steps, and what follows from them month by month. A fact of an attribute that is no longer
/// known is neither open nor comparable.
fn closed_facts(words: &Words, row: &SupplierRow) -> Vec<ClosedFact> {
    let figures = row.facts.iter().filter_map(|fact| {
        let attribute = words.attributes.find(&fact.attribute)?;
        let is_closed = !policy::is_open_group(attribute.group);
        is_closed.then(|| ClosedFact::of(fact, attribute)).flatten()
    });
    let months = capacity::coarse(row.site.id, &row.facts, &row.loads, &words.attributes);
    figures.chain(months).collect()
}

/// Whether something that is open to all was seen on a visit or measured.
pub(crate) fn is_verified(words: &Words, row: &SupplierRow) -> bool {
    open_facts(words, row).any(|fact| matches!(fact.origin, Origin::Verified | Origin::Measured))
}

fn supplier_document(words: &Words, row: &SupplierRow) -> SupplierDocument {
    let about = |lang: Lang| {
        open_facts(words, row)
            .filter_map(|fact| match &fact.value {
                FactValue::Text { text } if text.lang == lang => Some(text.text.as_str()),
                _ => None,
            })
            .collect::<Vec<_>>()
            .join("\n")
    };
    let mut mentioned = BTreeSet::new();
    for (text, lang) in activity_texts(row) {
        mentioned.extend(words.annotator.concepts(text, lang));
    }
    for entry in &row.entries {
        mentioned.extend(words.annotator.concepts(&entry.name, Lang::Es));
    }
    let classified = row.entries.iter().find(|entry| entry.scian.is_some());
    let mut register: Vec<_> = row.entries.iter().map(|entry| entry.register).collect();
    register.dedup();
    SupplierDocument {
        site: row.site.id,
        key: key_of(row),
        name: row.site.name.clone(),
        legal_name: row
            .entries
            .iter()
            .map(|entry| entry.legal_name.as_str())
            .find(|n| !n.is_empty())
            .unwrap_or_default()
            .to_owned(),
        activity: row
            .entries
            .iter()
            .map(|entry| entry.activity_text.as_str())
            .filter(|t| !t.is_empty())
            .collect::<Vec<_>>()
            .join("\n"),
        about_es: about(Lang::Es),
        about_en: about(Lang::En),
        scian: classified.and_then(|entry| entry.scian.clone()),
        scian_suggested: classified.is_some_and(|entry| entry.scian_suggested),
        state: row.site.state,
        municipality: row.site.municipality.clone(),
        locality: row.site.locality.clone(),
        size: size_of(row),
        position: row.site.position,
        processes: items_of(row, PROCESS_OFFERED),
        materials: items_of(row, MATERIAL_WORKED),
        standards: items_of(row, STANDARD_HELD),
        mentioned: mentioned.into_iter().collect(),
        verified: is_verified(words, row),
        fictional: row.organisation.fictional,
        has_profile: !row.facts.is_empty(),
        register,
    }
}

/// The concepts that a need asks for, by criterion or by word.
pub(crate) fn concepts_of_need(words: &Words, need: &Need) -> BTreeSet<ConceptId> {
    let mut concepts = BTreeSet::new();
    for text in [&need.title, &need.description] {
        concepts.extend(words.annotator.concepts(&text.text, text.lang));
    }
    for criterion in &need.criteria {
        concepts.extend(criterion.item.clone());
        if let Requirement::AnyOf { concepts: asked } = &criterion.requirement {
            concepts.extend(asked.iter().cloned());
        }
    }
    concepts
}

/// The stems of a text's words, without the small ones.
pub(crate) fn terms_of(text: &str, lang: Lang) -> BTreeSet<String> {
    words(text)
        .into_iter()
        .filter(|word| word.folded.chars().count() > 3)
        .map(|word| stem(&word.folded, lang))
        .collect()
}

fn need_document(words: &Words, need: &Need) -> NeedDocument {
    let states = need
        .criteria
        .iter()
        .filter_map(|criterion| match &criterion.requirement {
            Requirement::InStates { states } => Some(states.clone()),
            _ => None,
        })
        .flatten()
        .collect();
    NeedDocument {
        need: need.id,
        title: need.title.clone(),
        description: need.description.clone(),
        concepts: concepts_of_need(words, need).into_iter().collect(),
        states,
        organisation: need.organisation,
        centre: need.centre,
        open: need.status == NeedStatus::Open,
    }
}

/// What a register published of a site's staff, as a fact for the engine. Public, never a capability.
fn registry_facts(row: &SupplierRow) -> impl Iterator<Item = Fact> {
    row.entries.iter().filter_map(|entry| {
        let (low, high) = entry.size?.range();
        Some(Fact {
            id: FactId(entry.id.0),
            site: row.site.id,
            item: None,
            attribute: SITE_STAFF.to_owned(),
            value: FactValue::Amount { low, high },
            entered: None,
            origin: Origin::Registry,
            source: format!("{} {}", entry.register.attribution(), entry.edition),
            observed: edition_date(&entry.edition),
            valid_until: None,
            recorded: jiff::Timestamp::UNIX_EPOCH,
        })
    })
}

/// The first day of a register's edition: `2024-05` or `2022`.
fn edition_date(edition: &str) -> Date {
    let mut parts = edition.split('-');
    let year = parts.next().and_then(|y| y.parse().ok()).unwrap_or(2000);
    let month = parts.next().and_then(|m| m.parse().ok()).unwrap_or(1);
    Date::new(year, month, 1).unwrap_or(Date::constant(2000, 1, 1))
}

pub(crate) fn site_profile(words: &Words, row: &SupplierRow) -> SiteProfile {
    let (mut text_concepts, mut text_terms) = (BTreeSet::new(), BTreeSet::new());
    for (text, lang) in activity_texts(row) {
        text_concepts.extend(words.annotator.concepts(text, lang));
        text_terms.extend(terms_of(text, guess_lang(text)));
    }
    for attribute in [PROCESS_OFFERED, MATERIAL_WORKED, STANDARD_HELD] {
        text_concepts.extend(items_of(row, attribute));
    }
    SiteProfile {
        site: row.site.id,
        state: row.site.state,
        position: row.site.position,
        position_is_approximate: row.site.position_source == PositionSource::Municipality,
        owner: row.organisation.id,
        facts: registry_facts(row)
            .chain(open_facts(words, row).cloned())
            .collect(),
        closed: closed_facts(words, row),
        text_concepts,
        text_terms,
    }
}

impl From<std::io::Error> for AppError {
    fn from(error: std::io::Error) -> Self {
        AppError::Unavailable(error.to_string())
    }
}
