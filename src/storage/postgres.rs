//! `PostgreSQL`, by `DATABASE_URL`, for more than one machine.

use super::Failure;
use sqlx::migrate::MigrateError;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{Connection, PgConnection, PgPool};
use std::str::FromStr;
use std::time::Duration;

/// Opens the pool and brings the schema up to date (the migrator holds an advisory lock meanwhile).
pub(super) async fn open(url: &str) -> Result<PgPool, Failure> {
    // The address may hold a password: it never goes into a message.
    let options = PgConnectOptions::from_str(url)
        .map_err(|_| {
            Failure::Start(
                "DATABASE_URL bukan alamat PostgreSQL yang benar. Contoh: postgres://nama@localhost/pantau".to_owned(),
            )
        })?
        // A client that went away mid-transaction must not hold locks for ever.
        .options([("idle_in_transaction_session_timeout", "30s")]);
    let pool = PgPoolOptions::new()
        .max_connections(16)
        .acquire_timeout(Duration::from_secs(10))
        .connect_with(options)
        .await
        .map_err(|error| Failure::Start(format!("PostgreSQL tidak bisa dihubungi ({error}). Periksa DATABASE_URL.")))?;
    refuse_others(&pool).await?;
    sqlx::migrate!("migrations/postgres").run(&pool).await.map_err(migration_refused)?;
    Ok(pool)
}

/// A database that another product has filled is left alone.
async fn refuse_others(pool: &PgPool) -> Result<(), Failure> {
    let (others, ours): (i64, i64) = sqlx::query_as(
        "select count(*), count(*) filter (where table_name = '_sqlx_migrations') from information_schema.tables
         where table_schema = current_schema() and table_type = 'BASE TABLE'",
    )
    .fetch_one(pool)
    .await?;
    if others > 0 && ours == 0 {
        return Err(Failure::Start(
            "Database di DATABASE_URL berisi tabel program lain. Tidak ada yang diubah; tunjuk database kosong."
                .to_owned(),
        ));
    }
    Ok(())
}

/// The schema that a database has now; 0 when it is empty. Changes nothing.
pub(super) async fn schema(url: &str) -> Result<i64, Failure> {
    let mut db = PgConnection::connect(url)
        .await
        .map_err(|error| Failure::Start(format!("PostgreSQL tidak bisa dihubungi ({error}). Periksa DATABASE_URL.")))?;
    let (there,): (bool,) =
        sqlx::query_as("select to_regclass('_sqlx_migrations') is not null").fetch_one(&mut db).await?;
    if !there {
        return Ok(0);
    }
    let (schema,): (i64,) = sqlx::query_as("select coalesce(max(version), 0) from _sqlx_migrations where success")
        .fetch_one(&mut db)
        .await?;
    db.close().await?;
    Ok(schema)
}

/// Half of an installation, left by a move that was interrupted, is not served.
pub(super) async fn refuse_half(pool: &PgPool) -> Result<(), Failure> {
    let (moving,): (i64,) =
        sqlx::query_as("select count(*) from installation where name = 'moving'").fetch_one(pool).await?;
    if moving > 0 {
        return Err(Failure::Start(
            "Pemindahan ke database PostgreSQL ini belum selesai. Jalankan lagi: pantau move".to_owned(),
        ));
    }
    Ok(())
}

/// Why a schema could not be brought up to date, as a sentence for the operator.
pub(super) fn migration_refused(error: MigrateError) -> Failure {
    Failure::Start(match error {
        MigrateError::VersionMissing(version) => {
            format!(
                "Database ini dibuat oleh pantau yang lebih baru (skema {version}). Pasang program yang lebih baru; data tidak disentuh."
            )
        }
        MigrateError::VersionMismatch(version) => {
            format!(
                "Database ini bukan milik pantau, atau skemanya diubah orang (skema {version} lain). Data tidak disentuh."
            )
        }
        other => format!("Skema database tidak bisa disiapkan: {other}"),
    })
}
