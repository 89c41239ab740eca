//! Acting as someone else, as long as there are no accounts.

use super::fields::Posted;
use super::visit::Visit;
use crate::http::session::COOKIE;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use eslabon_app::AppError;

/// `POST /persona`: remembers the choice and leads home, where that person's work lies.
pub async fn choose(visit: Visit, Posted(form): Posted) -> Response {
    let chosen = visit
        .people
        .all()
        .iter()
        .find(|(key, _)| key == form.text("persona"));
    let outcome = chosen.ok_or(AppError::NotFound).map(|(key, _)| {
        let cookie = format!("{COOKIE}={key}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly");
        (
            StatusCode::SEE_OTHER,
            [
                (header::SET_COOKIE, cookie),
                (header::LOCATION, "/".to_owned()),
            ],
        )
            .into_response()
    });
    visit.respond(outcome)
}
