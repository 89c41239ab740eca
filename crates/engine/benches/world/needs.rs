//! Needs: the widest, and others drawn from its criteria.

use super::sites::owner;
use super::{ON, World};
use eslabon_domain::attributes::ConfidentialityGroup;
use eslabon_domain::ids::{CentreId, CriterionId, NeedId, OrganisationId};
use eslabon_domain::needs::{Criterion, Need, NeedStatus, Requirement, Strength};
use eslabon_domain::places::{Position, StateCode};
use eslabon_domain::terms::NeedTerms;
use eslabon_domain::text::LocalText;
use eslabon_engine::matching::Question;
use std::collections::BTreeSet;
use uuid::Uuid;

/// Attribute, item, what is asked, how strongly.
pub type Asked = (&'static str, Option<String>, Requirement, Strength);

fn any_of(concepts: &[&str]) -> Requirement {
    Requirement::AnyOf {
        concepts: concepts.iter().map(|&c| c.to_owned()).collect(),
    }
}

fn within(radius_m: i64) -> Requirement {
    Requirement::Within {
        centre: Position::from_degrees(20.59, -100.39).unwrap(),
        label: "Querétaro".into(),
        radius_m,
    }
}

fn at_least(amount: i64) -> Requirement {
    Requirement::AtLeast { amount }
}

fn at_most(amount: i64) -> Requirement {
    Requirement::AtMost { amount }
}

/// The widest need: every kind of criterion, those that touch every row twice.
pub fn widest(world: &World) -> Vec<Asked> {
    let (must, wish) = (Strength::Must, Strength::Wish);
    let machining = "process.machining".to_owned();
    let item = world.vocabulary.find(&machining).map(|_| machining);
    let process = world.processes[40].clone();
    vec![
        (
            "process.offered",
            None,
            any_of(&["process.machining", &process]),
            must,
        ),
        ("standard.held", None, any_of(&["standard.iso_9001"]), must),
        ("site.staff", None, at_least(11), must),
        ("process.tolerance", item, at_most(40_000), must),
        ("site.position", None, within(600_000), must),
        (
            "site.state",
            None,
            Requirement::InStates {
                states: (5..25).map(StateCode).collect(),
            },
            must,
        ),
        ("site.capacity_hours_month", None, at_least(360_000), must),
        (
            "material.worked",
            None,
            any_of(&[&world.materials[12], &world.materials[3]]),
            wish,
        ),
        (
            "process.offered",
            None,
            any_of(&[&world.processes[90]]),
            wish,
        ),
        ("site.staff", None, at_least(100), wish),
        ("site.position", None, within(300_000), wish),
        ("site.lead_time_days", None, at_most(20), wish),
        ("site.shifts", None, at_least(2), wish),
        (
            "standard.held",
            None,
            any_of(&["standard.iatf_16949"]),
            wish,
        ),
        ("process.roughness_ra", None, at_most(1_600), wish),
    ]
}

/// A need that asks this.
pub fn need(asked: Vec<Asked>) -> Need {
    let criterion = |(attribute, item, requirement, strength): Asked| Criterion {
        id: CriterionId(Uuid::nil()),
        attribute: attribute.into(),
        item,
        requirement,
        strength,
        weight: 50,
    };
    Need {
        id: NeedId(Uuid::nil()),
        organisation: OrganisationId(Uuid::nil()),
        centre: CentreId::from_name("bench"),
        version: 1,
        title: LocalText::es("x"),
        description: LocalText::es(""),
        criteria: asked.into_iter().map(criterion).collect(),
        terms: NeedTerms::default(),
        status: NeedStatus::Open,
        starts_on: None,
        closes_on: None,
        buyer_shown: true,
        fictional: true,
    }
}

/// A need with its words, asked for a buyer to whom every fortieth owner of so many sites opened its capacity.
pub fn question<'a>(world: &'a World, need: &'a Need, sites: u64) -> Question<'a> {
    let opened = (0..sites).step_by(40);
    Question {
        need,
        on: ON,
        ramp: None,
        text_concepts: BTreeSet::from([
            "process.machining".to_owned(),
            world.processes[40].clone(),
            world.materials[12].clone(),
        ]),
        text_terms: [3, 17, 44, 70, 300, 512, 1_020, 2_000]
            .map(|n| format!("stem{n}"))
            .into(),
        vocabulary: &world.vocabulary,
        attributes: &world.attributes,
        services: &world.services,
        allowed: opened
            .map(|n| (owner(n), ConfidentialityGroup::Capacity))
            .collect(),
    }
}
