//! What can go wrong with the index.

use thiserror::Error;

/// Why the index did not answer.
#[derive(Debug, Error)]
pub enum SearchError {
    /// Another process follows the feed for this directory.
    #[error("the index is being written by another process")]
    Busy,
    /// The index cannot be read or written.
    #[error("search index: {0}")]
    Index(String),
}

impl From<tantivy::TantivyError> for SearchError {
    fn from(error: tantivy::TantivyError) -> Self {
        match error {
            tantivy::TantivyError::LockFailure(
                tantivy::directory::error::LockError::LockBusy,
                _,
            ) => SearchError::Busy,
            other => SearchError::Index(other.to_string()),
        }
    }
}

impl From<std::io::Error> for SearchError {
    fn from(error: std::io::Error) -> Self {
        SearchError::Index(error.to_string())
    }
}
