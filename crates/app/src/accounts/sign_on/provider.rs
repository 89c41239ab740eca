//! The firms whose own sign-on is believed, as the operator configures them. What is wrong with a
//! configuration is said in words for the operator, and never with the secret in it.

use super::protocol::Known;
use eslabon_domain::text::fold;
use openidconnect::{ClientId, ClientSecret, IssuerUrl};
use std::sync::{Arc, Mutex};

/// The longest name; it stands on a button.
const NAME_MAX: usize = 60;
/// The part of the path under which the browser comes back: no firm's key.
const RESERVED: &str = "regreso";

/// One firm's sign-on, as it is configured.
#[derive(Clone)]
pub struct Settings {
    /// What the button calls it.
    pub name: String,
    /// The provider's own address, from which everything else is learnt.
    pub issuer: String,
    /// What the provider calls this installation.
    pub client_id: String,
    /// By which this installation proves that it is the one.
    pub client_secret: String,
    /// The provider is believed about addresses of these domains only.
    pub domains: Vec<String>,
}

/// Leaves out the secret.
impl std::fmt::Debug for Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Settings")
            .field("name", &self.name)
            .field("issuer", &self.issuer)
            .field("domains", &self.domains)
            .finish_non_exhaustive()
    }
}

/// A provider that is believed.
#[derive(Debug)]
pub struct Provider {
    /// Its part of the address.
    pub key: String,
    /// What the button calls it.
    pub name: String,
    pub(super) issuer: IssuerUrl,
    pub(super) client_id: ClientId,
    pub(super) client_secret: ClientSecret,
    domains: Vec<String>,
    /// What it last said of itself.
    pub(super) known: Mutex<Option<Arc<Known>>>,
}

impl Provider {
    /// Checks a configuration.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn new(settings: Settings) -> Result<Self, String> {
        let name = settings.name.trim().to_owned();
        let wrong = |what: &str| Err(format!("sign_on “{name}”: {what}"));
        let key = key(&name);
        if key.is_empty() || key == RESERVED || name.chars().count() > NAME_MAX {
            return wrong("name must have letters, at most 60, and be another than “regreso”");
        }
        let Ok(issuer) = IssuerUrl::new(settings.issuer.clone()) else {
            return wrong("issuer is no address");
        };
        if !is_safe(issuer.url().scheme(), issuer.url().host_str()) {
            return wrong("issuer must begin with https://");
        }
        if issuer.url().query().is_some() || issuer.url().fragment().is_some() {
            return wrong("issuer must end with its path");
        }
        if settings.client_id.trim().is_empty() || settings.client_secret.trim().is_empty() {
            return wrong("client_id and client_secret must be there");
        }
        let domains: Vec<String> = settings
            .domains
            .iter()
            .map(|domain| domain.trim().to_lowercase())
            .collect();
        let odd = |domain: &String| {
            !domain.contains('.') || domain.contains('@') || domain.contains(char::is_whitespace)
        };
        if domains.is_empty() || domains.iter().any(odd) {
            return wrong("domains must name the firm's own, such as [\"altaluz.example\"]");
        }
        Ok(Self {
            key,
            issuer,
            client_id: ClientId::new(settings.client_id),
            client_secret: ClientSecret::new(settings.client_secret),
            domains,
            known: Mutex::default(),
            name,
        })
    }

    /// Whether it is believed about an address, which is in lower case.
    pub(super) fn speaks_for(&self, address: &str) -> bool {
        let domain = address.rsplit_once('@').map(|(_, domain)| domain);
        domain.is_some_and(|domain| self.domains.iter().any(|own| own == domain))
    }

    /// The domains that another is believed about, too.
    pub(super) fn shares_domain_with(&self, other: &Provider) -> bool {
        self.domains
            .iter()
            .any(|domain| other.domains.contains(domain))
    }
}

/// The name as a part of an address: `Altaluz México` → `altaluz-mexico`.
fn key(name: &str) -> String {
    let folded = fold(name);
    let words = folded.split(|c: char| !c.is_ascii_alphanumeric());
    words
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join("-")
}

/// Whether secrets may be sent there: encrypted, or not leaving the machine.
pub(super) fn is_safe(scheme: &str, host: Option<&str>) -> bool {
    let host = host.unwrap_or_default().trim_matches(['[', ']']);
    let is_local = host == "localhost"
        || host
            .parse::<std::net::IpAddr>()
            .is_ok_and(|ip| ip.is_loopback());
    match scheme {
        "https" => !host.is_empty(),
        "http" => is_local,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> Settings {
        Settings {
            name: "Altaluz México".into(),
            issuer: "https://sesion.altaluz.example".into(),
            client_id: "eslabon".into(),
            client_secret: "muy secreto".into(),
            domains: vec!["Altaluz.example".into()],
        }
    }

    #[test]
    fn a_provider_speaks_for_its_own_domains_only() {
        let provider = Provider::new(settings()).unwrap();
        assert_eq!(provider.key, "altaluz-mexico");
        assert!(provider.speaks_for("ana@altaluz.example"));
        for other in [
            "ana@otra.example",
            "ana@planta.altaluz.example",
            "ana@altaluz.example.mx",
            "ana@xaltaluz.example",
            "altaluz.example",
            "",
        ] {
            assert!(!provider.speaks_for(other), "{other}");
        }
    }

    #[test]
    fn secrets_go_encrypted_or_stay_on_the_machine() {
        for (address, fine) in [
            ("https://sesion.altaluz.example", true),
            ("http://127.0.0.1:4010", true),
            ("http://localhost:4010/a", true),
            ("http://[::1]:4010", true),
            ("http://sesion.altaluz.example", false),
            ("http://127.0.0.1.altaluz.example", false),
            ("ftp://127.0.0.1", false),
            ("https://sesion.altaluz.example?a=b", false),
            ("sesion", false),
            ("", false),
        ] {
            let made = Provider::new(Settings {
                issuer: address.into(),
                ..settings()
            });
            assert_eq!(made.is_ok(), fine, "{address}");
        }
    }

    #[test]
    fn what_is_missing_is_named_and_the_secret_never() {
        type Spoil = fn(&mut Settings);
        let spoils: [Spoil; 7] = [
            |s| s.name = " ¿? ".into(),
            |s| s.name = "Regreso".into(),
            |s| s.client_id = String::new(),
            |s| s.client_secret = " ".into(),
            |s| s.domains = Vec::new(),
            |s| s.domains = vec!["altaluz".into()],
            |s| s.issuer = "http://altaluz.example".into(),
        ];
        for spoil in spoils {
            let mut spoilt = settings();
            spoil(&mut spoilt);
            let said = format!("{spoilt:?}");
            let fault = Provider::new(spoilt).unwrap_err();
            assert!(fault.starts_with("sign_on “"), "{fault}");
            assert!(!format!("{said}{fault}").contains("muy secreto"));
        }
        let provider = Provider::new(settings()).unwrap();
        assert!(!format!("{provider:?}").contains("muy secreto"));
    }
}
