//! Signing in: what is told, what slows, and the second factor.

use super::{
    OTHER_PASSWORD, account, address, cookie, count, enter, fault, minutes, pass, post_with,
    session, viewer, world,
};
use axum::http::{StatusCode, header};
use eslabon_app::AppError;
use eslabon_app::accounts::secret::Clear;
use eslabon_app::accounts::sign_in::{Client, Step, with_code, with_password};
use eslabon_app::accounts::{second_factor, standing};
use eslabon_domain::actors::{Actor, Role};
use eslabon_tests::world::{PASSWORD, World};
use jiff::SignedDuration;
use totp_rs::{Algorithm, Secret, TOTP};

const SECOND: SignedDuration = SignedDuration::from_secs(1);

/// A visitor's browser: what it is known by, and its cookie.
fn visitor() -> (String, String) {
    let seed = Clear::generate().as_str().to_owned();
    let cookie = format!("form={seed}; lang=es");
    (seed, cookie)
}

#[tokio::test]
async fn the_right_password_opens_a_session_and_makes_the_browser_known() {
    let world = world().await;
    account(&world, "ana", Role::Broker).await;
    let (router, (seed, cookies)) = (world.router(), visitor());
    let form = format!(
        "email=+ANA%40prueba.example&clave={}",
        PASSWORD.replace(' ', "+")
    );
    let answer = post_with(&router, "/entrar", &cookies, &seed, &form).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let secret = cookie(&answer, "session").unwrap();
    assert!(cookie(&answer, "device").is_some());
    assert_eq!(
        viewer(&router, &secret).await,
        ("ana".into(), "broker".into())
    );
    assert_eq!(
        count(&world, "audit_log WHERE action = 'session.open'").await,
        1
    );
    // The secret itself lies nowhere.
    assert_eq!(
        count(&world, &format!("secrets WHERE hash = '{secret}'")).await,
        0
    );
}

#[tokio::test]
async fn a_wrong_password_an_unknown_address_and_a_shut_account_are_told_alike() {
    let world = world().await;
    account(&world, "ana", Role::Broker).await;
    let shut = account(&world, "eva", Role::Broker).await;
    standing::disable(&world.app, &Actor::command_line(), shut)
        .await
        .unwrap();
    let (router, (seed, cookies)) = (world.router(), visitor());
    let mut told = Vec::new();
    for (key, password) in [
        ("ana", OTHER_PASSWORD),
        ("nadie", PASSWORD),
        ("eva", PASSWORD),
    ] {
        let form = format!("email={}&clave={password}", address(key));
        let answer = post_with(&router, "/entrar", &cookies, &seed, &form).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{key}");
        assert_eq!(cookie(&answer, "session"), None);
        assert!(!answer.body.contains(password), "{key}");
        told.push(answer.body.replace(&address(key), "@"));
    }
    assert_eq!(told[0], told[1]);
    assert_eq!(told[0], told[2]);
    // What was tried is on record, without the address: it may be a password in the wrong field.
    assert_eq!(
        count(&world, "audit_log WHERE action = 'session.refused'").await,
        3
    );
    assert_eq!(
        count(&world, "audit_log WHERE action = 'session.refused' AND (object LIKE '%prueba%' OR detail LIKE '%prueba%')").await,
        0
    );
}

#[tokio::test]
async fn failures_slow_and_an_early_try_neither_counts_nor_is_looked_at() {
    let world = world().await;
    account(&world, "ana", Role::Broker).await;
    let (router, (seed, cookies)) = (world.router(), visitor());
    let form = |password: &str| format!("email={}&clave={password}", address("ana"));
    for _ in 0..5 {
        let wrong = post_with(&router, "/entrar", &cookies, &seed, &form("x")).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    // The sixth comes too early, right or not, however often.
    for _ in 0..10 {
        let early = post_with(&router, "/entrar", &cookies, &seed, &form(PASSWORD)).await;
        assert_eq!(early.status, StatusCode::TOO_MANY_REQUESTS);
        assert!(early.headers.contains_key(header::RETRY_AFTER));
        assert_eq!(cookie(&early, "session"), None);
    }
    assert_eq!(count(&world, "throttles WHERE failures = 5").await, 1);
    pass(&world, SECOND * 2);
    assert_eq!(fault(enter(&world, "ana", "x").await), "no_such_account");
    pass(&world, SECOND);
    let early = enter(&world, "ana", PASSWORD).await;
    assert!(matches!(early, Err(AppError::Slowed(1..=2))), "{early:?}");
    pass(&world, SECOND * 2);
    let right = enter(&world, "ana", PASSWORD).await.unwrap();
    assert!(matches!(right, Step::Done { .. }));
    assert_eq!(count(&world, "throttles").await, 0, "forgotten");
}

#[tokio::test]
async fn an_address_that_nobody_has_is_slowed_like_any_other() {
    let world = world().await;
    for _ in 0..5 {
        assert_eq!(fault(enter(&world, "nadie", "x").await), "no_such_account");
    }
    let slowed = enter(&world, "nadie", "x").await;
    assert!(matches!(slowed, Err(AppError::Slowed(_))), "{slowed:?}");
}

#[tokio::test]
async fn a_strangers_failures_do_not_slow_a_known_browser() {
    let world = world().await;
    account(&world, "ana", Role::Broker).await;
    account(&world, "eva", Role::Broker).await;
    let Step::Done { device, .. } = enter(&world, "ana", PASSWORD).await.unwrap() else {
        panic!("no second factor is set up");
    };
    for _ in 0..5 {
        assert_eq!(fault(enter(&world, "ana", "x").await), "no_such_account");
    }
    assert!(matches!(
        enter(&world, "ana", PASSWORD).await,
        Err(AppError::Slowed(_))
    ));
    let known = Client {
        label: "Firefox".into(),
        device: Some(device.clone()),
    };
    let hers = with_password(&world.app, &address("ana"), PASSWORD, &known).await;
    assert!(matches!(hers, Ok(Step::Done { .. })), "{hers:?}");
    // It is known for her only: with another's address it is a stranger's.
    for _ in 0..5 {
        assert_eq!(fault(enter(&world, "eva", "x").await), "no_such_account");
    }
    let others = with_password(&world.app, &address("eva"), PASSWORD, &known).await;
    assert!(matches!(others, Err(AppError::Slowed(_))), "{others:?}");
    // A known browser that guesses is slowed by its own count.
    for _ in 0..5 {
        let wrong = with_password(&world.app, &address("ana"), "x", &known).await;
        assert_eq!(fault(wrong), "no_such_account");
    }
    let slowed = with_password(&world.app, &address("ana"), PASSWORD, &known).await;
    assert!(matches!(slowed, Err(AppError::Slowed(_))), "{slowed:?}");
}

#[tokio::test]
async fn of_many_guesses_at_once_only_the_free_ones_are_looked_at() {
    let world = world().await;
    account(&world, "ana", Role::Broker).await;
    let tries: Vec<_> = (0..40)
        .map(|_| {
            let app = world.app.clone();
            tokio::spawn(async move {
                with_password(&app, &address("ana"), "x", &Client::default()).await
            })
        })
        .collect();
    let (mut looked_at, mut slowed) = (0, 0);
    for one in tries {
        match one.await.unwrap() {
            Err(AppError::Invalid(_)) => looked_at += 1,
            Err(AppError::Slowed(_)) => slowed += 1,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!((looked_at, slowed), (5, 35));
}

/// What an authenticator with this secret shows now.
fn shown(world: &World, secret: &str) -> String {
    let bytes = Secret::Encoded(secret.to_owned()).to_bytes().unwrap();
    let account = "ana".to_owned();
    let totp = TOTP::new(Algorithm::SHA1, 6, 1, 30, bytes, None, account).unwrap();
    totp.generate(u64::try_from(world.app.now().as_second()).unwrap())
}

/// Sets a second factor up for Ana; answers its secret and the recovery codes.
async fn enrol(world: &World) -> (String, Vec<String>) {
    account(world, "ana", Role::CentreStaff).await;
    let secret = signed_in(enter(world, "ana", PASSWORD).await.unwrap());
    let actor = session(world, &secret).await.unwrap().actor;
    let enrolment = second_factor::begin(&world.app, &actor).await.unwrap();
    let wrong = second_factor::confirm(&world.app, &actor, "000 000").await;
    assert_eq!(fault(wrong), "wrong_code");
    let code = shown(world, &enrolment.secret);
    let codes = second_factor::confirm(&world.app, &actor, &code)
        .await
        .unwrap();
    pass(world, minutes(1));
    (enrolment.secret, codes)
}

fn signed_in(step: Step) -> String {
    match step {
        Step::Done { session, .. } => session.as_str().to_owned(),
        Step::SecondFactor(_) => panic!("a code is owed"),
    }
}

async fn half(world: &World) -> Clear {
    match enter(world, "ana", PASSWORD).await.unwrap() {
        Step::SecondFactor(half) => half,
        Step::Done { .. } => panic!("no code was asked for"),
    }
}

#[tokio::test]
async fn a_code_is_asked_for_and_taken_once() {
    let world = world().await;
    let (secret, _) = enrol(&world).await;
    let client = Client::default();
    let first = half(&world).await;
    // The half-way secret is no session.
    assert!(session(&world, first.as_str()).await.is_none());
    let wrong = with_code(&world.app, &first, "123 45", &client).await;
    assert_eq!(fault(wrong), "wrong_code");
    let code = shown(&world, &secret);
    let right = with_code(&world.app, &first, &code, &client).await.unwrap();
    assert!(session(&world, &signed_in(right)).await.is_some());
    // Seen over the shoulder: the same code opens nothing again, nor does the same half.
    let second = half(&world).await;
    let again = with_code(&world.app, &second, &code, &client).await;
    assert_eq!(fault(again), "wrong_code");
    pass(&world, minutes(1));
    let used = with_code(&world.app, &first, &shown(&world, &secret), &client).await;
    assert!(matches!(used, Err(AppError::NotFound)), "{used:?}");
    let next = with_code(&world.app, &second, &shown(&world, &secret), &client).await;
    assert!(next.is_ok(), "{next:?}");
}

#[tokio::test]
async fn a_recovery_code_stands_in_once() {
    let world = world().await;
    let (_, codes) = enrol(&world).await;
    assert_eq!(codes.len(), 8);
    let client = Client::default();
    let typed = codes[0].to_uppercase().replace('-', " ");
    let right = with_code(&world.app, &half(&world).await, &typed, &client).await;
    assert!(right.is_ok(), "{right:?}");
    let again = with_code(&world.app, &half(&world).await, &codes[0], &client).await;
    assert_eq!(fault(again), "wrong_code");
    let other = with_code(&world.app, &half(&world).await, &codes[1], &client).await;
    assert!(other.is_ok(), "{other:?}");
}

#[tokio::test]
async fn half_a_sign_in_ends_after_ten_minutes_and_guessing_codes_is_slowed() {
    let world = world().await;
    let (secret, _) = enrol(&world).await;
    let (router, (seed, cookies)) = (world.router(), visitor());
    let form = format!("email={}&clave={PASSWORD}&a=/buscar", address("ana"));
    let asked = post_with(&router, "/entrar", &cookies, &seed, &form).await;
    assert_eq!(
        asked.headers[header::LOCATION],
        "/entrar/codigo?a=%2Fbuscar"
    );
    assert_eq!(cookie(&asked, "session"), None);
    let cookies = format!("{cookies}; half={}", cookie(&asked, "half").unwrap());
    let wrong = |code: &'static str| {
        let (router, cookies, seed) = (router.clone(), cookies.clone(), seed.clone());
        async move {
            let form = format!("codigo={code}");
            post_with(&router, "/entrar/codigo", &cookies, &seed, &form).await
        }
    };
    for _ in 0..5 {
        assert_eq!(
            wrong("111111").await.status,
            StatusCode::UNPROCESSABLE_ENTITY
        );
    }
    assert_eq!(wrong("111111").await.status, StatusCode::TOO_MANY_REQUESTS);
    pass(&world, minutes(10));
    let code = format!("codigo={}", shown(&world, &secret));
    let late = post_with(&router, "/entrar/codigo", &cookies, &seed, &code).await;
    assert_eq!(
        late.headers[header::LOCATION],
        "/entrar",
        "the password is asked for again"
    );
    assert_eq!(cookie(&late, "session"), None);
}
