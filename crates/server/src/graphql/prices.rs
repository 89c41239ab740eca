//! What fields cost, and by how much a list multiplies what lies below it. Fields that are not named
//! here cost one, and more at the root of an operation. Must not know who asks.

use super::types::paging::FIRST_DEFAULT;
use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{TypeKind, TypeSystemDefinition};
use std::collections::HashSet;

/// A field of an object that is already loaded.
const PLAIN: u64 = 1;
/// A field of `Query` that has no price of its own: it asks the database.
const QUERY: u64 = 5;
/// A field of `Mutation` that has no price of its own: a transaction, an audit row, a change.
const MUTATION: u64 = 200;

/// The type that an operation begins at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Root {
    /// `Query`.
    Query,
    /// `Mutation`.
    Mutation,
}

/// Fields that cost more than reading off a row.
fn named(field: &str) -> Option<u64> {
    Some(match field {
        // Scores every supplier of the catalogue.
        "shortlistCreate" => 2_000,
        // Reads a whole file.
        "importPreview" | "importStart" => 2_000,
        // Scores each of the firm's sites against every open need.
        "opportunities" => 500,
        // Scores one supplier against every open need, explained.
        "gapAnalysis" => 500,
        // Scores every supplier of a region against every open need.
        "gapMap" => 2_000,
        // Asks the text index.
        "suppliers" => 200,
        "classify" | "conceptsIn" => 50,
        // Scores one supplier against every open need.
        "profileCompleteness" => 200,
        // Reads needs and suppliers behind a page of alerts.
        "alerts" => 20,
        // Searches for plans, again where something is asked of them.
        "programmePlans" => 1_000,
        "programmeDraft" | "programmeAdjust" => 1_000,
        // Loads a whole programme with its steps, gaps and signatures.
        "programme" => 20,
        // Loads every assessment of a plant, whole, with what hangs on each.
        "assessments" => 50,
        // Loads a whole record with what hangs on it.
        "shortlists" | "candidates" | "machines" | "statusNote" | "targetPrice" => 5,
        // Loads a programme whole, with its steps, its gaps and what hangs on each.
        "programmeFollowUp" => 50,
        // Reads every programme that she may see, and what is due in each.
        "myTasks" => 200,
        "programmeIndicators" | "referrals" | "referral" => 20,
        "detail" | "files" => 10,
        // Loads a candidate and a supplier with its files.
        "visitPack" => 30,
        // Loads one supplier and computes its months.
        "capacity" => 20,
        // Reads a saved shortlist again and scores one supplier; once a candidacy.
        "candidacy" | "history" | "then" | "thenOn" | "thenCriteria" | "today" => 10,
        // The whole schema.
        "__schema" => 500,
        "__type" => 20,
        "__typename" => PLAIN,
        _ => return None,
    })
}

/// How many entries a list without `first` is taken to have.
fn unpaged(field: &str, introspecting: bool) -> u64 {
    match field {
        "institutions" | "concepts" | "machines" | "files" => 20,
        // Of an institution, and of a course.
        "services" | "cohorts" => 10,
        // One for each must of a need.
        "relaxations" => 10,
        // Of a step or a gap of a programme.
        "entries" | "found" => 10,
        // What keeps a supplier from its needs, and what may stand behind it.
        "gaps" | "toAsk" | "symptoms" | "causes" => 10,
        // From the cheapest to the earliest.
        "plans" => 12,
        // Of a need's volume, or of a plant's capacity.
        "months" | "volumes" => 12,
        // Every type; the rest of introspection nests in it.
        "types" if introspecting => 10,
        "args" | "enumValues" if introspecting => 5,
        field if introspecting && leads_from_type_to_type(field) => 5,
        _ => 1,
    }
}

/// Lists of introspection through which one gets from a type to others.
#[must_use]
pub fn leads_from_type_to_type(field: &str) -> bool {
    matches!(
        field,
        "types" | "fields" | "inputFields" | "possibleTypes" | "interfaces"
    )
}

/// The prices of a schema.
#[derive(Debug, Clone, Default)]
pub struct Prices {
    /// Fields that take `first`, whatever type they belong to.
    paged: HashSet<String>,
}

impl Prices {
    /// The prices of the schema with this description.
    #[must_use]
    pub fn of(sdl: &str) -> Self {
        let Ok(document) = parse_schema(sdl) else {
            tracing::error!("graphql.schema_unreadable");
            return Self::default();
        };
        let mut paged = HashSet::new();
        for definition in document.definitions {
            let TypeSystemDefinition::Type(definition) = definition else {
                continue;
            };
            let fields = match definition.node.kind {
                TypeKind::Object(object) => object.fields,
                TypeKind::Interface(interface) => interface.fields,
                _ => continue,
            };
            for field in fields {
                let takes_first = |argument: &str| argument == "first";
                if field
                    .node
                    .arguments
                    .iter()
                    .any(|argument| takes_first(&argument.node.name.node))
                {
                    paged.insert(field.node.name.node.to_string());
                }
            }
        }
        Self { paged }
    }

    /// What resolving the field itself costs, perhaps at the root of an operation.
    #[must_use]
    pub fn own(&self, field: &str, root: Option<Root>) -> u64 {
        named(field).unwrap_or(match root {
            Some(Root::Mutation) => MUTATION,
            Some(Root::Query) => QUERY,
            None => PLAIN,
        })
    }

    /// By how much the field multiplies what lies below it, where `first` was not given.
    #[must_use]
    pub fn entries(&self, field: &str, introspecting: bool) -> u64 {
        if self.paged.contains(field) {
            FIRST_DEFAULT as u64
        } else {
            unpaged(field, introspecting)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_takes_first_is_read_off_the_schema() {
        let prices = Prices::of(&crate::graphql::sdl());
        for field in [
            "suppliers",
            "needs",
            "candidates",
            "duplicates",
            "problems",
            "alerts",
        ] {
            assert_eq!(prices.entries(field, false), 20, "{field}");
        }
        assert_eq!(prices.entries("edges", false), 1);
    }
}
