//! Scores every site against a need, and explains the first of each group.
//!
//! Two passes: the first judges every row and keeps a few numbers each; the second explains those
//! that are shown. Nothing is pruned. Integers only, so that the same inputs give the same order.
//!
//! Closed facts move a supplier's band where its owner lets this buyer compare them, and nothing else:
//! no score, no count, no reason, no estimate. What is left to learn of them is one coarse step.

use super::answer::{
    Answer, Band, Candidate, CriterionResult, Group, GroupCounts, MarketCount, Reason, Verdict,
};
use super::close::{Closers, closing, estimate, level_of};
use super::judge::{Compiled, Judgement};
use super::rules::RULES;
use super::table::{CapabilityTable, Row};
use eslabon_domain::attributes::{Attributes, ConfidentialityGroup};
use eslabon_domain::ids::{OrganisationId, SiteId};
use eslabon_domain::needs::{Need, Strength};
use eslabon_domain::services::Service;
use eslabon_domain::vocabulary::{ConceptId, Vocabulary};
use jiff::civil::Date;
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// Services named per criterion of a candidate.
const CLOSING_SHOWN: usize = 5;

/// A need, and everything that the answer depends on besides the sites.
#[derive(Debug, Clone)]
pub struct Question<'a> {
    /// The need.
    pub need: &'a Need,
    /// As of which day facts hold or have run out.
    pub on: Date,
    /// Concepts of the need's words and criteria.
    pub text_concepts: BTreeSet<ConceptId>,
    /// Stems of the need's words.
    pub text_terms: BTreeSet<String>,
    /// The concept trees.
    pub vocabulary: &'a Vocabulary,
    /// The spine.
    pub attributes: &'a Attributes,
    /// The catalogue.
    pub services: &'a [Service],
    /// The closed groups that their owners let this buyer compare without being shown them.
    pub allowed: BTreeSet<(OrganisationId, ConfidentialityGroup)>,
}

/// A question, ready to be asked of every site.
struct Prepared<'a> {
    on: Date,
    criteria: Vec<(Compiled<'a>, Closers<'a>)>,
    /// For each concept or stem of the need: the numbers of which any counts as found, and its weight.
    words: Vec<(Vec<u32>, u32)>,
    words_total: u32,
    wishes_total: u32,
    allowed: BTreeSet<(OrganisationId, ConfidentialityGroup)>,
}

/// What the first pass keeps of a row.
struct Scored {
    site: SiteId,
    possible: Band,
    proven: Band,
    /// The group by open facts alone: the one that is counted.
    open_group: Group,
    score_milli: u32,
    text_share_milli: u32,
}

impl Scored {
    fn order(&self) -> impl Ord + use<> {
        (
            Reverse(self.possible),
            Reverse(self.proven),
            Reverse(self.score_milli),
            self.site,
        )
    }

    fn group(&self) -> Group {
        Group::of(self.possible, self.proven)
    }
}

/// Scores every site of the table; of each group the first `per_group` are explained.
#[must_use]
pub fn shortlist(table: &CapabilityTable, question: &Question<'_>, per_group: usize) -> Answer {
    let prepared = Prepared::new(table, question);
    let mut market = vec![MarketCount::default(); prepared.criteria.len()];
    let mut scored: Vec<Scored> = table
        .rows()
        .map(|row| prepared.score(row, &mut market))
        .collect();
    scored.sort_unstable_by_key(|line| line.order());

    let (mut groups, mut listed) = (GroupCounts::default(), GroupCounts::default());
    let mut candidates = Vec::new();
    for (at, line) in scored.iter().enumerate() {
        groups.add(line.open_group);
        let group = line.group();
        listed.add(group);
        if listed.of(group) <= per_group
            && let Some(row) = table.row(line.site)
        {
            candidates.push(prepared.explain(row, line, at + 1));
        }
    }
    Answer {
        need: question.need.id,
        need_version: question.need.version,
        evaluated_on: question.on,
        rules_version: RULES.version.to_owned(),
        criteria: question.need.criteria.clone(),
        scored: scored.len(),
        groups,
        market,
        candidates,
    }
}

impl<'a> Prepared<'a> {
    fn new(table: &CapabilityTable, question: &Question<'a>) -> Self {
        let compile = |criterion| {
            let compiled = Compiled::new(criterion, question.vocabulary, question.attributes);
            let closers = Closers::of(&compiled, question.services);
            (compiled, closers)
        };
        let concept = |id: &ConceptId| {
            let narrower = question.vocabulary.subtree(id);
            let mut numbers: Vec<u32> = narrower
                .iter()
                .map(|c| c.id.as_str())
                .chain([id.as_str()])
                .filter_map(|c| table.number_of(c))
                .collect();
            numbers.sort_unstable();
            numbers.dedup();
            (numbers, RULES.concept_weight)
        };
        let term = |stem: &String| (table.number_of(stem).into_iter().collect(), 1);
        let words: Vec<(Vec<u32>, u32)> = question
            .text_concepts
            .iter()
            .map(concept)
            .chain(question.text_terms.iter().map(term))
            .collect();
        let words_total: u32 = words.iter().map(|(_, weight)| weight).sum();
        let criteria: Vec<(Compiled<'_>, Closers<'_>)> =
            question.need.criteria.iter().map(compile).collect();
        // A wish for a closed figure orders nobody.
        let wishes = criteria
            .iter()
            .filter(|(compiled, _)| compiled.closed.is_none())
            .map(|(compiled, _)| compiled.criterion)
            .filter(|c| c.strength == Strength::Wish);
        let text_weight = if words_total == 0 {
            0
        } else {
            RULES.text_weight
        };
        let wishes_total = wishes.map(|c| u32::from(c.weight)).sum::<u32>() + text_weight;
        Self {
            on: question.on,
            criteria,
            words,
            words_total,
            wishes_total,
            allowed: question.allowed.clone(),
        }
    }

    /// Whether the criterion may be compared with the row's closed facts.
    fn may_compare(&self, compiled: &Compiled<'_>, row: &Row) -> bool {
        compiled.is_comparable
            && compiled
                .closed
                .is_some_and(|group| self.allowed.contains(&(row.owner, group)))
    }

    fn score(&self, row: &Row, market: &mut [MarketCount]) -> Scored {
        let (mut possible, mut proven) = (Band::Ready, Band::Ready);
        let mut open = (Band::Ready, Band::Ready);
        let (mut points, mut failed_musts, mut last_failed) = (0_u64, 0, None);
        for (at, ((compiled, closers), count)) in
            self.criteria.iter().zip(market.iter_mut()).enumerate()
        {
            let is_must = compiled.criterion.strength == Strength::Must;
            if compiled.closed.is_some() {
                count.unknown += 1;
                if !is_must {
                    continue;
                }
                let kept = bands(compiled, closers, row, &Judgement::kept_closed());
                open = (open.0.min(kept.0), open.1.min(kept.1));
                let (best, worst) = if self.may_compare(compiled, row) {
                    bands(compiled, closers, row, &compiled.judge(row, self.on))
                } else {
                    kept
                };
                possible = possible.min(best);
                proven = proven.min(worst);
                continue;
            }
            let judgement = compiled.judge(row, self.on);
            match judgement.verdict {
                Verdict::Meets => count.meets += 1,
                Verdict::Gap { .. } => count.gap += 1,
                Verdict::Unknown { .. } | Verdict::Closed => count.unknown += 1,
            }
            if !is_must {
                points +=
                    u64::from(compiled.criterion.weight) * u64::from(degree(judgement.verdict));
                continue;
            }
            let (best, worst) = bands(compiled, closers, row, &judgement);
            possible = possible.min(best);
            proven = proven.min(worst);
            open = (open.0.min(best), open.1.min(worst));
            if matches!(judgement.verdict, Verdict::Gap { .. }) {
                failed_musts += 1;
                last_failed = Some(at);
            }
        }
        if let Some(count) = last_failed
            .filter(|_| failed_musts == 1)
            .and_then(|at| market.get_mut(at))
        {
            count.sole_blocker += 1;
        }
        let text_share_milli = self.text_share(row);
        if self.words_total > 0 {
            points += u64::from(RULES.text_weight) * u64::from(text_share_milli);
        }
        let score_milli = points
            .checked_div(u64::from(self.wishes_total))
            .unwrap_or(0);
        Scored {
            site: row.site,
            possible,
            proven,
            open_group: Group::of(open.0, open.1),
            score_milli: u32::try_from(score_milli).unwrap_or(1_000),
            text_share_milli,
        }
    }

    /// The weighted share of the need's concepts and stems found at the site. It depends on no other site.
    fn text_share(&self, row: &Row) -> u32 {
        let found: u32 = self
            .words
            .iter()
            .filter(|(numbers, _)| {
                numbers
                    .iter()
                    .any(|number| row.words.binary_search(number).is_ok())
            })
            .map(|(_, weight)| weight)
            .sum();
        (found * 1_000).checked_div(self.words_total).unwrap_or(0)
    }

    fn explain(&self, row: &Row, line: &Scored, rank: usize) -> Candidate {
        let (mut criteria, mut gaps) = (Vec::with_capacity(self.criteria.len()), Vec::new());
        let mut is_compared_closed = false;
        for (at, (compiled, closers)) in self.criteria.iter().enumerate() {
            if self.may_compare(compiled, row) {
                is_compared_closed = true;
                criteria.push(CriterionResult {
                    criterion: at,
                    verdict: Verdict::Closed,
                    reason: Reason::KeptClosed,
                    evidence: Vec::new(),
                    contribution_milli: 0,
                    closing: Vec::new(),
                });
                continue;
            }
            let judgement = match compiled.closed {
                Some(_) => Judgement::kept_closed(),
                None => compiled.judge(row, self.on),
            };
            let services: Vec<&Service> = match judgement.verdict {
                Verdict::Meets | Verdict::Closed => Vec::new(),
                Verdict::Gap { .. } => closers
                    .serving(
                        compiled,
                        row.state,
                        level_of(&judgement.reason, &judgement.facts),
                    )
                    .collect(),
                Verdict::Unknown { .. } => closers.serving(compiled, row.state, None).collect(),
            };
            let is_gap = matches!(judgement.verdict, Verdict::Gap { .. });
            let contribution = match compiled.criterion.strength {
                Strength::Must => 0,
                Strength::Wish if compiled.closed.is_some() => 0,
                Strength::Wish => (u32::from(compiled.criterion.weight)
                    * degree(judgement.verdict))
                .checked_div(self.wishes_total)
                .unwrap_or(0),
            };
            criteria.push(CriterionResult {
                criterion: at,
                verdict: judgement.verdict,
                evidence: judgement
                    .facts
                    .iter()
                    .map(|fact| compiled.evidence(fact, self.on))
                    .collect(),
                reason: judgement.reason,
                contribution_milli: contribution,
                closing: services
                    .iter()
                    .take(CLOSING_SHOWN)
                    .map(|service| closing(service))
                    .collect(),
            });
            if is_gap && compiled.criterion.strength == Strength::Must {
                gaps.push(services);
            }
        }
        let group = line.group();
        Candidate {
            rank,
            site: line.site,
            possible: line.possible,
            proven: line.proven,
            group,
            score_milli: line.score_milli,
            text_share_milli: line.text_share_milli,
            // What a programme takes would tell whether a closed figure is among the gaps.
            estimate: if group == Group::WithProgramme && !is_compared_closed {
                estimate(&gaps)
            } else {
                None
            },
            criteria,
        }
    }
}

/// The best and the worst band that a must leaves open.
///
/// An unknown must counts, in the worst case, as failed at *any* level: so a service that reaches the
/// level from anywhere is enough, else not knowing would rank below a known failure.
fn bands(
    compiled: &Compiled<'_>,
    closers: &Closers<'_>,
    row: &Row,
    judgement: &Judgement<'_>,
) -> (Band, Band) {
    let closable = |level| {
        let any = closers.serving(compiled, row.state, level).next().is_some();
        if any {
            Band::WithProgramme
        } else {
            Band::OutOfReach
        }
    };
    match judgement.verdict {
        Verdict::Meets => (Band::Ready, Band::Ready),
        Verdict::Gap { .. } => {
            let band = closable(level_of(&judgement.reason, &judgement.facts));
            (band, band)
        }
        Verdict::Unknown { .. } | Verdict::Closed => (Band::Ready, closable(None)),
    }
}

/// The degree to which a wish is fulfilled, in thousandths.
fn degree(verdict: Verdict) -> u32 {
    match verdict {
        Verdict::Meets => 1_000,
        Verdict::Unknown { .. } | Verdict::Closed => RULES.unknown_degree,
        Verdict::Gap { distance_milli, .. } => {
            RULES.near_miss_degree * (1_000 - u32::from(distance_milli.min(1_000))) / 1_000
        }
    }
}
