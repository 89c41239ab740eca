//! What can go wrong with what is kept, in five kinds. Messages are plain and hold no SQL: the
//! database's own words go to the log only.

use sea_orm::{DbErr, RuntimeErr, SqlErr, TryGetError, sqlx};
use thiserror::Error;

/// Why the database did not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum StorageError {
    /// The record does not exist, or one that it names does not.
    #[error("the record does not exist")]
    NotFound,
    /// Someone else saved in between, or the key is taken.
    #[error("the record was changed by someone else, or its key is taken")]
    Conflict,
    /// The database cannot be reached or is busy; trying again later helps.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// What is stored cannot be understood.
    #[error("stored data cannot be read: {0}")]
    Corrupt(String),
    /// Anything else; the log has the details.
    #[error("the database failed: {0}")]
    Other(String),
}

impl From<DbErr> for StorageError {
    fn from(error: DbErr) -> Self {
        match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_)) => return StorageError::Conflict,
            Some(SqlErr::ForeignKeyConstraintViolation(_)) => return StorageError::NotFound,
            _ => {}
        }
        let kind = classify(&error);
        tracing::error!(storage.error = %error, storage.kind = %kind, "storage failed");
        kind
    }
}

impl From<TryGetError> for StorageError {
    fn from(error: TryGetError) -> Self {
        match error {
            TryGetError::DbErr(error) => error.into(),
            TryGetError::Null(column) => DbErr::Type(format!("null in {column}")).into(),
        }
    }
}

impl From<sqlx::Error> for StorageError {
    fn from(error: sqlx::Error) -> Self {
        DbErr::Conn(RuntimeErr::SqlxError(error.into())).into()
    }
}

fn classify(error: &DbErr) -> StorageError {
    match error {
        DbErr::ConnectionAcquire(_) => StorageError::Unavailable("every connection is busy".into()),
        DbErr::RecordNotFound(_) | DbErr::RecordNotUpdated => StorageError::NotFound,
        DbErr::Type(_) | DbErr::Json(_) | DbErr::TryIntoErr { .. } => {
            StorageError::Corrupt("a stored value has an unexpected form".into())
        }
        DbErr::Conn(RuntimeErr::SqlxError(source)) => classify_driver(source)
            .unwrap_or_else(|| StorageError::Unavailable("no connection".into())),
        DbErr::Conn(_) => StorageError::Unavailable("no connection".into()),
        DbErr::Exec(RuntimeErr::SqlxError(source))
        | DbErr::Query(RuntimeErr::SqlxError(source)) => classify_driver(source)
            .unwrap_or_else(|| StorageError::Other("a statement was refused".into())),
        DbErr::Migration(_) => StorageError::Other("a migration failed".into()),
        DbErr::Custom(_) => {
            StorageError::Other("the database belongs to another version of the program".into())
        }
        _ => StorageError::Other("an operation was refused".into()),
    }
}

/// Whether SQLite says that another connection holds the file.
pub(crate) fn is_busy(error: &sqlx::Error) -> bool {
    let sqlx::Error::Database(said) = error else {
        return false;
    };
    let code = said.code().and_then(|code| code.parse::<u32>().ok());
    said.try_downcast_ref::<sqlx::sqlite::SqliteError>()
        .is_some()
        && code.is_some_and(|code| matches!(code & 0xff, 5 | 6))
}

/// What the driver's own code says, where it says something that the caller can act upon.
/// SQLite: primary result codes (the low byte of extended ones). PostgreSQL: SQLSTATE.
fn classify_driver(source: &sqlx::Error) -> Option<StorageError> {
    let unavailable = |why: &str| Some(StorageError::Unavailable(why.into()));
    match source {
        sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::WorkerCrashed => {
            unavailable("the connection broke")
        }
        sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed => {
            unavailable("every connection is busy")
        }
        sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => Some(StorageError::Corrupt(
            "a stored value has an unexpected form".into(),
        )),
        sqlx::Error::Database(said) => {
            let code = said.code()?.into_owned();
            if said
                .try_downcast_ref::<sqlx::postgres::PgDatabaseError>()
                .is_some()
            {
                return match code.as_str() {
                    "40001" | "40P01" | "55P03" => unavailable("busy with another change"),
                    "28000" | "28P01" | "3D000" | "42501" => unavailable("access was refused"),
                    other if other.starts_with("08") || other.starts_with("57P") => {
                        unavailable("the connection broke")
                    }
                    other if other.starts_with("53") => unavailable("out of room"),
                    _ => None,
                };
            }
            match code.parse::<u32>().ok()? & 0xff {
                5 | 6 => unavailable("busy with another change"),
                8 => unavailable("the file may not be written"),
                10 => unavailable("the disk failed"),
                13 => unavailable("out of room"),
                14 => unavailable("the file cannot be opened"),
                11 | 26 => Some(StorageError::Corrupt("the file is damaged".into())),
                _ => None,
            }
        }
        _ => None,
    }
}
