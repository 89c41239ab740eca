//! Sites as registers and their owners describe them: one in ten has a profile of its own.

use super::{Dice, ON, World};
use eslabon_domain::facts::{Fact, FactValue, Origin};
use eslabon_domain::ids::{FactId, OrganisationId, SiteId};
use eslabon_domain::places::{Places, Position};
use eslabon_engine::matching::{ClosedFact, SiteProfile};
use jiff::civil::date;
use jiff::{Timestamp, ToSpan};
use uuid::Uuid;

/// Staff as the registers publish it.
const BANDS: [(i64, i64); 7] = [
    (0, 5),
    (6, 10),
    (11, 30),
    (31, 50),
    (51, 100),
    (101, 250),
    (251, 100_000),
];

/// Writes the facts of one site.
struct Facts<'d> {
    dice: &'d mut Dice,
    site: SiteId,
    facts: Vec<Fact>,
}

impl Facts<'_> {
    fn say(&mut self, attribute: &str, item: Option<&str>, value: FactValue) -> &mut Fact {
        let age = self.dice.between(10, 900) as i32;
        self.facts.push(Fact {
            id: FactId(self.dice.id()),
            site: self.site,
            item: item.map(str::to_owned),
            attribute: attribute.into(),
            value,
            entered: None,
            origin: Origin::ALL[1 + self.dice.below(4)],
            source: format!("person {}", self.dice.below(2_000)),
            observed: ON.checked_sub(age.days()).unwrap(),
            valid_until: None,
            recorded: Timestamp::UNIX_EPOCH,
        });
        self.facts.last_mut().unwrap()
    }

    /// A profile that its owner filled in.
    fn fill_in(&mut self, world: &World) {
        let yes = FactValue::Flag { yes: true };
        for at in 0..self.dice.between(3, 6) {
            let process = self.dice.of(&world.processes).clone();
            self.say("process.offered", Some(&process), yes.clone());
            if at < 2 {
                let tolerance = FactValue::exactly(self.dice.between(5, 100) * 1_000);
                self.say("process.tolerance", Some(&process), tolerance);
            }
            if at == 2 {
                let finish = FactValue::exactly(self.dice.between(4, 64) * 100);
                self.say("process.roughness_ra", Some(&process), finish);
            }
        }
        for _ in 0..2 {
            let material = self.dice.of(&world.materials).clone();
            self.say("material.worked", Some(&material), yes.clone());
        }
        if self.dice.chance(60) {
            let standard = match self.dice.chance(50) {
                true => "standard.iso_9001".to_owned(),
                false => self.dice.of(&world.standards).clone(),
            };
            let left = self.dice.between(-200, 900) as i32;
            let fact = self.say("standard.held", Some(&standard), yes.clone());
            fact.valid_until = Some(ON.checked_add(left.days()).unwrap());
        }
        let days = FactValue::exactly(self.dice.between(5, 90));
        self.say("site.lead_time_days", None, days);
        let shifts = FactValue::exactly(self.dice.between(1, 4));
        self.say("site.shifts", None, shifts);
        if self.dice.chance(30) {
            let people = FactValue::exactly(self.dice.between(3, 400));
            self.say("site.staff", None, people);
        }
        if self.dice.chance(30) {
            self.say("site.processes_complete", None, yes);
        }
    }
}

/// Who owns the site of a number.
pub fn owner(n: u64) -> OrganisationId {
    OrganisationId(Uuid::from_u128(u128::from(n) << 20 | 7))
}

/// The site of a number.
pub fn site(n: u64, dice: &mut Dice, world: &World) -> SiteProfile {
    let site = SiteId(Uuid::from_u128(
        u128::from(n) << 64 | u128::from(dice.next() >> 2),
    ));
    let state = dice.of(Places::shared().states());
    let centre = state.centre;
    let off = |dice: &mut Dice| dice.between(-1_500_000, 1_500_000) as i32;
    let position = Position {
        lat_e6: centre.lat_e6 + off(dice),
        lon_e6: centre.lon_e6 + off(dice),
    };
    let mut facts = Facts {
        dice,
        site,
        facts: Vec::new(),
    };
    if facts.dice.chance(96) {
        let (low, high) = *facts.dice.of(&BANDS);
        let fact = facts.say("site.staff", None, FactValue::Amount { low, high });
        fact.origin = Origin::Registry;
        fact.source = "INEGI, DENUE 2026-05".into();
        fact.observed = date(2026, 5, 1);
    }
    let mut closed = Vec::new();
    if facts.dice.chance(10) {
        facts.fill_in(world);
        let hours = FactValue::exactly(facts.dice.between(20, 900) * 3_600);
        facts.say("site.capacity_hours_month", None, hours);
        let hours = facts.facts.pop().unwrap();
        let attribute = world.attributes.find(&hours.attribute).unwrap();
        closed.extend(ClosedFact::of(&hours, attribute));
    }
    let Facts { dice, facts, .. } = facts;
    let (stems, concepts) = dice.of(&world.activities);
    SiteProfile {
        site,
        owner: owner(n),
        state: dice.chance(99).then_some(state.code),
        position: dice.chance(97).then_some(position),
        position_is_approximate: dice.chance(25),
        closed,
        text_concepts: concepts
            .iter()
            .cloned()
            .chain(facts.iter().filter_map(|f| f.item.clone()))
            .collect(),
        text_terms: stems.iter().cloned().collect(),
        facts,
    }
}
