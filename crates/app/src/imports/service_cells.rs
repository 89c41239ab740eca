//! The cells of a service that say what a plan is made of: form, prerequisites, what the firm puts in, money
//! that it is eligible for, and the dates of courses. Words come in both languages.

use super::cells::{self, Reading};
use super::levels;
use super::messages::Code;
use super::services::Context;
use crate::catalogue::read::{FormTexts, form_of, minutes, whole};
use eslabon_domain::ids::{CohortId, ServiceId};
use eslabon_domain::money::Currency;
use eslabon_domain::services::{
    CohortStatus, Effect, Effort, FundingKind, Prerequisite, PricePer, ServiceCohort, ServiceForm,
    ServiceStatus,
};
use eslabon_domain::text::{Lang, normal_form};
use jiff::civil::Date;

/// What of a service changes; what is not understood is left out.
pub(super) fn effects(reading: &mut Reading<'_>, context: &Context<'_>) -> Vec<Effect> {
    let mut effects = Vec::new();
    for part in parts(reading.lines("effects")) {
        match levels::effect(part, context.words, context.names) {
            Ok(effect) => effects.push(effect),
            Err(code) => reading.warn("effects", part, code),
        }
    }
    effects
}

/// What it asks for before it begins. One that is not understood rejects the row: without it the service could
/// be had too early.
pub(super) fn prerequisites(reading: &mut Reading<'_>, context: &Context<'_>) -> Vec<Prerequisite> {
    let mut asked = Vec::new();
    for part in parts(reading.lines("prerequisites")) {
        match levels::prerequisite(part, context.words, context.names) {
            Ok(one) => asked.push(one),
            Err(code) => reading.reject("prerequisites", part, code),
        }
    }
    asked
}

fn parts(cell: &str) -> impl Iterator<Item = &str> {
    let parts = cell.split([';', '\n']).map(str::trim);
    parts.filter(|part| !part.is_empty())
}

/// How it is given.
pub(super) fn form(reading: &mut Reading<'_>, currency: Currency) -> ServiceForm {
    let named = reading.text("form");
    let word = match normal_form(&named).as_str() {
        "" | "por acuerdo" | "arranged" => "arranged",
        "curso" | "course" => "course",
        "asesoria" | "consultoria" | "consulting" => "consulting",
        "prueba" | "auditoria" | "tramite" | "test" | "audit" => "test",
        "prestamo" | "prestamo de equipo" | "loan" => "loan",
        "credito" | "credit" => "credit",
        _ => "unknown",
    };
    let (days, weekly) = (
        reading.text("consulting_days"),
        reading.text("days_per_week"),
    );
    let (limit, rate) = (reading.text("credit_limit"), reading.text("yearly_rate"));
    let (months, grace) = (reading.text("credit_months"), reading.text("grace_months"));
    let read = form_of(&FormTexts {
        form: word,
        consulting_days: &days,
        days_per_week: &weekly,
        credit_limit: &limit,
        yearly_rate: &rate,
        credit_months: &months,
        grace_months: &grace,
        currency,
    });
    read.unwrap_or_else(|(field, code)| {
        let cell = reading.text(field).into_owned();
        reading.reject(field, &cell, code);
        ServiceForm::Arranged
    })
}

/// Days until the first day that can be had.
pub(super) fn lead_days(reading: &mut Reading<'_>) -> i32 {
    let cell = reading.text("lead_days").into_owned();
    whole("lead_days", &cell, Some(0)).unwrap_or_else(|(field, code)| {
        reading.reject(field, &cell, code);
        0
    })
}

/// What the firm puts in: both cells or neither.
pub(super) fn effort(reading: &mut Reading<'_>) -> Option<Effort> {
    let hours = reading.text("effort_minutes").into_owned();
    let people = reading.text("people").into_owned();
    if hours.is_empty() && people.is_empty() {
        return None;
    }
    let minutes_per_week = minutes(&hours);
    if minutes_per_week.is_none() {
        let code = match hours.is_empty() {
            true => Code::MissingValue,
            false => Code::BadNumber,
        };
        reading.reject("effort_minutes", &hours, code);
    }
    let people = match whole("people", &people, None) {
        Ok(people) => Some(people),
        Err((field, code)) => {
            reading.reject(field, &people, code);
            None
        }
    };
    Some(Effort {
        minutes_per_week: minutes_per_week?,
        people: people?,
    })
}

/// What the price is for.
pub(super) fn price_per(reading: &mut Reading<'_>) -> PricePer {
    let cell = reading.text("price_per").into_owned();
    match normal_form(&cell).as_str() {
        "" | "empresa" | "firm" => PricePer::Firm,
        "participante" | "lugar" | "persona" | "seat" => PricePer::Seat,
        _ => {
            // Taken for the price of a firm, the price of a seat would be far too low.
            reading.reject("price_per", &cell, Code::UnknownWord);
            PricePer::Firm
        }
    }
}

/// Whether it can still be had.
pub(super) fn status(reading: &mut Reading<'_>) -> ServiceStatus {
    let cell = reading.text("status").into_owned();
    match normal_form(&cell).as_str() {
        "" | "vigente" | "offered" => ServiceStatus::Offered,
        "terminado" | "ended" => ServiceStatus::Ended,
        _ => {
            reading.warn("status", &cell, Code::UnknownWord);
            ServiceStatus::Offered
        }
    }
}

/// In which languages it is given.
pub(super) fn languages(reading: &mut Reading<'_>) -> Vec<Lang> {
    each(reading, "languages", |word| match word {
        "es" | "espanol" | "spanish" => Some(Lang::Es),
        "en" | "ingles" | "english" => Some(Lang::En),
        _ => None,
    })
}

/// Which money it is eligible for.
pub(super) fn funding(reading: &mut Reading<'_>) -> Vec<FundingKind> {
    each(reading, "funding", |word| match word {
        "estado" | "estatal" | "state" => Some(FundingKind::State),
        "federal" => Some(FundingKind::Federal),
        "asociacion" | "camara" | "association" => Some(FundingKind::Association),
        "tractora" | "empresa tractora" | "lead firm" => Some(FundingKind::LeadFirm),
        "banca de desarrollo" | "development bank" => Some(FundingKind::DevelopmentBank),
        _ => None,
    })
}

fn each<T: PartialEq>(
    reading: &mut Reading<'_>,
    field: &'static str,
    meant: fn(&str) -> Option<T>,
) -> Vec<T> {
    let mut found = Vec::new();
    for part in cells::list(reading.lines(field)) {
        match meant(&normal_form(part)) {
            Some(one) if found.contains(&one) => {}
            Some(one) => found.push(one),
            None => reading.warn(field, part, Code::UnknownWord),
        }
    }
    found
}

/// The dates of a course: `2026-12-01..2026-12-05/20/8`, further with the seats that are taken and the place,
/// `…/20/8/3/Planta Zapopan`. The first day tells one from another: a date that is moved is another one.
pub(super) fn cohorts(
    reading: &mut Reading<'_>,
    service: ServiceId,
    today: Date,
) -> Vec<ServiceCohort> {
    let mut cohorts: Vec<ServiceCohort> = Vec::new();
    for part in cells::list(reading.lines("cohorts")) {
        match cohort(part, service, today) {
            Some(cohort) if cohorts.iter().any(|known| known.id == cohort.id) => {
                reading.reject("cohorts", part, Code::BadCohort);
            }
            Some(cohort) => cohorts.push(cohort),
            None => reading.reject("cohorts", part, Code::BadCohort),
        }
    }
    cohorts
}

fn cohort(text: &str, service: ServiceId, today: Date) -> Option<ServiceCohort> {
    let mut parts = text.splitn(5, '/').map(str::trim);
    let (first, last) = parts.next()?.split_once("..")?;
    let starts_on = cells::date(first, today)?;
    let ends_on = cells::date(last, today)?;
    let seats = parts.next()?.parse().ok()?;
    let minimum = parts.next()?.parse().ok()?;
    let taken = match parts.next() {
        None | Some("") => 0,
        Some(taken) => taken.parse().ok()?,
    };
    Some(ServiceCohort {
        id: CohortId::from_name(&format!("service/{}/{starts_on}", service.0)),
        service,
        version: 1,
        starts_on,
        ends_on,
        seats,
        minimum,
        taken,
        place: parts.next().unwrap_or_default().to_owned(),
        status: CohortStatus::Open,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Date = Date::constant(2026, 11, 25);

    #[test]
    fn dates_are_read_as_people_write_them() {
        let service = ServiceId::from_name("s");
        let read = |text: &str| cohort(text, service, TODAY);
        let short = read("2026-12-01..2026-12-05/20/8").unwrap();
        assert_eq!(
            (short.starts_on, short.ends_on),
            (Date::constant(2026, 12, 1), Date::constant(2026, 12, 5))
        );
        assert_eq!((short.seats, short.minimum, short.taken), (20, 8, 0));
        let long = read("+10d..+12d / 12 / 6 / 3 / Planta 1/2, Zapopan").unwrap();
        assert_eq!(long.starts_on, Date::constant(2026, 12, 5));
        assert_eq!(
            (long.taken, long.place.as_str()),
            (3, "Planta 1/2, Zapopan")
        );
        // The same first day is the same one, whatever else changes.
        assert_eq!(read("2026-12-05..2026-12-06/9/1").unwrap().id, long.id);
        for bad in [
            "",
            "2026-12-01",
            "2026-12-01..pronto/20/8",
            "2026-12-01..2026-12-05/20",
        ] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
