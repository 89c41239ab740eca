//! From what a criterion asks to the symptoms of [`crate::causes`] that a firm shows which does not reach
//! it: `schema/causes/attributes.csv`. It says where to begin to ask, and nothing of any firm.

use crate::attributes::{AttributeId, Attributes};
use crate::causes::{CauseId, CauseKind, Causes};
use crate::tables::{check_id, filled, malformed, rows};
use crate::vocabulary::{ConceptId, Finding, Vocabulary, VocabularyError};
use serde::Deserialize;

const FILE: &str = "attributes.csv";

/// A symptom that fits an attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symptom {
    /// What is asked for.
    pub attribute: AttributeId,
    /// Of this item or a narrower one; absent: of any.
    pub item: Option<ConceptId>,
    /// The symptom.
    pub symptom: CauseId,
}

/// The whole list, in file order: of an attribute, what is likeliest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Symptoms {
    rows: Vec<Symptom>,
}

#[derive(Deserialize)]
struct Row {
    attribute: String,
    item: String,
    symptom: String,
}

impl Symptoms {
    /// The list that ships with the program.
    ///
    /// # Errors
    /// If the bundled list is malformed; a test keeps it well formed.
    pub fn bundled() -> Result<Self, VocabularyError> {
        Self::parse(include_str!("../../../schema/causes/attributes.csv"))
    }

    /// Reads `attributes.csv`.
    ///
    /// # Errors
    /// Names the line that cannot be read, that names no attribute or no symptom, or that stands twice.
    pub fn parse(csv_text: &str) -> Result<Self, VocabularyError> {
        let mut list = Self::default();
        for row in rows::<Row>(FILE, csv_text)? {
            check_id(FILE, &row.symptom, "cause")?;
            let attribute = filled(row.attribute);
            let attribute = attribute
                .ok_or_else(|| malformed(FILE, format!("{}: names no attribute", row.symptom)))?;
            let row = Symptom {
                attribute,
                item: filled(row.item),
                symptom: row.symptom,
            };
            if list.rows.contains(&row) {
                let line = format!("{}: {} stands twice", row.attribute, row.symptom);
                return Err(malformed(FILE, line));
            }
            list.rows.push(row);
        }
        Ok(list)
    }

    /// The symptoms that fit an attribute of an item. Lines that name the item, or something wider, come
    /// before those that name none and, where there are any, stand for them.
    #[must_use]
    pub fn of(
        &self,
        attribute: &str,
        item: Option<&str>,
        vocabulary: &Vocabulary,
    ) -> Vec<&CauseId> {
        let all = self.rows.iter().filter(|row| row.attribute == attribute);
        let (named, any): (Vec<&Symptom>, Vec<&Symptom>) = all.partition(|row| row.item.is_some());
        let fits = |row: &&Symptom| match (&row.item, item) {
            (Some(wide), Some(narrow)) => vocabulary.is_within(narrow, wide),
            _ => false,
        };
        let named: Vec<&Symptom> = named.into_iter().filter(fits).collect();
        let fitting = if named.is_empty() { any } else { named };
        fitting.into_iter().map(|row| &row.symptom).collect()
    }

    /// Every line, in file order.
    pub fn iter(&self) -> impl Iterator<Item = &Symptom> {
        self.rows.iter()
    }

    /// What does not fit tree, vocabulary or spine: an empty answer means that it is sound.
    #[must_use]
    pub fn check(
        &self,
        causes: &Causes,
        vocabulary: &Vocabulary,
        attributes: &Attributes,
    ) -> Vec<Finding> {
        let mut findings = Vec::new();
        for row in &self.rows {
            let symptom = causes.find(&row.symptom);
            if symptom.is_none_or(|node| node.kind != CauseKind::Symptom) {
                findings.push(format!("{}: {} is no symptom", row.attribute, row.symptom));
            }
            let attribute = attributes.find(&row.attribute);
            if attribute.is_none() {
                findings.push(format!("{}: no such attribute", row.attribute));
            }
            let Some(item) = &row.item else {
                continue;
            };
            let kind = vocabulary.find(item).map(|concept| concept.kind);
            let fits = attribute.is_some_and(|a| kind.is_some() && a.item_kind == kind);
            if !fits {
                findings.push(format!("{}: {item} is no item of it", row.attribute));
            }
        }
        findings
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "attribute,item,symptom\n";

    fn read(lines: &str) -> Result<Symptoms, VocabularyError> {
        Symptoms::parse(&format!("{HEAD}{lines}\n"))
    }

    fn check(list: &Symptoms) -> Vec<Finding> {
        let causes = Causes::bundled().unwrap();
        let vocabulary = Vocabulary::bundled().unwrap();
        list.check(&causes, &vocabulary, &Attributes::bundled().unwrap())
    }

    #[test]
    fn the_bundled_list_fits_tree_vocabulary_and_spine() {
        let findings = check(&Symptoms::bundled().unwrap());
        assert!(findings.is_empty(), "{findings:#?}");
    }

    #[test]
    fn each_kind_of_damage_is_named() {
        let line = "site.oee,,cause.volume_not_reached";
        for (lines, part) in [
            (format!("{line}\n{line}"), "stands twice"),
            (line.replace("site.oee", ""), "names no attribute"),
            (line.replace("cause.", "symptom."), "is not cause.<slug>"),
        ] {
            let said = read(&lines).unwrap_err().to_string();
            assert!(said.contains(part), "{lines}: {said}");
        }
        for wrong in [
            line.replace("site.oee", "site.none"),
            line.replace("volume_not_reached", "long_changeovers"),
            line.replace(",,", ",process.turning,"),
        ] {
            assert_eq!(check(&read(&wrong).unwrap()).len(), 1, "{wrong}");
        }
    }

    #[test]
    fn a_line_that_names_the_item_stands_for_those_that_name_none() {
        let vocabulary = Vocabulary::bundled().unwrap();
        let list = read(
            "standard.held,,cause.a\nstandard.held,standard.mexican_registration,cause.b\nsite.oee,,cause.c",
        );
        let list = list.unwrap();
        let of = |item| list.of("standard.held", item, &vocabulary);
        assert_eq!(of(Some("standard.repse")), ["cause.b"]);
        assert_eq!(of(Some("standard.iso_9001")), ["cause.a"]);
        assert_eq!(of(None), ["cause.a"]);
    }
}
