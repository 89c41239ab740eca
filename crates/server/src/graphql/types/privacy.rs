//! The privacy notice and requests about one's personal data.

use crate::graphql::errors::UserError;
use async_graphql::{Enum, InputObject, SimpleObject};
use eslabon_app::privacy::notice::Notice;
use eslabon_app::records;
use eslabon_domain::privacy::{RequestKind, RequestStatus};

/// The privacy notice in force, in the reader's language.
#[derive(Debug, SimpleObject)]
pub struct PrivacyNotice {
    /// The date from which it holds.
    pub version: String,
    /// Its heading.
    pub title: String,
    /// What changed since the version before.
    pub changes: String,
    /// Its text.
    pub text: String,
    /// The operator still has to complete parts of it.
    pub is_template: bool,
}

impl From<&Notice> for PrivacyNotice {
    fn from(notice: &Notice) -> Self {
        Self {
            version: notice.version.clone(),
            title: notice.title.clone(),
            changes: notice.changes.clone(),
            text: notice.plain(),
            is_template: notice.is_template,
        }
    }
}

/// What is asked about personal data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "RequestKind")]
pub enum PrivacyRequestKind {
    /// To see what is kept.
    Access,
    /// To have it put right.
    Correction,
    /// To have it removed.
    Cancellation,
    /// That it is not used for some purpose.
    Opposition,
}

/// How a request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "RequestStatus")]
pub enum PrivacyRequestStatus {
    /// It waits for an answer.
    Open,
    /// It waits for what you were asked.
    InformationAsked,
    /// It was granted.
    Granted,
    /// It was refused, with a reason.
    Refused,
}

/// A request about your personal data.
#[derive(Debug, SimpleObject)]
pub struct PrivacyRequest {
    /// Its number.
    pub number: i64,
    /// What was asked.
    pub kind: PrivacyRequestKind,
    /// How it stands.
    pub status: PrivacyRequestStatus,
    /// When it arrived, UTC.
    pub filed_at: String,
    /// The last day for an answer, `YYYY-MM-DD`.
    pub due_on: String,
}

impl From<records::PrivacyRequest> for PrivacyRequest {
    fn from(request: records::PrivacyRequest) -> Self {
        Self {
            number: request.number,
            kind: request.kind.into(),
            status: request.status.into(),
            filed_at: request.filed_at.to_string(),
            due_on: request.due_on.to_string(),
        }
    }
}

/// What `requestFile` takes.
#[derive(Debug, Clone, InputObject)]
pub struct RequestFileInput {
    /// What you ask for.
    pub kind: PrivacyRequestKind,
    /// In your words, up to 4,000 characters.
    pub words: String,
    /// Your name, where you have no account.
    pub name: Option<String>,
    /// Where you are answered, where you have no account.
    pub email: Option<String>,
}

/// What `requestFile` answers.
#[derive(Debug, SimpleObject)]
pub struct RequestFilePayload {
    /// The request with its number.
    pub request: Option<PrivacyRequest>,
    /// What to correct.
    pub errors: Vec<UserError>,
}
