//! Centres that share their pipeline: what the other one sees, and when no more.

use axum::http::StatusCode;
use eslabon_app::accounts::people;
use eslabon_app::centres::{self, Sharing};
use eslabon_app::needs::{list_needs, search_needs};
use eslabon_app::shortlists::make_shortlist;
use eslabon_domain::actors::{Actor, Role};
use eslabon_domain::ids::CentreId;
use eslabon_domain::places::StateCode;
use eslabon_domain::text::Lang;
use eslabon_tests::world::{World, ask, get, post};
use serde_json::json;

/// Someone of a centre.
fn of_centre(role: Role, centre: CentreId) -> Actor {
    Actor {
        role,
        centre: Some(centre),
        name: "Vecina".into(),
        ..Actor::visitor()
    }
}

/// A second centre, and the session of its staff.
async fn neighbour(world: &World) -> (CentreId, String) {
    let operator = Actor::command_line();
    let centre = centres::found(&world.app, &operator, "Centro vecino", vec![StateCode(8)])
        .await
        .unwrap();
    let session = world
        .sign_in("vecina", &of_centre(Role::CentreStaff, centre))
        .await;
    (centre, session)
}

#[tokio::test]
async fn the_other_centre_sees_needs_and_shortlists_while_the_agreement_holds_and_never_people() {
    let world = World::fictional().await;
    let router = world.router();
    let (centre, session) = neighbour(&world).await;
    let operator = Actor::command_line();
    let needs = list_needs(&world.app, &operator, None, None, 1)
        .await
        .unwrap();
    let need = &needs[0];
    let shortlist = make_shortlist(&world.app, &operator, need.id, world.app.today())
        .await
        .unwrap();
    let need_path = format!("/requerimientos/{}", need.id);
    let shortlist_path = format!("/preselecciones/{}", shortlist.id);
    let see = async |expected: StatusCode| {
        for path in [&need_path, &shortlist_path] {
            let answer = get(&router, path, &session, "es").await;
            assert_eq!(answer.status, expected, "{path}");
        }
        let list = get(&router, "/requerimientos", &session, "es").await;
        assert_eq!(
            list.body.contains(&need.id.to_string()),
            expected == StatusCode::OK
        );
        let people = get(&router, "/personas", &session, "es").await;
        assert!(
            people.body.contains("vecina@prueba.example")
                && !people.body.contains("@altaluz.example")
                && !people.body.contains("@centro-eslabon.example"),
            "people stay each centre's own"
        );
    };
    see(StatusCode::NOT_FOUND).await;

    let manager = world.person("centre_manager", 0);
    let form = format!("/centros/{}/compartir", world.app.centre());
    let (to, today) = (centre.to_string(), world.app.today().to_string());
    let fields = [
        ("to", to.as_str()),
        ("until", today.as_str()),
        ("note", "Feria"),
    ];
    let shared = post(&router, &form, &manager, &fields).await;
    assert_eq!(shared.status, StatusCode::SEE_OTHER, "{:.600}", shared.body);
    see(StatusCode::OK).await;
    let again = post(&router, &form, &manager, &fields).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);

    // The centre to which it is shown cannot end it, nor pass it on.
    let page = get(&router, "/centros", &manager, "es").await;
    let (_, rest) = page.body.split_once("/centros/acuerdos/").unwrap();
    let end = format!("/centros/acuerdos/{}", rest.split('"').next().unwrap());
    let neighbours = of_centre(Role::CentreManager, centre);
    let neighbours = world.sign_in("direccion-vecina", &neighbours).await;
    let theirs = get(&router, "/centros", &neighbours, "es").await;
    assert!(theirs.body.contains("Feria") && !theirs.body.contains(&end));
    for (path, fields) in [(&end, &[][..]), (&form, &fields[..])] {
        let refused = post(&router, path, &neighbours, fields).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND, "{path}");
    }

    let ended = post(&router, &end, &manager, &[]).await;
    assert_eq!(ended.status, StatusCode::SEE_OTHER);
    see(StatusCode::NOT_FOUND).await;
    let again = post(&router, &end, &manager, &[]).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn a_search_of_the_other_centre_finds_needs_only_by_agreement() {
    let world = World::fictional().await;
    let (centre, _) = neighbour(&world).await;
    let operator = Actor::command_line();
    let alone = of_centre(Role::CentreStaff, centre);
    let by_agreement = Actor {
        shared_centres: vec![world.app.centre()],
        ..alone.clone()
    };
    let found = search_needs(&world.app, &operator, "torneado", Lang::Es, 50)
        .await
        .unwrap();
    assert!(!found.is_empty());
    let seen = search_needs(&world.app, &alone, "torneado", Lang::Es, 50).await;
    assert!(seen.unwrap().is_empty());
    let seen = search_needs(&world.app, &by_agreement, "torneado", Lang::Es, 50).await;
    assert_eq!(seen.unwrap().len(), found.len());
}

#[tokio::test]
async fn agreements_end_after_their_last_day_and_are_checked() {
    let world = World::fictional().await;
    let (centre, _) = neighbour(&world).await;
    let operator = Actor::command_line();
    let own = world.app.centre();
    let today = world.app.today();
    let sharing = |from, to, until| Sharing {
        from,
        to,
        until,
        note: String::new(),
    };
    let try_share = async |sharing| match centres::share(&world.app, &operator, sharing).await {
        Ok(_) => "ok",
        Err(eslabon_app::AppError::Invalid(faults)) => faults[0].code,
        Err(_) => "other",
    };
    let yesterday = today.yesterday().unwrap();
    assert_eq!(
        try_share(sharing(own, centre, yesterday)).await,
        "out_of_range"
    );
    let too_late = centres::latest_day(&world.app).tomorrow().unwrap();
    assert_eq!(
        try_share(sharing(own, centre, too_late)).await,
        "out_of_range"
    );
    assert_eq!(try_share(sharing(own, own, today)).await, "unknown_centre");
    let nowhere = CentreId::generate();
    assert_eq!(
        try_share(sharing(own, nowhere, today)).await,
        "unknown_centre"
    );
    assert_eq!(try_share(sharing(nowhere, own, today)).await, "other");
    assert_eq!(try_share(sharing(own, centre, today)).await, "ok");
    assert_eq!(
        try_share(sharing(own, centre, today)).await,
        "already_shared"
    );
    assert_eq!(try_share(sharing(centre, own, today)).await, "ok");
}

#[tokio::test]
async fn people_are_invited_into_the_centre_that_they_join() {
    let world = World::fictional().await;
    let router = world.router();
    let administrator = world.person("administrator", 0);
    let fields = [
        ("name", "Centro del Bajío"),
        ("estado", "11"),
        ("estado", "22"),
    ];
    let made = post(&router, "/centros/nuevo", &administrator, &fields).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{:.600}", made.body);
    let twice = post(&router, "/centros/nuevo", &administrator, &fields).await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    let list = ask(
        &router,
        &administrator,
        "{ centres { name isKept states { name } } }",
        json!({}),
    )
    .await;
    let list = list.json();
    let names: Vec<&str> = list["data"]["centres"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|one| one["name"].as_str())
        .collect();
    assert_eq!(names.len(), 2);
    let invite = [
        ("role", "centre_manager"),
        ("organisation", "centro del bajio"),
        ("email", ""),
    ];
    let invited = post(&router, "/personas/invitar", &administrator, &invite).await;
    assert_eq!(invited.status, StatusCode::OK, "{:.900}", invited.body);
    let (_, rest) = invited.body.split_once("/invitacion/").unwrap();
    let path = format!("/invitacion/{}", rest.split('"').next().unwrap());
    // Someone known follows it; any account will do.
    let accepted = post(&router, &path, &world.person("funder", 0), &[]).await;
    assert_eq!(accepted.status, StatusCode::SEE_OTHER);
    let operator = Actor::command_line();
    let known = people::list(&world.app, &operator).await.unwrap();
    let manager = known
        .iter()
        .find(|one| one.role == Role::CentreManager && one.organisation_name == "Centro del Bajío");
    assert!(manager.is_some());
    // Whoever answers for the first centre does not see her.
    let other = get(
        &router,
        "/personas",
        &world.person("centre_manager", 0),
        "es",
    )
    .await;
    assert!(!other.body.contains("Centro del Bajío"));
}
