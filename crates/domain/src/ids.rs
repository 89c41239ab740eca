//! One newtype per kind of record, so that a site's id cannot be passed for a need's.
//! New ids are UUIDv7 (they sort by time); demonstration data derives UUIDv5 from names.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The namespace from which ids of demonstration records are derived.
const NAMED: Uuid = Uuid::from_u128(0x6573_6c61_626f_6e00_8000_0000_0000_0001);

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $tag:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A fresh id.
            #[must_use]
            pub fn generate() -> Self {
                Self(Uuid::now_v7())
            }

            /// The id that always belongs to this name: loading the same data twice gives the same ids.
            #[must_use]
            pub fn from_name(name: &str) -> Self {
                Self(Uuid::new_v5(&NAMED, format!("{}/{name}", $tag).as_bytes()))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    };
}

id!(/// A firm, institution or centre.
    OrganisationId, "organisation");
impl OrganisationId {
    /// Stands where a reader may not know which organisation it is. No organisation has it.
    pub const RESERVED: Self = Self(Uuid::nil());
}
id!(/// A place where an organisation works: the unit that is searched and matched.
    SiteId, "site");
id!(/// A line of a public register that speaks of a site.
    RegistryEntryId, "registry_entry");
id!(/// One thing known of a site.
    FactId, "fact");
id!(/// A machine of a site.
    MachineId, "machine");
id!(/// What a site has promised of a process in a month, as it was stated.
    LoadId, "load");
id!(/// A sourcing need of a lead firm.
    NeedId, "need");
id!(/// One criterion of a need.
    CriterionId, "criterion");
id!(/// A service that an institution offers.
    ServiceId, "service");
id!(/// A course of a service with its dates.
    CohortId, "cohort");
id!(/// A saved shortlist answer.
    ShortlistId, "shortlist");
id!(/// One run of an import.
    ImportRunId, "import_run");
id!(/// A pair of sites suspected to be the same plant.
    DuplicateId, "duplicate");
id!(/// Something that an organisation opened to another.
    ConsentId, "consent");
id!(/// A drawing that hangs on a need.
    NeedFileId, "need_file");
id!(/// An acceptance of the confidentiality terms of a need.
    NdaAcceptanceId, "nda_acceptance");
id!(/// A person who acts.
    PersonId, "person");
id!(/// A Centre for Supplier Development: the scope of shortlists and, later, programmes.
    CentreId, "centre");
id!(/// What a person is to an organisation.
    MembershipId, "membership");
id!(/// A session, a token or a single-use link.
    SecretId, "secret");
id!(/// An agreement between centres.
    AgreementId, "agreement");
id!(/// Someone's claim that a registry entry is her firm.
    ClaimId, "claim");
id!(/// Two sites that were made one.
    MergeId, "merge");
id!(/// What an owner is asked to confirm through a link.
    ConfirmationId, "confirmation");
id!(/// A table of figures, as it was published.
    PublishedTableId, "published_table");
id!(/// A request about personal data.
    PrivacyRequestId, "privacy_request");
id!(/// A supplier on its way to being chosen for a need.
    CandidacyId, "candidacy");
id!(/// A gap that came of a rejection.
    ProposedGapId, "proposed_gap");
id!(/// A photograph or document of a site.
    SiteFileId, "site_file");
id!(/// An assessment that someone carries out at a plant.
    AssessmentId, "assessment");
id!(/// A file that shows what an assessment found.
    AssessmentFileId, "assessment_file");
id!(/// Questions that a centre loaded.
    QuestionSetId, "question_set");
id!(/// What someone says of a cause at a site.
    DiagnosisId, "diagnosis");
id!(/// An upgrading programme of a firm.
    ProgrammeId, "programme");
id!(/// A step of a programme.
    ProgrammeStepId, "programme_step");
id!(/// A gap that a programme closes.
    ProgrammeGapId, "programme_gap");
id!(/// A signature under a programme.
    ProgrammeSignatureId, "programme_signature");
id!(/// A firm that was referred to an institution for a step of its programme.
    ReferralId, "referral");
id!(/// A look, on a visit, at whether a gap of a programme is closed.
    VerificationId, "verification");
id!(/// Hours and money that went into a step of a programme.
    WorkEntryId, "work_entry");
id!(/// Something that a programme is to change, measured before and after.
    IndicatorId, "indicator");
id!(/// A figure of an indicator at one moment.
    IndicatorFigureId, "indicator_figure");
