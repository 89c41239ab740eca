//! Workbooks for people: sheets with headings, numbers as numbers, formulas neutralised.

use super::visit::Visit;
use eslabon_app::imports::neutralise::neutralise;
use eslabon_app::{AppError, AppResult};
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use std::borrow::Cow;

/// The most that a cell of a spreadsheet holds, in units of UTF-16.
const CELL_MAX: usize = 32_767;

/// A cell: words, a number, or nothing, which is not nought.
pub enum Cell {
    /// Words.
    Words(String),
    /// A number.
    Number(f64),
    /// Nothing.
    Empty,
}

/// A sheet with its headings.
pub struct Sheet {
    name: String,
    head: Vec<String>,
    /// Its rows, a cell beneath each heading.
    pub rows: Vec<Vec<Cell>>,
}

impl Sheet {
    /// An empty sheet; its name and headings by their keys.
    #[must_use]
    pub fn new(visit: &Visit, name: &str, head: &[&str]) -> Self {
        Self {
            name: visit.say.t(name),
            head: head.iter().map(|key| visit.say.t(key)).collect(),
            rows: Vec::new(),
        }
    }
}

/// Words in a cell.
pub fn words(text: impl Into<String>) -> Cell {
    Cell::Words(text.into())
}

/// A count in a cell.
#[must_use]
#[expect(
    clippy::cast_precision_loss,
    reason = "counts far below 2^53 are exact"
)]
pub fn count(n: usize) -> Cell {
    Cell::Number(n as f64)
}

/// Thousandths as points of a hundred.
#[must_use]
pub fn points(milli: u32) -> Cell {
    Cell::Number(f64::from(milli) / 10.0)
}

/// The workbook of these sheets.
///
/// # Errors
/// If one cannot be written. A cell with more words than a spreadsheet holds is cut, and says so.
pub fn write(sheets: &[Sheet]) -> AppResult<Vec<u8>> {
    written(sheets).map_err(|e| AppError::Internal(e.to_string()))
}

fn written(sheets: &[Sheet]) -> Result<Vec<u8>, XlsxError> {
    let (mut book, bold) = (Workbook::new(), Format::new().set_bold());
    for sheet in sheets {
        let page = book.add_worksheet();
        page.set_name(&sheet.name)?;
        for (column, heading) in (0_u16..).zip(&sheet.head) {
            page.write_string_with_format(0, column, heading, &bold)?;
        }
        for (at, row) in (1_u32..).zip(&sheet.rows) {
            for (column, cell) in (0_u16..).zip(row) {
                match cell {
                    Cell::Words(text) => {
                        let text = neutralise(text);
                        page.write_string(at, column, fitting(&text).as_ref())?
                    }
                    Cell::Number(number) => page.write_number(at, column, *number)?,
                    Cell::Empty => continue,
                };
            }
        }
        page.set_freeze_panes(1, 0)?;
        page.autofit();
    }
    book.save_to_buffer()
}

/// As much of a text as a cell holds; what is cut ends in an ellipsis.
fn fitting(text: &str) -> Cow<'_, str> {
    if text.encode_utf16().count() <= CELL_MAX {
        return Cow::Borrowed(text);
    }
    let mut left = CELL_MAX - 1;
    let fits = |c: &char| match left.checked_sub(c.len_utf16()) {
        Some(rest) => {
            left = rest;
            true
        }
        None => false,
    };
    let mut cut: String = text.chars().take_while(fits).collect();
    cut.push('…');
    Cow::Owned(cut)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_long_for_a_cell_is_cut_between_characters() {
        assert_eq!(fitting("bujes"), "bujes");
        let whole = "x".repeat(CELL_MAX);
        assert_eq!(fitting(&whole), whole);
        // Each takes two units: the last that does not fit whole is left out.
        let cut = fitting(&"🔩".repeat(CELL_MAX)).into_owned();
        assert!(cut.ends_with("🔩…"));
        assert!(cut.encode_utf16().count() <= CELL_MAX);
    }
}
