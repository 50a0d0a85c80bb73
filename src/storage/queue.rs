//! Changes that wait to be written, and the commit that several of them share.
//!
//! A commit costs a wait for the disk, however little it holds, and on the last evening of a month that wait decides how many reports
//! are taken in a second. So whoever gets a pen takes all changes that wait, at most [`SHARED`], into one transaction with a savepoint
//! each. A change that fails or panics goes back to its savepoint and costs the others nothing. Everybody is answered after the
//! commit, also those who were refused: what refused them may have been written by their neighbour a moment ago. When the transaction
//! itself fails, nothing of it is there and all are told so. Where little waits, each change is alone in its transaction.

use super::gauge::{Gauge, Writer};
use super::{Failure, Storage, Tx};
use crate::args;
use futures::FutureExt;
use futures::future::BoxFuture;
use std::collections::VecDeque;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot, watch};

/// How many changes may wait or be written at a time; one more is told to come again.
const PLACES: usize = 512;

/// How many changes share one commit at most. `PostgreSQL` keeps 64 savepoints of a transaction at hand and is slow beyond.
const SHARED: usize = 32;

/// What waits, and the pens.
pub(super) struct Queue {
    places: Arc<Semaphore>,
    waiting: Mutex<VecDeque<Box<dyn Job>>>,
    pens: Semaphore,
    gauge: Gauge,
    torn: watch::Sender<bool>,
}

impl Queue {
    /// A queue from which so many transactions may be written at a time.
    pub(super) fn new(pens: usize) -> Self {
        Self {
            places: Arc::new(Semaphore::new(PLACES)),
            waiting: Mutex::default(),
            pens: Semaphore::new(pens),
            gauge: Gauge::default(),
            torn: watch::channel(false).0,
        }
    }

    /// How writing goes.
    pub(super) fn gauge(&self) -> Writer {
        self.gauge.read(PLACES - self.places.available_permits())
    }

    /// Comes back when the disk has failed a write.
    pub(super) async fn torn(&self) {
        // The sender lives as long as the queue, so this waits for `true` alone.
        let _ = self.torn.subscribe().wait_for(|torn| *torn).await;
    }

    /// Comes back when nothing waits any more.
    pub(super) async fn drained(&self) {
        let all = u32::try_from(PLACES).unwrap_or(u32::MAX);
        let _ = self.places.acquire_many(all).await;
    }

    /// Puts a change at the end; its answer comes after the commit that holds it. [`Failure::Busy`] when there is no place.
    fn add<T, E, F>(&self, change: F) -> Result<oneshot::Receiver<Result<T, E>>, Failure>
    where
        T: Send + 'static,
        E: From<Failure> + Send + 'static,
        F: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
    {
        let place = Arc::clone(&self.places).try_acquire_owned().map_err(|_| {
            self.gauge.refused.fetch_add(1, Ordering::Relaxed);
            Failure::Busy
        })?;
        let (answer, answered) = oneshot::channel();
        let job = Change { make: Some(change), result: None, answer, _place: place };
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).push_back(Box::new(job));
        Ok(answered)
    }

    fn take(&self) -> Vec<Box<dyn Job>> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let many = waiting.len().min(SHARED);
        waiting.drain(..many).collect()
    }

    fn take_all(&self) -> Vec<Box<dyn Job>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).drain(..).collect()
    }
}

/// A change, whatever it answers.
trait Job: Send {
    /// Makes the change, once; `false`: nothing of it is to be kept.
    fn run<'t>(&'t mut self, tx: &'t mut Tx) -> BoxFuture<'t, bool>;

    /// Answers who asked. `failure`: what became of the transaction, if it was not committed.
    fn tell(self: Box<Self>, failure: Option<Failure>);
}

struct Change<T, E, F> {
    make: Option<F>,
    result: Option<Result<T, E>>,
    answer: oneshot::Sender<Result<T, E>>,
    _place: OwnedSemaphorePermit,
}

impl<T, E, F> Job for Change<T, E, F>
where
    T: Send + 'static,
    E: From<Failure> + Send + 'static,
    F: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
{
    fn run<'t>(&'t mut self, tx: &'t mut Tx) -> BoxFuture<'t, bool> {
        Box::pin(async move {
            let Some(make) = self.make.take() else { return false };
            let made = AssertUnwindSafe(async { make(tx).await }).catch_unwind().await;
            let result = made.unwrap_or_else(|_| Err(Failure::Abandoned("the change panicked".to_owned()).into()));
            self.result.insert(result).is_ok()
        })
    }

    fn tell(self: Box<Self>, failure: Option<Failure>) {
        let result = match (failure, self.result) {
            (None, Some(result)) => result,
            (failure, _) => {
                Err(failure.unwrap_or_else(|| Failure::Abandoned("the change was not made".to_owned())).into())
            }
        };
        // Who asked may have gone; the change stands all the same.
        let _ = self.answer.send(result);
    }
}

impl Storage {
    /// Makes one change, all of it or nothing: rows, audit and events, in one transaction that it may share with others.
    ///
    /// It is written in a task of its own, so a client that goes away cannot leave it half-done; when too many wait, the answer is
    /// [`Failure::Busy`] at once.
    pub async fn write<T, E, F>(&self, change: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Failure> + Send + 'static,
        F: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
    {
        let (answered, begun) = (self.queue.add(change)?, self.world.stopwatch());
        // One task for each change, so there is always one left for what waits; most find theirs written by an earlier one.
        tokio::spawn(self.clone().write_waiting());
        let answer = answered.await;
        self.queue.gauge.took(begun.elapsed());
        answer.unwrap_or_else(|_| Err(Failure::Abandoned("its transaction was lost".to_owned()).into()))
    }

    /// Writes what waits, as soon as there is a pen.
    async fn write_waiting(self) {
        let Ok(_pen) = self.queue.pens.acquire().await else { return };
        let mut jobs = self.queue.take();
        if jobs.is_empty() {
            return;
        }
        let outcome = match self.begin().await {
            Ok(tx) => self.write_together(tx, &mut jobs).await,
            Err(failure) => {
                // Nobody can write: whoever waits behind would only wait as long again before being told.
                jobs.extend(self.queue.take_all());
                Err(failure)
            }
        };
        match &outcome {
            Ok(_) => _ = self.queue.gauge.written.fetch_add(jobs.len() as u64, Ordering::Relaxed),
            Err(failure) if failure.is_torn() => {
                tracing::error!(%failure, "the disk failed a write; the program starts anew");
                self.queue.torn.send_replace(true);
            }
            Err(_) => {}
        }
        for office in outcome.iter().flatten() {
            self.poke(office.clone());
        }
        for job in jobs {
            job.tell(outcome.as_ref().err().map(Failure::of_all));
        }
    }

    async fn write_together(&self, mut tx: Tx, jobs: &mut [Box<dyn Job>]) -> Result<Vec<String>, Failure> {
        for job in jobs {
            let mark = tx.mark();
            tx.run("savepoint change", args![]).await?;
            if !job.run(&mut tx).await {
                if let Some(failure) = tx.lost.take() {
                    // Those behind it in this transaction may want the same lock, and would wait one after the other; and where the disk
                    // is full there is no transaction any more.
                    return Err(failure);
                }
                tx.forget_since(mark);
                tx.run("rollback to savepoint change", args![]).await?;
            }
            tx.run("release savepoint change", args![]).await?;
        }
        let reports = tx.events.iter().filter(|event| event.topic == "report" && event.kind == "sent").count() as u64;
        let grown = tx.commit().await?;
        self.queue.gauge.reports.fetch_add(reports, Ordering::Relaxed);
        Ok(grown)
    }
}

#[cfg(test)]
mod tests;
