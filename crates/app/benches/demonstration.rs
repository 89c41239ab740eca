//! How fast the decisions are on the demonstration data: `cargo bench -p eslabon-app`. Speed is shown
//! here, never asserted in a test. Loading the demonstration first takes some seconds.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a bench that cannot run may stop"
)]
#![allow(missing_docs, reason = "criterion writes the entry points")]

use criterion::{Criterion, criterion_group, criterion_main};
use eslabon_app::config::Place;
use eslabon_app::context::Silent;
use eslabon_app::search::search_batch;
use eslabon_app::shortlists::make_shortlist;
use eslabon_app::{App, demo, needs};
use eslabon_domain::actors::Actor;
use eslabon_domain::places::StateCode;
use eslabon_domain::registry::SizeBand;
use eslabon_domain::text::Lang;
use eslabon_search::SupplierQuery;
use eslabon_search::classes::ClassModel;
use std::hint::black_box;
use tokio::runtime::Runtime;

const TEXTS: [(&str, Lang); 4] = [
    ("maquila de galvanoplastia", Lang::Es),
    (
        "fabricación de partes de plástico por inyección para la industria automotriz",
        Lang::Es,
    ),
    ("turned brass fittings, 2,000 pieces a month", Lang::En),
    ("maquinado CNC", Lang::Es),
];

fn searches(criterion: &mut Criterion, app: &App) {
    let actor = Actor::command_line();
    let query = |at: usize| {
        let (text, lang) = TEXTS[at % TEXTS.len()];
        SupplierQuery {
            text: text.to_owned(),
            lang,
            states: vec![StateCode(1), StateCode(10)],
            sizes: vec![SizeBand::From11To30, SizeBand::From31To50],
            limit: 20,
            facets: true,
            snippets: true,
            ..SupplierQuery::default()
        }
    };
    let mut at = 0;
    criterion.bench_function("search: all facets, two filters", |bencher| {
        bencher.iter(|| {
            at += 1;
            black_box(search_batch(app, &actor, &query(at)).unwrap())
        });
    });
}

fn words(criterion: &mut Criterion, app: &App) {
    let (words, model) = (app.words(), ClassModel::shared());
    let mut at = 0;
    criterion.bench_function("annotate: concepts of a text", |bencher| {
        bencher.iter(|| {
            at += 1;
            let (text, lang) = TEXTS[at % TEXTS.len()];
            black_box(words.annotator.concepts(text, lang))
        });
    });
    criterion.bench_function("classify: SCIAN classes of a text", |bencher| {
        bencher.iter(|| {
            at += 1;
            black_box(model.classify(TEXTS[at % TEXTS.len()].0, None, 5))
        });
    });
}

fn shortlists(criterion: &mut Criterion, runtime: &Runtime, app: &App) {
    let actor = Actor::command_line();
    let needs = runtime
        .block_on(needs::list_needs(app, &actor, None, None, 100))
        .unwrap();
    let today = app.today();
    let mut at = 0;
    criterion.bench_function(
        "shortlist: every site scored, explained and saved",
        |bencher| {
            bencher.iter(|| {
                at += 1;
                let need = needs[at % needs.len()].id;
                black_box(
                    runtime
                        .block_on(make_shortlist(app, &actor, need, today))
                        .unwrap(),
                )
            });
        },
    );
}

fn everything(criterion: &mut Criterion) {
    let directory = tempfile::tempdir().unwrap();
    let runtime = Runtime::new().unwrap();
    let app = runtime.block_on(async {
        let app = App::open(Place::in_directory(directory.path()), &Silent)
            .await
            .unwrap();
        demo::load(&app, &Silent).await.unwrap();
        app
    });
    searches(criterion, &app);
    words(criterion, &app);
    shortlists(criterion, &runtime, &app);
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(30);
    targets = everything
}
criterion_main!(benches);
