//! How instants, dates, words and JSON are written into columns, and read back. One fixed form
//! each, the same on both databases.

use crate::error::StorageError;
use eslabon_domain::text::{Lang, LocalText};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// What cannot be understood, named without its value.
pub(crate) fn corrupt(what: &str) -> StorageError {
    tracing::error!(storage.column = what, "a stored value cannot be understood");
    StorageError::Corrupt(what.to_owned())
}

/// An instant as UTC epoch microseconds; finer parts are cut off.
pub(crate) fn micros(instant: Timestamp) -> i64 {
    instant.as_microsecond()
}

pub(crate) fn timestamp(micros: i64) -> Result<Timestamp, StorageError> {
    // `from_microsecond` refuses the last second of the calendar, this does not.
    let nanos = i32::try_from(micros.rem_euclid(1_000_000) * 1_000).unwrap_or(0);
    Timestamp::new(micros.div_euclid(1_000_000), nanos).map_err(|_| corrupt("an instant"))
}

/// A civil date as `YYYY-MM-DD`.
pub(crate) fn day(date: Date) -> String {
    date.to_string()
}

pub(crate) fn date(text: &str) -> Result<Date, StorageError> {
    text.parse().map_err(|_| corrupt("a date"))
}

pub(crate) fn date_opt(text: Option<String>) -> Result<Option<Date>, StorageError> {
    text.as_deref().map(date).transpose()
}

/// The text and its language.
pub(crate) fn local_text(text: String, lang: &str) -> Result<LocalText, StorageError> {
    let lang = Lang::parse(lang).ok_or_else(|| corrupt("a language"))?;
    Ok(LocalText { lang, text })
}

pub(crate) fn json<T: Serialize>(value: &T) -> Result<String, StorageError> {
    serde_json::to_string(value)
        .map_err(|_| StorageError::Other("a value cannot be written as JSON".into()))
}

pub(crate) fn from_json<T: DeserializeOwned>(text: &str, what: &str) -> Result<T, StorageError> {
    serde_json::from_str(text).map_err(|_| corrupt(what))
}

/// The word by which serde knows a variant: `ValueType::Amount` → `amount`.
pub(crate) fn word<T: Serialize>(value: &T) -> Result<String, StorageError> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => Ok(word),
        _ => Err(StorageError::Other("a value has no word".into())),
    }
}

pub(crate) fn from_word<T: DeserializeOwned>(word: String, what: &str) -> Result<T, StorageError> {
    serde_json::from_value(serde_json::Value::String(word)).map_err(|_| corrupt(what))
}

/// A count or position as a column holds it.
pub(crate) fn int(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}
