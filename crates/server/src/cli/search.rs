//! `search`: on the local data, without a server.

use super::Failure;
use super::config::{Config, DEFAULT_DATA};
use super::lines::{self, language, say};
use super::progress::Terminal;
use clap::{Args, ValueEnum};
use eslabon_app::App;
use eslabon_app::needs::search_needs;
use eslabon_app::search::{BatchHit, search_batch, search_suppliers};
use eslabon_domain::actors::Actor;
use eslabon_domain::places::Places;
use eslabon_domain::text::{Lang, guess_lang};
use eslabon_search::SupplierQuery;
use serde_json::json;
use std::path::PathBuf;
use std::process::ExitCode;

/// What is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// Suppliers.
    Suppliers,
    /// Sourcing needs.
    Needs,
}

/// Arguments of `search`.
#[derive(Debug, Args)]
pub struct SearchArguments {
    /// JSON Lines in: {"id":…,"text":…,"lang":…}; JSON Lines out, one a line, in order
    #[arg(long, value_name = "FILE", conflicts_with = "text")]
    batch: Option<PathBuf>,
    /// The language of the text: es or en; guessed where absent
    #[arg(long, value_parser = language)]
    lang: Option<Lang>,
    /// At most this many hits
    #[arg(long, default_value_t = 10)]
    limit: usize,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// What is looked for
    #[arg(long, value_enum, default_value_t = Kind::Suppliers)]
    kind: Kind,
    /// The words
    #[arg(required_unless_present = "batch")]
    text: Option<String>,
}

/// Runs the command.
pub async fn run(config: &Config, arguments: SearchArguments) -> Result<ExitCode, Failure> {
    let terminal = Terminal::new();
    let app = App::open(config.place(DEFAULT_DATA), &terminal).await?;
    app.catch_up_index(&terminal).await?;
    terminal.finish();
    let actor = Actor::command_line();
    let lang_of = |given: Option<&str>, text: &str| {
        given
            .and_then(Lang::parse)
            .or(arguments.lang)
            .unwrap_or_else(|| guess_lang(text))
    };
    let query = |text: &str, lang: Lang| SupplierQuery {
        text: text.to_owned(),
        lang,
        limit: arguments.limit,
        ..SupplierQuery::default()
    };
    if let Some(batch) = &arguments.batch {
        // `block_in_place`: the lines are answered one after the other, needs need the database.
        tokio::task::block_in_place(|| {
            lines::answer_each(batch, |line| {
                let lang = lang_of(line.lang.as_deref(), &line.text);
                let hits = match arguments.kind {
                    // No words ask for nothing; the pages show everything then, a batch does not.
                    _ if line.text.trim().is_empty() => Vec::new(),
                    Kind::Suppliers => search_batch(&app, &actor, &query(&line.text, lang))?,
                    Kind::Needs => tokio::runtime::Handle::current().block_on(need_hits(
                        &app,
                        &actor,
                        &line.text,
                        lang,
                        arguments.limit,
                    ))?,
                };
                Ok(json!({ "id": line.id, "hits": hits }))
            })
        })?;
        return Ok(ExitCode::SUCCESS);
    }
    let text = arguments.text.clone().unwrap_or_default();
    let lang = lang_of(None, &text);
    match (arguments.kind, arguments.json) {
        (Kind::Suppliers, false) => print_suppliers(&app, &actor, &query(&text, lang)).await?,
        (Kind::Suppliers, true) => {
            say(format!(
                "{}",
                json!({ "hits": search_batch(&app, &actor, &query(&text, lang))? })
            ))?;
        }
        (Kind::Needs, true) => {
            say(format!(
                "{}",
                json!({ "hits": need_hits(&app, &actor, &text, lang, arguments.limit).await? })
            ))?;
        }
        (Kind::Needs, false) => {
            for (need, score) in search_needs(&app, &actor, &text, lang, arguments.limit).await? {
                say(format!("{score:8.3}  {}  {}", need.id, need.title.text))?;
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn need_hits(
    app: &App,
    actor: &Actor,
    text: &str,
    lang: Lang,
    limit: usize,
) -> Result<Vec<BatchHit>, Failure> {
    let found = search_needs(app, actor, text, lang, limit).await?;
    Ok(found
        .into_iter()
        .map(|(need, score)| BatchHit {
            key: need.id.to_string(),
            score,
            scian: None,
        })
        .collect())
}

async fn print_suppliers(app: &App, actor: &Actor, query: &SupplierQuery) -> Result<(), Failure> {
    let page = search_suppliers(app, actor, query).await?;
    for card in &page.cards {
        let state = card
            .state
            .and_then(|code| Places::shared().state(code))
            .map_or("", |state| state.short.as_str());
        let mark = if card.fictional { " (ficticio)" } else { "" };
        say(format!(
            "{:8.3}  {:<28}  {}{mark} · {state} · {} {}",
            card.score,
            card.key,
            card.name,
            card.scian.as_deref().unwrap_or("------"),
            card.activity,
        ))?;
    }
    eprintln!("{} suppliers", page.total);
    Ok(())
}
