//! The SQL of what people asked for about their own data, and of finding where they stand.

use crate::args;
use crate::domain::moment::Moment;
use crate::storage::{Failure, Storage, Tx};
use std::sync::LazyLock;

pub mod places;

/// A request.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct DataRequest {
    /// `UUIDv7`.
    pub id: String,
    /// `salinan` or `hapus`.
    pub kind: String,
    /// Who asks; empty once it is done.
    pub name: String,
    /// `+628..`, or empty.
    pub phone: String,
    asked_at: i64,
    due_at: i64,
    done_at: Option<i64>,
    /// `diberikan`, `dihapus`, `tidak_ada`, `ditolak`; empty while it is open.
    pub outcome: String,
    /// Things that were given to whoever asked for a copy, or erased for whoever asked for that; 0: not done yet.
    pub found: i64,
}

impl DataRequest {
    /// When it was asked.
    pub fn asked_at(&self) -> Moment {
        Moment(self.asked_at)
    }

    /// Until when it has to be done.
    pub fn due_at(&self) -> Moment {
        Moment(self.due_at)
    }

    /// When it was done.
    pub fn done_at(&self) -> Option<Moment> {
        self.done_at.map(Moment)
    }
}

/// Every request of an office: open ones first, the most urgent first; then the newest of those that are done.
pub async fn of_office(db: &Storage, office: &str) -> Result<Vec<DataRequest>, Failure> {
    db.all(
        "select id, kind, name, phone, asked_at, due_at, done_at, outcome, found from data_request where office = $1
         order by case when done_at is null then 0 else 1 end, case when done_at is null then due_at else -done_at end, id limit 200",
        args![office],
    )
    .await
}

/// The open requests of an office, the most urgent first.
pub async fn open(db: &Storage, office: &str) -> Result<Vec<DataRequest>, Failure> {
    db.all(
        "select id, kind, name, phone, asked_at, due_at, done_at, outcome, found from data_request
         where office = $1 and done_at is null order by due_at, id",
        args![office],
    )
    .await
}

/// One request of an office.
pub async fn one(db: &Storage, office: &str, id: &str) -> Result<Option<DataRequest>, Failure> {
    db.one(
        "select id, kind, name, phone, asked_at, due_at, done_at, outcome, found from data_request where office = $1 and id = $2",
        args![office, id],
    )
    .await
}

/// A request to be written down.
#[derive(Clone, Debug)]
pub struct NewRequest {
    /// The office's code.
    pub office: String,
    /// `salinan` or `hapus`.
    pub kind: &'static str,
    /// Who asks.
    pub name: String,
    /// `+628..`, or empty.
    pub phone: String,
    /// When it has to be done.
    pub due: Moment,
    /// Who writes it down.
    pub account: String,
}

/// Writes a request down.
pub async fn take(tx: &mut Tx, id: &str, new: &NewRequest) -> Result<(), Failure> {
    let now = tx.now();
    tx.run(
        "insert into data_request (office, id, kind, name, phone, asked_at, due_at, made_by) values ($1, $2, $3, $4, $5, $6, $7, $8)",
        args![&new.office, id, new.kind, &new.name, &new.phone, now, new.due, &new.account],
    )
    .await?;
    Ok(())
}

/// Closes a request and forgets who asked; `false`: it was closed already.
pub async fn close(tx: &mut Tx, office: &str, id: &str, account: &str, outcome: &str) -> Result<bool, Failure> {
    let now = tx.now();
    let rows = tx
        .run(
            "update data_request set done_at = $3, done_by = $4, outcome = $5, name = '', phone = ''
             where office = $1 and id = $2 and done_at is null",
            args![office, id, now, account, outcome],
        )
        .await?;
    Ok(rows == 1)
}

/// How a request was closed; empty: it is open.
pub async fn outcome(tx: &mut Tx, office: &str, id: &str) -> Result<String, Failure> {
    let row: Option<(String,)> =
        tx.one("select outcome from data_request where office = $1 and id = $2", args![office, id]).await?;
    Ok(row.map(|(outcome,)| outcome).unwrap_or_default())
}

/// Adds to what was erased for a request that asks for it.
pub async fn erased(tx: &mut Tx, office: &str, id: &str, more: usize) -> Result<(), Failure> {
    let more = i64::try_from(more).unwrap_or(i64::MAX);
    let sql = "update data_request set found = found + $3 where office = $1 and id = $2 and kind = 'hapus'";
    tx.run(sql, args![office, id, more]).await?;
    Ok(())
}

/// Keeps how much a copy held that was given for a request that asks for one; of several copies the largest counts.
pub async fn given(tx: &mut Tx, office: &str, id: &str, count: usize) -> Result<(), Failure> {
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    let sql = "update data_request set found = $3 where office = $1 and id = $2 and kind = 'salinan' and found < $3";
    tx.run(sql, args![office, id, count]).await?;
    Ok(())
}

/// Where somebody stands.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Found {
    /// What it is: the code of one of [`places::PLACES`].
    pub kind: String,
    /// Its id.
    pub object: String,
    /// What is written there.
    pub words: String,
    /// The library or meeting it belongs to, where that has a name; else empty.
    pub place: String,
    /// What the address of its page needs.
    pub page: String,
}

/// Which part of what is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// So many come before it.
    pub after: i64,
    /// So many at most.
    pub most: i64,
}

/// Everything.
pub const ALL: Part = Part { after: 0, most: i64::MAX };

static FOUND: LazyLock<String> = LazyLock::new(|| format!("{} order by 1, 2 limit $5 offset $6", places::search()));
static COUNT: LazyLock<String> =
    LazyLock::new(|| format!("select cast(count(*) as bigint) from ({}) as hits", places::search()));

/// What of an office names that person, a part of it, and how much it is altogether. Names are compared without regard to case; a
/// number is found with and without the land's code, and whatever people put between its digits.
pub async fn found(
    db: &Storage,
    office: &str,
    name: &str,
    phone: &str,
    part: Part,
) -> Result<(Vec<Found>, i64), Failure> {
    let sent = like(&places::as_sent(name));
    let (name, phone) = (like(name), phone.strip_prefix("+62").map(like).unwrap_or_default());
    let found: Vec<Found> = db.all(FOUND.as_str(), args![office, &name, &phone, &sent, part.most, part.after]).await?;
    let count: Option<(i64,)> = db.one(COUNT.as_str(), args![office, &name, &phone, &sent]).await?;
    Ok((found, count.map_or(0, |(count,)| count)))
}

/// A pattern for what holds a text.
fn like(text: &str) -> String {
    let mut out = String::from("%");
    for letter in text.to_lowercase().chars() {
        if matches!(letter, '%' | '_' | '\\') {
            out.push('\\');
        }
        out.push(letter);
    }
    out.push('%');
    out
}

#[cfg(test)]
mod tests;
