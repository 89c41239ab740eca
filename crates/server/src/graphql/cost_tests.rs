use super::*;
use async_graphql::parser::parse_query;
use serde_json::json;

fn weigh(text: &str, variables: serde_json::Value, may_introspect: bool) -> Result<u64, Refusal> {
    let prices = Prices::of(&crate::graphql::sdl());
    let document = parse_query(text).unwrap();
    let (_, operation) = document.operations.iter().next().unwrap();
    of_operation(
        &prices,
        &document,
        &operation.node,
        &Variables::from_json(variables),
        may_introspect,
    )
}

fn cost(text: &str) -> Result<u64, Refusal> {
    weigh(text, json!({}), true)
}

#[test]
fn lists_multiply() {
    assert_eq!(
        cost("{ needs(first: 10) { edges { node { id } } } }"),
        Ok(35)
    );
    // Where nothing is asked, the default size of a page counts.
    assert_eq!(cost("{ needs { edges { node { id } } } }"), Ok(65));
    assert!(matches!(
        cost(
            "{ needs(first: 100) { edges { node { suppliers(first: 100) { edges { node { id } } } } } } }"
        ),
        Err(Refusal::TooExpensive(_))
    ));
}

#[test]
fn expensive_fields_have_their_price() {
    assert!(cost("{ suppliers(first: 1) { totalCount } }").unwrap() > 200);
    let many: String = (0..20)
        .map(|at| format!("a{at}: shortlistCreate(input: {{}}) {{ errors {{ code }} }} "))
        .collect();
    assert!(matches!(
        cost(&format!("mutation {{ {many} }}")),
        Err(Refusal::TooExpensive(_))
    ));
    // The same fields behind a fragment.
    assert!(matches!(
        cost(&format!(
            "mutation {{ ...f }} fragment f on Mutation {{ {many} }}"
        )),
        Err(Refusal::TooExpensive(_))
    ));
}

#[test]
fn first_is_bounded_wherever_it_comes_from() {
    for (text, variables) in [
        ("{ needs(first: 1000000) { edges { cursor } } }", json!({})),
        ("{ needs(first: -1) { edges { cursor } } }", json!({})),
        (
            "query($n: Int) { needs(first: $n) { edges { cursor } } }",
            json!({ "n": 101 }),
        ),
        (
            "query($n: Int = 101) { needs(first: $n) { edges { cursor } } }",
            json!({}),
        ),
    ] {
        assert_eq!(weigh(text, variables, true), Err(Refusal::First), "{text}");
    }
}

#[test]
fn lists_of_values_are_bounded_wherever_they_stand() {
    let long: Vec<u32> = (0..101).collect();
    let text = format!("{long:?}");
    for (text, variables) in [
        (
            format!("{{ suppliers(filter: {{ states: {text} }}) {{ totalCount }} }}"),
            json!({}),
        ),
        (
            format!(
                "query($f: F = {{ states: {text} }}) {{ suppliers(filter: $f) {{ totalCount }} }}"
            ),
            json!({}),
        ),
        (
            "query($f: F) { suppliers(filter: $f) { totalCount } }".to_owned(),
            json!({ "f": { "states": long } }),
        ),
    ] {
        assert_eq!(
            weigh(&text, variables, true),
            Err(Refusal::LongList),
            "{text}"
        );
    }
}

#[test]
fn nested_fragments_are_weighed_once_and_refused() {
    for bottom in [" fragment f40 on Query { __typename }", ""] {
        let mut text = String::from("{ ...f0 }");
        for at in 0..40 {
            text.push_str(&format!(
                " fragment f{at} on Query {{ ...f{} ...f{} }}",
                at + 1,
                at + 1
            ));
        }
        text.push_str(bottom);
        assert!(
            matches!(
                cost(&text),
                Err(Refusal::TooExpensive(_) | Refusal::TooManySelections)
            ),
            "{bottom}"
        );
        // An operation that nobody asked for is walked by validation as well.
        let text = text.replacen("{ ...f0 }", "query a { __typename } query b { ...f0 }", 1);
        assert_eq!(cost(&text), Err(Refusal::TooManySelections), "{bottom}");
    }
}

#[test]
fn circles_are_refused_even_where_nothing_spreads_them() {
    for text in [
        "{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }",
        "{ __typename } fragment a on Query { ...a }",
    ] {
        assert!(matches!(cost(text), Err(Refusal::Cycle(_))), "{text}");
    }
}

#[test]
fn depth_is_bounded_through_fragments() {
    let deep = format!("{}id{}", "node { ".repeat(13), " }".repeat(13));
    assert_eq!(cost(&format!("{{ {deep} }}")), Err(Refusal::TooDeep));
    let halves = "{ ...a } fragment a on Query { node { node { node { node { node { node { ...b } } } } } } } \
                  fragment b on Query { node { node { node { node { node { node { id } } } } } } }";
    assert_eq!(cost(halves), Err(Refusal::TooDeep));
    // A chain of fragments without any field.
    let chain: String = (0..50)
        .map(|at| format!(" fragment f{at} on Query {{ ... {{ ...f{} }} }}", at + 1))
        .collect();
    assert_eq!(cost(&format!("{{ ...f0 }}{chain}")), Err(Refusal::TooDeep));
}

#[test]
fn the_schema_is_for_those_who_may_look_at_it() {
    let whole = include_str!("introspection.graphql");
    assert!(cost(whole).is_ok(), "{:?}", cost(whole));
    assert_eq!(
        weigh(whole, json!({}), false),
        Err(Refusal::NoIntrospection)
    );
    assert!(weigh("{ __typename }", json!({}), false).is_ok());
    assert_eq!(
        cost("{ __schema { types { fields { type { fields { name } } } } } }"),
        Err(Refusal::TooDeep),
        "the schema's square"
    );
}

#[test]
fn many_arguments_are_refused() {
    let arguments: String = (0..31).map(|at| format!("a{at}: 1 ")).collect();
    assert!(matches!(
        cost(&format!(
            "{{ needs({arguments}) {{ edges {{ cursor }} }} }}"
        )),
        Err(Refusal::TooMany("arguments", _))
    ));
}
