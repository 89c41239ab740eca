//! On which terms a need asks for parts, and its target price.

use super::classes::Language;
use super::paging::bad_argument;
use async_graphql::{Enum, InputObject, Result, SimpleObject};
use eslabon_domain::calendar::Month;
use eslabon_domain::money::{Currency as DomainCurrency, UnitPrice as DomainPrice};
use eslabon_domain::terms::{
    Incoterm as DomainIncoterm, MonthlyVolume as DomainVolume, NeedTerms as DomainTerms,
    ToolingOwner as DomainOwner,
};
use eslabon_domain::text::Lang;

/// Who delivers up to where, by Incoterms 2020.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "DomainIncoterm")]
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

/// Who owns the tooling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "DomainOwner")]
pub enum ToolingOwner {
    /// The buyer pays and owns it.
    Buyer,
    /// The supplier does.
    Supplier,
    /// They share it.
    Shared,
}

/// A currency that the centres work with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "DomainCurrency")]
pub enum Currency {
    /// Mexican peso.
    Mxn,
    /// United States dollar.
    Usd,
}

/// Good pieces needed in a month.
#[derive(Debug, Clone, PartialEq, Eq, SimpleObject)]
pub struct MonthlyVolume {
    /// Which, `YYYY-MM`.
    pub month: String,
    /// How many.
    pub pieces: i32,
}

/// The terms of a need; null is not said, and never zero.
#[derive(Debug, Clone, PartialEq, Eq, SimpleObject)]
pub struct NeedTerms {
    /// Pieces by month, ascending; empty where no volume is said.
    pub volumes: Vec<MonthlyVolume>,
    /// Pieces in a lot.
    pub lot_size: Option<i32>,
    /// Ideal cycle of the buyer's reference machine, in milliseconds.
    pub cycle_ms: Option<i32>,
    /// For how many months.
    pub duration_months: Option<i32>,
    /// Who delivers up to where.
    pub incoterm: Option<Incoterm>,
    /// In which currency it is paid.
    pub currency: Option<Currency>,
    /// Days from the invoice to the payment.
    pub payment_days: Option<i32>,
    /// Who owns the tooling.
    pub tooling_owner: Option<ToolingOwner>,
    /// When samples are due.
    pub sample_on: Option<String>,
    /// In which language drawings and people speak.
    pub language: Option<Language>,
}

impl From<&DomainTerms> for NeedTerms {
    fn from(terms: &DomainTerms) -> Self {
        // What is stored was checked: it fits.
        let int = |n: i64| i32::try_from(n).unwrap_or(i32::MAX);
        let volume = |volume: &DomainVolume| MonthlyVolume {
            month: volume.month.to_string(),
            pieces: int(volume.pieces),
        };
        Self {
            volumes: terms.volumes.iter().map(volume).collect(),
            lot_size: terms.lot_size.map(int),
            cycle_ms: terms.cycle_ms.map(int),
            duration_months: terms.duration_months.map(i32::from),
            incoterm: terms.incoterm.map(Into::into),
            currency: terms.currency.map(Into::into),
            payment_days: terms.payment_days.map(i32::from),
            tooling_owner: terms.tooling_owner.map(Into::into),
            sample_on: terms.sample_on.map(|day| day.to_string()),
            language: terms.language.map(Into::into),
        }
    }
}

/// The price of one piece.
#[derive(Debug, Clone, PartialEq, Eq, SimpleObject)]
pub struct UnitPrice {
    /// A decimal number with two to four digits after the point: `0.0840`.
    pub amount: String,
    /// Of what.
    pub currency: Currency,
}

impl From<DomainPrice> for UnitPrice {
    fn from(price: DomainPrice) -> Self {
        Self {
            amount: price.number().replace(',', ""),
            currency: price.currency.into(),
        }
    }
}

/// Good pieces needed in a month.
#[derive(Debug, Clone, InputObject)]
pub struct MonthlyVolumeInput {
    /// Which, `YYYY-MM`. Months follow each other, none left out.
    pub month: String,
    /// How many; a month without pieces says 0.
    pub pieces: i32,
}

/// The terms of a need. What is left out is not said.
#[derive(Debug, Clone, InputObject)]
pub struct NeedTermsInput {
    /// Pieces by month, ascending, up to 60 months.
    pub volumes: Option<Vec<MonthlyVolumeInput>>,
    /// Pieces in a lot.
    pub lot_size: Option<i32>,
    /// Ideal cycle of your reference machine, in milliseconds.
    pub cycle_ms: Option<i32>,
    /// For how many months, up to 600.
    pub duration_months: Option<i32>,
    /// Who delivers up to where.
    pub incoterm: Option<Incoterm>,
    /// In which currency it is paid.
    pub currency: Option<Currency>,
    /// Days from the invoice to the payment, up to 720.
    pub payment_days: Option<i32>,
    /// Who owns the tooling.
    pub tooling_owner: Option<ToolingOwner>,
    /// When samples are due, `YYYY-MM-DD`.
    pub sample_on: Option<String>,
    /// In which language drawings and people speak.
    pub language: Option<Language>,
}

impl NeedTermsInput {
    /// The terms.
    ///
    /// # Errors
    /// Names the argument that cannot be read.
    pub fn terms(self) -> Result<DomainTerms> {
        let volume = |volume: MonthlyVolumeInput| {
            let month = Month::parse(&volume.month).ok_or_else(|| {
                bad_argument(&format!("“{}” is no month; write YYYY-MM.", volume.month))
            })?;
            Ok(DomainVolume {
                month,
                pieces: volume.pieces.into(),
            })
        };
        // What does not fit is out of range for the use case, too.
        let short = |n: i32| u16::try_from(n).unwrap_or(u16::MAX);
        let volumes = self.volumes.unwrap_or_default().into_iter();
        let sample_on = self.sample_on.map(|text| {
            text.parse()
                .map_err(|_| bad_argument(&format!("“{text}” is no date; write YYYY-MM-DD.")))
        });
        Ok(DomainTerms {
            volumes: volumes.map(volume).collect::<Result<_>>()?,
            lot_size: self.lot_size.map(Into::into),
            cycle_ms: self.cycle_ms.map(Into::into),
            duration_months: self.duration_months.map(short),
            incoterm: self.incoterm.map(Into::into),
            currency: self.currency.map(Into::into),
            payment_days: self.payment_days.map(short),
            tooling_owner: self.tooling_owner.map(Into::into),
            sample_on: sample_on.transpose()?,
            language: self.language.map(Lang::from),
        })
    }
}

/// The price of one piece.
#[derive(Debug, Clone, InputObject)]
pub struct UnitPriceInput {
    /// A decimal number with at most four digits after the point: `0.084`.
    pub amount: String,
    /// Of what.
    pub currency: Currency,
}

impl UnitPriceInput {
    /// The price.
    ///
    /// # Errors
    /// Where the amount is no such number, or names another currency.
    pub fn price(self) -> Result<DomainPrice> {
        let currency = DomainCurrency::from(self.currency);
        let read = DomainPrice::parse(&self.amount, currency).ok();
        // The amount itself is told to nobody again: it is confidential.
        read.filter(|price| price.currency == currency)
            .ok_or_else(|| {
                bad_argument("targetPrice.amount is a number with at most four decimals.")
            })
    }
}
