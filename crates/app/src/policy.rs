//! Who may do what. Every use case asks here first, and nowhere else is a role looked at.
//!
//! Accounts come with the access work; until then the roles are those of the demonstration, and
//! `serve` listens on loopback only. The match below is exhaustive on purpose: an operation
//! without a rule does not compile.

use crate::error::{AppError, AppResult};
use eslabon_domain::actors::{Actor, Role};
use eslabon_domain::attributes::ConfidentialityGroup;
use eslabon_domain::ids::OrganisationId;
use eslabon_domain::needs::{Need, NeedStatus};

/// Everything that a use case can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operation {
    /// Search suppliers' public facts; open a supplier's page.
    SeeSuppliers,
    /// See the list of open needs.
    SeeNeeds,
    /// Post or change a need of one's own organisation.
    PostNeed,
    /// Compute and save a shortlist of a need that one may see.
    MakeShortlist,
    /// Open a saved shortlist.
    SeeShortlist,
    /// See institutions and services.
    SeeInstitutions,
    /// Look at what a file would bring.
    PreviewImport,
    /// Import a file.
    RunImport,
    /// See import runs and their problems.
    SeeImports,
    /// See and decide suspected duplicates.
    DecideDuplicates,
    /// Rebuild derived data, load demonstration data.
    Maintain,
}

impl Operation {
    /// Every operation, in the order of the documentation.
    pub const ALL: [Operation; 11] = [
        Operation::SeeSuppliers,
        Operation::SeeNeeds,
        Operation::PostNeed,
        Operation::MakeShortlist,
        Operation::SeeShortlist,
        Operation::SeeInstitutions,
        Operation::PreviewImport,
        Operation::RunImport,
        Operation::SeeImports,
        Operation::DecideDuplicates,
        Operation::Maintain,
    ];
}

/// Whether the role may do the operation at all.
#[must_use]
pub fn may(role: Role, operation: Operation) -> bool {
    use Role::{Administrator, CentreStaff, Engineer, Owner, Provider, Visitor};
    match (operation, role) {
        (Operation::SeeSuppliers | Operation::SeeInstitutions, _) => true,
        (Operation::SeeNeeds, Engineer | Owner | CentreStaff | Provider | Administrator) => true,
        (
            Operation::PostNeed | Operation::MakeShortlist,
            Engineer | CentreStaff | Administrator,
        ) => true,
        (Operation::SeeShortlist, Engineer | CentreStaff | Administrator) => true,
        (
            Operation::PreviewImport | Operation::RunImport | Operation::SeeImports,
            CentreStaff | Administrator,
        ) => true,
        (Operation::DecideDuplicates, CentreStaff | Administrator) => true,
        (Operation::Maintain, Administrator) => true,
        (
            Operation::SeeNeeds
            | Operation::PostNeed
            | Operation::MakeShortlist
            | Operation::SeeShortlist
            | Operation::PreviewImport
            | Operation::RunImport
            | Operation::SeeImports
            | Operation::DecideDuplicates
            | Operation::Maintain,
            Engineer | Owner | CentreStaff | Provider | Visitor,
        ) => false,
    }
}

/// Refuses what the actor's role may not do.
///
/// # Errors
/// [`AppError::Forbidden`].
pub fn require(actor: &Actor, operation: Operation) -> AppResult<()> {
    if may(actor.role, operation) {
        Ok(())
    } else {
        Err(AppError::Forbidden)
    }
}

/// Whether the actor works for the centre or the installation, and so sees every firm's needs.
fn sees_every_need(actor: &Actor) -> bool {
    matches!(actor.role, Role::CentreStaff | Role::Administrator)
}

/// The organisation to whose needs a list must be kept, if the actor does not see them all.
/// `Some(None)` means: none at all but the open ones' public face.
#[must_use]
pub fn needs_scope(actor: &Actor) -> NeedsScope {
    match actor.role {
        Role::CentreStaff | Role::Administrator => NeedsScope::All,
        Role::Engineer => actor
            .organisation
            .map_or(NeedsScope::Nothing, NeedsScope::Own),
        Role::Owner | Role::Provider => NeedsScope::Open,
        Role::Visitor => NeedsScope::Nothing,
    }
}

/// Which needs an actor may know of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NeedsScope {
    /// Every one.
    All,
    /// Those of one's own organisation: a lead firm never sees another's.
    Own(OrganisationId),
    /// The open ones.
    Open,
    /// None.
    Nothing,
}

/// Refuses a need that the actor may not know of, as though it did not exist.
///
/// # Errors
/// [`AppError::NotFound`].
pub fn require_need_visible(actor: &Actor, need: &Need) -> AppResult<()> {
    let visible = match needs_scope(actor) {
        NeedsScope::All => true,
        NeedsScope::Own(organisation) => need.organisation == organisation,
        NeedsScope::Open => need.status == NeedStatus::Open,
        NeedsScope::Nothing => false,
    };
    if visible {
        Ok(())
    } else {
        Err(AppError::NotFound)
    }
}

/// Refuses work on a need of another organisation.
///
/// # Errors
/// [`AppError::NotFound`].
pub fn require_need_own(actor: &Actor, organisation: OrganisationId) -> AppResult<()> {
    let own = actor.organisation == Some(organisation) || sees_every_need(actor);
    if own { Ok(()) } else { Err(AppError::NotFound) }
}

/// Whether a group is open to everyone who may see suppliers: what the index, lists and scores may use.
#[must_use]
pub fn is_open_group(group: ConfidentialityGroup) -> bool {
    matches!(
        group,
        ConfidentialityGroup::Public | ConfidentialityGroup::Capability
    )
}

/// Closed by default: what a firm shows to buyers is open, its figures are the firm's and the centre's.
#[must_use]
pub fn may_see_group(actor: &Actor, owner: OrganisationId, group: ConfidentialityGroup) -> bool {
    let own = actor.organisation == Some(owner);
    match group {
        ConfidentialityGroup::Public | ConfidentialityGroup::Capability => true,
        ConfidentialityGroup::Capacity | ConfidentialityGroup::Quality => {
            own || matches!(actor.role, Role::CentreStaff | Role::Administrator)
        }
        ConfidentialityGroup::Finance
        | ConfidentialityGroup::Prices
        | ConfidentialityGroup::Drawings => own || actor.role == Role::CentreStaff,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn visitors_read_public_facts_only() {
        let allowed: Vec<Operation> = Operation::ALL
            .into_iter()
            .filter(|op| may(Role::Visitor, *op))
            .collect();
        assert_eq!(
            allowed,
            [Operation::SeeSuppliers, Operation::SeeInstitutions]
        );
    }

    #[test]
    fn only_the_administrator_maintains() {
        for role in Role::ALL {
            assert_eq!(may(role, Operation::Maintain), role == Role::Administrator);
        }
    }

    #[test]
    fn an_engineer_is_kept_to_her_own_firm() {
        let own = OrganisationId::from_name("a");
        let mut actor = Actor::visitor();
        actor.role = Role::Engineer;
        actor.organisation = Some(own);
        assert_eq!(needs_scope(&actor), NeedsScope::Own(own));
        assert!(require_need_own(&actor, OrganisationId::from_name("b")).is_err());
    }
}
