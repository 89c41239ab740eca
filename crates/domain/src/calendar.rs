//! Mexico's working days, by which the law counts the days for an answer: weekdays that are no obligatory
//! day of rest (Ley Federal del Trabajo, article 74). Days that an authority closes by its own calendar
//! are not known here; whoever counts without them is early, never late. Must not ask for the time.

use jiff::civil::{Date, Weekday};

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
