//! Facts about the whole installation, one row for each.

use crate::args;
use crate::storage::{Failure, Storage};

/// How often the database was restored from a backup, counted from 1. When it grows, phones offer again what they have sent.
pub async fn restore_epoch(db: &Storage) -> Result<i64, Failure> {
    let row: Option<(String,)> =
        db.one("select value from installation where name = $1", args!["restore_epoch"]).await?;
    Ok(row.and_then(|(value,)| value.parse().ok()).unwrap_or(1))
}
