//! `SQLite`: a file in the data folder, written through one connection and read through many.

use super::folder_lock::FolderLock;
use super::{Failure, transfer};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, SqlitePool};
use std::path::Path;
use std::time::Duration;

/// Older ones can corrupt a WAL file when two connections write and checkpoint at once (sqlite.org/wal.html, WAL-reset bug).
const OLDEST: (u32, u32, u32) = (3, 51, 3);

/// Is a version text like "3.51.3" new enough?
fn new_enough(version: &str) -> bool {
    let mut parts = version.split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    let mut next = || parts.next().unwrap_or(0);
    (next(), next(), next()) >= OLDEST
}

/// FULL: what was acknowledged survives a power cut; measured cheap enough (reliability.md 0.2 item 3).
#[cfg(not(feature = "faults"))]
fn synchronous() -> SqliteSynchronous {
    SqliteSynchronous::Full
}

/// The negative control of the laboratory's power cuts (`./dev faults`), in a build that is never shipped: less than FULL has to lose.
#[cfg(feature = "faults")]
fn synchronous() -> SqliteSynchronous {
    match std::env::var("FAULT_SYNCHRONOUS").as_deref() {
        Ok("normal") => SqliteSynchronous::Normal,
        _ => SqliteSynchronous::Full,
    }
}

/// Opens (and creates) the database of a data folder: readers, the writer, and the lock on the folder.
pub(super) async fn open(data: &Path) -> Result<(SqlitePool, SqlitePool, FolderLock), Failure> {
    let cannot_write = |error: std::io::Error| {
        Failure::Start(format!(
            "Folder data {} tidak bisa ditulisi ({error}). Beri izin tulis, atau tunjuk folder lain dengan PANTAU_DATA.",
            data.display()
        ))
    };
    std::fs::create_dir_all(data).map_err(cannot_write)?;
    // The migrator takes no lock on SQLite, and two writers would each think that they are the only one.
    let Some(lock) = FolderLock::take(&data.join("pantau.lock")).map_err(cannot_write)? else {
        return Err(Failure::Start(format!(
            "Folder data {} sedang dipakai program pantau lain. Hentikan dulu yang itu.",
            data.display()
        )));
    };

    let file = data.join("pantau.db");
    schema(&file).await?;
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(synchronous())
        .busy_timeout(Duration::from_secs(5))
        .pragma("temp_store", "memory")
        .pragma("cache_size", "-16000");
    let write = SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(Duration::from_secs(30))
        // SQLite takes a transaction back by itself when the disk is full or fails. sqlx 0.9 is then told "no transaction" at its own
        // rollback, counts the transaction as open for ever, and begins no other: such a connection is closed and a new one opened.
        .before_acquire(|connection, _| Box::pin(async { Ok(!connection.is_in_transaction()) }))
        .connect_with(options.clone())
        .await
        .map_err(|error| Failure::Start(format!("Database di {} tidak bisa dibuka ({error}).", data.display())))?;

    let (version,): (String,) = sqlx::query_as("select sqlite_version()").fetch_one(&write).await?;
    if !new_enough(&version) {
        return Err(Failure::Start(format!(
            "SQLite {version} terlalu lama: versi sebelum 3.51.3 bisa merusak database. Pakai program pantau yang asli."
        )));
    }
    sqlx::migrate!("migrations/sqlite").run(&write).await.map_err(super::postgres::migration_refused)?;

    let readers =
        std::thread::available_parallelism().map_or(4, |cores| u32::try_from(cores.get()).unwrap_or(4) * 2).max(4);
    let read = SqlitePoolOptions::new().max_connections(readers).connect_with(options.read_only(true)).await?;
    Ok((read, write, lock))
}

/// Opens a database file for reading alone, whoever else has it open.
pub(super) async fn look(file: &Path) -> Result<SqlitePool, Failure> {
    let options = SqliteConnectOptions::new().filename(file).read_only(true);
    Ok(SqlitePoolOptions::new().max_connections(1).connect_with(options).await?)
}

/// The schema that a file has now; 0 when there is none. Changes nothing; refuses what another program has made.
pub(super) async fn schema(file: &Path) -> Result<i64, Failure> {
    // An empty file is what SQLite itself begins with.
    if std::fs::metadata(file).map_or(0, |file| file.len()) == 0 {
        return Ok(0);
    }
    let others = || {
        Failure::Start(format!(
            "Berkas {} bukan database pantau. Tidak ada yang diubah; tunjuk folder lain dengan PANTAU_DATA.",
            file.display()
        ))
    };
    let mut db = transfer::read_only(file).await.map_err(|_| others())?;
    let tables: Vec<(String,)> = sqlx::query_as("select name from sqlite_master where type = 'table'")
        .fetch_all(&mut db)
        .await
        .map_err(|_| others())?;
    let ours = tables.iter().any(|(name,)| name == "_sqlx_migrations");
    if !ours {
        return if tables.is_empty() { Ok(0) } else { Err(others()) };
    }
    let (schema,): (i64,) = sqlx::query_as("select coalesce(max(version), 0) from _sqlx_migrations where success")
        .fetch_one(&mut db)
        .await?;
    db.close().await?;
    Ok(schema)
}

#[cfg(test)]
mod tests {
    use super::*;
    use sqlx::ConnectOptions;

    #[test]
    fn versions_with_the_wal_bug_are_refused() {
        for old in ["3.46.0", "3.51.2", "2.9.9", "3.40.1", ""] {
            assert!(!new_enough(old), "{old}");
        }
        for good in ["3.51.3", "3.52.0", "4.0.0", "3.100.1"] {
            assert!(new_enough(good), "{good}");
        }
    }

    #[tokio::test]
    async fn a_schema_newer_than_the_program_is_refused_in_a_sentence() {
        let folder = tempfile::tempdir().unwrap();
        {
            let (read, write, _lock) = open(folder.path()).await.unwrap();
            sqlx::query("insert into _sqlx_migrations (version, description, success, checksum, execution_time) values (9999, 'later', true, x'00', 0)")
                .execute(&write)
                .await
                .unwrap();
            read.close().await;
            write.close().await;
        }
        let error = open(folder.path()).await.unwrap_err().to_string();
        assert!(error.contains("lebih baru"), "{error}");
    }

    #[tokio::test]
    async fn the_database_of_another_program_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("pantau.db");
        let mut other = SqliteConnectOptions::new().filename(&file).create_if_missing(true).connect().await.unwrap();
        sqlx::query("create table buku (judul text)").execute(&mut other).await.unwrap();
        other.close().await.unwrap();
        for content in [std::fs::read(&file).unwrap(), b"Ini bukan database, melainkan surat.".repeat(40)] {
            std::fs::write(&file, &content).unwrap();
            let error = open(folder.path()).await.unwrap_err().to_string();
            assert!(error.contains("bukan database pantau"), "{error}");
            assert_eq!(std::fs::read(&file).unwrap(), content, "not a byte was changed");
        }
    }

    #[tokio::test]
    async fn a_folder_that_cannot_be_written_is_refused_in_a_sentence() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, "x").unwrap();
        let error = open(&file.join("data")).await.unwrap_err().to_string();
        assert!(error.contains("tidak bisa ditulisi"), "{error}");
    }

    #[tokio::test]
    async fn a_second_program_on_the_folder_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let _first = open(folder.path()).await.unwrap();
        let error = open(folder.path()).await.unwrap_err().to_string();
        assert!(error.contains("sedang dipakai"), "{error}");
    }
}
