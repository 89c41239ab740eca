//! A visit: who reads which address in which language. Every handler takes one and answers
//! through it, so that errors, the language cookie and the frame are handled in one place.

use super::account::SECOND_FACTOR_PATH;
use super::errors;
use super::fields::Fields;
use super::privacy::owed;
use super::words::Say;
use crate::http::Faces;
use crate::http::language::Reader;
use crate::http::session::{Caller, Cookies, Jar, token_of};
use crate::http::uploads::TOKEN_FIELD;
use axum::extract::{FromRequestParts, OptionalFromRequestParts, Path};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::accounts::secret::Clear;
use eslabon_app::accounts::sessions::Session;
use eslabon_app::alerts::count_unread;
use eslabon_app::context::Words;
use eslabon_app::policy::{self, Operation};
use eslabon_app::{App, AppError, AppResult};
use eslabon_domain::actors::Actor;
use eslabon_domain::text::Lang;
use maud::{Markup, html};
use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Who reads which address in which language.
#[derive(Clone)]
pub struct Visit {
    /// The application.
    pub app: App,
    /// By which session; none for someone who has not signed in.
    pub session: Option<Arc<Session>>,
    /// How cookies are set and read.
    pub cookies: Cookies,
    /// What the browser sent.
    pub headers: HeaderMap,
    /// What proves this browser's forms, and whether it is new to the browser.
    seed: Arc<Seed>,
    /// This is the demonstration.
    pub demonstration: bool,
    /// Who acts.
    pub actor: Actor,
    /// In whose language.
    pub say: Say,
    /// The path of the address.
    pub path: String,
    /// Its query.
    pub query: Fields,
    /// Names the request in logs and on the page of an internal error.
    pub request_id: String,
    /// The vocabulary in force.
    pub words: Arc<Words>,
    /// How many of her alerts the acting person has not read.
    pub unread_alerts: u64,
}

/// What proves a browser's forms: its session, else a cookie of its own.
struct Seed {
    clear: Clear,
    /// The browser does not hold it yet.
    is_new: bool,
    /// A form of this page carries its token.
    used: AtomicBool,
}

impl Seed {
    fn of(cookies: Cookies, headers: &HeaderMap) -> Self {
        let known = cookies
            .read(headers, Jar::Session)
            .or_else(|| cookies.read(headers, Jar::Form));
        Self {
            is_new: known.is_none(),
            clear: known.unwrap_or_else(Clear::generate),
            used: AtomicBool::new(false),
        }
    }
}

impl FromRequestParts<Faces> for Visit {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, faces: &Faces) -> Result<Self, Response> {
        let Caller { actor, session, .. } = Caller::from_request_parts(parts, faces).await?;
        // Whoever owes a second factor sets it up, or leaves; she is led there from everywhere else.
        let owes = session.as_ref().is_some_and(|one| one.owes_second_factor);
        if owes && !matches!(parts.uri.path(), SECOND_FACTOR_PATH | "/salir") {
            return Err(Redirect::to(SECOND_FACTOR_PATH).into_response());
        }
        // Every page and form comes by here: what is owed is asked for before anything else.
        let whole = match parts.method {
            Method::GET => parts
                .uri
                .path_and_query()
                .map_or("/", |whole| whole.as_str()),
            _ => "/",
        };
        if !owes && let Some(ask) = owed(&faces.app, session.as_deref(), parts.uri.path(), whole) {
            return Err(ask);
        }
        let Ok(Reader(lang)) = Reader::from_request_parts(parts, faces).await;
        let unread_alerts = unread_alerts(&faces.app, &actor).await;
        let request_id = parts
            .headers
            .get("x-request-id")
            .and_then(|id| id.to_str().ok())
            .unwrap_or_default();
        Ok(Visit {
            app: faces.app.clone(),
            session,
            cookies: faces.cookies,
            seed: Arc::new(Seed::of(faces.cookies, &parts.headers)),
            headers: parts.headers.clone(),
            demonstration: faces.demonstration,
            actor,
            say: Say { lang },
            path: parts.uri.path().to_owned(),
            query: Fields::parse(parts.uri.query().unwrap_or_default()),
            request_id: request_id.to_owned(),
            words: faces.app.words(),
            unread_alerts,
        })
    }
}

/// How many alerts are unread. No page fails because they cannot be counted.
async fn unread_alerts(app: &App, actor: &Actor) -> u64 {
    match count_unread(app, actor).await {
        Ok(unread) => unread,
        Err(error) => {
            tracing::warn!(%error, "alerts.count_failed");
            0
        }
    }
}

impl Visit {
    /// The reader's language.
    #[must_use]
    pub fn lang(&self) -> Lang {
        self.say.lang
    }

    /// Whether the acting person may do this at all: decides which links are shown, never what is done.
    #[must_use]
    pub fn may(&self, operation: Operation) -> bool {
        policy::may(self.actor.role, operation)
    }

    /// The session, for pages of someone who has signed in.
    ///
    /// # Errors
    /// [`AppError::Forbidden`] for everybody else.
    pub fn signed_in(&self) -> AppResult<&Session> {
        self.session.as_deref().ok_or(AppError::Forbidden)
    }

    /// The hidden field by which a form of this page proves itself. Every form that posts has it.
    #[must_use]
    pub fn proof(&self) -> Markup {
        self.seed.used.store(true, Ordering::Relaxed);
        html! { input type="hidden" name=(TOKEN_FIELD) value=(token_of(&self.seed.clear)); }
    }

    /// Whether a posted form was shown to this browser, under the account that it still has.
    #[must_use]
    pub fn proves(&self, given: &str) -> bool {
        self.cookies.proves(&self.headers, given)
    }

    /// The name of a concept.
    #[must_use]
    pub fn concept(&self, id: &str) -> String {
        self.words.vocabulary.label(id, self.lang()).to_owned()
    }

    /// The same address in a language.
    #[must_use]
    pub fn address_in(&self, lang: Lang) -> String {
        let others = self.query.pairs().filter(|(name, _)| *name != "lang");
        super::fields::address(&self.path, others.chain([("lang", lang.as_str())]))
    }

    /// The answer of a handler; errors become their page.
    pub fn respond(&self, outcome: AppResult<impl IntoResponse>) -> Response {
        let mut response = match outcome {
            Ok(answer) => answer.into_response(),
            Err(error) => errors::page(self, &error),
        };
        if self.seed.is_new && self.seed.used.load(Ordering::Relaxed) {
            self.cookies
                .set(response.headers_mut(), Jar::Form, &self.seed.clear);
        }
        if self.query.has("lang") {
            let secure = if self.cookies.secure { "; Secure" } else { "" };
            let cookie = format!(
                "lang={}; Path=/; Max-Age=31536000; SameSite=Lax{secure}",
                self.lang().as_str()
            );
            if let Ok(value) = HeaderValue::from_str(&cookie) {
                response.headers_mut().append(header::SET_COOKIE, value);
            }
        }
        response
    }
}

/// The variable part of a path. What is no UTF-8 is nobody's name, and so not found.
#[derive(Debug, Clone)]
pub struct Named(pub String);

impl<S: Send + Sync> FromRequestParts<S> for Named {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let path =
            <Path<String> as OptionalFromRequestParts<S>>::from_request_parts(parts, state).await;
        Ok(Named(
            path.ok()
                .flatten()
                .map(|Path(name)| name)
                .unwrap_or_default(),
        ))
    }
}

impl Named {
    /// The id that the path names.
    ///
    /// # Errors
    /// Not found, where it is no id.
    pub fn id<T: std::str::FromStr>(&self) -> AppResult<T> {
        self.0.parse().map_err(|_| eslabon_app::AppError::NotFound)
    }
}
