//! GraphQL: the same use cases as the pages, for API clients. The schema's description is committed
//! as `schema/schema.graphql`.

pub mod abuse;
mod answer;
mod cost;
mod errors;
mod handler;
mod ids;
mod mutation;
mod prices;
mod query;
mod scan;
mod types;

use async_graphql::{EmptySubscription, Request, Response, SDLExportOptions, Schema};
use axum::Router;
use axum::routing::post;

use crate::http::Faces;
use mutation::Mutation;
use prices::Prices;
use query::Query;
use std::sync::Arc;

type Inner = Schema<Query, Mutation, EmptySubscription>;

/// The schema. It holds no data: every request brings the application and the acting person. Cloning is
/// cheap.
#[derive(Clone)]
pub struct ApiSchema {
    /// For those who may look at it: names what a misspelt field might have been.
    open: Inner,
    /// For the others: the same, but it suggests nothing.
    closed: Inner,
    prices: Arc<Prices>,
}

impl ApiSchema {
    /// What its fields cost.
    pub(crate) fn prices(&self) -> &Prices {
        &self.prices
    }

    /// Executes what was weighed and found light enough.
    pub(crate) async fn execute(&self, request: Request, may_introspect: bool) -> Response {
        if may_introspect {
            self.open.execute(request).await
        } else {
            self.closed.execute(request.disable_introspection()).await
        }
    }
}

/// Nesting beyond which a query is refused. A net: the weighing before has its own, lower bounds.
const DEPTH_LIMIT: usize = 20;

/// Builds the schema.
#[must_use]
pub fn schema() -> ApiSchema {
    let build = || {
        Schema::build(Query::default(), Mutation::default(), EmptySubscription)
            .limit_depth(DEPTH_LIMIT)
            .limit_complexity(usize::try_from(cost::LIMIT).unwrap_or(usize::MAX))
    };
    let open = build().finish();
    let prices = Arc::new(Prices::of(&open.sdl()));
    ApiSchema {
        open,
        closed: build().disable_suggestions().finish(),
        prices,
    }
}

/// The schema as text, sorted so that a change shows as a small difference.
#[must_use]
pub fn sdl() -> String {
    schema().open.sdl_with_options(
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
