//! Who pays what share of a step: by the agreement's parts, no payer above its ceiling, to the cent.

use serde::{Deserialize, Serialize};

/// Named with every split.
pub const RULES: &str = "shares-1";

/// A payer in an agreement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payer {
    /// Who, as the caller knows it.
    pub id: String,
    /// Its parts of the whole: thirds are 1, 1 and 1.
    pub parts: u32,
    /// At most so much, in minor units; absent: no ceiling.
    pub ceiling_minor: Option<i64>,
}

/// What a payer pays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// Who.
    pub id: String,
    /// How much, in minor units.
    pub minor: i64,
    /// Its ceiling holds it there.
    pub is_at_ceiling: bool,
}

/// A cost, split.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Split {
    /// In the order of the payers.
    pub shares: Vec<Share>,
    /// What nobody pays because all ceilings are reached, or nobody has a part.
    pub uncovered_minor: i64,
}

/// What cannot be split.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ShareError {
    /// A cost below zero.
    #[error("a cost below zero is not split")]
    NegativeCost,
    /// A ceiling below zero.
    #[error("a ceiling below zero")]
    NegativeCeiling,
}

/// The firm, the lead firm and the programme, a third each.
#[must_use]
pub fn thirds(ids: [&str; 3]) -> Vec<Payer> {
    let payer = |id: &str| Payer {
        id: id.to_owned(),
        parts: 1,
        ceiling_minor: None,
    };
    ids.map(payer).to_vec()
}

/// Splits a cost. Each payer's share is rounded down; the minor units that are left go one by one to those with
/// the largest remainder, of equal ones to the first in the list. Who would pay more than its ceiling pays that,
/// and the rest is split again among the others by their parts.
///
/// # Errors
/// [`ShareError`]: amounts below zero.
pub fn split(cost_minor: i64, payers: &[Payer]) -> Result<Split, ShareError> {
    if cost_minor < 0 {
        return Err(ShareError::NegativeCost);
    }
    let ceilings = payers.iter().filter_map(|payer| payer.ceiling_minor);
    if ceilings.clone().any(|ceiling| ceiling < 0) {
        return Err(ShareError::NegativeCeiling);
    }
    let mut fixed: Vec<Option<i64>> = vec![None; payers.len()];
    let mut left = cost_minor;
    loop {
        let open = payers.iter().zip(&fixed);
        let open = open.map(|(payer, fixed)| if fixed.is_none() { payer.parts } else { 0 });
        let tried = by_parts(left, &open.map(u128::from).collect::<Vec<_>>());
        let mut is_capped = false;
        for ((payer, tried), fixed) in payers.iter().zip(&tried).zip(&mut fixed) {
            if let Some(ceiling) = payer.ceiling_minor
                && fixed.is_none()
                && *tried > ceiling
            {
                *fixed = Some(ceiling);
                left -= ceiling;
                is_capped = true;
            }
        }
        if !is_capped {
            let uncovered_minor = left - tried.iter().sum::<i64>();
            return Ok(finished(payers, &fixed, &tried, uncovered_minor));
        }
    }
}

fn finished(payers: &[Payer], fixed: &[Option<i64>], tried: &[i64], uncovered_minor: i64) -> Split {
    let shares = payers.iter().zip(fixed).zip(tried);
    let shares = shares.map(|((payer, fixed), tried)| Share {
        id: payer.id.clone(),
        minor: fixed.unwrap_or(*tried),
        is_at_ceiling: fixed.is_some(),
    });
    Split {
        shares: shares.collect(),
        uncovered_minor,
    }
}

/// An amount by parts, to the unit; nothing to anyone where there are no parts.
fn by_parts(amount: i64, parts: &[u128]) -> Vec<i64> {
    let whole: u128 = parts.iter().sum();
    if whole == 0 {
        return vec![0; parts.len()];
    }
    let amount = u128::from(amount.unsigned_abs());
    let mut shares: Vec<u128> = parts.iter().map(|part| amount * part / whole).collect();
    let given: u128 = shares.iter().sum();
    let mut order: Vec<usize> = (0..parts.len()).collect();
    let remainder = |at: &usize| parts.get(*at).map_or(0, |part| amount * part % whole);
    order.sort_by_key(|at| std::cmp::Reverse(remainder(at)));
    let left = usize::try_from(amount - given).unwrap_or(0);
    for at in order.into_iter().take(left) {
        if let Some(share) = shares.get_mut(at) {
            *share += 1;
        }
    }
    let shares = shares.into_iter();
    shares
        .map(|share| i64::try_from(share).unwrap_or(i64::MAX))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn payer(id: &str, parts: u32, ceiling_minor: Option<i64>) -> Payer {
        Payer {
            id: id.to_owned(),
            parts,
            ceiling_minor,
        }
    }

    fn paid(split: &Split) -> Vec<i64> {
        split.shares.iter().map(|share| share.minor).collect()
    }

    #[test]
    fn a_third_of_a_peso_goes_to_the_first() {
        let split = split(10_000, &thirds(["firm", "lead firm", "programme"])).unwrap();
        assert_eq!(paid(&split), [3_334, 3_333, 3_333]);
        assert_eq!(split.uncovered_minor, 0);
    }

    #[test]
    fn what_a_ceiling_leaves_over_is_split_among_the_others() {
        let payers = [
            payer("a", 1, Some(10)),
            payer("b", 1, None),
            payer("c", 1, None),
        ];
        let over = split(100, &payers).unwrap();
        assert_eq!(paid(&over), [10, 45, 45]);
        assert!(over.shares.first().unwrap().is_at_ceiling);
        let payers = [payer("a", 2, Some(10)), payer("b", 1, Some(20))];
        let over = split(100, &payers).unwrap();
        assert_eq!((paid(&over), over.uncovered_minor), (vec![10, 20], 70));
        assert_eq!(split(7, &[]).unwrap().uncovered_minor, 7);
    }

    #[test]
    fn amounts_below_zero_are_refused() {
        assert_eq!(split(-1, &[]), Err(ShareError::NegativeCost));
        let payers = [payer("a", 1, Some(-1))];
        assert_eq!(split(1, &payers), Err(ShareError::NegativeCeiling));
    }

    fn payers() -> impl Strategy<Value = Vec<Payer>> {
        let one = (0..5_u32, proptest::option::of(0..2_000_i64));
        let named = |all: Vec<(u32, Option<i64>)>| {
            let all = all.into_iter().enumerate();
            all.map(|(at, (parts, ceiling))| payer(&at.to_string(), parts, ceiling))
                .collect()
        };
        proptest::collection::vec(one, 0..6).prop_map(named)
    }

    proptest! {
        #[test]
        fn shares_sum_to_the_cost_and_keep_the_ceilings(cost in 0..10_000_i64, payers in payers()) {
            let split = split(cost, &payers).unwrap();
            let sum: i64 = split.shares.iter().map(|share| share.minor).sum();
            prop_assert_eq!(sum + split.uncovered_minor, cost);
            prop_assert!(split.uncovered_minor >= 0);
            for (payer, share) in payers.iter().zip(&split.shares) {
                prop_assert!(share.minor >= 0);
                prop_assert!(payer.ceiling_minor.is_none_or(|ceiling| share.minor <= ceiling));
                prop_assert!(payer.parts > 0 || share.minor == 0);
            }
            // Nothing stays uncovered while somebody with a part could pay more.
            if split.uncovered_minor > 0 {
                let mut open = payers.iter().filter(|payer| payer.parts > 0).zip(&split.shares);
                prop_assert!(open.all(|(payer, _)| payer.ceiling_minor.is_some()));
            }
        }

        #[test]
        fn without_ceilings_nobody_is_a_unit_off(cost in 0..1_000_000_i64, parts in proptest::collection::vec(1..9_u32, 1..6)) {
            let payers: Vec<Payer> = parts.iter().map(|parts| payer("x", *parts, None)).collect();
            let whole: i64 = parts.iter().map(|parts| i64::from(*parts)).sum();
            for (share, parts) in split(cost, &payers).unwrap().shares.iter().zip(&parts) {
                let exact = i128::from(cost) * i128::from(*parts);
                let off = i128::from(share.minor) * i128::from(whole) - exact;
                prop_assert!(off.abs() < i128::from(whole));
            }
        }
    }
}
