//! Whether a service can be as it is described: every fault that a person can mend, all at once, each with the
//! field that it stands in. The faces hold the words.

use super::cohorts::PLACE_MAX;
use super::{
    DURATION_DAYS_MAX, Effect, LEAD_DAYS_MAX, MINUTES_PER_WEEK_MAX, MONTHS_MAX, PEOPLE_MAX,
    PRICE_MAX_MINOR, Prerequisite, PricePer, RATE_PPM_MAX, Service, ServiceCohort, ServiceForm,
};
use crate::attributes::{Attribute, Attributes, Direction, ValueType};
use jiff::civil::Date;

super::words!(
    /// What is wrong with a service or with one of its cohorts.
    Fault {
        /// It has no name.
        NameMissing = "name_missing",
        /// An effect or a prerequisite names an attribute that does not exist, or that has no level.
        UnknownAttribute = "unknown_attribute",
        /// An effect names one of an attribute's items where it has none.
        ItemNotOf = "item_not_of",
        /// A level that gets worse, or stays.
        LevelFalls = "level_falls",
        /// It asks for what only it gives.
        NeedsItself = "needs_itself",
        /// No day, or more than ten years.
        Duration = "duration_days",
        /// A wait below zero, or of more than two years.
        Lead = "lead_days",
        /// Minutes below zero, or more than a week has.
        Effort = "effort_minutes",
        /// Nobody takes part, or more than a thousand do.
        People = "effort_people",
        /// A seat costs, and it is not said how many take part.
        SeatsUnknown = "seats_unknown",
        /// Below zero, or beyond all measure.
        Price = "price_range",
        /// In a currency that is not known here.
        Currency = "unknown_currency",
        /// A price of a day that is still to come.
        PriceDate = "price_in_future",
        /// Consultant's days that cannot be: none, or more than seven a week.
        ConsultingDays = "consulting_days",
        /// Terms of a credit that cannot be.
        CreditTerms = "credit_terms",
        /// A cohort without a seat, or with more than a thousand.
        Seats = "zero_seats",
        /// A cohort that ends before it begins.
        EndsBeforeStart = "ends_before_start",
        /// A cohort that is never held: it waits for more people than it has seats for.
        MinimumAboveSeats = "minimum_above_seats",
        /// More seats taken than there are, or fewer than none.
        Taken = "taken_seats",
        /// A place with too many letters.
        PlaceLong = "place_long",
    }
);

impl Fault {
    /// The field that it stands in.
    #[must_use]
    pub fn field(self) -> &'static str {
        match self {
            Fault::NameMissing => "name",
            Fault::UnknownAttribute | Fault::ItemNotOf | Fault::LevelFalls => "effects",
            Fault::NeedsItself => "prerequisites",
            Fault::Duration => "days",
            Fault::Lead => "lead_days",
            Fault::Effort => "effort_minutes",
            Fault::People | Fault::SeatsUnknown => "people",
            Fault::Price => "price",
            Fault::Currency => "currency",
            Fault::PriceDate => "price_as_of",
            Fault::ConsultingDays => "consulting_days",
            Fault::CreditTerms => "credit_months",
            Fault::Seats => "seats",
            Fault::EndsBeforeStart => "ends_on",
            Fault::MinimumAboveSeats => "minimum",
            Fault::Taken => "taken",
            Fault::PlaceLong => "place",
        }
    }
}

/// What is wrong with a service and its cohorts, each fault once; empty where it can be offered.
#[must_use]
pub fn check(
    service: &Service,
    cohorts: &[ServiceCohort],
    attributes: &Attributes,
    today: Date,
) -> Vec<Fault> {
    let mut faults = Vec::new();
    if service.name.text.trim().is_empty() {
        faults.push(Fault::NameMissing);
    }
    check_levels(service, attributes, &mut faults);
    check_form(service.form, &mut faults);
    check_numbers(service, today, &mut faults);
    for cohort in cohorts {
        faults.extend(check_cohort(cohort));
    }
    faults.sort_unstable();
    faults.dedup();
    faults
}

/// What is wrong with a cohort; empty where it can be held.
#[must_use]
pub fn check_cohort(cohort: &ServiceCohort) -> Vec<Fault> {
    let mut faults = Vec::new();
    if !(1..=PEOPLE_MAX).contains(&cohort.seats) {
        faults.push(Fault::Seats);
    }
    if cohort.ends_on < cohort.starts_on {
        faults.push(Fault::EndsBeforeStart);
    }
    if cohort.minimum < 0 || cohort.minimum > cohort.seats {
        faults.push(Fault::MinimumAboveSeats);
    }
    if cohort.taken < 0 || cohort.taken > cohort.seats {
        faults.push(Fault::Taken);
    }
    if cohort.place.chars().count() > PLACE_MAX {
        faults.push(Fault::PlaceLong);
    }
    faults
}

fn check_levels(service: &Service, attributes: &Attributes, faults: &mut Vec<Fault>) {
    for effect in &service.effects {
        match levelled(attributes, &effect.attribute) {
            None => faults.push(Fault::UnknownAttribute),
            Some(attribute) => {
                if effect.item.is_some() && attribute.item_kind.is_none() {
                    faults.push(Fault::ItemNotOf);
                }
                if falls(effect, attribute) {
                    faults.push(Fault::LevelFalls);
                }
            }
        }
    }
    for asked in &service.prerequisites {
        let Some(attribute) = levelled(attributes, &asked.attribute) else {
            faults.push(Fault::UnknownAttribute);
            continue;
        };
        if asked.item.is_some() && attribute.item_kind.is_none() {
            faults.push(Fault::ItemNotOf);
        }
        if service
            .effects
            .iter()
            .any(|effect| is_own(asked, effect, attribute))
        {
            faults.push(Fault::NeedsItself);
        }
    }
}

/// An attribute that something can be at one level or another of: yes or no, or an amount.
fn levelled<'a>(attributes: &'a Attributes, id: &str) -> Option<&'a Attribute> {
    let has_level = |attribute: &&Attribute| {
        matches!(attribute.value_type, ValueType::Flag | ValueType::Amount)
    };
    attributes.find(id).filter(has_level)
}

/// Whether an effect leads to no better level than it starts from.
fn falls(effect: &Effect, attribute: &Attribute) -> bool {
    if attribute.value_type == ValueType::Flag {
        return effect.to != 1 || effect.from.is_some_and(|from| from != 0);
    }
    effect.from.is_some_and(|from| match attribute.direction {
        Direction::Lower => effect.to >= from,
        _ => effect.to <= from,
    })
}

/// Whether what is asked for is what an effect reaches. A prerequisite below it is where the service starts
/// from; one at that level or above is its own.
fn is_own(asked: &Prerequisite, effect: &Effect, attribute: &Attribute) -> bool {
    asked.attribute == effect.attribute
        && asked.item == effect.item
        && match attribute.direction {
            Direction::Lower => asked.level <= effect.to,
            _ => asked.level >= effect.to,
        }
}

fn check_form(form: ServiceForm, faults: &mut Vec<Fault>) {
    match form {
        ServiceForm::Consulting {
            days,
            days_per_week,
        } => {
            if !(1..=DURATION_DAYS_MAX).contains(&days) || !(1..=7).contains(&days_per_week) {
                faults.push(Fault::ConsultingDays);
            }
        }
        ServiceForm::Credit {
            limit,
            yearly_rate_ppm,
            months,
            grace_months,
        } => {
            let is_possible = limit.is_none_or(|most| (1..=PRICE_MAX_MINOR).contains(&most.minor))
                && yearly_rate_ppm.is_none_or(|rate| (0..=RATE_PPM_MAX).contains(&rate))
                && (1..=MONTHS_MAX).contains(&months)
                && (0..months).contains(&grace_months);
            if !is_possible {
                faults.push(Fault::CreditTerms);
            }
        }
        ServiceForm::Arranged | ServiceForm::Course | ServiceForm::Test | ServiceForm::Loan => {}
    }
}

fn check_numbers(service: &Service, today: Date, faults: &mut Vec<Fault>) {
    if !(1..=DURATION_DAYS_MAX).contains(&service.duration_days) {
        faults.push(Fault::Duration);
    }
    if !(0..=LEAD_DAYS_MAX).contains(&service.lead_days) {
        faults.push(Fault::Lead);
    }
    if let Some(effort) = service.effort {
        if !(0..=MINUTES_PER_WEEK_MAX).contains(&effort.minutes_per_week) {
            faults.push(Fault::Effort);
        }
        if !(1..=PEOPLE_MAX).contains(&effort.people) {
            faults.push(Fault::People);
        }
    }
    if service.price_per == PricePer::Seat && service.effort.is_none() {
        faults.push(Fault::SeatsUnknown);
    }
    let prices = service.price_for_a_firm();
    let is_dear = |minor: i64| !(0..=PRICE_MAX_MINOR).contains(&minor);
    if is_dear(service.price.minor) || prices.is_some_and(|price| is_dear(price.minor)) {
        faults.push(Fault::Price);
    }
    if service.price_as_of > today {
        faults.push(Fault::PriceDate);
    }
}
