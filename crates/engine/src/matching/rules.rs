//! The published, versioned numbers behind a score. Data, not code: a saved answer names the version.

/// The numbers of one version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// Named in every answer.
    pub version: &'static str,
    /// Weight of the need's words among the wishes' weights (1 to 100 each).
    pub text_weight: u32,
    /// What a concept of the need counts in the share of its words; a stem counts one.
    pub concept_weight: u32,
    /// Degree of an unknown wish, in thousandths.
    pub unknown_degree: u32,
    /// Degree of a wish that is missed by next to nothing; it falls to 0 with the distance. Below
    /// `unknown_degree`, so that a known failure never ranks above not knowing.
    pub near_miss_degree: u32,
}

/// The version in force.
pub const RULES: Rules = Rules {
    version: "shortlist-2",
    text_weight: 20,
    concept_weight: 3,
    unknown_degree: 500,
    near_miss_degree: 499,
};
