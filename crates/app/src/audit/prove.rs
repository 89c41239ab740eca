//! Proving the audit log, for the operator at the command line.

use crate::context::App;
use crate::error::AppResult;
use crate::policy::{self, Operation};
use eslabon_domain::actors::Actor;
use eslabon_storage::audit;

pub use eslabon_storage::audit::{Broken, Fault, Head, Verification};

/// Computes every link anew. With `noted`, also proves that nothing up to that head was changed
/// since it was noted. The proof itself is not put on record: it would move the head.
///
/// # Errors
/// If the database fails; a broken chain is an answer.
pub async fn verify(app: &App, actor: &Actor, noted: Option<&Head>) -> AppResult<Verification> {
    policy::require(actor, Operation::Maintain)?;
    Ok(audit::verify(app.database(), noted).await?)
}

/// The last link, to be written down elsewhere.
///
/// # Errors
/// If the database fails.
pub async fn head(app: &App, actor: &Actor) -> AppResult<Head> {
    policy::require(actor, Operation::Maintain)?;
    Ok(audit::head(app.database()).await?)
}
