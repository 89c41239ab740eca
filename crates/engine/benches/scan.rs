//! How fast a need is scored against 600,000 invented sites: `cargo bench -p eslabon-engine`. Beside each
//! figure stands what bounds it: the time in which one thread can read the columns that the need touches.
//! Speed is shown here, never asserted in a test. Without `--bench`, and with `--quick`, a small table.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a bench that cannot run may stop"
)]
#![allow(missing_docs, reason = "criterion writes the entry points")]

use criterion::Criterion as Bench;
use eslabon_domain::attributes::{Attributes, ConfidentialityGroup};
use eslabon_domain::facts::{Fact, FactValue, Origin};
use eslabon_domain::ids::{
    CentreId, CriterionId, FactId, NeedId, OrganisationId, ServiceId, SiteId,
};
use eslabon_domain::money::{Currency, Money};
use eslabon_domain::needs::{Criterion, Need, NeedStatus, Requirement, Strength};
use eslabon_domain::places::{Places, Position, StateCode};
use eslabon_domain::services::{Effect, PricePer, Service, ServiceForm, ServiceStatus};
use eslabon_domain::terms::NeedTerms;
use eslabon_domain::text::LocalText;
use eslabon_domain::vocabulary::{ConceptKind, Vocabulary};
use eslabon_engine::matching::{
    CapabilityTable, ClosedFact, Question, SiteProfile, read_bytes, shortlist_on,
};
use jiff::civil::{Date, date};
use jiff::{Timestamp, ToSpan};
use std::collections::BTreeSet;
use std::hint::black_box;
use std::num::NonZeroUsize;
use std::time::{Duration, Instant};
use uuid::Uuid;

const ON: Date = date(2026, 11, 24);
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

/// A xorshift generator: the same table everywhere.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    fn between(&mut self, from: i64, to: i64) -> i64 {
        from + (self.next() % (to - from) as u64) as i64
    }

    fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.next() % 100 < percent
    }

    fn id(&mut self) -> Uuid {
        Uuid::from_u128(u128::from(self.next()) << 64 | u128::from(self.next()))
    }
}

/// What sites and needs are drawn from.
struct World {
    vocabulary: Vocabulary,
    attributes: Attributes,
    processes: Vec<String>,
    materials: Vec<String>,
    standards: Vec<String>,
    /// What registers print of activities: stems and concepts.
    activities: Vec<(Vec<String>, Vec<String>)>,
    services: Vec<Service>,
}

impl World {
    fn new(dice: &mut Dice) -> Self {
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

fn site(n: u64, dice: &mut Dice, world: &World) -> SiteProfile {
    let site = SiteId(Uuid::from_u128(
        u128::from(n) << 64 | u128::from(dice.next() >> 2),
    ));
    let owner = OrganisationId(Uuid::from_u128(u128::from(n) << 20 | 7));
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
        owner,
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

fn any_of(concepts: &[&str]) -> Requirement {
    Requirement::AnyOf {
        concepts: concepts.iter().map(|&c| c.to_owned()).collect(),
    }
}

fn within(radius_m: i64) -> Requirement {
    Requirement::Within {
        centre: Position::from_degrees(20.59, -100.39).unwrap(),
        label: "Querétaro".into(),
        radius_m,
    }
}

fn at_least(amount: i64) -> Requirement {
    Requirement::AtLeast { amount }
}

fn at_most(amount: i64) -> Requirement {
    Requirement::AtMost { amount }
}

type Asked = (&'static str, Option<String>, Requirement, Strength);

/// The widest need: every kind of criterion, those that touch every row twice.
fn widest(world: &World) -> Vec<Asked> {
    let (must, wish) = (Strength::Must, Strength::Wish);
    let machining = "process.machining".to_owned();
    let item = world.vocabulary.find(&machining).map(|_| machining);
    let process = world.processes[40].clone();
    vec![
        (
            "process.offered",
            None,
            any_of(&["process.machining", &process]),
            must,
        ),
        ("standard.held", None, any_of(&["standard.iso_9001"]), must),
        ("site.staff", None, at_least(11), must),
        ("process.tolerance", item, at_most(40_000), must),
        ("site.position", None, within(600_000), must),
        (
            "site.state",
            None,
            Requirement::InStates {
                states: (5..25).map(StateCode).collect(),
            },
            must,
        ),
        ("site.capacity_hours_month", None, at_least(360_000), must),
        (
            "material.worked",
            None,
            any_of(&[&world.materials[12], &world.materials[3]]),
            wish,
        ),
        (
            "process.offered",
            None,
            any_of(&[&world.processes[90]]),
            wish,
        ),
        ("site.staff", None, at_least(100), wish),
        ("site.position", None, within(300_000), wish),
        ("site.lead_time_days", None, at_most(20), wish),
        ("site.shifts", None, at_least(2), wish),
        (
            "standard.held",
            None,
            any_of(&["standard.iatf_16949"]),
            wish,
        ),
        ("process.roughness_ra", None, at_most(1_600), wish),
    ]
}

fn drawn(dice: &mut Dice, world: &World) -> Vec<Asked> {
    let mut asked = widest(world);
    for _ in 0..dice.between(5, 13) {
        asked.remove(dice.below(asked.len()));
    }
    for line in &mut asked {
        line.3 = if dice.chance(40) {
            Strength::Must
        } else {
            Strength::Wish
        };
    }
    asked
}

fn need(asked: Vec<Asked>) -> Need {
    let criterion = |(attribute, item, requirement, strength): Asked| Criterion {
        id: CriterionId(Uuid::nil()),
        attribute: attribute.into(),
        item,
        requirement,
        strength,
        weight: 50,
    };
    Need {
        id: NeedId(Uuid::nil()),
        organisation: OrganisationId(Uuid::nil()),
        centre: CentreId::from_name("bench"),
        version: 1,
        title: LocalText::es("x"),
        description: LocalText::es(""),
        criteria: asked.into_iter().map(criterion).collect(),
        terms: NeedTerms::default(),
        status: NeedStatus::Open,
        starts_on: None,
        closes_on: None,
        buyer_shown: true,
        fictional: true,
    }
}

/// The shortest of several runs: what others on the machine took is not in it.
fn best(runs: usize, mut work: impl FnMut()) -> Duration {
    let time = |_| {
        let start = Instant::now();
        work();
        start.elapsed()
    };
    (0..runs).map(time).min().unwrap()
}

/// Time that this thread had on a processor so far, where the system tells (Linux).
fn on_processor() -> Option<Duration> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds = told.split_whitespace().next()?.parse().ok()?;
    Some(Duration::from_nanos(nanoseconds))
}

/// The mean time on a processor of several runs: others on the machine lengthen it less than the clock.
fn mean(runs: u32, mut work: impl FnMut()) -> Duration {
    let from = on_processor();
    (0..runs).for_each(|_| work());
    let to = on_processor();
    to.zip(from)
        .map_or(Duration::ZERO, |(to, from)| (to - from) / runs)
}

/// Reads so many bytes in one pass, eight sums at once.
fn read(words: &[u64]) -> u64 {
    let mut sums = [0_u64; 8];
    for chunk in words.chunks_exact(8) {
        for (sum, word) in sums.iter_mut().zip(chunk) {
            *sum = sum.wrapping_add(*word);
        }
    }
    sums.iter().fold(0, |all, sum| all.wrapping_add(*sum))
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

fn main() {
    let is_small =
        !std::env::args().any(|a| a == "--bench") || std::env::args().any(|a| a == "--quick");
    let (count, runs) = if is_small { (20_000, 3) } else { (600_000, 20) };
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let world = World::new(&mut dice);
    let mut table = CapabilityTable::new(&world.vocabulary);
    let mut building = Duration::ZERO;
    for n in 0..count {
        let profile = site(n, &mut dice, &world);
        let start = Instant::now();
        table.upsert(profile);
        building += start.elapsed();
    }
    println!(
        "{} sites, {:.1} bytes a row; made in {:.1} s",
        table.len(),
        table.bytes() as f64 / table.len() as f64,
        building.as_secs_f64()
    );
    let owner = |n: u64| OrganisationId(Uuid::from_u128(u128::from(n) << 20 | 7));
    let allowed: BTreeSet<_> = (0..count)
        .step_by(40)
        .map(|n| (owner(n), ConfidentialityGroup::Capacity))
        .collect();
    let question = |need| Question {
        need,
        on: ON,
        ramp: None,
        text_concepts: BTreeSet::from([
            "process.machining".to_owned(),
            world.processes[40].clone(),
            world.materials[12].clone(),
        ]),
        text_terms: [3, 17, 44, 70, 300, 512, 1_020, 2_000]
            .map(|n| format!("stem{n}"))
            .into(),
        vocabulary: &world.vocabulary,
        attributes: &world.attributes,
        services: &world.services,
        allowed: allowed.clone(),
    };
    let one = NonZeroUsize::MIN;
    let two = NonZeroUsize::new(2).unwrap();
    let mut needs = vec![("widest".to_owned(), need(widest(&world)))];
    needs.extend((0..10).map(|n| (format!("drawn {n}"), need(drawn(&mut dice, &world)))));
    for (name, need) in &needs {
        let question = question(need);
        let bytes = read_bytes(&table, &question);
        let words: Vec<u64> = (0..bytes as u64 / 8).collect();
        let bound = best(20, || {
            black_box(read(black_box(&words)));
        });
        drop(words);
        let scan = |threads, shown| shortlist_on(threads, &table, &question, shown);
        let alone = best(runs, || drop(black_box(scan(one, 0))));
        let both = best(runs, || drop(black_box(scan(two, 0))));
        let shown = best(runs, || drop(black_box(scan(one, 50))));
        let busy = mean(runs as u32, || drop(black_box(scan(one, 0))));
        let answer = scan(one, 50);
        assert_eq!(answer, scan(two, 50));
        println!(
            "{name:9} {:2} criteria: reads {:5.1} MB in {:5.2} ms at best; scan {:6.2} ms ({:.2} on the processor) = {:4.2} × that; \
             2 threads {:6.2} ms = {:4.2} × faster; {} explained in {:4.2} ms more",
            need.criteria.len(),
            bytes as f64 / 1e6,
            ms(bound),
            ms(alone),
            ms(busy),
            ms(alone) / ms(bound),
            ms(both),
            ms(alone) / ms(both),
            answer.candidates.len(),
            ms(shown.saturating_sub(alone)),
        );
    }
    let none = need(Vec::new());
    let mut alone = vec![("none".to_owned(), none)];
    alone.extend(
        widest(&world)
            .into_iter()
            .map(|asked| (asked.0.to_owned(), need(vec![asked]))),
    );
    for (name, need) in &alone {
        let wordless = Question {
            text_concepts: BTreeSet::new(),
            text_terms: BTreeSet::new(),
            ..question(need)
        };
        let time = |question: &Question<'_>| {
            best(2 * runs, || {
                drop(black_box(shortlist_on(one, &table, question, 0)))
            })
        };
        println!(
            "{name:26} alone {:5.2} ms, with the words of the need {:5.2} ms",
            ms(time(&wordless)),
            ms(time(&question(need)))
        );
    }
    let changed = site(count / 2, &mut Dice(77), &world);
    let change = best(runs, || {
        let mut copy = table.clone();
        copy.upsert(changed.clone());
        drop(black_box(copy));
    });
    println!(
        "one row changed in a copy of the table: {:.3} ms",
        ms(change)
    );

    let question = question(&needs[0].1);
    let mut bench = Bench::default().configure_from_args().sample_size(10);
    bench.bench_function("the widest need, one thread", |b| {
        b.iter(|| black_box(shortlist_on(one, &table, &question, 50)));
    });
    bench.bench_function("the widest need, two threads", |b| {
        b.iter(|| black_box(shortlist_on(two, &table, &question, 50)));
    });
}
