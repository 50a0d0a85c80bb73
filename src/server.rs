//! The web server: the router built from the access table, and the layers around it in order.

pub mod address;
pub mod assets;
#[cfg(test)]
mod attack;
pub mod bucket;
pub mod command;
pub mod connections;
pub mod demo;
pub mod doors;
pub mod feeds;
pub mod forms;
pub mod guard;
pub mod health;
pub mod import;
pub mod live;
pub mod log;
pub mod map;
pub mod pages;
pub mod papers;
pub mod passwords;
pub mod phones;
pub mod photos;
pub mod retention;
pub mod session;
pub mod settings;
pub mod sheets;
mod supervisor;
pub mod throttle;
pub mod totp;
mod upkeep;

use crate::api::{App, ENDPOINTS, Kind};
use axum::Router;
use axum::routing::{get, post};
use connections::Limits;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// The whole service as one router. Pure: tests call it without a port.
pub fn router(app: App) -> Router {
    // Rendering spawns; a second router in one program (tests) finds the executor there already.
    let _ = any_spawner::Executor::init_tokio();
    let mut router = Router::new();
    for endpoint in ENDPOINTS {
        router = match endpoint.kind {
            Kind::Page | Kind::Live(_) => router.route(endpoint.path, get(pages::show)),
            Kind::Function => router.route(endpoint.path, post(pages::function)),
            // The modules merged below bring these.
            Kind::Form | Kind::Plain => router,
        };
    }
    let router = router
        .merge(assets::routes(&app))
        .merge(doors::routes())
        .merge(feeds::routes())
        .merge(forms::routes())
        .merge(health::routes())
        .merge(live::routes())
        .merge(map::routes())
        .merge(papers::routes())
        .merge(phones::routes())
        .merge(photos::routes())
        .merge(sheets::routes());
    guard::around(router, &app).with_state(app)
}

/// How long proxies have to notice that this node is stopping, where others can take over.
const NOTICED: Duration = Duration::from_secs(2);

/// How long the last writes and the `SQLite` checkpoint may take.
const CLOSING: Duration = Duration::from_secs(3);

/// Serves until Ctrl-C or SIGTERM, or until the disk fails, then ends within 15 seconds: `/readyz` says no, live pages are told when to
/// come back, running requests are answered, what waits is written.
pub async fn serve(app: App, stop: watch::Sender<bool>) -> std::io::Result<()> {
    let listener = TcpListener::bind(app.settings.addr).await?;
    if let Some(address) = app.settings.metrics_addr {
        let listener = TcpListener::bind(address).await?;
        tracing::info!(%address, "metrics");
        let routes = health::metrics_routes(app.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await });
    }
    tracing::info!(address = %app.settings.url, engine = app.storage.engine(), "serving");
    tokio::spawn(app.live.clone().run());
    tokio::spawn(phones::work(app.clone()));
    tokio::spawn(retention::work(app.clone()));
    tokio::spawn(supervisor::watched());
    tokio::spawn(upkeep::run(app.clone()));
    let limits = Limits::of_this_machine();
    let served = connections::serve(listener, router(app.clone()), limits, app.health.clone(), stop.subscribe());
    let ended = async {
        let torn = tokio::select! {
            () = stop_signal() => false,
            () = app.storage.torn() => true,
        };
        app.health.stop();
        supervisor::stopping();
        if app.storage.postgres().is_some() {
            tokio::time::sleep(NOTICED).await;
        }
        stop.send_replace(true);
        torn
    };
    let (in_time, torn) = tokio::join!(served, ended);
    if !in_time {
        tracing::warn!(after = ?limits.drain, "some connections did not end in time; they are cut");
    }
    if tokio::time::timeout(CLOSING, app.storage.close()).await.is_err() {
        tracing::warn!("the database was not closed in time; what was acknowledged is safe in its WAL");
    }
    if torn { Err(std::io::Error::other("the disk failed a write")) } else { Ok(()) }
}

async fn stop_signal() {
    let ctrl_c = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
            .expect("a signal handler can be installed at start, inside the runtime");
        tokio::select! { _ = ctrl_c => {}, _ = terminate.recv() => {} }
    }
    #[cfg(not(unix))]
    let _ = ctrl_c.await;
}
