//! Who acts, and in which role. What a role may do is decided by `eslabon-app`'s policy,
//! never here and never at a face.

use crate::ids::{CentreId, OrganisationId, PersonId};
use serde::{Deserialize, Serialize};

/// What a person is to the organisation for which she acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// An engineer of a lead firm: posts needs, co-selects.
    Engineer,
    /// The owner of an SME.
    Owner,
    /// Staff of a Centre for Supplier Development.
    CentreStaff,
    /// Someone of an institution that offers services.
    Provider,
    /// Looks after the installation: imports, vocabulary, rebuilding.
    Administrator,
    /// Someone who has not signed in: public facts only.
    Visitor,
}

impl Role {
    /// Every role, in the order of the documentation.
    pub const ALL: [Role; 6] = [
        Role::Engineer,
        Role::Owner,
        Role::CentreStaff,
        Role::Provider,
        Role::Administrator,
        Role::Visitor,
    ];

    /// The word that storage and addresses use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Engineer => "engineer",
            Role::Owner => "owner",
            Role::CentreStaff => "centre_staff",
            Role::Provider => "provider",
            Role::Administrator => "administrator",
            Role::Visitor => "visitor",
        }
    }

    /// The role that [`Role::as_str`] wrote.
    #[must_use]
    pub fn parse(word: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.as_str() == word)
    }
}

/// The acting person. Every use case takes one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// Who; absent for a visitor.
    pub person: Option<PersonId>,
    /// The name under which the act is recorded.
    pub name: String,
    /// In which role.
    pub role: Role,
    /// For which organisation.
    pub organisation: Option<OrganisationId>,
    /// In which centre's scope.
    pub centre: Option<CentreId>,
}

impl Actor {
    /// Someone who has not signed in.
    #[must_use]
    pub fn visitor() -> Self {
        Self {
            person: None,
            name: "visitor".into(),
            role: Role::Visitor,
            organisation: None,
            centre: None,
        }
    }

    /// The command line of the machine on which the data lie.
    #[must_use]
    pub fn command_line() -> Self {
        Self {
            person: Some(PersonId::from_name("command line")),
            name: "command line".into(),
            role: Role::Administrator,
            organisation: None,
            centre: Some(CentreId::from_name("default")),
        }
    }
}
