//! What people may ask about their personal data, and how such a request stands (in Mexico: access,
//! rectification, cancellation, opposition).

use serde::{Deserialize, Serialize};

/// What stands in place of the name of someone who was erased.
pub const ERASED_NAME: &str = "persona borrada";
/// Working days within which a request is answered.
pub const DAYS_TO_ANSWER: u16 = 20;
/// Working days after the answer within which what was granted takes effect.
pub const DAYS_TO_EFFECT: u16 = 15;

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestKind {
    /// To see what is kept.
    Access,
    /// To have it put right.
    Correction,
    /// To have it removed.
    Cancellation,
    /// That it is not used for some purpose.
    Opposition,
}

impl RequestKind {
    /// Every kind, in the order of the law.
    pub const ALL: [RequestKind; 4] = [
        RequestKind::Access,
        RequestKind::Correction,
        RequestKind::Cancellation,
        RequestKind::Opposition,
    ];

    /// The word that storage and addresses use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            RequestKind::Access => "access",
            RequestKind::Correction => "correction",
            RequestKind::Cancellation => "cancellation",
            RequestKind::Opposition => "opposition",
        }
    }

    /// The kind that [`RequestKind::as_str`] wrote.
    #[must_use]
    pub fn parse(word: &str) -> Option<RequestKind> {
        RequestKind::ALL.into_iter().find(|k| k.as_str() == word)
    }
}

/// How a request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestStatus {
    /// It waits for an answer.
    Open,
    /// It waits for what the person was asked.
    InformationAsked,
    /// It was granted.
    Granted,
    /// It was refused, with a reason.
    Refused,
}

impl RequestStatus {
    /// Every status.
    pub const ALL: [RequestStatus; 4] = [
        RequestStatus::Open,
        RequestStatus::InformationAsked,
        RequestStatus::Granted,
        RequestStatus::Refused,
    ];

    /// Those that an answer can give.
    pub const ANSWERS: [RequestStatus; 3] = [
        RequestStatus::Granted,
        RequestStatus::Refused,
        RequestStatus::InformationAsked,
    ];

    /// Whether something is still to be done.
    #[must_use]
    pub fn is_pending(self) -> bool {
        matches!(self, RequestStatus::Open | RequestStatus::InformationAsked)
    }

    /// The word that storage and addresses use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            RequestStatus::Open => "open",
            RequestStatus::InformationAsked => "information_asked",
            RequestStatus::Granted => "granted",
            RequestStatus::Refused => "refused",
        }
    }

    /// The status that [`RequestStatus::as_str`] wrote.
    #[must_use]
    pub fn parse(word: &str) -> Option<RequestStatus> {
        RequestStatus::ALL.into_iter().find(|s| s.as_str() == word)
    }
}
