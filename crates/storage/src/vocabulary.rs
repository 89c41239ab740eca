//! The vocabulary and the attributes, as the program brought them and as staff left them.
//! A new edition of the bundled files replaces bundled rows only: rows marked local stay, and ids
//! that vanished are retired, never removed or reused.

use crate::batch::{self, OnClash};
use crate::encode;
use crate::entities::{
    attributes, concept_ambiguities, concept_phrases, concepts, vocabulary_versions,
};
use crate::{Read, StorageResult, Transaction};
use eslabon_domain::attributes::{Attribute, Attributes};
use eslabon_domain::text::{Bilingual, Lang};
use eslabon_domain::vocabulary::{Ambiguity, Concept, ConceptId, ConceptKind, Vocabulary};
use sea_orm::{
    ActiveValue::NotSet, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Set, sea_query::Expr,
};
use std::collections::{BTreeSet, HashMap, HashSet};

const BUNDLED: &str = "bundled";
const LOCAL: &str = "local";
/// Local concepts stand behind the bundled ones.
const FIRST_LOCAL_POSITION: i32 = 1_000_000;

/// Brings the stored vocabulary to the bundled edition. Answers whether anything was written:
/// the edition of this hash may be there already.
///
/// # Errors
/// As any statement.
pub async fn sync_bundled(
    tx: &Transaction,
    vocabulary: &Vocabulary,
    spine: &Attributes,
    hash: &str,
) -> StorageResult<bool> {
    if bundled_hash(tx).await?.as_deref() == Some(hash) {
        return Ok(false);
    }
    sync_concepts(tx, vocabulary).await?;
    sync_ambiguities(tx, vocabulary).await?;
    sync_attributes(tx, spine).await?;
    vocabulary_versions::Entity::insert(vocabulary_versions::ActiveModel {
        number: NotSet,
        hash: Set(hash.to_owned()),
        concepts: Set(encode::int(vocabulary.concepts().len())),
        attributes: Set(encode::int(spine.iter().count())),
    })
    .exec_without_returning(tx.inner())
    .await?;
    Ok(true)
}

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

async fn sync_concepts(tx: &Transaction, vocabulary: &Vocabulary) -> StorageResult<()> {
    use concepts::Column as C;
    let stored: Vec<(String, String)> = concepts::Entity::find()
        .select_only()
        .columns([C::Id, C::Source])
        .into_tuple()
        .all(tx.inner())
        .await?;
    let (local, bundled) = split_by_source(stored);
    let fresh: Vec<(usize, &Concept)> = vocabulary
        .concepts()
        .iter()
        .enumerate()
        .filter(|(_, concept)| !local.contains(&concept.id))
        .collect();
    let rows = fresh
        .iter()
        .map(|(position, concept)| concept_row(concept, encode::int(*position), BUNDLED))
        .collect::<StorageResult<Vec<_>>>()?;
    write_concepts(tx, &rows).await?;
    let written: Vec<&Concept> = fresh.into_iter().map(|(_, concept)| concept).collect();
    write_phrases(tx, &written).await?;
    let kept: HashSet<&str> = written.iter().map(|concept| concept.id.as_str()).collect();
    let vanished: Vec<String> = bundled
        .into_iter()
        .filter(|id| !kept.contains(id.as_str()))
        .collect();
    for chunk in vanished.chunks(batch::MAX_IN) {
        concepts::Entity::update_many()
            .col_expr(C::Retired, Expr::value(true))
            .filter(C::Id.is_in(chunk.iter().map(String::as_str)))
            .exec(tx.inner())
            .await?;
    }
    Ok(())
}

async fn write_concepts(tx: &Transaction, rows: &[concepts::Model]) -> StorageResult<()> {
    use concepts::Column as C;
    let clash = OnClash::Replace {
        key: &[C::Id],
        set: &[
            C::Kind,
            C::ParentId,
            C::Position,
            C::LabelEs,
            C::LabelEn,
            C::Scian,
            C::Source,
            C::Retired,
        ],
    };
    batch::insert_all::<concepts::Entity, _>(tx.inner(), rows, clash).await?;
    Ok(())
}

/// Replaces the synonyms of these concepts.
async fn write_phrases(tx: &Transaction, written: &[&Concept]) -> StorageResult<()> {
    for chunk in written.chunks(batch::MAX_IN) {
        concept_phrases::Entity::delete_many()
            .filter(
                concept_phrases::Column::ConceptId
                    .is_in(chunk.iter().map(|concept| concept.id.as_str())),
            )
            .exec(tx.inner())
            .await?;
    }
    let mut rows = Vec::new();
    for concept in written {
        for lang in Lang::ALL {
            // The label comes first and is stored with the concept.
            for (position, phrase) in concept.phrases(lang).skip(1).enumerate() {
                rows.push(concept_phrases::Model {
                    concept_id: concept.id.clone(),
                    lang: lang.as_str().to_owned(),
                    position: encode::int(position),
                    phrase: phrase.to_owned(),
                });
            }
        }
    }
    batch::insert_all::<concept_phrases::Entity, _>(tx.inner(), &rows, OnClash::Fail).await?;
    Ok(())
}

async fn sync_ambiguities(tx: &Transaction, vocabulary: &Vocabulary) -> StorageResult<()> {
    concept_ambiguities::Entity::delete_many()
        .filter(concept_ambiguities::Column::Source.eq(BUNDLED))
        .exec(tx.inner())
        .await?;
    let rows: Vec<concept_ambiguities::Model> = vocabulary
        .ambiguities()
        .iter()
        .enumerate()
        .map(|(position, ambiguity)| concept_ambiguities::Model {
            lang: ambiguity.lang.as_str().to_owned(),
            term: ambiguity.term.clone(),
            position: encode::int(position),
            concepts: ambiguity.concepts.clone(),
            reason: ambiguity.reason.clone(),
            source: BUNDLED.to_owned(),
        })
        .collect();
    // A local ruling on the same term stays.
    batch::insert_all::<concept_ambiguities::Entity, _>(tx.inner(), &rows, OnClash::Keep).await?;
    Ok(())
}

async fn sync_attributes(tx: &Transaction, spine: &Attributes) -> StorageResult<()> {
    use attributes::Column as C;
    let stored: Vec<(String, String)> = attributes::Entity::find()
        .select_only()
        .columns([C::Id, C::Source])
        .into_tuple()
        .all(tx.inner())
        .await?;
    let (local, bundled) = split_by_source(stored);
    let rows = spine
        .iter()
        .filter(|attribute| !local.contains(&attribute.id))
        .map(attribute_row)
        .collect::<StorageResult<Vec<_>>>()?;
    let set = [
        C::Subject,
        C::ItemKind,
        C::ValueType,
        C::Unit,
        C::Direction,
        C::Confidentiality,
        C::ValidityMonths,
        C::LabelEs,
        C::LabelEn,
        C::HelpEs,
        C::HelpEn,
        C::Source,
        C::Retired,
    ];
    let clash = OnClash::Replace {
        key: &[C::Id],
        set: &set,
    };
    batch::insert_all::<attributes::Entity, _>(tx.inner(), &rows, clash).await?;
    let vanished = bundled.into_iter().filter(|id| spine.find(id).is_none());
    attributes::Entity::update_many()
        .col_expr(C::Retired, Expr::value(true))
        .filter(C::Id.is_in(vanished))
        .exec(tx.inner())
        .await?;
    Ok(())
}

/// Local ids and bundled ids.
fn split_by_source(stored: Vec<(String, String)>) -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut local, mut bundled) = (BTreeSet::new(), BTreeSet::new());
    for (id, source) in stored {
        if source == LOCAL {
            local.insert(id);
        } else {
            bundled.insert(id);
        }
    }
    (local, bundled)
}

/// Writes a concept of one's own, or one's own version of a bundled concept: from then on the
/// bundled files do not touch it.
///
/// # Errors
/// As any statement.
pub async fn put_local(tx: &Transaction, concept: &Concept) -> StorageResult<()> {
    let known = concepts::Entity::find_by_id(concept.id.as_str())
        .one(tx.inner())
        .await?;
    let position = match known {
        Some(row) => row.position,
        None => {
            let others = concepts::Entity::find()
                .filter(concepts::Column::Position.gte(FIRST_LOCAL_POSITION))
                .count(tx.inner())
                .await?;
            FIRST_LOCAL_POSITION.saturating_add(i32::try_from(others).unwrap_or(i32::MAX))
        }
    };
    write_concepts(tx, &[concept_row(concept, position, LOCAL)?]).await?;
    write_phrases(tx, &[concept]).await
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

fn concept_row(concept: &Concept, position: i32, source: &str) -> StorageResult<concepts::Model> {
    Ok(concepts::Model {
        id: concept.id.clone(),
        kind: concept.kind.as_str().to_owned(),
        parent_id: concept.parent.clone(),
        position,
        label_es: concept.label.es.clone(),
        label_en: concept.label.en.clone(),
        scian: encode::json(&concept.scian)?,
        source: source.to_owned(),
        retired: false,
    })
}

fn attribute_row(attribute: &Attribute) -> StorageResult<attributes::Model> {
    Ok(attributes::Model {
        id: attribute.id.clone(),
        subject: attribute.subject.clone(),
        item_kind: attribute.item_kind.map(|kind| kind.as_str().to_owned()),
        value_type: encode::word(&attribute.value_type)?,
        unit: attribute.unit.clone(),
        direction: encode::word(&attribute.direction)?,
        confidentiality: encode::word(&attribute.group)?,
        validity_months: i32::from(attribute.validity_months),
        label_es: attribute.label.es.clone(),
        label_en: attribute.label.en.clone(),
        help_es: attribute.help.es.clone(),
        help_en: attribute.help.en.clone(),
        source: BUNDLED.to_owned(),
        retired: false,
    })
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
