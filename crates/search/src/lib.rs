//! Text to concepts, classes and hits: analysers, classifier, the tantivy index over suppliers and needs.
