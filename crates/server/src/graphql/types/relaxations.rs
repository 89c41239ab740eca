//! What would widen a shortlist.

use super::needs::{Criterion, criterion};
use async_graphql::SimpleObject;
use eslabon_app::App;
use eslabon_domain::needs::Criterion as DomainCriterion;
use eslabon_engine::matching as engine;

/// A must that turns suppliers away by itself, asked less strictly. Counted are suppliers that fail it and
/// no other must, on facts that are open to everyone.
#[derive(Debug, Clone, SimpleObject)]
pub struct Relaxation {
    /// The must, as it was asked.
    pub criterion: Criterion,
    /// Suppliers left without a known gap if it were a wish, or not asked at all.
    pub as_wish: usize,
    /// Easier amounts or distances, the nearest first, at most three.
    pub steps: Vec<RelaxationStep>,
}

/// A must that asks for a little less.
#[derive(Debug, Clone, SimpleObject)]
pub struct RelaxationStep {
    /// The must, as it would be asked.
    pub criterion: Criterion,
    /// Suppliers left without a known gap by it.
    pub adds: usize,
}

impl Relaxation {
    /// Those of an answer, what would widen it most first.
    #[must_use]
    pub fn of(app: &App, answer: &engine::Answer) -> Vec<Self> {
        let all = answer.relaxations.iter();
        let asked = |one: &engine::Relaxation| answer.criteria.get(one.criterion);
        all.filter_map(|one| Some(Self::one(app, asked(one)?, one)))
            .collect()
    }

    fn one(app: &App, asked: &DomainCriterion, one: &engine::Relaxation) -> Self {
        let step = |step: &engine::RelaxationStep| {
            let eased = DomainCriterion {
                requirement: step.requirement.clone(),
                ..asked.clone()
            };
            RelaxationStep {
                criterion: criterion(app, &eased),
                adds: step.adds,
            }
        };
        Self {
            criterion: criterion(app, asked),
            as_wish: one.as_wish,
            steps: one.steps.iter().map(step).collect(),
        }
    }
}
