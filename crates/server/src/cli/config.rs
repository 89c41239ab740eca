//! Configuration: a TOML file, then environment variables (`ESLABON_DATA`, `ESLABON_LISTEN`,
//! `ESLABON_LOG`, `ESLABON_MAIL`, `DATABASE_URL`), then flags; the later wins.

use super::Failure;
use eslabon_app::accounts::AccountRules;
use eslabon_app::config::Place;
use eslabon_app::mail::transport::Transport;
use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use serde::{Deserialize, Serialize};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use tracing_subscriber::EnvFilter;

/// What can be configured.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The data directory; absent: the command's own default.
    pub data: Option<PathBuf>,
    /// Replaces only the embedded database.
    pub database_url: Option<String>,
    /// Where `serve` and `demo` listen.
    pub listen: SocketAddr,
    /// Under which address people reach the pages, as `https://…`; absent: where it listens. Under https,
    /// cookies are bound to the host and never sent in clear.
    pub public_url: Option<String>,
    /// Staff of centres and administrators must have a second factor.
    pub second_factor_for_staff: bool,
    /// How letters are sent: `smtp://user:password@host:587`, `smtps://…`, or `file:FOLDER` (one file a
    /// letter); absent: they wait, and whoever invites someone hands the link over.
    pub mail: Option<String>,
    /// From whom letters are: `Eslabon <no-reply@example.org>`.
    pub mail_from: Option<String>,
    /// What is logged, in the syntax of `tracing`: `info`, `eslabon_app=debug,info`.
    pub log: String,
    /// `text` or `json`.
    pub log_format: String,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data: None,
            database_url: None,
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            public_url: None,
            second_factor_for_staff: false,
            mail: None,
            mail_from: None,
            log: "warn,eslabon=info".into(),
            log_format: "text".into(),
        }
    }
}

/// Leaves out what may hold a password: the addresses of the database and of the mail server.
impl std::fmt::Debug for Config {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Config")
            .field("data", &self.data)
            .field("listen", &self.listen)
            .field("public_url", &self.public_url)
            .field("log", &self.log)
            .finish_non_exhaustive()
    }
}

impl Config {
    /// Reads file and environment, then lets the flags win.
    ///
    /// # Errors
    /// Names the file or variable that cannot be read.
    pub fn load(
        file: Option<&Path>,
        data: Option<PathBuf>,
        database_url: Option<String>,
    ) -> Result<Self, Failure> {
        let figment = Figment::from(Serialized::defaults(Config::default()));
        let figment = match file {
            Some(file) if !file.is_file() => {
                return Err(format!("{}: no such file", file.display()).into());
            }
            Some(file) => figment.merge(Toml::file_exact(file)),
            None if Path::new(DEFAULT_FILE).is_file() => {
                figment.merge(Toml::file_exact(DEFAULT_FILE))
            }
            None => figment,
        };
        let known = [
            "data",
            "listen",
            "public_url",
            "second_factor_for_staff",
            "mail",
            "mail_from",
            "log",
            "log_format",
        ];
        let mut config: Config = figment
            .merge(Env::prefixed("ESLABON_").only(&known))
            .merge(Env::raw().only(&["DATABASE_URL"]))
            .extract()
            .map_err(Box::new)?;
        config.data = data.or(config.data);
        config.database_url = database_url
            .or(config.database_url)
            .filter(|url| !url.is_empty());
        Ok(config)
    }

    /// The installation, in `default` unless another directory was named.
    #[must_use]
    pub fn place(&self, default: &str) -> Place {
        Place {
            data: self.data.clone().unwrap_or_else(|| PathBuf::from(default)),
            database_url: self.database_url.clone(),
        }
    }

    /// What is decided about accounts.
    ///
    /// # Errors
    /// Where people would send passwords in clear over a network.
    pub fn account_rules(&self, listening: SocketAddr) -> Result<AccountRules, Failure> {
        let public_url = match &self.public_url {
            Some(url) => url.trim_end_matches('/').to_owned(),
            None if listening.ip().is_loopback() => format!("http://{listening}"),
            None => {
                return Err(format!(
                    "{listening} can be reached from elsewhere: set public_url (ESLABON_PUBLIC_URL) to the \
                     https address under which a proxy offers it"
                )
                .into());
            }
        };
        let is_local = listening.ip().is_loopback() && public_url.starts_with("http://");
        if !is_local && !public_url.starts_with("https://") {
            return Err(format!("public_url: “{public_url}” must begin with https://").into());
        }
        Ok(AccountRules {
            second_factor_for_staff: self.second_factor_for_staff,
            public_url,
        })
    }

    /// How letters are sent; in `files`, where nothing is configured and a folder is given.
    ///
    /// # Errors
    /// Where they could not be sent so; never repeats what is configured.
    pub fn transport(&self, files: Option<&Path>) -> Result<Option<Transport>, Failure> {
        let from = self.mail_from.as_deref();
        Ok(match (self.mail.as_deref(), files) {
            (Some(address), _) if !address.is_empty() => Some(Transport::parse(address, from)?),
            (_, Some(folder)) => Some(Transport::files(folder, from)?),
            _ => None,
        })
    }

    /// Sends logs to standard error.
    ///
    /// # Errors
    /// If the filter is malformed.
    pub fn start_logging(&self) -> Result<(), Failure> {
        let filter = EnvFilter::try_new(&self.log)?;
        let subscriber = tracing_subscriber::fmt()
            .with_env_filter(filter)
            .with_writer(std::io::stderr);
        match self.log_format.as_str() {
            "json" => subscriber.json().init(),
            "text" => subscriber.compact().init(),
            other => return Err(format!("log_format: “{other}” is neither text nor json").into()),
        }
        Ok(())
    }
}

/// Read where it lies in the working directory and no other file is named.
const DEFAULT_FILE: &str = "eslabon.toml";
/// Where every command but `demo` works by default.
pub const DEFAULT_DATA: &str = "./var/eslabon";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_file_is_needed_and_a_named_one_must_exist() {
        let config = Config::load(None, Some(PathBuf::from("x")), None).unwrap();
        assert_eq!(config.data, Some(PathBuf::from("x")));
        let missing = Config::load(Some(Path::new("/nowhere/eslabon.toml")), None, None);
        assert!(
            missing
                .unwrap_err()
                .to_string()
                .contains("/nowhere/eslabon.toml")
        );
    }

    #[test]
    fn a_file_is_read_and_flags_win() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("site.toml");
        std::fs::write(&file, "listen = \"127.0.0.1:9999\"\ndata = \"from-file\"\n").unwrap();
        let config = Config::load(Some(&file), Some(PathBuf::from("from-flag")), None).unwrap();
        assert_eq!(
            (config.listen.port(), config.data),
            (9_999, Some(PathBuf::from("from-flag")))
        );
        std::fs::write(&file, "liste = \"127.0.0.1:9999\"\n").unwrap();
        assert!(Config::load(Some(&file), None, None).is_err());
    }

    #[test]
    fn secrets_are_not_shown() {
        let config = Config {
            mail: Some("smtp://u:secreto@mail.example".into()),
            database_url: Some("postgres://u:secreto@db.example/e".into()),
            ..Config::default()
        };
        assert!(!format!("{config:?} {:?}", config.place("x")).contains("secreto"));
        let fault = config.transport(None).unwrap_err().to_string();
        assert!(fault.contains("mail_from") && !fault.contains("secreto"));
    }

    #[test]
    fn letters_wait_where_nothing_is_said_and_the_demonstration_writes_files() {
        let config = Config::default();
        assert!(config.transport(None).unwrap().is_none());
        assert!(config.transport(Some(Path::new("x"))).unwrap().is_some());
    }
}
