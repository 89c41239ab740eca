//! Learning: two linear models over the same features, added up to one.
//!
//! One separates each class from all others (squared hinge), the other weighs all classes against
//! each other (multinomial logistic). Both go through the examples one by one and solve each example's
//! share of the dual problem, so there is no step size to tune and nothing random.
//! It must stay deterministic: the same texts give the same model, bit for bit.

use super::features::Features;
use super::lexicon::{Lexicon, Vector};
use super::matrix::Matrix;
use super::model::ClassModel;
use super::texts::{Example, profile_of};

/// What a mistake costs the model that separates, against the length of its weights.
const SEPARATE_COST: f32 = 1.0;
/// How often it sees every example.
const SEPARATE_PASSES: usize = 10;
/// A change of its duals below this is not worth the walk through memory.
const SEPARATE_LEAST: f32 = 1e-4;
/// What a mistake costs the model that weighs.
const WEIGH_COST: f32 = 10.0;
/// How often it sees every example.
const WEIGH_PASSES: usize = 10;
/// A change of its duals below this is not worth the walk; they are small, for every class has some.
const WEIGH_LEAST: f32 = 1e-5;
/// Steps of the inner problem of the model that weighs.
const INNER_STEPS: usize = 8;
/// What the model that weighs adds to the one that separates.
const WEIGHED_SHARE: f32 = 0.3;
/// What the likeness to a class's own description adds.
const PROFILE_SHARE: f32 = 1.0;

/// An example as learning sees it.
struct Seen {
    vector: Vector,
    squared: f32,
    class: usize,
    weight: f32,
}

/// Learns the model of these classes (ascending) from examples; examples of other classes are passed over.
pub(super) fn learn(codes: &[String], examples: &[Example]) -> ClassModel {
    let features: Vec<Features> = examples
        .iter()
        .map(|example| Features::of(&example.text))
        .collect();
    let lexicon = Lexicon::of(&features);
    let seen: Vec<Seen> = examples
        .iter()
        .zip(&features)
        .filter_map(|(example, found)| {
            let vector = lexicon.vector(found);
            Some(Seen {
                squared: vector.iter().map(|(_, value)| value * value).sum(),
                class: codes.binary_search(&example.code).ok()?,
                weight: example.weight,
                vector,
            })
        })
        .collect();
    // The two halves know nothing of each other: side by side they take the time of the longer one.
    let (mut matrix, weighed) = std::thread::scope(|scope| {
        let separated = scope.spawn(|| separate(&seen, lexicon.len(), codes.len()));
        let weighed = weigh(&seen, lexicon.len(), codes.len());
        let empty = |_| Matrix::new(lexicon.len(), codes.len());
        (separated.join().unwrap_or_else(empty), weighed)
    });
    for (weight, other) in matrix.weights.iter_mut().zip(&weighed.weights) {
        *weight += WEIGHED_SHARE * other;
    }
    for (class, code) in codes.iter().enumerate() {
        let profile = lexicon.vector(&Features::of(&profile_of(code)));
        matrix.change(&profile, &[(class, PROFILE_SHARE)]);
    }
    ClassModel::of(codes, &lexicon, &matrix)
}

/// The order of a pass: mixed, but fixed.
fn order(count: usize, pass: usize) -> impl Iterator<Item = usize> {
    // A stride that shares no divisor with the count visits every example once a pass.
    let stride = (7_919 + pass * 131..)
        .find(|stride| gcd(*stride, count) == 1)
        .unwrap_or(1);
    (0..count).map(move |turn| (turn * stride + pass) % count.max(1))
}

/// One class against all others, for every class at once: squared hinge by dual coordinate descent.
fn separate(seen: &[Seen], features: usize, classes: usize) -> Matrix {
    let mut matrix = Matrix::new(features, classes);
    let mut duals = vec![0.0_f32; seen.len() * classes];
    let mut scores = vec![0.0_f32; classes];
    let mut changes: Vec<(usize, f32)> = Vec::with_capacity(classes);
    for pass in 0..SEPARATE_PASSES {
        for at in order(seen.len(), pass) {
            let Some(example) = seen.get(at) else {
                continue;
            };
            matrix.scores(&example.vector, &mut scores);
            let slack = 0.5 / (SEPARATE_COST * example.weight);
            let curvature = example.squared + slack;
            let own = duals
                .get_mut(at * classes..(at + 1) * classes)
                .unwrap_or_default();
            changes.clear();
            for (class, (dual, score)) in own.iter_mut().zip(&scores).enumerate() {
                let side = if class == example.class { 1.0 } else { -1.0 };
                let gradient = side * score - 1.0 + *dual * slack;
                let next = (*dual - gradient / curvature).max(0.0);
                let change = next - *dual;
                if change.abs() > SEPARATE_LEAST {
                    *dual = next;
                    changes.push((class, side * change));
                }
            }
            matrix.change(&example.vector, &changes);
        }
    }
    matrix
}

/// All classes against each other: multinomial logistic regression by block coordinate descent.
fn weigh(seen: &[Seen], features: usize, classes: usize) -> Matrix {
    let mut matrix = Matrix::new(features, classes);
    // Of each example and class: what is asked for minus what is given; the weights are their sum.
    let mut duals = vec![0.0_f32; seen.len() * classes];
    let mut scores = vec![0.0_f32; classes];
    let mut changes: Vec<(usize, f32)> = Vec::with_capacity(classes);
    for pass in 0..WEIGH_PASSES {
        for at in order(seen.len(), pass) {
            let Some(example) = seen.get(at) else {
                continue;
            };
            matrix.scores(&example.vector, &mut scores);
            let own = duals
                .get_mut(at * classes..(at + 1) * classes)
                .unwrap_or_default();
            let next = settle(&scores, own, example);
            changes.clear();
            for (class, (dual, next)) in own.iter_mut().zip(next).enumerate() {
                let change = next - *dual;
                if change.abs() > WEIGH_LEAST {
                    *dual = next;
                    changes.push((class, WEIGH_COST * example.weight * change));
                }
            }
            matrix.change(&example.vector, &changes);
        }
    }
    matrix
}

/// The duals of one example that agree with the shares that they themselves lead to.
fn settle(scores: &[f32], duals: &[f32], example: &Seen) -> Vec<f32> {
    let pull = WEIGH_COST * example.weight * example.squared;
    let mut next = duals.to_vec();
    let mut shares = vec![0.0_f32; scores.len()];
    for _ in 0..INNER_STEPS {
        for ((share, score), (dual, next)) in
            shares.iter_mut().zip(scores).zip(duals.iter().zip(&next))
        {
            *share = score + pull * (next - dual);
        }
        softmax(&mut shares);
        for (class, (next, share)) in next.iter_mut().zip(&shares).enumerate() {
            let asked = if class == example.class { 1.0 } else { 0.0 };
            let miss = *next - (asked - share);
            *next -= miss / (1.0 + 2.0 * pull * share * (1.0 - share));
        }
    }
    next
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
