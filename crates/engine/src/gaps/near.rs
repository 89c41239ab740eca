//! Which needs are worth comparing a site with: a bakery lacks everything that a turned part asks for, and learns
//! nothing from being told so.

use super::analyse::Matched;
use crate::matching::{Band, Verdict};
use eslabon_domain::attributes::PROCESS_OFFERED;
use eslabon_domain::needs::Strength;

/// Whether a site comes near a need: it is not out of reach whatever is still unknown, or it offers a process
/// that the need cannot do without. The latter is of the need's trade, and what keeps it away may be what no
/// service closes yet.
#[must_use]
pub fn is_near(matched: &Matched<'_>) -> bool {
    if matched.candidate.possible != Band::OutOfReach {
        return true;
    }
    matched.candidate.criteria.iter().any(|result| {
        let asked = matched.criteria.get(result.criterion);
        result.verdict == Verdict::Meets
            && asked.is_some_and(|asked| {
                asked.strength == Strength::Must && asked.attribute == PROCESS_OFFERED
            })
    })
}

#[cfg(test)]
mod tests {
    use super::super::examples::{CLOSE, any_of, candidate, must, need, result};
    use super::*;
    use crate::matching::Reason;
    use eslabon_domain::needs::Criterion;

    fn near(possible: Band, criteria: &[Criterion], meets: &[usize]) -> bool {
        let results = (0..criteria.len()).map(|at| match meets.contains(&at) {
            true => result(at, Verdict::Meets, Reason::AmountMeets),
            false => result(at, CLOSE, Reason::SaidNo),
        });
        let mut site = candidate(results.collect());
        site.possible = possible;
        is_near(&Matched {
            need: need(0),
            criteria,
            candidate: &site,
        })
    }

    #[test]
    fn a_site_out_of_reach_is_near_only_where_it_is_of_the_trade() {
        let turning = must(0, 0, PROCESS_OFFERED, any_of(&["process.turning"]));
        let certificate = must(0, 1, "standard.held", any_of(&["standard.iso_9001"]));
        let both = [turning.clone(), certificate];
        assert!(near(Band::Ready, &both, &[]));
        assert!(near(Band::WithProgramme, &both, &[]));
        assert!(near(Band::OutOfReach, &both, &[0]));
        assert!(!near(Band::OutOfReach, &both, &[1]));
        assert!(!near(Band::OutOfReach, &both, &[]));
        let wished = Criterion {
            strength: Strength::Wish,
            ..turning
        };
        assert!(!near(Band::OutOfReach, &[wished], &[0]));
    }
}
