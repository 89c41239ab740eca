//! Letters to people: written in the transaction that occasions them, sent later by a worker ([`outbox`], by a [`transport`]). Words for
//! letters stand here because whoever writes them has no page at hand; they carry links, never figures.

pub mod outbox;
pub mod transport;

use crate::error::AppResult;
use eslabon_domain::privacy::RequestStatus;
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

    /// A firm was claimed, and is hers.
    #[must_use]
    pub fn claim_approved(to: &str, lang: Lang, firm: &str, link: &str) -> Self {
        let (subject, body) = match lang {
            Lang::Es => (
                "Su empresa en Eslabón",
                format!(
                    "El centro aprobó su solicitud: usted administra ahora «{firm}» en Eslabón.\n\nAbra esta liga para entrar:\n{link}"
                ),
            ),
            Lang::En => (
                "Your firm on Eslabón",
                format!(
                    "The centre approved your claim: you now look after “{firm}” on Eslabón.\n\nOpen this link to enter:\n{link}"
                ),
            ),
        };
        Self {
            to: to.to_owned(),
            subject: subject.to_owned(),
            body,
        }
    }

    /// A firm was claimed, and staff were not convinced.
    #[must_use]
    pub fn claim_refused(to: &str, lang: Lang, firm: &str, reason: &str) -> Self {
        let (subject, body) = match lang {
            Lang::Es => (
                "Su solicitud en Eslabón",
                format!(
                    "El centro no aprobó su solicitud sobre «{firm}».\n\nMotivo: {reason}\n\nPuede enviar otra solicitud con más datos desde la página de la empresa."
                ),
            ),
            Lang::En => (
                "Your claim on Eslabón",
                format!(
                    "The centre did not approve your claim of “{firm}”.\n\nReason: {reason}\n\nYou can send another claim with more evidence from the firm's page."
                ),
            ),
        };
        Self {
            to: to.to_owned(),
            subject: subject.to_owned(),
            body,
        }
    }

    /// An owner is asked to read and confirm.
    #[must_use]
    pub fn confirmation(to: &str, lang: Lang, text: &str) -> Self {
        let subject = match lang {
            Lang::Es => "Confirme los datos de su empresa",
            Lang::En => "Confirm your firm's figures",
        };
        Self {
            to: to.to_owned(),
            subject: subject.to_owned(),
            body: text.to_owned(),
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

    /// What someone was told in the application and has not read: how many lines of each kind, never what they
    /// are about. `url` is the address of the pages.
    #[must_use]
    pub fn alerts_digest(to: &str, lang: Lang, needs: u64, suppliers: u64, url: &str) -> Self {
        let mut lines = String::new();
        let counts = [
            (
                needs,
                match lang {
                    Lang::Es => [
                        "requerimiento abierto cercano a su empresa",
                        "requerimientos abiertos cercanos a su empresa",
                    ],
                    Lang::En => ["open need near your firm", "open needs near your firm"],
                },
            ),
            (
                suppliers,
                match lang {
                    Lang::Es => [
                        "proveedor que se acercó a un requerimiento",
                        "proveedores que se acercaron a un requerimiento",
                    ],
                    Lang::En => [
                        "supplier that came near to a need",
                        "suppliers that came near to a need",
                    ],
                },
            ),
        ];
        for (count, [one, several]) in counts {
            if count > 0 {
                let what = if count == 1 { one } else { several };
                lines.push_str(&format!("- {count} {what}\n"));
            }
        }
        let (subject, body) = match lang {
            Lang::Es => (
                "Sus avisos en Eslabón",
                format!(
                    "Tiene avisos sin leer:\n\n{lines}\nLéalos aquí:\n{url}/avisos\n\n\
                     Si ya no quiere este resumen, desactívelo en su cuenta:\n{url}/cuenta"
                ),
            ),
            Lang::En => (
                "Your alerts on Eslabón",
                format!(
                    "You have unread alerts:\n\n{lines}\nRead them here:\n{url}/avisos\n\n\
                     If you do not want this summary any more, switch it off in your account:\n{url}/cuenta"
                ),
            ),
        };
        Self {
            to: to.to_owned(),
            subject: subject.to_owned(),
            body,
        }
    }

    /// Something waits for an institution in a referral: a link, never the firm.
    #[must_use]
    pub fn referral(to: &str, lang: Lang, news: ReferralNews, service: &str, link: &str) -> Self {
        let (subject, opening) = match (news, lang) {
            (ReferralNews::Sent, Lang::Es) => (
                "Una empresa fue canalizada a su institución",
                format!("El centro canalizó una empresa a su institución para «{service}»."),
            ),
            (ReferralNews::Sent, Lang::En) => (
                "A firm was referred to your institution",
                format!("The centre referred a firm to your institution for “{service}”."),
            ),
            (ReferralNews::Agreed, Lang::Es) => (
                "El centro aceptó la fecha que ofreció",
                format!("El centro aceptó la fecha que ofreció para «{service}»."),
            ),
            (ReferralNews::Agreed, Lang::En) => (
                "The centre agreed to the date you offered",
                format!("The centre agreed to the date you offered for “{service}”."),
            ),
            (ReferralNews::Withdrawn, Lang::Es) => (
                "El centro retiró una canalización",
                format!("El centro retiró la canalización para «{service}»."),
            ),
            (ReferralNews::Withdrawn, Lang::En) => (
                "The centre took a referral back",
                format!("The centre took back the referral for “{service}”."),
            ),
        };
        let rest = match lang {
            Lang::Es => format!("Véala aquí:\n{link}"),
            Lang::En => format!("See it here:\n{link}"),
        };
        Self {
            to: to.to_owned(),
            subject: subject.to_owned(),
            body: format!("{opening}\n\n{rest}"),
        }
    }

    /// A request about personal data was answered. Whoever has an account reads the answer behind the link;
    /// whoever has none finds it here.
    #[must_use]
    pub fn request_answered(to: &str, lang: Lang, number: i64, answer: &Answer<'_>) -> Self {
        let (subject, opening) = match lang {
            Lang::Es => (
                format!("Respuesta a su solicitud {number} sobre datos personales"),
                format!("Su solicitud {number} sobre sus datos personales tiene respuesta."),
            ),
            Lang::En => (
                format!("Answer to your request {number} about personal data"),
                format!("Your request {number} about your personal data has been answered."),
            ),
        };
        let rest = match (answer, lang) {
            (Answer::Behind(link), Lang::Es) => format!("Léala aquí:\n{link}"),
            (Answer::Behind(link), Lang::En) => format!("Read the answer here:\n{link}"),
            (Answer::InFull { outcome, words }, Lang::Es) => format!(
                "Resultado: {}\n\n{words}\n\nSi no está conforme, puede acudir a la Secretaría Anticorrupción y Buen Gobierno.",
                outcome_word(*outcome, lang)
            ),
            (Answer::InFull { outcome, words }, Lang::En) => format!(
                "Outcome: {}\n\n{words}\n\nIf you do not agree, you may turn to the Secretaría Anticorrupción y Buen Gobierno.",
                outcome_word(*outcome, lang)
            ),
        };
        Self {
            to: to.to_owned(),
            subject,
            body: format!("{opening}\n\n{rest}"),
        }
    }
}

/// What an institution is told of a referral.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReferralNews {
    /// A firm was referred to it.
    Sent,
    /// The day that it offered is agreed.
    Agreed,
    /// It was taken back.
    Withdrawn,
}

impl ReferralNews {
    /// The word by which occasions are told apart.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            ReferralNews::Sent => "sent",
            ReferralNews::Agreed => "agreed",
            ReferralNews::Withdrawn => "withdrawn",
        }
    }
}

/// How an answer reaches whoever asked.
#[derive(Debug, Clone)]
pub enum Answer<'a> {
    /// She reads it behind this link, signed in.
    Behind(String),
    /// She has no account: it is written into the letter.
    InFull {
        /// What was decided.
        outcome: RequestStatus,
        /// In words.
        words: &'a str,
    },
}

fn outcome_word(outcome: RequestStatus, lang: Lang) -> &'static str {
    match (outcome, lang) {
        (RequestStatus::Granted, Lang::Es) => "procede",
        (RequestStatus::Granted, Lang::En) => "granted",
        (RequestStatus::Refused, Lang::Es) => "no procede",
        (RequestStatus::Refused, Lang::En) => "refused",
        (RequestStatus::InformationAsked | RequestStatus::Open, Lang::Es) => {
            "se necesita más información"
        }
        (RequestStatus::InformationAsked | RequestStatus::Open, Lang::En) => {
            "more information is needed"
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_counts_lines_of_each_kind_and_leaves_out_what_is_not_there() {
        let url = "https://eslabon.example";
        let letter = Letter::alerts_digest("a@b.example", Lang::Es, 1, 3, url);
        assert!(letter.body.contains("- 1 requerimiento abierto cercano"));
        assert!(letter.body.contains("- 3 proveedores que se acercaron"));
        assert!(letter.body.contains("https://eslabon.example/avisos\n"));
        let letter = Letter::alerts_digest("a@b.example", Lang::En, 2, 0, url);
        assert!(letter.body.contains("- 2 open needs near your firm\n"));
        assert!(!letter.body.contains("supplier"));
    }
}
