//! CSV rows from a stream of bytes. One bad quotation mark costs one row, not the rest of the
//! file: a row that does not close its quote within reach is given up at the end of its own line.

use super::messages::Code;
use super::read::{Fault, Next, Row};
use std::borrow::Cow;
use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Cursor, Read};

/// The longest physical line.
const MAX_LINE_BYTES: usize = 8 * 1024 * 1024;
/// How many further lines a quoted cell may span.
const MAX_QUOTED_LINES: usize = 60;

/// How the bytes stand for text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8; so many bytes of mark stand at the beginning.
    Utf8 {
        /// Bytes to leave out.
        skip: usize,
    },
    /// What Excel calls ANSI in Mexico; holds Latin-1.
    Windows1252,
    /// Excel's “Unicode text”.
    Utf16 {
        /// Byte order.
        big_endian: bool,
    },
}

impl Encoding {
    /// Its name as people know it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Encoding::Utf8 { .. } => "UTF-8",
            Encoding::Windows1252 => "Windows-1252",
            Encoding::Utf16 { .. } => "UTF-16",
        }
    }

    /// The bytes as text, for a look at the first lines.
    pub(super) fn decode(self, bytes: &[u8]) -> Cow<'_, str> {
        match self {
            Encoding::Utf8 { skip } => String::from_utf8_lossy(bytes.get(skip..).unwrap_or(&[])),
            Encoding::Windows1252 => {
                encoding_rs::WINDOWS_1252
                    .decode_without_bom_handling(bytes)
                    .0
            }
            Encoding::Utf16 { big_endian: false } => {
                encoding_rs::UTF_16LE.decode_with_bom_removal(bytes).0
            }
            Encoding::Utf16 { big_endian: true } => {
                encoding_rs::UTF_16BE.decode_with_bom_removal(bytes).0
            }
        }
    }

    /// The stream that the row reader reads: UTF-16 is turned into UTF-8 first, in memory.
    pub(super) fn open(
        self,
        mut input: Box<dyn Read + Send>,
    ) -> Result<Box<dyn BufRead + Send>, Fault> {
        let cannot = |e: std::io::Error| Fault::CannotOpen(e.to_string());
        match self {
            Encoding::Utf8 { skip } => {
                let mut mark = [0; 3];
                input
                    .read_exact(mark.get_mut(..skip).unwrap_or(&mut []))
                    .map_err(cannot)?;
                Ok(Box::new(BufReader::with_capacity(1 << 16, input)))
            }
            Encoding::Windows1252 => Ok(Box::new(BufReader::with_capacity(1 << 16, input))),
            Encoding::Utf16 { .. } => {
                let mut bytes = Vec::new();
                input.read_to_end(&mut bytes).map_err(cannot)?;
                Ok(Box::new(Cursor::new(
                    self.decode(&bytes).into_owned().into_bytes(),
                )))
            }
        }
    }

    fn decode_line(self, bytes: &[u8]) -> Option<Cow<'_, str>> {
        match self {
            Encoding::Windows1252 if !bytes.is_ascii() => Some(
                encoding_rs::WINDOWS_1252
                    .decode_without_bom_handling(bytes)
                    .0,
            ),
            _ => std::str::from_utf8(bytes).ok().map(Cow::Borrowed),
        }
    }
}

/// The character that separates the cells of a header line: the most frequent of tab, semicolon
/// and comma outside quotation marks.
pub(super) fn sniff_delimiter(line: &str) -> u8 {
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    let mut quoted = false;
    for byte in line.bytes() {
        quoted ^= byte == b'"';
        for (delimiter, count) in &mut counts {
            *count += i32::from(!quoted && byte == *delimiter);
        }
    }
    counts
        .into_iter()
        .max_by_key(|(_, count)| *count)
        .filter(|(_, count)| *count > 0)
        .map_or(b',', |(d, _)| d)
}

/// Rows of a CSV stream.
pub struct DelimitedRows {
    input: Box<dyn BufRead + Send>,
    encoding: Encoding,
    delimiter: char,
    line_end: u8,
    /// Lines that were read ahead of a quote that never closed.
    pending: VecDeque<Vec<u8>>,
    cells: Option<usize>,
    number: i64,
}

enum Line {
    Bytes(Vec<u8>),
    TooLong,
    End,
}

impl DelimitedRows {
    pub(super) fn new(
        input: Box<dyn BufRead + Send>,
        encoding: Encoding,
        delimiter: u8,
        line_end: u8,
    ) -> Self {
        let (delimiter, pending) = (char::from(delimiter), VecDeque::new());
        Self {
            input,
            encoding,
            delimiter,
            line_end,
            pending,
            cells: None,
            number: 0,
        }
    }

    /// The header has been read: rows are counted from here and must have so many cells.
    pub(super) fn expect_cells(&mut self, cells: usize) {
        self.cells = Some(cells);
        self.number = 0;
    }

    pub(super) fn next(&mut self, row: &mut Row) -> Result<Next, Fault> {
        loop {
            row.clear();
            let line = match self.line()? {
                Line::Bytes(line) => line,
                Line::TooLong => {
                    self.number += 1;
                    row.number = self.number;
                    return Ok(Next::Broken(Code::LineTooLong));
                }
                Line::End => return Ok(Next::End),
            };
            self.number += 1;
            row.number = self.number;
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            match self.take_apart(line, row)? {
                Next::Row | Next::Broken(Code::RaggedRow) if row.is_blank() => {}
                next => return Ok(next),
            }
        }
    }

    fn take_apart(&mut self, first: Vec<u8>, row: &mut Row) -> Result<Next, Fault> {
        let mut splitter = Splitter::new(self.delimiter);
        let Some(text) = self.encoding.decode_line(&first) else {
            row.push_str(&String::from_utf8_lossy(&first));
            row.end_cell();
            return Ok(Next::Broken(Code::BadEncoding));
        };
        splitter.feed(&text, row, false);
        let mut ahead: Vec<Vec<u8>> = Vec::new();
        while splitter.is_open() && ahead.len() < MAX_QUOTED_LINES {
            let Line::Bytes(line) = self.line()? else {
                break;
            };
            let fits = self.encoding.decode_line(&line).is_some_and(|text| {
                row.push_char('\n');
                splitter.feed(&text, row, true)
            });
            ahead.push(line);
            if !fits {
                break;
            }
        }
        let spans_well = ahead.is_empty() || self.cells.is_none_or(|cells| cells == row.len());
        if !splitter.is_open() && !splitter.is_broken && spans_well {
            return Ok(self.fit(row));
        }
        // The lines ahead are rows of their own; only this line is lost.
        for line in ahead.into_iter().rev() {
            self.pending.push_front(line);
        }
        row.clear();
        row.push_str(&text);
        row.end_cell();
        Ok(Next::Broken(Code::QuoteUnbalanced))
    }

    /// Trailing empty cells beyond the header are dropped; any other difference makes the row ragged.
    fn fit(&self, row: &Row) -> Next {
        let Some(cells) = self.cells else {
            return Next::Row;
        };
        let surplus_is_blank = (cells..row.len()).all(|at| row.raw(at).trim().is_empty());
        if row.len() < cells || !surplus_is_blank {
            Next::Broken(Code::RaggedRow)
        } else {
            Next::Row
        }
    }

    /// The next physical line without its end.
    fn line(&mut self) -> Result<Line, Fault> {
        if let Some(line) = self.pending.pop_front() {
            return Ok(Line::Bytes(line));
        }
        let mut line = Vec::with_capacity(512);
        let cannot = |e: std::io::Error| Fault::CannotOpen(e.to_string());
        let read = (&mut self.input)
            .take(MAX_LINE_BYTES as u64)
            .read_until(self.line_end, &mut line)
            .map_err(cannot)?;
        if read == 0 {
            return Ok(Line::End);
        }
        if line.last() == Some(&self.line_end) {
            line.pop();
            if line.last() == Some(&b'\r') {
                line.pop();
            }
        } else if read == MAX_LINE_BYTES {
            self.skip_line().map_err(cannot)?;
            return Ok(Line::TooLong);
        }
        Ok(Line::Bytes(line))
    }

    fn skip_line(&mut self) -> std::io::Result<()> {
        loop {
            let chunk = self.input.fill_buf()?;
            if chunk.is_empty() {
                return Ok(());
            }
            let end = chunk.iter().position(|byte| *byte == self.line_end);
            let used = end.map_or(chunk.len(), |at| at + 1);
            self.input.consume(used);
            if end.is_some() {
                return Ok(());
            }
        }
    }
}

/// Takes lines apart into cells, across lines where a quoted cell holds line breaks.
struct Splitter {
    delimiter: char,
    state: State,
    /// A quote was closed in the middle of a cell that began on an earlier line.
    is_broken: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    CellStart,
    Plain,
    Quoted,
    QuoteInQuoted,
}

impl Splitter {
    fn new(delimiter: char) -> Self {
        Self {
            delimiter,
            state: State::CellStart,
            is_broken: false,
        }
    }

    fn is_open(&self) -> bool {
        self.state == State::Quoted
    }

    /// Adds a line; `continued` where a cell has been open since an earlier one. Says whether the
    /// row may still come out well.
    fn feed(&mut self, line: &str, row: &mut Row, continued: bool) -> bool {
        for c in line.chars() {
            self.state = match self.state {
                State::CellStart if c == '"' => State::Quoted,
                State::CellStart | State::Plain if c == self.delimiter => {
                    row.end_cell();
                    State::CellStart
                }
                State::CellStart | State::Plain => {
                    row.push_char(c);
                    State::Plain
                }
                State::Quoted if c == '"' => State::QuoteInQuoted,
                State::Quoted => {
                    row.push_char(c);
                    State::Quoted
                }
                State::QuoteInQuoted if c == '"' => {
                    row.push_char(c);
                    State::Quoted
                }
                State::QuoteInQuoted if c == self.delimiter => {
                    row.end_cell();
                    State::CellStart
                }
                State::QuoteInQuoted => {
                    if continued {
                        self.is_broken = true;
                        return false;
                    }
                    row.push_char(c);
                    State::Plain
                }
            };
        }
        if self.state != State::Quoted {
            row.end_cell();
            self.state = State::CellStart;
        }
        true
    }
}
