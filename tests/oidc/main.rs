//! Corporate sign-on against a real provider (node's `oidc-provider`) on loopback: the whole way of a
//! browser there and back, and everything on it that may be wrong. Reported as ignored where node or
//! its packages are missing.

mod installation;
mod provider;
mod refusals;
mod visitor;

use axum::http::StatusCode;
use eslabon_domain::actors::Role;
use installation::Installation;
use libtest_mimic::{Arguments, Completion, Failed, Trial};
use provider::{Provider, missing};
use std::future::Future;
use std::pin::Pin;
use std::process::ExitCode;
use visitor::{Visitor, place_of};

/// The way to the provider.
pub const THERE: &str = "/entrar/oidc/altaluz";

type Run = fn(String) -> Pin<Box<dyn Future<Output = Result<(), Failed>>>>;

macro_rules! trials {
    ($($run:path),+ $(,)?) => {
        vec![$((stringify!($run), (|issuer| Box::pin($run(issuer))) as Run)),+]
    };
}

fn main() -> Result<ExitCode, Failed> {
    let arguments = Arguments::from_args();
    let missing = missing();
    let is_required = std::env::var("ESLABON_REQUIRE_BROWSER").is_ok_and(|value| value == "1");
    let is_run = missing.is_none() && !arguments.list;
    let provider = match is_run {
        true => Some(Provider::start("client_secret_basic")?),
        false => None,
    };
    let issuer = provider.as_ref().map(|provider| provider.issuer.clone());
    let trials = trials![
        who_is_invited_signs_on_without_a_password,
        she_is_known_by_her_subject_from_then_on,
        an_address_in_the_token_is_enough,
        a_secret_may_go_in_the_body,
        corporate_sign_on_is_a_second_factor_unless_it_says_otherwise,
        nobody_is_led_elsewhere,
        refusals::what_is_not_vouched_for,
        refusals::an_address_given_to_a_successor,
        refusals::answers_to_no_attempt,
        refusals::answers_of_another_provider,
        refusals::a_sign_on_that_was_cancelled,
        refusals::a_provider_that_is_away_or_another,
    ];
    let trials = trials
        .into_iter()
        .map(|(name, run)| {
            let (missing, issuer) = (missing.clone(), issuer.clone().unwrap_or_default());
            Trial::ignorable_test(name, move || match missing {
                Some(reason) if is_required => Err(reason.into()),
                Some(reason) => Ok(Completion::ignored_with(reason)),
                None => in_a_runtime(run(issuer)).map(|()| Completion::Completed),
            })
        })
        .collect();
    let conclusion = libtest_mimic::run(&arguments, trials);
    drop(provider);
    Ok(conclusion.exit_code())
}

fn in_a_runtime(run: impl Future<Output = Result<(), Failed>>) -> Result<(), Failed> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(run)
}

async fn who_is_invited_signs_on_without_a_password(issuer: String) -> Result<(), Failed> {
    let here = Installation::believing(&issuer).await?;
    here.invite("ana", Role::Engineer).await?;
    let mut ana = Visitor::new(&here.router, "ana");
    let page = ana.open("/entrar?a=/requerimientos").await?.body;
    assert!(page.contains("Entrar con Altaluz"), "{page}");
    assert!(
        page.contains("/entrar/oidc/altaluz?a=%2Frequerimientos"),
        "{page}"
    );

    let back = ana.leave(&format!("{THERE}?a=/requerimientos")).await?;
    let cookie = ana.cookies.get("sign_on").cloned().ok_or("no cookie")?;
    assert!(!back.contains(&cookie), "the secret stays in the browser");
    let entered = ana.open(&back).await?;
    assert_eq!(place_of(&entered).as_deref(), Some("/requerimientos"));
    assert_eq!(here.last_act().await?.0, "session.open");
    assert_eq!(here.count("person_identities").await?, 1);
    let bound = "audit_log WHERE action = 'sign_on.bind'";
    assert_eq!(here.count(bound).await?, 1);
    assert!(!ana.cookies.contains_key("sign_on"), "used up");
    assert_eq!(ana.open("/requerimientos").await?.status, StatusCode::OK);
    let stranger = Visitor::new(&here.router, "ana")
        .open("/requerimientos")
        .await?;
    assert_eq!(stranger.status, StatusCode::FORBIDDEN);
    Ok(())
}

async fn she_is_known_by_her_subject_from_then_on(issuer: String) -> Result<(), Failed> {
    let here = Installation::believing(&issuer).await?;
    let ana = here.invite("ana", Role::Engineer).await?;
    let entered = Visitor::new(&here.router, "ana").sign_on(THERE).await?;
    assert_eq!(place_of(&entered).as_deref(), Some("/"));
    let moved = "UPDATE people SET email = 'ana@otra.example' WHERE id = ?";
    here.sql(moved, ana).await?;
    let entered = Visitor::new(&here.router, "ana").sign_on(THERE).await?;
    assert_eq!(place_of(&entered).as_deref(), Some("/"), "{}", entered.body);
    assert_eq!(here.count("person_identities").await?, 1);
    let opened = "audit_log WHERE action = 'session.open'";
    assert_eq!(here.count(opened).await?, 2);
    // What she was is over: the provider's word opens nothing.
    here.sql(
        "UPDATE memberships SET ended_at = 1 WHERE person_id = ?",
        ana,
    )
    .await?;
    let before = here.written().await?;
    let refused = Visitor::new(&here.router, "ana").sign_on(THERE).await?;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_eq!(here.last_act().await?.1, "not_invited");
    assert_eq!(here.written().await?, before);
    Ok(())
}

async fn an_address_in_the_token_is_enough(issuer: String) -> Result<(), Failed> {
    let here = Installation::believing(&issuer).await?;
    here.invite("leo", Role::Engineer).await?;
    let entered = Visitor::new(&here.router, "leo~inside")
        .sign_on(THERE)
        .await?;
    assert_eq!(place_of(&entered).as_deref(), Some("/"), "{}", entered.body);
    Ok(())
}

async fn a_secret_may_go_in_the_body(_: String) -> Result<(), Failed> {
    let provider = Provider::start("client_secret_post")?;
    let here = Installation::believing(&provider.issuer).await?;
    here.invite("ana", Role::Engineer).await?;
    let entered = Visitor::new(&here.router, "ana").sign_on(THERE).await?;
    assert_eq!(place_of(&entered).as_deref(), Some("/"), "{}", entered.body);
    Ok(())
}

async fn corporate_sign_on_is_a_second_factor_unless_it_says_otherwise(
    issuer: String,
) -> Result<(), Failed> {
    // The rules of this installation ask staff for a second factor.
    let here = Installation::believing(&issuer).await?;
    for (person, led_to) in [
        ("eva", None),
        ("ivo~twice", None),
        ("uma~password", Some("/cuenta/segundo-factor")),
    ] {
        let name = person.split('~').next().unwrap_or_default();
        here.invite(name, Role::CentreStaff).await?;
        let mut visitor = Visitor::new(&here.router, person);
        let entered = visitor.sign_on(THERE).await?;
        assert_eq!(place_of(&entered).as_deref(), Some("/"), "{person}");
        let seen = visitor.open("/requerimientos").await?;
        assert_eq!(place_of(&seen).as_deref(), led_to, "{person}");
        let entered = seen.status == StatusCode::OK;
        assert_eq!(entered, led_to.is_none(), "{person}");
    }
    // Whoever has set one up here is asked for it where the firm asked for a password only.
    let ana = here.invite("ana", Role::Engineer).await?;
    let set_up = "UPDATE people SET totp_secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', totp_confirmed_at = 1 WHERE id = ?";
    here.sql(set_up, ana).await?;
    let mut visitor = Visitor::new(&here.router, "ana~password");
    let half = visitor
        .sign_on(&format!("{THERE}?a=/requerimientos"))
        .await?;
    assert_eq!(
        place_of(&half).as_deref(),
        Some("/entrar/codigo?a=%2Frequerimientos")
    );
    assert_eq!(
        visitor.open("/requerimientos").await?.status,
        StatusCode::FORBIDDEN
    );
    Ok(())
}

async fn nobody_is_led_elsewhere(issuer: String) -> Result<(), Failed> {
    let here = Installation::believing(&issuer).await?;
    here.invite("ana", Role::Engineer).await?;
    let long = format!("/{}", "a".repeat(600));
    for way in [
        "//otra.example",
        "https://otra.example",
        "/%5Cotra.example",
        &long,
    ] {
        let entered = Visitor::new(&here.router, "ana")
            .sign_on(&format!("{THERE}?a={way}"))
            .await?;
        assert_eq!(place_of(&entered).as_deref(), Some("/"), "{way}");
    }
    for unknown in ["/entrar/oidc/otra", "/entrar/oidc/%FF", "/entrar/oidc/"] {
        let answer = Visitor::new(&here.router, "ana").open(unknown).await?;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{unknown}");
    }
    Ok(())
}
