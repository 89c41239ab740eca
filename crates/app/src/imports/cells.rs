//! Reading the cells of one row: cleaning, numbers, dates, yes and no, and noting what is wrong.
//! Every problem names the heading as it stands in the file, so that a person finds the cell.

use super::messages::Code;
use super::neutralise::plain;
use super::read::{MAX_CELL_CHARS, Row};
use super::recognise::Recognised;
use eslabon_domain::facts::Origin;
use eslabon_domain::text::{Lang, normal_form};
use eslabon_storage::imports::RowProblem;
use jiff::ToSpan;
use jiff::civil::Date;
use std::borrow::Cow;

/// The most characters of a cell that a problem quotes.
const QUOTED_CHARS: usize = 200;

/// One row being read.
pub(super) struct Reading<'a> {
    row: &'a Row,
    columns: &'a Recognised,
    pub problems: Vec<RowProblem>,
    pub rejected: bool,
}

impl<'a> Reading<'a> {
    /// Begins with a row; cells that no kind of file may hold reject it at once.
    pub fn new(row: &'a Row, columns: &'a Recognised) -> Self {
        let mut reading = Self {
            row,
            columns,
            problems: Vec::new(),
            rejected: false,
        };
        for (at, cell) in row.cells().enumerate() {
            if columns.private.contains(&at) {
                continue;
            }
            // Characters are never more than bytes: only long cells are counted.
            let fault = if cell.len() > MAX_CELL_CHARS && cell.chars().count() > MAX_CELL_CHARS {
                Code::CellTooLong
            } else if cell.contains('\0') {
                Code::NulCharacter
            } else {
                continue;
            };
            let quoted = match columns.is_kept_back(at) {
                true => "",
                false => cell,
            };
            reading.note(columns.heading(at).to_owned(), quoted, fault, true);
        }
        reading
    }

    /// Which row it is.
    pub fn number(&self) -> i64 {
        self.row.number
    }

    /// Whether the file has a column of a field.
    pub fn has(&self, field: &str) -> bool {
        self.columns.at(field).is_some()
    }

    /// The cell of a field on one line: no marks, blanks at the ends or control characters.
    pub fn text(&self, field: &str) -> Cow<'a, str> {
        self.columns
            .at(field)
            .map_or(Cow::Borrowed(""), |at| clean(self.row.raw(at)))
    }

    /// The cell of a field with its line breaks.
    pub fn lines(&self, field: &str) -> &'a str {
        self.columns
            .at(field)
            .map_or("", |at| plain(self.row.raw(at).trim()))
    }

    /// The cell at a place with its line breaks.
    pub fn lines_at(&self, at: usize) -> &'a str {
        plain(self.row.raw(at).trim())
    }

    /// A cell without which the row is rejected.
    pub fn required(&mut self, field: &'static str, most_chars: usize) -> String {
        let text = self.text(field);
        if text.is_empty() {
            self.reject(field, "", Code::MissingValue);
        } else if text.chars().count() > most_chars {
            self.reject(field, &most_chars.to_string(), Code::TooLong);
        }
        text.into_owned()
    }

    /// The row is not kept.
    pub fn reject(&mut self, field: &str, value: &str, code: Code) {
        self.note(self.columns.heading_of(field).to_owned(), value, code, true);
    }

    /// The cell is not kept, or is odd; the row stays.
    pub fn warn(&mut self, field: &str, value: &str, code: Code) {
        self.note(
            self.columns.heading_of(field).to_owned(),
            value,
            code,
            false,
        );
    }

    /// As [`Reading::warn`], for a column by its place.
    pub fn warn_at(&mut self, at: usize, value: &str, code: Code) {
        self.note(self.columns.heading(at).to_owned(), value, code, false);
    }

    fn note(&mut self, column: String, value: &str, code: Code, rejected: bool) {
        self.rejected |= rejected;
        self.problems
            .push(problem(self.row.number, column, value, code, rejected));
    }

    /// Yes or no; empty is neither.
    pub fn yes_no(&mut self, field: &'static str) -> Option<bool> {
        let text = self.text(field);
        if text.is_empty() {
            return None;
        }
        let answer = yes_no(&text);
        if answer.is_none() {
            self.warn(field, &text, Code::BadYesNo);
        }
        answer
    }

    /// A date; empty is none.
    pub fn date(&mut self, field: &'static str, today: Date) -> Option<Date> {
        let text = self.text(field);
        if text.is_empty() {
            return None;
        }
        let date = date(&text, today);
        if date.is_none() {
            self.warn(field, &text, Code::BadDate);
        }
        date
    }

    /// The language of a text; guessed where the cell is empty or not understood.
    pub fn language(&mut self, field: &'static str, text: &str) -> Lang {
        let word = self.text(field);
        if word.is_empty() {
            return eslabon_domain::text::guess_lang(text);
        }
        let lang = match normal_form(&word).as_str() {
            "espanol" | "spanish" | "castellano" => Some(Lang::Es),
            "ingles" | "english" => Some(Lang::En),
            _ => Lang::parse(&word),
        };
        lang.unwrap_or_else(|| {
            self.warn(field, &word, Code::BadLanguage);
            eslabon_domain::text::guess_lang(text)
        })
    }
}

/// A problem as storage keeps it; long cells are cut, NUL characters shown as `␀`.
pub(super) fn problem(
    row: i64,
    column: String,
    value: &str,
    code: Code,
    rejected: bool,
) -> RowProblem {
    let value = value
        .chars()
        .take(QUOTED_CHARS)
        .map(|c| if c == '\0' { '␀' } else { c })
        .collect();
    RowProblem {
        row,
        column: column.replace('\0', "␀"),
        value,
        code: code.as_str().to_owned(),
        rejected,
    }
}

/// A cell on one line: runs of blanks and control characters become one space.
pub(super) fn clean(cell: &str) -> Cow<'_, str> {
    let cell = plain(cell.trim());
    let is_clean =
        !cell.contains("  ") && !cell.contains(|c: char| c.is_control() || c == '\u{a0}');
    if is_clean {
        return Cow::Borrowed(cell);
    }
    let spaced: String = cell
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    Cow::Owned(spaced.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// `sí`, `no`, `yes`, `x`, `1`, `0`, `verdadero`…
pub(super) fn yes_no(text: &str) -> Option<bool> {
    match normal_form(text).as_str() {
        "si" | "s" | "yes" | "y" | "1" | "x" | "true" | "verdadero" => Some(true),
        "no" | "n" | "0" | "false" | "falso" => Some(false),
        _ => None,
    }
}

/// `2027-03-31`, `31/03/2027` (day first, as in Mexico), `+120d`, `-30d`.
pub(super) fn date(text: &str, today: Date) -> Option<Date> {
    let text = text.trim();
    if let Some(days) = text
        .strip_suffix(['d', 'D'])
        .filter(|days| days.starts_with(['+', '-']))
    {
        let days: i64 = days.trim_start_matches('+').trim().parse().ok()?;
        return today.checked_add(days.clamp(-40_000, 40_000).days()).ok();
    }
    if let Some(iso) = text
        .get(..10)
        .filter(|_| matches!(text.as_bytes().get(10), None | Some(b'T' | b' ')))
        && let Ok(date) = iso.parse::<Date>()
    {
        return Some(date);
    }
    let mut parts = text.split(['/', '.', '-']);
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// `declarado`, `document`, `validado en visita`…; a register's origin cannot be claimed.
pub(super) fn origin(text: &str) -> Option<Origin> {
    match normal_form(text).as_str() {
        "declarado" | "declarada" | "declared" => Some(Origin::Declared),
        "documentado" | "documentada" | "documento" | "document" | "documented" => {
            Some(Origin::Document)
        }
        "validado"
        | "validada"
        | "validado en visita"
        | "verificado"
        | "verified"
        | "verified on a visit" => Some(Origin::Verified),
        "medido" | "medida" | "medido en entregas" | "measured" | "measured in deliveries" => {
            Some(Origin::Measured)
        }
        _ => None,
    }
}

/// The parts of a list cell: separated by `|` or line breaks.
pub(super) fn list(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(['|', '\n', '\r'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_come_in_three_forms() {
        let today = Date::constant(2026, 11, 24);
        assert_eq!(date("2027-03-31", today), Some(Date::constant(2027, 3, 31)));
        assert_eq!(
            date("2027-03-31T00:00:00", today),
            Some(Date::constant(2027, 3, 31))
        );
        assert_eq!(date("31/03/2027", today), Some(Date::constant(2027, 3, 31)));
        assert_eq!(date("+7d", today), Some(Date::constant(2026, 12, 1)));
        assert_eq!(date("-24d", today), Some(Date::constant(2026, 10, 31)));
        for bad in [
            "",
            "2027-02-30",
            "31/31/2027",
            "mañana",
            "+d",
            "120d",
            "1/2/27",
            "ñandú-2027",
        ] {
            assert_eq!(date(bad, today), None, "{bad}");
        }
    }

    #[test]
    fn cells_are_cleaned() {
        assert_eq!(clean("  TALLER   DE\tHERRERIA \n"), "TALLER DE HERRERIA");
        assert_eq!(clean("'=1+1"), "=1+1");
        assert_eq!(clean("\u{a0}x\u{a0}y"), "x y");
    }

    #[test]
    fn answers_and_origins_are_read_in_both_languages() {
        assert_eq!(
            (yes_no("SÍ"), yes_no("No"), yes_no("quizá")),
            (Some(true), Some(false), None)
        );
        assert_eq!(origin("Validado"), Some(Origin::Verified));
        assert_eq!(origin("registry"), None);
    }
}
