//! A secret that a person holds: 256 random bits, shown once. What is kept is its hash: the secret is
//! random, so that a fast hash suffices.

use argon2::password_hash::rand_core::{OsRng, RngCore};
use sha2::{Digest, Sha256};

/// The letters of a secret in hex.
const LETTERS: usize = 64;

/// A secret in clear: in a cookie, a link, a header. Never logged.
#[derive(Clone, PartialEq, Eq)]
pub struct Clear(String);

impl std::fmt::Debug for Clear {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Clear(…)")
    }
}

impl Clear {
    /// A fresh one.
    #[must_use]
    pub fn generate() -> Self {
        let mut bytes = [0_u8; LETTERS / 2];
        OsRng.fill_bytes(&mut bytes);
        Self(hex(&bytes))
    }

    /// What someone presents, if it can be one of ours at all.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let fits = text.len() == LETTERS && text.bytes().all(|b| b.is_ascii_hexdigit());
        fits.then(|| Self(text.to_owned()))
    }

    /// In clear.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What is kept of it.
    #[must_use]
    pub fn hash(&self) -> String {
        hash(&self.0)
    }

    /// Another secret that follows from this one, for a purpose: whoever knows it does not know this one.
    #[must_use]
    pub fn derive(&self, purpose: &str) -> String {
        hash(&format!("{purpose}:{}", self.0))
    }
}

/// SHA-256 in hex.
#[must_use]
pub fn hash(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

/// Bytes in hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Compares without telling by its time how much was right.
#[must_use]
pub fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |d, (a, b)| d | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_differ_and_hide() {
        let (a, b) = (Clear::generate(), Clear::generate());
        assert_ne!(a, b);
        assert_eq!(Clear::parse(a.as_str()), Some(a.clone()));
        assert_ne!(a.hash(), a.derive("form"));
        assert!(!format!("{a:?}").contains(a.as_str()));
        assert_eq!(Clear::parse("abc"), None);
        assert_eq!(Clear::parse(&"z".repeat(64)), None);
    }

    #[test]
    fn comparison_is_exact() {
        assert!(same("abc", "abc"));
        assert!(!same("abc", "abd"));
        assert!(!same("abc", "ab"));
    }
}
