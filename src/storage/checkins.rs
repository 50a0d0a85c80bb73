//! What the doors saw. Both tables only grow; see [`crate::domain::door`].

use crate::args;
use crate::domain::door::{self, CheckIn};
use crate::domain::moment::Moment;
use crate::storage::{Failure, Storage, Tx};
use std::collections::{BTreeMap, BTreeSet};

/// A check-in to be kept.
#[derive(Clone, Debug)]
pub struct Seen<'a> {
    /// What the door saw.
    pub checkin: &'a CheckIn,
    /// qr or nama.
    pub way: &'a str,
    /// The phone's own name.
    pub door: &'a str,
    /// Whose account.
    pub account: &'a str,
}

/// Keeps a check-in; the same id again changes nothing.
pub async fn add(tx: &mut Tx, office: &str, meeting: &str, seen: &Seen<'_>) -> Result<(), Failure> {
    let (now, one) = (tx.now(), seen.checkin);
    tx.run(
        "insert into checkin (office, meeting, id, participant, day, at, way, door, by_account, received_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (office, meeting, id) do nothing",
        args![office, meeting, &one.id, &one.participant, &one.day, one.at, seen.way, seen.door, seen.account, now],
    )
    .await?;
    Ok(())
}

/// Undoes a check-in, whether it has arrived already or not.
pub async fn undo(tx: &mut Tx, office: &str, meeting: &str, id: &str, account: &str) -> Result<(), Failure> {
    let now = tx.now();
    tx.run(
        "insert into checkin_undone (office, meeting, checkin, by_account, received_at) values ($1, $2, $3, $4, $5)
         on conflict (office, meeting, checkin) do nothing",
        args![office, meeting, id, account, now],
    )
    .await?;
    Ok(())
}

/// The check-ins of one person on one day that hold, as this transaction sees them: id and time, the earliest first.
pub async fn holding(
    tx: &mut Tx,
    office: &str,
    meeting: &str,
    participant: &str,
    day: &str,
) -> Result<Vec<(String, i64)>, Failure> {
    tx.all(
        "select c.id, c.at from checkin c where c.office = $1 and c.meeting = $2 and c.participant = $3 and c.day = $4
           and not exists (select 1 from checkin_undone u where u.office = c.office and u.meeting = c.meeting and u.checkin = c.id)
         order by c.at, c.id",
        args![office, meeting, participant, day],
    )
    .await
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    participant: String,
    day: String,
    at: i64,
}

/// The check-ins that arrived since that second (it included), and the ids undone since then.
pub async fn since(
    db: &Storage,
    office: &str,
    meeting: &str,
    since: Moment,
) -> Result<(Vec<CheckIn>, BTreeSet<String>), Failure> {
    let rows: Vec<Row> = db
        .all(
            "select id, participant, day, at from checkin where office = $1 and meeting = $2 and received_at >= $3 order by received_at, id",
            args![office, meeting, since],
        )
        .await?;
    let undone: Vec<(String,)> = db
        .all(
            "select checkin from checkin_undone where office = $1 and meeting = $2 and received_at >= $3",
            args![office, meeting, since],
        )
        .await?;
    let read = |row: Row| CheckIn { id: row.id, participant: row.participant, day: row.day, at: Moment(row.at) };
    Ok((rows.into_iter().map(read).collect(), undone.into_iter().map(|(id,)| id).collect()))
}

/// Who is present on which day, as (participant, day), and since when. Those taken off the list are among them: the list says so.
pub async fn presence(
    db: &Storage,
    office: &str,
    meeting: &str,
) -> Result<BTreeMap<(String, String), Moment>, Failure> {
    let (all, undone) = since(db, office, meeting, Moment(0)).await?;
    Ok(door::presence(&all, &undone))
}
