//! The document as the template reads it: every figure summed and written out, every text fit for paper.

use crate::calendar::{self, Bar, Calendar};
use crate::press;
use crate::programme::{
    DocumentError, GapRow, Paper, ProgrammeDocument, Signature, StepKind, StepRow,
};
use crate::sums::{Sums, permille};
use crate::text::{fit, lines, shorten};
use eslabon_domain::money::{Currency, Money};
use eslabon_domain::text::Lang;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use std::cell::Cell;

const MONTHS_ES: [&str; 12] = [
    "ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic",
];
const MONTHS_EN: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// A row of more lines than this may go on over the page: others are never cut.
const TALL_LINES: usize = 30;

/// About how many characters a column of text takes in a line, from the narrowest.
const NARROW: usize = 14;
const MIDDLE: usize = 24;
const BROAD: usize = 36;

/// How much of a hash stands on every page, and wherever people compare one.
pub const HASH_START: usize = 12;

/// How much of a title and a service's name is repeated where the whole stands elsewhere.
const RUNNING_TITLE: usize = 70;
const SHORT_NAME: usize = 56;

/// The clocks of central Mexico, in hours from UTC.
const CENTRAL_MEXICO: i8 = -6;

/// All that the template reads.
#[derive(Debug, Serialize)]
pub struct Sheet {
    language: Lang,
    paper: &'static str,
    is_demonstration: bool,
    centre: String,
    address: String,
    title: String,
    running_title: String,
    version: u32,
    firm: String,
    plant: String,
    lead_firm: Option<String>,
    made: Day,
    made_on: String,
    from: Option<String>,
    to: Option<String>,
    /// Of the known costs; absent where none is known.
    total: Option<String>,
    unknown_costs: usize,
    gaps: Vec<Gap>,
    steps: Vec<Step>,
    ticks: Vec<Tick>,
    budget: Vec<Payer>,
    commitments: Vec<Side>,
    signatures: Vec<Signed>,
    hash: String,
    hash_start: String,
    is_lacking: bool,
}

#[derive(Debug, Serialize)]
struct Day {
    year: i16,
    month: i8,
    day: i8,
}

#[derive(Debug, Serialize)]
struct Gap {
    name: String,
    present: Option<String>,
    required: String,
    action: String,
    is_tall: bool,
}

#[derive(Debug, Serialize)]
struct Step {
    is_visit: bool,
    service: String,
    short: String,
    provider: String,
    from: String,
    to: String,
    cost: Option<String>,
    shares: Vec<Payer>,
    evidence: String,
    bar: Option<Bar>,
    is_tall: bool,
}

#[derive(Debug, Serialize)]
struct Tick {
    month: String,
    left: i64,
}

/// What a payer pays: of a step, or of the whole; without a name, what nobody pays.
#[derive(Debug, Serialize)]
struct Payer {
    name: Option<String>,
    amount: String,
    /// Tenths of a percent of the whole.
    permille: i64,
    is_tall: bool,
}

#[derive(Debug, Serialize)]
struct Side {
    side: String,
    items: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Signed {
    side: String,
    name: Option<String>,
    role: Option<String>,
    at: Option<String>,
    is_tall: bool,
}

/// Writes words, dates and money as this document has them, and remembers whether a character was lacking.
struct Pen {
    language: Lang,
    currency: Currency,
    is_lacking: Cell<bool>,
}

impl Pen {
    fn words(&self, text: &str) -> String {
        let fit = fit(text, press::is_in_font);
        self.is_lacking.set(self.is_lacking.get() || fit.is_lacking);
        fit.text
    }

    fn some(&self, text: Option<&String>) -> Option<String> {
        let text = text.map(|text| self.words(text))?;
        (!text.is_empty()).then_some(text)
    }

    fn each<T, R>(&self, of: &[T], write: impl Fn(&T, &Self) -> R) -> Vec<R> {
        of.iter().map(|one| write(one, self)).collect()
    }

    fn month(&self, day: Date) -> String {
        let months = match self.language {
            Lang::Es => MONTHS_ES,
            Lang::En => MONTHS_EN,
        };
        let at = usize::try_from(day.month() - 1).ok();
        let name = at.and_then(|at| months.get(at)).copied();
        format!("{} {}", name.unwrap_or_default(), day.year())
    }

    fn date(&self, day: Date) -> String {
        format!("{} {}", day.day(), self.month(day))
    }

    fn instant(&self, at: Timestamp) -> String {
        let zone = jiff::tz::Offset::constant(CENTRAL_MEXICO).to_time_zone();
        let at = at.to_zoned_datetime(zone);
        format!(
            "{}, {:02}:{:02}",
            self.date(at.date()),
            at.hour(),
            at.minute()
        )
    }

    fn money(&self, minor: i64) -> String {
        let currency = self.currency;
        Money { minor, currency }.to_string()
    }
}

impl Sheet {
    /// The sheet of a document.
    ///
    /// # Errors
    /// [`DocumentError`], except that it could not be set.
    pub fn of(document: &ProgrammeDocument) -> Result<Self, DocumentError> {
        let days = document.steps.iter();
        let days = days.map(|step| (step.starts_on, step.ends_on));
        if let Some(at) = days.clone().position(|(start, end)| end < start) {
            return Err(DocumentError::EndsBeforeStart(at + 1));
        }
        let sums = Sums::of(&document.steps)?;
        let pen = Pen {
            language: document.language,
            currency: document.currency,
            is_lacking: Cell::new(false),
        };
        let first = days.clone().map(|(start, _)| start).min();
        let last = days.clone().map(|(_, end)| end).max();
        let calendar = Calendar::of(days);
        let ticks = calendar.iter().flat_map(Calendar::ticks);
        let title = pen.words(&document.title);
        let mut sheet = Sheet {
            language: document.language,
            paper: match document.paper {
                Paper::Letter => "us-letter",
                Paper::A4 => "a4",
            },
            is_demonstration: document.is_demonstration,
            centre: pen.words(&document.letterhead.centre),
            address: pen.words(&document.letterhead.address),
            running_title: shorten(&title, RUNNING_TITLE),
            title,
            version: document.version,
            firm: pen.words(&document.firm),
            plant: pen.words(&document.plant),
            lead_firm: pen.some(document.lead_firm.as_ref()),
            made: Day::of(document.generated_on),
            made_on: pen.date(document.generated_on),
            from: first.map(|day| pen.date(day)),
            to: last.map(|day| pen.date(day)),
            total: (sums.unknown < document.steps.len()).then(|| pen.money(sums.total)),
            unknown_costs: sums.unknown,
            gaps: pen.each(&document.gaps, Gap::of),
            steps: pen.each(&document.steps, |step, pen| {
                Step::of(step, pen, calendar.as_ref())
            }),
            ticks: ticks.map(|tick| Tick::of(&tick, &pen)).collect(),
            budget: budget(&sums, &pen),
            commitments: pen.each(&document.commitments, |of, pen| Side {
                side: pen.words(&of.side),
                items: pen.each(&of.items, |item, pen| pen.words(item)),
            }),
            signatures: pen.each(&document.signatures, Signed::of),
            hash: pen.words(&document.content_hash),
            hash_start: document.content_hash.chars().take(HASH_START).collect(),
            is_lacking: false,
        };
        sheet.is_lacking = pen.is_lacking.get();
        Ok(sheet)
    }
}

impl Day {
    fn of(day: Date) -> Self {
        Day {
            year: day.year(),
            month: day.month(),
            day: day.day(),
        }
    }
}

impl Gap {
    fn of(gap: &GapRow, pen: &Pen) -> Self {
        let present = gap.present.as_deref().unwrap_or_default();
        Gap {
            is_tall: is_tall(&[
                (&gap.name, BROAD),
                (present, NARROW),
                (&gap.required, NARROW),
                (&gap.action, BROAD),
            ]),
            name: pen.words(&gap.name),
            present: pen.some(gap.present.as_ref()),
            required: pen.words(&gap.required),
            action: pen.words(&gap.action),
        }
    }
}

impl Step {
    fn of(step: &StepRow, pen: &Pen, calendar: Option<&Calendar>) -> Self {
        let service = pen.words(&step.service);
        let paid: i64 = step.shares.iter().map(|share| share.minor).sum();
        let uncovered = step.cost_minor.unwrap_or(0) - paid;
        let mut shares = pen.each(&step.shares, |share, pen| {
            Payer::of(Some(&share.payer), share.minor, step.cost_minor, pen)
        });
        if uncovered > 0 {
            shares.push(Payer::of(None, uncovered, step.cost_minor, pen));
        }
        let paid_by = step.shares.iter();
        let paid_by: String = paid_by
            .map(|share| format!("{}\n\n", share.payer))
            .collect();
        let named = format!("{}\n{}\n", step.service, step.provider);
        Step {
            is_visit: step.kind == StepKind::Visit,
            is_tall: is_tall(&[
                (&named, MIDDLE),
                (&paid_by, MIDDLE),
                (&step.evidence, MIDDLE),
            ]),
            short: shorten(&service, SHORT_NAME),
            service,
            provider: pen.words(&step.provider),
            from: pen.date(step.starts_on),
            to: pen.date(step.ends_on),
            cost: step.cost_minor.map(|minor| pen.money(minor)),
            shares,
            evidence: pen.words(&step.evidence),
            bar: calendar.map(|calendar| calendar.bar(step.starts_on, step.ends_on)),
        }
    }
}

impl Tick {
    fn of(tick: &calendar::Tick, pen: &Pen) -> Self {
        Tick {
            month: pen.month(tick.first),
            left: tick.left,
        }
    }
}

impl Payer {
    fn of(name: Option<&String>, minor: i64, whole: Option<i64>, pen: &Pen) -> Self {
        Payer {
            name: name.map(|name| pen.words(name)),
            amount: pen.money(minor),
            permille: permille(minor, whole.unwrap_or(0)),
            is_tall: name.is_some_and(|name| is_tall(&[(name, BROAD)])),
        }
    }
}

impl Signed {
    fn of(signature: &Signature, pen: &Pen) -> Self {
        let name = signature.name.as_deref().unwrap_or_default();
        let role = signature.role.as_deref().unwrap_or_default();
        let said = format!("{}\n{name}\n{role}", signature.side);
        Signed {
            is_tall: is_tall(&[(&said, BROAD)]),
            side: pen.words(&signature.side),
            name: pen.some(signature.name.as_ref()),
            role: pen.some(signature.role.as_ref()),
            at: signature.signed_at.map(|at| pen.instant(at)),
        }
    }
}

/// Each payer of the whole; last, without a name, what nobody pays.
fn budget(sums: &Sums, pen: &Pen) -> Vec<Payer> {
    let total = Some(sums.total);
    let mut payers = pen.each(&sums.by_payer, |(name, minor), pen| {
        Payer::of(Some(name), *minor, total, pen)
    });
    if sums.uncovered > 0 {
        payers.push(Payer::of(None, sums.uncovered, total, pen));
    }
    payers
}

/// Any of these columns (a text, and how many characters a line takes) needs more lines than a row is kept together
/// for.
fn is_tall(columns: &[(&str, usize)]) -> bool {
    let mut columns = columns.iter();
    columns.any(|(text, per_line)| lines(text, *per_line) > TALL_LINES)
}
