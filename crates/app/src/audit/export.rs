//! Data that leave as a file are put on record: what, and how many rows.

use crate::context::App;
use crate::error::AppResult;
use crate::policy::{self, Operation};
use eslabon_domain::actors::Actor;
use eslabon_domain::ids::{ImportRunId, OrganisationId, ProgrammeId, ShortlistId};
use eslabon_storage::{AuditRecord, Concerns};

/// What leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Export {
    /// A list of suppliers' public facts.
    Suppliers,
    /// Needs, with their target prices.
    Needs,
    /// What was wrong with the rows of an import.
    Problems(ImportRunId),
    /// The rejected rows of an import.
    Rejects(ImportRunId),
    /// A saved shortlist, for a need of this buyer.
    Shortlist(ShortlistId, OrganisationId),
    /// A programme as a document; of this firm, where it knows of it.
    Programme(ProgrammeId, Option<OrganisationId>),
}

/// Puts an export on record. A visitor's is not: she has no name, what she takes is public, and
/// every anonymous download would write.
///
/// # Errors
/// If the database fails; then nothing must leave.
pub async fn record_export(app: &App, actor: &Actor, what: Export, rows: usize) -> AppResult<()> {
    let (operation, action, object) = match what {
        Export::Suppliers => (
            Operation::SeeSuppliers,
            "export.suppliers",
            "suppliers".to_owned(),
        ),
        Export::Needs => (Operation::SeeNeeds, "export.needs", "needs".to_owned()),
        Export::Problems(run) => (Operation::SeeImports, "export.problems", run.to_string()),
        Export::Rejects(run) => (Operation::SeeImports, "export.rejects", run.to_string()),
        Export::Shortlist(id, _) => (Operation::SeeShortlist, "export.shortlist", id.to_string()),
        Export::Programme(id, _) => (Operation::SeeProgramme, "export.programme", id.to_string()),
    };
    policy::require(actor, operation)?;
    if actor.person.is_none() {
        return Ok(());
    }
    let tx = app.database().begin().await?;
    let record = AuditRecord {
        actor,
        action,
        object,
        detail: serde_json::json!({ "rows": rows }),
        at: app.now(),
    };
    let concerns = match what {
        Export::Shortlist(_, one) | Export::Programme(_, Some(one)) => Concerns::organisation(one),
        Export::Suppliers
        | Export::Needs
        | Export::Problems(_)
        | Export::Rejects(_)
        | Export::Programme(_, None) => Concerns::default(),
    };
    tx.audit_concerning(record, concerns).await?;
    tx.commit().await?;
    Ok(())
}
