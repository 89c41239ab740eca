//! A supplier on its way to being chosen for a need: the stages, what the firm itself answers, and what is
//! proposed as a gap where it was not chosen. Who may take which step is decided in `app`.

use serde::{Deserialize, Serialize};

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$about:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$about])* $variant,)+ }

        impl $name {
            /// Every one, in order.
            pub const ALL: &'static [$name] = &[$($name::$variant,)+];

            /// The word in the database, in forms and in addresses.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $word,)+ }
            }

            /// The one that this word stands for.
            #[must_use]
            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.as_str() == word)
            }
        }
    };
}

words!(
    /// How far a supplier has come with a need.
    Stage {
        /// Worth a closer look.
        LongList = "long_list",
        /// Proposed to the buyer by name: the firm has said that it is interested.
        ShortList = "short_list",
        /// To be visited, or visited.
        Visit = "visit",
        /// Its processes were assessed.
        Assessed = "assessed",
        /// Chosen by the buyer and the centre together.
        Selected = "selected",
        /// Not chosen, with a reason.
        Rejected = "rejected",
    }
);

impl Stage {
    /// Nothing follows, unless someone opens the case again.
    #[must_use]
    pub fn is_final(self) -> bool {
        matches!(self, Stage::Selected | Stage::Rejected)
    }

    /// Whether a firm gets this far only once it has said that it is interested: nobody is proposed to a
    /// buyer without wanting it.
    #[must_use]
    pub fn asks_interest(self) -> bool {
        matches!(
            self,
            Stage::ShortList | Stage::Visit | Stage::Assessed | Stage::Selected
        )
    }

    /// Whether a supplier may simply be moved from here to there, forward or back. Choosing takes two
    /// signatures and rejecting a reason: neither is a move. From an end the way leads to the beginning.
    #[must_use]
    pub fn may_move_to(self, to: Stage) -> bool {
        match (self, to) {
            (_, Stage::Selected | Stage::Rejected) => false,
            (Stage::Selected | Stage::Rejected, to) => to == Stage::LongList,
            (from, to) => from != to,
        }
    }

    /// Whether it may be chosen from here.
    #[must_use]
    pub fn may_be_selected(self) -> bool {
        matches!(self, Stage::ShortList | Stage::Visit | Stage::Assessed)
    }
}

words!(
    /// What a firm says to a need.
    Interest {
        /// Yes.
        Interested = "interested",
        /// Perhaps later.
        NotNow = "not_now",
        /// No room for it.
        NoCapacity = "no_capacity",
    }
);

words!(
    /// What happened to a candidate.
    Step {
        /// Put on the list.
        Added = "added",
        /// Moved to another stage.
        Moved = "moved",
        /// One side signed that it be chosen.
        Signed = "signed",
        /// Chosen: both sides have signed.
        Selected = "selected",
        /// Not chosen.
        Rejected = "rejected",
        /// Someone remarked something.
        Comment = "comment",
        /// Someone spoke with the firm.
        Call = "call",
        /// Someone was there.
        Visited = "visited",
        /// It was agreed who does what by when.
        Planned = "planned",
    }
);

impl Step {
    /// Whether a person may write it by itself; the others come with a decision.
    #[must_use]
    pub fn is_note(self) -> bool {
        matches!(self, Step::Comment | Step::Call | Step::Visited)
    }
}

words!(
    /// How a gap that came of a rejection stands.
    GapStatus {
        /// The buyer's reason says so; nobody has looked.
        Proposed = "proposed",
        /// Staff of the centre found it so.
        Confirmed = "confirmed",
        /// Staff found it not so.
        Dropped = "dropped",
    }
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choosing_and_rejecting_are_no_moves() {
        for from in Stage::ALL {
            assert!(!from.may_move_to(Stage::Selected), "{from:?}");
            assert!(!from.may_move_to(Stage::Rejected), "{from:?}");
            assert!(!from.may_move_to(*from), "{from:?}");
        }
    }

    #[test]
    fn from_an_end_the_way_leads_to_the_beginning_only() {
        for from in [Stage::Selected, Stage::Rejected] {
            let onward: Vec<_> = Stage::ALL
                .iter()
                .filter(|to| from.may_move_to(**to))
                .collect();
            assert_eq!(onward, [&Stage::LongList]);
        }
    }

    #[test]
    fn words_are_read_back() {
        for stage in Stage::ALL {
            assert_eq!(Stage::parse(stage.as_str()), Some(*stage));
        }
        assert_eq!(Stage::parse("chosen"), None);
    }
}
