//! What a stored file would bring: its kind, its columns, the counts, a sample, what is wrong.
//! Nothing is written until the person confirms.

use super::{PATH, amount, counts, kind_choices, problems};
use crate::http::uploads::find;
use crate::pages::fields::Posted;
use crate::pages::layout::{Page, Section};
use crate::pages::parts::{Field, Mark, table};
use crate::pages::visit::{Named, Visit};
use crate::pages::words::Say;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::imports::{
    self as import, ImportKind, ImportSource, Outcome, Preview, PreviewRow, messages,
};
use eslabon_app::policy::{self, Operation};
use eslabon_app::{AppError, AppResult};
use maud::{Markup, html};

/// The faults that naming another kind may cure.
const KIND_FAULTS: [&str; 3] = ["unknown_header", "ambiguous_header", "missing_columns"];

/// `GET /importar/vista/{token}`, with `?kind=` where the person named it.
pub async fn preview(visit: Visit, token: Named) -> Response {
    let outcome = look(&visit, &token).await;
    visit.respond(outcome)
}

async fn look(visit: &Visit, token: &Named) -> AppResult<Response> {
    let source = stored(visit, token)?;
    let kind = visit.query.text("kind").parse::<ImportKind>().ok();
    match import::preview(&visit.app, &visit.actor, &source, kind).await {
        Ok(found) => Ok(page(visit, token, &found).into_response()),
        Err(AppError::Unreadable(why)) => {
            Ok(unreadable(visit, token, &source.file_name, kind, &why))
        }
        Err(other) => Err(other),
    }
}

/// `POST /importar/vista/{token}`: imports in the background and leads to the run.
pub async fn confirm(visit: Visit, token: Named, Posted(form): Posted) -> Response {
    let outcome = begin(&visit, &token, form.text("kind")).await;
    visit.respond(outcome)
}

async fn begin(visit: &Visit, token: &Named, kind: &str) -> AppResult<Response> {
    policy::require(&visit.actor, Operation::RunImport)?;
    let source = stored(visit, token)?;
    let file_name = source.file_name.clone();
    let kind = kind.parse::<ImportKind>().ok();
    match import::start(&visit.app, &visit.actor, source, kind).await {
        Ok(run) => Ok(Redirect::to(&format!("{PATH}/{run}")).into_response()),
        Err(AppError::Unreadable(why)) => Ok(unreadable(visit, token, &file_name, kind, &why)),
        Err(other) => Err(other),
    }
}

/// The stored file that the address names.
fn stored(visit: &Visit, Named(token): &Named) -> AppResult<ImportSource> {
    policy::require(&visit.actor, Operation::PreviewImport)?;
    let (file_name, path) = find(&visit.app, token).ok_or(AppError::NotFound)?;
    Ok(ImportSource::stored(file_name, &path))
}

fn address_of(Named(token): &Named) -> String {
    format!("{PATH}/vista/{token}")
}

/// A way to say that it is another kind of file.
fn kind_form(visit: &Visit, token: &Named, kind: Option<ImportKind>) -> Markup {
    let say = visit.say;
    let field = Field {
        name: "kind",
        label: say.t("import-kind"),
        hint: None,
        value: kind.map(ImportKind::as_str).unwrap_or_default(),
        fault: None,
    };
    html! {
        form.line action=(address_of(token)) method="get" {
            (field.select(say, &kind_choices(visit)))
            button.second type="submit" { (say.t("import-kind-again")) }
        }
    }
}

/// The file cannot be read as it is: why, and how to go on.
fn unreadable(
    visit: &Visit,
    token: &Named,
    file_name: &str,
    kind: Option<ImportKind>,
    why: &str,
) -> Response {
    let say = visit.say;
    let main = html! {
        p { strong { (file_name) } ": " (messages::unreadable(why, visit.lang())) }
        @if KIND_FAULTS.iter().any(|code| why.starts_with(code)) { (kind_form(visit, token, kind)) }
        div.buttons { a.button href=(PATH) { (say.t("import-other-file")) } }
    };
    let page = Page::new(Section::Imports, say.t("error-unreadable"), main)
        .under(say.t("nav-imports"), PATH);
    (StatusCode::BAD_REQUEST, page.show(visit)).into_response()
}

fn page(visit: &Visit, token: &Named, found: &Preview) -> Markup {
    let say = visit.say;
    let main = html! {
        section aria-labelledby="pasaria" {
            h2 #pasaria { (say.t("preview-counts")) }
            (counts(say, &found.counts))
            (decide(visit, token, found))
        }
        section aria-labelledby="archivo" {
            h2 #archivo { (say.t("preview-file")) }
            (read_as(visit, found))
            (kind_form(visit, token, Some(found.kind)))
        }
        @if !found.problems.is_empty() {
            section aria-labelledby="problemas" {
                h2 #problemas { (say.t("problems-title")) }
                p.hint { (say.t("problems-row-hint")) @if found.more_problems { " " (say.t("preview-more-problems")) } }
                (problems::rows(visit, &found.problems))
            }
        }
        @if !found.sample.is_empty() {
            section aria-labelledby="muestra" {
                h2 #muestra { (say.t("preview-sample")) }
                p.hint { (say.t("preview-sample-text")) }
                (table(&say.t("preview-sample-table"), &sample(visit, &found.sample)))
            }
        }
    };
    Page::new(Section::Imports, say.t("preview-title"), main)
        .lead(html! { p.lead { (found.file_name) " · " (found.kind.label(visit.lang())) } })
        .under(say.t("nav-imports"), PATH)
        .show(visit)
}

/// The one button, or why there is none.
fn decide(visit: &Visit, token: &Named, found: &Preview) -> Markup {
    let say = visit.say;
    let kept = found.counts.rows - found.counts.rejected;
    html! {
        @if !found.is_whole { p.note { (say.with("preview-part", &[("rows", &amount(found.counts.rows))])) } }
        @if let Some(row) = found.resumes_after { p.note { (say.with("preview-resumes", &[("row", &amount(row))])) } }
        @if kept <= 0 { p.note { (Mark::Out) " " (say.t("preview-nothing")) } }
        @else {
            @if found.counts.new + found.counts.changed == 0 { p.note { (say.t("preview-all-known")) } }
            @if found.counts.rejected > 0 { p { (say.t("preview-rejected-text")) } }
        }
        div.buttons {
            @if kept > 0 && visit.may(Operation::RunImport) {
                form method="post" action=(address_of(token)) {
                    (visit.proof())
                    input type="hidden" name="kind" value=(found.kind.as_str());
                    button type="submit" { (say.count("import-confirm", kept.unsigned_abs())) }
                }
            }
            a.button.second href=(PATH) { (say.t("import-cancel")) }
        }
    }
}

/// How the file was read, and what becomes of its columns.
fn read_as(visit: &Visit, found: &Preview) -> Markup {
    let say = visit.say;
    let line = |label: String, headings: &[String]| {
        html! { @if !headings.is_empty() { div { dt { (label) } dd { (headings.join(", ")) } } } }
    };
    html! {
        dl.facts {
            div { dt { (say.t("preview-recognised")) } dd { (found.kind.label(visit.lang())) } }
            div { dt { (say.t("preview-encoding")) } dd { (found.encoding) } }
            @if let Some(mark) = found.delimiter { div { dt { (say.t("preview-delimiter")) } dd { (delimiter(say, mark)) } } }
            (line(say.t("columns-used"), &found.used))
            (line(say.t("columns-ignored"), &found.ignored))
            (line(say.t("columns-private"), &found.private))
        }
    }
}

fn delimiter(say: Say, mark: char) -> String {
    match mark {
        ',' => say.t("delimiter-comma"),
        ';' => say.t("delimiter-semicolon"),
        '\t' => say.t("delimiter-tab"),
        other => other.to_string(),
    }
}

/// The first rows as they were understood. Rows need not speak of the same fields.
fn sample(visit: &Visit, rows: &[PreviewRow]) -> Markup {
    let say = visit.say;
    let mut words: Vec<&'static str> = Vec::new();
    for (word, _) in rows.iter().flat_map(|row| &row.shown) {
        if !words.contains(word) {
            words.push(*word);
        }
    }
    html! {
        table.rows {
            thead {
                tr {
                    th.num scope="col" { (say.t("problem-row")) }
                    th scope="col" { (say.t("preview-outcome")) }
                    @for word in &words { th scope="col" { (messages::field(word, visit.lang())) } }
                }
            }
            tbody {
                @for row in rows {
                    tr {
                        td.num { (amount(row.number)) }
                        td { (outcome(say, row.outcome)) }
                        @for word in &words {
                            td { @if let Some((_, value)) = row.shown.iter().find(|(known, _)| known == word) { (value) } }
                        }
                    }
                }
            }
        }
    }
}

fn outcome(say: Say, outcome: Outcome) -> Markup {
    match outcome {
        Outcome::New => html! { (say.t("outcome-new")) },
        Outcome::Changed => html! { (say.t("outcome-changed")) },
        Outcome::Unchanged => html! { (say.t("outcome-unchanged")) },
        Outcome::Rejected => html! { (Mark::Out) " " (say.t("problem-rejected")) },
    }
}
