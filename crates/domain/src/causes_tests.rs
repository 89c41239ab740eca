use super::*;
use crate::text::Lang;
use proptest::prelude::*;
use std::collections::BTreeSet;

const HEAD: &str = "id,parent,kind,area,label_es,label_en,question_es,question_en,service\n";

fn read(lines: &str) -> Result<Causes, VocabularyError> {
    Causes::parse(&format!("{HEAD}{lines}\n"))
}

fn bundled() -> Causes {
    Causes::bundled().unwrap()
}

#[test]
fn the_bundled_tree_fits_the_vocabulary() {
    let findings = bundled().check(&Vocabulary::bundled().unwrap());
    assert!(findings.is_empty(), "{findings:#?}");
}

#[test]
fn at_least_forty_causes_cover_every_area() {
    let tree = bundled();
    let causes = tree.iter().filter(|node| node.kind == CauseKind::Cause);
    assert!(causes.count() >= 40);
    for area in Area::ALL {
        assert!(tree.symptoms().any(|node| node.area == area), "{area:?}");
        assert_eq!(Area::parse(area.as_str()), Some(area));
    }
}

#[test]
fn every_symptom_has_branches_to_tell_apart() {
    let tree = bundled();
    for node in tree.iter() {
        let behind: Vec<&Cause> = tree.behind(&node.id).collect();
        match node.kind {
            CauseKind::Symptom => assert!(behind.len() >= 2, "{}", node.id),
            CauseKind::Cause => assert_ne!(behind.len(), 1, "{}: one branch only", node.id),
        }
        for lang in Lang::ALL {
            let asked: BTreeSet<&str> = behind.iter().map(|n| n.question.get(lang)).collect();
            assert_eq!(asked.len(), behind.len(), "{}: same question", node.id);
        }
    }
}

#[test]
fn spanish_questions_are_asked_as_questions() {
    for node in bundled().iter() {
        let (es, en) = (&node.question.es, &node.question.en);
        assert!(
            es.contains('¿') && es.ends_with('?') && en.ends_with('?'),
            "{}",
            node.id
        );
    }
}

#[test]
fn a_shortage_of_working_capital_leads_to_cash_flow() {
    let tree = bundled();
    let path: Vec<&str> = tree
        .path("cause.cash_flow_unmanaged")
        .iter()
        .map(|node| node.id.as_str())
        .collect();
    assert_eq!(
        path,
        ["cause.cash_flow_unmanaged", "cause.working_capital_short"]
    );
    assert!(
        tree.treated_by("service.cash_flow_training")
            .any(|node| node.id == "cause.cash_flow_unmanaged")
    );
    let scrap: BTreeSet<&str> = tree
        .behind("cause.high_scrap")
        .map(|node| node.id.as_str())
        .collect();
    assert!(scrap.contains("cause.no_first_piece_control"));
    assert!(scrap.contains("cause.worn_fixture"));
}

#[test]
fn each_kind_of_damage_is_named() {
    let symptom = "cause.a,,symptom,quality,A,A,B,B,";
    let cause = "cause.b,cause.a,cause,quality,A,A,B,B,service.spc_training";
    assert!(read(&format!("{symptom}\n{cause}")).is_ok());
    // The order of the lines does not matter.
    assert!(read(&format!("{cause}\n{symptom}")).is_ok());
    for (lines, part) in [
        (cause.to_owned(), "parent cause.a does not exist"),
        (format!("{symptom}\n{symptom}"), "used twice"),
        (symptom.replace(",A,A,", ",,A,"), "label is missing"),
        (symptom.replace(",B,B,", ",B,,"), "question is missing"),
        (symptom.replace("quality", "luck"), "luck"),
        (symptom.replace("symptom", "cause"), "a cause has both"),
        (format!("{symptom}service.spc_training"), "neither parent"),
        (
            cause.replace("cause.b,cause.a", "cause.b,cause.b"),
            "lies on a cycle",
        ),
        (
            symptom.replace("cause.a", "symptom.a"),
            "is not cause.<slug>",
        ),
    ] {
        let said = read(&lines).unwrap_err().to_string();
        assert!(said.contains(part), "{lines}: {said}");
    }
    let vocabulary = Vocabulary::bundled().unwrap();
    for wrong in ["service.none", "process.root"] {
        let lines = format!("{symptom}\n{cause}").replace("service.spc_training", wrong);
        assert_eq!(read(&lines).unwrap().check(&vocabulary).len(), 1, "{wrong}");
    }
}

/// Whether every node can be taken off, those first whose parent is gone: written without paths.
fn peels_off(parents: &[Option<usize>]) -> bool {
    let mut gone = vec![false; parents.len()];
    loop {
        let next = (0..parents.len())
            .find(|at| !gone[*at] && parents[*at].is_none_or(|parent| gone[parent]));
        match next {
            Some(at) => gone[at] = true,
            None => return gone.into_iter().all(|taken| taken),
        }
    }
}

proptest! {
    #[test]
    fn a_tree_is_taken_exactly_where_it_has_no_cycle(
        parents in (1..12_usize).prop_flat_map(|n| prop::collection::vec(prop::option::weighted(0.8, 0..n), n)),
    ) {
        let node = |(at, parent): (usize, &Option<usize>)| match parent {
            None => format!("cause.n{at},,symptom,people,A,A,B,B,"),
            Some(parent) => format!("cause.n{at},cause.n{parent},cause,people,A,A,B,B,service.x"),
        };
        let lines: Vec<String> = parents.iter().enumerate().map(node).collect();
        let tree = read(&lines.join("\n"));
        prop_assert_eq!(tree.is_ok(), peels_off(&parents));
        if let Ok(tree) = tree {
            // Every way up ends at a symptom, and what is behind a node leads back to it.
            for node in tree.iter() {
                let path = tree.path(&node.id);
                prop_assert!(path.last().is_some_and(|end| end.kind == CauseKind::Symptom));
                prop_assert!(tree.behind(&node.id).all(|child| tree.path(&child.id).len() == path.len() + 1));
            }
        }
    }
}
