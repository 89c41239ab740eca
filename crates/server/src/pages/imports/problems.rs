//! What is wrong with rows: as a table to read, as a file to correct by.

use crate::pages::parts::{Mark, table};
use crate::pages::visit::{Named, Visit};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use eslabon_app::audit::{Export, record_export};
use eslabon_app::imports::messages;
use eslabon_app::imports::neutralise::neutralise;
use eslabon_app::imports::{find_run, list_problems, rejects_file};
use eslabon_app::records::RowProblem;
use eslabon_app::{AppError, AppResult};
use eslabon_domain::ids::ImportRunId;
use maud::{Markup, html};

/// Problems that are read at once for the file.
const PAGE: u64 = 2_000;

/// The table of some problems.
pub fn rows(visit: &Visit, problems: &[RowProblem]) -> Markup {
    let say = visit.say;
    let rows = html! {
        table.rows {
            thead {
                tr {
                    th.num scope="col" { (say.t("problem-row")) }
                    th scope="col" { (say.t("problem-column")) }
                    th scope="col" { (say.t("problem-value")) }
                    th scope="col" { (say.t("problem-reason")) }
                    th scope="col" { (say.t("problem-effect")) }
                }
            }
            tbody {
                @for problem in problems {
                    tr {
                        td.num { (super::amount(problem.row)) }
                        td { @if problem.column.is_empty() { span.quiet { (say.t("problem-whole-row")) } } @else { (problem.column) } }
                        td { (problem.value) }
                        td.wide { (messages::message(&problem.code, visit.lang())) }
                        td {
                            @if problem.rejected { (Mark::Out) " " (say.t("problem-rejected")) }
                            @else { (Mark::Gap) " " (say.t("problem-warning")) }
                        }
                    }
                }
            }
        }
    };
    table(&say.t("problems-table"), &rows)
}

/// `GET /importar/{run}/problemas.csv`: every problem; with `?filas=rechazadas` the rejected rows
/// themselves, with their reasons.
pub async fn problems(visit: Visit, id: Named) -> Response {
    let outcome = file(&visit, &id).await;
    visit.respond(outcome)
}

async fn file(visit: &Visit, id: &Named) -> AppResult<Response> {
    // Whoever may not see the run gets none of its files.
    let run = find_run(&visit.app, &visit.actor, id.id()?).await?;
    if visit.query.text("filas") == "rechazadas" {
        let path = rejects_file(&visit.app, run.id).ok_or(AppError::NotFound)?;
        let content = tokio::fs::read(&path)
            .await
            .map_err(|e| AppError::Internal(format!("{}: {e}", path.display())))?;
        let rows = usize::try_from(run.rejected).unwrap_or_default();
        record_export(&visit.app, &visit.actor, Export::Rejects(run.id), rows).await?;
        return Ok(attachment(
            "attachment; filename=\"filas-rechazadas.csv\"",
            content,
        ));
    }
    let (content, rows) = every(visit, run.id).await?;
    record_export(&visit.app, &visit.actor, Export::Problems(run.id), rows).await?;
    Ok(attachment(
        "attachment; filename=\"problemas.csv\"",
        content,
    ))
}

fn attachment(disposition: &'static str, content: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    (headers, content).into_response()
}

/// Every problem as CSV, and how many they are.
async fn every(visit: &Visit, run: ImportRunId) -> AppResult<(Vec<u8>, usize)> {
    let say = visit.say;
    let broken = |e: csv::Error| AppError::Internal(e.to_string());
    // The mark at the start makes Excel read UTF-8.
    let mut writer = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    let headings = [
        say.t("problem-row"),
        say.t("problem-column"),
        say.t("problem-value"),
        say.t("problem-code"),
        say.t("problem-reason"),
        say.t("problem-is-rejected"),
    ];
    writer.write_record(&headings).map_err(broken)?;
    let (yes, no) = (say.t("yes"), say.t("no"));
    let (mut after, mut rows) = (0, 0);
    loop {
        let some = list_problems(&visit.app, &visit.actor, run, after, PAGE).await?;
        let Some(last) = some.last() else { break };
        after = last.row;
        rows += some.len();
        for problem in &some {
            let row = problem.row.to_string();
            let cells: [&str; 6] = [
                &row,
                &problem.column,
                &problem.value,
                &problem.code,
                messages::message(&problem.code, visit.lang()),
                if problem.rejected { &yes } else { &no },
            ];
            writer
                .write_record(cells.map(|cell| neutralise(cell).into_owned()))
                .map_err(broken)?;
        }
    }
    let content = writer
        .into_inner()
        .map_err(|e| AppError::Internal(e.to_string()))?;
    Ok((content, rows))
}
