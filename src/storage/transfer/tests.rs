//! Every migration from every earlier schema with data in it, on both databases; and what sums can tell.

use super::*;
use crate::trial::{Trial, empty_postgres};
use crate::world::World;

/// A row in every table of that file, with whatever its columns take: parents are there already, and rules of the schema hold.
async fn fill(db: &mut Db, tables: &[Table], parents: &BTreeMap<String, Vec<(String, String, String)>>) -> usize {
    let mut filled = 0;
    let mut rows: BTreeMap<String, BTreeMap<String, Value>> = BTreeMap::new();
    for table in tables {
        let mut row: BTreeMap<String, Value> = table
            .columns
            .iter()
            .map(|(name, kind)| {
                let value = match kind {
                    // A migration reads it as what it is.
                    Kind::Text if name == "hours" => Value::from(r#"{"days":[]}"#),
                    Kind::Text => Value::from("x"),
                    Kind::Int => Value::from(1_i64),
                    Kind::Real => Value::from(1.5),
                    Kind::Bool => Value::from(true),
                };
                (name.clone(), value)
            })
            .collect();
        for (parent, own, theirs) in parents.get(&table.name).into_iter().flatten() {
            if let Some(value) = rows.get(parent).and_then(|row| row.get(theirs)) {
                row.insert(own.clone(), value.clone());
            }
        }
        let values = table.columns.iter().map(|(name, _)| row[name].clone()).collect();
        // A table with a rule of its own for its words is left empty; there are few, and the test counts.
        db.run("savepoint row").await.unwrap();
        if db.insert(table, vec![values]).await.is_ok() {
            filled += 1;
            rows.insert(table.name.clone(), row);
        } else {
            db.run("rollback to savepoint row").await.unwrap();
        }
        db.run("release savepoint row").await.unwrap();
    }
    filled
}

async fn parents(db: &mut SqliteConnection, tables: &[Table]) -> BTreeMap<String, Vec<(String, String, String)>> {
    let mut all = BTreeMap::new();
    for table in tables {
        let found: Vec<(String, String, String)> =
            sqlx::query_as("select \"table\", \"from\", coalesce(\"to\", \"from\") from pragma_foreign_key_list($1)")
                .bind(&table.name)
                .fetch_all(&mut *db)
                .await
                .unwrap();
        all.insert(table.name.clone(), found);
    }
    all
}

/// The columns that both schemas have, and what they add up to in the newer one.
fn as_it_was(old: &Table, new: &[Table]) -> Option<Table> {
    let found = new.iter().find(|table| table.name == old.name)?;
    let columns = old.columns.iter().filter(|column| found.columns.contains(column)).cloned().collect();
    Some(Table { name: old.name.clone(), columns })
}

#[tokio::test]
async fn every_earlier_schema_with_data_in_it_becomes_the_newest_and_keeps_its_rows() {
    for schema in 1..newest_schema() {
        let folder = tempfile::tempdir().unwrap();
        let mut file = new_file(&folder.path().join("pantau.db"), schema).await.unwrap();
        let old = tables(&mut file).await.unwrap();
        let family = parents(&mut file, &old).await;
        let mut db = Db::Sqlite(file);
        db.run("begin").await.unwrap();
        let filled = fill(&mut db, &old, &family).await;
        db.run("commit").await.unwrap();
        assert!(filled * 10 >= old.len() * 7, "only {filled} of {} tables of schema {schema} have a row", old.len());
        let newest = newest_tables().await.unwrap();
        let kept: Vec<Table> = old.iter().filter_map(|table| as_it_was(table, &newest)).collect();
        assert_eq!(kept.len(), old.len(), "a table of schema {schema} is gone");
        let before = db.sums(&kept).await.unwrap();
        db.end().await.unwrap();

        let storage = crate::storage::Storage::open(None, folder.path(), World::real()).await.unwrap();
        storage.close().await;
        let mut db = Db::Sqlite(read_only(&folder.path().join("pantau.db")).await.unwrap());
        let after = db.sums(&kept).await.unwrap();
        let changed: Vec<&String> = before.keys().filter(|name| before[*name].rows > after[*name].rows).collect();
        assert!(changed.is_empty(), "schema {schema} lost rows of {changed:?}");
        assert_eq!(after["library"], before["library"], "schema {schema}");
        println!("from schema {schema}: {filled} of {} tables with a row, all kept", old.len());

        let Some(url) = empty_postgres("migrations from every schema").await else { continue };
        let mut server = PgConnection::connect(&url).await.unwrap();
        sqlx::migrate!("migrations/postgres").run_to(schema, &mut server).await.unwrap();
        let mut db = Db::Postgres(server);
        db.run("begin").await.unwrap();
        assert_eq!(fill(&mut db, &old, &family).await, filled, "schema {schema}");
        db.run("commit").await.unwrap();
        let before = db.sums(&kept).await.unwrap();
        db.end().await.unwrap();
        crate::storage::Storage::open(Some(&url), folder.path(), World::real()).await.unwrap().close().await;
        let mut db = Db::Postgres(PgConnection::connect(&url).await.unwrap());
        let after = db.sums(&kept).await.unwrap();
        assert!(before.keys().all(|name| before[name].rows <= after[name].rows), "schema {schema}");
        assert_eq!(after["library"], before["library"], "schema {schema}");
    }
}

#[tokio::test]
async fn sums_see_one_changed_value_and_no_order() {
    let trial = Trial::new().await;
    trial.library("62.01", "62.01.02.2016", "natai-raya").await;
    trial.library("62.01", "62.01.02.2018", "natai-baru").await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("copy.db");
    let contents = crate::storage::backup::copy(trial.folder(), &file).await.unwrap();
    let other = folder.path().join("other.db");
    let mut from = read_only(&file).await.unwrap();
    let all = tables(&mut from).await.unwrap();
    let mut from = Db::Sqlite(from);
    let mut to = Db::Sqlite(new_file(&other, newest_schema()).await.unwrap());
    for table in &all {
        to.take(&mut from, table).await.unwrap();
    }
    assert_eq!(difference(&contents.tables, &to.sums(&all).await.unwrap()), None);
    to.run("update library set version = version + 1 where slug = 'natai-baru'").await.unwrap();
    assert_eq!(
        difference(&contents.tables, &to.sums(&all).await.unwrap()).as_deref(),
        Some("isi tabel library berbeda")
    );
    to.run("delete from library where slug = 'natai-baru'").await.unwrap();
    let words = difference(&contents.tables, &to.sums(&all).await.unwrap()).unwrap();
    assert!(words.contains("library berisi 1 baris, seharusnya 2"), "{words}");
}
