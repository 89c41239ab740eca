//! Suppliers: sites that can be searched and matched.

use super::capacity::{ProcessCapacity, processes};
use super::classes::{Concept, ScianClass, concepts};
use super::machines::Machine;
use super::paging::PageInfo;
use super::site_files::{Freshness, SupplierFile};
use crate::graphql::errors::top_level;
use crate::graphql::ids;
use crate::graphql::query::Machines;
use async_graphql::dataloader::DataLoader;
use async_graphql::{ComplexObject, Context, Enum, ID, InputObject, Result, SimpleObject};
use eslabon_app::App;
use eslabon_app::capacity::shown_capacity;
use eslabon_app::search::SupplierCard;
use eslabon_app::site_files::visible_files;
use eslabon_app::suppliers::load_supplier;
use eslabon_app::visits::aging_today;
use eslabon_domain::actors::Actor;
use eslabon_domain::facts::{Fact as DomainFact, FactValue, Origin as DomainOrigin};
use eslabon_domain::places::{Places, Position as DomainPosition, StateCode};
use eslabon_domain::registry::{Register as DomainRegister, SizeBand};
use eslabon_domain::text::Lang;
use eslabon_domain::units::show_amount;
use eslabon_search::{Facets as SearchFacets, SupplierQuery};

/// A public register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "DomainRegister")]
pub enum Register {
    /// INEGI's directory of economic units.
    Denue,
    /// SEMARNAT's register of emissions.
    Retc,
}

/// How far a fact can be relied upon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "DomainOrigin")]
pub enum Origin {
    /// Published by a register.
    Registry,
    /// The firm says so.
    Declared,
    /// A document shows it.
    Document,
    /// Seen on a visit.
    Verified,
    /// Measured in deliveries.
    Measured,
}

/// A Mexican state.
#[derive(Debug, Clone, SimpleObject)]
pub struct State {
    /// INEGI's two digits.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// A state by its number.
#[must_use]
pub fn state(code: StateCode) -> State {
    let name = Places::shared()
        .state(code)
        .map(|state| state.name.clone())
        .unwrap_or_default();
    State {
        code: code.to_string(),
        name,
    }
}

/// A municipality.
#[derive(Debug, Clone, SimpleObject)]
pub struct Municipality {
    /// INEGI's five digits.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// A point on Earth.
#[derive(Debug, Clone, SimpleObject)]
pub struct Position {
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// It is only the centre of the municipality.
    pub approximate: bool,
}

/// A supplier's site: a firm with a profile, or an entry of a public register without an administrator.
#[derive(Debug, Clone, SimpleObject)]
#[graphql(complex)]
pub struct Supplier {
    /// Global id.
    pub id: ID,
    /// Its name.
    pub name: String,
    /// The key that batch searches print: `nra`, `clee`, or our id.
    pub key: String,
    /// Its state.
    pub state: Option<State>,
    /// Its municipality.
    pub municipality: Option<Municipality>,
    /// Its class in SCIAN.
    pub scian: Option<ScianClass>,
    /// The class was suggested from the words of the activity, not published.
    pub scian_suggested: bool,
    /// How many people work there, as INEGI's band: `0-5` … `251+`.
    pub size_band: Option<String>,
    /// What a register says it does.
    pub activity: String,
    /// It has a profile, not only a registry entry.
    pub has_profile: bool,
    /// Something was verified on a visit or measured in deliveries.
    pub verified: bool,
    /// Fictional, of the demonstration.
    pub fictional: bool,
    /// Registers that speak of it. Attribute INEGI and SEMARNAT where you show their facts.
    pub registers: Vec<Register>,
    #[graphql(skip)]
    pub(crate) card: SupplierCard,
}

impl From<SupplierCard> for Supplier {
    fn from(card: SupplierCard) -> Self {
        let municipality = card
            .municipality
            .as_ref()
            .and_then(|code| Places::shared().municipality(code));
        Self {
            id: ids::global(ids::SUPPLIER, card.site),
            name: card.name.clone(),
            key: card.key.clone(),
            state: card.state.map(state),
            municipality: municipality.map(|m| Municipality {
                code: m.code.clone(),
                name: m.name.clone(),
            }),
            scian: card.scian.as_deref().map(ScianClass::of),
            scian_suggested: card.scian_suggested,
            size_band: card.size.map(|band| band.as_str().to_owned()),
            activity: card.activity.clone(),
            has_profile: card.has_profile,
            verified: card.verified,
            fictional: card.fictional,
            registers: card.registers.iter().copied().map(Register::from).collect(),
            card,
        }
    }
}

/// What only the supplier's own page loads.
#[derive(Debug, Clone, SimpleObject)]
pub struct SupplierDetail {
    /// Street and number.
    pub street: String,
    /// Postal code.
    pub postal_code: String,
    /// Locality.
    pub locality: String,
    /// Where it lies.
    pub position: Option<Position>,
    /// What registers publish.
    pub registry_entries: Vec<RegistryEntry>,
    /// What is known of it and open to you.
    pub facts: Vec<Fact>,
    /// How many facts are kept back because their group is closed to you.
    pub closed_facts: usize,
}

/// A line of a public register.
#[derive(Debug, Clone, SimpleObject)]
pub struct RegistryEntry {
    /// Which register.
    pub register: Register,
    /// Its key there.
    pub key: String,
    /// Whom to name where this is shown.
    pub attribution: String,
    /// The register's edition.
    pub edition: String,
    /// The name as published.
    pub name: String,
    /// The activity as published.
    pub activity: String,
}

/// One thing known of a supplier.
#[derive(Debug, Clone, SimpleObject)]
pub struct Fact {
    /// What is said, an id of the spine such as `process.tolerance`.
    pub attribute: String,
    /// Of which process, material, certificate…
    pub item: Option<Concept>,
    /// The value in words.
    pub value: String,
    /// As the person entered it, where that differs.
    pub entered: Option<String>,
    /// How it is known.
    pub origin: Origin,
    /// Who said so.
    pub source: String,
    /// The day on which it was true.
    pub observed: String,
    /// The last day on which it holds.
    pub valid_until: Option<String>,
    /// How fresh it is today.
    pub freshness: Freshness,
    /// Thousandths of its time that are used; null where it has no last day. Facts without a day of their own
    /// last as long as their attribute says.
    pub used_milli: Option<u32>,
}

/// A fact's value in words.
#[must_use]
pub fn value_text(value: &FactValue, unit: &str) -> String {
    match value {
        FactValue::Flag { yes } => yes.to_string(),
        FactValue::Amount { low, high } if low == high => show_amount(*low, unit),
        FactValue::Amount {
            low,
            high: i64::MAX,
        } => format!("≥ {}", show_amount(*low, unit)),
        FactValue::Amount { low, high } => {
            format!("{} – {}", show_amount(*low, unit), show_amount(*high, unit))
        }
        FactValue::Concept { concept } => concept.clone(),
        FactValue::Text { text } => text.text.clone(),
        FactValue::Day { date } => date.to_string(),
    }
}

/// A fact with its concept named.
#[must_use]
pub fn fact(app: &App, fact: DomainFact) -> Fact {
    let words = app.words();
    let unit = words
        .attributes
        .find(&fact.attribute)
        .map(|a| a.unit.clone())
        .unwrap_or_default();
    let aged = aging_today(app, &fact);
    Fact {
        item: concepts(&words, fact.item.iter()).pop(),
        value: value_text(&fact.value, &unit),
        attribute: fact.attribute,
        entered: fact.entered,
        origin: fact.origin.into(),
        source: fact.source,
        observed: fact.observed.to_string(),
        valid_until: fact.valid_until.map(|date| date.to_string()),
        freshness: aged.freshness.into(),
        used_milli: aged.used_milli,
    }
}

#[ComplexObject]
impl Supplier {
    /// Its machines, by type, then in the order in which they were added.
    async fn machines(&self, context: &Context<'_>) -> Result<Vec<Machine>> {
        let loader = context.data::<DataLoader<Machines>>()?;
        let found = loader.load_one(self.card.site.0).await?;
        Ok(found.unwrap_or_default())
    }

    /// What it can make month by month, process by process; null where its figures of capacity and quality are
    /// not open to you. Loads one supplier: ask for it on a page of one.
    async fn capacity(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Only this process: a concept's id.")] process: Option<String>,
    ) -> Result<Option<Vec<ProcessCapacity>>> {
        let (app, actor) = (context.data::<App>()?, context.data::<Actor>()?);
        let view = shown_capacity(app, actor, self.card.site)
            .await
            .map_err(top_level)?;
        Ok(view.map(|view| processes(app, &view, process.as_deref())))
    }

    /// Address, registry entries and facts. Loads one supplier: ask for it on a page of one.
    async fn detail(&self, context: &Context<'_>) -> Result<SupplierDetail> {
        let (app, actor) = (context.data::<App>()?, context.data::<Actor>()?);
        let view = load_supplier(app, actor, self.card.site)
            .await
            .map_err(top_level)?;
        let position = view.position.map(|p: DomainPosition| Position {
            latitude: p.lat(),
            longitude: p.lon(),
            approximate: view.position_is_approximate,
        });
        Ok(SupplierDetail {
            street: view.street,
            postal_code: view.postal_code,
            locality: view.locality,
            position,
            registry_entries: view
                .entries
                .into_iter()
                .map(|entry| RegistryEntry {
                    register: entry.register.into(),
                    key: entry.key,
                    attribution: entry.register.attribution().to_owned(),
                    edition: entry.edition,
                    name: entry.name,
                    activity: entry.activity_text,
                })
                .collect(),
            facts: view.facts.into_iter().map(|f| fact(app, f)).collect(),
            closed_facts: view.closed_facts,
        })
    }

    /// Photographs and documents that you see, the latest first; none where you may not know of any.
    async fn files(&self, context: &Context<'_>) -> Result<Vec<SupplierFile>> {
        let (app, actor) = (context.data::<App>()?, context.data::<Actor>()?);
        let files = visible_files(app, actor, self.card.site)
            .await
            .map_err(top_level)?;
        Ok(files
            .into_iter()
            .map(|file| SupplierFile::of(app, file))
            .collect())
    }
}

/// What a search is narrowed by. Every list means *any of*; the fields together mean *all of*.
#[derive(Debug, Clone, Default, InputObject)]
pub struct SupplierFilter {
    /// INEGI's two digits of states.
    pub states: Option<Vec<String>>,
    /// INEGI's five digits of municipalities.
    pub municipalities: Option<Vec<String>>,
    /// SCIAN codes of two to six digits.
    pub scian: Option<Vec<String>>,
    /// INEGI's staff bands: `0-5`, `6-10`, `11-30`, `31-50`, `51-100`, `101-250`, `251+`.
    pub size_bands: Option<Vec<String>>,
    /// Ids of processes; narrower ones count.
    pub processes: Option<Vec<String>>,
    /// Ids of materials; narrower ones count.
    pub materials: Option<Vec<String>>,
    /// Ids of standards; narrower ones count.
    pub standards: Option<Vec<String>>,
    /// Only those with, or without, something verified.
    pub verified: Option<bool>,
    /// Only those with, or without, a profile.
    pub with_profile: Option<bool>,
    /// Only those around a point.
    pub around: Option<AroundInput>,
}

/// A circle.
#[derive(Debug, Clone, InputObject)]
pub struct AroundInput {
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// Kilometres, up to 3,000.
    pub radius_km: f64,
}

impl SupplierFilter {
    /// The filter as a query without words.
    ///
    /// # Errors
    /// Names the value that does not exist.
    pub fn into_query(self) -> Result<SupplierQuery> {
        let unknown = |what: &str, value: &str| {
            super::paging::bad_argument(&format!("{what}: “{value}” does not exist."))
        };
        let mut query = SupplierQuery {
            facets: false,
            snippets: false,
            ..SupplierQuery::default()
        };
        for code in self.states.unwrap_or_default() {
            query
                .states
                .push(StateCode::parse(&code).ok_or_else(|| unknown("states", &code))?);
        }
        for band in self.size_bands.unwrap_or_default() {
            query
                .sizes
                .push(SizeBand::parse(&band).ok_or_else(|| unknown("sizeBands", &band))?);
        }
        for code in self.scian.unwrap_or_default() {
            if !(2..=6).contains(&code.len()) || !code.bytes().all(|b| b.is_ascii_digit()) {
                return Err(unknown("scian", &code));
            }
            query.scian.push(code);
        }
        query.municipalities = self.municipalities.unwrap_or_default();
        query.processes = self.processes.unwrap_or_default();
        query.materials = self.materials.unwrap_or_default();
        query.standards = self.standards.unwrap_or_default();
        query.verified = self.verified;
        query.with_profile = self.with_profile;
        if let Some(around) = self.around {
            let centre = DomainPosition::from_degrees(around.latitude, around.longitude)
                .ok_or_else(|| unknown("around", "position"))?;
            if !(0.0..=3_000.0).contains(&around.radius_km) {
                return Err(super::paging::bad_argument(
                    "around.radiusKm must lie between 0 and 3000.",
                ));
            }
            #[expect(
                clippy::cast_possible_truncation,
                reason = "bounded by 3,000 km just above"
            )]
            let radius_m = (around.radius_km * 1_000.0).round() as i64;
            query.around = Some((centre, radius_m));
        }
        Ok(query)
    }
}

/// A page of suppliers.
#[derive(Debug, Clone, SimpleObject)]
pub struct SupplierConnection {
    /// How many answer.
    pub total_count: usize,
    /// Those of this page.
    pub edges: Vec<SupplierEdge>,
    /// Whether there is more.
    pub page_info: PageInfo,
    /// Counts under the filters in force; only where `facets: true` was asked.
    pub facets: Option<Facets>,
    /// The text was longer than is read.
    pub truncated: bool,
}

/// A hit.
#[derive(Debug, Clone, SimpleObject)]
pub struct SupplierEdge {
    /// Its place in the list.
    pub cursor: String,
    /// The supplier.
    pub node: Supplier,
    /// Relevance; orders this answer only.
    pub score: f32,
    /// The part of the text that answers, as safe HTML with `<b>`.
    pub snippet: Option<String>,
    /// Concepts and classes that made it a hit.
    pub why: Vec<String>,
}

/// A value and how many suppliers have it.
#[derive(Debug, Clone, SimpleObject)]
pub struct FacetCount {
    /// The value.
    pub value: String,
    /// Its name in the reader's language.
    pub label: String,
    /// How many.
    pub count: u64,
}

/// Counts by facet.
#[derive(Debug, Clone, SimpleObject)]
pub struct Facets {
    /// By state.
    pub states: Vec<FacetCount>,
    /// By municipality.
    pub municipalities: Vec<FacetCount>,
    /// By SCIAN class, two to six digits.
    pub scian: Vec<FacetCount>,
    /// By staff band.
    pub size_bands: Vec<FacetCount>,
    /// By process.
    pub processes: Vec<FacetCount>,
    /// By material.
    pub materials: Vec<FacetCount>,
    /// By standard.
    pub standards: Vec<FacetCount>,
}

/// The facets with names in the reader's language.
#[must_use]
pub fn facets(app: &App, found: &SearchFacets, lang: Lang) -> Facets {
    let words = app.words();
    let places = Places::shared();
    let concepts = |counts: &[(String, u64)]| {
        let named = |(id, count): &(String, u64)| FacetCount {
            value: id.clone(),
            label: words.vocabulary.label(id, lang).to_owned(),
            count: *count,
        };
        counts.iter().map(named).collect()
    };
    let scian = |(code, count): &(String, u64)| FacetCount {
        value: code.clone(),
        label: eslabon_search::classes::ClassTexts::shared()
            .title(code, lang)
            .unwrap_or_default()
            .to_owned(),
        count: *count,
    };
    Facets {
        states: found
            .states
            .iter()
            .map(|(code, count)| FacetCount {
                value: code.to_string(),
                label: state(*code).name,
                count: *count,
            })
            .collect(),
        municipalities: found
            .municipalities
            .iter()
            .map(|(code, count)| FacetCount {
                value: code.clone(),
                label: places
                    .municipality(code)
                    .map(|m| m.name.clone())
                    .unwrap_or_default(),
                count: *count,
            })
            .collect(),
        scian: found.scian.iter().map(scian).collect(),
        size_bands: found
            .sizes
            .iter()
            .map(|(band, count)| FacetCount {
                value: band.as_str().into(),
                label: band.as_str().into(),
                count: *count,
            })
            .collect(),
        processes: concepts(&found.processes),
        materials: concepts(&found.materials),
        standards: concepts(&found.standards),
    }
}
