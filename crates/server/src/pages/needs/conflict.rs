//! Someone saved in between: what is stored now and what was typed, side by side. Nothing is written before
//! the person says so.

use super::change::OVER;
use super::draft::Draft;
use super::terms;
use crate::pages::explain;
use crate::pages::format::date;
use crate::pages::layout::{Page, Section};
use crate::pages::parts::table;
use crate::pages::visit::Visit;
use eslabon_domain::money::UnitPrice;
use eslabon_domain::needs::{Need, Strength};
use jiff::civil::Date;
use maud::{Markup, html};

/// The page. The form keeps the version on which the person began (`began`), so that only the button that
/// saves over the other version does.
#[must_use]
pub fn page(
    visit: &Visit,
    now: &Need,
    price: Option<UnitPrice>,
    began: &str,
    draft: &Draft,
) -> Markup {
    let say = visit.say;
    let address = format!("/requerimientos/{}", now.id);
    let over = format!("{OVER}{}", now.version);
    let main = html! {
        div.summary role="alert" { p { (say.t("conflict-text")) } }
        (table(&say.t("conflict-title"), &both(visit, now, price, draft)))
        form.steps method="post" action={ (address) "/cambiar" } novalidate {
            (visit.proof())
            input type="hidden" name="version" value=(began);
            input type="hidden" name="paso" value="revisar";
            @for (name, value) in draft.pairs() { input type="hidden" name=(name) value=(value); }
            div.buttons {
                button type="submit" name="ir" value="paso-texto" { (say.t("conflict-go-on")) }
                button.second type="submit" name="ir" value=(over) { (say.t("conflict-over")) }
                a.button.second href=(address) { (say.t("conflict-leave")) }
            }
        }
    };
    Page::new(Section::Needs, say.t("conflict-title"), main)
        .under(say.t("nav-needs"), "/requerimientos")
        .under(now.title.text.clone(), address.clone())
        .in_form()
        .faulty(true)
        .show(visit)
}

/// A row for each part: its name, what is stored, what was typed.
fn both(visit: &Visit, now: &Need, price: Option<UnitPrice>, draft: &Draft) -> Markup {
    let say = visit.say;
    let typed = draft.need_like(now);
    let stored: Vec<String> = now
        .criteria
        .iter()
        .map(|one| {
            let words = explain::criterion(visit, one);
            with_strength(visit, words, one.strength)
        })
        .collect();
    let mine: Vec<String> = typed
        .criteria
        .iter()
        .map(|one| {
            let name = explain::attribute(visit, &one.attribute, one.item.as_deref());
            let asked = explain::requirement(visit, &one.attribute, &one.requirement);
            with_strength(visit, format!("{name}: {asked}"), one.strength)
        })
        .collect();
    let day = |day: Option<Date>| vec![day.map_or_else(|| say.t("not-said"), |d| date(say, d))];
    let words = |text: &str| match text.is_empty() {
        true => vec![say.t("not-said")],
        false => vec![text.to_owned()],
    };
    let mut rows = vec![
        (
            say.t("post-title"),
            words(&now.title.text),
            words(&typed.title.text),
        ),
        (
            say.t("post-description"),
            words(&now.description.text),
            words(&typed.description.text),
        ),
        (say.t("post-criteria-short"), stored, mine),
        (
            say.t("post-starts"),
            day(now.starts_on),
            day(typed.starts_on),
        ),
        (
            say.t("post-closes"),
            day(now.closes_on),
            day(typed.closes_on),
        ),
    ];
    let of_stored = terms::rows(say, &now.terms, price);
    let of_mine = terms::rows(say, &typed.terms, typed.target_price);
    let said = of_stored.into_iter().zip(of_mine);
    // Terms that neither version says need no row.
    let said = said.filter(|((_, stored), (_, mine))| !stored.is_empty() || !mine.is_empty());
    let or_unsaid = |lines: Vec<String>| match lines.is_empty() {
        true => vec![say.t("not-said")],
        false => lines,
    };
    rows.extend(said.map(|((name, stored), (_, mine))| (name, or_unsaid(stored), or_unsaid(mine))));
    html! {
        table.rows {
            thead {
                tr {
                    th scope="col" { (say.t("conflict-part")) }
                    th scope="col" { (say.t("conflict-stored")) }
                    th scope="col" { (say.t("conflict-mine")) }
                }
            }
            tbody {
                @for (name, stored, mine) in &rows {
                    tr {
                        th scope="row" {
                            (name)
                            @if stored != mine { br; span.badge { (say.t("conflict-differs")) } }
                        }
                        td { (lines(stored)) }
                        td { (lines(mine)) }
                    }
                }
            }
        }
    }
}

fn lines(lines: &[String]) -> Markup {
    html! { @for line in lines { p.prose { (line) } } }
}

fn with_strength(visit: &Visit, words: String, strength: Strength) -> String {
    format!("{words} ({})", explain::strength(visit.say, strength))
}
