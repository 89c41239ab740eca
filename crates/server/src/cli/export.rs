//! `export`: what is kept here as a file that can be imported again.

use super::Failure;
use super::config::{Config, DEFAULT_DATA};
use super::progress::Terminal;
use clap::Subcommand;
use eslabon_app::App;
use eslabon_app::imports::export_needs;
use eslabon_domain::actors::Actor;
use std::io::Write;
use std::process::ExitCode;

/// What to export.
#[derive(Debug, Subcommand)]
pub enum ExportCommand {
    /// Print every need as CSV, in the form of its template
    Needs,
}

/// Runs the command: status 1 where a need cannot be said in the template.
pub async fn run(config: &Config, command: ExportCommand) -> Result<ExitCode, Failure> {
    let terminal = Terminal::new();
    let app = App::open(config.place(DEFAULT_DATA), &terminal).await?;
    terminal.finish();
    let file = match command {
        ExportCommand::Needs => export_needs(&app, &Actor::command_line()).await?,
    };
    std::io::stdout().lock().write_all(&file.content)?;
    for need in &file.left_out {
        eprintln!("eslabon: {need}: cannot be said in the template; left out");
    }
    match file.left_out.is_empty() {
        true => Ok(ExitCode::SUCCESS),
        false => Ok(ExitCode::FAILURE),
    }
}
