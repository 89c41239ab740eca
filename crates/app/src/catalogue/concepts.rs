//! What forms offer to choose from: concepts by kind, found by what a person typed.

use crate::context::Words;
use eslabon_domain::text::{Lang, normal_form};
use eslabon_domain::vocabulary::{Concept, ConceptId, ConceptKind};

/// The concept that a person meant: by id, or by a label or synonym in either language.
#[must_use]
pub fn concept_meant(words: &Words, kind: ConceptKind, typed: &str) -> Option<ConceptId> {
    if let Some(found) = words
        .vocabulary
        .find(typed.trim())
        .filter(|c| c.kind == kind)
    {
        return Some(found.id.clone());
    }
    let wanted = normal_form(typed);
    let named = |concept: &&Concept| {
        Lang::ALL.iter().any(|lang| {
            concept
                .phrases(*lang)
                .any(|phrase| normal_form(phrase) == wanted)
        })
    };
    words
        .vocabulary
        .concepts()
        .iter()
        .filter(|c| c.kind == kind && c.parent.is_some())
        .find(named)
        .map(|c| c.id.clone())
}

/// The concepts of a kind as a flat list in tree order with their depth, the root left out.
#[must_use]
pub fn concept_choices(words: &Words, kind: ConceptKind) -> Vec<(usize, &Concept)> {
    let Some(root) = words
        .vocabulary
        .concepts()
        .iter()
        .find(|c| c.kind == kind && c.parent.is_none())
    else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let mut stack: Vec<(usize, &Concept)> = words
        .vocabulary
        .children(&root.id)
        .map(|c| (1, c))
        .collect();
    stack.reverse();
    while let Some((depth, concept)) = stack.pop() {
        found.push((depth, concept));
        let mut below: Vec<_> = words
            .vocabulary
            .children(&concept.id)
            .map(|c| (depth + 1, c))
            .collect();
        below.reverse();
        stack.extend(below);
    }
    found
}
