//! What can be done. What the user can correct comes back in the payload. One file for each kind of thing.

mod assessments;
mod candidates;
mod catalogue;
mod consents;
mod follow_up;
mod needs;
mod people;
mod profiles;
mod programmes;
mod registry;

use super::errors::{UserError, user_errors};
use assessments::AssessmentsMutations;
use async_graphql::{MergedObject, Result};
use candidates::CandidatesMutations;
use catalogue::CatalogueMutations;
use consents::ConsentsMutations;
use follow_up::FollowUpMutations;
use needs::NeedsMutations;
use people::PeopleMutations;
use profiles::ProfilesMutations;
use programmes::ProgrammesMutations;
use registry::RegistryMutations;

/// What can be done. What the user can correct comes back in the payload. Passwords, second factors and
/// API tokens are managed on the pages only, never here.
#[derive(MergedObject, Default)]
pub struct Mutation(
    NeedsMutations,
    CandidatesMutations,
    ProgrammesMutations,
    FollowUpMutations,
    ConsentsMutations,
    RegistryMutations,
    ProfilesMutations,
    CatalogueMutations,
    AssessmentsMutations,
    PeopleMutations,
);

/// The payload's two halves of an outcome.
fn halves<T>(outcome: Result<T, eslabon_app::AppError>) -> Result<(Option<T>, Vec<UserError>)> {
    match outcome {
        Ok(value) => Ok((Some(value), Vec::new())),
        Err(error) => Ok((None, user_errors(error)?)),
    }
}
