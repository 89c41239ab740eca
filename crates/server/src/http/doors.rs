//! How many connections are open, in all and from one address. Whoever comes too many is turned away at
//! once, so that one caller cannot take every place.

use super::budgets::household;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

/// Counts open connections. Cloning is cheap; every clone counts the same ones.
#[derive(Debug, Clone)]
pub struct Doors {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    most: usize,
    most_per_address: usize,
    open: Mutex<Open>,
}

#[derive(Debug, Default)]
struct Open {
    all: usize,
    by_address: HashMap<IpAddr, usize>,
}

/// A place that a connection holds until it is dropped.
#[derive(Debug)]
pub struct Place {
    inner: Arc<Inner>,
    address: IpAddr,
}

impl Doors {
    /// So many connections in all, and so many from one address.
    #[must_use]
    pub fn new(most: usize, most_per_address: usize) -> Self {
        Self {
            inner: Arc::new(Inner {
                most,
                most_per_address,
                open: Mutex::default(),
            }),
        }
    }

    /// A place, if there is one.
    #[must_use]
    pub fn enter(&self, address: IpAddr) -> Option<Place> {
        let address = household(address);
        let mut open = self.inner.open();
        if open.all >= self.inner.most {
            return None;
        }
        let here = open.by_address.get(&address).copied().unwrap_or(0);
        if here >= self.inner.most_per_address {
            return None;
        }
        open.by_address.insert(address, here + 1);
        open.all += 1;
        Some(Place {
            inner: Arc::clone(&self.inner),
            address,
        })
    }
}

impl Inner {
    fn open(&self) -> std::sync::MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.inner.open();
        open.all = open.all.saturating_sub(1);
        match open.by_address.get_mut(&self.address) {
            Some(here) if *here > 1 => *here -= 1,
            _ => {
                open.by_address.remove(&self.address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_and_given_back() {
        let doors = Doors::new(3, 2);
        let enter = |text: &str| doors.enter(text.parse().unwrap());
        let first = enter("192.0.2.1");
        let second = enter("192.0.2.1");
        assert!(first.is_some() && second.is_some());
        assert!(enter("192.0.2.1").is_none(), "a third from one address");
        let third = enter("192.0.2.2");
        assert!(third.is_some());
        assert!(enter("192.0.2.3").is_none(), "a fourth in all");
        drop(first);
        assert!(enter("192.0.2.1").is_some());
        drop((second, third));
        assert!(doors.inner.open().by_address.is_empty());
        assert_eq!(doors.inner.open().all, 0);
    }
}
