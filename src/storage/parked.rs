//! The SQL of parked forms: what somebody sent after the session had ended, kept for them alone.

use crate::args;
use crate::domain::moment::Moment;
use crate::storage::{Failure, Storage, Tx};

/// Seconds that a parked form is kept.
pub const KEPT: i64 = crate::domain::retention::PARKED;

/// Forms kept for one account; the oldest gives way, so that nobody can fill the disk.
const MOST: i64 = 20;

/// What was parked for this account at this path, as the urlencoded body that was sent.
pub async fn at(db: &Storage, account: &str, path: &str, now: Moment) -> Result<Option<String>, Failure> {
    let row: Option<(String,)> = db
        .one(
            "select body from parked_form where account = $1 and path = $2 and parked_at > $3",
            args![account, path, now.0 - KEPT],
        )
        .await?;
    Ok(row.map(|(body,)| body))
}

/// Parks a form; a later one for the same page takes its place.
pub async fn put(tx: &mut Tx, account: &str, path: &str, body: &str, now: Moment) -> Result<(), Failure> {
    tx.run(
        "insert into parked_form (account, path, body, parked_at) values ($1, $2, $3, $4)
         on conflict (account, path) do update set body = excluded.body, parked_at = excluded.parked_at",
        args![account, path, body, now.0],
    )
    .await?;
    tx.run(
        "delete from parked_form where account = $1 and path not in
             (select path from parked_form where account = $1 order by parked_at desc, path limit $2)",
        args![account, MOST],
    )
    .await?;
    Ok(())
}

/// Drops a parked form, because it was sent again or thrown away.
pub async fn drop(tx: &mut Tx, account: &str, path: &str) -> Result<(), Failure> {
    tx.run("delete from parked_form where account = $1 and path = $2", args![account, path]).await?;
    Ok(())
}
