//! Notes of meetings, and what stands beside them until somebody chooses.

use crate::args;
use crate::domain::moment::Moment;
use crate::domain::note::Field;
use crate::storage::{Failure, Storage, Tx};

/// What stands in one field.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Note {
    /// The agenda item's id; empty: the meeting as a whole.
    pub item: String,
    field: String,
    /// What the item was called when it was last written about.
    pub title: String,
    /// The words.
    pub words: String,
    /// Their mark.
    pub mark: String,
    /// The name of whoever wrote them last.
    pub by_name: String,
    at: i64,
}

impl Note {
    /// The field; `None` for one that this program does not know.
    pub fn field(&self) -> Option<Field> {
        Field::of(&self.field)
    }

    /// When they were written.
    pub fn at(&self) -> Moment {
        Moment(self.at)
    }
}

const OF_MEETING: &str = "select n.item, n.field, n.title, n.words, n.mark, coalesce(a.name, '') as by_name, n.at
     from note n left join account a on a.id = n.by_account where n.office = $1 and n.meeting = $2 order by n.item, n.field";

/// Everything that stands, by item and field.
pub async fn of_meeting(db: &Storage, office: &str, meeting: &str) -> Result<Vec<Note>, Failure> {
    db.all(OF_MEETING, args![office, meeting]).await
}

/// What stands in one field, as the transaction sees it.
pub async fn one(tx: &mut Tx, office: &str, meeting: &str, item: &str, field: Field) -> Result<Option<Note>, Failure> {
    tx.one(
        "select n.item, n.field, n.title, n.words, n.mark, coalesce(a.name, '') as by_name, n.at
         from note n left join account a on a.id = n.by_account
         where n.office = $1 and n.meeting = $2 and n.item = $3 and n.field = $4",
        args![office, meeting, item, field.code()],
    )
    .await
}

/// What stands beside the fields of a meeting, oldest first. The title is not kept with it.
pub async fn beside(db: &Storage, office: &str, meeting: &str) -> Result<Vec<Note>, Failure> {
    db.all(
        "select n.item, n.field, '' as title, n.words, n.mark, coalesce(a.name, '') as by_name, n.at
         from note_beside n left join account a on a.id = n.by_account
         where n.office = $1 and n.meeting = $2 order by n.at, n.mark",
        args![office, meeting],
    )
    .await
}

/// Where words go.
#[derive(Clone, Debug)]
pub struct Spot {
    /// The office's code.
    pub office: String,
    /// The meeting's id.
    pub meeting: String,
    /// The item's id, or nothing.
    pub item: String,
    /// The field.
    pub field: Field,
}

/// Puts words in place of what stood there.
pub async fn put(tx: &mut Tx, spot: &Spot, title: &str, words: &str, mark: &str, account: &str) -> Result<(), Failure> {
    let now = tx.now();
    tx.run(
        "insert into note (office, meeting, item, field, title, words, mark, by_account, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         on conflict (office, meeting, item, field) do update set title = excluded.title, words = excluded.words, mark = excluded.mark,
           by_account = excluded.by_account, at = excluded.at",
        args![&spot.office, &spot.meeting, &spot.item, spot.field.code(), title, words, mark, account, now],
    )
    .await?;
    Ok(())
}

/// Puts words beside what stands there; the same words twice stay one.
pub async fn put_beside(tx: &mut Tx, spot: &Spot, words: &str, mark: &str, account: &str) -> Result<(), Failure> {
    let now = tx.now();
    tx.run(
        "insert into note_beside (office, meeting, item, field, mark, words, by_account, at) values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (office, meeting, item, field, mark) do nothing",
        args![&spot.office, &spot.meeting, &spot.item, spot.field.code(), mark, words, account, now],
    )
    .await?;
    Ok(())
}

/// The words that stand beside, by their mark.
pub async fn words_beside(tx: &mut Tx, spot: &Spot, mark: &str) -> Result<Option<String>, Failure> {
    let row: Option<(String,)> = tx
        .one(
            "select words from note_beside where office = $1 and meeting = $2 and item = $3 and field = $4 and mark = $5",
            args![&spot.office, &spot.meeting, &spot.item, spot.field.code(), mark],
        )
        .await?;
    Ok(row.map(|(words,)| words))
}

/// Takes away what stood beside: it was chosen, joined, thrown away, or its writer has written on.
pub async fn remove_beside(tx: &mut Tx, spot: &Spot, mark: &str, account: Option<&str>) -> Result<(), Failure> {
    tx.run(
        "delete from note_beside where office = $1 and meeting = $2 and item = $3 and field = $4 and mark = $5
           and (cast($6 as text) is null or by_account = $6)",
        args![&spot.office, &spot.meeting, &spot.item, spot.field.code(), mark, account],
    )
    .await?;
    Ok(())
}
