//! `audit verify`, `audit head`: proving the audit log.

use super::Failure;
use super::config::{Config, DEFAULT_DATA};
use super::lines::say;
use super::progress::Terminal;
use clap::Subcommand;
use eslabon_app::App;
use eslabon_app::audit::{self, Broken, Fault, Head};
use eslabon_domain::actors::Actor;
use std::process::ExitCode;

/// What to do with the audit log.
#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// Prove that no act on record was changed, removed or put in later
    Verify {
        /// A head noted earlier (`eslabon audit head`): nothing up to it may have changed
        #[arg(long, value_name = "NUMBER:HASH", value_parser = head)]
        head: Option<Head>,
    },
    /// Print the last link, to be noted where nobody who can write to the database can change it
    Head,
}

fn head(text: &str) -> Result<Head, String> {
    text.parse()
        .map_err(|_| "a head is written NUMBER:HASH, as `eslabon audit head` prints it".to_owned())
}

/// Runs the command: status 1 where the chain is broken.
pub async fn run(config: &Config, command: AuditCommand) -> Result<ExitCode, Failure> {
    let terminal = Terminal::new();
    let app = App::open(config.place(DEFAULT_DATA), &terminal).await?;
    terminal.finish();
    let actor = Actor::command_line();
    let noted = match command {
        AuditCommand::Head => {
            say(audit::head(&app, &actor).await?)?;
            return Ok(ExitCode::SUCCESS);
        }
        AuditCommand::Verify { head } => head,
    };
    let proof = audit::verify(&app, &actor, noted.as_ref()).await?;
    let first = proof
        .first
        .map_or_else(String::new, |number| number.to_string());
    say(format!(
        "first={first} links={} erased={} before={} head={}",
        proof.links, proof.erased, proof.before, proof.last
    ))?;
    match proof.broken {
        None => Ok(ExitCode::SUCCESS),
        Some(broken) => {
            say(in_words(&broken))?;
            Ok(ExitCode::FAILURE)
        }
    }
}

fn in_words(broken: &Broken) -> String {
    let how = match broken.fault {
        Fault::Changed => "the act is not what was put on record",
        Fault::PersonChanged => "the name in the act is not what was put on record",
        Fault::Missing => "the act is missing",
        Fault::Unlinked => "the act was put in without a link",
        Fault::NotTheHead => "the last act is not the one that was linked last",
        Fault::NotAsNoted => "the act is not the one that was noted",
    };
    format!("broken={} {how}", broken.number)
}
