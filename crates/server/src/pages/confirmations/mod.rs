//! Confirming without a password: what staff prepare and read, and the page behind the owner's link.

mod ask;
mod sheet;

pub use ask::{ask, prepare, withdraw};
pub use sheet::{send, show};

use super::words::Say;
use eslabon_app::FieldError;
use eslabon_app::imports::messages;
use eslabon_domain::candidacies::Interest;

/// What an owner says to a need, in words.
fn interest(say: Say, interest: Interest) -> String {
    match interest {
        Interest::Interested => say.t("interest-yes"),
        Interest::NotNow => say.t("interest-not-now"),
        Interest::NoCapacity => say.t("interest-no-capacity"),
    }
}

/// A fault of what someone wrote: our words where we have some, else those of the imports, whose parser
/// read it.
fn in_words(say: Say, fault: &FieldError) -> String {
    let known = match fault.code {
        "correction" => Some(say.t("fault-correction")),
        "choice" => Some(say.t("fault-choice")),
        "nothing_asked" => Some(say.t("fault-nothing-asked")),
        "too_long" => Some(say.with("fault-too-long", &[("detail", &fault.detail)])),
        "too_many" => Some(say.with("fault-too-many", &[("detail", &fault.detail)])),
        _ => None,
    };
    known.unwrap_or_else(|| {
        let words = messages::message(fault.code, say.lang);
        match fault.detail.is_empty() {
            true => words.to_owned(),
            false => format!("«{}»: {words}", fault.detail),
        }
    })
}
