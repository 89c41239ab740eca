//! What is loaded in one go for a page of things.

use crate::graphql::errors::top_level;
use crate::graphql::types::machines::Machine;
use crate::graphql::types::needs::Organisation;
use async_graphql::dataloader::Loader;
use async_graphql::{Error, Result};
use eslabon_app::needs::load_firms;
use eslabon_app::{App, machines};
use eslabon_domain::actors::Actor;
use eslabon_domain::ids::{OrganisationId, SiteId};
use std::collections::HashMap;
use uuid::Uuid;

/// Loads the firms behind a page of needs in one go.
pub struct Firms {
    /// The application.
    pub app: App,
    /// For whom.
    pub actor: Actor,
}

impl Loader<Uuid> for Firms {
    type Value = Organisation;
    type Error = Error;

    async fn load(&self, keys: &[Uuid]) -> Result<HashMap<Uuid, Organisation>, Error> {
        let ids: Vec<OrganisationId> = keys.iter().copied().map(OrganisationId).collect();
        let found = load_firms(&self.app, &self.actor, &ids)
            .await
            .map_err(top_level)?;
        Ok(found
            .into_iter()
            .map(|(id, firm)| (id.0, firm.into()))
            .collect())
    }
}

/// Loads the machines behind a page of suppliers in one go.
pub struct Machines {
    /// The application.
    pub app: App,
    /// For whom.
    pub actor: Actor,
}

impl Loader<Uuid> for Machines {
    type Value = Vec<Machine>;
    type Error = Error;

    async fn load(&self, keys: &[Uuid]) -> Result<HashMap<Uuid, Vec<Machine>>, Error> {
        let ids: Vec<SiteId> = keys.iter().copied().map(SiteId).collect();
        let found = machines::of_suppliers(&self.app, &self.actor, &ids)
            .await
            .map_err(top_level)?;
        let words = self.app.words();
        let named = |all: Vec<_>| {
            all.into_iter()
                .map(|one| Machine::of(&words, one))
                .collect()
        };
        Ok(found
            .into_iter()
            .map(|(site, all)| (site.0, named(all)))
            .collect())
    }
}
