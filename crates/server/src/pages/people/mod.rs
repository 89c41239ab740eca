//! The people whom the acting person keeps: who is what, inviting, ending a role, handing over a link.

mod end;
mod hand_over;
mod invite;
mod list;

pub use end::{ask as ask_end, end};
pub use hand_over::{ask as ask_hand_over, hand_over};
pub use invite::{invite, show as show_invite};
pub use list::list;

use super::fields::address;
use super::layout::role;
use super::parts::Field;
use super::visit::Visit;
use eslabon_app::accounts::people::PersonLine;
use maud::{Markup, html};

/// Where they are.
const PATH: &str = "/personas";

/// A link that is shown once: to copy, or to send by the reader's own means. Nothing is loaded from there.
fn link_once(visit: &Visit, link: &str, message: &str) -> Markup {
    let say = visit.say;
    let text = format!("{message}\n{link}");
    let send = address("https://wa.me/", [("text", text.as_str())]);
    let field = Field {
        name: "liga",
        label: say.t("link-label"),
        hint: Some(say.t("link-once")),
        value: link,
        fault: None,
    };
    html! {
        (field.shown(say))
        div.buttons {
            a.button.second href=(send) rel="noopener noreferrer" { (say.t("link-whatsapp")) }
            a.button href=(PATH) { (say.t("link-ready")) }
        }
    }
}

/// Someone, in a line: her role and where.
fn in_words(visit: &Visit, person: &PersonLine) -> String {
    let role = role(visit.say, person.role.as_str());
    match person.organisation_name.is_empty() {
        true => role,
        false => format!("{role} · {}", person.organisation_name),
    }
}
