//! Configuration: a TOML file, then environment variables (`ESLABON_` and the name of the
//! option, `DATABASE_URL`), then flags; the later wins.

use super::Failure;
use crate::http::limits::{Introspection, Limits};
use crate::http::serve::Sockets;
use eslabon_app::App;
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
    /// Firms whose people sign in where they sign in at work; needs a build with the feature `oidc`.
    pub sign_on: Vec<SignOnConfig>,
    /// How letters are sent: `smtp://user:password@host:587`, `smtps://…`, or `file:FOLDER` (one file a
    /// letter); absent: they wait, and whoever invites someone hands the link over.
    pub mail: Option<String>,
    /// From whom letters are: `Eslabon <no-reply@example.org>`.
    pub mail_from: Option<String>,
    /// What is logged, in the syntax of `tracing`: `info`, `eslabon_app=debug,info`.
    pub log: String,
    /// `text` or `json`.
    pub log_format: String,
    /// Who may look at the GraphQL schema: `signed-in`, `everyone` or `nobody`.
    pub introspection: Introspection,
    /// A proxy stands before us and writes `X-Forwarded-For`; without one, callers could write it.
    pub trusted_proxy: bool,
    /// The most open connections.
    pub connections: usize,
    /// The most open connections from one address; behind a trusted proxy all come from that one, so it
    /// does not count there.
    pub connections_per_address: usize,
    /// Points of GraphQL that a person, or an anonymous address, may spend in a minute; twice as many at once.
    pub points_per_minute: u64,
    /// Pages that an address may ask for in a minute, searches counting five, downloads twenty; twice as
    /// many at once.
    pub pages_per_minute: u64,
}

/// A firm's own sign-on (OpenID Connect).
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignOnConfig {
    /// What the button calls it.
    name: String,
    /// The provider's own address.
    issuer: String,
    /// What the provider calls this installation.
    client_id: String,
    /// By which this installation proves that it is the one.
    client_secret: String,
    /// The firm's domains; the provider is believed about addresses of no other.
    domains: Vec<String>,
}

/// Leaves out the secret.
impl std::fmt::Debug for SignOnConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignOnConfig")
            .field("name", &self.name)
            .field("issuer", &self.issuer)
            .finish_non_exhaustive()
    }
}

impl Default for Config {
    fn default() -> Self {
        let sockets = Sockets::default();
        Self {
            data: None,
            database_url: None,
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            public_url: None,
            second_factor_for_staff: false,
            sign_on: Vec::new(),
            mail: None,
            mail_from: None,
            log: "warn,eslabon=info".into(),
            log_format: "text".into(),
            introspection: Introspection::default(),
            trusted_proxy: false,
            connections: sockets.connections,
            connections_per_address: sockets.per_address,
            points_per_minute: 120_000,
            pages_per_minute: 3_000,
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
            "introspection",
            "trusted_proxy",
            "connections",
            "connections_per_address",
            "points_per_minute",
            "pages_per_minute",
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

    /// What callers may use.
    #[must_use]
    pub fn limits(&self) -> Limits {
        Limits {
            trusted_proxy: self.trusted_proxy,
            introspection: self.introspection,
            ..Limits::per_minute(self.points_per_minute, self.pages_per_minute)
        }
    }

    /// What the socket bears.
    #[must_use]
    pub fn sockets(&self) -> Sockets {
        let per_address = match self.trusted_proxy {
            true => self.connections,
            false => self.connections_per_address,
        };
        Sockets {
            connections: self.connections,
            per_address,
            ..Sockets::default()
        }
    }

    /// Offers the configured firms' own sign-on.
    ///
    /// # Errors
    /// What is wrong with the configuration.
    #[cfg(feature = "oidc")]
    pub fn offer_sign_on(&self, app: &App) -> Result<(), Failure> {
        use eslabon_app::accounts::sign_on::{Settings, SignOn};
        if self.sign_on.is_empty() {
            return Ok(());
        }
        let settings = self.sign_on.iter().cloned().map(|on| Settings {
            name: on.name,
            issuer: on.issuer,
            client_id: on.client_id,
            client_secret: on.client_secret,
            domains: on.domains,
        });
        app.set_sign_on(SignOn::new(settings.collect())?);
        Ok(())
    }

    /// This build has no sign-on to offer.
    ///
    /// # Errors
    /// Where one is configured: whoever relies on it must know before anyone is turned away.
    #[cfg(not(feature = "oidc"))]
    pub fn offer_sign_on(&self, _: &App) -> Result<(), Failure> {
        match self.sign_on.is_empty() {
            true => Ok(()),
            false => Err(
                "sign_on is configured, but this program was built without it. \
                          Build it with `--features oidc`, or take the [[sign_on]] sections out."
                    .into(),
            ),
        }
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

    const SIGN_ON: &str = "[[sign_on]]\nname = \"Altaluz\"\nissuer = \"https://sesion.altaluz.example\"\n\
        client_id = \"eslabon\"\nclient_secret = \"muy secreto\"\ndomains = [\"altaluz.example\"]\n";

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
        let words = "introspection = \"everyone\"\ntrusted_proxy = true\nconnections = 7\n";
        std::fs::write(&file, words).unwrap();
        let config = Config::load(Some(&file), None, None).unwrap();
        assert_eq!(config.introspection, Introspection::Everyone);
        assert_eq!(config.sockets().per_address, 7, "all come from the proxy");
        std::fs::write(&file, SIGN_ON).unwrap();
        let config = Config::load(Some(&file), None, None).unwrap();
        assert_eq!(config.sign_on.len(), 1);
        assert!(!format!("{config:?}").contains("muy secreto"));
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
