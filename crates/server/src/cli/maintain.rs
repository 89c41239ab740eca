//! `migrate`, `reindex`, `print-schema`, `print-policy`.

use super::Failure;
use super::config::{Config, DEFAULT_DATA};
use super::lines::say;
use super::progress::Terminal;
use eslabon_app::App;
use eslabon_app::health::readiness;
use eslabon_domain::actors::Actor;
use std::process::ExitCode;

/// Creates or updates the database and the vocabulary.
pub async fn migrate(config: &Config) -> Result<ExitCode, Failure> {
    let terminal = Terminal::new();
    let app = App::open(config.place(DEFAULT_DATA), &terminal).await?;
    terminal.finish();
    say(format!("migrated {}", app.place().path().display()))?;
    Ok(ExitCode::SUCCESS)
}

/// Builds the index anew.
pub async fn reindex(config: &Config) -> Result<ExitCode, Failure> {
    let terminal = Terminal::new();
    let app = App::open(config.place(DEFAULT_DATA), &terminal).await?;
    eslabon_app::maintain::rebuild_index(&app, &Actor::command_line(), &terminal).await?;
    app.catch_up(&terminal).await?;
    terminal.finish();
    say(format!("sites={}", readiness(&app).await.sites))?;
    Ok(ExitCode::SUCCESS)
}

/// Prints the GraphQL schema.
pub fn print_schema() -> Result<ExitCode, Failure> {
    say(crate::graphql::sdl().trim_end())?;
    Ok(ExitCode::SUCCESS)
}

/// Prints who may do what.
pub fn print_policy() -> Result<ExitCode, Failure> {
    say(eslabon_app::policy_page::markdown().trim_end())?;
    Ok(ExitCode::SUCCESS)
}
