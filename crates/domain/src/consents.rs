//! What an owner opens to others: a group of facts, a need's drawings, the buyer's name. Each for a
//! purpose and until a day; taken back at any time. Whether one holds for a reader is decided by the
//! policy of `eslabon-app`, never here.

use crate::attributes::ConfidentialityGroup;
use crate::ids::{ConsentId, NeedId, OrganisationId};
use jiff::Timestamp;
use jiff::civil::Date;

/// What is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Subject {
    /// A closed group of the owner's facts.
    Facts(ConfidentialityGroup),
    /// The drawings of one of the owner's needs.
    Drawings(NeedId),
    /// Whose need it is.
    BuyerName(NeedId),
}

impl Subject {
    /// The word that storage and addresses use; the need is written beside it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Subject::Facts(group) => group.as_str(),
            Subject::Drawings(_) => "need_drawings",
            Subject::BuyerName(_) => "need_buyer",
        }
    }

    /// The need that it is about.
    #[must_use]
    pub fn need(self) -> Option<NeedId> {
        match self {
            Subject::Facts(_) => None,
            Subject::Drawings(need) | Subject::BuyerName(need) => Some(need),
        }
    }

    /// The subject of [`Subject::as_str`] and [`Subject::need`].
    #[must_use]
    pub fn parse(word: &str, need: Option<NeedId>) -> Option<Self> {
        match (word, need) {
            ("need_drawings", Some(need)) => Some(Subject::Drawings(need)),
            ("need_buyer", Some(need)) => Some(Subject::BuyerName(need)),
            (_, None) => ConfidentialityGroup::parse_closed(word).map(Subject::Facts),
            _ => None,
        }
    }
}

/// For what it is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Purpose {
    /// To be read, and compared as well.
    Show,
    /// To be compared on coarse steps without being shown.
    Match,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Purpose; 2] = [Purpose::Show, Purpose::Match];

    /// The word that storage and addresses use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Purpose::Show => "show",
            Purpose::Match => "match",
        }
    }

    /// The purpose that [`Purpose::as_str`] wrote.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == word)
    }
}

/// Something that an owner opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// Its id.
    pub id: ConsentId,
    /// Whose it is.
    pub owner: OrganisationId,
    /// What is opened.
    pub subject: Subject,
    /// To whom; absent: to every lead firm that works with a centre.
    pub audience: Option<OrganisationId>,
    /// For what.
    pub purpose: Purpose,
    /// Who opened it.
    pub opened_by: String,
    /// When.
    pub opened_at: Timestamp,
    /// The last day on which it holds.
    pub until: Date,
    /// Why, in the owner's words.
    pub note: String,
    /// By whom and when it was taken back.
    pub revoked: Option<Revocation>,
}

/// That something was taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revocation {
    /// By whom.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

impl Consent {
    /// Whether it holds on a day.
    #[must_use]
    pub fn is_in_force(&self, on: Date) -> bool {
        self.revoked.is_none() && self.until >= on
    }
}

/// The three ways to say at once who may see what, before the detailed matrix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Preset {
    /// Nobody but the owner and the centre: as it is before anything is opened.
    OnlyMyCentre,
    /// Buyers whom the owner names see her figures of capacity and quality.
    BuyersIAccept,
    /// No buyer sees a figure; all may have them compared.
    MatchingWithoutShowing,
}

impl Preset {
    /// Every preset, in the order of the page.
    pub const ALL: [Preset; 3] = [
        Preset::OnlyMyCentre,
        Preset::BuyersIAccept,
        Preset::MatchingWithoutShowing,
    ];

    /// The word that addresses use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Preset::OnlyMyCentre => "only_my_centre",
            Preset::BuyersIAccept => "buyers_i_accept",
            Preset::MatchingWithoutShowing => "matching_without_showing",
        }
    }

    /// The preset that [`Preset::as_str`] wrote.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == word)
    }

    /// What it opens, to each of its audience, and for what.
    #[must_use]
    pub fn opens(self) -> (&'static [ConfidentialityGroup], Purpose) {
        use ConfidentialityGroup::{Capacity, Finance, Prices, Quality};
        match self {
            Preset::OnlyMyCentre => (&[], Purpose::Show),
            // Prices, finance and drawings are opened one by one, knowingly.
            Preset::BuyersIAccept => (&[Capacity, Quality], Purpose::Show),
            // Drawings are words: they cannot be compared on steps.
            Preset::MatchingWithoutShowing => {
                (&[Capacity, Quality, Prices, Finance], Purpose::Match)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subjects_are_read_back_as_they_were_written() {
        let need = NeedId::from_name("a");
        let mut all = vec![Subject::Drawings(need), Subject::BuyerName(need)];
        all.extend(ConfidentialityGroup::CLOSED.map(Subject::Facts));
        for subject in all {
            assert_eq!(
                Subject::parse(subject.as_str(), subject.need()),
                Some(subject)
            );
        }
        assert_eq!(Subject::parse("public", None), None);
        assert_eq!(Subject::parse("quality", Some(need)), None);
        assert_eq!(Subject::parse("need_buyer", None), None);
    }
}
