//! Rows of the template of services: what an institution offers, what it changes, how long it takes,
//! what it costs and where it is offered. What a plan is made of besides stands in `service_cells`.

use super::cells::Reading;
use super::institutions::organisation_id;
use super::messages::Code;
use super::plan::{Outcome, Plan};
use super::requirements::states;
use super::service_cells;
use super::values::Names;
use crate::catalogue::read::code_of;
use crate::context::Words;
use crate::error::AppResult;
use eslabon_domain::ids::{OrganisationId, ServiceId};
use eslabon_domain::money::{Currency, Money};
use eslabon_domain::places::StateCode;
use eslabon_domain::services::{
    DURATION_DAYS_MAX, Fault, Service, ServiceCohort, ServiceForm, check, check_cohort,
};
use eslabon_domain::text::{Lang, LocalText};
use eslabon_domain::units::parse_amount;
use eslabon_domain::vocabulary::ConceptKind;
use eslabon_storage::organisations::{self, OrganisationKind};
use eslabon_storage::{Read, service_cohorts, services};
use jiff::civil::Date;
use std::collections::HashMap;

/// Columns that a file may lack: what is stored of a service then stays as it is.
const LATER: [&str; 8] = [
    "prerequisites",
    "form",
    "lead_days",
    "effort_minutes",
    "price_per",
    "languages",
    "funding",
    "evidence",
];

/// What reading needs besides the row.
pub(super) struct Context<'a> {
    pub words: &'a Words,
    pub names: &'a Names,
    pub today: Date,
}

/// A row of the template.
#[derive(Debug)]
pub(super) struct ServiceRow {
    pub key: String,
    /// Key or name of the institution.
    pub institution: String,
    /// The service; its institution and its version are found later.
    pub service: Service,
    /// The dates that the row names.
    pub cohorts: Vec<ServiceCohort>,
    /// Which of [`LATER`] the file has no column for.
    absent: Vec<&'static str>,
    /// Whether it has one for the status.
    has_status: bool,
}

/// Reads a row.
pub(super) fn read(reading: &mut Reading<'_>, context: &Context<'_>) -> Option<ServiceRow> {
    let key = reading.required("key", 100);
    let institution = reading.required("institution", 300);
    let name = reading.required("name", 300);
    let kind_text = reading.required("kind", 200);
    let kind = context.names.find(ConceptKind::Service, &kind_text);
    if kind.is_none() && !kind_text.is_empty() {
        reading.reject("kind", &kind_text, Code::UnknownConcept);
    }
    let days = days(reading);
    let price = price(reading);
    let description = reading.lines("description").to_owned();
    let lang = reading.language("language", &format!("{name} {description}"));
    let currency = price.map_or(Currency::Mxn, |price| price.currency);
    let id = ServiceId::from_name(&format!("service/{key}"));
    let service = Service {
        id,
        version: 1,
        status: service_cells::status(reading),
        institution: OrganisationId::RESERVED,
        kind: kind?,
        name: LocalText { lang, text: name },
        description: LocalText {
            lang,
            text: description,
        },
        effects: service_cells::effects(reading, context),
        prerequisites: service_cells::prerequisites(reading, context),
        form: service_cells::form(reading, currency),
        duration_days: days?,
        lead_days: service_cells::lead_days(reading),
        effort: service_cells::effort(reading),
        price: price?,
        price_per: service_cells::price_per(reading),
        price_as_of: price_date(reading, context.today),
        source: reading.text("source").into_owned(),
        region: region(reading),
        languages: service_cells::languages(reading),
        funding: service_cells::funding(reading),
        evidence: evidence(reading, lang),
        fictional: reading.yes_no("fictional").unwrap_or(false),
    };
    let cohorts = service_cells::cohorts(reading, id, context.today);
    judge(reading, context, &service, &cohorts);
    let absent = LATER.into_iter().filter(|field| !reading.has(field));
    let row = ServiceRow {
        key,
        institution,
        absent: absent.collect(),
        has_status: reading.has("status"),
        service,
        cohorts,
    };
    (!reading.rejected).then_some(row)
}

/// What cannot be as it is described rejects the row, each fault at its column.
fn judge(
    reading: &mut Reading<'_>,
    context: &Context<'_>,
    service: &Service,
    cohorts: &[ServiceCohort],
) {
    if reading.rejected {
        return;
    }
    let attributes = &context.words.attributes;
    for fault in check(service, &[], attributes, context.today) {
        let field = match fault {
            // A seat that costs without anyone in it is seen where the price is.
            Fault::SeatsUnknown => "price_per",
            fault => fault.field(),
        };
        let cell = reading.text(field).into_owned();
        reading.reject(field, &cell, code_of(fault));
    }
    for cohort in cohorts {
        for fault in check_cohort(cohort) {
            let days = format!("{}..{}", cohort.starts_on, cohort.ends_on);
            reading.reject("cohorts", &days, code_of(fault));
        }
    }
}

fn price_date(reading: &mut Reading<'_>, today: Date) -> Date {
    let date = reading.date("price_as_of", today).unwrap_or(today);
    if date > today {
        let cell = reading.text("price_as_of").into_owned();
        reading.warn("price_as_of", &cell, Code::DateInFuture);
        return today;
    }
    date
}

/// What a verification looks at; without words it has no language either.
fn evidence(reading: &Reading<'_>, lang: Lang) -> LocalText {
    match reading.lines("evidence") {
        "" => LocalText::default(),
        text => LocalText {
            lang,
            text: text.to_owned(),
        },
    }
}

fn days(reading: &mut Reading<'_>) -> Option<i32> {
    let text = reading.required("days", 20);
    let days = text
        .parse::<i32>()
        .ok()
        .filter(|days| (1..=DURATION_DAYS_MAX).contains(days));
    if days.is_none() && !text.is_empty() {
        let code = match text.parse::<i64>() {
            Ok(days) if days < 0 => Code::NegativeValue,
            Ok(_) => Code::OutOfRange,
            Err(_) => Code::BadNumber,
        };
        reading.reject("days", &text, code);
    }
    days
}

fn price(reading: &mut Reading<'_>) -> Option<Money> {
    let text = reading.required("price", 40);
    let currency = reading.text("currency");
    let currency = if currency.is_empty() {
        Some(Currency::Mxn)
    } else {
        Currency::parse(&currency)
    };
    if currency.is_none() {
        let named = reading.text("currency").into_owned();
        reading.reject("currency", &named, Code::BadCurrency);
    }
    // Centavos and cents are read alike; the currency stands beside the amount.
    let minor = parse_amount(&text, "minor_mxn").ok();
    match minor {
        Some(minor) if minor >= 0 => Some(Money {
            minor,
            currency: currency?,
        }),
        Some(_) => {
            reading.reject("price", &text, Code::NegativeValue);
            None
        }
        None => {
            if !text.is_empty() {
                reading.reject("price", &text, Code::BadNumber);
            }
            None
        }
    }
}

fn region(reading: &mut Reading<'_>) -> Vec<StateCode> {
    let text = reading.text("states");
    if text.is_empty() {
        return Vec::new();
    }
    states(&text, '|').unwrap_or_else(|code| {
        // An empty region would mean the whole country.
        reading.reject("states", &text, code);
        Vec::new()
    })
}

/// Plans a batch.
pub(super) async fn plan(db: &impl Read, rows: Vec<(i64, ServiceRow)>) -> AppResult<Plan> {
    let mut plan = Plan::default();
    let mut institutions: HashMap<String, Option<OrganisationId>> = HashMap::new();
    for (number, row) in rows {
        let institution = match institutions.get(&row.institution) {
            Some(known) => *known,
            None => find_institution(db, &row.institution).await?,
        };
        institutions.insert(row.institution.clone(), institution);
        let Some(institution) = institution else {
            plan.reject(
                number,
                "institution",
                &row.institution,
                Code::UnknownInstitution,
            );
            continue;
        };
        let stored = services::find(db, row.service.id).await?;
        let is_new = stored.is_none();
        let cohorts = changed_cohorts(db, row.service.id, is_new, &row.cohorts).await?;
        let mut fresh = Service {
            institution,
            ..row.service
        };
        let same = stored.is_some_and(|stored| {
            keep(&mut fresh, &stored, &row.absent, row.has_status);
            fresh.version = stored.version;
            let same = fresh == stored;
            fresh.version = stored.version.saturating_add(1);
            same
        });
        let outcome = match (is_new, same && cohorts.is_empty()) {
            (true, _) => Outcome::New,
            (false, true) => Outcome::Unchanged,
            (false, false) => Outcome::Changed,
        };
        if !same {
            plan.services.push(fresh);
        }
        plan.cohorts.extend(cohorts);
        plan.count(number, outcome);
    }
    Ok(plan)
}

/// What the file has no column for stays as it is stored.
fn keep(fresh: &mut Service, stored: &Service, absent: &[&str], has_status: bool) {
    for field in absent {
        match *field {
            "prerequisites" => fresh.prerequisites.clone_from(&stored.prerequisites),
            "form" => fresh.form = stored.form,
            "lead_days" => fresh.lead_days = stored.lead_days,
            "effort_minutes" => fresh.effort = stored.effort,
            "price_per" => fresh.price_per = stored.price_per,
            "languages" => fresh.languages.clone_from(&stored.languages),
            "funding" => fresh.funding.clone_from(&stored.funding),
            "evidence" => fresh.evidence.clone_from(&stored.evidence),
            _ => {}
        }
    }
    if !has_status {
        fresh.status = stored.status;
    }
    // A limit stands in the currency of the price.
    if let ServiceForm::Credit {
        limit: Some(limit), ..
    } = &mut fresh.form
    {
        limit.currency = fresh.price.currency;
    }
}

/// The dates of a row that are new or say something else. What else is stored stays: a date that a file does not
/// name is not cancelled. How one stands, a file does not say.
async fn changed_cohorts(
    db: &impl Read,
    service: ServiceId,
    is_new: bool,
    named: &[ServiceCohort],
) -> AppResult<Vec<ServiceCohort>> {
    if named.is_empty() {
        return Ok(Vec::new());
    }
    let stored = match is_new {
        true => Vec::new(),
        false => service_cohorts::of_services(db, &[service]).await?,
    };
    let mut changed = Vec::new();
    for cohort in named {
        let mut fresh = cohort.clone();
        let is_same = |known: &&ServiceCohort| known.id == cohort.id;
        // One that was typed in the catalogue has an id of its own.
        let is_of_day = |known: &&ServiceCohort| {
            known.starts_on == cohort.starts_on && named.iter().all(|one| one.id != known.id)
        };
        let known = stored.iter().find(is_same);
        if let Some(known) = known.or_else(|| stored.iter().find(is_of_day)) {
            (fresh.id, fresh.version, fresh.status) = (known.id, known.version, known.status);
            if fresh == *known {
                continue;
            }
            fresh.version = known.version.saturating_add(1);
        }
        changed.push(fresh);
    }
    Ok(changed)
}

async fn find_institution(db: &impl Read, named: &str) -> AppResult<Option<OrganisationId>> {
    let by_key = organisation_id(named);
    let offers = |kind| {
        matches!(
            kind,
            OrganisationKind::Institution | OrganisationKind::Centre
        )
    };
    if let Some(known) = organisations::find(db, by_key).await? {
        return Ok(Some(by_key).filter(|_| offers(known.kind)));
    }
    let by_name = organisations::find_by_name(db, OrganisationKind::Institution, named).await?;
    Ok(by_name.map(|known| known.id))
}
