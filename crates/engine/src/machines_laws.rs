//! Laws of what a list of machines says, and worked cases.

use super::*;
use eslabon_domain::attributes::{Attributes, ConfidentialityGroup};
use eslabon_domain::ids::{MachineId, SiteId};
use eslabon_domain::machines::Recorder;
use jiff::Timestamp;
use jiff::civil::Date;
use proptest::prelude::*;

const LATHE: &str = "equipment.cnc_lathe";
const PRESS: &str = "equipment.press";

fn machine(name: &str, plate: Plate) -> Machine {
    Machine {
        id: MachineId::from_name(name),
        site: SiteId::from_name("site"),
        version: 1,
        plate,
        origin: Origin::Declared,
        by: Recorder::Firm,
        observed: Date::constant(2026, 11, 25),
        recorded: Timestamp::UNIX_EPOCH,
        removed: None,
    }
}

fn press(count: i64, tonnage: Option<i64>) -> Plate {
    Plate {
        kind: PRESS.into(),
        count,
        tonnage,
        ..Plate::default()
    }
}

fn amount(said: &BTreeMap<Slot, Said>, kind: &str, attribute: &str) -> Option<i64> {
    let slot = (kind.to_owned(), attribute.to_owned());
    match said.get(&slot)?.value {
        FactValue::Amount { low, high } if low == high => Some(low),
        _ => None,
    }
}

#[test]
fn numbers_are_added_and_the_largest_counts() {
    let list = [
        machine("a", press(2, Some(60))),
        machine("b", press(1, Some(150))),
        machine("c", press(3, None)),
    ];
    let said = summary(&list);
    assert_eq!(amount(&said, PRESS, EQUIPMENT_OWNED), Some(6));
    assert_eq!(amount(&said, PRESS, EQUIPMENT_TONNAGE), Some(150));
    assert_eq!(amount(&said, PRESS, EQUIPMENT_AXES), None);
    assert_eq!(amount(&said, LATHE, EQUIPMENT_OWNED), None);
}

#[test]
fn a_number_is_known_as_well_as_its_weakest_line_and_a_size_as_its_own() {
    let mut list = [
        machine("a", press(1, Some(60))),
        machine("b", press(1, Some(150))),
    ];
    list[1].origin = Origin::Verified;
    let said = summary(&list);
    let origin = |attribute: &str| said[&(PRESS.to_owned(), attribute.to_owned())].origin;
    assert_eq!(origin(EQUIPMENT_OWNED), Origin::Declared);
    assert_eq!(origin(EQUIPMENT_TONNAGE), Origin::Verified);
}

#[test]
fn the_make_is_that_of_the_newest() {
    let named = |name: &str, year| {
        let plate = Plate {
            make_model: name.to_owned(),
            year,
            ..press(1, None)
        };
        machine(name, plate)
    };
    let list = [
        named("Chicago", None),
        named("Minster P2", Some(2019)),
        named("Aida", Some(1998)),
    ];
    let said = summary(&list);
    let made = &said[&(PRESS.to_owned(), EQUIPMENT_MAKE_MODEL.to_owned())].value;
    assert!(matches!(made, FactValue::Text { text } if text.text == "Minster P2"));
    assert_eq!(amount(&said, PRESS, EQUIPMENT_YEAR), Some(2019));
}

#[test]
fn a_type_that_left_the_list_is_gone_and_its_sizes_end() {
    let before = [machine("a", press(1, Some(60)))];
    let mut after = before.clone();
    after[0].removed = Some(Timestamp::UNIX_EPOCH);
    let changes = changes(&before, &after);
    assert!(changes.contains(&Change::Gone(PRESS.into())));
    let ended = changes.iter().any(
        |change| matches!(change, Change::Ends((_, attribute), _) if attribute == EQUIPMENT_TONNAGE),
    );
    assert!(ended && changes.len() == 2, "{changes:?}");
}

#[test]
fn a_figure_that_is_taken_back_ends_and_the_number_stays() {
    let before = [machine("a", press(1, Some(60)))];
    let after = [machine("a", press(1, None))];
    let changes = changes(&before, &after);
    assert!(
        matches!(changes.as_slice(), [Change::Ends((_, attribute), _)] if attribute == EQUIPMENT_TONNAGE),
        "{changes:?}"
    );
}

#[test]
fn what_is_said_can_be_said_of_equipment_and_is_open() {
    let spine = Attributes::bundled().unwrap();
    let measures = MEASURES.map(|(attribute, _)| attribute);
    let others = [
        EQUIPMENT_OWNED,
        EQUIPMENT_MAKE_MODEL,
        EQUIPMENT_YEAR,
        EQUIPMENT_AXES,
        EQUIPMENT_TONNAGE,
    ];
    for id in measures.into_iter().chain(others) {
        let attribute = spine.find(id).unwrap();
        assert_eq!(attribute.group, ConfidentialityGroup::Capability, "{id}");
        assert!(attribute.item_kind.is_some(), "{id}");
    }
}

fn any_measure() -> impl Strategy<Value = Option<Measure>> {
    prop::option::of((1_i64..1_000_000_000).prop_map(|amount| Measure {
        amount,
        entered: format!("{amount} nm"),
    }))
}

prop_compose! {
    fn any_machine()(
        name in "[a-z]{8}",
        kind in prop::sample::select(vec![LATHE, PRESS]),
        make_model in prop::sample::select(vec!["", "Haas ST-20", "Mazak QT"]),
        year in prop::option::of(1950_i64..2027),
        count in 1_i64..20,
        tonnage in prop::option::of(1_i64..2_000),
        travel_x in any_measure(),
        max_load in any_measure(),
        origin in prop::sample::select(vec![Origin::Declared, Origin::Document, Origin::Verified]),
        is_gone in prop::bool::weighted(0.2),
    ) -> Machine {
        let plate = Plate {
            kind: kind.into(),
            make_model: make_model.into(),
            year,
            count,
            tonnage,
            travel_x,
            max_load,
            ..Plate::default()
        };
        Machine {
            origin,
            removed: is_gone.then_some(Timestamp::UNIX_EPOCH),
            ..machine(&name, plate)
        }
    }
}

/// One list in another order.
fn turned(list: &[Machine], by: usize) -> Vec<Machine> {
    let mut turned = list.to_vec();
    if !turned.is_empty() {
        let by = by % turned.len();
        turned.rotate_left(by);
    }
    turned
}

proptest! {
    #[test]
    fn the_order_of_the_list_changes_nothing(
        list in prop::collection::vec(any_machine(), 0..8),
        by in 0_usize..8,
    ) {
        prop_assert_eq!(summary(&list), summary(&turned(&list, by)));
    }

    #[test]
    fn one_machine_more_lowers_no_figure(
        list in prop::collection::vec(any_machine(), 0..8),
        mut one in any_machine(),
    ) {
        one.removed = None;
        let before = summary(&list);
        let mut longer = list.clone();
        longer.push(one);
        let after = summary(&longer);
        for change in changes(&list, &longer) {
            if let Change::Says { now, was, .. } = change {
                prop_assert!(!fell(was.as_ref(), &now));
            }
        }
        for (slot, was) in &before {
            let now = &after[slot];
            if let (FactValue::Amount { low: was, .. }, FactValue::Amount { low: now, .. }) =
                (&was.value, &now.value)
            {
                prop_assert!(now >= was, "{slot:?}");
            }
        }
    }

    #[test]
    fn changes_lead_from_one_summary_to_the_other(
        before in prop::collection::vec(any_machine(), 0..8),
        after in prop::collection::vec(any_machine(), 0..8),
    ) {
        let mut said = summary(&before);
        for change in changes(&before, &after) {
            match change {
                Change::Says { slot, now, was } => {
                    prop_assert_eq!(said.insert(slot, now), was);
                }
                Change::Gone(kind) => {
                    said.remove(&(kind, EQUIPMENT_OWNED.to_owned()));
                }
                Change::Ends(slot, was) => {
                    prop_assert_eq!(said.remove(&slot), Some(was));
                }
            }
        }
        prop_assert_eq!(said, summary(&after));
    }

    #[test]
    fn a_list_that_stays_as_it_is_says_nothing_new(
        list in prop::collection::vec(any_machine(), 0..8),
        by in 0_usize..8,
    ) {
        prop_assert!(changes(&list, &turned(&list, by)).is_empty());
    }
}
