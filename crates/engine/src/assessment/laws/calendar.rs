//! Capacity month by month: a worked month, what is missing, laws, and a checker that adds piece after piece.

use crate::assessment::calendar_capacity::*;
use crate::assessment::{AssessmentError, MissingInput};
use proptest::prelude::*;

fn month(month: i8) -> Month {
    Month { year: 2027, month }
}

fn need(month_of: i8, pieces: i64) -> MonthNeed {
    MonthNeed {
        month: month(month_of),
        pieces,
    }
}

fn load(of: i8, seconds: i64, basis: LoadBasis) -> CommittedLoad {
    CommittedLoad {
        month: month(of),
        seconds,
        basis,
    }
}

/// Two shifts of eight hours with half an hour of stops, five days a week, one machine, 10 s, 80 %.
fn plant() -> Plant {
    Plant {
        working_days: Some(WorkingDays::PerWeek { days_milli: 5_000 }),
        shifts: Some(2),
        shift_seconds: Some(28_800),
        planned_stop_seconds: Some(1_800),
        machines: Some(1),
        cavities: Some(1),
        cycle_ms: Some(10_000),
        oee_ppm: Some(800_000),
        changeover: Some(Changeover::InsideOee),
        committed: Some((1..=12).map(|of| load(of, 0, LoadBasis::Booked)).collect()),
    }
}

fn ramp(months: &[(i8, i64)]) -> Ramp {
    Ramp {
        months: months
            .iter()
            .map(|(of, pieces)| need(*of, *pieces))
            .collect(),
        lot_size: None,
    }
}

fn available(plant: &Plant, ramp: &Ramp) -> Option<i64> {
    calendar_capacity(plant, ramp).unwrap().months[0].available_pieces
}

#[test]
fn a_worked_ramp() {
    // February 2027: 28 days, 20 of work; 20 × 2 × 27,000 s = 1,080,000 s; × 0.8 ÷ 10 = 86,400.
    let result =
        calendar_capacity(&plant(), &ramp(&[(2, 86_400), (3, 100_000), (1, 40_000)])).unwrap();
    let pieces: Vec<Option<i64>> = result.months.iter().map(|of| of.available_pieces).collect();
    // 31 days: 22.142857 of work, 95,657.1 pieces.
    assert_eq!(pieces, [Some(95_657), Some(86_400), Some(95_657)]);
    assert_eq!(result.months[1].loading_ppm, Some(1_000_000));
    assert_eq!(
        (result.months[1].verdict.clone(), result.months[1].tight),
        (MonthVerdict::Meets, true)
    );
    assert_eq!(result.months[2].shortfall_pieces, Some(4_343));
    let gap = RampVerdict::Gap {
        first: month(3),
        worst: month(3),
        worst_shortfall_ppm: 43_430,
    };
    assert_eq!(result.verdict, gap);
}

#[test]
fn commitments_changeovers_and_stated_days_count() {
    let february = ramp(&[(2, 1)]);
    let with = |loads: Vec<CommittedLoad>| Plant {
        committed: Some(loads),
        ..plant()
    };
    // Booked time has its losses in it, standard time has not: 80,000 s of it take 100,000 s.
    assert_eq!(
        available(&with(vec![load(2, 100_000, LoadBasis::Booked)]), &february),
        Some(78_400)
    );
    assert_eq!(
        available(&with(vec![load(2, 80_000, LoadBasis::Standard)]), &february),
        Some(78_400)
    );
    assert_eq!(
        available(
            &with(vec![load(2, 2_000_000, LoadBasis::Booked)]),
            &february
        ),
        Some(0)
    );
    let days = vec![MonthDays {
        month: month(2),
        days_milli: 10_000,
    }];
    let days = Plant {
        working_days: Some(WorkingDays::ByMonth(days)),
        ..plant()
    };
    assert_eq!(available(&days, &february), Some(43_200));
    // A lot of 1,000 takes 12,500 s and 1,500 s of changeover: 77 lots are 1,078,000 s; of the 2,000 s left, 500
    // s make 40 pieces.
    let lots = Plant {
        changeover: Some(Changeover::PerLot { seconds: 1_500 }),
        ..plant()
    };
    let of_lots = Ramp {
        lot_size: Some(1_000),
        ..february.clone()
    };
    assert_eq!(available(&lots, &of_lots), Some(77_040));
    let asked = calendar_capacity(&lots, &february).unwrap();
    assert_eq!(
        (asked.verdict, asked.missing),
        (RampVerdict::Unknown, vec![MissingInput::LotSize])
    );
}

#[test]
fn what_is_missing_is_asked_for_by_name() {
    let unknown = calendar_capacity(
        &Plant {
            oee_ppm: None,
            ..plant()
        },
        &ramp(&[(2, 1)]),
    )
    .unwrap();
    assert_eq!(
        (unknown.verdict, unknown.missing),
        (RampVerdict::Unknown, vec![MissingInput::OeePpm])
    );
    assert_eq!(unknown.months[0].available_pieces, None);
    let nothing = calendar_capacity(&Plant::default(), &ramp(&[(2, 1)])).unwrap();
    assert_eq!(nothing.missing.len(), 10);
    // A month without an entry is not free, and a gap elsewhere is a gap nevertheless.
    let only_march = Plant {
        committed: Some(vec![load(3, 0, LoadBasis::Booked)]),
        ..plant()
    };
    let result = calendar_capacity(&only_march, &ramp(&[(2, 1), (3, 200_000)])).unwrap();
    assert_eq!(result.missing, [MissingInput::CommittedLoad]);
    assert!(matches!(result.verdict, RampVerdict::Gap { first, .. } if first == month(3)));
}

#[test]
fn what_cannot_be_is_refused() {
    let refused = |plant: &Plant, ramp: &Ramp| calendar_capacity(plant, ramp).unwrap_err();
    let one = ramp(&[(2, 1)]);
    assert!(matches!(
        refused(&plant(), &ramp(&[])),
        AssessmentError::TooFew { .. }
    ));
    assert_eq!(
        refused(&plant(), &ramp(&[(2, 1), (2, 2)])),
        AssessmentError::Twice("2027-02".to_owned())
    );
    assert_eq!(
        refused(&plant(), &ramp(&[(13, 1)])),
        AssessmentError::NotKnown("2027-13".to_owned())
    );
    assert_eq!(
        refused(
            &Plant {
                cycle_ms: Some(0),
                ..plant()
            },
            &one
        ),
        AssessmentError::Zero("cycle_ms")
    );
    assert_eq!(
        refused(
            &Plant {
                shifts: Some(4),
                ..plant()
            },
            &one
        ),
        AssessmentError::OutOfRange("shifts")
    );
    let days = vec![MonthDays {
        month: month(2),
        days_milli: 28_001,
    }];
    let days = Plant {
        working_days: Some(WorkingDays::ByMonth(days)),
        ..plant()
    };
    assert_eq!(
        refused(&days, &one),
        AssessmentError::OutOfRange("days_milli")
    );
}

prop_compose! {
    fn any_plant()(
        days in 0_i64..=7_000, shifts in 0_i64..=3, shift in 0_i64..=2_000, stops in 0_i64..=100,
        machines in 1_i64..4, cavities in 1_i64..5, cycle_ms in 500_i64..60_000, oee in 0_i64..=1_000_000,
        changeover in prop::option::of(0_i64..3_000), booked in 0_i64..20_000, standard in 0_i64..20_000,
        by_month: bool, missing in prop::option::weighted(0.1, 0_usize..10),
    ) -> Plant {
        let loads = (1..=12).flat_map(|of| [load(of, booked, LoadBasis::Booked), load(of, standard, LoadBasis::Standard)]);
        let by = (1..=12).map(|of| MonthDays { month: month(of), days_milli: days * 4 }).collect();
        let days = if by_month { WorkingDays::ByMonth(by) } else { WorkingDays::PerWeek { days_milli: days } };
        let mut plant = Plant {
            working_days: Some(days), shifts: Some(shifts), shift_seconds: Some(shift),
            planned_stop_seconds: Some(stops.min(shift)), machines: Some(machines), cavities: Some(cavities),
            cycle_ms: Some(cycle_ms), oee_ppm: Some(oee),
            changeover: Some(changeover.map_or(Changeover::InsideOee, |seconds| Changeover::PerLot { seconds })),
            committed: Some(loads.collect()),
        };
        match missing {
            Some(0) => plant.oee_ppm = None,
            Some(1) => plant.committed = None,
            Some(2) => plant.cycle_ms = None,
            Some(3) => plant.changeover = None,
            _ => {}
        }
        plant
    }
}

fn any_ramp() -> impl Strategy<Value = Ramp> {
    let months = prop::collection::btree_map(1_i8..=12, 0_i64..30_000, 1..6);
    (months, 1_i64..2_000).prop_map(|(months, lot)| Ramp {
        months: months
            .into_iter()
            .map(|(of, pieces)| need(of, pieces))
            .collect(),
        lot_size: Some(lot),
    })
}

/// Whether so many pieces fit, in a different order of operations: all of it in machine time, losses added to each
/// order by dividing by the OEE, on one common denominator. Nothing where something is missing.
fn fits(plant: &Plant, of: Month, pieces: i64, lot: i64) -> Option<bool> {
    let oee = i128::from(plant.oee_ppm?);
    let cavities = i128::from(plant.cavities?);
    let days_in = jiff::civil::date(of.year, of.month, 1).days_in_month();
    let sevenths = match plant.working_days.as_ref()? {
        WorkingDays::PerWeek { days_milli } => i128::from(*days_milli) * i128::from(days_in),
        WorkingDays::ByMonth(months) => {
            7 * i128::from(months.iter().find(|m| m.month == of)?.days_milli)
        }
    };
    let a_day = i128::from(
        plant.shifts? * (plant.shift_seconds? - plant.planned_stop_seconds?) * plant.machines?,
    );
    let committed: Vec<&CommittedLoad> = plant
        .committed
        .as_ref()?
        .iter()
        .filter(|load| load.month == of)
        .collect();
    let seconds = |basis| {
        committed
            .iter()
            .filter(|load| load.basis == basis)
            .map(|load| i128::from(load.seconds))
            .sum::<i128>()
    };
    let changeover = match plant.changeover? {
        Changeover::InsideOee => 0,
        Changeover::PerLot { seconds } => i128::from(seconds),
    };
    let lots = i128::from((pieces + lot - 1) / lot);
    let cycle = i128::from(plant.cycle_ms?);
    if pieces == 0 {
        return Some(true);
    }
    if oee == 0 {
        return Some(false);
    }
    // Milliseconds × 7 × OEE × cavities.
    let hard = (seconds(LoadBasis::Booked) + lots * changeover) * 1_000 * 7 * oee * cavities;
    let soft = seconds(LoadBasis::Standard) * 1_000 * 7 * 1_000_000 * cavities;
    let own = i128::from(pieces) * cycle * 7 * 1_000_000;
    Some(hard + soft + own <= sevenths * a_day * oee * cavities)
}

fn rank(of: &MonthVerdict) -> u8 {
    match of {
        MonthVerdict::Gap => 0,
        MonthVerdict::Unknown { .. } => 1,
        MonthVerdict::Meets => 2,
    }
}

proptest! {
    /// The most pieces are those that fit where one more does not.
    #[test]
    fn the_checker_agrees(plant in any_plant(), ramp in any_ramp()) {
        let lot = ramp.lot_size.unwrap();
        let result = calendar_capacity(&plant, &ramp).unwrap();
        let mut first_gap = None;
        for of in &result.months {
            let expected = fits(&plant, of.month, of.required_pieces, lot);
            let Some(available) = of.available_pieces else {
                let asks = matches!(&of.verdict, MonthVerdict::Unknown { missing } if !missing.is_empty());
                prop_assert!(asks);
                continue;
            };
            prop_assert_eq!(expected, Some(of.verdict == MonthVerdict::Meets));
            prop_assert_eq!(fits(&plant, of.month, available, lot), Some(true));
            prop_assert_eq!(fits(&plant, of.month, available + 1, lot), Some(false));
            if let (Some(loading), true) = (of.loading_ppm, of.required_pieces > 0) {
                prop_assert_eq!(loading <= 1_000_000, of.verdict == MonthVerdict::Meets);
            }
            if expected == Some(false) && first_gap.is_none() { first_gap = Some(of.month); }
        }
        match result.verdict {
            RampVerdict::Gap { first, worst, worst_shortfall_ppm } => {
                prop_assert_eq!(Some(first), first_gap);
                prop_assert!(worst >= first && worst_shortfall_ppm > 0 && worst_shortfall_ppm <= 1_000_000);
            }
            RampVerdict::Meets => prop_assert!(first_gap.is_none() && result.missing.is_empty()),
            RampVerdict::Unknown => prop_assert!(first_gap.is_none() && !result.missing.is_empty()),
        }
    }

    /// Raising the need never frees capacity; more OEE, shifts, machines or less committed never lowers it.
    #[test]
    fn monotone(plant in any_plant(), ramp in any_ramp(), more in 0_i64..5_000) {
        let base = calendar_capacity(&plant, &ramp).unwrap();
        let raised = Ramp {
            months: ramp.months.iter().map(|of| MonthNeed { pieces: of.pieces + more, ..*of }).collect(),
            ..ramp.clone()
        };
        let raised = calendar_capacity(&plant, &raised).unwrap();
        for (before, after) in base.months.iter().zip(&raised.months) {
            prop_assert_eq!(before.available_pieces, after.available_pieces);
            prop_assert!(after.shortfall_pieces >= before.shortfall_pieces);
            prop_assert!(rank(&after.verdict) <= rank(&before.verdict));
        }
        let less = plant.committed.clone().map(|loads| loads.into_iter()
            .map(|load| CommittedLoad { seconds: (load.seconds - more).max(0), ..load }).collect());
        let improved = [
            Plant { oee_ppm: plant.oee_ppm.map(|oee| (oee + more * 100).min(1_000_000)), ..plant.clone() },
            Plant { shifts: plant.shifts.map(|shifts| shifts + 1), ..plant.clone() },
            Plant { machines: plant.machines.map(|machines| machines + 1), ..plant.clone() },
            Plant { committed: less, ..plant.clone() },
        ];
        for improved in improved {
            let after = calendar_capacity(&improved, &ramp).unwrap();
            for (before, after) in base.months.iter().zip(&after.months) {
                prop_assert!(after.available_pieces >= before.available_pieces);
                prop_assert!(rank(&after.verdict) >= rank(&before.verdict));
            }
        }
    }

    #[test]
    fn order_changes_nothing(plant in any_plant(), ramp in any_ramp(), by in 0_usize..24) {
        let base = calendar_capacity(&plant, &ramp).unwrap();
        let (mut plant, mut ramp) = (plant, ramp);
        let turn = by % ramp.months.len();
        ramp.months.rotate_left(turn);
        if let Some(loads) = &mut plant.committed { loads.rotate_left(by); loads.reverse(); }
        prop_assert_eq!(calendar_capacity(&plant, &ramp).unwrap(), base);
    }
}
