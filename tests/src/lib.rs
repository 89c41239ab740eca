//! End-to-end tests: storage contract, API, pages in a real browser.

pub mod helpers;
pub mod world;
