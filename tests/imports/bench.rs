//! An installation under test: what a user can do with it, and a look behind its back.

use crate::Outcome;
use eslabon_app::config::Place;
use eslabon_app::context::Silent;
use eslabon_app::imports::{ImportReport, ImportSource, Preview, list_problems, preview, run};
use eslabon_app::records::{ImportRun, RowProblem, RunStatus};
use eslabon_app::search::{SupplierCard, search_suppliers};
use eslabon_app::{App, AppError, AppResult};
use eslabon_domain::actors::Actor;
use eslabon_domain::ids::SiteId;
use eslabon_domain::registry::KeyScheme;
use eslabon_search::SupplierQuery;
use eslabon_storage::supplier_rows::{self, SupplierRow};
use eslabon_storage::{Database, keys};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};

/// An installation with the fictional files of one case.
pub struct Bench {
    /// The application.
    pub app: App,
    /// Where it lies.
    pub place: Place,
    /// Its database, opened a second time.
    pub database: Database,
    /// The tables themselves.
    pub raw: DatabaseConnection,
}

/// What a case expects of a problem: row, column, value, code, and whether the row is rejected.
pub type Said = (i64, String, String, String, bool);

/// A problem as a case writes it.
pub fn said(row: i64, column: &str, value: &str, code: &str, rejected: bool) -> Said {
    (row, column.into(), value.into(), code.into(), rejected)
}

/// `[rows, new, changed, unchanged, rejected, warned]`, which must add up.
pub fn counts(run: &ImportRun) -> [i64; 6] {
    assert_eq!(
        run.rows,
        run.new + run.changed + run.unchanged + run.rejected,
        "every row is counted once: {run:?}"
    );
    assert_eq!(run.status, RunStatus::Finished);
    [
        run.rows,
        run.new,
        run.changed,
        run.unchanged,
        run.rejected,
        run.warned,
    ]
}

impl Bench {
    /// An empty installation.
    pub async fn open(place: Place) -> Outcome<Self> {
        let app = App::open(place.clone(), &Silent).await?;
        let database = Database::open(&place.database()).await?;
        let raw = sea_orm::Database::connect(place.database()).await?;
        Ok(Self {
            app,
            place,
            database,
            raw,
        })
    }

    /// Imports a file.
    pub async fn try_import(
        &self,
        name: &str,
        content: impl AsRef<[u8]>,
    ) -> AppResult<ImportReport> {
        let source = ImportSource::bytes(name, content.as_ref());
        run(&self.app, &Actor::command_line(), source, None, &Silent).await
    }

    /// Imports a file that can be read.
    pub async fn import(&self, name: &str, content: impl AsRef<[u8]>) -> Outcome<ImportReport> {
        let report = self.try_import(name, content).await;
        Ok(report.map_err(|error| format!("{name}: {error}"))?)
    }

    /// Imports a file; its counts and every problem in order.
    pub async fn tell(
        &self,
        name: &str,
        content: impl AsRef<[u8]>,
    ) -> Outcome<([i64; 6], Vec<Said>)> {
        let report = self.import(name, content).await?;
        Ok((counts(&report.run), self.problems(&report).await?))
    }

    /// Why a file is refused as a whole.
    pub async fn refusal(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        match self.try_import(name, content).await {
            Err(AppError::Unreadable(why)) => why,
            other => format!("{name} was not refused: {other:?}"),
        }
    }

    /// What a file would bring.
    pub async fn preview(&self, name: &str, content: impl AsRef<[u8]>) -> AppResult<Preview> {
        let source = ImportSource::bytes(name, content.as_ref());
        preview(&self.app, &Actor::command_line(), &source, None).await
    }

    /// What was wrong with the rows of a run.
    pub async fn problems(&self, report: &ImportReport) -> AppResult<Vec<Said>> {
        let (id, actor) = (report.run.id, Actor::command_line());
        let problems = list_problems(&self.app, &actor, id, 0, 10_000).await?;
        Ok(problems.into_iter().map(plain).collect())
    }

    /// The rows of a table.
    pub async fn count(&self, table: &str) -> Outcome<i64> {
        let sql = format!("SELECT COUNT(*) AS n FROM {table}");
        let statement = Statement::from_string(self.raw.get_database_backend(), sql);
        let row = self.raw.query_one_raw(statement).await?;
        Ok(row.ok_or("no count")?.try_get("", "n")?)
    }

    /// The plant of a key, with all that is known of it.
    pub async fn plant(&self, scheme: KeyScheme, key: &str) -> Outcome<SupplierRow> {
        let found = keys::find_many(&self.database, scheme, &[key.to_owned()]).await?;
        let site = found.get(key).ok_or_else(|| format!("no plant {key}"))?;
        self.site(*site).await
    }

    /// All that is known of a site.
    pub async fn site(&self, site: SiteId) -> Outcome<SupplierRow> {
        let mut rows = supplier_rows::of_ids(&self.database, &[site]).await?;
        Ok(rows.pop().ok_or("no such site")?)
    }

    /// What a visitor finds.
    pub async fn search(&self, text: &str) -> AppResult<Vec<SupplierCard>> {
        let query = SupplierQuery {
            text: text.to_owned(),
            limit: 20,
            ..SupplierQuery::default()
        };
        let found = search_suppliers(&self.app, &Actor::visitor(), &query).await?;
        Ok(found.cards)
    }
}

fn plain(problem: RowProblem) -> Said {
    let RowProblem {
        row,
        column,
        value,
        code,
        rejected,
    } = problem;
    (row, column, value, code, rejected)
}
