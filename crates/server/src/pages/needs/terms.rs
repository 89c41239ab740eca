//! The terms of a need: the step that asks them, how they read on its page, on the check page and beside
//! another's version.

use super::draft::Draft;
use super::volumes;
use crate::pages::format::{date, month, number};
use crate::pages::parts::{Fault, Field, fault_of};
use crate::pages::visit::Visit;
use crate::pages::words::Say;
use eslabon_app::needs::{NeedDraft, doubted_terms};
use eslabon_domain::money::{Currency, UnitPrice};
use eslabon_domain::terms::{
    Incoterm, NeedTerms, Recognised, Term, TermDoubt, ToolingOwner, recognise,
};
use eslabon_domain::text::Lang;
use eslabon_domain::units::show_amount;
use maud::{Markup, html};

/// What the button says that takes what the words of the need state.
pub const TAKE: &str = "tomar";
/// What the button says that takes the cycle that was probably meant.
pub const CYCLE: &str = "ciclo";

/// The fields of the step. None of them is required.
#[must_use]
pub fn step(visit: &Visit, draft: &Draft, faults: &[Fault]) -> Markup {
    let say = visit.say;
    let typed = &draft.terms;
    let field = |name: &'static str, label: &str, hint: Option<&str>| Field {
        name,
        label: say.t(label),
        hint: hint.map(|key| say.t(key)),
        value: typed.get(name),
        fault: fault_of(faults, name),
    };
    let line = |name, label: &str, hint| field(name, label, hint).line(say, "text", None);
    html! {
        p { (say.t("terms-optional")) }
        (offered(say, draft))
        fieldset {
            legend { (say.t("terms-volume")) }
            p.hint { (say.t("terms-ramp-text")) }
            div.grid {
                (line("rampa_mes", "terms-ramp-from", Some("terms-ramp-from-hint")))
                (field("rampa_piezas", "terms-ramp-first", None).figure(say))
                (field("rampa_meses", "terms-ramp-months", None).figure(say))
                (field("rampa_hasta", "terms-ramp-last", Some("terms-ramp-last-hint")).figure(say))
            }
            (field("volumenes", "terms-months", Some("terms-months-hint")).area(say, 6))
        }
        (line("lote", "terms-lot", None))
        (line("ciclo", "terms-cycle", Some("terms-cycle-hint")))
        (line("duracion", "terms-duration", Some("terms-duration-hint")))
        (field("muestra", "terms-sample", None).line(say, "date", None))
        (field("incoterm", "terms-incoterm", None).select(say, &incoterms(say)))
        (field("moneda", "terms-currency", None).select(say, &currencies(say)))
        (line("precio", "terms-price", Some("terms-price-hint")))
        (line("pago", "terms-payment", Some("terms-payment-hint")))
        (field("herramental", "terms-tooling", None).select(say, &owners(say)))
        (field("idioma_planos", "terms-language", None).select(say, &languages(say)))
    }
}

fn unsaid(say: Say) -> (String, String) {
    (String::new(), say.t("not-said"))
}

fn incoterms(say: Say) -> Vec<(String, String)> {
    let terms = Incoterm::ALL.map(|term| (term.code().to_owned(), incoterm(say, term)));
    std::iter::once(unsaid(say)).chain(terms).collect()
}

fn currencies(say: Say) -> Vec<(String, String)> {
    let codes =
        Currency::ALL.map(|currency| (currency.code().to_owned(), currency.code().to_owned()));
    std::iter::once(unsaid(say)).chain(codes).collect()
}

fn owners(say: Say) -> Vec<(String, String)> {
    let owners = ToolingOwner::ALL.map(|one| (one.as_str().to_owned(), owner(say, one)));
    std::iter::once(unsaid(say)).chain(owners).collect()
}

fn languages(say: Say) -> Vec<(String, String)> {
    let languages = Lang::ALL.map(|one| (one.as_str().to_owned(), language(say, one)));
    std::iter::once(unsaid(say)).chain(languages).collect()
}

fn incoterm(say: Say, term: Incoterm) -> String {
    let key = format!("incoterm-{}", term.code().to_lowercase());
    format!("{} · {}", term.code(), say.t(&key))
}

fn owner(say: Say, owner: ToolingOwner) -> String {
    match owner {
        ToolingOwner::Buyer => say.t("terms-tooling-buyer"),
        ToolingOwner::Supplier => say.t("terms-tooling-supplier"),
        ToolingOwner::Shared => say.t("terms-tooling-shared"),
    }
}

fn language(say: Say, language: Lang) -> String {
    match language {
        Lang::Es => say.t("terms-language-es"),
        Lang::En => say.t("terms-language-en"),
    }
}

fn pieces(n: i64) -> String {
    number(n.max(0).unsigned_abs())
}

/// What the words of the need say and no field does, with those words and a button that takes it.
fn offered(say: Say, draft: &Draft) -> Markup {
    let text = draft.whole_text();
    let offered = draft.terms.offered(recognise(&text));
    if offered.is_empty() {
        return html! {};
    }
    html! {
        div.note {
            p { (say.t("terms-offered")) }
            ul {
                @for one in &offered {
                    @let words = text.get(one.span.clone()).unwrap_or_default();
                    li { (recognised(say, one)) " " span.quiet { (say.with("post-from-words", &[("words", words)])) } }
                }
            }
            button.second type="submit" name="ir" value=(TAKE) { (say.t("terms-take")) }
        }
    }
}

fn recognised(say: Say, one: &Recognised) -> String {
    let (label, value) = match one.term {
        Term::Monthly(n) => (
            "terms-volume",
            say.with("terms-a-month", &[("pieces", &pieces(n))]),
        ),
        Term::Lot(n) => ("terms-lot", pieces(n)),
        Term::Incoterm(term) => ("terms-incoterm", incoterm(say, term)),
        Term::PaymentDays(days) => ("terms-payment", days.to_string()),
        Term::Duration(months) => ("terms-duration", months.to_string()),
        Term::Tooling(who) => ("terms-tooling", owner(say, who)),
        Term::SampleOn(day) => ("terms-sample", date(say, day)),
    };
    format!("{}: {value}", say.t(label))
}

/// Every term but the months, by name; nothing stands for what is not said.
fn plain_rows(say: Say, terms: &NeedTerms) -> Vec<(String, Option<String>)> {
    vec![
        (say.t("terms-lot"), terms.lot_size.map(pieces)),
        (
            say.t("terms-cycle"),
            terms.cycle_ms.map(|ms| show_amount(ms, "ms")),
        ),
        (
            say.t("terms-duration"),
            terms.duration_months.map(|n| n.to_string()),
        ),
        (
            say.t("terms-sample"),
            terms.sample_on.map(|day| date(say, day)),
        ),
        (
            say.t("terms-incoterm"),
            terms.incoterm.map(|term| incoterm(say, term)),
        ),
        (
            say.t("terms-currency"),
            terms.currency.map(|one| one.code().to_owned()),
        ),
        (
            say.t("terms-payment"),
            terms.payment_days.map(|n| n.to_string()),
        ),
        (
            say.t("terms-tooling"),
            terms.tooling_owner.map(|who| owner(say, who)),
        ),
        (
            say.t("terms-language"),
            terms.language.map(|one| language(say, one)),
        ),
    ]
}

/// Every term by name, the months one a line, and the price for those who may know it: as the page of a
/// conflict lays two versions side by side.
#[must_use]
pub fn rows(say: Say, terms: &NeedTerms, price: Option<UnitPrice>) -> Vec<(String, Vec<String>)> {
    let months = terms
        .volumes
        .iter()
        .map(|volume| format!("{}: {}", month(say, volume.month), pieces(volume.pieces)));
    let mut rows = vec![(say.t("terms-volume"), months.collect())];
    let plain = plain_rows(say, terms).into_iter();
    rows.extend(plain.map(|(name, value)| (name, value.into_iter().collect())));
    let price = price.map(|price| price.to_string());
    rows.push((say.t("terms-price"), price.into_iter().collect()));
    rows
}

/// What is said but for the months, as a list; nothing where it would be empty.
fn said(say: Say, terms: &NeedTerms, price: Option<UnitPrice>) -> Markup {
    let rows = plain_rows(say, terms).into_iter();
    let rows: Vec<(String, String)> = rows
        .filter_map(|(name, value)| Some((name, value?)))
        .collect();
    if rows.is_empty() && price.is_none() {
        return html! {};
    }
    html! {
        dl.facts {
            @for (name, value) in &rows { div { dt { (name) } dd { (value) } } }
            @if let Some(price) = price {
                div { dt { (say.t("terms-price")) } dd { (price) " " span.quiet { (say.t("terms-price-closed")) } } }
            }
        }
    }
}

/// The terms on the need's page; nothing where none is said.
#[must_use]
pub fn section(visit: &Visit, terms: &NeedTerms, price: Option<UnitPrice>) -> Markup {
    let say = visit.say;
    if terms.is_empty() && price.is_none() {
        return html! {};
    }
    html! {
        section aria-labelledby="condiciones" {
            h2 #condiciones { (say.t("terms-short")) }
            (said(say, terms, price))
            (volumes::shown(say, &terms.volumes))
        }
    }
}

/// The terms on the check page, with the months to be corrected and what is probably meant otherwise.
#[must_use]
pub fn check(visit: &Visit, need: &NeedDraft) -> Markup {
    let say = visit.say;
    html! {
        @if need.terms.is_empty() && need.target_price.is_none() { p { (say.t("not-said")) } }
        (said(say, &need.terms, need.target_price))
        (volumes::correctable(say, &need.terms.volumes))
        @for doubt in doubted_terms(need) {
            div.note {
                p { (in_words(say, &doubt)) }
                @if let TermDoubt::Cycle { likely_ms: Some(likely), .. } = doubt {
                    button.second type="submit" name="ir" value={ "corregir-" (CYCLE) } {
                        (say.with("doubt-take", &[("meant", &show_amount(likely, "ms"))]))
                    }
                }
            }
        }
    }
}

fn in_words(say: Say, doubt: &TermDoubt) -> String {
    match *doubt {
        TermDoubt::LotAboveMonth { lot, peak } => say.with(
            "doubt-lot",
            &[
                ("lot", &pieces(lot)),
                ("pieces", &pieces(peak.pieces)),
                ("month", &month(say, peak.month)),
            ],
        ),
        TermDoubt::Cycle { cycle_ms, .. } => {
            say.with("doubt-cycle", &[("cycle", &show_amount(cycle_ms, "ms"))])
        }
        TermDoubt::PaidLate { days } => say.with("doubt-paid-late", &[("days", &days.to_string())]),
        TermDoubt::OtherStart { first, starts_on } => say.with(
            "doubt-other-start",
            &[
                ("month", &month(say, first)),
                ("day", &date(say, starts_on)),
            ],
        ),
        TermDoubt::MoreMonths { listed, duration } => say.with(
            "doubt-more-months",
            &[
                ("listed", &listed.to_string()),
                ("months", &duration.to_string()),
            ],
        ),
    }
}
