//! Before and after: what a programme is to change, measured when it begins, when it ends and in the three years after.
//! A figure that nobody measured is *not measured*, never nothing; closed figures stay closed to who may not see them.

mod agree;
mod record;
mod show;

pub use agree::{IndicatorDraft, agree};
pub use record::{FigureDraft, record_figure};
pub use show::{IndicatorLine, IndicatorsView, MomentLine, load_indicators};

use crate::error::AppResult;
use crate::follow_up::invalid;
use eslabon_domain::programmes::ProgrammeStatus;
use eslabon_storage::programmes::Programme;

/// Whether a programme has come so far that something is measured of it.
fn is_measured(programme: &Programme) -> bool {
    matches!(
        programme.status,
        ProgrammeStatus::Agreed
            | ProgrammeStatus::Running
            | ProgrammeStatus::Verified
            | ProgrammeStatus::Closed
    )
}

fn require_measured(programme: &Programme) -> AppResult<()> {
    match is_measured(programme) {
        true => Ok(()),
        false => Err(invalid(
            "programme",
            "not_running",
            programme.status.as_str(),
        )),
    }
}
