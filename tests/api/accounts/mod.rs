//! Accounts through use cases and the real router: what opens a door, and what must not. The clock of
//! these worlds stands where a test puts it.

mod api_tokens;
mod forged;
mod links;
mod sessions;
mod sign_in;
mod standing;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, header};
use eslabon_app::accounts::establish::{Newcomer, establish};
use eslabon_app::accounts::secret::Clear;
use eslabon_app::accounts::sessions::find;
use eslabon_app::accounts::sign_in::{Client, Step, with_password};
use eslabon_app::accounts::{passwords, sessions::Session};
use eslabon_app::{AppError, AppResult};
use eslabon_domain::actors::{Actor, Role};
use eslabon_domain::ids::PersonId;
use eslabon_domain::text::Lang;
use eslabon_tests::world::{Answer, PASSWORD, World, ask, proof, send};
use jiff::SignedDuration;
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use serde_json::{Value, json};

/// Another good password.
const OTHER_PASSWORD: &str = "siete mangos verdes en el tejado";

/// An empty installation whose clock stands.
async fn world() -> World {
    let world = World::empty().await;
    world.app.set_clock(world.app.now());
    world
}

/// Lets time pass.
fn pass(world: &World, by: SignedDuration) {
    world.app.set_clock(world.app.now() + by);
}

fn minutes(n: i64) -> SignedDuration {
    SignedDuration::from_mins(n)
}

fn hours(n: i64) -> SignedDuration {
    SignedDuration::from_hours(n)
}

fn address(key: &str) -> String {
    format!("{key}@prueba.example")
}

/// Makes an account with [`PASSWORD`], of no organisation; one that exists gains the role.
async fn account(world: &World, key: &str, role: Role) -> PersonId {
    let newcomer = Newcomer {
        id: PersonId::from_name(key),
        name: key.to_owned(),
        email: address(key),
        lang: Lang::Es,
        role,
        organisation: None,
        centre: (role != Role::Administrator).then(|| world.app.centre()),
        password_hash: Some(passwords::hash(&world.app, PASSWORD).await.unwrap()),
    };
    establish(&world.app, &Actor::command_line(), newcomer)
        .await
        .unwrap()
}

/// Signs in by password, in a browser that is not known.
async fn enter(world: &World, key: &str, password: &str) -> AppResult<Step> {
    enter_as(world, &address(key), password).await
}

/// The same, by address.
async fn enter_as(world: &World, address: &str, password: &str) -> AppResult<Step> {
    with_password(&world.app, address, password, &Client::default()).await
}

/// The session that a secret opens.
async fn session(world: &World, secret: &str) -> Option<Session> {
    find(&world.app, &Clear::parse(secret).unwrap())
        .await
        .unwrap()
}

/// The first code of a fault that the person can correct.
fn fault<T: std::fmt::Debug>(outcome: AppResult<T>) -> &'static str {
    match outcome {
        Err(AppError::Invalid(faults)) => faults[0].code,
        other => panic!("{other:?}"),
    }
}

/// As whom a request acts: name and role.
async fn viewer(router: &Router, secret: &str) -> (String, String) {
    let answer = ask(router, secret, "{ viewer { name role } }", json!({})).await;
    let viewer = answer.json()["data"]["viewer"].clone();
    let text = |name: &str| viewer[name].as_str().unwrap_or_default().to_owned();
    (text("name"), text("role"))
}

/// A form of someone's page, posted with these cookies.
async fn post_with(
    router: &Router,
    path: &str,
    cookies: &str,
    form_of: &str,
    body: &str,
) -> Answer {
    let request = Request::post(path)
        .header(header::COOKIE, cookies)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(format!("_token={}&{body}", proof(form_of))));
    send(router, request.unwrap()).await
}

/// What an answer puts into a cookie.
fn cookie(answer: &Answer, name: &str) -> Option<String> {
    answer
        .headers
        .get_all(header::SET_COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok()?.split(';').next()?.split_once('='))
        .find(|(known, _)| *known == name)
        .map(|(_, value)| value.to_owned())
}

/// A connection of the test's own, past every rule.
async fn raw(world: &World) -> DatabaseConnection {
    sea_orm::Database::connect(world.app.place().database())
        .await
        .unwrap()
}

/// How many rows a table (with a condition) has.
async fn count(world: &World, of: &str) -> i64 {
    let raw = raw(world).await;
    let sql = format!("SELECT COUNT(*) AS n FROM {of}");
    let row = raw.query_one_raw(Statement::from_string(raw.get_database_backend(), sql));
    let n = row.await.unwrap().unwrap().try_get("", "n").unwrap();
    raw.close().await.unwrap();
    n
}

/// The letters that wait, oldest first: to whom, and the secret of the link in it.
async fn letters(world: &World) -> Vec<(String, Clear)> {
    let raw = raw(world).await;
    let sql = "SELECT payload FROM jobs WHERE kind = 'mail' ORDER BY number";
    let rows = raw.query_all_raw(Statement::from_string(raw.get_database_backend(), sql));
    let letters = rows.await.unwrap().into_iter().map(|row| {
        let text: String = row.try_get("", "payload").unwrap();
        let letter: Value = serde_json::from_str(&text).unwrap();
        let body = letter["body"].as_str().unwrap();
        let link = body.lines().find(|line| line.starts_with("http")).unwrap();
        (letter["to"].as_str().unwrap().to_owned(), secret_of(link))
    });
    let letters = letters.collect();
    raw.close().await.unwrap();
    letters
}

/// The secret at the end of a link.
fn secret_of(link: &str) -> Clear {
    Clear::parse(link.rsplit('/').next().unwrap()).unwrap()
}
