//! Terms that the words of a need state, in Spanish or English, with the words that state them. Only what is
//! said beside its own word is taken: a number alone says nothing. Nothing is decided by it.

use super::{Incoterm, PIECES_MAX, ToolingOwner};
use crate::calendar::Month;
use crate::text::{Word, words};
use jiff::civil::Date;
use std::ops::Range;

/// A term that words state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Term {
    /// Pieces a month.
    Monthly(i64),
    /// Pieces in a lot.
    Lot(i64),
    /// Who delivers up to where.
    Incoterm(Incoterm),
    /// Days from the invoice to the payment.
    PaymentDays(u16),
    /// For how many months.
    Duration(u16),
    /// Who owns the tooling.
    Tooling(ToolingOwner),
    /// When samples are due.
    SampleOn(Date),
}

/// A term with the bytes of the text that state it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recognised {
    /// What.
    pub term: Term,
    /// Where.
    pub span: Range<usize>,
}

const PIECES: [&str; 13] = [
    "pza", "pzas", "pieza", "piezas", "pz", "pzs", "pcs", "pc", "piece", "pieces", "parts",
    "unidades", "units",
];
const LOTS: [&str; 6] = ["lote", "lotes", "lot", "lots", "batch", "batches"];
const MONTHLY: [&str; 5] = ["mes", "mensual", "mensuales", "month", "monthly"];
const PER: [&str; 6] = ["por", "al", "a", "per", "cada", "each"];
const OF: [&str; 6] = ["de", "of", "size", "tamano", "minimo", "minimum"];
const DAYS: [&str; 3] = ["dias", "dia", "days"];
const PAID: [&str; 10] = [
    "pago", "pagos", "credito", "payment", "net", "neto", "netos", "factura", "invoice", "paid",
];
const LASTS: [&str; 6] = [
    "contrato", "contract", "duracion", "duration", "vigencia", "proyecto",
];
const TOOLING: [&str; 8] = [
    "herramental",
    "herramentales",
    "molde",
    "moldes",
    "troquel",
    "troqueles",
    "tooling",
    "tools",
];
const OWNED: [&str; 8] = [
    "propiedad",
    "cuenta",
    "cargo",
    "paga",
    "owned",
    "property",
    "paid",
    "pays",
];
const BUYERS: [&str; 5] = ["cliente", "comprador", "customer", "buyer", "nuestra"];
const SAMPLES: [&str; 5] = ["muestra", "muestras", "sample", "samples", "prototipos"];

/// A word, or a whole number with its thousands put together.
struct Token {
    folded: String,
    number: Option<i64>,
    span: Range<usize>,
}

/// The terms that a text states, each kind once: the first that is said.
#[must_use]
pub fn recognise(text: &str) -> Vec<Recognised> {
    let tokens = tokens(text);
    let mut found: Vec<Recognised> = Vec::new();
    for at in 0..tokens.len() {
        let rest = tokens.get(at..).unwrap_or_default();
        let before = tokens.get(at.saturating_sub(4)..at).unwrap_or_default();
        let readers = [
            monthly(rest),
            lot(rest),
            incoterm(text, rest),
            payment(before, rest),
            duration(before, rest),
            tooling(rest, before),
            sample(rest),
        ];
        for (term, span) in readers.into_iter().flatten() {
            let is_said = |one: &Recognised| {
                std::mem::discriminant(&one.term) == std::mem::discriminant(&term)
            };
            if !found.iter().any(is_said) {
                found.push(Recognised { term, span });
            }
        }
    }
    found
}

fn tokens(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    for Word { folded, span } in words(text) {
        let digits = folded.bytes().all(|byte| byte.is_ascii_digit());
        if digits
            && folded.len() == 3
            && let Some(last) = tokens.last_mut()
            && let Some(number) = last.number
            && text.get(last.span.end..span.start) == Some(",")
        {
            let part = folded.parse::<i64>().unwrap_or_default();
            last.number = number.checked_mul(1_000).and_then(|n| n.checked_add(part));
            last.span.end = span.end;
            continue;
        }
        tokens.push(Token {
            number: folded.parse().ok().filter(|_| digits),
            folded,
            span,
        });
    }
    tokens
}

impl Token {
    fn is(&self, words: &[&str]) -> bool {
        words.contains(&self.folded.as_str())
    }

    fn pieces(&self) -> Option<i64> {
        self.number.filter(|n| (1..=PIECES_MAX).contains(n))
    }
}

type Found = Option<(Term, Range<usize>)>;

fn over(first: &Token, last: &Token) -> Range<usize> {
    first.span.start.min(last.span.start)..first.span.end.max(last.span.end)
}

/// `5,000 pzas/mes`, `1200 pcs per month`, `5000 al mes`, `volumen mensual de 5000`.
fn monthly(rest: &[Token]) -> Found {
    let first = rest.first()?;
    if let Some(pieces) = first.pieces() {
        let after = rest.iter().skip(1);
        let last = after
            .take(3)
            .take_while(|word| word.is(&PIECES) || word.is(&PER) || word.is(&MONTHLY))
            .find(|word| word.is(&MONTHLY))?;
        return Some((Term::Monthly(pieces), over(first, last)));
    }
    let named = first.is(&["volumen", "volume"]) && rest.get(1)?.is(&MONTHLY)
        || first.is(&["monthly"]) && rest.get(1)?.is(&["volume"]);
    let last = rest
        .iter()
        .skip(2)
        .take(2)
        .find(|word| word.pieces().is_some());
    let last = last.filter(|_| named)?;
    Some((Term::Monthly(last.pieces()?), over(first, last)))
}

/// `lotes de 500`, `lot size 500`, `500 por lote`.
fn lot(rest: &[Token]) -> Found {
    let first = rest.first()?;
    if let Some(pieces) = first.pieces() {
        let after = rest.iter().skip(1).take(3);
        let last = after
            .take_while(|word| word.is(&PIECES) || word.is(&PER) || word.is(&LOTS))
            .find(|word| word.is(&LOTS))?;
        return Some((Term::Lot(pieces), over(first, last)));
    }
    let last = rest
        .iter()
        .skip(1)
        .take(3)
        .find(|word| !word.is(&OF))
        .filter(|_| first.is(&LOTS))?;
    Some((Term::Lot(last.pieces()?), over(first, last)))
}

/// `EXW`, `DDP`: in capitals only, because some are words.
fn incoterm(text: &str, rest: &[Token]) -> Found {
    let word = rest.first()?;
    let written = text.get(word.span.clone())?;
    let term = Incoterm::parse(written).filter(|term| term.code() == written)?;
    Some((Term::Incoterm(term), word.span.clone()))
}

/// `60 días` beside a word of payment, `net 45`.
fn payment(before: &[Token], rest: &[Token]) -> Found {
    let first = rest.first()?;
    let days = u16::try_from(first.number?)
        .ok()
        .filter(|days| (1..=365).contains(days))?;
    if let Some(net) = before.last().filter(|word| word.is(&["net", "neto"])) {
        let last = rest.get(1).filter(|word| word.is(&DAYS)).unwrap_or(first);
        return Some((Term::PaymentDays(days), over(net, last)));
    }
    let unit = rest.get(1).filter(|word| word.is(&DAYS))?;
    if let Some(paid) = before.iter().rev().find(|word| word.is(&PAID)) {
        return Some((Term::PaymentDays(days), over(paid, unit)));
    }
    let paid = rest.iter().skip(2).take(3).find(|word| word.is(&PAID))?;
    Some((Term::PaymentDays(days), over(first, paid)))
}

/// `contrato de 3 años`, `duration: 24 months`.
fn duration(before: &[Token], rest: &[Token]) -> Found {
    let lasts = before.iter().rev().find(|word| word.is(&LASTS))?;
    let number = u16::try_from(rest.first()?.number?).ok()?;
    let unit = rest.get(1)?;
    let months = if unit.is(&["mes", "meses", "month", "months"]) {
        number
    } else if unit.is(&["ano", "anos", "year", "years"]) {
        number.checked_mul(12)?
    } else {
        return None;
    };
    let months = Some(months).filter(|months| (1..=240).contains(months))?;
    Some((Term::Duration(months), over(lasts, unit)))
}

/// `herramental por cuenta del proveedor`, `customer-owned tooling`.
fn tooling(rest: &[Token], before: &[Token]) -> Found {
    let tool = rest.first().filter(|word| word.is(&TOOLING))?;
    let after = rest.get(1..).unwrap_or_default();
    let after = after.get(..after.len().min(6)).unwrap_or_default();
    for near in [after, before] {
        let owned = near.iter().any(|word| word.is(&OWNED));
        let party = near.iter().find_map(|word| {
            let owner = if word.is(&BUYERS) {
                ToolingOwner::Buyer
            } else if word.is(&["proveedor", "supplier"]) {
                ToolingOwner::Supplier
            } else {
                return None;
            };
            Some((owner, word))
        });
        if let (true, Some((owner, word))) = (owned, party) {
            return Some((Term::Tooling(owner), over(tool, word)));
        }
    }
    None
}

/// `muestras para el 15/02/2027`, `samples by 2027-02-15`, `muestra: 15 de febrero de 2027`.
fn sample(rest: &[Token]) -> Found {
    let first = rest.first().filter(|word| word.is(&SAMPLES))?;
    (1..=6).find_map(|at| {
        let (day, last) = date_at(rest.get(at..)?)?;
        Some((Term::SampleOn(day), over(first, last)))
    })
}

fn date_at(rest: &[Token]) -> Option<(Date, &Token)> {
    let meant: Vec<&Token> = rest
        .iter()
        .filter(|word| !word.is(&["de", "del"]))
        .take(3)
        .collect();
    let [one, two, three] = meant.try_into().ok()?;
    let number = |word: &Token| word.number.and_then(|n| i16::try_from(n).ok());
    let (year, day) = match number(one)? {
        year if year >= 1_000 => (year, number(three)?),
        day => (number(three).filter(|year| *year >= 1_000)?, day),
    };
    let month = Month::parse(&format!("{year} {}", two.folded))?;
    let day = Date::new(month.year, month.month, i8::try_from(day).ok()?).ok()?;
    Some((day, three))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn said(text: &str) -> Vec<(Term, &str)> {
        let found = recognise(text).into_iter();
        found.map(|one| (one.term, &text[one.span])).collect()
    }

    #[test]
    fn a_mail_in_spanish_states_its_terms() {
        let text = "Bujes, 5,000 pzas/mes en lotes de 1,250, contrato de 3 años. Entrega DDP planta Juárez, \
                    pago a 60 días. Herramental por cuenta del cliente. Muestras para el 15 de febrero de 2027.";
        let expected = [
            (Term::Monthly(5_000), "5,000 pzas/mes"),
            (Term::Lot(1_250), "lotes de 1,250"),
            (Term::Duration(36), "contrato de 3 años"),
            (Term::Incoterm(Incoterm::Ddp), "DDP"),
            (Term::PaymentDays(60), "pago a 60 días"),
            (
                Term::Tooling(ToolingOwner::Buyer),
                "Herramental por cuenta del cliente",
            ),
            (
                Term::SampleOn(date(2027, 2, 15)),
                "Muestras para el 15 de febrero de 2027",
            ),
        ];
        assert_eq!(said(text), expected);
    }

    #[test]
    fn a_mail_in_english_states_its_terms() {
        let text = "1200 pcs per month, lot size 300, FCA Laredo, net 45. Supplier-owned tooling. \
                    Samples by 2027-02-15; duration: 24 months.";
        let terms: Vec<Term> = said(text).into_iter().map(|(term, _)| term).collect();
        let expected = [
            Term::Monthly(1_200),
            Term::Lot(300),
            Term::Incoterm(Incoterm::Fca),
            Term::PaymentDays(45),
            Term::Tooling(ToolingOwner::Supplier),
            Term::SampleOn(date(2027, 2, 15)),
            Term::Duration(24),
        ];
        assert_eq!(terms, expected);
    }

    #[test]
    fn a_number_alone_says_nothing() {
        for text in [
            "Entrega en 60 días, 40 piezas por semana.",
            "Acero 1018, tolerancia 0.02 mm, diámetro 12 a 40 mm.",
            "El fas y el cif de la pieza.",
            "Herramental en buen estado; el proveedor propone.",
            "Muestras cuanto antes.",
            "",
        ] {
            assert_eq!(said(text), [], "{text}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_written_spans_lie_in_the_text(text in "[0-9a-zA-Zñé ,./-]{0,120}") {
            for one in recognise(&text) {
                prop_assert!(text.get(one.span).is_some());
            }
        }
    }
}
