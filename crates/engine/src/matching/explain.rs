//! The second pass: the rows that are shown, explained criterion by criterion from their facts.

use super::answer::{Candidate, CriterionResult, Group, Reason, Verdict};
use super::block::Block;
use super::close::{Closers, closing, estimate, level_of};
use super::judge::{Compiled, Judgement};
use super::select::Picked;
use super::shortlist::{Prepared, degree};
use super::sums::{MET_DEGREE, STANDINGS};
use super::table::Row;
use super::totals::{group_of, unkey};
use eslabon_domain::needs::Strength;
use eslabon_domain::services::Service;

/// Services named per criterion of a candidate.
const CLOSING_SHOWN: usize = 5;

/// Explains rows of a scanned question.
pub(super) struct Explaining<'p> {
    prepared: &'p Prepared<'p>,
}

impl<'p> Explaining<'p> {
    /// Of a prepared question.
    pub fn new(prepared: &'p Prepared<'p>) -> Self {
        Self { prepared }
    }

    /// The rows that were picked, in their order.
    pub fn all(&self, picked: &[Picked]) -> Vec<Candidate> {
        let blocks = self.prepared.table.blocks();
        let one = |picked: &Picked| self.one(blocks.get(picked.block)?, picked);
        picked.iter().filter_map(one).collect()
    }

    fn one(&self, block: &Block, picked: &Picked) -> Option<Candidate> {
        let row = self.prepared.row(block, picked.row)?;
        let number = u16::try_from(picked.row).ok()?;
        let found = self.prepared.words.find_in(block, number);
        let (standing, score_milli) = unkey(picked.key);
        let (possible, proven) = *STANDINGS.get(usize::from(standing))?;
        debug_assert_eq!(
            {
                let mut market = vec![Default::default(); self.prepared.criteria.len()];
                let scored = self.prepared.score(&row, found, &mut market);
                (scored.possible, scored.proven, scored.score_milli)
            },
            (possible, proven, score_milli),
            "the scan and the judge disagree"
        );
        let explained = self.explain(&row);
        let group = group_of(standing);
        // What a programme takes would tell whether a closed figure is among the gaps.
        let has_estimate = group == Group::WithProgramme && !explained.compares_closed;
        Some(Candidate {
            rank: picked.rank,
            site: *block.ids.get(picked.row)?,
            possible,
            proven,
            group,
            score_milli,
            text_share_milli: self.prepared.words.share_milli(found),
            estimate: has_estimate.then(|| estimate(&explained.gaps)).flatten(),
            criteria: explained.criteria,
        })
    }

    fn explain(&self, row: &Row) -> Explained<'p> {
        let mut explained = Explained::default();
        for (at, (compiled, closers)) in self.prepared.criteria.iter().enumerate() {
            if self.prepared.may_compare(compiled, row) {
                explained.compares_closed = true;
                explained.criteria.push(told_nothing(at));
                continue;
            }
            let judgement = match compiled.closed {
                Some(_) => Judgement::kept_closed(),
                None => compiled.judge(row, self.prepared.on),
            };
            let services = services(compiled, closers, row, &judgement);
            let is_gap = matches!(judgement.verdict, Verdict::Gap { .. });
            let is_must = compiled.criterion.strength == Strength::Must;
            let shown = services.iter().take(CLOSING_SHOWN);
            let evidence = judgement.facts.iter();
            explained.criteria.push(CriterionResult {
                criterion: at,
                verdict: judgement.verdict,
                evidence: evidence
                    .map(|fact| compiled.evidence(fact, self.prepared.on))
                    .collect(),
                contribution_milli: self.contribution(compiled, degree(judgement.verdict)),
                most_milli: self.contribution(compiled, MET_DEGREE),
                reason: judgement.reason,
                closing: shown.map(|service| closing(service)).collect(),
            });
            if is_gap && is_must {
                explained.gaps.push(services);
            }
        }
        explained
    }

    /// Thousandths of the score that come from a criterion met to a degree.
    fn contribution(&self, compiled: &Compiled<'_>, degree: u32) -> u32 {
        match compiled.criterion.strength {
            Strength::Must => 0,
            Strength::Wish if compiled.closed.is_some() => 0,
            Strength::Wish => (u32::from(compiled.criterion.weight) * degree)
                .checked_div(self.prepared.wishes_total)
                .unwrap_or(0),
        }
    }
}

/// A row's criteria, explained.
#[derive(Default)]
struct Explained<'p> {
    criteria: Vec<CriterionResult>,
    /// For each failed must the services that close it.
    gaps: Vec<Vec<&'p Service>>,
    /// A closed figure was compared, or could have been.
    compares_closed: bool,
}

/// What is said of a closed group that was compared: that it was, and nothing of the outcome.
fn told_nothing(criterion: usize) -> CriterionResult {
    CriterionResult {
        criterion,
        verdict: Verdict::Closed,
        reason: Reason::KeptClosed,
        evidence: Vec::new(),
        contribution_milli: 0,
        most_milli: 0,
        closing: Vec::new(),
    }
}

/// The services that would close what is not met, cheapest first.
fn services<'p>(
    compiled: &'p Compiled<'p>,
    closers: &'p Closers<'p>,
    row: &Row,
    judgement: &Judgement<'_>,
) -> Vec<&'p Service> {
    let level = match judgement.verdict {
        Verdict::Meets | Verdict::Closed => return Vec::new(),
        Verdict::Gap { .. } => level_of(&judgement.reason, &judgement.facts),
        Verdict::Unknown { .. } => None,
    };
    closers.serving(compiled, row.state, level).collect()
}
