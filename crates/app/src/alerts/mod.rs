//! Matching in both directions as things change, and telling the persons concerned: a changed profile is held
//! against all open needs, a new or changed need against all firms with an account ([`follow`]). Firms are
//! told of open needs near them, the buyer's people and the centre of suppliers that came near to a need; what
//! one's own act brought is shown to her by the pages, not told. Alerts are read in the application
//! ([`list_alerts`]) and counted in a summary by mail ([`write_digests`]).
//!
//! Nothing here weighs anew who may see what: a firm is told of what its opportunities show it, the others of
//! what a shortlist shows them, by the bands that each may know; and it is asked again when it is read.

mod baseline;
mod digest;
mod follow;
mod open_needs;
mod pairs;
mod read;
mod settings;
mod tell;

pub use digest::write_digests;
pub(crate) use follow::skip_to;
pub use follow::{Followed, follow};
pub(crate) use open_needs::OpenNeeds;
pub use read::{AlertLine, AlertQuery, AlertsPage, count_unread, list_alerts, mark_read};
pub use settings::{has_mail, set_mail};

use crate::policy::{self, AlertsScope, Operation, Reach};
use eslabon_domain::actors::{Actor, Role};
use eslabon_domain::alerts::Nearness;
use eslabon_engine::matching::{Band, Group};
use eslabon_storage::alerts::Scope;

/// The roles whose people make a firm one that is told of open needs.
fn roles_of_firms() -> Vec<Role> {
    let told = |role: &Role| policy::may(*role, Operation::SeeOpportunities);
    Role::ALL.into_iter().filter(told).collect()
}

/// The roles that are told of suppliers for the needs of their centre.
fn roles_of_centres() -> Vec<Role> {
    let told = |role: &Role| policy::reach(Operation::SeeShortlist, *role) == Reach::Centre;
    Role::ALL.into_iter().filter(told).collect()
}

/// What the actor may read, as storage asks for it; nothing where that is nothing.
fn scope_of(actor: &Actor) -> Option<Scope> {
    match policy::alerts_scope(actor) {
        AlertsScope::Firm(firm) => Some(Scope::Firm(firm)),
        AlertsScope::Buyer(firm) => Some(Scope::Buyer(firm)),
        AlertsScope::Centres(centres) => Some(Scope::Centres(centres)),
        AlertsScope::Nothing => None,
    }
}

fn nearness_of((possible, proven): (Band, Band)) -> Nearness {
    match Group::of(possible, proven) {
        Group::Ready => Nearness::Ready,
        Group::WithProgramme => Nearness::WithProgramme,
        Group::ToConfirm => Nearness::ToConfirm,
        Group::OutOfReach => Nearness::OutOfReach,
    }
}

fn group_of(nearness: Nearness) -> Group {
    match nearness {
        Nearness::Ready => Group::Ready,
        Nearness::WithProgramme => Group::WithProgramme,
        Nearness::ToConfirm => Group::ToConfirm,
        Nearness::OutOfReach => Group::OutOfReach,
    }
}
