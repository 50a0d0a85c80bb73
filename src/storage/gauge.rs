//! What the writer counts of itself.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Upper bounds of the classes of a write's time, in milliseconds.
const CLASSES: [u64; 9] = [5, 10, 25, 50, 100, 250, 500, 1_000, 5_000];

/// Counters of the queue of writes.
#[derive(Debug, Default)]
pub(super) struct Gauge {
    pub(super) written: AtomicU64,
    pub(super) refused: AtomicU64,
    pub(super) reports: AtomicU64,
    classes: [AtomicU64; CLASSES.len() + 1],
    micros: AtomicU64,
}

/// How writing goes, as of now.
#[derive(Clone, Debug)]
pub struct Writer {
    /// Changes that were committed.
    pub written: u64,
    /// Changes for which there was no place.
    pub refused: u64,
    /// Reports that were committed as sent.
    pub reports: u64,
    /// Changes that wait or are being written.
    pub waiting: usize,
    /// From asking to the commit.
    pub latency: Latency,
}

/// A histogram as Prometheus has it.
#[derive(Clone, Debug)]
pub struct Latency {
    /// For each bound in seconds, how many took at most that long.
    pub below: Vec<(f64, u64)>,
    /// How many there were.
    pub count: u64,
    /// How long they took together.
    pub sum: Duration,
}

impl Gauge {
    /// Counts one change that took so long.
    pub(super) fn took(&self, time: Duration) {
        let millis = time.as_millis();
        let class = CLASSES.iter().position(|bound| millis <= u128::from(*bound)).unwrap_or(CLASSES.len());
        self.classes[class].fetch_add(1, Ordering::Relaxed);
        self.micros.fetch_add(u64::try_from(time.as_micros()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// The counters as they stand.
    pub(super) fn read(&self, waiting: usize) -> Writer {
        let mut count = 0;
        let mut add = |class: &AtomicU64| {
            count += class.load(Ordering::Relaxed);
            count
        };
        let [classes @ .., longest] = &self.classes;
        let below = CLASSES
            .iter()
            .zip(classes)
            .map(|(bound, class)| (Duration::from_millis(*bound).as_secs_f64(), add(class)))
            .collect();
        let count = add(longest);
        Writer {
            written: self.written.load(Ordering::Relaxed),
            refused: self.refused.load(Ordering::Relaxed),
            reports: self.reports.load(Ordering::Relaxed),
            waiting,
            latency: Latency { below, count, sum: Duration::from_micros(self.micros.load(Ordering::Relaxed)) },
        }
    }
}
