//! What each side promises by signing: said by the plan itself, so that nobody promises what is not in it.

use eslabon_domain::programmes::{Payer, ProgrammeSide};
use eslabon_storage::programmes::{ProgrammeStep, Share};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Something that a side promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "type")]
pub enum Commitment {
    /// The firm gives the time of its people that the steps ask for, on their days.
    GivesTime,
    /// The firm brings the evidence of each step.
    BringsEvidence,
    /// The firm opens the plant on so many days to visits that verify.
    OpensPlant {
        /// How many.
        visits: usize,
    },
    /// The lead firm compares the firm anew with its needs once the gaps are verified.
    Considers,
    /// The lead firm tells the centre where its needs or their dates change.
    TellsOfChanges,
    /// The side pays its part.
    Pays {
        /// How much, in minor units of the programme's currency.
        minor: i64,
    },
    /// The centre refers the firm to the institutions, and follows the programme.
    Follows,
    /// The centre verifies on a visit that the gaps are closed.
    Verifies,
    /// The centre sees to the part of a payer who does not sign.
    SeesTo {
        /// Whose.
        payer: Payer,
        /// How much, in minor units of the programme's currency.
        minor: i64,
    },
}

/// What each side promises by the steps of a plan and who pays them.
pub(super) fn commitments<'a>(
    steps: impl Iterator<Item = &'a ProgrammeStep>,
    shares: &[Share],
) -> Vec<(ProgrammeSide, Vec<Commitment>)> {
    let (mut visits, mut paid) = (BTreeSet::new(), BTreeMap::<Payer, i64>::new());
    for step in steps {
        visits.extend(step.visit_on);
        for share in shares.iter().filter(|share| share.step == step.id) {
            *paid.entry(share.payer).or_default() += share.minor;
        }
    }
    let of = |payer: Payer| paid.get(&payer).copied().filter(|minor| *minor > 0);
    let pays = |payer: Payer| of(payer).map(|minor| Commitment::Pays { minor });
    let mut firm = vec![Commitment::GivesTime, Commitment::BringsEvidence];
    if !visits.is_empty() {
        firm.push(Commitment::OpensPlant {
            visits: visits.len(),
        });
    }
    firm.extend(pays(Payer::Firm));
    let mut lead_firm = vec![Commitment::Considers, Commitment::TellsOfChanges];
    lead_firm.extend(pays(Payer::LeadFirm));
    let mut centre = vec![Commitment::Follows, Commitment::Verifies];
    let signs = |payer: &Payer| matches!(payer, Payer::Firm | Payer::LeadFirm);
    let others = Payer::ALL.iter().copied().filter(|payer| !signs(payer));
    centre.extend(others.filter_map(|payer| {
        let minor = of(payer)?;
        Some(Commitment::SeesTo { payer, minor })
    }));
    vec![
        (ProgrammeSide::Firm, firm),
        (ProgrammeSide::LeadFirm, lead_firm),
        (ProgrammeSide::Centre, centre),
    ]
}
