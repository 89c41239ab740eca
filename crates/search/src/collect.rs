//! One pass over everything that answers: filters, counts of every facet, and the best hits.
//!
//! Filters are read from fast columns, so a filter is exact and costs the same whatever it asks.

use crate::schema::{self, column};
use eslabon_domain::places::Position;
use std::cmp::{Ordering, Reverse};
use std::collections::{BinaryHeap, HashMap};
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::Column;
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, SegmentReader};

/// What a document must be to be counted. Every list means *any of*, all together *all of*.
#[derive(Debug, Clone, Default)]
pub(crate) struct Conditions {
    pub kind: u64,
    pub states: Vec<u64>,
    pub municipalities: Vec<u64>,
    /// Ranges of six-digit codes.
    pub scian: Vec<(u64, u64)>,
    pub sizes: Vec<u64>,
    /// Each inner list is one filter: any of its concept numbers.
    pub items: Vec<Vec<u64>>,
    pub flags_on: u64,
    pub flags_off: u64,
    pub around: Option<Around>,
}

/// A circle and the box around it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Around {
    pub centre: Position,
    pub radius_m: i64,
    pub lat: (i64, i64),
    pub lon: (i64, i64),
}

impl Around {
    pub fn new(centre: Position, radius_m: i64) -> Self {
        // A degree of latitude is 110.57 km at the least; one of longitude shrinks with the cosine.
        #[expect(clippy::cast_precision_loss, reason = "a radius on Earth")]
        let degrees = radius_m as f64 / 110_500.0;
        let wide = degrees / centre.lat().to_radians().cos().abs().max(0.01);
        #[expect(clippy::cast_possible_truncation, reason = "degrees times a million")]
        let e6 = |degrees: f64| (degrees.clamp(-720.0, 720.0) * 1e6) as i64;
        Self {
            centre,
            radius_m,
            lat: (e6(centre.lat() - degrees), e6(centre.lat() + degrees)),
            lon: (e6(centre.lon() - wide), e6(centre.lon() + wide)),
        }
    }

    fn holds(&self, lat: i64, lon: i64) -> bool {
        if !(self.lat.0..=self.lat.1).contains(&lat) || !(self.lon.0..=self.lon.1).contains(&lon) {
            return false;
        }
        let (Ok(lat_e6), Ok(lon_e6)) = (i32::try_from(lat), i32::try_from(lon)) else {
            return false;
        };
        #[expect(clippy::cast_precision_loss, reason = "a radius on Earth")]
        let radius = self.radius_m as f64;
        self.centre.distance_m(Position { lat_e6, lon_e6 }) <= radius
    }
}

/// A hit: better is greater. Equal scores come in the order of their ids.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Hit {
    pub score: Score,
    pub tie: Reverse<(u64, u64)>,
    pub address: DocAddress,
}

impl Eq for Hit {}

impl PartialOrd for Hit {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Hit {
    fn cmp(&self, other: &Self) -> Ordering {
        self.score
            .total_cmp(&other.score)
            .then_with(|| self.tie.cmp(&other.tie))
    }
}

/// Counts by raw column value.
#[derive(Debug, Clone, Default)]
pub(crate) struct Counts {
    pub states: HashMap<u64, u64>,
    pub municipalities: HashMap<u64, u64>,
    pub scian: HashMap<u64, u64>,
    pub sizes: HashMap<u64, u64>,
    pub items: Vec<u64>,
    pub flags: HashMap<u64, u64>,
}

/// Everything that one pass found.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub total: usize,
    /// Best first.
    pub hits: Vec<Hit>,
    pub counts: Counts,
}

/// Filters, counts and ranks.
pub(crate) struct Sweep {
    pub conditions: Conditions,
    /// How many hits are kept.
    pub keep: usize,
    pub facets: bool,
    /// How many concepts the vocabulary has.
    pub concepts: usize,
}

impl Collector for Sweep {
    type Fruit = Found;
    type Child = SegmentSweep;

    fn for_segment(
        &self,
        segment: SegmentOrdinal,
        reader: &SegmentReader,
    ) -> tantivy::Result<SegmentSweep> {
        let columns = reader.fast_fields();
        Ok(SegmentSweep {
            conditions: self.conditions.clone(),
            keep: self.keep,
            facets: self.facets,
            segment,
            kind: columns.u64(column::KIND)?,
            state: columns.u64(column::STATE)?,
            municipality: columns.u64(column::MUNICIPALITY)?,
            scian: columns.u64(column::SCIAN)?,
            size: columns.u64(column::SIZE)?,
            flags: columns.u64(column::FLAGS)?,
            items: columns.u64(column::ITEMS)?,
            lat: columns.i64(column::LAT)?,
            lon: columns.i64(column::LON)?,
            tie_high: columns.u64(column::TIE_HIGH)?,
            tie_low: columns.u64(column::TIE_LOW)?,
            total: 0,
            heap: BinaryHeap::new(),
            states: vec![0; 64],
            sizes: vec![0; 16],
            flag_counts: vec![0; 8],
            counts: Counts {
                items: vec![0; self.concepts],
                ..Counts::default()
            },
        })
    }

    fn requires_scoring(&self) -> bool {
        true
    }

    fn merge_fruits(&self, fruits: Vec<Found>) -> tantivy::Result<Found> {
        let mut merged = Found {
            counts: Counts {
                items: vec![0; self.concepts],
                ..Counts::default()
            },
            ..Found::default()
        };
        for fruit in fruits {
            merged.total += fruit.total;
            merged.hits.extend(fruit.hits);
            for (into, from) in [
                (&mut merged.counts.states, fruit.counts.states),
                (
                    &mut merged.counts.municipalities,
                    fruit.counts.municipalities,
                ),
                (&mut merged.counts.scian, fruit.counts.scian),
                (&mut merged.counts.sizes, fruit.counts.sizes),
                (&mut merged.counts.flags, fruit.counts.flags),
            ] {
                for (value, count) in from {
                    *into.entry(value).or_default() += count;
                }
            }
            for (into, count) in merged.counts.items.iter_mut().zip(fruit.counts.items) {
                *into += count;
            }
        }
        merged.hits.sort_unstable_by(|a, b| b.cmp(a));
        merged.hits.truncate(self.keep);
        Ok(merged)
    }
}

/// The pass over one segment.
pub(crate) struct SegmentSweep {
    conditions: Conditions,
    keep: usize,
    facets: bool,
    segment: SegmentOrdinal,
    kind: Column<u64>,
    state: Column<u64>,
    municipality: Column<u64>,
    scian: Column<u64>,
    size: Column<u64>,
    flags: Column<u64>,
    items: Column<u64>,
    lat: Column<i64>,
    lon: Column<i64>,
    tie_high: Column<u64>,
    tie_low: Column<u64>,
    total: usize,
    heap: BinaryHeap<Reverse<Hit>>,
    states: Vec<u64>,
    sizes: Vec<u64>,
    flag_counts: Vec<u64>,
    counts: Counts,
}

impl SegmentSweep {
    fn passes(&self, doc: DocId) -> bool {
        let wants = &self.conditions;
        let one = |column: &Column<u64>| column.first(doc).unwrap_or(schema::NONE);
        let any = |wanted: &[u64], column: &Column<u64>| {
            wanted.is_empty() || wanted.contains(&one(column))
        };
        one(&self.kind) == wants.kind
            && (wants.states.is_empty()
                || self
                    .state
                    .values_for_doc(doc)
                    .any(|state| wants.states.contains(&state)))
            && any(&wants.municipalities, &self.municipality)
            && any(&wants.sizes, &self.size)
            && (wants.scian.is_empty() || {
                let code = one(&self.scian);
                wants
                    .scian
                    .iter()
                    .any(|(from, to)| (*from..=*to).contains(&code))
            })
            && (wants.flags_on | wants.flags_off == 0 || {
                let flags = self.flags.first(doc).unwrap_or(0);
                flags & wants.flags_on == wants.flags_on && flags & wants.flags_off == 0
            })
            && wants.items.iter().all(|wanted| {
                self.items
                    .values_for_doc(doc)
                    .any(|item| wanted.contains(&item))
            })
            && wants
                .around
                .is_none_or(|around| match (self.lat.first(doc), self.lon.first(doc)) {
                    (Some(lat), Some(lon)) => around.holds(lat, lon),
                    _ => false,
                })
    }

    fn count(&mut self, doc: DocId) {
        let bump = |counts: &mut Vec<u64>, value: Option<u64>| {
            if let Some(slot) = value
                .and_then(|value| usize::try_from(value).ok())
                .and_then(|at| counts.get_mut(at))
            {
                *slot += 1;
            }
        };
        bump(&mut self.states, self.state.first(doc));
        bump(&mut self.sizes, self.size.first(doc));
        bump(&mut self.flag_counts, self.flags.first(doc));
        for item in self.items.values_for_doc(doc) {
            bump(&mut self.counts.items, Some(item));
        }
        if let Some(code) = self
            .municipality
            .first(doc)
            .filter(|code| *code != schema::NONE)
        {
            *self.counts.municipalities.entry(code).or_default() += 1;
        }
        if let Some(code) = self.scian.first(doc).filter(|code| *code != schema::NONE) {
            *self.counts.scian.entry(code).or_default() += 1;
        }
    }
}

impl SegmentCollector for SegmentSweep {
    type Fruit = Found;

    fn collect(&mut self, doc: DocId, score: Score) {
        if !self.passes(doc) {
            return;
        }
        self.total += 1;
        if self.facets {
            self.count(doc);
        }
        if self.keep == 0 {
            return;
        }
        let worst = self.heap.peek().map(|Reverse(hit)| hit.score);
        if self.heap.len() >= self.keep && worst.is_some_and(|worst| score < worst) {
            return;
        }
        let half = |column: &Column<u64>| column.first(doc).unwrap_or(0);
        let tie = Reverse((half(&self.tie_high), half(&self.tie_low)));
        self.heap.push(Reverse(Hit {
            score,
            tie,
            address: DocAddress::new(self.segment, doc),
        }));
        if self.heap.len() > self.keep {
            self.heap.pop();
        }
    }

    fn harvest(mut self) -> Found {
        let sparse = |counts: Vec<u64>| {
            counts
                .into_iter()
                .zip(0_u64..)
                .filter(|(n, _)| *n > 0)
                .map(|(n, at)| (at, n))
                .collect()
        };
        self.counts.states = sparse(self.states);
        self.counts.sizes = sparse(self.sizes);
        self.counts.flags = sparse(self.flag_counts);
        Found {
            total: self.total,
            hits: self.heap.into_iter().map(|Reverse(hit)| hit).collect(),
            counts: self.counts,
        }
    }
}
