//! What becomes of steps when a programme is planned anew, and what counts as decided.

use super::*;
use eslabon_domain::ids::OrganisationId;
use eslabon_domain::money::Currency;
use eslabon_domain::text::LocalText;
use eslabon_engine::programme::{
    Direction, FirmCalendar, Form, Offer, Raises, Running, Step, TargetGap, Wait,
};
use jiff::civil::date;

fn service(name: &str) -> ServiceId {
    ServiceId::from_name(name)
}

fn pesos(minor: i64) -> Money {
    Money {
        minor,
        currency: Currency::Mxn,
    }
}

fn dimension(attribute: &str) -> Dimension {
    Dimension {
        attribute: attribute.into(),
        item: None,
    }
}

fn day(of_january: i8) -> Date {
    date(2027, 1, of_january)
}

fn kept(name: &str, state: StepState, from: i8, to: i8) -> ProgrammeStep {
    ProgrammeStep {
        id: ProgrammeStepId::from_name(name),
        programme: ProgrammeId::from_name("p"),
        position: 0,
        service: service(name),
        name: LocalText::es(name),
        provider: OrganisationId::from_name("i"),
        provider_name: "Instituto".into(),
        cohort: None,
        starts_on: day(from),
        ends_on: day(to),
        cost: pesos(100),
        closes: Vec::new(),
        evidence: LocalText::default(),
        visit_on: None,
        state,
        owner: "Ana".into(),
    }
}

fn planned(name: &str, from: i8, to: i8) -> Step {
    Step {
        service: service(name),
        cohort: None,
        starts_on: day(from),
        ends_on: day(to),
        cost: pesos(70),
        closes: vec![dimension(name)],
        enables: Vec::new(),
        waits_for: Wait::Nothing,
    }
}

fn plan(steps: Vec<Step>) -> Plan {
    Plan {
        cost: pesos(steps.iter().map(|step| step.cost.minor).sum()),
        steps,
        finishes_on: day(31),
        needs: Vec::new(),
        is_proven: true,
        cost_bound: pesos(0),
    }
}

fn offered(names: &[&str]) -> BTreeMap<ServiceId, Offered> {
    let one = |name: &&str| {
        let offered = Offered {
            service: service(name),
            name: LocalText::es(*name),
            provider: OrganisationId::from_name("i"),
            provider_name: "Instituto".into(),
            evidence: LocalText::default(),
        };
        (offered.service, offered)
    };
    names.iter().map(one).collect()
}

fn offer(name: &str, reaches: &str, to: i64) -> Offer {
    Offer {
        service: service(name),
        raises: vec![Raises {
            dimension: dimension(reaches),
            direction: Direction::Raise,
            from: None,
            to,
        }],
        prerequisites: Vec::new(),
        form: Form::Span { calendar_days: 10 },
        lead_days: 0,
        firm_minutes_per_week: 60,
        price: pesos(100),
    }
}

fn problem(offers: Vec<Offer>) -> Problem {
    Problem {
        starts_on: day(1),
        horizon_on: day(31),
        gaps: Vec::new(),
        present: Vec::new(),
        offers,
        calendar: FirmCalendar {
            minutes_per_week: 480,
            peaks: Vec::new(),
            closed: Vec::new(),
        },
        budget: None,
        pinned: Vec::new(),
        forbidden: Vec::new(),
        running: Vec::new(),
        nodes_max: 1,
    }
}

fn gap(attribute: &str, state: GapState) -> ProgrammeGap {
    ProgrammeGap {
        id: ProgrammeGapId::from_name(attribute),
        programme: ProgrammeId::from_name("p"),
        dimension: dimension(attribute),
        is_lower_better: false,
        required: 3,
        present: None,
        present_origin: None,
        present_on: None,
        needs: Vec::new(),
        state,
    }
}

#[test]
fn a_step_that_stays_keeps_its_id_and_what_leaves_is_cancelled() {
    let steps = vec![
        kept("done", StepState::Done, 1, 5),
        kept("runs", StepState::Running, 4, 12),
        kept("stays", StepState::Planned, 13, 20),
        kept("leaves", StepState::Planned, 13, 20),
    ];
    let plan = plan(vec![
        planned("runs", 4, 12),
        planned("stays", 15, 22),
        planned("comes", 14, 16),
        planned("done", 23, 25),
    ]);
    let offered = offered(&["runs", "stays", "comes", "done"]);
    let (kept, added) = arranged(ProgrammeId::from_name("p"), steps, &plan, &offered).unwrap();
    let of = |name: &str| {
        let mut kept = kept.iter();
        kept.find(|step| step.id == ProgrammeStepId::from_name(name))
            .unwrap()
    };
    assert_eq!(
        (of("done").state, of("done").starts_on),
        (StepState::Done, day(1))
    );
    // What runs stays where it is, and costs what was agreed on.
    assert_eq!(
        (of("runs").starts_on, of("runs").cost),
        (day(4), pesos(100))
    );
    assert_eq!(of("runs").closes, [dimension("runs")]);
    let stays = of("stays");
    assert_eq!((stays.starts_on, stays.cost), (day(15), pesos(70)));
    assert_eq!(stays.owner, "Ana");
    assert!(stays.visit_on.is_some_and(|visit| visit > day(22)));
    assert_eq!(of("leaves").state, StepState::Cancelled);
    // What is planned once more after it was done is a step of its own.
    let names: Vec<&str> = added.iter().map(|step| step.name.text.as_str()).collect();
    assert_eq!(names, ["comes", "done"]);
    let mut all: Vec<&ProgrammeStep> = kept.iter().chain(&added).collect();
    all.sort_by_key(|step| step.position);
    let order: Vec<&str> = all.iter().map(|step| step.name.text.as_str()).collect();
    assert_eq!(order, ["done", "runs", "comes", "stays", "done", "leaves"]);
}

#[test]
fn what_is_over_is_paid_and_what_it_reached_counts_unless_a_visit_says_no() {
    let offers = vec![
        offer("done", "a", 3),
        offer("in vain", "b", 3),
        offer("runs", "c", 3),
    ];
    let steps = [
        kept("done", StepState::Done, 1, 5),
        kept("in vain", StepState::Done, 1, 5),
        kept("broken off", StepState::Failed, 1, 5),
        kept("runs", StepState::Running, 4, 12),
        kept("to come", StepState::Planned, 13, 20),
        kept("gone", StepState::Cancelled, 13, 20),
    ];
    let gap = gap("b", GapState::NotVerified);
    let decided = Decided::of(&steps, &[gap], &problem(offers), day(15));
    assert_eq!(decided.spent_minor, 300);
    assert_eq!(decided.reached, [(dimension("a"), Direction::Raise, 3)]);
    // It is late: it ends today at the earliest.
    let running = Running {
        service: service("runs"),
        started_on: day(4),
        ends_on: day(15),
    };
    assert_eq!(decided.running, [running]);
    let names: Vec<ServiceId> = decided.offers.iter().map(|offer| offer.service).collect();
    assert_eq!(names, [service("runs")]);
}

#[test]
fn a_gap_that_a_done_step_closed_waits_for_its_visit() {
    let gaps = vec![
        gap("verified", GapState::Verified),
        gap("done", GapState::Open),
        gap("planned", GapState::NotVerified),
        gap("gone", GapState::Open),
    ];
    let fresh = |attribute: &str| PlannedGap {
        target: TargetGap {
            dimension: dimension(attribute),
            direction: Direction::Raise,
            target: 4,
            needs: Vec::new(),
        },
        present: None,
        needs: Vec::new(),
    };
    let planned = [fresh("planned"), fresh("comes")];
    let closed = [dimension("done")];
    let programme = ProgrammeId::from_name("p");
    let gaps = reconciled(programme, gaps, planned.iter(), &closed);
    let kept: Vec<_> = gaps
        .kept
        .iter()
        .map(|g| (g.id, g.required, g.state))
        .collect();
    let id = ProgrammeGapId::from_name("planned");
    assert_eq!(kept, [(id, 4, GapState::NotVerified)]);
    let added: Vec<_> = gaps.added.iter().map(|g| g.dimension.clone()).collect();
    assert_eq!(added, [dimension("comes")]);
    assert_eq!(gaps.gone, [ProgrammeGapId::from_name("gone")]);
}

#[test]
fn a_done_step_counts_where_its_service_is_offered_no_more() {
    let mut step = kept("ended", StepState::Done, 1, 5);
    step.closes = vec![dimension("a"), dimension("b"), dimension("c")];
    let gaps = [
        gap("a", GapState::Open),
        gap("b", GapState::NotVerified),
        // If facts say otherwise since, it is to be closed again.
        gap("c", GapState::Verified),
    ];
    let decided = Decided::of(&[step], &gaps, &problem(Vec::new()), day(15));
    assert_eq!(decided.reached, [(dimension("a"), Direction::Raise, 3)]);
}
