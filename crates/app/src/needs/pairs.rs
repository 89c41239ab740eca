//! What two criteria say together: the same twice, or what nobody can meet. Must not judge one alone.

use super::{CRITERIA_MAX, CriterionDraft};
use crate::error::FieldError;
use eslabon_domain::needs::Requirement;
use eslabon_domain::places::StateCode;
use std::collections::BTreeSet;

/// Two criteria that ask the same, or that nobody can meet together.
pub(super) fn check_pairs(criteria: &[CriterionDraft], faults: &mut Vec<FieldError>) {
    let criteria = criteria.get(..CRITERIA_MAX).unwrap_or(criteria);
    for (at, later) in criteria.iter().enumerate() {
        let code = criteria.iter().take(at).find_map(|earlier| {
            let of_the_same = earlier.attribute == later.attribute && earlier.item == later.item;
            if asks_the_same(earlier, later) {
                Some("asked_twice")
            } else if of_the_same && earlier.requirement.excludes(&later.requirement) {
                Some("contradicts")
            } else {
                None
            }
        });
        if let Some(code) = code {
            let field = format!("criteria.{at}");
            faults.push(FieldError::new(field, code, later.attribute.clone()));
        }
    }
}

/// Whether two criteria ask the same of the same, however much each weighs.
pub(crate) fn asks_the_same(a: &CriterionDraft, b: &CriterionDraft) -> bool {
    a.attribute == b.attribute && a.item == b.item && is_same(&a.requirement, &b.requirement)
}

/// In alternatives, the order says nothing.
fn is_same(a: &Requirement, b: &Requirement) -> bool {
    let sorted = |states: &[StateCode]| states.iter().copied().collect::<BTreeSet<_>>();
    match (a, b) {
        (Requirement::AnyOf { concepts: a }, Requirement::AnyOf { concepts: b }) => {
            a.iter().collect::<BTreeSet<_>>() == b.iter().collect::<BTreeSet<_>>()
        }
        (Requirement::InStates { states: a }, Requirement::InStates { states: b }) => {
            sorted(a) == sorted(b)
        }
        _ => a == b,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use eslabon_domain::needs::Strength;
    use eslabon_domain::vocabulary::ConceptId;

    fn asked(attribute: &str, requirement: Requirement) -> CriterionDraft {
        CriterionDraft {
            attribute: attribute.to_owned(),
            item: None,
            requirement,
            strength: Strength::Must,
            weight: 10,
        }
    }

    fn codes(criteria: &[CriterionDraft]) -> Vec<(String, &'static str)> {
        let mut faults = Vec::new();
        check_pairs(criteria, &mut faults);
        faults.into_iter().map(|f| (f.field, f.code)).collect()
    }

    #[test]
    fn what_cannot_hold_together_is_named_at_the_later_one() {
        let least = |amount| asked("site.staff", Requirement::AtLeast { amount });
        let most = |amount| asked("site.staff", Requirement::AtMost { amount });
        assert!(codes(&[least(20), most(20), least(10)]).is_empty());
        let found = codes(&[least(20), most(19), least(20)]);
        let expected = [
            ("criteria.1".to_owned(), "contradicts"),
            ("criteria.2".to_owned(), "asked_twice"),
        ];
        assert_eq!(found, expected);
        // Of another item it is another question.
        let other = CriterionDraft {
            item: Some("process.cnc_turning".into()),
            ..most(1)
        };
        assert!(codes(&[least(20), other]).is_empty());
    }

    #[test]
    fn alternatives_in_another_order_are_the_same() {
        let any_of = |ids: [&str; 2]| Requirement::AnyOf {
            concepts: ids.map(ConceptId::from).to_vec(),
        };
        let in_states = |codes: [u8; 2]| Requirement::InStates {
            states: codes.map(StateCode).to_vec(),
        };
        let pairs = [
            (any_of(["a", "b"]), any_of(["b", "a"]), true),
            (any_of(["a", "b"]), any_of(["a", "c"]), false),
            (in_states([8, 14]), in_states([14, 8]), true),
            (in_states([8, 14]), in_states([8, 9]), false),
        ];
        for (a, b, same) in pairs {
            let (mut first, second) = (asked("x", a), asked("x", b));
            (first.strength, first.weight) = (Strength::Wish, 90);
            assert_eq!(asks_the_same(&first, &second), same, "{first:?} {second:?}");
        }
    }
}
