//! Some thousand rows in order of site, each column in arrays of its own. A block is what is copied
//! when a table is changed that others still read.

use super::column::{Column, Entry};
use super::metres::is_odd;
use super::names::Names;
use super::postings::Postings;
use super::table::{Numbers, Row};
use eslabon_domain::facts::Fact;
use eslabon_domain::ids::{OrganisationId, SiteId};
use eslabon_domain::places::{Position, StateCode};

/// The state of a site whose state is not known; no state has this number.
pub(super) const NO_STATE: u8 = 0;

/// What is known of a site's position.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Spot {
    /// Nothing.
    #[default]
    Unknown,
    /// Where it lies.
    Exact,
    /// Its municipality's centre.
    Approximate,
    /// Numbers that are no point on Earth; they are measured like any other.
    Odd,
    /// The same, said to be a municipality's centre.
    OddApproximate,
}

impl Spot {
    /// Of a site's position.
    fn of(position: Option<Position>, is_approximate: bool) -> Self {
        match position {
            None => Spot::Unknown,
            Some(at) if is_odd(at.lat_e6, at.lon_e6) => {
                if is_approximate {
                    Spot::OddApproximate
                } else {
                    Spot::Odd
                }
            }
            Some(_) if is_approximate => Spot::Approximate,
            Some(_) => Spot::Exact,
        }
    }

    /// Whether it is only its municipality's centre.
    pub fn is_approximate(self) -> bool {
        matches!(self, Spot::Approximate | Spot::OddApproximate)
    }
}

/// A site as a block takes it in. Entries lie under the number of their attribute.
#[derive(Debug)]
pub(super) struct NewRow {
    pub site: SiteId,
    pub owner: OrganisationId,
    pub state: Option<StateCode>,
    pub position: Option<Position>,
    pub position_is_approximate: bool,
    pub open: Vec<(u32, Vec<Entry>)>,
    pub closed: Vec<(u32, Vec<Entry>)>,
    /// Ascending, each once.
    pub words: Vec<u32>,
}

/// The columns of some rows.
#[derive(Debug, Clone, Default)]
pub(super) struct Block {
    pub ids: Vec<SiteId>,
    pub owners: Vec<OrganisationId>,
    /// [`NO_STATE`] where it is not known.
    pub states: Vec<u8>,
    pub latitudes: Vec<i32>,
    pub longitudes: Vec<i32>,
    pub spots: Vec<Spot>,
    pub words: Postings,
    /// How many rows lie in each state, the unknown one too.
    pub by_state: Vec<(u8, u16)>,
    open: Columns,
    closed: Columns,
}

impl Block {
    /// How many rows.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// No row at all.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Puts a site in its place, instead of what is there of it.
    pub fn put(&mut self, new: &NewRow) {
        let place = match self.ids.binary_search(&new.site) {
            Ok(place) => {
                self.columns(|columns| columns.clear(number(place)));
                self.words.clear(number(place));
                place
            }
            Err(place) => {
                self.make_room(place, new.site);
                place
            }
        };
        let set = |list: &mut Vec<i32>, value| put_at(list, place, value);
        let position = new.position;
        set(&mut self.latitudes, position.map_or(0, |p| p.lat_e6));
        set(&mut self.longitudes, position.map_or(0, |p| p.lon_e6));
        put_at(&mut self.owners, place, new.owner);
        put_at(&mut self.states, place, new.state.map_or(NO_STATE, |s| s.0));
        self.count_states();
        let spot = Spot::of(position, new.position_is_approximate);
        put_at(&mut self.spots, place, spot);
        self.open.put(number(place), &new.open);
        self.closed.put(number(place), &new.closed);
        self.words.put(number(place), &new.words);
    }

    /// Takes a site out, if it is there.
    pub fn remove(&mut self, site: SiteId) {
        let Ok(place) = self.ids.binary_search(&site) else {
            return;
        };
        let row = number(place);
        self.columns(|columns| {
            columns.clear(row);
            columns.move_down(row);
        });
        self.words.clear(row);
        self.words.move_down(row);
        self.ids.remove(place);
        self.owners.remove(place);
        self.states.remove(place);
        self.count_states();
        self.latitudes.remove(place);
        self.longitudes.remove(place);
        self.spots.remove(place);
    }

    /// Takes off the upper half of the rows.
    pub fn split(&mut self) -> Self {
        let place = self.len() / 2;
        let row = number(place);
        let mut upper = Self {
            ids: self.ids.split_off(place),
            owners: self.owners.split_off(place),
            states: self.states.split_off(place),
            latitudes: self.latitudes.split_off(place),
            longitudes: self.longitudes.split_off(place),
            spots: self.spots.split_off(place),
            words: self.words.split_off(row),
            by_state: Vec::new(),
            open: self.open.split_off(row),
            closed: self.closed.split_off(row),
        };
        for half in [&mut *self, &mut upper] {
            half.count_states();
            half.shrink();
        }
        upper
    }

    /// Gives back memory that is held in reserve.
    pub fn shrink(&mut self) {
        self.ids.shrink_to_fit();
        self.owners.shrink_to_fit();
        self.states.shrink_to_fit();
        self.latitudes.shrink_to_fit();
        self.longitudes.shrink_to_fit();
        self.spots.shrink_to_fit();
        self.words.shrink();
        self.columns(|columns| columns.0.iter_mut().for_each(|(_, column)| column.shrink()));
    }

    /// The open facts on an attribute.
    pub fn open(&self, attribute: u32) -> Option<&Column> {
        self.open.find(attribute)
    }

    /// The closed facts on an attribute, in coarse steps.
    pub fn closed(&self, attribute: u32) -> Option<&Column> {
        self.closed.find(attribute)
    }

    /// A site with its facts on some attributes, for the judge.
    pub fn row(&self, place: usize, attributes: &[u32], numbers: &Numbers) -> Option<Row> {
        let site = *self.ids.get(place)?;
        let state = Some(*self.states.get(place)?).filter(|state| *state != NO_STATE);
        let spot = *self.spots.get(place)?;
        let position = Position {
            lat_e6: *self.latitudes.get(place)?,
            lon_e6: *self.longitudes.get(place)?,
        };
        let facts = |columns: &Columns| columns.facts(number(place), site, attributes, numbers);
        Some(Row {
            owner: *self.owners.get(place)?,
            state: state.map(StateCode),
            position: (spot != Spot::Unknown).then_some(position),
            position_is_approximate: spot.is_approximate(),
            facts: facts(&self.open),
            closed: facts(&self.closed),
        })
    }

    /// Bytes of the positions.
    pub fn position_bytes(&self) -> usize {
        self.len() * (2 * size_of::<i32>() + size_of::<Spot>())
    }

    /// Bytes of everything, by the lengths of the arrays.
    pub fn bytes(&self) -> usize {
        let per_row = size_of::<SiteId>()
            + size_of::<OrganisationId>()
            + size_of::<u8>()
            + 2 * size_of::<i32>()
            + size_of::<Spot>();
        let columns = self.open.0.iter().chain(&self.closed.0);
        let columns: usize = columns
            .map(|(_, column)| size_of::<u32>() + column.bytes())
            .sum();
        size_of::<Self>()
            + self.len() * per_row
            + size_of_val(self.by_state.as_slice())
            + self.words.bytes()
            + columns
    }

    fn columns(&mut self, mut change: impl FnMut(&mut Columns)) {
        change(&mut self.open);
        change(&mut self.closed);
    }

    fn count_states(&mut self) {
        let mut counts = [0_u16; 256];
        for state in &self.states {
            if let Some(count) = counts.get_mut(usize::from(*state)) {
                *count += 1;
            }
        }
        self.by_state.clear();
        let counted = (0..=u8::MAX).zip(counts).filter(|(_, count)| *count > 0);
        self.by_state.extend(counted);
    }

    fn make_room(&mut self, place: usize, site: SiteId) {
        if place < self.len() {
            let row = number(place);
            self.columns(|columns| columns.move_up(row));
            self.words.move_up(row);
        }
        self.ids.insert(place, site);
        self.owners.insert(place, OrganisationId::RESERVED);
        self.states.insert(place, NO_STATE);
        self.latitudes.insert(place, 0);
        self.longitudes.insert(place, 0);
        self.spots.insert(place, Spot::Unknown);
    }
}

/// Columns by the number of their attribute.
#[derive(Debug, Clone, Default)]
struct Columns(Vec<(u32, Column)>);

impl Columns {
    fn find(&self, attribute: u32) -> Option<&Column> {
        let place = self.0.binary_search_by_key(&attribute, |(a, _)| *a).ok()?;
        self.0.get(place).map(|(_, column)| column)
    }

    fn put(&mut self, row: u16, all: &[(u32, Vec<Entry>)]) {
        for (attribute, entries) in all {
            let place = match self.0.binary_search_by_key(attribute, |(a, _)| *a) {
                Ok(place) => place,
                Err(place) => {
                    self.0.insert(place, (*attribute, Column::default()));
                    place
                }
            };
            if let Some((_, column)) = self.0.get_mut(place) {
                column.put(row, entries);
            }
        }
    }

    fn clear(&mut self, row: u16) {
        self.0.iter_mut().for_each(|(_, column)| column.clear(row));
        self.0.retain(|(_, column)| !column.is_empty());
    }

    fn move_up(&mut self, from: u16) {
        self.0
            .iter_mut()
            .for_each(|(_, column)| column.move_up(from));
    }

    fn move_down(&mut self, after: u16) {
        self.0
            .iter_mut()
            .for_each(|(_, column)| column.move_down(after));
    }

    fn split_off(&mut self, row: u16) -> Self {
        let upper = self.0.iter_mut();
        let mut upper: Vec<(u32, Column)> = upper
            .map(|(attribute, column)| (*attribute, column.split_off(row)))
            .collect();
        upper.retain(|(_, column)| !column.is_empty());
        self.0.retain(|(_, column)| !column.is_empty());
        upper.shrink_to_fit();
        self.0.shrink_to_fit();
        Self(upper)
    }

    /// By attribute, item and id, as the judge expects them.
    fn facts(&self, row: u16, site: SiteId, attributes: &[u32], numbers: &Numbers) -> Vec<Fact> {
        let mut facts = Vec::new();
        for attribute in attributes {
            let (Some(column), Some(name)) =
                (self.find(*attribute), numbers.attributes.name(*attribute))
            else {
                continue;
            };
            let (items, sources): (&Names, &Names) = (&numbers.items, &numbers.sources);
            let of_row = column.of_row(row);
            facts.extend(of_row.filter_map(|p| column.fact(p, site, name, items, sources)));
        }
        // A stable order: within an attribute the entries stand as they should.
        facts.sort_by(|a, b| a.attribute.cmp(&b.attribute));
        facts
    }
}

/// A row's number in its block.
fn number(place: usize) -> u16 {
    u16::try_from(place).unwrap_or(u16::MAX)
}

fn put_at<T>(list: &mut [T], place: usize, value: T) {
    if let Some(old) = list.get_mut(place) {
        *old = value;
    }
}
