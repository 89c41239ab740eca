//! Every fault of the catalogue is found, and only that one.

use super::*;
use crate::attributes::Attributes;
use crate::ids::CohortId;
use crate::money::Currency;
use proptest::prelude::*;

const TODAY: Date = Date::constant(2026, 11, 25);

fn service() -> Service {
    Service {
        id: ServiceId::from_name("s"),
        version: 1,
        status: ServiceStatus::Offered,
        institution: OrganisationId::from_name("i"),
        kind: "service.spc_training".into(),
        name: LocalText::es("Control estadístico"),
        description: LocalText::default(),
        effects: vec![effect("process.cpk", Some(1_000), 1_450)],
        prerequisites: vec![asked("standard.held", Some("standard.five_s"), 1)],
        form: ServiceForm::Course,
        duration_days: 30,
        lead_days: 0,
        effort: Some(Effort {
            minutes_per_week: 240,
            people: 4,
        }),
        price: pesos(50_000),
        price_per: PricePer::Firm,
        price_as_of: TODAY,
        source: String::new(),
        region: Vec::new(),
        languages: vec![Lang::Es],
        funding: Vec::new(),
        evidence: LocalText::default(),
        fictional: false,
    }
}

fn effect(attribute: &str, from: Option<i64>, to: i64) -> Effect {
    Effect {
        attribute: attribute.into(),
        item: None,
        from,
        to,
    }
}

fn asked(attribute: &str, item: Option<&str>, level: i64) -> Prerequisite {
    Prerequisite {
        attribute: attribute.into(),
        item: item.map(Into::into),
        level,
    }
}

fn pesos(whole: i64) -> Money {
    Money {
        minor: whole * 100,
        currency: Currency::Mxn,
    }
}

fn cohort() -> ServiceCohort {
    ServiceCohort {
        id: CohortId::from_name("c"),
        service: ServiceId::from_name("s"),
        version: 1,
        starts_on: TODAY,
        ends_on: TODAY,
        seats: 20,
        minimum: 8,
        taken: 3,
        place: "Guadalajara".into(),
        status: CohortStatus::Open,
    }
}

fn faults(service: &Service, cohorts: &[ServiceCohort]) -> Vec<Fault> {
    check(service, cohorts, &Attributes::bundled().unwrap(), TODAY)
}

#[test]
fn what_is_right_has_no_fault() {
    assert!(faults(&service(), &[cohort()]).is_empty());
}

#[test]
fn words_are_read_back_and_faults_name_a_field() {
    for fault in Fault::ALL {
        assert_eq!(Fault::parse(fault.as_str()), Some(*fault));
        assert!(!fault.field().is_empty());
    }
    for one in FundingKind::ALL {
        assert_eq!(FundingKind::parse(one.as_str()), Some(*one));
    }
    for one in CohortStatus::ALL {
        assert_eq!(CohortStatus::parse(one.as_str()), Some(*one));
    }
    assert_eq!(ServiceStatus::parse("ended"), Some(ServiceStatus::Ended));
    assert_eq!(PricePer::parse("seat"), Some(PricePer::Seat));
}

#[test]
fn a_level_falls_by_the_direction_of_its_attribute() {
    // Of a tolerance less is better, of a capability more.
    for (attribute, from, to, is_fault) in [
        ("process.cpk", Some(1_000), 1_000, true),
        ("process.cpk", Some(1_000), 900, true),
        ("process.cpk", None, 900, false),
        ("process.tolerance", Some(20_000), 50_000, true),
        ("process.tolerance", Some(20_000), 20_000, true),
        ("process.tolerance", Some(50_000), 20_000, false),
        ("site.calibration_current", None, 1, false),
        ("site.calibration_current", None, 0, true),
    ] {
        let mut service = service();
        service.effects = vec![effect(attribute, from, to)];
        let expected = if is_fault {
            vec![Fault::LevelFalls]
        } else {
            Vec::new()
        };
        assert_eq!(faults(&service, &[]), expected, "{attribute} {from:?} {to}");
    }
}

#[test]
fn a_service_does_not_ask_for_what_it_gives() {
    for (attribute, to, asked_for, is_fault) in [
        ("process.cpk", 1_450, 1_450, true),
        ("process.cpk", 1_450, 1_500, true),
        ("process.cpk", 1_450, 1_000, false),
        ("process.tolerance", 20_000, 20_000, true),
        ("process.tolerance", 20_000, 10_000, true),
        ("process.tolerance", 20_000, 50_000, false),
    ] {
        let mut service = service();
        service.effects = vec![effect(attribute, None, to)];
        service.prerequisites = vec![asked(attribute, None, asked_for)];
        let expected = if is_fault {
            vec![Fault::NeedsItself]
        } else {
            Vec::new()
        };
        assert_eq!(faults(&service, &[]), expected, "{attribute} {asked_for}");
    }
}

#[test]
fn an_attribute_without_levels_is_no_effect_and_no_prerequisite() {
    let mut service = service();
    service.effects = vec![effect("site.activity_text", None, 1)];
    assert_eq!(faults(&service, &[]), [Fault::UnknownAttribute]);
    service.effects = vec![effect("nothing.at_all", None, 1)];
    assert_eq!(faults(&service, &[]), [Fault::UnknownAttribute]);
    service.effects = vec![effect("site.oee", None, 720_000)];
    service.prerequisites = vec![asked("site.defect_ppm", Some("process.welding"), 10)];
    assert_eq!(faults(&service, &[]), [Fault::ItemNotOf]);
}

#[test]
fn numbers_that_cannot_be_are_found() {
    type Change = fn(&mut Service);
    let cases: [(Change, Fault); 11] = [
        (|s| s.duration_days = 0, Fault::Duration),
        (|s| s.lead_days = -1, Fault::Lead),
        (
            |s| {
                s.effort = Some(Effort {
                    minutes_per_week: -1,
                    people: 1,
                });
            },
            Fault::Effort,
        ),
        (
            |s| {
                s.effort = Some(Effort {
                    minutes_per_week: 60,
                    people: 0,
                });
            },
            Fault::People,
        ),
        (|s| s.price.minor = -1, Fault::Price),
        (|s| s.price.minor = PRICE_MAX_MINOR + 1, Fault::Price),
        (
            |s| s.price_as_of = Date::constant(2026, 11, 26),
            Fault::PriceDate,
        ),
        (
            |s| {
                s.form = ServiceForm::Consulting {
                    days: 0,
                    days_per_week: 1,
                };
            },
            Fault::ConsultingDays,
        ),
        (
            |s| {
                s.form = ServiceForm::Credit {
                    limit: None,
                    yearly_rate_ppm: Some(-1),
                    months: 12,
                    grace_months: 0,
                };
            },
            Fault::CreditTerms,
        ),
        (
            |s| {
                s.form = ServiceForm::Credit {
                    limit: None,
                    yearly_rate_ppm: None,
                    months: 12,
                    grace_months: 12,
                };
            },
            Fault::CreditTerms,
        ),
        (|s| s.name.text = " ".into(), Fault::NameMissing),
    ];
    for (change, fault) in cases {
        let mut service = service();
        change(&mut service);
        assert_eq!(faults(&service, &[]), [fault]);
    }
}

#[test]
fn a_seat_that_costs_needs_to_know_how_many() {
    let mut service = service();
    service.price_per = PricePer::Seat;
    assert_eq!(service.price_for_a_firm(), Some(pesos(200_000)));
    service.effort = None;
    assert_eq!(faults(&service, &[]), [Fault::SeatsUnknown]);
    assert_eq!(service.price_for_a_firm(), None);
    assert!(!service.can_be_planned());
}

#[test]
fn cohorts_that_cannot_be_held_are_found() {
    type Change = fn(&mut ServiceCohort);
    let cases: [(Change, &[Fault]); 6] = [
        (
            |c| (c.seats, c.minimum, c.taken) = (0, 0, 0),
            &[Fault::Seats],
        ),
        (
            |c| c.ends_on = Date::constant(2026, 11, 24),
            &[Fault::EndsBeforeStart],
        ),
        (|c| c.minimum = 21, &[Fault::MinimumAboveSeats]),
        (|c| c.minimum = -1, &[Fault::MinimumAboveSeats]),
        (|c| c.taken = 21, &[Fault::Taken]),
        (|c| c.place = "x".repeat(201), &[Fault::PlaceLong]),
    ];
    for (change, expected) in cases {
        let mut cohort = cohort();
        change(&mut cohort);
        assert_eq!(check_cohort(&cohort), expected);
        assert_eq!(faults(&service(), &[cohort]), expected);
    }
}

#[test]
fn a_cancelled_cohort_has_no_seat() {
    let mut cohort = cohort();
    assert_eq!((cohort.seats_left(), cohort.missing()), (17, 5));
    cohort.status = CohortStatus::Cancelled;
    assert_eq!(cohort.seats_left(), 0);
}

proptest! {
    #[test]
    fn any_numbers_are_checked_without_harm(
        days in any::<i32>(), lead in any::<i32>(), minutes in any::<i32>(), people in any::<i32>(),
        price in any::<i64>(), seats in any::<i32>(), minimum in any::<i32>(), taken in any::<i32>(),
    ) {
        let mut service = service();
        service.duration_days = days;
        service.lead_days = lead;
        service.effort = Some(Effort { minutes_per_week: minutes, people });
        service.price.minor = price;
        service.price_per = PricePer::Seat;
        let mut cohort = cohort();
        (cohort.seats, cohort.minimum, cohort.taken) = (seats, minimum, taken);
        let found = faults(&service, &[cohort.clone()]);
        if found.is_empty() {
            prop_assert!(service.price_for_a_firm().is_some_and(|p| (0..=PRICE_MAX_MINOR).contains(&p.minor)));
            prop_assert!((0..=seats).contains(&cohort.seats_left()));
        }
    }
}
