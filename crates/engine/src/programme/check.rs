//! Whether a problem can be planned at all: every fault that a person can mend, all at once.

use super::problem::{
    Dimension, Direction, FIRM_MINUTES_MAX, Fault, Form, HORIZON_DAYS_MAX, Level, Offer,
    PRICE_MAX_MINOR, Problem, Raises,
};
use eslabon_domain::ids::ServiceId;
use std::collections::{BTreeMap, BTreeSet};

impl Problem {
    /// What is wrong with it; empty where it can be planned.
    #[must_use]
    pub fn check(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        self.check_days(&mut faults);
        self.check_gaps(&mut faults);
        self.check_offers(&mut faults);
        self.check_directions(&mut faults);
        self.check_money(&mut faults);
        self.check_decided(&mut faults);
        if self.nodes_max == 0 {
            faults.push(Fault::NoNodes);
        }
        faults
    }

    fn check_days(&self, faults: &mut Vec<Fault>) {
        let days = days_between(self);
        if !(0..=HORIZON_DAYS_MAX).contains(&days) {
            faults.push(Fault::Horizon);
        }
        if self.calendar.minutes_per_week <= 0 {
            faults.push(Fault::NoTime);
        }
        let peaks = self.calendar.peaks.iter();
        let mut spans = peaks
            .map(|peak| (peak.days, peak.minutes_per_week))
            .chain(self.calendar.closed.iter().map(|days| (*days, 0)));
        if spans.any(|(days, minutes)| days.to < days.from || minutes < 0) {
            faults.push(Fault::BadCalendar);
        }
    }

    fn check_gaps(&self, faults: &mut Vec<Fault>) {
        if self.gaps.is_empty() {
            faults.push(Fault::NoGap);
        }
        let mut seen = BTreeSet::new();
        for gap in &self.gaps {
            if !seen.insert(&gap.dimension) {
                faults.push(Fault::GapTwice(gap.dimension.clone()));
            }
            for deadline in gap.needs.iter().filter_map(|waiting| waiting.deadline) {
                let fault = Fault::DeadlinePast(deadline);
                if deadline < self.starts_on && !faults.contains(&fault) {
                    faults.push(fault);
                }
            }
        }
    }

    fn check_offers(&self, faults: &mut Vec<Fault>) {
        let mut seen = BTreeSet::new();
        for offer in &self.offers {
            if !seen.insert(offer.service) {
                faults.push(Fault::OfferTwice(offer.service));
            }
            faults.extend(faults_of(offer));
        }
    }

    /// A dimension is better upwards or downwards, not both.
    fn check_directions(&self, faults: &mut Vec<Fault>) {
        let mut known: BTreeMap<&Dimension, Direction> = BTreeMap::new();
        let mut odd = BTreeSet::new();
        for gap in &self.gaps {
            known.insert(&gap.dimension, gap.direction);
        }
        for offer in &self.offers {
            let raised = offer.raises.iter().map(|r| (&r.dimension, r.direction));
            let asked = offer.prerequisites.iter();
            let asked = asked.map(|level| (&level.dimension, level.direction));
            for (dimension, direction) in raised.chain(asked) {
                if *known.entry(dimension).or_insert(direction) != direction {
                    odd.insert(dimension);
                }
            }
        }
        faults.extend(odd.into_iter().map(|d| Fault::TwoDirections(d.clone())));
    }

    fn check_money(&self, faults: &mut Vec<Fault>) {
        if self.budget.is_some_and(|budget| budget.minor < 0) {
            faults.push(Fault::Budget);
        }
        let prices = self.offers.iter().map(|offer| offer.price);
        let mut currencies = prices.chain(self.budget).map(|money| money.currency);
        if let Some(first) = currencies.next()
            && let Some(other) = currencies.find(|currency| *currency != first)
        {
            faults.push(Fault::Currencies(first, other));
        }
    }

    fn check_decided(&self, faults: &mut Vec<Fault>) {
        let pinned = self.pinned.iter().map(|pin| pin.service);
        let running = self.running.iter().map(|running| running.service);
        let forced: BTreeSet<ServiceId> = pinned.chain(running).collect();
        let offered: BTreeSet<ServiceId> = self.offers.iter().map(|o| o.service).collect();
        let forbidden: BTreeSet<ServiceId> = self.forbidden.iter().copied().collect();
        // What is forbidden need not be on offer any more.
        faults.extend(forced.difference(&offered).map(|s| Fault::NotOffered(*s)));
        let both = forced.intersection(&forbidden);
        faults.extend(both.map(|service| Fault::PinnedAndForbidden(*service)));
        for running in &self.running {
            if running.started_on > self.starts_on || running.ends_on < self.starts_on {
                faults.push(Fault::NotRunning(running.service));
            }
        }
    }
}

impl Offer {
    /// What is wrong with it by itself; empty where plans can be made with it.
    #[must_use]
    pub fn check(&self) -> Vec<Fault> {
        faults_of(self)
    }
}

/// Days from the start to the horizon.
pub(super) fn days_between(problem: &Problem) -> i32 {
    let span = problem.horizon_on.since(problem.starts_on);
    span.map_or(-1, |span| span.get_days())
}

fn faults_of(offer: &Offer) -> Vec<Fault> {
    let mut faults = Vec::new();
    let service = offer.service;
    if offer.raises.is_empty() {
        faults.push(Fault::NoEffect(service));
    }
    if offer.raises.iter().any(falls) {
        faults.push(Fault::LevelFalls(service));
    }
    // A prerequisite below what it reaches is where it starts from; one at that level or above is its own.
    let needs_itself = |level: &Level| {
        let is_own = |r: &Raises| r.dimension == level.dimension && !is_below(level, r.to);
        offer.raises.iter().any(is_own)
    };
    if offer.prerequisites.iter().any(needs_itself) {
        faults.push(Fault::NeedsItself(service));
    }
    let is_bad = offer.lead_days < 0
        || !(0..=FIRM_MINUTES_MAX).contains(&offer.firm_minutes_per_week)
        || !(0..=PRICE_MAX_MINOR).contains(&offer.price.minor)
        || match &offer.form {
            Form::Course { cohorts } => cohorts.iter().any(|cohort| cohort.seats_left < 0),
            Form::Consulting {
                days,
                days_per_week,
                weeks,
            } => *days <= 0 || *days_per_week <= 0 || weeks.iter().any(|week| week.days < 0),
            Form::Span { calendar_days } => *calendar_days <= 0,
        };
    if is_bad {
        faults.push(Fault::BadNumber(service));
    }
    if let Form::Course { cohorts } = &offer.form
        && cohorts
            .iter()
            .any(|cohort| cohort.ends_on < cohort.starts_on)
    {
        faults.push(Fault::EndsBeforeStart(service));
    }
    faults
}

/// Whether an effect leads to no better level than it starts from.
fn falls(raises: &Raises) -> bool {
    raises.from.is_some_and(|from| match raises.direction {
        Direction::Raise => raises.to <= from,
        Direction::Lower => raises.to >= from,
    })
}

/// Whether a level that is asked for is less than one that is reached.
fn is_below(asked: &Level, reached: i64) -> bool {
    match asked.direction {
        Direction::Raise => asked.level < reached,
        Direction::Lower => asked.level > reached,
    }
}
