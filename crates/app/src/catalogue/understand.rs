//! From what was typed to a service; or everything that is wrong with it, each fault at its field.

use super::concept_meant;
use super::draft::{LEVELS_MAX, LevelDraft, ServiceDraft};
use super::read::{FormTexts, field_error, form_of, minutes, whole};
use crate::context::Words;
use crate::error::{AppError, AppResult, FieldError};
use crate::imports::levels::Levels;
use crate::imports::messages::Code;
use crate::profiles::record::{kept, short};
use eslabon_domain::attributes::{Attribute, Attributes};
use eslabon_domain::ids::{OrganisationId, ServiceId};
use eslabon_domain::money::{Currency, Money};
use eslabon_domain::places::{Places, StateCode};
use eslabon_domain::services::{
    Effect, Effort, Fault, FundingKind, Prerequisite, PricePer, Service, ServiceStatus, check,
};
use eslabon_domain::text::{Lang, LocalText};
use eslabon_domain::units::parse_amount;
use eslabon_domain::vocabulary::{ConceptId, ConceptKind};
use jiff::civil::Date;

/// The longest name, in characters.
const NAME_MAX: usize = 300;
/// The longest description, and evidence.
const TEXT_MAX: usize = 4_000;
/// The longest source.
const SOURCE_MAX: usize = 300;

/// What a service keeps whatever is typed.
pub(super) struct Standing {
    pub id: ServiceId,
    pub institution: OrganisationId,
    pub version: i32,
    pub fictional: bool,
}

/// The service that was meant.
pub(super) fn understand(
    words: &Words,
    today: Date,
    draft: &ServiceDraft,
    standing: &Standing,
) -> AppResult<Service> {
    let mut faults = Vec::new();
    let kind = kept(kind(words, &draft.kind), &mut faults);
    let name = text("name", &draft.name, NAME_MAX);
    let name = kept(name, &mut faults);
    let description = kept(
        text("description", &draft.description, TEXT_MAX),
        &mut faults,
    );
    let evidence = kept(text("evidence", &draft.evidence, TEXT_MAX), &mut faults);
    let source = kept(text("source", &draft.source, SOURCE_MAX), &mut faults);
    let levels = Levels::new(words);
    let effects = all(&draft.effects, "effects", &mut faults, |one| {
        effect(&levels, one)
    });
    let prerequisites = all(&draft.prerequisites, "prerequisites", &mut faults, |one| {
        prerequisite(&levels, one)
    });
    let price = kept(price(draft), &mut faults);
    let currency = price.map_or(Currency::Mxn, |price| price.currency);
    let form = form_of(&FormTexts {
        form: &draft.form,
        consulting_days: &draft.consulting_days,
        days_per_week: &draft.days_per_week,
        credit_limit: &draft.credit_limit,
        yearly_rate: &draft.yearly_rate,
        credit_months: &draft.credit_months,
        grace_months: &draft.grace_months,
        currency,
    });
    let form = kept(form.map_err(typed(draft)), &mut faults);
    let days = whole("days", &draft.days, None);
    let days = kept(days.map_err(typed(draft)), &mut faults);
    let lead_days = whole("lead_days", &draft.lead_days, Some(0));
    let lead_days = kept(lead_days.map_err(typed(draft)), &mut faults);
    let effort = kept(effort(draft), &mut faults);
    let as_of = kept(date(&draft.price_as_of, today), &mut faults);
    let region = kept(region(&draft.states), &mut faults);
    let languages = kept(
        each("languages", &draft.languages, Lang::parse),
        &mut faults,
    );
    let funding = each("funding", &draft.funding, FundingKind::parse);
    let funding = kept(funding, &mut faults);
    let price_per = one(
        "price_per",
        &draft.price_per,
        PricePer::Firm,
        PricePer::parse,
    );
    let price_per = kept(price_per, &mut faults);
    let status = one(
        "status",
        &draft.status,
        ServiceStatus::Offered,
        ServiceStatus::parse,
    );
    let status = kept(status, &mut faults);
    let (Some(kind), Some(name), Some(description), Some(evidence), Some(source)) =
        (kind, name, description, evidence, source)
    else {
        return Err(AppError::Invalid(faults));
    };
    let (Some(price), Some(form), Some(duration_days), Some(lead_days), Some(effort)) =
        (price, form, days, lead_days, effort)
    else {
        return Err(AppError::Invalid(faults));
    };
    let (Some(price_as_of), Some(region), Some(languages), Some(funding)) =
        (as_of, region, languages, funding)
    else {
        return Err(AppError::Invalid(faults));
    };
    let (Some(price_per), Some(status), true) = (price_per, status, faults.is_empty()) else {
        return Err(AppError::Invalid(faults));
    };
    let evidence = match evidence.is_empty() {
        true => LocalText::default(),
        false => local(draft.lang, evidence),
    };
    let service = Service {
        id: standing.id,
        version: standing.version,
        status,
        institution: standing.institution,
        kind,
        name: local(draft.lang, name),
        description: local(draft.lang, description),
        effects,
        prerequisites,
        form,
        duration_days,
        lead_days,
        effort,
        price,
        price_per,
        price_as_of,
        source,
        region,
        languages,
        funding,
        evidence,
        fictional: standing.fictional,
    };
    let found = check(&service, &[], &words.attributes, today);
    if found.is_empty() {
        return Ok(service);
    }
    let found = found.into_iter();
    let at_fields = found.map(|fault| at_its_field(fault, &service, draft, &words.attributes));
    Err(AppError::Invalid(at_fields.collect()))
}

/// A fault of a level names the line that has it.
fn at_its_field(
    fault: Fault,
    service: &Service,
    draft: &ServiceDraft,
    attributes: &Attributes,
) -> FieldError {
    let mut error = field_error(fault);
    let (lines, count) = match fault.field() {
        "effects" => (&draft.effects, service.effects.len()),
        "prerequisites" => (&draft.prerequisites, service.prerequisites.len()),
        _ => return error,
    };
    let faulty = (0..count).find(|at| {
        let mut alone = service.clone();
        match fault.field() {
            "effects" => alone.effects = service.effects.get(*at).cloned().into_iter().collect(),
            _ => {
                let one = service.prerequisites.get(*at).cloned();
                alone.prerequisites = one.into_iter().collect();
            }
        }
        check(&alone, &[], attributes, service.price_as_of).contains(&fault)
    });
    // Lines that nobody filled in are counted as they stand on the page.
    let typed = lines
        .iter()
        .enumerate()
        .filter(|(_, line)| !line.is_empty());
    let line = typed.map(|(at, _)| at).nth(faulty.unwrap_or(0));
    error.field = format!("{}.{}.to", fault.field(), line.unwrap_or(0));
    error
}

fn local(lang: Lang, text: String) -> LocalText {
    LocalText { lang, text }
}

fn kind(words: &Words, typed: &str) -> Result<ConceptId, FieldError> {
    if typed.trim().is_empty() {
        return Err(FieldError::new("kind", "required", ""));
    }
    let meant = concept_meant(words, ConceptKind::Service, typed);
    meant.ok_or_else(|| FieldError::new("kind", "unknown_concept", short(typed)))
}

fn text(field: &'static str, typed: &str, most: usize) -> Result<String, FieldError> {
    let typed = typed.trim();
    if field == "name" && typed.is_empty() {
        return Err(FieldError::new(field, "required", ""));
    }
    if typed.contains('\0') {
        return Err(FieldError::new(field, "bad_character", ""));
    }
    match typed.chars().count() > most {
        true => Err(FieldError::new(field, "too_long", most.to_string())),
        false => Ok(typed.to_owned()),
    }
}

/// Lines that are not empty, with the number of each for what is wrong with it.
fn all<T>(
    lines: &[LevelDraft],
    field: &str,
    faults: &mut Vec<FieldError>,
    read: impl Fn(&LevelDraft) -> Result<T, (&'static str, Code)>,
) -> Vec<T> {
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        if line.is_empty() {
            continue;
        }
        match read(line) {
            Ok(one) => found.push(one),
            Err((part, code)) => {
                let typed = match part {
                    "attribute" => &line.attribute,
                    "item" => &line.item,
                    "from" => &line.from,
                    _ => &line.to,
                };
                let field = format!("{field}.{at}.{part}");
                faults.push(FieldError::new(field, code.as_str(), short(typed)));
            }
        }
    }
    if found.len() > LEVELS_MAX {
        faults.push(FieldError::new(
            field.to_owned(),
            "too_many",
            LEVELS_MAX.to_string(),
        ));
    }
    found
}

fn effect(levels: &Levels<'_>, line: &LevelDraft) -> Result<Effect, (&'static str, Code)> {
    let (attribute, item) = dimension(levels, line)?;
    let at = |part: &'static str| move |code: Code| (part, code);
    let from = match line.from.trim() {
        "" => None,
        from => Some(levels.level(attribute, from).map_err(at("from"))?),
    };
    Ok(Effect {
        attribute: attribute.id.clone(),
        item,
        from,
        to: levels.level(attribute, &line.to).map_err(at("to"))?,
    })
}

fn prerequisite(
    levels: &Levels<'_>,
    line: &LevelDraft,
) -> Result<Prerequisite, (&'static str, Code)> {
    let (attribute, item) = dimension(levels, line)?;
    let level = levels.level(attribute, &line.to);
    Ok(Prerequisite {
        attribute: attribute.id.clone(),
        item,
        level: level.map_err(|code| ("to", code))?,
    })
}

fn dimension<'w>(
    levels: &Levels<'w>,
    line: &LevelDraft,
) -> Result<(&'w Attribute, Option<ConceptId>), (&'static str, Code)> {
    let attribute = levels.attribute(&line.attribute);
    let attribute = attribute.map_err(|code| ("attribute", code))?;
    let item = levels.item(attribute, &line.item);
    Ok((attribute, item.map_err(|code| ("item", code))?))
}

/// What is wrong, with what was typed there.
fn typed(draft: &ServiceDraft) -> impl Fn((&'static str, Code)) -> FieldError + '_ {
    move |(field, code)| {
        let typed = match field {
            "form" => &draft.form,
            "consulting_days" => &draft.consulting_days,
            "days_per_week" => &draft.days_per_week,
            "credit_limit" => &draft.credit_limit,
            "yearly_rate" => &draft.yearly_rate,
            "credit_months" => &draft.credit_months,
            "grace_months" => &draft.grace_months,
            "lead_days" => &draft.lead_days,
            "people" => &draft.people,
            _ => &draft.days,
        };
        FieldError::new(field, code.as_str(), short(typed))
    }
}

fn price(draft: &ServiceDraft) -> Result<Money, FieldError> {
    let currency = match draft.currency.trim() {
        "" => Currency::Mxn,
        code => Currency::parse(code)
            .ok_or_else(|| FieldError::new("currency", "bad_currency", short(code)))?,
    };
    let typed = draft.price.trim();
    if typed.is_empty() {
        return Err(FieldError::new("price", "required", ""));
    }
    // Centavos and cents are read alike; the currency stands beside the amount.
    match parse_amount(typed, "minor_mxn") {
        Ok(minor) => Ok(Money { minor, currency }),
        Err(_) => Err(FieldError::new("price", "bad_number", short(typed))),
    }
}

fn effort(draft: &ServiceDraft) -> Result<Option<Effort>, FieldError> {
    let (hours, people) = (draft.hours_per_week.trim(), draft.people.trim());
    if hours.is_empty() && people.is_empty() {
        return Ok(None);
    }
    if hours.is_empty() {
        return Err(FieldError::new("effort_minutes", "required", ""));
    }
    let minutes_per_week = minutes(hours)
        .ok_or_else(|| FieldError::new("effort_minutes", "bad_number", short(hours)))?;
    let people = whole("people", people, None).map_err(typed(draft))?;
    Ok(Some(Effort {
        minutes_per_week,
        people,
    }))
}

fn date(typed: &str, today: Date) -> Result<Date, FieldError> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(today);
    }
    let day: Date = typed
        .parse()
        .map_err(|_| FieldError::new("price_as_of", "bad_date", short(typed)))?;
    match day > today {
        true => Err(FieldError::new(
            "price_as_of",
            "date_in_future",
            day.to_string(),
        )),
        false => Ok(day),
    }
}

fn region(typed: &[String]) -> Result<Vec<StateCode>, FieldError> {
    let mut region = Vec::new();
    for one in typed {
        let code = one.trim().parse().ok().map(StateCode);
        let code = code.filter(|code| Places::shared().state(*code).is_some());
        let code = code.ok_or_else(|| FieldError::new("states", "unknown_state", short(one)))?;
        if !region.contains(&code) {
            region.push(code);
        }
    }
    Ok(region)
}

fn each<T: PartialEq>(
    field: &'static str,
    typed: &[String],
    parse: fn(&str) -> Option<T>,
) -> Result<Vec<T>, FieldError> {
    let mut found = Vec::new();
    for word in typed {
        let one = parse(word.trim());
        let one = one.ok_or_else(|| FieldError::new(field, "unknown_word", short(word)))?;
        if !found.contains(&one) {
            found.push(one);
        }
    }
    Ok(found)
}

fn one<T>(
    field: &'static str,
    typed: &str,
    absent: T,
    parse: fn(&str) -> Option<T>,
) -> Result<T, FieldError> {
    match typed.trim() {
        "" => Ok(absent),
        word => parse(word).ok_or_else(|| FieldError::new(field, "unknown_word", short(word))),
    }
}
