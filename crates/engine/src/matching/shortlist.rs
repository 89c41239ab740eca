//! Scores every site against a need, and explains the first of each group.
//!
//! Two passes: the first scans the columns of every block and keeps a key of two bytes a row; the
//! second explains those that are shown, from the facts again. Nothing is pruned. Integers only, so
//! that the same inputs give the same order.
//!
//! Closed facts move a supplier's band where its owner lets this buyer compare them, and nothing else:
//! no score, no count, no reason, no estimate. What is left to learn of them is one coarse step.

use super::answer::{Answer, Band, MarketCount, Verdict};
use super::block::Block;
use super::close::{Closers, level_of};
use super::explain::Explaining;
use super::judge::{Compiled, Judgement};
use super::months::ALSO_RESTS_ON;
use super::room::Room;
use super::rules::RULES;
use super::scan::Scan;
use super::select::select;
use super::sensitivity::relaxations;
use super::table::{CapabilityTable, Row};
use super::words::Words;
use crate::assessment::calendar_capacity::Ramp;
use eslabon_domain::attributes::{Attributes, ConfidentialityGroup};
use eslabon_domain::ids::OrganisationId;
use eslabon_domain::needs::{Need, Strength};
use eslabon_domain::services::Service;
use eslabon_domain::vocabulary::{ConceptId, Vocabulary};
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::num::NonZeroUsize;

/// A need, and everything that the answer depends on besides the sites.
#[derive(Debug, Clone)]
pub struct Question<'a> {
    /// The need.
    pub need: &'a Need,
    /// As of which day facts hold or have run out.
    pub on: Date,
    /// The pieces that the need asks for month by month, and in which lots, where it says so.
    pub ramp: Option<Ramp>,
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
pub(super) struct Prepared<'a> {
    pub table: &'a CapabilityTable,
    pub on: Date,
    pub criteria: Vec<(Compiled<'a>, Closers<'a>)>,
    pub words: Words,
    pub wishes_total: u32,
    pub allowed: &'a BTreeSet<(OrganisationId, ConfidentialityGroup)>,
    /// Numbers of the attributes of which the criteria ask.
    attributes: Vec<u32>,
}

/// What a row comes to, judged by itself.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Scored {
    pub possible: Band,
    pub proven: Band,
    /// Both bands by open facts alone: those that are counted.
    pub open: (Band, Band),
    pub score_milli: u32,
    /// The only must that fails by open facts, by its place.
    pub sole: Option<usize>,
}

/// Scores every site of the table; of each group the first `per_group` are explained. It uses as many
/// threads as there are processors for it.
#[must_use]
pub fn shortlist(table: &CapabilityTable, question: &Question<'_>, per_group: usize) -> Answer {
    let threads = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    shortlist_on(threads, table, question, per_group)
}

/// [`shortlist`] on so many threads; the answer is the same on any number of them.
#[must_use]
pub fn shortlist_on(
    threads: NonZeroUsize,
    table: &CapabilityTable,
    question: &Question<'_>,
    per_group: usize,
) -> Answer {
    let prepared = Prepared::new(table, question);
    let scanned = Scan::new(&prepared).run(threads);
    let picked = select(&scanned, table.blocks(), per_group);
    Answer {
        need: question.need.id,
        need_version: question.need.version,
        evaluated_on: question.on,
        rules_version: RULES.version.to_owned(),
        criteria: question.need.criteria.clone(),
        scored: table.len(),
        groups: scanned.groups,
        relaxations: relaxations(
            prepared.criteria.iter().map(|(compiled, _)| compiled),
            &scanned.market,
            &scanned.won,
        ),
        market: scanned.market,
        candidates: Explaining::new(&prepared).all(&picked),
    }
}

/// Bytes of the columns that the first pass reads to answer a question: what bounds its speed from below.
#[must_use]
pub fn read_bytes(table: &CapabilityTable, question: &Question<'_>) -> usize {
    let prepared = Prepared::new(table, question);
    Scan::new(&prepared).hot_bytes()
}

impl<'a> Prepared<'a> {
    pub fn new(table: &'a CapabilityTable, question: &'a Question<'a>) -> Self {
        let compile = |criterion| {
            let compiled = Compiled::new(
                criterion,
                question.vocabulary,
                question.attributes,
                question.ramp.as_ref(),
                question.on,
            );
            let closers = Closers::of(&compiled, question.services);
            (compiled, closers)
        };
        let words = Words::new(
            &question.text_concepts,
            &question.text_terms,
            question.vocabulary,
            table.numbers(),
        );
        let criteria: Vec<(Compiled<'_>, Closers<'_>)> =
            question.need.criteria.iter().map(compile).collect();
        // A wish for a closed figure orders nobody.
        let wishes = criteria
            .iter()
            .filter(|(compiled, _)| compiled.closed.is_none())
            .map(|(compiled, _)| compiled.criterion)
            .filter(|c| c.strength == Strength::Wish);
        let text_weight = if words.total == 0 {
            0
        } else {
            RULES.text_weight
        };
        let wishes_total = wishes.map(|c| u32::from(c.weight)).sum::<u32>() + text_weight;
        let asked = criteria.iter().flat_map(|(compiled, _)| {
            let months = compiled
                .months
                .iter()
                .flat_map(|months| months.attributes());
            std::iter::once(compiled.criterion.attribute.as_str())
                .chain(compiled.complete)
                .chain(months)
        });
        let numbers = &table.numbers().attributes;
        let mut attributes: Vec<u32> = asked.filter_map(|id| numbers.find(id)).collect();
        attributes.sort_unstable();
        attributes.dedup();
        Self {
            table,
            on: question.on,
            criteria,
            words,
            wishes_total,
            allowed: &question.allowed,
            attributes,
        }
    }

    /// A site of a block with the facts that the criteria ask for.
    pub fn row(&self, block: &Block, place: usize) -> Option<Row> {
        block.row(place, &self.attributes, self.table.numbers())
    }

    /// Finds the need's words in a block's rows.
    pub fn find_words(&self, block: &Block, room: &mut Room) {
        room.found.clear();
        room.found.resize(block.len(), 0);
        self.words.find(block, &mut room.found, &mut room.seen);
    }

    /// Whether the criterion may be compared with the row's closed facts.
    pub fn may_compare(&self, compiled: &Compiled<'_>, row: &Row) -> bool {
        compiled.is_comparable
            && compiled
                .closed
                .is_some_and(|group| self.allowed.contains(&(row.owner, group)))
    }

    /// Whether the row's owner lets its months be compared, too: they rest on more than one closed group.
    pub fn may_compare_months(&self, owner: OrganisationId) -> bool {
        self.allowed.contains(&(owner, ALSO_RESTS_ON))
    }

    /// What a row whose closed facts may be compared says of a criterion on them.
    fn compare<'r>(&self, compiled: &Compiled<'_>, row: &'r Row) -> Judgement<'r> {
        match self.may_compare_months(row.owner) {
            true => compiled.judge_months(row, self.on),
            false => compiled.judge(row, self.on),
        }
    }

    /// Judges one row by itself, the weight of the words found in it being known. Slow, and without any
    /// limits: for needs that the scan cannot hold, and to prove the scan by.
    pub fn score(&self, row: &Row, found: u32, market: &mut [MarketCount]) -> Scored {
        let (mut possible, mut proven) = (Band::Ready, Band::Ready);
        let mut open = (Band::Ready, Band::Ready);
        let (mut points, mut failed_musts, mut last_failed) = (0_u64, 0, None);
        for (at, ((compiled, closers), count)) in
            self.criteria.iter().zip(market.iter_mut()).enumerate()
        {
            let is_must = compiled.criterion.strength == Strength::Must;
            if compiled.closed.is_some() {
                if !is_must {
                    continue;
                }
                let kept = bands(compiled, closers, row, &Judgement::kept_closed());
                open = (open.0.min(kept.0), open.1.min(kept.1));
                let (best, worst) = if self.may_compare(compiled, row) {
                    bands(compiled, closers, row, &self.compare(compiled, row))
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
                // Whatever is neither is counted as unknown in the end.
                Verdict::Unknown { .. } | Verdict::Closed => {}
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
        let sole = last_failed.filter(|_| failed_musts == 1);
        if let Some(count) = sole.and_then(|at| market.get_mut(at)) {
            count.sole_blocker += 1;
        }
        points += u64::from(RULES.text_weight) * u64::from(self.words.share_milli(found));
        let score_milli = points
            .checked_div(u64::from(self.wishes_total))
            .unwrap_or(0);
        Scored {
            possible,
            proven,
            open,
            score_milli: u32::try_from(score_milli).unwrap_or(1_000),
            sole,
        }
    }
}

/// The best and the worst band that a must leaves open.
///
/// An unknown must counts, in the worst case, as failed at *any* level: so a service that reaches the
/// level from anywhere is enough, else not knowing would rank below a known failure.
pub(super) fn bands(
    compiled: &Compiled<'_>,
    closers: &Closers<'_>,
    row: &Row,
    judgement: &Judgement<'_>,
) -> (Band, Band) {
    bands_where(judgement, |level| {
        closers.serving(compiled, row.state, level).next().is_some()
    })
}

/// As [`bands`], where something else says whether a service closes a gap of a level.
pub(super) fn bands_where(
    judgement: &Judgement<'_>,
    is_closable: impl Fn(Option<i64>) -> bool,
) -> (Band, Band) {
    let closable = |level| {
        if is_closable(level) {
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
pub(super) fn degree(verdict: Verdict) -> u32 {
    match verdict {
        Verdict::Meets => 1_000,
        Verdict::Unknown { .. } | Verdict::Closed => RULES.unknown_degree,
        Verdict::Gap { distance_milli, .. } => degree_of_gap(distance_milli),
    }
}

/// The degree of a wish that is missed by so many thousandths.
pub(super) fn degree_of_gap(distance_milli: u16) -> u32 {
    RULES.near_miss_degree * (1_000 - u32::from(distance_milli.min(1_000))) / 1_000
}
