//! Suspected duplicates: two sites beside each other, and a person's decision, which is remembered and
//! not proposed again. Two that are one plant can be merged, and separated again.

mod merging;

pub use merging::{merge, separate};

use super::errors::message;
use super::fields::{Fields, Posted, address};
use super::format::{distance, instant, share};
use super::layout::{Page, Section};
use super::parts::{
    Fault, Mark, attribution, class_title, doer, fictional, place, size, summary, table,
};
use super::suppliers::scheme;
use super::visit::Visit;
use super::words::Say;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::duplicates::{self, Pair, Verdict};
use eslabon_app::imports::messages;
use eslabon_app::policy::{self, Operation};
use eslabon_app::records::{Duplicate, DuplicateStatus, RegistryEntry};
use eslabon_app::search::SupplierCard;
use eslabon_app::suppliers::SupplierView;
use eslabon_app::{AppError, AppResult, FieldError};
use eslabon_domain::ids::DuplicateId;
use eslabon_domain::text::normal_form;
use maud::{Markup, html};

/// Where the pairs are.
const PATH: &str = "/duplicados";
/// Pairs on a page.
const SHOWN: usize = 20;
/// The filter, in the order of the page.
const STATUSES: [DuplicateStatus; 3] = [
    DuplicateStatus::Proposed,
    DuplicateStatus::Same,
    DuplicateStatus::Different,
];

/// A decision that came back because of a fault.
struct Returned<'a> {
    id: DuplicateId,
    reason: &'a str,
    /// The control that is to be corrected.
    control: Control,
    words: String,
}

/// The controls of a pair's forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Control {
    Reason,
    Verdict,
    /// Which of the two stays.
    Stays,
}

impl Control {
    /// Its id on the page.
    fn id(self, pair: DuplicateId) -> String {
        match self {
            Control::Reason => format!("motivo-{pair}"),
            Control::Verdict => format!("misma-{pair}"),
            Control::Stays => format!("queda-{pair}"),
        }
    }
}

/// `GET /duplicados`.
pub async fn list(visit: Visit) -> Response {
    let status =
        DuplicateStatus::parse(visit.query.text("estatus")).unwrap_or(DuplicateStatus::Proposed);
    visit.respond(page(&visit, status, None).await)
}

/// `POST /duplicados`: `id`, `verdict`, `reason`.
pub async fn decide(visit: Visit, Posted(form): Posted) -> Response {
    let outcome = take(&visit, &form).await;
    visit.respond(outcome)
}

async fn take(visit: &Visit, form: &Fields) -> AppResult<Response> {
    policy::require(&visit.actor, Operation::DecideDuplicates)?;
    let id: DuplicateId = form.text("id").parse().map_err(|_| AppError::NotFound)?;
    let reason = form.text("reason");
    let verdict = match form.text("verdict") {
        "same" => Some(Verdict::Same),
        "different" => Some(Verdict::Different),
        _ => None,
    };
    let (control, words) = match verdict {
        None => (Control::Verdict, visit.say.t("fault-verdict")),
        Some(verdict) => {
            match duplicates::decide(&visit.app, &visit.actor, id, verdict, reason).await {
                Ok(()) => return Ok(Redirect::to(&address(PATH, [("hecho", "1")])).into_response()),
                Err(AppError::Invalid(faults)) => (Control::Reason, in_words(visit.say, &faults)),
                Err(other) => return Err(other),
            }
        }
    };
    let returned = Returned {
        id,
        reason,
        control,
        words,
    };
    let page = page(visit, DuplicateStatus::Proposed, Some(&returned)).await?;
    Ok((StatusCode::BAD_REQUEST, page).into_response())
}

fn in_words(say: Say, faults: &[FieldError]) -> String {
    match faults.first() {
        Some(fault) if fault.code == "required" => say.t("fault-reason"),
        Some(fault) => message(say, fault),
        None => say.t("fault-other"),
    }
}

async fn page(
    visit: &Visit,
    status: DuplicateStatus,
    returned: Option<&Returned<'_>>,
) -> AppResult<Markup> {
    let say = visit.say;
    // One more than is shown tells whether there are more.
    let mut pairs = duplicates::list(&visit.app, &visit.actor, status, SHOWN as u64 + 1).await?;
    let more = pairs.len() > SHOWN;
    pairs.truncate(SHOWN);
    let faults: Vec<Fault> = returned
        .map(|one| {
            let is_shown = pairs.iter().any(|pair| pair.duplicate.id == one.id);
            let id = if is_shown {
                one.control.id(one.id)
            } else {
                "contenido".to_owned()
            };
            (id, one.words.clone())
        })
        .into_iter()
        .collect();
    let main = html! {
        (summary(say, &faults))
        @if visit.query.text("hecho") == "fusion" { p.done role="status" { (say.t("merge-kept")) } }
        @if visit.query.text("hecho") == "separacion" { p.done role="status" { (say.t("separation-kept")) } }
        @if visit.query.text("hecho") == "1" { p.done role="status" { (say.t("duplicates-done")) } }
        (tabs(say, status))
        @if pairs.is_empty() { p.empty { (nothing(say, status)) } }
        @for (at, pair) in pairs.iter().enumerate() {
            (one(visit, at + 1, pair, returned.filter(|one| one.id == pair.duplicate.id)))
        }
        @if more {
            p.note { (say.t(if status == DuplicateStatus::Proposed { "duplicates-more" } else { "duplicates-more-decided" })) }
        }
    };
    Ok(
        Page::new(Section::Duplicates, say.t("duplicates-title"), main)
            .lead(html! { p.lead { (say.t("duplicates-lead")) } })
            .faulty(!faults.is_empty())
            .show(visit),
    )
}

/// How a pair stands, in words.
fn standing(say: Say, status: DuplicateStatus) -> String {
    match status {
        DuplicateStatus::Proposed => say.t("duplicate-proposed"),
        DuplicateStatus::Same => say.t("duplicate-same"),
        DuplicateStatus::Different => say.t("duplicate-different"),
    }
}

fn tabs(say: Say, current: DuplicateStatus) -> Markup {
    html! {
        nav.tabs aria-label=(say.t("duplicates-filter")) {
            ul {
                @for status in STATUSES {
                    li {
                        a href=(address(PATH, [("estatus", status.as_str())])) aria-current=[(status == current).then_some("page")] {
                            (standing(say, status))
                        }
                    }
                }
            }
        }
    }
}

/// What belongs on an empty page.
fn nothing(say: Say, status: DuplicateStatus) -> String {
    match status {
        DuplicateStatus::Proposed => say.t("duplicates-none"),
        DuplicateStatus::Same => say.t("duplicates-none-same"),
        DuplicateStatus::Different => say.t("duplicates-none-different"),
    }
}

fn one(visit: &Visit, number: usize, pair: &Pair, returned: Option<&Returned<'_>>) -> Markup {
    let say = visit.say;
    let duplicate = &pair.duplicate;
    let heading = format!("par-{}", duplicate.id);
    let number = number.to_string();
    let names = [
        ("number", number.as_str()),
        ("a", pair.a.name.as_str()),
        ("b", pair.b.name.as_str()),
    ];
    let likeness = share(u32::try_from(duplicate.score_milli).unwrap_or_default());
    html! {
        article aria-labelledby=(heading) {
            h2 id=(heading) { (say.with("pair-title", &names)) }
            p { strong { (say.with("pair-score", &[("share", &likeness)])) } }
            @if !duplicate.reasons.is_empty() {
                ul.reasons {
                    @for code in &duplicate.reasons { li { (Mark::Meets) " " (messages::message(code, visit.lang())) } }
                }
            }
            (table(&say.with("pair-table", &names), &comparison(visit, pair)))
            @if duplicate.status == DuplicateStatus::Proposed { (form(visit, &number, duplicate.id, returned)) }
            @else { (decided(say, duplicate)) (merging::part(visit, &number, pair, returned)) }
        }
    }
}

/// Both sites, row by row. What differs is bold and says so.
fn comparison(visit: &Visit, pair: &Pair) -> Markup {
    let say = visit.say;
    html! {
        table.pair {
            thead {
                tr {
                    th scope="col" { (say.t("fact-what")) }
                    @for card in [&pair.a, &pair.b] {
                        th scope="col" { a href={ "/proveedores/" (card.site) } { (card.name) } @if card.fictional { " " (fictional(say)) } }
                    }
                }
            }
            tbody {
                (compared(say, pair, "registry-name", &|card, _| card.name.clone()))
                (compared(say, pair, "registry-legal-name", &|_, view| distinct(view, |entry| &entry.legal_name)))
                (compared(say, pair, "registry-activity", &|card, _| card.activity.clone()))
                (compared(say, pair, "registry-class", &|card, _| class(say, card)))
                (compared(say, pair, "facet-size", &|card, _| card.size.map(|band| size(say, band)).unwrap_or_default()))
                (compared(say, pair, "supplier-street", &|_, view| street(view)))
                (compared(say, pair, "supplier-town", &|card, _| town(say, card)))
                // Keys of two registers never agree: nothing to compare.
                tr {
                    th scope="row" { (say.t("pair-keys")) }
                    @for view in [&pair.a_view, &pair.b_view] { td { (keys(say, view)) } }
                }
                tr {
                    th scope="row" { (say.t("pair-distance")) }
                    td colspan="2" { (apart(say, &pair.a_view, &pair.b_view)) }
                }
            }
        }
    }
}

fn compared(
    say: Say,
    pair: &Pair,
    key: &str,
    of: &dyn Fn(&SupplierCard, &SupplierView) -> String,
) -> Markup {
    row(
        say,
        &say.t(key),
        &of(&pair.a, &pair.a_view),
        &of(&pair.b, &pair.b_view),
    )
}

/// One fact of both; left out where neither says it.
fn row(say: Say, label: &str, a: &str, b: &str) -> Markup {
    if a.is_empty() && b.is_empty() {
        return html! {};
    }
    let differs = !a.is_empty() && !b.is_empty() && normal_form(a) != normal_form(b);
    let cell = |value: &str| {
        html! {
            td {
                @if value.is_empty() { span.quiet { (say.t("pair-no-value")) } }
                @else if differs { strong { (value) } }
                @else { (value) }
            }
        }
    };
    html! {
        tr {
            th scope="row" {
                (label) br;
                span.quiet {
                    @if differs { (Mark::Gap) " " (say.t("pair-differs")) }
                    @else if a.is_empty() || b.is_empty() { (Mark::Unknown) " " (say.t("pair-unknown")) }
                    @else { (Mark::Meets) " " (say.t("pair-alike")) }
                }
            }
            (cell(a)) (cell(b))
        }
    }
}

/// What the registers say of a site in one field, each thing once.
fn distinct(view: &SupplierView, field: fn(&RegistryEntry) -> &String) -> String {
    let mut values: Vec<&str> = Vec::new();
    for value in view.entries.iter().map(|entry| field(entry).as_str()) {
        if !value.is_empty() && !values.contains(&value) {
            values.push(value);
        }
    }
    values.join(" · ")
}

fn class(say: Say, card: &SupplierCard) -> String {
    let Some(code) = &card.scian else {
        return String::new();
    };
    let title = format!("{code} {}", class_title(say, code));
    if card.scian_suggested {
        format!("{title} {}", say.t("class-suggested"))
    } else {
        title
    }
}

fn street(view: &SupplierView) -> String {
    let parts = [
        view.street.as_str(),
        view.locality.as_str(),
        view.postal_code.as_str(),
    ];
    let known: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    known.join(", ")
}

fn town(say: Say, card: &SupplierCard) -> String {
    if card.municipality.is_none() && card.state.is_none() {
        return String::new();
    }
    place(say, card.municipality.as_deref(), card.state)
}

/// Registers with their keys; then the keys that no register's entry already shows.
fn keys(say: Say, view: &SupplierView) -> String {
    let entries = view.entries.iter().map(|entry| {
        format!(
            "{}: {}",
            attribution(entry.register, &entry.edition),
            entry.key
        )
    });
    let others = view
        .keys
        .iter()
        .filter(|(_, value)| view.entries.iter().all(|entry| entry.key != *value))
        .map(|(kind, value)| format!("{}: {value}", scheme(say, *kind)));
    let all: Vec<String> = entries.chain(others).collect();
    all.join(" · ")
}

/// How far the two positions lie from each other.
fn apart(say: Say, a: &SupplierView, b: &SupplierView) -> Markup {
    let (Some(from), Some(to)) = (a.position, b.position) else {
        return html! { (Mark::Unknown) " " (say.t("pair-no-position")) };
    };
    let metres = from.distance_m(to).round() as i64;
    html! {
        @if metres < 100 { (say.t("pair-close")) } @else { (distance(metres)) }
        @if a.position_is_approximate || b.position_is_approximate { " " span.quiet { (say.t("pair-approximate")) } }
    }
}

/// The decision: why, and which. Several lines, so that Enter decides nothing.
fn form(visit: &Visit, number: &str, id: DuplicateId, returned: Option<&Returned<'_>>) -> Markup {
    let say = visit.say;
    let reason_id = Control::Reason.id(id);
    let fault_of = |control: Control| {
        returned
            .filter(|one| one.control == control)
            .map(|one| one.words.as_str())
    };
    let (reason_fault, verdict_fault) = (fault_of(Control::Reason), fault_of(Control::Verdict));
    let fault = |id: &str, words: &str| html! { p.fault id={ (id) "-error" } { span.hidden { (say.t("error-prefix")) " " } (words) } };
    let described = match reason_fault {
        Some(_) => format!("{reason_id}-ayuda {reason_id}-error"),
        None => format!("{reason_id}-ayuda"),
    };
    let which = || html! { span.hidden { " " (say.with("pair-which", &[("number", number)])) } };
    let same_id = Control::Verdict.id(id);
    html! {
        form method="post" action=(PATH) novalidate {
            (visit.proof())
            input type="hidden" name="id" value=(id);
            div.field.wrong[reason_fault.is_some()] {
                label for=(reason_id) { (say.t("pair-reason")) (which()) }
                p.hint id={ (reason_id) "-ayuda" } { (say.t("pair-reason-hint")) }
                @if let Some(words) = reason_fault { (fault(&reason_id, words)) }
                textarea id=(reason_id) name="reason" rows="2" required
                    aria-describedby=(described) aria-invalid=[reason_fault.map(|_| "true")] {
                    (returned.map_or("", |one| one.reason))
                }
            }
            @if let Some(words) = verdict_fault { (fault(&same_id, words)) }
            div.buttons {
                button id=(same_id) type="submit" name="verdict" value="same"
                    aria-describedby=[verdict_fault.map(|_| format!("{same_id}-error"))] {
                    (say.t("pair-same")) (which())
                }
                button.second type="submit" name="verdict" value="different" { (say.t("pair-different")) (which()) }
            }
        }
    }
}

/// Who decided what, when, and why.
fn decided(say: Say, duplicate: &Duplicate) -> Markup {
    let by = duplicate.decided_by.as_deref().unwrap_or_default();
    html! {
        dl.facts {
            div { dt { (say.t("pair-decision")) } dd { strong { (standing(say, duplicate.status)) } } }
            @if !by.is_empty() { div { dt { (say.t("pair-decided-by")) } dd { (doer(say, by)) } } }
            @if let Some(at) = duplicate.decided_at { div { dt { (say.t("pair-decided-at")) } dd { (instant(say, at)) } } }
            @if let Some(reason) = &duplicate.reason { div { dt { (say.t("pair-reason")) } dd.prose { (reason) } } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use eslabon_domain::text::Lang;

    const ES: Say = Say { lang: Lang::Es };

    #[test]
    fn a_row_says_whether_both_agree() {
        let differs = row(ES, "Nombre", "Tornos del Norte", "Tornos del Sur").into_string();
        assert!(
            differs.contains("m-gap") && differs.contains("<strong>Tornos del Sur</strong>"),
            "{differs}"
        );
        let alike = row(ES, "Nombre", "TORNOS DEL NORTE", "Tornos del norte").into_string();
        assert!(
            alike.contains("m-meets") && !alike.contains("<strong>"),
            "{alike}"
        );
        let unknown = row(ES, "Nombre", "Tornos del Norte", "").into_string();
        assert!(unknown.contains("m-unknown"), "{unknown}");
        assert_eq!(row(ES, "Nombre", "", "").into_string(), "");
    }

    #[test]
    fn a_reason_that_is_missing_or_too_long_has_words() {
        assert_eq!(
            in_words(ES, &[FieldError::new("reason", "required", "")]),
            ES.t("fault-reason")
        );
        assert!(in_words(ES, &[FieldError::new("reason", "too_long", "500")]).contains("500"));
    }
}
