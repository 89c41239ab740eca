//! Personal data: the notice and who accepted it, what people ask about their data, taking their data
//! along, and being erased. Must not decide what a firm shows: that is consent's.

pub mod erase;
pub mod export;
pub mod notice;
pub mod requests;

pub use notice::{accept, current_version, find_notice, owes_acceptance};

use eslabon_domain::actors::{Actor, Role};
use eslabon_domain::ids::PersonId;

/// The account of the actor. Someone who still owes a second factor acts as a visitor, and gets at
/// nothing by the account that she has not proved to be hers.
fn account_of(actor: &Actor) -> Option<PersonId> {
    actor.person.filter(|_| actor.role != Role::Visitor)
}
