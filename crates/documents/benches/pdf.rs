//! How fast the PDF of a programme is made: `cargo bench -p eslabon-documents --bench pdf`. Of 12 gaps, 15 steps and
//! 6 payers, and of 40 steps; every turn has another title, so that nothing of the turn before is of use. The first
//! document of a process, which loads fonts and library, is told beside them. Speed is shown here, never asserted.
#![expect(clippy::unwrap_used, reason = "a bench that cannot run may stop")]
#![allow(missing_docs, reason = "criterion writes the entry points")]

use criterion::{Criterion, criterion_group, criterion_main};
use eslabon_documents::{
    Commitments, GapRow, Letterhead, Paper, ProgrammeDocument, ShareRow, Signature, StepKind,
    StepRow, render,
};
use eslabon_domain::text::Lang;
use std::hint::black_box;
use std::time::Instant;

#[path = "../src/example.rs"]
mod example;

fn pdf(criterion: &mut Criterion) {
    let start = Instant::now();
    let first = render(&example::programme(Lang::Es, Paper::Letter, (12, 15, 6))).unwrap();
    eprintln!(
        "first document: {:?}, {} bytes",
        start.elapsed(),
        first.len()
    );
    let mut turn = 0_u64;
    for (name, sizes) in [
        ("12 gaps, 15 steps, 6 payers", (12, 15, 6)),
        ("40 steps", (12, 40, 6)),
    ] {
        let mut document = example::programme(Lang::Es, Paper::Letter, sizes);
        criterion.bench_function(name, |bench| {
            bench.iter(|| {
                turn += 1;
                document.title = format!("Programa {turn}");
                for gap in &mut document.gaps {
                    gap.action = format!("{turn}");
                }
                render(black_box(&document)).unwrap()
            });
        });
    }
}

criterion_group!(benches, pdf);
criterion_main!(benches);
