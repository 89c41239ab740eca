//! Imports: DENUE and RETC as their registers publish them, and our own templates, as CSV or XLSX.
//!
//! One road for every kind of file: [`read`] turns bytes into rows, `recognise` says which column
//! holds what, `reader` reads each row into what it says and what is wrong with it, `plan` compares a
//! batch with what is stored, and `run` writes it in one transaction together with how far it has
//! come. A preview goes the same road and writes nothing. Rows of registers are public facts: no
//! capability is ever made of them. Telephone numbers and e-mail addresses are never read.

mod cells;
mod columns;
mod delimited;
mod edition;
mod institutions;
pub(crate) mod levels;
mod list;
pub mod messages;
mod need_terms;
mod needs;
pub mod neutralise;
mod pairs;
mod place;
mod plan;
mod preview;
mod read;
mod reader;
mod recognise;
mod registers;
mod registry_rows;
mod rejects;
mod requirements;
mod run;
pub(crate) mod said;
mod scian;
mod service_cells;
mod services;
mod sheet;
mod supplier_rows;
mod suppliers;
mod values;

pub(crate) use institutions::organisation_id;
pub use list::{find_run, is_active, list_problems, list_runs};
pub use preview::{Outcome, Preview, PreviewRow, preview};
pub use read::ImportSource;
pub use recognise::ImportKind;
pub use rejects::rejects_file;
pub(crate) use run::is_finished;
pub use run::{Counts, ImportReport, run, start};
pub use suppliers::SOURCE as TEMPLATE_SOURCE;
pub(crate) use suppliers::firm_id as supplier_firm_id;
