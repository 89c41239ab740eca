//! Where a programme is planned: what is wished, the plans that follow from it, one of them beside its budget, and
//! what would be otherwise. The same desk plans a new programme and plans one anew.

use super::wishes::{self, NEED, PLAN, QUESTION, choice, is_sent, plan_word};
use super::{Names, budget, parts, plan, questions, reasons};
use crate::pages::errors::message;
use crate::pages::fields::{Fields, address};
use crate::pages::format::{date, time};
use crate::pages::parts::{Fault, Mark, summary, table};
use crate::pages::visit::Visit;
use eslabon_app::programmes::{Choice, Planning};
use eslabon_app::{AppResult, FieldError};
use eslabon_domain::ids::NeedId;
use eslabon_engine::programme::{Difference, Plan};
use maud::{Markup, html};

/// What stands on the desk.
pub struct Desk<'a> {
    /// The address of the page.
    pub path: String,
    /// What was typed; of a page that nobody has typed on yet, nothing.
    pub fields: &'a Fields,
    /// For which needs.
    pub needs: &'a [NeedId],
    /// What was planned; nothing where what is wished cannot be.
    pub planning: Option<&'a Planning>,
    /// What would be otherwise, where something was asked.
    pub difference: Option<&'a Difference>,
    /// What is wrong.
    pub faults: &'a [Fault],
    /// Someone else saved in between.
    pub overtaken: bool,
    /// What stands in the form that keeps the chosen plan, before its button.
    pub keeping: Markup,
    /// What that button says.
    pub keep: String,
}

/// The control on the page for a field of the use case.
fn control(field: &str) -> String {
    let control = match field {
        "budget" => wishes::BUDGET,
        "starts_on" => wishes::START,
        "time" => wishes::HOURS,
        "pinned" | "forbidden" => "acciones",
        "payers" => "pagadores",
        "title" => "titulo",
        "services" => "acciones",
        "plan" | "needs" | "gaps" => "planes",
        _ => "deseos",
    };
    control.to_owned()
}

/// What is wrong, each with its control.
#[must_use]
pub fn faults(visit: &Visit, faults: &[FieldError]) -> Vec<Fault> {
    let faults = faults.iter();
    faults
        .map(|fault| (control(&fault.field), message(visit.say, fault)))
        .collect()
}

/// The desk.
///
/// # Errors
/// As [`Planning::split`].
pub fn shown(visit: &Visit, desk: &Desk) -> AppResult<Markup> {
    let say = visit.say;
    let planned = desk
        .planning
        .map(|planning| wishes::fields_of(&planning.wishes, desk.needs));
    let fields = match &planned {
        Some(planned) if !is_sent(desk.fields) => planned,
        _ => desk.fields,
    };
    let names = desk.planning.map(Names::offered).unwrap_or_default();
    let found = match desk.planning {
        Some(planning) => plans(visit, desk, planning, &names, fields)?,
        None => html! { p.empty { (say.t("programme-no-plans")) } },
    };
    Ok(html! {
        (summary(say, desk.faults))
        @if desk.overtaken { p.note role="alert" { (say.t("programme-conflict")) } }
        section aria-labelledby="deseos" {
            h2 #deseos tabindex="-1" { (say.t("programme-wishes")) }
            form action={ (desk.path) "#planes" } method="get" novalidate {
                @for need in desk.needs { input type="hidden" name=(NEED) value=(need); }
                (parts::frame(say, fields, desk.faults))
                (parts::periods(say, fields))
                (parts::payers(say, fields, desk.faults))
                @if let Some(planning) = desk.planning { (parts::services(visit, &names, planning, fields, desk.faults)) }
                @else { (kept_services(fields)) }
                div.buttons { button type="submit" { (say.t("programme-plan-again")) } }
            }
        }
        section aria-labelledby="planes" {
            h2 #planes tabindex="-1" { (say.t("programme-plans")) }
            (found)
        }
    })
}

/// What was pinned and forbidden before something else could not be read: it is not lost.
fn kept_services(fields: &Fields) -> Markup {
    let is_kept =
        |name: &str| matches!(name, wishes::PIN | wishes::FORBID) || name.starts_with("dia_");
    html! {
        @for (name, value) in fields.pairs().filter(|(name, _)| is_kept(name)) {
            input type="hidden" name=(name) value=(value);
        }
    }
}

fn plans(
    visit: &Visit,
    desk: &Desk,
    planning: &Planning,
    names: &Names,
    fields: &Fields,
) -> AppResult<Markup> {
    let say = visit.say;
    let proposal = &planning.proposal;
    let is_beyond = proposal.plans.is_empty();
    let offered = match is_beyond {
        true => &proposal.beyond,
        false => &proposal.plans,
    };
    let wanted = choice(fields).and_then(|choice| planning.plan(choice));
    let chosen = wanted.or_else(|| offered.first());
    let to = |plan: &Plan| shown_at(desk, fields, plan);
    let choose = |at: usize, plan: &Plan| {
        html! {
            @if chosen.is_some_and(|chosen| choice_of(chosen) == choice_of(plan)) { span.badge { (say.t("programme-shown")) } }
            @else { a.go href=(to(plan)) { (say.t("programme-see")) span.hidden { " " (at + 1) } } }
        }
    };
    let shown = match chosen {
        Some(chosen) => one(visit, desk, planning, names, fields, chosen)?,
        None => html! {},
    };
    Ok(html! {
        @if planning.time_is_assumed() { p.note { (Mark::Unknown) " " (say.t("programme-time-assumed")) } }
        (reasons::not_closable(visit, &proposal.not_closable))
        @if !planning.contradicts.is_empty() {
            p.note { (say.with("programme-contradicts", &[("gaps", &reasons::dimensions(visit, &planning.contradicts))])) }
        }
        @if !planning.late.is_empty() { p.note { (Mark::Gap) " " (say.with("programme-late-needs", &[("needs", &titles(planning, &planning.late))])) } }
        @if !planning.other_currency.is_empty() {
            @let left: Vec<String> = planning.other_currency.iter().map(|service| names.with_provider(say, *service)).collect();
            p.note { (say.with("programme-other-currency", &[("services", &left.join("; "))])) }
        }
        @if planning.spent.minor > 0 { p { (say.with("programme-spent", &[("amount", &planning.spent.to_string())])) } }
        @if !proposal.obstacles.is_empty() {
            div.note {
                p { strong { (Mark::Gap) " " (say.t("programme-obstacles")) } }
                ul { @for one in &proposal.obstacles { li { (reasons::obstacle(visit, names, one)) } } }
            }
        }
        @if offered.is_empty() { p.empty { (say.t("programme-no-plans")) } }
        @else {
            @if is_beyond { p { (say.t("programme-beyond")) } }
            (plan::all(visit, offered, &choose))
            @if proposal.is_thinned { p.quiet { (say.t("programme-thinned")) } }
            @if !proposal.earliest_is_proven { p.quiet { (say.t("programme-earliest-unproven")) } }
            @if let Some(simple) = &proposal.simple_rule {
                p.quiet { (say.with("programme-simple-rule", &[("cost", &simple.cost.to_string()), ("date", &date(say, simple.finishes_on))])) }
            }
            h3 { (say.t("programme-what-if")) }
            (questions::form(visit, names, planning, chosen, &desk.path, fields))
        }
        @if let Some(difference) = desk.difference { (questions::answer(visit, names, difference)) }
        (shown)
    })
}

/// What tells a plan apart.
fn choice_of(plan: &Plan) -> Choice {
    Choice {
        cost_minor: plan.cost.minor,
        finishes_on: plan.finishes_on,
    }
}

/// Where a plan is shown.
fn shown_at(desk: &Desk, fields: &Fields, plan: &Plan) -> String {
    let word = plan_word(choice_of(plan));
    let others = fields
        .pairs()
        .filter(|(name, _)| !matches!(*name, PLAN | QUESTION | "lang"));
    let to = address(&desk.path, others.chain([(PLAN, word.as_str())]));
    format!("{to}#plan-elegido")
}

/// One plan: when and at whose cost, what it makes of the needs, and the form that keeps it.
fn one(
    visit: &Visit,
    desk: &Desk,
    planning: &Planning,
    names: &Names,
    fields: &Fields,
    chosen: &Plan,
) -> AppResult<Markup> {
    let say = visit.say;
    let budget = budget::of_plan(visit, planning, chosen)?;
    let title = say.with(
        "programme-chosen",
        &[
            ("cost", &chosen.cost.to_string()),
            ("date", &date(say, chosen.finishes_on)),
        ],
    );
    let word = plan_word(choice_of(chosen));
    Ok(html! {
        section aria-labelledby="plan-elegido" {
            h3 #plan-elegido tabindex="-1" { (title) }
            p { (reasons::proof(visit, chosen)) }
            div.columns {
                div { (plan::calendar(visit, names, "calendario", &say.t("programme-gantt"), &chosen.steps)) }
                div { (budget) }
            }
            (plan::steps(visit, names, &chosen.steps))
            (ready(visit, planning, chosen))
            form.text method="post" action=(desk.path) novalidate {
                (visit.proof())
                @for (name, value) in fields.pairs().filter(|(name, _)| !matches!(*name, PLAN | QUESTION | "lang" | "titulo" | "version" | crate::http::uploads::TOKEN_FIELD)) {
                    input type="hidden" name=(name) value=(value);
                }
                input type="hidden" name=(PLAN) value=(word);
                (desk.keeping)
                div.buttons { button type="submit" { (desk.keep) } }
            }
        }
    })
}

/// The titles of needs, one after the other.
fn titles(planning: &Planning, ids: &[NeedId]) -> String {
    let asked = planning.needs.iter().filter(|need| ids.contains(&need.id));
    let titles: Vec<&str> = asked.map(|need| need.title.text.as_str()).collect();
    titles.join("; ")
}

/// When each need has all that it waits for.
fn ready(visit: &Visit, planning: &Planning, chosen: &Plan) -> Markup {
    let say = visit.say;
    let rows = html! {
        table {
            thead { tr { th scope="col" { (say.t("programme-need")) } th scope="col" { (say.t("programme-ready-on")) } } }
            tbody {
                @for need in &chosen.needs {
                    tr {
                        th scope="row" { (titles(planning, &[need.need])) }
                        td {
                            (match need.is_in_time { true => Mark::Meets, false => Mark::Gap }) " " (time(say, need.ready_on))
                            @if !need.is_in_time { " " (say.t("programme-too-late")) }
                        }
                    }
                }
            }
        }
    };
    html! { @if !chosen.needs.is_empty() { (table(&say.t("programme-needs"), &rows)) } }
}
