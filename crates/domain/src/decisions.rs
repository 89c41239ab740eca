//! Why a supplier of a joint shortlist was rejected, kept waiting or selected. The list is
//! `schema/vocabulary/decision_reasons.csv`; a centre may keep its own.
//!
//! A reason decides nothing and makes no gap by itself: one that concerns the supplier may *propose* a
//! gap in the attribute that it names, which staff confirm and to which the firm may reply. A price or an
//! incumbent is no gap, and the types here cannot say otherwise.

use crate::attributes::{AttributeId, Attributes};
use crate::tables::{both, check_id, filled, malformed, rows};
use crate::text::Bilingual;
use crate::vocabulary::{Finding, VocabularyError};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

const FILE: &str = "decision_reasons.csv";

/// The id of a reason, such as `reason.capacity_short`. Ids are retired, never reused.
pub type ReasonId = String;

/// What was decided on a supplier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Not for this need.
    Reject,
    /// Not yet: something is awaited.
    Hold,
    /// Goes on.
    Select,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Outcome; 3] = [Outcome::Reject, Outcome::Hold, Outcome::Select];

    /// The word that storage uses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Outcome::Reject => "reject",
            Outcome::Hold => "hold",
            Outcome::Select => "select",
        }
    }

    /// The outcome that [`Outcome::as_str`] wrote.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|outcome| outcome.as_str() == word)
    }
}

/// One reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionReason {
    /// Its id.
    pub id: ReasonId,
    /// Its name.
    pub label: Bilingual,
    /// For which outcome it may be given.
    pub outcome: Outcome,
    /// Whether it says something of the supplier, who then hears of it and may reply.
    pub concerns_supplier: bool,
    /// The attribute in which a gap is proposed. Only where the reason concerns the supplier, and
    /// never for a selection.
    pub attribute: Option<AttributeId>,
    /// One sentence for the person who decides.
    pub help: Bilingual,
}

impl DecisionReason {
    /// Whether it may be given for not choosing a supplier.
    #[must_use]
    pub fn rejects(&self) -> bool {
        self.outcome == Outcome::Reject
    }
}

/// All reasons, in the order in which they are offered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DecisionReasons {
    reasons: Vec<DecisionReason>,
}

#[derive(Deserialize)]
struct Row {
    id: String,
    label_es: String,
    label_en: String,
    outcome: Outcome,
    concerns_supplier: String,
    attribute: String,
    help_es: String,
    help_en: String,
}

impl DecisionReasons {
    /// The reasons that ship with the program.
    ///
    /// # Errors
    /// If the bundled list is malformed; a test keeps it well formed.
    pub fn bundled() -> Result<Self, VocabularyError> {
        Self::parse(include_str!(
            "../../../schema/vocabulary/decision_reasons.csv"
        ))
    }

    /// Reads `decision_reasons.csv`.
    ///
    /// # Errors
    /// As [`DecisionReasons::from_list`], and where a line cannot be read.
    pub fn parse(csv_text: &str) -> Result<Self, VocabularyError> {
        let reasons = rows::<Row>(FILE, csv_text)?
            .into_iter()
            .map(reason_of)
            .collect::<Result<_, _>>()?;
        Self::from_list(reasons)
    }

    /// These reasons, in this order.
    ///
    /// # Errors
    /// Names the reason whose id stands twice or is no slug, which lacks a text, or which proposes a
    /// gap that it must not propose.
    pub fn from_list(reasons: Vec<DecisionReason>) -> Result<Self, VocabularyError> {
        let mut seen = BTreeSet::new();
        for reason in &reasons {
            check_id(FILE, &reason.id, "reason")?;
            if !seen.insert(&reason.id) {
                return Err(VocabularyError::IdReused(reason.id.clone()));
            }
            both(FILE, &reason.id, "label", reason.label.clone())?;
            both(FILE, &reason.id, "help", reason.help.clone())?;
            let may_propose = reason.concerns_supplier && reason.outcome != Outcome::Select;
            if reason.attribute.is_some() && !may_propose {
                return Err(malformed(
                    FILE,
                    format!("{}: proposes no gap, so it names no attribute", reason.id),
                ));
            }
        }
        Ok(Self { reasons })
    }

    /// The reason of this id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&DecisionReason> {
        self.reasons.iter().find(|reason| reason.id == id)
    }

    /// Every reason, in the order in which they are offered.
    pub fn iter(&self) -> impl Iterator<Item = &DecisionReason> {
        self.reasons.iter()
    }

    /// The reasons that may be given for an outcome.
    pub fn of(&self, outcome: Outcome) -> impl Iterator<Item = &DecisionReason> {
        self.iter().filter(move |reason| reason.outcome == outcome)
    }

    /// What does not fit the spine: an empty answer means that it is sound.
    #[must_use]
    pub fn check(&self, spine: &Attributes) -> Vec<Finding> {
        self.iter()
            .filter_map(|reason| Some((&reason.id, reason.attribute.as_deref()?)))
            .filter(|(_, attribute)| spine.find(attribute).is_none())
            .map(|(id, attribute)| format!("{id}: attribute {attribute} does not exist"))
            .collect()
    }
}

fn reason_of(row: Row) -> Result<DecisionReason, VocabularyError> {
    let concerns_supplier = match row.concerns_supplier.as_str() {
        "yes" => true,
        "no" => false,
        other => {
            return Err(malformed(
                FILE,
                format!("{}: concerns_supplier is yes or no, not “{other}”", row.id),
            ));
        }
    };
    Ok(DecisionReason {
        id: row.id,
        label: Bilingual {
            es: row.label_es,
            en: row.label_en,
        },
        outcome: row.outcome,
        concerns_supplier,
        attribute: filled(row.attribute),
        help: Bilingual {
            es: row.help_es,
            en: row.help_en,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HEAD: &str = "id,label_es,label_en,outcome,concerns_supplier,attribute,help_es,help_en\n";

    fn read(line: &str) -> Result<DecisionReasons, VocabularyError> {
        DecisionReasons::parse(&format!("{HEAD}{line}\n"))
    }

    #[test]
    fn the_bundled_reasons_fit_the_spine() {
        let reasons = DecisionReasons::bundled().unwrap();
        let findings = reasons.check(&Attributes::bundled().unwrap());
        assert!(findings.is_empty(), "{findings:#?}");
    }

    #[test]
    fn every_outcome_has_reasons_on_either_side_of_the_table() {
        let reasons = DecisionReasons::bundled().unwrap();
        assert!(reasons.iter().count() >= 24);
        for outcome in Outcome::ALL {
            for concerns in [true, false] {
                assert!(
                    reasons
                        .of(outcome)
                        .any(|reason| reason.concerns_supplier == concerns),
                    "{outcome:?} {concerns}"
                );
            }
            assert_eq!(Outcome::parse(outcome.as_str()), Some(outcome));
        }
    }

    #[test]
    fn price_and_incumbent_are_no_gap_and_tolerance_is() {
        let reasons = DecisionReasons::bundled().unwrap();
        for id in [
            "reason.price",
            "reason.incumbent_stays",
            "reason.volume_cancelled",
            "reason.part_redesigned",
        ] {
            let reason = reasons.find(id).unwrap();
            assert_eq!(
                (reason.concerns_supplier, &reason.attribute),
                (false, &None)
            );
        }
        let held = reasons.find("reason.tolerance_not_held").unwrap();
        assert_eq!(held.attribute.as_deref(), Some("process.tolerance"));
    }

    #[test]
    fn labels_are_told_apart_in_both_languages() {
        let reasons = DecisionReasons::bundled().unwrap();
        for lang in crate::text::Lang::ALL {
            let labels: BTreeSet<&str> = reasons.iter().map(|r| r.label.get(lang)).collect();
            assert_eq!(labels.len(), reasons.iter().count(), "{lang:?}");
        }
    }

    #[test]
    fn each_kind_of_damage_is_named() {
        let good = "reason.a,A,A,reject,yes,site.oee,B,B";
        assert!(read(good).is_ok());
        for (line, part) in [
            ("reason.a,A,A,reject,no,site.oee,B,B", "names no attribute"),
            ("reason.a,A,A,select,yes,site.oee,B,B", "names no attribute"),
            ("reason.a,,A,reject,yes,,B,B", "label is missing"),
            ("reason.a,A,A,reject,yes,, ,B", "help is missing"),
            ("reason.a,A,A,reject,maybe,,B,B", "yes or no"),
            ("reason.a,A,A,refuse,yes,,B,B", "refuse"),
            ("a,A,A,reject,yes,,B,B", "is not reason.<slug>"),
            ("reason.A b,A,A,reject,yes,,B,B", "is not reason.<slug>"),
            ("reason.a,A,A,reject", "decision_reasons.csv"),
        ] {
            let said = read(line).unwrap_err().to_string();
            assert!(said.contains(part), "{line}: {said}");
        }
        let twice = read(&format!("{good}\n{good}")).unwrap_err();
        assert_eq!(twice, VocabularyError::IdReused("reason.a".into()));
        let unknown = read("reason.a,A,A,reject,yes,site.none,B,B").unwrap();
        assert_eq!(unknown.check(&Attributes::bundled().unwrap()).len(), 1);
    }

    proptest! {
        #[test]
        fn only_what_concerns_the_supplier_ever_proposes_a_gap(
            outcome in 0..3_usize, concerns: bool, names: bool,
        ) {
            let line = format!(
                "reason.a,A,A,{},{},{},B,B",
                Outcome::ALL[outcome].as_str(),
                if concerns { "yes" } else { "no" },
                if names { "site.oee" } else { "" },
            );
            let expected = !names || (concerns && outcome != 2);
            prop_assert_eq!(read(&line).is_ok(), expected);
        }
    }
}
