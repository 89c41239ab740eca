//! Months, and Mexico's working days, by which the law counts the days for an answer: weekdays that are no
//! obligatory day of rest (Ley Federal del Trabajo, article 74). Days that an authority closes by its own
//! calendar are not known here; whoever counts without them is early, never late. Must not ask for the time.

use crate::text::fold;
use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};

/// A month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Month {
    /// Year.
    pub year: i16,
    /// 1 to 12.
    pub month: i8,
}

/// How months begin in Spanish and in English: three letters tell them apart in each.
const MONTH_NAMES: [[&str; 4]; 12] = [
    ["ene", "enero", "jan", "january"],
    ["feb", "febrero", "feb", "february"],
    ["mar", "marzo", "mar", "march"],
    ["abr", "abril", "apr", "april"],
    ["may", "mayo", "may", "may"],
    ["jun", "junio", "jun", "june"],
    ["jul", "julio", "jul", "july"],
    ["ago", "agosto", "aug", "august"],
    ["sep", "septiembre", "sept", "september"],
    ["oct", "octubre", "oct", "october"],
    ["nov", "noviembre", "nov", "november"],
    ["dic", "diciembre", "dec", "december"],
];

impl Month {
    /// The month in which a day lies.
    #[must_use]
    pub fn of(day: Date) -> Self {
        Month {
            year: day.year(),
            month: day.month(),
        }
    }

    /// Its first day; nothing for what is no month.
    #[must_use]
    pub fn first_day(self) -> Option<Date> {
        Date::new(self.year, self.month, 1).ok()
    }

    /// The month so many months later; nothing beyond the calendar.
    #[must_use]
    pub fn after(self, months: u16) -> Option<Self> {
        let months = jiff::Span::new().months(i64::from(months));
        Some(Self::of(self.first_day()?.checked_add(months).ok()?))
    }

    /// Reads `2027-03`, `03/2027`, `mar-27`, `marzo 2027`, `Mar 27`, `March 2027`. A year of two digits lies
    /// in this century.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let folded = fold(text.trim());
        let mut parts = folded
            .split(|c: char| !c.is_alphanumeric())
            .filter(|part| !part.is_empty() && *part != "de");
        let (first, second) = (parts.next()?, parts.next()?);
        if parts.next().is_some() {
            return None;
        }
        let (year, month) = match first.len() == 4 && first.parse::<i16>().is_ok() {
            true => (first, second),
            false => (second, first),
        };
        let found = Month {
            year: year_of(year)?,
            month: month_of(month)?,
        };
        found.first_day().map(|_| found)
    }
}

fn year_of(digits: &str) -> Option<i16> {
    let year: i16 = digits.parse().ok()?;
    match digits.len() {
        2 => Some(2_000 + year),
        4 => Some(year),
        _ => None,
    }
}

fn month_of(word: &str) -> Option<i8> {
    if let Ok(number) = word.parse() {
        return Some(number);
    }
    let at = MONTH_NAMES.iter().position(|names| names.contains(&word))?;
    i8::try_from(at + 1).ok()
}

impl std::fmt::Display for Month {
    /// `2026-11`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

/// Whether the day is an obligatory day of rest. Elections fall on Sundays.
#[must_use]
pub fn is_day_of_rest(day: Date) -> bool {
    match (day.month(), day.day()) {
        // New Year, Labour Day, Independence, Christmas.
        (1, 1) | (5, 1) | (9, 16) | (12, 25) => true,
        // The federal executive changes hands: 2024, 2030, …
        (10, 1) => (i32::from(day.year()) - 2024).rem_euclid(6) == 0,
        // The first Monday of February, the third of March and of November.
        (2, 1..=7) | (3 | 11, 15..=21) => day.weekday() == Weekday::Monday,
        _ => false,
    }
}

/// Whether people work on the day.
#[must_use]
pub fn is_working_day(day: Date) -> bool {
    !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && !is_day_of_rest(day)
}

/// The last of so many working days that begin to count on the day after `start`.
#[must_use]
pub fn working_days_after(start: Date, days: u16) -> Date {
    let (mut day, mut left) = (start, days);
    while left > 0 {
        let Ok(next) = day.tomorrow() else {
            return day;
        };
        day = next;
        left -= u16::from(is_working_day(day));
    }
    day
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn months_are_read_as_people_write_them() {
        let march = Month {
            year: 2027,
            month: 3,
        };
        for text in [
            "2027-03",
            "2027-3",
            "03/2027",
            "mar-27",
            "Mar 27",
            "marzo de 2027",
            "March 2027",
        ] {
            assert_eq!(Month::parse(text), Some(march), "{text}");
        }
        let sept = Month::parse("Sept-27").map(|month| month.month);
        assert_eq!(sept, Some(9));
        for text in [
            "",
            "2027",
            "2027-13",
            "2027-00",
            "mes-27",
            "2027-03-01",
            "27-27",
            "mar-7",
        ] {
            assert_eq!(Month::parse(text), None, "{text}");
        }
        assert_eq!(Month::parse(&march.to_string()), Some(march));
        let next_year = march.after(10).map(|month| month.to_string());
        assert_eq!(next_year.as_deref(), Some("2028-01"));
        assert_eq!(march.after(0), Some(march));
        assert_eq!(Month::of(date(9999, 12, 31)).after(1), None);
    }

    #[test]
    fn days_of_rest_are_those_of_the_law() {
        let of_2026 = [
            date(2026, 1, 1),
            date(2026, 2, 2),
            date(2026, 3, 16),
            date(2026, 5, 1),
            date(2026, 9, 16),
            date(2026, 11, 16),
            date(2026, 12, 25),
        ];
        let mut day = date(2026, 1, 1);
        let mut found = Vec::new();
        while day.year() == 2026 {
            if is_day_of_rest(day) {
                found.push(day);
            }
            day = day.tomorrow().unwrap();
        }
        assert_eq!(found, of_2026);
        assert!(is_day_of_rest(date(2024, 10, 1)));
        assert!(is_day_of_rest(date(2030, 10, 1)));
        assert!(!is_day_of_rest(date(2026, 10, 1)));
        // The dates that moved to Mondays are days of work themselves.
        assert!(is_working_day(date(2026, 2, 5)));
        assert!(is_working_day(date(2026, 11, 20)));
    }

    #[test]
    fn twenty_days_pass_over_weekends_and_days_of_rest() {
        // A Tuesday: 20 weekdays would end on 22 December.
        assert_eq!(
            working_days_after(date(2026, 11, 24), 20),
            date(2026, 12, 22)
        );
        // Over Christmas and New Year: two days later than weekdays alone.
        assert_eq!(
            working_days_after(date(2026, 12, 11), 20),
            date(2027, 1, 12)
        );
        // What arrives on a Saturday begins to count on Monday.
        assert_eq!(
            working_days_after(date(2026, 11, 28), 1),
            date(2026, 11, 30)
        );
        assert_eq!(working_days_after(date(2026, 9, 15), 1), date(2026, 9, 17));
        assert_eq!(working_days_after(date(2026, 9, 15), 0), date(2026, 9, 15));
    }

    #[test]
    fn every_counted_day_is_a_working_day_and_counts_once() {
        let start = date(2026, 1, 1);
        let mut last = start;
        for days in 1..400 {
            let day = working_days_after(start, days);
            assert!(day > last && is_working_day(day), "{days}: {day}");
            last = day;
        }
        assert_eq!(working_days_after(Date::MAX, 20), Date::MAX);
    }
}
