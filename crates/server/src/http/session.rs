//! Who acts. Until accounts come, an installation has a short list of people: the roles of the
//! demonstration, or one local person; a cookie remembers which one the reader chose. That is no
//! protection, which is why `serve` listens on loopback only.

use super::Faces;
use super::language::cookie;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use eslabon_domain::actors::Actor;
use std::convert::Infallible;

/// The cookie that names the chosen person.
pub const COOKIE: &str = "persona";

/// The people of this installation, each with the short key that the cookie holds.
#[derive(Debug, Clone, Default)]
pub struct People {
    people: Vec<(String, Actor)>,
}

impl People {
    /// These people; the first acts unless the reader chose another.
    #[must_use]
    pub fn new(people: Vec<(String, Actor)>) -> Self {
        Self { people }
    }

    /// Everyone, with keys.
    #[must_use]
    pub fn all(&self) -> &[(String, Actor)] {
        &self.people
    }

    /// The person of this key.
    #[must_use]
    pub fn find(&self, key: &str) -> Option<&Actor> {
        self.people
            .iter()
            .find(|(known, _)| known == key)
            .map(|(_, actor)| actor)
    }
}

/// The acting person of a request.
#[derive(Debug, Clone)]
pub struct CurrentActor(pub Actor);

impl FromRequestParts<Faces> for CurrentActor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, faces: &Faces) -> Result<Self, Infallible> {
        let chosen = cookie(parts, COOKIE).and_then(|key| faces.people.find(&key).cloned());
        let first = || faces.people.all().first().map(|(_, actor)| actor.clone());
        Ok(CurrentActor(
            chosen.or_else(first).unwrap_or_else(Actor::visitor),
        ))
    }
}
