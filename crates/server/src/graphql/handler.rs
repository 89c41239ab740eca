//! GraphQL over HTTP, our own handler: queries and mutations by POST with a JSON content type,
//! queries also by GET; one operation a request; its cost is decided before it is executed.
//!
//! Follows the GraphQL-over-HTTP specification: `application/graphql-response+json` where the
//! client accepts it (status 4xx for documents that cannot be executed), else `application/json`
//! (status 200 for well-formed requests).
//!
//! The order is from cheap to dear: headers, size, budget of requests, JSON, a scan of the text, parsing,
//! weighing, budget of points, and only then validation and execution.

use super::answer::Accept;
use super::cost;
use super::query::{Firms, Machines};
use super::scan::{DOCUMENT_MAX, scan};
use crate::http::Faces;
use crate::http::budgets::Key;
use crate::http::language::Reader;
use crate::http::limits::Limits;
use crate::http::session::Caller;
use async_graphql::dataloader::DataLoader;
use async_graphql::parser::parse_query;
use async_graphql::parser::types::{ExecutableDocument, OperationDefinition, OperationType};
use async_graphql::{Request as GraphqlRequest, Variables};
use axum::body::to_bytes;
use axum::extract::{Extension, RawQuery, Request, State};
use axum::http::{Extensions, HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use eslabon_domain::actors::Actor;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::sync::Arc;

/// The largest body: a document and much more for variables.
pub const BODY_MAX: usize = 256 * 1024;
/// What every request draws from its caller's points, whatever becomes of it.
const REQUEST_POINTS: u64 = 10;

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    query: Option<String>,
    operation_name: Option<String>,
    variables: Option<Map<String, Value>>,
    #[serde(rename = "extensions")]
    _extensions: Option<Map<String, Value>>,
}

/// What a request brings besides its body.
struct Call {
    faces: Faces,
    limits: Arc<Limits>,
    actor: Actor,
    reader: Reader,
    accept: Accept,
    /// Whose points.
    key: Key,
    /// It came by POST.
    may_mutate: bool,
    /// The caller has proved that she, or a program that she lets write, asks.
    may_write: bool,
}

impl Call {
    /// Draws from the caller's points.
    #[expect(
        clippy::result_large_err,
        reason = "a response is made once a request and moved once"
    )]
    fn spend(&self, points: u64, cost: Option<u64>) -> Result<(), Response> {
        let now = (self.limits.clock)();
        let taken = self.limits.points.take(self.key, points, now);
        taken.map_err(|wait| self.accept.rate_limited(wait, cost))
    }

    fn bad_request(&self, message: &str) -> Response {
        self.accept
            .refuse(StatusCode::BAD_REQUEST, "BAD_REQUEST", message)
    }
}

/// Queries and mutations.
pub async fn post(
    State(faces): State<Faces>,
    Extension(limits): Extension<Arc<Limits>>,
    caller: Caller,
    reader: Reader,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let call = Call {
        accept: Accept::of(&parts.headers),
        key: limits.caller(&caller.actor, &parts.extensions, &parts.headers),
        faces,
        limits,
        may_write: caller.may_write(),
        actor: caller.actor,
        reader,
        may_mutate: true,
    };
    if !is_json(&parts.headers) {
        return call.accept.refuse(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "BAD_REQUEST",
            "Content-Type must be application/json, in UTF-8.",
        );
    }
    // Before reading anything of it; what does not say its length is counted while it comes.
    let announced = parts.headers.get(header::CONTENT_LENGTH);
    let announced = announced.and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|length| length > BODY_MAX as u64) {
        return too_large(call.accept);
    }
    if let Err(response) = call.spend(REQUEST_POINTS, None) {
        return response;
    }
    let Ok(bytes) = to_bytes(body, BODY_MAX).await else {
        // Longer than it may be, or broken off: then nobody reads the answer.
        return too_large(call.accept);
    };
    if bytes.trim_ascii_start().starts_with(b"[") {
        return call.bad_request("Batches are not accepted: send one operation a request.");
    }
    match serde_json::from_slice::<Body>(&bytes) {
        Ok(body) => answered(call, body).await,
        Err(error) => call.bad_request(&format!("The body is no GraphQL request: {error}")),
    }
}

/// Queries only.
pub async fn get(
    State(faces): State<Faces>,
    Extension(limits): Extension<Arc<Limits>>,
    caller: Caller,
    reader: Reader,
    headers: HeaderMap,
    extensions: Extensions,
    RawQuery(raw): RawQuery,
) -> Response {
    let call = Call {
        accept: Accept::of(&headers),
        key: limits.caller(&caller.actor, &extensions, &headers),
        faces,
        limits,
        may_write: false,
        actor: caller.actor,
        reader,
        may_mutate: false,
    };
    if let Err(response) = call.spend(REQUEST_POINTS, None) {
        return response;
    }
    match of_address(&raw.unwrap_or_default()) {
        Ok(body) => answered(call, body).await,
        Err(parameter) => call.bad_request(&format!("{parameter} is no JSON object.")),
    }
}

/// The parameters of an address, or the one that cannot be read.
fn of_address(raw: &str) -> Result<Body, &'static str> {
    let object = |text: &str, name: &'static str| {
        serde_json::from_str::<Option<Map<String, Value>>>(text).map_err(|_| name)
    };
    let mut body = Body::default();
    for (name, value) in form_urlencoded::parse(raw.as_bytes()) {
        match name.as_ref() {
            "query" => body.query = Some(value.into_owned()),
            "operationName" => body.operation_name = Some(value.into_owned()),
            "variables" => body.variables = object(&value, "variables")?,
            "extensions" => body._extensions = object(&value, "extensions")?,
            _ => {}
        }
    }
    Ok(body)
}

async fn answered(call: Call, body: Body) -> Response {
    execute(&call, body).await.unwrap_or_else(|refused| refused)
}

/// `Err` is an answer, too: that of a request which was not executed.
async fn execute(call: &Call, body: Body) -> Result<Response, Response> {
    let accept = call.accept;
    let text = body.query.filter(|text| !text.trim().is_empty());
    let text = text.ok_or_else(|| call.bad_request("query is missing."))?;
    scan(&text).map_err(|fault| {
        let message = format!("{} (Up to {DOCUMENT_MAX} bytes are read.)", fault.message());
        accept.refuse(StatusCode::BAD_REQUEST, "TOO_LARGE", &message)
    })?;
    let document =
        parse_query(&text).map_err(|error| accept.invalid("PARSE_FAILED", &error.to_string()))?;
    let variables = body.variables.map_or_else(Variables::default, |object| {
        Variables::from_json(Value::Object(object))
    });
    let operation = operation_of(&document, body.operation_name.as_deref()).ok_or_else(|| {
        accept.invalid(
            "OPERATION_RESOLUTION_FAILURE",
            "operationName names none of the document's operations.",
        )
    })?;
    if operation.ty == OperationType::Mutation && !call.may_mutate {
        let mut response = accept.refuse(
            StatusCode::METHOD_NOT_ALLOWED,
            "BAD_REQUEST",
            "Mutations go by POST.",
        );
        let headers = response.headers_mut();
        headers.insert(header::ALLOW, HeaderValue::from_static("POST"));
        return Err(response);
    }
    if operation.ty == OperationType::Mutation && !call.may_write {
        return Err(accept.refuse(
            StatusCode::FORBIDDEN,
            "FORBIDDEN",
            "Changing anything takes a token with the scope “write”, or the header x-form-token.",
        ));
    }
    let schema = &call.faces.schema;
    let may_introspect = call.limits.introspection.allows(&call.actor);
    let cost = cost::of_operation(
        schema.prices(),
        &document,
        operation,
        &variables,
        may_introspect,
    )
    .map_err(|refusal| accept.too_heavy(&refusal))?;
    call.spend(cost, Some(cost))?;
    let firms = Firms {
        app: call.faces.app.clone(),
        actor: call.actor.clone(),
    };
    let machines = Machines {
        app: call.faces.app.clone(),
        actor: call.actor.clone(),
    };
    let mut request = GraphqlRequest::new(text)
        .variables(variables)
        .data(DataLoader::new(firms, tokio::spawn))
        .data(DataLoader::new(machines, tokio::spawn))
        .data(call.faces.app.clone())
        .data(call.actor.clone())
        .data(call.reader.0);
    // Parsed once; what was weighed is what is executed.
    request.set_parsed_query(document);
    if let Some(name) = body.operation_name {
        request = request.operation_name(name);
    }
    let answer = schema.execute(request, may_introspect).await;
    Ok(accept.answer(answer, cost))
}

fn operation_of<'a>(
    document: &'a ExecutableDocument,
    name: Option<&str>,
) -> Option<&'a OperationDefinition> {
    let mut operations = document.operations.iter();
    match name {
        Some(name) => operations
            .find(|(known, _)| known.is_some_and(|known| known.as_str() == name))
            .map(|(_, o)| &o.node),
        None => match (operations.next(), operations.next()) {
            (Some((_, only)), None) => Some(&only.node),
            _ => None,
        },
    }
}

fn too_large(accept: Accept) -> Response {
    let mut response = accept.refuse(
        StatusCode::PAYLOAD_TOO_LARGE,
        "TOO_LARGE",
        "The body is larger than 256 KiB.",
    );
    // The rest of the body is not read.
    let headers = response.headers_mut();
    headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}

/// JSON in UTF-8. What a form of another site can send without asking is not.
fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
        .to_ascii_lowercase();
    let mut parts = kind.split(';').map(str::trim);
    parts.next() == Some("application/json")
        && parts.all(|part| {
            part.strip_prefix("charset=")
                .is_none_or(|charset| charset.trim_matches('"') == "utf-8")
        })
}
