//! The one index schema of suppliers and needs.
//!
//! What is filtered and counted is a number in a fast column; what is searched is a term. Numbers of
//! concepts are their places in the vocabulary, whose fingerprint is part of the index's.

use crate::analyse::{FOLDED, stemmed};
use eslabon_domain::text::Lang;
use tantivy::schema::{
    FAST, Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};

/// Raised whenever what is written into the index changes.
pub const VERSION: &str = "2";

/// Documents of this kind are suppliers.
pub const SUPPLIER: u64 = 1;
/// Documents of this kind are needs.
pub const NEED: u64 = 2;

/// The column of flags.
pub mod flags {
    /// Something was verified or measured.
    pub const VERIFIED: u64 = 1;
    /// It has facts of its own.
    pub const PROFILE: u64 = 2;
    /// A need that is open to matching.
    pub const OPEN: u64 = 4;
}

/// A column for which "unknown" must be told from any value.
pub const NONE: u64 = u64::MAX;

/// Names of fast columns.
pub mod column {
    /// [`super::SUPPLIER`] or [`super::NEED`].
    pub const KIND: &str = "kind";
    /// INEGI's number of the state.
    pub const STATE: &str = "state";
    /// INEGI's five digits as a number.
    pub const MUNICIPALITY: &str = "municipality";
    /// Six digits as a number.
    pub const SCIAN: &str = "scian_code";
    /// Place in `SizeBand::ALL`.
    pub const SIZE: &str = "size";
    /// [`super::flags`].
    pub const FLAGS: &str = "flags";
    /// Latitude × 10⁶.
    pub const LAT: &str = "lat";
    /// Longitude × 10⁶.
    pub const LON: &str = "lon";
    /// Numbers of concepts among the facts, with everything wider.
    pub const ITEMS: &str = "items";
    /// The upper half of the id: breaks ties.
    pub const TIE_HIGH: &str = "tie_high";
    /// The lower half of the id.
    pub const TIE_LOW: &str = "tie_low";
}

/// The fields that are searched or stored.
#[derive(Debug, Clone, Copy)]
pub struct Fields {
    /// The id: replaces, removes.
    pub id: Field,
    /// Which kind, as a fast column.
    pub kind: Field,
    /// The key that batch searches print.
    pub key: Field,
    /// Names as folded words.
    pub name: Field,
    /// Everything in Spanish, stemmed.
    pub text_es: Field,
    /// Everything in English, stemmed.
    pub text_en: Field,
    /// Concepts among facts and mentions, with everything wider.
    pub concept: Field,
    /// SCIAN code and its prefixes.
    pub scian: Field,
    /// The organisation of a need.
    pub organisation: Field,
    /// The centre in whose pipeline a need lies.
    pub centre: Field,
    /// Stored texts for snippets.
    pub shown: Field,
    /// The name as it is.
    pub shown_name: Field,
    /// Fast columns.
    pub state: Field,
    /// Fast column.
    pub municipality: Field,
    /// Fast column.
    pub scian_code: Field,
    /// Fast column.
    pub size: Field,
    /// Fast column.
    pub flags: Field,
    /// Fast column.
    pub lat: Field,
    /// Fast column.
    pub lon: Field,
    /// Fast column, several values.
    pub items: Field,
    /// Fast column.
    pub tie_high: Field,
    /// Fast column.
    pub tie_low: Field,
}

impl Fields {
    /// The text field of a language.
    #[must_use]
    pub fn text(&self, lang: Lang) -> Field {
        match lang {
            Lang::Es => self.text_es,
            Lang::En => self.text_en,
        }
    }
}

/// The schema and its fields.
#[must_use]
pub fn build() -> (Schema, Fields) {
    let text = |tokenizer: &str| {
        TextOptions::default().set_indexing_options(
            TextFieldIndexing::default()
                .set_tokenizer(tokenizer)
                .set_index_option(IndexRecordOption::WithFreqsAndPositions),
        )
    };
    let mut schema = Schema::builder();
    let fields = Fields {
        id: schema.add_text_field("id", STRING | STORED),
        key: schema.add_text_field("key", STORED),
        name: schema.add_text_field("name", text(FOLDED)),
        text_es: schema.add_text_field("text_es", text(stemmed(Lang::Es))),
        text_en: schema.add_text_field("text_en", text(stemmed(Lang::En))),
        concept: schema.add_text_field("concept", STRING),
        scian: schema.add_text_field("scian", STRING | STORED),
        organisation: schema.add_text_field("organisation", STRING),
        centre: schema.add_text_field("centre", STRING),
        shown: schema.add_text_field("shown", STORED),
        shown_name: schema.add_text_field("shown_name", STORED),
        kind: schema.add_u64_field(column::KIND, FAST),
        state: schema.add_u64_field(column::STATE, FAST),
        municipality: schema.add_u64_field(column::MUNICIPALITY, FAST),
        scian_code: schema.add_u64_field(column::SCIAN, FAST),
        size: schema.add_u64_field(column::SIZE, FAST),
        flags: schema.add_u64_field(column::FLAGS, FAST),
        lat: schema.add_i64_field(column::LAT, FAST),
        lon: schema.add_i64_field(column::LON, FAST),
        items: schema.add_u64_field(column::ITEMS, FAST),
        tie_high: schema.add_u64_field(column::TIE_HIGH, FAST),
        tie_low: schema.add_u64_field(column::TIE_LOW, FAST),
    };
    (schema.build(), fields)
}
