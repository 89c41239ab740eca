//! What people sign, as one digest: what is to be closed, by which steps, when, at what cost, paid by whom. How far
//! it has come since is no part of it.
//!
//! Whoever reads the digest may not know all of it, and must not find out by trying: a gap goes in with its id, which
//! nobody can guess and whoever may not see the gap is not told; whose the needs are follows from the needs, and is
//! left out.

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
            "id": gap.id,
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
    use serde_json::Value;

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

    fn digest(lead_firm: &str, gap: ProgrammeGap) -> String {
        hash_of(&programme(lead_firm), &[], &[], &[gap]).unwrap()
    }

    #[test]
    fn the_digest_gives_neither_a_closed_level_nor_the_buyer_away_to_whoever_tries() {
        let signed = digest("a", gap("g", 2_000));
        assert_ne!(signed, digest("a", gap("g", 2_001)));
        // Who knows everything but the gap's id tries every level in vain.
        assert_ne!(signed, digest("a", gap("other", 2_000)));
        // Who tries every lead firm learns nothing.
        assert_eq!(signed, digest("b", gap("g", 2_000)));
    }

    #[test]
    fn how_far_it_has_come_is_no_part_of_it() {
        let verified = ProgrammeGap {
            state: GapState::Verified,
            ..gap("g", 2_000)
        };
        assert_eq!(digest("a", verified), digest("a", gap("g", 2_000)));
    }
}
