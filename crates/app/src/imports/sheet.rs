//! The first worksheet with data of an XLSX workbook, as rows of text.

use super::read::{Fault, Next, Row};
use calamine::{DataRef, Reader, Xlsx};
use std::io::{Cursor, Read};
use std::sync::Arc;

/// The most places of a sheet: 1,048,576 rows of some twenty columns.
const MAX_PLACES: usize = 20_000_000;
/// The most bytes of text of a sheet: a small compressed file may hold very much.
const MAX_TEXT_BYTES: usize = 400 * 1024 * 1024;

/// The most that all parts of a workbook unpack to, in bytes: a million rows of some thirty cells.
const MAX_UNPACKED: u64 = 2 * 1024 * 1024 * 1024;
/// The most parts: sheets, pictures and what describes them.
const MAX_PARTS: usize = 10_000;
/// The most shared strings.
const MAX_STRINGS: u64 = 10_000_000;
/// Bytes of a part in which its head stands.
const HEAD: u64 = 4 * 1024;

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

/// Refuses a workbook that would take more memory than it may, before anything of it is kept: what it
/// unpacks to, and how many shared strings it says that it has, for which room is made at once.
fn check_size(bytes: &[u8], most: u64) -> Result<(), Fault> {
    let broken = |e: String| Fault::BrokenWorkbook(e);
    let too_large = || Fault::TooLarge("50 MB (XLSX)".into());
    let mut archive =
        zip::ZipArchive::new(Cursor::new(bytes)).map_err(|e| broken(e.to_string()))?;
    if archive.len() > MAX_PARTS {
        return Err(too_large());
    }
    let mut room = most;
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(|e| broken(e.to_string()))?;
        let name = part.name().map_err(|e| broken(e.to_string()))?;
        let is_strings = name.to_lowercase().ends_with("sharedstrings.xml");
        let mut part = part.take(room + 1);
        let mut head = Vec::new();
        (&mut part)
            .take(HEAD)
            .read_to_end(&mut head)
            .map_err(|e| broken(e.to_string()))?;
        // A list whose head cannot be understood is not opened either.
        if is_strings && said_strings(&head).is_none_or(|said| said > MAX_STRINGS) {
            return Err(too_large());
        }
        // What the directory says of its size may be untrue: it is unpacked once, into nothing.
        let rest = std::io::copy(&mut part, &mut std::io::sink());
        let rest = rest.map_err(|e| broken(e.to_string()))?;
        let unpacked = head.len() as u64 + rest;
        room = room.checked_sub(unpacked).ok_or_else(too_large)?;
    }
    Ok(())
}

/// How many shared strings the head of their list says that there are: the largest number that it names, so
/// that nothing beside the list's own hides it. None where the list does not begin in its head.
fn said_strings(head: &[u8]) -> Option<u64> {
    let head = String::from_utf8_lossy(head);
    let (_, list) = head
        .split_once("<sst")
        .or_else(|| head.split_once(":sst"))?;
    let said = list.split("ount").skip(1).map(|said| {
        let digits = said.trim_start_matches(['"', '\'', '=', ' ', '\t', '\r', '\n']);
        let digits = digits.split(|c: char| !c.is_ascii_digit()).next();
        // A number that does not fit is too large.
        digits.unwrap_or_default().parse().unwrap_or(u64::MAX)
    });
    Some(said.max().unwrap_or(0))
}

/// Reads the first sheet that has any cell.
pub(super) fn read(bytes: Vec<u8>) -> Result<Vec<Vec<String>>, Fault> {
    check_size(&bytes, MAX_UNPACKED)?;
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    fn workbook(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in parts {
            writer
                .start_file(*name, SimpleFileOptions::default())
                .unwrap();
            writer.write_all(content).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn a_small_file_that_says_it_holds_very_much_is_refused_before_room_is_made() {
        for said in ["99999999999", "18446744073709551616"] {
            for strings in [
                format!("<sst count=\"1\" uniqueCount=\"{said}\"/>"),
                format!("<!-- <sst uniqueCount=\"1\" --><sst uniqueCount = '{said}'/>"),
                format!("<!--{}--><sst uniqueCount='{said}'/>", " ".repeat(5_000)),
            ] {
                let bytes = workbook(&[("xl/SharedStrings.xml", strings.as_bytes())]);
                assert!(matches!(read(bytes), Err(Fault::TooLarge(_))), "{said}");
            }
        }
    }

    #[test]
    fn what_unpacks_to_more_than_it_may_is_refused() {
        let nothing = vec![b' '; 60_000];
        let parts: Vec<(String, &[u8])> = (0..4)
            .map(|at| (format!("xl/{at}.xml"), nothing.as_slice()))
            .collect();
        let parts: Vec<(&str, &[u8])> = parts.iter().map(|(n, c)| (n.as_str(), *c)).collect();
        let bytes = workbook(&parts);
        assert!(bytes.len() < 10_000, "it is packed");
        assert!(check_size(&bytes, 240_000).is_ok());
        for most in [239_999, 59_999, 0] {
            assert!(matches!(check_size(&bytes, most), Err(Fault::TooLarge(_))));
        }
    }
}
