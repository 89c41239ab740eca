//! What a file would bring, without writing anything: the same road as an import up to the plan.

use super::plan::Plan;
use super::read::ImportSource;
use super::reader::{self, Parsed, Setting};
use super::recognise::ImportKind;
use super::registry_rows::RegistryRow;
use super::run::{Counts, Opened, Sorted, batches, open, warned};
use super::supplier_rows::SupplierRow;
use crate::context::App;
use crate::error::AppResult;
use crate::policy::{self, Operation};
use eslabon_domain::actors::Actor;
use eslabon_domain::places::{Places, StateCode};
use eslabon_storage::imports::{self, RowProblem};
use eslabon_storage::sites::PositionSource;
use std::collections::BTreeMap;
use std::sync::Arc;

pub use super::plan::Outcome;

/// Rows that are shown as understood.
const SAMPLE: usize = 10;
/// Problems that are listed.
const PROBLEMS: usize = 100;
/// Rows that are looked at; the page says so where a file has more.
const ROWS_MAX: i64 = 100_000;

/// A row as it was understood.
#[derive(Debug, Clone)]
pub struct PreviewRow {
    /// Its place in the file: 1 is the first below the header.
    pub number: i64,
    /// What would become of it.
    pub outcome: Outcome,
    /// Words for `messages::field`, with values.
    pub shown: Vec<(&'static str, String)>,
}

/// What a file would bring.
#[derive(Debug, Clone)]
pub struct Preview {
    /// What kind of file it is.
    pub kind: ImportKind,
    /// Its name.
    pub file_name: String,
    /// Its encoding, as people know it.
    pub encoding: &'static str,
    /// What separates the cells of a CSV file.
    pub delimiter: Option<char>,
    /// Headings that are read.
    pub used: Vec<String>,
    /// Headings that mean nothing here.
    pub ignored: Vec<String>,
    /// Headings of telephone numbers and e-mail addresses: never read.
    pub private: Vec<String>,
    /// How the rows would count.
    pub counts: Counts,
    /// Every row was looked at; otherwise only the first hundred thousand.
    pub is_whole: bool,
    /// The first rows that can be kept.
    pub sample: Vec<PreviewRow>,
    /// The first problems.
    pub problems: Vec<RowProblem>,
    /// There are more problems than are listed.
    pub more_problems: bool,
    /// An interrupted import of this very file would go on behind this row.
    pub resumes_after: Option<i64>,
}

/// Looks at a file.
///
/// # Errors
/// [`crate::AppError::Unreadable`] where it cannot be read at all, [`crate::AppError::Forbidden`].
pub async fn preview(
    app: &App,
    actor: &Actor,
    source: &ImportSource,
    kind: Option<ImportKind>,
) -> AppResult<Preview> {
    policy::require(actor, Operation::PreviewImport)?;
    let opened = Arc::new(open(app, source.clone(), kind).await?);
    let mut preview = empty(&opened);
    let kind = opened.columns.kind.as_str();
    let resumable = imports::find_resumable(app.database(), &opened.inspected.hash, kind).await?;
    preview.resumes_after = resumable.map(|run| run.resume_row).filter(|row| *row > 0);
    let mut incoming = batches(app, Arc::clone(&opened), 0);
    while let Some(batch) = incoming.recv().await {
        if preview.counts.rows >= ROWS_MAX {
            preview.is_whole = false;
            break;
        }
        let Sorted {
            parsed,
            outcomes,
            problems,
            ..
        } = Sorted::of(batch?);
        let shown: Vec<(i64, Vec<(&'static str, String)>)> = parsed
            .iter()
            .take(SAMPLE.saturating_sub(preview.sample.len()))
            .map(|(number, row)| (*number, described(row)))
            .collect();
        let setting = Setting::of(app, actor);
        let plan = reader::plan(app.database(), &opened.columns, parsed, setting).await?;
        add(&mut preview, plan, outcomes, problems, shown);
    }
    Ok(preview)
}

fn empty(opened: &Opened) -> Preview {
    let columns = &opened.columns;
    let headings = |places: &[usize]| {
        places
            .iter()
            .map(|at| columns.heading(*at).to_owned())
            .collect()
    };
    Preview {
        kind: columns.kind,
        file_name: opened.source.file_name.clone(),
        encoding: opened.inspected.encoding(),
        delimiter: opened.inspected.delimiter(),
        used: columns.used().into_iter().map(str::to_owned).collect(),
        ignored: headings(&columns.ignored),
        private: headings(&columns.private),
        counts: Counts::default(),
        is_whole: true,
        sample: Vec::new(),
        problems: Vec::new(),
        more_problems: false,
        resumes_after: None,
    }
}

fn add(
    preview: &mut Preview,
    plan: Plan,
    outcomes: Vec<(i64, Outcome)>,
    mut problems: Vec<RowProblem>,
    shown: Vec<(i64, Vec<(&'static str, String)>)>,
) {
    problems.extend(plan.problems);
    preview.counts.warned += warned(&problems);
    let by_row: BTreeMap<i64, Outcome> = plan.outcomes.iter().copied().collect();
    for (_, outcome) in outcomes.into_iter().chain(plan.outcomes) {
        preview.counts.add(outcome);
    }
    for (number, shown) in shown {
        let outcome = by_row.get(&number).copied().unwrap_or(Outcome::Unchanged);
        preview.sample.push(PreviewRow {
            number,
            outcome,
            shown,
        });
    }
    problems.sort_by_key(|problem| problem.row);
    for problem in problems {
        if preview.problems.len() < PROBLEMS {
            preview.problems.push(problem);
        } else {
            preview.more_problems = true;
        }
    }
}

fn described(row: &Parsed) -> Vec<(&'static str, String)> {
    let mut shown = match row {
        Parsed::Register(row) => register(row),
        Parsed::Supplier(row) => supplier(row),
        Parsed::Need(row) => vec![
            ("key", row.key.clone()),
            ("organisation", row.company.clone()),
            ("title", row.draft.title.text.clone()),
            ("criteria", row.draft.criteria.len().to_string()),
        ],
        Parsed::Institution(row) => {
            vec![
                ("key", row.key.clone()),
                ("name", row.name.clone()),
                ("kind", row.kind.as_str().to_owned()),
            ]
        }
        Parsed::Service(row) => vec![
            ("key", row.key.clone()),
            ("organisation", row.institution.clone()),
            ("name", row.service.name.text.clone()),
            ("days", row.service.duration_days.to_string()),
            ("price", row.service.price.to_string()),
            ("effects", row.service.effects.len().to_string()),
            ("cohorts", row.cohorts.len().to_string()),
        ],
    };
    shown.retain(|(_, value)| !value.is_empty());
    shown
}

fn register(row: &RegistryRow) -> Vec<(&'static str, String)> {
    let class = if row.suggested {
        "scian_suggested"
    } else {
        "scian"
    };
    vec![
        ("key", row.key.clone()),
        ("name", row.name.clone()),
        ("activity", row.activity.clone()),
        (class, row.scian.clone().unwrap_or_default()),
        (
            "staff",
            row.size
                .map(|size| size.as_str().to_owned())
                .unwrap_or_default(),
        ),
        (
            "place",
            place(row.place.state, row.place.municipality.as_deref()),
        ),
        position(
            row.place.source,
            row.place.position.map(|p| (p.lat(), p.lon())),
        ),
        ("edition", row.edition.clone()),
    ]
}

fn supplier(row: &SupplierRow) -> Vec<(&'static str, String)> {
    vec![
        ("key", row.key.clone()),
        ("name", row.name.clone()),
        ("organisation", row.company.clone()),
        (
            "place",
            place(row.place.state, row.place.municipality.as_deref()),
        ),
        position(
            row.place.source,
            row.place.position.map(|p| (p.lat(), p.lon())),
        ),
        ("facts", row.said.len().to_string()),
        (
            "fictional",
            if row.fictional {
                "✓".to_owned()
            } else {
                String::new()
            },
        ),
    ]
}

fn place(state: Option<StateCode>, municipality: Option<&str>) -> String {
    let places = Places::shared();
    let municipality = municipality
        .and_then(|code| places.municipality(code))
        .map(|m| m.name.as_str());
    let state = state
        .and_then(|code| places.state(code))
        .map(|s| s.short.as_str());
    [municipality, state]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(", ")
}

fn position(source: PositionSource, degrees: Option<(f64, f64)>) -> (&'static str, String) {
    let field = if source == PositionSource::Municipality {
        "approximate_position"
    } else {
        "position"
    };
    (
        field,
        degrees
            .map(|(lat, lon)| format!("{lat:.4}, {lon:.4}"))
            .unwrap_or_default(),
    )
}

impl Preview {
    /// Whether anything would be kept.
    #[must_use]
    pub fn keeps_anything(&self) -> bool {
        self.counts.rejected < self.counts.rows
    }
}
