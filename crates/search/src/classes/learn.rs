//! Learning: multinomial logistic regression by AdaGrad, once over classes and once over their
//! four-digit groups; both, and the classes' own descriptions, add up to one linear model.
//! Deterministic: the same texts give the same model.

use super::features::{Features, KINDS, features};
use super::model::ClassModel;
use super::texts::{ClassTexts, Example, profile_of};
use std::collections::HashMap;

/// How often every example is seen.
const EPOCHS: usize = 12;
/// First step of AdaGrad.
const STEP: f32 = 0.55;
/// What the groups' model adds.
const GROUP_SHARE: f32 = 0.35;
/// What the likeness to a class's own description adds.
const PROFILE_SHARE: f32 = 5.0;

/// The features that are known, with how telling each is.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    pub places: HashMap<u32, (u32, f32)>,
}

/// A text as the model sees it: places of known features with their values, of length one.
pub(super) type Vector = Vec<(u32, f32)>;

impl Lexicon {
    fn of<'t>(texts: impl Iterator<Item = &'t str>) -> Self {
        let mut seen: HashMap<u32, (usize, u32)> = HashMap::new();
        let mut count = 0_u32;
        for text in texts {
            count += 1;
            for (kind, counts) in features(text).by_kind.iter().enumerate() {
                for number in counts.keys() {
                    seen.entry(*number).or_insert((kind, 0)).1 += 1;
                }
            }
        }
        // Character n-grams that one text alone has tell nothing and would be half of the model.
        let mut kept: Vec<(u32, u32)> = seen
            .into_iter()
            .filter(|(_, (kind, texts))| *kind == 0 || *texts > 1)
            .map(|(number, (_, texts))| (number, texts))
            .collect();
        kept.sort_unstable();
        #[expect(clippy::cast_precision_loss, reason = "counts of texts")]
        let idf = |texts: u32| ((1.0 + count as f32) / (1.0 + texts as f32)).ln() + 1.0;
        Self {
            places: kept
                .into_iter()
                .zip(0..)
                .map(|((number, texts), place)| (number, (place, idf(texts))))
                .collect(),
        }
    }

    /// The vector of features: sublinear counts times idf, each kind of length one, the whole too.
    pub fn vector(&self, found: &Features) -> Vector {
        let mut vector: Vector = Vec::new();
        #[expect(clippy::cast_precision_loss, reason = "three")]
        let share = 1.0 / (KINDS as f32).sqrt();
        for counts in &found.by_kind {
            let from = vector.len();
            for (number, count) in counts {
                if let Some((place, idf)) = self.places.get(number) {
                    vector.push((*place, (1.0 + count.ln()) * idf));
                }
            }
            let tail = vector.get_mut(from..).unwrap_or_default();
            let length = tail
                .iter()
                .map(|(_, value)| value * value)
                .sum::<f32>()
                .sqrt();
            for (_, value) in tail {
                *value *= share / length.max(f32::MIN_POSITIVE);
            }
        }
        vector.sort_unstable_by_key(|(place, _)| *place);
        vector
    }
}

/// Weights by feature, a row of classes each.
pub(super) struct Matrix {
    pub classes: usize,
    pub weights: Vec<f32>,
}

impl Matrix {
    fn new(features: usize, classes: usize) -> Self {
        Self {
            classes,
            weights: vec![0.0; features * classes],
        }
    }

    pub fn row(&self, place: u32) -> &[f32] {
        let from = place as usize * self.classes;
        self.weights
            .get(from..from + self.classes)
            .unwrap_or_default()
    }

    fn row_mut(&mut self, place: u32) -> &mut [f32] {
        let from = place as usize * self.classes;
        self.weights
            .get_mut(from..from + self.classes)
            .unwrap_or_default()
    }

    /// Scores of every class.
    fn scores(&self, vector: &Vector, scores: &mut [f32]) {
        scores.fill(0.0);
        for (place, value) in vector {
            for (score, weight) in scores.iter_mut().zip(self.row(*place)) {
                *score += weight * value;
            }
        }
    }
}

/// Learns the model from examples.
pub(super) fn learn(examples: &[Example]) -> ClassModel {
    let codes: Vec<String> = ClassTexts::shared()
        .manufacturing_codes()
        .map(str::to_owned)
        .collect();
    let place: HashMap<&str, usize> = codes
        .iter()
        .enumerate()
        .map(|(at, code)| (code.as_str(), at))
        .collect();
    let mut groups: Vec<&str> = codes.iter().filter_map(|code| code.get(..4)).collect();
    groups.dedup();
    let group_of: Vec<usize> = codes
        .iter()
        .map(|code| {
            groups
                .iter()
                .position(|group| code.starts_with(group))
                .unwrap_or(0)
        })
        .collect();

    let lexicon = Lexicon::of(examples.iter().map(|example| example.text.as_str()));
    let known = |example: &&Example| place.contains_key(example.code.as_str());
    let vectors: Vec<(Vector, usize, f32)> = examples
        .iter()
        .filter(known)
        .map(|e| {
            (
                lexicon.vector(&features(&e.text)),
                place.get(e.code.as_str()).copied().unwrap_or(0),
                e.weight,
            )
        })
        .collect();
    let mut matrix = descend(&vectors, lexicon.places.len(), codes.len());
    let grouped: Vec<(Vector, usize, f32)> = vectors
        .into_iter()
        .map(|(v, class, w)| (v, group_of.get(class).copied().unwrap_or(0), w))
        .collect();
    let coarse = descend(&grouped, lexicon.places.len(), groups.len());
    for at in 0..u32::try_from(lexicon.places.len()).unwrap_or(u32::MAX) {
        for (weight, group) in matrix.row_mut(at).iter_mut().zip(&group_of) {
            *weight += GROUP_SHARE * coarse.row(at).get(*group).copied().unwrap_or(0.0);
        }
    }
    for (class, code) in codes.iter().enumerate() {
        for (at, value) in lexicon.vector(&features(&profile_of(code))) {
            if let Some(weight) = matrix.row_mut(at).get_mut(class) {
                *weight += PROFILE_SHARE * value;
            }
        }
    }
    ClassModel::of(codes, &lexicon, &matrix)
}

/// Multinomial logistic regression by AdaGrad. Examples come in an order that is mixed but fixed.
fn descend(examples: &[(Vector, usize, f32)], features: usize, classes: usize) -> Matrix {
    let mut matrix = Matrix::new(features, classes);
    let mut squares = Matrix::new(features, classes);
    let mut scores = vec![0.0_f32; classes];
    let count = examples.len().max(1);
    // A step that shares no divisor with the count visits every example once an epoch.
    let stride = (7_919..)
        .find(|stride| gcd(*stride, count) == 1)
        .unwrap_or(1);
    for epoch in 0..EPOCHS {
        for turn in 0..count {
            let Some((vector, class, weight)) = examples.get((turn * stride + epoch * 131) % count)
            else {
                continue;
            };
            matrix.scores(vector, &mut scores);
            softmax(&mut scores);
            if let Some(own) = scores.get_mut(*class) {
                *own -= 1.0;
            }
            for (place, value) in vector {
                let rows = matrix
                    .row_mut(*place)
                    .iter_mut()
                    .zip(squares.row_mut(*place));
                for ((w, square), gradient) in rows.zip(&scores) {
                    // Classes that are out of question are not worth a step.
                    if gradient.abs() > 1e-3 {
                        let gradient = gradient * value * weight;
                        *square += gradient * gradient;
                        *w -= STEP * gradient / (square.sqrt() + 1e-4);
                    }
                }
            }
        }
    }
    matrix
}

/// Scores to shares that add up to one.
pub(super) fn softmax(scores: &mut [f32]) {
    let most = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut sum = 0.0;
    for score in scores.iter_mut() {
        *score = (*score - most).exp();
        sum += *score;
    }
    for score in scores {
        *score /= sum;
    }
}

fn gcd(a: usize, b: usize) -> usize {
    if b == 0 { a } else { gcd(b, a % b) }
}
