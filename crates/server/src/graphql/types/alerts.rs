//! What one was told without asking, marking it as read, and whether a summary comes by mail.

use super::needs::Need;
use super::paging::PageInfo;
use super::shortlists::Group;
use super::suppliers::Supplier;
use crate::graphql::errors::UserError;
use crate::graphql::ids;
use async_graphql::{Enum, ID, InputObject, SimpleObject};
use eslabon_app::alerts::AlertLine;
use eslabon_domain::alerts::AlertKind as DomainKind;

/// Of what an alert tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "DomainKind")]
pub enum AlertKind {
    /// An open need to which your firm comes near.
    Opportunity,
    /// A supplier that came near to a need of yours, or of your centre's pipeline.
    Supplier,
}

/// Something that you were told.
#[derive(Debug, Clone, SimpleObject)]
pub struct Alert {
    /// Global id: `alertsMarkRead` takes it.
    pub id: ID,
    /// Of what it tells.
    pub kind: AlertKind,
    /// The need as it is now; its lead firm is null where the buyer keeps her name back.
    pub need: Need,
    /// The supplier.
    pub supplier: Supplier,
    /// How near it came when you were told; today it may stand elsewhere.
    pub group: Group,
    /// When you were told, as an instant in UTC.
    pub told_at: String,
    /// You have read it.
    pub read: bool,
}

impl From<AlertLine> for Alert {
    fn from(line: AlertLine) -> Self {
        Self {
            id: ids::global(ids::ALERT, line.number),
            kind: line.kind.into(),
            need: line.need.into(),
            supplier: line.site.into(),
            group: line.group.into(),
            told_at: line.told_at.to_string(),
            read: line.read,
        }
    }
}

/// A page of alerts.
#[derive(Debug, Clone, SimpleObject)]
pub struct AlertConnection {
    /// The entries.
    pub edges: Vec<AlertEdge>,
    /// Whether there is more.
    pub page_info: PageInfo,
    /// How many you have not read, on all pages.
    pub unread_count: i32,
    /// You have a summary by mail.
    pub by_mail: bool,
}

/// An entry of a page of alerts.
#[derive(Debug, Clone, SimpleObject)]
pub struct AlertEdge {
    /// Where the entry stands.
    pub cursor: String,
    /// The alert.
    pub node: Alert,
}

/// What `alertsMarkRead` takes.
#[derive(Debug, Clone, InputObject)]
pub struct AlertsMarkReadInput {
    /// Global id of the newest alert to mark; all of them where absent.
    pub up_to: Option<ID>,
}

/// What `alertsMarkRead` answers.
#[derive(Debug, SimpleObject)]
pub struct AlertsMarkReadPayload {
    /// How many were not read yet.
    pub marked: Option<i32>,
    /// What to correct.
    pub errors: Vec<UserError>,
}

/// What `alertSettingsSet` takes.
#[derive(Debug, Clone, InputObject)]
pub struct AlertSettingsSetInput {
    /// You are to have a summary by mail, one a day at most.
    pub by_mail: bool,
}

/// What `alertSettingsSet` answers.
#[derive(Debug, SimpleObject)]
pub struct AlertSettingsSetPayload {
    /// You have a summary by mail.
    pub by_mail: Option<bool>,
    /// What to correct.
    pub errors: Vec<UserError>,
}
