//! Imports: a file is brought, looked at, then imported in the background; every row that was not
//! kept as it stands is reported with its reason.

mod preview;
mod problems;
mod run;
mod start;

pub use preview::{confirm, preview};
pub use problems::problems;
pub use run::run;
pub use start::{start, template, upload};

use super::format::number;
use super::parts::Mark;
use super::visit::Visit;
use super::words::Say;
use eslabon_app::imports::{Counts, ImportKind, is_active};
use eslabon_app::records::{ImportRun, RunStatus};
use maud::{Markup, html};

/// Where imports begin.
const PATH: &str = "/importar";
/// Problems shown on a page; all of them are in the file to download.
const PROBLEMS_SHOWN: usize = 100;

/// The choices of a kind, recognising it first.
fn kind_choices(visit: &Visit) -> Vec<(String, String)> {
    let mut choices = vec![(String::new(), visit.say.t("import-kind-recognise"))];
    choices.extend(ImportKind::ALL.iter().map(|kind| {
        (
            kind.as_str().to_owned(),
            kind.label(visit.lang()).to_owned(),
        )
    }));
    choices
}

/// A stored kind in words.
fn kind_name(visit: &Visit, word: &str) -> String {
    word.parse::<ImportKind>().map_or_else(
        |_| word.to_owned(),
        |kind| kind.label(visit.lang()).to_owned(),
    )
}

/// A count of rows as it is written.
fn amount(rows: i64) -> String {
    number(rows.max(0).unsigned_abs())
}

/// How a run stands, in words with a mark.
fn status(visit: &Visit, run: &ImportRun) -> Markup {
    let say = visit.say;
    match run.status {
        RunStatus::Running if is_active(&visit.app, run.id) => html! { (say.t("run-running")) },
        RunStatus::Running => html! { (Mark::Unknown) " " (say.t("run-interrupted")) },
        RunStatus::Finished => html! { (Mark::Meets) " " (say.t("run-finished")) },
        RunStatus::Failed => html! { (Mark::Out) " " (say.t("run-failed")) },
    }
}

/// What happened, or would happen, to how many rows.
fn counts(say: Say, counts: &Counts) -> Markup {
    html! {
        dl.facts {
            div { dt { (say.t("rows-all")) } dd { (amount(counts.rows)) } }
            div { dt { (say.t("rows-new")) } dd { (amount(counts.new)) } }
            div { dt { (say.t("rows-changed")) } dd { (amount(counts.changed)) } }
            div { dt { (say.t("rows-unchanged")) } dd { (amount(counts.unchanged)) } }
            div { dt { (Mark::Out) " " (say.t("rows-rejected")) } dd { (amount(counts.rejected)) } }
            div { dt { (Mark::Gap) " " (say.t("rows-warned")) } dd { (amount(counts.warned)) } }
        }
    }
}
