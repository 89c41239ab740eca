//! The socket under abuse, on loopback: slow heads, slow bodies, readers that do not read, large bodies, too
//! many connections. What that does to others is measured by `evaluate slow-clients`.

use crate::abuse::faces;
use eslabon_server::http::limits::Limits;
use eslabon_server::http::patience::Pace;
use eslabon_server::http::router_with;
use eslabon_server::http::serve::{Sockets, bind, serve_with};
use eslabon_tests::world::World;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;

/// Nothing here takes as long; after it, something hangs.
const HANGS: Duration = Duration::from_secs(30);

/// A server on a socket, with little patience.
struct Server {
    address: SocketAddr,
    _stop: oneshot::Sender<()>,
    _world: World,
}

impl Server {
    async fn start(sockets: Sockets, pace: Pace) -> Server {
        let world = World::empty().await;
        let mut limits = Limits::unlimited();
        limits.pace = pace;
        let router = router_with(faces(&world), limits);
        let listener = bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        tokio::spawn(serve_with(listener, router, sockets, async {
            let _ = stopped.await;
        }));
        Server {
            address,
            _stop: stop,
            _world: world,
        }
    }

    async fn impatient() -> Server {
        let short = Duration::from_millis(300);
        let sockets = Sockets {
            head: short,
            reader: short,
            ..Sockets::default()
        };
        let pace = Pace {
            window: short,
            bytes: 1_000,
        };
        Self::start(sockets, pace).await
    }

    /// Sends a beginning and waits for the end of the connection; what was said until then.
    async fn say(&self, beginning: &[u8]) -> String {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(beginning).await.unwrap();
        let mut said = Vec::new();
        let read = tokio::time::timeout(HANGS, stream.read_to_end(&mut said)).await;
        // A reset is an end, too.
        let _ = read.expect("the server keeps the connection");
        String::from_utf8_lossy(&said).into_owned()
    }
}

#[tokio::test]
async fn slow_heads_and_bodies_are_closed() {
    let server = Server::impatient().await;
    assert_eq!(
        server.say(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ").await,
        ""
    );
    assert_eq!(server.say(b"").await, "");
    for (path, kind) in [
        ("/graphql", "application/json"),
        ("/entrar", "application/x-www-form-urlencoded"),
    ] {
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: {kind}\r\nContent-Length: 5000\r\n\r\n--x\r\n"
        );
        let said = server.say(head.as_bytes()).await;
        assert!(said.starts_with("HTTP/1.1 408"), "{path}: {said}");
    }
}

#[tokio::test]
async fn a_reader_that_does_not_read_is_closed() {
    let server = Server::impatient().await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let page = b"GET /vocabulario/process HTTP/1.1\r\nHost: x\r\n\r\n";
    // More is asked for than the kernel keeps for us; writing goes on until the server resets.
    let closed = tokio::time::timeout(HANGS, async {
        while stream.write_all(page).await.is_ok() {}
    });
    closed.await.expect("the server keeps the connection");
}

#[tokio::test]
async fn a_large_body_is_refused_before_it_has_come() {
    let server = Server::start(Sockets::default(), Pace::default()).await;
    // Only the head is ever sent.
    let said = server
        .say(b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 3000000\r\n\r\n")
        .await;
    assert!(said.starts_with("HTTP/1.1 413"), "{said}");
    assert!(said.contains("TOO_LARGE"), "{said}");
    // All of it is sent at once, and the answer still arrives.
    let mut whole =
        b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n2dc6c0\r\n".to_vec();
    whole.resize(whole.len() + 3_000_000, b' ');
    let said = server.say(&whole).await;
    assert!(said.starts_with("HTTP/1.1 413"), "{said}");
}

#[tokio::test]
async fn one_address_cannot_take_every_connection() {
    let sockets = Sockets {
        per_address: 3,
        ..Sockets::default()
    };
    let server = Server::start(sockets, Pace::default()).await;
    let head = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
    let mut held = Vec::new();
    for _ in 0..3 {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        stream.write_all(head).await.unwrap();
        let mut first = [0_u8; 12];
        stream.read_exact(&mut first).await.unwrap();
        assert_eq!(&first, b"HTTP/1.1 200");
        held.push(stream);
    }
    let mut fourth = TcpStream::connect(server.address).await.unwrap();
    let mut said = Vec::new();
    let read = tokio::time::timeout(HANGS, fourth.read_to_end(&mut said)).await;
    let _ = read.expect("the fourth is kept");
    assert!(said.is_empty());
    // Elsewhere there are places.
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.2:0".parse().unwrap()).unwrap();
    let mut other = socket.connect(server.address).await.unwrap();
    other.write_all(head).await.unwrap();
    let mut first = [0_u8; 12];
    other.read_exact(&mut first).await.unwrap();
    assert_eq!(&first, b"HTTP/1.1 200");
}
