//! People and what they are, inviting and removing them, and centres. Passwords, second factors and API
//! tokens have no place here: they are managed on the pages only.

use super::paging::PageInfo;
use super::suppliers::{State, state};
use crate::graphql::errors::UserError;
use crate::graphql::ids;
use async_graphql::{ID, InputObject, SimpleObject};
use eslabon_app::accounts::people::PersonLine;
use eslabon_app::accounts::sessions::Hat;
use eslabon_app::centres::CentreLine;

use super::classes::Language;

/// One of the things that you are.
#[derive(Debug, Clone, SimpleObject)]
pub struct Membership {
    /// Global id.
    pub id: ID,
    /// In which role.
    pub role: String,
    /// Global id of the organisation; absent for administrators.
    pub organisation_id: Option<ID>,
    /// The organisation's name.
    pub organisation_name: Option<String>,
}

impl From<Hat> for Membership {
    fn from(hat: Hat) -> Self {
        let organisation = hat.organisation;
        Self {
            id: ids::global(ids::MEMBERSHIP, hat.membership),
            role: hat.role.as_str().to_owned(),
            organisation_id: organisation
                .as_ref()
                .map(|one| ids::global(ids::ORGANISATION, one.id)),
            organisation_name: organisation.map(|one| one.name),
        }
    }
}

/// What someone whom you look after is to an organisation; a person with several roles is listed with each.
#[derive(Debug, Clone, SimpleObject)]
pub struct Person {
    /// Global id of this role of hers: `personRemove` takes it.
    pub membership_id: ID,
    /// Her name.
    pub name: String,
    /// The address by which she signs in; empty where she has none.
    pub email: String,
    /// In which role.
    pub role: String,
    /// Global id of the organisation; absent for administrators.
    pub organisation_id: Option<ID>,
    /// The organisation's name; empty for administrators.
    pub organisation_name: String,
    /// Since when, as an instant in UTC.
    pub since: String,
    /// A second factor is set up.
    pub has_second_factor: bool,
    /// You may end it.
    pub may_remove: bool,
}

impl From<PersonLine> for Person {
    fn from(line: PersonLine) -> Self {
        Self {
            membership_id: ids::global(ids::MEMBERSHIP, line.membership),
            name: line.name,
            email: line.email,
            role: line.role.as_str().to_owned(),
            organisation_id: line
                .organisation
                .map(|id| ids::global(ids::ORGANISATION, id)),
            organisation_name: line.organisation_name,
            since: line.since.to_string(),
            has_second_factor: line.has_second_factor,
            may_remove: line.may_end,
        }
    }
}

/// A page of people.
#[derive(Debug, Clone, SimpleObject)]
pub struct PersonConnection {
    /// The entries.
    pub edges: Vec<PersonEdge>,
    /// Whether there is more.
    pub page_info: PageInfo,
    /// How many there are on all pages.
    pub total_count: usize,
}

/// An entry of a page of people.
#[derive(Debug, Clone, SimpleObject)]
pub struct PersonEdge {
    /// Where the entry stands.
    pub cursor: String,
    /// The person.
    pub node: Person,
}

/// Whom to invite, as what.
#[derive(Debug, Clone, InputObject)]
pub struct PersonInviteInput {
    /// Where the invitation goes. Absent: you hand the link over yourself.
    pub email: Option<String>,
    /// Her name, as far as you know it.
    pub name: Option<String>,
    /// As what: a word such as `engineer`, `owner` or `centre_staff`.
    pub role: String,
    /// Global id of the organisation; your own where absent.
    pub organisation_id: Option<ID>,
    /// In which language she is written to; Spanish where absent.
    pub language: Option<Language>,
}

/// What came of an invitation.
#[derive(Debug, Clone, SimpleObject)]
pub struct PersonInvitePayload {
    /// The link, shown this once: it works once, for seven days.
    pub link: Option<String>,
    /// What you can correct.
    pub errors: Vec<UserError>,
}

/// Whose role to end.
#[derive(Debug, Clone, InputObject)]
pub struct PersonRemoveInput {
    /// Global id of the role, as `people` shows it.
    pub membership_id: ID,
}

/// What came of ending a role.
#[derive(Debug, Clone, SimpleObject)]
pub struct PersonRemovePayload {
    /// It has ended.
    pub removed: bool,
    /// What you can correct.
    pub errors: Vec<UserError>,
}

/// A Centre for Supplier Development.
#[derive(Debug, Clone, SimpleObject)]
pub struct Centre {
    /// Global id.
    pub id: ID,
    /// Its name.
    pub name: String,
    /// The states that it serves; empty: the whole country.
    pub states: Vec<State>,
    /// Since when, as an instant in UTC.
    pub since: String,
    /// You answer for it.
    pub is_kept: bool,
}

impl From<CentreLine> for Centre {
    fn from(line: CentreLine) -> Self {
        Self {
            id: ids::global(ids::CENTRE, line.id),
            name: line.name,
            states: line.states.into_iter().map(state).collect(),
            since: line.since.to_string(),
            is_kept: line.is_kept,
        }
    }
}
