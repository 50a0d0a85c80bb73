//! Visits of the office, their promises and photos.

use crate::args;
use crate::domain::moment::Date;
use crate::domain::visit::{Promise, Side};
use crate::storage::photos::NewPhoto;
use crate::storage::{Failure, Storage, Tx};

/// A visit without its promises and photos.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Visit {
    /// Its id.
    pub id: String,
    /// The library's id.
    pub library: String,
    /// The library's name in addresses.
    pub slug: String,
    /// The library's name.
    pub name: String,
    /// The kecamatan's code.
    pub district_code: String,
    /// The kecamatan.
    pub district: String,
    /// The village.
    pub village: String,
    planned_on: String,
    /// What for.
    pub purpose: String,
    visited_on: Option<String>,
    /// What was found.
    pub findings: String,
    /// It will not take place.
    pub cancelled: bool,
    /// Who planned it.
    pub by_name: String,
    /// Grows with every change.
    pub version: i64,
}

impl Visit {
    /// The planned day.
    pub fn planned(&self) -> Result<Date, Failure> {
        Date::parse(&self.planned_on).ok_or_else(|| Failure::inconsistent("visit", format!("date {}", self.planned_on)))
    }

    /// The day on which it took place.
    pub fn visited(&self) -> Option<Date> {
        self.visited_on.as_deref().and_then(Date::parse)
    }
}

macro_rules! visits {
    ($rest:literal) => {
        concat!(
            "select x.id, x.library, l.slug, l.name, v.district_code, v.district, v.name as village, x.planned_on, x.purpose,
                    x.visited_on, x.findings, x.cancelled, coalesce(a.name, '') as by_name, x.version
             from visit x join library l on l.office = x.office and l.id = x.library join village v on v.code = l.village_code
             left join account a on a.id = x.made_by ",
            $rest
        )
    };
}

/// Every visit of an office, newest plan first.
pub async fn all(db: &Storage, office: &str) -> Result<Vec<Visit>, Failure> {
    db.all(visits!("where x.office = $1 order by x.planned_on desc, v.district, l.name, x.id"), args![office]).await
}

/// The visits to one library, newest first.
pub async fn of_library(db: &Storage, office: &str, library: &str) -> Result<Vec<Visit>, Failure> {
    db.all(
        visits!("where x.office = $1 and x.library = $2 and not x.cancelled order by x.planned_on desc, x.id"),
        args![office, library],
    )
    .await
}

/// One visit.
pub async fn one(db: &Storage, office: &str, id: &str) -> Result<Option<Visit>, Failure> {
    db.one(visits!("where x.office = $1 and x.id = $2"), args![office, id]).await
}

#[derive(sqlx::FromRow)]
struct PromiseRow {
    visit: String,
    id: String,
    side: String,
    words: String,
    due_on: Option<String>,
    done_on: Option<String>,
}

/// The promises of an office's visits, or of one of them, in the order in which they were made: the visit's id and the promise.
pub async fn promises(db: &Storage, office: &str, visit: Option<&str>) -> Result<Vec<(String, Promise)>, Failure> {
    let rows: Vec<PromiseRow> = db
        .all(
            "select visit, id, side, words, due_on, done_on from visit_promise
             where office = $1 and (cast($2 as text) is null or visit = $2) order by made_at, id",
            args![office, visit],
        )
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let promise = Promise {
                id: row.id,
                side: Side::of(&row.side).unwrap_or(Side::Library),
                words: row.words,
                due: row.due_on.as_deref().and_then(Date::parse),
                done: row.done_on.as_deref().and_then(Date::parse),
            };
            (row.visit, promise)
        })
        .collect())
}

/// The stored files of a visit: name, width, height.
pub async fn photos(db: &Storage, office: &str, visit: &str) -> Result<Vec<(String, i64, i64)>, Failure> {
    db.all(
        "select p.sha256, coalesce(p.width, 0), coalesce(p.height, 0) from visit_photo x
         join photo p on p.office = x.office and p.id = x.photo
         where x.office = $1 and x.visit = $2 and p.state = 'stored' and p.sha256 is not null order by p.uploaded_at, p.id",
        args![office, visit],
    )
    .await
}

/// Plans a visit; answers its id.
pub async fn plan(
    tx: &mut Tx,
    office: &str,
    library: &str,
    on: Date,
    purpose: &str,
    account: &str,
) -> Result<String, Failure> {
    let (id, now) = (tx.id(), tx.now());
    tx.run(
        "insert into visit (office, id, library, planned_on, purpose, made_by, made_at) values ($1, $2, $3, $4, $5, $6, $7)",
        args![office, &id, library, on.to_string(), purpose, account, now],
    )
    .await?;
    Ok(id)
}

/// Writes the record of a visit, if it is still at that version.
pub async fn put(
    tx: &mut Tx,
    office: &str,
    id: &str,
    version: i64,
    visited: Option<Date>,
    findings: &str,
) -> Result<bool, Failure> {
    let rows = tx
        .run(
            "update visit set visited_on = $4, findings = $5, version = version + 1 where office = $1 and id = $2 and version = $3",
            args![office, id, version, visited.map(|date| date.to_string()), findings],
        )
        .await?;
    Ok(rows == 1)
}

/// Calls a visit off.
pub async fn cancel(tx: &mut Tx, office: &str, id: &str) -> Result<(), Failure> {
    tx.run(
        "update visit set cancelled = true, version = version + 1 where office = $1 and id = $2 and visited_on is null",
        args![office, id],
    )
    .await?;
    Ok(())
}

/// Writes a promise: a new one, or what became of an old one.
pub async fn put_promise(tx: &mut Tx, office: &str, visit: &str, promise: &Promise) -> Result<(), Failure> {
    let id = if promise.id.is_empty() { tx.id() } else { promise.id.clone() };
    let now = tx.now();
    let text = |date: Option<Date>| date.map(|date| date.to_string());
    tx.run(
        "insert into visit_promise (office, visit, id, side, words, due_on, done_on, made_at) values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (office, visit, id) do update set side = excluded.side, words = excluded.words, due_on = excluded.due_on,
           done_on = excluded.done_on",
        args![office, visit, id, promise.side.code(), promise.words.trim(), text(promise.due), text(promise.done), now],
    )
    .await?;
    Ok(())
}

/// Adds a photo; the same file twice stays one.
pub async fn add_photo(
    tx: &mut Tx,
    office: &str,
    library: &str,
    visit: &str,
    account: &str,
    photo: &NewPhoto,
) -> Result<(), Failure> {
    let there: Option<(String,)> = tx
        .one(
            "select p.id from visit_photo x join photo p on p.office = x.office and p.id = x.photo
             where x.office = $1 and x.visit = $2 and p.sha256 = $3",
            args![office, visit, &photo.sha256],
        )
        .await?;
    if there.is_some() {
        return Ok(());
    }
    let (id, now) = (tx.id(), tx.now());
    tx.run(
        "insert into photo (office, id, library, upload_sha256, sha256, state, bytes, width, height, uploaded_by, uploaded_at)
         values ($1, $2, $3, $4, $5, 'stored', $6, $7, $8, $9, $10)",
        args![
            office,
            &id,
            library,
            &photo.upload_sha256,
            &photo.sha256,
            photo.bytes,
            photo.width,
            photo.height,
            account,
            now
        ],
    )
    .await?;
    tx.run("insert into visit_photo (office, visit, photo) values ($1, $2, $3)", args![office, visit, id]).await?;
    Ok(())
}
