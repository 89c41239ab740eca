//! What the model sees of a text: words, pairs of words, its head, prefixes, character n-grams and the
//! families of its words.
//!
//! Features are numbers (hashes) with counts, always in ascending order: nothing here may depend on
//! the order of a hash map, or learning twice would give two models.

use super::families;
use eslabon_domain::text::{Lang, fold, light_stem, words};

/// Words of a text that are read.
const WORDS_MAX: usize = 200;
/// Letters of a word that are read; a longer one is no word.
const LETTERS_MAX: usize = 40;

/// The kinds of features; each kind is brought to length one by itself, so that none drowns the others.
pub(super) const KINDS: usize = 7;

/// What a feature tells of: its place in [`Features::by_kind`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub(super) enum Kind {
    /// Words, stems, pairs of stems.
    Words = 0,
    /// Character n-grams of words.
    Grams = 1,
    /// Beginnings of words.
    Prefixes = 2,
    /// The first words that mean something, and pairs that leave small words out.
    Head = 3,
    /// Words that the text excludes ("excepto de madera").
    Excluded = 4,
    /// Categories that words keep company with.
    Families = 5,
    /// Those of the first word that has any.
    HeadFamilies = 6,
}

/// Words that join others and tell nothing by themselves.
const SMALL_WORDS: [&str; 25] = [
    "de", "la", "el", "los", "las", "y", "o", "a", "en", "para", "por", "con", "del", "al", "un",
    "una", "su", "que", "se", "and", "of", "or", "the", "for", "in",
];
/// Words that say that something is offered, not what; their letters are those of other trades' words
/// ("maquila" of "maquinaria"), so they are not read at all.
const OFFERING: [&str; 12] = [
    "maquila",
    "maquilas",
    "maquiladora",
    "maquiladoras",
    "servicio",
    "servicios",
    "service",
    "services",
    "proveedor",
    "proveedores",
    "supplier",
    "suppliers",
];
/// Words that say that something is made, not what: whatever they keep company with tells nothing.
const MAKING: [&str; 23] = [
    "fabricacion",
    "elaboracion",
    "confeccion",
    "produccion",
    "preparacion",
    "manufactura",
    "manufacture",
    "manufacturing",
    "industria",
    "industrial",
    "industriales",
    "producto",
    "productos",
    "product",
    "products",
    "otros",
    "otras",
    "other",
    "partir",
    "serie",
    "sobre",
    "medida",
    "with",
];
/// Letters that a word with a family has at least.
const FAMILY_LETTERS_LEAST: usize = 4;
/// Words after which a phrase says what is not meant.
const EXCLUDING: [&str; 3] = ["excepto", "except", "salvo"];
/// Lengths of prefixes.
const PREFIXES: [usize; 4] = [4, 5, 6, 7];
/// Lengths of character n-grams, with the space before and after a word.
const GRAMS: [usize; 3] = [3, 4, 5];

/// Features of one text: for each, its number and how often it occurs, by kind, ascending.
#[derive(Debug, Default)]
pub(super) struct Features {
    pub by_kind: [Vec<(u32, f32)>; KINDS],
}

impl Features {
    /// The features of a text.
    pub fn of(text: &str) -> Self {
        let mut found = Self::default();
        let read = read_words(text);
        for word in &read {
            found.add_word(word);
        }
        found.add_pairs(&read);
        found.add_head(&read);
        found.add_excluded(text);
        found.add_families(read.iter().map(String::as_str));
        found.settled()
    }

    /// The features of one folded word by itself.
    pub fn of_word(word: &str) -> Self {
        let mut found = Self::default();
        if is_read(word) {
            found.add_word(word);
            found.add_families([word]);
        }
        found.settled()
    }

    fn add_word(&mut self, word: &str) {
        self.add(Kind::Words, &["1", word]);
        self.add(Kind::Words, &["s", light_stem(word, Lang::Es)]);
        let ends: Vec<usize> = word
            .char_indices()
            .map(|(at, c)| at + c.len_utf8())
            .collect();
        for letters in PREFIXES {
            let prefix = ends
                .get(letters - 1)
                .and_then(|end| word.get(..*end))
                .unwrap_or(word);
            self.add(Kind::Prefixes, &["p", prefix]);
        }
        let padded = format!(" {word} ");
        let starts: Vec<usize> = padded
            .char_indices()
            .map(|(at, _)| at)
            .chain([padded.len()])
            .collect();
        for n in GRAMS {
            for gram in starts.windows(n + 1) {
                if let (Some(from), Some(to)) = (gram.first(), gram.last()) {
                    self.add(Kind::Grams, &["c", padded.get(*from..*to).unwrap_or("")]);
                }
            }
        }
    }

    fn add_pairs(&mut self, read: &[String]) {
        for pair in read.windows(2) {
            if let [first, second] = pair {
                let (first, second) = (light_stem(first, Lang::Es), light_stem(second, Lang::Es));
                self.add(Kind::Words, &["2", first, " ", second]);
            }
        }
    }

    fn add_head(&mut self, read: &[String]) {
        let telling: Vec<&str> = read
            .iter()
            .filter(|word| !SMALL_WORDS.contains(&word.as_str()))
            .map(|word| light_stem(word, Lang::Es))
            .collect();
        if let Some(head) = telling.first() {
            self.add(Kind::Head, &["h", head]);
        }
        for pair in telling.windows(2) {
            if let [first, second] = pair {
                self.add(Kind::Head, &["b", first, " ", second]);
            }
        }
    }

    fn add_excluded(&mut self, text: &str) {
        let folded = fold(text);
        for phrase in folded.split([',', ';', '.', '(', ')']) {
            let words = read_words(phrase);
            let excluded = words
                .iter()
                .skip_while(|word| !EXCLUDING.contains(&word.as_str()));
            for word in excluded.skip(1) {
                self.add(Kind::Excluded, &["x", light_stem(word, Lang::Es)]);
            }
        }
    }

    /// Each category, and those above it, as strongly as the words belong to it.
    fn add_families<'a>(&mut self, read: impl IntoIterator<Item = &'a str>) {
        let mut is_head = true;
        for word in read.into_iter().filter(|word| is_telling(word)) {
            let members = families::of_stem(light_stem(word, Lang::Es));
            for (category, weight) in members {
                for part in families::with_wider(category) {
                    self.add_weighted(Kind::Families, &["f", part], *weight);
                    if is_head {
                        self.add_weighted(Kind::HeadFamilies, &["F", part], *weight);
                    }
                }
            }
            is_head &= members.is_empty();
        }
    }

    fn add(&mut self, kind: Kind, parts: &[&str]) {
        self.add_weighted(kind, parts, 1.0);
    }

    fn add_weighted(&mut self, kind: Kind, parts: &[&str], weight: f32) {
        if let Some(counts) = self.by_kind.get_mut(kind as usize) {
            counts.push((number(parts), weight));
        }
    }

    /// Ascending, each feature once.
    fn settled(mut self) -> Self {
        for counts in &mut self.by_kind {
            counts.sort_unstable_by_key(|(number, _)| *number);
            counts.dedup_by(|next, kept| {
                let same = next.0 == kept.0;
                kept.1 += if same { next.1 } else { 0.0 };
                same
            });
        }
        self
    }
}
/// The words of a text that are read, folded.
fn read_words(text: &str) -> Vec<String> {
    words(text)
        .into_iter()
        .map(|word| word.folded)
        .filter(|word| is_read(word))
        .take(WORDS_MAX)
        .collect()
}

fn is_read(folded: &str) -> bool {
    let whole = folded.len() > 1 || folded.chars().all(|c| c.is_ascii_digit());
    whole && folded.len() <= LETTERS_MAX && !OFFERING.contains(&folded)
}

/// Whether a word may tell what a product is: neither small, nor of offering, nor of making.
pub(super) fn is_telling(folded: &str) -> bool {
    folded.len() >= FAMILY_LETTERS_LEAST
        && [&SMALL_WORDS[..], &OFFERING, &EXCLUDING, &MAKING]
            .iter()
            .all(|words| !words.contains(&folded))
}

/// FNV-1a: small, fast, the same on every machine.
fn number(parts: &[&str]) -> u32 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in parts.iter().flat_map(|part| part.bytes()) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    #[expect(clippy::cast_possible_truncation, reason = "half a hash is a hash")]
    let folded = (hash ^ (hash >> 32)) as u32;
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_ascend_and_are_counted() {
        let found = Features::of("tubos, tubos de acero");
        for counts in &found.by_kind {
            assert!(counts.windows(2).all(|pair| pair[0].0 < pair[1].0));
        }
        let whole_word = number(&["1", "tubos"]);
        assert!(found.by_kind[0].contains(&(whole_word, 2.0)));
    }

    #[test]
    fn words_of_offering_are_not_read() {
        assert_eq!(
            read_words("servicio de maquila: cromado"),
            ["de", "cromado"]
        );
    }

    #[test]
    fn an_unknown_word_has_the_features_of_its_family() {
        let numbers = |text, kind| -> Vec<u32> {
            let found = Features::of(text);
            found.by_kind[kind as usize].iter().map(|f| f.0).collect()
        };
        for kind in [Kind::Families, Kind::HeadFamilies] {
            let banjos = numbers("fabricación de banjos", kind);
            let guitars = numbers("guitarras de madera", kind);
            assert!(banjos.iter().any(|number| guitars.contains(number)));
        }
        assert!(numbers("fabricación de productos", Kind::Families).is_empty());
    }

    #[test]
    fn what_is_excluded_is_told_apart() {
        let excluded = |text| Features::of(text).by_kind[Kind::Excluded as usize].len();
        assert_eq!(excluded("muebles, excepto de madera, fabricación"), 2);
        assert_eq!(excluded("muebles de madera"), 0);
    }
}
