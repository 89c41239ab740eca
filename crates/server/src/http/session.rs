//! Who calls: a browser with a session's cookie, a program with a token, or nobody known. Found once per
//! request. Holds no rule: what a caller may do is the policy's.

use super::Faces;
use super::language::cookie;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use eslabon_app::AppError;
use eslabon_app::accounts::api_tokens::{self, Scope};
use eslabon_app::accounts::secret::{Clear, same};
use eslabon_app::accounts::sessions::{self, Session};
use eslabon_domain::actors::Actor;
use std::sync::Arc;

/// The header by which a script of our own pages proves that it is one.
pub const FORM_HEADER: &str = "x-form-token";

/// The cookies of this installation. Under https they are bound to the host (`__Host-`) and never sent
/// in clear; on loopback browsers would refuse that, so that the names are plain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cookies {
    /// People reach the pages by https.
    pub secure: bool,
}

/// What a cookie holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Jar {
    /// The session.
    Session,
    /// The browser, known again by it.
    Device,
    /// The password was given, the code is owed.
    HalfSignedIn,
    /// What forms of someone who has not signed in are proved by.
    Form,
    /// The browser has been sent to a firm's own sign-on.
    SignOn,
}

impl Jar {
    fn name(self) -> &'static str {
        match self {
            Jar::Session => "session",
            Jar::Device => "device",
            Jar::HalfSignedIn => "half",
            Jar::Form => "form",
            Jar::SignOn => "sign_on",
        }
    }

    /// For how many seconds a browser keeps it; none: until it is closed.
    fn max_age_s(self) -> Option<i64> {
        match self {
            Jar::Session => Some(sessions::ABSOLUTE.as_secs()),
            Jar::Device => Some(180 * 24 * 3_600),
            Jar::HalfSignedIn | Jar::Form | Jar::SignOn => None,
        }
    }
}

impl Cookies {
    fn name(self, jar: Jar) -> String {
        let prefix = if self.secure { "__Host-" } else { "" };
        format!("{prefix}{}", jar.name())
    }

    /// The secret that a cookie of the request holds, if it can be one.
    #[must_use]
    pub fn read(self, headers: &HeaderMap, jar: Jar) -> Option<Clear> {
        cookie(headers, &self.name(jar)).and_then(|text| Clear::parse(&text))
    }

    /// Puts a secret into a cookie of the answer.
    pub fn set(self, headers: &mut HeaderMap, jar: Jar, clear: &Clear) {
        let age = jar
            .max_age_s()
            .map(|s| format!("; Max-Age={s}"))
            .unwrap_or_default();
        self.append(headers, jar, clear.as_str(), &age);
    }

    /// Lets the browser forget a cookie.
    pub fn forget(self, headers: &mut HeaderMap, jar: Jar) {
        self.append(headers, jar, "", "; Max-Age=0");
    }

    fn append(self, headers: &mut HeaderMap, jar: Jar, value: &str, age: &str) {
        let secure = if self.secure { "; Secure" } else { "" };
        let name = self.name(jar);
        let line = format!("{name}={value}; Path=/{age}; HttpOnly; SameSite=Lax{secure}");
        if let Ok(value) = HeaderValue::from_str(&line) {
            headers.append(header::SET_COOKIE, value);
        }
    }

    /// The token that a form of this browser must carry; none where the browser has no cookie of ours.
    #[must_use]
    pub fn form_token(self, headers: &HeaderMap) -> Option<String> {
        let seed = self
            .read(headers, Jar::Session)
            .or_else(|| self.read(headers, Jar::Form))?;
        Some(token_of(&seed))
    }

    /// Whether a form proves that this browser was shown it, by the account that it still has.
    #[must_use]
    pub fn proves(self, headers: &HeaderMap, given: &str) -> bool {
        self.form_token(headers)
            .is_some_and(|expected| same(&expected, given))
    }
}

/// The token that goes with a seed.
#[must_use]
pub fn token_of(seed: &Clear) -> String {
    seed.derive("form")
}

/// Who calls.
#[derive(Debug, Clone)]
pub struct Caller {
    /// As whom.
    pub actor: Actor,
    /// By which session, for a browser.
    pub session: Option<Arc<Session>>,
    /// By a token with this scope, for a program.
    pub token: Option<Scope>,
    /// A script of our own pages, or a form, has proved that it is one by its header.
    pub proved: bool,
}

impl Caller {
    /// Whether the caller may change anything here: a browser must prove that one of our pages asked for
    /// it, a program needs a token to write. Visitors may not know anything that matters.
    #[must_use]
    pub fn may_write(&self) -> bool {
        match (&self.token, &self.session) {
            (Some(scope), _) => *scope == Scope::Write,
            (None, Some(_)) => self.proved,
            (None, None) => true,
        }
    }

    async fn of(parts: &Parts, faces: &Faces) -> Result<Caller, AppError> {
        let nobody = Caller {
            actor: Actor::visitor(),
            session: None,
            token: None,
            proved: false,
        };
        if let Some(presented) = parts.headers.get(header::AUTHORIZATION) {
            let clear = bearer(presented).ok_or(AppError::Forbidden)?;
            let found = api_tokens::find(&faces.app, &clear).await?;
            let (actor, scope) = found.ok_or(AppError::Forbidden)?;
            return Ok(Caller {
                actor,
                token: Some(scope),
                ..nobody
            });
        }
        let Some(clear) = faces.cookies.read(&parts.headers, Jar::Session) else {
            return Ok(nobody);
        };
        let Some(session) = sessions::find(&faces.app, &clear).await? else {
            return Ok(nobody);
        };
        let given = parts.headers.get(FORM_HEADER);
        let given = given.and_then(|value| value.to_str().ok());
        Ok(Caller {
            actor: session.actor.clone(),
            session: Some(Arc::new(session)),
            token: None,
            proved: given.is_some_and(|given| faces.cookies.proves(&parts.headers, given)),
        })
    }
}

fn bearer(value: &HeaderValue) -> Option<Clear> {
    let (kind, token) = value.to_str().ok()?.split_once(' ')?;
    kind.eq_ignore_ascii_case("bearer")
        .then(|| Clear::parse(token.trim()))
        .flatten()
}

impl FromRequestParts<Faces> for Caller {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, faces: &Faces) -> Result<Self, Response> {
        if let Some(known) = parts.extensions.get::<Caller>() {
            return Ok(known.clone());
        }
        match Caller::of(parts, faces).await {
            Ok(caller) => {
                parts.extensions.insert(caller.clone());
                Ok(caller)
            }
            Err(AppError::Forbidden) => Err((
                StatusCode::UNAUTHORIZED,
                [
                    (header::WWW_AUTHENTICATE, "Bearer"),
                    (header::CONTENT_TYPE, "application/json; charset=utf-8"),
                ],
                "{\"errors\":[{\"message\":\"The token is wrong, expired or taken back.\",\"extensions\":{\"code\":\"UNAUTHENTICATED\"}}]}\n",
            )
                .into_response()),
            Err(error) => {
                tracing::error!(%error, "session.not_found_out");
                Err((
                    StatusCode::SERVICE_UNAVAILABLE,
                    [(header::RETRY_AFTER, "5")],
                    "Ocupado; intente de nuevo. / Busy; try again.\n",
                )
                    .into_response())
            }
        }
    }
}

/// The acting person of a request.
#[derive(Debug, Clone)]
pub struct CurrentActor(pub Actor);

impl FromRequestParts<Faces> for CurrentActor {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, faces: &Faces) -> Result<Self, Response> {
        let caller = Caller::from_request_parts(parts, faces).await?;
        Ok(CurrentActor(caller.actor))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(cookie: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_str(cookie).unwrap());
        headers
    }

    #[test]
    fn cookies_under_https_are_bound_to_the_host() {
        let (secure, plain) = (Cookies { secure: true }, Cookies { secure: false });
        let clear = Clear::generate();
        let mut answer = HeaderMap::new();
        secure.set(&mut answer, Jar::Session, &clear);
        let line = answer[header::SET_COOKIE].to_str().unwrap();
        assert!(line.starts_with("__Host-session="));
        assert!(
            line.contains("; Secure") && line.contains("; HttpOnly") && line.contains("Path=/")
        );
        assert!(!line.contains("Domain"));
        let sent = headers(&format!("a=b; session={}", clear.as_str()));
        assert_eq!(plain.read(&sent, Jar::Session), Some(clear));
        assert_eq!(secure.read(&sent, Jar::Session), None);
    }

    #[test]
    fn a_form_of_another_session_proves_nothing() {
        let cookies = Cookies::default();
        let (mine, other) = (Clear::generate(), Clear::generate());
        let sent = headers(&format!("session={}", mine.as_str()));
        assert!(cookies.proves(&sent, &token_of(&mine)));
        assert!(!cookies.proves(&sent, &token_of(&other)));
        assert!(!cookies.proves(&HeaderMap::new(), &token_of(&mine)));
    }

    #[test]
    fn odd_cookies_are_nobody() {
        let cookies = Cookies::default();
        for odd in ["session=", "session=abc", "session=%00", "session"] {
            assert_eq!(cookies.read(&headers(odd), Jar::Session), None, "{odd}");
        }
    }
}
