//! What the model sees of a text: words, pairs of words, prefixes and character n-grams.

use eslabon_domain::text::{Lang, light_stem, words};
use std::collections::HashMap;

/// Words of a text that are read.
const WORDS_MAX: usize = 200;

/// The kinds of features; each kind is brought to length one by itself, so that none drowns the others.
pub(super) const KINDS: usize = 3;

/// Features of one text: for each, its number and how often it occurs, by kind.
#[derive(Debug, Default)]
pub(super) struct Features {
    pub by_kind: [HashMap<u32, f32>; KINDS],
}

/// The features of the words of a text, and which word each came from (its place).
pub(super) fn of_words(text: &str) -> Vec<String> {
    let keep = |folded: &String| folded.len() > 1 || folded.chars().all(|c| c.is_ascii_digit());
    words(text)
        .into_iter()
        .map(|word| word.folded)
        .filter(keep)
        .take(WORDS_MAX)
        .collect()
}

/// The features of a text.
pub(super) fn features(text: &str) -> Features {
    let folded = of_words(text);
    let mut found = Features::default();
    let mut before: Option<&str> = None;
    for word in &folded {
        of_word(word, &mut found);
        let stemmed = light_stem(word, Lang::Es);
        if let Some(before) = before {
            add(
                &mut found,
                0,
                &[b"2", before.as_bytes(), b" ", stemmed.as_bytes()],
            );
        }
        before = Some(stemmed);
    }
    found
}

/// The features of one word by itself.
pub(super) fn of_word(word: &str, found: &mut Features) {
    add(found, 0, &[b"1", word.as_bytes()]);
    let stemmed = light_stem(word, Lang::Es);
    if stemmed != word {
        add(found, 0, &[b"1", stemmed.as_bytes()]);
    }
    let ends: Vec<usize> = word
        .char_indices()
        .map(|(at, c)| at + c.len_utf8())
        .collect();
    for letters in [4, 5, 6, 7] {
        let prefix = ends
            .get(letters - 1)
            .and_then(|end| word.get(..*end))
            .unwrap_or(word);
        add(found, 2, &[b"p", prefix.as_bytes()]);
    }
    let padded = format!(" {word} ");
    let starts: Vec<usize> = padded
        .char_indices()
        .map(|(at, _)| at)
        .chain([padded.len()])
        .collect();
    for n in [3, 4, 5] {
        for pair in starts.windows(n + 1) {
            if let (Some(from), Some(to)) = (pair.first(), pair.last())
                && let Some(gram) = padded.get(*from..*to)
            {
                add(found, 1, &[b"c", gram.as_bytes()]);
            }
        }
    }
}

fn add(found: &mut Features, kind: usize, parts: &[&[u8]]) {
    if let Some(counts) = found.by_kind.get_mut(kind) {
        *counts.entry(number(parts)).or_default() += 1.0;
    }
}

/// FNV-1a: small, fast, the same on every machine.
fn number(parts: &[&[u8]]) -> u32 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in parts.iter().copied().flatten() {
        hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    }
    #[expect(clippy::cast_possible_truncation, reason = "half a hash is a hash")]
    let folded = (hash ^ (hash >> 32)) as u32;
    folded
}
