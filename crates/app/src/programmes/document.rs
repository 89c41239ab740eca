//! What people sign, as one digest: what is to be closed, by which steps, when, at what cost, paid by whom. How far
//! it has come since is no part of it.

use crate::accounts::secret::hex;
use crate::error::{AppError, AppResult};
use eslabon_domain::programmes::StepState;
use eslabon_storage::programmes::{Programme, ProgrammeGap, ProgrammeStep, Share};
use serde_json::json;
use sha2::{Digest, Sha256};

/// The digest of a programme as it is planned, in hexadecimal digits.
pub(super) fn hash_of(
    programme: &Programme,
    steps: &[ProgrammeStep],
    shares: &[Share],
    gaps: &[ProgrammeGap],
) -> AppResult<String> {
    let steps = steps
        .iter()
        .filter(|step| step.state != StepState::Cancelled);
    let steps = steps.map(|step| {
        let paid = shares.iter().filter(|share| share.step == step.id);
        let paid = paid.map(|share| json!([share.payer, share.minor]));
        json!({
            "service": step.service,
            "name": step.name.text,
            "provider": step.provider_name,
            "cohort": step.cohort,
            "from": step.starts_on,
            "to": step.ends_on,
            "cost": step.cost,
            "evidence": step.evidence.text,
            "closes": step.closes,
            "paid": paid.collect::<Vec<_>>(),
        })
    });
    let gaps = gaps.iter().map(|gap| {
        json!({
            "of": gap.dimension,
            "present": gap.present,
            "required": gap.required,
            "needs": gap.needs,
        })
    });
    let document = json!({
        "programme": programme.id,
        "plan_version": programme.plan_version,
        "title": programme.title,
        "site": programme.site,
        "lead_firm": programme.lead_firm,
        "needs": programme.needs,
        "cost": programme.cost,
        "finishes_on": programme.finishes_on,
        "rules": programme.rules,
        "payers": programme.payers,
        "steps": steps.collect::<Vec<_>>(),
        "gaps": gaps.collect::<Vec<_>>(),
    });
    let bytes = serde_json::to_vec(&document).map_err(|e| AppError::Internal(e.to_string()))?;
    Ok(hex(&Sha256::digest(&bytes)))
}
