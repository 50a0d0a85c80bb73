//! One office's newest events in memory, shared by every page that listens, and a listener's place in them.

use crate::storage::events::{self, Event};
use crate::storage::{Failure, Storage};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::watch;

/// Events kept in memory for each office; whoever is further behind reads from the database.
const KEPT: usize = 256;
/// Events read from the database at a time.
const BATCH: i64 = 200;

/// The events of one office, as far as this node has read them.
pub struct Feed {
    office: String,
    recent: Mutex<VecDeque<Arc<Event>>>,
    head: watch::Sender<i64>,
}

impl Feed {
    /// A feed that has read up to `head`.
    pub fn new(office: &str, head: i64) -> Self {
        Self { office: office.to_owned(), recent: Mutex::default(), head: watch::Sender::new(head) }
    }

    /// The number of the newest event this node has read.
    pub fn head(&self) -> i64 {
        *self.head.borrow()
    }

    /// Wakes its holder when the head moves.
    pub fn watch(&self) -> watch::Receiver<i64> {
        self.head.subscribe()
    }

    /// Reads what was committed since; only the one task of [`super::Live`] calls it.
    pub async fn pull(&self, db: &Storage) -> Result<(), Failure> {
        loop {
            let fresh = events::after(db, &self.office, self.head(), BATCH).await?;
            let Some(newest) = fresh.last().map(|event| event.seq) else { return Ok(()) };
            {
                let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
                recent.extend(fresh.into_iter().map(Arc::new));
                let surplus = recent.len().saturating_sub(KEPT);
                recent.drain(..surplus);
            }
            self.head.send_replace(newest);
        }
    }

    /// The events after `seq` that memory holds; `None` when the first of them is no longer there.
    fn remembered(&self, seq: i64) -> Option<Vec<Arc<Event>>> {
        let recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        // Numbers have no gaps, so the oldest one kept tells whether anything between is missing.
        (recent.front()?.seq <= seq + 1).then(|| recent.iter().filter(|event| event.seq > seq).cloned().collect())
    }

    /// The next events after `seq`, oldest first, none left out; empty when there are none yet.
    pub async fn after(&self, db: &Storage, seq: i64) -> Result<Vec<Arc<Event>>, Failure> {
        if seq >= self.head() {
            return Ok(Vec::new());
        }
        if let Some(remembered) = self.remembered(seq) {
            return Ok(remembered);
        }
        Ok(events::after(db, &self.office, seq, BATCH).await?.into_iter().map(Arc::new).collect())
    }
}
