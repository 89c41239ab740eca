//! The index on disk: opened, found wanting and made anew, written by one follower at a time.

use crate::analyse;
use crate::documents::{NeedDocument, SupplierDocument};
use crate::error::SearchError;
use crate::schema::{self, Fields, flags};
use eslabon_domain::ids::{NeedId, SiteId};
use eslabon_domain::registry::SizeBand;
use eslabon_domain::text::{Lang, STEMMER};
use eslabon_domain::vocabulary::{ConceptId, Vocabulary};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use tantivy::{Index, IndexReader, IndexWriter, ReloadPolicy, Searcher, TantivyDocument, Term};
use uuid::Uuid;

/// Memory of the writer, shared by its threads.
const WRITER_MEMORY: usize = 120 * 1024 * 1024;
/// Threads of the writer.
const WRITER_THREADS: usize = 2;

/// Why an index is made anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RebuildReason {
    /// There was none.
    Missing,
    /// Schema, stemmer or vocabulary have changed since.
    Stale,
    /// It cannot be read.
    Corrupt,
}

impl RebuildReason {
    /// A word for `/readyz`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            RebuildReason::Missing => "missing",
            RebuildReason::Stale => "stale",
            RebuildReason::Corrupt => "corrupt",
        }
    }
}

/// In what state an index was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndexState {
    /// It is true up to this place of the change feed.
    Ready {
        /// The place.
        feed_position: i64,
    },
    /// It is empty and must be filled.
    Rebuild {
        /// Why.
        reason: RebuildReason,
    },
}

/// What each commit says of itself.
#[derive(Debug, Serialize, Deserialize)]
struct Payload {
    feed_position: i64,
    fingerprint: String,
}

/// The text index. Cloning it is cheap.
#[derive(Clone)]
pub struct SearchIndex {
    inner: Arc<Inner>,
}

struct Inner {
    index: Index,
    reader: IndexReader,
    fields: Fields,
    fingerprint: String,
}

impl SearchIndex {
    /// Opens the index of a directory. One that is missing, stale or unreadable is replaced by an empty one.
    ///
    /// # Errors
    /// If the directory cannot be written.
    pub fn open(
        directory: &Path,
        vocabulary_fingerprint: &str,
    ) -> Result<(Self, IndexState), SearchError> {
        let fingerprint = format!("{}/{STEMMER}/{vocabulary_fingerprint}", schema::VERSION);
        // Of a file that was cut short tantivy computes with negative lengths: that, too, is damage.
        let existing = catch_unwind(|| Self::open_existing(directory, &fingerprint));
        let reason = match existing.unwrap_or(Err(RebuildReason::Corrupt)) {
            Ok((index, feed_position)) => return Ok((index, IndexState::Ready { feed_position })),
            Err(reason) => reason,
        };
        if directory.exists() {
            std::fs::remove_dir_all(directory)?;
        }
        std::fs::create_dir_all(directory)?;
        let (schema, _) = schema::build();
        let index = Index::create_in_dir(directory, schema)?;
        Ok((
            Self::with(index, fingerprint)?,
            IndexState::Rebuild { reason },
        ))
    }

    fn open_existing(directory: &Path, fingerprint: &str) -> Result<(Self, i64), RebuildReason> {
        if !directory.join("meta.json").is_file() {
            return Err(RebuildReason::Missing);
        }
        let corrupt = |_| RebuildReason::Corrupt;
        let index = Index::open_in_dir(directory).map_err(corrupt)?;
        let meta = index.load_metas().map_err(corrupt)?;
        let payload: Option<Payload> = meta
            .payload
            .as_deref()
            .and_then(|text| serde_json::from_str(text).ok());
        let payload = payload
            .filter(|payload| payload.fingerprint == fingerprint)
            .ok_or(RebuildReason::Stale)?;
        if index.schema() != schema::build().0 {
            return Err(RebuildReason::Stale);
        }
        let damaged = index
            .validate_checksum()
            .map_err(|_| RebuildReason::Corrupt)?;
        if !damaged.is_empty() {
            return Err(RebuildReason::Corrupt);
        }
        let opened = Self::with(index, payload.fingerprint).map_err(|_| RebuildReason::Corrupt)?;
        opened
            .check_readable()
            .map_err(|_| RebuildReason::Corrupt)?;
        Ok((opened, payload.feed_position))
    }

    fn with(mut index: Index, fingerprint: String) -> Result<Self, SearchError> {
        index.set_tokenizers(analyse::tokenizers());
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()?;
        let (_, fields) = schema::build();
        Ok(Self {
            inner: Arc::new(Inner {
                index,
                reader,
                fields,
                fingerprint,
            }),
        })
    }

    /// Begins to write. One process a directory may.
    ///
    /// # Errors
    /// [`SearchError::Busy`] while another one does.
    pub fn write(&self) -> Result<IndexWriting, SearchError> {
        let writer = self
            .inner
            .index
            .writer_with_num_threads(WRITER_THREADS, WRITER_MEMORY)?;
        Ok(IndexWriting {
            index: self.clone(),
            writer,
            replace: self.searcher().num_docs() > 0,
            numbers: None,
        })
    }

    /// The place of the change feed up to which the last commit is true.
    #[must_use]
    pub fn feed_position(&self) -> Option<i64> {
        let meta = self.inner.index.load_metas().ok()?;
        let payload: Payload = serde_json::from_str(meta.payload.as_deref()?).ok()?;
        Some(payload.feed_position)
    }

    /// Makes the last commit visible.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn reload(&self) -> Result<(), SearchError> {
        Ok(self.inner.reader.reload()?)
    }

    /// Whether every segment can be opened and its documents read.
    ///
    /// # Errors
    /// If not.
    pub fn check_readable(&self) -> Result<(), SearchError> {
        let open_all = || -> Result<(), SearchError> {
            for segment in self.inner.index.searchable_segments()? {
                tantivy::SegmentReader::open(&segment)?;
            }
            Ok(())
        };
        catch_unwind(AssertUnwindSafe(open_all))
            .unwrap_or_else(|_| Err(SearchError::Index("a file is damaged".into())))
    }

    /// How many documents there are.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.searcher().num_docs()
    }

    /// No document at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub(crate) fn searcher(&self) -> Searcher {
        self.inner.reader.searcher()
    }

    pub(crate) fn fields(&self) -> &Fields {
        &self.inner.fields
    }
}

/// Numbers of concepts, and of everything wider, by id.
#[derive(Debug, Default)]
pub(crate) struct Numbers {
    paths: HashMap<ConceptId, Vec<(ConceptId, u64)>>,
}

impl Numbers {
    pub fn of(vocabulary: &Vocabulary) -> Self {
        let places: HashMap<&str, u64> = vocabulary
            .concepts()
            .iter()
            .zip(0_u64..)
            .map(|(concept, at)| (concept.id.as_str(), at))
            .collect();
        let path = |id: &str| {
            let wider = vocabulary
                .path(id)
                .into_iter()
                .filter(|c| c.parent.is_some());
            wider
                .filter_map(|c| places.get(c.id.as_str()).map(|at| (c.id.clone(), *at)))
                .collect()
        };
        Self {
            paths: vocabulary
                .concepts()
                .iter()
                .map(|c| (c.id.clone(), path(&c.id)))
                .collect(),
        }
    }

    fn path(&self, id: &str) -> &[(ConceptId, u64)] {
        self.paths.get(id).map(Vec::as_slice).unwrap_or_default()
    }
}

/// The index while it is written. Nothing is seen before [`IndexWriting::commit`].
pub struct IndexWriting {
    index: SearchIndex,
    writer: IndexWriter,
    /// Documents may be there already, so each is removed before it is added.
    replace: bool,
    numbers: Option<(usize, Numbers)>,
}

impl IndexWriting {
    /// Removes everything.
    ///
    /// # Errors
    /// If the index cannot be written.
    pub fn clear(&mut self) -> Result<(), SearchError> {
        self.writer.delete_all_documents()?;
        self.replace = false;
        Ok(())
    }

    fn numbers(&mut self, vocabulary: &Vocabulary) -> &Numbers {
        let size = vocabulary.concepts().len();
        if self
            .numbers
            .as_ref()
            .is_none_or(|(known, _)| *known != size)
        {
            self.numbers = Some((size, Numbers::of(vocabulary)));
        }
        &self
            .numbers
            .get_or_insert_with(|| (size, Numbers::of(vocabulary)))
            .1
    }

    /// Puts a supplier, in place of what the index had of it.
    ///
    /// # Errors
    /// If the index cannot be written.
    pub fn put_supplier(
        &mut self,
        vocabulary: &Vocabulary,
        supplier: &SupplierDocument,
    ) -> Result<(), SearchError> {
        let fields = *self.index.fields();
        let id = supplier.site.to_string();
        if self.replace {
            self.writer
                .delete_term(Term::from_field_text(fields.id, &id));
        }
        let mut document = TantivyDocument::new();
        document.add_text(fields.id, &id);
        document.add_u64(fields.kind, schema::SUPPLIER);
        document.add_text(fields.key, &supplier.key);
        document.add_text(fields.name, &supplier.name);
        if supplier.legal_name != supplier.name {
            document.add_text(fields.name, &supplier.legal_name);
        }
        for text in [
            &supplier.name,
            &supplier.legal_name,
            &supplier.activity,
            &supplier.about_es,
        ] {
            add_text(&mut document, fields.text_es, text);
        }
        add_text(&mut document, fields.text_en, &supplier.about_en);
        document.add_text(fields.shown_name, &supplier.name);
        for text in [&supplier.activity, &supplier.about_es, &supplier.about_en] {
            add_text(&mut document, fields.shown, text);
        }
        let numbers = self.numbers(vocabulary);
        let (mut items, mut concepts) = (BTreeSet::new(), BTreeSet::new());
        for item in supplier
            .processes
            .iter()
            .chain(&supplier.materials)
            .chain(&supplier.standards)
        {
            for (concept, number) in numbers.path(item) {
                items.insert(*number);
                concepts.insert(concept.clone());
            }
        }
        for concept in &supplier.mentioned {
            concepts.extend(
                numbers
                    .path(concept)
                    .iter()
                    .map(|(concept, _)| concept.clone()),
            );
        }
        for concept in &concepts {
            document.add_text(fields.concept, concept);
        }
        for item in items {
            document.add_u64(fields.items, item);
        }
        if let Some(code) = supplier.scian.as_deref() {
            for digits in 2..=code.len().min(6) {
                if let Some(prefix) = code.get(..digits) {
                    document.add_text(fields.scian, prefix);
                }
            }
        }
        let number = |text: Option<&str>| {
            text.and_then(|text| text.parse().ok())
                .unwrap_or(schema::NONE)
        };
        document.add_u64(fields.scian_code, number(supplier.scian.as_deref()));
        document.add_u64(
            fields.state,
            supplier
                .state
                .map_or(schema::NONE, |state| u64::from(state.0)),
        );
        document.add_u64(
            fields.municipality,
            number(supplier.municipality.as_deref()),
        );
        let size = supplier.size.and_then(|band| {
            SizeBand::ALL
                .iter()
                .zip(0..)
                .find(|(known, _)| **known == band)
        });
        document.add_u64(fields.size, size.map_or(schema::NONE, |(_, at)| at));
        let flag = |on: bool, flag: u64| if on { flag } else { 0 };
        document.add_u64(
            fields.flags,
            flag(supplier.verified, flags::VERIFIED) | flag(supplier.has_profile, flags::PROFILE),
        );
        if let Some(position) = supplier.position {
            document.add_i64(fields.lat, i64::from(position.lat_e6));
            document.add_i64(fields.lon, i64::from(position.lon_e6));
        }
        add_tie(&mut document, &fields, supplier.site.0);
        self.writer.add_document(document)?;
        Ok(())
    }

    /// Puts a need, in place of what the index had of it.
    ///
    /// # Errors
    /// If the index cannot be written.
    pub fn put_need(
        &mut self,
        vocabulary: &Vocabulary,
        need: &NeedDocument,
    ) -> Result<(), SearchError> {
        let fields = *self.index.fields();
        let id = need.need.to_string();
        if self.replace {
            self.writer
                .delete_term(Term::from_field_text(fields.id, &id));
        }
        let mut document = TantivyDocument::new();
        document.add_text(fields.id, &id);
        document.add_u64(fields.kind, schema::NEED);
        document.add_text(fields.organisation, need.organisation.to_string());
        document.add_text(fields.centre, need.centre.to_string());
        document.add_text(fields.shown_name, &need.title.text);
        for text in [&need.title, &need.description] {
            add_text(&mut document, fields.text(text.lang), &text.text);
            add_text(&mut document, fields.shown, &text.text);
        }
        document.add_text(fields.name, &need.title.text);
        let numbers = self.numbers(vocabulary);
        let concepts: BTreeSet<ConceptId> = need
            .concepts
            .iter()
            .flat_map(|c| numbers.path(c).iter().map(|(concept, _)| concept.clone()))
            .collect();
        for concept in &concepts {
            document.add_text(fields.concept, concept);
        }
        for state in &need.states {
            document.add_u64(fields.state, u64::from(state.0));
        }
        document.add_u64(fields.flags, if need.open { flags::OPEN } else { 0 });
        add_tie(&mut document, &fields, need.need.0);
        self.writer.add_document(document)?;
        Ok(())
    }

    /// Removes a supplier.
    pub fn remove_supplier(&mut self, site: SiteId) {
        self.writer.delete_term(Term::from_field_text(
            self.index.fields().id,
            &site.to_string(),
        ));
    }

    /// Removes a need.
    pub fn remove_need(&mut self, need: NeedId) {
        self.writer.delete_term(Term::from_field_text(
            self.index.fields().id,
            &need.to_string(),
        ));
    }

    /// Keeps everything written so far, true up to this place of the change feed.
    ///
    /// # Errors
    /// If the index cannot be written.
    pub fn commit(&mut self, feed_position: i64) -> Result<(), SearchError> {
        let payload = Payload {
            feed_position,
            fingerprint: self.index.inner.fingerprint.clone(),
        };
        let text =
            serde_json::to_string(&payload).map_err(|e| SearchError::Index(e.to_string()))?;
        let mut prepared = self.writer.prepare_commit()?;
        prepared.set_payload(&text);
        prepared.commit()?;
        self.replace = true;
        Ok(())
    }
}

fn add_text(document: &mut TantivyDocument, field: tantivy::schema::Field, text: &str) {
    if !text.is_empty() {
        document.add_text(field, text);
    }
}

/// Both halves of the id: results of equal score come in the order of their ids.
fn add_tie(document: &mut TantivyDocument, fields: &Fields, id: Uuid) {
    let (high, low) = id.as_u64_pair();
    document.add_u64(fields.tie_high, high);
    document.add_u64(fields.tie_low, low);
}

/// The language whose words are more likely meant by a query field.
#[must_use]
pub(crate) fn other(lang: Lang) -> Lang {
    match lang {
        Lang::Es => Lang::En,
        Lang::En => Lang::Es,
    }
}
