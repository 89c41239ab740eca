//! Serving on a socket, through hyper-util: connections are counted, heads and readers have their time,
//! and it ends gracefully.

use super::doors::Doors;
use super::limits::Peer;
use super::patience::Patient;
use axum::Router;
use hyper::body::Incoming;
use hyper::server::conn::http1::Builder;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::{TcpListener, TcpSocket};

/// How long open requests may take after the signal to stop.
const GRACE: Duration = Duration::from_secs(10);

/// What a socket bears.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sockets {
    /// The most connections in all.
    pub connections: usize,
    /// The most connections from one address.
    pub per_address: usize,
    /// How long a client may take to send a request's head, and how long an idle connection is kept.
    pub head: Duration,
    /// How long a client may take nothing of what we write to it.
    pub reader: Duration,
}

impl Default for Sockets {
    fn default() -> Self {
        Self {
            // Below the 1,024 files that a process usually may have open.
            connections: 800,
            per_address: 100,
            head: Duration::from_secs(10),
            reader: Duration::from_secs(10),
        }
    }
}

/// How much of an answer the kernel keeps for each connection, at most (it doubles this). On loopback, where
/// a proxy sits, it would keep megabytes, and we would prepare as much for somebody who reads nothing.
const SEND_BUFFER: u32 = 128 * 1024;
/// The longest head: the longest GraphQL document in an address, every byte of it escaped, and cookies.
const HEAD_MAX: usize = 128 * 1024;
/// How many connections may wait to be accepted.
const BACKLOG: u32 = 1_024;

/// Opens a socket to serve on.
///
/// # Errors
/// If the address is taken or not ours.
pub fn bind(address: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4()?,
        SocketAddr::V6(_) => TcpSocket::new_v6()?,
    };
    // A server that was just stopped can be started again at once.
    socket.set_reuseaddr(true)?;
    // What is accepted inherits it.
    socket.set_send_buffer_size(SEND_BUFFER)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// Serves until `stop` resolves, then finishes what is open.
///
/// # Errors
/// If the socket fails.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    stop: impl Future<Output = ()> + Send,
) -> std::io::Result<()> {
    serve_with(listener, router, Sockets::default(), stop).await
}

/// As [`serve`], with other bounds.
///
/// # Errors
/// As [`serve`].
pub async fn serve_with(
    listener: TcpListener,
    router: Router,
    sockets: Sockets,
    stop: impl Future<Output = ()> + Send,
) -> std::io::Result<()> {
    let mut builder = Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(sockets.head)
        .max_buf_size(HEAD_MAX);
    let doors = Doors::new(sockets.connections, sockets.per_address);
    let graceful = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                let (stream, address) = match accepted {
                    Ok(pair) => pair,
                    Err(error) => {
                        // Out of file descriptors and the like: pause instead of spinning.
                        tracing::warn!(%error, "http.accept_failed");
                        tokio::time::sleep(Duration::from_millis(50)).await;
                        continue;
                    }
                };
                let Some(place) = doors.enter(address.ip()) else {
                    tracing::debug!(%address, "http.turned_away");
                    continue;
                };
                let routes = TowerToHyperService::new(router.clone());
                let service = service_fn(move |mut request: hyper::Request<Incoming>| {
                    request.extensions_mut().insert(Peer(address));
                    routes.call(request)
                });
                let stream = TokioIo::new(Patient::new(stream, sockets.reader));
                let connection = builder.serve_connection(stream, service);
                let watched = graceful.watch(connection);
                tokio::spawn(async move {
                    if let Err(error) = watched.await {
                        tracing::debug!(%error, "http.connection_ended");
                    }
                    drop(place);
                });
            }
            () = &mut stop => break,
        }
    }
    drop(listener);
    tokio::select! {
        () = graceful.shutdown() => {}
        () = tokio::time::sleep(GRACE) => tracing::warn!("http.grace_ended"),
    }
    Ok(())
}

/// Resolves on Ctrl-C or SIGTERM.
pub async fn stop_signal() {
    let interrupt = async {
        if let Err(error) = tokio::signal::ctrl_c().await {
            tracing::warn!(%error, "signal.unavailable");
            std::future::pending::<()>().await;
        }
    };
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending::<()>().await,
        }
    };
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
