//! `serve`: the pages and GraphQL of an installation.

use super::Failure;
use super::config::{Config, DEFAULT_DATA};
use super::lines::say;
use super::progress::Terminal;
use super::worker::work;
use crate::graphql;
use crate::http::session::Cookies;
use crate::http::{Faces, router_with, serve as http};
use clap::Args;
use eslabon_app::App;
use eslabon_app::accounts::setup;
use eslabon_app::context::Silent;
use eslabon_domain::actors::Actor;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::time::Duration;
use tokio::net::TcpListener;

/// How often the change feed is looked at for what others wrote: an import on the command line is
/// findable within a second.
pub(super) const FEED_POLL: Duration = Duration::from_millis(400);

/// Arguments of `serve`.
#[derive(Debug, Args)]
pub struct ServeArguments {
    /// Where to listen; a proxy in front of it speaks https
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<SocketAddr>,
}

/// Runs the command.
pub async fn run(config: &Config, arguments: ServeArguments) -> Result<ExitCode, Failure> {
    let listener = listen(arguments.listen.unwrap_or(config.listen))?;
    let terminal = Terminal::new();
    let app = App::open(config.place(DEFAULT_DATA), &terminal).await?;
    terminal.finish();
    let rules = config.account_rules(listener.local_addr()?)?;
    app.set_account_rules(rules);
    config.offer_sign_on(&app)?;
    match config.transport(None)? {
        Some(transport) => app.set_mail(transport),
        None => tracing::warn!("mail.not_configured: letters wait; links are to be handed over"),
    }
    if let Some(link) = setup::link(&app, &Actor::command_line()).await? {
        eprintln!("Nobody administers this installation yet. Open this link within 24 hours:");
        eprintln!("  {link}");
    }
    until_stopped(config, app, false, listener).await
}

/// Opens the socket, or says plainly why not.
pub(super) fn listen(address: SocketAddr) -> Result<TcpListener, Failure> {
    http::bind(address)
        .map_err(|e| format!("{address}: {e}. Is another program listening there? Choose another with --listen 127.0.0.1:8081").into())
}

/// Serves an opened installation until it is told to stop.
pub(super) async fn until_stopped(
    config: &Config,
    app: App,
    demonstration: bool,
    listener: TcpListener,
) -> Result<ExitCode, Failure> {
    let faces = Faces {
        app: app.clone(),
        schema: graphql::schema(),
        cookies: Cookies {
            secure: app.account_rules().public_url.starts_with("https://"),
        },
        demonstration,
    };
    let follower = tokio::spawn(follow(app.clone()));
    let worker = tokio::spawn(work(app));
    say(format!("http://{}", listener.local_addr()?))?;
    let router = router_with(faces, config.limits());
    http::serve_with(listener, router, config.sockets(), http::stop_signal()).await?;
    follower.abort();
    worker.abort();
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
