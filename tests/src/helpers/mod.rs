//! What several test binaries need: a real PostgreSQL for the length of a test run.

pub mod postgres;
