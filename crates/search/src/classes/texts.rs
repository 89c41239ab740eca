//! The official titles of classes, and the texts from which the model learns.

use eslabon_domain::text::Lang;
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::OnceLock;

const CLASSES_ES: &str = include_str!("../../../../schema/scian/classes_es.csv");
const MANUFACTURING_EN: &str = include_str!("../../../../schema/scian/manufacturing_en.csv");
const INDEX_TERMS_ES: &str =
    include_str!("../../../../schema/scian/manufacturing_index_terms_es.csv");

#[derive(Deserialize)]
struct SpanishRow {
    code: String,
    title_es: String,
    description_es: String,
    includes_es: String,
}

#[derive(Deserialize)]
struct EnglishRow {
    code: String,
    title_en: String,
    keywords_en: String,
}

#[derive(Deserialize)]
struct TermRow {
    code: String,
    term_es: String,
}

/// A class's own words.
#[derive(Debug, Clone, Default)]
struct Texts {
    title_es: String,
    title_en: String,
    description_es: String,
    includes_es: String,
    keywords_en: Vec<String>,
}

/// The titles of SCIAN 2023, two to six digits.
#[derive(Debug)]
pub struct ClassTexts {
    by_code: HashMap<String, Texts>,
    manufacturing: Vec<String>,
}

impl ClassTexts {
    /// The bundled tables.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<ClassTexts> = OnceLock::new();
        SHARED.get_or_init(Self::load)
    }

    fn load() -> Self {
        let mut by_code: HashMap<String, Texts> = HashMap::new();
        for row in csv::Reader::from_reader(CLASSES_ES.as_bytes())
            .deserialize::<SpanishRow>()
            .filter_map(Result::ok)
        {
            // Sectors that span several two-digit codes ("31-33") are known under each.
            let codes: Vec<String> = match row.code.split_once('-') {
                Some((from, to)) => match (from.parse::<u8>(), to.parse::<u8>()) {
                    (Ok(from), Ok(to)) => (from..=to).map(|code| code.to_string()).collect(),
                    _ => Vec::new(),
                },
                None => vec![row.code],
            };
            for code in codes {
                let texts = by_code.entry(code).or_default();
                texts.title_es.clone_from(&row.title_es);
                texts.description_es.clone_from(&row.description_es);
                texts.includes_es.clone_from(&row.includes_es);
            }
        }
        for row in csv::Reader::from_reader(MANUFACTURING_EN.as_bytes())
            .deserialize::<EnglishRow>()
            .filter_map(Result::ok)
        {
            let texts = by_code.entry(row.code).or_default();
            texts.title_en = row.title_en;
            texts.keywords_en = row
                .keywords_en
                .split('|')
                .filter(|k| !k.is_empty())
                .map(str::to_owned)
                .collect();
        }
        let mut manufacturing: Vec<String> = by_code
            .keys()
            .filter(|code| code.len() == 6 && Self::is_manufacturing(code))
            .cloned()
            .collect();
        manufacturing.sort();
        Self {
            by_code,
            manufacturing,
        }
    }

    /// The title of a code, where the language has one.
    #[must_use]
    pub fn title(&self, code: &str, lang: Lang) -> Option<&str> {
        let texts = self.by_code.get(code)?;
        let title = match lang {
            Lang::Es => &texts.title_es,
            Lang::En => &texts.title_en,
        };
        (!title.is_empty()).then_some(title.as_str())
    }

    /// Whether the 2023 edition has this code.
    #[must_use]
    pub fn is_known(&self, code: &str) -> bool {
        self.by_code
            .get(code)
            .is_some_and(|texts| !texts.title_es.is_empty())
    }

    /// Whether a code lies in manufacturing (31 to 33).
    #[must_use]
    pub fn is_manufacturing(code: &str) -> bool {
        ["31", "32", "33"]
            .iter()
            .any(|sector| code.starts_with(sector))
    }

    /// The six-digit codes of manufacturing, ascending.
    pub fn manufacturing_codes(&self) -> impl Iterator<Item = &str> {
        self.manufacturing.iter().map(String::as_str)
    }
}

/// A text whose class is official, with its weight in learning.
#[derive(Debug, Clone)]
pub(super) struct Example {
    pub code: String,
    pub text: String,
    pub weight: f32,
}

/// The official index terms: code and term.
pub fn index_terms() -> Vec<(String, String)> {
    csv::Reader::from_reader(INDEX_TERMS_ES.as_bytes())
        .deserialize::<TermRow>()
        .filter_map(Result::ok)
        .map(|row| (row.code, row.term_es))
        .collect()
}

/// What the model learns from, besides index terms: titles, descriptions and their phrases, English.
pub(super) fn class_examples() -> Vec<Example> {
    let shared = ClassTexts::shared();
    let mut examples = Vec::new();
    for code in shared.manufacturing_codes() {
        let Some(texts) = shared.by_code.get(code) else {
            continue;
        };
        let mut add = |text: &str, weight: f32| {
            if !text.trim().is_empty() {
                examples.push(Example {
                    code: code.to_owned(),
                    text: text.to_owned(),
                    weight,
                });
            }
        };
        add(&texts.title_es, 1.0);
        add(&texts.title_en, 1.0);
        for keyword in &texts.keywords_en {
            add(keyword, 0.6);
        }
        add(
            &format!("{} {}", texts.title_en, texts.keywords_en.join(" ")),
            0.6,
        );
        add(&profile(texts), 1.0);
        for text in [&texts.title_es, &texts.description_es, &texts.includes_es] {
            for phrase in text
                .split([';', ':', '.', ',', '(', ')'])
                .flat_map(|part| part.split(" y "))
            {
                let phrase = phrase
                    .trim()
                    .trim_start_matches("Unidades económicas dedicadas principalmente a");
                if (4..120).contains(&phrase.len()) {
                    add(phrase, 0.3);
                }
            }
        }
    }
    examples
}

/// Everything that a class says of itself in Spanish.
fn profile(texts: &Texts) -> String {
    format!(
        "{} {} {}",
        texts.title_es, texts.description_es, texts.includes_es
    )
}

/// The profile of a six-digit class.
pub(super) fn profile_of(code: &str) -> String {
    ClassTexts::shared()
        .by_code
        .get(code)
        .map(profile)
        .unwrap_or_default()
}
