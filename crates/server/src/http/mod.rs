//! What pages and GraphQL share: state, the acting person, the reader's language, headers, health,
//! and serving itself.

pub mod headers;
pub mod health;
pub mod language;
pub mod serve;
pub mod session;
pub mod uploads;

use crate::graphql::ApiSchema;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use eslabon_app::App;

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

/// Every address, with the layers that all answers pass through.
pub fn router(faces: Faces) -> Router {
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
    headers::layer(routes)
}
