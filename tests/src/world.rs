//! An application with the fictional part of the demonstration in it, in a directory of its own.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use eslabon_app::config::Place;
use eslabon_app::context::Silent;
use eslabon_app::imports::{ImportSource, run};
use eslabon_app::{App, demo};
use eslabon_domain::actors::Actor;
use eslabon_server::graphql;
use eslabon_server::http::session::People;
use eslabon_server::http::{Faces, router};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;

/// An application of its own, gone when dropped.
pub struct World {
    /// The application.
    pub app: App,
    /// Its data directory.
    pub directory: TempDir,
}

/// The folder of the demonstration's files.
#[must_use]
pub fn demo_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy/demo")
}

impl World {
    /// An empty application on SQLite.
    pub async fn empty() -> World {
        let directory = tempfile::tempdir().unwrap_or_else(|e| fatal("a temporary directory", &e));
        let app = App::open(Place::in_directory(directory.path()), &Silent)
            .await
            .unwrap_or_else(|e| fatal("an empty installation", &e));
        World { app, directory }
    }

    /// The fictional firms, needs, institutions and services; no registers.
    pub async fn fictional() -> World {
        let world = Self::empty().await;
        for file in [
            "institutions.csv",
            "services.csv",
            "suppliers.csv",
            "needs.csv",
        ] {
            let source = ImportSource::path(&demo_folder().join(file));
            run(&world.app, &Actor::command_line(), source, None, &Silent)
                .await
                .unwrap_or_else(|e| fatal(file, &e));
        }
        world
            .app
            .catch_up(&Silent)
            .await
            .unwrap_or_else(|e| fatal("catching up", &e));
        world
    }

    /// Every address, for requests in process.
    pub fn router(&self) -> Router {
        router(Faces {
            app: self.app.clone(),
            schema: graphql::schema(),
            people: Arc::new(People::new(demo::people(&self.app))),
        })
    }

    /// The key of the first person with this role (`nth` 0), the second (1)…
    #[must_use]
    pub fn person(&self, role: &str, nth: usize) -> String {
        demo::people(&self.app)
            .into_iter()
            .filter(|(_, actor)| actor.role.as_str() == role)
            .nth(nth)
            .map(|(key, _)| key)
            .unwrap_or_default()
    }
}

/// An answer, read whole.
pub struct Answer {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: axum::http::HeaderMap,
    /// Its body.
    pub body: String,
}

impl Answer {
    /// The body as JSON; null where it is none.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or(Value::Null)
    }
}

/// Sends a request through the router.
pub async fn send(router: &Router, request: Request<Body>) -> Answer {
    use tower::ServiceExt;
    let response = match router.clone().oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    };
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, 32 * 1024 * 1024)
        .await
        .unwrap_or_else(|e| fatal("a body", &e));
    Answer {
        status: parts.status,
        headers: parts.headers,
        body: String::from_utf8_lossy(&bytes).into_owned(),
    }
}

/// A GET as a person, in a language.
pub async fn get(router: &Router, path: &str, person: &str, lang: &str) -> Answer {
    let request = Request::get(path)
        .header(header::COOKIE, format!("persona={person}; lang={lang}"))
        .body(Body::empty());
    send(router, request.unwrap_or_else(|e| fatal(path, &e))).await
}

/// A GraphQL request as a person.
pub async fn ask(router: &Router, person: &str, query: &str, variables: Value) -> Answer {
    let request = Request::post("/graphql")
        .header(header::COOKIE, format!("persona={person}"))
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(
            json!({ "query": query, "variables": variables }).to_string(),
        ));
    send(router, request.unwrap_or_else(|e| fatal("a request", &e))).await
}

/// A test's world could not be made: nothing that follows would mean anything.
#[expect(clippy::panic, reason = "only tests call this")]
fn fatal(what: &str, error: &dyn std::fmt::Display) -> ! {
    panic!("{what}: {error}")
}
