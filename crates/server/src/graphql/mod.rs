//! GraphQL: the same use cases as the pages, for API clients. The schema's description is committed
//! as `schema/schema.graphql`.

mod cost;
mod errors;
mod handler;
mod ids;
mod mutation;
mod query;
mod types;

use async_graphql::{EmptySubscription, SDLExportOptions, Schema};
use axum::Router;
use axum::routing::post;

use crate::http::Faces;
use mutation::Mutation;
use query::Query;

/// The schema. It holds no data: every request brings the application and the acting person.
pub type ApiSchema = Schema<Query, Mutation, EmptySubscription>;

/// Nesting beyond which a query is refused.
const DEPTH_LIMIT: usize = 12;

/// Builds the schema.
#[must_use]
pub fn schema() -> ApiSchema {
    Schema::build(Query, Mutation, EmptySubscription)
        .limit_depth(DEPTH_LIMIT)
        .limit_complexity(usize::try_from(cost::LIMIT).unwrap_or(usize::MAX))
        .finish()
}

/// The schema as text, sorted so that a change shows as a small difference.
#[must_use]
pub fn sdl() -> String {
    schema().sdl_with_options(
        SDLExportOptions::new()
            .sorted_fields()
            .sorted_arguments()
            .sorted_enum_items()
            .use_space_ident()
            .indent_width(2),
    )
}

/// The address of the API.
pub fn router() -> Router<Faces> {
    Router::new().route("/graphql", post(handler::post).get(handler::get))
}
