//! `gaps`: what keeps a site from needs, on the local data, without a server.

use super::Failure;
use super::config::{Config, DEFAULT_DATA};
use super::lines::{language, say, terminal_language};
use super::progress::Terminal;
use crate::pages::explain::{self, Reader};
use crate::pages::gap_analysis::level;
use crate::pages::words::Say;
use clap::Args;
use eslabon_app::gaps::{GapView, analyse};
use eslabon_app::{App, AppError};
use eslabon_domain::actors::Actor;
use eslabon_domain::ids::{NeedId, SiteId};
use eslabon_domain::text::Lang;
use eslabon_engine::gaps::{Check, Gap, Renewal, Severity};
use eslabon_engine::programme::Dimension;
use serde_json::{Value, json};
use std::process::ExitCode;

/// Arguments of `gaps`.
#[derive(Debug, Args)]
pub struct GapsArguments {
    /// The id of the site
    site: SiteId,
    /// The id of a need; as often as wanted. Where absent: the open needs that the site comes near
    #[arg(long = "need", value_name = "ID")]
    needs: Vec<NeedId>,
    /// Print the whole analysis as JSON
    #[arg(long)]
    json: bool,
    /// The language of the words: es or en; the terminal's where absent
    #[arg(long, value_parser = language)]
    lang: Option<Lang>,
}

/// Runs the command.
pub async fn run(config: &Config, arguments: GapsArguments) -> Result<ExitCode, Failure> {
    let terminal = Terminal::new();
    let app = App::open(config.place(DEFAULT_DATA), &terminal).await?;
    app.catch_up(&terminal).await?;
    terminal.finish();
    let actor = Actor::command_line();
    let found = analyse(&app, &actor, arguments.site, &arguments.needs).await;
    let view = found.map_err(|error| match error {
        AppError::NotFound => Failure::from("no such site or need"),
        other => other.into(),
    })?;
    let reader = Reader {
        say: Say {
            lang: arguments.lang.unwrap_or_else(terminal_language),
        },
        words: app.words(),
    };
    if arguments.json {
        say(as_json(&view)?)?;
        return Ok(ExitCode::SUCCESS);
    }
    for line in as_text(&reader, &view) {
        say(line)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The analysis as the engine tells it, with names beside ids and what may stand behind the gaps.
fn as_json(view: &GapView) -> Result<Value, Failure> {
    let mut whole = serde_json::to_value(&view.analysis)?;
    let needs = view.needs.iter().map(|line| {
        json!({
            "need": line.need.id,
            "title": line.need.title.text,
            "group": line.candidate.group,
        })
    });
    let symptoms = view.symptoms.iter().map(|one| {
        let causes = one.causes.iter().map(|cause| {
            json!({
                "cause": cause.cause.id,
                "depth": cause.depth,
                "standing": cause.standing,
                "services": cause.services,
            })
        });
        json!({
            "symptom": one.symptom.id,
            "gaps": one.gaps,
            "causes": causes.collect::<Vec<_>>(),
        })
    });
    if let Some(fields) = whole.as_object_mut() {
        fields.insert("name".to_owned(), json!(view.card.name));
        fields.insert("fictional".to_owned(), json!(view.card.fictional));
        fields.insert("evaluated_on".to_owned(), json!(view.on));
        fields.insert("compared".to_owned(), needs.collect());
        fields.insert("symptoms".to_owned(), symptoms.collect());
    }
    Ok(whole)
}

fn as_text(reader: &Reader, view: &GapView) -> Vec<String> {
    let say = reader.say;
    let analysis = &view.analysis;
    let mut lines = vec![
        say.with("gaps-title", &[("firm", &view.card.name)]),
        format!(
            "{} {}",
            say.count("gaps-needs", view.needs.len() as u64),
            view.on
        ),
    ];
    for line in &view.needs {
        let (_, group, _) = explain::group(say, line.candidate.group);
        lines.push(format!("  {} · {group}", line.need.title.text));
    }
    lines.push(say.count("gaps-count", analysis.gaps.len() as u64));
    lines.extend(analysis.gaps.iter().map(|one| gap(reader, one)));
    let listed = |lines: &mut Vec<String>, title: String, all: Vec<String>| {
        if !all.is_empty() {
            lines.push(title);
            lines.extend(all);
        }
    };
    let renewals = analysis.to_renew.iter().map(|one| renewal(reader, one));
    listed(&mut lines, say.t("gaps-renew"), renewals.collect());
    let verify = analysis.to_verify.iter().map(|one| check(reader, one));
    listed(&mut lines, say.t("gaps-verify"), verify.collect());
    let ask = analysis.to_ask.iter().map(|one| check(reader, one));
    listed(&mut lines, say.t("gaps-ask"), ask.collect());
    let causes = view.symptoms.iter().flat_map(|one| {
        let symptom = one.symptom.label.get(say.lang);
        let behind = one.causes.iter().map(move |cause| {
            let label = cause.cause.label.get(say.lang);
            format!("    {}{label}", "  ".repeat(cause.depth))
        });
        std::iter::once(format!("  {symptom}")).chain(behind)
    });
    listed(&mut lines, say.t("gaps-causes"), causes.collect());
    lines
}

fn about(reader: &Reader, dimension: &Dimension) -> String {
    explain::attribute(reader, &dimension.attribute, dimension.item.as_deref())
}

fn weight(say: Say, severity: Severity) -> String {
    match severity {
        Severity::Blocking => say.t("gaps-blocking"),
        Severity::Major => say.t("gaps-major"),
        Severity::Minor => say.t("gaps-minor"),
    }
}

/// What is had today and what is asked for, with the cheapest service that closes it.
fn gap(reader: &Reader, one: &Gap) -> String {
    let say = reader.say;
    let attribute = &one.dimension.attribute;
    let amount = |low, high| level(reader, attribute, low, high);
    let present = match &one.present {
        Some(present) => amount(present.low, present.high),
        None => say.t("gaps-level-unknown"),
    };
    let required = amount(one.required, one.required);
    let service = one.closing.first().map(|service| {
        let price = service.price.to_string();
        format!(" · {} {price}", service.name.text)
    });
    format!(
        "  {} ({}): {present} → {required}{}",
        about(reader, &one.dimension),
        weight(say, one.severity),
        service.unwrap_or_default()
    )
}

fn renewal(reader: &Reader, one: &Renewal) -> String {
    let weight = weight(reader.say, one.severity);
    let about = about(reader, &one.dimension);
    format!("  {about} ({weight}): {}", one.since)
}

fn check(reader: &Reader, one: &Check) -> String {
    let weight = weight(reader.say, one.severity);
    format!("  {} ({weight})", about(reader, &one.dimension))
}
