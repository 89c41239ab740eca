//! What people sign, as one digest: what is to be closed, by which steps, when, at what cost, paid by whom, and what
//! each side promises. How far it has come since is no part of it. Page, paper and signature show this one.
//!
//! Whoever reads the digest may not know all of it, and must not find out by trying: a gap goes in with its id, which
//! nobody can guess and whoever may not see the gap is not told; whose the needs are follows from the needs, and is
//! left out.

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
    use eslabon_domain::ids::{
        CentreId, NeedId, OrganisationId, ProgrammeGapId, ProgrammeId, SiteId,
    };
    use eslabon_domain::money::{Currency, Money};
    use eslabon_domain::programmes::{Dimension, FirmTime, GapState, ProgrammeStatus, thirds};
    use jiff::Timestamp;
    use jiff::civil::date;

    fn programme(lead_firm: &str) -> Programme {
        Programme {
            id: ProgrammeId::from_name("p"),
            site: SiteId::from_name("taller"),
            centre: CentreId::from_name("c"),
            lead_firm: OrganisationId::from_name(lead_firm),
            needs: vec![NeedId::from_name("n")],
            title: "Programa".into(),
            status: ProgrammeStatus::Proposed,
            is_shown: true,
            version: 1,
            plan_version: 1,
            budget: None,
            currency: Currency::Mxn,
            time: FirmTime::assumed(),
            starts_on: date(2027, 1, 11),
            pinned: Vec::new(),
            forbidden: Vec::new(),
            payers: thirds(),
            rules: "r".into(),
            problem: Value::Null,
            plan: Value::Null,
            cost: Money {
                minor: 100,
                currency: Currency::Mxn,
            },
            finishes_on: date(2027, 2, 1),
            made_by: "Ana".into(),
            made_at: Timestamp::UNIX_EPOCH,
            stop_reason: String::new(),
        }
    }

    fn gap(id: &str, present: i64) -> ProgrammeGap {
        ProgrammeGap {
            id: ProgrammeGapId::from_name(id),
            programme: ProgrammeId::from_name("p"),
            dimension: Dimension {
                attribute: "site.defect_ppm".into(),
                item: None,
            },
            is_lower_better: true,
            required: 500,
            present: Some(present),
            present_origin: None,
            present_on: None,
            needs: Vec::new(),
            state: GapState::Open,
        }
    }

    fn signed(lead_firm: &str, gap: ProgrammeGap) -> String {
        content_hash(&programme(lead_firm), &[], &[], &[gap]).unwrap()
    }

    #[test]
    fn the_digest_gives_neither_a_closed_level_nor_the_buyer_away_to_whoever_tries() {
        let known = signed("a", gap("g", 2_000));
        assert_ne!(known, signed("a", gap("g", 2_001)));
        // Who knows everything but the gap's id tries every level in vain.
        assert_ne!(known, signed("a", gap("other", 2_000)));
        // Who tries every lead firm learns nothing.
        assert_eq!(known, signed("b", gap("g", 2_000)));
    }

    #[test]
    fn how_far_it_has_come_is_no_part_of_it() {
        let verified = ProgrammeGap {
            state: GapState::Verified,
            ..gap("g", 2_000)
        };
        assert_eq!(signed("a", verified), signed("a", gap("g", 2_000)));
    }

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
