//! The faces of Eslabón: pages, GraphQL and the command line. Faces translate between a person's
//! request and one use case of `eslabon-app`; they hold no rule.

pub mod cli;
pub mod graphql;
pub mod http;
pub mod pages;
