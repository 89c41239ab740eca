//! A look at a document before it is parsed: one pass over its bytes that knows strings and comments
//! and nothing else of the language. It refuses what would make the parser itself expensive or its
//! stack deep. Must not judge whether a document is valid; the parser does.

/// The longest document, in bytes.
pub const DOCUMENT_MAX: usize = 32 * 1024;
/// The deepest nesting of brackets.
pub const BRACKETS_MAX: usize = 40;
/// The most directives in a document.
pub const DIRECTIVES_MAX: usize = 50;
/// The most words in a document: names, numbers and keywords outside strings.
pub const WORDS_MAX: usize = 2_000;

/// Why a document is not even parsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unparsed {
    /// Longer than [`DOCUMENT_MAX`].
    TooLong,
    /// Brackets nest deeper than [`BRACKETS_MAX`].
    TooDeep,
    /// More than [`DIRECTIVES_MAX`] directives.
    TooManyDirectives,
    /// More than [`WORDS_MAX`] words.
    TooManyWords,
    /// A block string without an end. The parser would read it as other strings than this pass
    /// does, so brackets could hide in it.
    OpenString,
}

impl Unparsed {
    /// In plain words.
    #[must_use]
    pub fn message(self) -> String {
        match self {
            Self::TooLong => format!("The document is longer than {DOCUMENT_MAX} bytes."),
            Self::TooDeep => format!("Brackets nest deeper than {BRACKETS_MAX}."),
            Self::TooManyDirectives => {
                format!("The document has more than {DIRECTIVES_MAX} directives.")
            }
            Self::TooManyWords => format!("The document has more than {WORDS_MAX} words."),
            Self::OpenString => "A block string has no end.".to_owned(),
        }
    }
}

/// Whether a document may be parsed.
///
/// # Errors
/// Why not.
pub fn scan(document: &str) -> Result<(), Unparsed> {
    if document.len() > DOCUMENT_MAX {
        return Err(Unparsed::TooLong);
    }
    let (mut depth, mut directives, mut words) = (0_usize, 0_usize, 0_usize);
    let mut in_word = false;
    let mut rest = document.as_bytes();
    while let [byte, after @ ..] = rest {
        let begins_word = byte.is_ascii_alphanumeric() || *byte == b'_';
        if begins_word && !in_word {
            words += 1;
        }
        in_word = begins_word;
        rest = match byte {
            b'#' => behind_line(after),
            b'"' => behind_string(rest)?,
            _ => after,
        };
        match byte {
            b'{' | b'[' | b'(' => depth += 1,
            b'}' | b']' | b')' => depth = depth.saturating_sub(1),
            b'@' => directives += 1,
            _ => {}
        }
        if depth > BRACKETS_MAX {
            return Err(Unparsed::TooDeep);
        }
        if directives > DIRECTIVES_MAX {
            return Err(Unparsed::TooManyDirectives);
        }
        if words > WORDS_MAX {
            return Err(Unparsed::TooManyWords);
        }
    }
    Ok(())
}

fn behind_line(text: &[u8]) -> &[u8] {
    let end = text.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
    end.and_then(|at| text.get(at..)).unwrap_or_default()
}

/// What follows the string with which `text` begins.
fn behind_string(text: &[u8]) -> Result<&[u8], Unparsed> {
    if let Some(mut inside) = text.strip_prefix(b"\"\"\"") {
        while !inside.is_empty() {
            if let Some(after) = inside.strip_prefix(b"\"\"\"") {
                return Ok(after);
            }
            inside = inside
                .strip_prefix(b"\\\"\"\"")
                .or_else(|| inside.get(1..))
                .unwrap_or_default();
        }
        return Err(Unparsed::OpenString);
    }
    let mut inside = text.get(1..).unwrap_or_default();
    loop {
        inside = match inside {
            [b'\\', _, after @ ..] => after,
            [b'"', after @ ..] => return Ok(after),
            // The string is broken: the parser stops here, too.
            [] | [b'\n' | b'\r', ..] => return Ok(inside),
            [_, after @ ..] => after,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_in_strings_and_comments_do_not_count() {
        let many = "{".repeat(50);
        assert_eq!(scan(&many), Err(Unparsed::TooDeep));
        for harmless in [
            format!("{{ a(b: \"{many}\") }}"),
            format!("{{ a(b: \"\\\"{many}\") }}"),
            format!("{{ a(b: \"\"\"{many} \" \\\"\"\" \"\"\") }}"),
            format!("# {many}\n{{ a }}"),
        ] {
            assert_eq!(scan(&harmless), Ok(()), "{harmless}");
        }
    }

    #[test]
    fn nothing_hides_brackets() {
        let many = "[".repeat(50);
        for hiding in [
            format!("# \"\n{many}"),
            format!("{{ a(b: \"\"\"one \" quote\"\"\" c: {many}"),
            format!("{{ a(b: \"\" c: {many}"),
            format!("{{ a(b: \"\\\\\" c: {many}"),
            format!("{{ a(b: \"x\n {many}"),
        ] {
            assert_eq!(scan(&hiding), Err(Unparsed::TooDeep), "{hiding}");
        }
        // The parser would read `""` and `"x"` here.
        assert_eq!(
            scan(&format!("{{ a(b: [\"\"\"x\" {many}")),
            Err(Unparsed::OpenString)
        );
    }

    #[test]
    fn long_and_wordy_documents_are_refused() {
        assert_eq!(scan(&" ".repeat(DOCUMENT_MAX + 1)), Err(Unparsed::TooLong));
        assert_eq!(
            scan(&format!("{{ a {} }}", "@a".repeat(5_000))),
            Err(Unparsed::TooManyDirectives)
        );
        assert_eq!(
            scan(&format!("{{ {} }}", "a ".repeat(5_000))),
            Err(Unparsed::TooManyWords)
        );
    }

    #[test]
    fn any_bytes_are_looked_at_without_a_fault() {
        for text in [
            "", "\"", "\"\\", "\"\"\"", "\"\"\"\\", "#", "é\"ñ", "\\\"\"\"",
        ] {
            let _ = scan(text);
        }
    }
}
