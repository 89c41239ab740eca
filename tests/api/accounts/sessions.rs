//! Sessions: how long they hold, what ends them, and whose forms they prove.

use super::{
    OTHER_PASSWORD, account, count, enter, fault, hours, minutes, pass, post_with, session, viewer,
    world,
};
use axum::body::Body;
use axum::http::{HeaderValue, Request, StatusCode, header};
use eslabon_app::AppError;
use eslabon_app::accounts::api_tokens::{self, Scope};
use eslabon_app::accounts::secret::Clear;
use eslabon_app::accounts::{own, people, sessions};
use eslabon_domain::actors::{Actor, Role};
use eslabon_tests::world::{PASSWORD, World, ask, get, send};
use serde_json::json;

#[tokio::test]
async fn a_session_ends_when_idle_and_at_the_latest_after_two_weeks() {
    let world = world().await;
    let ana = account(&world, "ana", Role::Broker).await;
    let idle = world.session(ana).await;
    pass(&world, hours(12) - minutes(1));
    assert!(session(&world, &idle).await.is_some());
    // That was a use: the twelve hours begin anew.
    pass(&world, hours(12) - minutes(1));
    assert!(session(&world, &idle).await.is_some());
    pass(&world, hours(12));
    assert!(session(&world, &idle).await.is_none());

    let used = world.session(ana).await;
    for _ in 0..33 {
        pass(&world, hours(10));
        assert!(session(&world, &used).await.is_some());
    }
    pass(&world, hours(6));
    assert!(session(&world, &used).await.is_none(), "fourteen days");
}

#[tokio::test]
async fn sessions_are_listed_and_ended_by_their_person_only() {
    let world = world().await;
    let ana = account(&world, "ana", Role::Broker).await;
    let eva = account(&world, "eva", Role::Broker).await;
    let (here, there, third) = (
        world.session(ana).await,
        world.session(ana).await,
        world.session(ana).await,
    );
    let (actor, own_id) = {
        let session = session(&world, &here).await.unwrap();
        (session.actor, session.id)
    };
    let others = world.session(eva).await;
    let foreign = session(&world, &others).await.unwrap();
    let app = &world.app;
    assert_eq!(sessions::list(app, &actor).await.unwrap().len(), 3);
    let refused = sessions::revoke(app, &actor, foreign.id).await;
    assert!(matches!(refused, Err(AppError::NotFound)), "{refused:?}");
    assert!(session(&world, &others).await.is_some());
    let that = session(&world, &there).await.unwrap().id;
    sessions::revoke(app, &actor, that).await.unwrap();
    assert!(session(&world, &there).await.is_none());
    let again = sessions::revoke(app, &actor, that).await;
    assert!(matches!(again, Err(AppError::NotFound)), "{again:?}");
    sessions::revoke_others(app, &actor, own_id).await.unwrap();
    assert!(session(&world, &third).await.is_none());
    assert!(session(&world, &here).await.is_some() && session(&world, &others).await.is_some());
    let visitor = sessions::list(app, &Actor::visitor()).await;
    assert!(matches!(visitor, Err(AppError::Forbidden)), "{visitor:?}");
}

#[tokio::test]
async fn a_new_password_ends_every_other_session_and_every_token() {
    let world = world().await;
    let ana = account(&world, "ana", Role::Broker).await;
    let (here, there) = (world.session(ana).await, world.session(ana).await);
    let mine = session(&world, &here).await.unwrap();
    let app = &world.app;
    let (_, token) = api_tokens::create(app, &mine.actor, mine.hat, "guion", Scope::Read, 30)
        .await
        .unwrap();
    let change = |current: &'static str, new: &'static str| {
        own::change_password(app, &mine.actor, mine.id, current, new)
    };
    assert_eq!(fault(change("x", OTHER_PASSWORD).await), "wrong_password");
    assert_eq!(
        fault(change(PASSWORD, "1234567890").await),
        "easily_guessed"
    );
    assert!(
        session(&world, &there).await.is_some(),
        "nothing has changed"
    );
    change(PASSWORD, OTHER_PASSWORD).await.unwrap();
    assert!(session(&world, &here).await.is_some());
    assert!(session(&world, &there).await.is_none());
    assert!(api_tokens::find(app, &token).await.unwrap().is_none());
    assert_eq!(
        fault(enter(&world, "ana", PASSWORD).await),
        "no_such_account"
    );
    assert!(enter(&world, "ana", OTHER_PASSWORD).await.is_ok());
    // Whoever found the browser open and guesses is slowed.
    for _ in 0..5 {
        assert_eq!(fault(change("x", PASSWORD).await), "wrong_password");
    }
    let slowed = change(OTHER_PASSWORD, PASSWORD).await;
    assert!(matches!(slowed, Err(AppError::Slowed(_))), "{slowed:?}");
}

#[tokio::test]
async fn a_role_that_is_taken_away_acts_no_more_at_the_next_request() {
    let world = world().await;
    let ana = account(&world, "ana", Role::CentreStaff).await;
    pass(&world, minutes(1));
    account(&world, "ana", Role::Broker).await;
    let (router, secret) = (world.router(), world.session(ana).await);
    let held = session(&world, &secret).await.unwrap().hats;
    assert_eq!(viewer(&router, &secret).await.1, "centre_staff");
    assert_eq!(
        get(&router, "/importar", &secret, "es").await.status,
        StatusCode::OK
    );
    let operator = Actor::command_line();
    people::end(&world.app, &operator, held[0].membership)
        .await
        .unwrap();
    assert_eq!(viewer(&router, &secret).await.1, "broker", "what is left");
    assert_eq!(
        get(&router, "/importar", &secret, "es").await.status,
        StatusCode::FORBIDDEN
    );
    people::end(&world.app, &operator, held[1].membership)
        .await
        .unwrap();
    assert_eq!(
        viewer(&router, &secret).await.1,
        "visitor",
        "nothing is left"
    );
    let again = people::end(&world.app, &operator, held[1].membership).await;
    assert!(matches!(again, Err(AppError::Conflict)), "{again:?}");
}

#[tokio::test]
async fn a_form_of_another_account_writes_nothing() {
    let world = World::fictional().await;
    let router = world.router();
    let (first, second) = (world.person("engineer", 0), world.person("engineer", 1));
    // Two tabs: the first still shows the first account's form, the browser has signed in as another.
    let cookies = format!("session={second}; lang=es");
    let needs = ask(
        &router,
        &second,
        "{ needs(first: 1) { edges { node { id } } } }",
        json!({}),
    );
    let id = needs.await.json()["data"]["needs"]["edges"][0]["node"]["id"].clone();
    assert!(id.is_string(), "the second has a need");
    let written = |of: &'static str| count(&world, of);
    let before = (
        written("audit_log").await,
        written("shortlists").await,
        written("needs").await,
    );
    for (path, fields) in [
        ("/salir", ""),
        (
            "/requerimientos/nuevo",
            "paso=publicar&titulo=Bujes&descripcion=torneado+CNC",
        ),
        ("/cuenta/funcion", "funcion=x"),
        ("/entrar", "email=a%40b.mx&clave=x"),
    ] {
        let answer = post_with(&router, path, &cookies, &first, fields).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
        assert!(answer.body.contains("<html"), "{path} answers a page");
    }
    let body = json!({
        "query": "mutation($i: ShortlistCreateInput!) { shortlistCreate(input: $i) { errors { code } } }",
        "variables": { "i": { "needId": id } },
    });
    let script = Request::post("/graphql")
        .header(header::COOKIE, &cookies)
        .header(header::CONTENT_TYPE, "application/json")
        .header("x-form-token", eslabon_tests::world::proof(&first))
        .body(Body::from(body.to_string()));
    let answer = send(&router, script.unwrap()).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}", answer.body);
    let after = (
        written("audit_log").await,
        written("shortlists").await,
        written("needs").await,
    );
    assert_eq!(before, after);
    assert!(session(&world, &second).await.is_some(), "still signed in");
}

#[tokio::test]
async fn tampered_cookies_are_a_visitors() {
    let world = world().await;
    let ana = account(&world, "ana", Role::CentreStaff).await;
    let (router, secret) = (world.router(), world.session(ana).await);
    let mut flipped = secret.clone();
    let last = if flipped.ends_with('0') { '1' } else { '0' };
    flipped.pop();
    flipped.push(last);
    let odd: Vec<Vec<u8>> = [
        flipped.clone(),
        secret[1..].to_owned(),
        format!("{secret}00"),
        format!("\"{secret}\""),
        secret.to_uppercase(),
        secret.chars().rev().collect(),
        Clear::parse(&secret).unwrap().hash(),
        Clear::generate().as_str().to_owned(),
        "x".repeat(10 * 1024),
        "%00%ff".to_owned(),
        "' OR '1'='1".to_owned(),
        "../../etc/passwd".to_owned(),
        String::new(),
    ]
    .into_iter()
    .map(String::into_bytes)
    .chain([vec![0xff, 0xfe, b'a'], "ñandú".as_bytes().to_vec()])
    .collect();
    for value in odd {
        for name in ["session", "device", "half", "form"] {
            let cookies = [name.as_bytes(), b"=", &value, b"; lang=es"].concat();
            for (method, path) in [
                ("GET", "/"),
                ("GET", "/importar"),
                ("GET", "/entrar/codigo"),
                ("POST", "/entrar/codigo"),
                ("POST", "/cuenta/funcion"),
            ] {
                let request = Request::builder()
                    .method(method)
                    .uri(path)
                    .header(header::COOKIE, HeaderValue::from_bytes(&cookies).unwrap())
                    .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                    .body(Body::from("_token=abc&codigo=1&funcion=1"))
                    .unwrap();
                let answer = send(&router, request).await;
                let what = format!("{name}={value:?} {method} {path}");
                assert!(
                    !answer.status.is_server_error(),
                    "{what}: {}",
                    answer.status
                );
                if path == "/importar" {
                    assert_eq!(answer.status, StatusCode::FORBIDDEN, "{what}");
                }
            }
        }
    }
}
