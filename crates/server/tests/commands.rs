//! The program as people and scripts call it: what it prints, where, and with which exit status.
#![expect(clippy::unwrap_used, reason = "what cannot be made fails the test")]

use eslabon_app::App;
use eslabon_app::config::Place;
use eslabon_app::context::Silent;
use eslabon_domain::actors::{Actor, Role};
use eslabon_domain::ids::PersonId;
use eslabon_domain::text::Lang;
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

fn eslabon(directory: &Path, arguments: &[&str]) -> Output {
    command(directory).args(arguments).output().unwrap()
}

/// In an empty working directory, so that no configuration of the machine plays a part.
fn command(directory: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_eslabon"));
    command
        .current_dir(directory)
        .env_remove("DATABASE_URL")
        .env_remove("ESLABON_DATA")
        .env("LANG", "es_MX.UTF-8");
    command
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn template(name: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../schema/imports")
        .join(name);
    path.display().to_string()
}

#[test]
fn an_import_ends_with_one_line_and_a_second_one_changes_nothing() {
    let directory = TempDir::new().unwrap();
    let first = eslabon(
        directory.path(),
        &["--data", "d", "import", &template("suppliers.csv")],
    );
    assert_eq!(first.status.code(), Some(0), "{}", err(&first));
    assert_eq!(
        out(&first),
        "rows=2 new=2 changed=0 unchanged=0 rejected=0 rejects=\n"
    );
    let second = eslabon(
        directory.path(),
        &["import", "--data", "d", &template("suppliers.csv")],
    );
    assert_eq!(
        out(&second),
        "rows=2 new=0 changed=0 unchanged=2 rejected=0 rejects=\n"
    );
}

#[test]
fn rejected_rows_lie_in_a_file_and_a_file_of_nothing_else_is_status_two() {
    let directory = TempDir::new().unwrap();
    let file = directory.path().join("malos.csv");
    std::fs::write(
        &file,
        "clave,nombre,personal\n,Sin clave,3\nb,Taller Bueno,4\n",
    )
    .unwrap();
    let some = eslabon(directory.path(), &["--data", "d", "import", "malos.csv"]);
    assert_eq!(some.status.code(), Some(0));
    let line = out(&some);
    let rejects = line.trim().split("rejects=").nth(1).unwrap();
    assert!(
        line.starts_with("rows=2 new=1 changed=0 unchanged=0 rejected=1 rejects="),
        "{line}"
    );
    let written = std::fs::read_to_string(directory.path().join(rejects)).unwrap();
    assert!(
        written.contains("Falta un dato obligatorio") && written.contains("Sin clave"),
        "{written}"
    );
    std::fs::write(&file, "clave,nombre,personal\n,Sin clave,3\n").unwrap();
    let none = eslabon(directory.path(), &["--data", "d", "import", "malos.csv"]);
    assert_eq!(none.status.code(), Some(2));
    assert!(out(&none).contains("rejected=1"));
}

#[test]
fn what_cannot_be_read_says_why_in_the_readers_language() {
    let directory = TempDir::new().unwrap();
    std::fs::write(directory.path().join("otro.csv"), "a,b\n1,2\n").unwrap();
    let unknown = eslabon(directory.path(), &["--data", "d", "import", "otro.csv"]);
    assert_eq!(
        (unknown.status.code(), out(&unknown).as_str()),
        (Some(2), "")
    );
    assert!(
        err(&unknown).contains("No se reconoce el encabezado"),
        "{}",
        err(&unknown)
    );
    let english = command(directory.path())
        .env("LANG", "en_US.UTF-8")
        .args(["--data", "d", "import", "nowhere.csv"])
        .output()
        .unwrap();
    assert_eq!(english.status.code(), Some(2));
    assert!(
        err(&english).contains("cannot be opened"),
        "{}",
        err(&english)
    );
}

#[test]
fn batches_answer_every_line_in_order_and_pad_nothing() {
    let directory = TempDir::new().unwrap();
    eslabon(
        directory.path(),
        &["--data", "d", "import", &template("suppliers.csv")],
    );
    let lines = "{\"id\":7,\"text\":\"torneado CNC\",\"lang\":\"es\"}\n{\"id\":\"b\",\"text\":\"\"}\n\
                 {\"id\":[1],\"text\":\"injection molding\",\"lang\":\"en\"}\n";
    std::fs::write(directory.path().join("lote.jsonl"), lines).unwrap();
    let found = eslabon(
        directory.path(),
        &[
            "--data",
            "d",
            "search",
            "--limit",
            "1",
            "--batch",
            "lote.jsonl",
        ],
    );
    let answers: Vec<Value> = out(&found)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(
        answers
            .iter()
            .map(|a| a["id"].to_string())
            .collect::<Vec<_>>(),
        ["7", "\"b\"", "[1]"]
    );
    let hits = |at: usize| answers[at]["hits"].as_array().unwrap().len();
    assert_eq!((hits(0), hits(1), hits(2)), (1, 0, 1));
    assert!(answers[0]["hits"][0]["key"].is_string() && answers[0]["hits"][0]["score"].is_number());
    let classes = eslabon(directory.path(), &["classify", "--batch", "lote.jsonl"]);
    let first: Value = serde_json::from_str(out(&classes).lines().next().unwrap()).unwrap();
    assert_eq!(first["id"], 7);
    assert!(first["classes"].as_array().unwrap().len() >= 5, "{first}");
    std::fs::write(
        directory.path().join("roto.jsonl"),
        "{\"id\":1,\"text\":\"x\"}\nno es json\n",
    )
    .unwrap();
    let broken = eslabon(
        directory.path(),
        &["--data", "d", "search", "--batch", "roto.jsonl"],
    );
    assert!(
        !broken.status.success() && err(&broken).contains("line 2"),
        "{}",
        err(&broken)
    );
}

#[test]
fn a_need_is_matched_in_words_and_as_the_answer_that_a_shortlist_keeps() {
    let directory = TempDir::new().unwrap();
    for name in ["suppliers.csv", "needs.csv"] {
        let import = ["--data", "d", "import", &template(name)];
        assert_eq!(eslabon(directory.path(), &import).status.code(), Some(0));
    }
    let run = |arguments: &[&str]| {
        let all = [&["--data", "d"], arguments].concat();
        eslabon(directory.path(), &all)
    };
    let json = |output: &Output| -> Value { serde_json::from_str(&out(output)).unwrap() };
    let found = run(&["search", "--kind", "needs", "--json", "bujes torneados"]);
    let found = json(&found);
    let need = found["hits"][0]["key"].as_str().unwrap();

    let told = run(&["match", need, "--json", "--lang", "en", "--limit", "1"]);
    assert_eq!(told.status.code(), Some(0), "{}", err(&told));
    let answer = json(&told);
    assert_eq!(answer["need"], need);
    assert_eq!(answer["scored"], 2);
    assert_eq!(answer["title"], "Bujes torneados de acero inoxidable");
    assert!(answer["shortlist"].is_null(), "nothing is saved");
    let candidates = answer["candidates"].as_array().unwrap();
    assert_eq!(candidates.len(), 1);
    assert_eq!(candidates[0]["name"], "Maquinados del Ejemplo");
    assert_eq!(candidates[0]["fictional"], true);
    let criteria = answer["criteria"].as_array().unwrap();
    let words: Vec<&str> = criteria
        .iter()
        .filter_map(|c| c["words"].as_str())
        .collect();
    assert_eq!(words.len(), criteria.len());
    assert!(words.contains(&"Process offered: CNC turning"), "{words:?}");
    // Who plainly lies elsewhere is what the state alone, or nothing alone, turns away.
    for relaxation in answer["relaxations"].as_array().unwrap() {
        assert!(relaxation["as_wish"].as_u64() > Some(0), "{relaxation}");
    }

    let plain = run(&["match", need, "--lang", "es"]);
    let text = out(&plain);
    for words in [
        "Se evaluaron 2 proveedores",
        "Maquinados del Ejemplo (ficticio) · Zapopan, Jalisco",
    ] {
        assert!(text.contains(words), "{text}");
    }
    let saved = json(&run(&["match", need, "--json", "--save"]));
    assert_eq!(saved["shortlist"].as_str().unwrap().len(), 36);
    assert_eq!(saved["groups"], answer["groups"]);

    let nobody = run(&["match", "00000000-0000-0000-0000-000000000000"]);
    assert_eq!((nobody.status.code(), out(&nobody).as_str()), (Some(1), ""));
    assert!(err(&nobody).contains("no such need"), "{}", err(&nobody));
    let no_id = run(&["match", "bujes"]);
    assert_eq!(no_id.status.code(), Some(2), "{}", err(&no_id));
}

#[test]
fn a_supplier_is_planned_for_and_nothing_is_saved() {
    let directory = TempDir::new().unwrap();
    for name in ["suppliers.csv", "needs.csv"] {
        let import = ["--data", "d", "import", &template(name)];
        assert_eq!(eslabon(directory.path(), &import).status.code(), Some(0));
    }
    let run = |arguments: &[&str]| {
        let all = [&["--data", "d"], arguments].concat();
        eslabon(directory.path(), &all)
    };
    let found = run(&["search", "--kind", "needs", "--json", "bujes torneados"]);
    let found: Value = serde_json::from_str(&out(&found)).unwrap();
    let need = found["hits"][0]["key"].as_str().unwrap();
    let nobody = "00000000-0000-0000-0000-000000000000";
    let unknown = run(&["plan", nobody, "--need", need, "--lang", "en"]);
    assert_eq!(
        (unknown.status.code(), out(&unknown).as_str()),
        (Some(1), "")
    );
    assert!(
        err(&unknown).contains("no such supplier or need"),
        "{}",
        err(&unknown)
    );
    let without = run(&["plan", nobody]);
    assert_eq!(without.status.code(), Some(2), "{}", err(&without));
    // A day that is over is refused in words.
    let matched = run(&["match", need, "--json"]);
    let matched: Value = serde_json::from_str(&out(&matched)).unwrap();
    let site = matched["candidates"][0]["site"].as_str().unwrap();
    let past = run(&[
        "plan",
        site,
        "--need",
        need,
        "--start",
        "2020-01-01",
        "--lang",
        "en",
    ]);
    assert_eq!(past.status.code(), Some(1), "{}", out(&past));
    assert!(err(&past).contains("has passed"), "{}", err(&past));
}

#[test]
fn the_schema_is_printed_as_it_is_committed() {
    let directory = TempDir::new().unwrap();
    let printed = eslabon(directory.path(), &["print-schema"]);
    let committed = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../schema/schema.graphql");
    let is_same = out(&printed) == std::fs::read_to_string(committed).unwrap();
    assert!(
        is_same,
        "run `cargo run -- print-schema > schema/schema.graphql` and look at the difference"
    );
}

#[test]
fn demo_leaves_a_directory_of_someone_else_alone() {
    let directory = TempDir::new().unwrap();
    let own = directory.path().join("mine");
    std::fs::create_dir(&own).unwrap();
    std::fs::write(own.join("thesis.txt"), "years of work").unwrap();
    let refused = eslabon(
        directory.path(),
        &["demo", "--reset", "--load-only", "--data", "mine"],
    );
    assert!(!refused.status.success());
    assert!(err(&refused).contains("left alone"), "{}", err(&refused));
    assert!(own.join("thesis.txt").is_file());
}

#[test]
fn without_https_only_loopback_is_served_and_the_reason_is_given() {
    let directory = TempDir::new().unwrap();
    let refused = eslabon(
        directory.path(),
        &["--data", "d", "serve", "--listen", "0.0.0.0:0"],
    );
    assert!(!refused.status.success());
    assert!(err(&refused).contains("public_url"), "{}", err(&refused));
}

#[test]
fn serve_answers_and_stops_when_it_is_told_to() {
    let directory = TempDir::new().unwrap();
    let mut server = command(directory.path())
        .args(["--data", "d", "serve", "--listen", "127.0.0.1:0"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // The address is the first thing on standard output.
    let mut line = String::new();
    BufReader::new(server.stdout.as_mut().unwrap())
        .read_line(&mut line)
        .unwrap();
    let address = line.trim().trim_start_matches("http://").to_owned();
    let mut stream = TcpStream::connect(&address).unwrap();
    stream
        .write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let killed = Command::new("kill")
        .args(["-TERM", &server.id().to_string()])
        .status()
        .unwrap();
    assert!(killed.success());
    assert_eq!(
        server.wait().unwrap().code(),
        Some(0),
        "a signal ends it in order"
    );
}

#[test]
fn a_sign_on_that_cannot_be_offered_stops_the_start() {
    let directory = TempDir::new().unwrap();
    let configured = "listen = \"127.0.0.1:0\"\n[[sign_on]]\nname = \"Altaluz\"\nissuer = \"http://sesion.altaluz.example\"\n\
         client_id = \"eslabon\"\nclient_secret = \"muy secreto\"\ndomains = [\"altaluz.example\"]\n";
    std::fs::write(directory.path().join("eslabon.toml"), configured).unwrap();
    let stopped = eslabon(directory.path(), &["serve"]);
    assert_eq!(stopped.status.code(), Some(1), "{}", err(&stopped));
    let why = match cfg!(feature = "oidc") {
        true => "issuer must begin with https://",
        false => "built without it",
    };
    assert!(err(&stopped).contains(why), "{}", err(&stopped));
    assert!(!err(&stopped).contains("muy secreto"));
}

#[test]
fn the_audit_log_proves_itself() {
    let directory = TempDir::new().unwrap();
    let import = ["--data", "d", "import", &template("suppliers.csv")];
    assert_eq!(eslabon(directory.path(), &import).status.code(), Some(0));
    let head = eslabon(directory.path(), &["--data", "d", "audit", "head"]);
    assert_eq!(head.status.code(), Some(0), "{}", err(&head));
    let noted = out(&head).trim().to_owned();
    // The beginning and the end of the import.
    assert!(noted.starts_with("2:") && noted.len() == 66, "{noted}");
    assert_eq!(
        eslabon(directory.path(), &["--data", "d", "reindex"])
            .status
            .code(),
        Some(0)
    );
    let proof = eslabon(
        directory.path(),
        &["--data", "d", "audit", "verify", "--head", &noted],
    );
    assert_eq!(proof.status.code(), Some(0), "{}", err(&proof));
    let line = out(&proof);
    assert!(
        line.starts_with("first=1 links=3 erased=0 before=0 head=3:"),
        "{line}"
    );

    let other = format!("1:{}", noted.split(':').nth(1).unwrap());
    let broken = eslabon(
        directory.path(),
        &["--data", "d", "audit", "verify", "--head", &other],
    );
    assert_eq!(broken.status.code(), Some(1));
    assert!(out(&broken).contains("\nbroken=1 "), "{}", out(&broken));
    for wrong in ["x", "3:", "3:zz"] {
        let refused = eslabon(
            directory.path(),
            &["--data", "d", "audit", "verify", "--head", wrong],
        );
        assert_eq!(refused.status.code(), Some(2), "{wrong}");
        assert!(err(&refused).contains("NUMBER:HASH"));
    }
}

/// Makes an account as an accepted invitation would.
fn establish(directory: &Path, email: &str) {
    use eslabon_app::accounts::establish::{Newcomer, establish};
    let newcomer = Newcomer {
        id: PersonId::from_name(email),
        name: "Ana Peña".into(),
        email: email.into(),
        lang: Lang::Es,
        role: Role::Administrator,
        organisation: None,
        centre: None,
        password_hash: None,
    };
    let work = async {
        let place = Place::in_directory(directory.join("d"));
        let app = App::open(place, &Silent).await.unwrap();
        establish(&app, &Actor::command_line(), newcomer).await
    };
    tokio::runtime::Runtime::new()
        .unwrap()
        .block_on(work)
        .unwrap();
}

#[test]
fn accounts_are_kept_from_the_command_line() {
    let directory = TempDir::new().unwrap();
    let account = |arguments: &[&str]| {
        let all = [&["--data", "d", "account"], arguments].concat();
        eslabon(directory.path(), &all)
    };
    establish(directory.path(), "ana@prueba.example");
    let listed = account(&["list"]);
    assert_eq!(
        out(&listed),
        "ana@prueba.example\tAna Peña\tactive\tadministrator\n",
        "{}",
        err(&listed)
    );
    let invited = account(&[
        "invite",
        "--email",
        "eva@prueba.example",
        "--role",
        "administrator",
    ]);
    let link = out(&invited);
    assert!(
        link.starts_with("http://127.0.0.1:8080/invitacion/"),
        "{link} {}",
        err(&invited)
    );
    assert_eq!(link.trim().rsplit('/').next().unwrap().len(), 64);
    let reset = account(&["reset", "ana@prueba.example"]);
    assert!(
        out(&reset).starts_with("http://127.0.0.1:8080/restablecer/"),
        "{}",
        err(&reset)
    );
    let shut = account(&["disable", "ana@prueba.example"]);
    assert_eq!(out(&shut), "disabled ana@prueba.example\n");
    assert!(out(&account(&["list"])).contains("\tdisabled\t"));
    let refused = account(&["reset", "ana@prueba.example"]);
    assert_eq!(
        (refused.status.code(), out(&refused).as_str()),
        (Some(1), "")
    );
    assert!(
        err(&refused).contains("no such account"),
        "{}",
        err(&refused)
    );
    let open = account(&["enable", "ana@prueba.example"]);
    assert_eq!(out(&open), "enabled ana@prueba.example\n");
}

#[test]
fn an_account_command_that_cannot_be_done_says_why() {
    let directory = TempDir::new().unwrap();
    for (arguments, why) in [
        (&["disable", "nadie@prueba.example"][..], "no such account"),
        (&["disable", "nadie"], "not_an_email"),
        (&["invite", "--role", "operator"], "is no role"),
        (&["invite", "--role", "engineer"], "organisation: required"),
        (
            &["invite", "--role", "engineer", "--organisation", "Nada"],
            "no organisation of this name",
        ),
        (
            &["invite", "--role", "administrator", "--email", "x"],
            "email: not_an_email",
        ),
    ] {
        let all = [&["--data", "d", "account"], arguments].concat();
        let refused = eslabon(directory.path(), &all);
        assert!(!refused.status.success(), "{arguments:?}");
        assert_eq!(out(&refused), "", "{arguments:?}");
        assert!(
            err(&refused).contains(why),
            "{arguments:?}: {}",
            err(&refused)
        );
    }
}

#[test]
fn a_mail_server_that_is_none_is_refused_without_telling_its_password() {
    let directory = TempDir::new().unwrap();
    for address in [
        "smtp://u:secreto@mail.example:x",
        "smtp://u:secreto@mail.example",
    ] {
        let refused = command(directory.path())
            .env("ESLABON_MAIL", address)
            .args(["--data", "d", "serve", "--listen", "127.0.0.1:0"])
            .output()
            .unwrap();
        assert!(!refused.status.success());
        let said = err(&refused);
        assert!(said.contains("mail") && !said.contains("secreto"), "{said}");
    }
}
