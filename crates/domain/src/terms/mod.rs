//! On which terms a need asks for parts: how many month by month, in which lots, for how long, how they are
//! delivered and paid, whose the tooling is. What is not said is not known, and never zero. The target price
//! is no part of it: it is confidential and lies beside the need.

mod doubts;
mod recognise;
mod volumes;

pub use doubts::{TermDoubt, term_doubts};
pub use recognise::{Recognised, Term, recognise};
pub use volumes::{
    MONTHS_MAX, MonthlyVolume, PIECES_MAX, VolumeFault, linear_ramp, parse_volumes, volume_fault,
    write_volumes,
};

use crate::calendar::Month;
use crate::money::Currency;
use crate::text::Lang;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The most months for which parts are asked.
pub const DURATION_MAX: u16 = 600;
/// The most days that a payment may take.
pub const PAYMENT_DAYS_MAX: u16 = 720;
/// The longest cycle, in milliseconds: a week.
pub const CYCLE_MS_MAX: i64 = 604_800_000;

/// Who delivers up to where, by Incoterms 2020.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Incoterm {
    /// Ex works.
    Exw,
    /// Free carrier.
    Fca,
    /// Carriage paid to.
    Cpt,
    /// Carriage and insurance paid to.
    Cip,
    /// Delivered at place.
    Dap,
    /// Delivered at place unloaded.
    Dpu,
    /// Delivered duty paid.
    Ddp,
    /// Free alongside ship.
    Fas,
    /// Free on board.
    Fob,
    /// Cost and freight.
    Cfr,
    /// Cost, insurance and freight.
    Cif,
}

impl Incoterm {
    /// Every term.
    pub const ALL: [Incoterm; 11] = [
        Incoterm::Exw,
        Incoterm::Fca,
        Incoterm::Cpt,
        Incoterm::Cip,
        Incoterm::Dap,
        Incoterm::Dpu,
        Incoterm::Ddp,
        Incoterm::Fas,
        Incoterm::Fob,
        Incoterm::Cfr,
        Incoterm::Cif,
    ];

    /// The three letters.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Incoterm::Exw => "EXW",
            Incoterm::Fca => "FCA",
            Incoterm::Cpt => "CPT",
            Incoterm::Cip => "CIP",
            Incoterm::Dap => "DAP",
            Incoterm::Dpu => "DPU",
            Incoterm::Ddp => "DDP",
            Incoterm::Fas => "FAS",
            Incoterm::Fob => "FOB",
            Incoterm::Cfr => "CFR",
            Incoterm::Cif => "CIF",
        }
    }

    /// The term of these three letters.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        let code = code.trim().to_ascii_uppercase();
        Self::ALL.into_iter().find(|term| term.code() == code)
    }
}

/// Who owns the tooling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToolingOwner {
    /// The buyer pays and owns it.
    Buyer,
    /// The supplier does.
    Supplier,
    /// They share it.
    Shared,
}

impl ToolingOwner {
    /// Every owner.
    pub const ALL: [ToolingOwner; 3] = [
        ToolingOwner::Buyer,
        ToolingOwner::Supplier,
        ToolingOwner::Shared,
    ];

    /// The word that forms and lists use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            ToolingOwner::Buyer => "buyer",
            ToolingOwner::Supplier => "supplier",
            ToolingOwner::Shared => "shared",
        }
    }

    /// The owner that [`ToolingOwner::as_str`] wrote.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|owner| owner.as_str() == word)
    }
}

/// The terms of a need. None of them is required.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct NeedTerms {
    /// Pieces by month, ascending, each month once and none left out.
    pub volumes: Vec<MonthlyVolume>,
    /// Pieces in a lot.
    pub lot_size: Option<i64>,
    /// Ideal cycle of the buyer's reference machine, in milliseconds.
    pub cycle_ms: Option<i64>,
    /// For how many months.
    pub duration_months: Option<u16>,
    /// Who delivers up to where.
    pub incoterm: Option<Incoterm>,
    /// In which currency it is paid.
    pub currency: Option<Currency>,
    /// Days from the invoice to the payment.
    pub payment_days: Option<u16>,
    /// Who owns the tooling.
    pub tooling_owner: Option<ToolingOwner>,
    /// When samples are due.
    pub sample_on: Option<Date>,
    /// In which language drawings and people speak.
    pub language: Option<Lang>,
}

impl NeedTerms {
    /// Whether nothing is said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == NeedTerms::default()
    }

    /// The month of most pieces; the first of equals.
    #[must_use]
    pub fn peak(&self) -> Option<MonthlyVolume> {
        let mut peak: Option<MonthlyVolume> = None;
        for volume in &self.volumes {
            if peak.is_none_or(|so_far| volume.pieces > so_far.pieces) {
                peak = Some(*volume);
            }
        }
        peak
    }

    /// The terms as another need may take them up today: without the day that is over, and without months of
    /// which the first is.
    #[must_use]
    pub fn still_ahead(&self, today: Date) -> Self {
        let begins = self.volumes.first().map(|volume| volume.month);
        let is_ahead = begins.is_some_and(|month| month >= Month::of(today));
        NeedTerms {
            volumes: match is_ahead {
                true => self.volumes.clone(),
                false => Vec::new(),
            },
            sample_on: self.sample_on.filter(|day| *day >= today),
            ..self.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_peak_is_the_first_month_of_most_pieces() {
        let january = Month {
            year: 2027,
            month: 1,
        };
        let volumes = linear_ramp(january, 500, 3, 800).unwrap();
        let mut terms = NeedTerms {
            volumes,
            lot_size: Some(250),
            ..NeedTerms::default()
        };
        terms.volumes[1].pieces = 800;
        assert_eq!(terms.peak().map(|peak| peak.month), january.after(1));
        assert_eq!(NeedTerms::default().peak(), None);
        assert!(NeedTerms::default().is_empty() && !terms.is_empty());
        let last_day = Date::constant(2027, 1, 31);
        assert_eq!(terms.still_ahead(last_day), terms);
        let taken = terms.still_ahead(Date::constant(2027, 2, 1));
        assert_eq!((taken.lot_size, taken.peak()), (Some(250), None));
    }

    #[test]
    fn words_come_back() {
        for term in Incoterm::ALL {
            assert_eq!(Incoterm::parse(&term.code().to_lowercase()), Some(term));
        }
        for owner in ToolingOwner::ALL {
            assert_eq!(ToolingOwner::parse(owner.as_str()), Some(owner));
        }
        assert_eq!(Incoterm::parse("DDU"), None);
        assert_eq!(ToolingOwner::parse("centre"), None);
    }
}
