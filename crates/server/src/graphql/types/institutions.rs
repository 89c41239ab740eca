//! Institutions and what they offer.

use super::needs::Text;
use super::suppliers::{State, state};
use crate::graphql::ids;
use async_graphql::{ID, SimpleObject};
use eslabon_app::institutions::InstitutionView;
use eslabon_domain::services::Service as DomainService;

/// An institution that helps firms.
#[derive(Debug, Clone, SimpleObject)]
pub struct Institution {
    /// Global id.
    pub id: ID,
    /// Its name.
    pub name: String,
    /// Fictional, of the demonstration.
    pub fictional: bool,
    /// What it offers.
    pub services: Vec<Service>,
}

/// A service.
#[derive(Debug, Clone, SimpleObject)]
pub struct Service {
    /// Global id.
    pub id: ID,
    /// Its kind in the vocabulary.
    pub kind: String,
    /// Its name.
    pub name: Text,
    /// What it is.
    pub description: Text,
    /// What it changes in a firm that takes it.
    pub effects: Vec<Effect>,
    /// Calendar days from the first to the last.
    pub duration_days: i32,
    /// Price for one firm, in minor units (centavos, cents); text, because it may exceed 32 bits.
    pub price_minor: String,
    /// MXN or USD.
    pub currency: String,
    /// The day on which the price was true.
    pub price_as_of: String,
    /// Where duration and price come from; demonstration values say so.
    pub source: String,
    /// States served; empty: the whole country.
    pub region: Vec<State>,
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

impl From<InstitutionView> for Institution {
    fn from(view: InstitutionView) -> Self {
        Self {
            id: ids::global(ids::INSTITUTION, view.organisation.id),
            name: view.organisation.name,
            fictional: view.organisation.fictional,
            services: view.services.into_iter().map(Service::from).collect(),
        }
    }
}

impl From<DomainService> for Service {
    fn from(service: DomainService) -> Self {
        Self {
            id: ids::global(ids::SERVICE, service.id),
            kind: service.kind,
            name: Text::from(&service.name),
            description: Text::from(&service.description),
            effects: service
                .effects
                .into_iter()
                .map(|effect| Effect {
                    attribute: effect.attribute,
                    item: effect.item,
                    from: effect.from.map(|level| level.to_string()),
                    to: effect.to.to_string(),
                })
                .collect(),
            duration_days: service.duration_days,
            price_minor: service.price.minor.to_string(),
            currency: service.price.currency.code().to_owned(),
            price_as_of: service.price_as_of.to_string(),
            source: service.source,
            region: service.region.into_iter().map(state).collect(),
        }
    }
}
