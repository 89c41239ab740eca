//! Accounts as the operator keeps them, and the daily sweep.

use super::{account, address, count, enter, fault, hours, letters, pass, session, world};
use eslabon_app::AppError;
use eslabon_app::accounts::{reset, standing};
use eslabon_app::maintain::{Swept, sweep};
use eslabon_domain::actors::{Actor, Role};
use eslabon_domain::ids::PersonId;
use eslabon_tests::world::PASSWORD;

#[tokio::test]
async fn a_shut_account_opens_nothing_until_it_is_opened_again() {
    let world = world().await;
    let (app, operator) = (&world.app, Actor::command_line());
    let ana = account(&world, "ana", Role::Broker).await;
    let secret = world.session(ana).await;
    assert_eq!(
        standing::find(app, &operator, " ANA@prueba.example")
            .await
            .unwrap(),
        ana
    );
    assert!(standing::disable(app, &operator, ana).await.unwrap());
    assert!(
        !standing::disable(app, &operator, ana).await.unwrap(),
        "already"
    );
    assert!(session(&world, &secret).await.is_none());
    assert_eq!(
        fault(enter(&world, "ana", PASSWORD).await),
        "no_such_account"
    );
    let listed = standing::list(app, &operator).await.unwrap();
    assert!(listed[0].disabled);
    assert_eq!(listed[0].roles, [(Role::Broker, String::new())]);
    assert!(standing::enable(app, &operator, ana).await.unwrap());
    assert!(
        session(&world, &secret).await.is_none(),
        "what ended stays ended"
    );
    assert!(enter(&world, "ana", PASSWORD).await.is_ok());
    for action in ["person.disable", "person.enable"] {
        let of = format!("audit_log WHERE action = '{action}' AND role = 'operator'");
        assert_eq!(count(&world, &of).await, 1, "{action}");
    }
    let nobody = standing::disable(app, &operator, PersonId::from_name("nadie")).await;
    assert!(matches!(nobody, Err(AppError::NotFound)), "{nobody:?}");
}

#[tokio::test]
async fn only_those_who_look_after_the_installation_shut_accounts() {
    let world = world().await;
    let app = &world.app;
    let ana = account(&world, "ana", Role::Broker).await;
    for role in Role::ALL {
        let actor = Actor {
            role,
            person: Some(PersonId::from_name("else")),
            ..Actor::command_line()
        };
        let may = matches!(role, Role::Administrator | Role::Operator);
        assert_eq!(standing::list(app, &actor).await.is_ok(), may, "{role:?}");
        assert_eq!(
            standing::disable(app, &actor, ana).await.is_ok(),
            may,
            "{role:?}"
        );
        assert_eq!(sweep(app, &actor).await.is_ok(), may, "{role:?}");
    }
    let own = Actor {
        role: Role::Administrator,
        person: Some(ana),
        ..Actor::command_line()
    };
    let refused = standing::enable(app, &own, ana).await;
    assert!(matches!(refused, Err(AppError::Forbidden)), "{refused:?}");
}

#[tokio::test]
async fn what_is_over_is_swept_after_its_time() {
    let world = world().await;
    let (app, operator) = (&world.app, Actor::command_line());
    let ana = account(&world, "ana", Role::Broker).await;
    let secret = world.session(ana).await;
    reset::ask(app, &address("ana")).await.unwrap();
    assert_eq!(fault(enter(&world, "ana", "x").await), "no_such_account");
    assert_eq!(letters(&world).await.len(), 1);
    assert_eq!(sweep(app, &operator).await.unwrap(), Swept::default());
    pass(&world, hours(7 * 24 + 1));
    let swept = sweep(app, &operator).await.unwrap();
    // Two counts: of the sign-in and of the asking for a link. The letter waited in vain.
    assert_eq!((swept.throttles, swept.letters, swept.secrets), (2, 1, 0));
    assert_eq!(count(&world, "jobs WHERE payload LIKE '%http%'").await, 0);
    assert_eq!(count(&world, "secrets").await, 3, "session, browser, link");
    // The session ended after fourteen days, the link after an hour.
    pass(&world, hours(83 * 24 + 1));
    assert_eq!(sweep(app, &operator).await.unwrap().secrets, 1);
    pass(&world, hours(14 * 24));
    assert_eq!(sweep(app, &operator).await.unwrap().secrets, 1);
    assert!(session(&world, &secret).await.is_none());
    assert_eq!(
        count(&world, "secrets").await,
        1,
        "the browser is known for half a year"
    );
    assert_eq!(
        count(&world, "audit_log WHERE action = 'installation.sweep'").await,
        3
    );
}
