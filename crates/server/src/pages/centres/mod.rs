//! Centres for Supplier Development: which there are, founding one, and what one centre shows to another.

mod found;
mod list;
mod share;

pub use found::{found, show as show_found};
pub use list::{end, list};
pub use share::{share, show as show_share};

/// Where they are.
const PATH: &str = "/centros";
