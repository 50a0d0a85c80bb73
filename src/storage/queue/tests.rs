use super::*;
use crate::trial::Trial;
use serde_json::json;

/// Keeps a word and tells the office; for changes that have to be told apart.
fn said(word: &'static str) -> impl for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<(), Failure>> + Send + 'static {
    move |tx| Box::pin(async move { say(tx, word).await })
}

async fn say(tx: &mut Tx, word: &str) -> Result<(), Failure> {
    tx.run("insert into installation (name, value) values ($1, 'x')", args![word]).await?;
    tx.event("62.01", "report", "sent", json!({ "word": word }));
    Ok(())
}

async fn kept(storage: &Storage) -> Vec<String> {
    let rows: Vec<(String,)> =
        storage.all("select name from installation where value = 'x' order by name", args![]).await.unwrap();
    rows.into_iter().map(|(name,)| name).collect()
}

/// The words of the outbox in its order, after a look at the numbers: from 1, none left out.
async fn told(storage: &Storage) -> Vec<String> {
    let rows: Vec<(i64, String)> =
        storage.all("select seq, payload from event where office = '62.01' order by seq", args![]).await.unwrap();
    let seqs: Vec<i64> = rows.iter().map(|(seq, _)| *seq).collect();
    assert_eq!(seqs, (1..=i64::try_from(rows.len()).unwrap()).collect::<Vec<_>>());
    rows.iter()
        .map(|(_, payload)| {
            serde_json::from_str::<serde_json::Value>(payload).unwrap()["word"].as_str().unwrap().to_owned()
        })
        .collect()
}

#[tokio::test]
async fn one_commit_holds_the_good_changes_and_nothing_of_the_failed_and_the_panicking() {
    for trial in Trial::on_each_database("storage story: a shared commit").await {
        let storage = &trial.app.storage;
        let first = storage.queue.add(said("a")).unwrap();
        let refused = storage
            .queue
            .add(|tx| {
                Box::pin(async move {
                    say(tx, "refused").await?;
                    Err::<(), _>(Failure::inconsistent("test", "no"))
                })
            })
            .unwrap();
        // A statement that the database refuses; PostgreSQL would refuse everything after it, but for the savepoint.
        let broken = storage.queue.add(said("a")).unwrap();
        let panicked = storage
            .queue
            .add(|tx| {
                Box::pin(async move {
                    say(tx, "panicked").await?;
                    if kept_in(tx).await > 0 {
                        panic!("as a test");
                    }
                    Ok::<_, Failure>(())
                })
            })
            .unwrap();
        let last = storage.queue.add(said("b")).unwrap();
        storage.clone().write_waiting().await; // one transaction

        first.await.unwrap().unwrap();
        last.await.unwrap().unwrap();
        assert!(matches!(refused.await.unwrap(), Err(Failure::Inconsistent { table: "test", .. })));
        assert!(broken.await.unwrap().unwrap_err().is_duplicate());
        assert!(matches!(panicked.await.unwrap(), Err(Failure::Abandoned(_))));
        assert_eq!(kept(storage).await, ["a", "b"]);
        assert_eq!(told(storage).await, ["a", "b"]);
    }
}

async fn kept_in(tx: &mut Tx) -> usize {
    let rows: Vec<(String,)> = tx.all("select name from installation where value = 'x'", args![]).await.unwrap();
    rows.len()
}

#[tokio::test]
async fn a_transaction_that_fails_leaves_nothing_and_tells_all_who_shared_it() {
    for trial in Trial::on_each_database("storage story: a lost commit").await {
        let storage = &trial.app.storage;
        let good = storage.queue.add(said("a")).unwrap();
        // An office that is not there is found out when the numbers are taken.
        let fatal = storage
            .queue
            .add(|tx| {
                Box::pin(async move {
                    tx.event("99.99", "report", "sent", json!({}));
                    Ok::<_, Failure>(())
                })
            })
            .unwrap();
        let refused = storage.queue.add(|_| Box::pin(async { Err::<(), _>(Failure::Busy) })).unwrap();
        storage.clone().write_waiting().await;
        assert!(good.await.unwrap().is_err());
        assert!(fatal.await.unwrap().is_err());
        // What refused it may have been its neighbour's, which is gone: it hears of the transaction instead.
        assert!(matches!(refused.await.unwrap(), Err(Failure::Abandoned(_))));
        assert_eq!(kept(storage).await, Vec::<String>::new());

        storage.write(said("a")).await.unwrap();
        assert_eq!((kept(storage).await, told(storage).await), (vec!["a".to_owned()], vec!["a".to_owned()]));
    }
}

#[tokio::test]
async fn a_full_disk_is_told_to_all_and_writing_goes_on_when_there_is_room() {
    // SQLite alone: its file may not grow any more, which is what a full disk is to it. It takes the whole transaction back by itself.
    let trial = Trial::new().await;
    let storage = &trial.app.storage;
    storage.write(|tx| Box::pin(async move { tx.run("pragma max_page_count = 1", args![]).await })).await.unwrap();
    let small = storage.queue.add(said("a")).unwrap();
    let large = storage
        .queue
        .add(|tx| {
            Box::pin(async move {
                let large = "insert into installation (name, value) values ('large', hex(zeroblob(4000000)))";
                tx.run(large, args![]).await
            })
        })
        .unwrap();
    let behind = storage.queue.add(said("b")).unwrap();
    storage.clone().write_waiting().await;
    assert!(matches!(large.await.unwrap(), Err(Failure::Full)));
    assert!(matches!(small.await.unwrap(), Err(Failure::Full)));
    assert!(matches!(behind.await.unwrap(), Err(Failure::Full)));
    // The connection that was refused is given up, and the limit with it: there is room again.
    storage.write(said("c")).await.unwrap();
    assert_eq!((kept(storage).await, told(storage).await), (vec!["c".to_owned()], vec!["c".to_owned()]));
}

#[tokio::test]
async fn a_change_is_made_though_nobody_waits_for_its_answer() {
    let trial = Trial::new().await;
    let storage = &trial.app.storage;
    drop(storage.queue.add(said("a")).unwrap());
    storage.write(said("b")).await.unwrap();
    assert_eq!(kept(storage).await, ["a", "b"]);
}

#[tokio::test]
async fn when_every_place_is_taken_the_next_is_told_to_come_again() {
    let trial = Trial::new().await;
    let storage = &trial.app.storage;
    let waiting: Vec<_> =
        (0..PLACES).map(|_| storage.queue.add(|_| Box::pin(async { Ok::<_, Failure>(()) })).unwrap()).collect();
    assert!(matches!(storage.write(said("a")).await, Err(Failure::Busy)));
    for _ in 0..PLACES.div_ceil(SHARED) {
        storage.clone().write_waiting().await;
    }
    for answered in waiting {
        answered.await.unwrap().unwrap();
    }
    storage.write(said("a")).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn many_at_once_are_each_written_once_and_numbered_without_gaps() {
    for trial in Trial::on_each_database("storage story: many at once").await {
        let storage = &trial.app.storage;
        let tasks: Vec<_> = (0..200)
            .map(|n| {
                let storage = storage.clone();
                tokio::spawn(async move {
                    let word: &'static str = format!("{n:03}").leak();
                    storage
                        .write(move |tx| {
                            Box::pin(async move {
                                say(tx, word).await?;
                                if n % 3 == 0 { Err(Failure::inconsistent("test", "no")) } else { Ok(()) }
                            })
                        })
                        .await
                        .is_ok()
                })
            })
            .collect();
        let mut expected = Vec::new();
        for (n, task) in tasks.into_iter().enumerate() {
            let fine = task.await.unwrap();
            assert_eq!(fine, n % 3 != 0);
            if fine {
                expected.push(format!("{n:03}"));
            }
        }
        assert_eq!(kept(storage).await, expected);
        let mut heard = told(storage).await;
        heard.sort();
        assert_eq!(heard, expected);
    }
}

#[tokio::test]
async fn a_change_may_tell_more_than_one_statement_holds() {
    for trial in Trial::on_each_database("storage story: many events").await {
        let storage = &trial.app.storage;
        let told_all: Result<(), Failure> = storage
            .write(|tx| {
                Box::pin(async move {
                    for n in 0..70 {
                        tx.event("62.01", "report", "sent", json!({ "word": format!("{n:02}") }));
                    }
                    Ok(())
                })
            })
            .await;
        told_all.unwrap();
        assert_eq!(told(storage).await, (0..70).map(|n| format!("{n:02}")).collect::<Vec<_>>());
    }
}
