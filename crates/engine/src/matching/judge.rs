//! What one criterion says of one site: met, not met by so much, or not known.

use super::answer::{Evidence, GapAction, Reason, UnknownAction, Verdict};
use super::months::Months;
use super::sensitivity::Steps;
use super::table::{Numbers, Row};
use crate::assessment::calendar_capacity::Ramp;
use eslabon_domain::attributes::{
    Attributes, ConfidentialityGroup, Direction, MATERIAL_WORKED, MATERIALS_COMPLETE,
    PROCESS_OFFERED, PROCESSES_COMPLETE, SITE_POSITION, SITE_STATE, STANDARD_HELD,
    STANDARDS_COMPLETE,
};
use eslabon_domain::facts::{Fact, FactValue};
use eslabon_domain::ladders::coarse_requirement;
use eslabon_domain::needs::{Criterion, Requirement, Strength};
use eslabon_domain::places::{Position, StateCode};
use eslabon_domain::vocabulary::Vocabulary;
use jiff::civil::Date;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};

/// How far a municipality's centre may lie from a plant in it, in metres: within this of the edge
/// of a radius nothing can be told.
pub(super) const CENTROID_TOLERANCE_M: i64 = 25_000;

/// A criterion, ready to be asked of every site.
pub(super) struct Compiled<'a> {
    pub criterion: &'a Criterion,
    /// What is asked: the criterion's own requirement, or its coarse step where the group is closed.
    pub requirement: Cow<'a, Requirement>,
    /// The closed group that it asks of.
    pub closed: Option<ConfidentialityGroup>,
    /// Not so where a closed group is asked something that has no coarse step.
    pub is_comparable: bool,
    /// Items that satisfy `AnyOf`, narrower ones included; or the items that an amount may hang on.
    pub wanted: HashSet<&'a str>,
    pub vocabulary: &'a Vocabulary,
    /// Months for which a fact without its own last day holds; 0: for ever.
    pub validity_months: u16,
    /// The attribute by which a site says that its list is complete.
    pub complete: Option<&'static str>,
    /// Easier amounts or radii, of an open must only.
    pub steps: Steps,
    /// The months that it asks for, where it asks for the pieces of a month.
    pub months: Option<Months>,
}

/// A verdict with its reason; the facts that it rests on are looked up again for those shown.
pub(super) struct Judgement<'r> {
    pub verdict: Verdict,
    pub reason: Reason,
    pub facts: Vec<&'r Fact>,
}

impl<'r> Judgement<'r> {
    fn new(verdict: Verdict, reason: Reason, facts: Vec<&'r Fact>) -> Self {
        Self {
            verdict,
            reason,
            facts,
        }
    }

    /// What is said of a closed group whose owner does not let this buyer compare it.
    pub fn kept_closed() -> Self {
        Self::ask(Reason::KeptClosed, Vec::new())
    }

    /// An amount satisfies, whichever it is.
    pub fn amount_meets() -> Self {
        Self::new(Verdict::Meets, Reason::AmountMeets, Vec::new())
    }

    /// An amount does not, all the way.
    pub fn amount_fails(fact: &'r Fact) -> Self {
        let verdict = gap(1_000, GapAction::Close);
        Self::new(verdict, Reason::AmountFails, vec![fact])
    }

    /// Nothing decides.
    pub fn nothing_known() -> Self {
        Self::ask(Reason::NothingKnown, Vec::new())
    }

    fn ask(reason: Reason, facts: Vec<&'r Fact>) -> Self {
        Self::new(
            Verdict::Unknown {
                action: UnknownAction::Ask,
            },
            reason,
            facts,
        )
    }

    fn verify(fact: &'r Fact, since: Date) -> Self {
        let reason = Reason::Expired {
            item: fact.item.clone(),
            since,
        };
        Self::new(
            Verdict::Unknown {
                action: UnknownAction::Verify,
            },
            reason,
            vec![fact],
        )
    }
}

/// How far a certificate that ran out is from one that holds, in thousandths.
pub(super) const RENEWAL_MILLI: u16 = 100;

fn gap(distance_milli: i128, action: GapAction) -> Verdict {
    Verdict::Gap {
        distance_milli: u16::try_from(distance_milli.clamp(1, 1_000)).unwrap_or(1_000),
        action,
    }
}

impl<'a> Compiled<'a> {
    pub fn new(
        criterion: &'a Criterion,
        vocabulary: &'a Vocabulary,
        attributes: &Attributes,
        ramp: Option<&Ramp>,
        on: Date,
    ) -> Self {
        let roots: Vec<&'a str> = match &criterion.requirement {
            Requirement::AnyOf { concepts } => concepts.iter().map(String::as_str).collect(),
            _ => criterion.item.iter().map(String::as_str).collect(),
        };
        let mut wanted: HashSet<&'a str> = roots.iter().copied().collect();
        for root in roots {
            wanted.extend(
                vocabulary
                    .subtree(root)
                    .into_iter()
                    .map(|concept| concept.id.as_str()),
            );
        }
        let complete = match criterion.attribute.as_str() {
            PROCESS_OFFERED => Some(PROCESSES_COMPLETE),
            MATERIAL_WORKED => Some(MATERIALS_COMPLETE),
            STANDARD_HELD => Some(STANDARDS_COMPLETE),
            _ => None,
        };
        let attribute = attributes.find(&criterion.attribute);
        let validity_months = attribute.map_or(0, |attribute| attribute.validity_months);
        let closed = attribute
            .map(|attribute| attribute.group)
            .filter(|group| !group.is_open());
        let coarse = attribute
            .filter(|_| closed.is_some())
            .and_then(|attribute| coarse_requirement(attribute, &criterion.requirement));
        let is_comparable = closed.is_none() || coarse.is_some();
        let months = attribute.and_then(|attribute| Months::of(criterion, attribute, ramp, on));
        let peak = months.as_ref().and_then(Months::peak);
        let coarse = peak
            .map(|amount| Requirement::AtLeast { amount })
            .or(coarse);
        let requirement = coarse.map_or(Cow::Borrowed(&criterion.requirement), Cow::Owned);
        let steps = if closed.is_some() || criterion.strength == Strength::Wish {
            Steps::default()
        } else {
            let unit = attribute.map_or("", |attribute| attribute.unit.as_str());
            let direction = attribute.map_or(Direction::None, |attribute| attribute.direction);
            Steps::of(&criterion.requirement, unit, direction)
        };
        Self {
            criterion,
            requirement,
            closed,
            is_comparable,
            wanted,
            vocabulary,
            validity_months,
            complete,
            steps,
            months,
        }
    }

    /// Whether an amount on an item counts.
    pub fn counts(&self, item: Option<&str>) -> bool {
        self.wanted.is_empty() || item.is_some_and(|item| self.wanted.contains(item))
    }

    /// By item, as the table numbers them: whether what is said of it counts. The first place is for
    /// what is said of no item.
    pub fn wanted_items(&self, numbers: &Numbers) -> Vec<bool> {
        let is_any =
            self.wanted.is_empty() && !matches!(*self.requirement, Requirement::AnyOf { .. });
        let mut wanted = vec![is_any; numbers.items.len() + 1];
        for item in &self.wanted {
            let place = numbers.items.find(item).map(|number| number as usize + 1);
            if let Some(wanted) = place.and_then(|place| wanted.get_mut(place)) {
                *wanted = true;
            }
        }
        wanted
    }

    /// The last day on which a fact holds.
    pub fn valid_until(&self, fact: &Fact) -> Option<Date> {
        fact.holds_until(self.validity_months)
    }

    /// The day since which a fact no longer holds.
    fn expired(&self, fact: &Fact, on: Date) -> Option<Date> {
        self.valid_until(fact).filter(|last| *last < on)
    }

    /// What the row says. Of a closed group that is the whole truth about its coarse steps: whether it
    /// may be used, and what of it may be told, is the caller's to keep.
    pub fn judge<'r>(&self, row: &'r Row, on: Date) -> Judgement<'r> {
        match self.requirement.as_ref() {
            Requirement::AnyOf { concepts } => self.any_of(concepts, row, on),
            Requirement::AtLeast { amount } => self.amount(*amount, true, row, on),
            Requirement::AtMost { amount } => self.amount(*amount, false, row, on),
            Requirement::InStates { states } => in_states(states, row),
            Requirement::Within {
                centre, radius_m, ..
            } => within(*centre, *radius_m, row),
        }
    }

    /// The same, where a site's months may be compared, too: they come before what it declares.
    pub fn judge_months<'r>(&self, row: &'r Row, on: Date) -> Judgement<'r> {
        let months = self.months.as_ref();
        let judged = months.and_then(|months| months.judge(self, row, on));
        judged.unwrap_or_else(|| self.judge(row, on))
    }

    /// Of several current facts on one item: valid before expired, then the strongest origin, the
    /// latest observed, the smallest id.
    pub fn best_by_item<'r>(&self, row: &'r Row, on: Date) -> Vec<&'r Fact> {
        let mut best: BTreeMap<Option<&str>, &'r Fact> = BTreeMap::new();
        let rank = |fact: &Fact| {
            (
                self.expired(fact, on).is_none(),
                fact.origin,
                fact.observed,
                std::cmp::Reverse(fact.id),
            )
        };
        let facts = match self.closed {
            Some(_) => row.closed_on(&self.criterion.attribute),
            None => row.facts_on(&self.criterion.attribute),
        };
        for fact in facts {
            let held = best.entry(fact.item.as_deref()).or_insert(fact);
            if rank(fact) > rank(held) {
                *held = fact;
            }
        }
        best.into_values().collect()
    }

    fn any_of<'r>(&self, concepts: &[String], row: &'r Row, on: Date) -> Judgement<'r> {
        let facts = self.best_by_item(row, on);
        let is_wanted = |fact: &&&Fact| {
            fact.item
                .as_deref()
                .is_some_and(|item| self.wanted.contains(item))
        };
        let mut expired = None;
        for fact in facts.iter().filter(is_wanted).filter(|fact| is_yes(fact)) {
            match self.expired(fact, on) {
                None => {
                    let item = fact.item.clone().unwrap_or_default();
                    return Judgement::new(Verdict::Meets, Reason::Has { item }, vec![fact]);
                }
                Some(since) => expired = expired.or(Some((*fact, since))),
            }
        }
        if let Some((fact, since)) = expired {
            if self.criterion.attribute != STANDARD_HELD {
                return Judgement::verify(fact, since);
            }
            let reason = Reason::Expired {
                item: fact.item.clone(),
                since,
            };
            return Judgement::new(
                gap(i128::from(RENEWAL_MILLI), GapAction::Renew),
                reason,
                vec![fact],
            );
        }
        let valid: Vec<&Fact> = facts
            .iter()
            .copied()
            .filter(|fact| self.expired(fact, on).is_none())
            .collect();
        let held: Vec<&Fact> = valid.iter().copied().filter(|fact| is_yes(fact)).collect();
        let refused = |concept: &String| {
            let no = valid.iter().copied().find(|fact| {
                is_no(fact)
                    && fact
                        .item
                        .as_deref()
                        .is_some_and(|item| self.vocabulary.is_within(concept, item))
            });
            no.ok_or(())
        };
        if let Ok(refusals) = concepts
            .iter()
            .map(refused)
            .collect::<Result<Vec<&Fact>, ()>>()
            && !refusals.is_empty()
        {
            return Judgement::new(self.distance(concepts, &held).0, Reason::SaidNo, refusals);
        }
        if let Some(complete) = self.complete_list(row, on) {
            let (verdict, nearest) = self.distance(concepts, &held);
            let nearest_fact = held.iter().copied().find(|fact| fact.item == nearest);
            let evidence = std::iter::once(complete).chain(nearest_fact).collect();
            return Judgement::new(verdict, Reason::NotListed { nearest }, evidence);
        }
        let wider = held.iter().copied().find(|fact| {
            let item = fact.item.as_deref().unwrap_or_default();
            concepts
                .iter()
                .any(|concept| self.vocabulary.is_within(concept, item))
        });
        match wider {
            Some(fact) => Judgement::ask(
                Reason::OnlyWider {
                    item: fact.item.clone().unwrap_or_default(),
                },
                vec![fact],
            ),
            None => Judgement::ask(Reason::NothingKnown, Vec::new()),
        }
    }

    /// The valid fact by which the site says that its list is complete.
    fn complete_list<'r>(&self, row: &'r Row, on: Date) -> Option<&'r Fact> {
        let attribute = self.complete?;
        row.facts_on(attribute)
            .iter()
            .find(|fact| is_yes(fact) && fact.valid_until.is_none_or(|last| last >= on))
    }

    /// How far the nearest held item is from what is asked, by Wu-Palmer similarity.
    fn distance(&self, concepts: &[String], held: &[&Fact]) -> (Verdict, Option<String>) {
        let mut nearest: Option<(u32, String)> = None;
        for item in held.iter().filter_map(|fact| fact.item.as_deref()) {
            for concept in concepts {
                let similarity = self.vocabulary.similarity_milli(item, concept);
                if nearest
                    .as_ref()
                    .is_none_or(|(best, known)| (similarity, item) > (*best, known.as_str()))
                {
                    nearest = Some((similarity, item.to_owned()));
                }
            }
        }
        let similarity = nearest.as_ref().map_or(0, |(similarity, _)| *similarity);
        (
            gap(1_000 - i128::from(similarity), GapAction::Close),
            nearest.map(|(_, item)| item),
        )
    }

    fn amount<'r>(&self, threshold: i64, at_least: bool, row: &'r Row, on: Date) -> Judgement<'r> {
        let facts = self.best_by_item(row, on);
        let (mut straddles, mut fails, mut expired) = (None, None::<(i128, &Fact)>, None);
        for fact in facts {
            let on_item = self.counts(fact.item.as_deref());
            let FactValue::Amount { low, high } = fact.value else {
                continue;
            };
            if !on_item {
                continue;
            }
            if let Some(since) = self.expired(fact, on) {
                expired = expired.or(Some((fact, since)));
                continue;
            }
            let (meets, misses) = if at_least {
                (low >= threshold, high < threshold)
            } else {
                (high <= threshold, low > threshold)
            };
            if meets {
                return Judgement::new(Verdict::Meets, Reason::AmountMeets, vec![fact]);
            }
            if !misses {
                straddles = straddles.or(Some(fact));
                continue;
            }
            let near = if at_least { high } else { low };
            let scale = i128::from(threshold).abs().max(1);
            // Rounded up: a miss is never nothing.
            let distance =
                ((i128::from(near) - i128::from(threshold)).abs() * 1_000 + scale - 1) / scale;
            if fails.is_none_or(|(least, _)| distance < least) {
                fails = Some((distance, fact));
            }
        }
        if let Some(fact) = straddles {
            return Judgement::ask(Reason::RangeStraddles, vec![fact]);
        }
        if let Some((distance, fact)) = fails {
            return Judgement::new(
                gap(distance, GapAction::Close),
                Reason::AmountFails,
                vec![fact],
            );
        }
        match expired {
            Some((fact, since)) => Judgement::verify(fact, since),
            None => Judgement::ask(Reason::NothingKnown, Vec::new()),
        }
    }

    /// A fact as evidence.
    pub fn evidence(&self, fact: &Fact, on: Date) -> Evidence {
        Evidence {
            fact: Some(fact.id),
            item: fact.item.clone(),
            value: fact.value.clone(),
            origin: fact.origin,
            source: fact.source.clone(),
            observed: fact.observed,
            valid_until: self.valid_until(fact),
            age_days: fact.observed.until(on).map_or(0, |span| span.get_days()),
        }
    }

    /// Whether the criterion asks for a place, which no service moves.
    pub fn is_place(&self) -> bool {
        [SITE_STATE, SITE_POSITION].contains(&self.criterion.attribute.as_str())
    }
}

fn is_yes(fact: &Fact) -> bool {
    matches!(fact.value, FactValue::Flag { yes: true })
        || matches!(fact.value, FactValue::Amount { low, .. } if low >= 1)
}

fn is_no(fact: &Fact) -> bool {
    matches!(fact.value, FactValue::Flag { yes: false })
        || matches!(fact.value, FactValue::Amount { high, .. } if high < 1)
}

fn in_states<'r>(states: &[StateCode], row: &'r Row) -> Judgement<'r> {
    match row.state {
        None => Judgement::ask(Reason::PlaceUnknown, Vec::new()),
        Some(state) if states.contains(&state) => {
            Judgement::new(Verdict::Meets, Reason::InState, Vec::new())
        }
        Some(_) => Judgement::new(gap(1_000, GapAction::Move), Reason::OtherState, Vec::new()),
    }
}

fn within<'r>(centre: Position, radius_m: i64, row: &'r Row) -> Judgement<'r> {
    match row.position {
        None => Judgement::ask(Reason::PlaceUnknown, Vec::new()),
        Some(position) => {
            let approximate = row.position_is_approximate;
            let (verdict, reason) = distance(centre, radius_m, position, approximate);
            Judgement::new(verdict, reason, Vec::new())
        }
    }
}

/// What a position says of a circle.
pub(super) fn distance(
    centre: Position,
    radius_m: i64,
    position: Position,
    is_approximate: bool,
) -> (Verdict, Reason) {
    let distance_m = metres_between(centre, position);
    let verdict = at_distance(distance_m, radius_m, is_approximate);
    let reason = match verdict {
        Verdict::Meets => Reason::Near { distance_m },
        Verdict::Unknown { .. } | Verdict::Closed => Reason::NearEdge { distance_m },
        Verdict::Gap { .. } => Reason::Far { distance_m },
    };
    (verdict, reason)
}

/// Great-circle metres, whole.
#[expect(
    clippy::cast_possible_truncation,
    reason = "at most half the Earth's girth"
)]
pub(super) fn metres_between(centre: Position, position: Position) -> i64 {
    position.distance_m(centre).round() as i64
}

/// What so many whole metres say of a radius.
fn at_distance(distance_m: i64, radius_m: i64, is_approximate: bool) -> Verdict {
    let tolerance = if is_approximate {
        CENTROID_TOLERANCE_M
    } else {
        0
    };
    if distance_m + tolerance <= radius_m {
        return Verdict::Meets;
    }
    if distance_m - tolerance <= radius_m {
        return Verdict::Unknown {
            action: UnknownAction::Ask,
        };
    }
    let (beyond, scale) = (distance_m.saturating_sub(radius_m), radius_m.max(1));
    let milli = beyond.saturating_mul(1_000) / scale;
    gap(i128::from(milli), GapAction::Move)
}
