//! Letters to people: written in the transaction that occasions them, sent later by a worker ([`outbox`], by a [`transport`]). Words for
//! letters stand here because whoever writes them has no page at hand; they carry links, never figures.

pub mod outbox;
pub mod transport;

use crate::error::AppResult;
use eslabon_domain::text::Lang;
use eslabon_storage::{Transaction, jobs};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The kind of job that a letter is.
pub const KIND: &str = "mail";

/// A letter.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// To whom.
    pub to: String,
    /// In a line.
    pub subject: String,
    /// Plain text.
    pub body: String,
}

/// Shows nothing: a letter holds an address and a link.
impl std::fmt::Debug for Letter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Letter(…)")
    }
}

impl Letter {
    /// Someone is invited.
    #[must_use]
    pub fn invitation(to: &str, lang: Lang, by: &str, link: &str) -> Self {
        let (subject, body) = match lang {
            Lang::Es => (
                "Invitación a Eslabón",
                format!(
                    "{by} le invita a Eslabón.\n\nAbra esta liga para aceptar; sirve una sola vez y vence en 7 días:\n{link}\n\n\
                     Si no esperaba esta invitación, ignore este mensaje."
                ),
            ),
            Lang::En => (
                "Invitation to Eslabón",
                format!(
                    "{by} invites you to Eslabón.\n\nOpen this link to accept; it works once and expires in 7 days:\n{link}\n\n\
                     If you did not expect this invitation, ignore this message."
                ),
            ),
        };
        Self {
            to: to.to_owned(),
            subject: subject.to_owned(),
            body,
        }
    }

    /// A password is to be set anew.
    #[must_use]
    pub fn reset(to: &str, lang: Lang, link: &str) -> Self {
        let (subject, body) = match lang {
            Lang::Es => (
                "Contraseña nueva para Eslabón",
                format!(
                    "Alguien pidió una contraseña nueva para esta dirección.\n\nAbra esta liga para elegirla; sirve una sola vez y vence en una hora:\n{link}\n\n\
                     Si no fue usted, ignore este mensaje: su contraseña no ha cambiado."
                ),
            ),
            Lang::En => (
                "New password for Eslabón",
                format!(
                    "Someone asked for a new password for this address.\n\nOpen this link to choose it; it works once and expires in an hour:\n{link}\n\n\
                     If it was not you, ignore this message: your password has not changed."
                ),
            ),
        };
        Self {
            to: to.to_owned(),
            subject: subject.to_owned(),
            body,
        }
    }
}

/// Puts a letter into the outbox, once per occasion.
///
/// # Errors
/// As any statement.
pub async fn post(
    tx: &Transaction,
    occasion: &str,
    letter: &Letter,
    now: Timestamp,
) -> AppResult<()> {
    let payload = serde_json::to_value(letter)
        .map_err(|e| crate::AppError::Internal(format!("a letter: {e}")))?;
    jobs::enqueue(tx, KIND, occasion, now, &payload).await?;
    Ok(())
}
