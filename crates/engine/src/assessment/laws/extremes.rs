//! Nothing panics, whatever numbers come in; and results survive being written and read.

use crate::assessment::calendar_capacity::*;
use crate::assessment::capability::{self, Index, Limits, Stated, Study, Subject};
use crate::assessment::chain::{Step, before_scrap, chain};
use crate::assessment::delivery::{Delivered, DueLines, defects, on_time};
use crate::assessment::gauge::{self, Base, Deviations, Variances};
use crate::assessment::gauge_study::{Readings, from_readings};
use crate::assessment::oee::{OeeInput, oee};
use crate::assessment::rating::{self, rate};
use crate::assessment::run_rate::*;
use crate::assessment::shared_loading::{PartLoad, shared_loading};
use crate::assessment::{AssessmentError, Counted};
use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt::Debug;

/// Numbers as they come: any at all, the largest, the usual.
fn any_number() -> impl Strategy<Value = i64> {
    let edges = vec![
        i64::MIN,
        -1,
        0,
        1,
        999_999_999_999,
        1_000_000_000_000,
        1_000_000_000_001,
        i64::MAX,
    ];
    prop_oneof![
        any::<i64>(),
        prop::sample::select(edges),
        0_i64..2_000_000,
        0_i64..10
    ]
}

fn maybe() -> impl Strategy<Value = Option<i64>> {
    prop::option::weighted(0.8, any_number())
}

/// A result that comes through JSON unchanged.
fn survives<T: Serialize + DeserializeOwned + PartialEq + Debug>(
    result: Result<T, AssessmentError>,
) {
    match result {
        Ok(result) => {
            let text = serde_json::to_string(&result).unwrap();
            assert_eq!(serde_json::from_str::<T>(&text).unwrap(), result);
        }
        Err(error) => assert!(!serde_json::to_string(&error).unwrap().is_empty()),
    }
}

proptest! {
    #[test]
    fn ratios(n in prop::collection::vec(any_number(), 6)) {
        let counted = |at: usize| Counted { part: n[at], whole: n[at + 1] };
        survives(defects(&[Delivered { delivered: n[0], defective: n[1] }, Delivered { delivered: n[2], defective: n[3] }]));
        survives(on_time(&[DueLines { due: n[0], on_time: n[1] }]));
        survives(oee(&OeeInput { availability: Some(counted(0)), performance: Some(counted(2)), quality: Some(counted(4)) }));
        survives(rate(&rating::RULES, counted(0)));
    }

    #[test]
    fn studies(n in prop::collection::vec(any_number(), 8), part in maybe(), lower in maybe(), upper in maybe()) {
        for study in [Study::Initial, Study::Running] {
            let subject = Subject { limits: Limits { lower, upper }, study, stable: Some(true) };
            let stated = Stated { mean_milli: n[0], sigma_milli: n[1], index: Index::PpPpk, n: part };
            survives(capability::from_stated(&capability::RULES, &subject, &stated));
            survives(capability::from_measurements(&capability::RULES, &subject, &n));
            let groups = [n[..4].to_vec(), n[4..].to_vec()];
            survives(capability::from_subgroups(&capability::RULES, &subject, &groups));
        }
        for base in [Base::TotalVariation, Base::Tolerance { width: n[2] }] {
            let deviations = Deviations { equipment: n[0], appraiser: n[1], part };
            survives(gauge::from_deviations(&gauge::RULES, base, &deviations));
            let variances = Variances { equipment: n[0], appraiser: n[1], part };
            survives(gauge::from_variances(&gauge::RULES, base, &variances));
            let readings = Readings { of_appraisers: vec![vec![n[..2].to_vec(), n[2..4].to_vec()], vec![n[4..6].to_vec(), n[6..].to_vec()]] };
            survives(from_readings(&gauge::RULES, base, &readings));
        }
    }

    #[test]
    fn weeks(n in prop::collection::vec(any_number(), 8), oee_ppm in maybe(), others in maybe(), pieces in maybe(), scrap in maybe()) {
        let week = WeekTime { days_milli: n[0], shifts: n[1], shift_seconds: n[2], planned_stop_seconds: n[3], share_ppm: n[4] };
        let usual = WeekTime { days_milli: 5_000, shifts: 2, shift_seconds: 28_800, planned_stop_seconds: 0, share_ppm: 1_000_000 };
        let equipment = Equipment { cycle_ms: n[5], machines: n[6], cavities: n[7] };
        for average in [week, usual] {
            let input = RunRateInput { average, peak: Some(average), equipment, oee_ppm, other_allocations_ppm: others };
            let demand = Demand { average: pieces, peak: pieces };
            survives(run_rate(&input, demand));
            let steps = [Step { id: "a".into(), input, scrap_ppm: scrap }, Step { id: "b".into(), input, scrap_ppm: scrap }];
            survives(chain(&steps, demand));
            let part = PartLoad { id: "a".into(), pieces: n[0], equipment, oee_ppm };
            survives(shared_loading(&average, &[part.clone(), part]));
        }
        let _ = before_scrap(n[0], n[1]);
    }

    #[test]
    fn months(n in prop::collection::vec(any_number(), 9), oee_ppm in maybe(), lot_size in maybe(), year: i16, month: i8, usual: bool) {
        let month = if usual { Month { year: 2027, month: 2 } } else { Month { year, month } };
        let plant = Plant {
            working_days: Some(WorkingDays::PerWeek { days_milli: if usual { 5_000 } else { n[0] } }),
            shifts: Some(if usual { 2 } else { n[1] }),
            shift_seconds: Some(if usual { 28_800 } else { n[2] }),
            planned_stop_seconds: Some(if usual { 0 } else { n[3] }),
            machines: Some(n[4]),
            cavities: Some(n[5]),
            cycle_ms: Some(n[6]),
            oee_ppm,
            changeover: Some(Changeover::PerLot { seconds: n[7] }),
            committed: Some(vec![CommittedLoad { month, seconds: n[8], basis: LoadBasis::Booked }]),
        };
        let ramp = Ramp { months: vec![MonthNeed { month, pieces: n[0] }], lot_size };
        survives(calendar_capacity(&plant, &ramp));
    }
}
