//! The first worksheet with data of an XLSX workbook, as rows of text.

use super::read::{Fault, Next, Row};
use calamine::{DataRef, Reader, Xlsx};
use std::io::Cursor;
use std::sync::Arc;

/// The most places of a sheet: 1,048,576 rows of some twenty columns.
const MAX_PLACES: usize = 20_000_000;
/// The most bytes of text of a sheet: a small compressed file may hold very much.
const MAX_TEXT_BYTES: usize = 400 * 1024 * 1024;

/// Rows of a worksheet.
pub struct SheetRows {
    rows: Arc<[Vec<String>]>,
    at: usize,
    cells: Option<usize>,
    number: i64,
}

impl SheetRows {
    pub(super) fn new(rows: Arc<[Vec<String>]>) -> Self {
        Self {
            rows,
            at: 0,
            cells: None,
            number: 0,
        }
    }

    pub(super) fn expect_cells(&mut self, cells: usize) {
        self.cells = Some(cells);
        self.number = 0;
    }

    pub(super) fn next(&mut self, row: &mut Row) -> Next {
        loop {
            row.clear();
            let Some(cells) = self.rows.get(self.at) else {
                return Next::End;
            };
            self.at += 1;
            self.number += 1;
            row.number = self.number;
            for cell in cells {
                row.push_str(cell);
                row.end_cell();
            }
            if row.is_blank() {
                continue;
            }
            // A worksheet does not store empty cells at the end of a row.
            while self.cells.is_some_and(|cells| row.len() < cells) {
                row.end_cell();
            }
            return Next::Row;
        }
    }
}

/// Reads the first sheet that has any cell.
pub(super) fn read(bytes: Vec<u8>) -> Result<Vec<Vec<String>>, Fault> {
    let broken = |e: calamine::XlsxError| Fault::BrokenWorkbook(e.to_string());
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
    for name in workbook.sheet_names() {
        let mut reader = workbook.worksheet_cells_reader(&name).map_err(broken)?;
        let mut rows: Vec<Vec<String>> = Vec::new();
        let (mut places, mut text_bytes) = (0, 0);
        while let Some(cell) = reader.next_cell().map_err(broken)? {
            let text = shown(cell.get_value());
            if text.is_empty() {
                continue;
            }
            let (row, column) = cell.get_position();
            let (row, column) = (row as usize, column as usize);
            text_bytes += text.len();
            // Empty places before the cell take memory too.
            let in_row = rows.get(row).map_or(0, Vec::len);
            places += (row + 1).saturating_sub(rows.len()) + (column + 1).saturating_sub(in_row);
            // Excel's own bounds; a damaged file may name any place.
            if places > MAX_PLACES
                || text_bytes > MAX_TEXT_BYTES
                || row >= 1_048_576
                || column >= 16_384
            {
                return Err(Fault::TooLarge("50 MB (XLSX)".into()));
            }
            if rows.len() <= row {
                rows.resize_with(row + 1, Vec::new);
            }
            if let Some(row) = rows.get_mut(row) {
                if row.len() <= column {
                    row.resize_with(column + 1, String::new);
                }
                if let Some(place) = row.get_mut(column) {
                    *place = text;
                }
            }
        }
        if !rows.is_empty() {
            return Ok(rows);
        }
    }
    Err(Fault::Empty)
}

/// A cell as a person would type it into a CSV file.
fn shown(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty | DataRef::Error(_) => String::new(),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(yes) => if *yes { "1" } else { "0" }.to_owned(),
        DataRef::DateTime(moment) => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        DataRef::DateTimeIso(text) => text.get(..10).unwrap_or(text).to_owned(),
        DataRef::DurationIso(text) => text.clone(),
    }
}
