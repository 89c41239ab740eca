//! The published, versioned numbers behind an analysis. Data, not code: an analysis names the version.

/// The numbers of one version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// Named in every analysis and map.
    pub version: &'static str,
    /// A wish of at least this weight makes a gap major.
    pub major_weight: u8,
    /// From so many firms of one state on, a gap is worth a course of its own.
    pub cohort_firms: usize,
    /// Of a closed group nothing is counted that concerns fewer firms.
    pub closed_firms: usize,
}

/// The version in force.
pub const RULES: Rules = Rules {
    version: "gaps-1",
    major_weight: 50,
    cohort_firms: 3,
    closed_firms: 5,
};
