//! Gauge studies: the published example, thresholds, laws.

use crate::assessment::AssessmentError;
use crate::assessment::gauge::*;
use crate::assessment::gauge_study::{Readings, from_readings};
use proptest::prelude::*;

/// Readings of three appraisers, ten parts, three trials in hundredths: the example that the manual computes by hand.
fn published() -> Readings {
    let by_trial: [[[i64; 10]; 3]; 3] = [
        [
            [29, -56, 134, 47, -80, 2, 59, -31, 226, -136],
            [41, -68, 117, 50, -92, -11, 75, -20, 199, -125],
            [64, -58, 127, 64, -84, -21, 66, -17, 201, -131],
        ],
        [
            [8, -47, 119, 1, -56, -20, 47, -63, 180, -168],
            [25, -122, 94, 103, -120, 22, 55, 8, 212, -162],
            [7, -68, 134, 20, -128, 6, 83, -34, 219, -150],
        ],
        [
            [4, -138, 88, 14, -146, -29, 2, -46, 177, -149],
            [-11, -113, 109, 20, -107, -67, 1, -56, 145, -177],
            [-15, -96, 67, 11, -145, -49, 21, -49, 187, -216],
        ],
    ];
    let parts = |trials: &[[i64; 10]; 3]| -> Vec<Vec<i64>> {
        (0..10)
            .map(|part| trials.iter().map(|of| of[part]).collect())
            .collect()
    };
    Readings {
        of_appraisers: by_trial.iter().map(parts).collect(),
    }
}

#[test]
fn the_published_example_comes_out() {
    let result = from_readings(&RULES, Base::TotalVariation, &published()).unwrap();
    // EV 0.20188, AV 0.22963, GRR 0.30575, PV 1.10456, TV 1.14610: here in thousandths of hundredths.
    let of = result.deviations;
    assert!((of.equipment - 20_188).abs() <= 2, "{of:?}");
    assert!((of.appraiser - 22_963).abs() <= 4, "{of:?}");
    assert!((of.grr - 30_575).abs() <= 4, "{of:?}");
    assert!((of.part.unwrap() - 110_456).abs() <= 10, "{of:?}");
    assert!((of.total.unwrap() - 114_610).abs() <= 10, "{of:?}");
    // 26.68 %, ndc 5.
    assert!(
        (result.grr_ppm.unwrap() - 266_800).abs() <= 60,
        "{result:?}"
    );
    assert_eq!(result.categories, Some(5));
    assert_eq!(
        (result.verdict, result.rule),
        (GaugeVerdict::Conditional, GaugeRule::BetweenThresholds)
    );
}

fn by_tolerance(grr: i64, part: Option<i64>) -> Gauge {
    let given = Deviations {
        equipment: grr,
        appraiser: 0,
        part,
    };
    from_deviations(&RULES, Base::Tolerance { width: 6_000 }, &given).unwrap()
}

#[test]
fn thresholds_are_exact_and_the_base_is_said() {
    use GaugeVerdict::{Conditional, Good, NotAcceptable, Unknown};
    // 6 · GRR of 6,000: a GRR of 100 is 10 %.
    let cases = [
        (99, Good),
        (100, Conditional),
        (300, Conditional),
        (301, NotAcceptable),
    ];
    for (grr, verdict) in cases {
        let result = by_tolerance(grr, Some(100_000));
        assert_eq!(
            (result.verdict, result.grr_ppm),
            (verdict, Some(grr * 1_000)),
            "{grr}"
        );
        assert_eq!(result.base, Base::Tolerance { width: 6_000 });
    }
    // Categories: 1.41 · 1,000 ÷ 282 = 5 exactly.
    assert_eq!(by_tolerance(282, Some(1_000)).categories, Some(5));
    let four = by_tolerance(283, Some(1_000));
    assert_eq!(
        (four.categories, four.verdict, four.rule),
        (Some(4), NotAcceptable, GaugeRule::TooFewCategories)
    );
    assert_eq!(by_tolerance(50, None).verdict, Unknown);
    assert_eq!(by_tolerance(301, None).rule, GaugeRule::AboveMost);
    assert_eq!(by_tolerance(0, Some(10)).rule, GaugeRule::NoGaugeVariation);
}

#[test]
fn variances_and_deviations_agree() {
    let deviations = Deviations {
        equipment: 30,
        appraiser: 40,
        part: Some(400),
    };
    let variances = Variances {
        equipment: 900,
        appraiser: 1_600,
        part: Some(160_000),
    };
    let by_deviations = from_deviations(&RULES, Base::TotalVariation, &deviations).unwrap();
    assert_eq!(
        from_variances(&RULES, Base::TotalVariation, &variances).unwrap(),
        by_deviations
    );
    assert_eq!(by_deviations.deviations.grr, 50_000);
    assert_eq!(by_deviations.categories, Some(11));
}

#[test]
fn studies_of_another_shape_are_refused() {
    let mut uneven = published();
    uneven.of_appraisers[1].pop();
    assert_eq!(
        from_readings(&RULES, Base::TotalVariation, &uneven),
        Err(AssessmentError::Uneven("parts"))
    );
    let one = Readings {
        of_appraisers: vec![vec![vec![1, 2]; 5]],
    };
    assert_eq!(
        from_readings(&RULES, Base::TotalVariation, &one),
        Err(AssessmentError::OutOfRange("appraisers"))
    );
    let none = Readings {
        of_appraisers: vec![],
    };
    assert!(from_readings(&RULES, Base::TotalVariation, &none).is_err());
    let no_width = Deviations {
        equipment: 1,
        appraiser: 1,
        part: None,
    };
    assert!(from_deviations(&RULES, Base::Tolerance { width: 0 }, &no_width).is_err());
}

proptest! {
    #[test]
    fn figures_agree_with_floating_point(ev in 0_i64..100_000, av in 0_i64..100_000, pv in 0_i64..1_000_000) {
        prop_assume!(ev + av > 0);
        let given = Deviations { equipment: ev, appraiser: av, part: Some(pv) };
        let result = from_deviations(&RULES, Base::TotalVariation, &given).unwrap();
        let grr = (ev as f64).hypot(av as f64);
        let share = grr / grr.hypot(pv as f64);
        prop_assert!((result.grr_ppm.unwrap() as f64 - share * 1e6).abs() <= 0.51);
        let ndc = 1.41 * pv as f64 / grr;
        if (ndc - ndc.round()).abs() > 1e-9 {
            prop_assert_eq!(result.categories, Some(ndc.floor() as i64));
        }
    }

    /// A worse gauge never gets a better verdict, parts that differ more never a worse one.
    #[test]
    fn verdicts_are_monotone(ev in 1_i64..10_000, av in 0_i64..10_000, pv in 0_i64..100_000, more in 0_i64..10_000, on_tolerance: bool) {
        let base = if on_tolerance { Base::Tolerance { width: 60_000 } } else { Base::TotalVariation };
        let rank = |equipment, part| {
            let given = Deviations { equipment, appraiser: av, part: Some(part) };
            match from_deviations(&RULES, base, &given).unwrap().verdict {
                GaugeVerdict::Good => 2,
                GaugeVerdict::Conditional => 1,
                GaugeVerdict::NotAcceptable | GaugeVerdict::Unknown => 0,
            }
        };
        prop_assert!(rank(ev + more, pv) <= rank(ev, pv));
        prop_assert!(rank(ev, pv + more) >= rank(ev, pv));
    }

    /// Who measured first, which part was first, and where zero lies change nothing.
    #[test]
    fn order_of_readings_changes_nothing(by in -1_000_000_i64..1_000_000, appraiser in 0_usize..3, part in 0_usize..10, trial in 0_usize..3) {
        let first = from_readings(&RULES, Base::TotalVariation, &published()).unwrap();
        let mut turned = published();
        turned.of_appraisers.rotate_left(appraiser);
        for rows in &mut turned.of_appraisers {
            rows.rotate_left(part);
            for cell in rows {
                cell.rotate_left(trial);
                for reading in cell { *reading += by; }
            }
        }
        prop_assert_eq!(from_readings(&RULES, Base::TotalVariation, &turned).unwrap(), first);
    }
}
