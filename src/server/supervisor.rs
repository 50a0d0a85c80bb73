//! What the program tells systemd, where systemd has started it (`Type=notify`, `WatchdogSec=`); elsewhere nothing.

use sd_notify::NotifyState;

/// Says that the program serves, and from then on that it still runs, as often as systemd wants to hear it.
pub async fn watched() {
    tell(NotifyState::Ready);
    let Some(patience) = sd_notify::watchdog_enabled() else { return };
    let mut tick = tokio::time::interval(patience / 3);
    loop {
        tick.tick().await;
        tell(NotifyState::Watchdog);
    }
}

/// Says that the program is about to end.
pub fn stopping() {
    tell(NotifyState::Stopping);
}

fn tell(state: NotifyState) {
    if let Err(error) = sd_notify::notify(&[state]) {
        tracing::warn!(%error, "systemd was not told");
    }
}
