//! How a letter leaves: by SMTP, or as a file in a folder. Must not log or show address, content or
//! password: what goes wrong is told in a word.

use super::Letter;
use crate::accounts::secret::hash;
use jiff::Timestamp;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use std::fmt;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
use thiserror::Error;
use tokio::io::AsyncWriteExt;

/// How long the server may take over one command.
const COMMAND_TIMEOUT: Duration = Duration::from_secs(30);
/// How long one letter may take in all.
const LETTER_TIMEOUT: Duration = Duration::from_secs(120);
/// From whom letters in files are, where nothing is said.
const NOBODY: &str = "Eslabon <eslabon@localhost>";

/// Why letters cannot be sent as configured. Never says what was configured: it may hold a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum BadTransport {
    /// None of the ways that there are.
    #[error("mail: must begin with smtp://, smtps:// or file:")]
    Kind,
    /// Not a host, a port and a name.
    #[error(
        "mail: is no address such as smtp://user:password@host:587; signs like @ / : % in a password are \
         written as %40 %2F %3A %25"
    )]
    Address,
    /// Letters need a sender.
    #[error("mail_from: set the address from which letters are sent")]
    NoSender,
    /// The sender is no address.
    #[error("mail_from: is no address such as Eslabon <no-reply@example.org>")]
    Sender,
}

/// Why a letter did not leave, in a word that names nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Undelivered {
    /// Trying again later may help.
    Later(String),
    /// It never will.
    Never(String),
}

/// A way for letters to leave.
pub struct Transport {
    from: Mailbox,
    way: Way,
}

enum Way {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    Files(PathBuf),
}

/// Says which way it is and nothing else.
impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.way {
            Way::Smtp(_) => "Transport(smtp)",
            Way::Files(_) => "Transport(file)",
        })
    }
}

impl Transport {
    /// The way that an address names: `smtp://user:password@host:587` (the connection is encrypted before
    /// anything is said, but for a server on this machine), `smtps://…`, or `file:FOLDER`.
    ///
    /// # Errors
    /// [`BadTransport`].
    pub fn parse(address: &str, from: Option<&str>) -> Result<Self, BadTransport> {
        let address = address.trim();
        if let Some(folder) = address.strip_prefix("file:").filter(|f| !f.is_empty()) {
            return Self::files(Path::new(folder), from);
        }
        let rest = address
            .strip_prefix("smtp://")
            .or_else(|| address.strip_prefix("smtps://"))
            .ok_or(BadTransport::Kind)?;
        // What a driver would read after a question mark weakens the encryption.
        if rest.is_empty() || rest.contains(['?', '#']) {
            return Err(BadTransport::Address);
        }
        let encrypts_later = address.starts_with("smtp://") && !is_this_machine(rest);
        let asked = if encrypts_later { "?tls=required" } else { "" };
        let url = format!("{address}{asked}");
        let server = AsyncSmtpTransport::<Tokio1Executor>::from_url(&url)
            .map_err(|_| BadTransport::Address)?
            .timeout(Some(COMMAND_TIMEOUT))
            .build();
        Ok(Self {
            from: sender(from.ok_or(BadTransport::NoSender)?)?,
            way: Way::Smtp(server),
        })
    }

    /// Letters become files in this folder.
    ///
    /// # Errors
    /// [`BadTransport::Sender`].
    pub fn files(folder: &Path, from: Option<&str>) -> Result<Self, BadTransport> {
        Ok(Self {
            from: sender(from.unwrap_or(NOBODY))?,
            way: Way::Files(folder.to_owned()),
        })
    }

    /// Sends a letter. `number` and `occasion` are those of its job: a letter that is sent twice, because
    /// someone died in between, has the same id both times.
    pub(super) async fn send(
        &self,
        letter: &Letter,
        number: i64,
        occasion: &str,
        at: Timestamp,
    ) -> Result<(), Undelivered> {
        let message = self.message(letter, occasion, at)?;
        match &self.way {
            Way::Smtp(server) => {
                let sent = tokio::time::timeout(LETTER_TIMEOUT, server.send(message)).await;
                match sent {
                    Ok(Ok(_)) => Ok(()),
                    Ok(Err(error)) => Err(undelivered(&error)),
                    Err(_) => Err(Undelivered::Later("timeout".into())),
                }
            }
            Way::Files(folder) => write(folder, number, &message.formatted())
                .await
                .map_err(|error| Undelivered::Later(format!("file: {}", error.kind()))),
        }
    }

    fn message(
        &self,
        letter: &Letter,
        occasion: &str,
        at: Timestamp,
    ) -> Result<Message, Undelivered> {
        let never = |what: &str| Undelivered::Never(what.to_owned());
        let to: Address = letter
            .to
            .parse()
            .map_err(|_| never("no address to send to"))?;
        let id: String = hash(occasion).chars().take(32).collect();
        let automatic = HeaderName::new_from_ascii_str("Auto-Submitted");
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .date(
                SystemTime::UNIX_EPOCH + Duration::from_secs(at.as_second().max(0).unsigned_abs()),
            )
            .message_id(Some(format!("<{id}@{}>", self.from.email.domain())))
            .subject(one_line(&letter.subject))
            // Nobody's holiday reply answers a machine.
            .raw_header(HeaderValue::new(automatic, "auto-generated".into()))
            .header(ContentType::TEXT_PLAIN)
            .body(letter.body.clone())
            .map_err(|_| never("no letter"))
    }
}

fn sender(text: &str) -> Result<Mailbox, BadTransport> {
    text.trim().parse().map_err(|_| BadTransport::Sender)
}

/// A header ends with its line: whatever would begin another becomes a space.
fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

/// Whether the host of `user:password@host:port/name` is this machine.
fn is_this_machine(rest: &str) -> bool {
    let authority = rest.split('/').next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    if let Some(six) = host.strip_prefix('[') {
        let address = six.split(']').next().unwrap_or_default();
        return address.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
    }
    let name = host.split(':').next().unwrap_or_default();
    name.eq_ignore_ascii_case("localhost")
        || name.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// A server's words may repeat the address: only its number is kept.
fn undelivered(error: &smtp::Error) -> Undelivered {
    match error.status().map(u16::from) {
        // Mailbox, policy, size: the same letter will be refused again. Everything else (the name, the
        // password, the connection) is the operator's to mend.
        Some(code @ 550..=559) => Undelivered::Never(format!("refused {code}")),
        Some(code) => Undelivered::Later(format!("refused {code}")),
        None if error.is_tls() => Undelivered::Later("encryption".into()),
        None if error.is_timeout() => Undelivered::Later("timeout".into()),
        None => Undelivered::Later("connection".into()),
    }
}

/// Written aside first: whoever looks into the folder sees whole letters only. They hold links, so that
/// nobody else on the machine may read them.
async fn write(folder: &Path, number: i64, bytes: &[u8]) -> std::io::Result<()> {
    tokio::fs::create_dir_all(folder).await?;
    let (aside, file) = (
        folder.join(format!(".{number:08}.part")),
        folder.join(format!("{number:08}.eml")),
    );
    let mut options = tokio::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    options.mode(0o600);
    let mut out = options.open(&aside).await?;
    out.write_all(bytes).await?;
    out.sync_all().await?;
    tokio::fs::rename(&aside, &file).await
}

#[cfg(test)]
mod tests {
    use super::*;

    const FROM: Option<&str> = Some("Eslabón <no-responder@centro.example>");

    fn formatted(letter: &Letter) -> String {
        let transport = Transport::parse("file:x", FROM).unwrap();
        let message = transport.message(letter, "reset:1", Timestamp::UNIX_EPOCH);
        String::from_utf8(message.unwrap().formatted()).unwrap()
    }

    fn letter(to: &str, subject: &str) -> Letter {
        Letter {
            to: to.into(),
            subject: subject.into(),
            body: "Añadir\nhttps://centro.example/restablecer/abc".into(),
        }
    }

    #[test]
    fn what_cannot_be_a_way_is_refused_without_repeating_it() {
        let fault = |address: &str, from| {
            let fault = Transport::parse(address, from).unwrap_err();
            assert!(!fault.to_string().contains("secreto"), "{fault}");
            fault
        };
        assert_eq!(fault("", FROM), BadTransport::Kind);
        assert_eq!(fault("file:", FROM), BadTransport::Kind);
        assert_eq!(fault("u:secreto@host:25", FROM), BadTransport::Kind);
        assert_eq!(fault("http://u:secreto@host", FROM), BadTransport::Kind);
        assert_eq!(fault("smtp://", FROM), BadTransport::Address);
        assert_eq!(
            fault("smtp://u:secreto@host:puerto", FROM),
            BadTransport::Address
        );
        // It would let the password go in clear.
        assert_eq!(
            fault("smtp://u:secreto@host?tls=opportunistic", FROM),
            BadTransport::Address
        );
        assert_eq!(fault("smtp://u:secreto@host", None), BadTransport::NoSender);
        assert_eq!(
            fault("smtp://u:secreto@host", Some("nadie")),
            BadTransport::Sender
        );
    }

    #[test]
    fn only_a_server_on_this_machine_is_spoken_to_in_clear() {
        for here in [
            "localhost:25",
            "u:p@127.0.0.1:2525/yo",
            "[::1]:25",
            "127.9.9.9",
        ] {
            assert!(is_this_machine(here), "{here}");
        }
        for elsewhere in [
            "mail.example",
            "localhost@mail.example:25",
            "u:localhost@10.0.0.1",
            "localhost.evil.example",
            "[2001:db8::1]:25",
        ] {
            assert!(!is_this_machine(elsewhere), "{elsewhere}");
        }
    }

    #[test]
    fn the_password_is_not_shown() {
        let transport = Transport::parse("smtp://u:secreto@mail.example:587", FROM).unwrap();
        assert_eq!(format!("{transport:?}"), "Transport(smtp)");
    }

    #[test]
    fn a_letter_is_encoded_and_a_header_cannot_be_smuggled_in() {
        let text = formatted(&letter(
            "ana@taller.mx",
            "Invitación\r\nBcc: otra@malo.example\r\n\r\nhola",
        ));
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        assert!(head.is_ascii(), "{head}");
        assert!(head.contains("Subject: =?utf-8?"), "{head}");
        assert!(!head.lines().any(|line| line.starts_with("Bcc")), "{head}");
        assert!(
            head.contains("To: ana@taller.mx\r\n")
                && head.contains("Auto-Submitted: auto-generated")
        );
        assert!(head.contains("@centro.example>\r\n"), "{head}");
        assert!(body.contains("A=C3=B1adir"), "{body}");
    }

    #[test]
    fn an_address_that_is_none_is_given_up_at_once() {
        let transport = Transport::parse("file:x", None).unwrap();
        for to in ["", "ana", "ana@taller.mx\r\nBcc: x@y.mx", "a@b.mx, c@d.mx"] {
            let answer = transport.message(&letter(to, "x"), "reset:1", Timestamp::UNIX_EPOCH);
            assert!(matches!(answer, Err(Undelivered::Never(_))), "{to}");
        }
    }
}
