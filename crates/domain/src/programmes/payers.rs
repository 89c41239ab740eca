//! Who pays a programme, by which parts, up to which ceiling. Splitting an amount is the engine's
//! (`engine::programme::share`).

use super::words;
use serde::{Deserialize, Serialize};

/// The most payers of a programme.
pub const PAYERS_MAX: usize = 6;
/// The most parts of one payer.
pub const PARTS_MAX: u32 = 1_000;

words!(
    /// Who pays.
    Payer {
        /// The firm itself.
        Firm = "firm",
        /// The lead firm.
        LeadFirm = "lead_firm",
        /// A business association.
        Association = "association",
        /// The state.
        State = "state",
        /// A support programme.
        Programme = "programme",
        /// Someone else.
        Other = "other",
    }
);

/// A payer with its part of the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayerPart {
    /// Who.
    pub payer: Payer,
    /// Its parts: thirds are 1, 1 and 1.
    pub parts: u32,
    /// At most so much of the whole programme, in minor units of its currency; absent: no ceiling.
    pub ceiling_minor: Option<i64>,
}

/// The rule where nothing else was agreed: firm, lead firm and support programme pay a third each.
#[must_use]
pub fn thirds() -> Vec<PayerPart> {
    let third = |payer| PayerPart {
        payer,
        parts: 1,
        ceiling_minor: None,
    };
    [Payer::Firm, Payer::LeadFirm, Payer::Programme]
        .map(third)
        .to_vec()
}

/// What is wrong with a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PayerFault {
    /// Nobody pays.
    Nobody,
    /// A payer stands twice.
    Twice(Payer),
    /// A payer without a part, or with more than [`PARTS_MAX`].
    Parts(Payer),
    /// A payer that may pay nothing, or less.
    NoBudget(Payer),
}

/// What is wrong with a rule; empty where money can be split by it.
#[must_use]
pub fn check_payers(rule: &[PayerPart]) -> Vec<PayerFault> {
    let mut faults = Vec::new();
    if rule.is_empty() {
        faults.push(PayerFault::Nobody);
    }
    for (at, part) in rule.iter().enumerate() {
        let mut before = rule.iter().take(at);
        if before.any(|other| other.payer == part.payer) {
            faults.push(PayerFault::Twice(part.payer));
        }
        if !(1..=PARTS_MAX).contains(&part.parts) {
            faults.push(PayerFault::Parts(part.payer));
        }
        if part.ceiling_minor.is_some_and(|ceiling| ceiling <= 0) {
            faults.push(PayerFault::NoBudget(part.payer));
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thirds_are_in_order() {
        assert_eq!(check_payers(&thirds()), []);
    }

    #[test]
    fn each_fault_is_told() {
        assert_eq!(check_payers(&[]), [PayerFault::Nobody]);
        let part = |payer, parts, ceiling_minor| PayerPart {
            payer,
            parts,
            ceiling_minor,
        };
        let rule = [
            part(Payer::Firm, 1, None),
            part(Payer::Firm, 0, None),
            part(Payer::State, 1, Some(0)),
        ];
        let faults = [
            PayerFault::Twice(Payer::Firm),
            PayerFault::Parts(Payer::Firm),
            PayerFault::NoBudget(Payer::State),
        ];
        assert_eq!(check_payers(&rule), faults);
    }
}
