//! JSON Lines for batches: one answer line per input line, in order.

use super::Failure;
use serde::Deserialize;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;

/// One line of a batch.
#[derive(Debug, Deserialize)]
pub struct Line {
    /// Given back as it came.
    pub id: serde_json::Value,
    /// The text.
    pub text: String,
    /// Its language; guessed where absent.
    #[serde(default)]
    pub lang: Option<String>,
}

/// Answers every line of a file. A line that is no JSON ends the batch with its number.
///
/// # Errors
/// If the file cannot be read or standard output cannot be written.
pub fn answer_each(
    file: &Path,
    mut answer: impl FnMut(Line) -> Result<serde_json::Value, Failure>,
) -> Result<(), Failure> {
    let input = File::open(file).map_err(|e| format!("{}: {e}", file.display()))?;
    let mut output = BufWriter::new(std::io::stdout().lock());
    for (at, line) in BufReader::new(input).lines().enumerate() {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        let parsed: Line = serde_json::from_str(&line)
            .map_err(|e| format!("{}: line {}: {e}", file.display(), at + 1))?;
        serde_json::to_writer(&mut output, &answer(parsed)?)?;
        output.write_all(b"\n")?;
    }
    output.flush()?;
    Ok(())
}
