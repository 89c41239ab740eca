//! What a firm can make month by month: hours and pieces, what is missing, and a form for what is promised
//! already. Works on a telephone and without scripts. Never a bare percentage.

mod chart;
mod form;
mod need;
mod show;

pub use form::take;
pub use need::against;
pub use show::{mine, show};

use super::format::{date, number};
use super::words::Say;
use eslabon_domain::calendar::Month;
use eslabon_domain::ids::SiteId;
use eslabon_engine::capacity::Range;

/// The address of a site's capacity.
fn capacity_path(site: SiteId) -> String {
    format!("/proveedores/{site}/capacidad")
}

/// A month as people write it: `dic 2026`.
fn month_name(say: Say, month: Month) -> String {
    let first = month.first_day().map(|day| date(say, day));
    let first = first.unwrap_or_default();
    first.strip_prefix("1 ").unwrap_or(&first).to_owned()
}

/// Seconds as hours, rounded down to tenths: `1,234.5 h`.
fn hours(seconds: i64) -> String {
    let tenths = seconds.max(0).unsigned_abs() / 360;
    match tenths % 10 {
        0 => format!("{} h", number(tenths / 10)),
        rest => format!("{}.{rest} h", number(tenths / 10)),
    }
}

/// A range in the reader's words; the greatest number is no bound.
fn range(say: Say, range: Range, write: impl Fn(i64) -> String) -> String {
    if range.low == range.high {
        return write(range.low);
    }
    if range.high == i64::MAX {
        return say.with("at-least", &[("amount", &write(range.low))]);
    }
    say.with(
        "range",
        &[("low", &write(range.low)), ("high", &write(range.high))],
    )
}

/// A range of pieces.
fn pieces(say: Say, all: Range) -> String {
    range(say, all, |pieces| number(pieces.max(0).unsigned_abs()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use eslabon_domain::text::Lang;

    const ES: Say = Say { lang: Lang::Es };

    #[test]
    fn hours_and_ranges_are_written_as_people_read_them() {
        assert_eq!(hours(600 * 3_600), "600 h");
        assert_eq!(hours(1_234 * 3_600 + 1_900), "1,234.5 h");
        let of = |low, high| pieces(ES, Range { low, high });
        assert_eq!(of(1_200, 1_200), "1,200");
        assert_eq!(of(10, 1_200), "de 10 a 1,200");
        assert_eq!(of(10, i64::MAX), "al menos 10");
    }

    #[test]
    fn months_are_named_in_both_languages() {
        let month = Month {
            year: 2026,
            month: 12,
        };
        assert_eq!(month_name(ES, month), "dic 2026");
        assert_eq!(month_name(Say { lang: Lang::En }, month), "Dec 2026");
    }
}
