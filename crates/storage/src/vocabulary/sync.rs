//! Writing the vocabulary: bundled editions, and concepts of one's own.
//!
//! INVARIANT: an update of the bundled files touches bundled rows only, and removes no id.

use super::bundled_hash;
use crate::batch::{self, OnClash};
use crate::encode;
use crate::entities::{
    attributes, concept_ambiguities, concept_phrases, concepts, vocabulary_versions,
};
use crate::{StorageResult, Transaction};
use eslabon_domain::attributes::{Attribute, Attributes};
use eslabon_domain::text::Lang;
use eslabon_domain::vocabulary::{Concept, Vocabulary};
use sea_orm::{
    ActiveValue::NotSet, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect, Set,
    sea_query::Expr,
};
use std::collections::{BTreeSet, HashSet};

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
