//! Worked cases: what a consultant would expect of a plan.

use super::*;
use eslabon_domain::ids::{CohortId, NeedId, ServiceId};
use eslabon_domain::money::{Currency, Money};
use jiff::civil::{Date, date};
use uuid::Uuid;

pub(super) fn service(number: u128) -> ServiceId {
    ServiceId(Uuid::from_u128(number + 1))
}

pub(super) fn pesos(pesos: i64) -> Money {
    Money {
        minor: pesos * 100,
        currency: Currency::Mxn,
    }
}

pub(super) fn of(attribute: &str) -> Dimension {
    Dimension {
        attribute: attribute.into(),
        item: None,
    }
}

pub(super) fn raises(attribute: &str, from: Option<i64>, to: i64) -> Raises {
    Raises {
        dimension: of(attribute),
        direction: Direction::Raise,
        from,
        to,
    }
}

pub(super) fn span(number: u128, raises: Vec<Raises>, calendar_days: i64, cost: i64) -> Offer {
    Offer {
        service: service(number),
        raises,
        prerequisites: Vec::new(),
        form: Form::Span { calendar_days },
        lead_days: 0,
        firm_minutes_per_week: 0,
        price: pesos(cost),
    }
}

pub(super) fn gap(attribute: &str, target: i64, deadline: Option<Date>) -> TargetGap {
    TargetGap {
        dimension: of(attribute),
        direction: Direction::Raise,
        target,
        needs: vec![Waiting {
            need: NeedId(Uuid::from_u128(9)),
            deadline,
        }],
    }
}

/// Monday, 11 January 2027.
pub(super) const START: Date = date(2027, 1, 11);

pub(super) fn problem(gaps: Vec<TargetGap>, offers: Vec<Offer>) -> Problem {
    Problem {
        starts_on: START,
        horizon_on: date(2028, 12, 31),
        gaps,
        present: Vec::new(),
        offers,
        calendar: FirmCalendar {
            minutes_per_week: 600,
            peaks: Vec::new(),
            closed: Vec::new(),
        },
        budget: None,
        pinned: Vec::new(),
        forbidden: Vec::new(),
        running: Vec::new(),
        nodes_max: 100_000,
    }
}

fn services(plan: &Plan) -> Vec<ServiceId> {
    plan.steps.iter().map(|step| step.service).collect()
}

#[test]
fn one_service_that_closes_two_gaps_is_cheaper_than_two() {
    let both = vec![raises("a", None, 1), raises("b", None, 1)];
    let offers = vec![
        span(0, vec![raises("a", None, 1)], 10, 300),
        span(1, vec![raises("b", None, 1)], 10, 300),
        span(2, both, 30, 500),
    ];
    let proposal = propose(&problem(vec![gap("a", 1, None), gap("b", 1, None)], offers)).unwrap();
    assert_eq!(proposal.plans.len(), 2);
    let (cheapest, earliest) = (proposal.cheapest().unwrap(), proposal.earliest().unwrap());
    assert_eq!(services(cheapest), [service(2)]);
    assert_eq!(cheapest.cost, pesos(500));
    assert_eq!(cheapest.finishes_on, date(2027, 2, 9));
    assert_eq!(services(earliest), [service(0), service(1)]);
    assert_eq!(earliest.finishes_on, date(2027, 1, 20));
    assert!(cheapest.is_proven && earliest.is_proven && proposal.earliest_is_proven);
    // Each gap by itself, the cheapest way.
    let simple = proposal.simple_rule.unwrap();
    assert_eq!(simple.cost, pesos(600));
    assert_eq!(simple.finishes_on, date(2027, 1, 20));
}

#[test]
fn a_ladder_is_climbed_step_by_step() {
    let mut audit = span(2, vec![raises("iatf", None, 1)], 5, 900);
    audit.prerequisites = vec![Level {
        dimension: of("iso"),
        direction: Direction::Raise,
        level: 1,
    }];
    audit.lead_days = 90;
    let iso = span(1, vec![raises("iso", None, 1)], 30, 400);
    let asked = problem(
        vec![gap("iatf", 1, Some(date(2027, 3, 1)))],
        vec![iso, audit],
    );
    let proposal = propose(&asked).unwrap();
    assert!(proposal.plans.is_empty());
    let plan = proposal.beyond.first().unwrap();
    assert_eq!(services(plan), [service(1), service(2)]);
    // 90 days after 11 January is Sunday, 11 April.
    assert_eq!(plan.steps.last().unwrap().starts_on, date(2027, 4, 12));
    assert!(!plan.needs.first().unwrap().is_in_time);
    let Obstacle::Deadline {
        earliest_on,
        service: held,
        wait,
        ..
    } = proposal.obstacles.first().unwrap()
    else {
        panic!("{:?}", proposal.obstacles);
    };
    assert_eq!(*earliest_on, date(2027, 4, 16));
    assert_eq!((*held, *wait), (Some(service(2)), Some(Wait::Booking)));
}

#[test]
fn a_course_is_taken_on_its_dates_while_it_has_a_seat() {
    let cohort = |number: u128, starts_on, ends_on, seats_left| Cohort {
        id: CohortId(Uuid::from_u128(number)),
        starts_on,
        ends_on,
        seats_left,
    };
    let mut course = span(0, vec![raises("a", None, 1)], 1, 100);
    course.form = Form::Course {
        cohorts: vec![
            cohort(1, date(2027, 1, 18), date(2027, 1, 22), 0),
            cohort(2, date(2027, 2, 8), date(2027, 2, 12), 1),
        ],
    };
    let proposal = propose(&problem(vec![gap("a", 1, None)], vec![course])).unwrap();
    let step = proposal.cheapest().unwrap().steps.first().unwrap().clone();
    assert_eq!(step.cohort, Some(CohortId(Uuid::from_u128(2))));
    assert_eq!(step.waits_for, Wait::CohortDate);
}

#[test]
fn what_asks_for_all_of_the_firms_time_follows_one_another() {
    let busy = |number, attribute: &str| {
        let mut offer = span(number, vec![raises(attribute, None, 1)], 12, 100);
        offer.firm_minutes_per_week = 400;
        offer
    };
    let gaps = vec![gap("a", 1, None), gap("b", 1, None)];
    let asked = problem(gaps, vec![busy(0, "a"), busy(1, "b")]);
    let plan = propose(&asked).unwrap().plans.remove(0);
    assert_eq!(plan.finishes_on, date(2027, 2, 5));
    assert_eq!(plan.steps.last().unwrap().waits_for, Wait::FirmTime);
    let mut relaxed = asked.clone();
    relaxed.calendar.minutes_per_week = 800;
    let plan = propose(&relaxed).unwrap().plans.remove(0);
    assert_eq!(plan.finishes_on, date(2027, 1, 22));
}

#[test]
fn consulting_by_the_day_skips_days_of_rest_and_weeks_without_the_provider() {
    let mut offer = span(0, vec![raises("a", None, 1)], 1, 100);
    offer.form = Form::Consulting {
        days: 4,
        days_per_week: 2,
        weeks: vec![ProviderWeek {
            monday: date(2027, 1, 18),
            days: 0,
        }],
    };
    let plan = propose(&problem(vec![gap("a", 1, None)], vec![offer])).unwrap();
    let step = plan.cheapest().unwrap().steps.first().unwrap().clone();
    // 11 and 12 January, no day in the week of the 18th, 25 and 26 January.
    assert_eq!((step.starts_on, step.ends_on), (START, date(2027, 1, 26)));
}

#[test]
fn a_budget_that_is_too_small_says_by_how_much() {
    let mut asked = problem(
        vec![gap("a", 1, None)],
        vec![span(0, vec![raises("a", None, 1)], 10, 300)],
    );
    asked.budget = Some(pesos(250));
    let proposal = propose(&asked).unwrap();
    assert!(proposal.plans.is_empty());
    assert_eq!(
        proposal.obstacles,
        [Obstacle::Budget {
            short_by: pesos(50)
        }]
    );
    let more = ask(&asked, &proposal, Question::Budget { percent: 20 }).unwrap();
    assert_eq!(more.proposal.cheapest().unwrap().cost, pesos(300));
}

#[test]
fn what_nothing_closes_is_said_and_the_rest_is_planned() {
    let gaps = vec![gap("a", 1, None), gap("b", 1, None)];
    let offers = vec![span(0, vec![raises("a", None, 1)], 10, 300)];
    let proposal = propose(&problem(gaps, offers)).unwrap();
    assert_eq!(proposal.not_closable.len(), 1);
    assert_eq!(proposal.cheapest().unwrap().steps.len(), 1);
}

#[test]
fn why_not_this_provider_is_answered_by_its_price() {
    let asked = problem(
        vec![gap("a", 1, None)],
        vec![
            span(0, vec![raises("a", None, 1)], 10, 300),
            span(1, vec![raises("a", None, 1)], 10, 450),
        ],
    );
    let proposal = propose(&asked).unwrap();
    let question = Question::With {
        service: service(1),
    };
    // Both are taken then: the pinned one closes the gap, the other is not needed any more.
    let difference = ask(&asked, &proposal, question).unwrap();
    assert_eq!(difference.cost, Some(pesos(150)));
    let question = Question::Without {
        service: service(0),
    };
    assert_eq!(
        ask(&asked, &proposal, question).unwrap().cost,
        Some(pesos(150))
    );
}

#[test]
fn questions_beyond_all_measure_are_answered_or_refused() {
    let mut asked = problem(
        vec![gap("a", 1, Some(date(2027, 6, 1)))],
        vec![span(0, vec![raises("a", None, 1)], 10, 300)],
    );
    asked.budget = Some(pesos(1_000));
    let proposal = propose(&asked).unwrap();
    let answered = |question| ask(&asked, &proposal, question);
    let later = answered(Question::Deadlines { days: i64::MAX }).unwrap();
    assert_eq!((later.cost, later.days), (Some(pesos(0)), Some(0)));
    let earlier = answered(Question::Deadlines { days: i64::MIN });
    assert_eq!(earlier, Err(vec![Fault::DeadlinePast(Date::MIN)]));
    assert!(answered(Question::Budget { percent: i64::MAX }).is_ok());
    let less = answered(Question::Budget { percent: i64::MIN });
    assert_eq!(less, Err(vec![Fault::Budget]));
    let changes: [fn(&mut Offer); 2] = [
        |offer| offer.firm_minutes_per_week = i64::MAX,
        |offer| offer.price.minor = i64::MAX,
    ];
    for change in changes {
        let mut odd = asked.clone();
        change(odd.offers.first_mut().unwrap());
        assert_eq!(propose(&odd), Err(vec![Fault::BadNumber(service(0))]));
    }
}

#[test]
fn what_runs_stays_and_what_is_pinned_begins_on_its_day() {
    let mut asked = problem(
        vec![gap("a", 1, None), gap("b", 1, None)],
        vec![
            span(0, vec![raises("a", None, 1)], 10, 300),
            span(1, vec![raises("b", None, 1)], 10, 300),
        ],
    );
    asked.running = vec![Running {
        service: service(0),
        started_on: date(2027, 1, 4),
        ends_on: date(2027, 1, 14),
    }];
    asked.pinned = vec![Pin {
        service: service(1),
        starts_on: Some(date(2027, 1, 20)),
    }];
    let plan = propose(&asked).unwrap().plans.remove(0);
    assert_eq!(plan.finishes_on, date(2027, 1, 29));
    assert_eq!(plan.steps.first().unwrap().ends_on, date(2027, 1, 14));
}

#[test]
fn a_pinned_step_may_go_on_after_the_last_gap_is_closed() {
    // Pinned, it fits before the peak or after it; what closes the gap is done first where it stands after.
    let mut pinned = span(0, vec![raises("b", None, 1)], 1, 0);
    pinned.form = Form::Consulting {
        days: 2,
        days_per_week: 2,
        weeks: Vec::new(),
    };
    pinned.firm_minutes_per_week = 300;
    let mut closing = span(1, vec![raises("a", None, 1)], 4, 0);
    closing.firm_minutes_per_week = 200;
    let mut asked = problem(vec![gap("a", 1, None)], vec![pinned, closing]);
    asked.horizon_on = date(2027, 1, 28);
    asked.calendar.minutes_per_week = 400;
    asked.calendar.peaks = vec![Peak {
        days: Days {
            from: date(2027, 1, 13),
            to: date(2027, 1, 15),
        },
        minutes_per_week: 200,
    }];
    asked.pinned = vec![Pin {
        service: service(0),
        starts_on: None,
    }];
    let proposal = propose(&asked).unwrap();
    let plan = proposal.earliest().unwrap();
    assert_eq!(plan.finishes_on, date(2027, 1, 14));
    assert_eq!(plan.steps.last().unwrap().ends_on, date(2027, 1, 19));
    assert!(plan.is_proven && proposal.earliest_is_proven);
}

#[test]
fn what_a_pinned_step_needs_is_planned_though_no_gap_can_be_closed() {
    let mut pinned = span(0, vec![raises("b", None, 1)], 1, 0);
    pinned.prerequisites = vec![Level {
        dimension: of("c"),
        direction: Direction::Raise,
        level: 1,
    }];
    let mut before = span(1, vec![raises("c", None, 1)], 5, 0);
    before.firm_minutes_per_week = 200;
    let mut asked = problem(vec![gap("a", 1, None)], vec![pinned, before]);
    asked.pinned = vec![Pin {
        service: service(0),
        starts_on: None,
    }];
    let proposal = propose(&asked).unwrap();
    assert_eq!(proposal.not_closable.len(), 1);
    assert_eq!(
        services(proposal.cheapest().unwrap()),
        [service(1), service(0)]
    );
}

#[test]
fn every_fault_of_a_problem_is_named() {
    let mut asked = problem(
        vec![gap("a", 1, Some(date(2026, 1, 1)))],
        vec![span(0, vec![raises("a", Some(2), 1)], 0, -1)],
    );
    let own = Level {
        dimension: of("a"),
        direction: Direction::Raise,
        level: 1,
    };
    asked.offers.first_mut().unwrap().prerequisites = vec![own];
    asked.calendar.minutes_per_week = 0;
    asked.nodes_max = 0;
    let faults = asked.check();
    for fault in [
        Fault::DeadlinePast(date(2026, 1, 1)),
        Fault::LevelFalls(service(0)),
        Fault::NeedsItself(service(0)),
        Fault::BadNumber(service(0)),
        Fault::NoTime,
        Fault::NoNodes,
    ] {
        assert!(faults.contains(&fault), "{fault:?} is not in {faults:?}");
    }
}
