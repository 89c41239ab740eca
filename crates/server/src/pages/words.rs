//! Words in the reader's language, from `locales/` (fluent). Both languages hold the same keys;
//! a test compares them, another looks for every key that the pages name.

use eslabon_domain::text::Lang;
use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, langid, static_loader};
use std::collections::HashMap;

mod bundled {
    use super::static_loader;

    static_loader! {
        pub(super) static LOCALES = {
            locales: "./locales",
            fallback_language: "es-MX",
            // Marks of direction around every argument would come out as boxes in old fonts.
            customise: |bundle| bundle.set_use_isolating(false),
        };
    }
}

static ES: LanguageIdentifier = langid!("es-MX");
static EN: LanguageIdentifier = langid!("en");

/// Says things in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Say {
    /// Which.
    pub lang: Lang,
}

impl Say {
    /// Words without arguments.
    #[must_use]
    pub fn t(self, key: &str) -> String {
        self.look_up(key, None)
    }

    /// Words with texts put into them.
    #[must_use]
    pub fn with(self, key: &str, arguments: &[(&'static str, &str)]) -> String {
        let arguments = arguments
            .iter()
            .map(|(name, value)| (*name, FluentValue::from(*value)))
            .collect();
        self.look_up(key, Some(&arguments))
    }

    /// Words that depend on a number: `$n` chooses the form, `$shown` is how the number is written.
    #[must_use]
    pub fn count(self, key: &str, n: u64) -> String {
        self.count_with(key, n, &[])
    }

    /// As [`Say::count`], with further texts.
    #[must_use]
    pub fn count_with(self, key: &str, n: u64, others: &[(&'static str, &str)]) -> String {
        let shown = super::format::number(n);
        let mut arguments: HashMap<&'static str, FluentValue> = others
            .iter()
            .map(|(name, value)| (*name, FluentValue::from(*value)))
            .collect();
        arguments.insert("n", FluentValue::from(n));
        arguments.insert("shown", FluentValue::from(shown));
        self.look_up(key, Some(&arguments))
    }

    /// The words of a key that may not exist, such as one made of a stored code.
    #[must_use]
    pub fn find(self, key: &str) -> Option<String> {
        bundled::LOCALES
            .lookup_single_language::<&str>(self.tag(), key, None)
            .ok()
    }

    /// As [`Say::find`], with texts put into them.
    #[must_use]
    pub fn find_with(self, key: &str, arguments: &[(&'static str, &str)]) -> Option<String> {
        let arguments = arguments
            .iter()
            .map(|(name, value)| (*name, FluentValue::from(*value)))
            .collect();
        bundled::LOCALES
            .lookup_single_language(self.tag(), key, Some(&arguments))
            .ok()
    }

    /// The tag for `lang` attributes.
    #[must_use]
    pub fn tag_text(self) -> &'static str {
        match self.lang {
            Lang::Es => "es-MX",
            Lang::En => "en",
        }
    }

    fn tag(self) -> &'static LanguageIdentifier {
        match self.lang {
            Lang::Es => &ES,
            Lang::En => &EN,
        }
    }

    fn look_up(self, key: &str, arguments: Option<&HashMap<&'static str, FluentValue>>) -> String {
        match bundled::LOCALES.lookup_single_language(self.tag(), key, arguments) {
            Ok(words) => words,
            Err(error) => {
                // A test finds these before a reader does.
                tracing::error!(key, %error, "words.missing");
                key.to_owned()
            }
        }
    }
}

#[cfg(test)]
#[path = "words_tests.rs"]
mod tests;
