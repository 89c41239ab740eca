//! Services of institutions, with all that a plan is made of, and the dates of courses. What is saved of them
//! stands in `service_saves`.

use super::classes::Language;
use super::needs::Text;
use super::suppliers::{State, state};
use crate::graphql::ids;
use async_graphql::{Enum, ID, SimpleObject};
use eslabon_app::catalogue::ServiceView;
use eslabon_domain::services::{
    CohortStatus as DomainCohortStatus, FundingKind as DomainFunding, PricePer as DomainPricePer,
    Service as DomainService, ServiceCohort as DomainCohort, ServiceForm as DomainForm,
    ServiceStatus as DomainStatus,
};

/// A service.
#[derive(Debug, Clone, SimpleObject)]
pub struct Service {
    /// Global id.
    pub id: ID,
    /// Version: what is saved on an older one is refused.
    pub version: i32,
    /// Whether it can still be had.
    pub status: ServiceStatus,
    /// Global id of the institution that offers it.
    pub institution: ID,
    /// Its kind in the vocabulary.
    pub kind: String,
    /// Its name.
    pub name: Text,
    /// What it is.
    pub description: Text,
    /// What it changes in a firm that takes it.
    pub effects: Vec<Effect>,
    /// What the firm must have reached before it begins.
    pub prerequisites: Vec<Prerequisite>,
    /// How it is given.
    pub form: ServiceForm,
    /// Calendar days from the first to the last.
    pub duration_days: i32,
    /// Days until the first that can be had.
    pub lead_days: i32,
    /// Minutes of work a week of each of the firm's people who take part; absent: not known.
    pub effort_minutes_per_week: Option<i32>,
    /// How many of the firm take part: so many seats of a course; absent: not known.
    pub people: Option<i32>,
    /// Its price, in minor units (centavos, cents); text, because it may exceed 32 bits.
    pub price_minor: String,
    /// MXN or USD.
    pub currency: String,
    /// What the price is for.
    pub price_per: PricePer,
    /// The day on which the price was true.
    pub price_as_of: String,
    /// Where duration and price come from; demonstration values say so.
    pub source: String,
    /// States served; empty: the whole country.
    pub region: Vec<State>,
    /// In which languages it is given; empty: not stated.
    pub languages: Vec<Language>,
    /// Which money it is eligible for; empty: none is stated.
    pub funding: Vec<FundingKind>,
    /// What a verification looks at; empty: not stated.
    pub evidence: Text,
    /// Fictional, of the demonstration.
    pub fictional: bool,
    /// Its dates: by first day, cancelled and past ones included.
    pub cohorts: Vec<ServiceCohort>,
}

/// What a service changes.
#[derive(Debug, Clone, SimpleObject)]
pub struct Effect {
    /// An id of the spine.
    pub attribute: String,
    /// Of which item.
    pub item: Option<String>,
    /// From which level, in the attribute's canonical unit; absent: from any.
    pub from: Option<String>,
    /// To which level.
    pub to: String,
}

/// What a firm must have reached before a service begins.
#[derive(Debug, Clone, SimpleObject)]
pub struct Prerequisite {
    /// An id of the spine.
    pub attribute: String,
    /// Of which item.
    pub item: Option<String>,
    /// At which level, in the attribute's canonical unit; 1 where it is had or not had.
    pub level: String,
}

/// How a service is given; what does not belong to its kind is absent.
#[derive(Debug, Clone, Default, SimpleObject)]
pub struct ServiceForm {
    /// `arranged` (as institution and firm agree), `course`, `consulting`, `test`, `loan` or `credit`.
    pub kind: String,
    /// Consultant's days in all.
    pub consulting_days: Option<i32>,
    /// At most so many a week.
    pub days_per_week: Option<i32>,
    /// The most that is lent, in minor units of the price's currency; text, because it may exceed 32 bits.
    pub credit_limit_minor: Option<String>,
    /// Interest a year, in parts per million.
    pub yearly_rate_ppm: Option<i32>,
    /// Months until the last instalment.
    pub credit_months: Option<i32>,
    /// Months at the beginning without instalment.
    pub grace_months: Option<i32>,
}

/// A course with its dates.
#[derive(Debug, Clone, SimpleObject)]
pub struct ServiceCohort {
    /// Global id.
    pub id: ID,
    /// Version: what is saved on an older one is refused.
    pub version: i32,
    /// First day, `YYYY-MM-DD`.
    pub starts_on: String,
    /// Last day.
    pub ends_on: String,
    /// Seats in all.
    pub seats: i32,
    /// With fewer it is not held.
    pub minimum: i32,
    /// Seats that are taken.
    pub taken: i32,
    /// Where it is held; may be empty.
    pub place: String,
    /// How it stands.
    pub status: CohortStatus,
}

/// Whether a service can still be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "DomainStatus")]
pub enum ServiceStatus {
    /// It can.
    Offered,
    /// It begins no more.
    Ended,
}

/// What a price is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "DomainPricePer")]
pub enum PricePer {
    /// One firm, however many take part.
    Firm,
    /// Everyone who takes part.
    Seat,
}

/// From which side money may come for a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "DomainFunding")]
pub enum FundingKind {
    /// A programme of the state.
    State,
    /// A programme of the federation.
    Federal,
    /// A business association.
    Association,
    /// The lead firm.
    LeadFirm,
    /// A development bank.
    DevelopmentBank,
}

/// How a course's dates stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "DomainCohortStatus")]
pub enum CohortStatus {
    /// The dates are meant; nobody can enrol yet.
    Planned,
    /// Seats can be taken.
    Open,
    /// It will not take place.
    Cancelled,
}

impl Service {
    /// A service with those of these cohorts that are its own.
    #[must_use]
    pub fn of(service: DomainService, cohorts: &[DomainCohort]) -> Self {
        let own = cohorts.iter().filter(|cohort| cohort.service == service.id);
        let cohorts = own.map(ServiceCohort::from).collect();
        let effects = service.effects.into_iter().map(|effect| Effect {
            attribute: effect.attribute,
            item: effect.item,
            from: effect.from.map(|level| level.to_string()),
            to: effect.to.to_string(),
        });
        let asked = service.prerequisites.into_iter().map(|one| Prerequisite {
            attribute: one.attribute,
            item: one.item,
            level: one.level.to_string(),
        });
        Self {
            id: ids::global(ids::SERVICE, service.id),
            version: service.version,
            status: service.status.into(),
            institution: ids::global(ids::INSTITUTION, service.institution),
            kind: service.kind,
            name: Text::from(&service.name),
            description: Text::from(&service.description),
            effects: effects.collect(),
            prerequisites: asked.collect(),
            form: service.form.into(),
            duration_days: service.duration_days,
            lead_days: service.lead_days,
            effort_minutes_per_week: service.effort.map(|effort| effort.minutes_per_week),
            people: service.effort.map(|effort| effort.people),
            price_minor: service.price.minor.to_string(),
            currency: service.price.currency.code().to_owned(),
            price_per: service.price_per.into(),
            price_as_of: service.price_as_of.to_string(),
            source: service.source,
            region: service.region.into_iter().map(state).collect(),
            languages: service.languages.into_iter().map(Language::from).collect(),
            funding: service.funding.into_iter().map(FundingKind::from).collect(),
            evidence: Text::from(&service.evidence),
            fictional: service.fictional,
            cohorts,
        }
    }
}

impl From<ServiceView> for Service {
    fn from(view: ServiceView) -> Self {
        Service::of(view.service, &view.cohorts)
    }
}

impl From<DomainForm> for ServiceForm {
    fn from(form: DomainForm) -> Self {
        let mut shown = Self {
            kind: form.as_str().to_owned(),
            ..Self::default()
        };
        match form {
            DomainForm::Consulting {
                days,
                days_per_week,
            } => {
                shown.consulting_days = Some(days);
                shown.days_per_week = Some(days_per_week);
            }
            DomainForm::Credit {
                limit,
                yearly_rate_ppm,
                months,
                grace_months,
            } => {
                shown.credit_limit_minor = limit.map(|most| most.minor.to_string());
                shown.yearly_rate_ppm = yearly_rate_ppm;
                shown.credit_months = Some(months);
                shown.grace_months = Some(grace_months);
            }
            DomainForm::Arranged | DomainForm::Course | DomainForm::Test | DomainForm::Loan => {}
        }
        shown
    }
}

impl From<&DomainCohort> for ServiceCohort {
    fn from(cohort: &DomainCohort) -> Self {
        Self {
            id: ids::global(ids::COHORT, cohort.id),
            version: cohort.version,
            starts_on: cohort.starts_on.to_string(),
            ends_on: cohort.ends_on.to_string(),
            seats: cohort.seats,
            minimum: cohort.minimum,
            taken: cohort.taken,
            place: cohort.place.clone(),
            status: cohort.status.into(),
        }
    }
}
