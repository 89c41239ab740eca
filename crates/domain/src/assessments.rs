//! Assessments that someone carries out at a plant: of which kind, by which side, how they stand, and what was
//! typed. What follows from it is computed in `engine::assessment`; who may do it is decided in `app`.

pub mod question_sets;

use crate::units::{group_thousands, show_amount};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$about:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$about])* $variant,)+ }

        impl $name {
            /// Every one, in order.
            pub const ALL: &'static [$name] = &[$($name::$variant,)+];

            /// The word in the database, in forms and in addresses.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $word,)+ }
            }

            /// The one that this word stands for.
            #[must_use]
            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.as_str() == word)
            }
        }
    };
}

words!(
    /// What is assessed.
    AssessmentKind {
        /// Our own questions for a firm of fewer than fifty people.
        ReadyDiagnosis = "ready_diagnosis",
        /// A study of a process: Cp, Cpk, Pp, Ppk.
        Capability = "capability",
        /// Defects per million and deliveries on time, from records.
        Delivery = "delivery",
        /// Overall equipment effectiveness.
        Oee = "oee",
        /// A study of a gauge.
        Gauge = "gauge",
        /// Capacity of a week, as run at rate.
        RunRate = "run_rate",
        /// A process audit in the style of VDA 6.3.
        ProcessAudit = "process_audit",
        /// A potential analysis in the same style.
        Potential = "potential",
    }
);

/// Whether an assessment is of one process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// Of one process, which must be said.
    Process,
    /// Of one process, or of the plant.
    ProcessOrPlant,
    /// Of the plant.
    Plant,
}

impl AssessmentKind {
    /// Of what it is.
    #[must_use]
    pub fn subject(self) -> Subject {
        match self {
            AssessmentKind::Capability | AssessmentKind::RunRate => Subject::Process,
            AssessmentKind::Oee => Subject::ProcessOrPlant,
            AssessmentKind::ReadyDiagnosis
            | AssessmentKind::Delivery
            | AssessmentKind::Gauge
            | AssessmentKind::ProcessAudit
            | AssessmentKind::Potential => Subject::Plant,
        }
    }

    /// Whether it goes so deep that a need must ask for it, or staff say why.
    #[must_use]
    pub fn goes_deep(self) -> bool {
        matches!(
            self,
            AssessmentKind::ProcessAudit | AssessmentKind::Potential
        )
    }

    /// Whether it asks the questions of a set that a centre may load.
    #[must_use]
    pub fn takes_questions(self) -> bool {
        self.goes_deep()
    }

    /// Whether a firm carries it out by itself.
    #[must_use]
    pub fn is_the_firms(self) -> bool {
        self == AssessmentKind::ReadyDiagnosis
    }
}

words!(
    /// How an assessment stands.
    AssessmentStatus {
        /// Being carried out: what was typed is kept as it was typed.
        Draft = "draft",
        /// Computed and kept whole.
        Done = "done",
        /// Taken back, with a reason.
        Void = "void",
    }
);

words!(
    /// Whose assessment it is.
    AssessmentSide {
        /// The firm looks at itself.
        Firm = "firm",
        /// The centre's staff found it so.
        Centre = "centre",
    }
);

/// What was typed, by the key of its field. Kept as it was typed: numbers are read when it is computed.
pub type Entries = BTreeMap<String, String>;

/// The most fields of one assessment.
pub const ENTRIES_MAX: usize = 1_500;
/// The longest field, in characters: a list of measurements.
pub const ENTRY_MAX: usize = 100_000;

/// A figure of an assessment in the form in which people read it.
///
/// | unit | what one is | shown |
/// |---|---|---|
/// | `share` | a millionth of a whole | `79.17 %` |
/// | `ppm` | a piece of a million | `20,000 PPM` |
/// | `hundredths` | a hundredth of a point | `9.33` |
/// | `micro_mm`, `micro_in`, `micro_thou`, `micro_um`, `micro_plain` | a millionth of the unit | `16.5 mm` |
/// | `hours` | a millisecond | `5.456 h` |
/// | any other | as in [`crate::units`] | |
#[must_use]
pub fn show_figure(amount: i64, unit: &str) -> String {
    match unit {
        // Rounded for showing only; what decides is the unrounded one.
        "share" => format!("{} %", decimal(rounded(amount, 100), 2)),
        "ppm" => format!("{} PPM", decimal(amount, 0)),
        "hundredths" => decimal(amount, 2),
        "micro_mm" => format!("{} mm", decimal(amount, 6)),
        "micro_in" => format!("{} in", decimal(amount, 6)),
        "micro_thou" => format!("{} thou", decimal(amount, 6)),
        "micro_um" => format!("{} µm", decimal(amount, 6)),
        "micro_plain" => decimal(amount, 6),
        "hours" => format!("{} h", decimal(rounded(amount, 3_600), 3)),
        other => show_amount(amount, other),
    }
}

/// Divided, a half away from zero.
fn rounded(amount: i64, by: i64) -> i64 {
    let half = amount.signum().saturating_mul(by / 2);
    amount.saturating_add(half) / by
}

fn decimal(amount: i64, places: u32) -> String {
    let sign = if amount < 0 { "-" } else { "" };
    let scale = 10_u64.pow(places);
    let (whole, rest) = (amount.unsigned_abs() / scale, amount.unsigned_abs() % scale);
    let digits = format!("{rest:0width$}", width = places as usize);
    match digits.trim_end_matches('0') {
        "" => format!("{sign}{}", group_thousands(whole)),
        rest => format!("{sign}{}.{rest}", group_thousands(whole)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_back() {
        for kind in AssessmentKind::ALL {
            assert_eq!(AssessmentKind::parse(kind.as_str()), Some(*kind));
        }
        assert_eq!(AssessmentKind::parse("audit"), None);
    }

    #[test]
    fn only_what_a_firm_can_answer_is_its_own_and_nothing_of_that_goes_deep() {
        for kind in AssessmentKind::ALL {
            assert!(!(kind.is_the_firms() && kind.goes_deep()), "{kind:?}");
        }
    }

    #[test]
    fn figures_are_rounded_for_showing() {
        for (amount, unit, shown) in [
            (791_667, "share", "79.17 %"),
            (1_000_000, "share", "100 %"),
            (794_118, "share", "79.41 %"),
            (20_000, "ppm", "20,000 PPM"),
            (933, "hundredths", "9.33"),
            (-16_500_000, "micro_mm", "-16.5 mm"),
            (19_641_600, "hours", "5.456 h"),
            (667, "milli", "0.667"),
        ] {
            assert_eq!(show_figure(amount, unit), shown, "{amount} {unit}");
        }
    }
}
