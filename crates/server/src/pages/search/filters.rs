//! What a search page is asked: read from its address, and written back into one. Values that do
//! not exist are left out; a place that is not found is said.

use crate::pages::fields::{Fields, address};
use eslabon_app::context::Words;
use eslabon_app::search::{PAGE_SIZE, locate};
use eslabon_domain::places::{Places, Position, StateCode};
use eslabon_domain::registry::SizeBand;
use eslabon_domain::text::Lang;
use eslabon_domain::vocabulary::{ConceptId, ConceptKind};
use eslabon_search::SupplierQuery;

/// Where results are listed.
pub const PATH: &str = "/buscar";
/// The radius where only a place is named, in kilometres.
const RADIUS_KM: i64 = 100;
/// The widest radius.
const RADIUS_MAX_KM: i64 = 3_000;
/// The most values of one filter.
const MOST_VALUES: usize = 40;

/// A search as a person asks it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filters {
    /// The words.
    pub text: String,
    /// States.
    pub states: Vec<StateCode>,
    /// Five-digit municipalities.
    pub municipalities: Vec<String>,
    /// A SCIAN prefix of two to six digits.
    pub scian: Option<String>,
    /// Bands of staff.
    pub sizes: Vec<SizeBand>,
    /// Processes.
    pub processes: Vec<ConceptId>,
    /// Materials.
    pub materials: Vec<ConceptId>,
    /// Standards.
    pub standards: Vec<ConceptId>,
    /// Only those with something verified.
    pub verified: bool,
    /// Only those with a profile.
    pub profile: bool,
    /// The place of a radius, as it was typed.
    pub near: String,
    /// The radius in kilometres, as it was typed.
    pub radius: String,
    /// The page, from 1.
    pub page: usize,
}

impl Filters {
    /// What an address asks.
    #[must_use]
    pub fn read(query: &Fields, words: &Words) -> Self {
        // A name may be repeated, or hold several values between commas.
        let all = |name: &'static str| {
            query
                .all(name)
                .flat_map(|value| value.split(','))
                .map(str::trim)
        };
        let concepts = |name: &'static str, kind: ConceptKind| -> Vec<ConceptId> {
            let known = |id: &&str| {
                words
                    .vocabulary
                    .find(id)
                    .is_some_and(|concept| concept.kind == kind)
            };
            distinct(all(name).filter(known).map(str::to_owned))
        };
        let is_scian = |code: &&str| {
            (2..=6).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_digit())
        };
        let is_town = |code: &&str| Places::shared().municipality(code).is_some();
        Self {
            text: query.text("q").to_owned(),
            states: distinct(all("estado").filter_map(StateCode::parse)),
            municipalities: distinct(all("municipio").filter(is_town).map(str::to_owned)),
            scian: query.all("scian").find(is_scian).map(str::to_owned),
            sizes: distinct(all("tamano").filter_map(SizeBand::parse)),
            processes: concepts("proceso", ConceptKind::Process),
            materials: concepts("material", ConceptKind::Material),
            standards: concepts("certificado", ConceptKind::Standard),
            verified: query.text("validado") == "si",
            profile: query.text("perfil") == "si",
            near: query.text("cerca").chars().take(80).collect(),
            radius: query.text("radio").chars().take(8).collect(),
            page: query
                .text("pagina")
                .parse()
                .ok()
                .filter(|page| (1..=10_000).contains(page))
                .unwrap_or(1),
        }
    }

    /// The radius in kilometres; the usual one where none or nonsense was typed.
    #[must_use]
    pub fn radius_km(&self) -> i64 {
        self.radius
            .parse()
            .ok()
            .filter(|km| (1..=RADIUS_MAX_KM).contains(km))
            .unwrap_or(RADIUS_KM)
    }

    /// The place that was typed: none asked, found, or not found.
    ///
    /// # Errors
    /// If a place was typed that is none.
    pub fn around(&self) -> Result<Option<(Position, String)>, ()> {
        if self.near.is_empty() {
            return Ok(None);
        }
        locate(&self.near).map(Some).ok_or(())
    }

    /// The query of these filters. Counting facets and cutting snippets is for pages, not exports.
    #[must_use]
    pub fn query(&self, lang: Lang) -> SupplierQuery {
        let around = self
            .around()
            .ok()
            .flatten()
            .map(|(centre, _)| (centre, self.radius_km() * 1_000));
        SupplierQuery {
            text: self.text.clone(),
            lang,
            states: self.states.clone(),
            municipalities: self.municipalities.clone(),
            scian: self.scian.iter().cloned().collect(),
            sizes: self.sizes.clone(),
            processes: self.processes.clone(),
            materials: self.materials.clone(),
            standards: self.standards.clone(),
            verified: self.verified.then_some(true),
            with_profile: self.profile.then_some(true),
            around,
            offset: (self.page - 1) * PAGE_SIZE,
            limit: PAGE_SIZE,
            facets: true,
            snippets: true,
        }
    }

    /// Whether anything at all narrows the search.
    #[must_use]
    pub fn is_open(&self) -> bool {
        let unfiltered = Filters {
            page: self.page,
            ..Filters::default()
        };
        *self == unfiltered
    }

    /// Names and values, as an address carries them; the first page goes without saying.
    #[must_use]
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        let mut put = |name, value: String| {
            if !value.is_empty() {
                pairs.push((name, value));
            }
        };
        put("q", self.text.clone());
        self.states
            .iter()
            .for_each(|code| put("estado", code.to_string()));
        self.municipalities
            .iter()
            .for_each(|code| put("municipio", code.clone()));
        self.scian
            .iter()
            .for_each(|code| put("scian", code.clone()));
        self.sizes
            .iter()
            .for_each(|band| put("tamano", band.as_str().to_owned()));
        self.processes
            .iter()
            .for_each(|id| put("proceso", id.clone()));
        self.materials
            .iter()
            .for_each(|id| put("material", id.clone()));
        self.standards
            .iter()
            .for_each(|id| put("certificado", id.clone()));
        put(
            "validado",
            if self.verified {
                "si".into()
            } else {
                String::new()
            },
        );
        put(
            "perfil",
            if self.profile {
                "si".into()
            } else {
                String::new()
            },
        );
        put("cerca", self.near.clone());
        put(
            "radio",
            if self.near.is_empty() {
                String::new()
            } else {
                self.radius.clone()
            },
        );
        put(
            "pagina",
            if self.page > 1 {
                self.page.to_string()
            } else {
                String::new()
            },
        );
        pairs
    }

    /// As [`Filters::pairs`], each name once: what hidden fields carry.
    #[must_use]
    pub fn joined_pairs(&self) -> Vec<(&'static str, String)> {
        let mut joined: Vec<(&'static str, String)> = Vec::new();
        for (name, value) in self.pairs() {
            match joined.iter_mut().find(|(known, _)| *known == name) {
                Some((_, values)) => *values = format!("{values},{value}"),
                None => joined.push((name, value)),
            }
        }
        joined
    }

    /// The address of these filters at a path: the page, or an export.
    #[must_use]
    pub fn address_at(&self, path: &str) -> String {
        let pairs = self.pairs();
        address(
            path,
            pairs.iter().map(|(name, value)| (*name, value.as_str())),
        )
    }

    /// The address of these filters.
    #[must_use]
    pub fn address(&self) -> String {
        self.address_at(PATH)
    }

    /// The same with a change, from the first page.
    #[must_use]
    pub fn with(&self, change: impl FnOnce(&mut Filters)) -> Filters {
        let mut changed = self.clone();
        changed.page = 1;
        change(&mut changed);
        changed
    }
}

fn distinct<T: PartialEq>(values: impl Iterator<Item = T>) -> Vec<T> {
    let mut kept = Vec::new();
    for value in values {
        if !kept.contains(&value) && kept.len() < MOST_VALUES {
            kept.push(value);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Filters {
        Filters::read(&Fields::parse(query), &Words::bundled().unwrap())
    }

    #[test]
    fn an_address_is_read_and_written_back() {
        let query = "q=torno+cnc&estado=08&estado=14&municipio=08037&scian=3327&tamano=11-30\
                     &proceso=process.cnc_turning&validado=si&cerca=Guadalajara&radio=50&pagina=3";
        assert_eq!(read(query).address(), format!("/buscar?{query}"));
    }

    #[test]
    fn values_that_do_not_exist_are_left_out() {
        let odd = read(
            "estado=99&estado=abc&tamano=enorme&pagina=-3&scian=33333333333&proceso=process.alchemy&estado=8&estado=08",
        );
        assert_eq!(odd.states, [StateCode(8)]);
        assert_eq!(
            (odd.page, odd.scian, odd.processes.len(), odd.sizes.len()),
            (1, None, 0, 0)
        );
    }

    #[test]
    fn several_values_may_stand_between_commas() {
        let filters = read("estado=08,14&tamano=11-30,251%2B");
        assert_eq!(filters.states, [StateCode(8), StateCode(14)]);
        assert_eq!(
            filters.joined_pairs(),
            [
                ("estado", "08,14".to_owned()),
                ("tamano", "11-30,251+".to_owned())
            ]
        );
    }

    #[test]
    fn a_place_that_is_none_is_said() {
        assert_eq!(read("cerca=Atlantis&radio=-5").around(), Err(()));
        assert_eq!(read("radio=20").around(), Ok(None));
        assert_eq!(read("cerca=Guadalajara&radio=-5").radius_km(), RADIUS_KM);
    }

    #[test]
    fn a_change_goes_back_to_the_first_page() {
        let narrowed = read("q=torno&pagina=4").with(|f| f.states.push(StateCode(19)));
        assert_eq!(narrowed.address(), "/buscar?q=torno&estado=19");
    }
}
