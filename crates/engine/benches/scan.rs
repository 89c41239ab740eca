//! How fast a need is scored against 600,000 invented sites: `cargo bench -p eslabon-engine`. Beside each
//! figure stands what bounds it: the time in which one thread can read the columns that the need touches,
//! each of them once. Speed is shown here, never asserted in a test; that the answers stay what they are is
//! shown by a fingerprint. Without `--bench`, and with `--quick`, a small table.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a bench that cannot run may stop"
)]
#![allow(missing_docs, reason = "criterion writes the entry points")]

mod world;

use criterion::Criterion as Bench;
use eslabon_domain::needs::Strength;
use eslabon_engine::matching::{Answer, CapabilityTable, Question, read_bytes, shortlist_on};
use std::collections::BTreeSet;
use std::hint::black_box;
use std::num::NonZeroUsize;
use std::time::{Duration, Instant};
use world::needs::{Asked, need, question, widest};
use world::sites::site;
use world::{Dice, SEED, World};

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

/// Some criteria of the widest need, musts and wishes drawn anew.
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

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

/// A number that changes with any byte.
fn mixed(text: &str) -> u64 {
    let mixed = |sum: u64, byte: u8| (sum ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
    text.bytes().fold(0xcbf2_9ce4_8422_2325, mixed)
}

/// Two numbers of an answer: one of who is shown, where and why, which stays what it was before answers told
/// more, and one of what would widen it.
fn fingerprints(answer: &Answer) -> (u64, u64) {
    let mut before = answer.clone();
    let widening = serde_json::to_string(&std::mem::take(&mut before.relaxations)).unwrap();
    let text = serde_json::to_string(&before).unwrap();
    let text = text.replace("\"relaxations\":[],", "");
    let mut parts = text.split("\"most_milli\":");
    let mut told = parts.next().unwrap().to_owned();
    parts.for_each(|part| told.push_str(part.split_once(',').unwrap().1));
    (mixed(&told), mixed(&widening))
}

fn table_of(count: u64, dice: &mut Dice, world: &World) -> CapabilityTable {
    let mut table = CapabilityTable::new(&world.vocabulary);
    let mut building = Duration::ZERO;
    for n in 0..count {
        let profile = site(n, dice, world);
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
    table
}

const ONE: NonZeroUsize = NonZeroUsize::MIN;
const TWO: NonZeroUsize = NonZeroUsize::MIN.saturating_add(1);

/// A need beside what bounds it, on one thread and on two, alone and with the first fifty explained.
fn measure(
    name: &str,
    table: &CapabilityTable,
    question: &Question<'_>,
    runs: usize,
) -> (u64, u64) {
    let bytes = read_bytes(table, question);
    let words: Vec<u64> = (0..bytes as u64 / 8).collect();
    let bound = best(20, || {
        black_box(read(black_box(&words)));
    });
    drop(words);
    let scan = |threads, shown| shortlist_on(threads, table, question, shown);
    let alone = best(runs, || drop(black_box(scan(ONE, 0))));
    let both = best(runs, || drop(black_box(scan(TWO, 0))));
    let shown = best(runs, || drop(black_box(scan(ONE, 50))));
    let busy = mean(runs as u32, || drop(black_box(scan(ONE, 0))));
    let answer = scan(ONE, 50);
    assert_eq!(answer, scan(TWO, 50));
    let (told, widened) = fingerprints(&answer);
    println!(
        "{name:9} {:2} criteria: reads {:5.1} MB in {:5.2} ms at best; scan {:6.2} ms ({:.2} on the processor) = {:4.2} × that; \
         2 threads {:6.2} ms = {:4.2} × faster; {} explained in {:4.2} ms more; answer {told:016x}, widened {widened:016x}",
        question.need.criteria.len(),
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
    (told, widened)
}

/// What a need costs with its words and without.
fn measure_alone(name: &str, table: &CapabilityTable, question: &Question<'_>, runs: usize) {
    let wordless = Question {
        text_concepts: BTreeSet::new(),
        text_terms: BTreeSet::new(),
        ..question.clone()
    };
    let time = |question: &Question<'_>| {
        best(2 * runs, || {
            drop(black_box(shortlist_on(ONE, table, question, 0)))
        })
    };
    println!(
        "{name:26} alone {:5.2} ms, with the words of the need {:5.2} ms",
        ms(time(&wordless)),
        ms(time(question))
    );
}

fn main() {
    let is_small =
        !std::env::args().any(|a| a == "--bench") || std::env::args().any(|a| a == "--quick");
    let (count, runs) = if is_small { (20_000, 3) } else { (600_000, 20) };
    let mut dice = Dice(SEED);
    let world = World::new(&mut dice);
    let table = table_of(count, &mut dice, &world);
    let mut needs = vec![("widest".to_owned(), need(widest(&world)))];
    needs.extend((0..10).map(|n| (format!("drawn {n}"), need(drawn(&mut dice, &world)))));
    let answers = needs
        .iter()
        .map(|(name, need)| measure(name, &table, &question(&world, need, count), runs));
    let add = |sum: u64, answer| sum.rotate_left(5) ^ answer;
    let (told, widened) = answers.fold((0, 0), |sums, answer| {
        (add(sums.0, answer.0), add(sums.1, answer.1))
    });
    println!("all answers {told:016x}, what would widen them {widened:016x}");
    let mut alone = vec![("none".to_owned(), need(Vec::new()))];
    alone.extend(
        widest(&world)
            .into_iter()
            .map(|asked| (asked.0.to_owned(), need(vec![asked]))),
    );
    for (name, need) in &alone {
        measure_alone(name, &table, &question(&world, need, count), runs);
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

    let question = question(&world, &needs[0].1, count);
    let mut bench = Bench::default().configure_from_args().sample_size(10);
    bench.bench_function("the widest need, one thread", |b| {
        b.iter(|| black_box(shortlist_on(ONE, &table, &question, 50)));
    });
    bench.bench_function("the widest need, two threads", |b| {
        b.iter(|| black_box(shortlist_on(TWO, &table, &question, 50)));
    });
}
