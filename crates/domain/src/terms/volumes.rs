//! Volume month by month: read as people write it, spread evenly over a ramp, and what cannot be of it.

use crate::calendar::Month;
use crate::units::parse_whole;
use serde::{Deserialize, Serialize};

/// The most months of a ramp.
pub const MONTHS_MAX: usize = 60;
/// The most pieces of a month.
pub const PIECES_MAX: i64 = 100_000_000;

/// Good pieces needed in a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct MonthlyVolume {
    /// Which.
    pub month: Month,
    /// How many; none is said as zero.
    pub pieces: i64,
}

/// What is wrong with volumes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VolumeFault {
    /// More months than [`MONTHS_MAX`].
    TooMany,
    /// The month stands twice, or after a later one.
    Twice(Month),
    /// The month is left out between two others; a month without pieces says zero.
    Missing(Month),
    /// The pieces of the month are negative or more than [`PIECES_MAX`].
    Pieces(Month),
}

/// The first thing that is wrong with volumes. Where they begin and end is not judged.
#[must_use]
pub fn volume_fault(volumes: &[MonthlyVolume]) -> Option<VolumeFault> {
    if volumes.len() > MONTHS_MAX {
        return Some(VolumeFault::TooMany);
    }
    let mut before: Option<Month> = None;
    for volume in volumes {
        if !(0..=PIECES_MAX).contains(&volume.pieces) || volume.month.first_day().is_none() {
            return Some(VolumeFault::Pieces(volume.month));
        }
        if let Some(before) = before {
            if volume.month <= before {
                return Some(VolumeFault::Twice(volume.month));
            }
            if let Some(next) = before.after(1).filter(|next| *next != volume.month) {
                return Some(VolumeFault::Missing(next));
            }
        }
        before = Some(volume.month);
    }
    None
}

/// A ramp from one volume to another in equal steps, whole pieces, the first and the last month as given.
/// A single month has the volume that is reached. Nothing beyond the calendar or [`MONTHS_MAX`].
#[must_use]
pub fn linear_ramp(start: Month, first: i64, months: u16, last: i64) -> Option<Vec<MonthlyVolume>> {
    if months == 0 || usize::from(months) > MONTHS_MAX {
        return None;
    }
    let steps = i128::from(months - 1);
    let rise = i128::from(last) - i128::from(first);
    let at = |step: u16| {
        let month = start.after(step)?;
        let risen = match steps {
            0 => rise,
            // Half a piece and more is a piece.
            _ => (rise * i128::from(step) * 2 + steps).div_euclid(steps * 2),
        };
        let pieces = i64::try_from(i128::from(first) + risen).ok()?;
        Some(MonthlyVolume { month, pieces })
    };
    (0..months).map(at).collect()
}

/// Reads months with their pieces, a line or a list: `2027-01:500;2027-02:800`, `ene-27: 1,500, feb-27: 2,000`,
/// `mar 2027 = 900 pzas`. They come back in the order of the calendar.
///
/// # Errors
/// The part that is not understood.
pub fn parse_volumes(text: &str) -> Result<Vec<MonthlyVolume>, String> {
    let mut volumes = parts(text)
        .into_iter()
        .filter(|part| !part.trim().is_empty())
        .map(|part| volume(part).ok_or_else(|| part.trim().chars().take(80).collect::<String>()))
        .collect::<Result<Vec<_>, _>>()?;
    volumes.sort_by_key(|volume| volume.month);
    Ok(volumes)
}

/// Volumes as [`parse_volumes`] reads them, a month a line.
#[must_use]
pub fn write_volumes(volumes: &[MonthlyVolume]) -> String {
    let lines = volumes
        .iter()
        .map(|volume| format!("{}: {}", volume.month, volume.pieces));
    lines.collect::<Vec<_>>().join("\n")
}

fn volume(part: &str) -> Option<MonthlyVolume> {
    let bare = part
        .trim()
        .trim_end_matches(|c: char| c.is_alphabetic() || c == '.')
        .trim_end();
    let (month, pieces) = bare.rsplit_once([':', '=', ' ', '\t'])?;
    Some(MonthlyVolume {
        month: Month::parse(month)?,
        pieces: parse_whole(pieces).ok()?,
    })
}

/// The parts of a list: lines, or what semicolons and commas separate. A comma between a digit and exactly
/// three more belongs to a number.
fn parts(text: &str) -> Vec<&str> {
    let mut cuts = Vec::new();
    for (at, c) in text.char_indices() {
        let cut = match c {
            '\n' | '\r' | ';' | '|' => true,
            ',' => !is_in_number(text, at),
            _ => false,
        };
        if cut {
            cuts.push(at);
        }
    }
    let mut parts = Vec::with_capacity(cuts.len() + 1);
    let mut from = 0;
    for cut in cuts {
        parts.extend(text.get(from..cut));
        from = cut + 1;
    }
    parts.extend(text.get(from..));
    parts
}

fn is_in_number(text: &str, comma: usize) -> bool {
    let (before, after) = (text.get(..comma), text.get(comma + 1..));
    let digit_before = before.is_some_and(|text| text.ends_with(|c: char| c.is_ascii_digit()));
    let digits = after
        .unwrap_or_default()
        .chars()
        .take_while(char::is_ascii_digit);
    digit_before && digits.count() == 3
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const JANUARY: Month = Month {
        year: 2027,
        month: 1,
    };

    proptest! {
        #[test]
        fn a_ramp_goes_evenly_from_the_first_volume_to_the_last(
            first in 0..PIECES_MAX, last in 0..PIECES_MAX, months in 2..60_u16,
        ) {
            let ramp = linear_ramp(JANUARY, first, months, last).unwrap();
            prop_assert_eq!(ramp.len(), usize::from(months));
            prop_assert_eq!((ramp[0].month, ramp[0].pieces), (JANUARY, first));
            prop_assert_eq!(ramp[ramp.len() - 1].pieces, last);
            let steps: Vec<i64> = ramp.windows(2).map(|two| two[1].pieces - two[0].pieces).collect();
            let (least, most) = (steps.iter().min().unwrap(), steps.iter().max().unwrap());
            prop_assert!(most - least <= 1, "{steps:?}");
            prop_assert_eq!(volume_fault(&ramp), None);
            prop_assert_eq!(parse_volumes(&write_volumes(&ramp)), Ok(ramp));
        }

        #[test]
        fn nothing_that_is_typed_breaks_the_reader(text in "[0-9a-z:;,= \\-/ñ\n]{0,60}") {
            if let Ok(volumes) = parse_volumes(&text) {
                let again = parse_volumes(&write_volumes(&volumes));
                prop_assert_eq!(again, Ok(volumes));
            }
        }
    }

    fn pieces(text: &str) -> Vec<(String, i64)> {
        let read = parse_volumes(text).unwrap();
        let read = read.into_iter().map(|v| (v.month.to_string(), v.pieces));
        read.collect()
    }

    #[test]
    fn months_are_read_as_people_list_them() {
        let wanted = [("2027-01".to_owned(), 1_500), ("2027-02".to_owned(), 2_000)];
        for text in [
            "2027-01:1500;2027-02:2000",
            "ene-27: 1,500, feb-27: 2,000",
            "ene-27: 1,500,feb-27: 2,000",
            "enero 2027 = 1,500 pzas\r\nfebrero 2027 = 2,000 pzas.",
            "Feb 2027\t2000\nJan 2027\t1500\n\n",
            "01/2027 1500 | 02/2027 2000",
            "2027-01: 1500,2027-02: 2000",
        ] {
            assert_eq!(pieces(text), wanted, "{text}");
        }
        assert_eq!(parse_volumes(" \n "), Ok(Vec::new()));
        for (text, part) in [
            ("ene-27: 500\nfeb: 600", "feb: 600"),
            ("ene-27: muchas", "ene-27: muchas"),
            ("500", "500"),
            ("ene-27: 1.5", "ene-27: 1.5"),
        ] {
            assert_eq!(parse_volumes(text), Err(part.to_owned()), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_is_named_with_its_month() {
        let fault = |text: &str| volume_fault(&parse_volumes(text).unwrap());
        let month = |text: &str| Month::parse(text).unwrap();
        assert_eq!(fault("2027-01:0;2027-02:5"), None);
        let missing = Some(VolumeFault::Missing(month("2027-02")));
        assert_eq!(fault("2027-01:5;2027-03:5"), missing);
        let twice = Some(VolumeFault::Twice(month("2027-01")));
        assert_eq!(fault("2027-01:5;ene-27:6"), twice);
        let too_many = Some(VolumeFault::Pieces(month("2027-01")));
        assert_eq!(fault("2027-01:100000001"), too_many);
        assert_eq!(fault("2027-01:-5"), too_many);
        let long: Vec<MonthlyVolume> = (0..61)
            .map(|at| MonthlyVolume {
                month: JANUARY.after(at).unwrap(),
                pieces: 1,
            })
            .collect();
        assert_eq!(volume_fault(&long), Some(VolumeFault::TooMany));
        assert_eq!(volume_fault(&long[..60]), None);
    }

    #[test]
    fn a_ramp_of_one_month_is_what_is_reached() {
        let one = linear_ramp(JANUARY, 500, 1, 800).unwrap();
        assert_eq!(one.len(), 1);
        assert_eq!(one[0].pieces, 800);
        assert_eq!(linear_ramp(JANUARY, 1, 0, 1), None);
        assert_eq!(linear_ramp(JANUARY, 1, 61, 1), None);
    }
}
