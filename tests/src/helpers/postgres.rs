//! A real, temporary PostgreSQL: started when the first test asks for it, in a folder of its own,
//! reached through a socket in that folder, and gone with the test run however that ends.
//!
//! Where PostgreSQL is not installed, tests are to report *ignored* with the reason; with
//! `ESLABON_REQUIRE_POSTGRES=1` they are to fail. Must not use a server that is running already.

use std::error::Error;
use std::ffi::OsString;
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Mutex, OnceLock, PoisonError};

/// The database's superuser; nothing but these tests knows it.
const USER: &str = "eslabon";

/// Watches over a server: waits until its standard input is closed, which happens when the test
/// binary ends or is killed, then stops the server and removes the folder.
const GUARD: &str = r#"
trap '' INT TERM HUP
cat >/dev/null
"$@" -m immediate stop >/dev/null 2>&1
rm -rf "$FOLDER"
"#;

/// A PostgreSQL that starts when it is first asked for. One per test binary; dropping it stops
/// the server.
#[derive(Debug, Default)]
pub struct Postgres {
    /// What the server is told besides, on its command line.
    options: &'static str,
    server: OnceLock<Result<Server, String>>,
    creating: Mutex<()>,
}

impl Postgres {
    /// One that is not started yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// One that is started with further options, as `postgres` takes them.
    #[must_use]
    pub fn with_options(options: &'static str) -> Self {
        Self {
            options,
            ..Self::default()
        }
    }

    /// Makes an empty database of this name and answers its address.
    ///
    /// # Errors
    /// Why there is none, in words for the person who runs the tests.
    pub fn create_database(&self, name: &str) -> Result<String, String> {
        let server = self
            .server
            .get_or_init(|| {
                Server::start(self.options).map_err(|error| {
                    // Said once, however many tests ask.
                    eprintln!("tests on PostgreSQL cannot run: {error}");
                    error.to_string()
                })
            })
            .as_ref()
            .map_err(Clone::clone)?;
        // Two databases cannot be copied from the template at the same time.
        let _one_at_a_time = self.creating.lock().unwrap_or_else(PoisonError::into_inner);
        server
            .create_database(name)
            .map_err(|error| error.to_string())
    }

    /// Whether the absence of PostgreSQL is a failure.
    #[must_use]
    pub fn is_required() -> bool {
        std::env::var("ESLABON_REQUIRE_POSTGRES").is_ok_and(|value| value == "1")
    }
}

#[derive(Debug)]
struct Server {
    programs: PathBuf,
    folder: PathBuf,
    guard: Child,
    /// Closing it tells the guard to stop the server.
    lifeline: Option<ChildStdin>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.lifeline.take();
        // It has stopped the server when it ends; there is nothing to be done if it cannot.
        let _ = self.guard.wait();
    }
}

impl Server {
    fn start(further: &str) -> Result<Self, Box<dyn Error>> {
        let programs = find_programs().ok_or(
            "PostgreSQL is not installed here (no initdb in /usr/lib/postgresql/*/bin or PATH)",
        )?;
        let account = Account::choose()?;
        // The socket's path may have about 100 bytes, so the folder's name is short. The guard
        // removes it, not this process: it may be killed.
        let folder = tempfile::Builder::new()
            .prefix("eslabon-pg-")
            .tempdir()?
            .keep();
        account.own(&folder)?;
        let data = folder.join("data");
        let initdb = account
            .command(&programs.join("initdb"))
            .args([
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C",
                "--no-sync",
                "-U",
                USER,
                "-D",
            ])
            .arg(&data)
            .current_dir("/")
            .output()?;
        if !initdb.status.success() {
            let said = String::from_utf8_lossy(&initdb.stderr).into_owned();
            std::fs::remove_dir_all(&folder)?;
            return Err(format!("initdb failed: {said}").into());
        }
        let mut stop = account.words(&programs.join("pg_ctl"));
        stop.extend(["-D".into(), data.clone().into()]);
        let mut guard = Command::new("sh")
            .args(["-c", GUARD, "guard"])
            .args(&stop)
            .env("FOLDER", &folder)
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let lifeline = guard.stdin.take();
        let server = Self {
            programs,
            folder,
            guard,
            lifeline,
        };
        let options = format!(
            "-F -c listen_addresses='' -c unix_socket_directories='{}' -c max_connections=300 {further}",
            server.folder.display()
        );
        // `-w` waits until the server takes connections. Its output goes to a file: the server
        // inherits it, and a pipe would not end before the server does.
        let log = server.folder.join("log");
        let started = account
            .command(&server.programs.join("pg_ctl"))
            .arg("-D")
            .arg(&data)
            .arg("-l")
            .arg(&log)
            .args(["-w", "-t", "60", "-o", &options, "start"])
            .current_dir("/")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()?;
        if !started.success() {
            let mut said = String::new();
            std::fs::File::open(&log)?.read_to_string(&mut said)?;
            return Err(format!("PostgreSQL did not start: {said}").into());
        }
        Ok(server)
    }

    fn create_database(&self, name: &str) -> Result<String, Box<dyn Error>> {
        let made = Command::new(self.programs.join("createdb"))
            .arg("-h")
            .arg(&self.folder)
            .args(["-U", USER, name])
            .current_dir("/")
            .output()?;
        if !made.status.success() {
            return Err(String::from_utf8_lossy(&made.stderr).into());
        }
        Ok(format!(
            "postgres://localhost/{name}?host={}&user={USER}",
            self.folder.display()
        ))
    }
}

/// The folder that holds `initdb`, `pg_ctl` and `createdb`: the newest of Debian's, else of PATH.
fn find_programs() -> Option<PathBuf> {
    let mut debian: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path())))
        .map(|(version, folder)| (version, folder.join("bin")))
        .collect();
    debian.sort();
    let path: Vec<PathBuf> = std::env::var_os("PATH")
        .map(|path| std::env::split_paths(&path).collect())
        .unwrap_or_default();
    debian
        .into_iter()
        .rev()
        .map(|(_, folder)| folder)
        .chain(path)
        .find(|folder| {
            ["initdb", "pg_ctl", "createdb"]
                .iter()
                .all(|name| folder.join(name).is_file())
        })
}

/// Under whom the server runs: PostgreSQL refuses to run as root.
enum Account {
    /// The one who runs the tests.
    Own,
    /// Another, because that one is root.
    Other { user: String, uid: u32, gid: u32 },
}

impl Account {
    fn choose() -> Result<Self, Box<dyn Error>> {
        if ask_id(&["-u"])? != 0 {
            return Ok(Account::Own);
        }
        for user in ["postgres", "nobody"] {
            if let (Ok(uid), Ok(gid)) = (ask_id(&["-u", user]), ask_id(&["-g", user])) {
                return Ok(Account::Other {
                    user: user.to_owned(),
                    uid,
                    gid,
                });
            }
        }
        Err("run by root, and there is neither a user postgres nor nobody for the server".into())
    }

    fn own(&self, folder: &Path) -> std::io::Result<()> {
        if let Account::Other { uid, gid, .. } = self {
            std::os::unix::fs::chown(folder, Some(*uid), Some(*gid))?;
        }
        std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o755))
    }

    /// The words of a command line that runs this program under the account.
    fn words(&self, program: &Path) -> Vec<OsString> {
        let mut words: Vec<OsString> = match self {
            Account::Own => Vec::new(),
            Account::Other { user, .. } if user == "postgres" => {
                ["runuser", "-u", user, "--"].map(OsString::from).to_vec()
            }
            // `nobody` has no shell, which runuser would ask for.
            Account::Other { uid, gid, .. } => vec![
                "setpriv".into(),
                format!("--reuid={uid}").into(),
                format!("--regid={gid}").into(),
                "--clear-groups".into(),
            ],
        };
        words.push(program.into());
        words
    }

    fn command(&self, program: &Path) -> Command {
        let mut words = self.words(program).into_iter();
        let mut command = Command::new(words.next().unwrap_or_default());
        command.args(words);
        command
    }
}

fn ask_id(arguments: &[&str]) -> Result<u32, Box<dyn Error>> {
    let said = Command::new("id").args(arguments).output()?;
    Ok(String::from_utf8(said.stdout)?.trim().parse()?)
}
