//! How text becomes terms: folded words, and their stems per language. The same functions serve
//! documents and queries, so that both always meet.

use eslabon_domain::text::{Lang, stem, words};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer, TokenizerManager};

/// Folded words, for names, prefixes and typos.
pub const FOLDED: &str = "folded";

/// The stemmed tokenizer of a language.
#[must_use]
pub fn stemmed(lang: Lang) -> &'static str {
    match lang {
        Lang::Es => "stem_es",
        Lang::En => "stem_en",
    }
}

/// Words so frequent that they tell nothing; left out of stemmed fields and of queries.
const SMALL_WORDS: [&str; 46] = [
    "de", "la", "el", "los", "las", "y", "e", "o", "u", "en", "con", "para", "por", "del", "al",
    "a", "un", "una", "que", "se", "su", "sus", "no", "the", "of", "and", "or", "for", "in",
    "with", "to", "an", "on", "by", "is", "are", "we", "sa", "cv", "rl", "sapi", "srl", "otro",
    "otros", "otras", "other",
];

/// Whether a folded word tells nothing.
#[must_use]
pub fn is_small(folded: &str) -> bool {
    SMALL_WORDS.contains(&folded)
}

/// The stems of a text, small words left out.
#[must_use]
pub fn stems(text: &str, lang: Lang) -> Vec<String> {
    words(text)
        .into_iter()
        .filter(|word| !is_small(&word.folded))
        .map(|word| stem(&word.folded, lang))
        .collect()
}

/// Every tokenizer of the schema.
#[must_use]
pub fn tokenizers() -> TokenizerManager {
    // The default manager knows `raw`, which fields of whole strings (ids, codes) name.
    let manager = TokenizerManager::default();
    manager.register(FOLDED, WordTokenizer { lang: None });
    for lang in Lang::ALL {
        manager.register(stemmed(lang), WordTokenizer { lang: Some(lang) });
    }
    manager
}

/// Splits into folded words and, for a language, stems them.
#[derive(Debug, Clone, Copy)]
struct WordTokenizer {
    lang: Option<Lang>,
}

/// Longer words are no words; tantivy refuses terms of 64 KB.
const LONGEST_WORD: usize = 100;

impl Tokenizer for WordTokenizer {
    type TokenStream<'a> = WordStream;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> WordStream {
        let mut tokens = Vec::new();
        for (position, word) in words(text).into_iter().enumerate() {
            if word.folded.len() > LONGEST_WORD || (self.lang.is_some() && is_small(&word.folded)) {
                continue;
            }
            let text = match self.lang {
                Some(lang) => stem(&word.folded, lang),
                None => word.folded,
            };
            tokens.push(Token {
                offset_from: word.span.start,
                offset_to: word.span.end,
                position,
                text,
                position_length: 1,
            });
        }
        WordStream {
            tokens: tokens.into_iter(),
            current: Token::default(),
        }
    }
}

/// The words of one text.
struct WordStream {
    tokens: std::vec::IntoIter<Token>,
    current: Token,
}

impl TokenStream for WordStream {
    fn advance(&mut self) -> bool {
        match self.tokens.next() {
            Some(token) => {
                self.current = token;
                true
            }
            None => false,
        }
    }

    fn token(&self) -> &Token {
        &self.current
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.current
    }
}
