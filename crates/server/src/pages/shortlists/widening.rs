//! What would widen the list: each must that turns suppliers away by itself, with what asking for less of
//! it would add.

use crate::pages::explain;
use crate::pages::visit::Visit;
use eslabon_app::policy;
use eslabon_app::shortlists::ShortlistView;
use eslabon_engine::matching::Relaxation;
use maud::{Markup, html};

/// The section; nothing where no single must turns anyone away, or the answer was saved before this was
/// counted.
pub fn section(visit: &Visit, view: &ShortlistView) -> Markup {
    let say = visit.say;
    if view.answer.relaxations.is_empty() {
        return html! {};
    }
    let need = &view.need;
    let may_change = policy::require_changing(&visit.actor, need).is_ok();
    html! {
        section aria-labelledby="ampliar" {
            h2 #ampliar { (say.t("widen-title")) }
            p.hint { (say.t("widen-text")) }
            ul { @for one in &view.answer.relaxations { li { (line(visit, view, one)) } } }
            @if may_change && need.status.is_changeable() {
                p { a.go href={ "/requerimientos/" (need.id) "/cambiar" } { (say.t("widen-change")) } }
            }
        }
    }
}

/// One must: `Tolerancia más cerrada (±): a lo más 10 µm: con «a lo más 20 µm» se suman 14 proveedores; …`
fn line(visit: &Visit, view: &ShortlistView, one: &Relaxation) -> Markup {
    let Some(asked) = view.answer.criteria.get(one.criterion) else {
        return html! {};
    };
    let steps = one
        .steps
        .iter()
        .map(|step| explain::step(visit, asked, step));
    let as_wish = visit.say.count("widen-wish", one.as_wish as u64);
    let sentences: Vec<String> = steps.chain([as_wish]).collect();
    html! { strong { (explain::criterion(visit, asked)) } ": " (sentences.join("; ")) "." }
}
