//! `account`: inviting people and looking after accounts from the machine on which the data lie. Links
//! go to standard output; what is done is on record as the operator's.

use super::Failure;
use super::config::{Config, DEFAULT_DATA};
use super::lines::{language, say};
use super::progress::Terminal;
use clap::{Args, Subcommand};
use eslabon_app::accounts::invitations::{Invitation, invite};
use eslabon_app::accounts::reset::hand_over;
use eslabon_app::accounts::standing::{self, Account};
use eslabon_app::{App, AppError};
use eslabon_domain::actors::{Actor, Role};
use eslabon_domain::ids::OrganisationId;
use eslabon_domain::text::{Lang, fold};
use std::process::ExitCode;

/// Arguments of `account`.
#[derive(Debug, Args)]
pub struct AccountArguments {
    #[command(subcommand)]
    command: AccountCommand,
}

#[derive(Debug, Subcommand)]
enum AccountCommand {
    /// Invite someone; prints the link, which works once within 7 days
    Invite(InviteArguments),
    /// List every account: address, name, standing, roles
    List,
    /// Print a link by which someone chooses a new password, once within 48 hours
    Reset(Someone),
    /// Shut an account: its sessions and tokens end at once
    Disable(Someone),
    /// Open a shut account again
    Enable(Someone),
}

#[derive(Debug, Args)]
struct InviteArguments {
    /// Where the link is sent, if letters are sent; without it you hand the link over
    #[arg(long, default_value = "")]
    email: String,
    /// The person's name, as far as it is known
    #[arg(long, default_value = "")]
    name: String,
    /// engineer, purchasing_manager, owner, editor, provider, centre_staff, centre_manager, broker,
    /// coordinator, funder or administrator
    #[arg(long, value_parser = role)]
    role: Role,
    /// The organisation's id or its name; administrators have none
    #[arg(long)]
    organisation: Option<String>,
    /// In which language the person is written to: es or en
    #[arg(long, value_parser = language, default_value = "es")]
    lang: Lang,
}

#[derive(Debug, Args)]
struct Someone {
    /// The address by which the person signs in
    email: String,
}

fn role(word: &str) -> Result<Role, String> {
    Role::parse(word)
        .filter(|role| role.is_assignable())
        .ok_or_else(|| format!("“{word}” is no role that a person can have"))
}

/// Runs the command.
pub async fn run(config: &Config, arguments: AccountArguments) -> Result<ExitCode, Failure> {
    let terminal = Terminal::new();
    let app = App::open(config.place(DEFAULT_DATA), &terminal).await?;
    terminal.finish();
    // Links lead to where `serve` is reached under the same configuration.
    app.set_account_rules(config.account_rules(config.listen)?);
    let operator = Actor::command_line();
    let outcome = match arguments.command {
        AccountCommand::Invite(arguments) => invited(&app, &operator, arguments).await,
        AccountCommand::List => listed(&app, &operator).await,
        AccountCommand::Reset(someone) => reset(&app, &operator, &someone.email).await,
        AccountCommand::Disable(someone) => stand(&app, &operator, &someone.email, false).await,
        AccountCommand::Enable(someone) => stand(&app, &operator, &someone.email, true).await,
    };
    outcome.map_err(in_words)?;
    Ok(ExitCode::SUCCESS)
}

async fn invited(app: &App, operator: &Actor, arguments: InviteArguments) -> Result<(), Failure> {
    let organisation = match &arguments.organisation {
        Some(text) => Some(organisation(app, operator, arguments.role, text).await?),
        None => None,
    };
    let invitation = Invitation {
        email: arguments.email,
        name: arguments.name,
        role: arguments.role,
        organisation,
        lang: arguments.lang,
    };
    say(invite(app, operator, invitation).await?)
}

/// The organisation that an id or a name means, among those to which the role can belong.
async fn organisation(
    app: &App,
    operator: &Actor,
    role: Role,
    text: &str,
) -> Result<OrganisationId, Failure> {
    if let Ok(id) = text.parse() {
        return Ok(id);
    }
    let known = standing::organisations_for(app, operator, role).await?;
    let meant = fold(text);
    let mut found = known.iter().filter(|firm| fold(&firm.name) == meant);
    match (found.next(), found.next()) {
        (Some(only), None) => Ok(only.id),
        (Some(_), Some(_)) => Err(format!("“{text}”: several have this name; give the id").into()),
        (None, _) => Err(format!(
            "“{text}”: no organisation of this name to which the role {} belongs",
            role.as_str()
        )
        .into()),
    }
}

async fn listed(app: &App, operator: &Actor) -> Result<(), Failure> {
    for account in standing::list(app, operator).await? {
        say(line(&account))?;
    }
    Ok(())
}

/// Separated by tabs, so that scripts can read it.
fn line(account: &Account) -> String {
    let roles: Vec<String> = account
        .roles
        .iter()
        .map(|(role, firm)| match firm.is_empty() {
            true => role.as_str().to_owned(),
            false => format!("{} ({firm})", role.as_str()),
        })
        .collect();
    let standing = if account.disabled {
        "disabled"
    } else {
        "active"
    };
    format!(
        "{}\t{}\t{standing}\t{}",
        account.email,
        account.name,
        roles.join(", ")
    )
}

async fn reset(app: &App, operator: &Actor, email: &str) -> Result<(), Failure> {
    let person = standing::find(app, operator, email).await?;
    say(hand_over(app, operator, person).await?)
}

async fn stand(app: &App, operator: &Actor, email: &str, open: bool) -> Result<(), Failure> {
    let person = standing::find(app, operator, email).await?;
    let (changed, word) = match open {
        true => (standing::enable(app, operator, person).await?, "enabled"),
        false => (standing::disable(app, operator, person).await?, "disabled"),
    };
    match changed {
        true => say(format!("{word} {email}")),
        false => say(format!("{email} was {word} already")),
    }
}

/// What went wrong, for a person at a terminal.
fn in_words(failure: Failure) -> Failure {
    match failure.downcast_ref::<AppError>() {
        Some(AppError::NotFound) => "there is no such account or organisation".into(),
        Some(AppError::Invalid(faults)) => {
            let faults: Vec<String> = faults
                .iter()
                .map(|fault| format!("{}: {} {}", fault.field, fault.code, fault.detail))
                .collect();
            faults.join("; ").trim().to_owned().into()
        }
        _ => failure,
    }
}
