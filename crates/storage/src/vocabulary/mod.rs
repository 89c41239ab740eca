//! The vocabulary and the attributes, as the program brought them and as staff left them.
//! A new edition of the bundled files replaces bundled rows only: rows marked local stay, and ids
//! that vanished are retired, never removed or reused.

mod sync;

pub use sync::{put_local, sync_bundled};

use crate::encode;
use crate::entities::{
    attributes, concept_ambiguities, concept_phrases, concepts, vocabulary_versions,
};
use crate::{Read, StorageResult};
use eslabon_domain::attributes::{Attribute, Attributes};
use eslabon_domain::text::{Bilingual, Lang};
use eslabon_domain::vocabulary::{Ambiguity, Concept, ConceptId, ConceptKind, Vocabulary};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{BTreeSet, HashMap};

/// The hash of the bundled edition that is stored.
///
/// # Errors
/// As any statement.
pub async fn bundled_hash(db: &impl Read) -> StorageResult<Option<String>> {
    let newest = vocabulary_versions::Entity::find()
        .order_by_desc(vocabulary_versions::Column::Number)
        .one(db.connection())
        .await?;
    Ok(newest.map(|version| version.hash))
}

/// The vocabulary: every concept that is not retired, in the order of the files.
///
/// # Errors
/// [`crate::StorageError::Corrupt`] where it cannot be understood.
pub async fn load(db: &impl Read) -> StorageResult<Vocabulary> {
    let rows = concepts::Entity::find()
        .filter(concepts::Column::Retired.eq(false))
        .all(db.connection())
        .await?;
    let mut phrases: HashMap<(String, String), Vec<concept_phrases::Model>> = HashMap::new();
    for row in concept_phrases::Entity::find().all(db.connection()).await? {
        phrases
            .entry((row.concept_id.clone(), row.lang.clone()))
            .or_default()
            .push(row);
    }
    let mut synonyms = |id: &str, lang: Lang| -> Vec<String> {
        let mut rows = phrases
            .remove(&(id.to_owned(), lang.as_str().to_owned()))
            .unwrap_or_default();
        rows.sort_unstable_by_key(|row| row.position);
        rows.into_iter().map(|row| row.phrase).collect()
    };
    let mut ordered = rows;
    ordered.sort_unstable_by(|a, b| (a.position, &a.id).cmp(&(b.position, &b.id)));
    let mut found = Vec::with_capacity(ordered.len());
    for row in ordered {
        found.push(Concept {
            kind: ConceptKind::parse(&row.kind).ok_or_else(|| encode::corrupt("concepts.kind"))?,
            parent: row.parent_id,
            label: Bilingual {
                es: row.label_es,
                en: row.label_en,
            },
            synonyms_es: synonyms(&row.id, Lang::Es),
            synonyms_en: synonyms(&row.id, Lang::En),
            scian: encode::from_json(&row.scian, "concepts.scian")?,
            id: row.id,
        });
    }
    let vocabulary =
        Vocabulary::from_concepts(found).map_err(|_| encode::corrupt("concepts.id"))?;
    Ok(vocabulary.with_ambiguities(load_ambiguities(db).await?))
}

async fn load_ambiguities(db: &impl Read) -> StorageResult<Vec<Ambiguity>> {
    let rows = concept_ambiguities::Entity::find()
        .order_by_asc(concept_ambiguities::Column::Position)
        .all(db.connection())
        .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Ambiguity {
                term: row.term,
                lang: Lang::parse(&row.lang)
                    .ok_or_else(|| encode::corrupt("concept_ambiguities.lang"))?,
                concepts: row.concepts,
                reason: row.reason,
            })
        })
        .collect()
}

/// The ids that are no longer offered; facts and criteria may still name them.
///
/// # Errors
/// As any statement.
pub async fn retired(db: &impl Read) -> StorageResult<BTreeSet<ConceptId>> {
    let ids: Vec<String> = concepts::Entity::find()
        .select_only()
        .column(concepts::Column::Id)
        .filter(concepts::Column::Retired.eq(true))
        .into_tuple()
        .all(db.connection())
        .await?;
    Ok(ids.into_iter().collect())
}

/// The spine: every attribute that is not retired.
///
/// # Errors
/// [`crate::StorageError::Corrupt`] where it cannot be understood.
pub async fn load_attributes(db: &impl Read) -> StorageResult<Attributes> {
    let rows = attributes::Entity::find()
        .filter(attributes::Column::Retired.eq(false))
        .all(db.connection())
        .await?;
    let found = rows
        .into_iter()
        .map(attribute)
        .collect::<StorageResult<Vec<_>>>()?;
    Attributes::from_list(found).map_err(|_| encode::corrupt("attributes.id"))
}

fn attribute(row: attributes::Model) -> StorageResult<Attribute> {
    let item_kind = match row.item_kind {
        None => None,
        Some(word) => {
            Some(ConceptKind::parse(&word).ok_or_else(|| encode::corrupt("attributes.item_kind"))?)
        }
    };
    Ok(Attribute {
        id: row.id,
        subject: row.subject,
        item_kind,
        value_type: encode::from_word(row.value_type, "attributes.value_type")?,
        unit: row.unit,
        direction: encode::from_word(row.direction, "attributes.direction")?,
        group: encode::from_word(row.confidentiality, "attributes.confidentiality")?,
        validity_months: u16::try_from(row.validity_months)
            .map_err(|_| encode::corrupt("attributes.validity_months"))?,
        label: Bilingual {
            es: row.label_es,
            en: row.label_en,
        },
        help: Bilingual {
            es: row.help_es,
            en: row.help_en,
        },
    })
}
