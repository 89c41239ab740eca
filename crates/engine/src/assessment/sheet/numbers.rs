//! Numbers as people type and paste them: a decimal point or comma, thousands, a unit behind. Nothing is rounded:
//! what does not fit exactly is refused. Where a comma could be either, that is said, not guessed.

use super::{EntryFault, Sheet};

/// What a comma in a number means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Comma {
    Decimal,
    Thousands,
    /// It could be either: `1,234`.
    Either,
    /// There is none.
    None,
}

/// The units in which lengths are typed, and how many nanometres each is. `plain` has no unit; its values are
/// kept in millionths.
pub(super) const UNITS: [(&str, i64); 5] = [
    ("mm", 1_000_000),
    ("in", 25_400_000),
    ("thou", 25_400),
    ("um", 1_000),
    ("plain", 1_000_000),
];

/// The unit in which the lengths of a form are typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unit {
    /// Its key.
    pub key: &'static str,
    /// What one is in the canonical unit.
    pub scale: i64,
}

impl Unit {
    /// What the form says; millimetres where it says nothing.
    pub fn of(sheet: &Sheet<'_>) -> Result<Unit, EntryFault> {
        let typed = match sheet.text("unit") {
            "" => "mm",
            typed => typed,
        };
        let known = UNITS.into_iter().find(|(key, _)| *key == typed);
        known
            .map(|(key, scale)| Unit { key, scale })
            .ok_or_else(|| EntryFault::new("unit", "not_known", typed))
    }

    /// The unit of a line that shows millionths of it.
    pub fn line(self) -> String {
        format!("micro_{}", self.key)
    }

    /// Thousandths of the canonical unit as millionths of this one, a half away from zero.
    pub fn micro(self, milli: i64) -> Option<i64> {
        let scale = i128::from(self.scale);
        let micro = i128::from(milli) * 1_000;
        let half = micro.signum() * (scale / 2);
        i64::try_from((micro + half) / scale).ok()
    }

    /// What is written behind a number; the form's unit where nothing is.
    fn behind(self, written: &str) -> Option<i64> {
        let key = match written.to_lowercase().as_str() {
            "" => return Some(self.scale),
            "mm" => "mm",
            "in" | "\"" | "pulg" | "inch" | "inches" => "in",
            "thou" | "mil" | "mils" | "milésimas" | "milesimas" => "thou",
            "um" | "µm" | "μm" | "micras" | "microns" => "um",
            _ => return None,
        };
        let known = UNITS.into_iter().find(|(known, _)| *known == key);
        known
            .filter(|_| self.key != "plain")
            .map(|(_, scale)| scale)
    }
}

/// A number and what stands behind it.
fn split(text: &str) -> (&str, &str) {
    let text = text.trim();
    let end = text
        .find(|c: char| {
            !(c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '+' | '−' | '\'' | '\u{a0}'))
        })
        .unwrap_or(text.len());
    let (number, behind) = text.split_at_checked(end).unwrap_or((text, ""));
    (number, behind.trim())
}

fn comma_of(number: &str) -> Comma {
    let last = |c| number.rfind(c);
    match (last(','), last('.')) {
        (None, _) => Comma::None,
        (Some(comma), Some(dot)) if dot > comma => Comma::Thousands,
        (Some(_), Some(_)) => Comma::Decimal,
        (Some(_), None) => {
            let mut parts = number.trim_start_matches(['-', '+', '−']).split(',');
            let whole = parts.next().unwrap_or_default();
            let rest: Vec<&str> = parts.collect();
            match rest.as_slice() {
                [after] if after.len() != 3 => Comma::Decimal,
                [_] if whole.is_empty() || whole.starts_with('0') || whole.len() > 3 => {
                    Comma::Decimal
                }
                [_] => Comma::Either,
                _ => Comma::Thousands,
            }
        }
    }
}

/// The number times a scale, exactly.
fn scaled(number: &str, comma: Comma, scale: i64) -> Result<i64, &'static str> {
    let text = number.replace('−', "-").replace(['\'', '\u{a0}'], "");
    let text = match comma {
        Comma::Decimal => text.replace('.', "").replace(',', "."),
        _ => text.replace(',', ""),
    };
    let (is_negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.trim_start_matches('+')),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let fraction = fraction.trim_end_matches('0');
    let joined = format!("{whole}{fraction}");
    let are_digits = joined.chars().all(|c| c.is_ascii_digit());
    if !are_digits || !digits.contains(|c: char| c.is_ascii_digit()) {
        return Err("bad_number");
    }
    if joined.len() > 25 {
        return Err("too_large");
    }
    let mantissa: i128 = match joined.as_str() {
        "" => 0,
        digits => digits.parse().map_err(|_| "bad_number")?,
    };
    let places = u32::try_from(fraction.len()).map_err(|_| "too_fine")?;
    let divisor = 10_i128.checked_pow(places).ok_or("too_fine")?;
    let product = mantissa.checked_mul(i128::from(scale)).ok_or("too_large")?;
    if product % divisor != 0 {
        return Err("too_fine");
    }
    let amount = i64::try_from(product / divisor).map_err(|_| "too_large")?;
    Ok(if is_negative { -amount } else { amount })
}

/// Reads the fields of a sheet; collects what is wrong.
pub(super) struct Reading<'s, 'a> {
    sheet: &'s Sheet<'a>,
    faults: Vec<EntryFault>,
}

impl<'s, 'a> Reading<'s, 'a> {
    pub fn of(sheet: &'s Sheet<'a>) -> Self {
        Self {
            sheet,
            faults: Vec::new(),
        }
    }

    /// Notes a fault at a field.
    pub fn fault(&mut self, field: &str, code: &'static str, detail: &str) {
        self.faults.push(EntryFault::new(field, code, detail));
    }

    /// What was read, where nothing was wrong.
    pub fn done(self) -> Result<(), Vec<EntryFault>> {
        match self.faults.is_empty() {
            true => Ok(()),
            false => Err(self.faults),
        }
    }

    /// A whole number; a comma stands between thousands.
    pub fn whole(&mut self, key: &str) -> Option<i64> {
        let text = self.sheet.text(key);
        if text.is_empty() {
            return None;
        }
        let (number, behind) = split(text);
        let comma = match comma_of(number) {
            Comma::Decimal => Comma::Decimal,
            _ => Comma::Thousands,
        };
        let read = match behind.is_empty() {
            true => scaled(number, comma, 1),
            false => Err("bad_number"),
        };
        self.kept(
            key,
            text,
            read.map_err(|code| match code {
                "too_fine" => "not_whole",
                other => other,
            }),
        )
    }

    /// A decimal number in units of which `scale` make one; one of `units` may stand behind it, with its own
    /// scale.
    pub fn decimal(&mut self, key: &str, scale: i64, units: &[(&str, i64)]) -> Option<i64> {
        let text = self.sheet.text(key);
        if text.is_empty() {
            return None;
        }
        let (number, behind) = split(text);
        let found = units
            .iter()
            .find(|(unit, _)| unit.eq_ignore_ascii_case(behind));
        let scale = match (behind.is_empty(), found) {
            (true, _) => Ok(scale),
            (false, Some((_, scale))) => Ok(*scale),
            (false, None) => Err("bad_number"),
        };
        let read = scale.and_then(|scale| match comma_of(number) {
            Comma::Either => Err("ambiguous_comma"),
            comma => scaled(number, comma, scale),
        });
        self.kept(key, text, read)
    }

    /// A length of the form.
    pub fn length(&mut self, key: &str, unit: Unit) -> Option<i64> {
        let mut rows = self.lengths(key, unit);
        let mut row = match rows.len() {
            0 => return None,
            _ => rows.swap_remove(0),
        };
        match row.len() {
            1 => row.pop(),
            _ => {
                let typed = self.sheet.text(key);
                self.fault(key, "bad_number", typed);
                None
            }
        }
    }

    /// Lengths as they are pasted from a spreadsheet: a row a line, cells between tabs, semicolons or spaces.
    pub fn lengths(&mut self, key: &str, unit: Unit) -> Vec<Vec<i64>> {
        let text = self.sheet.text(key);
        let rows: Vec<Vec<&str>> = text
            .lines()
            .map(cells)
            .filter(|row| !row.is_empty())
            .collect();
        // One number that leaves no doubt settles the others.
        let commas: Vec<Comma> = rows
            .iter()
            .flatten()
            .map(|cell| comma_of(split(cell).0))
            .collect();
        let is_sure = |wanted| commas.contains(&wanted);
        let settled = match (is_sure(Comma::Decimal), is_sure(Comma::Thousands)) {
            (true, false) => Comma::Decimal,
            (false, true) => Comma::Thousands,
            _ => Comma::Either,
        };
        let mut read = Vec::with_capacity(rows.len());
        for (at, row) in rows.iter().enumerate() {
            let mut values = Vec::with_capacity(row.len());
            for cell in row {
                let (number, behind) = split(cell);
                let comma = match comma_of(number) {
                    Comma::Either => settled,
                    other => other,
                };
                let value = match (unit.behind(behind), comma) {
                    (None, _) => Err("bad_unit"),
                    (Some(_), Comma::Either) => Err("ambiguous_comma"),
                    (Some(scale), comma) => scaled(number, comma, scale),
                };
                match value {
                    Ok(value) => values.push(value),
                    Err(code) => {
                        let place = match rows.len() {
                            1 => (*cell).to_owned(),
                            _ => format!("{}: {cell}", at + 1),
                        };
                        self.fault(key, code, &place);
                        return Vec::new();
                    }
                }
            }
            read.push(values);
        }
        read
    }

    /// One of a choice; nothing where nothing is chosen.
    pub fn choice(&mut self, key: &str, of: &[&str]) -> Option<&'a str> {
        let text = self.sheet.text(key);
        if text.is_empty() {
            return None;
        }
        if of.contains(&text) {
            return Some(text);
        }
        self.fault(key, "not_known", text);
        None
    }

    fn kept(&mut self, key: &str, text: &str, read: Result<i64, &'static str>) -> Option<i64> {
        read.map_err(|code| self.fault(key, code, text)).ok()
    }
}

/// The cells of a pasted line. Spaces part cells only where no tab and no semicolon does, and a unit belongs to the
/// number before it.
fn cells(line: &str) -> Vec<&str> {
    let line = line.trim();
    if line.contains(['\t', ';']) {
        let parts = line.split(['\t', ';']).map(str::trim);
        return parts.filter(|cell| !cell.is_empty()).collect();
    }
    let is_unit = |word: &str| word.starts_with(|c: char| c.is_alphabetic() || c == '"');
    let words: Vec<&str> = line.split_whitespace().collect();
    match words.as_slice() {
        [_, unit] if is_unit(unit) => vec![line],
        _ => words,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use eslabon_domain::assessments::{AssessmentKind, Entries};

    fn read(text: &str) -> Result<Vec<Vec<i64>>, Vec<EntryFault>> {
        let entries: Entries = [("values".to_owned(), text.to_owned())].into();
        let sheet = Sheet {
            kind: AssessmentKind::Capability,
            item: None,
            questions: super::super::Questions::None,
            entries: &entries,
        };
        let mut reading = Reading::of(&sheet);
        let unit = Unit::of(&sheet).unwrap();
        let rows = reading.lengths("values", unit);
        reading.done().map(|()| rows)
    }

    #[test]
    fn what_is_pasted_is_read_with_point_comma_and_unit() {
        for text in [
            "20.5\n20.25",
            "20,5\n20,25",
            "20.5 mm\n20.25mm",
            "20.5\t20.25",
        ] {
            let flat: Vec<i64> = read(text).unwrap().concat();
            assert_eq!(flat, [20_500_000, 20_250_000], "{text}");
        }
        assert_eq!(read("0.5 in").unwrap(), [[12_700_000]]);
        assert_eq!(read("5 thou").unwrap(), [[127_000]]);
        assert_eq!(read("-0.002").unwrap(), [[-2_000]]);
        assert_eq!(read("").unwrap(), Vec::<Vec<i64>>::new());
    }

    #[test]
    fn a_comma_that_could_be_either_is_not_guessed_unless_another_settles_it() {
        assert_eq!(read("20,125").unwrap_err()[0].code, "ambiguous_comma");
        let settled = read("20,125\n20,5").unwrap().concat();
        assert_eq!(settled, [20_125_000, 20_500_000]);
        let thousands = read("1,250\n1,250.5").unwrap().concat();
        assert_eq!(thousands, [1_250_000_000, 1_250_500_000]);
    }

    #[test]
    fn what_cannot_be_read_is_named_with_its_line() {
        let fault = &read("20.5\nveinte").unwrap_err()[0];
        assert_eq!(
            (fault.code, fault.detail.as_str()),
            ("bad_unit", "2: veinte")
        );
        assert_eq!(read("0.0000001").unwrap_err()[0].code, "too_fine");
        assert_eq!(read("1.2.3").unwrap_err()[0].code, "bad_number");
    }
}
