//! Capability: worked figures, thresholds to the last digit, and agreement with floating point.

use crate::assessment::AssessmentError;
use crate::assessment::capability::*;
use proptest::prelude::*;

fn subject(lower: Option<i64>, upper: Option<i64>) -> Subject {
    Subject {
        limits: Limits { lower, upper },
        study: Study::Initial,
        stable: Some(true),
    }
}

fn stated(mean_milli: i64, sigma_milli: i64) -> Stated {
    Stated {
        mean_milli,
        sigma_milli,
        index: Index::CpCpk,
        n: Some(125),
    }
}

/// The verdict with a mean of 0 and a limit so many units above it.
fn with_index(limit: i64, study: Study) -> (CapabilityVerdict, CapabilityRule) {
    // σ = 1,000 units: Cpk = limit ÷ 3,000.
    let of = Subject {
        study,
        ..subject(None, Some(limit))
    };
    let result = from_stated(&RULES, &of, &stated(0, 1_000_000)).unwrap();
    (result.verdict, result.rule)
}

#[test]
fn the_worked_figures_come_out() {
    let of = subject(Some(8), Some(20));
    let result = from_stated(&RULES, &of, &stated(16_000, 2_000)).unwrap();
    assert_eq!(result.potential_milli, Some(1_000));
    assert_eq!(result.index_milli, Some(667));
    assert_eq!(result.nearer, Some(Side::Upper));
    assert_eq!(result.verdict, CapabilityVerdict::NotCapable);
    assert_eq!((result.n, result.estimator), (Some(125), Estimator::Stated));
}

#[test]
fn thresholds_are_exact() {
    use CapabilityVerdict::{Accepted, Conditional, NotCapable};
    // 1.67 is 5,010 of 3,000; 1.33 is 3,990.
    let initial = [
        (5_011, Accepted),
        (5_010, Conditional),
        (3_990, Conditional),
        (3_989, NotCapable),
    ];
    for (limit, verdict) in initial {
        assert_eq!(with_index(limit, Study::Initial).0, verdict, "{limit}");
    }
    assert_eq!(
        with_index(3_990, Study::Running),
        (Accepted, CapabilityRule::AtLeastLeast)
    );
    assert_eq!(with_index(3_989, Study::Running).0, NotCapable);
    assert_eq!(with_index(-3_000, Study::Running).0, NotCapable);
}

#[test]
fn one_limit_has_no_cp_and_a_mean_outside_is_negative() {
    let result = from_stated(&RULES, &subject(None, Some(10)), &stated(13_000, 1_000)).unwrap();
    assert_eq!(
        (result.potential_milli, result.index_milli),
        (None, Some(-1_000))
    );
    assert_eq!(result.nearer, Some(Side::Upper));
}

#[test]
fn without_stability_limits_or_variation_there_is_no_verdict() {
    let values = [9, 10, 11, 10];
    let judged = |of: &Subject, values: &[i64]| {
        let result = from_measurements(&RULES, of, values).unwrap();
        (result.verdict, result.rule)
    };
    let unknown = |rule| (CapabilityVerdict::Unknown, rule);
    let both = subject(Some(0), Some(20));
    let unstable = Subject {
        stable: Some(false),
        ..both
    };
    assert_eq!(
        judged(&unstable, &values),
        unknown(CapabilityRule::NotStable)
    );
    let not_known = Subject {
        stable: None,
        ..both
    };
    assert_eq!(
        judged(&not_known, &values),
        unknown(CapabilityRule::StabilityNotKnown)
    );
    assert_eq!(
        judged(&subject(None, None), &values),
        unknown(CapabilityRule::NoLimits)
    );
    assert_eq!(
        judged(&both, &[7, 7, 7]),
        unknown(CapabilityRule::NoVariation)
    );
}

#[test]
fn the_estimator_names_the_index() {
    // Two subgroups far apart, each with a sigma of 1 within: over all there is much more.
    let groups = [vec![9, 10, 11], vec![19, 20, 21]];
    let of = subject(Some(0), Some(30));
    let within = from_subgroups(&RULES, &of, &groups).unwrap();
    assert_eq!(
        (within.index, within.sigma_milli, within.mean_milli),
        (Index::CpCpk, 1_000, 15_000)
    );
    assert_eq!(within.potential_milli, Some(5_000));
    let overall = from_measurements(&RULES, &of, &groups.concat()).unwrap();
    assert_eq!(
        (overall.index, overall.estimator),
        (Index::PpPpk, Estimator::OverallSample)
    );
    // Squares about the mean: 2·(36 + 25 + 16) = 154; 154 ÷ 5 = 30.8; √30.8 = 5.550.
    assert_eq!((overall.sigma_milli, overall.n), (5_550, Some(6)));
}

#[test]
fn what_cannot_be_is_refused() {
    let crossed = from_stated(&RULES, &subject(Some(5), Some(5)), &stated(0, 1));
    assert_eq!(
        crossed,
        Err(AssessmentError::LimitsCrossed { lower: 5, upper: 5 })
    );
    let one = from_measurements(&RULES, &subject(None, Some(5)), &[1]);
    assert!(matches!(
        one,
        Err(AssessmentError::TooFew {
            needed: 2,
            given: 1,
            ..
        })
    ));
    let uneven = from_subgroups(
        &RULES,
        &subject(None, Some(5)),
        &[vec![1, 2], vec![1, 2, 3]],
    );
    assert!(matches!(uneven, Err(AssessmentError::Uneven(_))));
    let negative = from_stated(&RULES, &subject(None, Some(5)), &stated(0, -1));
    assert_eq!(negative, Err(AssessmentError::Negative("sigma_milli")));
}

fn measurements() -> impl Strategy<Value = Vec<i64>> {
    prop::collection::vec(-5_000_i64..5_000, 2..40)
}

proptest! {
    /// An independent road: floating point, two passes, no squares compared.
    #[test]
    fn figures_agree_with_floating_point(values in measurements(), lower in -9_000_i64..0, width in 1_i64..15_000) {
        let upper = lower + width;
        let result = from_measurements(&RULES, &subject(Some(lower), Some(upper)), &values).unwrap();
        let n = values.len() as f64;
        let mean = values.iter().map(|x| *x as f64).sum::<f64>() / n;
        let sigma = (values.iter().map(|x| (*x as f64 - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt();
        prop_assert!((result.mean_milli as f64 - mean * 1e3).abs() <= 0.501);
        prop_assert!((result.sigma_milli as f64 - sigma * 1e3).abs() <= 0.501);
        if sigma > 0.0 {
            let ppk = ((upper as f64 - mean) / 3.0 / sigma).min((mean - lower as f64) / 3.0 / sigma);
            prop_assert!((result.index_milli.unwrap() as f64 - ppk * 1e3).abs() <= 0.501);
            let pp = (upper - lower) as f64 / 6.0 / sigma;
            prop_assert!((result.potential_milli.unwrap() as f64 - pp * 1e3).abs() <= 0.501);
            // The shown index is a whole step away from 1,330 unless it is near it.
            if result.index_milli.unwrap() > 1_330 { prop_assert!(result.verdict != CapabilityVerdict::NotCapable) }
            if result.index_milli.unwrap() < 1_330 { prop_assert_eq!(result.verdict, CapabilityVerdict::NotCapable) }
        }
    }

    #[test]
    fn order_of_measurements_and_where_zero_lies_change_nothing(values in measurements(), seed in 0_usize..40, by in -1_000_000_i64..1_000_000) {
        let of = |by: i64| subject(Some(-2_000 + by), Some(3_000 + by));
        let first = from_measurements(&RULES, &of(0), &values).unwrap();
        let mut turned = values.clone();
        turned.rotate_left(seed % values.len());
        turned.reverse();
        prop_assert_eq!(&from_measurements(&RULES, &of(0), &turned).unwrap(), &first);
        let moved: Vec<i64> = values.iter().map(|x| x + by).collect();
        let moved = from_measurements(&RULES, &of(by), &moved).unwrap();
        prop_assert_eq!((moved.index_milli, moved.verdict), (first.index_milli, first.verdict));
    }

    /// A wider tolerance never lowers an index or a verdict; a limit less never lowers Cpk.
    #[test]
    fn wider_limits_never_hurt(mean in -1_000_i64..1_000, sigma in 1_i64..5_000, lower in -900_i64..0, upper in 1_i64..900, more in 0_i64..500) {
        let narrow = from_stated(&RULES, &subject(Some(lower), Some(upper)), &stated(mean, sigma)).unwrap();
        let wide = from_stated(&RULES, &subject(Some(lower - more), Some(upper + more)), &stated(mean, sigma)).unwrap();
        prop_assert!(wide.index_milli >= narrow.index_milli);
        prop_assert!(wide.potential_milli >= narrow.potential_milli);
        let one_sided = from_stated(&RULES, &subject(None, Some(upper)), &stated(mean, sigma)).unwrap();
        prop_assert!(one_sided.index_milli >= narrow.index_milli);
        let rank = |of: &Capability| match of.verdict {
            CapabilityVerdict::Accepted => 2,
            CapabilityVerdict::Conditional => 1,
            CapabilityVerdict::NotCapable | CapabilityVerdict::Unknown => 0,
        };
        prop_assert!(rank(&wide) >= rank(&narrow));
    }
}
