//! The task that takes away what is kept no longer (`domain::retention`), and files that no row names: at the start and then four times a
//! day, by a clock that can be believed.

use crate::api::{App, sync};
use crate::storage::{Failure, retention};
use std::time::Duration;

/// Between two sweeps.
const PAUSE: Duration = Duration::from_hours(6);

/// Sweeps until the program ends.
pub async fn work(app: App) {
    loop {
        if let Err(failure) = sweep(&app).await {
            tracing::error!(%failure, "what is kept no longer is still there; the next sweep tries again");
        }
        tokio::time::sleep(PAUSE).await;
    }
}

async fn sweep(app: &App) -> Result<(), Failure> {
    let now = app.world.now();
    if !retention::believes(&app.storage, now).await? {
        tracing::error!(
            clock = now.0,
            "this machine's clock is more than 45 days ahead of when it was last looked at; nothing is taken away until it has said so \
             for a day. Is it right?"
        );
        return Ok(());
    }
    for (kind, rows) in retention::sweep(&app.storage, now).await? {
        tracing::info!(kind, rows, "kept no longer");
    }
    let files = sync::sweep_shelf(app).await?;
    if files > 0 {
        tracing::info!(files, "stored photos that nothing names were erased");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args;
    use crate::server::photos::place_of;
    use crate::trial::{Trial, jpeg};
    use std::time::SystemTime;

    #[tokio::test]
    async fn a_doubted_clock_takes_neither_rows_nor_files_and_a_believed_one_takes_both() {
        for trial in Trial::on_each_database("a sweep").await {
            let (app, now) = (&trial.app, trial.world.now());
            let library = trial.library("62.01", "62.01.02.2016", "natai-raya").await;
            trial.person("62.01", "Pak Andi", &[]).await;
            // From here on the clock is believed.
            sweep(app).await.unwrap();
            let named = app.photos.keep_made(&jpeg(), "satu").await.unwrap();
            let nameless = app.photos.keep_made(b"x", "dua").await.unwrap();
            let file = place_of(&trial.folder().join("photos"), &nameless);
            std::fs::File::open(&file).unwrap().set_modified(SystemTime::UNIX_EPOCH).unwrap();
            let name = named.clone();
            let written = app.storage.write(move |tx| {
                Box::pin(async move {
                    tx.run("update library set photo = $1 where id = $2", args![&name, &library]).await?;
                    let op = "insert into op (id, account, body_sha256, answer, at) select 'o', id, 'x', 'y', $1 from account";
                    tx.run(op, args![now]).await
                })
            });
            written.await.unwrap();
            let ops = async || {
                let row: Option<(i64,)> =
                    app.storage.one("select cast(count(*) as bigint) from op", args![]).await.unwrap();
                row.unwrap().0
            };

            trial.world.advance(401 * 86_400);
            sweep(app).await.unwrap();
            assert_eq!((ops().await, file.exists()), (1, true), "a year and more in one night");
            trial.world.advance(86_400);
            sweep(app).await.unwrap();
            assert_eq!((ops().await, file.exists()), (0, false));
            assert!(app.photos.read(&named).await.unwrap().is_some());
        }
    }
}
