//! What people wrote, made fit for paper. Nothing visible is dropped: what the font cannot show becomes a mark that
//! the document explains. What is invisible and could make a signed page read otherwise than it is stored (controls,
//! marks that turn the direction of reading) is taken out.

/// Stands for a character that the font lacks.
pub const LACKING: char = char::REPLACEMENT_CHARACTER;

/// May break a line here; shows nothing.
const BREAK: char = '\u{200B}';

/// Words longer than this may be broken anywhere.
const LONG_WORD: usize = 20;

/// How far apart the places are where a long word may break.
const BREAK_EVERY: usize = 10;

/// Text for paper, and whether a character was lacking.
#[derive(Debug, PartialEq, Eq)]
pub struct Fit {
    /// The text.
    pub text: String,
    /// A character was not to be had in the font.
    pub is_lacking: bool,
}

/// Makes text fit: line ends are kept, tabs are spaces, ends are trimmed, the sign of diameters is the letter that
/// stands for it where the sign is not to be had.
pub fn fit(text: &str, is_in_font: impl Fn(char) -> bool) -> Fit {
    let mut shown = String::with_capacity(text.len());
    let mut is_lacking = false;
    for c in text.trim().chars() {
        match c {
            '\n' => shown.push('\n'),
            '\t' | '\u{A0}' => shown.push(' '),
            '⌀' => shown.push('Ø'),
            c if is_invisible(c) => {}
            c if is_in_font(c) => shown.push(c),
            _ => {
                shown.push(LACKING);
                is_lacking = true;
            }
        }
    }
    Fit {
        text: break_long_words(&shown),
        is_lacking,
    }
}

/// Controls, joiners, directions, variation selectors, tags: characters without a shape of their own.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{FEFF}'
            | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
            | '\u{FE00}'..='\u{FE0F}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}')
}

fn break_long_words(text: &str) -> String {
    let mut broken = String::with_capacity(text.len());
    for word in text.split_inclusive(char::is_whitespace) {
        let length = word.chars().count();
        for (at, c) in word.chars().enumerate() {
            if length > LONG_WORD && at > 0 && at % BREAK_EVERY == 0 && !c.is_whitespace() {
                broken.push(BREAK);
            }
            broken.push(c);
        }
    }
    broken
}

/// The first so many characters; an ellipsis where there are more. For places that repeat what stands whole elsewhere.
pub fn shorten(text: &str, length: usize) -> String {
    let line = text.lines().next().unwrap_or_default();
    match line.char_indices().nth(length) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default().trim_end()),
        None if line.len() < text.len() => format!("{line}…"),
        None => line.to_owned(),
    }
}

/// How many lines a text takes where so many characters go into one.
pub fn lines(text: &str, per_line: usize) -> usize {
    let lines = text.lines();
    lines
        .map(|line| line.chars().count().div_ceil(per_line.max(1)).max(1))
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn latin(c: char) -> bool {
        c == ' ' || c.is_ascii() || "ñáé".contains(c)
    }

    #[test]
    fn what_the_font_lacks_becomes_a_mark() {
        let fit = fit("Señal 🔧 שלום", latin);
        assert_eq!(fit.text, "Señal � ����");
        assert!(fit.is_lacking);
    }

    #[test]
    fn directions_and_controls_are_taken_out() {
        let fit = fit("\u{202E}100 pesos\u{202C}\u{7}\u{200B}\r\nsí\t.", |c| {
            c != '\u{202E}'
        });
        assert_eq!(fit.text, "100 pesos\nsí .");
        assert!(!fit.is_lacking);
    }

    #[test]
    fn long_words_may_break_and_others_not() {
        let fit = fit(&"a".repeat(25), latin);
        assert_eq!(fit.text.matches(BREAK).count(), 2);
        assert_eq!(fit.text.replace(BREAK, ""), "a".repeat(25));
        assert_eq!(
            super::fit("calibración de medidores", |_| true).text,
            "calibración de medidores"
        );
    }

    #[test]
    fn shortened_text_says_so() {
        assert_eq!(shorten("uno dos", 20), "uno dos");
        assert_eq!(shorten("uno dos", 4), "uno…");
        assert_eq!(shorten("uno\ndos", 20), "uno…");
        assert_eq!(lines("uno dos\ntres\n\n", 4), 4);
    }
}
