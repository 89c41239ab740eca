//! Upgrading programmes: how a programme stands and what leads where, its steps and gaps, who signs, who pays,
//! what time the firm has. Planning is the engine's; who may do what is decided in `app`.

mod payers;
mod time;

pub use payers::{PARTS_MAX, PAYERS_MAX, Payer, PayerFault, PayerPart, check_payers, thirds};
pub use time::{ClosedDays, FirmTime, PERIODS_MAX, PeakDays, TimeFault};

use crate::attributes::AttributeId;
use crate::ids::{NeedId, ServiceId};
use crate::vocabulary::ConceptId;
use jiff::civil::Date;
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
use words;

words!(
    /// How a programme stands.
    ProgrammeStatus {
        /// Staff work on it; nobody else sees it.
        Draft = "draft",
        /// Firm and lead firm read it and may sign.
        Proposed = "proposed",
        /// One side wants it otherwise.
        ChangesAsked = "changes_asked",
        /// All sides have signed.
        Agreed = "agreed",
        /// Under way.
        Running = "running",
        /// Every gap was found closed on a visit.
        Verified = "verified",
        /// Finished.
        Closed = "closed",
        /// Given up, with a reason.
        Stopped = "stopped",
    }
);

words!(
    /// What happens to a programme.
    ProgrammeEvent {
        /// Staff made it of a plan.
        Draft = "draft",
        /// It was planned anew.
        Change = "change",
        /// Staff lay it before the sides.
        Propose = "propose",
        /// A side wants it otherwise.
        AskChanges = "ask_changes",
        /// A side signs; others have still to.
        Sign = "sign",
        /// The last side signs.
        Agree = "agree",
        /// Work begins.
        Start = "start",
        /// The last gap was found closed.
        Verify = "verify",
        /// A gap that was closed is found open again.
        Reopen = "reopen",
        /// It is finished.
        Close = "close",
        /// It is given up.
        Stop = "stop",
    }
);

impl ProgrammeStatus {
    /// Where an event leads from here; nothing where it cannot happen. What is changed is signed anew, so that
    /// an agreed programme is a proposed one again; one that runs goes on while its change is signed.
    #[must_use]
    pub fn next(self, event: ProgrammeEvent) -> Option<Self> {
        use ProgrammeEvent as E;
        use ProgrammeStatus::{
            Agreed, ChangesAsked, Closed, Draft, Proposed, Running, Stopped, Verified,
        };
        match (self, event) {
            // Nothing stands there before it is drafted.
            (_, E::Draft) => None,
            (Draft | ChangesAsked | Proposed | Running, E::Change) => Some(self),
            (Agreed, E::Change) => Some(Proposed),
            (Draft | ChangesAsked, E::Propose) => Some(Proposed),
            (Proposed, E::AskChanges) => Some(ChangesAsked),
            (Proposed | Running, E::Sign) => Some(self),
            (Proposed, E::Agree) => Some(Agreed),
            (Running, E::Agree) => Some(Running),
            (Agreed, E::Start) => Some(Running),
            (Running, E::Verify) => Some(Verified),
            (Verified, E::Reopen) => Some(Running),
            (Verified, E::Close) => Some(Closed),
            (Closed | Stopped, E::Stop) => None,
            (_, E::Stop) => Some(Stopped),
            _ => None,
        }
    }

    /// Whether nothing follows.
    #[must_use]
    pub fn is_final(self) -> bool {
        matches!(self, ProgrammeStatus::Closed | ProgrammeStatus::Stopped)
    }
}

words!(
    /// How a step stands.
    StepState {
        /// It is to come.
        Planned = "planned",
        /// It is under way.
        Running = "running",
        /// It was given.
        Done = "done",
        /// It was given and did not help, or was broken off.
        Failed = "failed",
        /// It is not part of the plan any more.
        Cancelled = "cancelled",
    }
);

impl StepState {
    /// Whether it is part of the plan: it costs money and somebody pays.
    #[must_use]
    pub fn counts(self) -> bool {
        !matches!(self, StepState::Cancelled)
    }
}

words!(
    /// How a gap of a programme stands.
    GapState {
        /// It is to be closed.
        Open = "open",
        /// It was found closed on a visit.
        Verified = "verified",
        /// A visit found it open still.
        NotVerified = "not_verified",
    }
);

words!(
    /// Who signs a programme.
    ProgrammeSide {
        /// The firm.
        Firm = "firm",
        /// The centre.
        Centre = "centre",
        /// The lead firm for whose needs it is.
        LeadFirm = "lead_firm",
    }
);

/// A service that is to be part of the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PinnedService {
    /// Which.
    pub service: ServiceId,
    /// On which day it begins; absent: when it fits.
    pub starts_on: Option<Date>,
}

/// What can be at one level or another: an attribute, of an item where it has items.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Dimension {
    /// Which attribute.
    pub attribute: AttributeId,
    /// Of which process, machine, certificate….
    pub item: Option<ConceptId>,
}

/// A need that waits for a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct GapNeed {
    /// Which.
    pub need: NeedId,
    /// The level that it asks for, in the canonical unit.
    pub required: i64,
    /// The last day on which closing it is of use.
    pub deadline: Option<Date>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_leads_out_of_an_end_and_everything_else_can_be_stopped() {
        for status in ProgrammeStatus::ALL {
            for event in ProgrammeEvent::ALL {
                if status.is_final() {
                    assert_eq!(status.next(*event), None, "{status:?} {event:?}");
                }
            }
            let stopped = status.next(ProgrammeEvent::Stop);
            assert_eq!(stopped.is_some(), !status.is_final(), "{status:?}");
        }
    }

    #[test]
    fn the_straight_way_leads_to_the_end() {
        use ProgrammeEvent::{Agree, Close, Propose, Sign, Start, Verify};
        let way = [Propose, Sign, Sign, Agree, Start, Verify, Close];
        let end = way
            .into_iter()
            .try_fold(ProgrammeStatus::Draft, ProgrammeStatus::next);
        assert_eq!(end, Some(ProgrammeStatus::Closed));
    }

    #[test]
    fn what_is_changed_is_not_agreed() {
        for status in ProgrammeStatus::ALL {
            let changed = status.next(ProgrammeEvent::Change);
            assert_ne!(changed, Some(ProgrammeStatus::Agreed), "{status:?}");
        }
        let asked = ProgrammeStatus::Proposed.next(ProgrammeEvent::AskChanges);
        assert_eq!(asked, Some(ProgrammeStatus::ChangesAsked));
        let agreed = ProgrammeStatus::ChangesAsked.next(ProgrammeEvent::Agree);
        assert_eq!(agreed, None);
    }

    #[test]
    fn words_are_read_back() {
        for status in ProgrammeStatus::ALL {
            assert_eq!(ProgrammeStatus::parse(status.as_str()), Some(*status));
        }
        for side in ProgrammeSide::ALL {
            assert_eq!(ProgrammeSide::parse(side.as_str()), Some(*side));
        }
        assert_eq!(StepState::parse("lost"), None);
    }
}
