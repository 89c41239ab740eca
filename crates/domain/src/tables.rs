//! What the readers of our own small tables share: rows of CSV, cells in both languages, cells that
//! may be empty. Knows no table; must not look anything up.

use crate::text::Bilingual;
use crate::vocabulary::VocabularyError;
use serde::de::DeserializeOwned;

/// Every row of a table, in file order.
pub(crate) fn rows<R: DeserializeOwned>(file: &str, text: &str) -> Result<Vec<R>, VocabularyError> {
    csv::Reader::from_reader(text.as_bytes())
        .deserialize::<R>()
        .map(|row| row.map_err(|e| malformed(file, e.to_string())))
        .collect()
}

/// What is wrong with a table, in words that name the row.
pub(crate) fn malformed(file: &str, what: impl Into<String>) -> VocabularyError {
    VocabularyError::Malformed(file.to_owned(), what.into())
}

/// A text that must be there in both languages.
pub(crate) fn both(
    file: &str,
    id: &str,
    column: &str,
    text: Bilingual,
) -> Result<Bilingual, VocabularyError> {
    if text.es.trim().is_empty() || text.en.trim().is_empty() {
        return Err(malformed(
            file,
            format!("{id}: {column} is missing in a language"),
        ));
    }
    Ok(text)
}

/// A cell, where something stands in it.
pub(crate) fn filled(cell: String) -> Option<String> {
    (!cell.trim().is_empty()).then_some(cell)
}

/// Refuses an id that is empty or does not begin with its table's word.
pub(crate) fn check_id(file: &str, id: &str, word: &str) -> Result<(), VocabularyError> {
    let slug = id
        .strip_prefix(word)
        .and_then(|rest| rest.strip_prefix('.'));
    let is_slug = slug.is_some_and(|slug| {
        !slug.is_empty()
            && slug
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    });
    if is_slug {
        Ok(())
    } else {
        Err(malformed(file, format!("id {id} is not {word}.<slug>")))
    }
}
