//! The kinds of error that a use case can answer with. One function per face maps a kind to HTTP,
//! GraphQL or a page. Messages are codes with arguments: the faces word them in the reader's language.

use eslabon_search::SearchError;
use eslabon_storage::StorageError;
use thiserror::Error;

/// What is wrong with one field of an input.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct FieldError {
    /// The field, dotted: `criteria.2.weight`.
    pub field: String,
    /// A stable code such as `required`, `too_long`, `unknown_concept`; the faces hold the words.
    pub code: &'static str,
    /// What the person entered or the limit that was passed, for the message.
    pub detail: String,
}

impl FieldError {
    /// An error on a field.
    pub fn new(field: impl Into<String>, code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            code,
            detail: detail.into(),
        }
    }
}

/// Why a use case did not do what was asked.
#[derive(Debug, Error)]
pub enum AppError {
    /// The person can correct it.
    #[error("invalid input")]
    Invalid(Vec<FieldError>),
    /// It does not exist, or the actor may not know that it does.
    #[error("not found")]
    NotFound,
    /// Someone else saved in between, or the thing exists already.
    #[error("conflict")]
    Conflict,
    /// The actor may see it but not do this.
    #[error("forbidden")]
    Forbidden,
    /// Tried too often; trying again after so many seconds helps.
    #[error("try again in {0} s")]
    Slowed(u64),
    /// A file cannot be read at all.
    #[error("unreadable: {0}")]
    Unreadable(String),
    /// Something that is needed is busy or away; trying again later helps.
    #[error("unavailable: {0}")]
    Unavailable(String),
    /// Our fault. Logged where it happens; the reader sees a request id.
    #[error("internal: {0}")]
    Internal(String),
}

/// The answer of a use case.
pub type AppResult<T> = Result<T, AppError>;

impl From<StorageError> for AppError {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::NotFound => AppError::NotFound,
            StorageError::Conflict => AppError::Conflict,
            StorageError::Unavailable(what) => AppError::Unavailable(what),
            other => AppError::Internal(other.to_string()),
        }
    }
}

impl From<SearchError> for AppError {
    fn from(error: SearchError) -> Self {
        match error {
            SearchError::Busy => AppError::Unavailable("index".into()),
            other => AppError::Internal(other.to_string()),
        }
    }
}
