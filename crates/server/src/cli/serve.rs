//! `serve`: the pages and GraphQL of an installation.

use super::Failure;
use super::config::{Config, DEFAULT_DATA};
use super::lines::say;
use super::progress::Terminal;
use crate::graphql;
use crate::http::session::People;
use crate::http::{Faces, router_with, serve as http};
use clap::Args;
use eslabon_app::App;
use eslabon_app::context::Silent;
use eslabon_domain::actors::{Actor, Role};
use eslabon_domain::ids::PersonId;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;

/// How often the change feed is looked at for what others wrote: an import on the command line is
/// findable within a second.
const FEED_POLL: Duration = Duration::from_millis(400);

/// Arguments of `serve`.
#[derive(Debug, Args)]
pub struct ServeArguments {
    /// Where to listen; loopback only until accounts exist
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<SocketAddr>,
}

/// Runs the command.
pub async fn run(config: &Config, arguments: ServeArguments) -> Result<ExitCode, Failure> {
    let listener = listen(arguments.listen.unwrap_or(config.listen))?;
    let terminal = Terminal::new();
    let app = App::open(config.place(DEFAULT_DATA), &terminal).await?;
    terminal.finish();
    let centre = app.centre();
    let local = |role: Role, name: &str| Actor {
        person: Some(PersonId::from_name(name)),
        name: name.to_owned(),
        role,
        organisation: None,
        centre: Some(centre),
    };
    let people = People::new(vec![
        (
            "centro".to_owned(),
            local(Role::CentreStaff, "Centro (local)"),
        ),
        (
            "administracion".to_owned(),
            local(Role::Administrator, "Administración (local)"),
        ),
        ("visitante".to_owned(), Actor::visitor()),
    ]);
    until_stopped(config, app, people, listener).await
}

/// Opens the socket, or says plainly why not.
pub(super) fn listen(address: SocketAddr) -> Result<TcpListener, Failure> {
    if !address.ip().is_loopback() {
        return Err(format!(
            "{address}: this version has no accounts yet, so everyone who reaches it could do everything. \
             It listens on loopback only (127.0.0.1 or ::1)."
        )
        .into());
    }
    http::bind(address)
        .map_err(|e| format!("{address}: {e}. Is another program listening there? Choose another with --listen 127.0.0.1:8081").into())
}

/// Serves an opened installation until it is told to stop.
pub(super) async fn until_stopped(
    config: &Config,
    app: App,
    people: People,
    listener: TcpListener,
) -> Result<ExitCode, Failure> {
    let faces = Faces {
        app: app.clone(),
        schema: graphql::schema(),
        people: Arc::new(people),
    };
    let follower = tokio::spawn(follow(app));
    say(format!("http://{}", listener.local_addr()?))?;
    let router = router_with(faces, config.limits());
    http::serve_with(listener, router, config.sockets(), http::stop_signal()).await?;
    follower.abort();
    Ok(ExitCode::SUCCESS)
}

/// Keeps index and table true to what anyone writes to the database.
async fn follow(app: App) {
    let mut ticks = tokio::time::interval(FEED_POLL);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        if let Err(error) = app.catch_up(&Silent).await {
            tracing::warn!(%error, "feed.follow_failed");
        }
    }
}
