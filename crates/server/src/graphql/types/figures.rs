//! Published figures about many firms.

use crate::graphql::ids;
use async_graphql::{ID, SimpleObject};
use eslabon_app::aggregates::Published;
use eslabon_engine::aggregates::{Key, Line, SizeClass};

/// A table, as it was published. It never changes.
#[derive(Debug, Clone, SimpleObject)]
pub struct PublishedTable {
    /// Global id.
    pub id: ID,
    /// The centre's name.
    pub centre: String,
    /// The closed quarter: `2026-Q3`.
    pub period: String,
    /// Which table: `oee_by_sector`.
    pub kind: String,
    /// When it was published: RFC 3339, UTC.
    pub published_at: String,
    /// How many firms in all, rounded to five.
    pub firms: u64,
    /// Its lines; none covers fewer than five firms.
    pub lines: Vec<PublishedLine>,
}

/// A line of a table.
#[derive(Debug, Clone, SimpleObject)]
pub struct PublishedLine {
    /// What the firms have in common: a state's number, a size, a concept; `not_known` or `rest`.
    pub keys: Vec<String>,
    /// How many firms, rounded to five.
    pub firms: u64,
    /// The value on its ladder, in the attribute's canonical unit or in millionths; null in tables
    /// of numbers. Text, because it may exceed 32 bits.
    pub value: Option<String>,
}

impl From<Published> for PublishedTable {
    fn from(one: Published) -> Self {
        Self {
            id: ids::global(ids::PUBLISHED_TABLE, one.id),
            centre: one.centre,
            period: one.period,
            kind: one.table.kind.as_str().to_owned(),
            published_at: one.published_at.to_string(),
            firms: one.table.firms as u64,
            lines: one
                .table
                .lines
                .into_iter()
                .map(PublishedLine::from)
                .collect(),
        }
    }
}

impl From<Line> for PublishedLine {
    fn from(line: Line) -> Self {
        Self {
            keys: line.keys.iter().map(word).collect(),
            firms: line.firms as u64,
            value: line.value.map(|value| value.to_string()),
        }
    }
}

fn word(key: &Key) -> String {
    match key {
        Key::State(code) => code.to_string(),
        Key::Sector(id) => id.clone(),
        Key::Size(SizeClass::Micro) => "micro".into(),
        Key::Size(SizeClass::Small) => "small".into(),
        Key::Size(SizeClass::Medium) => "medium".into(),
        Key::Size(SizeClass::Large) => "large".into(),
        Key::NotKnown => "not_known".into(),
        Key::Rest => "rest".into(),
    }
}
