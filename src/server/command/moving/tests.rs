//! A move that is interrupted after each of its tables and begun again.

use super::*;
use crate::domain::account::Role;
use crate::storage::transfer::difference;
use crate::trial::{Trial, empty_postgres};

#[tokio::test]
async fn an_installation_moves_whole_however_often_it_is_interrupted() {
    let Some(url) = empty_postgres("move from SQLite").await else { return };
    let trial = Trial::new().await;
    let library = trial.library("62.01", "62.01.02.2016", "natai-raya").await;
    trial.person("62.01", "Ibu Wardiah", &[Role::Librarian { library }]).await;
    trial.person("62.01", "Pak Hadi", &[Role::Administrator]).await;
    let settings = Settings { database_url: Some(url.clone()), ..(*trial.app.settings).clone() };

    // While the service runs nothing is moved.
    let running = run(&settings, &trial.world).await.unwrap_err();
    assert!(running.words().contains("sedang dipakai"), "{}", running.words());

    let data = tempfile::tempdir().unwrap();
    let file = data.path().join("pantau.db");
    crate::storage::backup::copy(trial.folder(), &file).await.unwrap();
    let settings = Settings { data: data.path().to_path_buf(), ..settings };
    let mut from = transfer::read_only(&file).await.unwrap();
    let tables = transfer::tables(&mut from).await.unwrap();
    let wanted = Db::Sqlite(from).sums(&tables).await.unwrap();

    // Killed after each table in turn: what was copied stays, half of an installation is not served.
    let others: Vec<_> = tables.iter().filter(|table| table.name != "installation").cloned().collect();
    for many in [0, 1, others.len() / 2, others.len()] {
        let mut from = Db::Sqlite(transfer::read_only(&file).await.unwrap());
        let mut to = transfer::destination(&url).await.unwrap();
        transfer::everything(&mut from, &mut to, &others[..many], |_, _, _| {}).await.unwrap();
        drop(to);
        let half = Storage::open(Some(&url), data.path(), trial.world.clone()).await.err().unwrap();
        assert!(half.to_string().contains("belum selesai"), "{half}");
    }
    run(&settings, &trial.world).await.unwrap_or_else(|fault| panic!("{}", fault.words()));
    let (found, _) = crate::storage::backup::read_postgres(&url).await.unwrap();
    assert_eq!(difference(&wanted, &found), None);
    assert_eq!(found["account"].rows, 2);
    Storage::open(Some(&url), data.path(), trial.world.clone()).await.unwrap();

    // What was moved is not served from here any more, and who moves it again hears where it went.
    assert!(!file.exists());
    let again = run(&settings, &trial.world).await.unwrap_err();
    assert!(again.words().contains("Sudah dipindahkan"), "{}", again.words());
    let aside = moved_from(data.path()).unwrap().join("pantau.db");
    let kept = transfer::read_only(&aside).await.unwrap();
    assert_eq!(Db::Sqlite(kept).sums(&tables).await.unwrap(), wanted);

    // Into a database that is in use nothing is moved.
    std::fs::rename(aside, &file).unwrap();
    let again = run(&settings, &trial.world).await.unwrap_err();
    assert!(again.words().contains("sudah berisi data"), "{}", again.words());
}

#[tokio::test]
async fn without_a_destination_or_a_source_it_says_so() {
    let trial = Trial::new().await;
    let settings = Settings { database_url: None, ..(*trial.app.settings).clone() };
    assert!(run(&settings, &trial.world).await.unwrap_err().words().contains("DATABASE_URL"));
    let nowhere = trial.folder().join("tidak ada");
    let settings = Settings { database_url: Some("postgres://x@localhost/x".to_owned()), data: nowhere, ..settings };
    assert!(run(&settings, &trial.world).await.unwrap_err().words().contains("Tidak ada database"));
}
