//! What a search shows, as a file: CSV or XLSX, up to a thousand rows, formulas neutralised.

use super::filters::Filters;
use crate::pages::parts::{class_title, place};
use crate::pages::visit::Visit;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use eslabon_app::audit::{Export, record_export};
use eslabon_app::imports::neutralise::neutralise;
use eslabon_app::search::{SupplierCard, search_suppliers};
use eslabon_app::{AppError, AppResult};

/// The most rows of an export.
const MOST_ROWS: usize = 1_000;

const COLUMNS: [&str; 9] = [
    "column-key",
    "column-name",
    "column-state",
    "column-place",
    "column-scian",
    "column-class",
    "column-size",
    "column-sources",
    "column-fictional",
];

/// `GET /buscar.csv`.
pub async fn csv(visit: Visit) -> Response {
    let outcome = rows(&visit)
        .await
        .and_then(|rows| as_csv(&visit, &rows))
        .map(|bytes| {
            (
                [
                    (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
                    (
                        header::CONTENT_DISPOSITION,
                        "attachment; filename=\"proveedores.csv\"",
                    ),
                ],
                bytes,
            )
        });
    visit.respond(outcome)
}

/// `GET /buscar.xlsx`.
pub async fn xlsx(visit: Visit) -> Response {
    const KIND: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    let outcome = rows(&visit)
        .await
        .and_then(|rows| as_xlsx(&visit, &rows))
        .map(|bytes| {
            (
                [
                    (header::CONTENT_TYPE, KIND),
                    (
                        header::CONTENT_DISPOSITION,
                        "attachment; filename=\"proveedores.xlsx\"",
                    ),
                ],
                bytes,
            )
                .into_response()
        });
    visit.respond(outcome)
}

async fn rows(visit: &Visit) -> AppResult<Vec<[String; 9]>> {
    let filters = Filters::read(&visit.query, &visit.words);
    let mut query = filters.query(visit.lang());
    (query.offset, query.limit, query.facets, query.snippets) = (0, MOST_ROWS, false, false);
    let found = search_suppliers(&visit.app, &visit.actor, &query).await?;
    record_export(
        &visit.app,
        &visit.actor,
        Export::Suppliers,
        found.cards.len(),
    )
    .await?;
    Ok(found.cards.iter().map(|card| row(visit, card)).collect())
}

fn row(visit: &Visit, card: &SupplierCard) -> [String; 9] {
    let say = visit.say;
    let mut class = card
        .scian
        .as_deref()
        .map(|code| class_title(say, code))
        .unwrap_or_default();
    if card.scian_suggested {
        class = format!("{class} {}", say.t("class-suggested"));
    }
    let sources: Vec<&str> = card
        .registers
        .iter()
        .map(|register| register.attribution())
        .collect();
    let cells = [
        card.key.clone(),
        card.name.clone(),
        card.state.map(|code| code.to_string()).unwrap_or_default(),
        place(say, card.municipality.as_deref(), card.state),
        card.scian.clone().unwrap_or_default(),
        class,
        card.size
            .map(|band| band.as_str().to_owned())
            .unwrap_or_default(),
        sources.join("; "),
        if card.fictional {
            say.t("yes")
        } else {
            say.t("no")
        },
    ];
    cells.map(|cell| neutralise(&cell).into_owned())
}

fn as_csv(visit: &Visit, rows: &[[String; 9]]) -> AppResult<Vec<u8>> {
    let broken = |e: csv::Error| AppError::Internal(e.to_string());
    // The mark at the start makes Excel read UTF-8.
    let mut writer = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    writer
        .write_record(COLUMNS.map(|key| visit.say.find(key).unwrap_or_default()))
        .map_err(broken)?;
    for row in rows {
        writer.write_record(row).map_err(broken)?;
    }
    writer
        .into_inner()
        .map_err(|e| AppError::Internal(e.to_string()))
}

fn as_xlsx(visit: &Visit, rows: &[[String; 9]]) -> AppResult<Vec<u8>> {
    let broken = |e: rust_xlsxwriter::XlsxError| AppError::Internal(e.to_string());
    let mut book = rust_xlsxwriter::Workbook::new();
    let bold = rust_xlsxwriter::Format::new().set_bold();
    let sheet = book.add_worksheet();
    for (column, key) in (0_u16..).zip(COLUMNS) {
        sheet
            .write_string_with_format(0, column, visit.say.find(key).unwrap_or_default(), &bold)
            .map_err(broken)?;
    }
    for (at, row) in (1_u32..).zip(rows) {
        for (column, cell) in (0_u16..).zip(row) {
            sheet.write_string(at, column, cell).map_err(broken)?;
        }
    }
    sheet.set_freeze_panes(1, 0).map_err(broken)?;
    sheet.autofit();
    book.save_to_buffer().map_err(broken)
}
