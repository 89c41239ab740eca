//! What pages and GraphQL share: state, the acting person, the reader's language, headers, health,
//! and serving itself.

pub mod budgets;
pub mod doors;
pub mod headers;
pub mod health;
pub mod language;
pub mod limits;
pub mod links;
pub mod patience;
pub mod serve;
pub mod session;
pub mod uploads;

use crate::graphql::ApiSchema;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use eslabon_app::App;
use limits::Limits;
use std::sync::Arc;

/// What every handler has at hand. Cloning is cheap.
#[derive(Clone)]
pub struct Faces {
    /// The application.
    pub app: App,
    /// The GraphQL schema.
    pub schema: ApiSchema,
    /// How cookies are set and read.
    pub cookies: session::Cookies,
    /// This is the demonstration: its pages say so.
    pub demonstration: bool,
}

/// Every address, with the layers that all answers pass through and without budgets: for tests and
/// measurements in process.
pub fn router(faces: Faces) -> Router {
    router_with(faces, Limits::unlimited())
}

/// As [`router`], within these limits.
pub fn router_with(faces: Faces, limits: Limits) -> Router {
    let limits = Arc::new(limits);
    let secure = faces.cookies.secure;

    let routes = Router::new()
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route(
            "/uploads",
            post(uploads::post).layer(DefaultBodyLimit::max(uploads::FILE_MAX + 64 * 1024)),
        )
        .merge(crate::graphql::router())
        .merge(crate::pages::router())
        .with_state(faces);
    headers::layer(limits::layer(routes, limits), secure)
}
