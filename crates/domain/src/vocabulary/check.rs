//! What must hold of a vocabulary: no cycle, no orphan, no missing label, one root a tree, and no
//! phrase claimed by two concepts without a declared reason.

use super::{ConceptKind, Vocabulary};
use crate::text::{Lang, normal_form};
use std::collections::{BTreeMap, BTreeSet};

/// One thing that is wrong, in words that name the concept.
pub type Finding = String;

/// Checks a vocabulary; an empty answer means that it is sound.
#[must_use]
pub fn check(vocabulary: &Vocabulary) -> Vec<Finding> {
    let mut findings = Vec::new();
    check_tree(vocabulary, &mut findings);
    check_phrases(vocabulary, &mut findings);
    findings
}

fn check_tree(vocabulary: &Vocabulary, findings: &mut Vec<Finding>) {
    let mut roots: BTreeMap<ConceptKind, usize> = BTreeMap::new();
    for concept in vocabulary.concepts() {
        for lang in Lang::ALL {
            if concept.label.get(lang).trim().is_empty() {
                findings.push(format!("{}: no label in {}", concept.id, lang.as_str()));
            }
        }
        match &concept.parent {
            None => *roots.entry(concept.kind).or_default() += 1,
            Some(parent) => match vocabulary.find(parent) {
                None => findings.push(format!("{}: parent {parent} does not exist", concept.id)),
                Some(found) if found.kind != concept.kind => {
                    findings.push(format!(
                        "{}: parent {parent} is of another tree",
                        concept.id
                    ));
                }
                Some(_) => {}
            },
        }
        if vocabulary.path(&concept.id).len() > vocabulary.concepts().len() {
            findings.push(format!("{}: lies on a cycle", concept.id));
        }
    }
    for (kind, count) in roots.into_iter().filter(|(_, count)| *count != 1) {
        findings.push(format!("{} has {count} roots", kind.as_str()));
    }
}

fn check_phrases(vocabulary: &Vocabulary, findings: &mut Vec<Finding>) {
    for lang in Lang::ALL {
        let declared: BTreeMap<String, BTreeSet<&str>> = vocabulary
            .ambiguities()
            .iter()
            .filter(|a| a.lang == lang)
            .map(|a| {
                (
                    normal_form(&a.term),
                    a.concepts.split('|').map(str::trim).collect(),
                )
            })
            .collect();
        let mut claims: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
        for concept in vocabulary.concepts() {
            for phrase in concept.phrases(lang) {
                claims
                    .entry(normal_form(phrase))
                    .or_default()
                    .insert(&concept.id);
            }
        }
        for (phrase, concepts) in claims
            .into_iter()
            .filter(|(_, concepts)| concepts.len() > 1)
        {
            if declared
                .get(&phrase)
                .is_none_or(|allowed| !concepts.is_subset(allowed))
            {
                findings.push(format!(
                    "“{phrase}” ({}) is claimed by {concepts:?}",
                    lang.as_str()
                ));
            }
        }
    }
}
