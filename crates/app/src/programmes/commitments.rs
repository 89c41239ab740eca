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

#[cfg(test)]
mod tests {
    use super::*;
    use eslabon_domain::ids::{OrganisationId, ProgrammeId, ProgrammeStepId, ServiceId};
    use eslabon_domain::money::{Currency, Money};
    use eslabon_domain::programmes::StepState;
    use eslabon_domain::text::LocalText;
    use jiff::civil::{Date, date};

    fn step(visit_on: Option<Date>) -> ProgrammeStep {
        ProgrammeStep {
            id: ProgrammeStepId::generate(),
            programme: ProgrammeId::generate(),
            position: 0,
            service: ServiceId::generate(),
            name: LocalText::es("5S"),
            provider: OrganisationId::generate(),
            provider_name: "Instituto".to_owned(),
            cohort: None,
            starts_on: date(2027, 1, 4),
            ends_on: date(2027, 1, 8),
            cost: Money {
                minor: 300,
                currency: Currency::Mxn,
            },
            closes: Vec::new(),
            evidence: LocalText::es(""),
            visit_on,
            state: StepState::Planned,
            owner: String::new(),
        }
    }

    fn share(step: &ProgrammeStep, payer: Payer, minor: i64) -> Share {
        Share {
            step: step.id,
            payer,
            minor,
            is_at_ceiling: false,
        }
    }

    #[test]
    fn who_pays_promises_it_and_the_centre_sees_to_those_who_do_not_sign() {
        let steps = [step(Some(date(2027, 1, 8))), step(Some(date(2027, 1, 8)))];
        let [first, second] = &steps;
        let shares = [
            share(first, Payer::Firm, 100),
            share(first, Payer::State, 200),
            share(second, Payer::Firm, 300),
            share(second, Payer::LeadFirm, 0),
            // Of a step that is not part of it.
            share(&step(None), Payer::LeadFirm, 999),
        ];
        let promised = commitments(steps.iter(), &shares);
        let of = |side: ProgrammeSide| {
            let mut all = promised.iter();
            all.find(|(one, _)| *one == side).unwrap().1.clone()
        };
        let firm = of(ProgrammeSide::Firm);
        assert!(firm.contains(&Commitment::OpensPlant { visits: 1 }));
        assert!(firm.contains(&Commitment::Pays { minor: 400 }));
        let lead_firm = of(ProgrammeSide::LeadFirm);
        let pays = |one: &Commitment| matches!(one, Commitment::Pays { .. });
        assert!(!lead_firm.iter().any(pays), "{lead_firm:?}");
        let sees_to = Commitment::SeesTo {
            payer: Payer::State,
            minor: 200,
        };
        assert!(of(ProgrammeSide::Centre).contains(&sees_to));
    }

    #[test]
    fn nobody_promises_what_is_not_in_the_plan() {
        let promised = commitments(std::iter::empty(), &[]);
        let counts: Vec<usize> = promised.iter().map(|(_, all)| all.len()).collect();
        assert_eq!(counts, [2, 2, 2]);
    }
}
