//! An application with the fictional part of the demonstration in it, in a directory of its own.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use eslabon_app::accounts::establish::{Newcomer, establish};
use eslabon_app::accounts::secret::Clear;
use eslabon_app::accounts::sign_in::{Client, Step, by_other_means};
use eslabon_app::config::Place;
use eslabon_app::context::Silent;
use eslabon_app::imports::{ImportSource, run};
use eslabon_app::{App, demo, privacy};
use eslabon_domain::actors::{Actor, Role};
use eslabon_domain::ids::PersonId;
use eslabon_domain::text::Lang;
use eslabon_server::graphql;
use eslabon_server::http::session::{Cookies, FORM_HEADER, token_of};
use eslabon_server::http::{Faces, router};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// An application of its own, gone when dropped.
pub struct World {
    /// The application.
    pub app: App,
    /// Its data directory.
    pub directory: TempDir,
    /// The people of the demonstration who have signed in: key, role, session.
    pub signed_in: Vec<(&'static str, Role, String)>,
}

/// The password of every account in these worlds.
pub const PASSWORD: &str = "cuatro tornos rojos bajo la lluvia";

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
        World {
            app,
            directory,
            signed_in: Vec::new(),
        }
    }

    /// The fictional firms, needs, institutions and services; no registers.
    pub async fn fictional() -> World {
        let mut world = Self::empty().await;
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
        demo::make_accounts(&world.app, PASSWORD)
            .await
            .unwrap_or_else(|e| fatal("accounts", &e));
        for person in demo::PEOPLE {
            let session = world.session(person.id()).await;
            world.signed_in.push((person.key, person.role, session));
        }
        world
    }

    /// Opens a session for someone with an account; answers what its cookie holds.
    pub async fn session(&self, person: PersonId) -> String {
        let step = by_other_means(&self.app, person, &Client::default())
            .await
            .unwrap_or_else(|e| fatal("a session", &e));
        self.accept_notice(person).await;
        match step {
            Step::Done { session, .. } => session.as_str().to_owned(),
            Step::SecondFactor(_) => String::new(),
        }
    }

    /// Someone accepts the privacy notice: what asks for it has tests of its own.
    pub async fn accept_notice(&self, person: PersonId) {
        let accepting = Actor {
            person: Some(person),
            role: Role::Editor,
            ..Actor::command_line()
        };
        privacy::accept(&self.app, &accepting, privacy::current_version(&self.app))
            .await
            .unwrap_or_else(|e| fatal("the notice", &e));
    }

    /// Makes an account for this actor and signs her in; a visitor stays one.
    pub async fn sign_in(&self, key: &str, actor: &Actor) -> String {
        if !actor.role.is_assignable() {
            return String::new();
        }
        let newcomer = Newcomer {
            id: PersonId::from_name(key),
            name: key.to_owned(),
            email: format!("{}@prueba.example", key.to_lowercase()),
            lang: Lang::Es,
            role: actor.role,
            organisation: actor.organisation,
            centre: actor.centre,
            password_hash: None,
        };
        let person = establish(&self.app, &Actor::command_line(), newcomer)
            .await
            .unwrap_or_else(|e| fatal(key, &e));
        self.session(person).await
    }

    /// Every address, for requests in process.
    pub fn router(&self) -> Router {
        router(Faces {
            app: self.app.clone(),
            schema: graphql::schema(),
            cookies: Cookies::default(),
            demonstration: true,
        })
    }

    /// The session of the first person with this role (`nth` 0), the second (1)…; empty for visitors.
    #[must_use]
    pub fn person(&self, role: &str, nth: usize) -> String {
        self.signed_in
            .iter()
            .filter(|(_, known, _)| known.as_str() == role)
            .nth(nth)
            .map(|(_, _, session)| session.clone())
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
        .header(header::COOKIE, format!("session={person}; lang={lang}"))
        .body(Body::empty());
    send(router, request.unwrap_or_else(|e| fatal(path, &e))).await
}

/// What proves the forms of a session.
#[must_use]
pub fn proof(session: &str) -> String {
    Clear::parse(session).map_or_else(String::new, |clear| token_of(&clear))
}

/// A form posted as a person.
pub async fn post(router: &Router, path: &str, person: &str, fields: &[(&str, &str)]) -> Answer {
    let proof = proof(person);
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("_token", &proof);
    form.extend_pairs(fields);
    let request = Request::post(path)
        .header(header::COOKIE, format!("session={person}; lang=es"))
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(form.finish()));
    send(router, request.unwrap_or_else(|e| fatal(path, &e))).await
}

/// A GraphQL request as a person.
pub async fn ask(router: &Router, person: &str, query: &str, variables: Value) -> Answer {
    let request = Request::post("/graphql")
        .header(header::COOKIE, format!("session={person}"))
        .header(FORM_HEADER, proof(person))
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
