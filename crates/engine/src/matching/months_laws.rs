//! The laws of answering a need month by month: more pieces asked for, or more load promised, never make a band
//! better; a month that is not known lies between one that holds and one that does not; and the independent
//! checker agrees.

use super::checker::check;
use super::laws::{
    ON, World, any_services, any_sites, attributes, fact, need, of, owner_id, site_id,
};
use super::*;
use crate::assessment::calendar_capacity::{Month, MonthNeed, Ramp};
use crate::capacity::{LOST_IN_CHANGEOVER, month_attribute};
use eslabon_domain::attributes::{Attribute, ConfidentialityGroup, Direction, MONTHLY_OUTPUT};
use eslabon_domain::facts::FactValue;
use eslabon_domain::ids::CriterionId;
use eslabon_domain::needs::{Criterion, Requirement, Strength};
use eslabon_domain::services::Service;
use proptest::prelude::*;
use uuid::Uuid;

const PROCESSES: [&str; 2] = ["process.turning", "process.milling"];

fn month(n: usize) -> Month {
    Month::of(ON).after(n as u16).unwrap()
}

/// A figure as the table holds it: of a month, of a changeover, or declared.
fn told(
    site: u8,
    n: usize,
    attribute: &str,
    process: &str,
    low: i64,
    high: i64,
    until: i32,
) -> ClosedFact {
    let value = FactValue::Amount { low, high };
    let fact = fact(site, n, attribute, Some(process), value, 10, Some(until));
    let spine = attributes();
    let output = spine.find(MONTHLY_OUTPUT).unwrap();
    let less_is_better = Attribute {
        direction: Direction::Lower,
        ..output.clone()
    };
    let attribute = match attribute {
        LOST_IN_CHANGEOVER => &less_is_better,
        _ => output,
    };
    ClosedFact::of(&fact, attribute).unwrap()
}

type Figure = Option<(i64, i64, i32)>;

fn any_figure() -> impl Strategy<Value = Figure> {
    let until = prop_oneof![6 => 1..900_i32, 1 => -30..0_i32];
    let more = prop_oneof![3 => Just(0_i64), 1 => 0..3_000_i64];
    proptest::option::weighted(0.8, (0..9_000_i64, more, until))
        .prop_map(|some| some.map(|(low, more, until)| (low, low + more, until)))
}

/// What is known of two processes: thirteen months, what is declared, what a changeover takes.
fn any_figures() -> impl Strategy<Value = Vec<Figure>> {
    proptest::collection::vec(any_figure(), 2 * 15)
}

fn closed_of(site: u8, figures: &[Figure]) -> Vec<ClosedFact> {
    let figure = |(at, figure): (usize, &Figure)| {
        let (low, high, until) = (*figure)?;
        let (process, slot) = (PROCESSES[at / 15], at % 15);
        Some(match slot {
            13 => told(site, 600 + at, MONTHLY_OUTPUT, process, low, high, until),
            14 => told(
                site,
                600 + at,
                LOST_IN_CHANGEOVER,
                process,
                low / 40,
                high / 40,
                until,
            ),
            n => told(
                site,
                600 + at,
                &month_attribute(month(n)),
                process,
                low,
                high,
                until,
            ),
        })
    };
    figures.iter().enumerate().filter_map(figure).collect()
}

fn any_worlds() -> impl Strategy<Value = Vec<SiteProfile>> {
    let figures = proptest::collection::vec(any_figures(), 7);
    (any_sites(), figures).prop_map(|(mut sites, figures)| {
        for ((n, site), figures) in (0_u8..).zip(&mut sites).zip(&figures) {
            site.closed.extend(closed_of(n, figures));
        }
        sites
    })
}

fn any_ramp() -> impl Strategy<Value = Option<Ramp>> {
    let pieces = prop_oneof![1 => Just(0_i64), 6 => 0..6_000_i64];
    let months = proptest::collection::vec(pieces, 1..5);
    let lot = proptest::option::of(1..900_i64);
    proptest::option::weighted(0.8, (months, lot)).prop_map(|some| {
        some.map(|(pieces, lot_size)| Ramp {
            months: pieces
                .into_iter()
                .enumerate()
                .map(|(n, pieces)| MonthNeed {
                    month: month(n),
                    pieces,
                })
                .collect(),
            lot_size,
        })
    })
}

fn any_must() -> impl Strategy<Value = Criterion> {
    let item = prop_oneof![
        Just(None),
        Just(Some("process.machining")),
        Just(Some("process.turning")),
    ];
    (item, 0..6_000_i64).prop_map(|(item, amount)| must(item, amount))
}

fn must(item: Option<&str>, amount: i64) -> Criterion {
    Criterion {
        id: CriterionId(Uuid::nil()),
        attribute: MONTHLY_OUTPUT.into(),
        item: item.map(str::to_owned),
        requirement: Requirement::AtLeast { amount },
        strength: Strength::Must,
        weight: 50,
    }
}

/// Services that raise the output, some from a level on.
fn with_output(mut services: Vec<Service>) -> Vec<Service> {
    for (at, service) in services.iter_mut().enumerate() {
        if let Some(effect) = service.effects.first_mut().filter(|_| at % 2 == 0) {
            effect.attribute = MONTHLY_OUTPUT.into();
            effect.item = None;
            effect.from = effect.from.map(|from| from % 3_000);
            effect.to %= 20_000;
        }
    }
    services
}

fn open_to_all(ramp: Option<Ramp>) -> World {
    let groups = [
        ConfidentialityGroup::Capacity,
        ConfidentialityGroup::Quality,
    ];
    let allowed = (0..8).flat_map(|n| groups.map(|group| (owner_id(n), group)));
    let mut world = World::new();
    world.allowed = allowed.collect();
    world.ramp = ramp;
    world
}

fn bands(answer: &Answer, site: u8) -> (Band, Band) {
    let candidate = of(answer, site_id(site));
    (candidate.possible, candidate.proven)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_checker_agrees_month_by_month(
        sites in any_worlds(), ramp in any_ramp(), must in any_must(), services in any_services(), quality in any::<bool>(),
    ) {
        let mut world = open_to_all(ramp);
        if !quality {
            world.allowed.retain(|(owner, group)| *group == ConfidentialityGroup::Capacity || owner.0.as_u128() % 2 == 0);
        }
        let (need, services) = (need(vec![must]), with_output(services));
        let answer = world.answer(&sites, &need, &services);
        let wrong = check(&sites, &world.question(&need, &services), &answer);
        prop_assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn asking_for_more_pieces_improves_no_band(
        sites in any_worlds(), ramp in any_ramp(), must in any_must(), services in any_services(),
        at in 0..5_usize, more in 0..9_000_i64,
    ) {
        let services = with_output(services);
        let (less, mut greater, mut raised) = (ramp.clone(), ramp, must.clone());
        match &mut greater {
            Some(ramp) => {
                let count = ramp.months.len();
                ramp.months[at % count].pieces += more;
            }
            None => if let Requirement::AtLeast { amount } = &mut raised.requirement { *amount += more },
        }
        let before = open_to_all(less).answer(&sites, &need(vec![must]), &services);
        let after = open_to_all(greater).answer(&sites, &need(vec![raised]), &services);
        for n in (0_u8..).take(sites.len()) {
            let (old, new) = (bands(&before, n), bands(&after, n));
            prop_assert!(new.0 <= old.0 && new.1 <= old.1, "{n}: {old:?} became {new:?}");
        }
    }

    #[test]
    fn making_less_in_a_month_improves_no_band(
        sites in any_worlds(), mut figures in any_figures(), ramp in any_ramp(), must in any_must(), services in any_services(),
        at in 0..30_usize, less in 0..4_000_i64,
    ) {
        let services = with_output(services);
        let world = open_to_all(ramp);
        let need = need(vec![must]);
        let answer = |figures: &[Figure]| {
            let mut sites = sites.clone();
            sites[0].closed = closed_of(0, figures);
            world.answer(&sites, &need, &services)
        };
        let before = answer(&figures);
        if let Some((low, high, _)) = &mut figures[at] {
            // Of what a changeover takes, more is worse.
            let change = if at % 15 == 14 { less } else { -less };
            (*low, *high) = ((*low + change).max(0), (*high + change).max(0));
        }
        let (old, new) = (bands(&before, 0), bands(&answer(&figures), 0));
        prop_assert!(new.0 <= old.0 && new.1 <= old.1, "{old:?} became {new:?}");
    }

    #[test]
    fn an_unknown_month_lies_between_failing_and_meeting(
        sites in any_worlds(), mut figures in any_figures(), ramp in any_ramp(), must in any_must(),
        at in 0..13_usize, services in any_services(),
    ) {
        // Where no piece is asked for, a month without any is no failure.
        let asks = |ramp: &Ramp| ramp.months.iter().any(|month| month.pieces > 0);
        prop_assume!(ramp.as_ref().map_or(must.requirement != Requirement::AtLeast { amount: 0 }, asks));
        // What is declared would take the place of the month; a service may start from any level.
        (figures[13], figures[28]) = (None, None);
        let mut services = with_output(services);
        services.iter_mut().flat_map(|service| &mut service.effects).for_each(|effect| effect.from = None);
        let world = open_to_all(ramp);
        let need = need(vec![must]);
        let mut answer = |figure: Figure| {
            figures[at] = figure;
            let mut sites = sites.clone();
            sites[0].closed = closed_of(0, &figures);
            bands(&world.answer(&sites, &need, &services), 0)
        };
        let (failed, unknown) = (answer(Some((0, 0, 900))), answer(None));
        let met = answer(Some((9_000_000, 9_000_000, 900)));
        prop_assert!(failed.0 <= unknown.0 && failed.1 <= unknown.1, "{failed:?} {unknown:?}");
        prop_assert!(unknown.0 <= met.0 && unknown.1 <= met.1, "{unknown:?} {met:?}");
    }

    #[test]
    fn without_both_groups_no_month_changes_anything(
        sites in any_worlds(), figures in any_figures(), ramp in any_ramp(), must in any_must(),
    ) {
        let mut world = open_to_all(ramp);
        let need = need(vec![must]);
        let is_month = |fact: &ClosedFact| fact.coarse().attribute.contains('@');
        for kept in [ConfidentialityGroup::Capacity, ConfidentialityGroup::Quality] {
            world.allowed = (0..8).map(|n| (owner_id(n), kept)).collect();
            let mut bare = sites.clone();
            bare.iter_mut().for_each(|site| site.closed.retain(|fact| !is_month(fact)));
            let mut told = bare.clone();
            told[0].closed.extend(closed_of(0, &figures).into_iter().filter(is_month));
            let (one, other) = (world.answer(&bare, &need, &[]), world.answer(&told, &need, &[]));
            prop_assert_eq!(serde_json::to_string(&one).unwrap(), serde_json::to_string(&other).unwrap());
        }
    }

    #[test]
    fn no_answer_tells_a_figure_of_a_month(sites in any_worlds(), ramp in any_ramp(), must in any_must()) {
        let world = open_to_all(ramp);
        let answer = world.answer(&sites, &need(vec![must]), &[]);
        for candidate in &answer.candidates {
            prop_assert_eq!(candidate.criteria[0].verdict, Verdict::Closed);
            prop_assert!(candidate.criteria[0].evidence.is_empty() && candidate.estimate.is_none());
        }
        prop_assert_eq!(answer.market[0].unknown, sites.len());
    }

    #[test]
    fn a_table_changed_again_and_again_answers_like_one_made_anew(
        sites in any_worlds(), changes in proptest::collection::vec((0..7_usize, any_figures()), 0..6),
        ramp in any_ramp(), must in any_must(), rows in 2..5_usize,
    ) {
        let world = open_to_all(ramp);
        let need = need(vec![must]);
        let mut now = sites;
        let mut changed = CapabilityTable::with_block_rows(world.vocabulary(), rows);
        now.iter().for_each(|site| changed.upsert(site.clone()));
        for (at, figures) in changes {
            let at = at % now.len();
            now[at].closed = closed_of(at as u8, &figures);
            changed.upsert(now[at].clone());
        }
        let anew = world.answer(&now, &need, &[]);
        let changed = shortlist(&changed, &world.question(&need, &[]), 1_000);
        prop_assert_eq!(serde_json::to_string(&anew).unwrap(), serde_json::to_string(&changed).unwrap());
    }
}

/// Three months of a ramp, the last beyond what the calendar makes: the band tells that, and which step.
#[test]
fn one_month_that_falls_short_decides() {
    let ramp = |last| {
        let pieces = [1_000, 2_000, last];
        let months = pieces.into_iter().enumerate();
        Some(Ramp {
            months: months
                .map(|(n, pieces)| MonthNeed {
                    month: month(n + 1),
                    pieces,
                })
                .collect(),
            lot_size: None,
        })
    };
    let site = |figures: &[i64]| SiteProfile {
        site: site_id(0),
        owner: owner_id(0),
        state: None,
        position: None,
        position_is_approximate: false,
        facts: vec![],
        closed: figures
            .iter()
            .enumerate()
            .map(|(n, pieces)| {
                let name = month_attribute(month(n + 1));
                told(0, n, &name, "process.turning", *pieces, *pieces, 900)
            })
            .collect(),
        text_concepts: Default::default(),
        text_terms: Default::default(),
    };
    let group = |figures: &[i64], last| {
        let need = need(vec![must(Some("process.turning"), 1)]);
        let answer = open_to_all(ramp(last)).answer(&[site(figures)], &need, &[]);
        answer.candidates[0].group
    };
    assert_eq!(group(&[5_000, 5_000, 5_000], 5_000), Group::Ready);
    assert_eq!(group(&[5_000, 5_000, 4_999], 5_000), Group::OutOfReach);
    assert_eq!(group(&[5_000, 5_000, 4_999], 2_000), Group::Ready);
    assert_eq!(group(&[5_000, 5_000], 5_000), Group::ToConfirm);
    assert_eq!(group(&[900, 5_000], 5_000), Group::OutOfReach);
}
