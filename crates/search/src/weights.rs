//! What each kind of evidence adds to a search's score. Tuned on the judged plants, see
//! `docs/figures.md`; orders search pages only, never an explained score.

/// The weights in force.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Weights {
    /// A word in the texts, times BM25.
    pub text: f32,
    /// A word in the name, times BM25.
    pub name: f32,
    /// The words of the query in a row in the name, times BM25.
    pub name_phrase: f32,
    /// A concept named in both.
    pub concept: f32,
    /// A six-digit class, times its score.
    pub class: f32,
    /// A four-digit group, times the sum of its classes' scores.
    pub class_group: f32,
    /// Classes and groups that would add less are left out.
    pub class_least: f32,
    /// How many classes are asked for.
    pub classes: usize,
    /// A word that begins so.
    pub prefix: f32,
    /// A word that is written almost so.
    pub typo: f32,
}

pub(crate) const WEIGHTS: Weights = Weights {
    text: 0.5,
    name: 0.7,
    name_phrase: 3.0,
    concept: 2.0,
    class: 40.0,
    class_group: 8.0,
    class_least: 1.0,
    classes: 8,
    prefix: 2.0,
    typo: 1.5,
};
