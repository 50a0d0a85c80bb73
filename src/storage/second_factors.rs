//! The SQL of the second factor (TOTP) and of the printed sheet of one-use codes.

use crate::args;
use crate::domain::moment::Moment;
use crate::storage::{Failure, Storage, Tx};

/// The second factor of an account.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct SecondFactor {
    /// Base32, as the app on the phone has it.
    pub secret: String,
    /// Unix seconds at which it was shown.
    pub begun_at: i64,
    /// Unix seconds of the first right code; `None`: nothing is asked at sign-in yet.
    pub proven_at: Option<i64>,
    /// The half minute whose code was used last.
    pub last_step: i64,
}

/// The second factor of an account, proven or not.
pub async fn of(db: &Storage, account: &str) -> Result<Option<SecondFactor>, Failure> {
    db.one("select secret, begun_at, proven_at, last_step from second_factor where account = $1", args![account]).await
}

/// The same, read within a change.
pub async fn of_for(tx: &mut Tx, account: &str) -> Result<Option<SecondFactor>, Failure> {
    tx.one("select secret, begun_at, proven_at, last_step from second_factor where account = $1", args![account]).await
}

/// The accounts of an office that are asked for it at sign-in.
pub async fn proven_of_office(db: &Storage, office: &str) -> Result<Vec<(String,)>, Failure> {
    db.all("select account from second_factor where office = $1 and proven_at is not null", args![office]).await
}

/// Is it asked at sign-in?
pub async fn is_proven_for(tx: &mut Tx, account: &str) -> Result<bool, Failure> {
    Ok(of_for(tx, account).await?.is_some_and(|factor| factor.proven_at.is_some()))
}

/// Begins anew with this secret, unless one is proven already: then `false`.
pub async fn begin(tx: &mut Tx, office: &str, account: &str, secret: &str, now: Moment) -> Result<bool, Failure> {
    let rows = tx
        .run(
            "insert into second_factor (account, office, secret, begun_at) values ($1, $2, $3, $4)
             on conflict (account) do update set secret = excluded.secret, begun_at = excluded.begun_at, last_step = 0
             where second_factor.proven_at is null",
            args![account, office, secret, now],
        )
        .await?;
    Ok(rows == 1)
}

/// Uses the code of a half minute up; `false`: that one or a later one was used already. The first one proves the factor.
pub async fn use_step(tx: &mut Tx, account: &str, step: i64, now: Moment) -> Result<bool, Failure> {
    let rows = tx
        .run(
            "update second_factor set last_step = $2, proven_at = coalesce(proven_at, $3) where account = $1 and last_step < $2",
            args![account, step, now],
        )
        .await?;
    Ok(rows == 1)
}

/// Takes the second factor away; `false`: there was none.
pub async fn drop(tx: &mut Tx, account: &str) -> Result<bool, Failure> {
    Ok(tx.run("delete from second_factor where account = $1", args![account]).await? == 1)
}

/// Ends the printed sheet: whoever holds the paper may not be the person any more.
pub async fn end_sheet(tx: &mut Tx, account: &str) -> Result<(), Failure> {
    tx.run("delete from recovery_code where account = $1", args![account]).await?;
    Ok(())
}

/// A new sheet: the hashes of its codes take the place of the earlier ones.
pub async fn new_sheet(tx: &mut Tx, office: &str, account: &str, codes: &[String], now: Moment) -> Result<(), Failure> {
    end_sheet(tx, account).await?;
    for code in codes {
        tx.run(
            "insert into recovery_code (account, office, code, made_at) values ($1, $2, $3, $4)",
            args![account, office, code, now],
        )
        .await?;
    }
    Ok(())
}

/// Is this, by its hash, a code of the sheet that was not used?
pub async fn has_sheet_code_for(tx: &mut Tx, account: &str, code: &str) -> Result<bool, Failure> {
    let row: Option<(i64,)> = tx
        .one(
            "select made_at from recovery_code where account = $1 and code = $2 and used_at is null",
            args![account, code],
        )
        .await?;
    Ok(row.is_some())
}

/// Uses one code of the sheet up, by its hash; `false`: not on it, or used before.
pub async fn use_sheet_code(tx: &mut Tx, account: &str, code: &str, now: Moment) -> Result<bool, Failure> {
    let rows = tx
        .run(
            "update recovery_code set used_at = $3 where account = $1 and code = $2 and used_at is null",
            args![account, code, now],
        )
        .await?;
    Ok(rows == 1)
}

/// How many codes of the sheet are left, and when it was made; `None`: no sheet.
pub async fn sheet(db: &Storage, account: &str) -> Result<Option<(i64, Moment)>, Failure> {
    let row: Option<(i64, Option<i64>)> = db
        .one(
            "select cast(count(*) - count(used_at) as bigint), max(made_at) from recovery_code where account = $1",
            args![account],
        )
        .await?;
    Ok(row.and_then(|(left, made)| made.map(|made| (left, Moment(made)))))
}
