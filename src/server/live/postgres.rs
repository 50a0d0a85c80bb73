//! Pokes between nodes that share a `PostgreSQL` database.
//!
//! A NOTIFY takes a global lock at its commit, so it never stands in a writing transaction: one task per node sends
//! one for all commits of a tenth of a second, and the nodes then read the outbox (reliability.md section 5.1). A poke
//! only names offices; losing one costs at most the polling interval.

use sqlx::PgPool;
use sqlx::postgres::PgListener;
use std::collections::BTreeSet;
use std::time::Duration;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};
use tokio::sync::{broadcast, mpsc};
use tokio::time::{sleep, timeout};

const CHANNEL: &str = "pantau_live";
/// At most ten pokes a second leave a node.
const COALESCE: Duration = Duration::from_millis(100);
/// A poke leaves each node at least this often, so that a silent connection shows itself.
const HEARTBEAT: Duration = Duration::from_secs(10);
/// A listener that hears nothing for so long, not even its own node's heartbeat, is half open: it is built anew.
const SILENCE: Duration = Duration::from_secs(25);
const RETRY: Duration = Duration::from_secs(1);
/// More offices than this are told as "all": a payload must stay below 8 000 bytes.
const NAMED: usize = 500;
/// The payload that means every office.
const ALL: &str = "*";

/// Tells the other nodes of this node's commits. Runs until storage is gone.
pub async fn send(pool: PgPool, mut pokes: broadcast::Receiver<String>) {
    loop {
        let mut offices = BTreeSet::new();
        let mut all = false;
        match timeout(HEARTBEAT, pokes.recv()).await {
            Err(_elapsed) => {}
            Ok(Ok(office)) => {
                offices.insert(office);
                sleep(COALESCE).await;
            }
            Ok(Err(RecvError::Lagged(_))) => all = true,
            Ok(Err(RecvError::Closed)) => return,
        }
        loop {
            match pokes.try_recv() {
                Ok(office) => drop(offices.insert(office)),
                Err(TryRecvError::Lagged(_)) => all = true,
                Err(TryRecvError::Empty | TryRecvError::Closed) => break,
            }
        }
        let payload = if all || offices.len() > NAMED {
            ALL.to_owned()
        } else {
            offices.into_iter().collect::<Vec<_>>().join(",")
        };
        if let Err(fault) = sqlx::query("select pg_notify($1, $2)").bind(CHANNEL).bind(payload).execute(&pool).await {
            tracing::warn!(%fault, "no poke was sent; the other nodes will poll");
            sleep(RETRY).await;
        }
    }
}

/// Passes on which offices have news (`None`: any of them). Runs until nobody takes it.
///
/// `PgListener` does not reconnect after every kind of broken connection, and what came in between is lost, so any
/// error or silence builds it anew and has everything read once.
pub async fn listen(pool: PgPool, news: mpsc::Sender<Option<String>>) {
    while !news.is_closed() {
        if let Err(fault) = listen_once(&pool, &news).await {
            tracing::warn!(%fault, "the listener is built anew; this node polls meanwhile");
        }
        sleep(RETRY).await;
    }
}

async fn listen_once(pool: &PgPool, news: &mpsc::Sender<Option<String>>) -> Result<(), sqlx::Error> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen(CHANNEL).await?;
    // What was committed while nobody listened.
    let mut poke = Some(None);
    loop {
        if let Some(office) = poke.take()
            && news.send(office).await.is_err()
        {
            return Ok(());
        }
        match timeout(SILENCE, listener.try_recv()).await {
            Err(_elapsed) => return Ok(()),
            Ok(heard) => match heard? {
                // The connection was lost and made again: notifications may be missing.
                None => return Ok(()),
                Some(heard) if heard.payload() == ALL => poke = Some(None),
                Some(heard) => {
                    for office in heard.payload().split(',').filter(|office| !office.is_empty()) {
                        if news.send(Some(office.to_owned())).await.is_err() {
                            return Ok(());
                        }
                    }
                }
            },
        }
    }
}
