//! "Hitung hari ini": what is tapped through the day. Each phone keeps one counter for each day and figure and sends how far it
//! stands; the newest word of a phone holds, and the phones add up. So a message that comes twice, late or in the wrong order
//! counts nothing twice.

use crate::domain::indicator::Indicator;
use crate::domain::moment::Date;
use serde::{Deserialize, Serialize};

/// The figures that are tapped, with the word on the button.
pub const TAPPED: [(&str, &str); 3] =
    [("pengunjung", "Pengunjung"), ("dipinjam", "Buku dipinjam"), ("tik", "Komputer")];

/// Most taps of one phone for one figure on one day.
pub const MOST: u32 = 5_000;
/// For so many days back a phone may bring what it counted without a network.
pub const DAYS_BACK: i64 = 400;

/// Is this figure tapped?
pub fn is_tapped(code: &str) -> bool {
    TAPPED.iter().any(|(tapped, _)| *tapped == code) && Indicator::of(code).is_some()
}

/// How far a phone's counter stands. `seq` grows with every tap and every undo.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counter {
    /// Taps less undos.
    pub count: u32,
    /// How many taps and undos made it.
    pub seq: i64,
}

impl Counter {
    /// One more tap, or one less; never below 0 or above [`MOST`].
    #[must_use]
    pub fn tapped(self, less: bool) -> Self {
        let count = if less { self.count.saturating_sub(1) } else { (self.count + 1).min(MOST) };
        Self { count, seq: self.seq + 1 }
    }

    /// The newer word of the same phone: what `storage::tallies::put` keeps.
    #[cfg(test)]
    #[must_use]
    pub fn newer(self, other: Self) -> Self {
        if other.seq > self.seq { other } else { self }
    }
}

/// A counter as a phone sends it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// ISO date.
    pub day: String,
    /// A code of [`TAPPED`].
    pub indicator: String,
    /// Taps less undos.
    pub count: u32,
    /// How many taps and undos made it.
    pub seq: i64,
}

impl Entry {
    /// The day and the counter, if they can be. A day that has not come yet (the phone's clock is wrong) and one too long ago cannot.
    pub fn read(&self, today: Date) -> Option<(Date, Counter)> {
        let day = Date::parse(&self.day)?;
        let fits = day <= today
            && day >= today.plus_days(-DAYS_BACK)
            && is_tapped(&self.indicator)
            && self.count <= MOST
            && (0..=1_000_000_000).contains(&self.seq);
        fits.then_some((day, Counter { count: self.count, seq: self.seq }))
    }
}

/// A phone's name: letters, digits and dashes, invented by the phone.
pub fn is_device(name: &str) -> bool {
    (8..=64).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    #[test]
    fn only_known_figures_and_possible_days_are_taken() {
        let today = Date::parse("2026-11-22").unwrap();
        let entry =
            |day: &str, indicator: &str, count| Entry { day: day.into(), indicator: indicator.into(), count, seq: 1 };
        assert!(entry("2026-11-22", "pengunjung", 3).read(today).is_some());
        for wrong in [
            entry("2030-01-01", "pengunjung", 3),
            entry("1970-01-01", "pengunjung", 3),
            entry("2026-11-22", "peserta", 3),
            entry("2026-11-22", "tik", 5_001),
            entry("kemarin", "tik", 1),
        ] {
            assert_eq!(wrong.read(today), None, "{wrong:?}");
        }
        assert!(is_device("0197aaaa-bbbb") && !is_device("a") && !is_device("../../../etc"));
        assert!(TAPPED.iter().all(|(code, _)| is_tapped(code)));
    }

    proptest! {
        /// Two phones tap and undo; their words arrive in any order, some twice, some never but the last: the sum is what was tapped.
        #[test]
        fn phones_add_up_and_nothing_counts_twice(
            taps in prop::collection::vec((0usize..2, any::<bool>()), 0..40),
            order in prop::collection::vec(any::<prop::sample::Index>(), 0..80),
        ) {
            let mut phones = [Counter::default(); 2];
            let mut words = Vec::new();
            for (phone, less) in taps {
                phones[phone] = phones[phone].tapped(less);
                words.push((phone, phones[phone]));
            }
            let mut stored: BTreeMap<usize, Counter> = BTreeMap::new();
            let mut hear = |(phone, counter): (usize, Counter)| {
                let known = stored.entry(phone).or_default();
                *known = known.newer(counter);
            };
            if !words.is_empty() {
                for index in order {
                    hear(*index.get(&words));
                }
            }
            // In the end each phone's last word arrives.
            hear((0, phones[0]));
            hear((1, phones[1]));
            let sum: u32 = stored.values().map(|counter| counter.count).sum();
            prop_assert_eq!(sum, phones[0].count + phones[1].count);
        }

        #[test]
        fn a_counter_stays_in_its_range(taps in prop::collection::vec(any::<bool>(), 0..50)) {
            let counter = taps.iter().fold(Counter::default(), |counter, less| counter.tapped(*less));
            prop_assert!(counter.count <= MOST);
            prop_assert_eq!(counter.seq, i64::try_from(taps.len()).unwrap());
        }
    }
}
