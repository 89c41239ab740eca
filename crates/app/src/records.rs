//! Stored records as the faces show them, so that no face depends on `eslabon-storage`.

pub use eslabon_storage::assessment_files::AssessmentFile;
pub use eslabon_storage::assessments::{Assessment, Done, Voided, Written};
pub use eslabon_storage::claims::{Claim, ClaimStatus, Evidence, EvidenceFile};
pub use eslabon_storage::diagnoses::Diagnosis;
pub use eslabon_storage::drawings::{Drawing, NdaAcceptance};
pub use eslabon_storage::duplicates::{Duplicate, DuplicateStatus};
pub use eslabon_storage::imports::{ImportRun, RowProblem, RunStatus};
pub use eslabon_storage::indicators::{Figure, Indicator};
pub use eslabon_storage::merges::{Merge, Separation};
pub use eslabon_storage::need_status::StatusNote;
pub use eslabon_storage::organisations::{Organisation, OrganisationKind};
pub use eslabon_storage::privacy_requests::{PrivacyRequest, Statement};
pub use eslabon_storage::programme_work::WorkEntry;
pub use eslabon_storage::programmes::{
    Happened, Programme, ProgrammeGap, ProgrammeStep, Scan, Share, Signature,
};
pub use eslabon_storage::proposed_gaps::ProposedGap;
pub use eslabon_storage::question_sets::QuestionSet;
pub use eslabon_storage::referrals::{Contact, Outcome, Referral, Reply};
pub use eslabon_storage::registry::RegistryEntry;
pub use eslabon_storage::site_files::SiteFile;
pub use eslabon_storage::verifications::Verification;
