//! What is wished of a plan as a form sends it and as it is read. The same names stand in addresses, so that a plan
//! can be shared and asked about anew.

use crate::pages::fields::Fields;
use crate::pages::needs::day;
use eslabon_app::FieldError;
use eslabon_app::programmes::{Choice, PlanWishes};
use eslabon_domain::ids::{NeedId, ServiceId};
use eslabon_domain::money::{Currency, Money, UnitPrice};
use eslabon_domain::programmes::{ClosedDays, FirmTime, Payer, PayerPart, PeakDays, PinnedService};
use eslabon_domain::units::parse_ten_thousandths;
use jiff::civil::Date;

/// For which needs; repeated.
pub const NEED: &str = "requerimiento";
/// What may be spent.
pub const BUDGET: &str = "presupuesto";
/// In which currency.
pub const CURRENCY: &str = "moneda";
/// The first day.
pub const START: &str = "inicio";
/// Hours a week.
pub const HOURS: &str = "horas";
/// When the firm has less: first day, last day, hours; repeated together.
pub const PEAK: [&str; 3] = ["pico_desde", "pico_hasta", "pico_horas"];
/// When it is closed: first day, last day; repeated together.
pub const CLOSED: [&str; 2] = ["cierre_desde", "cierre_hasta"];
/// A service that is to be part of it; repeated.
pub const PIN: &str = "fijar";
/// A service that must not; repeated.
pub const FORBID: &str = "evitar";
/// The plan that is shown or chosen.
pub const PLAN: &str = "plan";
/// What is asked of the proposal.
pub const QUESTION: &str = "pregunta";

/// The name of a payer's parts.
#[must_use]
pub fn parts_name(payer: Payer) -> String {
    format!("partes_{}", payer.as_str())
}

/// The name of a payer's ceiling.
#[must_use]
pub fn ceiling_name(payer: Payer) -> String {
    format!("tope_{}", payer.as_str())
}

/// The name of the day on which a pinned service begins.
#[must_use]
pub fn pin_day_name(service: ServiceId) -> String {
    format!("dia_{service}")
}

/// Whether somebody has sent the form: else what stands in it comes from what was planned.
#[must_use]
pub fn is_sent(fields: &Fields) -> bool {
    fields.has(START)
}

/// The needs that are asked for. What is no id is nobody's need.
#[must_use]
pub fn needs(fields: &Fields) -> Vec<NeedId> {
    let mut needs: Vec<NeedId> = Vec::new();
    for id in fields.all(NEED).filter_map(|id| id.trim().parse().ok()) {
        if !needs.contains(&id) {
            needs.push(id);
        }
    }
    needs
}

/// The plan that is meant, where one is.
#[must_use]
pub fn choice(fields: &Fields) -> Option<Choice> {
    let (cost, on) = fields.text(PLAN).split_once('_')?;
    Some(Choice {
        cost_minor: cost.parse().ok()?,
        finishes_on: on.parse().ok()?,
    })
}

/// How a plan is named in addresses.
#[must_use]
pub fn plan_word(choice: Choice) -> String {
    format!("{}_{}", choice.cost_minor, choice.finishes_on)
}

/// Reads what was typed.
///
/// # Errors
/// Everything that cannot be read, by field.
pub fn read(fields: &Fields) -> Result<PlanWishes, Vec<FieldError>> {
    let mut faults = Vec::new();
    let currency = Currency::parse(fields.text(CURRENCY)).unwrap_or(Currency::Mxn);
    let budget = fields.find(BUDGET).and_then(|typed| {
        let minor = kept(minor(typed, currency), "budget", typed, &mut faults)?;
        Some(Money { minor, currency })
    });
    let starts_on = fields
        .find(START)
        .and_then(|typed| a_day(typed, "starts_on", &mut faults));
    let time = time(fields, &mut faults);
    let pinned = services(fields, PIN, "pinned", &mut faults);
    let pinned = pinned.into_iter().map(|service| {
        let typed = fields.text(&pin_day_name(service)).to_owned();
        let starts_on = match typed.is_empty() {
            true => None,
            false => a_day(&typed, "pinned", &mut faults),
        };
        PinnedService { service, starts_on }
    });
    let pinned = pinned.collect();
    let forbidden = services(fields, FORBID, "forbidden", &mut faults);
    let payers = payers(fields, currency, &mut faults);
    match faults.is_empty() {
        true => Ok(PlanWishes {
            budget,
            starts_on,
            time,
            pinned,
            forbidden,
            payers,
        }),
        false => Err(faults),
    }
}

/// Keeps what was read; says what was not.
fn kept<T>(read: Option<T>, field: &str, typed: &str, faults: &mut Vec<FieldError>) -> Option<T> {
    if read.is_none() {
        faults.push(FieldError::new(field, "bad_number", typed));
    }
    read
}

fn a_day(typed: &str, field: &str, faults: &mut Vec<FieldError>) -> Option<Date> {
    let read = day(typed);
    if read.is_none() {
        faults.push(FieldError::new(field, "bad_date", typed));
    }
    read
}

/// An amount in whole minor units.
fn minor(typed: &str, currency: Currency) -> Option<i64> {
    let read = UnitPrice::parse(typed, currency).ok()?;
    let is_whole = read.currency == currency && read.ten_thousandths % 100 == 0;
    is_whole.then_some(read.ten_thousandths / 100)
}

/// Hours as minutes: `7.5` is 450.
fn minutes(typed: &str) -> Option<i64> {
    let hours = parse_ten_thousandths(typed).ok()?;
    Some(hours.checked_mul(60)? / 10_000)
}

/// The firm's time; nothing where nothing was said of it.
fn time(fields: &Fields, faults: &mut Vec<FieldError>) -> Option<FirmTime> {
    let said = fields.find(HOURS).map(str::to_owned);
    let mut time = FirmTime::assumed();
    if let Some(typed) = &said {
        time.minutes_per_week = kept(minutes(typed), "time", typed, faults)?;
        time.is_assumed = false;
    }
    let [from, to, hours] = PEAK;
    for (from, to, hours) in rows(fields, from, to, Some(hours)) {
        let minutes = kept(minutes(&hours), "time", &hours, faults);
        let days = (a_day(&from, "time", faults), a_day(&to, "time", faults));
        if let (Some(from), Some(to), Some(minutes_per_week)) = (days.0, days.1, minutes) {
            time.peaks.push(PeakDays {
                from,
                to,
                minutes_per_week,
            });
        }
    }
    let [from, to] = CLOSED;
    for (from, to, _) in rows(fields, from, to, None) {
        if let (Some(from), Some(to)) = (a_day(&from, "time", faults), a_day(&to, "time", faults)) {
            time.closed.push(ClosedDays { from, to });
        }
    }
    let is_said = said.is_some() || !time.peaks.is_empty() || !time.closed.is_empty();
    is_said.then_some(time)
}

/// Fields that are repeated together; rows in which nothing was typed are left out.
#[must_use]
pub fn rows(
    fields: &Fields,
    from: &str,
    to: &str,
    hours: Option<&str>,
) -> Vec<(String, String, String)> {
    let all = |name: &str| -> Vec<String> {
        let typed = fields.all(name);
        typed.map(|one| one.trim().to_owned()).collect()
    };
    let (from, to) = (all(from), all(to));
    let hours = hours.map(all).unwrap_or_default();
    let count = from.len().max(to.len()).max(hours.len());
    let at = |of: &[String], place: usize| of.get(place).cloned().unwrap_or_default();
    (0..count)
        .map(|place| (at(&from, place), at(&to, place), at(&hours, place)))
        .filter(|(from, to, hours)| !(from.is_empty() && to.is_empty() && hours.is_empty()))
        .collect()
}

fn services(
    fields: &Fields,
    name: &str,
    field: &str,
    faults: &mut Vec<FieldError>,
) -> Vec<ServiceId> {
    let mut services: Vec<ServiceId> = Vec::new();
    for typed in fields.all(name) {
        match typed.trim().parse() {
            Ok(service) if !services.contains(&service) => services.push(service),
            Ok(_) => {}
            Err(_) => faults.push(FieldError::new(field, "not_offered", typed)),
        }
    }
    services
}

/// Who pays; empty where nobody was given a part.
fn payers(fields: &Fields, currency: Currency, faults: &mut Vec<FieldError>) -> Vec<PayerPart> {
    let mut payers = Vec::new();
    for payer in Payer::ALL.iter().copied() {
        let typed = fields.text(&parts_name(payer));
        let parts = match typed {
            "" => 0,
            typed => kept(typed.parse().ok(), "payers", typed, faults).unwrap_or(0),
        };
        let ceiling = fields.text(&ceiling_name(payer));
        let ceiling_minor = match ceiling {
            "" => None,
            typed => kept(minor(typed, currency), "payers", typed, faults),
        };
        // A ceiling of whoever has no part is a slip that is told, not one that is passed over.
        if parts > 0 || ceiling_minor.is_some() {
            payers.push(PayerPart {
                payer,
                parts,
                ceiling_minor,
            });
        }
    }
    payers
}

/// What stands in the form where nobody has sent it: what was planned from.
#[must_use]
pub fn fields_of(wishes: &PlanWishes, needs: &[NeedId]) -> Fields {
    let mut pairs: Vec<(String, String)> = Vec::new();
    let mut put = |name: &str, value: String| pairs.push((name.to_owned(), value));
    for need in needs {
        put(NEED, need.to_string());
    }
    if let Some(budget) = wishes.budget {
        put(BUDGET, amount(budget.minor));
        put(CURRENCY, budget.currency.code().to_owned());
    }
    let start = wishes.starts_on.map(|day| day.to_string());
    put(START, start.unwrap_or_default());
    if let Some(time) = &wishes.time {
        if !time.is_assumed {
            put(HOURS, hours(time.minutes_per_week));
        }
        for peak in &time.peaks {
            let values = [
                peak.from.to_string(),
                peak.to.to_string(),
                hours(peak.minutes_per_week),
            ];
            for (name, value) in PEAK.into_iter().zip(values) {
                put(name, value);
            }
        }
        for days in &time.closed {
            let values = [days.from.to_string(), days.to.to_string()];
            for (name, value) in CLOSED.into_iter().zip(values) {
                put(name, value);
            }
        }
    }
    for pin in &wishes.pinned {
        put(PIN, pin.service.to_string());
        if let Some(day) = pin.starts_on {
            put(&pin_day_name(pin.service), day.to_string());
        }
    }
    for service in &wishes.forbidden {
        put(FORBID, service.to_string());
    }
    for part in &wishes.payers {
        put(&parts_name(part.payer), part.parts.to_string());
        if let Some(ceiling) = part.ceiling_minor {
            put(&ceiling_name(part.payer), amount(ceiling));
        }
    }
    Fields::of(pairs)
}

/// An amount as it is typed: `125000.00`.
fn amount(minor: i64) -> String {
    format!("{}.{:02}", minor / 100, minor % 100)
}

/// Minutes as hours that are typed: 450 is `7.5`.
fn hours(minutes: i64) -> String {
    let (whole, left) = (minutes / 60, minutes % 60);
    match left {
        0 => whole.to_string(),
        // To the minute: ten-thousandths of an hour are finer than that.
        left => format!("{whole}.{:04}", (left * 10_000 + 59) / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn wishes() -> PlanWishes {
        PlanWishes {
            budget: Some(Money {
                minor: 12_345_678,
                currency: Currency::Usd,
            }),
            starts_on: Some(date(2026, 12, 1)),
            time: Some(FirmTime {
                minutes_per_week: 451,
                peaks: vec![PeakDays {
                    from: date(2027, 1, 4),
                    to: date(2027, 1, 9),
                    minutes_per_week: 0,
                }],
                closed: vec![ClosedDays {
                    from: date(2026, 12, 21),
                    to: date(2027, 1, 3),
                }],
                is_assumed: false,
            }),
            pinned: vec![PinnedService {
                service: ServiceId::from_name("a"),
                starts_on: Some(date(2027, 2, 1)),
            }],
            forbidden: vec![ServiceId::from_name("b")],
            payers: vec![PayerPart {
                payer: Payer::State,
                parts: 2,
                ceiling_minor: Some(500_000),
            }],
        }
    }

    #[test]
    fn what_stands_in_the_form_reads_back_as_itself() {
        let need = NeedId::from_name("x");
        let fields = fields_of(&wishes(), &[need]);
        assert_eq!(read(&fields).unwrap(), wishes());
        assert_eq!(needs(&fields), [need]);
        for minutes_of in 0..1_000 {
            assert_eq!(minutes(&hours(minutes_of)), Some(minutes_of));
        }
    }

    #[test]
    fn nothing_typed_wishes_nothing() {
        assert_eq!(read(&Fields::default()).unwrap(), PlanWishes::default());
    }

    #[test]
    fn what_cannot_be_read_is_told_by_field() {
        let fields = Fields::parse(
            "presupuesto=mucho&inicio=ayer&horas=x&fijar=1&partes_state=dos&pico_desde=2027-01-01",
        );
        let faults = read(&fields).unwrap_err();
        for field in ["budget", "starts_on", "time", "pinned", "payers"] {
            assert!(faults.iter().any(|fault| fault.field == field), "{field}");
        }
    }

    #[test]
    fn a_plan_is_found_by_its_word() {
        let choice_of = Choice {
            cost_minor: 1_250_000,
            finishes_on: date(2027, 3, 1),
        };
        let fields = Fields::of(vec![(PLAN.to_owned(), plan_word(choice_of))]);
        assert_eq!(choice(&fields), Some(choice_of));
        assert_eq!(choice(&Fields::parse("plan=1")), None);
    }
}
