//! Where pairs of a site and a need stand, bands alone: one site against many needs that were made ready
//! before, and one need against some sites of the table. The same bands as a shortlist's, without scores,
//! counts or reasons; a law holds it to that.

use super::answer::Band;
use super::close::{Closers, Starts};
use super::judge::{Compiled, Judgement};
use super::months::ALSO_RESTS_ON;
use super::scan::{BLOCKS_AT_ONCE, Scan};
use super::shortlist::{Prepared, Question, bands_where};
use super::sums::STANDINGS;
use super::table::{CapabilityTable, TableSite};
use super::totals::unkey;
use crate::assessment::calendar_capacity::Ramp;
use eslabon_domain::attributes::{Attributes, ConfidentialityGroup};
use eslabon_domain::ids::SiteId;
use eslabon_domain::needs::{Criterion, Need, Strength};
use eslabon_domain::services::Service;
use eslabon_domain::vocabulary::Vocabulary;
use jiff::civil::Date;
use std::num::NonZeroUsize;

/// The words by which criteria and facts are understood.
#[derive(Debug, Clone, Copy)]
pub struct Spine<'a> {
    /// The concept trees.
    pub vocabulary: &'a Vocabulary,
    /// What can be said and asked.
    pub attributes: &'a Attributes,
}

/// The musts of a need with what closes their gaps, ready to be asked of one site after the other. It holds
/// as long as the need, the vocabulary, the catalogue and the month stay as they were.
pub struct AskedNeed {
    ramp: Option<Ramp>,
    musts: Vec<(Criterion, Starts)>,
    asks_closed: bool,
}

impl AskedNeed {
    /// Of a need and the pieces that it asks for month by month, in the month of a day.
    #[must_use]
    pub fn new(
        need: &Need,
        ramp: Option<Ramp>,
        spine: Spine<'_>,
        services: &[Service],
        on: Date,
    ) -> Self {
        let (mut musts, mut asks_closed) = (Vec::new(), false);
        for criterion in &need.criteria {
            if criterion.strength != Strength::Must {
                continue;
            }
            let compiled = Compiled::new(
                criterion,
                spine.vocabulary,
                spine.attributes,
                ramp.as_ref(),
                on,
            );
            let starts = Starts::of(&Closers::of(&compiled, services));
            asks_closed |= compiled.closed.is_some();
            musts.push((compiled.is_place(), criterion.clone(), starts));
        }
        // A place is soon judged, and often decides.
        musts.sort_by_key(|(is_place, ..)| !is_place);
        let musts = musts.into_iter();
        Self {
            musts: musts.map(|(_, must, starts)| (must, starts)).collect(),
            ramp,
            asks_closed,
        }
    }

    /// Whether a must asks for what firms keep closed: then it matters to whom the standing is told.
    #[must_use]
    pub fn asks_closed(&self) -> bool {
        self.asks_closed
    }

    /// The possible and the proven band of a site as of a day, where the closed groups of `allowed` may be
    /// compared.
    #[must_use]
    pub fn standing(
        &self,
        site: &TableSite,
        spine: Spine<'_>,
        on: Date,
        allowed: &[ConfidentialityGroup],
    ) -> (Band, Band) {
        let TableSite(row) = site;
        let (mut possible, mut proven) = (Band::Ready, Band::Ready);
        for (criterion, starts) in &self.musts {
            let compiled = Compiled::new(
                criterion,
                spine.vocabulary,
                spine.attributes,
                self.ramp.as_ref(),
                on,
            );
            let may_compare = |group| compiled.is_comparable && allowed.contains(&group);
            let judgement = match compiled.closed {
                Some(group) if !may_compare(group) => Judgement::kept_closed(),
                Some(_) if allowed.contains(&ALSO_RESTS_ON) => compiled.judge_months(row, on),
                _ => compiled.judge(row, on),
            };
            let closes = |level| starts.any(&compiled, row.state, level);
            let (best, worst) = bands_where(&judgement, closes);
            possible = possible.min(best);
            proven = proven.min(worst);
            if possible == Band::OutOfReach {
                break;
            }
        }
        (possible, proven)
    }
}

/// The possible and the proven band of these sites, as far as the table has them, by id. Every row is
/// scanned: that is quicker than looking up many.
#[must_use]
pub fn standings(
    table: &CapabilityTable,
    question: &Question<'_>,
    sites: &[SiteId],
) -> Vec<(SiteId, Band, Band)> {
    let mut wanted = sites.to_vec();
    wanted.sort_unstable();
    wanted.dedup();
    if wanted.is_empty() {
        return Vec::new();
    }
    let threads = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let prepared = Prepared::new(table, question);
    let scanned = Scan::new(&prepared).run(threads);
    let mut found = Vec::with_capacity(wanted.len());
    let mut wanted = wanted.into_iter().peekable();
    let chunks = table.blocks().chunks(BLOCKS_AT_ONCE).zip(&scanned.chunks);
    for (blocks, keys) in chunks {
        let ids = blocks.iter().flat_map(|block| &block.ids);
        for (id, key) in ids.zip(keys) {
            // Both go by id.
            while wanted.next_if(|site| site < id).is_some() {}
            if wanted.next_if_eq(id).is_none() {
                continue;
            }
            if let Some((possible, proven)) = STANDINGS.get(usize::from(unkey(*key).0)) {
                found.push((*id, *possible, *proven));
            }
        }
    }
    found
}
