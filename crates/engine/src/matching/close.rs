//! Which services of the catalogue close a gap, and what a programme takes at least.

use super::answer::{ClosingService, Estimate, Reason};
use super::block::NO_STATE;
use super::judge::Compiled;
use eslabon_domain::facts::{Fact, FactValue};
use eslabon_domain::money::Money;
use eslabon_domain::needs::Requirement;
use eslabon_domain::places::StateCode;
use eslabon_domain::services::{Effect, Service};

/// The services that bring a criterion to the level asked for.
pub(super) struct Closers<'a> {
    services: Vec<(&'a Service, Option<i64>)>,
}

impl<'a> Closers<'a> {
    /// The services that reach the level, whatever they start from, with the level they start from.
    pub fn of(compiled: &Compiled<'_>, catalogue: &'a [Service]) -> Self {
        let mut services: Vec<(&Service, Option<i64>)> = Vec::new();
        if !compiled.is_place() {
            for service in catalogue {
                if let Some(effect) = service
                    .effects
                    .iter()
                    .find(|effect| reaches(compiled, effect))
                {
                    services.push((service, effect.from));
                }
            }
        }
        services.sort_by_key(|(service, _)| {
            (
                price(service).currency.code(),
                price(service).minor,
                service.duration_days,
                service.id,
            )
        });
        Self { services }
    }

    /// Those that serve a state; and, for a gap of known level, those that start from that level.
    pub fn serving<'s>(
        &'s self,
        compiled: &'s Compiled<'_>,
        state: Option<StateCode>,
        level: Option<i64>,
    ) -> impl Iterator<Item = &'a Service> + 's {
        self.services
            .iter()
            .filter(move |(service, _)| {
                service.region.is_empty() || state.is_some_and(|s| service.region.contains(&s))
            })
            .filter(move |(_, from)| match (from, level) {
                (Some(from), Some(level)) => starts_from(compiled, *from, level),
                _ => true,
            })
            .map(|(service, _)| *service)
    }
}

/// What of [`Closers::serving`] decides bands, by state: whether there is any service, and from which
/// level on the least demanding one takes a firm.
pub(super) struct Reach {
    from: Vec<Option<i64>>,
    /// Services start from a level or below it, not above.
    pub at_most: bool,
}

impl Reach {
    /// Of the services for a criterion.
    pub fn new(compiled: &Compiled<'_>, closers: &Closers<'_>) -> Self {
        let at_most = matches!(*compiled.requirement, Requirement::AtMost { .. });
        let anywhere = if at_most { i64::MAX } else { i64::MIN };
        let mut from: Vec<Option<i64>> = vec![None; 256];
        for (service, level) in &closers.services {
            let level = level.unwrap_or(anywhere);
            for (state, known) in from.iter_mut().enumerate() {
                let serves = |code: &StateCode| usize::from(code.0) == state && code.0 != NO_STATE;
                if !service.region.is_empty() && !service.region.iter().any(serves) {
                    continue;
                }
                let best = known.unwrap_or(level);
                *known = Some(if at_most {
                    best.max(level)
                } else {
                    best.min(level)
                });
            }
        }
        Self { from, at_most }
    }

    /// The level from which on a service of the state starts, if there is one.
    pub fn from(&self, state: u8) -> Option<i64> {
        self.from.get(usize::from(state)).copied().flatten()
    }
}

/// What of [`Closers::serving`] decides bands, kept without the services: where each serves, and from which
/// level it starts.
pub(super) struct Starts(Vec<(Vec<StateCode>, Option<i64>)>);

impl Starts {
    /// Of the services for a criterion; those that serve alike count once.
    pub fn of(closers: &Closers<'_>) -> Self {
        let services = closers.services.iter();
        let mut starts: Vec<_> = services
            .map(|(service, from)| (service.region.clone(), *from))
            .collect();
        starts.sort_unstable();
        starts.dedup();
        Self(starts)
    }

    /// Whether any serves the state and starts from the level.
    pub fn any(
        &self,
        compiled: &Compiled<'_>,
        state: Option<StateCode>,
        level: Option<i64>,
    ) -> bool {
        self.0.iter().any(|(region, from)| {
            let serves = region.is_empty() || state.is_some_and(|s| region.contains(&s));
            serves
                && match (from, level) {
                    (Some(from), Some(level)) => starts_from(compiled, *from, level),
                    _ => true,
                }
        })
    }
}

/// Whether an effect brings the criterion's attribute and item to the level asked for.
fn reaches(compiled: &Compiled<'_>, effect: &Effect) -> bool {
    let criterion = compiled.criterion;
    if effect.attribute != criterion.attribute {
        return false;
    }
    let item_fits = match (&effect.item, compiled.wanted.is_empty()) {
        (_, true) => true,
        (Some(item), false) => compiled.wanted.contains(item.as_str()),
        (None, false) => !matches!(*compiled.requirement, Requirement::AnyOf { .. }),
    };
    item_fits
        && match *compiled.requirement {
            Requirement::AnyOf { .. } => effect.to >= 1,
            Requirement::AtLeast { amount } => effect.to >= amount,
            Requirement::AtMost { amount } => effect.to <= amount,
            Requirement::InStates { .. } | Requirement::Within { .. } => false,
        }
}

/// Whether a firm at this level is good enough to start.
fn starts_from(compiled: &Compiled<'_>, from: i64, level: i64) -> bool {
    match *compiled.requirement {
        Requirement::AtMost { .. } => level <= from,
        _ => level >= from,
    }
}

/// The level of a gap, where the fact behind it has one.
pub(super) fn level_of(reason: &Reason, facts: &[&Fact]) -> Option<i64> {
    let fact = facts.first().filter(|_| *reason == Reason::AmountFails)?;
    match fact.value {
        FactValue::Amount { low, .. } => Some(low),
        _ => None,
    }
}

/// What a service costs a firm: all its seats, where every seat costs.
fn price(service: &Service) -> Money {
    service.price_for_a_firm().unwrap_or(service.price)
}

/// A service as the answer names it.
pub(super) fn closing(service: &Service) -> ClosingService {
    ClosingService {
        service: service.id,
        name: service.name.clone(),
        price: price(service),
        duration_days: service.duration_days,
    }
}

/// The lower bound over several gaps: one service may close them all, so costs do not add up, the
/// largest of the cheapest does; days likewise, the longest of the quickest.
pub(super) fn estimate(gaps: &[Vec<&Service>]) -> Option<Estimate> {
    let mut from_cost: Option<Money> = None;
    let mut one_currency = true;
    let mut from_days = 0;
    for closers in gaps {
        let currency = price(closers.first()?).currency;
        one_currency &= closers
            .iter()
            .all(|service| price(service).currency == currency);
        one_currency &= from_cost.is_none_or(|cost| cost.currency == currency);
        let cheapest = closers.iter().map(|service| price(service).minor).min()?;
        from_days = from_days.max(closers.iter().map(|service| service.duration_days).min()?);
        if from_cost.is_none_or(|cost| cost.minor < cheapest) {
            from_cost = Some(Money {
                minor: cheapest,
                currency,
            });
        }
    }
    Some(Estimate {
        from_cost: from_cost.filter(|_| one_currency),
        from_days,
    })
}
