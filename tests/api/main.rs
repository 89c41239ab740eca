//! The API and the pages through the real router, in process.
//!
//! `cfg(test)` tells clippy that the helpers of the tests are tests, too: they may unwrap.

#[cfg(test)]
mod account_pages;
#[cfg(test)]
mod centres;
#[cfg(test)]
mod closed_facts;
#[cfg(test)]
mod graphql;
#[cfg(test)]
mod needs;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod permissions;
#[cfg(test)]
mod relevance;
#[cfg(test)]
mod shortlists;
