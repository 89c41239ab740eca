//! What a document may cost, decided before anything is validated or executed.
//!
//! Every field has a price, every list multiplies what lies below it by its `first`. Fragments are
//! weighed once and remembered, so that nested fragments cannot make the weighing itself expensive
//! (a 750-byte query of nested fragments costs a stock server seconds). Every operation and every
//! fragment of the document is weighed, not only the one that is asked for: validation walks them all.

use super::prices::{self, Prices, Root};
use super::types::paging::FIRST_MAX;
use async_graphql::parser::types::{
    ExecutableDocument, Field, FragmentDefinition, OperationDefinition, OperationType, Selection,
    SelectionSet,
};
use async_graphql::{Name, Positioned, Variables};
use async_graphql_value::{ConstValue, Value};
use std::collections::HashMap;

/// The most that one request may cost.
pub const LIMIT: u64 = 20_000;
/// The most selections of a document once every spread is written out.
const SELECTIONS_MAX: u64 = 1_000;
/// The deepest nesting of fields.
const DEPTH_MAX: u64 = 12;
/// The same for what lies below `__schema` and `__type`: types wrap types.
const INTROSPECTION_DEPTH_MAX: u64 = 16;
/// All types and their fields; more would be the schema's square.
const SPANS_MAX: u64 = 2;
/// How deep fields, fragments and inline fragments nest altogether.
const NESTING_MAX: u64 = 64;
const OPERATIONS_MAX: usize = 10;
const FRAGMENTS_MAX: usize = 50;
const ARGUMENTS_MAX: usize = 30;
/// The most values of a list, in arguments and in variables.
const LIST_MAX: usize = FIRST_MAX;

/// Why a document is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// It would cost more than [`LIMIT`].
    TooExpensive(u64),
    /// It selects more than is walked.
    TooManySelections,
    /// Fields nest deeper than is answered.
    TooDeep,
    /// A fragment contains itself.
    Cycle(String),
    /// `first` lies outside its bounds.
    First,
    /// A list of values is too long.
    LongList,
    /// More operations, fragments or arguments than are looked at.
    TooMany(&'static str, usize),
    /// The reader may not look at the schema.
    NoIntrospection,
}

impl Refusal {
    /// A stable word.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooExpensive(_) | Self::TooManySelections | Self::TooMany(..) => "TOO_EXPENSIVE",
            Self::TooDeep => "TOO_DEEP",
            Self::Cycle(_) => "VALIDATION_FAILED",
            Self::First | Self::LongList => "INVALID",
            Self::NoIntrospection => "NO_INTROSPECTION",
        }
    }

    /// In plain words.
    #[must_use]
    pub fn message(&self) -> String {
        match self {
            Self::TooExpensive(cost) => {
                format!("The query costs {cost}; {LIMIT} are allowed. Ask for fewer with `first`.")
            }
            Self::TooManySelections => format!(
                "The document selects more than {SELECTIONS_MAX} fields, fragments counted wherever they are spread."
            ),
            Self::TooDeep => format!("Fields nest deeper than {DEPTH_MAX}."),
            Self::Cycle(name) => format!("Fragment {name} contains itself."),
            Self::First => format!("first must lie between 0 and {FIRST_MAX}."),
            Self::LongList => format!("A list may have up to {LIST_MAX} values."),
            Self::TooMany(what, most) => format!("More than {most} {what}."),
            Self::NoIntrospection => {
                "Sign in to look at the schema; its description is also published as a file."
                    .to_owned()
            }
        }
    }
}

/// The cost of an operation.
///
/// # Errors
/// Why the document is refused, whether for this operation or for another part of it.
pub fn of_operation(
    prices: &Prices,
    document: &ExecutableDocument,
    operation: &OperationDefinition,
    variables: &Variables,
    may_introspect: bool,
) -> Result<u64, Refusal> {
    if document.operations.iter().len() > OPERATIONS_MAX {
        return Err(Refusal::TooMany("operations", OPERATIONS_MAX));
    }
    if document.fragments.len() > FRAGMENTS_MAX {
        return Err(Refusal::TooMany("fragments", FRAGMENTS_MAX));
    }
    if variables.values().any(is_long) {
        return Err(Refusal::LongList);
    }
    let mut scales = Scales {
        prices,
        fragments: document
            .fragments
            .iter()
            .map(|(name, f)| (name.as_str(), &f.node))
            .collect(),
        variables,
        operation,
        may_introspect,
        known: HashMap::new(),
        open: Vec::new(),
    };
    for name in document.fragments.keys() {
        scales.fragment(name.as_str(), Place::default())?;
    }
    let mut cost = 0;
    let mut selections = 0_u64;
    for (_, other) in document.operations.iter() {
        scales.operation = &other.node;
        let weight = scales.operation()?;
        selections = selections.saturating_add(weight.selections);
        if std::ptr::eq(&other.node, operation) {
            cost = weight.cost;
        }
    }
    if selections > SELECTIONS_MAX {
        return Err(Refusal::TooManySelections);
    }
    if cost > LIMIT {
        return Err(Refusal::TooExpensive(cost));
    }
    Ok(cost)
}

/// What a part of a document weighs.
#[derive(Debug, Clone, Copy, Default)]
struct Weight {
    cost: u64,
    /// Fields, spreads and inline fragments, written out.
    selections: u64,
    /// How deep fields nest.
    depth: u64,
    /// How many lists of introspection nest that lead from type to type.
    spans: u64,
}

impl Weight {
    fn beside(self, other: Self) -> Self {
        Self {
            cost: self.cost.saturating_add(other.cost),
            selections: self.selections.saturating_add(other.selections),
            depth: self.depth.max(other.depth),
            spans: self.spans.max(other.spans),
        }
    }
}

/// Where in a document the scales stand.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    nesting: u64,
    introspecting: bool,
    root: Option<Root>,
}

impl Place {
    fn below(self) -> Result<Self, Refusal> {
        if self.nesting >= NESTING_MAX {
            return Err(Refusal::TooDeep);
        }
        Ok(Self {
            nesting: self.nesting + 1,
            ..self
        })
    }
}

struct Scales<'a> {
    prices: &'a Prices,
    fragments: HashMap<&'a str, &'a FragmentDefinition>,
    variables: &'a Variables,
    operation: &'a OperationDefinition,
    may_introspect: bool,
    /// By name, and by where the fragment is spread as far as that counts.
    known: HashMap<(&'a str, bool, Option<Root>), Weight>,
    open: Vec<&'a str>,
}

impl<'a> Scales<'a> {
    fn operation(&mut self) -> Result<Weight, Refusal> {
        // A fragment may hold variables, and those are the operation's own.
        self.known.clear();
        let defaults = self.operation.variable_definitions.iter();
        let mut defaults = defaults.filter_map(|d| d.node.default_value.as_ref());
        if defaults.any(|default| is_long(&default.node)) {
            return Err(Refusal::LongList);
        }
        let place = Place {
            root: Some(match self.operation.ty {
                OperationType::Mutation => Root::Mutation,
                OperationType::Query | OperationType::Subscription => Root::Query,
            }),
            ..Place::default()
        };
        let weight = self.set(&self.operation.selection_set, place)?;
        if weight.depth > DEPTH_MAX {
            return Err(Refusal::TooDeep);
        }
        Ok(weight)
    }

    fn set(&mut self, set: &'a Positioned<SelectionSet>, place: Place) -> Result<Weight, Refusal> {
        let mut weight = Weight::default();
        for selection in &set.node.items {
            let mut one = match &selection.node {
                Selection::Field(field) => self.field(&field.node, place)?,
                Selection::InlineFragment(inline) => {
                    self.set(&inline.node.selection_set, place.below()?)?
                }
                Selection::FragmentSpread(spread) => {
                    self.fragment(spread.node.fragment_name.node.as_str(), place.below()?)?
                }
            };
            one.selections = one.selections.saturating_add(1);
            weight = weight.beside(one);
        }
        Ok(weight)
    }

    fn field(&mut self, field: &'a Field, place: Place) -> Result<Weight, Refusal> {
        let name = field.name.node.as_str();
        if field.arguments.len() > ARGUMENTS_MAX {
            return Err(Refusal::TooMany("arguments", ARGUMENTS_MAX));
        }
        if field
            .arguments
            .iter()
            .any(|(_, value)| is_long_literal(&value.node))
        {
            return Err(Refusal::LongList);
        }
        let begins_introspection = !place.introspecting && matches!(name, "__schema" | "__type");
        // `__type` by itself answers null, as for a type that does not exist.
        if name == "__schema" && !self.may_introspect {
            return Err(Refusal::NoIntrospection);
        }
        let inside = Place {
            introspecting: place.introspecting || begins_introspection,
            root: None,
            ..place.below()?
        };
        let below = self.set(&field.selection_set, inside)?;
        let entries = self.entries(field, inside.introspecting)?;
        let own = self.prices.own(name, place.root);
        let (mut depth, mut spans) = (below.depth.saturating_add(1), below.spans);
        if begins_introspection {
            if below.depth > INTROSPECTION_DEPTH_MAX || spans > SPANS_MAX {
                return Err(Refusal::TooDeep);
            }
            depth = 1;
        } else if place.introspecting && prices::leads_from_type_to_type(name) {
            spans = spans.saturating_add(1);
        }
        Ok(Weight {
            cost: own.saturating_add(entries.saturating_mul(below.cost)),
            selections: below.selections,
            depth,
            spans,
        })
    }

    /// By how much a field multiplies what lies below it.
    fn entries(&self, field: &Field, introspecting: bool) -> Result<u64, Refusal> {
        let first = field
            .arguments
            .iter()
            .find(|(name, _)| name.node == "first");
        let asked = first.and_then(|(_, value)| match &value.node {
            Value::Number(number) => Some(number),
            Value::Variable(name) => match self.variable(name) {
                Some(ConstValue::Number(number)) => Some(number),
                _ => None,
            },
            _ => None,
        });
        match asked.map(|number| number.as_u64()) {
            None => Ok(self.prices.entries(&field.name.node, introspecting)),
            Some(Some(first)) if first <= FIRST_MAX as u64 => Ok(first.max(1)),
            Some(_) => Err(Refusal::First),
        }
    }

    /// The value of a variable, or its default.
    fn variable(&self, name: &Name) -> Option<&ConstValue> {
        self.variables.get(name).or_else(|| {
            let mut definitions = self.operation.variable_definitions.iter();
            let definition = definitions.find(|d| d.node.name.node == *name)?;
            definition.node.default_value.as_ref().map(|d| &d.node)
        })
    }

    fn fragment(&mut self, name: &str, place: Place) -> Result<Weight, Refusal> {
        // Validation says which fragments do not exist.
        let Some((&name, &fragment)) = self.fragments.get_key_value(name) else {
            return Ok(Weight::default());
        };
        if self.open.contains(&name) {
            return Err(Refusal::Cycle(name.to_owned()));
        }
        let key = (name, place.introspecting, place.root);
        if let Some(known) = self.known.get(&key) {
            return Ok(*known);
        }
        self.open.push(name);
        let weight = self.set(&fragment.selection_set, place)?;
        self.open.pop();
        self.known.insert(key, weight);
        Ok(weight)
    }
}

fn is_long(value: &ConstValue) -> bool {
    match value {
        ConstValue::List(values) => values.len() > LIST_MAX || values.iter().any(is_long),
        ConstValue::Object(fields) => fields.values().any(is_long),
        _ => false,
    }
}

fn is_long_literal(value: &Value) -> bool {
    match value {
        Value::List(values) => values.len() > LIST_MAX || values.iter().any(is_long_literal),
        Value::Object(fields) => fields.values().any(is_long_literal),
        _ => false,
    }
}

#[cfg(test)]
#[path = "cost_tests.rs"]
mod tests;
