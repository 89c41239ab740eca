//! What may stand behind the gaps of a site: symptom by symptom, each cause with its question, what either side
//! says of it, and the services that treat it where the site is. A symptom that several gaps show stands once.

use super::trees;
use crate::context::App;
use crate::error::AppResult;
use eslabon_domain::causes::Cause;
use eslabon_domain::findings::{CauseStanding, FindingSide};
use eslabon_domain::places::StateCode;
use eslabon_domain::services::Service;
use eslabon_engine::gaps::Gap;
use eslabon_engine::gaps::causes::{Behind, Trees, behind, of_kind};
use eslabon_engine::matching::ClosingService;
use eslabon_storage::diagnoses::{Diagnosis, Slot};
use std::collections::BTreeMap;

/// Services named with a cause: the cheapest.
const SERVICES: usize = 3;

/// A cause, with what is said of it.
#[derive(Debug, Clone)]
pub struct CauseView {
    /// The cause, with the question that tells it from its neighbours.
    pub cause: Cause,
    /// How many causes it lies behind: 0 directly behind the symptom.
    pub depth: usize,
    /// What the firm says.
    pub owner: Option<Diagnosis>,
    /// What whoever looked says.
    pub consultant: Option<Diagnosis>,
    /// What both come to.
    pub standing: CauseStanding,
    /// Services that treat it where the site is, the cheapest first.
    pub services: Vec<ClosingService>,
}

/// A symptom, with what may stand behind it.
#[derive(Debug, Clone)]
pub struct SymptomView {
    /// The symptom, with what to ask first.
    pub symptom: Cause,
    /// Which of the analysis' gaps may show themselves so, by place.
    pub gaps: Vec<usize>,
    /// Each cause, followed by what stands behind it in turn.
    pub causes: Vec<CauseView>,
}

/// Symptom and cause of these ids; nothing where the cause does not stand behind the symptom.
pub(super) fn find_cause(symptom: &str, cause: &str) -> Option<(&'static Cause, &'static Cause)> {
    let (tree, _) = trees().ok()?;
    let path = tree.path(cause);
    let root = path.last().copied().filter(|root| root.id == symptom)?;
    let node = path.first().copied().filter(|node| node.id != root.id)?;
    Some((root, node))
}

/// The symptoms that the gaps may show, in the order of the gaps.
pub(super) fn symptoms(
    app: &App,
    gaps: &[Gap],
    state: Option<StateCode>,
    said: &BTreeMap<Slot, Diagnosis>,
) -> AppResult<Vec<SymptomView>> {
    let (causes, symptoms) = trees()?;
    let (words, derived) = (app.words(), app.derived());
    let trees = Trees {
        causes,
        symptoms,
        vocabulary: &words.vocabulary,
    };
    let serves = |service: &&Service| {
        service.region.is_empty() || state.is_some_and(|state| service.region.contains(&state))
    };
    let local: Vec<Service> = derived.services.iter().filter(serves).cloned().collect();
    let mut views: Vec<SymptomView> = Vec::new();
    for (at, gap) in gaps.iter().enumerate() {
        for found in behind(trees, &gap.dimension) {
            let known = views
                .iter_mut()
                .find(|view| view.symptom.id == found.symptom.id);
            if let Some(view) = known {
                view.gaps.push(at);
                continue;
            }
            let treats = |kind: &str| {
                let of_kind = of_kind(kind, &local, &words.vocabulary);
                cheapest(of_kind)
            };
            views.push(SymptomView {
                symptom: found.symptom.clone(),
                gaps: vec![at],
                causes: views_of(&found, said, treats),
            });
        }
    }
    Ok(views)
}

fn views_of(
    found: &Behind<'_>,
    said: &BTreeMap<Slot, Diagnosis>,
    treats: impl Fn(&str) -> Vec<ClosingService>,
) -> Vec<CauseView> {
    let branches = found.causes.iter();
    branches
        .map(|branch| {
            let of = |side| {
                let slot = (found.symptom.id.clone(), branch.cause.id.clone(), side);
                said.get(&slot).cloned()
            };
            let (owner, consultant) = (of(FindingSide::Owner), of(FindingSide::Consultant));
            let finding = |one: Option<&Diagnosis>| one.map(|one| one.finding);
            let kind = branch.cause.service.as_deref();
            CauseView {
                cause: branch.cause.clone(),
                depth: branch.depth,
                standing: CauseStanding::of(finding(owner.as_ref()), finding(consultant.as_ref())),
                services: kind.map(&treats).unwrap_or_default(),
                owner,
                consultant,
            }
        })
        .collect()
}

fn cheapest(mut services: Vec<&Service>) -> Vec<ClosingService> {
    services.sort_by_key(|service| {
        let price = service.price;
        (
            price.currency.code(),
            price.minor,
            service.duration_days,
            service.id,
        )
    });
    let services = services.into_iter().take(SERVICES);
    services
        .map(|service| ClosingService {
            service: service.id,
            name: service.name.clone(),
            price: service.price,
            duration_days: service.duration_days,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_is_found_under_its_own_symptom_only() {
        let (tree, _) = trees().unwrap();
        for node in tree.iter() {
            let root = tree.path(&node.id).last().unwrap().id.clone();
            let is_cause = node.parent.is_some();
            assert_eq!(
                find_cause(&root, &node.id).is_some(),
                is_cause,
                "{}",
                node.id
            );
        }
        assert!(find_cause("cause.high_scrap", "cause.no_final_release").is_none());
        assert!(find_cause("cause.none", "cause.none").is_none());
    }

    #[test]
    fn the_bundled_tree_has_causes_in_every_part_of_a_firm() {
        let (tree, _) = trees().unwrap();
        let causes = tree.iter().filter(|node| node.parent.is_some());
        assert!(causes.count() >= 40);
    }
}
