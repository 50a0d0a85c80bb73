//! Facts about the whole installation, one row for each.

use crate::args;
use crate::domain::moment::Moment;
use crate::storage::{Failure, Storage, Tx};

/// How often the database was restored from a backup, counted from 1. When it grows, phones offer again what they have sent.
pub async fn restore_epoch(db: &Storage) -> Result<i64, Failure> {
    let row: Option<(String,)> =
        db.one("select value from installation where name = $1", args!["restore_epoch"]).await?;
    Ok(row.and_then(|(value,)| value.parse().ok()).unwrap_or(1))
}

/// An instant that was noted under that name.
pub async fn instant(tx: &mut Tx, name: &str) -> Result<Option<Moment>, Failure> {
    let row: Option<(String,)> = tx.one("select value from installation where name = $1", args![name]).await?;
    Ok(row.and_then(|(value,)| value.parse().ok()).map(Moment))
}

/// Notes an instant under a name; `None`: forgets it.
pub async fn note(tx: &mut Tx, name: &str, at: Option<Moment>) -> Result<(), Failure> {
    match at {
        Some(Moment(at)) => {
            tx.run(
                "insert into installation (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value",
                args![name, at.to_string()],
            )
            .await?
        }
        None => tx.run("delete from installation where name = $1", args![name]).await?,
    };
    Ok(())
}
