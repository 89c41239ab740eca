//! The API and the pages through the real router, in process.

mod graphql;
mod needs;
mod pages;
mod shortlists;
