//! Workbooks for people: sheets with headings, numbers as numbers, formulas neutralised.

use super::visit::Visit;
use eslabon_app::imports::neutralise::neutralise;
use eslabon_app::{AppError, AppResult};
use rust_xlsxwriter::{Format, Workbook, XlsxError};

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
/// If one cannot be written, such as a cell with more words than a spreadsheet holds.
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
                        page.write_string(at, column, neutralise(text).as_ref())?
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
