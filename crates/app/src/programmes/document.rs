//! What people sign, as one digest: what is to be closed, by which steps, when, at what cost, paid by whom, and what
//! each side promises. How far it has come since is no part of it. Page, paper and signature show this one.

use super::commitments::commitments;
use crate::accounts::secret::hex;
use crate::error::{AppError, AppResult};
use eslabon_domain::programmes::StepState;
use eslabon_storage::programmes::{Programme, ProgrammeGap, ProgrammeStep, Share};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// The digest of a programme as the plan of its version has it, in hexadecimal digits.
///
/// Ids of gaps are part of it: whoever may not see a gap could otherwise try levels until the digest is the one that
/// she is shown.
pub(super) fn content_hash(
    programme: &Programme,
    steps: &[ProgrammeStep],
    shares: &[Share],
    gaps: &[ProgrammeGap],
) -> AppResult<String> {
    let agreed = steps
        .iter()
        .filter(|step| step.state != StepState::Cancelled);
    let steps = agreed.clone().map(|step| {
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
            "visit": step.visit_on,
            "paid": paid.collect::<Vec<_>>(),
        })
    });
    let gaps = gaps.iter().map(|gap| {
        json!({
            "id": gap.id,
            "of": gap.dimension,
            "present": gap.present,
            "required": gap.required,
            "needs": gap.needs,
        })
    });
    digest(json!({
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
        "commitments": commitments(agreed, shares),
        "steps": steps.collect::<Vec<_>>(),
        "gaps": gaps.collect::<Vec<_>>(),
    }))
}

/// The digest of a value: its fields stand in the order of their names, whatever the order in which they were put.
fn digest(mut value: Value) -> AppResult<String> {
    value.sort_all_objects();
    let bytes = serde_json::to_vec(&value).map_err(|e| AppError::Internal(e.to_string()))?;
    Ok(hex(&Sha256::digest(&bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_fields_does_not_count_and_that_of_rows_does() {
        let one: Value = serde_json::from_str(r#"{"b":{"d":1,"c":2},"a":[1,2]}"#).unwrap();
        let other: Value = serde_json::from_str(r#"{"a":[1,2],"b":{"c":2,"d":1}}"#).unwrap();
        let turned: Value = serde_json::from_str(r#"{"a":[2,1],"b":{"c":2,"d":1}}"#).unwrap();
        let digest = |value: &Value| digest(value.clone()).unwrap();
        assert_eq!(digest(&one), digest(&other));
        assert_ne!(digest(&one), digest(&turned));
        // Digests that people signed must not change with a release.
        assert_eq!(
            digest(&json!({})),
            "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
        );
    }
}
