//! The catalogue in the planner's words: what of it serves a firm of a state, with the dates that still have a
//! seat. What cannot be planned is left out: what ended, what changes nothing, what the planner takes for faulty, and
//! what does not say how much time it asks of the firm, because unknown is not none.

use crate::context::{App, Words};
use crate::error::AppResult;
use eslabon_domain::attributes::{Attributes, Direction as Better};
use eslabon_domain::ids::ServiceId;
use eslabon_domain::places::StateCode;
use eslabon_domain::services::{Prerequisite, Service, ServiceCohort, ServiceForm};
use eslabon_engine::gaps::{Gap, effects_on};
use eslabon_engine::programme::{Cohort, Dimension, Direction, Form, Level, Offer};
use eslabon_storage::{service_cohorts, services};
use jiff::civil::Date;

/// The offers to a firm of this state, by id. Effects speak of the dimensions of `gaps`, as [`effects_on`] says.
/// Prices may be in several currencies: a plan is of one, and whoever makes it chooses.
///
/// # Errors
/// If the database fails.
pub async fn offers_for(
    app: &App,
    gaps: &[Gap],
    state: Option<StateCode>,
    today: Date,
) -> AppResult<Vec<Offer>> {
    let catalogue: Vec<Service> = services::list_all(app.database())
        .await?
        .into_iter()
        .filter(|service| service.can_be_planned() && service.serves(state))
        .collect();
    let ids: Vec<ServiceId> = catalogue.iter().map(|service| service.id).collect();
    let cohorts = service_cohorts::of_services(app.database(), &ids).await?;
    Ok(offers_of(&app.words(), gaps, &catalogue, &cohorts, today))
}

/// The offers that these services are, with these cohorts, by id.
#[must_use]
pub fn offers_of(
    words: &Words,
    gaps: &[Gap],
    catalogue: &[Service],
    cohorts: &[ServiceCohort],
    today: Date,
) -> Vec<Offer> {
    let mut offers: Vec<Offer> = catalogue
        .iter()
        .filter_map(|service| offer(words, gaps, service, cohorts, today))
        // One service that cannot be planned with must not keep the others from it.
        .filter(|offer| offer.check().is_empty())
        .collect();
    offers.sort_by_key(|offer| offer.service);
    offers
}

fn offer(
    words: &Words,
    gaps: &[Gap],
    service: &Service,
    cohorts: &[ServiceCohort],
    today: Date,
) -> Option<Offer> {
    if !service.can_be_planned() {
        return None;
    }
    let raises = effects_on(gaps, &service.effects, &words.vocabulary, &words.attributes);
    if raises.is_empty() {
        return None;
    }
    let asked = service.prerequisites.iter();
    Some(Offer {
        service: service.id,
        raises,
        prerequisites: asked.map(|one| level(&words.attributes, one)).collect(),
        form: form(service, cohorts, today),
        lead_days: i64::from(service.lead_days),
        firm_minutes_per_week: service.firm_minutes_per_week()?,
        price: service.price_for_a_firm()?,
    })
}

fn level(attributes: &Attributes, asked: &Prerequisite) -> Level {
    let is_lower = attributes
        .find(&asked.attribute)
        .is_some_and(|attribute| attribute.direction == Better::Lower);
    Level {
        dimension: Dimension {
            attribute: asked.attribute.clone(),
            item: asked.item.clone(),
        },
        direction: match is_lower {
            true => Direction::Lower,
            false => Direction::Raise,
        },
        level: asked.level,
    }
}

/// A firm takes as many seats as people take part, and a cohort serves it where there are so many left.
fn form(service: &Service, cohorts: &[ServiceCohort], today: Date) -> Form {
    let people = service.effort.map_or(1, |effort| effort.people);
    match service.form {
        ServiceForm::Course => Form::Course {
            cohorts: cohorts
                .iter()
                .filter(|cohort| cohort.service == service.id && cohort.starts_on >= today)
                .filter(|cohort| cohort.seats_left() >= people)
                .map(|cohort| Cohort {
                    id: cohort.id,
                    starts_on: cohort.starts_on,
                    ends_on: cohort.ends_on,
                    seats_left: i64::from(cohort.seats_left()),
                })
                .collect(),
        },
        ServiceForm::Consulting {
            days,
            days_per_week,
        } => Form::Consulting {
            days: i64::from(days),
            days_per_week: i64::from(days_per_week),
            weeks: Vec::new(),
        },
        ServiceForm::Arranged
        | ServiceForm::Test
        | ServiceForm::Loan
        | ServiceForm::Credit { .. } => Form::Span {
            calendar_days: i64::from(service.duration_days),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use eslabon_domain::ids::{CohortId, OrganisationId};
    use eslabon_domain::money::{Currency, Money};
    use eslabon_domain::services::{CohortStatus, Effect, Effort, PricePer, ServiceStatus};
    use eslabon_domain::text::LocalText;

    const TODAY: Date = Date::constant(2026, 11, 25);

    fn service() -> Service {
        Service {
            id: ServiceId::from_name("s"),
            version: 1,
            status: ServiceStatus::Offered,
            institution: OrganisationId::from_name("i"),
            kind: "service.spc_training".into(),
            name: LocalText::es("SPC"),
            description: LocalText::default(),
            effects: vec![Effect {
                attribute: "site.defect_ppm".into(),
                item: None,
                from: Some(2_000),
                to: 500,
            }],
            prerequisites: vec![Prerequisite {
                attribute: "standard.held".into(),
                item: Some("standard.five_s".into()),
                level: 1,
            }],
            form: ServiceForm::Course,
            duration_days: 30,
            lead_days: 14,
            effort: Some(Effort {
                minutes_per_week: 240,
                people: 4,
            }),
            price: Money {
                minor: 100_000,
                currency: Currency::Mxn,
            },
            price_per: PricePer::Seat,
            price_as_of: TODAY,
            source: String::new(),
            region: Vec::new(),
            languages: Vec::new(),
            funding: Vec::new(),
            evidence: LocalText::default(),
            fictional: true,
        }
    }

    fn cohort(name: &str, starts_on: Date, taken: i32, status: CohortStatus) -> ServiceCohort {
        ServiceCohort {
            id: CohortId::from_name(name),
            service: ServiceId::from_name("s"),
            version: 1,
            starts_on,
            ends_on: Date::constant(2027, 2, 1),
            seats: 10,
            minimum: 4,
            taken,
            place: String::new(),
            status,
        }
    }

    fn offered(service: Service, cohorts: &[ServiceCohort]) -> Vec<Offer> {
        let words = Words::bundled().unwrap();
        offers_of(&words, &[], &[service], cohorts, TODAY)
    }

    #[test]
    fn a_course_is_offered_on_the_dates_that_have_seats_for_the_firm() {
        let later = Date::constant(2027, 1, 11);
        let cohorts = [
            cohort("open", later, 6, CohortStatus::Open),
            cohort("meant", later, 0, CohortStatus::Planned),
            cohort("too few seats", later, 7, CohortStatus::Open),
            cohort("cancelled", later, 0, CohortStatus::Cancelled),
            cohort("past", Date::constant(2026, 11, 24), 0, CohortStatus::Open),
        ];
        let offers = offered(service(), &cohorts);
        let offer = offers.first().unwrap();
        let Form::Course { cohorts } = &offer.form else {
            panic!("{:?}", offer.form)
        };
        let left: Vec<(CohortId, i64)> = cohorts.iter().map(|c| (c.id, c.seats_left)).collect();
        assert_eq!(
            left,
            [
                (CohortId::from_name("open"), 4),
                (CohortId::from_name("meant"), 10)
            ]
        );
        assert_eq!(
            (offer.lead_days, offer.firm_minutes_per_week),
            (14, 4 * 240)
        );
        assert_eq!(offer.price.minor, 400_000);
        let raises = offer.raises.first().unwrap();
        assert_eq!(
            (raises.direction, raises.from, raises.to),
            (Direction::Lower, Some(2_000), 500)
        );
        let asked = offer.prerequisites.first().unwrap();
        assert_eq!((asked.direction, asked.level), (Direction::Raise, 1));
    }

    #[test]
    fn what_cannot_be_planned_is_left_out() {
        let mut ended = service();
        ended.status = ServiceStatus::Ended;
        let mut unknown = service();
        (unknown.effort, unknown.price_per) = (None, PricePer::Firm);
        let mut without_effect = service();
        without_effect.effects.clear();
        // A thousand people day and night: no firm has that time, and the planner refuses to count with it.
        let mut endless = service();
        endless.price_per = PricePer::Firm;
        endless.effort = Some(Effort {
            minutes_per_week: 10_080,
            people: 1_000,
        });
        for service in [ended, unknown, without_effect, endless] {
            assert!(offered(service, &[]).is_empty());
        }
    }

    #[test]
    fn credit_and_tests_take_their_days() {
        for form in [
            ServiceForm::Test,
            ServiceForm::Credit {
                limit: None,
                yearly_rate_ppm: None,
                months: 12,
                grace_months: 0,
            },
        ] {
            let mut service = service();
            service.form = form;
            let offers = offered(service, &[]);
            let form = &offers.first().unwrap().form;
            assert_eq!(*form, Form::Span { calendar_days: 30 });
        }
    }
}
