//! Numbers, dates, distances and ages in the reader's form: 1,234.5; 23 nov 2026; hace 3 meses.

use super::words::Say;
use eslabon_domain::calendar::Month;
use eslabon_domain::text::Lang;
use eslabon_domain::units::group_thousands;
use jiff::Timestamp;
use jiff::civil::Date;
use maud::{Markup, html};

const MONTHS_ES: [&str; 12] = [
    "ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic",
];
const MONTHS_EN: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// `12345` → `12,345`: Mexico and English write it alike.
#[must_use]
pub fn number(n: u64) -> String {
    group_thousands(n)
}

/// A date: `23 nov 2026`, `23 Nov 2026`.
#[must_use]
pub fn date(say: Say, day: Date) -> String {
    format!("{} {}", day.day(), month(say, Month::of(day)))
}

/// A month: `nov 2026`, `Nov 2026`.
#[must_use]
pub fn month(say: Say, month: Month) -> String {
    let months = match say.lang {
        Lang::Es => MONTHS_ES,
        Lang::En => MONTHS_EN,
    };
    let name = usize::try_from(month.month)
        .ok()
        .and_then(|m| m.checked_sub(1))
        .and_then(|m| months.get(m));
    format!("{} {}", name.copied().unwrap_or_default(), month.year)
}

/// A date as an element that machines can read.
#[must_use]
pub fn time(say: Say, day: Date) -> Markup {
    html! { time datetime=(day) { (date(say, day)) } }
}

/// An instant on the clocks of central Mexico: `24 nov 2026, 09:05`.
#[must_use]
pub fn instant(say: Say, at: Timestamp) -> Markup {
    let local = at.to_zoned_datetime(jiff::tz::Offset::constant(-6).to_time_zone());
    let shown = format!(
        "{}, {:02}:{:02}",
        date(say, local.date()),
        local.hour(),
        local.minute()
    );
    html! { time datetime=(at.strftime("%Y-%m-%dT%H:%M:%SZ")) { (shown) } }
}

/// The day of an instant in central Mexico, as an element that machines can read.
#[must_use]
pub fn instant_day(say: Say, at: Timestamp) -> Markup {
    let local = at.to_zoned_datetime(jiff::tz::Offset::constant(-6).to_time_zone());
    time(say, local.date())
}

/// A distance in whole kilometres; below one, in hundreds of metres.
#[must_use]
pub fn distance(metres: i64) -> String {
    let metres = metres.max(0).unsigned_abs();
    if metres < 1_000 {
        format!("{} m", metres / 100 * 100)
    } else {
        format!("{} km", number((metres + 500) / 1_000))
    }
}

/// How long ago: days, months, then years.
#[must_use]
pub fn age(say: Say, days: i32) -> String {
    let days = u64::from(days.max(0).unsigned_abs());
    match days {
        0 => say.t("age-today"),
        1..=60 => say.count("age-days", days),
        61..=730 => say.count("age-months", days / 30),
        _ => say.count("age-years", days / 365),
    }
}

/// Days of work in words: `45 días`.
#[must_use]
pub fn days(say: Say, days: i32) -> String {
    say.count("count-days", u64::from(days.max(0).unsigned_abs()))
}

/// A share in thousandths as a percentage: `0.375` → `38 %`.
#[must_use]
pub fn share(milli: u32) -> String {
    format!("{} %", (milli + 5) / 10)
}

/// Thousandths as points of a hundred: `37` → `3.7`.
#[must_use]
pub fn points(milli: u32) -> String {
    format!("{}.{}", milli / 10, milli % 10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date as day;

    const ES: Say = Say { lang: Lang::Es };
    const EN: Say = Say { lang: Lang::En };

    #[test]
    fn dates_are_written_as_each_reader_expects() {
        assert_eq!(date(ES, day(2026, 11, 23)), "23 nov 2026");
        assert_eq!(date(EN, day(2026, 11, 23)), "23 Nov 2026");
    }

    #[test]
    fn instants_are_those_of_central_mexico() {
        let at: Timestamp = "2026-11-24T03:05:00Z".parse().unwrap();
        let shown = instant(ES, at).into_string();
        assert!(shown.contains("23 nov 2026, 21:05"), "{shown}");
        assert!(shown.contains("2026-11-24T03:05:00Z"), "{shown}");
    }

    #[test]
    fn distances_and_shares_are_round() {
        assert_eq!(distance(123_456), "123 km");
        assert_eq!(distance(1_234_567), "1,235 km");
        assert_eq!(distance(420), "400 m");
        assert_eq!(share(375), "38 %");
        assert_eq!((points(375), points(4)), ("37.5".into(), "0.4".into()));
    }

    #[test]
    fn ages_grow_coarser() {
        for (days, key) in [(10, "10"), (90, "3"), (800, "2")] {
            assert!(age(ES, days).contains(key), "{}", age(ES, days));
        }
    }
}
