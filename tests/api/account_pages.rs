//! Account pages and the pages of people, through the router: what each link and form leads to.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use eslabon_app::accounts::invitations::{Invitation, invite};
use eslabon_app::accounts::{AccountRules, people, reset, setup};
use eslabon_app::demo;
use eslabon_domain::actors::{Actor, Role};
use eslabon_domain::text::Lang;
use eslabon_server::http::session::token_of;
use eslabon_tests::world::{Answer, PASSWORD, World, ask, get, post, proof, send};
use serde_json::json;

/// What a visitor's browser is known by.
const SEED: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
const FRESH: &str = "siete garzas sobre el bordo seco";

/// A form posted by someone who has not signed in.
async fn post_as_visitor(router: &axum::Router, path: &str, fields: &[(&str, &str)]) -> Answer {
    let seed = eslabon_app::accounts::secret::Clear::parse(SEED).unwrap();
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("_token", &token_of(&seed));
    form.extend_pairs(fields);
    let request = Request::post(path)
        .header(header::COOKIE, format!("form={SEED}; lang=es"))
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(form.finish()));
    send(router, request.unwrap()).await
}

/// Where an answer leads.
fn leads_to(answer: &Answer) -> &str {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{:.400}", answer.body);
    answer.headers[header::LOCATION].to_str().unwrap()
}

/// A newcomer accepts the privacy notice, which is asked for before anything else.
async fn accept_notice(world: &World, router: &axum::Router, session: &str) {
    let asked = get(router, "/cuenta", session, "es").await;
    assert!(leads_to(&asked).starts_with("/privacidad/aceptar"));
    let version = eslabon_app::privacy::current_version(&world.app);
    let taken = post(
        router,
        "/privacidad/aceptar",
        session,
        &[("version", version), ("acepto", "si")],
    )
    .await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{:.400}", taken.body);
}

/// The session that an answer opens.
fn session_of(answer: &Answer) -> String {
    let cookies = answer.headers.get_all(header::SET_COOKIE);
    let line = cookies
        .iter()
        .filter_map(|line| line.to_str().ok())
        .find_map(|line| line.strip_prefix("session="))
        .unwrap_or_default();
    line.split(';').next().unwrap_or_default().to_owned()
}

/// The path of a link.
fn path_of(link: &str) -> String {
    let (_, rest) = link.split_once("://").unwrap();
    rest.find('/').map_or("/", |at| &rest[at..]).to_owned()
}

/// What stands in the read-only field of a page.
fn shown(answer: &Answer, id: &str) -> String {
    let (_, rest) = answer.body.split_once(&format!("id=\"{id}\"")).unwrap();
    let (_, rest) = rest.split_once("value=\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

fn invitation(role: Role, email: &str) -> Invitation {
    Invitation {
        email: email.to_owned(),
        name: "Jacinta Robles".to_owned(),
        role,
        organisation: demo::PEOPLE[1].organisation(),
        lang: Lang::Es,
    }
}

/// An invitation into the lead firm of the demonstration's first engineer.
async fn invited(world: &World, email: &str) -> String {
    let operator = Actor::command_line();
    let invitation = invitation(Role::Engineer, email);
    path_of(&invite(&world.app, &operator, invitation).await.unwrap())
}

/// The code that an authenticator with this secret shows so many steps from now.
fn code(secret: &str, steps: u64) -> String {
    let bytes = totp_rs::Secret::Encoded(secret.to_owned())
        .to_bytes()
        .unwrap();
    let totp = totp_rs::TOTP::new(totp_rs::Algorithm::SHA1, 6, 1, 30, bytes, None, "x".into());
    let now = jiff::Timestamp::now().as_second() as u64;
    totp.unwrap().generate(now + 30 * steps)
}

/// The secret that a page shows in groups of four.
fn secret_on(answer: &Answer) -> String {
    let (_, rest) = answer
        .body
        .split_once("<strong class=\"code\" translate=\"no\">")
        .unwrap();
    rest.split('<').next().unwrap().replace(' ', "")
}

#[tokio::test]
async fn an_invitation_makes_an_account_that_is_signed_in_and_works_once() {
    let world = World::fictional().await;
    let router = world.router();
    let path = invited(&world, "jacinta@altaluz.example").await;
    for _ in 0..2 {
        // Mail programs open links: nothing happens by it.
        let page = get(&router, &path, "", "es").await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.body.contains("jacinta@altaluz.example"));
        assert!(page.body.contains("Jacinta Robles"), "her name is proposed");
    }
    let weak = [("name", ""), ("password", "1234567890")];
    let refused = post_as_visitor(&router, &path, &weak).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for id in ["#name", "#password"] {
        assert!(refused.body.contains(&format!("href=\"{id}\"")), "{id}");
    }
    let right = [("name", "Jacinta Robles"), ("password", FRESH)];
    let accepted = post_as_visitor(&router, &path, &right).await;
    assert_eq!(leads_to(&accepted), "/");
    let session = session_of(&accepted);
    accept_notice(&world, &router, &session).await;
    let account = get(&router, "/cuenta", &session, "es").await;
    assert!(account.body.contains("jacinta@altaluz.example"));
    for again in [
        get(&router, &path, "", "es").await,
        post_as_visitor(&router, &path, &right).await,
    ] {
        assert_eq!(again.status, StatusCode::NOT_FOUND);
        assert!(
            again.body.contains("href=\"/entrar\""),
            "says what to do: {:.300}",
            again.body
        );
    }
}

#[tokio::test]
async fn an_invitation_of_someone_known_takes_her_session() {
    let world = World::fictional().await;
    let router = world.router();
    let path = invited(&world, "elvia@la-calerilla.example").await;
    let visitor = get(&router, &path, "", "es").await;
    assert!(visitor.body.contains("/entrar?a=%2Finvitacion%2F"));
    assert!(!visitor.body.contains("name=\"password\""));
    let (elvia, other) = (world.person("owner", 1), world.person("owner", 0));
    let others = get(&router, &path, &other, "es").await;
    assert!(!others.body.contains(&format!("action=\"{path}\"")));
    let taken = post(&router, &path, &other, &[]).await;
    assert_eq!(taken.status, StatusCode::FORBIDDEN);
    let accepted = post(&router, &path, &elvia, &[]).await;
    assert_eq!(leads_to(&accepted), "/cuenta?hecho=funcion");
    let account = get(&router, "/cuenta", &elvia, "es").await;
    assert!(
        account.body.contains("name=\"funcion\""),
        "she has two roles to choose from"
    );
}

#[tokio::test]
async fn a_link_that_was_handed_over_asks_for_the_address() {
    let world = World::fictional().await;
    let router = world.router();
    let path = invited(&world, "").await;
    let page = get(&router, &path, "", "en").await;
    assert!(page.body.contains("id=\"email\"") && page.body.contains("lang=\"en"));
    // An address that someone has is not told apart until all else is right.
    let weak = [
        ("name", "X"),
        ("email", "elvia@la-calerilla.example"),
        ("password", "corta"),
    ];
    let refused = post_as_visitor(&router, &path, &weak).await;
    assert!(!refused.body.contains("href=\"#email\""));
    let known = [
        ("name", "X"),
        ("email", "elvia@la-calerilla.example"),
        ("password", FRESH),
    ];
    let refused = post_as_visitor(&router, &path, &known).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("href=\"#email\""));
    let elvia = world.person("owner", 1);
    let accepted = post(&router, &path, &elvia, &[]).await;
    assert_eq!(
        leads_to(&accepted),
        "/cuenta?hecho=funcion",
        "whoever has signed in needs to fill in nothing"
    );
}

#[tokio::test]
async fn the_first_administrator_is_made_by_link() {
    let world = World::empty().await;
    let router = world.router();
    let link = setup::link(&world.app, &Actor::command_line()).await;
    let path = path_of(&link.unwrap().unwrap());
    let page = get(&router, &path, "", "es").await;
    assert_eq!(page.status, StatusCode::OK);
    let fields = [
        ("name", "Ada Mina"),
        ("email", "ada@centro.example"),
        ("password", FRESH),
    ];
    let made = post_as_visitor(&router, &path, &fields).await;
    assert_eq!(leads_to(&made), "/");
    let session = session_of(&made);
    accept_notice(&world, &router, &session).await;
    let people = get(&router, "/personas", &session, "es").await;
    assert!(people.body.contains("ada@centro.example"));
    let again = get(&router, &path, "", "es").await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);
    assert_eq!(
        setup::link(&world.app, &Actor::command_line())
            .await
            .unwrap(),
        None
    );
}

#[tokio::test]
async fn asking_for_a_link_answers_alike_and_the_link_sets_a_password() {
    let world = World::fictional().await;
    let router = world.router();
    let mut answers = Vec::new();
    for email in ["elvia@la-calerilla.example", "nadie@nada.example"] {
        let answer = post_as_visitor(&router, "/olvide", &[("email", email)]).await;
        answers.push((leads_to(&answer).to_owned(), answer.body));
    }
    assert_eq!(answers[0], answers[1]);
    let wrong = post_as_visitor(&router, "/olvide", &[("email", "elvia")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);

    let elvia = demo::PEOPLE
        .iter()
        .find(|one| one.key == "la-calerilla")
        .unwrap();
    let link = reset::hand_over(&world.app, &Actor::command_line(), elvia.id()).await;
    let path = path_of(&link.unwrap());
    assert_eq!(get(&router, &path, "", "es").await.status, StatusCode::OK);
    let short = post_as_visitor(&router, &path, &[("password", "corta")]).await;
    assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
    let session = world.person("owner", 1);
    let set = post_as_visitor(&router, &path, &[("password", FRESH)]).await;
    assert_eq!(leads_to(&set), "/entrar?aviso=clave");
    let notice = get(&router, "/entrar?aviso=clave", "", "es").await;
    assert!(notice.body.contains("p class=\"done\""));
    assert_eq!(
        get(&router, &path, "", "es").await.status,
        StatusCode::NOT_FOUND
    );
    let old = get(&router, "/cuenta", &session, "es").await;
    assert_eq!(old.status, StatusCode::FORBIDDEN, "her sessions ended");
    let enter = [("email", elvia.email), ("clave", FRESH)];
    let entered = post_as_visitor(&router, "/entrar", &enter).await;
    assert!(!session_of(&entered).is_empty());
}

#[tokio::test]
async fn dead_links_say_what_to_do_in_both_languages() {
    let world = World::empty().await;
    let router = world.router();
    let random = "a".repeat(64);
    for kind in ["restablecer", "invitacion", "configurar"] {
        for secret in ["x", random.as_str(), "%00", "%FF"] {
            let path = format!("/{kind}/{secret}");
            let (es, en) = (
                get(&router, &path, "", "es").await,
                get(&router, &path, "", "en").await,
            );
            assert_eq!(es.status, StatusCode::NOT_FOUND, "{path}");
            assert!(es.body.contains("Esta liga ya no sirve"), "{path}");
            assert!(en.body.contains("This link no longer works"), "{path}");
            let posted = post_as_visitor(&router, &path, &[("password", FRESH)]).await;
            assert_eq!(posted.status, StatusCode::NOT_FOUND, "{path}");
        }
    }
}

#[tokio::test]
async fn name_and_language_are_saved_once_per_version() {
    let world = World::fictional().await;
    let router = world.router();
    let session = world.person("owner", 0);
    let fields = [("version", "1"), ("name", "Ramiro C."), ("lang", "en")];
    let saved = post(&router, "/cuenta", &session, &fields).await;
    assert_eq!(leads_to(&saved), "/cuenta?hecho=cuenta&lang=en");
    let page = get(&router, "/cuenta", &session, "es").await;
    assert!(page.body.contains("Ramiro C."));
    let stale = post(&router, "/cuenta", &session, &fields).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    let empty = [("version", "2"), ("name", " "), ("lang", "es")];
    let empty = post(&router, "/cuenta", &session, &empty).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_changed_password_ends_other_sessions_only() {
    let world = World::fictional().await;
    let router = world.router();
    let session = world.person("owner", 0);
    let person = demo::PEOPLE
        .iter()
        .find(|one| one.role == Role::Owner)
        .unwrap();
    let other = world.session(person.id()).await;
    let wrong = [("current", "no es esta clave"), ("password", FRESH)];
    let wrong = post(&router, "/cuenta/clave", &session, &wrong).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("href=\"#current\""));
    let right = [("current", PASSWORD), ("password", FRESH)];
    let right = post(&router, "/cuenta/clave", &session, &right).await;
    assert_eq!(leads_to(&right), "/cuenta?hecho=clave");
    let status = |session: String| {
        let router = router.clone();
        async move { get(&router, "/cuenta", &session, "es").await.status }
    };
    assert_eq!(status(session).await, StatusCode::OK);
    assert_eq!(status(other).await, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_second_factor_is_set_up_shown_once_and_given_up_by_a_code() {
    let world = World::fictional().await;
    let router = world.router();
    let session = world.person("owner", 0);
    let path = "/cuenta/segundo-factor";
    let page = get(&router, path, &session, "es").await;
    let secret = secret_on(&page);
    assert!(page.body.contains("<svg role=\"img\""));
    let again = get(&router, path, &session, "es").await;
    assert_eq!(secret_on(&again), secret, "a reload keeps the secret");
    let wrong = [("que", "activar"), ("code", "000 000")];
    let wrong = post(&router, path, &session, &wrong).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let now = code(&secret, 0);
    let right = [("que", "activar"), ("code", now.as_str())];
    let right = post(&router, path, &session, &right).await;
    assert_eq!(right.status, StatusCode::OK);
    let codes: Vec<&str> = right
        .body
        .split("<strong class=\"code\">")
        .skip(1)
        .filter_map(|rest| rest.split('<').next())
        .collect();
    assert_eq!(codes.len(), 8);
    let later = get(&router, path, &session, "es").await;
    assert!(!later.body.contains(codes[0]) && !later.body.contains(&secret));
    let (mut one, mut other) = (codes[0].to_owned(), codes[1].to_owned());
    one.make_ascii_uppercase();
    other.push('x');
    let wrong = [("que", "quitar"), ("code", other.as_str())];
    let wrong = post(&router, path, &session, &wrong).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let right = [("que", "quitar"), ("code", one.as_str())];
    let right = post(&router, path, &session, &right).await;
    assert_eq!(leads_to(&right), "/cuenta?hecho=factor");
}

#[tokio::test]
async fn guesses_of_a_code_are_slowed_on_an_open_browser_too() {
    let world = World::fictional().await;
    let router = world.router();
    let session = world.person("owner", 0);
    let path = "/cuenta/segundo-factor";
    let secret = secret_on(&get(&router, path, &session, "es").await);
    let now = code(&secret, 0);
    let set = [("que", "activar"), ("code", now.as_str())];
    assert_eq!(
        post(&router, path, &session, &set).await.status,
        StatusCode::OK
    );
    let mut slowed = false;
    for _ in 0..8 {
        let wrong = [("que", "quitar"), ("code", "000000")];
        let answer = post(&router, path, &session, &wrong).await;
        slowed |= answer.status == StatusCode::TOO_MANY_REQUESTS;
    }
    assert!(slowed);
}

#[tokio::test]
async fn whoever_owes_a_second_factor_can_do_nothing_else() {
    let world = World::fictional().await;
    let router = world.router();
    let session = world.person("centre_staff", 0);
    let token = [("name", "reporte"), ("scope", "read"), ("days", "30")];
    let made = post(&router, "/cuenta/tokens", &session, &token).await;
    let token = shown(&made, "token");
    world.app.set_account_rules(AccountRules {
        second_factor_for_staff: true,
        ..AccountRules::default()
    });
    let path = "/cuenta/segundo-factor";
    for address in [
        "/",
        "/requerimientos",
        "/cuenta",
        "/cuenta/tokens",
        "/personas",
        "/buscar.csv",
        "/no-existe",
    ] {
        let answer = get(&router, address, &session, "es").await;
        assert_eq!(leads_to(&answer), path, "{address}");
    }
    let posted = post(&router, "/cuenta/tokens", &session, &[("name", "x")]).await;
    assert_eq!(leads_to(&posted), path);
    let viewer =
        "{ viewer { role owesSecondFactor memberships { role } } needs { edges { cursor } } }";
    let asked = ask(&router, &session, viewer, json!({})).await.json();
    assert_eq!(asked["errors"][0]["extensions"]["code"], "FORBIDDEN");
    let viewer = "{ viewer { role owesSecondFactor } }";
    let asked = ask(&router, &session, viewer, json!({})).await.json();
    assert_eq!(
        asked["data"]["viewer"],
        json!({ "role": "visitor", "owesSecondFactor": true })
    );
    let by_token = Request::post("/graphql")
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(json!({ "query": viewer }).to_string()));
    let by_token = send(&router, by_token.unwrap()).await;
    assert_eq!(
        by_token.status,
        StatusCode::UNAUTHORIZED,
        "a token is no way around it"
    );
    // She sets it up and goes on in the same session.
    let page = get(&router, path, &session, "es").await;
    assert_eq!(page.status, StatusCode::OK);
    let secret = secret_on(&page);
    let now = code(&secret, 0);
    let set = [("que", "activar"), ("code", now.as_str())];
    let set = post(&router, path, &session, &set).await;
    assert_eq!(set.status, StatusCode::OK);
    let needs = get(&router, "/requerimientos", &session, "es").await;
    assert_eq!(needs.status, StatusCode::OK);
    // Signing out stays possible for someone who owes.
    let other = world.person("centre_manager", 0);
    assert_eq!(leads_to(&post(&router, "/salir", &other, &[]).await), "/");
}

#[tokio::test]
async fn sessions_are_listed_and_ended() {
    let world = World::fictional().await;
    let router = world.router();
    let session = world.person("owner", 0);
    let person = demo::PEOPLE
        .iter()
        .find(|one| one.role == Role::Owner)
        .unwrap();
    let (second, third) = (
        world.session(person.id()).await,
        world.session(person.id()).await,
    );
    let path = "/cuenta/sesiones";
    let page = get(&router, path, &session, "es").await;
    let ids: Vec<&str> = page
        .body
        .split("name=\"id\" value=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    assert_eq!(ids.len(), 2, "her own is not offered to be ended");
    // Nobody else's can be ended.
    let stranger = world.person("owner", 1);
    let foreign = post(&router, path, &stranger, &[("id", ids[0])]).await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    let ended = post(&router, path, &session, &[("id", ids[0])]).await;
    assert_eq!(leads_to(&ended), "/cuenta/sesiones?hecho=1");
    let third_is_over = get(&router, "/cuenta", &third, "es").await.status;
    assert_eq!(third_is_over, StatusCode::FORBIDDEN, "newest first");
    post(&router, path, &session, &[("que", "otras")]).await;
    let second_is_over = get(&router, "/cuenta", &second, "es").await.status;
    assert_eq!(second_is_over, StatusCode::FORBIDDEN);
    assert_eq!(
        get(&router, path, &session, "es").await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn a_token_is_shown_once_and_taken_back() {
    let world = World::fictional().await;
    let router = world.router();
    let session = world.person("engineer", 0);
    let path = "/cuenta/tokens";
    let wrong = [("name", ""), ("scope", "write"), ("days", "900")];
    let wrong = post(&router, path, &session, &wrong).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    for id in ["#name", "#days"] {
        assert!(wrong.body.contains(&format!("href=\"{id}\"")), "{id}");
    }
    let right = [
        ("name", "Reporte <semanal>"),
        ("scope", "read"),
        ("days", "30"),
    ];
    let made = post(&router, path, &session, &right).await;
    let token = shown(&made, "token");
    let page = get(&router, path, &session, "es").await;
    assert!(page.body.contains("Reporte &lt;semanal&gt;") && !page.body.contains(&token));
    let asked = || {
        let request = Request::post("/graphql")
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(
                json!({ "query": "{ viewer { role memberships { role organisationName } } }" })
                    .to_string(),
            ));
        send(&router, request.unwrap())
    };
    let viewer = asked().await.json();
    assert_eq!(viewer["data"]["viewer"]["role"], "engineer");
    assert_eq!(
        viewer["data"]["viewer"]["memberships"][0]["role"],
        "engineer"
    );
    let (_, rest) = page.body.split_once("name=\"id\" value=\"").unwrap();
    let id = rest.split('"').next().unwrap();
    let back = post(&router, path, &session, &[("id", id)]).await;
    assert_eq!(leads_to(&back), "/cuenta/tokens?hecho=1");
    assert_eq!(asked().await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn staff_invite_into_a_firm_that_they_find_by_a_part_of_its_name() {
    let world = World::fictional().await;
    let router = world.router();
    let session = world.person("centre_staff", 0);
    let path = "/personas/invitar";
    let page = get(&router, path, &session, "es").await;
    assert!(
        page.body.contains("value=\"owner\"") && !page.body.contains("value=\"administrator\"")
    );
    let nowhere = [("role", "owner"), ("organisation", "no existe tal")];
    let nowhere = post(&router, path, &session, &nowhere).await;
    assert_eq!(nowhere.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(nowhere.body.contains("href=\"#organisation\""));
    let part = [("role", "engineer"), ("organisation", "ALTALÚZ")];
    let choose = post(&router, path, &session, &part).await;
    assert_eq!(choose.status, StatusCode::UNPROCESSABLE_ENTITY);
    let (_, rest) = choose
        .body
        .split_once("name=\"organisation_id\" value=\"")
        .unwrap();
    let id = rest.split('"').next().unwrap().to_owned();
    let chosen = [
        ("role", "engineer"),
        ("organisation", "altaluz"),
        ("organisation_id", id.as_str()),
        ("email", "nuevo@altaluz.example"),
    ];
    let done = post(&router, path, &session, &chosen).await;
    assert_eq!(done.status, StatusCode::OK, "{:.900}", done.body);
    let link = shown(&done, "liga");
    assert!(link.contains("/invitacion/"));
    assert!(done.body.contains("https://wa.me/?text="));
    assert!(done.body.contains("nuevo@altaluz.example"));
    let page = get(&router, &path_of(&link), "", "es").await;
    assert_eq!(page.status, StatusCode::OK);
    // The role of a firm does not go with an organisation of another kind.
    let wrong_kind = [("role", "owner"), ("organisation_id", id.as_str())];
    let wrong_kind = post(&router, path, &session, &wrong_kind).await;
    assert_eq!(wrong_kind.status, StatusCode::UNPROCESSABLE_ENTITY);
    let above = [("role", "administrator")];
    let above = post(&router, path, &session, &above).await;
    assert_eq!(above.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn an_owner_keeps_the_people_of_her_firm_and_nobody_elses() {
    let world = World::fictional().await;
    let router = world.router();
    let session = world.person("owner", 0);
    let page = get(&router, "/personas", &session, "es").await;
    assert!(page.body.contains("rosa@cerro-del-tesoro.example"));
    assert!(!page.body.contains("@altaluz.example") && !page.body.contains("@la-calerilla"));
    let narrowed = get(&router, "/personas?q=ROSA+cardenas", &session, "es").await;
    assert!(narrowed.body.contains("rosa@") && !narrowed.body.contains("ramiro@"));
    let all = people::list(&world.app, &Actor::command_line())
        .await
        .unwrap();
    let membership = |email: &str| {
        let line = all.iter().find(|one| one.email.starts_with(email));
        line.unwrap().membership
    };
    let (rosa, elvia, own) = (
        membership("rosa@"),
        membership("elvia@"),
        membership("ramiro@"),
    );
    for task in ["terminar", "liga"] {
        let foreign = format!("/personas/{elvia}/{task}");
        for answer in [
            get(&router, &foreign, &session, "es").await,
            post(&router, &foreign, &session, &[]).await,
        ] {
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{foreign}");
        }
        let herself = format!("/personas/{own}/{task}");
        let answer = post(&router, &herself, &session, &[]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{herself}");
    }
    let link = post(&router, &format!("/personas/{rosa}/liga"), &session, &[]).await;
    let link = path_of(&shown(&link, "liga"));
    assert_eq!(get(&router, &link, "", "es").await.status, StatusCode::OK);
    let editor = world.person("editor", 0);
    let ended = post(
        &router,
        &format!("/personas/{rosa}/terminar"),
        &session,
        &[],
    )
    .await;
    assert_eq!(leads_to(&ended), "/personas?hecho=fin");
    let over = get(&router, "/cuenta", &editor, "es").await;
    assert_eq!(
        over.status,
        StatusCode::FORBIDDEN,
        "she is nothing any more"
    );
}

#[tokio::test]
async fn nobody_hands_out_a_link_that_opens_more_than_she_keeps() {
    let world = World::fictional().await;
    let router = world.router();
    let owner = world.person("owner", 0);
    let rosa = demo::PEOPLE
        .iter()
        .find(|one| one.key == "colaboradora")
        .unwrap();
    // Rosa works for a lead firm as well.
    let path = invited(&world, rosa.email).await;
    let accepted = post(&router, &path, &world.person("editor", 0), &[]).await;
    assert_eq!(leads_to(&accepted), "/cuenta?hecho=funcion");
    let all = people::list(&world.app, &Actor::command_line())
        .await
        .unwrap();
    let as_editor = all
        .iter()
        .find(|one| one.person == rosa.id() && one.role == Role::Editor)
        .unwrap();
    let path = format!("/personas/{}/liga", as_editor.membership);
    let page = get(&router, &path, &owner, "es").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.body.contains(&format!("action=\"{path}\"")));
    let posted = post(&router, &path, &owner, &[]).await;
    assert_eq!(posted.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn people_are_kept_by_the_api_too() {
    let world = World::fictional().await;
    let router = world.router();
    let session = world.person("owner", 0);
    let query = "{ people(first: 1) { totalCount pageInfo { hasNextPage endCursor } edges { node { name role mayRemove membershipId } } } }";
    let page = ask(&router, &session, query, json!({})).await.json();
    assert_eq!(page["data"]["people"]["totalCount"], 2);
    assert_eq!(page["data"]["people"]["pageInfo"]["hasNextPage"], true);
    let query = "{ people(text: \"rosa\") { edges { node { membershipId mayRemove } } } }";
    let page = ask(&router, &session, query, json!({})).await.json();
    let rosa = page["data"]["people"]["edges"][0]["node"].clone();
    assert_eq!(rosa["mayRemove"], true);
    let invite = "mutation($i: PersonInviteInput!) { personInvite(input: $i) { link errors { field code } } }";
    let made = ask(
        &router,
        &session,
        invite,
        json!({ "i": { "role": "editor" } }),
    )
    .await;
    let link = made.json()["data"]["personInvite"]["link"].clone();
    assert!(link.as_str().unwrap().contains("/invitacion/"));
    let wrong = json!({ "i": { "role": "editor", "email": "x" } });
    let wrong = ask(&router, &session, invite, wrong).await.json();
    assert_eq!(wrong["data"]["personInvite"]["errors"][0]["field"], "email");
    let above = json!({ "i": { "role": "administrator" } });
    let above = ask(&router, &session, invite, above).await.json();
    assert_eq!(above["errors"][0]["extensions"]["code"], "FORBIDDEN");
    let remove =
        "mutation($i: PersonRemoveInput!) { personRemove(input: $i) { removed errors { code } } }";
    let variables = json!({ "i": { "membershipId": rosa["membershipId"] } });
    let removed = ask(&router, &session, remove, variables.clone()).await;
    assert_eq!(removed.json()["data"]["personRemove"]["removed"], true);
    let again = ask(&router, &session, remove, variables).await.json();
    assert_eq!(
        again["data"]["personRemove"]["errors"][0]["code"],
        "CONFLICT"
    );
}

#[tokio::test]
async fn forms_of_the_account_need_their_proof() {
    let world = World::fictional().await;
    let router = world.router();
    let (session, other) = (world.person("owner", 0), world.person("owner", 1));
    for path in [
        "/cuenta",
        "/cuenta/clave",
        "/cuenta/segundo-factor",
        "/cuenta/sesiones",
        "/cuenta/tokens",
        "/personas/invitar",
    ] {
        for proof in [String::new(), proof(&other)] {
            let request = Request::post(path)
                .header(header::COOKIE, format!("session={session}; lang=es"))
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(Body::from(format!("_token={proof}&que=otras&role=editor")));
            let answer = send(&router, request.unwrap()).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
        }
    }
}
