//! What the program does by itself at night: a backup, once, on one node.

use crate::api::App;
use crate::domain::backup::{is_due, slot};
use crate::domain::moment::Moment;
use crate::server::command::backup as making;
use crate::storage::{Failure, backup, masthead, offices};
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::task::spawn_blocking;

/// Between two looks at the clock. The first comes after one such pause: a program that starts has other things to do.
const LOOK: Duration = Duration::from_mins(5);

/// Looks at the clock until the program ends.
pub async fn run(app: App) {
    loop {
        tokio::time::sleep(LOOK).await;
        let (app, here) = (app.clone(), Handle::current());
        // On a thread of its own: files are copied and hashed, which would hold requests up.
        match spawn_blocking(move || here.block_on(look(&app))).await {
            Ok(Ok(_)) => {}
            Ok(Err(failure)) => tracing::error!(%failure, "whether a backup is due could not be found out"),
            Err(panic) => tracing::error!(%panic, "the nightly backup broke off"),
        }
    }
}

/// Makes a backup when the night's is missing; answers whether it did. One that fails is tried again within the hour.
pub async fn look(app: &App) -> Result<bool, Failure> {
    let (db, now) = (app.storage.clone(), app.world.now());
    if backup::begun(&db).await?.is_none() || masthead::is_demo(&db).await? {
        return Ok(false);
    }
    let zone = offices::first_zone(&db).await?;
    let newest = backup::newest(&db).await?;
    if !is_due(newest.map(|newest| Moment(newest.at)), now, zone) {
        return Ok(false);
    }
    let turn = format!("{}/{}", slot(now, zone).0, now.0.div_euclid(3_600));
    if !backup::claim(&db, turn).await? {
        return Ok(false);
    }
    match making::make(&app.settings, &app.world, None).await {
        Ok(made) => {
            tracing::info!(folder = %made.folder.display(), rows = made.rows, photos = made.photos, "backup made and compared");
            if !made.lacking.is_empty() {
                tracing::error!(why = made.lacking, "the backup lacks photos");
            }
            Ok(true)
        }
        Err(fault) => {
            tracing::error!(why = fault.words(), "no backup was made");
            Ok(false)
        }
    }
}

#[cfg(test)]
mod tests;
