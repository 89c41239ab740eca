//! What is refused: each time a page of ours, nothing written, and the reason on record.

use crate::THERE;
use crate::installation::Installation;
use crate::visitor::{Visitor, place_of};
use axum::http::StatusCode;
use eslabon_domain::actors::Role;
use eslabon_tests::world::Answer;
use libtest_mimic::Failed;
use std::net::TcpListener;

/// Checks a refusal whole.
async fn refused(
    here: &Installation,
    answer: &Answer,
    before: &[i64],
    (status, reason, words): (StatusCode, &str, &str),
) -> Result<(), Failed> {
    assert_eq!(answer.status, status, "{reason}: {}", answer.body);
    assert!(answer.body.contains(words), "{reason}: {}", answer.body);
    assert!(answer.body.contains("href=\"/entrar\""), "a way on");
    let sets = answer.headers.get_all("set-cookie").iter();
    for line in sets {
        assert!(!line.to_str()?.starts_with("session="), "{reason}");
    }
    assert_eq!(here.written().await?, before, "{reason}");
    let (action, why) = here.last_act().await?;
    assert_eq!((action.as_str(), why.as_str()), ("session.refused", reason));
    Ok(())
}

pub async fn what_is_not_vouched_for(issuer: String) -> Result<(), Failed> {
    let here = Installation::believing(&issuer).await?;
    here.invite("ana", Role::Engineer).await?;
    let dora = here.invite("dora", Role::Engineer).await?;
    here.sql("UPDATE people SET disabled_at = 1 WHERE id = ?", dora)
        .await?;
    let rosa = here.invite("rosa", Role::Engineer).await?;
    here.sql(
        "UPDATE memberships SET ended_at = 1 WHERE person_id = ?",
        rosa,
    )
    .await?;
    let no = StatusCode::FORBIDDEN;
    let unproven = "no pudo comprobarse";
    let addressless = "no confirmó un correo";
    for (person, status, reason, words) in [
        ("ana~nonce", no, "nonce", unproven),
        ("ana~nonceless", no, "nonce", unproven),
        ("ana~expired", no, "expired", unproven),
        ("ana~issuer", no, "issuer", unproven),
        ("ana~audience", no, "audience", unproven),
        ("ana~audiences", no, "audience", unproven),
        ("ana~signature", no, "signature", unproven),
        ("ana~unsigned", no, "signature", unproven),
        ("ana~tokenless", no, "no_token", unproven),
        ("ana~unverified", no, "no_verified_address", addressless),
        ("ana~addressless", no, "no_verified_address", addressless),
        ("ana~swapped", no, "no_verified_address", addressless),
        ("ana~domain", no, "other_domain", addressless),
        ("ana~subdomain", no, "other_domain", addressless),
        ("nadie", no, "not_invited", "Pida una invitación"),
        ("dora", no, "not_invited", "Pida una invitación"),
        ("rosa", no, "not_invited", "Pida una invitación"),
        (
            "ana~broken",
            StatusCode::SERVICE_UNAVAILABLE,
            "unreachable",
            "no responde",
        ),
    ] {
        let before = here.written().await?;
        let answer = Visitor::new(&here.router, person).sign_on(THERE).await;
        let answer = answer.map_err(|e| format!("{person}: {e:?}"))?;
        refused(&here, &answer, &before, (status, reason, words)).await?;
    }
    // What was wrong was each of these, nothing else.
    let entered = Visitor::new(&here.router, "ana").sign_on(THERE).await?;
    assert_eq!(place_of(&entered).as_deref(), Some("/"));
    Ok(())
}

pub async fn an_address_given_to_a_successor(issuer: String) -> Result<(), Failed> {
    let here = Installation::believing(&issuer).await?;
    here.invite("ana", Role::Engineer).await?;
    let entered = Visitor::new(&here.router, "ana").sign_on(THERE).await?;
    assert_eq!(place_of(&entered).as_deref(), Some("/"));
    let before = here.written().await?;
    let successor = Visitor::new(&here.router, "ana~successor")
        .sign_on(THERE)
        .await?;
    let expected = (
        StatusCode::FORBIDDEN,
        "someone_else",
        "ya corresponde aquí a otra cuenta",
    );
    refused(&here, &successor, &before, expected).await
}

pub async fn answers_to_no_attempt(issuer: String) -> Result<(), Failed> {
    let here = Installation::believing(&issuer).await?;
    here.invite("ana", Role::Engineer).await?;
    here.invite("eva", Role::Engineer).await?;
    let expected = (
        StatusCode::BAD_REQUEST,
        "no_attempt",
        "no corresponde a este navegador",
    );

    // In another browser: one that has set out itself, and one that has not.
    let mut ana = Visitor::new(&here.router, "ana");
    let back = ana.leave(THERE).await?;
    let mut eva = Visitor::new(&here.router, "eva");
    let hers = eva.leave(THERE).await?;
    let before = here.written().await?;
    for mut other in [eva.clone(), Visitor::new(&here.router, "eva")] {
        let answer = other.open(&back).await?;
        refused(&here, &answer, &before, expected).await?;
    }
    // Made up, in her own browser.
    for forged in [
        "/entrar/oidc/regreso".to_owned(),
        "/entrar/oidc/regreso?error=access_denied".to_owned(),
        "/entrar/oidc/regreso?code=a&state=b&iss=c&state=d".to_owned(),
        back.replace("state=", "state=0"),
        hers,
    ] {
        let answer = ana.open(&forged).await?;
        refused(&here, &answer, &before, expected).await?;
    }
    // None of it has spoilt hers; twice at once, it is taken once, and never again.
    let (mut first, mut second, mut later) = (ana.clone(), ana.clone(), ana.clone());
    let (first, second) = tokio::join!(first.open(&back), second.open(&back));
    let (first, second) = (first?, second?);
    let entered = [&first, &second].map(|answer| place_of(answer).is_some());
    assert!(
        entered.contains(&true) && entered.contains(&false),
        "{} {}",
        first.body,
        second.body
    );
    let before = here.written().await?;
    let replayed = later.open(&back).await?;
    refused(&here, &replayed, &before, expected).await?;

    // Too late.
    let back = eva.leave(THERE).await?;
    let ana = eslabon_domain::ids::PersonId::from_name("ana");
    let late = "UPDATE secrets SET expires_at = 1 WHERE kind = 'sign_on' AND ? IS NOT NULL";
    here.sql(late, ana).await?;
    let answer = eva.open(&back).await?;
    refused(&here, &answer, &before, expected).await
}

pub async fn answers_of_another_provider(issuer: String) -> Result<(), Failed> {
    let here = Installation::believing(&issuer).await?;
    here.invite("ana", Role::Engineer).await?;
    let expected = (
        StatusCode::FORBIDDEN,
        "foreign_issuer",
        "no pudo comprobarse",
    );
    let before = here.written().await?;
    for other in ["&iss=https%3A%2F%2Fsesion.otra.example", "&iss=", ""] {
        let mut ana = Visitor::new(&here.router, "ana");
        let back = ana.leave(THERE).await?;
        let (answer, _) = back
            .split_once("&iss=")
            .ok_or("the provider names itself")?;
        let answer = ana.open(&format!("{answer}{other}")).await?;
        refused(&here, &answer, &before, expected).await?;
    }
    Ok(())
}

pub async fn a_sign_on_that_was_cancelled(issuer: String) -> Result<(), Failed> {
    let here = Installation::believing(&issuer).await?;
    let before = here.written().await?;
    let mut nobody = Visitor::new(&here.router, "");
    let back = nobody.leave(THERE).await?;
    assert!(back.contains("error=access_denied"), "{back}");
    let answer = nobody.open(&back).await?;
    assert!(!answer.body.contains("someone cancelled"), "not our words");
    let expected = (StatusCode::FORBIDDEN, "denied", "no autorizó");
    refused(&here, &answer, &before, expected).await?;
    // A code that nobody gave.
    here.invite("ana", Role::Engineer).await?;
    let before = here.written().await?;
    let mut ana = Visitor::new(&here.router, "ana");
    let back = ana.leave(THERE).await?;
    let answer = ana.open(&back.replace("code=", "code=0")).await?;
    refused(&here, &answer, &before, expected).await
}

pub async fn a_provider_that_is_away_or_another(issuer: String) -> Result<(), Failed> {
    // Nobody listens there any more.
    let closed = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    for issuer in [
        format!("http://{closed}"),
        // It calls itself otherwise.
        issuer.replace("127.0.0.1", "localhost"),
        // It has nothing there.
        format!("{issuer}/otra"),
    ] {
        let here = Installation::believing(&issuer).await?;
        let before = here.written().await?;
        let answer = Visitor::new(&here.router, "ana").open(THERE).await?;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{issuer}");
        assert!(answer.body.contains("no responde"), "{}", answer.body);
        assert_eq!(here.count("secrets").await?, 0);
        assert_eq!(here.written().await?, before);
    }
    Ok(())
}
