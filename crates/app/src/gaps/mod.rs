//! What keeps a firm from needs, why, and who helps: for the firm itself and its centre with every figure, for
//! buyers by what they may know of the firm ([`analyse()`]); what the firms of a region lack together ([`map()`]);
//! and what the firm and whoever looked say of the causes ([`state()`]). Must not judge: that is `engine::gaps`.

mod analyse;
mod causes;
mod map;
mod open;
mod state;

pub use analyse::{GapView, NeedLine, analyse};
pub use causes::{CauseView, SymptomView};
pub use map::{MapView, map};
pub use state::{Statement, state};

use crate::error::{AppError, AppResult};
use eslabon_domain::causes::Causes;
use eslabon_domain::symptoms::Symptoms;
use std::sync::OnceLock;

/// The longest note on a cause, in characters.
pub const NOTE_MAX: usize = 2_000;
/// The most needs that one chooses for an analysis.
pub const CHOSEN_MAX: usize = 50;
/// Open needs that are looked through where none is chosen, the latest.
pub const NEEDS_MAX: usize = 200;
/// Open needs of a map, the latest.
pub const MAP_NEEDS_MAX: usize = 100;
/// Sites of a map, by id.
pub const MAP_SITES_MAX: usize = 500;

/// The cause tree that ships with the program, and by what each attribute shows itself.
fn trees() -> AppResult<&'static (Causes, Symptoms)> {
    static READ: OnceLock<Option<(Causes, Symptoms)>> = OnceLock::new();
    let read = READ.get_or_init(|| Some((Causes::bundled().ok()?, Symptoms::bundled().ok()?)));
    read.as_ref()
        .ok_or_else(|| AppError::Internal("the cause tree cannot be read".into()))
}
