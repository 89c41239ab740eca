//! From bytes to rows: what the file is (CSV in which encoding, or XLSX), and its rows one by one.
//! CSV is streamed and never held as a whole. Knows nothing of what the columns mean.

use super::delimited::{DelimitedRows, Encoding, sniff_delimiter};
use super::messages::Code;
use super::sheet;
use crate::error::AppError;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{BufReader, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The largest CSV file.
pub const MAX_FILE_BYTES: u64 = 200 * 1024 * 1024;
/// The largest XLSX file (it is compressed, and is held in memory while it is read).
pub const MAX_XLSX_BYTES: u64 = 50 * 1024 * 1024;
/// The longest cell, in characters.
pub const MAX_CELL_CHARS: usize = 20_000;

/// What is to be imported: a file on this machine, or an upload.
#[derive(Debug, Clone)]
pub struct ImportSource {
    /// Its name as the person knows it.
    pub file_name: String,
    content: Content,
}

#[derive(Debug, Clone)]
enum Content {
    Path(PathBuf),
    /// A copy of ours that is removed once it is imported: it may hold telephone numbers.
    Upload(PathBuf),
    Bytes(Arc<[u8]>),
}

impl ImportSource {
    /// A file on this machine.
    #[must_use]
    pub fn path(path: &Path) -> Self {
        let file_name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        Self {
            file_name,
            content: Content::Path(path.to_path_buf()),
        }
    }

    /// A file that lies under another name than the person's (an upload waiting for its import).
    #[must_use]
    pub fn stored(file_name: impl Into<String>, path: &Path) -> Self {
        Self {
            file_name: file_name.into(),
            content: Content::Upload(path.to_path_buf()),
        }
    }

    /// Bytes in memory.
    #[must_use]
    pub fn bytes(file_name: impl Into<String>, bytes: impl Into<Arc<[u8]>>) -> Self {
        Self {
            file_name: file_name.into(),
            content: Content::Bytes(bytes.into()),
        }
    }

    /// Removes an upload that is dealt with; files of people are never touched.
    pub(super) fn discard(&self) {
        if let Content::Upload(path) = &self.content
            && let Err(error) = std::fs::remove_file(path)
        {
            tracing::warn!(%error, "import.upload_not_removed");
        }
    }

    fn open(&self) -> Result<Box<dyn Read + Send>, Fault> {
        match &self.content {
            Content::Path(path) | Content::Upload(path) => {
                if path.is_dir() {
                    return Err(Fault::CannotOpen(format!("{}: directory", path.display())));
                }
                File::open(path)
                    .map(|file| Box::new(file) as _)
                    .map_err(|e| Fault::CannotOpen(e.to_string()))
            }
            Content::Bytes(bytes) => Ok(Box::new(Cursor::new(Arc::clone(bytes)))),
        }
    }

    fn size(&self) -> Result<u64, Fault> {
        match &self.content {
            Content::Path(path) | Content::Upload(path) => path
                .metadata()
                .map(|m| m.len())
                .map_err(|e| Fault::CannotOpen(e.to_string())),
            Content::Bytes(bytes) => Ok(bytes.len() as u64),
        }
    }
}

/// Why a whole file cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// No bytes, or nothing but blanks.
    Empty,
    /// A header and nothing below.
    NoRows,
    /// None of the kinds fits; what was seen.
    UnknownHeader(String),
    /// Several kinds fit.
    AmbiguousHeader(String),
    /// The kind was given and these columns are not there.
    MissingColumns(String),
    /// Larger than this.
    TooLarge(String),
    /// An `.xls` workbook.
    OldExcel,
    /// XLSX that cannot be read.
    BrokenWorkbook(String),
    /// Some other binary file.
    NotATable,
    /// Opening or reading failed.
    CannotOpen(String),
    /// It is not the file that was inspected.
    ChangedWhileReading,
}

impl std::fmt::Display for Fault {
    /// `code` or `code: detail`; [`super::messages::unreadable`] words it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (code, detail) = match self {
            Fault::Empty => ("empty_file", ""),
            Fault::NoRows => ("no_rows", ""),
            Fault::UnknownHeader(seen) => ("unknown_header", seen.as_str()),
            Fault::AmbiguousHeader(kinds) => ("ambiguous_header", kinds.as_str()),
            Fault::MissingColumns(columns) => ("missing_columns", columns.as_str()),
            Fault::TooLarge(limit) => ("too_large", limit.as_str()),
            Fault::OldExcel => ("old_excel", ""),
            Fault::BrokenWorkbook(why) => ("broken_workbook", why.as_str()),
            Fault::NotATable => ("not_a_table", ""),
            Fault::CannotOpen(why) => ("cannot_open", why.as_str()),
            Fault::ChangedWhileReading => ("changed_while_reading", ""),
        };
        if detail.is_empty() {
            f.write_str(code)
        } else {
            write!(f, "{code}: {detail}")
        }
    }
}

impl From<Fault> for AppError {
    fn from(fault: Fault) -> Self {
        AppError::Unreadable(fault.to_string())
    }
}

impl Fault {
    /// One of each, for the test that all have words.
    #[cfg(test)]
    pub(super) fn examples() -> Vec<Fault> {
        vec![
            Fault::Empty,
            Fault::NoRows,
            Fault::UnknownHeader("a".into()),
            Fault::AmbiguousHeader("a".into()),
            Fault::MissingColumns("a".into()),
            Fault::TooLarge("200 MB".into()),
            Fault::OldExcel,
            Fault::BrokenWorkbook("a".into()),
            Fault::NotATable,
            Fault::CannotOpen("a".into()),
            Fault::ChangedWhileReading,
        ]
    }
}

/// The cells of one row, in one buffer.
#[derive(Debug, Clone, Default)]
pub struct Row {
    text: String,
    ends: Vec<usize>,
    /// Place in the file: 1 is the first row below the header; blank rows are counted.
    pub number: i64,
}

impl Row {
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
    }

    pub(super) fn push_char(&mut self, c: char) {
        self.text.push(c);
    }

    pub(super) fn push_str(&mut self, text: &str) {
        self.text.push_str(text);
    }

    pub(super) fn end_cell(&mut self) {
        self.ends.push(self.text.len());
    }

    /// How many cells there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// The cell as it stands in the file.
    #[must_use]
    pub fn raw(&self, at: usize) -> &str {
        let start = at
            .checked_sub(1)
            .and_then(|before| self.ends.get(before))
            .copied()
            .unwrap_or(0);
        self.ends
            .get(at)
            .and_then(|end| self.text.get(start..*end))
            .unwrap_or("")
    }

    /// Every cell as it stands in the file.
    pub fn cells(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|at| self.raw(at))
    }

    pub(super) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }
}

/// What came of reading the next row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// The row is there.
    Row,
    /// There is a row, but it cannot be taken apart.
    Broken(Code),
    /// The end of the file.
    End,
}

/// The rows of a file, the header first.
pub enum Rows {
    /// CSV, streamed.
    Delimited(Box<DelimitedRows>),
    /// A worksheet, held.
    Sheet(sheet::SheetRows),
}

impl Rows {
    /// Reads the next row into `row`.
    ///
    /// # Errors
    /// If the file cannot be read on.
    pub fn next(&mut self, row: &mut Row) -> Result<Next, Fault> {
        match self {
            Rows::Delimited(rows) => rows.next(row),
            Rows::Sheet(rows) => Ok(rows.next(row)),
        }
    }

    /// Tells the reader how many cells a row must have, once the header is known.
    pub fn expect_cells(&mut self, cells: usize) {
        match self {
            Rows::Delimited(rows) => rows.expect_cells(cells),
            Rows::Sheet(rows) => rows.expect_cells(cells),
        }
    }
}

/// What a file is, from one pass over its bytes.
#[derive(Debug, Clone)]
pub struct Inspected {
    /// SHA-256 of the bytes, in hexadecimal.
    pub hash: String,
    /// Bytes, to tell a file that is written to in between.
    size: u64,
    /// How to read it.
    format: Format,
}

#[derive(Debug, Clone)]
enum Format {
    Delimited {
        encoding: Encoding,
        delimiter: u8,
        line_end: u8,
    },
    Sheet(Arc<[Vec<String>]>),
}

impl Inspected {
    /// The encoding, as people know it.
    #[must_use]
    pub fn encoding(&self) -> &'static str {
        match &self.format {
            Format::Delimited { encoding, .. } => encoding.name(),
            Format::Sheet(_) => "XLSX",
        }
    }

    /// The delimiter of a CSV file.
    #[must_use]
    pub fn delimiter(&self) -> Option<char> {
        match &self.format {
            Format::Delimited { delimiter, .. } => Some(char::from(*delimiter)),
            Format::Sheet(_) => None,
        }
    }

    /// The rows from the beginning.
    ///
    /// # Errors
    /// If the file cannot be opened again, or is no longer the one that was inspected.
    pub fn rows(&self, source: &ImportSource) -> Result<Rows, Fault> {
        if source.size()? != self.size {
            return Err(Fault::ChangedWhileReading);
        }
        Ok(match &self.format {
            Format::Delimited {
                encoding,
                delimiter,
                line_end,
            } => {
                let input = encoding.open(source.open()?)?;
                Rows::Delimited(Box::new(DelimitedRows::new(
                    input, *encoding, *delimiter, *line_end,
                )))
            }
            Format::Sheet(rows) => Rows::Sheet(sheet::SheetRows::new(Arc::clone(rows))),
        })
    }
}

/// Finds out what the file is.
///
/// # Errors
/// If it is too large, empty, or no table.
pub fn inspect(source: &ImportSource) -> Result<Inspected, Fault> {
    let size = source.size()?;
    if size > MAX_FILE_BYTES {
        return Err(Fault::TooLarge("200 MB (XLSX 50 MB)".into()));
    }
    let mut input = BufReader::with_capacity(1 << 16, source.open()?);
    let mut hash = Sha256::new();
    let mut head = Vec::with_capacity(1 << 16);
    let mut utf8 = Utf8Count::default();
    let mut buffer = vec![0; 1 << 16];
    loop {
        let read = input
            .read(&mut buffer)
            .map_err(|e| Fault::CannotOpen(e.to_string()))?;
        let Some(bytes) = buffer.get(..read).filter(|bytes| !bytes.is_empty()) else {
            break;
        };
        hash.update(bytes);
        utf8.see(bytes);
        if head.len() < 1 << 16 {
            head.extend_from_slice(bytes);
        }
    }
    utf8.finish();
    let hash: String = hash
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let format = format_of(source, &head, &utf8)?;
    Ok(Inspected { hash, size, format })
}

fn format_of(source: &ImportSource, head: &[u8], utf8: &Utf8Count) -> Result<Format, Fault> {
    if head.iter().all(u8::is_ascii_whitespace) {
        return Err(Fault::Empty);
    }
    if head.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        return Err(Fault::OldExcel);
    }
    if head.starts_with(b"PK\x03\x04") {
        if source.size()? > MAX_XLSX_BYTES {
            return Err(Fault::TooLarge("50 MB (XLSX)".into()));
        }
        let mut bytes = Vec::new();
        source
            .open()?
            .read_to_end(&mut bytes)
            .map_err(|e| Fault::CannotOpen(e.to_string()))?;
        return Ok(Format::Sheet(sheet::read(bytes)?.into()));
    }
    let encoding = match head {
        [0xEF, 0xBB, 0xBF, ..] => Encoding::Utf8 { skip: 3 },
        [0xFF, 0xFE, ..] => Encoding::Utf16 { big_endian: false },
        [0xFE, 0xFF, ..] => Encoding::Utf16 { big_endian: true },
        // Without its mark, UTF-16 shows by every other byte being zero; so do binary files.
        _ if head.starts_with(b"%PDF") || zeros(head) * 10 > head.len() => {
            return Err(Fault::NotATable);
        }
        _ if utf8.is_utf8() => Encoding::Utf8 { skip: 0 },
        _ => Encoding::Windows1252,
    };
    let text = encoding.decode(head);
    let line_end = if !text.contains('\n') && text.contains('\r') {
        b'\r'
    } else {
        b'\n'
    };
    let first_line = text
        .split(char::from(line_end))
        .find(|line| !line.trim().is_empty())
        .unwrap_or("");
    Ok(Format::Delimited {
        encoding,
        delimiter: sniff_delimiter(first_line),
        line_end,
    })
}

fn zeros(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte == 0).count()
}

/// Counts well-formed and broken multi-byte sequences over chunks.
#[derive(Default)]
struct Utf8Count {
    good: u64,
    broken: u64,
    rest: Vec<u8>,
}

impl Utf8Count {
    fn see(&mut self, bytes: &[u8]) {
        if self.rest.is_empty() && bytes.is_ascii() {
            return;
        }
        let joined;
        let mut bytes = bytes;
        if !self.rest.is_empty() {
            let mut both = std::mem::take(&mut self.rest);
            both.extend_from_slice(bytes);
            joined = both;
            bytes = &joined;
        }
        loop {
            match std::str::from_utf8(bytes) {
                Ok(text) => return self.count(text),
                Err(error) => {
                    let (valid, after) = bytes.split_at(error.valid_up_to());
                    self.count(std::str::from_utf8(valid).unwrap_or(""));
                    let Some(length) = error.error_len() else {
                        self.rest = after.to_vec();
                        return;
                    };
                    self.broken += 1;
                    bytes = after.get(length..).unwrap_or(&[]);
                }
            }
        }
    }

    fn count(&mut self, text: &str) {
        // A byte 0xC0 or above begins a sequence.
        self.good += text.bytes().filter(|byte| *byte >= 0xC0).count() as u64;
    }

    fn finish(&mut self) {
        self.broken += u64::from(!self.rest.is_empty());
    }

    /// One damaged line does not make a Latin-1 file: UTF-8 where nearly all sequences are well formed.
    fn is_utf8(&self) -> bool {
        self.broken == 0 || self.good > 10 * self.broken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_grows_in_between_is_not_the_one_that_was_inspected() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a.csv");
        std::fs::write(&path, "clave,nombre\n1,a\n").unwrap();
        let source = ImportSource::path(&path);
        let inspected = inspect(&source).unwrap();
        assert!(inspected.rows(&source).is_ok());
        std::fs::write(&path, "clave,nombre\n1,a\n2,b\n").unwrap();
        assert!(matches!(
            inspected.rows(&source),
            Err(Fault::ChangedWhileReading)
        ));
    }

    #[test]
    fn an_upload_is_removed_and_a_file_of_a_person_is_not() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a.csv");
        std::fs::write(&path, "x").unwrap();
        ImportSource::path(&path).discard();
        assert!(path.is_file());
        ImportSource::stored("a.csv", &path).discard();
        assert!(!path.exists());
    }
}
