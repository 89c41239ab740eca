//! An invented world, the same on every machine: sites, services and needs drawn from one seed. The benches of
//! the engine and the comparison with PostgreSQL share it.

pub mod needs;
pub mod sites;

use eslabon_domain::attributes::Attributes;
use eslabon_domain::ids::{OrganisationId, ServiceId};
use eslabon_domain::money::{Currency, Money};
use eslabon_domain::places::StateCode;
use eslabon_domain::services::{Effect, PricePer, Service, ServiceForm, ServiceStatus};
use eslabon_domain::text::LocalText;
use eslabon_domain::vocabulary::{ConceptKind, Vocabulary};
use jiff::civil::{Date, date};
use uuid::Uuid;

/// The day of every question.
pub const ON: Date = date(2026, 11, 24);
/// Where the dice begin.
pub const SEED: u64 = 0x9e37_79b9_7f4a_7c15;

/// A xorshift generator: the same table everywhere.
pub struct Dice(pub u64);

impl Dice {
    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    pub fn between(&mut self, from: i64, to: i64) -> i64 {
        from + (self.next() % (to - from) as u64) as i64
    }

    pub fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }

    pub fn chance(&mut self, percent: u64) -> bool {
        self.next() % 100 < percent
    }

    pub fn id(&mut self) -> Uuid {
        Uuid::from_u128(u128::from(self.next()) << 64 | u128::from(self.next()))
    }
}

/// What sites and needs are drawn from.
pub struct World {
    pub vocabulary: Vocabulary,
    pub attributes: Attributes,
    pub processes: Vec<String>,
    pub materials: Vec<String>,
    pub standards: Vec<String>,
    /// What registers print of activities: stems and concepts.
    pub activities: Vec<(Vec<String>, Vec<String>)>,
    pub services: Vec<Service>,
}

impl World {
    /// The bundled vocabulary and attributes, and what is drawn beside them.
    pub fn new(dice: &mut Dice) -> Self {
        let vocabulary = Vocabulary::bundled().unwrap();
        let of = |kind| {
            let concepts = vocabulary.concepts().iter();
            let ids = concepts.filter(|c| c.kind == kind && c.parent.is_some());
            ids.map(|c| c.id.clone()).collect::<Vec<String>>()
        };
        let processes = of(ConceptKind::Process);
        let activities = (0..900).map(|_| {
            let stems = (0..dice.between(5, 14)).map(|_| {
                // Some stems stand in many texts, most in few.
                let rare = dice.below(2_400);
                format!("stem{}", if dice.chance(40) { rare % 60 } else { rare })
            });
            let stems = stems.collect();
            let concepts = (0..dice.between(0, 3)).map(|_| dice.of(&processes).clone());
            (stems, concepts.collect())
        });
        let activities = activities.collect();
        let services = (0..60).map(|n| service(n, dice, &processes)).collect();
        Self {
            activities,
            services,
            materials: of(ConceptKind::Material),
            standards: of(ConceptKind::Standard),
            attributes: Attributes::bundled().unwrap(),
            processes,
            vocabulary,
        }
    }
}

fn service(n: u128, dice: &mut Dice, processes: &[String]) -> Service {
    let (attribute, item, from, to) = match n % 5 {
        0 => (
            "standard.held",
            Some("standard.iso_9001".to_owned()),
            None,
            1,
        ),
        1 => ("process.offered", Some(dice.of(processes).clone()), None, 1),
        2 => (
            "process.tolerance",
            None,
            Some(60_000),
            dice.between(5_000, 30_000),
        ),
        3 => ("site.staff", None, Some(6), 40),
        _ => ("site.lead_time_days", None, Some(60), 15),
    };
    let regions = dice.below(4);
    Service {
        id: ServiceId(Uuid::from_u128(n + 1)),
        institution: OrganisationId(Uuid::nil()),
        kind: "service.x".into(),
        name: LocalText::es("x"),
        description: LocalText::es(""),
        effects: vec![Effect {
            attribute: attribute.into(),
            item,
            from,
            to,
        }],
        duration_days: 30,
        version: 1,
        status: ServiceStatus::Offered,
        prerequisites: Vec::new(),
        form: ServiceForm::Arranged,
        lead_days: 0,
        effort: None,
        price_per: PricePer::Firm,
        languages: Vec::new(),
        funding: Vec::new(),
        evidence: LocalText::default(),
        price: Money {
            minor: dice.between(1_000, 90_000) * 100,
            currency: Currency::Mxn,
        },
        price_as_of: ON,
        source: "bench".into(),
        region: (0..regions * 4)
            .map(|_| StateCode(dice.between(1, 33) as u8))
            .collect(),
        fictional: true,
    }
}
