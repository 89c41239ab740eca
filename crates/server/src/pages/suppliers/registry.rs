//! What public registers publish of a supplier, with attribution and edition.

use crate::pages::parts::{attribution, class_title, size, table};
use crate::pages::visit::Visit;
use crate::pages::words::Say;
use eslabon_app::imports::messages;
use eslabon_app::records::RegistryEntry;
use eslabon_app::suppliers::SupplierView;
use eslabon_domain::registry::KeyScheme;
use maud::{Markup, html};

/// Every entry.
pub fn entries(visit: &Visit, view: &SupplierView) -> Markup {
    let say = visit.say;
    html! {
        section aria-labelledby="registro" {
            h2 #registro { (say.t("registry-title")) }
            @for entry in &view.entries { (one(visit, entry)) }
        }
    }
}

fn one(visit: &Visit, entry: &RegistryEntry) -> Markup {
    let say = visit.say;
    let source = attribution(entry.register, &entry.edition);
    let line = |label: &str, value: &str| html! { @if !value.is_empty() { tr { th scope="row" { (say.t(label)) } td { (value) } } } };
    let rows = html! {
        table {
            tbody {
                (line("registry-name", &entry.name))
                (line("registry-legal-name", &entry.legal_name))
                (line("registry-activity", &entry.activity_text))
                @if let Some(code) = &entry.scian {
                    tr {
                        th scope="row" { (say.t("registry-class")) }
                        td {
                            span.code { (code) } " " (class_title(say, code))
                            @if entry.scian_suggested { " " span.suggested { (say.t("class-suggested")) } br; span.quiet { (say.t("class-suggested-text")) } }
                        }
                    }
                }
                @if let Some(band) = entry.size { tr { th scope="row" { (say.t("facet-size")) } td { (size(say, band)) } } }
                (line("registry-park", &entry.industrial_park))
                (line("registry-website", &entry.website))
                (line("registry-key", &entry.key))
            }
        }
    };
    html! {
        h3 { (source) }
        (table(&format!("{source} · {}", entry.key), &rows))
        @if !entry.warnings.is_empty() {
            ul.quiet { @for code in &entry.warnings { li { (messages::message(code, visit.lang())) } } }
        }
        p.quiet { (say.with("registry-source", &[("source", &source)])) }
    }
}

/// Whose key it is.
#[must_use]
pub fn scheme(say: Say, scheme: KeyScheme) -> String {
    match scheme {
        KeyScheme::DenueId => say.t("key-denue"),
        KeyScheme::Clee => "CLEE".to_owned(),
        KeyScheme::Nra => "NRA".to_owned(),
        KeyScheme::Rfc => "RFC".to_owned(),
        KeyScheme::Own => say.t("key-own"),
    }
}
