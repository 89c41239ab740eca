//! Which edition of a register a file is: by its name (`denue_05_2024.csv`, `RETC 2022.csv`), else by
//! the latest month of entry that its rows name, else the year in which it is loaded.

use super::read::{Fault, ImportSource, Inspected, Next, Row};
use super::recognise::{ImportKind, Recognised};
use jiff::civil::Date;

/// The edition, as `2024-05` or `2024`.
///
/// # Errors
/// If the file cannot be read.
pub(super) fn of(
    source: &ImportSource,
    inspected: &Inspected,
    columns: &Recognised,
    today: Date,
) -> Result<String, Fault> {
    if let Some(named) = in_name(&source.file_name) {
        return Ok(named);
    }
    let latest = match columns
        .at("since")
        .filter(|_| columns.kind == ImportKind::Denue)
    {
        Some(at) => latest_month(source, inspected, at)?,
        None => None,
    };
    Ok(latest.unwrap_or_else(|| today.year().to_string()))
}

/// A year, with a month before or behind it where there is one.
fn in_name(file_name: &str) -> Option<String> {
    let numbers: Vec<&str> = file_name
        .split(|c: char| !c.is_ascii_digit())
        .filter(|n| !n.is_empty())
        .collect();
    let year = |text: &str| {
        text.len() == 4
            && text
                .parse::<u16>()
                .is_ok_and(|year| (2000..2100).contains(&year))
    };
    let month = |text: &str| {
        text.len() == 2
            && text
                .parse::<u8>()
                .is_ok_and(|month| (1..=12).contains(&month))
    };
    let at = numbers.iter().position(|n| year(n))?;
    let beside = [at.checked_add(1), at.checked_sub(1)].into_iter().flatten();
    let month = beside
        .filter_map(|place| numbers.get(place))
        .find(|n| month(n));
    let year = numbers.get(at)?;
    Some(month.map_or_else(|| (*year).to_owned(), |month| format!("{year}-{month}")))
}

/// The latest `YYYY-MM` of a column.
fn latest_month(
    source: &ImportSource,
    inspected: &Inspected,
    at: usize,
) -> Result<Option<String>, Fault> {
    let (mut rows, mut row) = (inspected.rows(source)?, Row::default());
    let mut latest: Option<String> = None;
    loop {
        match rows.next(&mut row)? {
            Next::End => return Ok(latest),
            Next::Broken(_) => {}
            Next::Row => {
                let month = row.raw(at).trim().get(..7).filter(|text| is_month(text));
                if month.is_some_and(|month| latest.as_deref().is_none_or(|known| known < month)) {
                    latest = month.map(str::to_owned);
                }
            }
        }
    }
}

fn is_month(text: &str) -> bool {
    text.split_once('-').is_some_and(|(year, month)| {
        year.parse::<u16>()
            .is_ok_and(|year| (2000..2100).contains(&year))
            && month
                .parse::<u8>()
                .is_ok_and(|month| (1..=12).contains(&month))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_the_edition() {
        assert_eq!(in_name("denue_05_2024.csv").as_deref(), Some("2024-05"));
        assert_eq!(in_name("RETC_2022.xlsx").as_deref(), Some("2022"));
        assert_eq!(
            in_name("INEGI 2024-11 (31-33).csv").as_deref(),
            Some("2024-11")
        );
        assert_eq!(in_name("plantas.csv"), None);
    }
}
