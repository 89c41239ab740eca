//! The widest need asked of PostgreSQL, beside the engine on one thread: the same 600,000 invented sites, the
//! same first fifty. `cargo bench -p eslabon-tests --bench postgres`. The schema, the indexes and the question
//! lie beside this file. Without `--bench`, and with `--quick`, few sites; without PostgreSQL nothing.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a bench that cannot run may stop"
)]
#![allow(missing_docs, reason = "a bench has no interface")]

mod load;
mod server;
#[path = "../../../crates/engine/benches/world/mod.rs"]
mod world;

use eslabon_engine::matching::{
    Answer, Band, CapabilityTable, Question, SiteProfile, shortlist_on,
};
use server::{Psql, Taken};
use std::hint::black_box;
use std::num::NonZeroUsize;
use std::time::{Duration, Instant};
use world::needs::{need, question, widest};
use world::sites::site;
use world::{Dice, SEED, World};

const SCHEMA: &str = include_str!("schema.sql");
const INDEXES: &str = include_str!("indexes.sql");
const NEED: &str = include_str!("need.sql");
/// Rows that are compared.
const FIRST: usize = 50;

fn main() {
    let is_small =
        !std::env::args().any(|a| a == "--bench") || std::env::args().any(|a| a == "--quick");
    let (count, runs) = if is_small { (20_000, 2) } else { (600_000, 5) };
    let Some(psql) = Psql::start() else {
        return;
    };
    let mut dice = Dice(SEED);
    let world = World::new(&mut dice);
    let sites: Vec<SiteProfile> = (0..count).map(|n| site(n, &mut dice, &world)).collect();
    let need = need(widest(&world));
    let question = question(&world, &need, count);
    let mut table = CapabilityTable::new(&world.vocabulary);
    sites.iter().for_each(|site| table.upsert(site.clone()));

    let start = Instant::now();
    psql.run(SCHEMA);
    let numbers = load::everything(&psql, &sites, &question);
    psql.run(INDEXES);
    drop(sites);
    println!(
        "{count} sites in PostgreSQL after {:.0} s",
        start.elapsed().as_secs_f64()
    );
    let settings = numbers.settings();
    let (rows, postgres) = psql.ask(&settings, NEED, runs);

    let (answer, engine) = answer(&table, &question, 20);
    assert_eq!(rows, first(&answer), "not the same first {FIRST}");
    println!(
        "the same first {FIRST}; {} explained by the engine on one thread",
        answer.candidates.len()
    );
    compare("by the clock, at best", postgres.clock, engine.clock);
    if let (Some(postgres), Some(engine)) = (postgres.processor, engine.processor) {
        compare("on the processor", postgres, engine);
    }
}

fn compare(how: &str, postgres: Duration, engine: Duration) {
    println!(
        "{how}: PostgreSQL {:.0} ms, the engine {:.2} ms: {:.0} × faster",
        ms(postgres),
        ms(engine),
        postgres.as_secs_f64() / engine.as_secs_f64()
    );
}

/// Time that this thread had on a processor so far, where the system tells (Linux).
fn on_processor() -> Option<Duration> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds = told.split_whitespace().next()?.parse().ok()?;
    Some(Duration::from_nanos(nanoseconds))
}

/// The engine's answer, and what it took: the shortest time, and on the processor the mean.
fn answer(table: &CapabilityTable, question: &Question<'_>, runs: u32) -> (Answer, Taken) {
    let scan = || shortlist_on(NonZeroUsize::MIN, table, question, FIRST);
    let time = |_| {
        let start = Instant::now();
        black_box(scan());
        start.elapsed()
    };
    let from = on_processor();
    let clock = (0..runs).map(time).min().unwrap();
    let processor = on_processor()
        .zip(from)
        .map(|(to, from)| (to - from) / runs);
    (scan(), Taken { clock, processor })
}

/// The first rows as PostgreSQL writes them: id, possible and proven band, score.
fn first(answer: &Answer) -> Vec<String> {
    let band = |band| match band {
        Band::OutOfReach => 0,
        Band::WithProgramme => 1,
        Band::Ready => 2,
    };
    let mut candidates = answer.candidates.clone();
    candidates.sort_by_key(|candidate| candidate.rank);
    let line = |c: &eslabon_engine::matching::Candidate| {
        let (possible, proven) = (band(c.possible), band(c.proven));
        format!("{}|{possible}|{proven}|{}", c.site.0, c.score_milli)
    };
    let first = candidates.iter().filter(|c| c.rank <= FIRST);
    first.map(line).collect()
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}
