//! The worked figures of the practice, from what is typed to what is shown.

use super::*;
use eslabon_domain::assessments::question_sets;
use eslabon_domain::assessments::show_figure;

fn entries(typed: &[(&str, &str)]) -> Entries {
    let pair = |(key, text): &(&str, &str)| ((*key).to_owned(), (*text).to_owned());
    typed.iter().map(pair).collect()
}

fn computed(kind: AssessmentKind, typed: &[(&str, &str)]) -> Result<Outcome, Vec<EntryFault>> {
    let entries = entries(typed);
    Sheet {
        kind,
        item: Some("process.cnc_turning"),
        questions: Questions::None,
        entries: &entries,
    }
    .compute()
}

fn shown(outcome: &Outcome, code: &str) -> String {
    let line = outcome.lines.iter().find(|line| line.code == code).unwrap();
    show_figure(line.amount.unwrap(), &line.unit)
}

const CPK: [(&str, &str); 8] = [
    ("unit", "plain"),
    ("lower", "8"),
    ("upper", "20"),
    ("mean", "16"),
    ("sigma", "2"),
    ("stable", "yes"),
    ("n", "50"),
    ("study", "running"),
];

#[test]
fn cpk_of_stated_figures() {
    let outcome = computed(AssessmentKind::Capability, &CPK).unwrap();
    assert_eq!(shown(&outcome, "cpk"), "0.667");
    assert_eq!(shown(&outcome, "cp"), "1");
    assert_eq!(shown(&outcome, "mean"), "16");
    assert_eq!(
        (outcome.verdict.as_str(), outcome.rule.as_str()),
        ("not_capable", "below_least")
    );
    let said: Vec<&str> = outcome.says.iter().map(|one| &*one.attribute).collect();
    assert_eq!(
        said,
        [
            "process.cpk",
            "process.capability_parts",
            "process.capability_stable"
        ]
    );
    assert_eq!(outcome.says[0].value, FactValue::exactly(667));
}

#[test]
fn what_is_not_stable_says_only_that() {
    let mut typed = CPK.to_vec();
    typed[5] = ("stable", "no");
    let outcome = computed(AssessmentKind::Capability, &typed).unwrap();
    assert_eq!(outcome.standing, Standing::Unknown);
    assert_eq!(outcome.says.len(), 1);
    assert_eq!(outcome.says[0].value, FactValue::Flag { yes: false });
    typed.remove(5);
    let unknown = computed(AssessmentKind::Capability, &typed).unwrap();
    assert_eq!(unknown.missing, ["stable"]);
    assert!(unknown.says.is_empty());
}

#[test]
fn measurements_in_inches_and_millimetres_give_the_same_index() {
    let study = |unit, values, lower, upper| {
        let typed = [
            ("unit", unit),
            ("values", values),
            ("lower", lower),
            ("upper", upper),
            ("stable", "yes"),
        ];
        computed(AssessmentKind::Capability, &typed).unwrap()
    };
    let inches = study("in", "1.00\n1.01\n0.99\n1.02\n1.00", "0.90", "1.10");
    let millimetres = study("mm", "25,4 25,654 25,146 25,908 25,4", "22.86", "27.94");
    assert_eq!(inches.lines[0].amount, millimetres.lines[0].amount);
    assert_eq!(shown(&inches, "mean"), "1.004 in");
    assert_eq!(shown(&millimetres, "mean"), "25.5016 mm");
}

#[test]
fn oee_is_rounded_once() {
    let typed = [
        ("planned_time", "480"),
        ("run_time", "7 h"),
        ("ideal_pieces", "420"),
        ("pieces", "400"),
        ("good_pieces", "380"),
    ];
    let outcome = computed(AssessmentKind::Oee, &typed).unwrap();
    assert_eq!(shown(&outcome, "oee"), "79.17 %");
    assert_eq!(
        outcome.lines[1].counted,
        Some(Counted {
            part: 420,
            whole: 480
        })
    );
    assert_eq!(outcome.says[0].attribute, "process.oee");
    assert_eq!(outcome.says[0].item.as_deref(), Some("process.cnc_turning"));
    let some = computed(AssessmentKind::Oee, &typed[..3]).unwrap();
    assert_eq!(some.missing, ["pieces", "good_pieces"]);
    assert!(some.says.is_empty());
}

#[test]
fn the_published_capacity_sheet() {
    let typed = [
        ("days", "5.5"),
        ("peak_days", "7"),
        ("shifts", "2"),
        ("shift", "8"),
        ("stops", "0"),
        ("share", "6.2 %"),
        ("others", "80"),
        ("cycle", "6.68"),
        ("machines", "1"),
        ("cavities", "1"),
        ("oee", "85"),
        ("average", "2,350"),
        ("peak", "3,000"),
    ];
    let outcome = computed(AssessmentKind::RunRate, &typed).unwrap();
    assert_eq!(shown(&outcome, "required_oee"), "79.92 %");
    assert_eq!(shown(&outcome, "ideal_pieces"), "2,940");
    assert_eq!(shown(&outcome, "net_time"), "5.456 h");
    assert_eq!(outcome.verdict, "meets");
    let peak = outcome
        .lines
        .iter()
        .find(|line| line.code == "required_oee" && line.of.as_deref() == Some("peak"));
    assert_eq!(
        show_figure(peak.unwrap().amount.unwrap(), "share"),
        "80.17 %"
    );
}

#[test]
fn nothing_delivered_is_not_measured() {
    let typed = [("delivered", "0"), ("defective", "0")];
    let none = computed(AssessmentKind::Delivery, &typed).unwrap();
    assert_eq!(none.verdict, "not_measured");
    assert!(none.says.is_empty());
    let typed = [
        ("delivered", "50"),
        ("defective", "1"),
        ("due", "20"),
        ("on_time", "19"),
    ];
    let some = computed(AssessmentKind::Delivery, &typed).unwrap();
    assert_eq!(shown(&some, "defects"), "20,000 PPM");
    assert_eq!(shown(&some, "on_time"), "95 %");
    assert_eq!(some.says.len(), 2);
    let typed = [("delivered", "5"), ("defective", "6")];
    let wrong = computed(AssessmentKind::Delivery, &typed).unwrap_err();
    assert_eq!(
        (&*wrong[0].field, wrong[0].code),
        ("defective", "part_above_whole")
    );
}

#[test]
fn a_gauge_states_its_base() {
    let typed = [
        ("base", "tolerance"),
        ("unit", "um"),
        ("width", "100"),
        ("equipment", "1"),
        ("appraiser", "1"),
        ("part", "20"),
    ];
    let outcome = computed(AssessmentKind::Gauge, &typed).unwrap();
    // 6 · √2 ÷ 100.
    assert_eq!(shown(&outcome, "grr"), "8.49 %");
    assert_eq!(outcome.verdict, "good");
    assert_eq!(outcome.says.len(), 3);
    let typed = [
        ("base", "total"),
        ("appraisers", "2"),
        (
            "readings",
            "1.0\t1.1\t1.0\t1.1\n2.0\t2.1\t2.0\t2.1\n3.0\t3.1\t3.0\t3.1",
        ),
    ];
    let study = computed(AssessmentKind::Gauge, &typed).unwrap();
    assert!(study.lines.iter().any(|line| line.code == "factors"));
}

/// So many questions of P5 with 270 of 340 points, or 318 of 400; and P7 without a fault.
fn audited(eights: usize) -> Outcome {
    let mut csv = String::from("number,element\n");
    let mut typed = Entries::new();
    for at in 0..=eights {
        csv.push_str(&format!("P5.{at},p5\n"));
        let points = if at == eights { "6" } else { "8" };
        typed.insert(format!("q.P5.{at}"), points.to_owned());
    }
    for at in 0..40 {
        csv.push_str(&format!("P7.{at},p7\n"));
        typed.insert(format!("q.P7.{at}"), "10".to_owned());
    }
    let set = question_sets::parse(&csv, true).unwrap();
    let sheet = Sheet {
        kind: AssessmentKind::ProcessAudit,
        item: None,
        questions: Questions::Set(&set),
        entries: &typed,
    };
    sheet.compute().unwrap()
}

#[test]
fn an_audit_rounds_before_it_downgrades() {
    // 270 of 340 are 79.4 %, 318 of 400 are 79.5 %. Overall both are of level B or better only by P7.
    let (below, above) = (audited(33), audited(39));
    let percent = |outcome: &Outcome| {
        let p5 = outcome
            .lines
            .iter()
            .find(|line| line.of.as_deref() == Some("P5"));
        show_figure(p5.unwrap().amount.unwrap(), "share")
    };
    assert_eq!(percent(&below), "79 %");
    assert_eq!(percent(&above), "80 %");
    assert_eq!(below.rule, "element_below_b");
    assert_eq!(below.rule_on.as_deref(), Some("P5"));
    assert_eq!(below.verdict, "grade_b");
    assert_ne!(above.rule, "element_below_b");
    assert_eq!(below.says.len(), 1);
}

#[test]
fn the_diagnosis_counts_what_was_answered_and_nothing_else() {
    let (diagnosis, spine) = (
        Diagnosis::bundled().unwrap(),
        Attributes::bundled().unwrap(),
    );
    let answered = |typed: &[(&str, &str)]| {
        let entries = entries(typed);
        Sheet {
            kind: AssessmentKind::ReadyDiagnosis,
            item: None,
            questions: Questions::Diagnosis(&diagnosis, &spine),
            entries: &entries,
        }
        .compute()
        .unwrap()
    };
    let none = answered(&[]);
    assert_eq!((none.verdict.as_str(), none.says.len()), ("not_rated", 0));
    let some = answered(&[
        ("q.question.first_piece", "3"),
        ("q.question.gauges_calibrated", "no"),
        ("q.question.defects", "250"),
        ("q.question.on_time", "92,5 %"),
    ]);
    // Three of three levels with weight 3, none of three with weight 3.
    assert_eq!(some.lines[0].counted, Some(Counted { part: 9, whole: 18 }));
    assert_eq!(some.verdict, "partially");
    let value = |attribute: &str| {
        let said = some.says.iter().find(|one| one.attribute == attribute);
        said.unwrap().value.clone()
    };
    assert_eq!(value("site.defect_ppm"), FactValue::exactly(250));
    assert_eq!(value("site.on_time_delivery"), FactValue::exactly(925_000));
    assert_eq!(
        value("site.calibration_current"),
        FactValue::Flag { yes: false }
    );
    let look: Vec<&str> = some
        .lines
        .iter()
        .filter(|line| line.code == "look_at")
        .filter_map(|line| line.of.as_deref())
        .collect();
    assert_eq!(look, ["question.gauges_calibrated"]);
}

#[test]
fn a_potential_analysis_takes_lights_and_reasons() {
    let set = question_sets::bundled_potential().unwrap();
    let mut typed: Entries = set
        .iter()
        .map(|one| (format!("q.{}", one.number), "verde".to_owned()))
        .collect();
    let rated = |typed: &Entries| {
        Sheet {
            kind: AssessmentKind::Potential,
            item: None,
            questions: Questions::Set(&set),
            entries: typed,
        }
        .compute()
    };
    assert_eq!(rated(&typed).unwrap().verdict, "potential_green");
    typed.insert("q.1".to_owned(), "n sin producción en serie".to_owned());
    assert_eq!(rated(&typed).unwrap().verdict, "potential_green");
    typed.insert("q.2".to_owned(), "rojo".to_owned());
    assert_eq!(rated(&typed).unwrap().verdict, "potential_red");
    typed.insert("q.1".to_owned(), "n".to_owned());
    assert_eq!(rated(&typed).unwrap_err()[0].code, "no_reason");
}
