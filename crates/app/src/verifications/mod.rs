//! Verification visits: staff who were there say of each gap of a programme whether it is closed, with what they
//! measured and the files that show it. A closed gap becomes a fact *verified on a visit* in the same transaction, so
//! that the firm is matched again; one that is not closed says why, and asks for another step.

mod form;
mod verify;

pub use form::{GapView, load_gap};
pub use verify::{GapVisit, verify_gap};

/// What the source of a fact says that a verification visit showed; the faces word it in the reader's language.
pub const SOURCE_VERIFICATION: &str = "visita de validación";
