//! The volume of a need as the engine computes with it. Must not judge.

use eslabon_domain::needs::Need;
use eslabon_engine::assessment::calendar_capacity::{MonthNeed, Ramp};

/// What a need asks for month by month; nothing where it does not say.
#[must_use]
pub fn ramp_of(need: &Need) -> Option<Ramp> {
    let terms = &need.terms;
    let months = terms.volumes.iter().map(|volume| MonthNeed {
        month: volume.month,
        pieces: volume.pieces,
    });
    (!terms.volumes.is_empty()).then(|| Ramp {
        months: months.collect(),
        lot_size: terms.lot_size,
    })
}
