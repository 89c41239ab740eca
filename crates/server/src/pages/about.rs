//! What Eslabón is, where its data come from, under which licence it stands.

use super::layout::{Page, Section};
use super::visit::Visit;
use axum::response::Response;
use maud::{Markup, html};

/// `GET /acerca`.
pub async fn show(visit: Visit) -> Response {
    visit.respond(Ok(page(&visit)))
}

fn page(visit: &Visit) -> Markup {
    let say = visit.say;
    let main = html! {
        div.text {
            p { (say.t("about-what")) }
            p { (say.t("about-principles")) }
            h2 { (say.t("about-sources")) }
            ul {
                li { (say.t("about-denue")) }
                li { (say.t("about-scian")) }
                li { (say.t("about-retc")) }
                li { (say.t("about-places")) }
            }
            p { (say.t("about-public-facts")) }
            h2 { (say.t("about-fictional")) }
            p { (say.t("about-fictional-text")) }
            h2 { (say.t("about-access")) }
            p { (say.t("about-access-text")) }
            h2 { (say.t("about-licence")) }
            p { (say.t("about-licence-text")) " " (say.with("about-version", &[("version", env!("CARGO_PKG_VERSION"))])) }
        }
    };
    Page::new(Section::About, say.t("about-title"), main).show(visit)
}
