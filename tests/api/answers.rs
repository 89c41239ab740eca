//! What is done with a shortlist once it is there: what would widen it, its workbook, its paper.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use calamine::{Data, Reader, Xlsx};
use eslabon_tests::world::{World, ask, get};
use serde_json::{Value, json};
use std::io::Cursor;
use tower::ServiceExt;

const SHEET: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A tolerance of CNC turning that some firms of the demonstration miss by little and some by much.
fn tolerance(nm: &str, strength: &str) -> Value {
    json!({ "attribute": "process.tolerance", "item": "process.cnc_turning", "comparison": "AT_MOST", "amount": nm,
            "strength": strength })
}

/// A need of an engineer's own that asks for this, and a shortlist of it.
async fn shortlist(router: &Router, person: &str, criteria: &[Value]) -> Value {
    let create = "mutation($i: NeedCreateInput!) { needCreate(input: $i) { need { id } errors { code field hint } } }";
    let input = json!({ "title": { "text": "=1+1 bujes torneados" }, "criteria": criteria });
    let posted = ask(router, person, create, json!({ "i": input })).await;
    let need = posted.json()["data"]["needCreate"]["need"]["id"].clone();
    assert!(need.is_string(), "{}", posted.body);
    let make = "mutation($i: ShortlistCreateInput!) { shortlistCreate(input: $i) { shortlist { id \
        groups { ready toConfirm } market { soleBlocker } \
        relaxations { criterion { attribute amount strength } asWish steps { criterion { amount } adds } } \
        candidates(first: 100) { rank scoreMilli behindMilli possible proven supplier { name } \
          criteria { contributionMilli mostMilli } } } } }";
    let made = ask(router, person, make, json!({ "i": { "needId": need } })).await;
    let made = made.json()["data"]["shortlistCreate"]["shortlist"].clone();
    assert!(made["id"].is_string(), "{made}");
    made
}

/// Suppliers without a known gap: of a need with one must they are those in these two groups.
fn without_gap(shortlist: &Value) -> u64 {
    let groups = &shortlist["groups"];
    groups["ready"].as_u64().unwrap() + groups["toConfirm"].as_u64().unwrap()
}

/// The address of its page.
fn page_of(shortlist: &Value) -> String {
    use base64::Engine;
    let id = shortlist["id"].as_str().unwrap();
    let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD
        .decode(id.trim_end_matches('='))
        .unwrap();
    let (_, key) = std::str::from_utf8(&bytes)
        .unwrap()
        .split_once(':')
        .map(|(kind, key)| (kind.to_owned(), key.to_owned()))
        .unwrap();
    format!("/preselecciones/{key}")
}

#[tokio::test]
async fn what_would_widen_a_shortlist_is_what_the_easier_need_finds() {
    let world = World::fictional().await;
    let (router, engineer) = (world.router(), world.person("engineer", 0));
    let asked = shortlist(&router, &engineer, &[tolerance("10000", "MUST")]).await;
    let relaxation = &asked["relaxations"][0];
    assert_eq!(relaxation["criterion"]["amount"], "10000", "{asked}");
    assert_eq!(relaxation["asWish"], asked["market"][0]["soleBlocker"]);
    let as_wish = shortlist(&router, &engineer, &[tolerance("10000", "WISH")]).await;
    let before = without_gap(&asked);
    assert_eq!(
        without_gap(&as_wish),
        before + relaxation["asWish"].as_u64().unwrap()
    );
    assert_eq!(
        as_wish["relaxations"],
        json!([]),
        "a wish turns nobody away"
    );
    let steps = relaxation["steps"].as_array().unwrap();
    assert!((1..=3).contains(&steps.len()), "{relaxation}");
    for step in steps {
        let amount = step["criterion"]["amount"].as_str().unwrap();
        let easier = shortlist(&router, &engineer, &[tolerance(amount, "MUST")]).await;
        let adds = step["adds"].as_u64().unwrap();
        assert_eq!(without_gap(&easier), before + adds, "{amount}");
    }
    // The page says it in words, and leads to where less can be asked.
    let page = get(&router, &page_of(&asked), &engineer, "es").await;
    assert_eq!(page.status, StatusCode::OK);
    for words in ["Qué ampliaría la lista", "se suman", "/cambiar\""] {
        assert!(page.body.contains(words), "{words}");
    }
    let staff = world.person("centre_staff", 0);
    let page = get(&router, &page_of(&asked), &staff, "en").await;
    assert!(page.body.contains("What would widen the list"));
}

#[tokio::test]
async fn closed_figures_widen_nothing() {
    let world = World::fictional().await;
    let (router, engineer) = (world.router(), world.person("engineer", 0));
    let closed = json!({ "attribute": "site.defect_ppm", "comparison": "AT_MOST", "amount": "1", "strength": "MUST" });
    let asked = shortlist(&router, &engineer, &[closed]).await;
    assert_eq!(asked["relaxations"], json!([]));
}

#[tokio::test]
async fn every_place_says_how_far_the_one_before_it_is() {
    let world = World::fictional().await;
    let (router, engineer) = (world.router(), world.person("engineer", 0));
    let criteria = [
        tolerance("20000", "WISH"),
        json!({ "attribute": "site.staff", "comparison": "AT_LEAST", "amount": "20", "strength": "WISH" }),
    ];
    let asked = shortlist(&router, &engineer, &criteria).await;
    let candidates = asked["candidates"].as_array().unwrap();
    assert!(candidates.len() > 10);
    assert!(candidates[0]["behindMilli"].is_null());
    for pair in candidates.windows(2) {
        let score = |one: &Value| one["scoreMilli"].as_u64().unwrap();
        assert_eq!(pair[1]["behindMilli"], score(&pair[0]) - score(&pair[1]));
        for result in pair[1]["criteria"].as_array().unwrap() {
            assert!(result["contributionMilli"].as_u64() <= result["mostMilli"].as_u64());
            assert!(result["mostMilli"].as_u64() > Some(0));
        }
    }
}

/// A sheet's rows, as text.
type Rows = Vec<Vec<String>>;

/// The sheets of a workbook with their names; the answer must be one.
async fn workbook(router: &Router, path: &str, person: &str, lang: &str) -> Vec<(String, Rows)> {
    let request = Request::get(path)
        .header(header::COOKIE, format!("session={person}; lang={lang}"))
        .body(Body::empty())
        .unwrap();
    let answer = router.clone().oneshot(request).await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    let head = answer.headers().clone();
    assert_eq!(head[header::CONTENT_TYPE], SHEET);
    assert_eq!(
        head[header::CONTENT_DISPOSITION],
        "attachment; filename=\"preseleccion.xlsx\""
    );
    assert_eq!(head[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    let bytes = to_bytes(answer.into_body(), 8 << 20).await.unwrap();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes.to_vec())).unwrap();
    let text = |cell: &Data| cell.to_string();
    book.worksheets()
        .into_iter()
        .map(|(name, range)| {
            let rows = range.rows().map(|row| row.iter().map(text).collect());
            (name, rows.collect())
        })
        .collect()
}

#[tokio::test]
async fn the_workbook_says_what_the_page_says() {
    let world = World::fictional().await;
    let (router, engineer) = (world.router(), world.person("engineer", 0));
    let criteria = [
        tolerance("10000", "MUST"),
        json!({ "attribute": "site.staff", "comparison": "AT_LEAST", "amount": "20", "strength": "WISH" }),
    ];
    let asked = shortlist(&router, &engineer, &criteria).await;
    let path = format!("{}/xlsx", page_of(&asked));
    let book = workbook(&router, &path, &engineer, "es").await;
    let names: Vec<&str> = book.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["Candidatos", "Criterios", "Ampliar", "Consulta"]);
    let [candidates, every, widen, query] = [0, 1, 2, 3].map(|at| &book[at].1);
    let shown = asked["candidates"].as_array().unwrap();
    assert_eq!(candidates.len(), shown.len() + 1);
    for (row, one) in candidates.iter().skip(1).zip(shown) {
        assert_eq!(row[0], one["rank"].to_string());
        assert_eq!(row[2], one["supplier"]["name"].as_str().unwrap());
        assert_eq!(row[3], "sí");
        // Words that say why, and no formula.
        assert!(!row[13].is_empty(), "{row:?}");
    }
    assert_eq!(every.len(), 2 * shown.len() + 1);
    let measured = every
        .iter()
        .find(|row| row[5] == "Brecha" && row[4] == "Obligatorio");
    let measured = measured.unwrap();
    assert!(
        measured[6].contains("µm") && measured[7].contains("µm"),
        "{measured:?}"
    );
    assert!(
        !measured[8].is_empty() && measured[10].len() == 10,
        "{measured:?}"
    );
    let relaxation = &asked["relaxations"][0];
    let steps = relaxation["steps"].as_array().unwrap();
    assert_eq!(widen.len(), steps.len() + 2);
    assert_eq!(widen.last().unwrap()[3], relaxation["asWish"].to_string());
    // The title begins like a formula; in the file it is words.
    assert_eq!(query[1][1], "'=1+1 bujes torneados");
    assert!(
        query
            .iter()
            .any(|row| row.contains(&"shortlist-2".to_owned()))
    );
    let english = workbook(&router, &path, &engineer, "en").await;
    assert_eq!(english[0].0, "Candidates");
}

#[tokio::test]
async fn no_one_else_takes_the_workbook_and_a_refusal_is_no_export() {
    let world = World::fictional().await;
    let (router, own, other, staff) = (
        world.router(),
        world.person("engineer", 0),
        world.person("engineer", 1),
        world.person("centre_staff", 0),
    );
    let asked = shortlist(&router, &own, &[tolerance("10000", "MUST")]).await;
    let path = format!("{}/xlsx", page_of(&asked));
    let exports = "{ auditEntries(kind: EXPORT) { edges { node { action rows } } } }";
    let on_record = async |person: &str| {
        let answer = ask(&router, person, exports, json!({})).await.json();
        answer["data"]["auditEntries"]["edges"]
            .as_array()
            .unwrap()
            .len()
    };
    for (path, person, status) in [
        (path.clone(), &other, StatusCode::NOT_FOUND),
        (
            path.clone(),
            &world.person("owner", 0),
            StatusCode::FORBIDDEN,
        ),
        (
            format!("{}?imprimir=1", page_of(&asked)),
            &other,
            StatusCode::NOT_FOUND,
        ),
        (
            "/preselecciones/x/xlsx".to_owned(),
            &own,
            StatusCode::NOT_FOUND,
        ),
    ] {
        let refused = get(&router, &path, person, "es").await;
        assert_eq!(refused.status, status, "{path}");
        assert!(!refused.body.contains("bujes torneados"), "{path}");
    }
    assert_eq!(on_record(&own).await, 0);
    workbook(&router, &path, &staff, "es").await;
    // The firm whose need it is sees that staff took it.
    assert_eq!(on_record(&own).await, 1);
    assert_eq!(on_record(&other).await, 0);
}

#[tokio::test]
async fn on_paper_every_explanation_is_open_and_nothing_is_to_choose() {
    let world = World::fictional().await;
    let (router, engineer) = (world.router(), world.person("engineer", 0));
    let asked = shortlist(&router, &engineer, &[tolerance("10000", "MUST")]).await;
    let page = page_of(&asked);
    let screen = get(&router, &page, &engineer, "es").await.body;
    assert!(screen.contains(&format!("href=\"{page}?imprimir=1\"")));
    assert!(screen.contains("name=\"comparar\"") && !screen.contains("class=\"why\" open"));
    let paper = get(&router, &format!("{page}?imprimir=1"), &engineer, "es")
        .await
        .body;
    let cards = |body: &str| body.matches("<article").count();
    assert_eq!(cards(&paper), cards(&screen));
    assert_eq!(paper.matches("class=\"why\" open").count(), cards(&paper));
    let main = paper.split("<main").nth(1).unwrap();
    for choice in ["name=\"comparar\"", "name=\"sitio\"", "<button"] {
        assert!(!main.contains(choice), "{choice}");
    }
    // One candidate by itself, as the page leads there.
    let one = screen
        .split("href=\"")
        .find(|rest| rest.contains("?candidato="))
        .unwrap();
    let one = one.split('"').next().unwrap().replace("&amp;", "&");
    let paper = get(&router, &one, &engineer, "es").await;
    assert_eq!((paper.status, cards(&paper.body)), (StatusCode::OK, 1));
}
