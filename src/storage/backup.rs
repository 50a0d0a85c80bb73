//! Copies of an `SQLite` database that can be trusted: made by `SQLite` itself while the service runs, and looked at before they count.
//! Copying the file by hand would lose what is still in its WAL.

use super::Failure;
use super::erasures::{self, Erasure};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What a database file holds, as far as a backup has to know.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contents {
    /// Number of the newest migration in it.
    pub schema: i64,
    /// Rows of each table.
    pub rows: BTreeMap<String, i64>,
    /// The restore epoch; 1 when it was never restored.
    pub epoch: i64,
    /// Names of the photo files it refers to.
    pub photos: BTreeSet<String>,
}

/// The newest schema that this program knows.
pub fn newest_schema() -> i64 {
    sqlx::migrate!("migrations/sqlite").iter().map(|migration| migration.version).max().unwrap_or(0)
}

async fn read_only(file: &Path) -> Result<SqliteConnection, Failure> {
    Ok(SqliteConnectOptions::new().filename(file).read_only(true).connect().await?)
}

async fn rows(db: &mut SqliteConnection) -> Result<BTreeMap<String, i64>, Failure> {
    let tables: Vec<(String,)> = sqlx::query_as(
        "select name from sqlite_master where type = 'table' and name not like 'sqlite_%' order by name",
    )
    .fetch_all(&mut *db)
    .await?;
    let mut rows = BTreeMap::new();
    for (table,) in tables {
        // Names come from the schema itself.
        let sql = AssertSqlSafe(format!("select count(*) from \"{}\"", table.replace('"', "\"\"")));
        let (count,): (i64,) = sqlx::query_as(sql).fetch_one(&mut *db).await?;
        rows.insert(table, count);
    }
    Ok(rows)
}

/// Copies the database of a data folder into a new file while others may read and write it, and compares the copy with the
/// source: no table may have fewer rows than it had before or after.
pub async fn copy(data: &Path, to: &Path) -> Result<Contents, Failure> {
    let mut source = read_only(&data.join("pantau.db")).await?;
    let before = rows(&mut source).await?;
    let path = to.to_str().ok_or_else(|| Failure::Start("Nama folder cadangan tidak terbaca.".to_owned()))?;
    sqlx::query("vacuum into $1").bind(path).execute(&mut source).await?;
    let after = rows(&mut source).await?;
    source.close().await?;
    std::fs::File::open(to)?.sync_all()?;
    let contents = inspect(to).await?;
    for (table, count) in &contents.rows {
        let (before, after) = (before.get(table).copied().unwrap_or(0), after.get(table).copied().unwrap_or(0));
        if *count < before.min(after) || *count > before.max(after) {
            return Err(Failure::Start(format!(
                "Salinan tidak sama dengan aslinya: tabel {table} berisi {count} baris, aslinya {before} sampai {after}. Ulangi."
            )));
        }
    }
    Ok(contents)
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
    let rows = rows(&mut db).await?;
    let (schema,): (i64,) = sqlx::query_as("select coalesce(max(version), 0) from _sqlx_migrations where success")
        .fetch_one(&mut db)
        .await?;
    let epoch: Option<(String,)> =
        sqlx::query_as("select value from installation where name = 'restore_epoch'").fetch_optional(&mut db).await?;
    let photos: Vec<(String,)> = sqlx::query_as(
        "select sha256 from photo where sha256 is not null and state = 'stored'
         union select photo from library where photo is not null
         union select scan from paper where scan is not null
         union select sha256 from meeting_photo",
    )
    .fetch_all(&mut db)
    .await?;
    db.close().await?;
    Ok(Contents {
        schema,
        rows,
        epoch: epoch.and_then(|(value,)| value.parse().ok()).unwrap_or(1),
        photos: photos.into_iter().map(|(name,)| name).collect(),
    })
}

/// Everything that was erased on request, from a database file that nobody serves any more: a restore must not bring it back.
pub async fn erasures(file: &Path) -> Result<Vec<Erasure>, Failure> {
    let mut db = read_only(file).await?;
    let all = sqlx::query_as(erasures::ALL).fetch_all(&mut db).await?;
    db.close().await?;
    Ok(all)
}

/// The names of photo files by the photos' office and id, from a database file that nobody serves; a library's own photo is not
/// among them.
pub async fn photo_files(file: &Path) -> Result<BTreeMap<(String, String), String>, Failure> {
    let mut db = read_only(file).await?;
    let all: Vec<(String, String, String)> =
        sqlx::query_as(
            "select office, id, sha256 from photo where sha256 is not null union all select office, id, sha256 from meeting_photo",
        )
        .fetch_all(&mut db)
        .await?;
    db.close().await?;
    Ok(all.into_iter().map(|(office, id, sha256)| ((office, id), sha256)).collect())
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
