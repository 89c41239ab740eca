//! Services of institutions: each with all that a plan is made of, its dates, and the forms of those who keep
//! them. Works on a telephone and without scripts.

mod dates;
mod form;
mod show;
mod take;

pub use dates::{dates, save_date};
pub use show::show;
pub use take::{add, change, edit, start};

use super::errors::message;
use super::explain;
use super::format::days;
use super::layout::{Page, Section};
use super::parts::Fault;
use super::visit::Visit;
use super::words::Say;
use eslabon_app::FieldError;
use eslabon_domain::attributes::{Attribute, Direction, ValueType};
use eslabon_domain::ids::{OrganisationId, ServiceId};
use eslabon_domain::places::Places;
use eslabon_domain::services::{
    CohortStatus, Effect, FundingKind, Prerequisite, PricePer, Service, ServiceForm,
};
use eslabon_domain::text::Lang;
use eslabon_domain::units::show_amount;
use maud::Markup;

/// The directory.
const DIRECTORY: &str = "/instituciones";

/// The address of a service.
pub fn path(id: ServiceId) -> String {
    format!("/servicios/{id}")
}

/// The address at which a service is changed.
fn edit_path(id: ServiceId) -> String {
    format!("/servicios/{id}/editar")
}

/// The address of a service's dates.
fn dates_path(id: ServiceId) -> String {
    format!("/servicios/{id}/fechas")
}

/// The address at which a service is added to an institution.
pub fn new_path(institution: OrganisationId) -> String {
    format!("{DIRECTORY}/{institution}/servicios/nuevo")
}

/// A page beneath the directory.
fn framed(visit: &Visit, title: impl Into<String>, main: Markup) -> Page {
    let name = visit.say.t("nav-institutions");
    Page::new(Section::Institutions, title, main).under(name, DIRECTORY)
}

/// `Norma, certificado o práctica vigente · ISO 9001: se obtiene`, `Entregas a tiempo: de 85 % a 95 %`.
pub fn effect(visit: &Visit, effect: &Effect) -> String {
    let say = visit.say;
    let name = explain::attribute(visit, &effect.attribute, effect.item.as_deref());
    let level = |level: i64| shown(visit, &effect.attribute, level);
    match effect.from {
        _ if is_flag(visit, &effect.attribute) => say.with("effect-flag", &[("what", &name)]),
        Some(from) => {
            let (from, to) = (level(from), level(effect.to));
            say.with(
                "effect-from-to",
                &[("what", &name), ("from", &from), ("to", &to)],
            )
        }
        None => say.with("effect-to", &[("what", &name), ("to", &level(effect.to))]),
    }
}

/// `Norma, certificado o práctica vigente · 5S`, `OEE de la planta: al menos 60 %`.
fn prerequisite(visit: &Visit, asked: &Prerequisite) -> String {
    let name = explain::attribute(visit, &asked.attribute, asked.item.as_deref());
    if is_flag(visit, &asked.attribute) {
        return name;
    }
    let known = visit.words.attributes.find(&asked.attribute);
    let amount = shown(visit, &asked.attribute, asked.level);
    let level = match known.is_some_and(|one| one.direction == Direction::Lower) {
        true => visit.say.with("at-most", &[("amount", &amount)]),
        false => visit.say.with("at-least", &[("amount", &amount)]),
    };
    format!("{name}: {level}")
}

fn is_flag(visit: &Visit, attribute: &str) -> bool {
    let known: Option<&Attribute> = visit.words.attributes.find(attribute);
    known.is_none_or(|one| one.value_type == ValueType::Flag)
}

fn shown(visit: &Visit, attribute: &str, level: i64) -> String {
    let known = visit.words.attributes.find(attribute);
    let unit = known.map_or("", |one| one.unit.as_str());
    explain::measure(visit.say, level, unit)
}

/// Where it is offered.
pub fn region(say: Say, service: &Service) -> String {
    if service.region.is_empty() {
        return say.t("region-country");
    }
    let places = Places::shared();
    let names: Vec<&str> = service
        .region
        .iter()
        .filter_map(|code| places.state(*code))
        .map(|state| state.short.as_str())
        .collect();
    names.join(", ")
}

/// The name of a form by its word.
fn form_named(say: Say, word: &str) -> String {
    match word {
        "course" => say.t("service-form-course"),
        "consulting" => say.t("service-form-consulting"),
        "test" => say.t("service-form-test"),
        "loan" => say.t("service-form-loan"),
        "credit" => say.t("service-form-credit"),
        _ => say.t("service-form-arranged"),
    }
}

/// How it is given, with what belongs to it.
pub fn form_in_words(say: Say, form: ServiceForm) -> String {
    let name = form_named(say, form.as_str());
    match form {
        ServiceForm::Consulting {
            days: all,
            days_per_week,
        } => {
            let (all, weekly) = (days(say, all), days_per_week.to_string());
            let terms = say.with(
                "service-consulting-terms",
                &[("days", &all), ("weekly", &weekly)],
            );
            format!("{name}: {terms}")
        }
        ServiceForm::Credit {
            limit,
            yearly_rate_ppm,
            months,
            grace_months,
        } => {
            let unknown = || say.t("service-not-said");
            let limit = limit.map_or_else(unknown, |most| most.to_string());
            let rate = yearly_rate_ppm.map(|ppm| show_amount(i64::from(ppm), "ppm"));
            let rate = rate.unwrap_or_else(unknown);
            let (months, grace) = (months.to_string(), grace_months.to_string());
            let terms = [
                ("limit", limit.as_str()),
                ("rate", rate.as_str()),
                ("months", months.as_str()),
                ("grace", grace.as_str()),
            ];
            format!("{name}: {}", say.with("service-credit-terms", &terms))
        }
        ServiceForm::Arranged | ServiceForm::Course | ServiceForm::Test | ServiceForm::Loan => name,
    }
}

/// What a price is for.
pub fn per(say: Say, per: PricePer) -> String {
    match per {
        PricePer::Firm => say.t("service-per-firm"),
        PricePer::Seat => say.t("service-per-seat"),
    }
}

fn funding(say: Say, kind: FundingKind) -> String {
    match kind {
        FundingKind::State => say.t("service-funding-state"),
        FundingKind::Federal => say.t("service-funding-federal"),
        FundingKind::Association => say.t("service-funding-association"),
        FundingKind::LeadFirm => say.t("service-funding-lead-firm"),
        FundingKind::DevelopmentBank => say.t("service-funding-bank"),
    }
}

fn language(say: Say, lang: Lang) -> String {
    match lang {
        Lang::Es => say.t("service-language-es"),
        Lang::En => say.t("service-language-en"),
    }
}

fn cohort_status(say: Say, status: CohortStatus) -> String {
    match status {
        CohortStatus::Planned => say.t("cohort-planned"),
        CohortStatus::Open => say.t("cohort-open"),
        CohortStatus::Cancelled => say.t("cohort-cancelled"),
    }
}

/// What is wrong, at the control of the page for the field of the use case.
fn at_their_fields(
    say: Say,
    faults: &[FieldError],
    control: impl Fn(&str) -> String,
) -> Vec<Fault> {
    let faults = faults.iter();
    faults
        .map(|fault| {
            let words = match fault.code {
                "bad_number" => say.with("service-fault-number", &[("detail", &fault.detail)]),
                "bad_date" => say.t("fault-date"),
                "missing_value" => say.t("fault-required"),
                _ => message(say, fault),
            };
            (control(&fault.field), words)
        })
        .collect()
}
