//! Every file of a firm that the reader sees, with what is known of what it shows, and the form for another.

use super::form::{self, Returned};
use super::pieces::picture;
use super::{LARGE, about, file_path, kind, list_path, name, side};
use crate::pages::explain;
use crate::pages::format::{instant_day, time};
use crate::pages::layout::{Page, Section};
use crate::pages::parts::{doer, summary};
use crate::pages::visit::{Named, Visit};
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::AppResult;
use eslabon_app::policy::{self, Operation};
use eslabon_app::site_files::{FilesView, SeenFile, list_files};
use eslabon_domain::ids::SiteId;
use eslabon_domain::units::group_thousands;
use maud::{Markup, html};

/// `GET /proveedores/{site}/archivos`; `atributo` and `de` say what a new file would be about.
pub async fn list(visit: Visit, id: Named) -> Response {
    visit.respond(shown(&visit, &id).await)
}

async fn shown(visit: &Visit, id: &Named) -> AppResult<Response> {
    policy::require(&visit.actor, Operation::SeeSiteFiles)?;
    let asked: SiteId = id.id()?;
    let view = list_files(&visit.app, &visit.actor, asked).await?;
    if view.card.site != asked {
        // It was merged: its files are those of the site which stands for it.
        return Ok(Redirect::to(&list_path(view.card.site)).into_response());
    }
    Ok(page(visit, &view, &Returned::asked(visit)).into_response())
}

/// The page, with a form that came back.
pub(super) fn page(visit: &Visit, view: &FilesView, back: &Returned) -> Markup {
    let say = visit.say;
    let main = html! {
        (summary(say, &back.faults))
        @match visit.query.text("hecho") {
            "agregado" => p.done role="status" { (say.t("files-done-added")) },
            "quitado" => p.done role="status" { (say.t("files-done-removed")) },
            "registrado" => p.done role="status" { (say.t("files-done-confirmed")) },
            _ => {}
        }
        @if view.files.is_empty() { p.empty { (say.t("files-none")) } }
        @else { ul.cards { @for one in &view.files { li.card { (card(visit, one, view.may_add)) } } } }
        @if view.may_add { (form::section(visit, view, back)) }
        p { a.go href={ "/proveedores/" (view.card.site) } { (say.t("candidates-to-supplier")) } }
    };
    let title = say.with("files-page-title", &[("firm", &view.card.name)]);
    let section = match policy::records_for_others(&visit.actor) || !view.may_add {
        true => Section::Search,
        false => Section::Profile,
    };
    Page::new(section, title, main)
        .under(
            view.card.name.clone(),
            format!("/proveedores/{}", view.card.site),
        )
        .faulty(!back.faults.is_empty())
        .show(visit)
}

/// A file. Whoever keeps the firm's files reads who brought it, the others for whom.
fn card(visit: &Visit, one: &SeenFile, is_kept: bool) -> Markup {
    let (say, file) = (visit.say, &one.file);
    html! {
        h2 { (name(visit, file)) }
        p { a.go href=(file_path(file.id)) { (picture(visit, file, LARGE)) } }
        p.facts {
            (kind(say, file.kind)) " · " (about(visit, file))
            @if let Some(day) = file.taken_on { " · " (time(say, day)) }
            " · " (group_thousands(file.bytes.div_ceil(1_024))) " KB"
            br;
            (side(say, file.side)) ", " (instant_day(say, file.added_at))
            @if is_kept { " · " (doer(say, &file.added_by)) }
        }
        @if !one.facts.is_empty() {
            dl.facts {
                @for (fact, aged) in &one.facts {
                    div {
                        dt { (explain::attribute(visit, &fact.attribute, None)) }
                        dd {
                            (explain::value(visit, &fact.attribute, &fact.value)) " · "
                            (explain::origin(say, fact.origin)) " · " (explain::aging(say, *aged))
                        }
                    }
                }
            }
        }
        @if one.may_confirm || one.may_remove {
            p {
                @if one.may_confirm { a.go href={ (file_path(file.id)) "/confirmar" } { (say.t("files-confirm")) span.hidden { ": " (name(visit, file)) } } " " }
                @if one.may_remove { a.go href={ (file_path(file.id)) "/quitar" } { (say.t("files-remove")) span.hidden { ": " (name(visit, file)) } } }
            }
        }
    }
}
