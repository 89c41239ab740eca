//! Keeping a profile, one question a page, saved as one goes: what is missing, what an answer opens, what is
//! known and how. Works on a telephone and without scripts.

mod list;
mod overview;
mod question;
mod take;

pub(in crate::pages) use overview::own;
pub use overview::{framed, mine, overview};
pub use take::{ask, take};

use super::errors::message;
use super::explain;
use super::fields::address;
use super::format::date;
use super::visit::Visit;
use super::words::Say;
use axum::extract::{FromRequestParts, OptionalFromRequestParts, Path};
use axum::http::request::Parts;
use eslabon_app::profiles::{Part, Question, Unit};
use eslabon_app::search::SupplierCard;
use eslabon_app::{AppError, AppResult, FieldError};
use eslabon_domain::facts::Origin;
use eslabon_domain::ids::SiteId;
use eslabon_domain::text::Lang;
use maud::{Markup, html};
use std::convert::Infallible;

/// The variable parts of a question's address.
#[derive(Debug, Clone, Default)]
pub struct Place {
    site: String,
    attribute: String,
}

impl<S: Send + Sync> FromRequestParts<S> for Place {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let path = <Path<(String, String)> as OptionalFromRequestParts<S>>::from_request_parts(
            parts, state,
        )
        .await;
        Ok(path
            .ok()
            .flatten()
            .map(|Path((site, attribute))| Place { site, attribute })
            .unwrap_or_default())
    }
}

impl Place {
    /// The site that the address names.
    fn site(&self) -> AppResult<SiteId> {
        self.site.parse().map_err(|_| AppError::NotFound)
    }
}

/// The address of a profile.
pub(in crate::pages) fn profile_path(site: SiteId) -> String {
    format!("/proveedores/{site}/perfil")
}

/// The address of a question.
pub fn question_path(site: SiteId, attribute: &str, item: Option<&str>) -> String {
    let path = format!("{}/{attribute}", profile_path(site));
    address(&path, item.map(|item| ("de", item)))
}

/// The same, with a word about what was just saved.
fn after_saving(visit: &Visit, place: &Place, to: &str) -> String {
    let (path, query) = to.split_once('?').unwrap_or((to, ""));
    let query = super::fields::Fields::parse(query);
    let item = visit.query.find("de");
    let saved = [("hecho", place.attribute.as_str())];
    let of = item.map(|item| ("hecho_de", item));
    address(path, query.pairs().chain(saved).chain(of))
}

/// What was just saved.
fn saved(visit: &Visit) -> Markup {
    let attribute = visit.query.text("hecho");
    if visit.words.attributes.find(attribute).is_none() {
        return html! {};
    }
    let item = visit.query.find("hecho_de");
    let item = item.filter(|item| visit.words.vocabulary.find(item).is_some());
    let what = explain::attribute(visit, attribute, item);
    html! { p.done role="status" { (visit.say.with("profile-saved", &[("what", &what)])) } }
}

/// A question's name with a link to it.
fn question_link(visit: &Visit, card: &SupplierCard, question: &Question) -> Markup {
    let item = question.item.as_deref();
    let to = question_path(card.site, &question.attribute, item);
    html! { a.go href=(to) { (explain::attribute(visit, &question.attribute, item)) } }
}

/// What answering opens, where it opens something.
fn opens(say: Say, needs: usize) -> Option<String> {
    (needs > 0).then(|| say.count("profile-opens", needs as u64))
}

/// A part's heading.
fn part(say: Say, part: Part) -> String {
    match part {
        Part::Activity => say.t("profile-part-activity"),
        Part::Precision => say.t("profile-part-precision"),
        Part::Machines => say.t("profile-part-machines"),
        Part::Capacity => say.t("profile-part-capacity"),
        Part::Quality => say.t("profile-part-quality"),
        Part::Certificates => say.t("profile-part-certificates"),
        Part::Papers => say.t("profile-part-papers"),
        Part::Business => say.t("profile-part-business"),
    }
}

/// A unit as it is chosen.
pub(in crate::pages) fn unit(say: Say, unit: Unit) -> String {
    match unit.key {
        "thou" => say.t("profile-unit-thou"),
        "in" => say.t("profile-unit-in"),
        "h" => say.t("profile-unit-h"),
        "min" => say.t("profile-unit-min"),
        "s" => say.t("profile-unit-s"),
        _ => unit.word(say.lang).to_owned(),
    }
}

/// How staff may know something.
pub(in crate::pages) fn origins(say: Say) -> Vec<(String, String)> {
    let known = [Origin::Verified, Origin::Document, Origin::Declared];
    let named = known.map(|one| (one.as_str().to_owned(), explain::origin(say, one)));
    let none = (String::new(), say.t("profile-origin-choose"));
    std::iter::once(none).chain(named).collect()
}

/// A fault of an answer in words.
pub(in crate::pages) fn in_words(say: Say, fault: &FieldError) -> String {
    let detail = fault.detail.as_str();
    match (fault.code, fault.field.as_str()) {
        ("required", "text") => say.t("profile-fault-text"),
        ("required", "items") => say.t("profile-fault-items"),
        ("required" | "origin", "origin") => say.t("profile-fault-origin"),
        ("bad_number", _) => say.with("profile-fault-number", &[("detail", detail)]),
        ("known_better", _) => {
            let origin = Origin::parse(detail).map(|one| explain::origin(say, one));
            let origin = origin.unwrap_or_default();
            say.with("profile-fault-known-better", &[("origin", &origin)])
        }
        ("older_than_known", _) => {
            let day = detail.parse().map(|day| date(say, day));
            let day = day.unwrap_or_else(|_| detail.to_owned());
            say.with("profile-fault-older", &[("date", &day)])
        }
        ("date_in_future", _) => say.t("profile-fault-future"),
        ("bad_date", _) => say.t("fault-date"),
        _ => message(say, fault),
    }
}

/// The reader's word for a unit that is written at the end of a figure, and the figure without it.
pub(in crate::pages) fn split_unit(
    entered: &str,
    units: &[Unit],
    lang: Lang,
) -> Option<(String, &'static str)> {
    units.iter().find_map(|unit| {
        let mut words = Lang::ALL.into_iter().map(|lang| unit.word(lang));
        let number = words.find_map(|word| entered.strip_suffix(word))?.trim();
        let is_bare = number
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, '.' | ','));
        (is_bare && !number.is_empty()).then(|| (number.to_owned(), unit.word(lang)))
    })
}
