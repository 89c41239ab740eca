//! Rejected rows with their reasons and their own cells, as a file that can be mended and imported
//! again. Cells of telephone and e-mail columns are left empty.

use super::columns::TARGET_PRICE;
use super::messages::Code;
use super::neutralise::neutralise;
use super::read::{Fault, Next, Row};
use super::reader::first_cell;
use super::run::Opened;
use crate::context::App;
use crate::error::{AppError, AppResult};
use eslabon_domain::ids::ImportRunId;
use eslabon_domain::text::Lang;
use eslabon_storage::imports::{self, ImportRun, RowProblem};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Problems read from the database at a time.
const PAGE: u64 = 5_000;
/// What stands before the row's own cells. None is a heading of any kind of file, so that the file can
/// be imported again as it is.
const HEADINGS: [&str; 5] = [
    "eslabon_fila",
    "eslabon_columna",
    "eslabon_valor",
    "eslabon_motivo",
    "eslabon_reason",
];

fn path(app: &App, run: ImportRunId) -> PathBuf {
    app.place().rejects().join(format!("{run}.csv"))
}

/// Where the rejected rows of a run lie, if it has any.
#[must_use]
pub fn rejects_file(app: &App, run: ImportRunId) -> Option<PathBuf> {
    Some(path(app, run)).filter(|path| path.is_file())
}

/// Writes the rejected rows of a finished run.
pub(super) async fn write(
    app: &App,
    opened: &Arc<Opened>,
    run: &ImportRun,
) -> AppResult<Option<PathBuf>> {
    if run.rejected == 0 {
        return Ok(None);
    }
    let mut by_row: BTreeMap<i64, Vec<RowProblem>> = BTreeMap::new();
    let mut after = 0;
    loop {
        let page = imports::problems(app.database(), run.id, after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = last.row;
        for problem in page.into_iter().filter(|problem| problem.rejected) {
            by_row.entry(problem.row).or_default().push(problem);
        }
    }
    let (opened, path) = (Arc::clone(opened), path(app, run.id));
    let work = move || write_file(&opened, &by_row, &path).map(|()| path);
    let written = tokio::task::spawn_blocking(work)
        .await
        .map_err(|e| AppError::Internal(e.to_string()))?;
    Ok(Some(written?))
}

fn write_file(
    opened: &Opened,
    by_row: &BTreeMap<i64, Vec<RowProblem>>,
    path: &Path,
) -> Result<(), Fault> {
    let cannot = |e: &dyn std::fmt::Display| Fault::CannotOpen(format!("{}: {e}", path.display()));
    let mut file = std::fs::File::create(path).map_err(|e| cannot(&e))?;
    // The mark tells spreadsheets that this is UTF-8.
    std::io::Write::write_all(&mut file, "\u{feff}".as_bytes()).map_err(|e| cannot(&e))?;
    let mut writer = csv::Writer::from_writer(std::io::BufWriter::new(file));
    let columns = &opened.columns;
    // Whoever may read this file need not be of the firm that names a price.
    let is_priced = columns.at(TARGET_PRICE).is_some();
    let header = HEADINGS
        .into_iter()
        .chain(columns.header.iter().map(String::as_str));
    writer
        .write_record(header.map(|cell| neutralise(cell).into_owned()))
        .map_err(|e| cannot(&e))?;
    let (mut rows, mut row) = (opened.inspected.rows(&opened.source)?, Row::default());
    rows.next(&mut row)?;
    rows.expect_cells(columns.header.len());
    loop {
        let next = rows.next(&mut row)?;
        if next == Next::End {
            break;
        }
        let Some(problems) = by_row.get(&row.number) else {
            continue;
        };
        // Cells of a damaged row may stand under other headings than their own.
        let is_shown = |at: usize| match next {
            Next::Row => !columns.is_kept_back(at),
            Next::Broken(_) | Next::End => columns.private.is_empty() && !is_priced,
        };
        let own = (0..columns.header.len()).map(|at| match at {
            _ if is_shown(at) => neutralise(row.raw(at)).into_owned(),
            0 => neutralise(first_cell(&row, columns)).into_owned(),
            _ => String::new(),
        });
        let record: Vec<String> = reasons(problems).into_iter().chain(own).collect();
        writer.write_record(record).map_err(|e| cannot(&e))?;
    }
    writer.flush().map_err(|e| cannot(&e))
}

/// Row, column and value of the first problem; the reasons of all, in both languages.
fn reasons(problems: &[RowProblem]) -> [String; 5] {
    let first =
        |part: fn(&RowProblem) -> &str| problems.first().map(|p| neutralise(part(p)).into_owned());
    let all = |lang| {
        let words = problems
            .iter()
            .map(|p| match (p.column.as_str(), Code::parse(&p.code)) {
                (_, None) => p.code.clone(),
                ("", Some(code)) => code.message(lang).to_owned(),
                (column, Some(code)) => format!("{column}: {}", code.message(lang)),
            });
        neutralise(&words.collect::<Vec<_>>().join(" | ")).into_owned()
    };
    [
        problems
            .first()
            .map(|p| p.row.to_string())
            .unwrap_or_default(),
        first(|p| &p.column).unwrap_or_default(),
        first(|p| &p.value).unwrap_or_default(),
        all(Lang::Es),
        all(Lang::En),
    ]
}
