//! `/healthz`: the process lives. `/readyz`: it can answer, and if not, what it waits for.

use super::Faces;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use eslabon_app::health::readiness;

/// The process lives.
pub async fn healthz() -> &'static str {
    "ok\n"
}

/// Every part is ready, or 503 with what is not.
pub async fn readyz(State(faces): State<Faces>) -> impl IntoResponse {
    let state = readiness(&faces.app).await;
    let status = if state.ready {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (status, Json(state))
}
