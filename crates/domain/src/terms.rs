//! On which terms a need asks for parts: how many month by month, in which lots, for how long, how they are
//! delivered and paid, whose the tooling is. What is not said is not known, and never zero. The target price
//! is no part of it: it is confidential and lies beside the need.

use crate::calendar::Month;
use crate::money::Currency;
use crate::text::Lang;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The most months of a ramp.
pub const MONTHS_MAX: usize = 60;
/// The most pieces of a month.
pub const PIECES_MAX: i64 = 100_000_000;

/// Good pieces needed in a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct MonthlyVolume {
    /// Which.
    pub month: Month,
    /// How many; none is said as zero.
    pub pieces: i64,
}

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

    /// The terms as another need may take them up: days and months of another need say nothing of this one.
    #[must_use]
    pub fn without_dates(&self) -> Self {
        NeedTerms {
            volumes: Vec::new(),
            sample_on: None,
            ..self.clone()
        }
    }
}

/// A ramp from one volume to another in equal steps, whole pieces, the first and the last month as given.
/// A single month has the volume that is reached. Nothing beyond the calendar or [`MONTHS_MAX`].
#[must_use]
pub fn linear_ramp(start: Month, first: i64, months: u16, last: i64) -> Option<Vec<MonthlyVolume>> {
    if months == 0 || usize::from(months) > MONTHS_MAX {
        return None;
    }
    let steps = i128::from(months - 1);
    let rise = i128::from(last) - i128::from(first);
    let at = |step: u16| {
        let month = start.after(step)?;
        let risen = match steps {
            0 => rise,
            // Half a piece and more is a piece.
            _ => (rise * i128::from(step) * 2 + steps).div_euclid(steps * 2),
        };
        let pieces = i64::try_from(i128::from(first) + risen).ok()?;
        Some(MonthlyVolume { month, pieces })
    };
    (0..months).map(at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const JANUARY: Month = Month {
        year: 2027,
        month: 1,
    };

    proptest! {
        #[test]
        fn a_ramp_goes_evenly_from_the_first_volume_to_the_last(
            first in 0..PIECES_MAX, last in 0..PIECES_MAX, months in 2..60_u16,
        ) {
            let ramp = linear_ramp(JANUARY, first, months, last).unwrap();
            prop_assert_eq!(ramp.len(), usize::from(months));
            prop_assert_eq!((ramp[0].month, ramp[0].pieces), (JANUARY, first));
            prop_assert_eq!(ramp[ramp.len() - 1].pieces, last);
            let steps: Vec<i64> = ramp.windows(2).map(|two| two[1].pieces - two[0].pieces).collect();
            let (least, most) = (steps.iter().min().unwrap(), steps.iter().max().unwrap());
            prop_assert!(most - least <= 1, "{steps:?}");
            for two in ramp.windows(2) {
                prop_assert_eq!(two[0].month.after(1), Some(two[1].month));
            }
        }
    }

    #[test]
    fn a_ramp_of_one_month_is_what_is_reached() {
        let one = linear_ramp(JANUARY, 500, 1, 800).unwrap();
        assert_eq!(one.len(), 1);
        assert_eq!(one[0].pieces, 800);
        assert_eq!(linear_ramp(JANUARY, 1, 0, 1), None);
        assert_eq!(linear_ramp(JANUARY, 1, 61, 1), None);
    }

    #[test]
    fn the_peak_is_the_first_month_of_most_pieces() {
        let volumes = linear_ramp(JANUARY, 500, 3, 800).unwrap();
        let mut terms = NeedTerms {
            volumes,
            lot_size: Some(250),
            ..NeedTerms::default()
        };
        terms.volumes[1].pieces = 800;
        assert_eq!(terms.peak().map(|peak| peak.month), JANUARY.after(1));
        assert_eq!(NeedTerms::default().peak(), None);
        assert!(NeedTerms::default().is_empty() && !terms.is_empty());
        let taken = terms.without_dates();
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
