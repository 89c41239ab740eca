//! The weights while they are learnt: all of them, in full.

use super::lexicon::Vector;

/// Weights by feature, a row of classes each.
pub(super) struct Matrix {
    pub classes: usize,
    pub weights: Vec<f32>,
}

impl Matrix {
    /// All weights zero.
    pub fn new(features: usize, classes: usize) -> Self {
        Self {
            classes,
            weights: vec![0.0; features * classes],
        }
    }

    /// The weights of a feature, by class.
    pub fn row(&self, place: u32) -> &[f32] {
        let from = place as usize * self.classes;
        self.weights
            .get(from..from + self.classes)
            .unwrap_or_default()
    }

    /// The weights of a feature, to change.
    pub fn row_mut(&mut self, place: u32) -> &mut [f32] {
        let from = place as usize * self.classes;
        self.weights
            .get_mut(from..from + self.classes)
            .unwrap_or_default()
    }

    /// Scores of every class.
    pub fn scores(&self, vector: &Vector, scores: &mut [f32]) {
        scores.fill(0.0);
        for (place, value) in vector {
            for (score, weight) in scores.iter_mut().zip(self.row(*place)) {
                *score += weight * value;
            }
        }
    }

    /// Adds the vector, times each class's change, to the classes that change.
    pub fn change(&mut self, vector: &Vector, changes: &[(usize, f32)]) {
        for (place, value) in vector {
            let row = self.row_mut(*place);
            for (class, change) in changes {
                if let Some(weight) = row.get_mut(*class) {
                    *weight += change * value;
                }
            }
        }
    }
}
