//! How long a proposal takes, and how often it is proven: `cargo bench -p eslabon-engine --bench programme`. One
//! firm, 12 gaps, 40 services, 3 needs, invented by a seeded generator: 200 cases. Speed is shown here, never
//! asserted in a test. Without `--bench`, and with `--quick`, a few cases.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a bench that cannot run may stop"
)]
#![allow(missing_docs, reason = "a bench has no readers")]

use eslabon_domain::ids::{CohortId, NeedId, ServiceId};
use eslabon_domain::money::{Currency, Money};
use eslabon_engine::programme::{
    Cohort, Dimension, Direction, FirmCalendar, Form, Level, Obstacle, Offer, Peak, Present,
    Problem, Proposal, Raises, TargetGap, Waiting, checker, propose,
};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use std::time::{Duration, Instant};
use uuid::Uuid;

const START: Date = date(2027, 1, 11);
const GAPS: usize = 12;
const SERVICES: usize = 40;

/// A xorshift generator: the same cases everywhere.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    fn between(&mut self, from: i64, to: i64) -> i64 {
        from + (self.next() % (to - from) as u64) as i64
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.next() % 100 < percent
    }
}

fn day(days: i64) -> Date {
    START.checked_add(days.days()).unwrap()
}

fn dimension(number: usize) -> Dimension {
    Dimension {
        attribute: format!("attribute.{number:02}"),
        item: None,
    }
}

/// Levels go from 0 to 3; a gap asks for 2 or 3.
fn case(dice: &mut Dice) -> Problem {
    let gap = |number: usize, dice: &mut Dice| TargetGap {
        dimension: dimension(number),
        direction: Direction::Raise,
        target: dice.between(2, 4),
        needs: (0..=dice.below(3))
            .map(|need| Waiting {
                need: NeedId(Uuid::from_u128(need as u128 + 1)),
                deadline: Some(day(500 + 60 * need as i64)),
            })
            .collect(),
    };
    let gaps: Vec<TargetGap> = (0..GAPS).map(|number| gap(number, dice)).collect();
    let mut offers: Vec<Offer> = (0..SERVICES).map(|n| offer(n, dice)).collect();
    // Something leads to every gap.
    for (number, gap) in gaps.iter().enumerate() {
        offers[number].raises[0] = Raises {
            dimension: gap.dimension.clone(),
            direction: Direction::Raise,
            from: None,
            to: gap.target,
        };
        // What asks for what it gives itself would be refused.
        let prerequisites = &mut offers[number].prerequisites;
        prerequisites.retain(|p| p.dimension != gap.dimension || p.level < gap.target);
    }
    Problem {
        starts_on: START,
        horizon_on: day(1_000),
        present: (0..GAPS)
            .map(|number| Present {
                dimension: dimension(number),
                level: dice.between(0, 2),
            })
            .collect(),
        gaps,
        offers,
        calendar: FirmCalendar {
            minutes_per_week: 960,
            peaks: vec![Peak {
                days: eslabon_engine::programme::Days {
                    from: day(280),
                    to: day(350),
                },
                minutes_per_week: 480,
            }],
            closed: vec![eslabon_engine::programme::Days {
                from: day(340),
                to: day(354),
            }],
        },
        budget: None,
        pinned: Vec::new(),
        forbidden: Vec::new(),
        running: Vec::new(),
        nodes_max: 260_000,
    }
}

fn offer(number: usize, dice: &mut Dice) -> Offer {
    let raise = |dice: &mut Dice| {
        let from = dice.chance(35).then(|| dice.between(0, 2));
        Raises {
            dimension: dimension(dice.below(GAPS)),
            direction: Direction::Raise,
            from,
            to: from.unwrap_or(0) + dice.between(1, 3),
        }
    };
    let mut raises = vec![raise(dice)];
    if dice.chance(40) {
        raises.push(raise(dice));
    }
    let of: Vec<Dimension> = raises.iter().map(|raise| raise.dimension.clone()).collect();
    let asked = dimension(dice.below(GAPS));
    let prerequisites = match dice.chance(30) && !of.contains(&asked) {
        true => vec![Level {
            dimension: asked,
            direction: Direction::Raise,
            level: dice.between(1, 3),
        }],
        false => Vec::new(),
    };
    let form = match dice.below(4) {
        0 => Form::Course {
            cohorts: (0..4)
                .map(|n| {
                    let starts = 20 + 90 * n + dice.between(0, 60);
                    Cohort {
                        id: CohortId(Uuid::from_u128(n as u128 + 1)),
                        starts_on: day(starts),
                        ends_on: day(starts + dice.between(2, 40)),
                        seats_left: dice.between(0, 4),
                    }
                })
                .collect(),
        },
        1 | 2 => Form::Consulting {
            days: dice.between(4, 30),
            days_per_week: dice.between(1, 4),
            weeks: Vec::new(),
        },
        _ => Form::Span {
            calendar_days: dice.between(5, 120),
        },
    };
    Offer {
        service: ServiceId(Uuid::from_u128(number as u128 + 1)),
        raises,
        prerequisites,
        form,
        lead_days: dice.between(0, 45),
        firm_minutes_per_week: 60 * dice.between(1, 9),
        price: Money {
            minor: 100_000 * dice.between(8, 200),
            currency: Currency::Mxn,
        },
    }
}

/// What a case came to.
struct Outcome {
    time: Duration,
    proposal: Proposal,
}

fn main() {
    let is_small =
        !std::env::args().any(|a| a == "--bench") || std::env::args().any(|a| a == "--quick");
    let count = if is_small { 20 } else { 200 };
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let mut outcomes = Vec::new();
    for _ in 0..count {
        let problem = case(&mut dice);
        let start = Instant::now();
        let proposal = propose(&problem).unwrap();
        let time = start.elapsed();
        for plan in &proposal.plans {
            assert_eq!(checker::verify(&problem, plan), []);
        }
        outcomes.push(Outcome { time, proposal });
    }
    let mut times: Vec<Duration> = outcomes.iter().map(|outcome| outcome.time).collect();
    times.sort_unstable();
    let of = |share: usize| times[(times.len() * share / 100).min(times.len() - 1)];
    println!(
        "{count} cases of {GAPS} gaps and {SERVICES} services: median {:.0} ms, p95 {:.0} ms, longest {:.0} ms",
        ms(of(50)),
        ms(of(95)),
        ms(of(100))
    );
    let shown = |o: &&Outcome| !o.proposal.plans.is_empty() || !o.proposal.beyond.is_empty();
    let with_plan: Vec<&Outcome> = outcomes.iter().filter(shown).collect();
    let plans = |o: &Outcome| match o.proposal.plans.is_empty() {
        true => o.proposal.beyond.clone(),
        false => o.proposal.plans.clone(),
    };
    let is_late = with_plan.iter().filter(|o| o.proposal.plans.is_empty());
    println!(
        "with a plan {}, of these beyond a deadline {}; without one, and proven so, {}",
        with_plan.len(),
        is_late.count(),
        outcomes.iter().filter(|o| is_impossible(o)).count()
    );
    let cheapest = |o: &Outcome| plans(o).first().is_some_and(|plan| plan.is_proven);
    let earliest = |o: &Outcome| o.proposal.earliest_is_proven;
    let every = |o: &Outcome| earliest(o) && plans(o).iter().all(|plan| plan.is_proven);
    let share = |is_proven: &dyn Fn(&Outcome) -> bool| {
        let proven = outcomes.iter().filter(|o| is_impossible(o) || is_proven(o));
        100.0 * proven.count() as f64 / outcomes.len() as f64
    };
    println!(
        "proven of {count}: cheapest {:.1} %, earliest {:.1} %, both {:.1} %, every plan {:.1} %",
        share(&cheapest),
        share(&earliest),
        share(&|o| cheapest(o) && earliest(o)),
        share(&every)
    );
    let (mut cheaper, mut earlier, mut compared, mut points) = (0.0, 0.0, 0, 0);
    for outcome in &with_plan {
        let all = plans(outcome);
        points += all.len();
        let Some(simple) = outcome.proposal.simple_rule else {
            continue;
        };
        compared += 1;
        cheaper += all[0].cost.minor as f64 / simple.cost.minor as f64;
        let days = |on: Date| f64::from(on.since(START).unwrap().get_days());
        earlier += days(all[all.len() - 1].finishes_on) / days(simple.finishes_on);
    }
    println!(
        "points on the front {:.1}; against the simple rule ({compared} cases): cheapest costs {:.2} of it, earliest takes {:.2} of its days",
        points as f64 / with_plan.len().max(1) as f64,
        cheaper / f64::from(compared),
        earlier / f64::from(compared)
    );
    for (number, outcome) in outcomes.iter().enumerate() {
        if plans(outcome).is_empty() {
            println!("case {number}: no plan: {:?}", outcome.proposal.obstacles);
        } else if !outcome.proposal.earliest_is_proven {
            println!("case {number}: the earliest may be earlier");
        }
        for plan in plans(outcome).iter().filter(|plan| !plan.is_proven) {
            let bound = plan.cost_bound.minor as f64;
            let gap = 100.0 * (plan.cost.minor as f64 - bound) / plan.cost.minor as f64;
            println!(
                "case {number}: {} by {}: not proven, within {gap:.1} %",
                plan.cost, plan.finishes_on
            );
        }
    }
}

/// There is no plan, and the search has seen that there is none.
fn is_impossible(outcome: &Outcome) -> bool {
    let obstacles = &outcome.proposal.obstacles;
    obstacles.contains(&Obstacle::NoPlan) && !obstacles.contains(&Obstacle::Stopped)
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}
