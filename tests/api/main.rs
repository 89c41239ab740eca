//! The API and the pages through the real router, in process.
//!
//! `cfg(test)` tells clippy that the helpers of the tests are tests, too: they may unwrap.

#[cfg(test)]
mod abuse;
#[cfg(test)]
mod account_pages;
#[cfg(test)]
mod accounts;
#[cfg(test)]
mod alerts;
#[cfg(test)]
mod answers;
#[cfg(test)]
mod assessments;
#[cfg(test)]
mod audit;
#[cfg(test)]
mod budgets;
#[cfg(test)]
mod candidates;
#[cfg(test)]
mod capacity;
#[cfg(test)]
mod catalogue;
#[cfg(test)]
mod centres;
#[cfg(test)]
mod claims;
#[cfg(test)]
mod closed_facts;
#[cfg(test)]
mod confirmations;
#[cfg(test)]
mod consents;
#[cfg(test)]
mod demonstration;
#[cfg(test)]
mod drawings;
#[cfg(test)]
mod figures;
#[cfg(test)]
mod follow_up;
#[cfg(test)]
mod gaps;
#[cfg(test)]
mod graphql;
#[cfg(test)]
mod injections;
#[cfg(test)]
mod machines;
#[cfg(test)]
mod mail;
#[cfg(test)]
mod merges;
#[cfg(test)]
mod needs;
#[cfg(test)]
mod needs_life;
#[cfg(test)]
mod needs_terms;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod papers;
#[cfg(test)]
mod permissions;
#[cfg(test)]
mod privacy;
#[cfg(test)]
mod profiles;
#[cfg(test)]
mod programmes;
#[cfg(test)]
mod relevance;
#[cfg(test)]
mod reserved_names;
#[cfg(test)]
mod shortlists;
#[cfg(test)]
mod site_files;
#[cfg(test)]
mod sockets;
