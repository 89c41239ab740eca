//! `plan`: plans for a supplier and some needs, from the cheapest to the earliest, on the local data. Saves nothing.

use super::Failure;
use super::config::{Config, DEFAULT_DATA};
use super::lines::{language, say, terminal_language};
use super::progress::Terminal;
use crate::pages::errors::message;
use crate::pages::explain::{self, Reader};
use crate::pages::format::date;
use crate::pages::words::Say;
use clap::Args;
use eslabon_app::programmes::{PlanWishes, Planning, propose};
use eslabon_app::{App, AppError};
use eslabon_domain::actors::Actor;
use eslabon_domain::ids::{NeedId, SiteId};
use eslabon_domain::money::{Currency, Money};
use eslabon_domain::programmes::Dimension;
use eslabon_domain::text::Lang;
use eslabon_engine::programme::{Obstacle, Plan};
use jiff::civil::Date;
use serde_json::{Value, json};
use std::process::ExitCode;

/// Arguments of `plan`.
#[derive(Debug, Args)]
pub struct PlanArguments {
    /// The id of the supplier's site
    site: SiteId,
    /// The id of a need; may be given several times
    #[arg(long = "need", required = true)]
    needs: Vec<NeedId>,
    /// What may be spent, in whole Mexican pesos
    #[arg(long)]
    budget: Option<u32>,
    /// The first day on which something may begin, as YYYY-MM-DD; today where absent
    #[arg(long)]
    start: Option<Date>,
    /// Print the whole proposal as JSON
    #[arg(long)]
    json: bool,
    /// The language of the words: es or en; the terminal's where absent
    #[arg(long, value_parser = language)]
    lang: Option<Lang>,
}

/// Runs the command.
pub async fn run(config: &Config, arguments: PlanArguments) -> Result<ExitCode, Failure> {
    let terminal = Terminal::new();
    let app = App::open(config.place(DEFAULT_DATA), &terminal).await?;
    app.catch_up(&terminal).await?;
    terminal.finish();
    let reader = Reader {
        say: Say {
            lang: arguments.lang.unwrap_or_else(terminal_language),
        },
        words: app.words(),
    };
    let wishes = PlanWishes {
        budget: arguments.budget.map(|pesos| Money {
            minor: i64::from(pesos) * 100,
            currency: Currency::Mxn,
        }),
        starts_on: arguments.start,
        ..PlanWishes::default()
    };
    let actor = Actor::command_line();
    let planned = propose(&app, &actor, arguments.site, &arguments.needs, &wishes).await;
    let planning = planned.map_err(|error| told(reader.say, error))?;
    if arguments.json {
        say(as_json(&planning)?)?;
        return Ok(ExitCode::SUCCESS);
    }
    for line in as_text(&reader, &planning) {
        say(line)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn told(to: Say, error: AppError) -> Failure {
    match error {
        AppError::Invalid(faults) => {
            let words: Vec<String> = faults.iter().map(|fault| message(to, fault)).collect();
            Failure::from(words.join(" "))
        }
        AppError::NotFound => Failure::from(to.t("plan-not-found")),
        other => other.into(),
    }
}

/// The proposal as the engine gave it, with what it was planned from and the names of services.
fn as_json(planning: &Planning) -> Result<Value, Failure> {
    let services = planning.offered.values().map(|one| {
        json!({ "service": one.service, "name": one.name.text, "provider": one.provider_name })
    });
    Ok(json!({
        "site": planning.card.site,
        "name": planning.card.name,
        "fictional": planning.card.fictional,
        "needs": planning.needs.iter().map(|need| need.id).collect::<Vec<_>>(),
        "starts_on": planning.problem.starts_on,
        "minutes_per_week": planning.problem.calendar.minutes_per_week,
        "minutes_are_assumed": planning.time_is_assumed(),
        "gaps": serde_json::to_value(&planning.problem.gaps)?,
        "contradicts": planning.contradicts,
        "other_currency": planning.other_currency,
        "services": services.collect::<Vec<_>>(),
        "proposal": serde_json::to_value(&planning.proposal)?,
    }))
}

fn as_text(reader: &Reader, planning: &Planning) -> Vec<String> {
    let (say, proposal) = (reader.say, &planning.proposal);
    let mark = match planning.card.fictional {
        true => format!(" ({})", say.t("badge-fictional")),
        false => String::new(),
    };
    let mut lines = vec![
        format!("{}{mark}", planning.card.name),
        say.count("plan-gaps", planning.problem.gaps.len() as u64),
    ];
    if planning.time_is_assumed() {
        lines.push(say.t("plan-time-assumed"));
    }
    for gap in &proposal.not_closable {
        let name = name_of(reader, &gap.dimension);
        lines.push(say.with("plan-not-closable", &[("gap", &name)]));
    }
    lines.extend(proposal.obstacles.iter().map(|one| obstacle(reader, one)));
    for plan in &proposal.plans {
        lines.extend(of_plan(reader, planning, plan, &say.t("plan-in-time")));
    }
    for plan in &proposal.beyond {
        lines.extend(of_plan(reader, planning, plan, &say.t("plan-beyond")));
    }
    if proposal.plans.is_empty() && proposal.beyond.is_empty() {
        lines.push(say.t("plan-none"));
    }
    lines
}

/// A plan: cost, last day, how good it is; beneath it its steps.
fn of_plan(reader: &Reader, planning: &Planning, plan: &Plan, kind: &str) -> Vec<String> {
    let say = reader.say;
    let proof = match plan.is_proven {
        true => say.t("plan-proven"),
        false => say.with("plan-bound", &[("cost", &plan.cost_bound.to_string())]),
    };
    let day = date(say, plan.finishes_on);
    let mut lines = vec![format!("{kind}: {} · {day} · {proof}", plan.cost)];
    for step in &plan.steps {
        let offered = planning.offered.get(&step.service);
        let name = offered.map_or_else(
            || step.service.to_string(),
            |one| format!("{} · {}", one.name.text, one.provider_name),
        );
        let (from, to) = (date(say, step.starts_on), date(say, step.ends_on));
        lines.push(format!("    {from} – {to}  {name} · {}", step.cost));
    }
    lines
}

fn obstacle(reader: &Reader, of: &Obstacle) -> String {
    let say = reader.say;
    match of {
        Obstacle::Budget { short_by } => {
            say.with("plan-short", &[("amount", &short_by.to_string())])
        }
        Obstacle::Deadline {
            gap,
            deadline,
            earliest_on,
            ..
        } => say.with(
            "plan-late",
            &[
                ("gap", &name_of(reader, gap)),
                ("deadline", &date(say, *deadline)),
                ("earliest", &date(say, *earliest_on)),
            ],
        ),
        Obstacle::NoPlan => say.t("plan-none"),
        Obstacle::Stopped => say.t("plan-stopped"),
    }
}

fn name_of(reader: &Reader, of: &Dimension) -> String {
    explain::attribute(reader, &of.attribute, of.item.as_deref())
}
