//! Forward paging as Relay describes it: opaque cursors, `first` up to 100.

use async_graphql::{Error, ErrorExtensions, SimpleObject};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The most entries on a page.
pub const FIRST_MAX: usize = 100;
/// Entries on a page where `first` is absent.
pub const FIRST_DEFAULT: usize = 20;

/// Whether there is more.
#[derive(Debug, Clone, Default, SimpleObject)]
pub struct PageInfo {
    /// There are entries after the last.
    pub has_next_page: bool,
    /// There are entries before the first.
    pub has_previous_page: bool,
    /// The first entry's cursor.
    pub start_cursor: Option<String>,
    /// The last entry's cursor: pass it as `after`.
    pub end_cursor: Option<String>,
}

/// The number of entries asked for.
///
/// # Errors
/// If it is negative or more than [`FIRST_MAX`].
pub fn first(asked: Option<i32>) -> Result<usize, Error> {
    match asked.map(usize::try_from) {
        None => Ok(FIRST_DEFAULT),
        Some(Ok(first)) if first <= FIRST_MAX => Ok(first),
        Some(_) => Err(bad_argument(&format!(
            "first must lie between 0 and {FIRST_MAX}."
        ))),
    }
}

/// A cursor that holds a key.
#[must_use]
pub fn cursor(key: impl std::fmt::Display) -> String {
    URL_SAFE_NO_PAD.encode(key.to_string())
}

/// The key of a cursor.
///
/// # Errors
/// If the text is no cursor of ours.
pub fn key<T: std::str::FromStr>(cursor: Option<&str>) -> Result<Option<T>, Error> {
    let Some(cursor) = cursor else {
        return Ok(None);
    };
    URL_SAFE_NO_PAD
        .decode(cursor)
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .and_then(|text| text.parse().ok())
        .map(Some)
        .ok_or_else(|| bad_argument("after is no cursor of this list."))
}

/// An argument that cannot be used.
#[must_use]
pub fn bad_argument(message: &str) -> Error {
    Error::new(message).extend_with(|_, extensions| extensions.set("code", "INVALID"))
}
