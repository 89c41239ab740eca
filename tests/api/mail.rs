//! Letters on their way: a little SMTP server that speaks the needed verbs, and files.

use eslabon_app::accounts::establish::{Newcomer, establish};
use eslabon_app::accounts::reset;
use eslabon_app::mail::outbox::{Delivery, deliver_due};
use eslabon_app::mail::transport::Transport;
use eslabon_domain::actors::{Actor, Role};
use eslabon_domain::ids::PersonId;
use eslabon_domain::text::Lang;
use eslabon_tests::world::World;
use jiff::SignedDuration;
use sea_orm::{ConnectionTrait, Statement};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

const FROM: Option<&str> = Some("Eslabón <no-responder@centro.example>");

/// A mail server on this machine. Keeps every line that it was told.
struct Server {
    port: u16,
    heard: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// `recipient` is what it answers to `RCPT TO`.
    async fn start(recipient: &'static str) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let server = Server {
            port: listener.local_addr().unwrap().port(),
            heard: Arc::clone(&heard),
        };
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // A client that goes away is none of its business.
                let _ = serve(stream, recipient, &heard).await;
            }
        });
        server
    }

    fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }

    /// What it heard; lines of the letter that were broken for transport are joined again.
    fn text(&self) -> String {
        let all = self.heard().join("\n");
        match all.split_once("\n\n") {
            Some((head, letter)) => format!("{head}\n\n{}", letter.replace("=\n", "")),
            None => all,
        }
    }
}

async fn serve(
    stream: TcpStream,
    recipient: &str,
    heard: &Mutex<Vec<String>>,
) -> std::io::Result<()> {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    let mut in_letter = false;
    write.write_all(b"220 prueba ESMTP\r\n").await?;
    while let Some(line) = lines.next_line().await? {
        heard.lock().unwrap().push(line.clone());
        let verb = line.split([' ', ':']).next().unwrap_or_default();
        let answer = match (in_letter, verb.to_ascii_uppercase().as_str()) {
            (true, ".") => {
                in_letter = false;
                "250 kept"
            }
            (true, _) => continue,
            (_, "EHLO") => "250-prueba\r\n250 AUTH PLAIN LOGIN",
            (_, "AUTH") => "235 welcome",
            (_, "RCPT") => recipient,
            (_, "DATA") => {
                in_letter = true;
                "354 go on"
            }
            (_, "QUIT") => "221 bye",
            (_, "MAIL" | "RSET" | "NOOP") => "250 fine",
            _ => "500 what?",
        };
        write.write_all(format!("{answer}\r\n").as_bytes()).await?;
        if verb.eq_ignore_ascii_case("QUIT") {
            break;
        }
    }
    Ok(())
}

/// A world in which someone has asked for a new password.
async fn asked() -> World {
    let world = World::empty().await;
    world.app.set_clock(world.app.now());
    let newcomer = Newcomer {
        id: PersonId::from_name("ana"),
        name: "Ana".into(),
        email: "ana@taller.example".into(),
        lang: Lang::Es,
        role: Role::Broker,
        organisation: None,
        centre: Some(world.app.centre()),
        password_hash: None,
    };
    establish(&world.app, &Actor::command_line(), newcomer)
        .await
        .unwrap();
    reset::ask(&world.app, "ana@taller.example").await.unwrap();
    world
}

fn smtp(world: &World, address: &str) {
    world.app.set_mail(Transport::parse(address, FROM).unwrap());
}

/// How the one letter's job stands.
async fn job(world: &World) -> (String, String, Option<String>) {
    let raw = sea_orm::Database::connect(world.app.place().database())
        .await
        .unwrap();
    let sql = "SELECT status, payload, last_error FROM jobs";
    let row = raw.query_one_raw(Statement::from_string(raw.get_database_backend(), sql));
    let row = row.await.unwrap().unwrap();
    raw.close().await.unwrap();
    let text = |name: &str| row.try_get("", name).unwrap();
    (
        text("status"),
        text("payload"),
        row.try_get("", "last_error").unwrap(),
    )
}

const SENT: Delivery = Delivery {
    sent: 1,
    later: 0,
    given_up: 0,
};
const LATER: Delivery = Delivery {
    sent: 0,
    later: 1,
    given_up: 0,
};
const GIVEN_UP: Delivery = Delivery {
    sent: 0,
    later: 0,
    given_up: 1,
};
const NONE: Delivery = Delivery {
    sent: 0,
    later: 0,
    given_up: 0,
};

#[tokio::test]
async fn a_letter_leaves_once_and_its_link_leaves_the_database() {
    let (world, server) = (asked().await, Server::start("250 fine").await);
    assert!(job(&world).await.1.contains("/restablecer/"));
    smtp(
        &world,
        &format!(
            "smtp://correo%40centro:se%3Acreto@127.0.0.1:{}",
            server.port
        ),
    );
    assert!(world.app.sends_mail());
    assert_eq!(deliver_due(&world.app).await.unwrap(), SENT);
    let text = server.text();
    // "\0correo@centro\0se:creto"
    assert!(
        text.contains("AUTH PLAIN AGNvcnJlb0BjZW50cm8Ac2U6Y3JldG8="),
        "{text}"
    );
    assert!(
        text.contains("MAIL FROM:<no-responder@centro.example>"),
        "{text}"
    );
    assert!(text.contains("RCPT TO:<ana@taller.example>"), "{text}");
    assert!(
        text.contains("From: =?utf-8?b?RXNsYWLDs24=?= <no-responder@centro.example>"),
        "{text}"
    );
    assert!(text.contains("Subject: ") && text.contains("Auto-Submitted: auto-generated"));
    let links = text.matches("/restablecer/").count();
    assert_eq!(links, 1, "{text}");
    assert!(text.is_ascii(), "seven bits all the way");
    let (status, payload, error) = job(&world).await;
    assert_eq!(
        (status.as_str(), payload.as_str(), error),
        ("done", "null", None)
    );
    assert_eq!(deliver_due(&world.app).await.unwrap(), NONE);
    assert_eq!(server.text(), text, "nothing more was said");
}

#[tokio::test]
async fn a_letter_that_does_not_leave_is_tried_again_and_given_up_after_a_day() {
    let world = asked().await;
    // A port on which nobody listens any more.
    let port = TcpListener::bind("127.0.0.1:0")
        .await
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    smtp(&world, &format!("smtp://127.0.0.1:{port}"));
    assert_eq!(deliver_due(&world.app).await.unwrap(), LATER);
    assert_eq!(
        deliver_due(&world.app).await.unwrap(),
        NONE,
        "not before its time"
    );
    let (status, payload, error) = job(&world).await;
    assert_eq!(status, "waiting");
    assert!(payload.contains("/restablecer/"));
    let error = error.unwrap();
    assert!(
        !error.contains("ana@") && !error.contains("127.0.0.1"),
        "{error}"
    );
    let start = world.app.now();
    let mut tries = 1;
    let last = loop {
        world
            .app
            .set_clock(world.app.now() + SignedDuration::from_mins(1));
        match deliver_due(&world.app).await.unwrap() {
            NONE => {}
            LATER => tries += 1,
            other => break other,
        }
    };
    assert_eq!((last, tries), (GIVEN_UP, 7));
    assert!(world.app.now().duration_since(start) < SignedDuration::from_hours(24));
    let (status, payload, _) = job(&world).await;
    assert_eq!((status.as_str(), payload.as_str()), ("failed", "null"));
}

#[tokio::test]
async fn a_busy_server_is_asked_again_and_a_refused_addressee_is_not() {
    let (world, busy) = (
        asked().await,
        Server::start("451 later, ana@taller.example").await,
    );
    smtp(&world, &format!("smtp://127.0.0.1:{}", busy.port));
    assert_eq!(deliver_due(&world.app).await.unwrap(), LATER);
    // The server's own words name the addressee: they are not kept.
    assert_eq!(job(&world).await.2.as_deref(), Some("refused 451"));
    let refusing = Server::start("550 5.1.1 <ana@taller.example> unknown").await;
    smtp(&world, &format!("smtp://127.0.0.1:{}", refusing.port));
    world
        .app
        .set_clock(world.app.now() + SignedDuration::from_mins(1));
    assert_eq!(deliver_due(&world.app).await.unwrap(), GIVEN_UP);
    let (status, payload, error) = job(&world).await;
    assert_eq!((status.as_str(), payload.as_str()), ("failed", "null"));
    assert_eq!(error.as_deref(), Some("refused 550"));
    assert!(
        !refusing.text().contains("/restablecer/"),
        "the link was not told"
    );
}

#[tokio::test]
async fn a_server_that_does_not_encrypt_is_told_nothing() {
    let (world, server) = (asked().await, Server::start("250 fine").await);
    smtp(
        &world,
        &format!("smtps://u:secreto@127.0.0.1:{}", server.port),
    );
    assert_eq!(deliver_due(&world.app).await.unwrap(), LATER);
    let text = server.text();
    for told in ["AUTH", "MAIL", "ana@", "secreto", "/restablecer/"] {
        assert!(!text.contains(told), "{told}");
    }
    assert!(job(&world).await.1.contains("/restablecer/"), "it waits");
}

#[tokio::test]
async fn letters_wait_where_none_are_sent() {
    let world = asked().await;
    assert!(!world.app.sends_mail());
    assert_eq!(deliver_due(&world.app).await.unwrap(), NONE);
    assert_eq!(job(&world).await.0, "waiting");
}

#[tokio::test]
async fn letters_become_files_that_only_their_owner_reads() {
    use std::os::unix::fs::PermissionsExt;
    let world = asked().await;
    let folder = world.directory.path().join("mail");
    world.app.set_mail(Transport::files(&folder, None).unwrap());
    assert_eq!(deliver_due(&world.app).await.unwrap(), SENT);
    let files: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    assert_eq!(files.len(), 1, "{files:?}");
    assert!(files[0].extension().is_some_and(|kind| kind == "eml"));
    let mode = std::fs::metadata(&files[0]).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let text = std::fs::read_to_string(&files[0])
        .unwrap()
        .replace("=\r\n", "");
    assert!(text.contains("To: ana@taller.example\r\n"), "{text}");
    assert!(text.contains("/restablecer/"), "{text}");
    assert_eq!(job(&world).await.1, "null");
}

#[tokio::test]
async fn two_workers_send_a_letter_once() {
    let (world, server) = (asked().await, Server::start("250 fine").await);
    smtp(&world, &format!("smtp://127.0.0.1:{}", server.port));
    let (a, b) = tokio::join!(deliver_due(&world.app), deliver_due(&world.app));
    assert_eq!(a.unwrap().sent + b.unwrap().sent, 1);
    let letters = server.heard().iter().filter(|line| *line == "DATA").count();
    assert_eq!(letters, 1);
}
