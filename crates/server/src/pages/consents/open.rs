//! What is open, each with the button that takes it back; and what was.

use super::{PATH, audience, purpose, subject};
use crate::pages::format::{instant, time};
use crate::pages::parts::table;
use crate::pages::visit::Visit;
use eslabon_app::consents::ConsentsView;
use eslabon_domain::consents::Consent;
use maud::{Markup, html};

/// Past ones that are shown.
const PAST_SHOWN: usize = 30;

/// Everything that holds today.
pub fn list(visit: &Visit, view: &ConsentsView) -> Markup {
    let say = visit.say;
    html! {
        section aria-labelledby="abiertos" {
            h2 #abiertos { (say.t("consents-open")) }
            @if view.open.is_empty() { p.empty { (say.t("consents-nothing-open")) } }
            @else { (table(&say.t("consents-open-table"), &rows(visit, view))) }
        }
    }
}

fn rows(visit: &Visit, view: &ConsentsView) -> Markup {
    let say = visit.say;
    html! {
        table.rows {
            thead {
                tr {
                    th scope="col" { (say.t("consents-what")) }
                    th scope="col" { (say.t("consents-to")) }
                    th scope="col" { (say.t("consents-for")) }
                    th scope="col" { (say.t("consents-until")) }
                    th scope="col" { (say.t("consents-since")) }
                    th scope="col" { (say.t("consents-close")) }
                }
            }
            tbody {
                @for consent in &view.open {
                    tr {
                        th scope="row" { (subject(say, consent.subject)) @if !consent.note.is_empty() { br; span.quiet { (consent.note) } } }
                        td { (audience(say, view, consent)) }
                        td { (purpose(say, consent)) }
                        td.nowrap { (time(say, consent.until)) }
                        td { (instant(say, consent.opened_at)) br; span.quiet { (consent.opened_by) } }
                        td { (close_button(visit, view, consent)) }
                    }
                }
            }
        }
    }
}

fn close_button(visit: &Visit, view: &ConsentsView, consent: &Consent) -> Markup {
    let say = visit.say;
    html! {
        form method="post" action={ (PATH) "/" (consent.id) "/cerrar" } {
            (visit.proof())
            button.second type="submit" {
                (say.t("consents-close"))
                span.hidden { ": " (subject_words(visit, consent)) ", " (audience(say, view, consent)) }
            }
        }
    }
}

/// The subject without its link: a button holds none.
fn subject_words(visit: &Visit, consent: &Consent) -> String {
    use eslabon_domain::consents::Subject;
    match consent.subject {
        Subject::Facts(group) => super::group(visit.say, group),
        Subject::Drawings(_) => visit.say.t("consents-need-drawings"),
        Subject::BuyerName(_) => visit.say.t("consents-need-name"),
    }
}

/// What ran out or was taken back.
pub fn past(visit: &Visit, view: &ConsentsView) -> Markup {
    let say = visit.say;
    if view.past.is_empty() {
        return html! {};
    }
    html! {
        details {
            summary { (say.count("consents-past", view.past.len() as u64)) }
            ul.plain {
                @for consent in view.past.iter().take(PAST_SHOWN) {
                    li {
                        (subject(say, consent.subject)) " · " (audience(say, view, consent)) " · " (purpose(say, consent)) " · "
                        @match &consent.revoked {
                            Some(revoked) => { (say.t("consents-revoked")) " " (instant(say, revoked.at)) " (" (revoked.by) ")" }
                            None => { (say.t("consents-ended")) " " (time(say, consent.until)) }
                        }
                    }
                }
            }
        }
    }
}
