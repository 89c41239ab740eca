use super::*;
use crate::text::Lang;
use proptest::prelude::*;

const BUNDLED: &str = include_str!("../../../schema/diagnosis/ready_diagnosis.csv");

fn head() -> &'static str {
    BUNDLED.lines().next().unwrap()
}

fn read(line: &str) -> Result<Diagnosis, VocabularyError> {
    Diagnosis::parse(&format!("{}\n{line}\n", head()))
}

const LEVEL: &str =
    "question.a,quality,T,T,H,H,level_0_3,0,0,1,1,2,2,3,3,standard.held,standard.msa,2,";
const YES_NO: &str =
    "question.b,finance,T,T,H,H,yes_no,,,,,,,,,organisation.tax_opinion_positive,,5,";
const AMOUNT: &str = "question.c,delivery,T,T,H,H,amount,,,,,,,,,site.quote_days,,1,";

fn findings(diagnosis: &Diagnosis) -> Vec<Finding> {
    diagnosis.check(
        &Attributes::bundled().unwrap(),
        &Vocabulary::bundled().unwrap(),
        &Causes::bundled().unwrap(),
    )
}

#[test]
fn the_bundled_diagnosis_fits_spine_vocabulary_and_causes() {
    let found = findings(&Diagnosis::bundled().unwrap());
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn it_is_short_and_asks_of_every_area() {
    let diagnosis = Diagnosis::bundled().unwrap();
    assert!((20..=MOST_QUESTIONS).contains(&diagnosis.iter().count()));
    for area in Area::ALL {
        assert!(diagnosis.of(area).count() >= 2, "{area:?}");
    }
    // No two questions ask for the same fact.
    let asked: BTreeSet<_> = diagnosis.iter().map(|q| (&q.attribute, &q.item)).collect();
    assert_eq!(asked.len(), diagnosis.iter().count());
}

#[test]
fn it_is_worded_as_questions_and_its_levels_differ() {
    for question in Diagnosis::bundled().unwrap().iter() {
        let es = &question.text.es;
        assert!(es.contains('¿') && es.ends_with('?'), "{}", question.id);
        let AnswerKind::Level { looks } = &question.answer else {
            continue;
        };
        for lang in Lang::ALL {
            let seen: BTreeSet<&str> = looks.iter().map(|look| look.get(lang)).collect();
            assert_eq!(seen.len(), 4, "{}", question.id);
        }
    }
}

#[test]
fn thirty_are_allowed_and_one_more_is_not() {
    let lines = |count: usize| {
        let all = (0..count).map(|n| LEVEL.replace("question.a", &format!("question.n{n}")));
        all.collect::<Vec<_>>().join("\n")
    };
    assert!(read(&lines(30)).is_ok());
    let said = read(&lines(31)).unwrap_err().to_string();
    assert!(said.contains("at most 30"), "{said}");
}

#[test]
fn each_kind_of_damage_is_named() {
    for line in [LEVEL, YES_NO, AMOUNT] {
        assert!(findings(&read(line).unwrap()).is_empty(), "{line}");
    }
    for (line, part) in [
        (LEVEL.replace(",2,2,", ",2,,"), "level 2 is missing"),
        (
            LEVEL.replace("standard.msa,2", "standard.msa,0"),
            "weight 0",
        ),
        (
            LEVEL.replace("standard.msa,2", "standard.msa,6"),
            "weight 6",
        ),
        (LEVEL.replace("level_0_3", "yes_no"), "has no levels"),
        (YES_NO.replace("yes_no", "level_0_3"), "level 0 is missing"),
        (YES_NO.replace("T,T", "T,"), "text is missing"),
        (YES_NO.replace("H,H", " ,H"), "help is missing"),
        (YES_NO.replace("finance", "money"), "money"),
        (YES_NO.replace("yes_no", "stars"), "stars"),
        (YES_NO.replace("question.b", "b"), "is not question.<slug>"),
        (format!("{YES_NO}\n{YES_NO}"), "used twice"),
    ] {
        let said = read(&line).unwrap_err().to_string();
        assert!(said.contains(part), "{line}: {said}");
    }
    for (line, part) in [
        (AMOUNT.replace("site.quote_days", "site.none"), "site.none"),
        (AMOUNT.replace("amount", "yes_no"), "another kind of value"),
        (
            AMOUNT.replace("site.quote_days,", "site.quote_days,standard.msa"),
            "has no items",
        ),
        (
            AMOUNT.replace("site.quote_days", "process.cpk"),
            "needs an item",
        ),
        (
            LEVEL.replace("standard.msa", "standard.none"),
            "standard.none",
        ),
        (
            LEVEL.replace("standard.msa", "process.cnc_turning"),
            "none of these",
        ),
        (format!("{AMOUNT}cause.none"), "points to cause.none"),
    ] {
        let found = findings(&read(&line).unwrap()).join("\n");
        assert!(found.contains(part), "{line}: {found}");
    }
}

#[test]
fn answers_become_facts_and_do_not_stretch() {
    let of = |line: &str| read(line).unwrap().iter().next().cloned().unwrap();
    let (level, yes_no, amount) = (of(LEVEL), of(YES_NO), of(AMOUNT));
    let in_force = |n| level.fact(Answer::Level { level: n });
    assert_eq!(in_force(1), Ok(FactValue::Flag { yes: false }));
    assert_eq!(in_force(2), Ok(FactValue::Flag { yes: true }));
    assert_eq!(in_force(4), Err(AnswerError::NoSuchLevel));
    assert_eq!(
        yes_no.fact(Answer::YesNo { yes: false }),
        Ok(FactValue::Flag { yes: false })
    );
    assert_eq!(
        amount.fact(Answer::Amount { amount: 4 }),
        Ok(FactValue::exactly(4))
    );
    assert_eq!(
        amount.fact(Answer::Amount { amount: -1 }),
        Err(AnswerError::Negative)
    );
    assert_eq!(
        amount.fact(Answer::YesNo { yes: true }),
        Err(AnswerError::OtherKind)
    );
}

fn any_answer() -> impl Strategy<Value = Answer> {
    prop_oneof![
        any::<bool>().prop_map(|yes| Answer::YesNo { yes }),
        any::<u8>().prop_map(|level| Answer::Level { level }),
        any::<i64>().prop_map(|amount| Answer::Amount { amount }),
    ]
}

proptest! {
    #[test]
    fn every_answer_that_is_taken_is_a_value_of_its_attribute(at in 0..30_usize, answer in any_answer()) {
        let (diagnosis, spine) = (Diagnosis::bundled().unwrap(), Attributes::bundled().unwrap());
        prop_assume!(at < diagnosis.iter().count());
        let question = diagnosis.iter().nth(at).unwrap();
        let value_type = spine.find(&question.attribute).unwrap().value_type;
        match question.fact(answer) {
            Ok(FactValue::Flag { .. }) => prop_assert_eq!(value_type, ValueType::Flag),
            Ok(FactValue::Amount { low, high }) => {
                prop_assert_eq!(value_type, ValueType::Amount);
                prop_assert!(low == high && low >= 0);
            }
            Ok(other) => prop_assert!(false, "{:?}", other),
            Err(_) => {}
        }
    }

    #[test]
    fn a_higher_level_never_turns_yes_into_no(low in 0..4_u8, high in 0..4_u8) {
        let question = read(LEVEL).unwrap().iter().next().cloned().unwrap();
        let yes = |level| question.fact(Answer::Level { level }) == Ok(FactValue::Flag { yes: true });
        prop_assert!(!yes(low.min(high)) || yes(low.max(high)));
    }
}
