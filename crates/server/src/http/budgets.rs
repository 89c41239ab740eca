//! Budgets: buckets that fill with time and that requests draw from, one for each person or address.
//! Must not know what is drawn for, nor read a clock: the time is passed in.

use eslabon_domain::ids::PersonId;
use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The most buckets that are remembered; whoever is forgotten starts with a full one.
const BUCKETS_MAX: usize = 10_000;
const MILLIS_PER_MINUTE: u64 = 60_000;

/// Whose bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Key {
    /// A person who has signed in, wherever she is.
    Person(PersonId),
    /// Whoever comes from this address.
    Address(IpAddr),
}

impl Key {
    /// The bucket of an address. One customer of a provider has at least 64 bits of IPv6 addresses:
    /// those share a bucket.
    #[must_use]
    pub fn address(address: IpAddr) -> Self {
        Self::Address(household(address))
    }
}

/// The address, without the part that a single customer chooses.
#[must_use]
pub fn household(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        v4 @ IpAddr::V4(_) => v4,
    }
}

/// How much a bucket holds, and how quickly it fills.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// What can be drawn at once from a full bucket.
    pub burst: u64,
    /// What flows in.
    pub per_minute: u64,
}

impl Rate {
    /// So much a minute, and twice as much at once.
    #[must_use]
    pub fn per_minute(per_minute: u64) -> Self {
        Self {
            burst: per_minute.saturating_mul(2),
            per_minute,
        }
    }
}

/// The bucket is empty: come back after so many whole seconds, at least one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryAfter(pub u64);

#[derive(Debug, Clone, Copy)]
struct Bucket {
    /// What can be drawn, in thousandths.
    milli: u64,
    /// When that was true.
    at: Instant,
}

/// Buckets of one rate.
#[derive(Debug)]
pub struct Budgets {
    /// Absent: nothing is counted.
    rate: Option<Rate>,
    buckets: Mutex<HashMap<Key, Bucket>>,
}

impl Budgets {
    /// Full buckets of this rate.
    #[must_use]
    pub fn new(rate: Rate) -> Self {
        Self {
            rate: Some(rate),
            buckets: Mutex::default(),
        }
    }

    /// Buckets that are never empty.
    #[must_use]
    pub fn unlimited() -> Self {
        Self {
            rate: None,
            buckets: Mutex::default(),
        }
    }

    /// Draws `cost` from a bucket. What costs more than a full bucket holds needs a full one.
    ///
    /// # Errors
    /// Where there is not enough; then nothing is drawn.
    pub fn take(&self, key: Key, cost: u64, now: Instant) -> Result<(), RetryAfter> {
        let Some(rate) = self.rate else {
            return Ok(());
        };
        let mut buckets = self.lock();
        if buckets.len() >= BUCKETS_MAX && !buckets.contains_key(&key) {
            make_room(&mut buckets, rate, now);
        }
        let bucket = buckets.entry(key).or_insert(Bucket {
            milli: rate.burst.saturating_mul(1_000),
            at: now,
        });
        *bucket = bucket.filled(rate, now);
        let wanted = cost.min(rate.burst).saturating_mul(1_000);
        match bucket.milli.checked_sub(wanted) {
            Some(left) => {
                bucket.milli = left;
                Ok(())
            }
            None => {
                // Thousandths a minute are as many sixtieths a second.
                let missing = wanted.saturating_sub(bucket.milli).saturating_mul(60);
                let per_second = rate.per_minute.max(1).saturating_mul(1_000);
                Err(RetryAfter(missing.div_ceil(per_second).max(1)))
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Key, Bucket>> {
        // A bucket is a number and an instant; neither can be left half-written.
        self.buckets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Bucket {
    fn filled(self, rate: Rate, now: Instant) -> Self {
        let millis = now.saturating_duration_since(self.at).as_millis();
        let millis = u64::try_from(millis).unwrap_or(u64::MAX);
        let inflow =
            millis.saturating_mul(rate.per_minute).saturating_mul(1_000) / MILLIS_PER_MINUTE;
        if inflow == 0 {
            // Too soon to tell: the time goes on counting from where it stood.
            return self;
        }
        let full = rate.burst.saturating_mul(1_000);
        Self {
            milli: self.milli.saturating_add(inflow).min(full),
            at: now,
        }
    }
}

/// Forgets full buckets, which loses nothing; if all are in use, the tenth that was drawn from longest ago.
fn make_room(buckets: &mut HashMap<Key, Bucket>, rate: Rate, now: Instant) {
    let full = rate.burst.saturating_mul(1_000);
    buckets.retain(|_, bucket| bucket.filled(rate, now).milli < full);
    if buckets.len() < BUCKETS_MAX {
        return;
    }
    let mut ages: Vec<Duration> = buckets
        .values()
        .map(|bucket| now.saturating_duration_since(bucket.at))
        .collect();
    let tenth = ages.len() / 10;
    let (_, &mut limit, _) = ages.select_nth_unstable_by(tenth, |a, b| b.cmp(a));
    let mut too_many = tenth.max(1);
    buckets.retain(|_, bucket| {
        let goes = too_many > 0 && now.saturating_duration_since(bucket.at) >= limit;
        too_many -= usize::from(goes);
        !goes
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: Rate = Rate {
        burst: 10,
        per_minute: 60,
    };

    fn key(at: u32) -> Key {
        Key::Address(IpAddr::from(at.to_be_bytes()))
    }

    #[test]
    fn a_bucket_empties_and_fills_with_time() {
        let (budgets, start) = (Budgets::new(RATE), Instant::now());
        assert_eq!(budgets.take(key(1), 8, start), Ok(()));
        assert_eq!(budgets.take(key(1), 5, start), Err(RetryAfter(3)));
        assert_eq!(budgets.take(key(2), 5, start), Ok(()), "another's bucket");
        let later = start + Duration::from_secs(3);
        assert_eq!(budgets.take(key(1), 5, later), Ok(()));
        assert_eq!(budgets.take(key(1), 1, later), Err(RetryAfter(1)));
        let much_later = start + Duration::from_hours(9);
        assert_eq!(budgets.take(key(1), 10, much_later), Ok(()));
        assert_eq!(budgets.take(key(1), 1, much_later), Err(RetryAfter(1)));
    }

    #[test]
    fn who_asks_often_does_not_stop_the_inflow() {
        let (budgets, start) = (Budgets::new(RATE), Instant::now());
        assert_eq!(budgets.take(key(1), 10, start), Ok(()));
        for millis in 1..1_000 {
            let now = start + Duration::from_millis(millis);
            assert!(budgets.take(key(1), 1, now).is_err(), "{millis}");
        }
        assert_eq!(
            budgets.take(key(1), 1, start + Duration::from_secs(1)),
            Ok(())
        );
    }

    #[test]
    fn what_costs_more_than_a_bucket_needs_a_full_one() {
        let (budgets, start) = (Budgets::new(RATE), Instant::now());
        assert_eq!(budgets.take(key(1), 1_000, start), Ok(()));
        assert_eq!(budgets.take(key(1), 1_000, start), Err(RetryAfter(10)));
        assert_eq!(Budgets::unlimited().take(key(1), 1_000, start), Ok(()));
    }

    #[test]
    fn memory_is_bounded_and_the_latest_are_remembered() {
        let (budgets, start) = (Budgets::new(RATE), Instant::now());
        for at in 0..30_000 {
            let now = start + Duration::from_micros(u64::from(at));
            assert_eq!(budgets.take(key(at), 10, now), Ok(()));
            assert!(budgets.lock().len() <= BUCKETS_MAX);
        }
        let now = start + Duration::from_micros(30_000);
        assert!(budgets.take(key(29_999), 10, now).is_err());
        // Full buckets go first.
        let later = now + Duration::from_secs(5);
        assert_eq!(budgets.take(key(29_999), 5, later), Ok(()));
        let all_but_that_are_full = later + Duration::from_secs(6);
        for at in 40_000..45_000 {
            let _ = budgets.take(key(at), 10, all_but_that_are_full);
        }
        assert!(
            budgets
                .take(key(29_999), 10, all_but_that_are_full)
                .is_err()
        );
    }

    #[test]
    fn one_customer_of_a_provider_has_one_bucket() {
        let key = |text: &str| Key::address(text.parse().unwrap());
        assert_eq!(key("2001:db8:1:2::1"), key("2001:db8:1:2:ffff::9"));
        assert_ne!(key("2001:db8:1:2::1"), key("2001:db8:1:3::1"));
        assert_eq!(key("::ffff:192.0.2.7"), key("192.0.2.7"));
    }
}
