//! Pages and plumbing without a browser: states, headers, odd input.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use eslabon_tests::world::{World, get, send};

#[tokio::test]
async fn health_and_readiness_say_what_is_ready() {
    let world = World::fictional().await;
    let router = world.router();
    assert_eq!(
        get(&router, "/healthz", "", "es").await.status,
        StatusCode::OK
    );
    let ready = get(&router, "/readyz", "", "es").await;
    assert_eq!(ready.status, StatusCode::OK, "{}", ready.body);
    assert_eq!(ready.json()["sites"], 80);
    assert_eq!(ready.json()["index"], "ready");
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let world = World::empty().await;
    let router = world.router();
    for path in ["/", "/buscar?q=torno", "/no-existe", "/graphql"] {
        let answer = get(&router, path, "", "es").await;
        let policy = answer
            .headers
            .get(header::CONTENT_SECURITY_POLICY)
            .unwrap()
            .to_str()
            .unwrap();
        assert!(
            policy.contains("default-src 'none'") && !policy.contains("unsafe"),
            "{path}"
        );
        assert_eq!(
            answer.headers.get(header::X_CONTENT_TYPE_OPTIONS).unwrap(),
            "nosniff"
        );
        assert!(answer.headers.contains_key("x-request-id"), "{path}");
    }
}

#[tokio::test]
async fn unknown_addresses_answer_in_the_readers_language() {
    let world = World::fictional().await;
    let router = world.router();
    for path in [
        "/no-existe",
        "/proveedores/00000000-0000-0000-0000-000000000000",
        "/proveedores/nada",
        "/requerimientos/00000000-0000-0000-0000-000000000000",
        "/preselecciones/00000000-0000-0000-0000-000000000000",
    ] {
        let es = get(&router, path, &world.person("centre_staff", 0), "es").await;
        let en = get(&router, path, &world.person("centre_staff", 0), "en").await;
        assert_eq!(es.status, StatusCode::NOT_FOUND, "{path}");
        assert!(es.body.contains("lang=\"es"), "{path}");
        assert!(en.body.contains("lang=\"en"), "{path}");
        assert_ne!(es.body, en.body);
    }
}

#[tokio::test]
async fn any_query_string_is_survived() {
    let world = World::fictional().await;
    let router = world.router();
    let long = format!("/buscar?q={}", "a%20".repeat(3_000));
    for path in [
        "/buscar?q=%00%00",
        "/buscar?q=%22%5B%28%2B-*~%3A%5C%2F%20AND%20OR%20NOT",
        "/buscar?q=%FF%FE",
        "/buscar?estado=99&estado=abc&tamano=enorme&pagina=-3",
        "/buscar?pagina=99999999999999999999",
        "/buscar?scian=33333333333&proceso=process.alchemy&radio=-5&cerca=Atlantis",
        "/buscar?q=torno&q=fresa&&&=&%",
        long.as_str(),
    ] {
        let answer = get(&router, path, "", "es").await;
        assert!(
            answer.status == StatusCode::OK || answer.status.is_client_error(),
            "{path}: {}",
            answer.status
        );
    }
}

#[tokio::test]
async fn words_are_escaped() {
    let world = World::fictional().await;
    let answer = get(
        &world.router(),
        "/buscar?q=%3Cscript%3Ealert(1)%3C/script%3E",
        "",
        "es",
    )
    .await;
    assert!(
        !answer.body.contains("<script>alert"),
        "the query came back as markup"
    );
}

#[tokio::test]
async fn forms_of_other_sites_are_refused() {
    let world = World::fictional().await;
    let request = Request::post("/salir")
        .header(header::ORIGIN, "https://evil.example")
        .header(header::HOST, "127.0.0.1:8080")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from("_token=x"))
        .unwrap();
    assert_eq!(
        send(&world.router(), request).await.status,
        StatusCode::FORBIDDEN
    );
}
