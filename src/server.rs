//! The web server: the router built from the access table, and the layers around it in order.

pub mod address;
pub mod assets;
#[cfg(test)]
mod attack;
pub mod command;
pub mod demo;
pub mod doors;
pub mod feeds;
pub mod forms;
pub mod guard;
pub mod import;
pub mod live;
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
pub mod throttle;
pub mod totp;

use crate::api::{App, ENDPOINTS, Kind};
use axum::Router;
use axum::routing::{get, post};
use std::net::SocketAddr;

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
        .merge(live::routes())
        .merge(map::routes())
        .merge(papers::routes())
        .merge(phones::routes())
        .merge(photos::routes())
        .merge(sheets::routes());
    guard::around(router, &app).with_state(app)
}

/// Serves until Ctrl-C or SIGTERM, then lets running requests finish for at most 15 seconds.
pub async fn serve(app: App, stop: tokio::sync::watch::Sender<bool>) -> std::io::Result<()> {
    let listener = tokio::net::TcpListener::bind(app.settings.addr).await?;
    tracing::info!(address = %app.settings.url, engine = app.storage.engine(), "serving");
    tokio::spawn(app.live.clone().run());
    tokio::spawn(phones::work(app.clone()));
    tokio::spawn(retention::work(app.clone()));
    let service = router(app).into_make_service_with_connect_info::<SocketAddr>();
    let (begin, mut begun) = tokio::sync::watch::channel(false);
    let served = axum::serve(listener, service).with_graceful_shutdown(async move {
        stop_signal().await;
        let _ = stop.send(true);
        let _ = begin.send(true);
    });
    tokio::select! {
        result = served => result,
        () = async {
            let _ = begun.wait_for(|begun| *begun).await;
            tokio::time::sleep(std::time::Duration::from_secs(15)).await;
        } => {
            tracing::warn!("some connections did not end within 15 s; closing them");
            Ok(())
        }
    }
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
