//! Where people's words stand, held against the schema of each database.

use super::places::{NO_WORDS, PLACES};
use super::*;
use crate::trial::Trial;
use std::collections::BTreeSet;

/// Every column of the schema, as (table, column, type).
async fn columns(trial: &Trial) -> Vec<(String, String, String)> {
    let sql = if trial.app.storage.engine() == "SQLite" {
        "select cast(m.name as text), cast(p.name as text), lower(p.type) from sqlite_master m, pragma_table_info(m.name) p
         where m.type = 'table' and m.name not like 'sqlite_%' and m.name not like '\\_sqlx%' escape '\\'"
    } else {
        "select cast(c.table_name as text), cast(c.column_name as text), lower(cast(c.data_type as text))
         from information_schema.columns c
         join information_schema.tables t on t.table_schema = c.table_schema and t.table_name = c.table_name
         where c.table_schema = current_schema() and t.table_type = 'BASE TABLE' and c.table_name not like '\\_sqlx%'"
    };
    trial.app.storage.all(sql, args![]).await.unwrap()
}

#[tokio::test]
async fn every_column_of_text_is_searched_or_has_a_reason() {
    for trial in Trial::on_each_database("columns of text").await {
        let all: BTreeSet<String> = columns(&trial)
            .await
            .into_iter()
            .filter(|(_, _, kind)| !["bigint", "boolean", "double precision"].contains(&kind.as_str()))
            .map(|(table, column, _)| format!("{table}.{column}"))
            .collect();
        assert!(all.len() > 200, "the schema was not read");
        let searched: BTreeSet<String> = PLACES
            .iter()
            .flat_map(|place| place.columns.iter().map(move |column| format!("{}.{column}", place.table)))
            .collect();
        let mut excused = BTreeSet::new();
        for (why, names) in NO_WORDS {
            for name in *names {
                let these: Vec<&String> = match name.strip_prefix('*') {
                    Some(column) => all.iter().filter(|it| it.ends_with(column)).collect(),
                    None => all.get(*name).into_iter().collect(),
                };
                assert!(!these.is_empty(), "{name} ({why}) is not in the schema");
                for it in these {
                    excused.insert(it.clone());
                }
            }
        }
        let lost: Vec<&String> = searched.difference(&all).collect();
        assert!(lost.is_empty(), "searched and not in the schema: {lost:?}");
        let both: Vec<&String> = searched.intersection(&excused).collect();
        assert!(both.is_empty(), "searched, and said to hold no words: {both:?}");
        let forgotten: Vec<&String> =
            all.iter().filter(|it| !searched.contains(*it) && !excused.contains(*it)).collect();
        assert!(
            forgotten.is_empty(),
            "may hold words about a person and is not searched (src/storage/data_requests/places.rs): {forgotten:?}"
        );
    }
}

#[test]
fn every_place_has_a_code_of_its_own_and_a_way_to_mend_it() {
    let codes: BTreeSet<&str> = PLACES.iter().map(|place| place.kind).collect();
    assert_eq!(codes.len(), PLACES.len());
    for place in PLACES {
        let here = crate::storage::erasures::Kind::of(place.kind);
        assert_eq!(here.is_some(), place.page.is_empty(), "{}", place.kind);
        assert!(here.is_none_or(|kind| kind.words() == place.name), "{}", place.kind);
        assert!(!place.name.is_empty() && !place.columns.is_empty(), "{}", place.kind);
        let route = place.page.split('?').next().unwrap_or_default().replace("{}", "{id}");
        let is_one = |path: &str| path == route || path.replace("{slug}", "{id}") == route;
        assert!(
            route.is_empty() || crate::api::ENDPOINTS.iter().any(|endpoint| is_one(endpoint.path)),
            "{}: no page {route}",
            place.kind
        );
    }
}

async fn run(trial: &Trial, sql: String) {
    let sql: &'static str = sql.leak();
    let done = trial.app.storage.write(move |tx| Box::pin(async move { tx.run(sql, args![]).await }));
    done.await.unwrap_or_else(|failure| panic!("{sql}: {failure}"));
}

/// One row in each table that is searched, and in those that such a row needs.
async fn house(trial: &Trial) {
    let library = trial.library("62.01", "62.01.02.2016", "natai-raya").await;
    let schema = columns(trial).await;
    let first = ["account", "meeting", "report", "report_version", "award", "award_version", "visit"];
    let mut filled = BTreeSet::from(["library"]);
    for table in first.into_iter().chain(PLACES.iter().map(|place| place.table)) {
        if !filled.insert(table) {
            continue;
        }
        let (names, values): (Vec<&str>, Vec<String>) = schema
            .iter()
            .filter(|(of, _, kind)| of == table && kind != "double precision")
            .map(|(_, column, kind)| {
                let value = match (column.as_str(), kind.as_str()) {
                    ("office", _) => "'62.01'".to_owned(),
                    ("library", _) => format!("'{library}'"),
                    ("erased_on", _) => "null".to_owned(),
                    ("valid_from", _) => "'2020-01-01'".to_owned(),
                    (_, "bigint") => "1".to_owned(),
                    (_, "boolean") => "false".to_owned(),
                    _ => "'x'".to_owned(),
                };
                (column.as_str(), value)
            })
            .unzip();
        run(trial, format!("insert into {table} ({}) values ({})", names.join(", "), values.join(", "))).await;
    }
}

#[tokio::test]
async fn a_name_and_a_number_are_found_in_every_place() {
    for trial in Trial::on_each_database("finding a person").await {
        house(&trial).await;
        let db = trial.app.storage.behind_wall("62.01");
        let kinds = async |name: &str, phone: &str| {
            let (found, count) = found(&db, "62.01", name, phone, ALL).await.unwrap();
            assert_eq!(i64::try_from(found.len()).unwrap(), count);
            found.into_iter().map(|found| found.kind).collect::<Vec<_>>()
        };
        assert_eq!(kinds("Ratna Dewi", "+6281122223333").await, Vec::<String>::new());
        let spellings = ["0811-2222-3333", "+62 811 2222 3333", "(0811) 2222.3333", "+6281122223333"];
        for (at, place) in PLACES.iter().enumerate() {
            let revision = if place.kind.ends_with("_before") { 2 } else { 1 };
            run(&trial, format!("update report set revision = {revision}, approved_revision = {revision}")).await;
            for column in place.columns {
                let parked = place.table == "parked_form";
                let name = if parked { "a=Ibu+RATNA+DEWI&b=" } else { "Ibu RATNA DEWI bertanya" };
                let number = if parked { "hp=0811-2222-3333" } else { spellings[at % spellings.len()] };
                for words in [name, number] {
                    run(&trial, format!("update {} set {column} = '{words}'", place.table)).await;
                    let found = kinds("Ratna Dewi", "+6281122223333").await;
                    assert_eq!(found, [place.kind], "{}.{column}: {words}", place.table);
                    assert!(words != name || kinds("Ratna Dewi", "").await == [place.kind]);
                    assert!(kinds("Ratna Dewanti", "+6281122223334").await.is_empty());
                    run(&trial, format!("update {} set {column} = 'x'", place.table)).await;
                }
            }
        }
        // A form is kept as a browser sends it, whatever letters a name has.
        for name in ["Maria D'Arcy", "Désirée, S.Pd.", "Siti (Ibu Tiga) Élise"] {
            let body = serde_html_form::to_string([("hp", "(0811) 2222-3333"), ("ketua", name)]).unwrap();
            run(&trial, format!("update parked_form set body = '{body}'")).await;
            assert_eq!(kinds(name, "").await, ["parked"], "{body}");
            assert_eq!(kinds("Ratna Dewi", "+6281122223333").await, ["parked"], "{body}");
            assert!(kinds(&format!("{name}x"), "").await.is_empty());
        }
        run(&trial, "update parked_form set body = 'x'".to_owned()).await;
        // Of another office nothing is found, whatever it is.
        run(&trial, "update tip set words = 'Ratna Dewi'".to_owned()).await;
        let (found, count) = found(&trial.app.storage, "62.02", "Ratna Dewi", "", ALL).await.unwrap();
        assert!(found.is_empty() && count == 0);
    }
}
