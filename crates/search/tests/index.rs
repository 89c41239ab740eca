//! The text index on disk: what is found, how it is counted, and what happens to an index that is
//! missing, stale or damaged. Plants are invented; their words are those of the trade.
#![expect(clippy::unwrap_used, reason = "what cannot be made fails the test")]

use eslabon_domain::ids::SiteId;
use eslabon_domain::places::{Position, StateCode};
use eslabon_domain::registry::SizeBand;
use eslabon_domain::text::Lang;
use eslabon_domain::vocabulary::{Annotator, Vocabulary};
use eslabon_search::classes::ClassModel;
use eslabon_search::{
    IndexState, RebuildReason, SearchContext, SearchError, SearchIndex, SupplierDocument,
    SupplierHits, SupplierQuery,
};
use std::path::Path;
use tempfile::TempDir;

struct World {
    vocabulary: Vocabulary,
    annotator: Annotator,
    index: SearchIndex,
    directory: TempDir,
}

struct Plant(
    &'static str,
    &'static str,
    &'static str,
    u8,
    SizeBand,
    &'static str,
);

/// Name, activity, class, state, staff, process among its facts.
const PLANTS: [Plant; 8] = [
    Plant(
        "GALVANOPLASTIA DEL BAJIO",
        "Recubrimientos y galvanoplastia de piezas metálicas",
        "332810",
        11,
        SizeBand::From11To30,
        "",
    ),
    Plant(
        "CROMADOS HERMANOS REA",
        "Cromado y niquelado por maquila",
        "332810",
        14,
        SizeBand::From6To10,
        "process.electroplating",
    ),
    Plant(
        "INYECTORA TOLUQUILLA",
        "Fabricación de autopartes de plástico",
        "326192",
        14,
        SizeBand::From51To100,
        "process.injection_molding",
    ),
    Plant(
        "MAQUINADOS CERRO ALTO",
        "Maquinado de piezas metálicas para maquinaria",
        "332710",
        8,
        SizeBand::From11To30,
        "process.cnc_turning",
    ),
    Plant(
        "TORTILLERIA LUPITA",
        "Elaboración de tortillas de maíz",
        "311830",
        14,
        SizeBand::UpTo5,
        "",
    ),
    Plant(
        "ARNESES DEL DESIERTO",
        "Fabricación de arneses y equipo eléctrico para vehículos",
        "336320",
        8,
        SizeBand::From251,
        "",
    ),
    Plant(
        "MUEBLES ÑUÑO",
        "Fabricación de muebles de madera",
        "337120",
        14,
        SizeBand::From6To10,
        "",
    ),
    Plant(
        "EMPAQUES SAN JOSE",
        "Fabricación de cajas de cartón corrugado",
        "322210",
        11,
        SizeBand::From31To50,
        "",
    ),
];

fn document(vocabulary_words: &Annotator, plant: &Plant) -> SupplierDocument {
    let Plant(name, activity, class, state, size, process) = plant;
    SupplierDocument {
        site: SiteId::from_name(name),
        key: (*name).to_owned(),
        name: (*name).to_owned(),
        legal_name: String::new(),
        activity: (*activity).to_owned(),
        about_es: String::new(),
        about_en: String::new(),
        scian: Some((*class).to_owned()),
        scian_suggested: false,
        state: Some(StateCode(*state)),
        municipality: Some(format!("{state:02}039")),
        locality: String::new(),
        size: Some(*size),
        position: Position::from_degrees(20.6 + f64::from(*state) / 10.0, -103.3),
        processes: [*process]
            .iter()
            .filter(|p| !p.is_empty())
            .map(|p| (*p).to_owned())
            .collect(),
        materials: Vec::new(),
        standards: Vec::new(),
        mentioned: vocabulary_words
            .concepts(activity, Lang::Es)
            .into_iter()
            .collect(),
        verified: !process.is_empty(),
        fictional: true,
        has_profile: !process.is_empty(),
        register: Vec::new(),
    }
}

impl World {
    fn new() -> Self {
        let vocabulary = Vocabulary::bundled().unwrap();
        let annotator = Annotator::new(&vocabulary);
        let directory = tempfile::tempdir().unwrap();
        let (index, state) = SearchIndex::open(&directory.path().join("index"), "v1").unwrap();
        assert_eq!(
            state,
            IndexState::Rebuild {
                reason: RebuildReason::Missing
            }
        );
        let mut writing = index.write().unwrap();
        for plant in &PLANTS {
            writing
                .put_supplier(&vocabulary, &document(&annotator, plant))
                .unwrap();
        }
        writing.commit(7).unwrap();
        drop(writing);
        index.reload().unwrap();
        Self {
            vocabulary,
            annotator,
            index,
            directory,
        }
    }

    fn search(&self, query: &SupplierQuery) -> SupplierHits {
        let context = SearchContext {
            vocabulary: &self.vocabulary,
            annotator: &self.annotator,
            classes: ClassModel::shared(),
        };
        self.index.search_suppliers(&context, query).unwrap()
    }

    fn keys(&self, text: &str, lang: Lang) -> Vec<String> {
        let query = SupplierQuery {
            text: text.to_owned(),
            lang,
            limit: 10,
            ..SupplierQuery::default()
        };
        self.search(&query)
            .hits
            .into_iter()
            .map(|hit| hit.key)
            .collect()
    }

    fn first(&self, text: &str, lang: Lang) -> String {
        self.keys(text, lang).into_iter().next().unwrap_or_default()
    }

    fn path(&self) -> std::path::PathBuf {
        self.directory.path().join("index")
    }
}

#[test]
fn plants_are_found_in_either_language_with_or_without_accents() {
    let world = World::new();
    for (text, lang, wanted) in [
        ("galvanoplastía", Lang::Es, "GALVANOPLASTIA DEL BAJIO"),
        ("wiring harness", Lang::En, "ARNESES DEL DESIERTO"),
        ("corrugated boxes", Lang::En, "EMPAQUES SAN JOSE"),
        ("torneado", Lang::Es, "MAQUINADOS CERRO ALTO"),
        ("muebles nuño", Lang::Es, "MUEBLES ÑUÑO"),
        ("TORTILLAS DE MAIZ", Lang::Es, "TORTILLERIA LUPITA"),
    ] {
        assert_eq!(world.first(text, lang), wanted, "{text}");
    }
    let electroplating = world.keys("electroplating", Lang::En);
    for wanted in ["GALVANOPLASTIA DEL BAJIO", "CROMADOS HERMANOS REA"] {
        assert!(
            electroplating.iter().take(2).any(|key| key == wanted),
            "{electroplating:?}"
        );
    }
}

#[test]
fn typos_and_beginnings_are_forgiven() {
    let world = World::new();
    assert_eq!(
        world.first("galvanoplasita", Lang::Es),
        "GALVANOPLASTIA DEL BAJIO"
    );
    assert_eq!(world.first("torti", Lang::Es), "TORTILLERIA LUPITA");
    assert!(
        world
            .keys("\"cajas de cartón\"", Lang::Es)
            .contains(&"EMPAQUES SAN JOSE".to_owned())
    );
    assert!(
        world.keys("\"cartón de cajas\"", Lang::Es).is_empty(),
        "a phrase keeps its order"
    );
}

#[test]
fn filters_narrow_and_facets_count_what_is_left() {
    let world = World::new();
    let all = world.search(&SupplierQuery {
        facets: true,
        limit: 10,
        ..SupplierQuery::default()
    });
    assert_eq!(all.total, PLANTS.len());
    let states = |hits: &SupplierHits| {
        hits.facets
            .states
            .iter()
            .map(|(s, n)| (s.0, *n))
            .collect::<Vec<_>>()
    };
    assert_eq!(states(&all), [(14, 4), (8, 2), (11, 2)]);
    let class = |hits: &SupplierHits, code: &str| {
        hits.facets
            .scian
            .iter()
            .find(|(known, _)| known == code)
            .map_or(0, |(_, count)| *count)
    };
    assert_eq!(
        (class(&all, "332"), class(&all, "332810"), class(&all, "33")),
        (3, 2, 5)
    );
    let narrowed = world.search(&SupplierQuery {
        scian: vec!["332".into()],
        sizes: vec![SizeBand::From11To30],
        facets: true,
        limit: 10,
        ..SupplierQuery::default()
    });
    assert_eq!(narrowed.total, 2);
    let wide = SupplierQuery {
        processes: vec!["process.machining".into()],
        limit: 10,
        ..SupplierQuery::default()
    };
    let wider = world.search(&wide);
    assert_eq!(
        wider
            .hits
            .iter()
            .map(|h| h.key.as_str())
            .collect::<Vec<_>>(),
        ["MAQUINADOS CERRO ALTO"]
    );
    let near = SupplierQuery {
        around: Position::from_degrees(22.0, -103.3).map(|centre| (centre, 20_000)),
        limit: 10,
        ..SupplierQuery::default()
    };
    assert!(
        world
            .search(&near)
            .hits
            .iter()
            .all(|hit| PLANTS.iter().any(|p| p.0 == hit.key && p.3 == 14))
    );
    assert_eq!(world.search(&near).total, 4);
}

#[test]
fn a_changed_plant_replaces_itself() {
    let world = World::new();
    let mut writing = world.index.write().unwrap();
    let mut changed = document(&world.annotator, &PLANTS[4]);
    changed.activity = "Elaboración de pan dulce".into();
    writing.put_supplier(&world.vocabulary, &changed).unwrap();
    writing.commit(8).unwrap();
    drop(writing);
    world.index.reload().unwrap();
    assert_eq!(world.index.len(), PLANTS.len() as u64);
    assert_eq!(world.index.feed_position(), Some(8));
    assert_eq!(world.first("pan dulce", Lang::Es), "TORTILLERIA LUPITA");
}

#[test]
fn one_writer_at_a_time() {
    let world = World::new();
    let first = world.index.write().unwrap();
    assert!(matches!(world.index.write(), Err(SearchError::Busy)));
    drop(first);
    assert!(world.index.write().is_ok());
}

fn reopened(path: &Path, vocabulary: &str) -> IndexState {
    SearchIndex::open(path, vocabulary).unwrap().1
}

#[test]
fn a_stale_or_damaged_index_is_made_anew_and_says_why() {
    let world = World::new();
    let path = world.path();
    drop(world.index.clone());
    assert_eq!(
        reopened(&path, "v1"),
        IndexState::Ready { feed_position: 7 }
    );
    assert_eq!(
        reopened(&path, "v2"),
        IndexState::Rebuild {
            reason: RebuildReason::Stale
        }
    );
    let world = World::new();
    let path = world.path();
    for entry in std::fs::read_dir(&path).unwrap().flatten() {
        if entry
            .path()
            .extension()
            .is_some_and(|ending| ending == "idx" || ending == "store")
        {
            std::fs::write(entry.path(), b"damaged").unwrap();
        }
    }
    assert_eq!(
        reopened(&path, "v1"),
        IndexState::Rebuild {
            reason: RebuildReason::Corrupt
        }
    );
    let world = World::new();
    std::fs::write(world.path().join("meta.json"), b"{").unwrap();
    assert_eq!(
        reopened(&world.path(), "v1"),
        IndexState::Rebuild {
            reason: RebuildReason::Corrupt
        }
    );
}

#[test]
fn anything_may_be_typed() {
    let world = World::new();
    let long = "torno ".repeat(3_000);
    for text in [
        "",
        " ",
        "\"",
        "\"\"",
        "AND OR NOT",
        "a:b (c) [d] ~^*?\\",
        "\0\0",
        "ñ",
        "🔩",
        long.as_str(),
    ] {
        let query = SupplierQuery {
            text: text.to_owned(),
            limit: 10,
            facets: true,
            ..SupplierQuery::default()
        };
        let _ = world.search(&query);
    }
    let query = SupplierQuery {
        text: long,
        limit: 10,
        ..SupplierQuery::default()
    };
    assert!(world.search(&query).truncated, "what was left out is said");
}
