//! Services of institutions, with all that a plan is made of, and the dates of courses.

use super::classes::Language;
use super::needs::{Text, TextInput};
use super::paging::bad_argument;
use super::suppliers::{State, state};
use crate::graphql::errors::UserError;
use crate::graphql::ids;
use async_graphql::{Enum, ID, InputObject, Result, SimpleObject};
use eslabon_app::catalogue::{CohortDraft, LevelDraft, ServiceDraft, ServiceView};
use eslabon_domain::ids::{CohortId, ServiceId};
use eslabon_domain::services::{
    CohortStatus as DomainCohortStatus, FundingKind as DomainFunding, PricePer as DomainPricePer,
    Service as DomainService, ServiceCohort as DomainCohort, ServiceForm as DomainForm,
    ServiceStatus as DomainStatus,
};
use eslabon_domain::text::{Lang, LocalText};

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
