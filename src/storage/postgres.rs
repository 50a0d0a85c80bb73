//! `PostgreSQL`, by `DATABASE_URL`, for more than one machine.

use super::Failure;
use sqlx::migrate::MigrateError;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{ConnectOptions, Connection, PgConnection, PgPool};
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
    refuse_others(&mut migrating).await?;
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

/// Makes the role that reads behind the wall between offices (migration 0010 has the policies), and lets this program's own role take
/// it on. `false`, with a warning: the program's role may not; then every statement's own `where office = ..` is the only wall.
pub(super) async fn raise_wall(pool: &PgPool) -> bool {
    let raised = async {
        // Another node or database of the same server may be doing the same: what is there already is no fault.
        sqlx::raw_sql(
            "do $$ begin
                 if not exists (select 1 from pg_roles where rolname = 'pantau_office') then create role pantau_office nologin; end if;
             exception when others then null; end $$;
             do $$ begin
                 if not pg_has_role(current_user, 'pantau_office', 'member') then
                     execute format('grant pantau_office to %I', current_user);
                 end if;
             exception when others then null; end $$;",
        )
        .execute(pool)
        .await?;
        // Tried, not asked: since PostgreSQL 16 a member of a role may still not be allowed to take it on.
        let mut may = takes_role(pool).await.is_ok();
        if !may {
            let _ = sqlx::raw_sql("grant pantau_office to current_user").execute(pool).await;
            may = takes_role(pool).await.is_ok();
        }
        if may {
            let mut tx = pool.begin().await?;
            sqlx::query("select pg_advisory_xact_lock(62010010)").execute(&mut *tx).await?;
            sqlx::query("grant select on all tables in schema public to pantau_office").execute(&mut *tx).await?;
            tx.commit().await?;
        }
        Ok::<_, sqlx::Error>(may)
    };
    let may = raised.await.unwrap_or_else(|error| {
        tracing::warn!(%error, "the wall between offices could not be raised");
        false
    });
    if !may {
        tracing::warn!(
            "no second wall between offices: as a superuser run once  create role pantau_office; grant pantau_office to <this program's role>;"
        );
    }
    may
}

async fn takes_role(pool: &PgPool) -> Result<(), sqlx::Error> {
    let mut tx = pool.begin().await?;
    sqlx::query("set local role pantau_office").execute(&mut *tx).await?;
    tx.rollback().await
}

/// A transaction that sees the rows of one office.
pub(super) async fn behind_wall(pool: &PgPool, office: &str) -> Result<sqlx::PgTransaction<'static>, Failure> {
    let mut tx = pool.begin().await?;
    sqlx::query("select set_config('role', 'pantau_office', true), set_config('pantau.office', $1, true)")
        .bind(office)
        .execute(&mut *tx)
        .await?;
    Ok(tx)
}

/// A database that another product has filled is left alone.
async fn refuse_others(db: &mut PgConnection) -> Result<(), Failure> {
    let (others, ours): (i64, i64) = sqlx::query_as(
        "select count(*), count(*) filter (where table_name = '_sqlx_migrations') from information_schema.tables
         where table_schema = current_schema() and table_type = 'BASE TABLE'",
    )
    .fetch_one(db)
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

#[cfg(test)]
mod tests {
    use crate::args;
    use crate::trial::Trial;

    #[tokio::test]
    async fn a_forgotten_where_reads_no_other_offices_rows() {
        for trial in Trial::on_each_database("wall between offices").await {
            let db = &trial.app.storage;
            if db.postgres().is_none() {
                continue;
            }
            trial.office("62.02", "Kotawaringin Timur").await;
            trial.library("62.01", "62.01.02.2016", "natai-raya").await;
            trial.library("62.02", "62.02.02.2016", "jauh").await;
            let slugs = |office: &'static str| {
                let db = if office.is_empty() { db.clone() } else { db.behind_wall(office) };
                async move {
                    let rows: Vec<(String,)> = db.all("select slug from library order by slug", args![]).await.unwrap();
                    rows.into_iter().map(|(slug,)| slug).collect::<Vec<_>>()
                }
            };
            assert_eq!(slugs("").await, ["jauh", "natai-raya"], "public pages show every office");
            assert_eq!(slugs("62.01").await, ["natai-raya"]);
            assert_eq!(slugs("62.02").await, ["jauh"]);
            assert!(slugs("99.99").await.is_empty());
            let own = db.behind_wall("62.01");
            let other: Option<(String,)> =
                own.one("select regency from office where code = '62.02'", args![]).await.unwrap_or(None);
            assert_eq!(other, None);
            let offices: Vec<(String,)> = own.all("select code from office", args![]).await.unwrap();
            assert_eq!(offices, vec![("62.01".to_owned(),)]);
            // The connection that read behind the wall is free of it afterwards.
            for _ in 0..40 {
                assert_eq!(slugs("").await.len(), 2);
            }
            // Behind the wall nothing is written, whatever the statement says.
            let written: Result<Vec<(String,)>, _> = own.all("delete from library returning slug", args![]).await;
            assert!(written.is_err());

            // Every table that an office owns is behind it, also those that a later migration adds.
            let open: Vec<(String,)> = db
                .all(
                    "select cast(c.table_name as text) from information_schema.columns c
                     join information_schema.tables t on t.table_schema = c.table_schema and t.table_name = c.table_name
                     where c.table_schema = 'public' and c.column_name = 'office' and t.table_type = 'BASE TABLE'
                       and not exists (select 1 from pg_policies p where p.tablename = c.table_name)",
                    args![],
                )
                .await
                .unwrap();
            let mut open: Vec<String> = open.into_iter().map(|(table,)| table).collect();
            open.sort();
            assert_eq!(open, ["slug", "village"]);
        }
    }
}
