//! Rows of the template of services: what an institution offers, what it changes, how long it takes,
//! what it costs and where it is offered.

use super::cells::Reading;
use super::institutions::organisation_id;
use super::messages::Code;
use super::plan::{Outcome, Plan};
use super::requirements::{attribute_named, level, states};
use super::values::Names;
use crate::context::Words;
use crate::error::AppResult;
use eslabon_domain::attributes::Attribute;
use eslabon_domain::ids::{OrganisationId, ServiceId};
use eslabon_domain::money::{Currency, Money};
use eslabon_domain::places::StateCode;
use eslabon_domain::services::{Effect, Service};
use eslabon_domain::text::LocalText;
use eslabon_domain::units::parse_amount;
use eslabon_domain::vocabulary::{ConceptId, ConceptKind};
use eslabon_storage::organisations::{self, OrganisationKind};
use eslabon_storage::{Read, services};
use jiff::civil::Date;
use std::collections::HashMap;

/// The longest service, in calendar days: ten years.
const DAYS_MAX: i32 = 3_650;

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
    pub kind: ConceptId,
    pub name: LocalText,
    pub description: LocalText,
    pub effects: Vec<Effect>,
    pub days: i32,
    pub price: Money,
    pub price_as_of: Date,
    pub source: String,
    pub region: Vec<StateCode>,
    pub fictional: bool,
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
    let row = ServiceRow {
        key,
        institution,
        kind: kind?,
        name: LocalText { lang, text: name },
        description: LocalText {
            lang,
            text: description,
        },
        effects: effects(reading, context),
        days: days?,
        price: price?,
        price_as_of: reading
            .date("price_as_of", context.today)
            .unwrap_or(context.today),
        source: reading.text("source").into_owned(),
        region: region(reading),
        fictional: reading.yes_no("fictional").unwrap_or(false),
    };
    (!reading.rejected).then_some(row)
}

fn days(reading: &mut Reading<'_>) -> Option<i32> {
    let text = reading.required("days", 20);
    let days = text
        .parse::<i32>()
        .ok()
        .filter(|days| (0..=DAYS_MAX).contains(days));
    if days.is_none() && !text.is_empty() {
        let code = if text.starts_with('-') {
            Code::NegativeValue
        } else {
            Code::BadNumber
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

fn effects(reading: &mut Reading<'_>, context: &Context<'_>) -> Vec<Effect> {
    let mut effects = Vec::new();
    for part in reading
        .lines("effects")
        .split([';', '\n'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
    {
        match effect(part, context) {
            Ok(effect) => effects.push(effect),
            Err(code) => reading.warn("effects", part, code),
        }
    }
    effects
}

/// `standard.held:standard.iso_9001 = sí`, `site.on_time_delivery 85 % -> 95 %`, `site.oee -> 72 %`.
fn effect(text: &str, context: &Context<'_>) -> Result<Effect, Code> {
    let (left, to) = text
        .split_once("->")
        .or_else(|| text.split_once('='))
        .ok_or(Code::BadEffect)?;
    let (name, rest) = left
        .trim()
        .split_once([' ', ':'])
        .unwrap_or((left.trim(), ""));
    let attribute = attribute_named(name, context.words).ok_or(Code::UnknownAttribute)?;
    let (item, from) = item_and_level(attribute, rest.trim(), context)?;
    let from = if from.is_empty() {
        None
    } else {
        Some(level(from, attribute)?)
    };
    Ok(Effect {
        attribute: attribute.id.clone(),
        item,
        from,
        to: level(to.trim(), attribute)?,
    })
}

/// `process.cnc_turning 0.05 mm` → the item, then what stands behind it.
fn item_and_level<'t>(
    attribute: &Attribute,
    text: &'t str,
    context: &Context<'_>,
) -> Result<(Option<ConceptId>, &'t str), Code> {
    let Some(kind) = attribute.item_kind else {
        return Ok((None, text));
    };
    if text.is_empty() {
        return Ok((None, text));
    }
    if let Some(item) = context.names.find(kind, text) {
        return Ok((Some(item), ""));
    }
    // The longest beginning that is a name: names have blanks themselves.
    let ends = text
        .char_indices()
        .filter(|(_, c)| c.is_whitespace())
        .map(|(at, _)| at)
        .rev();
    for end in ends {
        if let Some((name, rest)) = text.split_at_checked(end)
            && let Some(item) = context.names.find(kind, name)
        {
            return Ok((Some(item), rest.trim()));
        }
    }
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        Ok((None, text))
    } else {
        Err(Code::UnknownConcept)
    }
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
        let id = ServiceId::from_name(&format!("service/{}", row.key));
        let fresh = Service {
            id,
            institution,
            kind: row.kind,
            name: row.name,
            description: row.description,
            effects: row.effects,
            duration_days: row.days,
            price: row.price,
            price_as_of: row.price_as_of,
            source: row.source,
            region: row.region,
            fictional: row.fictional,
        };
        match services::find(db, id).await? {
            Some(stored) if stored == fresh => plan.count(number, Outcome::Unchanged),
            stored => {
                let outcome = if stored.is_some() {
                    Outcome::Changed
                } else {
                    Outcome::New
                };
                plan.services.push(fresh);
                plan.count(number, outcome);
            }
        }
    }
    Ok(plan)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn effects_are_read_as_people_write_them() {
        let words = Words::bundled().unwrap();
        let names = Names::of(&words.vocabulary);
        let context = Context {
            words: &words,
            names: &names,
            today: Date::constant(2026, 11, 24),
        };
        let read = |text: &str| effect(text, &context);
        let held = read("standard.held:standard.iso_9001 = sí").unwrap();
        assert_eq!(
            (held.item.as_deref(), held.from, held.to),
            (Some("standard.iso_9001"), None, 1)
        );
        let delivery = read("site.on_time_delivery 85 % -> 95 %").unwrap();
        assert_eq!(
            (delivery.item, delivery.from, delivery.to),
            (None, Some(850_000), 950_000)
        );
        let tolerance = read("process.tolerance:torneado CNC 0.05 mm -> 0.02 mm").unwrap();
        assert_eq!(tolerance.item.as_deref(), Some("process.cnc_turning"));
        assert_eq!((tolerance.from, tolerance.to), (Some(50_000), 20_000));
        assert_eq!(read("site.oee -> 72 %").unwrap().from, None);
        assert_eq!(read("process.cpk 1 -> 1.5").unwrap().from, Some(1_000));
        for (bad, code) in [
            ("mejora todo", Code::BadEffect),
            ("nada.existe -> 3", Code::UnknownAttribute),
            ("standard.held:ISO 99999 = sí", Code::UnknownConcept),
            ("site.oee -> mucho", Code::BadNumber),
        ] {
            assert_eq!(read(bad).unwrap_err(), code, "{bad}");
        }
    }
}
