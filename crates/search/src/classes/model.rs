//! The model as it ships: few bytes a weight, read where it lies, and what it says of a text.
//!
//! The bytes are laid out by `layout`; this module only asks it for rows. It must not know how the
//! weights were learnt.

use super::features::Features;
use super::layout::Layout;
use super::learn::{learn, softmax};
use super::lexicon::{Lexicon, Vector, vector};
use super::matrix::Matrix;
use super::texts::{ClassTexts, Example, class_examples, index_terms};
use eslabon_domain::text::{Lang, words};
use std::borrow::Cow;
use std::sync::OnceLock;
use thiserror::Error;

static SHIPPED: &[u8] = include_bytes!("../../../../schema/scian/model.bin");
/// How sure the model may be: scores are softmax of logits times this, at which the mean score of first
/// suggestions equals the share of them that are right, on terms that were not learnt.
const SHARPNESS: f32 = 2.5;
/// The words of a text that may be named as deciding.
const DECIDING_WORDS_MAX: usize = 40;
/// The words that are named for one class.
const DECIDING_NAMED: usize = 3;
/// A word that speaks less than this more for a class than for the mean of all did not decide.
const DECIDING_LEAST: f32 = 0.3;

/// A class that a text may belong to.
#[derive(Debug, Clone, PartialEq)]
pub struct ClassSuggestion {
    /// Six digits.
    pub code: String,
    /// Between 0 and 1; over all classes they add up to 1.
    pub score: f32,
    /// The words of the text that decided, as written.
    pub terms: Vec<String>,
}

/// Why bytes are no model.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the class model is damaged: {0}")]
pub struct ModelError(pub(super) &'static str);

/// The linear model.
#[derive(Debug)]
pub struct ClassModel {
    layout: Layout,
}

impl ClassModel {
    /// The shipped model; one that suggests nothing if the bytes are damaged (a test sees to it that they are not).
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<ClassModel> = OnceLock::new();
        SHARED.get_or_init(|| Self::from_bytes(SHIPPED).unwrap_or_else(|_| Self::empty()))
    }

    fn empty() -> Self {
        Self {
            layout: Layout::default(),
        }
    }

    /// Learns from the official texts.
    #[must_use]
    pub fn train() -> Self {
        Self::train_on(&index_terms())
    }

    /// Learns from these index terms and the classes' own texts.
    pub(super) fn train_on(terms: &[(String, String)]) -> Self {
        let codes: Vec<String> = ClassTexts::shared()
            .manufacturing_codes()
            .map(str::to_owned)
            .collect();
        Self::train_for(&codes, terms)
    }

    /// Learns these classes alone, which must be in ascending order.
    pub(super) fn train_for(codes: &[String], terms: &[(String, String)]) -> Self {
        let mut examples = class_examples();
        examples.extend(terms.iter().map(|(code, term)| Example {
            code: code.clone(),
            text: term.clone(),
            weight: 1.0,
        }));
        examples.retain(|example| codes.binary_search(&example.code).is_ok());
        learn(codes, &examples)
    }

    pub(super) fn of(codes: &[String], lexicon: &Lexicon, matrix: &Matrix) -> Self {
        Self::from_bytes(Layout::write(codes, lexicon, matrix)).unwrap_or_else(|_| Self::empty())
    }

    /// The classes of a text, likeliest first, at most `limit`; nothing for a text without a known word.
    /// The language plays no part today: words of both are known.
    #[must_use]
    pub fn classify(&self, text: &str, _lang: Option<Lang>, limit: usize) -> Vec<ClassSuggestion> {
        let vector = self.vector(&Features::of(text));
        if vector.is_empty() {
            return Vec::new();
        }
        let mut shares: Vec<f32> = self.logits(&vector);
        for share in &mut shares {
            *share *= SHARPNESS;
        }
        softmax(&mut shares);
        let best = best_first(shares, limit);
        let deciding = self.deciding(text, &best);
        best.into_iter()
            .zip(deciding)
            .filter_map(|((class, score), terms)| {
                Some(ClassSuggestion {
                    code: self.layout.code(class)?.to_owned(),
                    score,
                    terms,
                })
            })
            .collect()
    }

    /// The codes in the order of the model.
    pub(super) fn best(&self, text: &str, count: usize) -> Vec<&str> {
        best_first(self.logits(&self.vector(&Features::of(text))), count)
            .into_iter()
            .filter_map(|(class, _)| self.layout.code(class))
            .collect()
    }

    fn vector(&self, found: &Features) -> Vector {
        vector(found, self.layout.texts_count(), |number| {
            self.layout.find(number)
        })
    }

    fn logits(&self, vector: &Vector) -> Vec<f32> {
        let mut scores = vec![0.0; self.layout.classes()];
        for (place, value) in vector {
            self.layout.row(*place, |class, weight| {
                if let Some(score) = scores.get_mut(class) {
                    *score += weight * value;
                }
            });
        }
        scores
    }

    /// For each class the words whose own features speak for it most.
    fn deciding(&self, text: &str, classes: &[(usize, f32)]) -> Vec<Vec<String>> {
        let mut seen: Vec<(&str, Vec<f32>)> = Vec::new();
        let telling = words(text).into_iter().filter(|word| word.folded.len() > 2);
        for word in telling.take(DECIDING_WORDS_MAX) {
            let shown = text.get(word.span).unwrap_or_default();
            if seen.iter().all(|(known, _)| *known != shown) {
                let found = Features::of_word(&word.folded);
                let mut scores = self.logits(&self.vector(&found));
                lower_by_mean(&mut scores);
                seen.push((shown, scores));
            }
        }
        let words_for = |class: usize| {
            let mut best: Vec<(f32, &str)> = seen
                .iter()
                .map(|(word, scores)| (scores.get(class).copied().unwrap_or(0.0), *word))
                .collect();
            best.retain(|(score, _)| *score > DECIDING_LEAST);
            best.sort_by(|a, b| b.0.total_cmp(&a.0));
            best.into_iter()
                .take(DECIDING_NAMED)
                .map(|(_, word)| word.to_owned())
                .collect()
        };
        classes.iter().map(|(class, _)| words_for(*class)).collect()
    }

    /// The model as bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.layout.bytes().to_vec()
    }

    /// The model of these bytes, which are read where they lie.
    ///
    /// # Errors
    /// If they are damaged.
    pub fn from_bytes(bytes: impl Into<Cow<'static, [u8]>>) -> Result<Self, ModelError> {
        Ok(Self {
            layout: Layout::read(bytes.into())?,
        })
    }
}

/// Scores by how far they lie above the mean of all classes.
fn lower_by_mean(scores: &mut [f32]) {
    #[expect(clippy::cast_precision_loss, reason = "a few hundred classes")]
    let mean = scores.iter().sum::<f32>() / scores.len().max(1) as f32;
    for score in scores {
        *score -= mean;
    }
}

/// The greatest scores with their classes; of equal ones the lower class first.
fn best_first(scores: Vec<f32>, count: usize) -> Vec<(usize, f32)> {
    let mut order: Vec<(usize, f32)> = scores.into_iter().enumerate().collect();
    order.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    order.truncate(count);
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(text: &str) -> Vec<String> {
        ClassModel::shared()
            .classify(text, None, 5)
            .into_iter()
            .map(|class| class.code)
            .collect()
    }

    #[test]
    fn shipped_model_is_whole_and_small() {
        let model = ClassModel::from_bytes(SHIPPED).unwrap();
        assert!(model.layout.classes() > 280);
        assert!(SHIPPED.len() < 10 * 1024 * 1024);
        assert_eq!(model.to_bytes(), SHIPPED);
    }

    #[test]
    fn damaged_bytes_are_refused_or_survived() {
        for length in [0, 3, 16, 1_000, SHIPPED.len() - 1] {
            assert!(ClassModel::from_bytes(&SHIPPED[..length]).is_err());
        }
        let mut bytes = SHIPPED.to_vec();
        for at in (16..bytes.len()).step_by(97) {
            bytes[at] ^= 0x5a;
        }
        if let Ok(model) = ClassModel::from_bytes(bytes) {
            let _ = model.classify("tubos de acero", None, 5);
        }
    }

    #[test]
    fn learning_twice_gives_the_same_bytes() {
        let codes: Vec<String> = ClassTexts::shared()
            .manufacturing_codes()
            .filter(|code| code.starts_with("3121"))
            .map(str::to_owned)
            .collect();
        let terms = index_terms();
        let once = ClassModel::train_for(&codes, &terms);
        assert_eq!(
            once.to_bytes(),
            ClassModel::train_for(&codes, &terms).to_bytes()
        );
        assert_eq!(once.best("tequila reposado", 1), ["312144"]);
    }

    #[test]
    fn both_languages_are_understood() {
        assert_eq!(
            first("maquila de galvanoplastia")
                .first()
                .map(String::as_str),
            Some("332810")
        );
        assert!(first("metal coating and electroplating").contains(&"332810".to_owned()));
        assert!(first("Maquinado de piezas metálicas").contains(&"332710".to_owned()));
        assert!(first("ball and roller bearings").contains(&"332991".to_owned()));
        assert!(first("breweries").contains(&"312120".to_owned()));
    }

    #[test]
    fn suggestions_say_why_and_add_up() {
        let classes = ClassModel::shared().classify("fabricación de tequila", Some(Lang::Es), 300);
        assert!(classes.iter().map(|c| c.score).sum::<f32>() <= 1.01);
        assert_eq!(classes[0].code, "312144");
        assert!(
            classes[0].terms.contains(&"tequila".to_owned()),
            "{:?}",
            classes[0]
        );
        assert!(classes.len() >= 5);
    }

    #[test]
    fn any_text_is_survived() {
        for text in [
            "",
            "\0",
            "?¿",
            &"x".repeat(1_000_000),
            &"ab ".repeat(200_000),
        ] {
            let _ = ClassModel::shared().classify(text, None, 5);
        }
        assert!(first("").is_empty());
    }
}
