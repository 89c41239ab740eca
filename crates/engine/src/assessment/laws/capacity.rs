//! Run at rate, chains and shared machines: the worked sheet, laws, and a checker that counts pieces one by one.

use crate::assessment::chain::*;
use crate::assessment::run_rate::*;
use crate::assessment::shared_loading::{PartLoad, shared_loading};
use crate::assessment::{AssessmentError, MissingInput, Verdict};
use proptest::prelude::*;

fn week(days_milli: i64) -> WeekTime {
    WeekTime {
        days_milli,
        shifts: 2,
        shift_seconds: 8 * 3_600,
        planned_stop_seconds: 0,
        share_ppm: 62_000,
    }
}

fn equipment(cycle_ms: i64) -> Equipment {
    Equipment {
        cycle_ms,
        machines: 1,
        cavities: 1,
    }
}

/// The published sheet.
fn sheet() -> RunRateInput {
    RunRateInput {
        average: week(5_500),
        peak: Some(week(7_000)),
        equipment: equipment(6_680),
        oee_ppm: Some(802_000),
        other_allocations_ppm: Some(500_000),
    }
}

fn demand(average: i64, peak: i64) -> Demand {
    Demand {
        average: Some(average),
        peak: Some(peak),
    }
}

#[test]
fn the_worked_sheet_comes_out() {
    let result = run_rate(&sheet(), demand(2_350, 3_000)).unwrap();
    let peak = result.peak.unwrap();
    // 5.456 h and 6.944 h.
    assert_eq!(
        (result.average.net_ms, peak.net_ms),
        (19_641_600, 24_998_400)
    );
    assert_eq!(
        (result.average.ideal_pieces, peak.ideal_pieces),
        (2_940, 3_742)
    );
    // 79.9 % and 80.2 %.
    assert_eq!(
        (result.average.required_oee_ppm, peak.required_oee_ppm),
        (Some(799_222), Some(801_651))
    );
    assert_eq!(
        (result.verdict, result.rule),
        (Verdict::Meets, RunRateRule::BothWeeksHold)
    );
    assert_eq!(
        (result.allocation, result.allocated_ppm),
        (Allocation::WithinLimit, Some(562_000))
    );

    let peak_short = RunRateInput {
        oee_ppm: Some(800_000),
        ..sheet()
    };
    let peak_short = run_rate(&peak_short, demand(2_350, 3_000)).unwrap();
    assert_eq!(
        (peak_short.verdict, peak_short.rule),
        (Verdict::FallsShort, RunRateRule::PeakWeekShort)
    );
    assert_eq!(peak_short.average.verdict, Verdict::Meets);
}

#[test]
fn what_is_missing_is_asked_for_and_decides() {
    let without_oee = RunRateInput {
        oee_ppm: None,
        other_allocations_ppm: None,
        peak: None,
        ..sheet()
    };
    let result = run_rate(&without_oee, demand(2_350, 3_000)).unwrap();
    assert_eq!(
        (result.verdict, result.rule),
        (Verdict::Unknown, RunRateRule::Missing)
    );
    assert_eq!(
        result.missing,
        [
            MissingInput::OeePpm,
            MissingInput::PeakWeek,
            MissingInput::OtherAllocations
        ]
    );
    assert_eq!(
        (result.average.good_pieces, result.average.loading_ppm),
        (None, None)
    );
    // More than an OEE of 100 % could make is short whatever the OEE is.
    let too_much = run_rate(&without_oee, demand(2_941, 3_000)).unwrap();
    assert_eq!(too_much.verdict, Verdict::FallsShort);
}

#[test]
fn a_shared_machine_is_flagged_above_ninety_per_cent() {
    let with_others = |others| {
        let input = RunRateInput {
            other_allocations_ppm: Some(others),
            ..sheet()
        };
        let result = run_rate(&input, demand(1, 1)).unwrap();
        (result.allocation, result.verdict)
    };
    assert_eq!(with_others(0), (Allocation::NotShared, Verdict::Meets));
    assert_eq!(
        with_others(838_000),
        (Allocation::WithinLimit, Verdict::Meets)
    );
    assert_eq!(
        with_others(838_001),
        (Allocation::DetailedCheck, Verdict::Meets)
    );
    assert_eq!(
        with_others(938_000),
        (Allocation::DetailedCheck, Verdict::Meets)
    );
    assert_eq!(
        with_others(938_001),
        (Allocation::OverAllocated, Verdict::FallsShort)
    );
}

#[test]
fn impossible_weeks_are_refused() {
    let refused = |average: WeekTime| {
        run_rate(&RunRateInput { average, ..sheet() }, demand(1, 1)).unwrap_err()
    };
    let out = AssessmentError::OutOfRange;
    assert_eq!(refused(week(7_001)), out("days_milli"));
    assert_eq!(
        refused(WeekTime {
            shifts: 4,
            ..week(5_000)
        }),
        out("shifts")
    );
    assert_eq!(
        refused(WeekTime {
            share_ppm: 1_000_001,
            ..week(5_000)
        }),
        out("share_ppm")
    );
    assert_eq!(
        refused(WeekTime {
            days_milli: -1,
            ..week(0)
        }),
        AssessmentError::Negative("days_milli")
    );
    let stopped = WeekTime {
        planned_stop_seconds: 28_801,
        ..week(5_000)
    };
    assert!(matches!(
        refused(stopped),
        AssessmentError::PartAboveWhole { .. }
    ));
    let no_cycle = RunRateInput {
        equipment: equipment(0),
        ..sheet()
    };
    assert_eq!(
        run_rate(&no_cycle, demand(1, 1)),
        Err(AssessmentError::Zero("cycle_ms"))
    );
}

fn step(id: &str, cycle_ms: i64, scrap_ppm: Option<i64>, oee_ppm: Option<i64>) -> Step {
    let whole = WeekTime {
        share_ppm: 1_000_000,
        ..week(5_000)
    };
    Step {
        id: id.to_owned(),
        input: RunRateInput {
            average: whole,
            peak: Some(whole),
            equipment: equipment(cycle_ms),
            oee_ppm,
            other_allocations_ppm: None,
        },
        scrap_ppm,
    }
}

#[test]
fn only_the_next_steps_scrap_raises_a_demand() {
    let steps = [
        step("press", 5_000, Some(100_000), Some(800_000)),
        step("weld", 20_000, Some(50_000), Some(800_000)),
        step("paint", 10_000, Some(20_000), Some(800_000)),
    ];
    let result = chain(&steps, demand(1_000, 1_200)).unwrap();
    let required = |at: usize| result.steps[at].result.average.required_pieces.unwrap();
    // 1,000 ÷ 0.98 = 1,020.4; 1,021 ÷ 0.95 = 1,074.7; the press's own scrap plays no part.
    assert_eq!(
        [required(0), required(1), required(2)],
        [1_075, 1_021, 1_000]
    );
    assert_eq!(
        result.bottleneck,
        Some(Bottleneck {
            step: "weld".to_owned(),
            certain: true
        })
    );
    assert_eq!(result.verdict, Verdict::Meets);
}

#[test]
fn a_missing_scrap_leaves_the_steps_before_it_unknown() {
    let steps = [
        step("press", 5_000, None, Some(800_000)),
        step("weld", 20_000, None, Some(800_000)),
    ];
    let result = chain(&steps, demand(1_000, 1_000)).unwrap();
    assert_eq!(
        (result.verdict, result.decided_by),
        (Verdict::Unknown, vec!["press".to_owned()])
    );
    assert_eq!(
        (result.missing, result.missing_scrap),
        (vec![MissingInput::Scrap], vec!["weld".to_owned()])
    );
    assert_eq!(
        result.bottleneck,
        Some(Bottleneck {
            step: "weld".to_owned(),
            certain: false
        })
    );
    assert_eq!(
        before_scrap(1, 1_000_000),
        Err(AssessmentError::OutOfRange("scrap_ppm"))
    );
    let nothing = [
        step("press", 5_000, None, Some(0)),
        step("weld", 1, Some(0), None),
    ];
    let nothing = chain(&nothing, demand(1, 1)).unwrap();
    assert_eq!(
        nothing.bottleneck,
        Some(Bottleneck {
            step: "press".to_owned(),
            certain: true
        })
    );
    assert!(chain(&[], demand(1, 1)).is_err());
}

#[test]
fn parts_on_a_shared_machine_add_up() {
    let part = |id: &str, pieces, oee_ppm| PartLoad {
        id: id.to_owned(),
        pieces,
        equipment: equipment(6_000),
        oee_ppm,
    };
    // 80 h: 288,000 s. 16,000 × 6 s ÷ 0.8 = 120,000 s.
    let time = WeekTime {
        share_ppm: 1_000_000,
        ..week(5_000)
    };
    let two = |b| shared_loading(&time, &[part("a", 16_000, Some(800_000)), b]).unwrap();
    let holds = two(part("b", 19_200, Some(800_000)));
    assert_eq!(
        (holds.loading_ppm, holds.verdict, holds.tight),
        (Some(916_667), Verdict::Meets, true)
    );
    let unknown = two(part("b", 1, None));
    assert_eq!(
        (unknown.loading_ppm, unknown.verdict),
        (None, Verdict::Unknown)
    );
    assert_eq!(unknown.missing_oee_of, ["b"]);
    assert_eq!(
        two(part("b", 22_401, Some(800_000))).verdict,
        Verdict::FallsShort
    );
    assert_eq!(two(part("b", 1, Some(0))).verdict, Verdict::FallsShort);
}

/// The largest number of pieces whose time fits, found by trying.
fn good_pieces_by_trying(time: &WeekTime, of: &Equipment, oee_ppm: i64) -> i64 {
    let day = i128::from(time.shifts * (time.shift_seconds - time.planned_stop_seconds));
    // Nanoseconds × millionths of OEE.
    let there_is =
        day * i128::from(time.days_milli * time.share_ppm) * i128::from(of.machines * oee_ppm);
    let fits = |pieces: i64| {
        i128::from(pieces) * i128::from(of.cycle_ms) * 1_000_000 * 1_000_000
            <= there_is * i128::from(of.cavities)
    };
    let (mut pieces, mut stride) = (0, 1 << 40);
    while stride > 0 {
        if fits(pieces + stride) {
            pieces += stride;
        } else {
            stride /= 2;
        }
    }
    pieces
}

fn any_week() -> impl Strategy<Value = WeekTime> {
    (
        0_i64..=7_000,
        0_i64..=3,
        1_i64..=28_800,
        0_i64..=1_000,
        0_i64..=1_000_000,
    )
        .prop_map(
            |(days_milli, shifts, shift_seconds, stops, share_ppm)| WeekTime {
                days_milli,
                shifts,
                shift_seconds,
                planned_stop_seconds: stops.min(shift_seconds),
                share_ppm,
            },
        )
}

fn any_equipment() -> impl Strategy<Value = Equipment> {
    (1_i64..100_000, 1_i64..8, 1_i64..16).prop_map(|(cycle_ms, machines, cavities)| Equipment {
        cycle_ms,
        machines,
        cavities,
    })
}

fn any_input() -> impl Strategy<Value = RunRateInput> {
    let oee = prop::option::weighted(0.8, 0_i64..=1_000_000);
    (
        any_week(),
        prop::option::weighted(0.9, any_week()),
        any_equipment(),
        oee,
        prop::option::of(0_i64..900_000),
    )
        .prop_map(
            |(average, peak, equipment, oee_ppm, other_allocations_ppm)| RunRateInput {
                average,
                peak,
                equipment,
                oee_ppm,
                other_allocations_ppm,
            },
        )
}

fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::FallsShort => 0,
        Verdict::Unknown => 1,
        Verdict::Meets => 2,
    }
}

proptest! {
    #[test]
    fn a_week_agrees_with_trying(input in any_input(), average in 0_i64..200_000, peak in 0_i64..200_000) {
        let result = run_rate(&input, demand(average, peak)).unwrap();
        let weeks = [(Some(input.average), Some(result.average), average), (input.peak, result.peak, peak)];
        for (time, week, required) in weeks {
            prop_assert_eq!(time.is_some(), week.is_some());
            let (Some(time), Some(week)) = (time, week) else { continue };
            prop_assert_eq!(week.ideal_pieces, good_pieces_by_trying(&time, &input.equipment, 1_000_000));
            let Some(oee) = input.oee_ppm else { continue };
            let good = good_pieces_by_trying(&time, &input.equipment, oee);
            prop_assert_eq!(week.good_pieces, Some(good));
            prop_assert_eq!(week.verdict == Verdict::Meets, required <= good);
            if let Some(loading) = week.loading_ppm {
                prop_assert_eq!(loading <= 1_000_000, required <= good);
            }
        }
    }

    #[test]
    fn more_of_anything_never_hurts_and_more_demand_never_helps(
        input in any_input(), average in 0_i64..50_000, peak in 0_i64..50_000, more in 0_i64..10_000,
    ) {
        let base = rank(run_rate(&input, demand(average, peak)).unwrap().verdict);
        prop_assert!(rank(run_rate(&input, demand(average + more, peak + more)).unwrap().verdict) <= base);
        let faster = Equipment { cycle_ms: (input.equipment.cycle_ms - more).max(1), ..input.equipment };
        let machines = Equipment { machines: input.equipment.machines + more, ..input.equipment };
        let better = input.oee_ppm.map(|oee| (oee + more).min(1_000_000));
        for improved in [
            RunRateInput { equipment: faster, ..input },
            RunRateInput { equipment: machines, ..input },
            RunRateInput { oee_ppm: better, ..input },
        ] {
            prop_assert!(rank(run_rate(&improved, demand(average, peak)).unwrap().verdict) >= base);
        }
    }

    /// Learning what was missing moves an unknown verdict, never a decided one.
    #[test]
    fn knowing_more_undoes_no_verdict(input in any_input(), pieces in 0_i64..50_000, oee in 0_i64..=1_000_000, time in any_week()) {
        let before = run_rate(&input, demand(pieces, pieces)).unwrap().verdict;
        let known = RunRateInput { oee_ppm: input.oee_ppm.or(Some(oee)), peak: input.peak.or(Some(time)), ..input };
        let after = run_rate(&known, demand(pieces, pieces)).unwrap().verdict;
        prop_assert!(before == Verdict::Unknown || after == before);
    }

    /// What a step must give is the least that suffices.
    #[test]
    fn scrap_asks_for_the_least_that_suffices(pieces in 0_i64..1_000_000, scrap in 0_i64..1_000_000) {
        let needed = before_scrap(pieces, scrap).unwrap();
        let kept = |of: i64| i128::from(of) * i128::from(1_000_000 - scrap);
        prop_assert!(kept(needed) >= i128::from(pieces) * 1_000_000);
        prop_assert!(needed == 0 || kept(needed - 1) < i128::from(pieces) * 1_000_000);
    }

    #[test]
    fn a_chain_is_its_steps(cycles in prop::collection::vec((1_i64..30_000, 0_i64..300_000, 1_i64..=1_000_000), 1..5), pieces in 1_i64..5_000) {
        let steps: Vec<Step> = cycles.iter().enumerate()
            .map(|(at, (cycle, scrap, oee))| step(&at.to_string(), *cycle, Some(*scrap), Some(*oee)))
            .collect();
        let result = chain(&steps, demand(pieces, pieces)).unwrap();
        // Forwards: what each step gives, less the next one's scrap, is enough for what that one gives.
        let mut worst = (0, String::new());
        let mut all = true;
        for (at, (step, given)) in steps.iter().zip(&result.steps).enumerate() {
            let gives = given.result.average.required_pieces.unwrap();
            match result.steps.get(at + 1) {
                Some(next) => prop_assert_eq!(gives, before_scrap(next.result.average.required_pieces.unwrap(), steps[at + 1].scrap_ppm.unwrap()).unwrap()),
                None => prop_assert_eq!(gives, pieces),
            }
            all &= gives <= good_pieces_by_trying(&step.input.average, &step.input.equipment, step.input.oee_ppm.unwrap());
            let loading = given.loading_ppm.unwrap();
            if loading > worst.0 { worst = (loading, step.id.clone()); }
        }
        prop_assert_eq!(result.verdict == Verdict::Meets, all);
        let bottleneck = result.bottleneck.unwrap();
        prop_assert!(bottleneck.certain);
        // A step may make nothing at all; then it comes first.
        if result.steps.iter().all(|step| step.result.average.good_pieces != Some(0)) {
            prop_assert_eq!(bottleneck.step, worst.1);
        }
    }
}
