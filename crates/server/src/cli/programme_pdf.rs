//! `programme-pdf`: a programme as the document that is signed, written to a file.

use super::Failure;
use super::config::{Config, DEFAULT_DATA};
use super::lines::{language, terminal_language};
use super::progress::Terminal;
use crate::pages::{programme_document, set_paper};
use clap::{Args, ValueEnum};
use eslabon_app::programmes::export_paper;
use eslabon_app::{App, AppError};
use eslabon_documents::Paper;
use eslabon_domain::actors::Actor;
use eslabon_domain::ids::ProgrammeId;
use eslabon_domain::text::Lang;
use std::path::PathBuf;
use std::process::ExitCode;

/// A paper to print on.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Size {
    Letter,
    A4,
}

/// Arguments of `programme-pdf`.
#[derive(Debug, Args)]
pub struct ProgrammePdfArguments {
    /// The id of the programme
    programme: ProgrammeId,
    /// The file to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// The paper
    #[arg(long, value_enum, default_value_t = Size::Letter)]
    paper: Size,
    /// The language of the document: es or en; the terminal's where absent
    #[arg(long, value_parser = language)]
    lang: Option<Lang>,
}

/// Runs the command.
pub async fn run(config: &Config, arguments: ProgrammePdfArguments) -> Result<ExitCode, Failure> {
    let terminal = Terminal::new();
    let app = App::open(config.place(DEFAULT_DATA), &terminal).await?;
    app.catch_up(&terminal).await?;
    terminal.finish();
    let found = export_paper(&app, &Actor::command_line(), arguments.programme).await;
    let paper = found.map_err(|error| match error {
        AppError::NotFound => Failure::from("no such programme"),
        other => other.into(),
    })?;
    let size = match arguments.paper {
        Size::Letter => Paper::Letter,
        Size::A4 => Paper::A4,
    };
    let language = arguments.lang.unwrap_or_else(terminal_language);
    let document = programme_document(&paper, app.words(), language, size);
    tokio::fs::write(&arguments.out, set_paper(document).await?).await?;
    Ok(ExitCode::SUCCESS)
}
