//! Personal API tokens through the real router: what they may do, and when they are over.

use super::{account, count, fault, pass, session, world};
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderValue, Request, StatusCode, header};
use eslabon_app::AppError;
use eslabon_app::accounts::api_tokens::{self, Scope};
use eslabon_app::accounts::sessions::Session;
use eslabon_app::accounts::{AccountRules, people, standing};
use eslabon_domain::actors::{Actor, Role};
use eslabon_domain::ids::MembershipId;
use eslabon_tests::world::{Answer, World, send};
use jiff::SignedDuration;
use serde_json::{Value, json};

const VIEWER: &str = "{ viewer { name role } }";

async fn ask(router: &Router, token: &str, query: &str, variables: Value) -> Answer {
    let request = Request::post("/graphql")
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(
            json!({ "query": query, "variables": variables }).to_string(),
        ));
    send(router, request.unwrap()).await
}

async fn make(world: &World, of: &Session, scope: Scope, days: u16) -> String {
    let made = api_tokens::create(&world.app, &of.actor, of.hat, "guion", scope, days).await;
    made.unwrap().1.as_str().to_owned()
}

async fn opens(router: &Router, token: &str) -> bool {
    let answer = ask(router, token, VIEWER, json!({})).await;
    match answer.status {
        StatusCode::OK => true,
        StatusCode::UNAUTHORIZED => {
            assert!(answer.headers.contains_key(header::WWW_AUTHENTICATE));
            assert_eq!(
                answer.json()["errors"][0]["extensions"]["code"],
                "UNAUTHENTICATED"
            );
            false
        }
        other => panic!("{other} {}", answer.body),
    }
}

/// Someone with one role, signed in.
async fn signed_in(world: &World, key: &str, role: Role) -> Session {
    let person = account(world, key, role).await;
    let secret = world.session(person).await;
    session(world, &secret).await.unwrap()
}

#[tokio::test]
async fn reading_tokens_read_and_writing_tokens_write() {
    let world = World::fictional().await;
    let router = world.router();
    let engineer = session(&world, &world.person("engineer", 0)).await.unwrap();
    let (read, write) = (
        make(&world, &engineer, Scope::Read, 1).await,
        make(&world, &engineer, Scope::Write, 1).await,
    );
    let needs = "{ needs(first: 1) { edges { node { id } } } }";
    let found = ask(&router, &read, needs, json!({})).await;
    let need = found.json()["data"]["needs"]["edges"][0]["node"]["id"].clone();
    assert!(need.is_string(), "she sees her firm's: {}", found.body);
    let mutation = "mutation($i: ShortlistCreateInput!) { shortlistCreate(input: $i) { shortlist { id } errors { code } } }";
    let variables = json!({ "i": { "needId": need } });
    let shortlists = count(&world, "shortlists").await;
    let refused = ask(&router, &read, mutation, variables.clone()).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.body);
    assert_eq!(count(&world, "shortlists").await, shortlists);
    let done = ask(&router, &write, mutation, variables).await;
    assert!(
        done.json()["data"]["shortlistCreate"]["shortlist"]["id"].is_string(),
        "{}",
        done.body
    );
    assert_eq!(count(&world, "shortlists").await, shortlists + 1);
    // A file is a change, too.
    let staff = session(&world, &world.person("centre_staff", 0))
        .await
        .unwrap();
    for (scope, status) in [
        (Scope::Read, StatusCode::FORBIDDEN),
        (Scope::Write, StatusCode::OK),
    ] {
        let token = make(&world, &staff, scope, 1).await;
        let body = "--X\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\nid\r\n--X--\r\n";
        let request = Request::post("/uploads")
            .header(header::AUTHORIZATION, format!("bearer {token}"))
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=X")
            .body(Body::from(body));
        let answer = send(&router, request.unwrap()).await;
        assert_eq!(answer.status, status, "{scope:?} {}", answer.body);
    }
}

#[tokio::test]
async fn a_token_ends_with_its_time_its_person_and_its_role() {
    let world = world().await;
    let (router, operator) = (world.router(), Actor::command_line());
    let app = &world.app;
    let ana = signed_in(&world, "ana", Role::Broker).await;
    let (short, long) = (
        make(&world, &ana, Scope::Read, 1).await,
        make(&world, &ana, Scope::Read, 30).await,
    );
    assert!(opens(&router, &short).await && opens(&router, &long).await);
    pass(&world, SignedDuration::from_hours(24));
    assert!(!opens(&router, &short).await, "its time");
    assert!(opens(&router, &long).await, "the other one's");
    let lines = api_tokens::list(app, &ana.actor).await.unwrap();
    assert_eq!(lines.len(), 1);
    let noted = app.now().duration_since(lines[0].last_used_at);
    assert_eq!(noted.as_secs(), 0, "its use was noted");
    // Another's cannot be taken back; one's own once.
    let eva = signed_in(&world, "eva", Role::CentreStaff).await;
    let foreign = api_tokens::revoke(app, &eva.actor, lines[0].id).await;
    assert!(matches!(foreign, Err(AppError::NotFound)), "{foreign:?}");
    api_tokens::revoke(app, &ana.actor, lines[0].id)
        .await
        .unwrap();
    assert!(!opens(&router, &long).await, "taken back");
    let again = api_tokens::revoke(app, &ana.actor, lines[0].id).await;
    assert!(matches!(again, Err(AppError::NotFound)), "{again:?}");

    let token = make(&world, &ana, Scope::Write, 30).await;
    standing::disable(app, &operator, ana.person).await.unwrap();
    assert!(!opens(&router, &token).await, "her account");
    standing::enable(app, &operator, ana.person).await.unwrap();
    assert!(!opens(&router, &token).await, "for good");

    let token = make(&world, &eva, Scope::Write, 30).await;
    account(&world, "eva", Role::Broker).await;
    people::end(app, &operator, eva.hat).await.unwrap();
    assert!(
        !opens(&router, &token).await,
        "its role, though she has another"
    );
}

#[tokio::test]
async fn a_token_does_not_go_round_the_second_factor() {
    let world = world().await;
    let (router, eva) = (
        world.router(),
        signed_in(&world, "eva", Role::CentreStaff).await,
    );
    let token = make(&world, &eva, Scope::Write, 30).await;
    assert!(opens(&router, &token).await);
    world.app.set_account_rules(AccountRules {
        second_factor_for_staff: true,
        ..AccountRules::default()
    });
    assert!(!opens(&router, &token).await);
}

#[tokio::test]
async fn what_is_asked_of_a_token_is_checked() {
    let world = world().await;
    let ana = signed_in(&world, "ana", Role::Broker).await;
    let eva = signed_in(&world, "eva", Role::Broker).await;
    let app = &world.app;
    let make = |name: &'static str, days, hat: MembershipId| {
        api_tokens::create(app, &ana.actor, hat, name, Scope::Read, days)
    };
    assert_eq!(fault(make(" ", 1, ana.hat).await), "required");
    assert_eq!(fault(make("x", 0, ana.hat).await), "out_of_range");
    assert_eq!(fault(make("x", 367, ana.hat).await), "out_of_range");
    let foreign = make("x", 1, eva.hat).await;
    assert!(matches!(foreign, Err(AppError::NotFound)), "another's role");
    for _ in 0..20 {
        make("x", 1, ana.hat).await.unwrap();
    }
    assert_eq!(fault(make("x", 1, ana.hat).await), "too_many");
    let visitor = api_tokens::create(app, &Actor::visitor(), ana.hat, "x", Scope::Read, 1).await;
    assert!(matches!(visitor, Err(AppError::Forbidden)));
}

#[tokio::test]
async fn a_malformed_token_is_refused_at_every_door() {
    let world = world().await;
    let (router, ana) = (world.router(), account(&world, "ana", Role::Broker).await);
    let session = world.session(ana).await;
    let odd: Vec<Vec<u8>> = [
        String::new(),
        "Bearer".into(),
        "Bearer ".into(),
        "Bearer abc".into(),
        format!("Bearer {}", "0".repeat(64)),
        // A session's secret is no token, and other schemes are none of ours.
        format!("Bearer {session}"),
        format!("Basic {session}"),
        format!("Bearer {}", "a".repeat(10 * 1024)),
    ]
    .into_iter()
    .map(String::into_bytes)
    .chain([b"Bearer \xff\xfe".to_vec()])
    .collect();
    for value in odd {
        for path in ["/graphql?query=%7B__typename%7D", "/", "/requerimientos"] {
            // A cookie that is good does not heal it.
            let request = Request::get(path)
                .header(
                    header::AUTHORIZATION,
                    HeaderValue::from_bytes(&value).unwrap(),
                )
                .header(header::COOKIE, format!("session={session}"))
                .body(Body::empty());
            let answer = send(&router, request.unwrap()).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{value:?} {path}");
            assert_eq!(answer.headers[header::WWW_AUTHENTICATE], "Bearer");
        }
    }
}
