//! The task that takes away what is kept no longer (`domain::retention`): at the start and then four times a day.

use crate::api::App;
use crate::storage::retention;
use std::time::Duration;

/// Between two sweeps.
const PAUSE: Duration = Duration::from_hours(6);

/// Sweeps until the program ends.
pub async fn work(app: App) {
    loop {
        match retention::sweep(&app.storage, app.world.now()).await {
            Ok(swept) => {
                for (kind, rows) in swept {
                    tracing::info!(kind, rows, "kept no longer");
                }
            }
            Err(failure) => {
                tracing::error!(%failure, "what is kept no longer is still there; the next sweep tries again");
            }
        }
        tokio::time::sleep(PAUSE).await;
    }
}
