//! An audit's steps and aspects under new names. The key of an answer names its place, so an answer has to follow
//! where its place is called otherwise. Must not guess: where a new name may stand for a step that was renamed or
//! for another one, it is asked.

use super::fields::{Places, key_of};
use super::{EntryFault, Sheet};
use eslabon_domain::assessments::{AssessmentKind, Entries};
use std::collections::BTreeMap;

/// Where a question is evaluated: a step, an aspect, or once.
type Place<'a> = Option<&'a str>;

/// What was typed, the answers of each renamed step and aspect under its new name. `before` is the sheet as it is
/// stored: whoever typed saw its fields. A new name stands for the old one that is gone from the same place between
/// those that stayed.
///
/// # Errors
/// On `steps` or `aspects`, `renamed_and_more`, with the names: some are gone and others are new, they are not as
/// many, and what is gone has answers.
pub fn carried(before: &Sheet<'_>, typed: &Entries) -> Result<Entries, Vec<EntryFault>> {
    let mut entries = typed.clone();
    if before.kind != AssessmentKind::ProcessAudit {
        return Ok(entries);
    }
    let now = Sheet {
        entries: typed,
        ..*before
    };
    let (was, is) = (Places::of(before), Places::of(&now));
    let mut faults: Vec<EntryFault> = Vec::new();
    for question in before.set() {
        let number = question.number.as_str();
        let pairs = renames(&was.of_question(question), &is.of_question(question));
        let answered = |place: Place<'_>| {
            let text = typed.get(&key_of(number, place));
            text.is_some_and(|text| !text.trim().is_empty())
        };
        let unclear: Vec<&str> = pairs
            .unclear
            .iter()
            .filter(|place| answered(**place))
            .map(|place| place.unwrap_or(number))
            .collect();
        if !unclear.is_empty() {
            let field = match question.element.as_str() {
                "p6" => "steps",
                _ => "aspects",
            };
            if faults.iter().all(|fault| fault.field != field) {
                let names = unclear.join(", ");
                faults.push(EntryFault::new(field, "renamed_and_more", names));
            }
            continue;
        }
        for (old, new) in pairs.renamed {
            let Some(answer) = entries.remove(&key_of(number, old)) else {
                continue;
            };
            let place = entries.entry(key_of(number, new)).or_default();
            if place.trim().is_empty() {
                *place = answer;
            }
        }
    }
    match faults.is_empty() {
        true => Ok(entries),
        false => Err(faults),
    }
}

/// What became of the places that are gone.
#[derive(Debug, Default, PartialEq, Eq)]
struct Renames<'a> {
    /// Old and new name.
    renamed: Vec<(Place<'a>, Place<'a>)>,
    /// Gone, while there are new ones that may be theirs.
    unclear: Vec<Place<'a>>,
}

fn renames<'a>(was: &[Place<'a>], is: &[Place<'a>]) -> Renames<'a> {
    let mut fresh = between(is, was);
    let mut found = Renames::default();
    let mut gone: Vec<Place<'a>> = Vec::new();
    for (after, old) in between(was, is) {
        match fresh.remove(&after) {
            Some(new) if new.len() == old.len() => found.renamed.extend(old.into_iter().zip(new)),
            Some(new) => {
                gone.extend(old);
                fresh.insert(after, new);
            }
            None => gone.extend(old),
        }
    }
    // Where nothing is new, what is gone was removed.
    if !fresh.is_empty() {
        found.unclear = gone;
    }
    found
}

/// The places that the other list does not have, by the last one before them that it has.
fn between<'a>(
    places: &[Place<'a>],
    other: &[Place<'_>],
) -> BTreeMap<Option<Place<'a>>, Vec<Place<'a>>> {
    let mut found: BTreeMap<Option<Place<'a>>, Vec<Place<'a>>> = BTreeMap::new();
    let mut after = None;
    for place in places {
        match other.contains(place) {
            true => after = Some(*place),
            false => found.entry(after).or_default().push(*place),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assessment::sheet::Questions;
    use eslabon_domain::assessments::question_sets::{self, SetQuestion};
    use proptest::prelude::*;

    fn set() -> Vec<SetQuestion> {
        let lines = "number,element,sub_element\nP3.1,p3,\nP5.1,p5,\nP6.1,p6,EU1\n";
        question_sets::parse(lines, true).unwrap()
    }

    fn entries(typed: &[(&str, &str)]) -> Entries {
        let pair = |(key, text): &(&str, &str)| ((*key).to_owned(), (*text).to_owned());
        typed.iter().map(pair).collect()
    }

    fn carry(stored: &[(&str, &str)], typed: &[(&str, &str)]) -> Result<Entries, Vec<EntryFault>> {
        let (set, stored) = (set(), entries(stored));
        let before = Sheet {
            kind: AssessmentKind::ProcessAudit,
            item: None,
            questions: Questions::Set(&set),
            entries: &stored,
        };
        carried(&before, &entries(typed))
    }

    #[test]
    fn a_renamed_step_keeps_its_answers() {
        let stored = [("steps", "Corte\nTorno\nLavado")];
        let typed = [
            ("steps", "Corte\nTorneado\nLavado\nEmpaque"),
            ("q.P6.1@Corte", "10"),
            ("q.P6.1@Torno", "8"),
            ("q.P6.1@Lavado", "6"),
        ];
        let kept = carry(&stored, &typed).unwrap();
        let expected = entries(&[
            ("steps", "Corte\nTorneado\nLavado\nEmpaque"),
            ("q.P6.1@Corte", "10"),
            ("q.P6.1@Torneado", "8"),
            ("q.P6.1@Lavado", "6"),
        ]);
        assert_eq!(kept, expected);
    }

    #[test]
    fn what_is_removed_goes_and_what_is_moved_stays() {
        let stored = [("steps", "Corte\nTorno")];
        let typed = [
            ("steps", "Torno\nCorte"),
            ("q.P6.1@Corte", "10"),
            ("q.P6.1@Torno", "8"),
        ];
        assert_eq!(carry(&stored, &typed).unwrap(), entries(&typed));
        let typed = [("steps", "Torno"), ("q.P6.1@Corte", "10")];
        assert_eq!(carry(&stored, &typed).unwrap(), entries(&typed));
    }

    #[test]
    fn a_first_aspect_takes_what_was_answered_once() {
        let typed = [("aspects", "Producto"), ("q.P3.1", "8")];
        let kept = carry(&[], &typed).unwrap();
        assert_eq!(
            kept,
            entries(&[("aspects", "Producto"), ("q.P3.1@Producto", "8")])
        );
        let back = carry(&[("aspects", "Producto")], &[("q.P3.1@Producto", "8")]);
        assert_eq!(back.unwrap(), entries(&[("q.P3.1", "8")]));
    }

    #[test]
    fn where_it_may_be_either_it_is_asked_and_only_of_answers() {
        let stored = [("steps", "Corte\nTorno")];
        let typed = [("steps", "Sierra"), ("q.P6.1@Torno", "8")];
        let faults = carry(&stored, &typed).unwrap_err();
        assert_eq!(
            faults,
            [EntryFault::new("steps", "renamed_and_more", "Torno")]
        );
        let typed = [("steps", "Sierra"), ("q.P6.1@Sierra", "8")];
        assert_eq!(carry(&stored, &typed).unwrap(), entries(&typed));
        let two = [("aspects", "Producto\nProceso"), ("q.P3.1", "8")];
        assert_eq!(carry(&[], &two).unwrap_err()[0].field, "aspects");
    }

    proptest! {
        #[test]
        fn whichever_step_is_renamed_every_answer_stays(
            was in prop::collection::btree_set("[a-d]", 1..4),
            renamed in 0_usize..4,
        ) {
            let was: Vec<String> = was.into_iter().collect();
            let mut is = was.clone();
            let at = renamed % is.len();
            is[at] = "Z".to_owned();
            let (old, new) = (was.join("\n"), is.join("\n"));
            let keys: Vec<String> = was.iter().map(|name| format!("q.P6.1@{name}")).collect();
            let mut typed: Vec<(&str, &str)> = vec![("steps", new.as_str())];
            typed.extend(keys.iter().map(String::as_str).zip(was.iter().map(String::as_str)));
            let kept = carry(&[("steps", old.as_str())], &typed).unwrap();
            for (name, answer) in is.iter().zip(&was) {
                prop_assert_eq!(kept.get(&format!("q.P6.1@{name}")), Some(answer));
            }
        }
    }
}
