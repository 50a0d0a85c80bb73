//! The outbox as it is read: every change of an office in the order of its commits, numbered without gaps.
//!
//! `Tx::event` writes it. `payload` is JSON of ids, never text that people wrote; an event about a library's report or
//! profile names it under `library`, so that the right librarians may hear of it.

use crate::args;
use crate::storage::{Failure, Storage};

/// One change, as stored.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Event {
    /// The place in the office's order of commits; 1 is the first, none is left out.
    pub seq: i64,
    /// Unix seconds.
    pub at: i64,
    /// `report`, `agenda`, `library` or `account`.
    pub topic: String,
    /// What happened: `sent`, `returned`, ...
    pub kind: String,
    /// JSON object of ids.
    pub payload: String,
}

/// The newest number of an office; 0 before its first event.
pub async fn head(db: &Storage, office: &str) -> Result<i64, Failure> {
    let newest: Option<(i64,)> =
        db.one("select coalesce(max(seq), 0) from event where office = $1", args![office]).await?;
    Ok(newest.map_or(0, |(seq,)| seq))
}

/// The events after `seq`, oldest first, at most `limit` of them.
pub async fn after(db: &Storage, office: &str, seq: i64, limit: i64) -> Result<Vec<Event>, Failure> {
    db.all(
        "select seq, at, topic, kind, payload from event where office = $1 and seq > $2 order by seq limit $3",
        args![office, seq, limit],
    )
    .await
}
