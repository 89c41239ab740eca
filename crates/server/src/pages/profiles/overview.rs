//! A profile as a task list: how much is known, what to answer next and what for, heading by heading.

use super::{opens, part, profile_path, question_link, question_path, saved};
use crate::pages::explain;
use crate::pages::format::time;
use crate::pages::layout::{Page, Section};
use crate::pages::machines;
use crate::pages::parts::{Mark, place};
use crate::pages::site_files::on_other_pages;
use crate::pages::visit::{Named, Visit};
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::AppResult;
use eslabon_app::policy::{self, Operation};
use eslabon_app::profiles::{Completeness, Part, Question, SectionLine, Standing, complete};
use eslabon_app::records::SiteFile;
use eslabon_app::search::SupplierCard;
use eslabon_app::site_files::visible_files;
use eslabon_app::suppliers::own_sites;
use eslabon_domain::ids::SiteId;
use jiff::civil::Date;
use maud::{Markup, html};

/// What ran out that is shown at once.
const VERIFY_SHOWN: usize = 5;

/// `GET /mi-empresa`: to the profile of one's own firm, or to choose among its sites.
pub async fn mine(visit: Visit) -> Response {
    let title = visit.say.t("profile-mine");
    visit.respond(own(&visit, title, profile_path).await)
}

/// To a page of one's own firm's only plant, or to choose among its plants.
pub(in crate::pages) async fn own(
    visit: &Visit,
    title: String,
    path: fn(SiteId) -> String,
) -> AppResult<Response> {
    policy::require(&visit.actor, Operation::RecordFacts)?;
    let say = visit.say;
    let sites = own_sites(&visit.app, &visit.actor).await?;
    if let [only] = sites.as_slice() {
        return Ok(Redirect::to(&path(only.site)).into_response());
    }
    let main = html! {
        @if sites.is_empty() {
            div.empty {
                p { (say.t("profile-no-site")) }
                p { a.button href="/buscar" { (say.t("profile-find-site")) } }
            }
        } @else {
            p { (say.t("profile-which-site")) }
            ul.plain {
                @for card in &sites {
                    li {
                        a.go href=(path(card.site)) { (card.name) } " "
                        span.quiet { (place(say, card.municipality.as_deref(), card.state)) }
                    }
                }
            }
        }
    };
    let page = Page::new(Section::Profile, title, main);
    Ok(page.show(visit).into_response())
}

/// `GET /proveedores/{site}/perfil`; with `parte`, one heading of it.
pub async fn overview(visit: Visit, id: Named) -> Response {
    visit.respond(page(&visit, &id).await)
}

async fn page(visit: &Visit, id: &Named) -> AppResult<Response> {
    policy::require(&visit.actor, Operation::RecordFacts)?;
    let asked: SiteId = id.id()?;
    let all = complete(&visit.app, &visit.actor, asked).await?;
    if all.card.site != asked {
        return Ok(Redirect::to(&profile_path(all.card.site)).into_response());
    }
    let wanted = Part::parse(visit.query.text("parte"));
    let section = wanted.and_then(|part| all.sections.iter().find(|one| one.part == part));
    Ok(match section {
        Some(section) => heading(visit, &all, section),
        None => {
            let files = visible_files(&visit.app, &visit.actor, all.card.site).await?;
            whole(visit, &all, &files)
        }
    }
    .into_response())
}

/// Where the page of a firm's profile stands in the site.
pub fn framed(visit: &Visit, card: &SupplierCard, title: String, main: Markup) -> Page {
    let page = Page::new(Section::Profile, title, main);
    match policy::records_for_others(&visit.actor) {
        true => page
            .under(visit.say.t("nav-search"), "/buscar")
            .under(card.name.clone(), format!("/proveedores/{}", card.site)),
        false => page,
    }
}

fn whole(visit: &Visit, all: &Completeness, files: &[SiteFile]) -> Markup {
    let say = visit.say;
    let verify: Vec<&Question> = all
        .open
        .iter()
        .filter(|question| until(question.standing).is_some())
        .collect();
    let main = html! {
        (saved(visit))
        @match all.open.first() {
            Some(next) => (next_question(visit, all, next)),
            None if all.skipped > 0 => p.note { (say.count("profile-all-asked", all.skipped as u64)) },
            None => p.done { (say.t("profile-all-known")) },
        }
        @if !verify.is_empty() {
            section aria-labelledby="revisar" {
                h2 #revisar { (Mark::Gap) " " (say.t("profile-verify")) }
                ul.plain { @for question in verify.iter().take(VERIFY_SHOWN) { li { (question_link(visit, &all.card, question)) " " (stands(visit, question)) } } }
                @if verify.len() > VERIFY_SHOWN { p.quiet { (say.count("profile-verify-more", (verify.len() - VERIFY_SHOWN) as u64)) } }
            }
        }
        section aria-labelledby="partes" {
            h2 #partes { (say.t("profile-parts")) }
            ul.cards { @for section in &all.sections { (line(visit, all, section)) } }
        }
        p { a.go href=(machines::path(all.card.site)) { (say.t("machine-link")) } }
        (on_other_pages(visit, all.card.site, files, true))
        p { a.go href={ "/proveedores/" (all.card.site) "/evaluaciones" } { (say.t("assess-link")) } }
        p { a.go href={ "/proveedores/" (all.card.site) "/capacidad" } { (say.t("capacity-link")) } }
        p { a.go href={ "/proveedores/" (all.card.site) } { (say.t("profile-as-seen")) } }
        @if visit.may(Operation::OpenOwnData) { p { a.go href="/consentimientos" { (say.t("profile-who-sees")) } } }
    };
    let title = say.with("profile-title", &[("firm", &all.card.name)]);
    let page = framed(visit, &all.card, title, main);
    page.lead(html! { p.lead { (counted(visit, all.done, all.total)) } })
        .show(visit)
}

fn counted(visit: &Visit, done: usize, total: usize) -> String {
    let total = total.to_string();
    let all = [("total", total.as_str())];
    visit.say.count_with("profile-done", done as u64, &all)
}

fn next_question(visit: &Visit, all: &Completeness, next: &Question) -> Markup {
    let say = visit.say;
    let item = next.item.as_deref();
    let to = question_path(all.card.site, &next.attribute, item);
    html! {
        p {
            strong { (say.t("profile-next")) } " "
            (explain::attribute(visit, &next.attribute, item))
            @if let Some(words) = opens(say, next.opens) { br; span.quiet { (words) } }
        }
        p { a.button href=(to) { (say.t("profile-answer-now")) } }
    }
}

/// A heading of the task list.
fn line(visit: &Visit, all: &Completeness, section: &SectionLine) -> Markup {
    let say = visit.say;
    let path = profile_path(all.card.site);
    let most = section.questions.iter().map(|question| question.opens);
    let mark = match section.done == section.total {
        true => Mark::Meets,
        false => Mark::Unknown,
    };
    html! {
        li.card {
            h3 { a href={ (path) "?parte=" (section.part.as_str()) } { (part(say, section.part)) } }
            p { (mark) " " (counted(visit, section.done, section.total)) }
            @if let Some(words) = opens(say, most.max().unwrap_or(0)) { p.quiet { (words) } }
        }
    }
}

/// The questions of one heading.
fn heading(visit: &Visit, all: &Completeness, section: &SectionLine) -> Markup {
    let say = visit.say;
    let card = &all.card;
    let main = html! {
        (saved(visit))
        @if section.part == Part::Machines { p { a.go href=(machines::path(card.site)) { (say.t("machine-link")) } } }
        @if section.questions.is_empty() { p.empty { (say.t("profile-part-empty")) } }
        ul.plain {
            @for question in &section.questions {
                li {
                    (mark(question.standing)) " " (question_link(visit, card, question)) " " (stands(visit, question))
                    @if let Some(words) = opens(say, question.opens) { br; span.quiet { (words) } }
                }
            }
        }
        @if !section.others.is_empty() {
            details {
                summary { (say.t("profile-others")) }
                ul.plain { @for id in &section.others { li { a.go href=(question_path(card.site, id, None)) { (explain::attribute(visit, id, None)) } } } }
            }
        }
        @if section.part == Part::Capacity { p { a.go href={ "/proveedores/" (card.site) "/capacidad" } { (say.t("capacity-link")) } } }
        p { a.go href=(profile_path(card.site)) { (say.t("profile-back")) } }
    };
    let title = part(say, section.part);
    let trail = say.with("profile-title", &[("firm", &card.name)]);
    framed(visit, card, title, main)
        .under(trail, profile_path(card.site))
        .lead(html! { p.lead { (counted(visit, section.done, section.total)) } })
        .show(visit)
}

fn mark(standing: Standing) -> Mark {
    match standing {
        Standing::Known => Mark::Meets,
        Standing::Expired(_) | Standing::Expiring(_) => Mark::Gap,
        Standing::Missing => Mark::Unknown,
    }
}

/// The day on which an answer runs out, where it did or soon will.
fn until(standing: Standing) -> Option<Date> {
    match standing {
        Standing::Expired(day) | Standing::Expiring(day) => Some(day),
        Standing::Missing | Standing::Known => None,
    }
}

/// How a question stands, in words.
fn stands(visit: &Visit, question: &Question) -> Markup {
    let say = visit.say;
    let words = match question.standing {
        Standing::Expired(_) => say.t("profile-expired"),
        Standing::Expiring(_) => say.t("profile-expiring"),
        Standing::Missing if question.is_skipped => say.t("profile-skipped"),
        Standing::Missing => say.t("profile-unknown"),
        Standing::Known => say.t("profile-known"),
    };
    html! { span.quiet { (words) @if let Some(day) = until(question.standing) { " " (time(say, day)) } } }
}
