//! The vocabulary: bundled editions and local rows.

use crate::{Outcome, Place};
use eslabon_domain::attributes::{
    Attribute, Attributes, ConfidentialityGroup, Direction, ValueType,
};
use eslabon_domain::text::{Bilingual, Lang};
use eslabon_domain::vocabulary::{Ambiguity, Concept, ConceptKind, Vocabulary};
use eslabon_storage::vocabulary;

fn concept(id: &str, parent: Option<&str>, label: &str) -> Concept {
    Concept {
        id: id.into(),
        kind: ConceptKind::Process,
        parent: parent.map(str::to_owned),
        label: Bilingual {
            es: format!("{label} ñ"),
            en: label.into(),
        },
        synonyms_es: vec!["torno".into(), "torneado".into(), "torno".to_uppercase()],
        synonyms_en: vec!["turning".into()],
        scian: vec!["332710".into(), "3327".into()],
    }
}

fn edition(
    labels: &[(&str, &str)],
) -> Result<Vocabulary, Box<dyn std::error::Error + Send + Sync>> {
    let concepts = labels
        .iter()
        .map(|(id, label)| concept(id, (*id != "process.root").then_some("process.root"), label))
        .collect();
    let ambiguities = vec![Ambiguity {
        term: "corte".into(),
        lang: Lang::Es,
        concepts: "process.a|process.b".into(),
        reason: "both are said".into(),
    }];
    Ok(Vocabulary::from_concepts(concepts)?.with_ambiguities(ambiguities))
}

fn attribute(id: &str) -> Attribute {
    Attribute {
        id: id.into(),
        subject: "site".into(),
        item_kind: Some(ConceptKind::Process),
        value_type: ValueType::Amount,
        unit: "nm".into(),
        direction: Direction::Lower,
        group: ConfidentialityGroup::Capability,
        validity_months: 24,
        label: Bilingual {
            es: "Tolerancia".into(),
            en: "Tolerance".into(),
        },
        help: Bilingual::default(),
    }
}

pub async fn bundled_concepts_are_loaded_once(place: Place) -> Outcome {
    let db = &place.database;
    assert_eq!(vocabulary::bundled_hash(db).await?, None);
    // Not in the order of ids: the order of the files is kept.
    let first = edition(&[
        ("process.root", "Root"),
        ("process.b", "B"),
        ("process.a", "A"),
    ])?;
    let spine = Attributes::from_list(vec![attribute("process.tolerance"), attribute("a.b")])?;
    let tx = db.begin().await?;
    assert!(vocabulary::sync_bundled(&tx, &first, &spine, "one").await?);
    assert!(!vocabulary::sync_bundled(&tx, &first, &spine, "one").await?);
    tx.commit().await?;
    let loaded = vocabulary::load(db).await?;
    assert_eq!(loaded.concepts(), first.concepts());
    assert_eq!(loaded.ambiguities(), first.ambiguities());
    assert_eq!(vocabulary::bundled_hash(db).await?.as_deref(), Some("one"));
    let loaded = vocabulary::load_attributes(db).await?;
    assert!(loaded.iter().eq(spine.iter()));
    // And what ships with the program.
    let (bundled, spine) = (Vocabulary::bundled()?, Attributes::bundled()?);
    let tx = db.begin().await?;
    assert!(vocabulary::sync_bundled(&tx, &bundled, &spine, "two").await?);
    tx.commit().await?;
    assert_eq!(vocabulary::load(db).await?.concepts(), bundled.concepts());
    assert!(
        vocabulary::load_attributes(db)
            .await?
            .iter()
            .eq(spine.iter())
    );
    Ok(())
}

pub async fn local_rows_survive_an_update(place: Place) -> Outcome {
    let db = &place.database;
    let first = edition(&[
        ("process.root", "Root"),
        ("process.a", "A"),
        ("process.b", "B"),
    ])?;
    let spine = Attributes::default();
    let own = concept("process.own", Some("process.a"), "Own");
    let mut changed = concept("process.b", Some("process.root"), "B as we say");
    changed.synonyms_es.clear();
    let tx = db.begin().await?;
    vocabulary::sync_bundled(&tx, &first, &spine, "one").await?;
    vocabulary::put_local(&tx, &own).await?;
    vocabulary::put_local(&tx, &changed).await?;
    let second = edition(&[
        ("process.root", "Root"),
        ("process.a", "A new"),
        ("process.b", "B new"),
    ])?;
    assert!(vocabulary::sync_bundled(&tx, &second, &spine, "two").await?);
    tx.commit().await?;
    let loaded = vocabulary::load(db).await?;
    assert_eq!(loaded.find("process.a"), second.find("process.a"));
    assert_eq!(loaded.find("process.b"), Some(&changed));
    assert_eq!(loaded.find("process.own"), Some(&own));
    let order: Vec<&str> = loaded.concepts().iter().map(|c| c.id.as_str()).collect();
    assert_eq!(
        order,
        ["process.root", "process.a", "process.b", "process.own"]
    );
    Ok(())
}

pub async fn vanished_ids_are_retired(place: Place) -> Outcome {
    let db = &place.database;
    let both = edition(&[
        ("process.root", "Root"),
        ("process.a", "A"),
        ("process.b", "B"),
    ])?;
    let one = edition(&[("process.root", "Root"), ("process.b", "B")])?;
    let wide = Attributes::from_list(vec![attribute("a.a"), attribute("a.b")])?;
    let narrow = Attributes::from_list(vec![attribute("a.b")])?;
    let tx = db.begin().await?;
    vocabulary::sync_bundled(&tx, &both, &wide, "one").await?;
    vocabulary::sync_bundled(&tx, &one, &narrow, "two").await?;
    tx.commit().await?;
    assert_eq!(vocabulary::load(db).await?.concepts(), one.concepts());
    let retired: Vec<String> = vocabulary::retired(db).await?.into_iter().collect();
    assert_eq!(retired, ["process.a"]);
    assert!(
        vocabulary::load_attributes(db)
            .await?
            .iter()
            .eq(narrow.iter())
    );
    // It comes back as what it was.
    let tx = db.begin().await?;
    vocabulary::sync_bundled(&tx, &both, &wide, "three").await?;
    tx.commit().await?;
    assert_eq!(vocabulary::load(db).await?.concepts(), both.concepts());
    assert!(vocabulary::retired(db).await?.is_empty());
    assert!(
        vocabulary::load_attributes(db)
            .await?
            .iter()
            .eq(wide.iter())
    );
    Ok(())
}
