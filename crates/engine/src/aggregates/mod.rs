//! Published figures about many firms: a fixed list of tables, none of which tells of one firm.
//!
//! What protects a firm, whatever other table or later quarter is laid beside it:
//! 1. A group of fewer than [`LEAST`] firms is never shown. It is pooled with others into a rest,
//!    which takes in the next smallest group until it has as many: there is no empty place whose
//!    number could be worked out from a total.
//! 2. Counts are rounded to the nearest five, totals by themselves: differences of any two are
//!    multiples of five.
//! 3. A confidential figure is grouped in one way only (by sector), so that two groupings of the
//!    same figure cannot be subtracted; it is shown as the middle firm's value, rounded to a coarse
//!    ladder. Nothing is added up, so no large firm dominates a figure.
//! 4. Whoever knows all other figures of a group learns of the last one at most on which side of
//!    the shown step it lies.

mod pool;

use eslabon_domain::ids::OrganisationId;
use eslabon_domain::places::StateCode;
use eslabon_domain::vocabulary::ConceptId;
use pool::{Group, pooled};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The fewest firms of which anything is said.
pub const LEAST: usize = 5;
/// Counts are rounded to this.
const ROUNDING: usize = 5;
/// Shares and rates are rounded to five per cent, in millionths.
const SHARE_STEP: i64 = 50_000;

/// The tables that there are. The words are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TableKind {
    /// How many firms, by state and size.
    FirmsByStateAndSize,
    /// How many firms, by sector.
    FirmsBySector,
    /// The middle firm's defective pieces per million, by sector.
    DefectsBySector,
    /// The middle firm's OEE, by sector.
    OeeBySector,
    /// The middle firm's share of deliveries on time, by sector.
    DeliveriesBySector,
    /// The share of firms with a certified quality system, by state; only firms of which it is
    /// known either way.
    CertifiedByState,
}

impl TableKind {
    /// Every table, in the order of the page.
    pub const ALL: [TableKind; 6] = [
        TableKind::FirmsByStateAndSize,
        TableKind::FirmsBySector,
        TableKind::CertifiedByState,
        TableKind::DefectsBySector,
        TableKind::OeeBySector,
        TableKind::DeliveriesBySector,
    ];

    /// The word that storage and addresses use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            TableKind::FirmsByStateAndSize => "firms_by_state_and_size",
            TableKind::FirmsBySector => "firms_by_sector",
            TableKind::DefectsBySector => "defects_by_sector",
            TableKind::OeeBySector => "oee_by_sector",
            TableKind::DeliveriesBySector => "deliveries_by_sector",
            TableKind::CertifiedByState => "certified_by_state",
        }
    }

    /// The table that [`TableKind::as_str`] wrote.
    #[must_use]
    pub fn parse(word: &str) -> Option<TableKind> {
        TableKind::ALL
            .into_iter()
            .find(|kind| kind.as_str() == word)
    }

    /// What the shown value counts.
    #[must_use]
    pub fn measure(self) -> Measure {
        match self {
            TableKind::FirmsByStateAndSize | TableKind::FirmsBySector => Measure::Nothing,
            TableKind::DefectsBySector => Measure::PerMillion,
            TableKind::OeeBySector
            | TableKind::DeliveriesBySector
            | TableKind::CertifiedByState => Measure::Share,
        }
    }
}

/// What a value counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// There is no value beside the number of firms.
    Nothing,
    /// Pieces in a million, on a 1-2-5 ladder.
    PerMillion,
    /// A share in millionths, in steps of five per cent.
    Share,
}

/// How large a firm is: the official classes of manufacturing, by people employed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SizeClass {
    /// Up to 10 people.
    Micro,
    /// 11 to 50.
    Small,
    /// 51 to 250.
    Medium,
    /// More.
    Large,
}

impl SizeClass {
    /// The class of a firm with so many people.
    #[must_use]
    pub fn of_staff(people: i64) -> SizeClass {
        match people {
            ..=10 => SizeClass::Micro,
            11..=50 => SizeClass::Small,
            51..=250 => SizeClass::Medium,
            _ => SizeClass::Large,
        }
    }
}

/// What is known of a firm at the end of the period. What is not known is absent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Firm {
    /// Which: each counts once, however many sites it has.
    pub id: OrganisationId,
    /// Where.
    pub state: Option<StateCode>,
    /// How large.
    pub size: Option<SizeClass>,
    /// The sectors that it serves.
    pub sectors: BTreeSet<ConceptId>,
    /// Defective pieces per million delivered.
    pub defects_ppm: Option<i64>,
    /// OEE in millionths.
    pub oee: Option<i64>,
    /// Share of deliveries on time, in millionths.
    pub on_time: Option<i64>,
    /// Whether it has a certified quality system.
    pub certified: Option<bool>,
}

/// What a group has in common.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Key {
    /// A state.
    State(StateCode),
    /// A class of size.
    Size(SizeClass),
    /// A sector.
    Sector(ConceptId),
    /// Of these firms it is not known.
    NotKnown,
    /// The rest: groups too small to be shown.
    Rest,
}

/// One line of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// What the firms have in common: one key, or state and size.
    pub keys: Vec<Key>,
    /// How many firms, rounded to five.
    pub firms: usize,
    /// The value, rounded to its ladder; absent in tables of numbers.
    pub value: Option<i64>,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// Which.
    pub kind: TableKind,
    /// Its lines, by key, the rest last.
    pub lines: Vec<Line>,
    /// How many firms in all, rounded to five by itself.
    pub firms: usize,
}

/// Computes a table; nothing where there are fewer than [`LEAST`] firms. A firm that stands twice
/// counts once. The order of the firms does not matter.
#[must_use]
pub fn compute(kind: TableKind, firms: &[Firm]) -> Option<Table> {
    let firms: BTreeMap<OrganisationId, &Firm> = firms.iter().map(|firm| (firm.id, firm)).collect();
    let firms: Vec<&Firm> = firms
        .into_values()
        .filter(|firm| tells(kind, firm))
        .collect();
    let lines = match kind {
        TableKind::FirmsByStateAndSize => by_state_and_size(&firms)?,
        TableKind::CertifiedByState => lines(kind, pooled(&firms, state)?),
        TableKind::FirmsBySector
        | TableKind::DefectsBySector
        | TableKind::OeeBySector
        | TableKind::DeliveriesBySector => {
            let sizes = sector_sizes(&firms);
            lines(kind, pooled(&firms, |firm| sector(firm, &sizes))?)
        }
    };
    Some(Table {
        kind,
        lines,
        firms: rounded(firms.len()),
    })
}

/// Whether the firm has what the table is about.
fn tells(kind: TableKind, firm: &Firm) -> bool {
    match kind {
        TableKind::FirmsByStateAndSize | TableKind::FirmsBySector => true,
        TableKind::CertifiedByState => firm.certified.is_some(),
        TableKind::DefectsBySector | TableKind::OeeBySector | TableKind::DeliveriesBySector => {
            figure(kind, firm).is_some()
        }
    }
}

fn figure(kind: TableKind, firm: &Firm) -> Option<i64> {
    match kind {
        TableKind::DefectsBySector => firm.defects_ppm,
        TableKind::OeeBySector => firm.oee,
        TableKind::DeliveriesBySector => firm.on_time,
        TableKind::FirmsByStateAndSize | TableKind::FirmsBySector | TableKind::CertifiedByState => {
            None
        }
    }
}

fn state(firm: &Firm) -> Key {
    firm.state.map_or(Key::NotKnown, Key::State)
}

/// States first, then sizes within each: whoever adds up a state's sizes gets the state's group.
fn by_state_and_size(firms: &[&Firm]) -> Option<Vec<Line>> {
    let mut lines = Vec::new();
    for of_state in pooled(firms, state)? {
        let by_size = pooled(&of_state.firms, |firm| {
            firm.size.map_or(Key::NotKnown, Key::Size)
        });
        // A group of a state has enough firms, so its sizes have, too.
        for of_size in by_size.unwrap_or_default() {
            lines.push(Line {
                keys: vec![of_state.key.clone(), of_size.key],
                firms: rounded(of_size.firms.len()),
                value: None,
            });
        }
    }
    Some(lines)
}

/// In how many firms each sector is served.
fn sector_sizes(firms: &[&Firm]) -> BTreeMap<ConceptId, usize> {
    let mut sizes = BTreeMap::new();
    for sector in firms.iter().flat_map(|firm| &firm.sectors) {
        *sizes.entry(sector.clone()).or_insert(0) += 1;
    }
    sizes
}

/// Each firm counts in one sector: the one of its own that most firms serve.
fn sector(firm: &Firm, sizes: &BTreeMap<ConceptId, usize>) -> Key {
    let size = |sector: &ConceptId| sizes.get(sector).copied().unwrap_or_default();
    firm.sectors
        .iter()
        // The first of equals: `max_by_key` alone would take the last.
        .rev()
        .max_by_key(|sector| size(sector))
        .map_or(Key::NotKnown, |sector| Key::Sector(sector.clone()))
}

fn lines(kind: TableKind, groups: Vec<Group<'_>>) -> Vec<Line> {
    groups
        .into_iter()
        .map(|group| Line {
            firms: rounded(group.firms.len()),
            value: value(kind, &group.firms),
            keys: vec![group.key],
        })
        .collect()
}

fn value(kind: TableKind, firms: &[&Firm]) -> Option<i64> {
    match kind.measure() {
        Measure::Nothing => None,
        Measure::Share if kind == TableKind::CertifiedByState => {
            let known = i64::try_from(firms.len()).ok()?;
            let yes = firms.iter().filter(|firm| firm.certified == Some(true));
            let share = i64::try_from(yes.count()).ok()? * 1_000_000 / known.max(1);
            Some(to_step(share))
        }
        Measure::Share => middle(kind, firms).map(to_step),
        Measure::PerMillion => middle(kind, firms).map(to_ladder),
    }
}

/// The middle firm's figure; of two middle ones the smaller.
fn middle(kind: TableKind, firms: &[&Firm]) -> Option<i64> {
    let mut figures: Vec<i64> = firms.iter().filter_map(|firm| figure(kind, firm)).collect();
    figures.sort_unstable();
    figures.get(figures.len().checked_sub(1)? / 2).copied()
}

/// To the nearest five; a group that is shown has at least as many.
fn rounded(firms: usize) -> usize {
    (firms + ROUNDING / 2) / ROUNDING * ROUNDING
}

/// A share to the nearest five per cent.
fn to_step(share: i64) -> i64 {
    (share.clamp(0, 1_000_000) + SHARE_STEP / 2) / SHARE_STEP * SHARE_STEP
}

/// Up to the next of 0, 10, 20, 50, 100, 200, 500, …: "at most so many".
fn to_ladder(amount: i64) -> i64 {
    if amount <= 0 {
        return 0;
    }
    let mut ten: i64 = 10;
    loop {
        for step in [1, 2, 5] {
            match ten.checked_mul(step) {
                Some(rung) if amount <= rung => return rung,
                Some(_) => {}
                None => return i64::MAX,
            }
        }
        ten = ten.saturating_mul(10);
    }
}

#[cfg(test)]
#[path = "laws.rs"]
mod laws;
