//! `import FILE`: returns when the rows are searchable, and ends with one line of counts.

use super::Failure;
use super::config::{Config, DEFAULT_DATA};
use super::lines::{say, terminal_language};
use super::progress::Terminal;
use clap::Args;
use eslabon_app::imports::{ImportKind, ImportSource, messages, run as run_import};
use eslabon_app::{App, AppError};
use eslabon_domain::actors::Actor;
use std::path::PathBuf;
use std::process::ExitCode;

/// Exit status where nothing could be read or every row was rejected.
const NOTHING_READ: u8 = 2;

/// Arguments of `import`.
#[derive(Debug, Args)]
pub struct ImportArguments {
    /// CSV or XLSX: DENUE, RETC, or one of our templates
    file: PathBuf,
    /// denue, retc, suppliers, needs, institutions or services; recognised by the header where absent
    #[arg(long)]
    kind: Option<ImportKind>,
}

/// Runs the command.
pub async fn run(config: &Config, arguments: ImportArguments) -> Result<ExitCode, Failure> {
    let terminal = Terminal::new();
    let app = App::open(config.place(DEFAULT_DATA), &terminal).await?;
    let source = ImportSource::path(&arguments.file);
    let outcome = run_import(
        &app,
        &Actor::command_line(),
        source,
        arguments.kind,
        &terminal,
    )
    .await;
    terminal.finish();
    let report = match outcome {
        Ok(report) => report,
        Err(AppError::Unreadable(why)) => {
            let why = messages::unreadable(&why, terminal_language());
            eprintln!("eslabon: {}: {why}", arguments.file.display());
            return Ok(ExitCode::from(NOTHING_READ));
        }
        Err(error) => return Err(error.into()),
    };
    let run = &report.run;
    let rejects = report
        .rejects_path
        .as_ref()
        .map(|path| path.display().to_string())
        .unwrap_or_default();
    say(format!(
        "rows={} new={} changed={} unchanged={} rejected={} rejects={rejects}",
        run.rows, run.new, run.changed, run.unchanged, run.rejected
    ))?;
    let nothing = run.rows == 0 || run.rejected == run.rows;
    Ok(if nothing {
        ExitCode::from(NOTHING_READ)
    } else {
        ExitCode::SUCCESS
    })
}
