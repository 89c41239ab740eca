//! What goes to standard output: results, line by line, and JSON Lines for batches.

use super::Failure;
use eslabon_domain::text::Lang;
use serde::Deserialize;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;

/// Prints a result. A reader who has seen enough (`| head`) ends the program quietly, as such programs do.
pub fn say(text: impl std::fmt::Display) -> Result<(), Failure> {
    let mut output = std::io::stdout().lock();
    match writeln!(output, "{text}").and_then(|()| output.flush()) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => std::process::exit(0),
        other => Ok(other?),
    }
}

/// A language by its tag, for arguments.
pub fn language(tag: &str) -> Result<Lang, String> {
    Lang::parse(tag).ok_or_else(|| format!("“{tag}” is neither es nor en"))
}

/// The language of the person at the terminal.
#[must_use]
pub fn terminal_language() -> Lang {
    let tag = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok());
    tag.as_deref()
        .and_then(|tag| tag.split('.').next())
        .and_then(Lang::parse)
        .unwrap_or(Lang::En)
}

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
        let answered = serde_json::to_string(&answer(parsed)?)?;
        if let Err(error) = writeln!(output, "{answered}") {
            let has_left = error.kind() == std::io::ErrorKind::BrokenPipe;
            return if has_left { Ok(()) } else { Err(error.into()) };
        }
    }
    output.flush()?;
    Ok(())
}
