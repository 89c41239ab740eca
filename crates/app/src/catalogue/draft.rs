//! A service as a person types it, and a stored one as she would have typed it.

use crate::context::Words;
use eslabon_domain::attributes::AttributeId;
use eslabon_domain::services::{Service, ServiceForm};
use eslabon_domain::text::Lang;
use eslabon_domain::units::{parse_amount, show_amount};
use eslabon_domain::vocabulary::ConceptId;

/// The most effects, and the most prerequisites, of a service that is typed.
pub const LEVELS_MAX: usize = 12;

/// A level of an attribute as it was typed. Empty in all its parts, it is not there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LevelDraft {
    /// An attribute's id, or its label.
    pub attribute: String,
    /// Of which item: a concept's id, or one of its names.
    pub item: String,
    /// From which level; a prerequisite has none.
    pub from: String,
    /// To which level, or at which; empty where it is had or not had.
    pub to: String,
}

impl LevelDraft {
    /// Whether nothing was typed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let parts = [&self.attribute, &self.item, &self.from, &self.to];
        parts.into_iter().all(|part| part.trim().is_empty())
    }
}

/// A service as it was typed. Words are those of `domain::services`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ServiceDraft {
    /// The kind: a concept's id, or one of its names.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// What it is, in more words.
    pub description: String,
    /// In which language name, description and evidence are.
    pub lang: Lang,
    /// What it changes.
    pub effects: Vec<LevelDraft>,
    /// What it asks for before it begins.
    pub prerequisites: Vec<LevelDraft>,
    /// How it is given; empty: as institution and firm agree.
    pub form: String,
    /// Consultant's days in all.
    pub consulting_days: String,
    /// At most so many a week.
    pub days_per_week: String,
    /// The most that is lent, in the currency of the price.
    pub credit_limit: String,
    /// Interest a year: `14.5 %`.
    pub yearly_rate: String,
    /// Months until the last instalment.
    pub credit_months: String,
    /// Months without instalment.
    pub grace_months: String,
    /// Calendar days from the first to the last.
    pub days: String,
    /// Days until the first that can be had; empty: none.
    pub lead_days: String,
    /// Hours a week of each who takes part; empty, with `people`: not known.
    pub hours_per_week: String,
    /// How many of the firm take part.
    pub people: String,
    /// The price.
    pub price: String,
    /// Its currency; empty: pesos.
    pub currency: String,
    /// What it is for; empty: one firm.
    pub price_per: String,
    /// The day on which it was true; empty: today.
    pub price_as_of: String,
    /// Where duration and price come from.
    pub source: String,
    /// States served, by their numbers; none: the whole country.
    pub states: Vec<String>,
    /// In which languages it is given.
    pub languages: Vec<String>,
    /// Which money it is eligible for.
    pub funding: Vec<String>,
    /// What a verification looks at.
    pub evidence: String,
    /// Whether it can still be had; empty: it can.
    pub status: String,
}

impl ServiceDraft {
    /// A stored service as a reader of this language would type it.
    #[must_use]
    pub fn of(words: &Words, lang: Lang, service: &Service) -> Self {
        let naming = Naming { words, lang };
        let effects = service.effects.iter().map(|effect| LevelDraft {
            attribute: naming.attribute(&effect.attribute),
            item: naming.item(effect.item.as_ref()),
            from: effect
                .from
                .map(|level| naming.level(&effect.attribute, level))
                .unwrap_or_default(),
            to: naming.level(&effect.attribute, effect.to),
        });
        let asked = service.prerequisites.iter().map(|asked| LevelDraft {
            attribute: naming.attribute(&asked.attribute),
            item: naming.item(asked.item.as_ref()),
            from: String::new(),
            to: naming.level(&asked.attribute, asked.level),
        });
        let (effort, states) = (service.effort, service.region.iter());
        let mut draft = Self {
            kind: naming.item(Some(&service.kind)),
            name: service.name.text.clone(),
            description: service.description.text.clone(),
            lang: service.name.lang,
            effects: effects.collect(),
            prerequisites: asked.collect(),
            form: service.form.as_str().to_owned(),
            days: service.duration_days.to_string(),
            lead_days: service.lead_days.to_string(),
            hours_per_week: effort
                .map(|effort| hours(effort.minutes_per_week))
                .unwrap_or_default(),
            people: effort
                .map(|effort| effort.people.to_string())
                .unwrap_or_default(),
            price: money(service.price.minor),
            currency: service.price.currency.code().to_owned(),
            price_per: service.price_per.as_str().to_owned(),
            price_as_of: service.price_as_of.to_string(),
            source: service.source.clone(),
            states: states.map(|state| state.0.to_string()).collect(),
            languages: service
                .languages
                .iter()
                .map(|l| l.as_str().to_owned())
                .collect(),
            funding: service
                .funding
                .iter()
                .map(|f| f.as_str().to_owned())
                .collect(),
            evidence: service.evidence.text.clone(),
            status: service.status.as_str().to_owned(),
            ..Self::default()
        };
        draft.fill_in(service.form);
        draft
    }

    fn fill_in(&mut self, form: ServiceForm) {
        match form {
            ServiceForm::Consulting {
                days,
                days_per_week,
            } => {
                self.consulting_days = days.to_string();
                self.days_per_week = days_per_week.to_string();
            }
            ServiceForm::Credit {
                limit,
                yearly_rate_ppm,
                months,
                grace_months,
            } => {
                self.credit_limit = limit.map(|most| money(most.minor)).unwrap_or_default();
                let rate = yearly_rate_ppm.map(|ppm| show_amount(i64::from(ppm), "ppm"));
                self.yearly_rate = rate.unwrap_or_default();
                self.credit_months = months.to_string();
                self.grace_months = grace_months.to_string();
            }
            ServiceForm::Arranged | ServiceForm::Course | ServiceForm::Test | ServiceForm::Loan => {
            }
        }
    }
}

/// Names things as a reader types them.
struct Naming<'w> {
    words: &'w Words,
    lang: Lang,
}

impl Naming<'_> {
    fn attribute(&self, id: &AttributeId) -> String {
        let known = self.words.attributes.find(id);
        known.map_or_else(|| id.clone(), |one| one.label.get(self.lang).to_owned())
    }

    fn item(&self, id: Option<&ConceptId>) -> String {
        id.map(|id| self.words.vocabulary.label(id, self.lang).to_owned())
            .unwrap_or_default()
    }

    /// A level that is read back as itself; what is had or not had is had.
    fn level(&self, attribute: &AttributeId, level: i64) -> String {
        let known = self.words.attributes.find(attribute);
        let unit = known.map_or("", |one| one.unit.as_str());
        if unit.is_empty() {
            return String::new();
        }
        let shown = show_amount(level, unit);
        match parse_amount(&shown, unit) {
            Ok(read) if read == level => shown,
            // Seconds that make no round hours.
            _ => format!("{level} {unit}"),
        }
    }
}

/// `38,500.00`: without a currency, which stands beside it.
fn money(minor: i64) -> String {
    let shown = show_amount(minor, "minor_mxn");
    shown
        .trim_start_matches('$')
        .trim_end_matches(" MXN")
        .to_owned()
}

fn hours(minutes: i32) -> String {
    match minutes % 60 {
        0 => (minutes / 60).to_string(),
        _ => format!("{minutes} min"),
    }
}
