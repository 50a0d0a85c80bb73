//! `PostgreSQL`, by `DATABASE_URL`, for more than one machine.

use super::Failure;
use sqlx::migrate::MigrateError;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{ConnectOptions, Connection, PgPool};
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
    let unreachable =
        |error| Failure::Start(format!("PostgreSQL tidak bisa dihubungi ({error}). Periksa DATABASE_URL."));
    // Another node may be migrating: that is waited for on a connection of its own, however long it takes.
    let mut migrating = options.connect().await.map_err(unreachable)?;
    sqlx::migrate!("migrations/postgres").run(&mut migrating).await.map_err(migration_refused)?;
    let _ = migrating.close().await;
    PgPoolOptions::new()
        .max_connections(16)
        .acquire_timeout(Duration::from_secs(10))
        // Whoever waits for a lock that somebody else holds is told to come again; behind the pens twice as long, which is SQLite's 5 s.
        .connect_with(options.options([("lock_timeout", "2500ms")]))
        .await
        .map_err(unreachable)
}

/// Why a schema could not be brought up to date, as a sentence for the operator.
pub(super) fn migration_refused(error: MigrateError) -> Failure {
    Failure::Start(match error {
        MigrateError::VersionMissing(version) => {
            format!(
                "Database ini dibuat oleh pantau yang lebih baru (skema {version}). Pasang program yang lebih baru; data tidak disentuh."
            )
        }
        other => format!("Skema database tidak bisa disiapkan: {other}"),
    })
}
