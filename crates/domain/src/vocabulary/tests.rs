use super::*;

fn bundled() -> Vocabulary {
    Vocabulary::bundled().unwrap()
}

#[test]
fn bundled_vocabulary_is_sound() {
    let findings = check(&bundled());
    assert!(findings.is_empty(), "{findings:#?}");
}

/// A database that is brought up to date by this hash would otherwise miss new attributes.
#[test]
fn a_change_of_the_spine_changes_the_fingerprint() {
    use sha2::{Digest, Sha256};
    let trees: String = BUNDLED
        .iter()
        .chain(AMBIGUOUS.iter())
        .map(|(_, text)| *text)
        .collect();
    let short = |text: &str| -> String {
        let digest = Sha256::digest(text.as_bytes());
        digest.iter().take(8).map(|b| format!("{b:02x}")).collect()
    };
    let spine = include_str!("../../../../schema/vocabulary/attributes.csv");
    let fingerprint = Vocabulary::bundled_fingerprint();
    assert_ne!(fingerprint, short(&trees));
    assert_eq!(fingerprint, short(&(trees + spine)));
}

#[test]
fn bundled_vocabulary_is_large_enough() {
    let vocabulary = bundled();
    let count = |kind| {
        vocabulary
            .concepts()
            .iter()
            .filter(|c| c.kind == kind)
            .count()
    };
    assert!(count(ConceptKind::Process) >= 300);
    assert!(count(ConceptKind::Material) >= 120);
    assert!(count(ConceptKind::Standard) >= 60);
    assert!(count(ConceptKind::Equipment) >= 80);
}

#[test]
fn check_sees_each_kind_of_damage() {
    let concept = |id: &str, parent: Option<&str>, es: &str, synonym: &str| Concept {
        id: id.into(),
        kind: ConceptKind::Process,
        parent: parent.map(str::to_owned),
        label: Bilingual {
            es: es.into(),
            en: format!("{id} en"),
        },
        synonyms_es: vec![synonym.into()],
        synonyms_en: vec![],
        scian: vec![],
    };
    let vocabulary = Vocabulary::from_concepts(vec![
        concept("process.root", None, "Raíz", "uno"),
        concept("process.a", Some("process.b"), "A", "dos"),
        concept("process.b", Some("process.a"), "B", "Dos"),
        concept("process.c", Some("process.none"), "", "tres"),
    ])
    .unwrap();
    let findings = check(&vocabulary).join("\n");
    for expected in ["cycle", "does not exist", "no label", "“dos”"] {
        assert!(
            findings.contains(expected),
            "{expected} missing in {findings}"
        );
    }
    assert!(
        Vocabulary::from_concepts(vec![
            concept("process.a", None, "A", "x"),
            concept("process.a", None, "A", "x")
        ])
        .is_err()
    );
}

#[test]
fn mentions_carry_the_words_that_caused_them() {
    let annotator = Annotator::new(&bundled());
    let text = "Se busca MAQUILA DE GALVANOPLASTIA y torneado CNC de acero inoxidable";
    let mentions = annotator.annotate(text, Lang::Es);
    let said: Vec<&str> = mentions
        .iter()
        .filter_map(|m| text.get(m.span.clone()))
        .collect();
    assert!(said.contains(&"torneado CNC"), "{said:?}");
    assert!(said.contains(&"acero inoxidable"), "{said:?}");
    assert!(
        said.iter().any(|s| s.contains("GALVANOPLASTIA")),
        "{said:?}"
    );
}

#[test]
fn both_languages_lead_to_the_same_concept() {
    let annotator = Annotator::new(&bundled());
    let es = annotator.concepts("piezas por inyección de plástico", Lang::Es);
    let en = annotator.concepts("plastic injection molding of parts", Lang::En);
    assert!(es.intersection(&en).count() >= 1, "{es:?} {en:?}");
}

#[test]
fn odd_text_is_survived() {
    let annotator = Annotator::new(&bundled());
    for text in ["", "\0", "   ", "¿¡", &"a".repeat(100_000)] {
        let _ = annotator.annotate(text, Lang::En);
    }
}
