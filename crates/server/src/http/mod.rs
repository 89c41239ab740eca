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
use std::sync::Arc;

/// What every handler has at hand. Cloning is cheap.
#[derive(Clone)]
pub struct Faces {
    /// The application.
    pub app: App,
    /// The GraphQL schema.
    pub schema: ApiSchema,
    /// The people of the demonstration, or the one local person.
    pub people: Arc<session::People>,
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
