//! GraphQL over HTTP, our own handler: queries and mutations by POST with a JSON content type,
//! queries also by GET; one operation a request; its cost is decided before it is executed.
//!
//! Follows the GraphQL-over-HTTP specification: `application/graphql-response+json` where the
//! client accepts it (status 4xx for documents that cannot be executed), else `application/json`
//! (status 200 for well-formed requests).

use super::cost::{self, Refusal};
use super::query::Firms;
use crate::http::Faces;
use crate::http::language::Reader;
use crate::http::session::Caller;
use async_graphql::dataloader::DataLoader;
use async_graphql::parser::parse_query;
use async_graphql::parser::types::{ExecutableDocument, OperationDefinition, OperationType};
use async_graphql::{Request, Response as GraphqlResponse, Variables};
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};

/// The largest body: a document of 32 KB and as much again for variables.
const BODY_MAX: usize = 256 * 1024;
const RESPONSE_TYPE: &str = "application/graphql-response+json";

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    query: Option<String>,
    operation_name: Option<String>,
    variables: Option<Value>,
    #[serde(rename = "extensions")]
    _extensions: Option<Value>,
}

/// Queries and mutations.
pub async fn post(
    State(faces): State<Faces>,
    caller: Caller,
    reader: Reader,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let accept = Accept::of(&headers);
    if !is_json(&headers) {
        return accept.refuse(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "BAD_REQUEST",
            "Content-Type must be application/json.",
        );
    }
    if body.len() > BODY_MAX {
        return accept.refuse(
            StatusCode::PAYLOAD_TOO_LARGE,
            "BAD_REQUEST",
            "The body is larger than 256 KiB.",
        );
    }
    match serde_json::from_slice::<Body>(&body) {
        Ok(body) => execute(&faces, caller, reader, accept, body, true).await,
        Err(error) => accept.refuse(
            StatusCode::BAD_REQUEST,
            "BAD_REQUEST",
            &format!("The body is no GraphQL request: {error}"),
        ),
    }
}

/// Queries only.
pub async fn get(
    State(faces): State<Faces>,
    caller: Caller,
    reader: Reader,
    headers: HeaderMap,
    RawQuery(raw): RawQuery,
) -> Response {
    let accept = Accept::of(&headers);
    let mut body = Body::default();
    for (name, value) in form_urlencoded::parse(raw.unwrap_or_default().as_bytes()) {
        match name.as_ref() {
            "query" => body.query = Some(value.into_owned()),
            "operationName" => body.operation_name = Some(value.into_owned()),
            "variables" => match serde_json::from_str(&value) {
                Ok(variables) => body.variables = Some(variables),
                Err(_) => {
                    return accept.refuse(
                        StatusCode::BAD_REQUEST,
                        "BAD_REQUEST",
                        "variables is no JSON.",
                    );
                }
            },
            _ => {}
        }
    }
    execute(&faces, caller, reader, accept, body, false).await
}

async fn execute(
    faces: &Faces,
    caller: Caller,
    reader: Reader,
    accept: Accept,
    body: Body,
    may_mutate: bool,
) -> Response {
    let Some(text) = body.query.filter(|text| !text.trim().is_empty()) else {
        return accept.refuse(StatusCode::BAD_REQUEST, "BAD_REQUEST", "query is missing.");
    };
    if text.len() > cost::DOCUMENT_MAX || cost::nests_too_deep(&text) {
        return accept.refuse(
            StatusCode::BAD_REQUEST,
            "TOO_LARGE",
            "The document is longer than 32 KiB or nested too deeply.",
        );
    }
    let variables = match body.variables {
        None | Some(Value::Null) => Variables::default(),
        Some(object @ Value::Object(_)) => Variables::from_json(object),
        Some(_) => {
            return accept.refuse(
                StatusCode::BAD_REQUEST,
                "BAD_REQUEST",
                "variables must be an object.",
            );
        }
    };
    let document = match parse_query(&text) {
        Ok(document) => document,
        Err(error) => return accept.invalid("PARSE_FAILED", &error.to_string()),
    };
    let Some(operation) = operation_of(&document, body.operation_name.as_deref()) else {
        return accept.invalid(
            "OPERATION_RESOLUTION_FAILURE",
            "operationName names none of the document's operations.",
        );
    };
    if operation.ty == OperationType::Mutation && !may_mutate {
        return accept.refuse(
            StatusCode::METHOD_NOT_ALLOWED,
            "BAD_REQUEST",
            "Mutations go by POST.",
        );
    }
    if operation.ty == OperationType::Mutation && !caller.may_write() {
        return accept.refuse(
            StatusCode::FORBIDDEN,
            "FORBIDDEN",
            "Changing anything takes a token with the scope “write”, or the header x-form-token.",
        );
    }
    let actor = caller.actor;
    let cost = match cost::of_operation(&document, operation, &variables) {
        Ok(cost) => cost,
        Err(Refusal::TooExpensive(cost)) => {
            return accept.invalid(
                "TOO_EXPENSIVE",
                &format!(
                    "The query costs {cost}; {} are allowed. Ask for fewer with `first`.",
                    cost::LIMIT
                ),
            );
        }
        Err(Refusal::Cycle(name)) => {
            return accept.invalid(
                "VALIDATION_FAILED",
                &format!("Fragment {name} contains itself."),
            );
        }
        Err(Refusal::TooManyDirectives) => {
            return accept.invalid("TOO_EXPENSIVE", "Too many directives.");
        }
    };
    let firms = Firms {
        app: faces.app.clone(),
        actor: actor.clone(),
    };
    let mut request = Request::new(text)
        .variables(variables)
        .data(DataLoader::new(firms, tokio::spawn))
        .data(faces.app.clone())
        .data(actor)
        .data(reader.0);
    if let Some(name) = body.operation_name {
        request = request.operation_name(name);
    }
    let answer = faces.schema.execute(request).await;
    accept.answer(answer, cost)
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

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    kind.split(';')
        .next()
        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

/// The media type in which the client is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Accept {
    graphql_response: bool,
}

impl Accept {
    fn of(headers: &HeaderMap) -> Self {
        let accept = headers
            .get(header::ACCEPT)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        Self {
            graphql_response: accept.contains(RESPONSE_TYPE),
        }
    }

    fn content_type(self) -> &'static str {
        if self.graphql_response {
            "application/graphql-response+json; charset=utf-8"
        } else {
            "application/json; charset=utf-8"
        }
    }

    /// A request that is no GraphQL request.
    fn refuse(self, status: StatusCode, code: &str, message: &str) -> Response {
        let body = json!({ "errors": [{ "message": message, "extensions": { "code": code } }] });
        (
            status,
            [(header::CONTENT_TYPE, self.content_type())],
            body.to_string(),
        )
            .into_response()
    }

    /// A well-formed request whose document cannot be executed: 200 for the older media type.
    fn invalid(self, code: &str, message: &str) -> Response {
        let status = if self.graphql_response {
            StatusCode::BAD_REQUEST
        } else {
            StatusCode::OK
        };
        self.refuse(status, code, message)
    }

    fn answer(self, answer: GraphqlResponse, cost: u64) -> Response {
        // No data and errors without a path: the document was refused by validation.
        let refused =
            !answer.errors.is_empty() && answer.errors.iter().all(|error| error.path.is_empty());
        let mut body = match serde_json::to_value(&answer) {
            Ok(body) => body,
            Err(error) => {
                tracing::error!(%error, "graphql.unserialisable");
                return self.refuse(StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL", "Our fault.");
            }
        };
        if let Some(object) = body.as_object_mut() {
            if refused {
                object.remove("data");
            }
            object.insert(
                "extensions".to_owned(),
                json!({ "cost": { "requested": cost, "limit": cost::LIMIT } }),
            );
        }
        let status = if refused && self.graphql_response {
            StatusCode::BAD_REQUEST
        } else {
            StatusCode::OK
        };
        (
            status,
            [(header::CONTENT_TYPE, self.content_type())],
            body.to_string(),
        )
            .into_response()
    }
}
