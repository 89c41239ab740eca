//! Accounts: who signs in, how, and as what. One idea per file. Secrets leave this module once, when
//! they are made; the database holds their hashes only. Must not decide what a role may do: that is
//! [`crate::policy`].

pub mod api_tokens;
pub mod establish;
pub mod invitations;
pub mod own;
pub mod passwords;
pub mod people;
pub mod reset;
pub mod second_factor;
pub mod secret;
pub mod sessions;
pub mod setup;
pub mod sign_in;
#[cfg(feature = "oidc")]
pub mod sign_on;
pub mod standing;
pub(crate) mod throttle;

use crate::error::{AppError, AppResult, FieldError};
use eslabon_domain::text::fold;

/// The longest name of a person, in characters.
pub const NAME_MAX: usize = 120;
/// The longest address, in characters (RFC 5321).
pub const EMAIL_MAX: usize = 254;

/// What the operator of an installation decides about accounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountRules {
    /// Staff of centres and administrators must have a second factor.
    pub second_factor_for_staff: bool,
    /// Under which address people reach the pages, without a slash at the end.
    pub public_url: String,
}

impl Default for AccountRules {
    fn default() -> Self {
        Self {
            second_factor_for_staff: false,
            public_url: "http://127.0.0.1:8080".into(),
        }
    }
}

/// An address as it is stored: trimmed, in lower case.
///
/// # Errors
/// [`AppError::Invalid`] on `email` where it is none.
pub fn email(text: &str) -> AppResult<String> {
    let text = text.trim().to_lowercase();
    let fault = |code| {
        Err(AppError::Invalid(vec![FieldError::new(
            "email",
            code,
            EMAIL_MAX.to_string(),
        )]))
    };
    if text.is_empty() {
        return fault("required");
    }
    if text.chars().count() > EMAIL_MAX {
        return fault("too_long");
    }
    let plausible = text.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && host.contains('.') && !host.starts_with('.') && !host.ends_with('.')
    });
    let odd = |c: char| c.is_whitespace() || c.is_control() || "<>(),;:\"[]\\".contains(c);
    if !plausible || text.matches('@').count() != 1 || text.chars().any(odd) {
        return fault("not_an_email");
    }
    Ok(text)
}

/// A person's name as it is stored.
///
/// # Errors
/// [`AppError::Invalid`] on `name`.
pub fn name(text: &str) -> AppResult<String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let fault = |code| {
        Err(AppError::Invalid(vec![FieldError::new(
            "name",
            code,
            NAME_MAX.to_string(),
        )]))
    };
    if fold(&text).trim().is_empty() {
        return fault("required");
    }
    if text.chars().count() > NAME_MAX {
        return fault("too_long");
    }
    if text.chars().any(char::is_control) {
        return fault("bad_character");
    }
    Ok(text)
}

/// Every fault of several checks at once; an error of another kind goes before them.
fn all<const N: usize>(checks: [AppResult<()>; N]) -> AppResult<()> {
    let mut faults = Vec::new();
    for check in checks {
        match check {
            Ok(()) => {}
            Err(AppError::Invalid(found)) => faults.extend(found),
            Err(other) => return Err(other),
        }
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(AppError::Invalid(faults))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_kept_in_one_form() {
        assert_eq!(email("  Ana@Taller.MX ").unwrap(), "ana@taller.mx");
        for wrong in [
            "",
            "ana",
            "ana@",
            "@taller.mx",
            "ana@taller",
            "a b@c.mx",
            "a@b@c.mx",
            "a@b.mx\r\nBcc: x@y.mx",
        ] {
            assert!(email(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn names_lose_needless_space_only() {
        assert_eq!(name("  María  José \n Peña ").unwrap(), "María José Peña");
        assert!(name("   ").is_err());
        assert!(name(&"x".repeat(NAME_MAX + 1)).is_err());
    }
}
