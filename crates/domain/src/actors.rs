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
    /// Answers for a lead firm's purchases: posts needs, looks after its people.
    PurchasingManager,
    /// The owner of an SME: keeps its profile, decides who sees what.
    Owner,
    /// Someone who helps an SME's owner to keep the profile.
    Editor,
    /// Someone of an institution that offers services.
    Provider,
    /// Staff of a Centre for Supplier Development.
    CentreStaff,
    /// Answers for a centre: its people, its agreements, what it publishes.
    CentreManager,
    /// Builds and coaches a network of SMEs.
    Broker,
    /// Coordinates a programme of several centres or projects.
    Coordinator,
    /// Pays for a programme: aggregates only.
    Funder,
    /// Looks after the installation: people, imports, vocabulary.
    Administrator,
    /// Whoever works at the command line of the machine on which the data lie. Never signs in.
    Operator,
    /// Someone who has not signed in: public facts only.
    Visitor,
}

impl Role {
    /// Every role, in the order of the documentation.
    pub const ALL: [Role; 13] = [
        Role::Engineer,
        Role::PurchasingManager,
        Role::Owner,
        Role::Editor,
        Role::Provider,
        Role::CentreStaff,
        Role::CentreManager,
        Role::Broker,
        Role::Coordinator,
        Role::Funder,
        Role::Administrator,
        Role::Operator,
        Role::Visitor,
    ];

    /// Whether a person can be given the role: the operator is the machine's own, a visitor nobody.
    #[must_use]
    pub fn is_assignable(self) -> bool {
        !matches!(self, Role::Operator | Role::Visitor)
    }

    /// The word that storage and addresses use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Engineer => "engineer",
            Role::PurchasingManager => "purchasing_manager",
            Role::Owner => "owner",
            Role::Editor => "editor",
            Role::Provider => "provider",
            Role::CentreStaff => "centre_staff",
            Role::CentreManager => "centre_manager",
            Role::Broker => "broker",
            Role::Coordinator => "coordinator",
            Role::Funder => "funder",
            Role::Administrator => "administrator",
            Role::Operator => "operator",
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
    /// Other centres that share their pipeline with hers, by an agreement in force.
    #[serde(default)]
    pub shared_centres: Vec<CentreId>,
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
            shared_centres: Vec::new(),
        }
    }

    /// The command line of the machine on which the data lie.
    #[must_use]
    pub fn command_line() -> Self {
        Self {
            person: Some(PersonId::from_name("command line")),
            name: "command line".into(),
            role: Role::Operator,
            organisation: None,
            centre: Some(CentreId::from_name("default")),
            shared_centres: Vec::new(),
        }
    }
}
