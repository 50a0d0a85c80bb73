//! Facts about the whole installation, one row for each.

use crate::args;
use crate::storage::{Failure, Storage, Tx};

/// How often the database was restored from a backup, counted from 1. When it grows, phones offer again what they have sent.
pub async fn restore_epoch(db: &Storage) -> Result<i64, Failure> {
    let row: Option<(String,)> =
        db.one("select value from installation where name = $1", args!["restore_epoch"]).await?;
    Ok(row.and_then(|(value,)| value.parse().ok()).unwrap_or(1))
}

/// Sets the restore epoch; `pantau restore` does, one above what it was before the restore.
#[cfg_attr(
    not(test),
    expect(dead_code, reason = "`pantau restore` is written by another hand and takes this line away")
)]
pub async fn set_restore_epoch(tx: &mut Tx, epoch: i64) -> Result<(), Failure> {
    tx.run(
        "insert into installation (name, value) values ('restore_epoch', $1)
         on conflict (name) do update set value = excluded.value",
        args![epoch.to_string()],
    )
    .await?;
    Ok(())
}
