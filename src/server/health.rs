//! How the running program is: for whoever starts it again (`/livez`), leads people to it (`/readyz`), or watches it (metrics).

use crate::api::App;
use crate::storage::Failure;
use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

/// Free bytes below which the program takes nothing new: what a report with its photos and the database's own file may need.
pub const LEAST_FREE: u64 = 64 * 1024 * 1024;

/// How long the writer may take to answer before `/readyz` says no.
const WRITER: Duration = Duration::from_secs(1);

/// What is counted while the program runs. In memory: a new start counts from nothing, as Prometheus expects.
#[derive(Debug, Default)]
pub struct Health {
    stopping: AtomicBool,
    connections: AtomicI64,
    turned_away: AtomicU64,
    /// Answers by the first figure of their status.
    answers: [AtomicU64; 6],
    sign_ins_failed: AtomicU64,
    /// Held by whoever tries whether the database writes.
    probing: tokio::sync::Mutex<()>,
}

/// An open connection; counted until it is dropped.
pub struct Open(Arc<Health>);

impl Drop for Open {
    fn drop(&mut self) {
        self.0.connections.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Health {
    /// From now on nobody new should be led here.
    pub fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }

    /// Counts an open connection.
    pub fn connected(self: &Arc<Self>) -> Open {
        self.connections.fetch_add(1, Ordering::Relaxed);
        Open(Arc::clone(self))
    }

    /// Counts a connection for which there was no place.
    pub fn turned_away(&self) {
        self.turned_away.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts an answer; `route` as the access table writes it.
    pub fn answered(&self, method: &axum::http::Method, route: &str, status: StatusCode) {
        if let Some(count) = self.answers.get(usize::from(status.as_u16() / 100)) {
            count.fetch_add(1, Ordering::Relaxed);
        }
        if method == axum::http::Method::POST && route.starts_with("/masuk") && status.is_client_error() {
            self.sign_ins_failed.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// Free bytes and all bytes of the disk on which a path lies; `None` where the system does not say.
pub fn disk(path: &Path) -> Option<(u64, u64)> {
    let disk = rustix::fs::statvfs(path).ok()?;
    Some((disk.f_bavail.saturating_mul(disk.f_frsize), disk.f_blocks.saturating_mul(disk.f_frsize)))
}

/// The two pages for proxies and watchdogs. Neither tells anything but yes or no.
pub fn routes() -> Router<App> {
    Router::new().route("/livez", get(|| async { "hidup\n" })).route("/readyz", get(ready))
}

async fn ready(State(app): State<App>) -> Response {
    match readiness(&app).await {
        Ok(()) => "siap\n".into_response(),
        Err(why) => {
            tracing::warn!(why, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "belum siap\n").into_response()
        }
    }
}

/// Can this program take a report now? Else why not, for the log.
async fn readiness(app: &App) -> Result<(), &'static str> {
    if app.health.stopping.load(Ordering::Relaxed) {
        return Err("the program is stopping");
    }
    if disk(&app.settings.data).is_some_and(|(free, _)| free < LEAST_FREE) {
        return Err("the disk of PANTAU_DATA is full");
    }
    // One at a time: whoever asks often takes one place among the writes, not all.
    let _alone = app.health.probing.lock().await;
    match tokio::time::timeout(WRITER, app.storage.write(|_| Box::pin(async { Ok::<_, Failure>(()) }))).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) => Err("the database does not write"),
        Err(_) => Err("the database takes longer than a second to write"),
    }
}

/// Where `PANTAU_METRICS_ADDR` listens: figures for Prometheus, on an address of their own because they are nobody else's business.
pub fn metrics_routes(app: App) -> Router {
    Router::new().route("/metrics", get(show)).with_state(app)
}

async fn show(State(app): State<App>) -> Response {
    let backup = crate::storage::backup::newest(&app.storage).await.ok().flatten();
    let age = backup.filter(|newest| newest.at > 0).map(|newest| app.world.now().0 - newest.at);
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], metrics(&app, age)).into_response()
}

/// The figures as Prometheus reads them. A dozen lines of text: the metrics crates would bring more code than this whole file to
/// write them. No labels but statuses, so nothing of anybody can get in.
fn metrics(app: &App, backup_age: Option<i64>) -> String {
    let (health, writer) = (&app.health, app.storage.writer());
    let mut text = String::new();
    let mut line = |name: &str, kind: &str, help: &str, value: f64| {
        let _ = write!(text, "# HELP {name} {help}\n# TYPE {name} {kind}\n{name} {value}\n");
    };
    #[expect(clippy::cast_precision_loss, reason = "Prometheus counts in doubles")]
    let (whole, number) = (|n: u64| n as f64, |n: usize| n as f64);
    line("pantau_reports_acked_total", "counter", "Reports that were committed.", whole(writer.reports));
    line("pantau_writes_total", "counter", "Changes that were committed.", whole(writer.written));
    line("pantau_writes_refused_total", "counter", "Changes that found no place in the queue.", whole(writer.refused));
    line("pantau_write_queue", "gauge", "Changes that wait or are being written.", number(writer.waiting));
    let wal = std::fs::metadata(app.settings.data.join("pantau.db-wal")).map_or(0, |file| file.len());
    line("pantau_wal_bytes", "gauge", "Size of the SQLite WAL.", whole(wal));
    line("pantau_streams_open", "gauge", "Open live pages (SSE).", number(app.live.open()));
    #[expect(clippy::cast_precision_loss, reason = "Prometheus counts in doubles")]
    let open = health.connections.load(Ordering::Relaxed) as f64;
    line("pantau_connections_open", "gauge", "Open connections.", open);
    let turned_away = whole(health.turned_away.load(Ordering::Relaxed));
    line("pantau_connections_turned_away_total", "counter", "Connections for which there was no place.", turned_away);
    let failed = whole(health.sign_ins_failed.load(Ordering::Relaxed));
    line("pantau_sign_ins_failed_total", "counter", "Sign-ins that were refused.", failed);
    if let Some((free, all)) = disk(&app.settings.data) {
        line("pantau_disk_free_bytes", "gauge", "Free on the disk of PANTAU_DATA.", whole(free));
        line("pantau_disk_bytes", "gauge", "Size of the disk of PANTAU_DATA.", whole(all));
    }
    #[expect(clippy::cast_precision_loss, reason = "Prometheus counts in doubles")]
    if let Some(age) = backup_age {
        line("pantau_backup_age_seconds", "gauge", "Since the last backup that was compared.", age as f64);
    }
    text.push_str("# HELP pantau_answers_total Answers by status.\n# TYPE pantau_answers_total counter\n");
    for (first, count) in health.answers.iter().enumerate().skip(1) {
        let _ = writeln!(text, "pantau_answers_total{{status=\"{first}xx\"}} {}", count.load(Ordering::Relaxed));
    }
    let name = "pantau_write_seconds";
    let _ = write!(text, "# HELP {name} From asking for a change to its commit.\n# TYPE {name} histogram\n");
    for (seconds, count) in &writer.latency.below {
        let _ = writeln!(text, "{name}_bucket{{le=\"{seconds}\"}} {count}");
    }
    let count = writer.latency.count;
    let _ = write!(
        text,
        "{name}_bucket{{le=\"+Inf\"}} {count}\n{name}_sum {}\n{name}_count {count}\n",
        writer.latency.sum.as_secs_f64()
    );
    text
}

#[cfg(test)]
mod tests;
