//! Signing in and out, and one's own account.

mod sign_in;
#[cfg(feature = "oidc")]
pub mod sign_on;

pub use sign_in::{choose_role, code, enter, leave, show, show_code};

use super::fields::Fields;
use super::parts::Fault;
use super::words::Say;
use crate::pages::errors::message;
use eslabon_app::FieldError;

/// Where someone goes after signing in: an address of ours, never one of another host.
pub(super) fn way_on(form: &Fields) -> String {
    let asked = form.text("a");
    let ours = asked.starts_with('/') && !asked.starts_with("//") && !asked.contains(['\\', '\n']);
    match ours {
        true => asked.to_owned(),
        false => "/".to_owned(),
    }
}

/// Faults of a use case as a form shows them.
fn faults_of(say: Say, faults: &[FieldError]) -> Vec<Fault> {
    faults
        .iter()
        .map(|fault| (fault.field.clone(), message(say, fault)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_led_to_another_host() {
        let to = |address: &str| way_on(&Fields::of(vec![("a".to_owned(), address.to_owned())]));
        assert_eq!(to("/requerimientos?q=a"), "/requerimientos?q=a");
        for foreign in [
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "",
            "x",
        ] {
            assert_eq!(to(foreign), "/", "{foreign}");
        }
    }
}
