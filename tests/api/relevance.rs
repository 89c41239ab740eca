//! Relevance on a small judged set: what people type against real plants (the RETC extract of the
//! demonstration). The floors only rise.

use eslabon_app::context::Silent;
use eslabon_app::evaluate::{JudgedQuery, judge, title_queries};
use eslabon_app::imports::{ImportSource, run};
use eslabon_domain::actors::Actor;
use eslabon_domain::text::Lang;
use eslabon_search::classes::ClassModel;
use eslabon_tests::world::{World, demo_folder};

/// nDCG@10 of the judged words.
const JUDGED_FLOOR: f64 = 0.80;
/// nDCG@10 of the official titles of classes, in either language.
const TITLES_FLOOR: f64 = 0.97;

fn judged() -> Vec<JudgedQuery> {
    csv::Reader::from_reader(include_bytes!("judged.csv").as_slice())
        .deserialize::<(String, String, String)>()
        .map(|row| {
            let (code, lang, text) = row.unwrap();
            JudgedQuery {
                text,
                lang: Lang::parse(&lang).unwrap(),
                code,
            }
        })
        .collect()
}

#[tokio::test]
async fn real_plants_are_found_by_what_people_type() {
    let (world, actor) = (World::empty().await, Actor::command_line());
    let source = ImportSource::path(&demo_folder().join("retc.csv"));
    run(&world.app, &actor, source, None, &Silent)
        .await
        .unwrap();
    let reach =
        |queries: &[JudgedQuery]| judge(&world.app, &actor, ClassModel::shared(), queries).unwrap();
    let typed = reach(&judged());
    assert!(typed.queries >= 30, "{typed:?}");
    assert!(typed.ndcg >= JUDGED_FLOOR, "{typed:?}");
    for lang in Lang::ALL {
        let titles = reach(&title_queries(lang));
        assert!(
            titles.queries > 200 && titles.ndcg >= TITLES_FLOOR,
            "{lang:?}: {titles:?}"
        );
    }
}
