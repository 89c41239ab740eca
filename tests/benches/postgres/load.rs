//! Writes the invented world and a need into PostgreSQL, words as numbers.

use super::server::Psql;
use eslabon_domain::attributes::Attribute;
use eslabon_domain::facts::{Fact, FactValue};
use eslabon_domain::ladders::coarse_requirement;
use eslabon_domain::needs::Requirement;
use eslabon_domain::services::Service;
use eslabon_engine::matching::{Question, SiteProfile};
use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::{Result, Write};

/// Where a column has nothing.
const NULL: &str = "\\N";

/// Numbers of attributes, concepts and stems, and what else the question needs besides tables.
pub struct Numbers {
    attributes: HashMap<String, usize>,
    words: HashMap<String, usize>,
    settings: String,
}

impl Numbers {
    fn of(question: &Question<'_>) -> Self {
        let attributes = question.need.criteria.iter().map(|c| c.attribute.clone());
        let mut all: Vec<String> = attributes.collect();
        all.push("site.processes_complete".to_owned());
        let effects = question.services.iter().flat_map(|s| &s.effects);
        all.extend(effects.map(|effect| effect.attribute.clone()));
        all.sort();
        all.dedup();
        let concepts = question.vocabulary.concepts().iter();
        Self {
            attributes: all.into_iter().zip(1..).collect(),
            words: concepts.map(|c| c.id.clone()).zip(1..).collect(),
            settings: String::new(),
        }
    }

    fn attribute(&self, id: &str) -> usize {
        self.attributes[id]
    }

    /// The number of a concept or a stem, a new one where it has none.
    fn word(&mut self, word: &str) -> usize {
        let next = self.words.len() + 1;
        *self.words.entry(word.to_owned()).or_insert(next)
    }

    /// The variables of the question, for `psql`.
    pub fn settings(&self) -> String {
        let mut settings = self.settings.clone();
        for (id, number) in &self.attributes {
            let _ = writeln!(settings, "\\set {} {number}", id.replace('.', "_"));
        }
        settings
    }
}

/// Loads everything.
pub fn everything(psql: &Psql, sites: &[SiteProfile], question: &Question<'_>) -> Numbers {
    let mut numbers = Numbers::of(question);
    let attribute = |fact: &Fact| question.attributes.find(&fact.attribute).unwrap();
    psql.feed(|to| {
        copy(to, "site", sites.iter().enumerate(), |line, (no, site)| {
            site_row(line, no, site)
        })?;
        let facts = sites.iter().enumerate().flat_map(|(no, site)| {
            let coarse = site.closed.iter().map(|closed| closed.coarse());
            site.facts.iter().chain(coarse).map(move |fact| (no, fact))
        });
        copy(to, "fact", facts, |line, (no, fact)| {
            fact_row(line, no, fact, attribute(fact), &numbers)
        })?;
        let words = sites.iter().enumerate().flat_map(|(no, site)| {
            let words = site.text_concepts.iter().chain(&site.text_terms);
            words.map(move |word| (no, word))
        });
        copy(to, "posting", words, |line, (no, word)| {
            write!(line, "{}\t{no}", numbers.word(word))
        })
    });
    psql.feed(|to| services(to, question.services, &numbers));
    psql.feed(|to| need(to, question, &mut numbers));
    numbers
}

/// Rows of a table, a line each.
fn copy<T>(
    to: &mut dyn Write,
    table: &str,
    rows: impl Iterator<Item = T>,
    mut write: impl FnMut(&mut String, T) -> std::fmt::Result,
) -> Result<()> {
    writeln!(to, "copy {table} from stdin;")?;
    let mut line = String::new();
    for row in rows {
        line.clear();
        write(&mut line, row).map_err(std::io::Error::other)?;
        writeln!(to, "{line}")?;
    }
    writeln!(to, "\\.")
}

fn or_null(value: Option<impl ToString>) -> String {
    value.map_or(NULL.to_owned(), |value| value.to_string())
}

fn site_row(line: &mut String, no: usize, site: &SiteProfile) -> std::fmt::Result {
    let state = site.state.map_or(0, |state| state.0);
    let lat = site.position.map(|at| at.lat().to_radians());
    let lon = site.position.map(|at| at.lon().to_radians());
    write!(
        line,
        "{no}\t{}\t{}\t{state}\t{}\t{}\t{}\t{}",
        site.site.0,
        site.owner.0,
        or_null(lat),
        or_null(lon),
        or_null(lat.map(f64::cos)),
        site.position_is_approximate
    )
}

fn fact_row(
    line: &mut String,
    no: usize,
    fact: &Fact,
    attribute: &Attribute,
    numbers: &Numbers,
) -> std::fmt::Result {
    let (yes, low, high) = match fact.value {
        FactValue::Flag { yes } => (Some(yes), None, None),
        FactValue::Amount { low, high } => (None, Some(low), Some(high)),
        _ => (None, None, None),
    };
    let item = fact.item.as_ref().map(|item| numbers.words[item]);
    let until = fact.holds_until(attribute.validity_months);
    write!(
        line,
        "{}\t{no}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}",
        numbers.attribute(&fact.attribute),
        or_null(item),
        or_null(yes),
        or_null(low),
        or_null(high),
        fact.origin as u8,
        fact.observed,
        until.map_or("infinity".to_owned(), |day| day.to_string()),
        fact.id.0
    )
}

fn services(to: &mut dyn Write, services: &[Service], numbers: &Numbers) -> Result<()> {
    let all = services.iter().enumerate();
    let effects = all
        .clone()
        .flat_map(|(no, s)| s.effects.iter().map(move |e| (no, e)));
    copy(to, "service_effect", effects, |line, (no, effect)| {
        let item = effect.item.as_ref().map(|item| numbers.words[item]);
        let attribute = numbers.attribute(&effect.attribute);
        let (item, from) = (or_null(item), or_null(effect.from));
        write!(line, "{no}\t{attribute}\t{item}\t{from}\t{}", effect.to)
    })?;
    let mut regions: Vec<(usize, u8)> = all
        .flat_map(|(no, service)| service.region.iter().map(move |state| (no, state.0)))
        .collect();
    regions.sort_unstable();
    regions.dedup();
    copy(
        to,
        "service_region",
        regions.into_iter(),
        |line, (no, state)| write!(line, "{no}\t{state}"),
    )
}

fn need(to: &mut dyn Write, question: &Question<'_>, numbers: &mut Numbers) -> Result<()> {
    let vocabulary = question.vocabulary;
    let opened = question.allowed.iter().map(|(owner, _)| owner.0);
    copy(to, "opened", opened, |line, owner| write!(line, "{owner}"))?;
    let mut wanted = Vec::new();
    let mut similar = Vec::new();
    for (at, criterion) in question.need.criteria.iter().enumerate() {
        let roots: Vec<&str> = match &criterion.requirement {
            Requirement::AnyOf { concepts } => concepts.iter().map(String::as_str).collect(),
            _ => criterion.item.iter().map(String::as_str).collect(),
        };
        let narrower = roots.iter().flat_map(|root| vocabulary.subtree(root));
        wanted.extend(narrower.map(|concept| (at, numbers.words[&concept.id])));
        wanted.extend(roots.iter().map(|root| (at, numbers.words[*root])));
        if matches!(criterion.requirement, Requirement::AnyOf { .. }) {
            for concept in vocabulary.concepts() {
                let nearest = roots
                    .iter()
                    .map(|root| vocabulary.similarity_milli(&concept.id, root));
                similar.push((at, numbers.words[&concept.id], nearest.max().unwrap_or(0)));
            }
        }
        if criterion.attribute == "site.capacity_hours_month" {
            let attribute = question.attributes.find(&criterion.attribute).unwrap();
            let coarse = coarse_requirement(attribute, &criterion.requirement).unwrap();
            if let Requirement::AtLeast { amount } = coarse {
                let _ = writeln!(numbers.settings, "\\set capacity {amount}");
            }
        }
    }
    wanted.sort_unstable();
    wanted.dedup();
    copy(to, "wanted", wanted.into_iter(), |line, (at, item)| {
        write!(line, "{at}\t{item}")
    })?;
    copy(
        to,
        "similarity",
        similar.into_iter(),
        |line, (at, item, milli)| write!(line, "{at}\t{item}\t{milli}"),
    )?;
    let mut asked = Vec::new();
    for (at, concept) in question.text_concepts.iter().enumerate() {
        asked.push((at, numbers.word(concept), 3));
        let narrower = vocabulary.subtree(concept);
        asked.extend(narrower.iter().map(|c| (at, numbers.words[&c.id], 3)));
    }
    for (at, stem) in (question.text_concepts.len()..).zip(&question.text_terms) {
        asked.push((at, numbers.word(stem), 1));
    }
    asked.sort_unstable();
    asked.dedup();
    let words = 3 * question.text_concepts.len() + question.text_terms.len();
    let _ = writeln!(
        numbers.settings,
        "\\set words {words}\n\\set day {}",
        question.on
    );
    copy(
        to,
        "asked_word",
        asked.into_iter(),
        |line, (at, word, weight)| write!(line, "{at}\t{word}\t{weight}"),
    )
}
