//! Hostile texts in every text field of every form, and in every argument and input of the API: stored
//! and shown as text, everywhere. Forms and inputs are found by reading the pages and the schema, so that
//! a new one is tried without being listed here.

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{
    BaseType, FieldDefinition, ServiceDocument, Type, TypeKind, TypeSystemDefinition,
};
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use eslabon_server::graphql;
use eslabon_tests::world::{Answer, World, ask, get, post, send};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// A word that every text carries, by which it is found again.
const MARK: &str = "zxqv";

/// SQL, HTML, SVG, attributes, scripts, headers, logs, search syntax, formulas, templates, paths,
/// directions of writing.
const TEXTS: [&str; 8] = [
    "zxqv'); DROP TABLE people; -- \" OR '1'='1",
    "zxqv<script>alert(1)</script><svg/onload=alert(2)>",
    "\"><img src=x onerror=alert(3)> zxqv",
    "=HYPERLINK(\"http://evil.example/zxqv\",\"zxqv\")",
    "zxqv\r\nSet-Cookie: zxqv=1\r\n\r\n<b>",
    "zxqv title:* AND (NOT x) \"~2 ^5 [a TO z] {{7*7}} ${7*7} <%= 7*7 %>",
    "@SUM(1+1)*cmd|' /C zxqv'!A0 ../../../etc/passwd%00",
    "zxqv \u{202e}gnp.exe \u{1b}[31m \u{0}",
];

/// What must never stand in a page as it is: it would be markup.
const MARKUP: [&str; 4] = [
    "<script>alert(1)",
    "<svg/onload=alert(2)",
    "<img src=x onerror",
    "{{49}}",
];

/// A control of a form, as far as it is needed to fill it in.
#[derive(Debug, Clone)]
struct Control {
    name: String,
    value: String,
    is_text: bool,
}

/// A form of a page.
#[derive(Debug, Clone)]
struct Form {
    action: String,
    posts: bool,
    is_multipart: bool,
    controls: Vec<Control>,
}

/// The value of an attribute of a tag, unescaped.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    let rest = &tag[start..];
    let value = &rest[..rest.find('"')?];
    Some(unescape(value))
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
}

/// Every form of a page. Our own markup is regular enough for this.
fn forms(html: &str, path: &str) -> Vec<Form> {
    html.split("<form")
        .skip(1)
        .map(|rest| {
            let body = rest.split("</form>").next().unwrap_or_default();
            let (tag, inside) = body.split_once('>').unwrap_or((body, ""));
            let tag = format!(" {tag}");
            Form {
                action: attribute(&tag, "action").unwrap_or_else(|| path.to_owned()),
                posts: attribute(&tag, "method").as_deref() == Some("post"),
                is_multipart: tag.contains("multipart"),
                controls: controls(inside),
            }
        })
        .collect()
}

fn controls(inside: &str) -> Vec<Control> {
    let mut controls: Vec<Control> = Vec::new();
    for rest in inside.split('<').skip(1) {
        let tag = rest.split('>').next().unwrap_or_default();
        let kind = attribute(tag, "type").unwrap_or_default();
        let is_text = tag.starts_with("textarea")
            || tag.starts_with("input")
                && matches!(
                    kind.as_str(),
                    "text" | "search" | "email" | "tel" | "url" | ""
                );
        if tag.starts_with("option") {
            // The chosen option, else the first.
            let value = attribute(tag, "value").unwrap_or_default();
            if let Some(select) = controls.last_mut()
                && (select.value.is_empty() || tag.ends_with(" selected"))
            {
                select.value = value;
            }
            continue;
        }
        let is_control = ["input", "textarea", "select", "button"]
            .iter()
            .any(|name| tag.starts_with(name));
        let Some(name) = attribute(tag, "name").filter(|_| is_control) else {
            continue;
        };
        let is_second_choice = matches!(kind.as_str(), "radio" | "submit")
            && controls.iter().any(|known| known.name == name);
        if !is_second_choice {
            controls.push(Control {
                value: attribute(tag, "value").unwrap_or_default(),
                name,
                is_text,
            });
        }
    }
    controls
}

/// Pages with forms, and who fills them in. The variable parts are filled in from the world.
async fn pages(router: &Router, world: &World) -> Vec<(String, String)> {
    let mut pages = Vec::new();
    let everyone: BTreeSet<&str> = world
        .signed_in
        .iter()
        .map(|(_, role, _)| role.as_str())
        .collect();
    for role in everyone {
        let session = world.person(role, 0);
        for path in addresses(router, &session).await {
            pages.push((session.clone(), path));
        }
    }
    for path in addresses(router, "").await {
        pages.push((String::new(), path));
    }
    pages
}

/// Addresses of ours that someone finds by following links from home, a few of each kind.
async fn addresses(router: &Router, session: &str) -> BTreeSet<String> {
    const EACH: usize = 2;
    let mut found = BTreeSet::from(["/".to_owned(), "/entrar".to_owned(), "/cuenta".to_owned()]);
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    let mut next: Vec<String> = found.iter().cloned().collect();
    while let Some(path) = next.pop() {
        let page = get(router, &path, session, "es").await;
        for rest in page.body.split("href=\"").skip(1) {
            let link = unescape(rest.split('"').next().unwrap_or_default());
            let link = link.split('#').next().unwrap_or_default();
            let is_ours = link.starts_with('/') && !link.starts_with("/assets");
            // What differs in ids and queries only is of one kind.
            let kind: Vec<&str> = link
                .split('?')
                .next()
                .unwrap_or_default()
                .split('/')
                .map(|part| if part.len() > 30 { "*" } else { part })
                .collect();
            let seen = kinds.entry(kind.join("/")).or_default();
            if is_ours && *seen < EACH && found.insert(link.to_owned()) {
                *seen += 1;
                next.push(link.to_owned());
            }
        }
    }
    found
}

fn assert_harmless(what: &str, answer: &Answer) {
    assert!(
        !answer.status.is_server_error(),
        "{what}: {} {:.300}",
        answer.status,
        answer.body
    );
    let is_html = answer
        .headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.to_str().unwrap_or_default().starts_with("text/html"));
    if is_html {
        for markup in MARKUP {
            assert!(!answer.body.contains(markup), "{what}: {markup}");
        }
    }
    let planted = answer
        .headers
        .get_all(header::SET_COOKIE)
        .iter()
        .any(|cookie| cookie.to_str().unwrap_or_default().starts_with(MARK));
    assert!(!planted, "{what}: a cookie was planted");
}

async fn submit(router: &Router, session: &str, form: &Form, text: &str) -> Answer {
    let fields: Vec<(&str, &str)> = form
        .controls
        .iter()
        .filter(|control| control.name != "_token")
        .map(|control| {
            let value = if control.is_text {
                text
            } else {
                &control.value
            };
            (control.name.as_str(), value)
        })
        .collect();
    if form.posts {
        return post(router, &form.action, session, &fields).await;
    }
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish();
    let path = form.action.split('?').next().unwrap_or_default();
    get(router, &format!("{path}?{query}"), session, "es").await
}

/// Forms that end what the others need, or whose doors have tests of their own.
fn is_left_out(form: &Form) -> bool {
    form.is_multipart || matches!(form.action.as_str(), "/salir" | "/cuenta/funcion")
}

#[tokio::test]
async fn every_text_field_of_every_form_takes_texts_as_texts() {
    let world = World::fictional().await;
    let router = world.router();
    let mut tried: BTreeSet<String> = BTreeSet::new();
    for (session, path) in pages(&router, &world).await {
        let page = get(&router, &path, &session, "es").await;
        for form in forms(&page.body, &path) {
            let names: Vec<&str> = form.controls.iter().map(|c| c.name.as_str()).collect();
            let kind = format!("{} {names:?}", form.action.split('?').next().unwrap_or(""));
            let has_text = form.controls.iter().any(|control| control.is_text);
            if is_left_out(&form) || !has_text || !tried.insert(kind.clone()) {
                continue;
            }
            for text in TEXTS {
                let answer = submit(&router, &session, &form, text).await;
                assert_harmless(&format!("{kind} with {text:?}"), &answer);
            }
        }
    }
    assert!(tried.len() >= 5, "forms were found: {tried:?}");
    // Whatever was stored is shown to everyone as text.
    for (session, path) in pages(&router, &world).await {
        for lang in ["es", "en"] {
            let answer = get(&router, &path, &session, lang).await;
            assert_harmless(&path, &answer);
        }
    }
}

#[tokio::test]
async fn a_need_with_every_text_is_shown_searched_and_exported_as_text() {
    let world = World::fictional().await;
    let (router, engineer) = (world.router(), world.person("engineer", 0));
    for text in TEXTS {
        let created = ask(
            &router,
            &engineer,
            "mutation($i: NeedCreateInput!) { needCreate(input: $i) { need { id title { text } description { text } } errors { code hint } } }",
            json!({ "i": {
                "title": { "text": text },
                "description": { "text": text },
                "criteria": [{ "attribute": "process.offered", "comparison": "ANY_OF", "concepts": ["process.cnc_turning"], "strength": "MUST" }],
            } }),
        )
        .await;
        assert_eq!(created.status, StatusCode::OK, "{}", created.body);
        let need = &created.json()["data"]["needCreate"];
        // A text that is no text (NUL) is refused in words; every other comes back as it was.
        match need["need"]["title"]["text"].as_str() {
            Some(title) => assert_eq!(title.trim(), text.trim(), "{text:?}"),
            None => assert_eq!(need["errors"][0]["code"], "INVALID", "{}", created.body),
        }
    }
    for path in ["/", "/requerimientos", "/requerimientos?q=zxqv"] {
        let answer = get(&router, path, &engineer, "es").await;
        assert!(answer.body.contains(MARK), "{path} shows them");
        assert_harmless(path, &answer);
    }
}

#[tokio::test]
async fn every_argument_and_input_of_the_api_takes_texts_as_texts() {
    let world = World::fictional().await;
    let router = world.router();
    let sdl = parse_schema(graphql::sdl()).unwrap();
    let types = types_of(&sdl);
    let mut tried = 0;
    for (root, word) in [("Query", "query"), ("Mutation", "mutation")] {
        let TypeKind::Object(object) = types[root] else {
            panic!("{root} is an object")
        };
        for field in &object.fields {
            let field = &field.node;
            if field.arguments.is_empty() {
                continue;
            }
            for role in ["engineer", "centre_staff", "owner"] {
                for text in TEXTS {
                    let (query, variables) = call(&types, word, field, text);
                    let answer = ask(&router, &world.person(role, 0), &query, variables).await;
                    let what = format!("{} as {role} with {text:?}", field.name.node);
                    assert_harmless(&what, &answer);
                    let body = answer.json();
                    assert!(body.is_object(), "{what}: {:.300}", answer.body);
                    assert!(
                        !answer.body.contains("\"INTERNAL\""),
                        "{what}: {}",
                        answer.body
                    );
                    tried += 1;
                }
            }
        }
    }
    assert!(tried > 100, "fields were found: {tried}");
}

fn types_of(document: &ServiceDocument) -> BTreeMap<&str, &TypeKind> {
    document
        .definitions
        .iter()
        .filter_map(|definition| match definition {
            TypeSystemDefinition::Type(definition) => {
                Some((definition.node.name.node.as_str(), &definition.node.kind))
            }
            _ => None,
        })
        .collect()
}

/// A call of a field with the text in every argument that takes one.
fn call(
    types: &BTreeMap<&str, &TypeKind>,
    word: &str,
    field: &FieldDefinition,
    text: &str,
) -> (String, Value) {
    let mut variables = Map::new();
    let (mut heads, mut uses) = (Vec::new(), Vec::new());
    for argument in &field.arguments {
        let argument = &argument.node;
        let name = argument.name.node.as_str();
        heads.push(format!("${name}: {}", argument.ty.node));
        uses.push(format!("{name}: ${name}"));
        variables.insert(name.to_owned(), value_of(types, &argument.ty.node, text, 0));
    }
    let has_fields = matches!(
        types.get(base(&field.ty.node)),
        Some(TypeKind::Object(_) | TypeKind::Interface(_) | TypeKind::Union(_))
    );
    let below = if has_fields { " { __typename }" } else { "" };
    let query = format!(
        "{word}({}) {{ {}({}){below} }}",
        heads.join(", "),
        field.name.node,
        uses.join(", ")
    );
    (query, Value::Object(variables))
}

fn base(ty: &Type) -> &str {
    match &ty.base {
        BaseType::Named(name) => name.as_str(),
        BaseType::List(inner) => base(inner),
    }
}

fn value_of(types: &BTreeMap<&str, &TypeKind>, ty: &Type, text: &str, depth: usize) -> Value {
    let name = match &ty.base {
        BaseType::List(inner) => return json!([value_of(types, inner, text, depth + 1)]),
        BaseType::Named(name) => name.as_str(),
    };
    match types.get(name) {
        Some(TypeKind::Enum(values)) => values
            .values
            .first()
            .map_or(Value::Null, |value| json!(value.node.value.node.as_str())),
        Some(TypeKind::InputObject(_)) if depth > 4 => Value::Null,
        Some(TypeKind::InputObject(input)) => {
            let fields = input.fields.iter().map(|field| {
                let field = &field.node;
                let value = value_of(types, &field.ty.node, text, depth + 1);
                (field.name.node.to_string(), value)
            });
            Value::Object(fields.collect())
        }
        _ => match name {
            "Int" => json!(1),
            "Float" => json!(1.5),
            "Boolean" => json!(true),
            _ => json!(text),
        },
    }
}

#[tokio::test]
async fn odd_addresses_and_headers_are_survived() {
    let world = World::fictional().await;
    let router = world.router();
    for path in [
        "/proveedores/%3Cscript%3Ealert(1)%3C%2Fscript%3E",
        "/buscar?q=%22%3E%3Cimg%20src%3Dx%20onerror%3Dalert(3)%3E",
        "/buscar?estado=%27%20OR%201%3D1&orden=%00",
        "/requerimientos/..%2F..%2Fetc%2Fpasswd",
        "/vocabulario/%7B%7B7*7%7D%7D",
        "/entrar?a=https%3A%2F%2Fevil.example%2Fzxqv",
    ] {
        assert_harmless(path, &get(&router, path, "", "es").await);
    }
    let request = Request::get("/")
        .header(header::USER_AGENT, TEXTS[1])
        .header(header::ACCEPT_LANGUAGE, "<script>alert(1)</script>")
        .header("x-request-id", "zxqv\u{7f}".replace('\u{7f}', ""))
        .header("x-forwarded-host", "evil.example")
        .body(Body::empty())
        .unwrap();
    let answer = send(&router, request).await;
    assert_harmless("odd headers", &answer);
    assert!(!answer.body.contains("evil.example"));
}
