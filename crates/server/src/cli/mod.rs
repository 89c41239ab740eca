//! The command line. Results go to standard output, logs and progress to standard error.
//! Every command works in a missing or empty data directory: it creates and migrates it.

mod account;
mod assess;
mod audit;
mod classify;
mod config;
mod demo;
mod evaluate;
mod export;
mod gaps;
mod import;
mod lines;
mod maintain;
mod matching;
mod plan;
mod programme_pdf;
mod progress;
mod search;
mod serve;
mod worker;

use clap::{Parser, Subcommand};
use config::Config;
use std::path::PathBuf;
use std::process::ExitCode;

/// Subcontractor development: from a sourcing need to an explained shortlist.
#[derive(Debug, Parser)]
#[command(name = "eslabon", version, about, arg_required_else_help = true)]
struct Arguments {
    /// Where the index, the files and the embedded database live [default: ./var/eslabon, demo: ./var/demo]
    #[arg(long, global = true, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Replaces only the embedded database: postgres://… or sqlite://…
    #[arg(long, global = true, value_name = "URL")]
    database_url: Option<String>,
    /// A configuration file in TOML [default: ./eslabon.toml where there is one]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Load the demonstration data and serve it
    Demo(demo::DemoArguments),
    /// Serve the pages and GraphQL
    Serve(serve::ServeArguments),
    /// Create or update the database
    Migrate,
    /// Invite people, list accounts, reset, disable or enable one
    Account(account::AccountArguments),
    /// Import a file; its kind is recognised by its header
    Import(import::ImportArguments),
    /// Print what is kept here as a file that can be imported again
    #[command(subcommand)]
    Export(export::ExportCommand),
    /// Search suppliers or needs
    Search(search::SearchArguments),
    /// Score every supplier against a need, and explain the best
    Match(matching::MatchArguments),
    /// Say what keeps a site from needs, and what may stand behind it
    Gaps(gaps::GapsArguments),
    /// Plan an upgrading programme for a supplier, without saving anything
    Plan(plan::PlanArguments),
    /// Write a programme as the document that is signed
    ProgrammePdf(programme_pdf::ProgrammePdfArguments),
    /// Compute an assessment from a file, without saving anything
    Assess(assess::AssessArguments),
    /// Suggest SCIAN classes for a text
    Classify(classify::ClassifyArguments),
    /// Prove the audit log
    #[command(subcommand)]
    Audit(audit::AuditCommand),
    /// Build the search index anew from the database
    Reindex,
    /// Print the GraphQL schema
    PrintSchema,
    /// Print who may do what, as a page
    PrintPolicy,
    /// Measure search and classification against judged data
    Evaluate(evaluate::EvaluateArguments),
}

/// Parses the arguments, runs the command, and turns its outcome into an exit status:
/// 0 done, 1 failed, 2 nothing could be read.
#[must_use]
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("eslabon: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(run(arguments)) {
        Ok(code) => code,
        Err(message) => {
            eprintln!("eslabon: {message}");
            ExitCode::FAILURE
        }
    }
}

/// Why a command failed, for a person at a terminal.
type Failure = Box<dyn std::error::Error + Send + Sync>;

async fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    let config = Config::load(
        arguments.config.as_deref(),
        arguments.data,
        arguments.database_url,
    )?;
    config.start_logging()?;
    match arguments.command {
        Command::Demo(demo) => demo::run(&config, demo).await,
        Command::Serve(serve) => serve::run(&config, serve).await,
        Command::Migrate => maintain::migrate(&config).await,
        Command::Account(account) => account::run(&config, account).await,
        Command::Import(import) => import::run(&config, import).await,
        Command::Export(command) => export::run(&config, command).await,
        Command::Search(search) => search::run(&config, search).await,
        Command::Match(arguments) => matching::run(&config, arguments).await,
        Command::Gaps(arguments) => gaps::run(&config, arguments).await,
        Command::Plan(arguments) => plan::run(&config, arguments).await,
        Command::ProgrammePdf(arguments) => programme_pdf::run(&config, arguments).await,
        Command::Assess(assess) => assess::run(&assess),
        Command::Classify(classify) => classify::run(classify),
        Command::Audit(command) => audit::run(&config, command).await,
        Command::Reindex => maintain::reindex(&config).await,
        Command::PrintSchema => maintain::print_schema(),
        Command::PrintPolicy => maintain::print_policy(),
        Command::Evaluate(evaluate) => evaluate::run(&config, evaluate).await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn arguments_are_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn data_comes_before_or_after_the_command() {
        for line in [
            ["eslabon", "--data", "x", "migrate"],
            ["eslabon", "migrate", "--data", "x"],
        ] {
            assert_eq!(
                Arguments::try_parse_from(line).unwrap().data,
                Some(PathBuf::from("x"))
            );
        }
    }
}
