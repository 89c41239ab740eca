//! Terms while they are being written: kept as they were typed, read as far as they can be. The rules are the
//! use cases'.

use super::draft::day;
use crate::pages::errors::message;
use crate::pages::fields::Fields;
use crate::pages::format;
use crate::pages::parts::Fault;
use crate::pages::words::Say;
use eslabon_app::FieldError;
use eslabon_domain::calendar::Month;
use eslabon_domain::money::{Currency, UnitPrice};
use eslabon_domain::terms::{
    Incoterm, MONTHS_MAX, MonthlyVolume, NeedTerms, PIECES_MAX, Recognised, Term, ToolingOwner,
    linear_ramp, parse_volumes, write_volumes,
};
use eslabon_domain::text::{Lang, fold};
use eslabon_domain::units::{parse_duration_ms, parse_whole, show_amount};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The fields of the form.
pub const FIELDS: [&str; 15] = [
    "rampa_mes",
    "rampa_piezas",
    "rampa_meses",
    "rampa_hasta",
    "volumenes",
    "lote",
    "ciclo",
    "duracion",
    "muestra",
    "incoterm",
    "moneda",
    "precio",
    "pago",
    "herramental",
    "idioma_planos",
];

/// The fields that are spread over the months and empty afterwards.
const RAMP: [&str; 4] = ["rampa_mes", "rampa_piezas", "rampa_meses", "rampa_hasta"];

/// Before the month whose pieces a field of the check page corrects.
pub const MONTH_FIELD: &str = "mes.";

/// Terms as they have been typed so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TermsTyped {
    values: BTreeMap<&'static str, String>,
}

impl TermsTyped {
    /// What a form says. Months that the check page corrects take the place of those that were listed.
    #[must_use]
    pub fn read(form: &Fields) -> Self {
        let mut typed = Self::default();
        for name in FIELDS {
            let most = if name == "volumenes" { 4_000 } else { 200 };
            typed.set(name, form.text(name).chars().take(most).collect::<String>());
        }
        let corrected: Vec<String> = form
            .pairs()
            .filter_map(|(name, pieces)| {
                let month = name.strip_prefix(MONTH_FIELD)?;
                let pieces: String = pieces.trim().chars().take(40).collect();
                Some(format!("{}: {pieces}", Month::parse(month)?))
            })
            .take(MONTHS_MAX)
            .collect();
        if !corrected.is_empty() {
            typed.set("volumenes", corrected.join("\n"));
        }
        typed
    }

    /// Terms as they are stored.
    #[must_use]
    pub fn of(terms: &NeedTerms) -> Self {
        let mut typed = Self::default();
        typed.set("volumenes", write_volumes(&terms.volumes));
        typed.put("lote", terms.lot_size.map(|n| show_amount(n, "count")));
        typed.put("ciclo", terms.cycle_ms.map(|ms| show_amount(ms, "ms")));
        typed.put("duracion", terms.duration_months);
        typed.put("muestra", terms.sample_on);
        typed.put("incoterm", terms.incoterm.map(Incoterm::code));
        typed.put("moneda", terms.currency.map(Currency::code));
        typed.put("pago", terms.payment_days);
        typed.put("herramental", terms.tooling_owner.map(ToolingOwner::as_str));
        typed.put("idioma_planos", terms.language.map(Lang::as_str));
        typed
    }

    /// The same with a target price, for those who may know it.
    #[must_use]
    pub fn priced(mut self, price: Option<UnitPrice>) -> Self {
        // The field of the currency says which; where it does not, the price does.
        let shown = price.map(|price| match self.get("moneda") {
            "" => format!("{} {}", price.number(), price.currency.code()),
            _ => price.number(),
        });
        self.put("precio", shown);
        self
    }

    /// What was typed into a field.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.values.get(name).map_or("", String::as_str)
    }

    fn set(&mut self, name: &'static str, value: impl Into<String>) {
        let value: String = value.into();
        match value.is_empty() {
            true => self.values.remove(name),
            false => self.values.insert(name, value),
        };
    }

    fn put(&mut self, name: &'static str, value: Option<impl ToString>) {
        self.set(
            name,
            value.map_or_else(String::new, |value| value.to_string()),
        );
    }

    /// Names and values of what was typed.
    pub fn pairs(&self) -> impl Iterator<Item = (String, String)> {
        self.values
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
    }

    /// The terms, as far as what was typed can be read.
    #[must_use]
    pub fn terms(&self) -> NeedTerms {
        NeedTerms {
            volumes: parse_volumes(self.get("volumenes")).unwrap_or_default(),
            lot_size: whole(self.get("lote")),
            cycle_ms: parse_duration_ms(self.get("ciclo")).ok(),
            duration_months: months(self.get("duracion")),
            incoterm: Incoterm::parse(self.get("incoterm")),
            currency: Currency::parse(self.get("moneda")),
            payment_days: days(self.get("pago")),
            tooling_owner: ToolingOwner::parse(self.get("herramental")),
            sample_on: day(self.get("muestra")),
            language: Lang::parse(self.get("idioma_planos")),
        }
    }

    /// The target price, where it can be read and its currency is said.
    #[must_use]
    pub fn price(&self) -> Option<UnitPrice> {
        let typed = self.get("precio");
        let currency = Currency::parse(self.get("moneda"));
        let says_itself = typed.ends_with(|c: char| c.is_ascii_alphabetic());
        let currency = currency.or(says_itself.then_some(Currency::Mxn))?;
        UnitPrice::parse(typed, currency).ok()
    }

    /// Spreads a ramp that was typed over its months, which take the place of those that were listed. It
    /// begins, where it does not say, in the month from which parts are needed.
    pub fn spread(&mut self, starts_on: Option<Date>) {
        if let Some(volumes) = self.ramp(starts_on) {
            self.set("volumenes", write_volumes(&volumes));
            for name in RAMP {
                self.set(name, "");
            }
        }
    }

    fn ramp(&self, starts_on: Option<Date>) -> Option<Vec<MonthlyVolume>> {
        let start = match self.get("rampa_mes") {
            "" => Month::of(starts_on?),
            typed => Month::parse(typed)?,
        };
        let first = pieces(self.get("rampa_piezas"))?;
        let last = match self.get("rampa_hasta") {
            "" => first,
            typed => pieces(typed)?,
        };
        linear_ramp(start, first, months(self.get("rampa_meses"))?, last)
    }

    /// Whether a ramp is begun.
    fn ramps(&self) -> bool {
        RAMP.iter().any(|name| !self.get(name).is_empty())
    }

    /// What the words of the need say and no field does.
    #[must_use]
    pub fn offered(&self, recognised: Vec<Recognised>) -> Vec<Recognised> {
        let is_free = |one: &Recognised| match one.term {
            Term::Monthly(_) => self.get("volumenes").is_empty() && !self.ramps(),
            term => self.get(field_of(term)).is_empty(),
        };
        recognised.into_iter().filter(is_free).collect()
    }

    /// Takes what is offered into its fields. A volume without months is spread over a year, from the month in
    /// which parts are needed or the next: all of it stands in fields to be corrected.
    pub fn take(&mut self, offered: &[Recognised], starts_on: Option<Date>, today: Date) {
        for one in offered {
            match one.term {
                Term::Monthly(volume) => {
                    let start = match starts_on {
                        Some(day) => Some(Month::of(day)),
                        None => Month::of(today).after(1),
                    };
                    self.put("rampa_mes", start);
                    self.put("rampa_piezas", Some(volume));
                    self.put("rampa_hasta", Some(volume));
                    self.put("rampa_meses", Some(12));
                }
                Term::Lot(lot) => self.put("lote", Some(lot)),
                Term::Incoterm(term) => self.put("incoterm", Some(term.code())),
                Term::PaymentDays(days) => self.put("pago", Some(days)),
                Term::Duration(months) => self.put("duracion", Some(months)),
                Term::Tooling(owner) => self.put("herramental", Some(owner.as_str())),
                Term::SampleOn(day) => self.put("muestra", Some(day)),
            }
        }
    }

    /// Puts the cycle that was probably meant in place of the one that was typed.
    pub fn correct_cycle(&mut self, cycle_ms: i64) {
        self.set("ciclo", show_amount(cycle_ms, "ms"));
    }

    /// What was typed and cannot be read.
    #[must_use]
    pub fn unreadable(&self, say: Say, starts_on: Option<Date>) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut wrong = |field: &str, words: String| faults.push((field.to_owned(), words));
        if self.ramps() {
            let month = self.get("rampa_mes");
            if Month::parse(month).is_none() && !(month.is_empty() && starts_on.is_some()) {
                wrong("rampa_mes", say.t("fault-month"));
            }
            if pieces(self.get("rampa_piezas")).is_none() {
                wrong("rampa_piezas", say.t("fault-pieces"));
            }
            let last = self.get("rampa_hasta");
            if !last.is_empty() && pieces(last).is_none() {
                wrong("rampa_hasta", say.t("fault-pieces"));
            }
            let most = |n: &u16| (1..=MONTHS_MAX).contains(&usize::from(*n));
            if months(self.get("rampa_meses")).filter(most).is_none() {
                wrong("rampa_meses", say.t("fault-ramp-months"));
            }
        }
        if let Err(part) = parse_volumes(self.get("volumenes")) {
            wrong("volumenes", say.with("fault-volumes", &[("detail", &part)]));
        }
        let terms = self.terms();
        let read: [(&str, bool, &str); 9] = [
            ("lote", terms.lot_size.is_some(), "fault-lot"),
            ("ciclo", terms.cycle_ms.is_some(), "fault-cycle"),
            (
                "duracion",
                terms.duration_months.is_some(),
                "fault-duration",
            ),
            ("muestra", terms.sample_on.is_some(), "fault-date"),
            ("incoterm", terms.incoterm.is_some(), "fault-incoterm"),
            ("moneda", terms.currency.is_some(), "fault-currency"),
            ("pago", terms.payment_days.is_some(), "fault-payment"),
            ("herramental", terms.tooling_owner.is_some(), "fault-other"),
            ("idioma_planos", terms.language.is_some(), "fault-other"),
        ];
        for (field, is_read, words) in read {
            if !is_read && !self.get(field).is_empty() {
                wrong(field, say.t(words));
            }
        }
        let priced = self.get("precio");
        if !priced.is_empty() && self.price().is_none() {
            // A number without a currency is no price.
            match UnitPrice::parse(priced, Currency::Mxn) {
                Ok(_) => wrong("moneda", say.t("fault-currency-first")),
                Err(_) => wrong("precio", say.t("fault-price")),
            }
        }
        faults
    }
}

/// The field into which a term goes.
fn field_of(term: Term) -> &'static str {
    match term {
        Term::Monthly(_) => "rampa_piezas",
        Term::Lot(_) => "lote",
        Term::Incoterm(_) => "incoterm",
        Term::PaymentDays(_) => "pago",
        Term::Duration(_) => "duracion",
        Term::Tooling(_) => "herramental",
        Term::SampleOn(_) => "muestra",
    }
}

/// What a use case found wrong with terms, at its field and in words; nothing for other faults.
#[must_use]
pub fn fault_of_terms(say: Say, fault: &FieldError) -> Option<Fault> {
    let field = match fault.field.as_str() {
        "terms.volumes" => "volumenes",
        "terms.lot_size" => "lote",
        "terms.cycle_ms" => "ciclo",
        "terms.duration_months" => "duracion",
        "terms.payment_days" => "pago",
        "terms.sample_on" => "muestra",
        "target_price" => "precio",
        _ => return None,
    };
    Some((field.to_owned(), told(say, fault)))
}

/// A fault in words, with its day or month as the reader writes it.
fn told(say: Say, fault: &FieldError) -> String {
    let detail = match (fault.detail.parse::<Date>(), Month::parse(&fault.detail)) {
        (Ok(day), _) => format::date(say, day),
        (_, Some(month)) => format::month(say, month),
        _ => fault.detail.clone(),
    };
    match (fault.field.as_str(), fault.code) {
        ("terms.volumes", "in_past") => say.with("fault-month-past", &[("detail", &detail)]),
        _ => message(say, &FieldError::new("", fault.code, detail)),
    }
}

/// A whole number, whatever unit stands behind it.
fn whole(typed: &str) -> Option<i64> {
    let digits = typed.trim_end_matches(|c: char| c.is_alphabetic() || c == '.');
    parse_whole(digits.trim_end()).ok()
}

fn pieces(typed: &str) -> Option<i64> {
    whole(typed).filter(|n| (0..=PIECES_MAX).contains(n))
}

/// `60`, `60 días`, `net 60`, `neto 60 días`.
fn days(typed: &str) -> Option<u16> {
    let folded = fold(typed);
    let bare = folded.trim_start_matches("neto").trim_start_matches("net");
    u16::try_from(whole(bare.trim_start())?).ok()
}

/// `36`, `36 meses`, `3 años`, `3 years`.
fn months(typed: &str) -> Option<u16> {
    let folded = fold(typed);
    let number = u16::try_from(whole(&folded)?).ok()?;
    let in_years = ["ano", "anos", "year", "years"]
        .iter()
        .any(|unit| folded.ends_with(unit));
    number.checked_mul(if in_years { 12 } else { 1 })
}

#[cfg(test)]
#[path = "terms_typed_tests.rs"]
mod tests;
