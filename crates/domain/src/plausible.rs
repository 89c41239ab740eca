//! Between which amounts a criterion usually lies, so that a slip of the unit (mm for µm, kg for g, a share
//! for a percentage) is pointed out before it costs every candidate. Nothing is refused by it.

use crate::attributes::AttributeId;
use crate::needs::Requirement;

/// What is usual for an attribute, in its canonical unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plausible {
    /// The attribute's id.
    pub attribute: &'static str,
    /// The least that is usual.
    pub low: i64,
    /// The most that is usual.
    pub high: i64,
    /// By how much a slip of the unit is wrong.
    pub factor: i64,
    /// Why these.
    pub reason: &'static str,
}

const fn usual(
    attribute: &'static str,
    low: i64,
    high: i64,
    factor: i64,
    reason: &'static str,
) -> Plausible {
    Plausible {
        attribute,
        low,
        high,
        factor,
        reason,
    }
}

/// Micrometres, millimetres and metres are a thousand apart; so are grams, kilograms and tonnes.
const THOUSAND: i64 = 1_000;
/// A percentage taken for parts per million.
const PERCENT: i64 = 10_000;
/// Pesos taken for centavos.
const CENTAVOS: i64 = 100;

/// What is usual. An attribute without a line is never doubted.
pub static PLAUSIBLE: [Plausible; 17] = [
    usual(
        "process.tolerance",
        100,
        4_000_000,
        THOUSAND,
        "lapping holds about ±0.1 µm; welded and cast work about ±4 mm",
    ),
    usual(
        "process.roughness_ra",
        5,
        100_000,
        THOUSAND,
        "polished mirrors have Ra 0.005 µm; sand castings and flame cuts at most Ra 100 µm",
    ),
    usual(
        "process.max_length",
        1_000_000,
        50_000_000_000,
        THOUSAND,
        "the longest side of a part: from 1 mm to a 50 m structure",
    ),
    usual(
        "process.max_diameter",
        100_000,
        20_000_000_000,
        THOUSAND,
        "from drawn wire of 0.1 mm to rolled shells of 20 m",
    ),
    usual(
        "process.min_thickness",
        1_000,
        500_000_000,
        THOUSAND,
        "from coatings of 1 µm to forged blocks of 0.5 m",
    ),
    usual(
        "process.max_thickness",
        10_000,
        2_000_000_000,
        THOUSAND,
        "from foils of 10 µm to ingots of 2 m",
    ),
    usual(
        "process.max_weight",
        1,
        500_000_000,
        THOUSAND,
        "from parts of 1 g to what the largest cranes move, 500 t",
    ),
    usual(
        "process.cpk",
        100,
        10_000,
        THOUSAND,
        "an index, usually 1.00 to 2.00; given as 1,330 it was meant in thousandths",
    ),
    usual("process.ppk", 100, 10_000, THOUSAND, "as Cpk"),
    usual(
        "process.hour_rate",
        5_000,
        2_000_000,
        CENTAVOS,
        "an hour of a machine costs between 50 and 20,000 pesos",
    ),
    usual(
        "site.staff",
        1,
        50_000,
        THOUSAND,
        "the largest plants of the country employ some tens of thousands",
    ),
    usual(
        "site.lead_time_days",
        1,
        1_000,
        THOUSAND,
        "large castings and tools take up to two or three years",
    ),
    usual(
        "site.quote_days",
        0,
        180,
        THOUSAND,
        "nobody waits longer than half a year for a quotation",
    ),
    usual(
        "site.on_time_delivery",
        100_000,
        1_000_000,
        PERCENT,
        "a share: below 10 % nobody asks, above 100 % there is none",
    ),
    usual(
        "site.oee",
        50_000,
        1_000_000,
        PERCENT,
        "a share, usually 40 to 90 %",
    ),
    usual(
        "site.gauge_rr",
        5_000,
        1_000_000,
        PERCENT,
        "a share, usually 10 to 30 %",
    ),
    usual(
        "site.defect_ppm",
        0,
        500_000,
        PERCENT,
        "defects by the million; half of all pieces is no quality level",
    ),
];

/// A criterion that is probably meant otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    /// Of which attribute.
    pub attribute: AttributeId,
    /// What is asked.
    pub amount: i64,
    /// The least that is usual.
    pub low: i64,
    /// The most that is usual.
    pub high: i64,
    /// What is probably meant, where another unit explains it.
    pub likely: Option<Requirement>,
}

/// Whether a requirement lies outside of what is usual for its attribute, and what is probably meant.
#[must_use]
pub fn doubt(attribute: &str, requirement: &Requirement) -> Option<Doubt> {
    let (Requirement::AtLeast { amount } | Requirement::AtMost { amount }) = *requirement else {
        return None;
    };
    let usual = PLAUSIBLE.iter().find(|line| line.attribute == attribute)?;
    let inside = |amount: &i64| (usual.low..=usual.high).contains(amount);
    if inside(&amount) {
        return None;
    }
    let other = match amount < usual.low {
        true => amount.checked_mul(usual.factor),
        false => Some(amount / usual.factor),
    };
    let likely = other.filter(inside).map(|amount| match requirement {
        Requirement::AtLeast { .. } => Requirement::AtLeast { amount },
        _ => Requirement::AtMost { amount },
    });
    Some(Doubt {
        attribute: attribute.to_owned(),
        amount,
        low: usual.low,
        high: usual.high,
        likely,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attributes::{Attributes, ValueType};
    use crate::vocabulary::ConceptId;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_line_speaks_of_an_amount_of_the_spine_once() {
        let spine = Attributes::bundled().unwrap();
        let mut seen = BTreeSet::new();
        for line in PLAUSIBLE {
            let attribute = spine.find(line.attribute);
            let kind = attribute.map(|attribute| attribute.value_type);
            assert_eq!(kind, Some(ValueType::Amount), "{}", line.attribute);
            assert!(seen.insert(line.attribute), "{} twice", line.attribute);
            assert!(line.low >= 0 && line.low < line.high && line.factor > 1);
            assert!(!line.reason.is_empty());
        }
    }

    #[test]
    fn a_slip_of_the_unit_is_told_with_what_was_meant() {
        let at_most = |amount| Requirement::AtMost { amount };
        for (attribute, asked, meant) in [
            // 20 mm for 20 µm, 20 nm for 20 µm, 1 mm for 1 µm.
            ("process.tolerance", 20_000_000, 20_000),
            ("process.tolerance", 20, 20_000),
            ("process.tolerance", 5_000_000, 5_000),
            ("process.tolerance", 10, 10_000),
            ("process.roughness_ra", 1_000_000, 1_000),
            // 95 ppm for 95 %.
            ("site.on_time_delivery", 95, 950_000),
        ] {
            let doubt = doubt(attribute, &at_most(asked)).unwrap();
            assert_eq!(doubt.likely, Some(at_most(meant)), "{attribute} {asked}");
        }
        for (attribute, asked) in [
            ("process.tolerance", 20_000),
            ("process.tolerance", 300_000),
            ("process.roughness_ra", 800),
            ("site.staff", 30),
            ("site.floor_area_m2", i64::MAX),
        ] {
            assert_eq!(doubt(attribute, &at_most(asked)), None, "{attribute}");
        }
        let concepts: Vec<ConceptId> = vec!["process.cnc_turning".into()];
        let any_of = Requirement::AnyOf { concepts };
        assert_eq!(doubt("process.tolerance", &any_of), None);
    }

    proptest! {
        #[test]
        fn what_is_meant_is_usual_and_a_factor_away(
            at in 0..PLAUSIBLE.len(), amount in 0_i64.., least in any::<bool>(),
        ) {
            let line = PLAUSIBLE[at];
            let asked = match least {
                true => Requirement::AtLeast { amount },
                false => Requirement::AtMost { amount },
            };
            let usual = amount >= line.low && amount <= line.high;
            let found = doubt(line.attribute, &asked);
            prop_assert_eq!(found.is_none(), usual);
            if let Some(Doubt { likely: Some(likely), .. }) = found {
                prop_assert_eq!(doubt(line.attribute, &likely), None);
                let (Requirement::AtLeast { amount: meant } | Requirement::AtMost { amount: meant }) = likely else {
                    return Err(TestCaseError::fail("another kind of requirement"));
                };
                let wide = |n: i64| i128::from(n);
                let up = wide(amount) * wide(line.factor) == wide(meant);
                let down = wide(amount) / wide(line.factor) == wide(meant);
                prop_assert!(up || down);
            }
        }
    }
}
