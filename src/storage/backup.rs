//! Copies of a database that can be trusted: made while the service runs, and looked at before they count. A copy is an `SQLite` file
//! whatever the engine, so there is one way to look at it and to put it back. `SQLite` makes its own (copying the file by hand would
//! lose what is still in its WAL); of `PostgreSQL` every row is read as of one moment.

use super::erasures::{self, Erasure};
use super::transfer::{self, Db, Sums};
use super::{Failure, Storage};
use crate::args;
use serde::{Deserialize, Serialize};
use sqlx::ConnectOptions;
use sqlx::Connection;
use sqlx::postgres::PgConnection;
use sqlx::sqlite::SqliteConnectOptions;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

pub use super::transfer::newest_schema;
use super::transfer::read_only;

/// What a database file holds, as far as a backup has to know.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contents {
    /// Number of the newest migration in it.
    pub schema: i64,
    /// Rows of each table, and what their content adds up to.
    pub tables: Sums,
    /// The restore epoch; 1 when it was never restored.
    pub epoch: i64,
    /// Names of the photo files it refers to.
    pub photos: BTreeSet<String>,
    /// Photos that can be erased, `office/id`, and their files.
    pub erasable: BTreeMap<String, String>,
    /// Everything that was erased on request.
    pub erasures: Vec<Erasure>,
}

impl Contents {
    /// Rows of all tables.
    pub fn rows(&self) -> i64 {
        self.tables.values().map(|sum| sum.rows).sum()
    }
}

/// Where the newest backup stands, as `/kantor` shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Newest {
    /// Unix seconds; 0: there is none yet.
    pub at: i64,
    /// Bytes of its database.
    pub bytes: u64,
    /// Where it lies.
    pub place: String,
    /// Why the last try did not make one; empty when it did.
    pub trouble: String,
    /// What the newest one lacks, a sentence; empty when it has everything.
    #[serde(default)]
    pub lacking: String,
}

/// Copies the database of a data folder into a new file while others may read and write it, and compares the copy with the source:
/// a table that did not change meanwhile must be the same, none may have fewer rows than it had before or after.
pub async fn copy(data: &Path, to: &Path) -> Result<Contents, Failure> {
    let mut source = read_only(&data.join("pantau.db")).await?;
    let tables = transfer::tables(&mut source).await?;
    let path = to.to_str().ok_or_else(|| Failure::Start("Nama folder cadangan tidak terbaca.".to_owned()))?;
    let mut source = Db::Sqlite(source);
    let before = source.sums(&tables).await?;
    if let Db::Sqlite(db) = &mut source {
        sqlx::query("vacuum into $1").bind(path).execute(db).await?;
    }
    let after = source.sums(&tables).await?;
    source.end().await?;
    std::fs::File::open(to)?.sync_all()?;
    let contents = inspect(to).await?;
    for (table, copied) in &contents.tables {
        let (before, after) =
            (before.get(table).cloned().unwrap_or_default(), after.get(table).cloned().unwrap_or_default());
        let (least, most) = (before.rows.min(after.rows), before.rows.max(after.rows));
        if (before == after && *copied != before) || copied.rows < least || copied.rows > most {
            return Err(Failure::Start(format!(
                "Salinan tidak sama dengan aslinya: tabel {table} berisi {} baris, aslinya {least} sampai {most}. Ulangi.",
                copied.rows
            )));
        }
    }
    Ok(contents)
}

/// Copies a `PostgreSQL` database as it is at one moment into a new `SQLite` file of the same schema, and compares every table.
pub async fn copy_postgres(url: &str, to: &Path) -> Result<Contents, Failure> {
    let mut source = PgConnection::connect(url).await?;
    let (schema,): (i64,) = sqlx::query_as("select coalesce(max(version), 0) from _sqlx_migrations where success")
        .fetch_one(&mut source)
        .await?;
    let mut file = transfer::new_file(to, schema).await?;
    let tables = transfer::tables(&mut file).await?;
    let (mut source, mut file) = (Db::Postgres(source), Db::Sqlite(file));
    source.stand_still().await?;
    file.run("begin").await?;
    for table in &tables {
        // Rows that migrations write are in the source too, as they are there now.
        file.empty(table).await?;
        file.take(&mut source, table).await?;
    }
    file.run("commit").await?;
    let wanted = source.sums(&tables).await?;
    source.end().await?;
    file.end().await?;
    std::fs::File::open(to)?.sync_all()?;
    let contents = inspect(to).await?;
    match transfer::difference(&wanted, &contents.tables) {
        Some(what) => Err(Failure::Start(format!("Salinan tidak sama dengan aslinya: {what}. Ulangi."))),
        None => Ok(contents),
    }
}

/// What photo files a database refers to, table by table: older schemas do not have all of them.
const PHOTOS: [(&str, &str); 4] = [
    ("photo", "select sha256 from photo where sha256 is not null and state = 'stored'"),
    ("library", "select photo from library where photo is not null"),
    ("paper", "select scan from paper where scan is not null"),
    ("meeting_photo", "select sha256 from meeting_photo"),
];

/// Photos that can be erased by themselves.
const ERASABLE: [(&str, &str); 2] = [
    ("photo", "select office || '/' || id, sha256 from photo where sha256 is not null"),
    ("meeting_photo", "select office || '/' || id, sha256 from meeting_photo"),
];

/// The photo files that a running service's database refers to.
pub async fn photos_named(db: &Storage) -> Result<BTreeSet<String>, Failure> {
    let mut photos = BTreeSet::new();
    for (_, sql) in PHOTOS {
        let found: Vec<(String,)> = db.all(sql, args![]).await?;
        photos.extend(found.into_iter().map(|(name,)| name));
    }
    Ok(photos)
}

/// Reads every row of a `PostgreSQL` database; answers the sums of its tables and the photo files it refers to.
pub async fn read_postgres(url: &str) -> Result<(Sums, BTreeSet<String>), Failure> {
    let tables = transfer::newest_tables().await?;
    let mut db = PgConnection::connect(url).await?;
    let mut photos = BTreeSet::new();
    for (_, sql) in PHOTOS {
        let found: Vec<(String,)> = sqlx::query_as(sql).fetch_all(&mut db).await?;
        photos.extend(found.into_iter().map(|(name,)| name));
    }
    let mut db = Db::Postgres(db);
    let sums = db.sums(&tables).await?;
    db.end().await?;
    Ok((sums, photos))
}

/// Looks through a whole database file; an error when it is torn or breaks its own rules.
pub async fn inspect(file: &Path) -> Result<Contents, Failure> {
    let mut db = read_only(file).await?;
    let (verdict,): (String,) = sqlx::query_as("pragma integrity_check(1)").fetch_one(&mut db).await?;
    if verdict != "ok" {
        return Err(Failure::Start(format!("Database {} rusak: {verdict}", file.display())));
    }
    let broken: Vec<(String,)> =
        sqlx::query_as("select \"table\" from pragma_foreign_key_check limit 1").fetch_all(&mut db).await?;
    if let Some((table,)) = broken.first() {
        return Err(Failure::Start(format!("Database {}: baris tabel {table} kehilangan induknya.", file.display())));
    }
    let tables = transfer::tables(&mut db).await?;
    let has = |name: &str| tables.iter().any(|table| table.name == name);
    let (schema,): (i64,) = sqlx::query_as("select coalesce(max(version), 0) from _sqlx_migrations where success")
        .fetch_one(&mut db)
        .await?;
    let epoch: Option<(String,)> =
        sqlx::query_as("select value from installation where name = 'restore_epoch'").fetch_optional(&mut db).await?;
    let mut contents =
        Contents { schema, epoch: epoch.and_then(|(value,)| value.parse().ok()).unwrap_or(1), ..Contents::default() };
    for (table, sql) in PHOTOS {
        if has(table) {
            let found: Vec<(String,)> = sqlx::query_as(sql).fetch_all(&mut db).await?;
            contents.photos.extend(found.into_iter().map(|(name,)| name));
        }
    }
    for (table, sql) in ERASABLE {
        if has(table) {
            let found: Vec<(String, String)> = sqlx::query_as(sql).fetch_all(&mut db).await?;
            contents.erasable.extend(found);
        }
    }
    contents.erasures = sqlx::query_as(erasures::ALL).fetch_all(&mut db).await?;
    let mut db = Db::Sqlite(db);
    contents.tables = db.sums(&tables).await?;
    db.end().await?;
    Ok(contents)
}

/// Marks a database file that nobody has open as restored: phones that see a larger epoch offer again what it may lack.
pub async fn mark_restored(file: &Path, epoch: i64) -> Result<(), Failure> {
    let mut db = SqliteConnectOptions::new().filename(file).connect().await?;
    sqlx::query(
        "insert into installation (name, value) values ('restore_epoch', $1) on conflict (name) do update set value = $1",
    )
    .bind(epoch.to_string())
    .execute(&mut db)
    .await?;
    db.close().await?;
    Ok(())
}

/// Writes down how the newest backup went, for `/kantor`. The service may run: this is one row, written as `SQLite` lets several
/// programs write.
pub async fn note(url: Option<&str>, data: &Path, newest: &Newest) -> Result<(), Failure> {
    const SQL: &str = "insert into installation (name, value) values ('backup', $1) on conflict (name) do update set value = excluded.value";
    let value = serde_json::to_string(newest).unwrap_or_default();
    if let Some(url) = url {
        let mut db = PgConnection::connect(url).await?;
        sqlx::query(SQL).bind(value).execute(&mut db).await?;
        db.close().await?;
    } else {
        let options = SqliteConnectOptions::new().filename(data.join("pantau.db"));
        let mut db = options.busy_timeout(std::time::Duration::from_secs(30)).connect().await?;
        sqlx::query(SQL).bind(value).execute(&mut db).await?;
        db.close().await?;
    }
    Ok(())
}

const NEWEST: &str = "select value from installation where name = 'backup'";

/// How the newest backup went.
pub async fn newest(db: &Storage) -> Result<Option<Newest>, Failure> {
    let row: Option<(String,)> = db.one(NEWEST, args![]).await?;
    Ok(row.and_then(|(value,)| serde_json::from_str(&value).ok()))
}

/// The same, from beside the service.
pub async fn noted(url: Option<&str>, data: &Path) -> Result<Option<Newest>, Failure> {
    let row: Option<(String,)> = match url {
        Some(url) => sqlx::query_as(NEWEST).fetch_optional(&mut PgConnection::connect(url).await?).await?,
        None => sqlx::query_as(NEWEST).fetch_optional(&mut read_only(&data.join("pantau.db")).await?).await?,
    };
    Ok(row.and_then(|(value,)| serde_json::from_str(&value).ok()))
}

/// Since when there is something to lose: when the first account was made.
pub async fn begun(db: &Storage) -> Result<Option<i64>, Failure> {
    let row: Option<(Option<i64>,)> = db.one("select min(created_at) from account", args![]).await?;
    Ok(row.and_then(|(at,)| at))
}

/// Takes this turn of the nightly work, if no other node has taken it.
pub async fn claim(db: &Storage, turn: String) -> Result<bool, Failure> {
    db.write(move |tx| {
        Box::pin(async move {
            let taken = tx
                .run(
                    "insert into installation (name, value) values ('backup_turn', $1)
                     on conflict (name) do update set value = excluded.value where installation.value <> excluded.value",
                    args![turn],
                )
                .await?;
            Ok(taken > 0)
        })
    })
    .await
}
