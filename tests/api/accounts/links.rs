//! Single-use links: a new password, an invitation, the first administrator. Wrong, used, expired, two
//! at once: the right answer, and nothing half done.

use super::{
    OTHER_PASSWORD, account, address, count, enter, fault, hours, letters, minutes, pass,
    secret_of, session, world,
};
use eslabon_app::accounts::api_tokens::{self, Scope};
use eslabon_app::accounts::invitations::{self, Acceptance, Invitation};
use eslabon_app::accounts::secret::Clear;
use eslabon_app::accounts::{reset, setup, standing};
use eslabon_app::{App, AppError, AppResult};
use eslabon_domain::actors::{Actor, Role};
use eslabon_domain::ids::{OrganisationId, PersonId};
use eslabon_domain::text::Lang;
use eslabon_tests::world::{PASSWORD, World};

fn operator() -> Actor {
    Actor::command_line()
}

fn is_not_found<T>(outcome: &AppResult<T>) -> bool {
    matches!(outcome, Err(AppError::NotFound))
}

#[tokio::test]
async fn a_reset_link_sets_a_password_once_and_ends_everything_that_was_open() {
    let world = world().await;
    let (app, ana) = (&world.app, account(&world, "ana", Role::Broker).await);
    let open = session(&world, &world.session(ana).await).await.unwrap();
    let token = api_tokens::create(app, &open.actor, open.hat, "guion", Scope::Read, 9).await;
    let (_, token) = token.unwrap();
    reset::ask(app, " ANA@prueba.example ").await.unwrap();
    let sent = letters(&world).await;
    assert_eq!(sent[0].0, address("ana"));
    let link = &sent[0].1;
    // Mail programs open links: that must not use them up.
    reset::open(app, link).await.unwrap();
    reset::open(app, link).await.unwrap();
    assert_eq!(fault(reset::finish(app, link, "corta").await), "too_short");
    let wrong = reset::finish(app, &Clear::generate(), OTHER_PASSWORD).await;
    assert!(is_not_found(&wrong), "{wrong:?}");
    reset::finish(app, link, OTHER_PASSWORD).await.unwrap();
    assert_eq!(
        count(&world, "secrets WHERE ended_at IS NULL").await,
        0,
        "sessions, browsers, tokens, links"
    );
    assert!(api_tokens::find(app, &token).await.unwrap().is_none());
    assert_eq!(
        fault(enter(&world, "ana", PASSWORD).await),
        "no_such_account"
    );
    pass(&world, minutes(2));
    assert!(enter(&world, "ana", OTHER_PASSWORD).await.is_ok());
    let again = reset::finish(app, link, PASSWORD).await;
    assert!(is_not_found(&again), "{again:?}");
    assert!(is_not_found(&reset::open(app, link).await));
}

#[tokio::test]
async fn of_two_reset_links_the_older_one_is_dead_and_both_expire() {
    let world = world().await;
    let app = &world.app;
    account(&world, "ana", Role::Broker).await;
    reset::ask(app, &address("ana")).await.unwrap();
    reset::ask(app, &address("ana")).await.unwrap();
    let sent = letters(&world).await;
    let (older, newer) = (&sent[0].1, &sent[1].1);
    assert!(is_not_found(
        &reset::finish(app, older, OTHER_PASSWORD).await
    ));
    reset::open(app, newer).await.unwrap();
    pass(&world, hours(1));
    assert!(is_not_found(&reset::open(app, newer).await));
    assert!(is_not_found(
        &reset::finish(app, newer, OTHER_PASSWORD).await
    ));
    assert!(
        enter(&world, "ana", PASSWORD).await.is_ok(),
        "nothing has changed"
    );
}

#[tokio::test]
async fn of_two_who_use_a_reset_link_at_once_one_wins() {
    let world = world().await;
    let app = &world.app;
    account(&world, "ana", Role::Broker).await;
    reset::ask(app, &address("ana")).await.unwrap();
    let link = letters(&world).await[0].1.clone();
    let (a, b) = tokio::join!(
        reset::finish(app, &link, OTHER_PASSWORD),
        reset::finish(app, &link, "nueve peras maduras en la banqueta"),
    );
    assert_eq!(u8::from(a.is_ok()) + u8::from(b.is_ok()), 1, "{a:?} {b:?}");
}

#[tokio::test]
async fn asking_for_a_link_tells_nothing_and_is_slowed() {
    let world = world().await;
    let app = &world.app;
    let shut = account(&world, "ana", Role::Broker).await;
    reset::ask(app, &address("ana")).await.unwrap();
    let link = letters(&world).await[0].1.clone();
    standing::disable(app, &operator(), shut).await.unwrap();
    // Of someone who is shut out, and of nobody: the same answer, and no letter.
    reset::ask(app, &address("ana")).await.unwrap();
    reset::ask(app, &address("nadie")).await.unwrap();
    assert_eq!(letters(&world).await.len(), 1);
    assert!(is_not_found(
        &reset::finish(app, &link, OTHER_PASSWORD).await
    ));
    // Opened again, the old link stays dead.
    standing::enable(app, &operator(), shut).await.unwrap();
    assert!(is_not_found(&reset::open(app, &link).await));
    for key in ["ana", "nadie"] {
        let mut outcome = Ok(());
        for _ in 0..5 {
            outcome = reset::ask(app, &address(key)).await;
        }
        assert!(
            matches!(outcome, Err(AppError::Slowed(_))),
            "{key} {outcome:?}"
        );
    }
    assert_eq!(
        fault(reset::ask(app, "a@b.mx\r\nBcc: c@d.mx").await),
        "not_an_email"
    );
}

#[tokio::test]
async fn a_link_is_handed_over_only_by_whoever_could_have_given_every_role() {
    let world = World::fictional().await;
    let app = &world.app;
    let manager = actor(&world, "direccion").await;
    let staff = PersonId::from_name("centro");
    let link = reset::hand_over(app, &manager, staff).await.unwrap();
    reset::open(app, &secret_of(&link)).await.unwrap();
    // Whoever is an administrator besides can be taken over by an administrator only.
    let admin = reset::hand_over(app, &manager, PersonId::from_name("administracion")).await;
    assert!(is_not_found(&admin), "{admin:?}");
    let engineer = actor(&world, "altaluz").await;
    let refused = reset::hand_over(app, &engineer, staff).await;
    assert!(matches!(refused, Err(AppError::Forbidden)), "{refused:?}");
    let owner = actor(&world, "cerro-del-tesoro").await;
    let refused = reset::hand_over(app, &owner, PersonId::from_name("la-calerilla")).await;
    assert!(is_not_found(&refused), "{refused:?}");
}

/// Someone of the demonstration, as she acts.
async fn actor(world: &World, key: &str) -> Actor {
    let (_, _, secret) = world
        .signed_in
        .iter()
        .find(|(known, _, _)| *known == key)
        .unwrap();
    session(world, secret).await.unwrap().actor
}

fn invitation(email: &str, role: Role, organisation: Option<OrganisationId>) -> Invitation {
    Invitation {
        email: email.to_owned(),
        name: String::new(),
        role,
        organisation,
        lang: Lang::Es,
    }
}

fn acceptance() -> Acceptance {
    Acceptance {
        name: "Nueva Persona".into(),
        email: String::new(),
        password: PASSWORD.into(),
        notice_version: Some("2026-11".into()),
    }
}

async fn accept(app: &App, clear: &Clear, acceptance: Acceptance) -> AppResult<PersonId> {
    invitations::accept(app, &Actor::visitor(), clear, acceptance).await
}

#[tokio::test]
async fn an_invitation_makes_one_account_once() {
    let world = World::fictional().await;
    let app = &world.app;
    app.set_clock(app.now());
    let owner = actor(&world, "cerro-del-tesoro").await;
    let link = invitations::invite(
        app,
        &owner,
        invitation("nueva@taller.mx", Role::Editor, None),
    )
    .await
    .unwrap();
    let clear = secret_of(&link);
    assert_eq!(
        letters(&world).await[0],
        ("nueva@taller.mx".to_owned(), clear.clone())
    );
    let shown = invitations::open(app, &clear).await.unwrap();
    assert_eq!((shown.role, shown.known), (Role::Editor, false));
    assert_eq!(shown.organisation.map(|o| o.id), owner.organisation);
    let mut weak = acceptance();
    weak.password = "nueva@taller.mx".into();
    assert_eq!(fault(accept(app, &clear, weak).await), "easily_guessed");
    // The address is the one to which the link went, whatever the form says.
    let mut smuggled = acceptance();
    smuggled.email = "otra@malo.example".into();
    let (a, b) = tokio::join!(
        accept(app, &clear, smuggled),
        accept(app, &clear, acceptance())
    );
    assert_eq!(u8::from(a.is_ok()) + u8::from(b.is_ok()), 1, "{a:?} {b:?}");
    assert_eq!(
        count(&world, "people WHERE email = 'nueva@taller.mx'").await,
        1
    );
    assert_eq!(
        count(&world, "people WHERE email = 'otra@malo.example'").await,
        0
    );
    assert_eq!(
        count(&world, "audit_log WHERE action = 'person.join'").await,
        1
    );
    assert!(
        is_not_found(&accept(app, &clear, acceptance()).await),
        "used"
    );
    assert!(is_not_found(&invitations::open(app, &clear).await));
    assert!(
        is_not_found(&accept(app, &Clear::generate(), acceptance()).await),
        "wrong"
    );

    let link = invitations::invite(app, &owner, invitation("", Role::Editor, None)).await;
    let clear = secret_of(&link.unwrap());
    assert_eq!(letters(&world).await.len(), 1, "handed over");
    assert_eq!(fault(accept(app, &clear, acceptance()).await), "required");
    pass(&world, hours(7 * 24));
    assert!(
        is_not_found(&invitations::open(app, &clear).await),
        "expired"
    );
    assert!(is_not_found(&accept(app, &clear, acceptance()).await));
}

#[tokio::test]
async fn nobody_invites_beyond_what_she_keeps() {
    let world = World::fictional().await;
    let app = &world.app;
    let owner = actor(&world, "cerro-del-tesoro").await;
    let other = actor(&world, "la-calerilla").await.organisation;
    let firm = actor(&world, "altaluz").await.organisation;
    let before = count(&world, "secrets").await;
    for (inviter, role, organisation) in [
        ("cerro-del-tesoro", Role::Administrator, None),
        ("cerro-del-tesoro", Role::Engineer, None),
        ("compras", Role::CentreStaff, None),
        ("centro", Role::CentreManager, None),
        ("direccion", Role::Administrator, None),
        ("altaluz", Role::Engineer, None),
        ("financiamiento", Role::Funder, None),
    ] {
        let inviter = actor(&world, inviter).await;
        let refused = invitations::invite(app, &inviter, invitation("", role, organisation)).await;
        assert!(
            matches!(refused, Err(AppError::Forbidden)),
            "{role:?} {refused:?}"
        );
    }
    // What is no role that a person can have, is none.
    let manager = actor(&world, "direccion").await;
    for role in [Role::Operator, Role::Visitor] {
        let refused = invitations::invite(app, &manager, invitation("", role, None)).await;
        assert!(matches!(refused, Err(AppError::Invalid(_))), "{refused:?}");
    }
    let foreign = invitations::invite(app, &owner, invitation("", Role::Editor, other)).await;
    assert!(is_not_found(&foreign), "{foreign:?}");
    let nowhere = Some(OrganisationId::from_name("nada"));
    let unknown = invitations::invite(app, &owner, invitation("", Role::Editor, nowhere)).await;
    assert!(is_not_found(&unknown), "told as a foreign one: {unknown:?}");
    let staff = actor(&world, "centro").await;
    let kind = invitations::invite(app, &staff, invitation("", Role::Owner, firm)).await;
    assert_eq!(fault(kind), "wrong_kind");
    assert_eq!(count(&world, "secrets").await, before);
    assert_eq!(count(&world, "jobs").await, 0);
}

#[tokio::test]
async fn someone_who_is_known_takes_the_role_as_herself() {
    let world = World::fictional().await;
    let app = &world.app;
    let owner = actor(&world, "cerro-del-tesoro").await;
    let known = actor(&world, "la-calerilla").await;
    let address = "elvia@la-calerilla.example";
    let link = invitations::invite(app, &owner, invitation(address, Role::Editor, None)).await;
    let clear = secret_of(&link.unwrap());
    assert!(invitations::open(app, &clear).await.unwrap().known);
    // Whoever holds the link alone must not get at her account, nor may another person.
    for someone in [Actor::visitor(), actor(&world, "brisanor").await] {
        let refused = invitations::accept(app, &someone, &clear, acceptance()).await;
        assert!(matches!(refused, Err(AppError::Forbidden)), "{refused:?}");
    }
    let person = invitations::accept(app, &known, &clear, Acceptance::default()).await;
    assert_eq!(person.unwrap(), known.person.unwrap());
    let (_, _, secret) = world
        .signed_in
        .iter()
        .find(|(k, _, _)| *k == "la-calerilla")
        .unwrap();
    let hats = session(&world, secret).await.unwrap().hats;
    assert_eq!(hats.len(), 2);
    assert!(
        super::enter_as(&world, address, PASSWORD).await.is_ok(),
        "her password stays"
    );
}

#[tokio::test]
async fn the_first_administrator_is_made_once() {
    let world = world().await;
    let app = &world.app;
    let first = secret_of(&setup::link(app, &operator()).await.unwrap().unwrap());
    let second = secret_of(&setup::link(app, &operator()).await.unwrap().unwrap());
    let finish = |clear: Clear, key: &'static str| async move {
        setup::finish(app, &clear, key, &address(key), PASSWORD, Lang::Es).await
    };
    assert!(
        is_not_found(&finish(Clear::generate(), "ana").await),
        "wrong"
    );
    setup::open(app, &first).await.unwrap();
    let weak = setup::finish(app, &first, "Ana", &address("ana"), "admin12345", Lang::Es).await;
    assert_eq!(fault(weak), "easily_guessed");
    let (a, b) = tokio::join!(finish(first.clone(), "ana"), finish(second.clone(), "eva"));
    assert_eq!(u8::from(a.is_ok()) + u8::from(b.is_ok()), 1, "{a:?} {b:?}");
    assert_eq!(
        count(&world, "memberships WHERE role = 'administrator'").await,
        1
    );
    assert_eq!(count(&world, "people").await, 1);
    for used in [first, second] {
        assert!(is_not_found(&setup::open(app, &used).await));
        assert!(is_not_found(&finish(used, "eva").await));
    }
    assert_eq!(setup::link(app, &operator()).await.unwrap(), None);
}

#[tokio::test]
async fn a_printed_setup_link_expires() {
    let world = world().await;
    let link = setup::link(&world.app, &operator()).await.unwrap().unwrap();
    pass(&world, hours(24));
    assert!(is_not_found(
        &setup::open(&world.app, &secret_of(&link)).await
    ));
    assert!(
        setup::link(&world.app, &operator())
            .await
            .unwrap()
            .is_some()
    );
}
