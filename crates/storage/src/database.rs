//! Opening a database and handing out connections: one writer and several readers on SQLite, one
//! pool on PostgreSQL. Must not know any table.

use crate::error::{StorageError, is_busy};
use crate::transaction::Transaction;
use eslabon_migrations::Migrator;
use sea_orm::sqlx::{ConnectOptions, Connection, SqlitePool, postgres, sqlite};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, SqliteTransactionMode,
    SqlxPostgresConnector, SqlxSqliteConnector, TransactionOptions, TransactionTrait,
};
use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

/// How long a statement waits for another process's write on SQLite.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Between two attempts at what SQLite does not wait for by itself.
const BUSY_PAUSE: Duration = Duration::from_millis(20);
/// How long a caller waits for a free connection: longer than a handful of import batches.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(30);
/// How long PostgreSQL may take to answer at all.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Readers beside the one writer on SQLite.
const SQLITE_READERS: u32 = 4;
/// Connections to PostgreSQL.
const POSTGRES_CONNECTIONS: u32 = 10;
/// PostgreSQL: held while migrations run, so that two starting processes take turns.
const MIGRATION_LOCK: i64 = 0x6573_6c61_0001;

/// A database that is open. Clones share its connections.
#[derive(Debug, Clone)]
pub struct Database {
    reader: DatabaseConnection,
    /// SQLite: the single connection that writes. PostgreSQL: the same pool as `reader`.
    writer: DatabaseConnection,
    is_sqlite: bool,
}

/// Something that can be read from: a [`Database`], or a [`Transaction`] whose own writes must
/// be seen. Only this crate implements it.
pub trait Read: Sync + sealed::Sealed {
    /// The connection's type.
    #[doc(hidden)]
    type Connection: ConnectionTrait;
    /// The connection to read through.
    #[doc(hidden)]
    fn connection(&self) -> &Self::Connection;
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::Database {}
    impl Sealed for super::Transaction {}
}

impl Read for Database {
    type Connection = DatabaseConnection;
    fn connection(&self) -> &DatabaseConnection {
        &self.reader
    }
}

impl Read for Transaction {
    type Connection = DatabaseTransaction;
    fn connection(&self) -> &DatabaseTransaction {
        self.inner()
    }
}

impl Database {
    /// Opens `sqlite:///path/to/file.db` (made if it is missing) or `postgres://…`. Does not
    /// migrate: see [`Database::migrate`].
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] where the address is not understood, the file cannot be
    /// opened or the server does not answer.
    pub async fn open(url: &str) -> Result<Self, StorageError> {
        if let Some(path) = url.strip_prefix("sqlite://") {
            // What follows a question mark are a driver's options; the mode is ours to choose.
            let path = path.split_once("?mode=").map_or(path, |(path, _)| path);
            return Self::open_sqlite(Path::new(path)).await;
        }
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Self::open_postgres(url).await;
        }
        Err(StorageError::Unavailable(
            "the address must begin with sqlite:// or postgres://".into(),
        ))
    }

    async fn open_sqlite(path: &Path) -> Result<Self, StorageError> {
        let common = sqlite::SqliteConnectOptions::new()
            .filename(path)
            .busy_timeout(BUSY_TIMEOUT)
            .foreign_keys(true)
            .disable_statement_logging();
        let writing = common
            .clone()
            .create_if_missing(true)
            .journal_mode(sqlite::SqliteJournalMode::Wal)
            .synchronous(sqlite::SqliteSynchronous::Full)
            // 32 MB: an import's pages stay in memory until they are committed.
            .pragma("cache_size", "-32768")
            // Fold the journal back every 16 MB: an import writes the same index pages again and
            // again, and each fold writes them to the file once.
            .pragma("wal_autocheckpoint", "4000");
        let writer = Self::open_sqlite_writer(&writing).await?;
        // The writer has made the file and set the journal mode, which the file remembers.
        let reading = common
            .pragma("query_only", "ON")
            .pragma("mmap_size", "268435456")
            .pragma("cache_size", "-16384")
            // Rows travel from the driver's thread through a channel; a longer one switches less.
            .row_buffer_size(512);
        let reader = sqlite::SqlitePoolOptions::new()
            .max_connections(SQLITE_READERS)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .idle_timeout(None)
            .max_lifetime(None)
            .test_before_acquire(false)
            .connect_with(reading)
            .await?;
        Ok(Self {
            reader: SqlxSqliteConnector::from_sqlx_sqlite_pool(reader),
            writer: SqlxSqliteConnector::from_sqlx_sqlite_pool(writer),
            is_sqlite: true,
        })
    }

    /// Two programs that open a new file at once both switch it to the write-ahead journal, and
    /// SQLite refuses the second at once instead of waiting: so it is asked again.
    async fn open_sqlite_writer(
        options: &sqlite::SqliteConnectOptions,
    ) -> Result<SqlitePool, StorageError> {
        let deadline = tokio::time::Instant::now() + BUSY_TIMEOUT;
        loop {
            let opened = sqlite::SqlitePoolOptions::new()
                .max_connections(1)
                .acquire_timeout(ACQUIRE_TIMEOUT)
                .idle_timeout(None)
                .max_lifetime(None)
                .test_before_acquire(false)
                .connect_with(options.clone())
                .await;
            match opened {
                Err(error) if is_busy(&error) && tokio::time::Instant::now() < deadline => {
                    tokio::time::sleep(BUSY_PAUSE).await;
                }
                opened => return Ok(opened?),
            }
        }
    }

    async fn open_postgres(url: &str) -> Result<Self, StorageError> {
        let options = postgres::PgConnectOptions::from_str(url)?
            .application_name("eslabon")
            .disable_statement_logging();
        // A pool would try again until its timeout where nobody listens; a person who mistyped
        // the address wants to know at once.
        let first = tokio::time::timeout(CONNECT_TIMEOUT, options.connect())
            .await
            .map_err(|_| StorageError::Unavailable("the server does not answer".into()))??;
        first.close().await?;
        let pool = postgres::PgPoolOptions::new()
            .max_connections(POSTGRES_CONNECTIONS)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .connect_with(options)
            .await?;
        let pool = SqlxPostgresConnector::from_sqlx_postgres_pool(pool);
        Ok(Self {
            reader: pool.clone(),
            writer: pool,
            is_sqlite: false,
        })
    }

    /// Brings the tables to the newest form, all in one transaction; does nothing where they are.
    /// Processes that start together take turns.
    ///
    /// # Errors
    /// As any statement; [`StorageError::Other`] where the database was migrated by a later
    /// version of the program.
    pub async fn migrate(&self) -> Result<(), StorageError> {
        use eslabon_migrations::MigratorTrait;
        let transaction = self.begin_inner().await?;
        if !self.is_sqlite {
            transaction
                .execute_unprepared(&format!("SELECT pg_advisory_xact_lock({MIGRATION_LOCK})"))
                .await?;
        }
        Migrator::up(&transaction, None).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Whether this is the embedded database.
    #[must_use]
    pub fn is_sqlite(&self) -> bool {
        self.is_sqlite
    }

    /// Begins a transaction that writes. On SQLite it waits for the one writing connection and
    /// takes the write lock at once (`BEGIN IMMEDIATE`): what is read inside stays true until
    /// the commit. Dropping the transaction undoes it.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] where no connection becomes free in time.
    pub async fn begin(&self) -> Result<Transaction, StorageError> {
        Ok(Transaction::new(self.begin_inner().await?, self.is_sqlite))
    }

    async fn begin_inner(&self) -> Result<DatabaseTransaction, StorageError> {
        let options = TransactionOptions {
            sqlite_transaction_mode: self.is_sqlite.then_some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        Ok(self.writer.begin_with_options(options).await?)
    }

    /// Asks the database for a sign of life.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`].
    pub async fn ping(&self) -> Result<(), StorageError> {
        self.reader.execute_unprepared("SELECT 1").await?;
        Ok(())
    }

    /// Closes every connection; pending work of other clones fails. For orderly shutdown: on
    /// SQLite the journal is folded back into the file.
    pub async fn close(&self) {
        for connection in [&self.reader, &self.writer] {
            // The connections are gone either way; the driver's answer is empty.
            let _ = connection.close_by_ref().await;
        }
    }
}
