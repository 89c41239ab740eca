//! What the steps are gone for: to post a need, or to change one that is stored.

use super::post::{PATH, posts_for_own_firm};
use crate::pages::visit::Visit;
use eslabon_domain::needs::Need;

/// What the steps are gone for.
pub enum Errand<'a> {
    /// A new need.
    Post,
    /// A stored one.
    Change {
        /// As it is stored now.
        need: &'a Need,
        /// The version on which the person began, as the form carries it.
        version: &'a str,
    },
}

impl Errand<'_> {
    /// Where the steps are posted.
    #[must_use]
    pub fn action(&self) -> String {
        match self {
            Errand::Post => PATH.to_owned(),
            Errand::Change { need, .. } => format!("/requerimientos/{}/cambiar", need.id),
        }
    }

    /// The need that is changed.
    #[must_use]
    pub fn stored(&self) -> Option<&Need> {
        match self {
            Errand::Post => None,
            Errand::Change { need, .. } => Some(need),
        }
    }

    /// The version that the form carries.
    #[must_use]
    pub fn version(&self) -> Option<&str> {
        match self {
            Errand::Post => None,
            Errand::Change { version, .. } => Some(version),
        }
    }

    /// Whether it is asked for which lead firm: only of a new need, and only who posts for others.
    #[must_use]
    pub fn asks_firm(&self, visit: &Visit) -> bool {
        self.stored().is_none() && !posts_for_own_firm(visit)
    }
}
