//! What kind of file it is and which column holds what, by the names in its header. Names are
//! compared folded, in any order. Telephone and e-mail columns are known here only to be shut out.

use super::columns::{self, Column};
use super::read::Fault;
use eslabon_domain::attributes::{AttributeId, Attributes};
use eslabon_domain::text::{Lang, normal_form};
use std::collections::HashMap;

/// The kinds of file that can be imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ImportKind {
    /// INEGI's directory of establishments.
    Denue,
    /// SEMARNAT's register of emissions and transfers.
    Retc,
    /// Our template: supplier sites with their capabilities.
    Suppliers,
    /// Our template: sourcing needs.
    Needs,
    /// Our template: institutions, lead firms, centres.
    Institutions,
    /// Our template: services of institutions.
    Services,
    /// Our template: machines of supplier sites.
    Machines,
}

impl ImportKind {
    /// Every kind.
    pub const ALL: [ImportKind; 7] = [
        ImportKind::Denue,
        ImportKind::Retc,
        ImportKind::Suppliers,
        ImportKind::Needs,
        ImportKind::Institutions,
        ImportKind::Services,
        ImportKind::Machines,
    ];

    /// The word of `--kind`, of addresses and of storage.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            ImportKind::Denue => "denue",
            ImportKind::Retc => "retc",
            ImportKind::Suppliers => "suppliers",
            ImportKind::Needs => "needs",
            ImportKind::Institutions => "institutions",
            ImportKind::Services => "services",
            ImportKind::Machines => "machines",
        }
    }

    /// The name for a reader.
    #[must_use]
    pub fn label(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (ImportKind::Denue, _) => "INEGI, DENUE",
            (ImportKind::Retc, _) => "SEMARNAT, RETC",
            (ImportKind::Suppliers, Lang::Es) => "Proveedores (plantilla)",
            (ImportKind::Suppliers, Lang::En) => "Suppliers (template)",
            (ImportKind::Needs, Lang::Es) => "Requerimientos (plantilla)",
            (ImportKind::Needs, Lang::En) => "Sourcing needs (template)",
            (ImportKind::Institutions, Lang::Es) => "Instituciones (plantilla)",
            (ImportKind::Institutions, Lang::En) => "Institutions (template)",
            (ImportKind::Services, Lang::Es) => "Servicios (plantilla)",
            (ImportKind::Services, Lang::En) => "Services (template)",
            (ImportKind::Machines, Lang::Es) => "Máquinas (plantilla)",
            (ImportKind::Machines, Lang::En) => "Machines (template)",
        }
    }

    /// The empty template of this kind, to download; registers have none.
    #[must_use]
    pub fn template(self) -> Option<&'static str> {
        match self {
            ImportKind::Denue | ImportKind::Retc => None,
            ImportKind::Suppliers => Some(include_str!("../../../../schema/imports/suppliers.csv")),
            ImportKind::Needs => Some(include_str!("../../../../schema/imports/needs.csv")),
            ImportKind::Institutions => {
                Some(include_str!("../../../../schema/imports/institutions.csv"))
            }
            ImportKind::Services => Some(include_str!("../../../../schema/imports/services.csv")),
            ImportKind::Machines => Some(include_str!("../../../../schema/imports/machines.csv")),
        }
    }
}

impl std::fmt::Display for ImportKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The word names no kind of file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("one of denue, retc, suppliers, needs, institutions, services, machines is expected")]
pub struct UnknownKind;

impl std::str::FromStr for ImportKind {
    type Err = UnknownKind;

    fn from_str(word: &str) -> Result<Self, UnknownKind> {
        let word = word.trim().to_ascii_lowercase();
        Self::ALL
            .into_iter()
            .find(|kind| kind.as_str() == word)
            .ok_or(UnknownKind)
    }
}

/// Where a recognised header says that each field stands.
#[derive(Debug, Clone)]
pub struct Recognised {
    /// The kind of file.
    pub kind: ImportKind,
    /// The header as it stands in the file.
    pub header: Vec<String>,
    /// Field → place.
    fields: HashMap<&'static str, usize>,
    /// Columns named after an attribute.
    pub attributes: Vec<(usize, AttributeId)>,
    /// Places of columns that hold telephone numbers or e-mail addresses: never read, never written.
    pub private: Vec<usize>,
    /// Places of other columns that are not used.
    pub ignored: Vec<usize>,
}

impl Recognised {
    /// Where a field stands.
    #[must_use]
    pub fn at(&self, field: &str) -> Option<usize> {
        self.fields.get(field).copied()
    }

    /// Whether what stands at a place is given back to nobody: telephone numbers, addresses, and what a buyer
    /// wants to pay.
    #[must_use]
    pub fn is_kept_back(&self, at: usize) -> bool {
        self.private.contains(&at) || self.at(columns::TARGET_PRICE) == Some(at)
    }

    /// The heading over a place.
    #[must_use]
    pub fn heading(&self, at: usize) -> &str {
        self.header.get(at).map_or("", String::as_str)
    }

    /// The heading of a field or attribute, or its own name where the file has no such column.
    #[must_use]
    pub fn heading_of<'a>(&'a self, field: &'a str) -> &'a str {
        let attribute = || self.attributes.iter().find(|(_, id)| id == field);
        let place = self
            .at(field)
            .or_else(|| attribute().map(|(place, _)| *place));
        place.map_or(field, |at| self.heading(at))
    }

    /// Headings that are used.
    #[must_use]
    pub fn used(&self) -> Vec<&str> {
        (0..self.header.len())
            .filter(|at| !self.private.contains(at) && !self.ignored.contains(at))
            .map(|at| self.heading(at))
            .collect()
    }
}

/// Recognises a header row.
///
/// # Errors
/// [`Fault::UnknownHeader`], [`Fault::AmbiguousHeader`], or [`Fault::MissingColumns`] where the kind was given.
pub fn recognise(
    header: &[String],
    given: Option<ImportKind>,
    attributes: &Attributes,
) -> Result<Recognised, Fault> {
    let folded: Vec<String> = header.iter().map(|name| normal_form(name)).collect();
    if let Some(kind) = given {
        let fit = Fit::of(kind, &folded);
        if !fit.missing.is_empty() {
            return Err(Fault::MissingColumns(fit.missing.join(", ")));
        }
        return Ok(resolve(fit, header, &folded, attributes));
    }
    let mut fits: Vec<Fit> = ImportKind::ALL
        .into_iter()
        .map(|kind| Fit::of(kind, &folded))
        .filter(|fit| fit.missing.is_empty())
        .collect();
    fits.sort_by_key(|fit| std::cmp::Reverse(fit.fields.len()));
    let mut fits = fits.into_iter();
    match (fits.next(), fits.next()) {
        (None, _) => Err(Fault::UnknownHeader(glimpse(header))),
        (Some(best), Some(second)) if best.fields.len() == second.fields.len() => Err(
            Fault::AmbiguousHeader(format!("{}, {}", best.kind, second.kind)),
        ),
        (Some(best), _) => Ok(resolve(best, header, &folded, attributes)),
    }
}

/// The first headings, for the message.
fn glimpse(header: &[String]) -> String {
    let shown: Vec<String> = header
        .iter()
        .take(8)
        .map(|name| name.trim().chars().take(40).collect())
        .collect();
    format!("“{}”", shown.join(" | "))
}

struct Fit {
    kind: ImportKind,
    fields: HashMap<&'static str, usize>,
    missing: Vec<&'static str>,
}

impl Fit {
    fn of(kind: ImportKind, folded: &[String]) -> Fit {
        let mut fit = Fit {
            kind,
            fields: HashMap::new(),
            missing: Vec::new(),
        };
        for Column {
            field,
            names,
            required,
        } in columns::of(kind)
        {
            // The first column of a name counts; a second one of the same name is left out.
            let place = names
                .iter()
                .find_map(|name| folded.iter().position(|heading| heading == name));
            match place {
                Some(at) => {
                    fit.fields.insert(field, at);
                }
                None if *required => fit.missing.push(names.first().copied().unwrap_or(field)),
                None => {}
            }
        }
        fit
    }
}

fn resolve(fit: Fit, header: &[String], folded: &[String], attributes: &Attributes) -> Recognised {
    let takes_attributes = matches!(fit.kind, ImportKind::Suppliers);
    let mut found = Recognised {
        kind: fit.kind,
        header: header.to_vec(),
        fields: fit.fields,
        attributes: Vec::new(),
        private: Vec::new(),
        ignored: Vec::new(),
    };
    for (at, heading) in folded.iter().enumerate() {
        if found.fields.values().any(|place| *place == at) {
            continue;
        }
        if columns::is_private(heading) {
            found.private.push(at);
        } else if let Some(attribute) =
            attribute_named(heading, attributes).filter(|_| takes_attributes)
        {
            found.attributes.push((at, attribute));
        } else {
            found.ignored.push(at);
        }
    }
    found
}

/// The attribute of this folded heading: our short name, its id, or its label in either language.
fn attribute_named(heading: &str, attributes: &Attributes) -> Option<AttributeId> {
    if let Some(known) = columns::attribute_of(heading).and_then(|id| attributes.find(id)) {
        return Some(known.id.clone());
    }
    let is_named = |name: &str| normal_form(name) == heading;
    attributes
        .iter()
        .find(|attribute| {
            is_named(&attribute.id)
                || Lang::ALL
                    .iter()
                    .any(|lang| is_named(attribute.label.get(*lang)))
        })
        .map(|attribute| attribute.id.clone())
}
