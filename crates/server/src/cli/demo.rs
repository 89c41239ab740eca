//! `demo`: a directory of its own, the demonstration data, and serving them.

use super::Failure;
use super::config::Config;
use super::lines::say;
use super::progress::Terminal;
use super::serve::{listen, until_stopped};
use clap::Args;
use eslabon_app::accounts::secret::Clear;
use eslabon_app::{App, demo};
use std::net::SocketAddr;
use std::path::Path;
use std::process::ExitCode;

/// Where `demo` works by default.
const DEMO_DATA: &str = "./var/demo";
/// The file that holds the password of its accounts.
const PASSWORD_FILE: &str = "password.txt";
/// The file that marks a directory as `demo`'s own.
const MARKER: &str = "eslabon-demo.txt";
const MARKER_TEXT: &str =
    "Created by `eslabon demo`. `eslabon demo --reset` deletes everything here.\n";

/// Arguments of `demo`.
#[derive(Debug, Args)]
pub struct DemoArguments {
    /// Delete the demonstration and start afresh
    #[arg(long)]
    reset: bool,
    /// Load the data and stop, without serving
    #[arg(long)]
    load_only: bool,
    /// Where to listen; loopback only
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<SocketAddr>,
}

/// Runs the command.
pub async fn run(config: &Config, arguments: DemoArguments) -> Result<ExitCode, Failure> {
    let mut place = config.place(DEMO_DATA);
    // The demonstration never touches a database that is not its own.
    place.database_url = None;
    prepare(place.path(), arguments.reset)?;
    let listener = match arguments.load_only {
        true => None,
        false => Some(listen(arguments.listen.unwrap_or(config.listen))?),
    };
    let terminal = Terminal::new();
    let app = App::open(place, &terminal).await?;
    demo::load(&app, &terminal).await?;
    terminal.finish();
    let Some(listener) = listener else {
        say(format!("loaded {}", app.place().path().display()))?;
        return Ok(ExitCode::SUCCESS);
    };
    app.set_account_rules(config.account_rules(listener.local_addr()?)?);
    config.offer_sign_on(&app)?;
    // The people of the demonstration are invented: their letters become files.
    let letters = app.place().path().join("mail");
    if let Some(transport) = config.transport(Some(&letters))? {
        app.set_mail(transport);
    }
    let password = password(app.place().path())?;
    demo::make_accounts(&app, &password).await?;
    demo::make_programmes(&app).await?;
    eprintln!(
        "Demonstration data: firms marked “ficticio” are invented; registry entries are public facts"
    );
    eprintln!("(INEGI DENUE, SEMARNAT RETC). Sign in as any of these people, all invented:");
    for person in demo::PEOPLE {
        eprintln!("  {:<18} {}", person.role.as_str(), person.email);
    }
    eprintln!("  password: {password}");
    until_stopped(config, app, true, listener).await
}

/// Makes sure that the directory is `demo`'s own, and empties it where asked.
fn prepare(directory: &Path, reset: bool) -> Result<(), Failure> {
    let marker = directory.join(MARKER);
    let is_empty = match std::fs::read_dir(directory) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => true,
        Err(error) => return Err(format!("{}: {error}", directory.display()).into()),
    };
    if !is_empty && !marker.is_file() {
        return Err(format!(
            "{}: not created by `eslabon demo`, so it is left alone. Name another directory with --data.",
            directory.display()
        )
        .into());
    }
    if reset && !is_empty {
        std::fs::remove_dir_all(directory).map_err(|e| format!("{}: {e}", directory.display()))?;
    }
    std::fs::create_dir_all(directory).map_err(|e| format!("{}: {e}", directory.display()))?;
    std::fs::write(&marker, MARKER_TEXT).map_err(|e| format!("{}: {e}", marker.display()))?;
    Ok(())
}

/// The password of this demonstration's accounts: made at its first start, kept beside its data.
fn password(directory: &Path) -> Result<String, Failure> {
    let file = directory.join(PASSWORD_FILE);
    if let Ok(known) = std::fs::read_to_string(&file) {
        return Ok(known.trim().to_owned());
    }
    let fresh: String = Clear::generate().as_str().chars().take(16).collect();
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options
        .open(&file)
        .and_then(|mut file| std::io::Write::write_all(&mut file, fresh.as_bytes()));
    written.map_err(|e| format!("{}: {e}", file.display()))?;
    Ok(fresh)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_of_someone_else_is_left_alone() {
        let directory = tempfile::tempdir().unwrap();
        std::fs::write(directory.path().join("thesis.txt"), "years of work").unwrap();
        assert!(prepare(directory.path(), true).is_err());
        assert!(directory.path().join("thesis.txt").is_file());
    }

    #[test]
    fn reset_empties_its_own_directory() {
        let directory = tempfile::tempdir().unwrap();
        let own = directory.path().join("demo");
        prepare(&own, false).unwrap();
        std::fs::write(own.join("eslabon.db"), "x").unwrap();
        prepare(&own, false).unwrap();
        assert!(own.join("eslabon.db").is_file());
        prepare(&own, true).unwrap();
        assert!(!own.join("eslabon.db").exists());
    }
}
