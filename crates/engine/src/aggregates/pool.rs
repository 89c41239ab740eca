//! Putting firms into groups none of which is too small to be shown.

use super::{Firm, Key, LEAST};
use std::collections::BTreeMap;

/// Firms that have something in common.
pub(super) struct Group<'a> {
    /// What.
    pub key: Key,
    /// Which firms.
    pub firms: Vec<&'a Firm>,
}

/// Groups of at least [`LEAST`] firms each, by key, the rest last. Together they hold every firm
/// exactly once. Nothing where there are too few firms for one group.
pub(super) fn pooled<'a>(firms: &[&'a Firm], key: impl Fn(&Firm) -> Key) -> Option<Vec<Group<'a>>> {
    if firms.len() < LEAST {
        return None;
    }
    let mut by_key: BTreeMap<Key, Vec<&'a Firm>> = BTreeMap::new();
    for firm in firms {
        by_key.entry(key(firm)).or_default().push(firm);
    }
    let (mut shown, small): (Vec<Group<'a>>, Vec<Group<'a>>) = by_key
        .into_iter()
        .map(|(key, firms)| Group { key, firms })
        .partition(|group| group.firms.len() >= LEAST);
    let mut rest: Vec<&'a Firm> = small.into_iter().flat_map(|group| group.firms).collect();
    // The rest takes in the smallest groups until it can be shown itself. It cannot run out of
    // them: there are enough firms in all.
    while !rest.is_empty() && rest.len() < LEAST {
        let smallest = shown
            .iter()
            .enumerate()
            .min_by_key(|(_, group)| (group.firms.len(), group.key.clone()))
            .map(|(at, _)| at)?;
        rest.extend(shown.remove(smallest).firms);
    }
    if !rest.is_empty() {
        shown.push(Group {
            key: Key::Rest,
            firms: rest,
        });
    }
    Some(shown)
}
