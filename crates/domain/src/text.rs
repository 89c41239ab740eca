//! Text in two languages: folding, words with their place, stems.
//!
//! People type without accents and registers print in capitals, so everything is compared
//! *folded*: lower case, no accents, one kind of dash. Stems are taken of folded words.

use frostem::{Algorithm, Stemmer};
use serde::{Deserialize, Serialize};
use std::ops::Range;
use std::sync::OnceLock;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// The stemmer's name and version. It is part of the search index's fingerprint.
pub const STEMMER: &str = "frostem 1.20260821.8";

/// A language of the pages and of people's text.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Default,
)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Mexican Spanish, the first language.
    #[default]
    Es,
    /// English.
    En,
}

impl Lang {
    /// Both.
    pub const ALL: [Lang; 2] = [Lang::Es, Lang::En];

    /// `es` or `en`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Lang::Es => "es",
            Lang::En => "en",
        }
    }

    /// Reads `es`, `es-MX`, `en`, `en-US`…
    #[must_use]
    pub fn parse(tag: &str) -> Option<Self> {
        match tag.trim().to_ascii_lowercase().split(['-', '_']).next() {
            Some("es") => Some(Lang::Es),
            Some("en") => Some(Lang::En),
            _ => None,
        }
    }
}

/// A text of ours, in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
pub struct Bilingual {
    /// Spanish.
    pub es: String,
    /// English.
    pub en: String,
}

impl Bilingual {
    /// The text in this language.
    #[must_use]
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Es => &self.es,
            Lang::En => &self.en,
        }
    }
}

/// A text of a person, in the language in which she wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
pub struct LocalText {
    /// Its language.
    pub lang: Lang,
    /// The words.
    pub text: String,
}

impl LocalText {
    /// Text in Spanish.
    #[must_use]
    pub fn es(text: impl Into<String>) -> Self {
        Self {
            lang: Lang::Es,
            text: text.into(),
        }
    }

    /// Text in English.
    #[must_use]
    pub fn en(text: impl Into<String>) -> Self {
        Self {
            lang: Lang::En,
            text: text.into(),
        }
    }
}

/// Lower case, without accents (ñ becomes n: registers often print it so).
#[must_use]
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .collect()
}

/// A word of a text: folded, with the bytes of the original that it stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Lower case, no accents.
    pub folded: String,
    /// Where it stands in the original text.
    pub span: Range<usize>,
}

/// The words of a text: runs of letters and digits.
#[must_use]
pub fn words(text: &str) -> Vec<Word> {
    let mut found = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices() {
        match (c.is_alphanumeric() || is_combining_mark(c), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                push_word(text, from..at, &mut found);
                start = None;
            }
            _ => {}
        }
    }
    if let Some(from) = start {
        push_word(text, from..text.len(), &mut found);
    }
    found
}

fn push_word(text: &str, span: Range<usize>, found: &mut Vec<Word>) {
    if let Some(word) = text.get(span.clone()) {
        found.push(Word {
            folded: fold(word),
            span,
        });
    }
}

/// The stem of a *folded* word.
///
/// Snowball's Spanish rules look for accents that folding took away, so the few endings that
/// matter get theirs back first: *fabricacion* → *fabricación* → *fabric*.
#[must_use]
pub fn stem(folded: &str, lang: Lang) -> String {
    static STEMMERS: OnceLock<(Stemmer, Stemmer)> = OnceLock::new();
    let (es, en) = STEMMERS.get_or_init(|| {
        (
            Stemmer::new(Algorithm::Spanish),
            Stemmer::new(Algorithm::English),
        )
    });
    match lang {
        Lang::En => en.stem(folded).into_owned(),
        Lang::Es => {
            if let Some(base) = folded
                .strip_suffix("cion")
                .or_else(|| folded.strip_suffix("sion"))
            {
                let consonant = if folded.ends_with("cion") { 'c' } else { 's' };
                return fold(&es.stem(&format!("{base}{consonant}ión")));
            }
            if let Some(base) = folded.strip_suffix("logia") {
                return fold(&es.stem(&format!("{base}logía")));
            }
            fold(&es.stem(folded))
        }
    }
}

/// The light stem of a *folded* word: number and gender taken away, nothing more.
///
/// Full stems join words that mean different things on the shop floor (*maquinado* and *máquina*,
/// *cementado* and *cemento*, *zincado* and *zinc*), so phrases of the vocabulary are compared by these.
#[must_use]
pub fn light_stem(folded: &str, lang: Lang) -> &str {
    if folded.len() < 4 || folded.ends_with(|c: char| c.is_ascii_digit()) {
        return folded;
    }
    let cut = |ending: &str| folded.strip_suffix(ending).filter(|rest| rest.len() >= 3);
    match lang {
        Lang::En => match folded {
            _ if folded.ends_with("ss") || folded.ends_with("us") || folded.ends_with("is") => {
                folded
            }
            _ if ["ches", "shes", "xes", "sses"]
                .iter()
                .any(|ending| folded.ends_with(ending)) =>
            {
                cut("es").unwrap_or(folded)
            }
            _ => cut("s").unwrap_or(folded),
        },
        Lang::Es => {
            let singular = match folded {
                _ if folded.ends_with("ones")
                    || folded.ends_with("ales")
                    || folded.ends_with("res") =>
                {
                    cut("es")
                }
                _ if folded.ends_with("ss") || folded.ends_with("is") || folded.ends_with("us") => {
                    None
                }
                _ => cut("s"),
            };
            let singular = singular.unwrap_or(folded);
            singular
                .strip_suffix(['a', 'o', 'e'])
                .filter(|rest| rest.len() >= 3)
                .unwrap_or(singular)
        }
    }
}

/// A text as a key: its folded words, one space between.
#[must_use]
pub fn normal_form(text: &str) -> String {
    let mut form = String::with_capacity(text.len());
    for word in words(text) {
        if !form.is_empty() {
            form.push(' ');
        }
        form.push_str(&word.folded);
    }
    form
}

/// A guess at the language of a text by its small words; Spanish where nothing tells.
#[must_use]
pub fn guess_lang(text: &str) -> Lang {
    const ES: [&str; 16] = [
        "de",
        "la",
        "el",
        "los",
        "las",
        "y",
        "para",
        "con",
        "en",
        "por",
        "del",
        "que",
        "fabricacion",
        "piezas",
        "se",
        "una",
    ];
    const EN: [&str; 16] = [
        "of",
        "the",
        "and",
        "for",
        "with",
        "in",
        "to",
        "other",
        "manufacturing",
        "parts",
        "we",
        "is",
        "on",
        "a",
        "need",
        "by",
    ];
    let (mut es, mut en) = (0, 0);
    for word in words(text).iter().take(400) {
        es += i32::from(ES.contains(&word.folded.as_str()));
        en += i32::from(EN.contains(&word.folded.as_str()));
    }
    if en > es { Lang::En } else { Lang::Es }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_takes_accents_and_case() {
        assert_eq!(fold("FABRICACIÓN de Ñandú"), "fabricacion de nandu");
        assert_eq!(normal_form("  Corte-láser,  CNC "), "corte laser cnc");
    }

    #[test]
    fn words_know_where_they_stand() {
        let text = "Inyección de plástico";
        let found = words(text);
        assert_eq!(found.len(), 3);
        assert_eq!(&text[found[2].span.clone()], "plástico");
        assert_eq!(found[2].folded, "plastico");
    }

    #[test]
    fn forms_of_a_word_share_their_stem() {
        assert_eq!(
            stem("fabricacion", Lang::Es),
            stem("fabricaciones", Lang::Es)
        );
        assert_eq!(stem("pieza", Lang::Es), stem("piezas", Lang::Es));
        assert_eq!(stem("machining", Lang::En), stem("machined", Lang::En));
    }

    #[test]
    fn light_stems_keep_shop_words_apart() {
        let es = |word| light_stem(word, Lang::Es);
        assert_eq!(es("piezas"), es("pieza"));
        assert_eq!(es("metalicas"), es("metalico"));
        assert_eq!(es("inyecciones"), es("inyeccion"));
        assert_eq!(es("moldes"), es("molde"));
        for (process, thing) in [
            ("maquinado", "maquina"),
            ("cementado", "cemento"),
            ("zincado", "zinc"),
            ("torneado", "torno"),
        ] {
            assert_ne!(es(process), es(thing));
        }
        assert_eq!(
            light_stem("castings", Lang::En),
            light_stem("casting", Lang::En)
        );
        assert_eq!(light_stem("brass", Lang::En), "brass");
    }

    #[test]
    fn language_is_guessed_by_small_words() {
        assert_eq!(guess_lang("fabricación de partes"), Lang::Es);
        assert_eq!(guess_lang("Other plastics product manufacturing"), Lang::En);
    }

    #[test]
    fn any_bytes_are_survived() {
        for text in ["", "\0\0", "ñ\u{301}", "e\u{301}", "🔩 tornillo", "ﬁn"] {
            let _ = (words(text), normal_form(text), guess_lang(text));
        }
    }
}
