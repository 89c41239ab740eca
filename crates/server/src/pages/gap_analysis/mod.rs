//! What keeps a firm from needs: its gaps as bars and in figures, why, who helps, and what is only not known; and
//! the map of a region. Works on a telephone and without scripts.

mod causes;
mod chart;
mod lists;
mod map;
mod show;
mod state;

pub use map::{PATH as MAP_PATH, show as show_map};
pub use show::{need_path, show};
pub use state::take;

use super::explain::{self, Audience};
use super::fields::address;
use super::format::days;
use super::visit::Visit;
use super::words::Say;
use eslabon_app::gaps::GapView;
use eslabon_domain::attributes::{Direction, ValueType};
use eslabon_domain::facts::FactValue;
use eslabon_domain::ids::{NeedId, SiteId};
use eslabon_engine::gaps::Severity;
use eslabon_engine::matching::ClosingService;
use eslabon_engine::programme::Dimension;
use maud::{Markup, html};

/// The address of a site's gaps, for these needs or for those that it comes near.
pub fn path(site: SiteId, needs: &[NeedId]) -> String {
    let needs: Vec<String> = needs.iter().map(NeedId::to_string).collect();
    let chosen = needs.iter().map(|need| ("requerimiento", need.as_str()));
    address(&format!("/proveedores/{site}/brechas"), chosen)
}

/// The needs that the reader chose.
fn chosen(view: &GapView) -> Vec<NeedId> {
    match view.is_chosen {
        true => view.needs.iter().map(|line| line.need.id).collect(),
        false => Vec::new(),
    }
}

/// What something is about.
fn about(visit: &Visit, dimension: &Dimension) -> String {
    explain::attribute(visit, &dimension.attribute, dimension.item.as_deref())
}

/// Whether something is had or not, without a level.
pub(crate) fn is_had_or_not(to: &impl Audience, attribute: &str) -> bool {
    let known = to.words().attributes.find(attribute);
    known.is_some_and(|known| {
        known.direction == Direction::Set || known.value_type == ValueType::Flag
    })
}

/// A level in words, between these amounts.
pub(crate) fn level(to: &impl Audience, attribute: &str, low: i64, high: i64) -> String {
    let say = to.say();
    match (is_had_or_not(to, attribute), high) {
        (true, 0) => say.t("gaps-not-had"),
        (true, _) => say.t("gaps-had"),
        (false, _) => explain::value(to, attribute, &FactValue::Amount { low, high }),
    }
}

/// How much a gap weighs, in words and in a row of squares: shape tells it as well.
fn severity(say: Say, severity: Severity) -> Markup {
    let (squares, words) = match severity {
        Severity::Blocking => ("■■■", say.t("gaps-blocking")),
        Severity::Major => ("■■□", say.t("gaps-major")),
        Severity::Minor => ("■□□", say.t("gaps-minor")),
    };
    html! { span.nowrap { span aria-hidden="true" { (squares) } " " (words) } }
}

/// Services that help, each with its price from and how long it takes.
fn services(visit: &Visit, all: &[ClosingService]) -> Markup {
    let say = visit.say;
    html! {
        ul.plain {
            @for service in all {
                li {
                    a.go href=(address("/instituciones", [("q", service.name.text.as_str())])) lang=(service.name.lang.as_str()) { (service.name.text) }
                    " " (say.with("gaps-service-from", &[
                        ("money", &service.price.to_string()),
                        ("days", &days(say, service.duration_days)),
                    ]))
                }
            }
        }
    }
}
