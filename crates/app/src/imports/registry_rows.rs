//! Rows of public registers: DENUE in its layouts, RETC in its. Public facts only: what a
//! register says of a plant never becomes a capability. Telephone numbers and e-mail addresses
//! are not read (`recognise` shuts their columns out).

use super::cells::Reading;
use super::messages::Code;
use super::place::{Located, Locator};
use super::scian;
use eslabon_domain::registry::{Register, SizeBand};
use sha2::{Digest, Sha256};
use std::collections::HashMap;

/// The longest name that is kept.
const NAME_CHARS: usize = 300;

/// What is kept of a register's row.
#[derive(Debug, Clone)]
pub(super) struct RegistryRow {
    pub register: Register,
    /// DENUE id or NRA.
    pub key: String,
    /// An alias of the key.
    pub clee: Option<String>,
    pub name: String,
    pub legal_name: String,
    pub activity: String,
    pub scian: Option<String>,
    /// The class is ours, from the words of the activity.
    pub suggested: bool,
    pub size: Option<SizeBand>,
    pub industrial_park: String,
    pub website: String,
    pub edition: String,
    pub street: String,
    pub postal_code: String,
    pub locality: String,
    pub place: Located,
    /// Codes of what is odd about the row.
    pub warnings: Vec<String>,
    /// Hash of all of the above but alias, edition of the whole file, and warnings.
    pub content_hash: [u8; 16],
}

/// Reads rows of registers; remembers places and suggested classes by their words.
#[derive(Default)]
pub(super) struct RegistryReader {
    locator: Locator,
    suggestions: HashMap<String, Option<String>>,
}

impl RegistryReader {
    /// Finds places, for other kinds of file too.
    pub fn locator(&mut self) -> &mut Locator {
        &mut self.locator
    }

    /// A row of DENUE. `edition` is that of the whole file.
    pub fn denue(&mut self, reading: &mut Reading<'_>, edition: &str) -> Option<RegistryRow> {
        let key = reading.required("key", 20);
        // Spreadsheets and exports pad the number or drop its zeros: the number is the key.
        let key = match key.trim_start_matches('0') {
            digits if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) => {
                digits.to_owned()
            }
            _ if key.is_empty() => key,
            _ => {
                reading.reject("key", &key, Code::BadKey);
                key
            }
        };
        let clee =
            Some(reading.text("clee").into_owned()).filter(|clee| (20..=40).contains(&clee.len()));
        let park_is_industrial = reading
            .text("centre_type")
            .to_lowercase()
            .contains("industrial");
        let industrial_park = if park_is_industrial {
            reading.text("centre_name").into_owned()
        } else {
            String::new()
        };
        let mut row = self.common(reading, Register::Denue, key)?;
        row.clee = clee;
        row.industrial_park = industrial_park;
        row.size = size(reading);
        row.edition = edition.to_owned();
        self.finish(reading, row, None)
    }

    /// A row of RETC. `edition` stands in for a row without its own year.
    pub fn retc(&mut self, reading: &mut Reading<'_>, edition: &str) -> Option<RegistryRow> {
        let key = reading.required("key", 40).to_uppercase();
        // Keys are made of a firm's initials: `B&D8L2803211` is one.
        let is_key = |c: char| c.is_alphanumeric() || "-/._ &+".contains(c);
        if !key.is_empty() && !key.chars().all(is_key) {
            reading.reject("key", &key, Code::BadKey);
        }
        let mut row = self.common(reading, Register::Retc, key)?;
        row.industrial_park = reading.text("industrial_park").into_owned();
        let own = reading.text("edition");
        let is_year = own.len() == 4 && own.bytes().all(|b| b.is_ascii_digit());
        row.edition = if is_year {
            own.into_owned()
        } else {
            edition.to_owned()
        };
        if row.activity.is_empty() {
            row.activity = reading.text("other_activity").into_owned();
        }
        let words = format!("{}. {}", row.activity, reading.text("other_activity"));
        self.finish(reading, row, Some(&words))
    }

    fn common(
        &mut self,
        reading: &mut Reading<'_>,
        register: Register,
        key: String,
    ) -> Option<RegistryRow> {
        let name = reading.required("name", NAME_CHARS);
        if reading.text("staff").starts_with('-') {
            let staff = reading.text("staff").into_owned();
            reading.reject("staff", &staff, Code::NegativeValue);
        }
        if reading.rejected {
            return None;
        }
        Some(RegistryRow {
            register,
            key,
            clee: None,
            name,
            legal_name: cut(&reading.text("legal_name"), NAME_CHARS),
            activity: cut(&reading.text("activity"), 2_000),
            scian: None,
            suggested: false,
            size: None,
            industrial_park: String::new(),
            website: website(&reading.text("website")),
            edition: String::new(),
            street: street(reading),
            postal_code: postal_code(&reading.text("postal_code")),
            locality: cut(&reading.text("locality"), 200),
            place: self.locator.locate(reading),
            warnings: Vec::new(),
            content_hash: [0; 16],
        })
    }

    /// The class, what is odd, and the hash. `words` is what a class may be suggested from.
    fn finish(
        &mut self,
        reading: &mut Reading<'_>,
        mut row: RegistryRow,
        words: Option<&str>,
    ) -> Option<RegistryRow> {
        let class = reading.text("scian");
        if class.is_empty() {
            match words {
                Some(words) => {
                    row.scian = self.suggest(words);
                    row.suggested = row.scian.is_some();
                }
                None => reading.warn("scian", "", Code::ScianMissing),
            }
        } else {
            if (2..=6).contains(&class.len()) && class.bytes().all(|b| b.is_ascii_digit()) {
                row.scian = Some(class.clone().into_owned());
            }
            if !scian::is_current(&class) {
                reading.warn("scian", &class, Code::ScianUnknown);
            }
            if !["31", "32", "33"].contains(&class.get(..2).unwrap_or("")) {
                reading.warn("scian", &class, Code::NotManufacturing);
            }
        }
        row.warnings = reading
            .problems
            .iter()
            .map(|problem| problem.code.clone())
            .collect();
        row.warnings.dedup();
        row.content_hash = content_hash(&row);
        Some(row)
    }

    fn suggest(&mut self, words: &str) -> Option<String> {
        if let Some(known) = self.suggestions.get(words) {
            return known.clone();
        }
        let found = scian::suggest(words);
        self.suggestions.insert(words.to_owned(), found.clone());
        found
    }
}

fn cut(text: &str, chars: usize) -> String {
    match text.char_indices().nth(chars) {
        Some((end, _)) => text.get(..end).unwrap_or(text).to_owned(),
        None => text.to_owned(),
    }
}

/// The address of a website; some write their mail address here, which is not read.
fn website(text: &str) -> String {
    if text.contains('@') {
        String::new()
    } else {
        cut(text, 300)
    }
}

fn size(reading: &mut Reading<'_>) -> Option<SizeBand> {
    let text = reading.text("staff");
    let size = SizeBand::parse_inegi(&text);
    if size.is_none() && !text.is_empty() {
        reading.warn("staff", &text, Code::SizeUnreadable);
    }
    size
}

/// "AVENIDA GABRIELA MISTRAL 104, COLONIA LA ESTRELLA".
fn street(reading: &Reading<'_>) -> String {
    let join = |fields: &[&str]| {
        let parts: Vec<_> = fields
            .iter()
            .map(|field| reading.text(field))
            .filter(|part| !part.is_empty() && part != "0" && !part.eq_ignore_ascii_case("ninguno"))
            .collect();
        parts.join(" ")
    };
    let road = match reading.text("road") {
        road if road.is_empty() => String::new(),
        _ => join(&["road_type", "road", "number", "letter", "inner_number"]),
    };
    let settlement = match reading.text("settlement") {
        settlement if settlement.is_empty() => String::new(),
        _ => join(&["settlement_type", "settlement"]),
    };
    match (road.is_empty(), settlement.is_empty()) {
        (false, false) => cut(&format!("{road}, {settlement}"), 400),
        _ => cut(&(road + &settlement), 400),
    }
}

/// Five digits: spreadsheets drop the first zero.
fn postal_code(text: &str) -> String {
    match text.parse::<u32>() {
        Ok(number @ 1_000..=99_999) => format!("{number:05}"),
        _ => cut(text, 10),
    }
}

fn content_hash(row: &RegistryRow) -> [u8; 16] {
    let mut hash = Sha256::new();
    let mut add = |part: &str| {
        hash.update(part.as_bytes());
        hash.update([0x1f]);
    };
    for part in [
        &row.name,
        &row.legal_name,
        &row.activity,
        &row.industrial_park,
        &row.website,
    ] {
        add(part);
    }
    for part in [&row.street, &row.postal_code, &row.locality] {
        add(part);
    }
    add(row.scian.as_deref().unwrap_or(""));
    add(if row.suggested { "suggested" } else { "" });
    add(row.size.map_or("", SizeBand::as_str));
    add(row.place.municipality.as_deref().unwrap_or(""));
    // The year of a RETC row is its own; a DENUE edition is the file's, and says nothing of the row.
    add(if row.register == Register::Retc {
        &row.edition
    } else {
        ""
    });
    let position = row.place.position.map_or([0; 8], |position| {
        let (lat, lon) = (
            u64::from(position.lat_e6.cast_unsigned()),
            u64::from(position.lon_e6.cast_unsigned()),
        );
        (lat << 32 | lon).to_be_bytes()
    });
    hash.update(position);
    hash.update([row.place.state.map_or(0, |state| state.0)]);
    hash.update(row.place.source.as_str().as_bytes());
    let mut short = [0; 16];
    for (place, byte) in short.iter_mut().zip(hash.finalize()) {
        *place = byte;
    }
    short
}
