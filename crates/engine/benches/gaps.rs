//! How fast the gap map of 500 firms over 200 needs is laid out: `cargo bench -p eslabon-engine --bench gaps`.
//! Analysing every site comes before it and is shown beside it; the naive pass is the checker's. Speed is
//! shown here, never asserted in a test. Without `--bench`, and with `--quick`, a small map.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a bench that cannot run may stop"
)]
#![allow(missing_docs, reason = "criterion writes the entry points")]

use criterion::Criterion as Bench;
use eslabon_domain::attributes::{Attributes, Direction, ValueType};
use eslabon_domain::facts::{FactValue, Origin};
use eslabon_domain::ids::{CriterionId, FactId, NeedId, OrganisationId, ServiceId, SiteId};
use eslabon_domain::money::{Currency, Money};
use eslabon_domain::needs::{Criterion, Requirement, Strength};
use eslabon_domain::places::StateCode;
use eslabon_domain::text::LocalText;
use eslabon_engine::gaps::{MapNeed, MapSite, Matched, Verdicts, analyse, checker, map};
use eslabon_engine::matching::{
    Band, Candidate, ClosingService, CriterionResult, Evidence, GapAction, Group, Reason,
    UnknownAction, Verdict,
};
use jiff::civil::date;
use std::hint::black_box;
use std::time::{Duration, Instant};
use uuid::Uuid;

/// Attributes that are asked of, with a level each.
const DIMENSIONS: usize = 60;
const CRITERIA: usize = 9;

/// A xorshift generator: the same map everywhere.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end as u64) as usize
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

fn id(number: usize) -> Uuid {
    Uuid::from_u128(number as u128 + 1)
}

/// What a need asks of a dimension: levels run from 1 to 5, or 5 to 1.
fn criterion(need: usize, at: usize, asked: &(String, bool), dice: &mut Dice) -> Criterion {
    let amount = 1 + dice.below(5) as i64;
    let requirement = match asked.1 {
        true => Requirement::AtMost { amount },
        false => Requirement::AtLeast { amount },
    };
    let is_must = dice.chance(70);
    Criterion {
        id: CriterionId(id(need * 64 + at)),
        attribute: asked.0.clone(),
        item: None,
        requirement,
        strength: if is_must {
            Strength::Must
        } else {
            Strength::Wish
        },
        weight: 1 + dice.below(100) as u8,
    }
}

/// What a site has of a dimension: a level, or nothing that is known.
type Had = (Option<i64>, Vec<ClosingService>);

fn had(dice: &mut Dice) -> Vec<Had> {
    let one = |_| {
        let level = dice.chance(70).then(|| 1 + dice.below(5) as i64);
        let closing = (0..dice.below(3)).map(|_| ClosingService {
            service: ServiceId(id(dice.below(80))),
            name: LocalText::es("Curso"),
            price: Money {
                minor: 1_000_000,
                currency: Currency::Mxn,
            },
            duration_days: 20,
        });
        (level, closing.collect())
    };
    (0..DIMENSIONS).map(one).collect()
}

fn judged(at: usize, criterion: &Criterion, (level, closing): &Had) -> CriterionResult {
    let meets = level.map(|level| match criterion.requirement {
        Requirement::AtMost { amount } => level <= amount,
        Requirement::AtLeast { amount } => level >= amount,
        _ => false,
    });
    let (verdict, reason) = match meets {
        Some(true) => (Verdict::Meets, Reason::AmountMeets),
        Some(false) => (
            Verdict::Gap {
                distance_milli: 200,
                action: GapAction::Close,
            },
            Reason::AmountFails,
        ),
        None => (
            Verdict::Unknown {
                action: UnknownAction::Ask,
            },
            Reason::NothingKnown,
        ),
    };
    let evidence = level.map(|level| Evidence {
        fact: Some(FactId(id(at))),
        item: None,
        value: FactValue::exactly(level),
        origin: Origin::Declared,
        source: "the firm".to_owned(),
        observed: date(2026, 9, 1),
        valid_until: None,
        age_days: 60,
    });
    CriterionResult {
        criterion: at,
        closing: if meets == Some(false) {
            closing.clone()
        } else {
            Vec::new()
        },
        evidence: evidence.into_iter().collect(),
        verdict,
        reason,
        contribution_milli: 0,
        most_milli: 0,
    }
}

fn candidate(site: SiteId, criteria: Vec<CriterionResult>) -> Candidate {
    Candidate {
        rank: 1,
        site,
        possible: Band::WithProgramme,
        proven: Band::OutOfReach,
        group: Group::ToConfirm,
        score_milli: 0,
        text_share_milli: 0,
        estimate: None,
        criteria,
    }
}

fn best(runs: usize, mut work: impl FnMut()) -> Duration {
    let times = (0..runs).map(|_| {
        let start = Instant::now();
        work();
        start.elapsed()
    });
    times.min().unwrap()
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

fn main() {
    let is_small =
        !std::env::args().any(|a| a == "--bench") || std::env::args().any(|a| a == "--quick");
    let (sites, needs, runs) = if is_small {
        (50, 20, 3)
    } else {
        (500, 200, 10)
    };
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let attributes = Attributes::bundled().unwrap();
    let amounts = attributes
        .iter()
        .filter(|a| a.value_type == ValueType::Amount);
    let asked: Vec<(String, bool)> = amounts
        .take(DIMENSIONS)
        .map(|a| (a.id.clone(), a.direction == Direction::Lower))
        .collect();
    let needs: Vec<(MapNeed, Vec<(usize, Criterion)>)> = (0..needs)
        .map(|number| {
            let criteria = (0..CRITERIA).map(|at| {
                let about = dice.below(asked.len());
                (about, criterion(number, at, &asked[about], &mut dice))
            });
            let criteria = criteria.collect();
            let need = MapNeed {
                need: NeedId(id(number)),
                monthly_pieces: dice.chance(80).then(|| dice.below(20_000) as i64),
            };
            (need, criteria)
        })
        .collect();
    let criteria: Vec<Vec<Criterion>> = needs
        .iter()
        .map(|(_, criteria)| criteria.iter().map(|(_, c)| c.clone()).collect())
        .collect();
    // One firm in twenty has two sites.
    let sites: Vec<MapSite> = (0..sites + sites / 20)
        .map(|number| MapSite {
            site: SiteId(id(number)),
            firm: OrganisationId(id(number % sites)),
            state: dice.chance(95).then(|| StateCode(1 + dice.below(32) as u8)),
        })
        .collect();
    let listed: Vec<MapNeed> = needs.iter().map(|(need, _)| *need).collect();
    let mut verdicts = Verdicts::new(&sites, &listed);
    let (mut analysing, mut adding) = (Duration::ZERO, Duration::ZERO);
    for site in &sites {
        let had = had(&mut dice);
        let candidates: Vec<Candidate> = needs
            .iter()
            .map(|(_, criteria)| {
                let results = criteria.iter().enumerate();
                let results = results.map(|(at, (about, c))| judged(at, c, &had[*about]));
                candidate(site.site, results.collect())
            })
            .collect();
        let matched = listed.iter().zip(&criteria).zip(&candidates);
        let matched: Vec<Matched<'_>> = matched
            .map(|((need, criteria), candidate)| Matched {
                need: need.need,
                criteria,
                candidate,
            })
            .collect();
        let start = Instant::now();
        let analysis = analyse(site.site, &matched);
        analysing += start.elapsed();
        let start = Instant::now();
        verdicts.add(&analysis);
        adding += start.elapsed();
    }
    let laid_out = best(runs, || drop(black_box(map(&verdicts, &attributes))));
    let naive = best(1 + runs / 5, || {
        drop(black_box(checker::map(&verdicts, &attributes)));
    });
    let found = map(&verdicts, &attributes);
    assert_eq!(found, checker::map(&verdicts, &attributes));
    println!(
        "{} firms ({} sites), {} needs of {CRITERIA} criteria, {} rows",
        found.firms,
        sites.len(),
        found.needs,
        found.rows.len()
    );
    println!(
        "analyses {:6.1} ms, put into compact form {:6.1} ms, map {:6.1} ms, all {:6.1} ms; \
         naive map {:7.1} ms = {:4.1} × the map",
        ms(analysing),
        ms(adding),
        ms(laid_out),
        ms(analysing + adding + laid_out),
        ms(naive),
        naive.as_secs_f64() / laid_out.as_secs_f64(),
    );
    let mut bench = Bench::default().configure_from_args().sample_size(10);
    bench.bench_function("gap map", |b| {
        b.iter(|| black_box(map(&verdicts, &attributes)));
    });
}
