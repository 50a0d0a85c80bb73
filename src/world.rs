//! The two things a program cannot make up: what time it is and what nobody can guess. Both come from here, so that tests can
//! set the clock.

use crate::domain::moment::Moment;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// Clock and randomness, passed to whatever needs them. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct World {
    /// `None`: the machine's clock. `Some`: a clock that tests set.
    fixed: Option<Arc<AtomicI64>>,
}

impl World {
    /// The machine's own clock.
    pub const fn real() -> Self {
        Self { fixed: None }
    }

    /// A clock that stands at that instant until [`World::set`] or [`World::advance`] moves it: for tests, and for the demo, which
    /// lives through its months.
    pub fn at(moment: Moment) -> Self {
        Self { fixed: Some(Arc::new(AtomicI64::new(moment.0))) }
    }

    /// Sets a fixed clock; the real one cannot be set.
    pub fn set(&self, moment: Moment) {
        if let Some(fixed) = &self.fixed {
            fixed.store(moment.0, Ordering::SeqCst);
        }
    }

    /// Moves a fixed clock by so many seconds; the real one does not move.
    #[cfg(test)]
    pub fn advance(&self, seconds: i64) {
        if let Some(fixed) = &self.fixed {
            fixed.fetch_add(seconds, Ordering::SeqCst);
        }
    }

    /// The present instant.
    pub fn now(&self) -> Moment {
        Moment(self.millis().div_euclid(1000))
    }

    fn millis(&self) -> i64 {
        if let Some(fixed) = &self.fixed {
            return fixed.load(Ordering::SeqCst) * 1000;
        }
        #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
        let since_epoch = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        // A clock before 1970 is a machine fault; counting from zero keeps the program alive to say so.
        since_epoch.map_or(0, |elapsed| i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX))
    }

    /// Begins to measure how long something takes, for logs and figures: what is decided asks [`World::now`].
    #[expect(clippy::unused_self, reason = "time is passed in, also where it is only measured")]
    pub fn stopwatch(&self) -> std::time::Instant {
        #[expect(clippy::disallowed_methods, reason = "the one place that starts a measurement")]
        std::time::Instant::now()
    }

    /// Bytes that nobody can guess.
    #[expect(
        clippy::unused_self,
        reason = "randomness is passed in like the clock, so that callers cannot reach for it elsewhere"
    )]
    pub fn secret<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's randomness")]
        getrandom::fill(&mut bytes)
            .expect("the operating system's random source does not fail once the system has started");
        bytes
    }

    /// A fresh `UUIDv7` as text: unique, and sorted by the time it was made.
    pub fn id(&self) -> String {
        let millis = u64::try_from(self.millis()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &self.secret::<10>()).into_uuid().to_string()
    }
}
