//! `match`: every supplier scored against a need, on the local data, without a server.

use super::Failure;
use super::config::{Config, DEFAULT_DATA};
use super::lines::{language, say, terminal_language};
use super::progress::Terminal;
use crate::pages::explain::{self, Reader};
use crate::pages::format::{number, points};
use crate::pages::parts::place;
use crate::pages::words::Say;
use clap::Args;
use eslabon_app::shortlists::{Matched, make_shortlist, match_need};
use eslabon_app::{App, AppError};
use eslabon_domain::actors::Actor;
use eslabon_domain::ids::{NeedId, ShortlistId};
use eslabon_domain::needs::Strength;
use eslabon_domain::text::Lang;
use eslabon_engine::matching::{Candidate, Group, Verdict};
use serde_json::{Value, json};
use std::process::ExitCode;

/// Arguments of `match`.
#[derive(Debug, Args)]
pub struct MatchArguments {
    /// The id of the need
    need: NeedId,
    /// Print the whole answer as JSON
    #[arg(long)]
    json: bool,
    /// The language of the words: es or en; the terminal's where absent
    #[arg(long, value_parser = language)]
    lang: Option<Lang>,
    /// At most this many candidates, the best first
    #[arg(long, default_value_t = 10)]
    limit: usize,
    /// Save the answer as a shortlist of the need
    #[arg(long)]
    save: bool,
}

/// Runs the command.
pub async fn run(config: &Config, arguments: MatchArguments) -> Result<ExitCode, Failure> {
    let terminal = Terminal::new();
    let app = App::open(config.place(DEFAULT_DATA), &terminal).await?;
    app.catch_up(&terminal).await?;
    terminal.finish();
    let (mut matched, saved) = answer(&app, &arguments)
        .await
        .map_err(|error| match error {
            AppError::NotFound => Failure::from(format!("{}: no such need", arguments.need)),
            other => other.into(),
        })?;
    matched.answer.candidates.truncate(arguments.limit);
    let reader = Reader {
        say: Say {
            lang: arguments.lang.unwrap_or_else(terminal_language),
        },
        words: app.words(),
    };
    if arguments.json {
        say(as_json(&reader, &matched, saved)?)?;
    } else {
        for line in as_text(&reader, &matched) {
            say(line)?;
        }
    }
    // Where scripts read the answer, what was saved is in it.
    if let Some(saved) = saved.filter(|_| !arguments.json) {
        eprintln!("saved {saved}");
    }
    Ok(ExitCode::SUCCESS)
}

async fn answer(
    app: &App,
    arguments: &MatchArguments,
) -> Result<(Matched, Option<ShortlistId>), AppError> {
    let (actor, today) = (Actor::command_line(), app.today());
    if !arguments.save {
        let matched = match_need(app, &actor, arguments.need, today).await?;
        return Ok((matched, None));
    }
    let view = make_shortlist(app, &actor, arguments.need, today).await?;
    let matched = Matched {
        need: view.need,
        answer: view.answer,
        cards: view.cards,
    };
    Ok((matched, Some(view.id)))
}

/// The answer as it is saved, with names beside ids and each criterion in words.
fn as_json(
    reader: &Reader,
    matched: &Matched,
    saved: Option<ShortlistId>,
) -> Result<Value, Failure> {
    let mut answer = serde_json::to_value(&matched.answer)?;
    let title = &matched.need.title.text;
    set(&mut answer, "title", json!(title));
    set(&mut answer, "shortlist", json!(saved));
    let of_criteria = answer.get_mut("criteria").and_then(Value::as_array_mut);
    for (shown, asked) in of_criteria
        .into_iter()
        .flatten()
        .zip(&matched.answer.criteria)
    {
        set(shown, "words", json!(explain::criterion(reader, asked)));
    }
    let of_candidates = answer.get_mut("candidates").and_then(Value::as_array_mut);
    for (shown, one) in of_candidates
        .into_iter()
        .flatten()
        .zip(&matched.answer.candidates)
    {
        let card = matched.cards.get(&one.site);
        set(shown, "name", json!(card.map(|card| &card.name)));
        set(shown, "fictional", json!(card.map(|card| card.fictional)));
    }
    Ok(answer)
}

fn set(object: &mut Value, key: &str, value: Value) {
    if let Some(fields) = object.as_object_mut() {
        fields.insert(key.to_owned(), value);
    }
}

fn as_text(reader: &Reader, matched: &Matched) -> Vec<String> {
    let (say, answer) = (reader.say, &matched.answer);
    let scored = say.count("shortlist-scored", answer.scored as u64);
    let as_of = say.t("shortlist-as-of");
    let mut lines = vec![
        matched.need.title.text.clone(),
        format!("{scored} {as_of} {}.", answer.evaluated_on),
    ];
    for group in Group::ALL {
        let (_, name, _) = explain::group(say, group);
        let count = number(answer.groups.of(group) as u64);
        lines.push(format!("{count:>9}  {name}"));
    }
    for one in &answer.candidates {
        lines.extend(candidate(reader, matched, one));
    }
    if !answer.relaxations.is_empty() {
        lines.push(format!("{}:", say.t("widen-title")));
    }
    for one in &answer.relaxations {
        let Some(asked) = answer.criteria.get(one.criterion) else {
            continue;
        };
        lines.push(format!("  {}", explain::criterion(reader, asked)));
        let steps = one.steps.iter();
        let steps = steps.map(|step| explain::step(reader, asked, step));
        let as_wish = say.count("widen-wish", one.as_wish as u64);
        lines.extend(steps.chain([as_wish]).map(|words| format!("    {words}")));
    }
    lines
}

/// A candidate: rank, group, name, place and points; beneath it every must that it does not meet.
fn candidate(reader: &Reader, matched: &Matched, one: &Candidate) -> Vec<String> {
    let say = reader.say;
    let (_, group, _) = explain::group(say, one.group);
    let name = match matched.cards.get(&one.site) {
        Some(card) => {
            let mark = match card.fictional {
                true => format!(" ({})", say.t("badge-fictional")),
                false => String::new(),
            };
            let place = place(say, card.municipality.as_deref(), card.state);
            format!("{}{mark} · {place}", card.name)
        }
        None => say.t("supplier-gone"),
    };
    let score = points(one.score_milli);
    let mut lines = vec![format!("{:>5}. {group} · {name} · {score}", one.rank)];
    for result in &one.criteria {
        let Some(asked) = matched.answer.criteria.get(result.criterion) else {
            continue;
        };
        if asked.strength == Strength::Wish || result.verdict == Verdict::Meets {
            continue;
        }
        let wanted = explain::in_brief(reader, asked);
        lines.push(format!(
            "       {wanted}: {}",
            explain::reason(reader, result)
        ));
    }
    lines
}
