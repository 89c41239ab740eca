//! What holds whatever is typed: nothing panics, nothing unknown becomes a figure, and emptying a field never adds
//! a fact.

use super::*;
use eslabon_domain::assessments::question_sets;
use proptest::prelude::*;

fn typed() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        "[0-9]{1,4}([.,][0-9]{1,3})?",
        "[0-9]{1,3}(\n[0-9]{1,3}){1,6}",
        "\\PC{0,12}",
        Just("yes".to_owned()),
        Just("tolerance".to_owned()),
        Just("8 6".to_owned()),
        Just("n sin serie".to_owned()),
    ]
}

fn kind() -> impl Strategy<Value = AssessmentKind> {
    prop::sample::select(AssessmentKind::ALL)
}

proptest! {
    #[test]
    fn whatever_is_typed_is_computed_or_refused(
        kind in kind(),
        texts in prop::collection::vec(typed(), 60),
    ) {
        let (diagnosis, spine) = (Diagnosis::bundled().unwrap(), Attributes::bundled().unwrap());
        let set = question_sets::bundled_audit().unwrap();
        let questions = match kind {
            AssessmentKind::ReadyDiagnosis => Questions::Diagnosis(&diagnosis, &spine),
            AssessmentKind::ProcessAudit | AssessmentKind::Potential => Questions::Set(&set),
            _ => Questions::None,
        };
        let empty = Entries::new();
        let item = Some("process.cnc_turning");
        let blank = Sheet { kind, item, questions, entries: &empty };
        let keys: Vec<String> = fields(&blank).into_iter().map(|field| field.key).collect();
        let entries: Entries = keys.iter().cloned().zip(texts.into_iter().cycle()).collect();
        let sheet = Sheet { entries: &entries, ..blank };
        match sheet.compute() {
            Ok(outcome) => {
                if outcome.standing == Standing::Unknown && kind == AssessmentKind::ProcessAudit {
                    prop_assert!(outcome.says.is_empty());
                }
            }
            Err(faults) => prop_assert!(!faults.is_empty()),
        }
    }

    #[test]
    fn an_emptied_field_never_adds_a_figure(
        planned in 1_i64..1_000, run in 0_i64..1_000, ideal in 1_i64..1_000,
        pieces in 0_i64..1_000, good in 0_i64..1_000, without in 0_usize..5,
    ) {
        let (run, pieces) = (run % (planned + 1), pieces % (ideal + 1));
        let good = good % (pieces + 1);
        let all = [
            ("planned_time", planned), ("run_time", run), ("ideal_pieces", ideal),
            ("pieces", pieces), ("good_pieces", good),
        ];
        let entries: Entries = all
            .iter()
            .enumerate()
            .filter(|(at, _)| *at != without)
            .map(|(_, (key, value))| ((*key).to_owned(), value.to_string()))
            .collect();
        let sheet = Sheet {
            kind: AssessmentKind::Oee,
            item: None,
            questions: Questions::None,
            entries: &entries,
        };
        let outcome = sheet.compute().unwrap();
        // A factor of zero decides whatever the others are; else what is missing is unknown.
        let is_zero = outcome.rule == "factor_is_zero";
        prop_assert!(is_zero || outcome.says.is_empty());
        prop_assert!(!outcome.missing.is_empty());
    }
}

#[test]
fn an_empty_sheet_is_unknown_and_says_what_is_missing() {
    let (diagnosis, spine) = (
        Diagnosis::bundled().unwrap(),
        Attributes::bundled().unwrap(),
    );
    let set = question_sets::bundled_audit().unwrap();
    for kind in AssessmentKind::ALL {
        let questions = match kind {
            AssessmentKind::ReadyDiagnosis => Questions::Diagnosis(&diagnosis, &spine),
            kind if kind.takes_questions() => Questions::Set(&set),
            _ => Questions::None,
        };
        let entries = Entries::new();
        let sheet = Sheet {
            kind: *kind,
            item: None,
            questions,
            entries: &entries,
        };
        let outcome = sheet.compute().unwrap();
        assert_eq!(outcome.standing, Standing::Unknown, "{kind:?}");
        assert!(!outcome.missing.is_empty(), "{kind:?}");
        assert!(outcome.says.is_empty(), "{kind:?}");
    }
}
