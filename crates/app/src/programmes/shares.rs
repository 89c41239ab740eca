//! Who pays what of a plan: each step is split by the agreement's parts, to the cent, no payer above its ceiling over
//! all steps. Each share is rounded down; the cents that are left go to the largest remainders, of equal ones to the
//! payer that is named first (`engine::programme::share`).

use crate::error::{AppError, AppResult};
use eslabon_domain::programmes::{Payer, PayerPart};
use eslabon_engine::programme::share;
use std::collections::BTreeMap;

/// What a payer pays of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paid {
    /// Who.
    pub payer: Payer,
    /// How much, in minor units.
    pub minor: i64,
    /// Its ceiling holds it there.
    pub is_at_ceiling: bool,
}

/// What a payer pays of the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PayerTotal {
    /// Who.
    pub payer: Payer,
    /// How much, in minor units.
    pub minor: i64,
    /// Its ceiling.
    pub ceiling_minor: Option<i64>,
    /// What is left below the ceiling.
    pub left_minor: Option<i64>,
}

/// A plan's cost, split.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// By step, in the order of the plan; in the order of the payers.
    pub steps: Vec<Vec<Paid>>,
    /// By payer.
    pub totals: Vec<PayerTotal>,
    /// What nobody pays because all ceilings are reached.
    pub uncovered_minor: i64,
}

/// Splits the costs of steps, in order. `paid` is what the payers have paid of it already.
///
/// # Errors
/// [`AppError::Internal`] where a cost is below zero: the catalogue holds none.
pub(super) fn split(
    costs: &[i64],
    payers: &[PayerPart],
    paid: &BTreeMap<Payer, i64>,
) -> AppResult<Split> {
    let mut so_far: BTreeMap<Payer, i64> = paid.clone();
    let mut steps = Vec::with_capacity(costs.len());
    let mut uncovered_minor = 0;
    for cost in costs {
        let open: Vec<share::Payer> = payers
            .iter()
            .map(|part| share::Payer {
                id: part.payer.as_str().to_owned(),
                parts: part.parts,
                ceiling_minor: left_of(part, &so_far),
            })
            .collect();
        let split =
            share::split(*cost, &open).map_err(|e| AppError::Internal(format!("shares: {e}")))?;
        uncovered_minor += split.uncovered_minor;
        let mut of_step = Vec::with_capacity(payers.len());
        for (part, share) in payers.iter().zip(split.shares) {
            *so_far.entry(part.payer).or_default() += share.minor;
            of_step.push(Paid {
                payer: part.payer,
                minor: share.minor,
                is_at_ceiling: share.is_at_ceiling,
            });
        }
        steps.push(of_step);
    }
    Ok(Split {
        steps,
        totals: totals(payers, &so_far),
        uncovered_minor,
    })
}

/// What each payer pays in all. Who pays by an earlier rule only is named, too.
pub(super) fn totals(payers: &[PayerPart], paid: &BTreeMap<Payer, i64>) -> Vec<PayerTotal> {
    let named = payers.iter().map(|part| PayerTotal {
        payer: part.payer,
        minor: paid.get(&part.payer).copied().unwrap_or(0),
        ceiling_minor: part.ceiling_minor,
        left_minor: left_of(part, paid),
    });
    let is_named = |payer: &Payer| payers.iter().any(|part| part.payer == *payer);
    let earlier = paid.iter().filter(|(payer, _)| !is_named(payer));
    let earlier = earlier.map(|(payer, minor)| PayerTotal {
        payer: *payer,
        minor: *minor,
        ceiling_minor: None,
        left_minor: None,
    });
    named.chain(earlier).collect()
}

fn left_of(part: &PayerPart, paid: &BTreeMap<Payer, i64>) -> Option<i64> {
    let paid = paid.get(&part.payer).copied().unwrap_or(0);
    let ceiling = part.ceiling_minor?;
    Some(ceiling.saturating_sub(paid).max(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use eslabon_domain::programmes::thirds;

    #[test]
    fn a_ceiling_holds_over_all_steps() {
        let mut payers = thirds();
        payers[1].ceiling_minor = Some(50);
        let split = split(&[100, 100], &payers, &BTreeMap::new()).unwrap();
        let of_lead_firm = split.totals[1];
        assert_eq!((of_lead_firm.minor, of_lead_firm.left_minor), (50, Some(0)));
        assert_eq!(split.uncovered_minor, 0);
        let paid: Vec<i64> = split.totals.iter().map(|total| total.minor).collect();
        assert_eq!(paid.iter().sum::<i64>(), 200);
    }

    #[test]
    fn what_was_paid_already_counts_towards_the_ceiling() {
        let mut payers = thirds();
        payers.truncate(1);
        payers[0].ceiling_minor = Some(100);
        let paid = BTreeMap::from([(Payer::Firm, 80), (Payer::State, 5)]);
        let split = split(&[30], &payers, &paid).unwrap();
        assert_eq!(split.uncovered_minor, 10);
        let totals: Vec<_> = split.totals.iter().map(|t| (t.payer, t.minor)).collect();
        assert_eq!(totals, [(Payer::Firm, 100), (Payer::State, 5)]);
    }

    #[test]
    fn shares_sum_to_the_cost_to_the_cent() {
        // Every rule of three payers with these parts and ceilings, over two steps.
        let ceilings = [None, Some(1), Some(10), Some(1_000)];
        for costs in [[0, 1], [10, 10], [100, 7], [99_999, 1]] {
            for parts in [[1, 1, 1], [3, 2, 1], [1, 7, 1]] {
                for (first, second) in ceilings.iter().flat_map(|a| ceilings.map(|b| (*a, b))) {
                    let mut payers = thirds();
                    for (part, parts) in payers.iter_mut().zip(parts) {
                        part.parts = parts;
                    }
                    payers[0].ceiling_minor = first;
                    payers[2].ceiling_minor = second;
                    let split = split(&costs, &payers, &BTreeMap::new()).unwrap();
                    let by_step: i64 = split.steps.iter().flatten().map(|paid| paid.minor).sum();
                    let by_payer: i64 = split.totals.iter().map(|total| total.minor).sum();
                    assert_eq!(by_step, by_payer);
                    let whole: i64 = costs.iter().sum();
                    assert_eq!(by_step + split.uncovered_minor, whole, "{payers:?}");
                    let keeps = |total: &PayerTotal| {
                        total.ceiling_minor.is_none_or(|most| total.minor <= most)
                    };
                    assert!(split.totals.iter().all(keeps), "{payers:?}");
                }
            }
        }
    }
}
