//! What must hold of every proposal.

use super::brute;
use super::checker::verify;
use super::examples::{START, gap, of, pesos, problem, service, span};
use super::*;
use eslabon_domain::ids::CohortId;
use jiff::ToSpan;
use jiff::civil::Date;
use proptest::prelude::*;
use uuid::Uuid;

const NAMES: [&str; 3] = ["a", "b", "c"];

fn day(days: i64) -> Date {
    START.saturating_add(days.days())
}

fn raise() -> impl Strategy<Value = Raises> {
    let from = proptest::option::weighted(0.3, 0..2_i64);
    (0..NAMES.len(), from, 1..3_i64).prop_map(|(name, from, up)| Raises {
        dimension: of(NAMES[name]),
        direction: Direction::Raise,
        from,
        to: from.unwrap_or(0) + up,
    })
}

fn form() -> impl Strategy<Value = Form> {
    let span = (1..9_i64).prop_map(|calendar_days| Form::Span { calendar_days });
    let week = (0..3_i64, 0..3_i64).prop_map(|(week, days)| ProviderWeek {
        monday: day(7 * week),
        days,
    });
    let weeks = proptest::collection::vec(week, 0..2);
    let consulting = (1..5_i64, 1..4_i64, weeks).prop_map(|(days, days_per_week, mut weeks)| {
        weeks.dedup_by_key(|week| week.monday);
        Form::Consulting {
            days,
            days_per_week,
            weeks,
        }
    });
    let cohort = (0..12_i64, 0..6_i64, 0..3_i64).prop_map(|(start, length, seats_left)| Cohort {
        id: CohortId(Uuid::nil()),
        starts_on: day(start),
        ends_on: day(start + length),
        seats_left,
    });
    let course = proptest::collection::vec(cohort, 1..3).prop_map(|mut cohorts| {
        for (number, cohort) in (0..).zip(&mut cohorts) {
            cohort.id = CohortId(Uuid::from_u128(number));
        }
        Form::Course { cohorts }
    });
    prop_oneof![3 => span, 1 => consulting, 1 => course]
}

fn offer() -> impl Strategy<Value = Offer> {
    let raises = proptest::collection::vec(raise(), 1..3);
    let asked = proptest::option::weighted(0.3, (0..NAMES.len(), 1..3_i64));
    (raises, asked, form(), 0..4_i64, 0..4_i64, 0..6_i64).prop_map(
        |(raises, asked, form, lead_days, load, cost)| Offer {
            raises,
            prerequisites: asked
                .map(|(name, level)| Level {
                    dimension: of(NAMES[name]),
                    direction: Direction::Raise,
                    level,
                })
                .into_iter()
                .collect(),
            form,
            lead_days,
            firm_minutes_per_week: load * 100,
            ..span(0, Vec::new(), 1, cost)
        },
    )
}

/// Problems without faults, small enough for every programme to be tried.
fn tiny() -> impl Strategy<Value = Problem> {
    let deadline = || proptest::option::weighted(0.3, 3..20_i64);
    let gaps = (1..3_i64, deadline(), 0..3_i64, deadline());
    let offers = proptest::collection::vec(offer(), 1..5);
    let present = proptest::option::weighted(0.4, (0..NAMES.len(), 0..2_i64));
    let budget = proptest::option::weighted(0.3, 0..15_i64);
    let closed = proptest::option::weighted(0.2, (0..10_i64, 0..4_i64));
    let peak = proptest::option::weighted(0.2, (0..10_i64, 0..6_i64));
    (gaps, offers, present, budget, closed, peak, any::<bool>()).prop_map(
        |((a, a_by, b, b_by), offers, present, budget, closed, peak, pins)| {
            let mut gaps = vec![gap("a", a, a_by.map(day))];
            if b > 0 {
                gaps.push(gap("b", b, b_by.map(day)));
            }
            let mut asked = problem(gaps, offers);
            for (number, offer) in (0..).zip(&mut asked.offers) {
                offer.service = service(number);
            }
            let bare = asked.clone();
            asked.offers.retain(|offer| {
                let alone = Problem {
                    offers: vec![offer.clone()],
                    ..bare.clone()
                };
                alone.check().is_empty()
            });
            asked.horizon_on = day(17);
            asked.budget = budget.map(pesos);
            asked.calendar.minutes_per_week = 400;
            asked.present = present
                .map(|(name, level)| Present {
                    dimension: of(NAMES[name]),
                    level,
                })
                .into_iter()
                .collect();
            asked.calendar.closed = closed
                .map(|(from, length)| Days {
                    from: day(from),
                    to: day(from + length),
                })
                .into_iter()
                .collect();
            asked.calendar.peaks = peak
                .map(|(from, length)| Peak {
                    days: Days {
                        from: day(from),
                        to: day(from + length),
                    },
                    minutes_per_week: 200,
                })
                .into_iter()
                .collect();
            if pins && let Some(offer) = asked.offers.first() {
                asked.pinned = vec![Pin {
                    service: offer.service,
                    starts_on: None,
                }];
            }
            asked
        },
    )
}

fn front(proposal: &Proposal) -> Vec<(i64, Date)> {
    let plans = proposal.plans.iter();
    plans
        .map(|plan| (plan.cost.minor, plan.finishes_on))
        .collect()
}

fn closable(asked: &Problem, proposal: &Proposal) -> Vec<bool> {
    let gaps = asked.gaps.iter();
    gaps.map(|gap| !proposal.not_closable.contains(gap))
        .collect()
}

/// Neither dearer nor later at both ends.
fn is_no_worse(better: &Proposal, worse: &Proposal) -> bool {
    let ends = |p: &Proposal| Some((p.cheapest()?.cost.minor, p.earliest()?.finishes_on));
    match (ends(better), ends(worse)) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(better), Some(worse)) => better.0 <= worse.0 && better.1 <= worse.1,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn the_plans_are_the_best_of_all_that_there_are(asked in tiny()) {
        prop_assume!(!asked.offers.is_empty());
        let proposal = propose(&asked).unwrap();
        let best = brute::front(&asked, &closable(&asked, &proposal));
        let is_idle = proposal.not_closable.len() + proposal.closed.len() == asked.gaps.len();
        if is_idle && asked.pinned.is_empty() {
            prop_assert!(proposal.plans.is_empty());
        } else {
            prop_assert_eq!(front(&proposal), best);
            prop_assert!(proposal.plans.iter().all(|plan| plan.is_proven));
        }
    }

    #[test]
    fn every_plan_passes_the_checker_and_shows_its_obstacle(asked in tiny()) {
        let proposal = propose(&asked).unwrap();
        for plan in &proposal.plans {
            prop_assert_eq!(verify(&asked, plan), []);
        }
        let without_budget = Problem { budget: None, ..asked.clone() };
        for plan in &proposal.beyond {
            prop_assert_eq!(verify(&without_budget, plan), []);
        }
        let has_work = proposal.not_closable.len() + proposal.closed.len() < asked.gaps.len();
        if has_work && proposal.plans.is_empty() {
            prop_assert!(!proposal.obstacles.is_empty());
        }
    }

    #[test]
    fn taking_a_service_away_never_helps_and_money_never_hurts(asked in tiny(), which in 0..4_usize) {
        let proposal = propose(&asked).unwrap();
        if let Some(offer) = asked.offers.get(which)
            && asked.pinned.iter().all(|pin| pin.service != offer.service)
        {
            let mut fewer = asked.clone();
            fewer.offers.remove(which);
            let without = propose(&fewer).unwrap();
            // Without it fewer gaps may count: then the two are not about the same.
            if without.not_closable == proposal.not_closable {
                prop_assert!(is_no_worse(&proposal, &without));
            }
        }
        if let Some(budget) = asked.budget {
            let mut richer = asked.clone();
            richer.budget = Some(pesos(budget.minor / 100 + 3));
            prop_assert!(is_no_worse(&propose(&richer).unwrap(), &proposal));
        }
    }

    #[test]
    fn what_is_pinned_stays_and_what_is_forbidden_is_left_out(asked in tiny(), which in 0..4_usize) {
        let Some(offer) = asked.offers.get(which) else { return Ok(()) };
        let mut without = asked.clone();
        without.pinned.clear();
        without.forbidden = vec![offer.service];
        for plan in propose(&without).unwrap().plans {
            prop_assert!(plan.steps.iter().all(|step| step.service != offer.service));
        }
        let mut with = asked.clone();
        with.pinned = vec![Pin { service: offer.service, starts_on: None }];
        for plan in propose(&with).unwrap().plans {
            prop_assert!(plan.steps.iter().any(|step| step.service == offer.service));
        }
    }

    #[test]
    fn the_order_of_what_is_given_changes_nothing(asked in tiny()) {
        let mut turned = asked.clone();
        turned.offers.reverse();
        let (here, there) = (propose(&asked).unwrap(), propose(&turned).unwrap());
        prop_assert_eq!(here.plans, there.plans);
    }

    #[test]
    fn a_search_that_is_stopped_shows_only_checked_plans(asked in tiny(), nodes_max in 1..12_u64) {
        let hurried = Problem { nodes_max, ..asked.clone() };
        let (hurried, whole) = (propose(&hurried).unwrap(), propose(&asked).unwrap());
        for plan in &hurried.plans {
            prop_assert_eq!(verify(&asked, plan), []);
            prop_assert!(plan.cost_bound.minor <= plan.cost.minor);
        }
        prop_assert!(is_no_worse(&whole, &hurried));
    }

    #[test]
    fn closing_a_gap_removes_it_and_nothing_else(asked in tiny()) {
        let proposal = propose(&asked).unwrap();
        let Some(plan) = proposal.cheapest() else { return Ok(()) };
        let Some(step) = plan.steps.iter().find(|step| !step.closes.is_empty()) else { return Ok(()) };
        let mut after = asked.clone();
        for gap in asked.gaps.iter().filter(|gap| step.closes.contains(&gap.dimension)) {
            after.present.retain(|present| present.dimension != gap.dimension);
            after.present.push(Present { dimension: gap.dimension.clone(), level: gap.target });
        }
        let after = propose(&after).unwrap();
        let mut closed = proposal.closed.clone();
        closed.extend(step.closes.clone());
        closed.sort();
        let mut now = after.closed.clone();
        now.sort();
        prop_assert_eq!(now, closed);
    }
}
