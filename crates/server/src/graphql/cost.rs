//! What a query may cost, decided before anything is executed.
//!
//! Every field costs one, every list multiplies what lies below it by its `first`. Fragments are
//! counted once and remembered, so that nested fragments cannot make the counting itself expensive
//! (a 750-byte query of nested fragments costs a stock server seconds).

use async_graphql::parser::types::{
    ExecutableDocument, Field, FragmentDefinition, OperationDefinition, Selection, SelectionSet,
};
use async_graphql::{Name, Positioned, Variables};
use async_graphql_value::{ConstValue, Value};
use std::collections::HashMap;

/// The most that one request may cost.
pub const LIMIT: u64 = 20_000;
/// The longest document, in bytes; longer ones are refused before parsing.
pub const DOCUMENT_MAX: usize = 32 * 1024;
/// The deepest nesting of brackets that is parsed.
pub const BRACKETS_MAX: usize = 40;
/// The most directives in a document.
const DIRECTIVES_MAX: u64 = 50;
/// What a list without `first` counts as.
const DEFAULT_FIRST: u64 = 20;

/// Why a document is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// It would cost more than [`LIMIT`].
    TooExpensive(u64),
    /// A fragment contains itself.
    Cycle(String),
    /// More than the allowed number of directives.
    TooManyDirectives,
}

/// Whether brackets nest deeper than is parsed. Strings are passed over.
#[must_use]
pub fn nests_too_deep(document: &str) -> bool {
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for byte in document.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' | b'(' if !in_string => {
                depth += 1;
                if depth > BRACKETS_MAX {
                    return true;
                }
            }
            b'}' | b']' | b')' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    false
}

/// The cost of an operation.
///
/// # Errors
/// Where it is more than is allowed, or fragments go in a circle.
pub fn of_operation(
    document: &ExecutableDocument,
    operation: &OperationDefinition,
    variables: &Variables,
) -> Result<u64, Refusal> {
    let mut counter = Counter {
        fragments: document
            .fragments
            .iter()
            .map(|(name, f)| (name.as_str(), &f.node))
            .collect(),
        variables,
        known: HashMap::new(),
        open: Vec::new(),
        directives: operation.directives.len() as u64,
    };
    let cost = counter.set(&operation.selection_set)?;
    if counter.directives > DIRECTIVES_MAX {
        return Err(Refusal::TooManyDirectives);
    }
    if cost > LIMIT {
        Err(Refusal::TooExpensive(cost))
    } else {
        Ok(cost)
    }
}

struct Counter<'a> {
    fragments: HashMap<&'a str, &'a FragmentDefinition>,
    variables: &'a Variables,
    known: HashMap<&'a str, u64>,
    open: Vec<&'a str>,
    directives: u64,
}

impl<'a> Counter<'a> {
    fn set(&mut self, set: &'a Positioned<SelectionSet>) -> Result<u64, Refusal> {
        let mut cost = 0_u64;
        for selection in &set.node.items {
            self.directives += selection.node.directives().len() as u64;
            cost = cost.saturating_add(match &selection.node {
                Selection::Field(field) => self.field(&field.node)?,
                Selection::InlineFragment(inline) => self.set(&inline.node.selection_set)?,
                Selection::FragmentSpread(spread) => {
                    self.fragment(spread.node.fragment_name.node.as_str())?
                }
            });
        }
        Ok(cost)
    }

    fn field(&mut self, field: &'a Field) -> Result<u64, Refusal> {
        let below = self.set(&field.selection_set)?;
        Ok(1_u64.saturating_add(self.first(field).saturating_mul(below)))
    }

    /// By how much a field multiplies what lies below it.
    fn first(&self, field: &Field) -> u64 {
        let Some((_, value)) = field
            .arguments
            .iter()
            .find(|(name, _)| name.node == "first")
        else {
            // Edges and lists without a limit of their own are bounded by their connection.
            return if field.name.node == "candidates" {
                DEFAULT_FIRST
            } else {
                1
            };
        };
        let number = match &value.node {
            Value::Number(number) => number.as_u64(),
            Value::Variable(name) => self.variable(name),
            _ => None,
        };
        number.unwrap_or(DEFAULT_FIRST).max(1)
    }

    fn variable(&self, name: &Name) -> Option<u64> {
        match self.variables.get(name) {
            Some(ConstValue::Number(number)) => number.as_u64(),
            _ => None,
        }
    }

    fn fragment(&mut self, name: &str) -> Result<u64, Refusal> {
        let Some((name, fragment)) = self
            .fragments
            .get_key_value(name)
            .map(|(name, f)| (*name, *f))
        else {
            // Validation names the missing fragment better than we could.
            return Ok(0);
        };
        if let Some(cost) = self.known.get(name) {
            return Ok(*cost);
        }
        if self.open.contains(&name) {
            return Err(Refusal::Cycle(name.to_owned()));
        }
        self.open.push(name);
        self.directives += fragment.directives.len() as u64;
        let cost = self.set(&fragment.selection_set)?;
        self.open.pop();
        self.known.insert(name, cost);
        Ok(cost)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use async_graphql::parser::parse_query;

    fn cost(text: &str) -> Result<u64, Refusal> {
        let document = parse_query(text).unwrap();
        let operation = document.operations.iter().next().unwrap().1.node.clone();
        of_operation(&document, &operation, &Variables::default())
    }

    #[test]
    fn lists_multiply() {
        assert_eq!(
            cost("{ needs(first: 10) { edges { node { id } } } }"),
            Ok(31)
        );
        assert!(matches!(
            cost(
                "{ a: needs(first: 100) { edges { node { suppliers(first: 100) { edges { node { id } } } } } } }"
            ),
            Err(Refusal::TooExpensive(_))
        ));
    }

    #[test]
    fn nested_fragments_are_counted_once_and_refused() {
        let mut text = String::from("{ ...f0 }");
        for at in 0..40 {
            text.push_str(&format!(
                " fragment f{at} on Query {{ ...f{} ...f{} }}",
                at + 1,
                at + 1
            ));
        }
        text.push_str(" fragment f40 on Query { __typename }");
        assert!(matches!(cost(&text), Err(Refusal::TooExpensive(_))));
    }

    #[test]
    fn circles_are_refused() {
        let text = "{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }";
        assert!(matches!(cost(text), Err(Refusal::Cycle(_))));
    }

    #[test]
    fn brackets_in_strings_do_not_count() {
        assert!(nests_too_deep(&"{a".repeat(50)));
        assert!(!nests_too_deep(&format!(
            "{{ a(b: \"{}\") }}",
            "{".repeat(50)
        )));
    }
}
