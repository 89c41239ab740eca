//! Requests that are made to hurt, and how the endpoint is to refuse each. One list for the tests, which
//! look at the answers, and for `evaluate abuse`, which measures the processor time.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use serde_json::{Value, json};

/// A request that must be refused before anything is executed.
#[derive(Debug, Clone)]
pub struct Abuse {
    /// What it tries.
    pub name: &'static str,
    /// Its status.
    pub status: StatusCode,
    /// The code of its one error.
    pub code: &'static str,
    body: String,
    /// Says its length beforehand, as ordinary clients do.
    announced: bool,
}

impl Abuse {
    /// The request, as an anonymous client sends it.
    ///
    /// # Errors
    /// Never, for the requests of [`corpus`].
    pub fn request(&self) -> Result<Request<Body>, axum::http::Error> {
        let request = Request::post("/graphql")
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::ACCEPT, "application/graphql-response+json");
        let request = if self.announced {
            request.header(header::CONTENT_LENGTH, self.body.len())
        } else {
            request
        };
        request.body(Body::from(self.body.clone()))
    }

    fn asking_for(mut self, operation: &str) -> Self {
        let mut body: Value = serde_json::from_str(&self.body).unwrap_or_default();
        if let Some(object) = body.as_object_mut() {
            object.insert("operationName".to_owned(), json!(operation));
        }
        self.body = body.to_string();
        self
    }
}

/// Every abusive request that we know of.
#[must_use]
pub fn corpus() -> Vec<Abuse> {
    let mut all = sizes();
    all.extend(multiplications());
    all.extend(bounds());
    all
}

const BAD: StatusCode = StatusCode::BAD_REQUEST;

fn document(name: &'static str, code: &'static str, query: &str, variables: &Value) -> Abuse {
    Abuse {
        name,
        status: BAD,
        code,
        body: json!({ "query": query, "variables": variables }).to_string(),
        announced: true,
    }
}

/// So many times a text that may hold its own number.
fn times(count: usize, text: impl Fn(usize) -> String) -> String {
    (0..count).map(text).collect()
}

/// What is refused by its size or shape, before parsing.
fn sizes() -> Vec<Abuse> {
    let none = Value::Null;
    let large = |name, body: String, announced| Abuse {
        name,
        status: StatusCode::PAYLOAD_TOO_LARGE,
        code: "TOO_LARGE",
        body,
        announced,
    };
    let blank = " ".repeat(3 * 1024 * 1024);
    let batch = |name, batch: Value| Abuse {
        name,
        status: BAD,
        code: "BAD_REQUEST",
        body: batch.to_string(),
        announced: true,
    };
    let batches = [
        batch(
            "100-fold batch",
            Value::Array(std::iter::repeat_n(json!({ "query": "{ __typename }" }), 100).collect()),
        ),
        batch(
            "a batch that looks like a struct",
            json!(["{ __typename }", null, null, null]),
        ),
    ];
    let aliases = times(20_000, |at| format!("a{at}:id "));
    let mut all = vec![
        large("3 MB body, announced", blank.clone(), true),
        large("3 MB body, unannounced", blank, false),
        document(
            "aliases ×20,000",
            "TOO_LARGE",
            &format!("{{ {aliases} }}"),
            &none,
        ),
        document(
            "aliases ×2,500 within 32 KB",
            "TOO_LARGE",
            &format!("{{ {} }}", times(2_500, |at| format!("a{at}:id "))),
            &none,
        ),
        document(
            "directives ×5,000",
            "TOO_LARGE",
            &format!("{{ __typename {} }}", "@a ".repeat(5_000)),
            &none,
        ),
        document(
            "depth 300",
            "TOO_LARGE",
            &format!("{{ {} id {} }}", "node { ".repeat(300), "}".repeat(300)),
            &none,
        ),
        document(
            "values nested 300 deep",
            "TOO_LARGE",
            &format!(
                "{{ suppliers(filter: {}1{}) {{ totalCount }} }}",
                "[".repeat(300),
                "]".repeat(300)
            ),
            &none,
        ),
        document(
            "brackets behind a quote in a comment",
            "TOO_LARGE",
            &format!("# \"\n{{ {} }}", "a { ".repeat(300)),
            &none,
        ),
        document(
            "brackets behind a block string without end",
            "TOO_LARGE",
            &format!("{{ suppliers(text: [\"\"\"x\" {}", "[".repeat(300)),
            &none,
        ),
        document(
            "a document of nothing but brackets",
            "TOO_LARGE",
            &"{".repeat(30_000),
            &none,
        ),
    ];
    all.extend(batches);
    all
}

/// What is small and would grow.
fn multiplications() -> Vec<Abuse> {
    let none = Value::Null;
    let doubling = |start: &str, bottom: &str| {
        let fragments = times(30, |at| {
            format!(
                " fragment f{at} on Query {{ ...f{} ...f{} }}",
                at + 1,
                at + 1
            )
        });
        format!("{start}{fragments}{bottom}")
    };
    let bottom = " fragment f30 on Query { __typename }";
    vec![
        document(
            "nested fragments",
            "TOO_EXPENSIVE",
            &doubling("{ ...f0 }", bottom),
            &none,
        ),
        document(
            "nested fragments without a field",
            "TOO_EXPENSIVE",
            &doubling("{ ...f0 }", ""),
            &none,
        ),
        document(
            "nested fragments in an operation not asked for",
            "TOO_EXPENSIVE",
            &doubling("query a { __typename } query b { ...f0 }", bottom),
            &none,
        )
        .asking_for("a"),
        document(
            "aliased searches ×150",
            "TOO_EXPENSIVE",
            &format!(
                "{{ {} }}",
                times(150, |at| format!(
                    "a{at}: suppliers(first: 1) {{ totalCount }} "
                ))
            ),
            &none,
        ),
        document(
            "lists in lists",
            "TOO_EXPENSIVE",
            &format!(
                "{{ needs(first: 100) {{ edges {{ node {{ {} }} }} }} }}",
                times(40, |at| format!("a{at}: shortlists {{ id }} "))
            ),
            &none,
        ),
        document(
            "fields ×990 that conflict",
            "VALIDATION_FAILED",
            &format!("{{ {} }}", times(990, |at| format!("a:b{at} "))),
            &none,
        ),
        document(
            "misspelt fields ×990",
            "VALIDATION_FAILED",
            &format!("{{ {} }}", times(990, |at| format!("suplierz{at} "))),
            &none,
        ),
        document(
            "one misspelt field of 30 KB",
            "VALIDATION_FAILED",
            &format!("{{ {} }}", "s".repeat(30_000)),
            &none,
        ),
        document(
            "words that are no GraphQL",
            "PARSE_FAILED",
            &format!("{{ a({}) ", "b:".repeat(1_900)),
            &none,
        ),
    ]
}

/// What asks for more than there may be.
fn bounds() -> Vec<Abuse> {
    let none = Value::Null;
    let chain = times(50, |at| {
        format!(" fragment f{at} on Query {{ ... {{ ...f{} }} }}", at + 1)
    });
    vec![
        document(
            "first: 1000000",
            "INVALID",
            "{ suppliers(first: 1000000) { totalCount } }",
            &none,
        ),
        document(
            "first: 1000000 in a variable",
            "INVALID",
            "query($n: Int) { suppliers(first: $n) { totalCount } }",
            &json!({ "n": 1_000_000 }),
        ),
        document(
            "first: 1000000 as a default",
            "INVALID",
            "query($n: Int = 1000000) { suppliers(first: $n) { totalCount } }",
            &none,
        ),
        document(
            "10,000 ids in a variable",
            "INVALID",
            "query($f: SupplierFilter) { suppliers(filter: $f) { totalCount } }",
            &json!({ "f": { "states": vec!["14"; 10_000] } }),
        ),
        document(
            "1,000 ids in the document",
            "INVALID",
            &format!(
                "{{ suppliers(filter: {{ states: [{}] }}) {{ totalCount }} }}",
                "\"14\" ".repeat(1_000)
            ),
            &none,
        ),
        document(
            "arguments ×900",
            "TOO_EXPENSIVE",
            &format!(
                "{{ suppliers({}) {{ totalCount }} }}",
                times(900, |at| format!("a{at}: 1 "))
            ),
            &none,
        ),
        document(
            "depth 18",
            "TOO_DEEP",
            &format!("{{ {} id {} }}", "node { ".repeat(17), "}".repeat(17)),
            &none,
        ),
        document(
            "a chain of 50 fragments",
            "TOO_DEEP",
            &format!("{{ ...f0 }}{chain}"),
            &none,
        ),
        document(
            "fragments ×390",
            "TOO_EXPENSIVE",
            &format!(
                "{{ __typename }}{}",
                times(390, |at| format!("fragment f{at} on Query {{ id }} "))
            ),
            &none,
        ),
        document(
            "operations ×600",
            "TOO_EXPENSIVE",
            &times(600, |at| format!("query q{at} {{ id }} ")),
            &none,
        )
        .asking_for("q7"),
        document(
            "circular fragments",
            "VALIDATION_FAILED",
            "{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }",
            &none,
        ),
        document(
            "circular fragments that nothing spreads",
            "VALIDATION_FAILED",
            "{ __typename } fragment a on Query { ...b } fragment b on Query { ...a }",
            &none,
        ),
        document(
            "the schema, as a visitor",
            "NO_INTROSPECTION",
            include_str!("introspection.graphql"),
            &none,
        ),
    ]
}
