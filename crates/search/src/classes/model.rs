//! The model as it ships: few bytes a weight, and what it says of a text.

use super::features::{Features, features, of_word};
use super::learn::{Lexicon, Matrix, learn, softmax};
use super::texts::{Example, class_examples, index_terms};
use eslabon_domain::text::{Lang, words};
use std::collections::HashMap;
use std::sync::OnceLock;
use thiserror::Error;

static SHIPPED: &[u8] = include_bytes!("../../../../schema/scian/model.bin");
const MAGIC: &[u8; 4] = b"ESC1";
/// Weights smaller than this part of the largest are left out.
const LEAST: f32 = 0.012;
/// How sure the model may be: scores are softmax of logits times this.
const SHARPNESS: f32 = 1.0;

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
pub struct ModelError(&'static str);

/// The linear model.
#[derive(Debug)]
pub struct ClassModel {
    codes: Vec<String>,
    lexicon: Lexicon,
    /// For each feature, where its weights begin; one more at the end.
    starts: Vec<u32>,
    weights: Vec<(u16, i8)>,
    scale: f32,
}

impl ClassModel {
    /// The shipped model; one that suggests nothing if the bytes are damaged (a test sees to it that they are not).
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<ClassModel> = OnceLock::new();
        SHARED.get_or_init(|| Self::from_bytes(SHIPPED).unwrap_or_else(|_| Self::empty()))
    }

    fn empty() -> Self {
        Self {
            codes: Vec::new(),
            lexicon: Lexicon::default(),
            starts: vec![0],
            weights: Vec::new(),
            scale: 1.0,
        }
    }

    /// Learns from the official texts.
    #[must_use]
    pub fn train() -> Self {
        Self::train_on(&index_terms())
    }

    /// Learns from these index terms and the classes' own texts.
    pub(super) fn train_on(terms: &[(String, String)]) -> Self {
        let mut examples = class_examples();
        examples.extend(terms.iter().map(|(code, term)| Example {
            code: code.clone(),
            text: term.clone(),
            weight: 1.0,
        }));
        learn(&examples)
    }

    pub(super) fn of(codes: Vec<String>, lexicon: &Lexicon, matrix: &Matrix) -> Self {
        let most = matrix
            .weights
            .iter()
            .fold(0.0_f32, |most, weight| most.max(weight.abs()));
        let scale = (most / 127.0).max(f32::MIN_POSITIVE);
        let (mut starts, mut weights) = (vec![0_u32], Vec::new());
        for place in 0..u32::try_from(lexicon.places.len()).unwrap_or(u32::MAX) {
            for (weight, class) in matrix.row(place).iter().zip(0_u16..) {
                #[expect(clippy::cast_possible_truncation, reason = "at most ±127 by the scale")]
                let small = (weight / scale).round() as i8;
                if weight.abs() >= LEAST * most && small != 0 {
                    weights.push((class, small));
                }
            }
            starts.push(u32::try_from(weights.len()).unwrap_or(u32::MAX));
        }
        Self {
            codes,
            lexicon: Lexicon {
                places: lexicon.places.clone(),
            },
            starts,
            weights,
            scale,
        }
    }

    /// The classes of a text, likeliest first, at most `limit`; nothing for a text without a known word.
    /// The language plays no part today: words of both are known.
    #[must_use]
    pub fn classify(&self, text: &str, _lang: Option<Lang>, limit: usize) -> Vec<ClassSuggestion> {
        let scores = self.logits(&features(text));
        if scores.iter().all(|score| *score == 0.0) {
            return Vec::new();
        }
        let mut shares: Vec<f32> = scores.iter().map(|score| score * SHARPNESS).collect();
        softmax(&mut shares);
        let mut order: Vec<(usize, f32)> = shares.into_iter().enumerate().collect();
        order.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        order.truncate(limit);
        let deciding = self.deciding(text, &order);
        order
            .into_iter()
            .zip(deciding)
            .filter_map(|((class, score), terms)| {
                Some(ClassSuggestion {
                    code: self.codes.get(class)?.clone(),
                    score,
                    terms,
                })
            })
            .collect()
    }

    /// The codes in the order of the model.
    pub(super) fn best(&self, text: &str, count: usize) -> Vec<&str> {
        let mut order: Vec<(usize, f32)> = self
            .logits(&features(text))
            .into_iter()
            .enumerate()
            .collect();
        order.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        order
            .into_iter()
            .take(count)
            .filter_map(|(class, _)| self.codes.get(class).map(String::as_str))
            .collect()
    }

    fn logits(&self, found: &Features) -> Vec<f32> {
        let mut scores = vec![0.0; self.codes.len()];
        for (place, value) in self.lexicon.vector(found) {
            for (class, weight) in self.row(place) {
                if let Some(score) = scores.get_mut(usize::from(*class)) {
                    *score += f32::from(*weight) * value * self.scale;
                }
            }
        }
        scores
    }

    fn row(&self, place: u32) -> &[(u16, i8)] {
        let at = |place: usize| self.starts.get(place).map(|start| *start as usize);
        match (at(place as usize), at(place as usize + 1)) {
            (Some(from), Some(to)) => self.weights.get(from..to).unwrap_or_default(),
            _ => &[],
        }
    }

    /// For each class the up to three words whose own features speak for it most.
    fn deciding(&self, text: &str, classes: &[(usize, f32)]) -> Vec<Vec<String>> {
        let mut seen: Vec<(String, Vec<f32>)> = Vec::new();
        for word in words(text)
            .into_iter()
            .filter(|word| word.folded.len() > 2)
            .take(40)
        {
            let shown = text.get(word.span).unwrap_or_default().to_owned();
            if seen.iter().any(|(known, _)| *known == shown) {
                continue;
            }
            let mut found = Features::default();
            of_word(&word.folded, &mut found);
            seen.push((shown, self.logits(&found)));
        }
        let words_for = |class: usize| {
            let mut best: Vec<(f32, &String)> = seen
                .iter()
                .map(|(word, scores)| (scores.get(class).copied().unwrap_or(0.0), word))
                .collect();
            best.retain(|(score, _)| *score > 0.3);
            best.sort_by(|a, b| b.0.total_cmp(&a.0));
            best.into_iter()
                .take(3)
                .map(|(_, word)| word.clone())
                .collect()
        };
        classes.iter().map(|(class, _)| words_for(*class)).collect()
    }

    /// The model as bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        let put = |bytes: &mut Vec<u8>, number: usize| {
            bytes.extend(u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes())
        };
        put(&mut bytes, self.codes.len());
        for code in &self.codes {
            bytes.extend(code.as_bytes());
        }
        bytes.extend(self.scale.to_le_bytes());
        put(&mut bytes, self.lexicon.places.len());
        let mut features: Vec<(u32, u32, f32)> = self
            .lexicon
            .places
            .iter()
            .map(|(number, (place, idf))| (*place, *number, *idf))
            .collect();
        features.sort_unstable_by_key(|(place, ..)| *place);
        for (place, number, idf) in features {
            bytes.extend(number.to_le_bytes());
            bytes.extend(idf.to_le_bytes());
            let row = self.row(place);
            bytes.extend(u16::try_from(row.len()).unwrap_or(u16::MAX).to_le_bytes());
            for (class, weight) in row {
                bytes.extend(class.to_le_bytes());
                bytes.extend(weight.to_le_bytes());
            }
        }
        bytes
    }

    /// The model of these bytes.
    ///
    /// # Errors
    /// If they are damaged.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ModelError> {
        let mut reader = Reader { rest: bytes };
        if reader.take::<4>()? != *MAGIC {
            return Err(ModelError("not a model"));
        }
        let classes = u32::from_le_bytes(reader.take()?) as usize;
        let mut codes = Vec::new();
        for _ in 0..classes {
            let code = reader.take::<6>()?;
            codes.push(
                String::from_utf8(code.to_vec()).map_err(|_| ModelError("a code is no text"))?,
            );
        }
        let scale = f32::from_le_bytes(reader.take()?);
        let count = u32::from_le_bytes(reader.take()?);
        let mut places = HashMap::with_capacity(count as usize);
        let (mut starts, mut weights) = (vec![0_u32], Vec::new());
        for place in 0..count {
            let number = u32::from_le_bytes(reader.take()?);
            let idf = f32::from_le_bytes(reader.take()?);
            places.insert(number, (place, idf));
            for _ in 0..u16::from_le_bytes(reader.take()?) {
                let class = u16::from_le_bytes(reader.take()?);
                weights.push((class, i8::from_le_bytes(reader.take()?)));
            }
            starts.push(u32::try_from(weights.len()).unwrap_or(u32::MAX));
        }
        Ok(Self {
            codes,
            lexicon: Lexicon { places },
            starts,
            weights,
            scale,
        })
    }
}

struct Reader<'b> {
    rest: &'b [u8],
}

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], ModelError> {
        let (head, rest) = self
            .rest
            .split_first_chunk::<N>()
            .ok_or(ModelError("cut off"))?;
        self.rest = rest;
        Ok(*head)
    }
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
        assert!(model.codes.len() > 280);
        assert!(SHIPPED.len() < 20 * 1024 * 1024);
        assert_eq!(
            ClassModel::from_bytes(&model.to_bytes()).unwrap().weights,
            model.weights
        );
        assert!(ClassModel::from_bytes(&SHIPPED[..1_000]).is_err());
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
