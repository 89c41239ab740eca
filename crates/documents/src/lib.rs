//! Documents that people sign: a programme with its gaps, steps, calendar, money and signatures, as a PDF that is
//! tagged for reading aloud and fit for keeping (PDF/UA-1, PDF/A-2a).
//!
//! What is said comes from the caller as plain data ([`ProgrammeDocument`]); how it looks stands in
//! `templates/programme.typ`, and typst sets it. Nothing here reads a file, the network or the clock, and what
//! people wrote is data to the template, never markup. The same document gives the same bytes.

mod calendar;
#[cfg(test)]
mod example;
mod press;
mod programme;
#[cfg(test)]
mod programme_tests;
mod sheet;
mod sums;
mod text;

pub use programme::{
    Commitments, DocumentError, GapRow, Letterhead, Paper, ProgrammeDocument, ShareRow, Signature,
    StepKind, StepRow,
};
pub use sheet::HASH_START;

/// Sets a programme as a PDF.
///
/// # Errors
/// [`DocumentError`]: the money does not add up, a step ends before it starts, or typst cannot set it.
pub fn render(document: &ProgrammeDocument) -> Result<Vec<u8>, DocumentError> {
    let sheet = sheet::Sheet::of(document)?;
    let ident = format!("{} {}", document.content_hash, document.version);
    press::print(&sheet, ident)
}
