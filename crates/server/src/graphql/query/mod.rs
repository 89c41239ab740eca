//! What can be asked. One file for each kind of thing.

mod catalogue;
mod loaders;
mod needs;
mod people;
mod programmes;
mod registry;
mod root;
mod suppliers;

use super::errors::top_level;
use async_graphql::{Context, MergedObject, Result};
use catalogue::CatalogueQueries;
use eslabon_app::{App, AppError, AppResult};
use eslabon_domain::actors::Actor;
use needs::NeedsQueries;
use people::PeopleQueries;
use programmes::ProgrammesQueries;
use registry::RegistryQueries;
use root::RootQueries;
use suppliers::SuppliersQueries;

pub use loaders::{Firms, Machines};

/// What can be asked.
#[derive(MergedObject, Default)]
pub struct Query(
    RootQueries,
    SuppliersQueries,
    NeedsQueries,
    ProgrammesQueries,
    CatalogueQueries,
    RegistryQueries,
    PeopleQueries,
);

pub(super) fn app<'a>(context: &Context<'a>) -> Result<&'a App> {
    context.data::<App>()
}

pub(super) fn actor<'a>(context: &Context<'a>) -> Result<&'a Actor> {
    context.data::<Actor>()
}

/// What one may not see answers like what does not exist.
fn found<T>(outcome: AppResult<T>) -> Result<Option<T>> {
    match outcome {
        Ok(value) => Ok(Some(value)),
        Err(AppError::NotFound) => Ok(None),
        Err(error) => Err(top_level(error)),
    }
}
