//! What may stand behind a gap: the symptoms that it shows itself by, their causes with the question that
//! tells each from its neighbours, and the kinds of service that treat them. A cause is a hypothesis until
//! somebody has looked: nothing here says that a firm has it.

use crate::programme::Dimension;
use eslabon_domain::causes::{Cause, Causes};
use eslabon_domain::services::Service;
use eslabon_domain::symptoms::Symptoms;
use eslabon_domain::vocabulary::{ConceptId, Vocabulary};

/// The tree, and by what each attribute shows itself.
#[derive(Debug, Clone, Copy)]
pub struct Trees<'a> {
    /// From symptom to cause.
    pub causes: &'a Causes,
    /// From attribute to symptom.
    pub symptoms: &'a Symptoms,
    /// The concept trees.
    pub vocabulary: &'a Vocabulary,
}

/// A cause that may stand behind a symptom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Branch<'a> {
    /// The cause, with its question and the kind of service that treats it.
    pub cause: &'a Cause,
    /// How many causes it lies behind: 0 directly behind the symptom.
    pub depth: usize,
}

/// A symptom by which a gap may show itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Behind<'a> {
    /// The symptom, with what to ask first.
    pub symptom: &'a Cause,
    /// What may stand behind it, each followed by what stands behind it in turn.
    pub causes: Vec<Branch<'a>>,
}

/// What may stand behind a gap of a dimension; nothing where no symptom is known for it.
#[must_use]
pub fn behind<'a>(trees: Trees<'a>, dimension: &Dimension) -> Vec<Behind<'a>> {
    let item = dimension.item.as_deref();
    let symptoms = trees
        .symptoms
        .of(&dimension.attribute, item, trees.vocabulary);
    let symptoms = symptoms.into_iter();
    let symptoms = symptoms.filter_map(|id| trees.causes.find(id));
    symptoms
        .map(|symptom| {
            let mut causes = Vec::new();
            descend(trees.causes, symptom, 0, &mut causes);
            Behind { symptom, causes }
        })
        .collect()
}

/// The tree has no circles: it is refused when it is read.
fn descend<'a>(tree: &'a Causes, of: &'a Cause, depth: usize, into: &mut Vec<Branch<'a>>) {
    for cause in tree.behind(&of.id) {
        into.push(Branch { cause, depth });
        descend(tree, cause, depth + 1, into);
    }
}

/// The kinds of service that treat what may stand behind, each once, in the order of the tree.
#[must_use]
pub fn kinds(behind: &[Behind<'_>]) -> Vec<ConceptId> {
    let mut kinds: Vec<ConceptId> = Vec::new();
    let branches = behind.iter().flat_map(|behind| &behind.causes);
    for kind in branches.filter_map(|branch| branch.cause.service.as_ref()) {
        if !kinds.contains(kind) {
            kinds.push(kind.clone());
        }
    }
    kinds
}

/// The services of a catalogue that are of a kind, or of a narrower one, in the catalogue's order.
#[must_use]
pub fn of_kind<'a>(
    kind: &str,
    catalogue: &'a [Service],
    vocabulary: &Vocabulary,
) -> Vec<&'a Service> {
    let is_of_kind = |service: &&Service| vocabulary.is_within(&service.kind, kind);
    catalogue.iter().filter(is_of_kind).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use eslabon_domain::attributes::{Attributes, ConfidentialityGroup, Direction};

    fn bundled() -> (Causes, Symptoms, Vocabulary, Attributes) {
        (
            Causes::bundled().unwrap(),
            Symptoms::bundled().unwrap(),
            Vocabulary::bundled().unwrap(),
            Attributes::bundled().unwrap(),
        )
    }

    fn of(attribute: &str, item: Option<&str>) -> Dimension {
        Dimension {
            attribute: attribute.into(),
            item: item.map(str::to_owned),
        }
    }

    #[test]
    fn every_id_of_the_bundled_list_exists() {
        let (causes, symptoms, vocabulary, attributes) = bundled();
        let findings = symptoms.check(&causes, &vocabulary, &attributes);
        assert!(findings.is_empty(), "{findings:#?}");
    }

    #[test]
    fn whatever_a_criterion_can_ask_of_quality_and_capacity_leads_to_a_cause() {
        let (causes, symptoms, vocabulary, attributes) = bundled();
        let trees = Trees {
            causes: &causes,
            symptoms: &symptoms,
            vocabulary: &vocabulary,
        };
        for attribute in attributes.iter() {
            let is_asked = matches!(attribute.direction, Direction::Higher | Direction::Lower)
                && matches!(
                    attribute.group,
                    ConfidentialityGroup::Quality | ConfidentialityGroup::Capacity
                );
            if is_asked {
                let behind = behind(trees, &of(&attribute.id, None));
                assert!(!behind.is_empty(), "{}", attribute.id);
            }
        }
        for attribute in [
            "process.offered",
            "process.tolerance",
            "process.roughness_ra",
            "material.worked",
            "equipment.owned",
            "standard.held",
            "site.lead_time_days",
            "site.quote_days",
            "process.lot_max",
        ] {
            assert!(
                !behind(trees, &of(attribute, None)).is_empty(),
                "{attribute}"
            );
        }
    }

    #[test]
    fn a_tolerance_leads_to_what_moves_the_dimension_and_to_who_can_help() {
        let (causes, symptoms, vocabulary, _) = bundled();
        let trees = Trees {
            causes: &causes,
            symptoms: &symptoms,
            vocabulary: &vocabulary,
        };
        let found = behind(trees, &of("process.tolerance", Some("process.turning")));
        let first = found.first().unwrap();
        assert_eq!(first.symptom.id, "cause.tolerance_not_held");
        let direct = first.causes.iter().filter(|branch| branch.depth == 0);
        assert_eq!(direct.count(), causes.behind(&first.symptom.id).count());
        let kinds = kinds(&found);
        assert_eq!(
            kinds.first(),
            first.causes.first().unwrap().cause.service.as_ref()
        );
    }

    #[test]
    fn what_stands_deeper_follows_what_it_stands_behind() {
        let (causes, symptoms, vocabulary, _) = bundled();
        let trees = Trees {
            causes: &causes,
            symptoms: &symptoms,
            vocabulary: &vocabulary,
        };
        let scrap = behind(trees, &of("process.scrap_rate", None));
        let scrap = scrap.iter().find(|b| b.symptom.id == "cause.high_scrap");
        let branches = &scrap.unwrap().causes;
        let at = |id: &str| branches.iter().position(|b| b.cause.id == id).unwrap();
        assert!(at("cause.process_unstable") < at("cause.parameters_vary"));
        assert_eq!(branches[at("cause.parameters_vary")].depth, 1);
    }

    #[test]
    fn a_registration_is_not_a_quality_certificate() {
        let (causes, symptoms, vocabulary, _) = bundled();
        let trees = Trees {
            causes: &causes,
            symptoms: &symptoms,
            vocabulary: &vocabulary,
        };
        let first = |item: &str| {
            let found = behind(trees, &of("standard.held", Some(item)));
            found.first().map(|behind| behind.symptom.id.clone())
        };
        let registration = Some("cause.registration_blocked".to_owned());
        assert_eq!(first("standard.repse"), registration);
        let certificate = Some("cause.certificate_missing".to_owned());
        assert_eq!(first("standard.iatf_16949"), certificate);
    }
}
