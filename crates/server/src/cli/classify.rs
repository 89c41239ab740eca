//! `classify`: SCIAN classes for a text. Needs no import and no database.

use super::Failure;
use super::lines::{self, language, say};
use clap::Args;
use eslabon_app::search::classify;
use eslabon_domain::actors::Actor;
use eslabon_domain::text::Lang;
use eslabon_search::classes::{ClassSuggestion, ClassTexts};
use serde_json::json;
use std::path::PathBuf;
use std::process::ExitCode;

/// Arguments of `classify`.
#[derive(Debug, Args)]
pub struct ClassifyArguments {
    /// JSON Lines in: {"id":…,"text":…,"lang":…}; JSON Lines out
    #[arg(long, value_name = "FILE", conflicts_with = "text")]
    batch: Option<PathBuf>,
    /// The language of the text: es or en; guessed where absent
    #[arg(long, value_parser = language)]
    lang: Option<Lang>,
    /// How many classes
    #[arg(long, default_value_t = 5)]
    limit: usize,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// What the plant does
    #[arg(required_unless_present = "batch")]
    text: Option<String>,
}

/// Runs the command.
pub fn run(arguments: ClassifyArguments) -> Result<ExitCode, Failure> {
    let actor = Actor::command_line();
    let lang = arguments.lang;
    if let Some(batch) = &arguments.batch {
        lines::answer_each(batch, |line| {
            let lang = line.lang.as_deref().and_then(Lang::parse).or(lang);
            let classes = classify(&actor, &line.text, lang, arguments.limit.max(5))?;
            let classes: Vec<_> = classes
                .iter()
                .map(|c| json!({ "code": c.code, "score": c.score }))
                .collect();
            Ok(json!({ "id": line.id, "classes": classes }))
        })?;
        return Ok(ExitCode::SUCCESS);
    }
    let classes = classify(
        &actor,
        arguments.text.as_deref().unwrap_or_default(),
        lang,
        arguments.limit,
    )?;
    if arguments.json {
        let classes: Vec<_> = classes
            .iter()
            .map(|c| json!({ "code": c.code, "score": c.score, "terms": c.terms }))
            .collect();
        say(format!("{}", json!({ "classes": classes })))?;
    } else {
        for class in &classes {
            print_class(class, lang.unwrap_or_default())?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn print_class(class: &ClassSuggestion, lang: Lang) -> Result<(), Failure> {
    let title = ClassTexts::shared()
        .title(&class.code, lang)
        .unwrap_or_default();
    say(format!(
        "{}  {:.3}  {title}  [{}]",
        class.code,
        class.score,
        class.terms.join(", ")
    ))
}
