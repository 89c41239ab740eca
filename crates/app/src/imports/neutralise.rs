//! Cells that a spreadsheet would run as formulas. What we write carries an apostrophe before
//! them; what we read loses that apostrophe again, so export → import gives the same.

use std::borrow::Cow;

/// Whether a spreadsheet may take the cell for a formula.
fn is_formula(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// The cell as it may be written to CSV or XLSX. Plain numbers stay numbers.
#[must_use]
pub fn neutralise(cell: &str) -> Cow<'_, str> {
    let is_number = cell.parse::<f64>().is_ok_and(f64::is_finite);
    // A cell that begins with our own mark gets one more, or reading it back would take it away.
    let is_marked = cell
        .strip_prefix('\'')
        .is_some_and(|rest| is_formula(rest) || rest.starts_with('\''));
    if (is_formula(cell) && !is_number) || is_marked {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

/// The cell without the mark of [`neutralise`].
#[must_use]
pub fn plain(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if is_formula(rest) || rest.starts_with('\'') => rest,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_marked_and_numbers_are_not() {
        assert_eq!(
            neutralise("=HYPERLINK(\"http://x\")"),
            "'=HYPERLINK(\"http://x\")"
        );
        assert_eq!(neutralise("+52 33"), "'+52 33");
        assert_eq!(neutralise("@SUM(A1)"), "'@SUM(A1)");
        assert_eq!(neutralise("-cmd|' /C calc'!A0"), "'-cmd|' /C calc'!A0");
        assert_eq!(neutralise("-102.25"), "-102.25");
        assert_eq!(neutralise("Torno"), "Torno");
    }

    #[test]
    fn reading_back_gives_the_same() {
        for cell in [
            "=1+1", "'=1+1", "''=1+1", "'plain", "''", "-3", "+x", "", "'", "@a", "\tx", "O'Neill",
        ] {
            assert_eq!(plain(&neutralise(cell)), cell);
        }
    }
}
