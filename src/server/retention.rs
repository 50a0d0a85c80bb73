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
