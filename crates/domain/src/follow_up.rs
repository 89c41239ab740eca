//! What happens once a programme runs: firms are referred to institutions, hours are logged, visits show whether gaps
//! are closed, and indicators say what changed. Who may take which step is decided in `app`.

use crate::attributes::ConfidentialityGroup;
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

words!(
    /// How a referral stands.
    ReferralStatus {
        /// The institution has not answered.
        Sent = "sent",
        /// The institution offers another first day; the centre has not said yes.
        Offered = "offered",
        /// The institution takes the firm.
        Accepted = "accepted",
        /// It does not, and said why.
        Declined = "declined",
        /// It is done, with its outcome.
        Done = "done",
        /// The centre took it back.
        Withdrawn = "withdrawn",
    }
);

words!(
    /// What moves a referral.
    ReferralEvent {
        /// The institution takes the firm on the dates that were asked.
        Accept = "accept",
        /// It offers another first day.
        Offer = "offer",
        /// It does not take the firm, or cannot go on.
        Decline = "decline",
        /// The centre agrees to the day that was offered.
        Agree = "agree",
        /// The institution says what came of it.
        Report = "report",
        /// The centre takes it back.
        Withdraw = "withdraw",
    }
);

impl ReferralStatus {
    /// Where an event leads from here; nothing where it has no place here.
    #[must_use]
    pub fn next(self, event: ReferralEvent) -> Option<ReferralStatus> {
        use ReferralEvent as E;
        use ReferralStatus as S;
        match (self, event) {
            (S::Sent | S::Offered, E::Accept) | (S::Offered, E::Agree) => Some(S::Accepted),
            // A day that was agreed may have to be moved, too.
            (S::Sent | S::Offered | S::Accepted, E::Offer) => Some(S::Offered),
            (S::Sent | S::Offered | S::Accepted, E::Decline) => Some(S::Declined),
            (S::Sent | S::Offered | S::Accepted, E::Withdraw) => Some(S::Withdrawn),
            (S::Accepted, E::Report) => Some(S::Done),
            (S::Sent | S::Accepted, E::Agree)
            | (S::Accepted, E::Accept)
            | (S::Sent | S::Offered, E::Report)
            | (S::Declined | S::Done | S::Withdrawn, _) => None,
        }
    }

    /// Nothing follows: another referral takes its place, or none.
    #[must_use]
    pub fn is_over(self) -> bool {
        matches!(
            self,
            ReferralStatus::Declined | ReferralStatus::Done | ReferralStatus::Withdrawn
        )
    }
}

impl ReferralEvent {
    /// Whether it is the institution's word; the others are the centre's.
    #[must_use]
    pub fn is_of_institution(self) -> bool {
        match self {
            ReferralEvent::Accept
            | ReferralEvent::Offer
            | ReferralEvent::Decline
            | ReferralEvent::Report => true,
            ReferralEvent::Agree | ReferralEvent::Withdraw => false,
        }
    }
}

words!(
    /// What a verification visit found of a gap.
    Finding {
        /// The gap is closed.
        Verified = "verified",
        /// It is not.
        NotVerified = "not_verified",
    }
);

words!(
    /// Whether what changed has gone beyond the line on which it was tried.
    Spread {
        /// It has.
        Yes = "yes",
        /// It has not.
        No = "no",
        /// Nobody looked, or it could not be seen.
        NotSeen = "not_seen",
    }
);

words!(
    /// What is measured before and after a programme.
    IndicatorKind {
        /// Defective pieces per million delivered.
        Ppm = "ppm",
        /// Order lines delivered on time.
        Otd = "otd",
        /// Overall equipment effectiveness.
        Oee = "oee",
        /// Yearly sales.
        Sales = "sales",
        /// People employed.
        Employment = "employment",
        /// Something that the programme's own people agreed on.
        Own = "own",
    }
);

impl IndicatorKind {
    /// The attribute of the spine in which it is measured; none of an own one.
    #[must_use]
    pub fn attribute(self) -> Option<&'static str> {
        match self {
            IndicatorKind::Ppm => Some("site.defect_ppm"),
            IndicatorKind::Otd => Some("site.on_time_delivery"),
            IndicatorKind::Oee => Some("site.oee"),
            IndicatorKind::Sales => Some("organisation.annual_sales"),
            IndicatorKind::Employment => Some("site.staff"),
            IndicatorKind::Own => None,
        }
    }

    /// Who sees its figures. What an own one holds is not known beforehand: it is closed as finance is.
    #[must_use]
    pub fn group(self) -> ConfidentialityGroup {
        match self {
            IndicatorKind::Ppm | IndicatorKind::Otd | IndicatorKind::Oee => {
                ConfidentialityGroup::Quality
            }
            IndicatorKind::Sales | IndicatorKind::Own => ConfidentialityGroup::Finance,
            IndicatorKind::Employment => ConfidentialityGroup::Public,
        }
    }
}

words!(
    /// When an indicator is measured.
    Moment {
        /// When the programme begins.
        Start = "start",
        /// When it ends.
        End = "end",
        /// A year after its end.
        Year1 = "year_1",
        /// Two years after.
        Year2 = "year_2",
        /// Three years after.
        Year3 = "year_3",
    }
);

impl Moment {
    /// The day from which it can be measured, of a programme with this first and last day.
    #[must_use]
    pub fn due_on(self, starts_on: Date, ends_on: Date) -> Date {
        let years = match self {
            Moment::Start => return starts_on,
            Moment::End => return ends_on,
            Moment::Year1 => 1,
            Moment::Year2 => 2,
            Moment::Year3 => 3,
        };
        // The end of the calendar is far enough.
        ends_on
            .checked_add(jiff::Span::new().years(years))
            .unwrap_or(Date::MAX)
    }
}

/// The longest words of a referral, an outcome, a finding or a reason, in characters.
pub const WORDS_MAX: usize = 1_000;
/// The longest name, folio or unit, in characters.
pub const NAME_MAX: usize = 120;
/// The most people of one firm at one service.
pub const ATTENDED_MAX: i64 = 10_000;
/// The most minutes of one entry of the log: a week of a team.
pub const MINUTES_MAX: i64 = 60_000;
/// The most entries of the log of one programme.
pub const ENTRIES_MAX: usize = 2_000;
/// The most indicators of one programme.
pub const INDICATORS_MAX: usize = 12;

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn an_ended_referral_goes_nowhere() {
        for status in ReferralStatus::ALL.iter().filter(|one| one.is_over()) {
            for event in ReferralEvent::ALL {
                assert_eq!(status.next(*event), None, "{status:?} {event:?}");
            }
        }
    }

    #[test]
    fn an_outcome_is_reported_of_what_was_taken_only() {
        for status in ReferralStatus::ALL {
            let is_possible = status.next(ReferralEvent::Report).is_some();
            assert_eq!(
                is_possible,
                *status == ReferralStatus::Accepted,
                "{status:?}"
            );
            let may_agree = status.next(ReferralEvent::Agree).is_some();
            assert_eq!(may_agree, *status == ReferralStatus::Offered, "{status:?}");
        }
    }

    #[test]
    fn every_referral_that_is_not_over_can_be_declined_and_taken_back() {
        for status in ReferralStatus::ALL.iter().filter(|one| !one.is_over()) {
            for event in [ReferralEvent::Decline, ReferralEvent::Withdraw] {
                assert!(status.next(event).is_some_and(ReferralStatus::is_over));
            }
        }
    }

    #[test]
    fn indicators_are_measured_in_attributes_that_exist_and_are_as_closed() {
        let spine = crate::attributes::Attributes::bundled().unwrap();
        for kind in IndicatorKind::ALL {
            match kind.attribute() {
                None => assert_eq!(*kind, IndicatorKind::Own),
                Some(id) => assert_eq!(spine.find(id).unwrap().group, kind.group(), "{kind:?}"),
            }
        }
    }

    #[test]
    fn moments_come_one_after_another() {
        let (from, to) = (date(2026, 2, 28), date(2028, 2, 29));
        let days: Vec<Date> = Moment::ALL.iter().map(|one| one.due_on(from, to)).collect();
        assert!(days.is_sorted(), "{days:?}");
        assert_eq!(days.last(), Some(&date(2031, 2, 28)));
        assert_eq!(Moment::Year3.due_on(from, Date::MAX), Date::MAX);
    }

    #[test]
    fn words_are_read_back() {
        for status in ReferralStatus::ALL {
            assert_eq!(ReferralStatus::parse(status.as_str()), Some(*status));
        }
        for moment in Moment::ALL {
            assert_eq!(Moment::parse(moment.as_str()), Some(*moment));
        }
        assert_eq!(Spread::parse("maybe"), None);
    }
}
