//! Whole databases from one engine into the other, table by table, and sums by which two of them are compared.
//!
//! A table is copied in one transaction, so whoever is interrupted finds it whole or empty. Its sum does not depend on the order of
//! its rows nor on the engine: it is the sum of the SHA-256 of each row.

use super::Failure;
use futures::stream::{BoxStream, StreamExt, TryStreamExt};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sqlx::postgres::{PgConnection, PgRow};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteRow};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Postgres, QueryBuilder, Row, Sqlite};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::Value;

/// Rows that one statement inserts at most; `SQLite` takes 32 766 parameters, and no table has a hundred columns.
const BATCH: usize = 200;

/// The schema of both engines, number by number.
pub fn sqlite_migrations() -> sqlx::migrate::Migrator {
    sqlx::migrate!("migrations/sqlite")
}

/// The newest schema that this program knows.
pub fn newest_schema() -> i64 {
    sqlite_migrations().iter().map(|migration| migration.version).max().unwrap_or(0)
}

/// A table, as both engines have it.
#[derive(Clone, Debug)]
pub struct Table {
    /// Its name.
    pub name: String,
    columns: Vec<(String, Kind)>,
}

/// What a column holds; the schema uses these four and no others (a test holds it to that).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    Int,
    Real,
    Bool,
}

impl Table {
    fn columns(&self) -> String {
        let names: Vec<String> = self.columns.iter().map(|(name, _)| quoted(name)).collect();
        names.join(", ")
    }

    fn select(&self) -> AssertSqlSafe<String> {
        // Names come from the schema itself.
        AssertSqlSafe(format!("select {} from {}", self.columns(), quoted(&self.name)))
    }

    fn insert(&self) -> String {
        format!("insert into {} ({}) ", quoted(&self.name), self.columns())
    }
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// How many rows a table has, and their sum.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sum {
    /// Rows.
    pub rows: i64,
    /// Hex.
    pub hash: String,
}

/// The sums of all tables by name.
pub type Sums = BTreeMap<String, Sum>;

/// One connection to either engine.
pub enum Db {
    /// A file.
    Sqlite(SqliteConnection),
    /// A server.
    Postgres(PgConnection),
}

/// Opens an `SQLite` file to read it.
pub async fn read_only(file: &Path) -> Result<SqliteConnection, Failure> {
    Ok(SqliteConnectOptions::new().filename(file).read_only(true).connect().await?)
}

/// Makes a new `SQLite` file with the schema of that number. Its journal is a plain one: the file is whole by itself when it is closed.
pub async fn new_file(file: &Path, schema: i64) -> Result<SqliteConnection, Failure> {
    let options = SqliteConnectOptions::new().filename(file).create_if_missing(true);
    let mut db = options.journal_mode(SqliteJournalMode::Delete).connect().await?;
    sqlite_migrations().run_to(schema, &mut db).await.map_err(super::postgres::migration_refused)?;
    Ok(db)
}

/// The tables of the newest schema.
pub async fn newest_tables() -> Result<Vec<Table>, Failure> {
    let mut db = SqliteConnectOptions::new().in_memory(true).connect().await?;
    sqlite_migrations().run(&mut db).await.map_err(super::postgres::migration_refused)?;
    tables(&mut db).await
}

/// The tables of a file, parents before their children.
pub async fn tables(db: &mut SqliteConnection) -> Result<Vec<Table>, Failure> {
    let names: Vec<(String,)> = sqlx::query_as(
        "select name from sqlite_master where type = 'table' and name not like 'sqlite!_%' escape '!' and name not like '!_sqlx!_%' escape '!' order by name",
    )
    .fetch_all(&mut *db)
    .await?;
    let mut waiting = Vec::new();
    for (name,) in names {
        let columns: Vec<(String, String)> =
            sqlx::query_as("select name, type from pragma_table_info($1) order by name")
                .bind(&name)
                .fetch_all(&mut *db)
                .await?;
        let parents: Vec<(String,)> =
            sqlx::query_as("select \"table\" from pragma_foreign_key_list($1)").bind(&name).fetch_all(&mut *db).await?;
        let parents: BTreeSet<String> =
            parents.into_iter().map(|(parent,)| parent).filter(|parent| *parent != name).collect();
        let kinds = columns.into_iter().map(|(column, kind)| match kind.to_ascii_lowercase().as_str() {
            "text" => Ok((column, Kind::Text)),
            "bigint" => Ok((column, Kind::Int)),
            "double precision" => Ok((column, Kind::Real)),
            "boolean" => Ok((column, Kind::Bool)),
            other => Err(Failure::Start(format!("Kolom {column} berjenis {other}, yang tidak dikenal."))),
        });
        waiting.push((Table { columns: kinds.collect::<Result<_, _>>()?, name }, parents));
    }
    let mut sorted: Vec<Table> = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let known: BTreeSet<String> = sorted.iter().map(|table| table.name.clone()).collect();
        let (ready, rest): (Vec<_>, Vec<_>) = waiting.into_iter().partition(|(_, parents)| parents.is_subset(&known));
        if ready.is_empty() {
            return Err(Failure::Start("Tabel-tabelnya saling mengacu dalam lingkaran.".to_owned()));
        }
        sorted.extend(ready.into_iter().map(|(table, _)| table));
        waiting = rest;
    }
    Ok(sorted)
}

macro_rules! values {
    ($row:expr, $table:expr) => {
        $table
            .columns
            .iter()
            .enumerate()
            .map(|(at, (_, kind))| {
                Ok(match kind {
                    Kind::Text => Value::Text($row.try_get(at)?),
                    Kind::Int => Value::Int($row.try_get(at)?),
                    Kind::Real => Value::Real($row.try_get(at)?),
                    Kind::Bool => Value::Bool($row.try_get(at)?),
                })
            })
            .collect::<Result<Vec<Value>, sqlx::Error>>()
    };
}

macro_rules! inserted {
    ($engine:ty, $table:expr, $rows:expr, $db:expr) => {{
        let mut statement = QueryBuilder::<$engine>::new($table.insert());
        statement.push_values($rows, |mut tuple, row| {
            for value in row {
                match value {
                    Value::Text(value) => tuple.push_bind(value),
                    Value::Int(value) => tuple.push_bind(value),
                    Value::Real(value) => tuple.push_bind(value),
                    Value::Bool(value) => tuple.push_bind(value),
                };
            }
        });
        statement.build().persistent(false).execute($db).await?;
    }};
}

impl Db {
    /// From here to [`Db::end`] everything is seen as it is now, whatever others write.
    pub async fn stand_still(&mut self) -> Result<(), Failure> {
        match self {
            Self::Sqlite(db) => sqlx::query("begin").execute(db).await.map(|_| ())?,
            Self::Postgres(db) => {
                sqlx::query("begin isolation level repeatable read read only").execute(db).await.map(|_| ())?;
            }
        }
        Ok(())
    }

    /// Runs a statement of the program's own.
    pub async fn run(&mut self, sql: &'static str) -> Result<(), Failure> {
        match self {
            Self::Sqlite(db) => sqlx::query(sql).execute(db).await.map(|_| ())?,
            Self::Postgres(db) => sqlx::query(sql).execute(db).await.map(|_| ())?,
        }
        Ok(())
    }

    /// Closes the connection; what was not committed is undone.
    pub async fn end(self) -> Result<(), Failure> {
        match self {
            Self::Sqlite(db) => db.close().await?,
            Self::Postgres(db) => db.close().await?,
        }
        Ok(())
    }

    fn rows<'a>(&'a mut self, table: &'a Table) -> BoxStream<'a, Result<Vec<Value>, Failure>> {
        match self {
            Self::Sqlite(db) => sqlx::query::<Sqlite>(table.select())
                .fetch(db)
                .map(move |row| row.and_then(|row: SqliteRow| values!(row, table)).map_err(Failure::from))
                .boxed(),
            Self::Postgres(db) => sqlx::query::<Postgres>(table.select())
                .fetch(db)
                .map(move |row| row.and_then(|row: PgRow| values!(row, table)).map_err(Failure::from))
                .boxed(),
        }
    }

    /// The sum of a table.
    pub async fn sum(&mut self, table: &Table) -> Result<Sum, Failure> {
        let (mut count, mut high, mut low) = (0, 0u128, 0u128);
        let mut rows = self.rows(table);
        while let Some(row) = rows.try_next().await? {
            let hash = hash_of(&row);
            let (first, second) = hash.split_at(16);
            // Sums of many hashes, each half by itself: as hard to hit by chance as the hash.
            let half = |bytes: &[u8]| bytes.iter().fold(0u128, |sum, byte| sum << 8 | u128::from(*byte));
            high = high.wrapping_add(half(first));
            low = low.wrapping_add(half(second));
            count += 1;
        }
        Ok(Sum { rows: count, hash: format!("{high:032x}{low:032x}") })
    }

    /// The sums of these tables.
    pub async fn sums(&mut self, tables: &[Table]) -> Result<Sums, Failure> {
        let mut sums = BTreeMap::new();
        for table in tables {
            sums.insert(table.name.clone(), self.sum(table).await?);
        }
        Ok(sums)
    }

    async fn insert(&mut self, table: &Table, rows: Vec<Vec<Value>>) -> Result<(), Failure> {
        match self {
            Self::Sqlite(db) => inserted!(Sqlite, table, rows, db),
            Self::Postgres(db) => inserted!(Postgres, table, rows, db),
        }
        Ok(())
    }

    /// Empties a table.
    pub async fn empty(&mut self, table: &Table) -> Result<(), Failure> {
        let sql = AssertSqlSafe(format!("delete from {}", quoted(&table.name)));
        match self {
            Self::Sqlite(db) => sqlx::query(sql).execute(db).await.map(|_| ())?,
            Self::Postgres(db) => sqlx::query(sql).execute(db).await.map(|_| ())?,
        }
        Ok(())
    }

    /// Copies every row of a table into the same table here, which is empty. The caller commits.
    pub async fn take(&mut self, from: &mut Self, table: &Table) -> Result<(), Failure> {
        let mut rows = from.rows(table).try_chunks(BATCH);
        while let Some(chunk) = rows.try_next().await.map_err(|error| error.1)? {
            self.insert(table, chunk).await?;
        }
        Ok(())
    }
}

fn hash_of(row: &[Value]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for value in row {
        match value {
            Value::Text(Some(text)) => {
                hash.update([1]);
                hash.update((text.len() as u64).to_be_bytes());
                hash.update(text);
            }
            Value::Int(Some(number)) => {
                hash.update([2]);
                hash.update(number.to_be_bytes());
            }
            Value::Real(Some(number)) => {
                hash.update([3]);
                hash.update(number.to_bits().to_be_bytes());
            }
            Value::Bool(Some(yes)) => hash.update([4, u8::from(*yes)]),
            Value::Text(None) | Value::Int(None) | Value::Real(None) | Value::Bool(None) => hash.update([0]),
        }
    }
    hash.finalize().into()
}

/// The first table in which two databases differ, in words for the operator.
pub fn difference(one: &Sums, other: &Sums) -> Option<String> {
    for (name, sum) in one {
        match other.get(name) {
            None => return Some(format!("tabel {name} tidak ada")),
            Some(found) if found.rows != sum.rows => {
                return Some(format!("tabel {name} berisi {} baris, seharusnya {}", found.rows, sum.rows));
            }
            Some(found) if found != sum => return Some(format!("isi tabel {name} berbeda")),
            Some(_) => {}
        }
    }
    None
}

/// A move that was begun and not finished; in `installation`, so that no program serves half of an installation.
const UNFINISHED: &str = "insert into installation (name, value) values ('moving', '1') on conflict (name) do nothing";

/// Connects to a `PostgreSQL` database into which everything is to be moved and brings its schema up to date. Refuses one that holds
/// an installation already, unless an earlier move into it was interrupted.
pub async fn destination(url: &str) -> Result<Db, Failure> {
    let pool = super::postgres::open(url).await?;
    let mut db: PgConnection = pool.acquire().await?.detach();
    pool.close().await;
    let (offices, moving): (i64, i64) = sqlx::query_as(
        "select (select count(*) from office), (select count(*) from installation where name = 'moving')",
    )
    .fetch_one(&mut db)
    .await?;
    if offices > 0 && moving == 0 {
        return Err(Failure::Start(
            "Database PostgreSQL tujuan sudah berisi data Pantau Pustaka. Tidak ada yang diubah; buat database kosong."
                .to_owned(),
        ));
    }
    sqlx::query(UNFINISHED).execute(&mut db).await?;
    Ok(Db::Postgres(db))
}

/// Copies what `from` holds into `to` (see [`destination`]) and compares each table by count and hash. Tables that an interrupted
/// move has copied already are compared and left. `told` hears of each table.
pub async fn everything(
    from: &mut Db,
    to: &mut Db,
    tables: &[Table],
    mut told: impl FnMut(&str, i64, bool),
) -> Result<Sums, Failure> {
    let mut sums = Sums::new();
    // `installation` holds the mark of an unfinished move, so it comes last and takes the mark away.
    let last = |table: &&Table| table.name == "installation";
    for table in tables.iter().filter(|table| !last(table)).chain(tables.iter().filter(last)) {
        let wanted = from.sum(table).await?;
        let there = to.sum(table).await?;
        let copied = there != wanted;
        if copied {
            to.run("begin").await?;
            if table.name == "installation" {
                to.run("delete from installation").await?;
            } else if there.rows > 0 {
                return Err(Failure::Start(format!("Tabel {} di tujuan sudah berisi data lain.", table.name)));
            }
            to.take(from, table).await?;
            let found = to.sum(table).await?;
            if found != wanted {
                return Err(Failure::Start(format!(
                    "Tabel {} tidak sama sesudah disalin: {} dari {} baris. Sumber tidak diubah.",
                    table.name, found.rows, wanted.rows
                )));
            }
            to.run("commit").await?;
        }
        told(&table.name, wanted.rows, copied);
        sums.insert(table.name.clone(), wanted);
    }
    Ok(sums)
}

#[cfg(test)]
mod tests;
