//! "Es mi empresa": a visitor or an owner claims a registry entry, staff of the centre decide, the history
//! stays, and nothing is added to what registers publish.

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use eslabon_app::accounts::invitations;
use eslabon_app::accounts::secret::Clear;
use eslabon_app::context::Silent;
use eslabon_app::imports::{ImportSource, run};
use eslabon_app::records::ClaimStatus;
use eslabon_app::search::search_suppliers;
use eslabon_app::suppliers::load_supplier;
use eslabon_domain::actors::{Actor, Role};
use eslabon_domain::ids::{CentreId, ClaimId, SiteId};
use eslabon_search::SupplierQuery;
use eslabon_tests::world::{Answer, World, ask, get, post, proof, send};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use serde_json::json;

const DENUE: &str = "id,nom_estab,codigo_act,cve_ent,cve_mun,latitud,longitud\n77,Sensores Tajín,332710,14,120,20.64,-103.42\n";
/// What a visitor's browser is known by.
const SEED: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
const PDF: &[u8] = b"%PDF-1.7 constancia";

struct Scene {
    world: World,
    router: Router,
    raw: DatabaseConnection,
    site: SiteId,
}

impl Scene {
    async fn new() -> Scene {
        let world = World::fictional().await;
        let source = ImportSource::bytes("denue.csv", DENUE.as_bytes().to_vec());
        run(&world.app, &Actor::command_line(), source, None, &Silent)
            .await
            .unwrap();
        world.app.catch_up(&Silent).await.unwrap();
        let query = SupplierQuery {
            text: "Sensores Tajín".into(),
            limit: 1,
            ..SupplierQuery::default()
        };
        let found = search_suppliers(&world.app, &Actor::visitor(), &query)
            .await
            .unwrap();
        let raw = sea_orm::Database::connect(world.app.place().database())
            .await
            .unwrap();
        Scene {
            site: found.cards[0].site,
            router: world.router(),
            raw,
            world,
        }
    }

    fn form(&self) -> String {
        format!("/proveedores/{}/es-mi-empresa", self.site)
    }

    /// Sends the form with a file; a visitor has no session.
    async fn claim(&self, session: &str, fields: &[(&str, &str)], file: Option<&[u8]>) -> Answer {
        let token = match session.is_empty() {
            true => proof(SEED),
            false => proof(session),
        };
        let mut body = Vec::new();
        for (name, value) in std::iter::once(&("_token", token.as_str())).chain(fields) {
            body.extend(
                format!(
                    "--X\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
                )
                .bytes(),
            );
        }
        body.extend(
            b"--X\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n",
        );
        body.extend(file.unwrap_or_default());
        body.extend(b"\r\n--X--\r\n");
        let cookie = match session.is_empty() {
            true => format!("form={SEED}; lang=es"),
            false => format!("session={session}; lang=es"),
        };
        let request = Request::post(self.form())
            .header(header::COOKIE, cookie)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=X")
            .body(Body::from(body))
            .unwrap();
        send(&self.router, request).await
    }

    async fn by_visitor(&self, email: &str) -> ClaimId {
        let fields = [
            ("name", "Elvia Quintanar"),
            ("email", email),
            ("evidence", "tax_certificate"),
            ("words", "Es mi taller."),
        ];
        let answer = self.claim("", &fields, Some(PDF)).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        let id = self.newest().await;
        assert_ne!(id, None);
        id.unwrap()
    }

    async fn newest(&self) -> Option<ClaimId> {
        let staff = self.staff();
        let lines = eslabon_app::claims::list(&self.world.app, &staff, ClaimStatus::Open, 100)
            .await
            .unwrap();
        lines.last().map(|line| line.claim.id)
    }

    fn staff(&self) -> Actor {
        Actor {
            role: Role::CentreStaff,
            ..Actor::command_line()
        }
    }

    async fn decide(&self, id: ClaimId, verdict: &str, reason: &str) -> Answer {
        let staff = self.world.person("centre_staff", 0);
        let fields = [("verdict", verdict), ("reason", reason)];
        post(
            &self.router,
            &format!("/es-mi-empresa/{id}"),
            &staff,
            &fields,
        )
        .await
    }

    async fn count(&self, what: &str) -> i64 {
        let sql = format!("SELECT COUNT(*) AS n FROM {what}");
        let statement = Statement::from_string(self.raw.get_database_backend(), sql);
        let row = self.raw.query_one_raw(statement).await.unwrap().unwrap();
        row.try_get("", "n").unwrap()
    }

    async fn letters(&self) -> String {
        let sql = "SELECT payload FROM jobs WHERE kind = 'mail'";
        let statement = Statement::from_string(self.raw.get_database_backend(), sql);
        let rows = self.raw.query_all_raw(statement).await.unwrap();
        let texts = rows
            .iter()
            .map(|row| row.try_get::<String>("", "payload").unwrap());
        texts.collect::<Vec<_>>().join("\n")
    }
}

#[tokio::test]
async fn a_visitor_claims_staff_approve_and_the_invitation_makes_her_the_owner() {
    let scene = Scene::new().await;
    let (world, router) = (&scene.world, &scene.router);
    let page = format!("/proveedores/{}", scene.site);
    let before = get(router, &page, "", "es").await;
    assert!(before.body.contains("Es mi empresa"), "{}", before.body);
    let facts = scene.count("facts").await;
    let id = scene.by_visitor("elvia@tajin.example").await;
    assert_eq!(
        scene.count("people").await,
        15,
        "nobody is made by claiming"
    );

    let staff = world.person("centre_staff", 0);
    let queue = get(router, "/es-mi-empresa", &staff, "es").await;
    assert!(queue.body.contains("Elvia Quintanar"), "{}", queue.body);
    let shown = get(router, &format!("/es-mi-empresa/{id}"), &staff, "es").await;
    for words in ["Es mi taller.", "Constancia de situación fiscal", "DENUE"] {
        assert!(shown.body.contains(words), "{words}: {}", shown.body);
    }
    let path = format!("/es-mi-empresa/{id}/evidencia");
    let file = get(router, &path, &staff, "es").await;
    assert_eq!(file.body.as_bytes(), PDF);
    assert_eq!(file.headers[header::CONTENT_TYPE], "application/pdf");
    let disposition = file.headers[header::CONTENT_DISPOSITION].to_str().unwrap();
    assert_eq!(disposition, "attachment; filename=\"a.pdf\"");
    assert_eq!(
        scene
            .count("audit_log WHERE action = 'claim.evidence_read'")
            .await,
        1
    );

    assert_eq!(
        scene.decide(id, "approve", " ").await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let decided = scene.decide(id, "approve", "La constancia coincide").await;
    assert_eq!(decided.status, StatusCode::OK, "{}", decided.body);
    let link = decided.body.split("/invitacion/").nth(1).unwrap();
    let clear = Clear::parse(&link[..64]).unwrap();
    let invited = invitations::open(&world.app, &clear).await.unwrap();
    assert_eq!((invited.role, invited.known), (Role::Owner, false));
    assert_eq!(invited.organisation.unwrap().name, "Sensores Tajín");
    assert!(
        scene.letters().await.contains(clear.as_str()),
        "it was sent as well"
    );
    assert_eq!(
        scene.count("facts").await,
        facts,
        "nothing invented is added"
    );

    let acceptance = invitations::Acceptance {
        name: "Elvia Quintanar".into(),
        password: "siete prensas azules en marzo".into(),
        ..Default::default()
    };
    let person = invitations::accept(&world.app, &Actor::visitor(), &clear, acceptance)
        .await
        .unwrap();
    let owner = world.session(person).await;
    let home = get(router, "/", &owner, "es").await;
    assert!(
        home.body.contains(&page),
        "her home shows her firm: {}",
        home.body
    );
    let history = get(router, &format!("{page}/historia"), &owner, "es").await;
    assert_eq!(history.status, StatusCode::OK);
    assert!(history.body.contains("Elvia Quintanar") && history.body.contains("aprobada"));
    // The registry's entry and its attribution stay.
    let after = get(router, &page, "", "es").await;
    assert!(after.body.contains("INEGI") && !after.body.contains("Es mi empresa"));
    assert_eq!(
        scene.decide(id, "refuse", "tarde").await.status,
        StatusCode::CONFLICT
    );
    let view = load_supplier(&world.app, &Actor::visitor(), scene.site)
        .await
        .unwrap();
    let kind = format!(
        "organisations WHERE kind = 'sme' AND name = '{}'",
        view.card.name
    );
    assert_eq!(scene.count(&kind).await, 1);
}

#[tokio::test]
async fn an_owner_who_has_signed_in_becomes_the_owner_at_once() {
    let scene = Scene::new().await;
    let actor = Actor {
        role: Role::Owner,
        organisation: None,
        ..Actor::command_line()
    };
    let session = scene.world.sign_in("nueva", &actor).await;
    let fields = [("evidence", "letterhead"), ("words", "Carta.")];
    let made = scene.claim(&session, &fields, None).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
    // She is told that she has claimed it already; a second one is not kept.
    let again = scene.claim(&session, &fields, None).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(scene.count("claims").await, 1);
    let id = scene.newest().await.unwrap();
    let decided = scene.decide(id, "approve", "Conocida del centro").await;
    assert!(!decided.body.contains("/invitacion/"), "no link is needed");
    let view = load_supplier(&scene.world.app, &actor, scene.site)
        .await
        .unwrap();
    let held = format!(
        "memberships WHERE role = 'owner' AND granted_by <> 'command line' AND organisation_id = X'{}'",
        view.organisation.0.simple()
    );
    assert_eq!(scene.count(&held).await, 1);
    assert!(scene.letters().await.contains("aprobó su solicitud"));
}

#[tokio::test]
async fn whoever_took_it_back_may_claim_again() {
    let scene = Scene::new().await;
    let session = scene.world.person("editor", 0);
    let fields = [("evidence", "other"), ("words", "Somos nosotros.")];
    scene.claim(&session, &fields, None).await;
    let id = scene.newest().await.unwrap().to_string();
    let path = format!("{}/retirar", scene.form());
    // Nobody else takes it back.
    let stranger = scene.world.person("owner", 1);
    let refused = post(&scene.router, &path, &stranger, &[("id", &id)]).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    let taken = post(&scene.router, &path, &session, &[("id", &id)]).await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER);
    assert_eq!(scene.newest().await, None);
    let again = scene.claim(&session, &fields, None).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    assert_eq!(scene.count("claims").await, 2, "history stays");
}

#[tokio::test]
async fn the_answer_never_tells_whether_an_address_is_known() {
    let scene = Scene::new().await;
    let mut answers = Vec::new();
    // One that signs in, one that nobody knows; each twice.
    for email in ["ramiro@cerro-del-tesoro.example", "nadie@tajin.example"] {
        for _ in 0..2 {
            let fields = [
                ("name", "Alguien"),
                ("email", email),
                ("evidence", "other"),
                ("words", "Es mía."),
            ];
            let answer = scene.claim("", &fields, None).await;
            let to = answer.headers[header::LOCATION]
                .to_str()
                .unwrap()
                .to_owned();
            answers.push((answer.status, to, answer.body));
        }
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:?}");
    assert_eq!(scene.count("claims").await, 2, "each is kept once");
    // Approving the one of a known address gives that person nothing that she did not accept.
    let id = scene.newest().await.unwrap();
    scene.decide(id, "approve", "Coincide").await;
    let view = load_supplier(&scene.world.app, &Actor::visitor(), scene.site)
        .await
        .unwrap();
    let held = format!(
        "memberships WHERE organisation_id = X'{}'",
        view.organisation.0.simple()
    );
    assert_eq!(scene.count(&held).await, 0);
}

#[tokio::test]
async fn rivals_are_shown_side_by_side_and_one_of_them_is_let_in() {
    let scene = Scene::new().await;
    let first = scene.by_visitor("una@tajin.example").await;
    let second = scene.by_visitor("otra@tajin.example").await;
    let staff = scene.world.person("centre_staff", 0);
    let shown = get(
        &scene.router,
        &format!("/es-mi-empresa/{first}"),
        &staff,
        "es",
    )
    .await;
    assert!(shown.body.contains(&format!("/es-mi-empresa/{second}")));
    scene.decide(first, "approve", "Con constancia").await;
    let late = scene.decide(second, "approve", "También").await;
    assert_eq!(
        late.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        late.body
    );
    assert!(late.body.contains("ya tiene quien la administra"));
    let refused = scene
        .decide(second, "refuse", "La constancia es de otra razón social")
        .await;
    assert_eq!(refused.status, StatusCode::OK);
    assert!(
        scene
            .letters()
            .await
            .contains("La constancia es de otra razón social")
    );
    // Nobody claims what has someone.
    let form = get(&scene.router, &scene.form(), "", "es").await;
    assert!(
        form.body.contains("ya tiene quien la administra"),
        "{}",
        form.body
    );
    let fields = [
        ("name", "X"),
        ("email", "x@y.mx"),
        ("evidence", "other"),
        ("words", "x"),
    ];
    assert_eq!(
        scene.claim("", &fields, None).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
}

#[tokio::test]
async fn what_is_wrong_with_a_claim_is_said_and_nothing_is_kept() {
    let scene = Scene::new().await;
    let long = "x".repeat(2_001);
    let good = [
        ("name", "Elvia"),
        ("email", "e@tajin.example"),
        ("evidence", "other"),
        ("words", "Sí."),
    ];
    let with = |name: &'static str, value| {
        good.map(|(known, kept)| (known, if known == name { value } else { kept }))
    };
    let wrong: [(_, &[u8], _); 6] = [
        (with("name", ""), b"", "name"),
        (with("email", "nada"), b"", "email"),
        (with("evidence", "palabra"), b"", "evidence"),
        (with("words", ""), b"", "words"),
        (with("words", &long), b"", "words"),
        (good, b"<script>", "file"),
    ];
    for (fields, file, at) in wrong {
        let answer = scene.claim("", &fields, Some(file)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{at}");
        assert!(
            answer.body.contains(&format!("href=\"#{at}\"")),
            "{at}: {}",
            answer.body
        );
    }
    let mut large = PDF.to_vec();
    large.resize(10 * 1024 * 1024 + 1, b' ');
    let answer = scene.claim("", &good, Some(&large)).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    let token = scene.claim("", &[("_token", "x")], None).await;
    assert!(token.status.is_client_error());
    assert_eq!(scene.count("claims").await, 0);
    let kept = std::fs::read_dir(scene.world.app.place().evidence()).unwrap();
    assert_eq!(kept.count(), 0);
}

#[tokio::test]
async fn another_centre_knows_nothing_of_a_claim() {
    let scene = Scene::new().await;
    let id = scene.by_visitor("elvia@tajin.example").await;
    let sql = "INSERT INTO centres (id, name, states, created_at) VALUES (?, 'Otro', '[8]', 1)";
    let other = CentreId::from_name("otro");
    let backend = scene.raw.get_database_backend();
    let statement = Statement::from_sql_and_values(backend, sql, [other.0.into()]);
    scene.raw.execute_raw(statement).await.unwrap();
    let actor = Actor {
        role: Role::CentreStaff,
        organisation: None,
        centre: Some(other),
        ..Actor::command_line()
    };
    let session = scene.world.sign_in("del-otro", &actor).await;
    let queue = get(&scene.router, "/es-mi-empresa", &session, "es").await;
    assert!(!queue.body.contains("Elvia"), "{}", queue.body);
    for path in [
        format!("/es-mi-empresa/{id}"),
        format!("/es-mi-empresa/{id}/evidencia"),
        format!("/proveedores/{}/historia", scene.site),
        format!("/proveedores/{}/confirmar", scene.site),
    ] {
        let answer = get(&scene.router, &path, &session, "es").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn the_api_claims_lists_and_decides() {
    let scene = Scene::new().await;
    let (router, staff) = (&scene.router, scene.world.person("centre_staff", 0));
    let found = ask(
        router,
        "",
        "{ suppliers(text: \"Sensores Tajín\", first: 1) { edges { node { id } } } }",
        json!({}),
    )
    .await
    .json();
    let supplier = &found["data"]["suppliers"]["edges"][0]["node"]["id"];
    let create = "mutation($i: ClaimCreateInput!) { claimCreate(input: $i) { received errors { field code hint } } }";
    let input = json!({ "i": { "supplierId": supplier, "evidence": "OTHER", "words": "Es mía" } });
    let lacking = ask(router, "", create, input).await.json();
    assert_eq!(lacking["data"]["claimCreate"]["errors"][0]["field"], "name");
    let input = json!({ "i": { "supplierId": supplier, "name": "Elvia", "email": "e@tajin.example", "evidence": "OTHER", "words": "Es mía" } });
    let made = ask(router, "", create, input).await.json();
    assert_eq!(made["data"]["claimCreate"]["received"], true, "{made}");
    let list = "{ claims { id supplierName name email rivals status } }";
    let listed = ask(router, &staff, list, json!({})).await.json();
    assert_eq!(listed["data"]["claims"][0]["name"], "Elvia", "{listed}");
    let decide = "mutation($i: ClaimDecideInput!) { claimDecide(input: $i) { status invitationLink errors { code } } }";
    let input = json!({ "i": { "claimId": listed["data"]["claims"][0]["id"], "approve": true, "reason": "Coincide" } });
    let decided = ask(router, &staff, decide, input).await.json();
    assert_eq!(
        decided["data"]["claimDecide"]["status"], "APPROVED",
        "{decided}"
    );
    let link = decided["data"]["claimDecide"]["invitationLink"]
        .as_str()
        .unwrap();
    assert!(link.contains("/invitacion/"));
}
