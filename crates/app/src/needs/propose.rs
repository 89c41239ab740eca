//! Criteria that the words of a need ask for, for the person to accept. Must not store anything.

use super::{CriterionDraft, DESCRIPTION_MAX};
use crate::context::App;
use crate::error::AppResult;
use crate::policy::{self, Operation};
use eslabon_domain::actors::Actor;
use eslabon_domain::attributes::{MATERIAL_WORKED, PROCESS_OFFERED, STANDARD_HELD};
use eslabon_domain::needs::{Requirement, Strength};
use eslabon_domain::text::LocalText;
use eslabon_domain::vocabulary::{ConceptId, ConceptKind};
use std::collections::BTreeSet;
use std::ops::Range;

/// A criterion that words led to, for the person to accept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The criterion.
    pub criterion: CriterionDraft,
    /// The bytes of the text that led to it.
    pub spans: Vec<Range<usize>>,
}

/// What the words of a need ask for: one criterion per kind of concept found.
///
/// # Errors
/// If the actor may not post needs.
pub fn propose_criteria(app: &App, actor: &Actor, text: &LocalText) -> AppResult<Vec<Proposal>> {
    policy::require(actor, Operation::PostNeed)?;
    let words = app.words();
    let short: String = text.text.chars().take(DESCRIPTION_MAX).collect();
    let mentions = words.annotator.annotate(&short, text.lang);
    let mut proposals = Vec::new();
    for (kind, attribute) in [
        (ConceptKind::Process, PROCESS_OFFERED),
        (ConceptKind::Material, MATERIAL_WORKED),
        (ConceptKind::Standard, STANDARD_HELD),
    ] {
        let found: Vec<_> = mentions
            .iter()
            .filter(|m| ConceptKind::of_id(&m.concept) == Some(kind))
            .collect();
        let concepts: BTreeSet<ConceptId> = found.iter().map(|m| m.concept.clone()).collect();
        // Each named process and certificate is asked for by itself; materials are alternatives.
        let groups: Vec<Vec<ConceptId>> = match kind {
            ConceptKind::Material if !concepts.is_empty() => vec![concepts.into_iter().collect()],
            _ => concepts.into_iter().map(|concept| vec![concept]).collect(),
        };
        for concepts in groups {
            let spans = found
                .iter()
                .filter(|m| concepts.contains(&m.concept))
                .map(|m| m.span.clone())
                .collect();
            proposals.push(Proposal {
                criterion: CriterionDraft {
                    attribute: attribute.to_owned(),
                    item: None,
                    requirement: Requirement::AnyOf { concepts },
                    strength: if kind == ConceptKind::Process {
                        Strength::Must
                    } else {
                        Strength::Wish
                    },
                    weight: 10,
                },
                spans,
            });
        }
    }
    Ok(proposals)
}
