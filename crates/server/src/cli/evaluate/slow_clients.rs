//! `evaluate slow-clients`: a server on loopback, clients that dribble heads or bodies or do not read, and
//! ordinary requests measured before and beside them. Linux only: the slow ones come from other loopback
//! addresses, as other people would.

use crate::cli::Failure;
use crate::cli::lines::say;
use crate::graphql;
use crate::http::serve::{bind, serve};
use crate::http::session::Cookies;
use crate::http::{Faces, router};
use eslabon_app::App;
use eslabon_app::config::Place;
use eslabon_app::context::Silent;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::sync::{Barrier, oneshot};
use tokio::task::JoinSet;

/// How long we wait for a slow client to be closed before we say that it was not.
const LONGEST: Duration = Duration::from_secs(40);
/// How often a slow client sends a byte.
const DRIBBLE: Duration = Duration::from_millis(500);
/// What others ask for meanwhile: a search, the usual page.
const ORDINARY: &str = "/buscar?q=maquinado";
/// To be asked for and not read: large, but made without any work of ours, so that what others notice is the
/// waiting and not the asking.
const LARGE: &str = "/assets/0-eslabon.css";

/// In which way a client is slow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Head,
    Body,
    Reader,
}

impl Kind {
    const ALL: [Kind; 3] = [Kind::Head, Kind::Body, Kind::Reader];

    fn name(self) -> &'static str {
        match self {
            Self::Head => "heads",
            Self::Body => "bodies",
            Self::Reader => "readers",
        }
    }

    /// Where clients of this kind come from.
    fn home(self) -> Ipv4Addr {
        match self {
            Self::Head => Ipv4Addr::new(127, 0, 0, 2),
            Self::Body => Ipv4Addr::new(127, 0, 0, 3),
            Self::Reader => Ipv4Addr::new(127, 0, 0, 4),
        }
    }

    /// What it sends at once; then it dribbles.
    fn beginning(self) -> Vec<u8> {
        match self {
            Self::Head => b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ".to_vec(),
            Self::Body => b"POST /graphql HTTP/1.1\r\nHost: localhost\r\n\
                Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n{"
                .to_vec(),
            Self::Reader => format!("GET {LARGE} HTTP/1.1\r\nHost: localhost\r\n\r\n")
                .repeat(100)
                .into_bytes(),
        }
    }
}

/// Runs the command.
pub async fn run(place: Place, clients: usize, requests: usize) -> Result<(), Failure> {
    let app = App::open(place, &Silent).await?;
    app.catch_up(&Silent).await?;
    let router = router(Faces {
        app,
        schema: graphql::schema(),
        cookies: Cookies::default(),
        demonstration: false,
    });
    let listener = bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))?;
    let address = listener.local_addr()?;
    let (stop, stopped) = oneshot::channel::<()>();
    let server = tokio::spawn(serve(listener, router, async {
        // An error means that the other end is gone: it is over, too.
        let _ = stopped.await;
    }));
    ordinary(address, requests.min(50)).await?;
    let before = ordinary(address, requests).await?;
    let mut slow = JoinSet::new();
    let begun = Arc::new(Barrier::new(clients + 1));
    for (at, kind) in (0..clients).zip(Kind::ALL.into_iter().cycle()) {
        let begun = Arc::clone(&begun);
        slow.spawn(async move { (kind, at, be_slow(address, kind, &begun).await) });
    }
    begun.wait().await;
    let beside = ordinary(address, requests).await?;
    let mut ends: Vec<(Kind, Option<Duration>)> = Vec::new();
    while let Some(end) = slow.join_next().await {
        let (kind, at, end) = end?;
        ends.push((kind, end.map_err(|e| format!("slow client {at}: {e}"))?));
    }
    let after = ordinary(address, requests).await?;
    drop(stop);
    server.await??;
    for (name, times) in [("before", &before), ("beside", &beside), ("after", &after)] {
        let share = |per_mille| quantile(times, per_mille).as_secs_f64() * 1_000.0;
        say(format!(
            "{name:<8} median={:.2} ms p99={:.2} ms most={:.2} ms requests={}",
            share(500),
            share(990),
            share(1_000),
            times.len()
        ))?;
    }
    report_ends(&ends)
}

fn report_ends(ends: &[(Kind, Option<Duration>)]) -> Result<(), Failure> {
    let mut open = 0;
    for kind in Kind::ALL {
        let of_kind = ends.iter().filter(|(other, _)| *other == kind);
        let mut closed: Vec<Duration> = of_kind.clone().filter_map(|(_, end)| *end).collect();
        closed.sort_unstable();
        let left = of_kind.count() - closed.len();
        open += left;
        say(format!(
            "{:<8} closed={} first={:?} last={:?} still_open={left}",
            kind.name(),
            closed.len(),
            closed.first().copied().unwrap_or_default(),
            closed.last().copied().unwrap_or_default(),
        ))?;
    }
    match open {
        0 => Ok(()),
        open => Err(format!("{open} slow clients were still open after {LONGEST:?}").into()),
    }
}

/// Ordinary requests, one after the other, each on a connection of its own; how long each took.
async fn ordinary(address: SocketAddr, requests: usize) -> Result<Vec<Duration>, Failure> {
    let head = format!("GET {ORDINARY} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    let mut times = Vec::with_capacity(requests);
    for _ in 0..requests {
        let start = Instant::now();
        let mut stream = TcpStream::connect(address).await?;
        stream.write_all(head.as_bytes()).await?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await?;
        times.push(start.elapsed());
        if !answer.starts_with(b"HTTP/1.1 200") {
            let said = String::from_utf8_lossy(&answer);
            let line = said.lines().next().unwrap_or("nothing").to_owned();
            return Err(format!("an ordinary request was answered: {line}").into());
        }
    }
    times.sort_unstable();
    Ok(times)
}

/// Of sorted times.
fn quantile(times: &[Duration], per_mille: usize) -> Duration {
    let at = (times.len() * per_mille).div_ceil(1_000).max(1) - 1;
    times.get(at).copied().unwrap_or_default()
}

/// Dribbles until the server closes; after how long that was, or nothing.
async fn be_slow(
    address: SocketAddr,
    kind: Kind,
    begun: &Barrier,
) -> std::io::Result<Option<Duration>> {
    let start = Instant::now();
    let begin = begin(address, kind).await;
    // Whether or not it went well: the others wait.
    begun.wait().await;
    let stream = begin?;
    while start.elapsed() < LONGEST {
        tokio::time::sleep(DRIBBLE).await;
        if is_closed(&stream, kind) {
            return Ok(Some(start.elapsed()));
        }
    }
    Ok(None)
}

/// Connects and says how it begins.
async fn begin(address: SocketAddr, kind: Kind) -> std::io::Result<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    // A reader that takes little at a time, whatever the kernel would like to keep for it.
    socket.set_recv_buffer_size(4_096)?;
    socket.bind(SocketAddr::from((kind.home(), 0)))?;
    let mut stream = socket.connect(address).await?;
    stream.write_all(&kind.beginning()).await?;
    Ok(stream)
}

/// Sends a byte, and reads what there is unless the client is one that does not read.
fn is_closed(stream: &TcpStream, kind: Kind) -> bool {
    let is_over = |error: std::io::Error| error.kind() != std::io::ErrorKind::WouldBlock;
    if stream.try_write(b"x").is_err_and(is_over) {
        return true;
    }
    if kind == Kind::Reader {
        return false;
    }
    let mut bytes = [0_u8; 1_024];
    match stream.try_read(&mut bytes) {
        Ok(count) => count == 0,
        Err(error) => is_over(error),
    }
}
