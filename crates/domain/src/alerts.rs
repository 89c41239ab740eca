//! What people are told without asking: to firms the open needs near them, to buyers and their centre the
//! suppliers that came near. What one's own act brought is shown to her, not told. Who is told is decided in
//! `app`.

use serde::{Deserialize, Serialize};

/// What someone is told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlertKind {
    /// To a firm: an open need to which it comes near.
    Opportunity,
    /// To the buyer's people and the centre: a supplier that came near to a need.
    Supplier,
}

impl AlertKind {
    /// Every kind.
    pub const ALL: [AlertKind; 2] = [AlertKind::Opportunity, AlertKind::Supplier];

    /// The word in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            AlertKind::Opportunity => "opportunity",
            AlertKind::Supplier => "supplier",
        }
    }

    /// The kind that [`AlertKind::as_str`] wrote.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// Whether it is worth telling that a pair stands so now, having stood otherwise before: it came nearer,
    /// and near enough. A firm is told of what it can reach at all; a buyer of whoever may be ready today.
    #[must_use]
    pub fn is_news(self, before: Nearness, now: Nearness) -> bool {
        let near_enough = match self {
            AlertKind::Opportunity => Nearness::WithProgramme,
            AlertKind::Supplier => Nearness::ToConfirm,
        };
        now > before && now >= near_enough
    }
}

/// How near a supplier comes to a need, farthest first. Whoever may be ready today counts as nearer than who
/// needs a programme for certain.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Nearness {
    /// Not at all; also where nothing was noted yet.
    #[default]
    OutOfReach,
    /// After a programme.
    WithProgramme,
    /// The missing facts decide.
    ToConfirm,
    /// Ready now.
    Ready,
}

impl Nearness {
    /// Every one, farthest first.
    pub const ALL: [Nearness; 4] = [
        Nearness::OutOfReach,
        Nearness::WithProgramme,
        Nearness::ToConfirm,
        Nearness::Ready,
    ];

    /// The word in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Nearness::OutOfReach => "out_of_reach",
            Nearness::WithProgramme => "with_programme",
            Nearness::ToConfirm => "to_confirm",
            Nearness::Ready => "ready",
        }
    }

    /// The one that [`Nearness::as_str`] wrote.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_nearness() -> impl Strategy<Value = Nearness> {
        (0..Nearness::ALL.len()).prop_map(|at| Nearness::ALL[at])
    }

    proptest! {
        #[test]
        fn only_what_came_nearer_is_news(before in any_nearness(), now in any_nearness()) {
            for kind in AlertKind::ALL {
                if kind.is_news(before, now) {
                    prop_assert!(now > before);
                    prop_assert!(!kind.is_news(now, before));
                }
                // Told once: the same again is none.
                prop_assert!(!kind.is_news(now, now));
                prop_assert!(!kind.is_news(before, Nearness::OutOfReach));
            }
        }

        #[test]
        fn what_is_news_stays_so_for_whoever_was_farther(
            before in any_nearness(), farther in any_nearness(), now in any_nearness(),
        ) {
            prop_assume!(farther <= before);
            for kind in AlertKind::ALL {
                prop_assert!(!kind.is_news(before, now) || kind.is_news(farther, now));
            }
        }
    }

    #[test]
    fn words_are_read_back() {
        for kind in AlertKind::ALL {
            assert_eq!(AlertKind::parse(kind.as_str()), Some(kind));
        }
        for one in Nearness::ALL {
            assert_eq!(Nearness::parse(one.as_str()), Some(one));
        }
        assert!(Nearness::ALL.is_sorted());
        assert_eq!(Nearness::parse("near"), None);
    }

    #[test]
    fn a_buyer_is_not_told_of_who_needs_a_programme() {
        let (far, programme) = (Nearness::OutOfReach, Nearness::WithProgramme);
        assert!(AlertKind::Opportunity.is_news(far, programme));
        assert!(!AlertKind::Supplier.is_news(far, programme));
        assert!(AlertKind::Supplier.is_news(programme, Nearness::ToConfirm));
    }
}
