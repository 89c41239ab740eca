//! What is saved of services and of the dates of courses, and what is answered.

use super::classes::Language;
use super::needs::TextInput;
use super::paging::bad_argument;
use super::services::{CohortStatus, FundingKind, PricePer, Service, ServiceCohort, ServiceStatus};
use crate::graphql::errors::UserError;
use crate::graphql::ids;
use async_graphql::{ID, InputObject, Result, SimpleObject};
use eslabon_app::catalogue::{CohortDraft, LevelDraft, ServiceDraft};
use eslabon_domain::ids::{CohortId, ServiceId};
use eslabon_domain::services::{
    CohortStatus as DomainCohortStatus, FundingKind as DomainFunding, PricePer as DomainPricePer,
    ServiceStatus as DomainStatus,
};
use eslabon_domain::text::{Lang, LocalText};

/// The service that an argument names.
///
/// # Errors
/// Where it names none.
pub fn service_key(id: &ID) -> Result<ServiceId> {
    ids::key(ids::SERVICE, id).ok_or_else(|| bad_argument("id is no service."))
}

/// The cohort that an argument names.
///
/// # Errors
/// Where it names none.
pub fn cohort_key(id: &ID) -> Result<CohortId> {
    ids::key(ids::COHORT, id).ok_or_else(|| bad_argument("id is no cohort."))
}

/// A level of an attribute, as it is typed.
#[derive(Debug, Clone, InputObject)]
pub struct LevelInput {
    /// An id of the spine, or its label.
    pub attribute: String,
    /// Of which item: a concept's id, or one of its names.
    pub item: Option<String>,
    /// From which level, with its unit: `85 %`; absent: from any. A prerequisite has none.
    pub from: Option<String>,
    /// To which level, or at which; absent where it is had or not had.
    pub to: Option<String>,
}

impl LevelInput {
    fn draft(self) -> LevelDraft {
        LevelDraft {
            attribute: self.attribute,
            item: self.item.unwrap_or_default(),
            from: self.from.unwrap_or_default(),
            to: self.to.unwrap_or_default(),
        }
    }
}

/// Everything that is said of a service.
#[derive(Debug, Clone, InputObject)]
pub struct ServiceInput {
    /// Its kind: a concept's id such as `service.spc_training`, or one of its names.
    pub kind: String,
    /// Its name. Description and evidence are in the same language.
    pub name: TextInput,
    /// What it is.
    pub description: Option<String>,
    /// What it changes.
    #[graphql(default)]
    pub effects: Vec<LevelInput>,
    /// What the firm must have reached before it begins.
    #[graphql(default)]
    pub prerequisites: Vec<LevelInput>,
    /// `arranged`, `course`, `consulting`, `test`, `loan` or `credit`; `arranged` where absent.
    pub form: Option<String>,
    /// Consultant's days in all.
    pub consulting_days: Option<i32>,
    /// At most so many a week.
    pub days_per_week: Option<i32>,
    /// The most that is lent, in the currency of the price: `1500000`.
    pub credit_limit: Option<String>,
    /// Interest a year: `14.5 %`.
    pub yearly_rate: Option<String>,
    /// Months until the last instalment.
    pub credit_months: Option<i32>,
    /// Months at the beginning without instalment.
    pub grace_months: Option<i32>,
    /// Calendar days from the first to the last.
    pub duration_days: i32,
    /// Days until the first that can be had.
    pub lead_days: Option<i32>,
    /// Minutes of work a week of each who takes part; absent, with `people`: not known.
    pub effort_minutes_per_week: Option<i32>,
    /// How many of the firm take part.
    pub people: Option<i32>,
    /// The price: `38500.00`.
    pub price: String,
    /// MXN where absent.
    pub currency: Option<String>,
    /// One firm where absent.
    pub price_per: Option<PricePer>,
    /// The day on which the price was true, `YYYY-MM-DD`; today where absent.
    pub price_as_of: Option<String>,
    /// Where duration and price come from.
    pub source: Option<String>,
    /// States served, by INEGI's numbers; none: the whole country.
    #[graphql(default)]
    pub states: Vec<String>,
    /// In which languages it is given.
    #[graphql(default)]
    pub languages: Vec<Language>,
    /// Which money it is eligible for.
    #[graphql(default)]
    pub funding: Vec<FundingKind>,
    /// What a verification looks at.
    pub evidence: Option<String>,
    /// Whether it can still be had; it can where absent.
    pub status: Option<ServiceStatus>,
}

impl ServiceInput {
    /// As the use case takes it.
    #[must_use]
    pub fn draft(self) -> ServiceDraft {
        let whole = |figure: Option<i32>| figure.map(|one| one.to_string()).unwrap_or_default();
        let name = LocalText::from(self.name);
        let minutes = self.effort_minutes_per_week;
        let languages = self.languages.into_iter().map(Lang::from);
        let funding = self.funding.into_iter().map(DomainFunding::from);
        let per = self.price_per.map(DomainPricePer::from);
        let status = self.status.map(DomainStatus::from);
        ServiceDraft {
            kind: self.kind,
            name: name.text,
            lang: name.lang,
            description: self.description.unwrap_or_default(),
            effects: self.effects.into_iter().map(LevelInput::draft).collect(),
            prerequisites: self
                .prerequisites
                .into_iter()
                .map(LevelInput::draft)
                .collect(),
            form: self.form.unwrap_or_default(),
            consulting_days: whole(self.consulting_days),
            days_per_week: whole(self.days_per_week),
            credit_limit: self.credit_limit.unwrap_or_default(),
            yearly_rate: self.yearly_rate.unwrap_or_default(),
            credit_months: whole(self.credit_months),
            grace_months: whole(self.grace_months),
            days: self.duration_days.to_string(),
            lead_days: whole(self.lead_days),
            hours_per_week: minutes.map(|one| format!("{one} min")).unwrap_or_default(),
            people: whole(self.people),
            price: self.price,
            currency: self.currency.unwrap_or_default(),
            price_per: per.map(|one| one.as_str().to_owned()).unwrap_or_default(),
            price_as_of: self.price_as_of.unwrap_or_default(),
            source: self.source.unwrap_or_default(),
            states: self.states,
            languages: languages.map(|one| one.as_str().to_owned()).collect(),
            funding: funding.map(|one| one.as_str().to_owned()).collect(),
            evidence: self.evidence.unwrap_or_default(),
            status: status
                .map(|one| one.as_str().to_owned())
                .unwrap_or_default(),
        }
    }
}

/// What `serviceSave` takes: a service that was read in a version, or an institution to which one is added.
#[derive(Debug, Clone, InputObject)]
pub struct ServiceSaveInput {
    /// Global id of the service; absent: a new one.
    pub id: Option<ID>,
    /// The version that was read.
    #[graphql(default = 0)]
    pub version: i32,
    /// Global id of the institution; of a new service only.
    pub institution: Option<ID>,
    /// Everything that is said of it.
    pub service: ServiceInput,
}

/// What `serviceSave` answers.
#[derive(Debug, SimpleObject)]
pub struct ServiceSavePayload {
    /// The service as it is now.
    pub service: Option<Service>,
    /// What to correct.
    pub errors: Vec<UserError>,
}

/// What `serviceCohortSave` takes.
#[derive(Debug, Clone, InputObject)]
pub struct ServiceCohortSaveInput {
    /// Global id of the service.
    pub service: ID,
    /// Global id of the cohort; absent: a new one.
    pub id: Option<ID>,
    /// The version that was read.
    #[graphql(default = 0)]
    pub version: i32,
    /// First day, `YYYY-MM-DD`.
    pub starts_on: String,
    /// Last day.
    pub ends_on: String,
    /// Seats in all.
    pub seats: i32,
    /// With fewer it is not held.
    #[graphql(default = 0)]
    pub minimum: i32,
    /// Seats that are taken.
    #[graphql(default = 0)]
    pub taken: i32,
    /// Where it is held.
    pub place: Option<String>,
    /// How it stands; seats can be taken where absent.
    pub status: Option<CohortStatus>,
}

impl ServiceCohortSaveInput {
    /// As the use case takes it.
    #[must_use]
    pub fn draft(&self) -> CohortDraft {
        let status = self.status.map(DomainCohortStatus::from);
        CohortDraft {
            starts_on: self.starts_on.clone(),
            ends_on: self.ends_on.clone(),
            seats: self.seats.to_string(),
            minimum: self.minimum.to_string(),
            taken: self.taken.to_string(),
            place: self.place.clone().unwrap_or_default(),
            status: status
                .map(|one| one.as_str().to_owned())
                .unwrap_or_default(),
        }
    }
}

/// What `serviceCohortSave` answers.
#[derive(Debug, SimpleObject)]
pub struct ServiceCohortSavePayload {
    /// The cohort as it is now.
    pub cohort: Option<ServiceCohort>,
    /// What to correct.
    pub errors: Vec<UserError>,
}
