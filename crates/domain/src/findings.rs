//! What is said of a cause at a plant: by the firm itself, and by whoever looked. The two are kept apart; what
//! they come to together is read off them and stored nowhere.

use serde::{Deserialize, Serialize};

/// Who says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingSide {
    /// People of the firm.
    Owner,
    /// Staff of the centre in whose region it lies.
    Consultant,
}

impl FindingSide {
    /// Both, in the order of the page.
    pub const ALL: [FindingSide; 2] = [FindingSide::Owner, FindingSide::Consultant];

    /// The word in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            FindingSide::Owner => "owner",
            FindingSide::Consultant => "consultant",
        }
    }

    /// The side that [`FindingSide::as_str`] wrote.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|side| side.as_str() == word)
    }
}

/// Whether a cause is found at a plant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// It is there.
    Yes,
    /// It is not.
    No,
    /// Whoever looked cannot tell.
    Unsure,
}

impl Finding {
    /// Every finding, in the order of the form.
    pub const ALL: [Finding; 3] = [Finding::Yes, Finding::No, Finding::Unsure];

    /// The word in the database and in forms.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Finding::Yes => "yes",
            Finding::No => "no",
            Finding::Unsure => "unsure",
        }
    }

    /// The finding that [`Finding::as_str`] wrote.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == word)
    }
}

/// What both views come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CauseStanding {
    /// Nobody has said yes or no.
    Open,
    /// The firm says that it is there, and nobody else has said yes or no.
    Supposed,
    /// The firm says that it is not, and nobody else has said yes or no.
    Doubted,
    /// Whoever looked found it, and the firm does not deny it.
    Confirmed,
    /// Whoever looked did not find it, and the firm does not say that it is there.
    RuledOut,
    /// One says yes and the other no.
    Disputed,
}

impl CauseStanding {
    /// What two views come to; a view that is absent, or not sure, decides nothing.
    #[must_use]
    pub fn of(owner: Option<Finding>, consultant: Option<Finding>) -> Self {
        use Finding::{No, Yes};
        match (owner, consultant) {
            (Some(Yes), Some(No)) | (Some(No), Some(Yes)) => CauseStanding::Disputed,
            (_, Some(Yes)) => CauseStanding::Confirmed,
            (_, Some(No)) => CauseStanding::RuledOut,
            (Some(Yes), _) => CauseStanding::Supposed,
            (Some(No), _) => CauseStanding::Doubted,
            _ => CauseStanding::Open,
        }
    }

    /// A stable word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            CauseStanding::Open => "open",
            CauseStanding::Supposed => "supposed",
            CauseStanding::Doubted => "doubted",
            CauseStanding::Confirmed => "confirmed",
            CauseStanding::RuledOut => "ruled_out",
            CauseStanding::Disputed => "disputed",
        }
    }

    /// Whether it is said to be there and not denied: then it is worth looking at the services that treat it.
    #[must_use]
    pub fn asks_for_help(self) -> bool {
        matches!(self, CauseStanding::Supposed | CauseStanding::Confirmed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn views() -> impl Iterator<Item = Option<Finding>> {
        Finding::ALL.into_iter().map(Some).chain([None])
    }

    #[test]
    fn words_come_back() {
        for one in Finding::ALL {
            assert_eq!(Finding::parse(one.as_str()), Some(one));
        }
        for side in FindingSide::ALL {
            assert_eq!(FindingSide::parse(side.as_str()), Some(side));
        }
        assert_eq!(Finding::parse("maybe"), None);
        assert_eq!(FindingSide::parse("buyer"), None);
    }

    #[test]
    fn not_being_sure_says_as_little_as_saying_nothing() {
        for view in views() {
            let unsure = Some(Finding::Unsure);
            assert_eq!(
                CauseStanding::of(view, unsure),
                CauseStanding::of(view, None)
            );
            assert_eq!(
                CauseStanding::of(unsure, view),
                CauseStanding::of(None, view)
            );
        }
    }

    #[test]
    fn nothing_is_confirmed_or_ruled_out_without_whoever_looked() {
        for owner in views() {
            let alone = CauseStanding::of(owner, None);
            assert!(!matches!(
                alone,
                CauseStanding::Confirmed | CauseStanding::RuledOut | CauseStanding::Disputed
            ));
        }
    }

    #[test]
    fn help_is_asked_for_where_somebody_says_yes_and_nobody_no() {
        for owner in views() {
            for consultant in views() {
                let both = [owner, consultant];
                let expected =
                    both.contains(&Some(Finding::Yes)) && !both.contains(&Some(Finding::No));
                let standing = CauseStanding::of(owner, consultant);
                assert_eq!(
                    standing.asks_for_help(),
                    expected,
                    "{owner:?} {consultant:?}"
                );
            }
        }
    }
}
