//! What a change changed, for the audit log: the fields that differ, before and after. What is
//! confidential is only said to have changed.

use serde_json::{Map, Value, json};

/// The longest text that is kept: enough to know what was meant.
const TEXT_MAX: usize = 200;

/// One field of a record.
pub struct Field<'a> {
    name: &'a str,
    before: Value,
    after: Value,
    is_open: bool,
}

impl<'a> Field<'a> {
    /// A field whose values may be read by whoever may read of the act.
    pub fn open(name: &'a str, before: impl Into<Value>, after: impl Into<Value>) -> Self {
        Self {
            name,
            before: before.into(),
            after: after.into(),
            is_open: true,
        }
    }

    /// A secret, a price, a confidential figure or something personal: its values are compared and
    /// forgotten.
    pub fn closed(name: &'a str, before: impl Into<Value>, after: impl Into<Value>) -> Self {
        Self {
            is_open: false,
            ..Self::open(name, before, after)
        }
    }
}

/// The detail of a change: `{"before": {…}, "after": {…}, "changed": ["closed field", …]}`, only
/// of fields that differ, and only the parts that hold something.
#[must_use]
pub fn changed<'a>(fields: impl IntoIterator<Item = Field<'a>>) -> Value {
    let (mut before, mut after) = (Map::new(), Map::new());
    let mut closed = Vec::new();
    for field in fields {
        if field.before == field.after {
            continue;
        }
        if field.is_open {
            before.insert(field.name.to_owned(), short(field.before));
            after.insert(field.name.to_owned(), short(field.after));
        } else {
            closed.push(field.name.to_owned());
        }
    }
    let mut detail = Map::new();
    if !before.is_empty() {
        detail.insert("before".into(), Value::Object(before));
        detail.insert("after".into(), Value::Object(after));
    }
    if !closed.is_empty() {
        detail.insert("changed".into(), json!(closed));
    }
    Value::Object(detail)
}

fn short(value: Value) -> Value {
    match value {
        Value::String(text) if text.chars().count() > TEXT_MAX => {
            let start: String = text.chars().take(TEXT_MAX).collect();
            Value::String(format!("{start}…"))
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_kept_and_nothing_closed() {
        let detail = changed([
            Field::open("status", "draft", "open"),
            Field::open("title", "Bujes", "Bujes"),
            Field::open("closes", Value::Null, "2026-12-01"),
            Field::closed("price", 1_250_000, 1_300_000),
            Field::closed("password", "s3cret", "s3cret"),
        ]);
        assert_eq!(
            detail,
            json!({
                "before": { "status": "draft", "closes": null },
                "after": { "status": "open", "closes": "2026-12-01" },
                "changed": ["price"],
            })
        );
        assert!(!detail.to_string().contains("1250000"));
    }

    #[test]
    fn nothing_changed_says_nothing() {
        assert_eq!(changed([Field::open("a", 1, 1)]), json!({}));
        let long = "á".repeat(500);
        let detail = changed([Field::open("text", "", long)]);
        let kept = detail["after"]["text"].as_str().unwrap();
        assert_eq!(kept.chars().count(), TEXT_MAX + 1);
    }
}
