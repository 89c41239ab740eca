//! Worked figures, and the laws of months: more promised never leaves more, what is not known is never computed.

use super::*;
use crate::assessment::calendar_capacity::{MonthNeed, Ramp};
use eslabon_domain::attributes::{Attributes, MONTHLY_OUTPUT};
use eslabon_domain::facts::{FactValue, Origin};
use eslabon_domain::ids::{FactId, LoadId, SiteId};
use eslabon_domain::loads::LoadAmount;
use jiff::Timestamp;
use jiff::civil::{Date, date};
use proptest::prelude::*;

const TURNING: &str = "process.cnc_turning";
const ON: Date = date(2026, 11, 25);
const FEBRUARY: Month = Month {
    year: 2027,
    month: 2,
};

fn fact(n: usize, attribute: &str, low: i64, high: i64) -> Fact {
    Fact {
        id: FactId::from_name(&n.to_string()),
        site: SiteId::from_name("site"),
        item: attribute
            .starts_with("process.")
            .then(|| TURNING.to_owned()),
        attribute: attribute.to_owned(),
        value: FactValue::Amount { low, high },
        entered: None,
        origin: Origin::Verified,
        source: String::new(),
        observed: date(2026, 11, 1),
        valid_until: None,
        recorded: Timestamp::UNIX_EPOCH,
    }
}

/// February of 2027 has four weeks: 5 days × 2 shifts × (8 h − 30 min) × 2 machines × 4 weeks are 600 hours. At
/// 30 s a cycle of two parts and an OEE of 80 % an hour makes 192 good pieces.
const CALENDAR: [(&str, i64); 9] = [
    ("site.working_days_week", 5_000),
    ("site.shifts", 2),
    ("site.hours_per_shift", 28_800),
    ("site.planned_stops_shift", 1_800),
    ("site.shutdown_days", 0),
    ("process.machines", 2),
    ("process.cycle_time", 30_000),
    ("process.parts_per_cycle", 2),
    ("process.oee", 800_000),
];

fn calendar() -> Vec<Fact> {
    let all = CALENDAR.iter().enumerate();
    all.map(|(n, (attribute, amount))| fact(n, attribute, *amount, *amount))
        .collect()
}

fn load(month: Month, amount: LoadAmount) -> StatedLoad {
    StatedLoad {
        id: LoadId::from_name("load"),
        site: SiteId::from_name("site"),
        process: TURNING.to_owned(),
        month,
        amount,
        entered: String::new(),
        origin: Origin::Declared,
        source: String::new(),
        recorded: Timestamp::UNIX_EPOCH,
    }
}

fn share(percent: i64) -> LoadAmount {
    LoadAmount::Share {
        ppm: percent * 10_000,
    }
}

fn compute(facts: &[Fact], loads: &[StatedLoad], month: Month) -> ProcessCapacity {
    let spine = Attributes::bundled().unwrap();
    let known = Known {
        process: TURNING,
        facts,
        loads,
        attributes: &spine,
    };
    of_months(&known, &[month])
}

fn february(facts: &[Fact], loads: &[StatedLoad]) -> MonthCapacity {
    compute(facts, loads, FEBRUARY).months.remove(0)
}

fn exactly(amount: i64) -> Option<Range> {
    Some(Range {
        low: amount,
        high: amount,
    })
}

#[test]
fn a_month_is_hours_and_pieces() {
    let month = february(&calendar(), &[load(FEBRUARY, share(25))]);
    assert_eq!(month.machine_seconds, exactly(600 * 3_600));
    assert_eq!(month.free_seconds, exactly(450 * 3_600));
    assert_eq!(month.pieces, exactly(86_400));
    let hours = LoadAmount::Hours { seconds: 540_000 };
    let month = february(&calendar(), &[load(FEBRUARY, hours)]);
    assert_eq!(month.free_seconds, exactly(450 * 3_600));
    let full = february(&calendar(), &[load(FEBRUARY, share(100))]);
    assert_eq!(full.pieces, exactly(0));
}

#[test]
fn a_month_without_a_stated_load_is_unknown_and_never_free() {
    let month = february(&calendar(), &[]);
    assert_eq!(month.machine_seconds, exactly(600 * 3_600));
    assert_eq!((month.free_seconds, month.pieces), (None, None));
    let other = load(FEBRUARY.after(1).unwrap(), share(0));
    assert_eq!(february(&calendar(), &[other]).pieces, None);
}

#[test]
fn what_is_missing_is_named_and_nothing_is_computed_without_it() {
    for (left_out, (attribute, _)) in CALENDAR.iter().enumerate() {
        let mut facts = calendar();
        facts.remove(left_out);
        let capacity = compute(&facts, &[load(FEBRUARY, share(0))], FEBRUARY);
        let missing: Vec<&str> = capacity.missing().map(|input| input.attribute).collect();
        assert_eq!(missing, [*attribute]);
        assert_eq!(capacity.months[0].pieces, None, "{attribute}");
    }
}

#[test]
fn the_plants_oee_stands_in_and_says_so() {
    let mut facts = calendar();
    facts.pop();
    facts.push(fact(20, "site.oee", 400_000, 400_000));
    let capacity = compute(&facts, &[load(FEBRUARY, share(0))], FEBRUARY);
    assert_eq!(capacity.months[0].pieces, exactly(57_600));
    assert_eq!(capacity.inputs[8].attribute, OEE_OF_SITE);
    assert_eq!(capacity.missing().count(), 0);
}

#[test]
fn what_was_said_of_the_next_months_counts_while_it_holds() {
    let mut facts = calendar();
    // Said on the first of November, it holds for three months.
    facts.push(fact(21, COMMITTED_OF_SITE, 500_000, 500_000));
    let january = Month {
        year: 2027,
        month: 1,
    };
    let capacity = compute(&facts, &[], january);
    assert!(capacity.months[0].pieces.is_some());
    assert_eq!(
        capacity.months[0].holds_until(),
        Some(date(2027, 2, 1)),
        "as long as the load was said for"
    );
    assert_eq!(february(&facts, &[]).pieces, None);
    // Of the process it counts before that of the plant, and a month's own entry before both.
    facts.push(fact(22, COMMITTED_OF_PROCESS, 0, 0));
    let free = compute(&facts, &[], january).months[0].free_seconds;
    assert_eq!(
        free,
        compute(&facts, &[], january).months[0].machine_seconds
    );
    let own = compute(&facts, &[load(january, share(100))], january);
    assert_eq!(own.months[0].pieces, exactly(0));
}

#[test]
fn ranges_give_a_least_and_a_most() {
    let mut facts = calendar();
    facts[6].value = FactValue::Amount {
        low: 30_000,
        high: 60_000,
    };
    let month = february(&facts, &[load(FEBRUARY, share(0))]);
    let pieces = month.pieces.unwrap();
    assert_eq!((pieces.low, pieces.high), (57_600, 115_200));
    facts[5].value = FactValue::Amount {
        low: 2,
        high: i64::MAX,
    };
    let open = february(&facts, &[load(FEBRUARY, share(0))])
        .pieces
        .unwrap();
    assert_eq!((open.low, open.high), (57_600, i64::MAX));
}

#[test]
fn what_cannot_be_is_a_problem_and_no_figure() {
    let mut facts = calendar();
    facts[1].value = FactValue::exactly(4);
    let month = february(&facts, &[load(FEBRUARY, share(0))]);
    assert!(month.problem.is_some());
    assert_eq!((month.machine_seconds, month.pieces), (None, None));
}

#[test]
fn days_on_which_the_plant_is_shut_are_borne_by_every_month_alike() {
    let mut facts = calendar();
    facts[4].value = FactValue::exactly(13);
    let month = february(&facts, &[load(FEBRUARY, share(0))]);
    // 28 of 365 days bear 0.997 of the 13: 19.002 days of 30 hours are left.
    assert_eq!(month.machine_seconds, exactly(19_002 * 108));
}

#[test]
fn lots_take_their_changeovers_from_the_least_and_not_from_the_most() {
    let mut facts = calendar();
    let asked = [MonthNeed {
        month: FEBRUARY,
        pieces: 90_000,
    }];
    let loads = [load(FEBRUARY, share(0))];
    let answer = |facts: &[Fact], lot| {
        let capacity = compute(facts, &loads, FEBRUARY);
        against(&capacity, &asked, lot, None, ON)
    };
    assert_eq!(answer(&facts, None).verdict, RampVerdict::Meets);
    // Nobody says how long a changeover takes.
    let unknown = answer(&facts, Some(1_000));
    assert_eq!(unknown.verdict, RampVerdict::Unknown);
    assert!(unknown.asks_changeover);
    // An hour is 192 pieces: of 1,192 a thousand are left.
    facts.push(fact(30, "process.changeover_time", 3_600, 3_600));
    let with_lots = answer(&facts, Some(1_000));
    assert_eq!(with_lots.months[0].available.unwrap().low, 96_576);
    assert_eq!(with_lots.verdict, RampVerdict::Meets);
    // In lots of 100 the least is far less; whether the OEE holds the changeovers decides.
    assert_eq!(answer(&facts, Some(100)).verdict, RampVerdict::Unknown);
}

#[test]
fn the_worst_month_lacks_the_largest_share() {
    let december = Month {
        year: 2026,
        month: 12,
    };
    let ramp = [(december, 100), (FEBRUARY, 1_000)];
    let asked = ramp.map(|(month, pieces)| MonthNeed { month, pieces });
    let capacity = compute(&[], &[], FEBRUARY);
    let answer = against(&capacity, &asked, None, exactly(60), ON);
    let worst = answer.worst.unwrap();
    assert_eq!(
        (worst.month, worst.short, worst.is_declared),
        (FEBRUARY, 940, true)
    );
    assert_eq!(answer.verdict, RampVerdict::Gap);
}

#[test]
fn months_that_are_over_are_not_asked_for() {
    let ramp = |month| Ramp {
        months: vec![MonthNeed { month, pieces: 7 }],
        lot_size: None,
    };
    let this = Month::of(ON);
    assert_eq!(asked_of(Some(&ramp(this)), 9, ON).len(), 1);
    let past = Month {
        year: 2026,
        month: 10,
    };
    let ahead = asked_of(Some(&ramp(past)), 9, ON);
    assert_eq!(
        (ahead.len(), ahead[0].month, ahead[0].pieces),
        (12, this.after(1).unwrap(), 9)
    );
}

#[test]
fn the_table_gets_steps_and_nothing_exact() {
    let mut facts = calendar();
    facts.push(fact(30, "process.changeover_time", 3_600, 3_600));
    let spine = Attributes::bundled().unwrap();
    let site = SiteId::from_name("site");
    let told = coarse(site, &facts, &[load(FEBRUARY, share(25))], &spine);
    let told: Vec<(String, FactValue)> = told
        .iter()
        .map(|one| (one.coarse().attribute.clone(), one.coarse().value.clone()))
        .collect();
    assert_eq!(
        told,
        [
            (
                format!("{MONTHLY_OUTPUT}@2027-02"),
                FactValue::exactly(50_000)
            ),
            (LOST_IN_CHANGEOVER.to_owned(), FactValue::exactly(200)),
        ]
    );
}

proptest! {
    #[test]
    fn more_promised_never_leaves_more(one in 0..=1_000_000_i64, other in 0..=1_000_000_i64, low in 1..90_000_i64, more in 0..9_000_i64) {
        let mut facts = calendar();
        facts[6].value = FactValue::Amount { low, high: low + more };
        let (less, greater) = (one.min(other), one.max(other));
        let pieces = |ppm| february(&facts, &[load(FEBRUARY, LoadAmount::Share { ppm })]).pieces.unwrap();
        let (with_less, with_more) = (pieces(less), pieces(greater));
        prop_assert!(with_more.low <= with_less.low && with_more.high <= with_less.high);
        prop_assert!(with_less.low <= with_less.high && with_more.low <= with_more.high);
    }

    #[test]
    fn what_is_left_after_changeovers_is_the_most_that_fits(
        pieces in 0..100_000_i64, more in 0..500_i64, lot in 1..900_i64, lost in 0..900_i64,
    ) {
        let left = after_changeovers(pieces, lot, lost);
        let takes = |made: i64| made + (made + lot - 1) / lot * lost;
        prop_assert!(left <= pieces && takes(left) <= pieces);
        prop_assert!(takes(left + 1) > pieces);
        prop_assert!(after_changeovers(pieces + more, lot, lost) >= left);
        prop_assert!(after_changeovers(pieces, lot, lost + more) <= left);
    }

    #[test]
    fn asking_for_more_never_turns_a_gap_into_less(
        pieces in proptest::collection::vec(0..3_000_i64, 1..5), at in 0..5_usize, more in 0..3_000_i64, has in 0..3_000_i64,
    ) {
        let capacity = compute(&[], &[], FEBRUARY);
        let asked = |pieces: &[i64]| {
            let months = pieces.iter().zip(1..);
            let months: Vec<MonthNeed> = months.map(|(pieces, n)| MonthNeed { month: Month::of(ON).after(n).unwrap(), pieces: *pieces }).collect();
            against(&capacity, &months, None, exactly(has), ON).verdict
        };
        let mut raised = pieces.clone();
        let count = raised.len();
        raised[at % count] += more;
        if asked(&pieces) == RampVerdict::Gap {
            prop_assert_eq!(asked(&raised), RampVerdict::Gap);
        }
    }
}
