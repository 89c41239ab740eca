//! Opaque global ids: the kind of record and its key, in base64.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::str::FromStr;

/// Kinds of record that have a global id.
pub const SUPPLIER: &str = "Supplier";
/// A sourcing need.
pub const NEED: &str = "Need";
/// A saved shortlist.
pub const SHORTLIST: &str = "Shortlist";
/// An institution.
pub const INSTITUTION: &str = "Institution";
/// A service.
pub const SERVICE: &str = "Service";
/// A course of a service with its dates.
pub const COHORT: &str = "ServiceCohort";
/// A run of an import.
pub const IMPORT_RUN: &str = "ImportRun";
/// A pair of sites suspected to be one.
pub const DUPLICATE: &str = "Duplicate";
/// Something that an organisation opened to another.
pub const CONSENT: &str = "Consent";
/// A claim of a registry entry.
pub const CLAIM: &str = "Claim";
/// Two sites that were made one.
pub const MERGE: &str = "Merge";
/// A supplier on the list of a need.
pub const CANDIDACY: &str = "Candidacy";
/// A machine of a supplier.
pub const MACHINE: &str = "Machine";
/// A gap that came of a rejection.
pub const PROPOSED_GAP: &str = "ProposedGap";
/// A photograph or document of a supplier.
pub const SUPPLIER_FILE: &str = "SupplierFile";
/// An assessment of a plant.
pub const ASSESSMENT: &str = "Assessment";
/// An upgrading programme.
pub const PROGRAMME: &str = "Programme";
/// A step of a programme.
pub const PROGRAMME_STEP: &str = "ProgrammeStep";
/// A gap that a programme closes.
pub const PROGRAMME_GAP: &str = "ProgrammeGap";
/// A firm that was referred to an institution.
pub const REFERRAL: &str = "Referral";
/// Hours and money that went into a step.
pub const WORK_ENTRY: &str = "WorkEntry";
/// Something that a programme is to change.
pub const INDICATOR: &str = "Indicator";
/// Something that someone was told.
pub const ALERT: &str = "Alert";
/// An organisation.
pub const ORGANISATION: &str = "Organisation";

/// A table of figures, as it was published.
pub const PUBLISHED_TABLE: &str = "PublishedTable";
/// What a person is to an organisation.
pub const MEMBERSHIP: &str = "Membership";
/// A centre.
pub const CENTRE: &str = "Centre";

/// The global id of a record.
#[must_use]
pub fn global(kind: &str, key: impl std::fmt::Display) -> async_graphql::ID {
    async_graphql::ID(URL_SAFE_NO_PAD.encode(format!("{kind}:{key}")))
}

/// The kind and key of a global id.
#[must_use]
pub fn split(id: &str) -> Option<(String, String)> {
    let bytes = URL_SAFE_NO_PAD.decode(id).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let (kind, key) = text.split_once(':')?;
    Some((kind.to_owned(), key.to_owned()))
}

/// The key of a global id that must be of this kind.
#[must_use]
pub fn key<T: FromStr>(kind: &str, id: &str) -> Option<T> {
    split(id)
        .filter(|(found, _)| found == kind)
        .and_then(|(_, key)| key.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_come_back_and_kinds_do_not_mix() {
        let id = global(NEED, "abc");
        assert_eq!(key::<String>(NEED, &id), Some("abc".to_owned()));
        assert_eq!(key::<String>(SUPPLIER, &id), None);
        assert_eq!(split("%%%"), None);
    }
}
