//! Connections: how many there may be at a time, how slow each may be, and how they end.
//!
//! axum's own `serve` reads a request's head for as long as it takes, counts nothing and waits for ever for a stream that stays
//! open, so the loop is our own on hyper. It speaks HTTP/1.1: a proxy with HTTPS stands before it.

use super::health::Health;
use super::live::stopped;
use axum::Router;
use axum::extract::{ConnectInfo, Extension};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio_io_timeout::TimeoutStream;
use tower::Layer;

/// Connections of a program that may open files enough: 9 000 open pages of planners and room for everybody else.
const MOST: usize = 12_000;

/// Files that the program needs besides its connections: databases, photos, the site.
const OTHER_FILES: usize = 256;

/// The largest head of a request, in bytes.
const LARGEST_HEAD: usize = 64 * 1024;

/// Connections that are being told at the same time that there is no place; more are closed without a word.
const TURNED_AWAY_AT_ONCE: usize = 128;

/// What is said where there is no place. Without scripts and styles: whoever reads it is a program, or waits ten seconds.
const NO_PLACE: &[u8] = "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 10\r\nConnection: close\r\n\
    Content-Type: text/plain; charset=utf-8\r\nContent-Length: 69\r\n\r\n\
    Layanan sedang ramai. Coba lagi 10 detik lagi; isian Anda tetap ada.\n"
    .as_bytes();

/// How much connections may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Connections at a time; one more is told 503 and to come again.
    pub most: usize,
    /// For the whole head of a request, and for a kept connection to say something again.
    pub head: Duration,
    /// Without a byte taken by whoever is being answered. That a body comes on is for the guard to see: it ends with words.
    pub stall: Duration,
    /// For what runs when the program is to stop.
    pub drain: Duration,
}

impl Limits {
    /// What holds in service. Raises the number of files that the program may open as far as it is allowed to by itself.
    pub fn of_this_machine() -> Self {
        let files = usize::try_from(open_files()).unwrap_or(usize::MAX);
        let most = files.saturating_sub(OTHER_FILES).clamp(64, MOST);
        Self { most, head: Duration::from_secs(15), stall: Duration::from_secs(30), drain: Duration::from_secs(10) }
    }
}

/// How many files may be open: the soft limit, raised to the hard one.
fn open_files() -> u64 {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let _ = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum });
    getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX)
}

/// Serves until `stop` turns true, then takes no more and lets what runs end within [`Limits::drain`]. `false`: it did not.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    limits: Limits,
    health: Arc<Health>,
    mut stop: watch::Receiver<bool>,
) -> bool {
    let places = Arc::new(Semaphore::new(limits.most));
    let goodbyes = Arc::new(Semaphore::new(TURNED_AWAY_AT_ONCE));
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stopped(&mut stop) => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Out of files, most likely: trying again at once would burn a core. A connection that broke by itself comes here too.
                tracing::warn!(%error, "a connection could not be taken");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        if let Ok(place) = Arc::clone(&places).try_acquire_owned() {
            tokio::spawn(connection(stream, peer, router.clone(), limits, health.clone(), stop.clone(), place));
        } else {
            health.turned_away();
            if let Ok(goodbye) = Arc::clone(&goodbyes).try_acquire_owned() {
                tokio::spawn(turn_away(stream, goodbye));
            }
        }
    }
    drop(listener);
    let all = u32::try_from(limits.most).unwrap_or(u32::MAX);
    tokio::time::timeout(limits.drain, places.acquire_many(all)).await.is_ok()
}

async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    limits: Limits,
    health: Arc<Health>,
    mut stop: watch::Receiver<bool>,
    _place: OwnedSemaphorePermit,
) {
    let _open = health.connected();
    // Neither is worth a refusal where a system does not have it.
    let _ = stream.set_nodelay(true);
    // A phone that has gone without a word never acknowledges what was sent; without this the system tries for a quarter of an hour.
    let _ = socket2::SockRef::from(&stream).set_tcp_user_timeout(Some(limits.stall * 2));
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(limits.stall));
    let service = TowerToHyperService::new(Extension(ConnectInfo(peer)).layer(router));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .max_buf_size(LARGEST_HEAD)
        .serve_connection(TokioIo::new(Box::pin(stream)), service);
    let mut connection = pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stopped(&mut stop) => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    // Phones lose their network all the time: nothing to tell the operator.
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended early");
    }
}

/// Says that there is no place. What was sent is read once, so that closing does not take the words back.
async fn turn_away(mut stream: TcpStream, _goodbye: OwnedSemaphorePermit) {
    let said = async {
        stream.write_all(NO_PLACE).await?;
        stream.shutdown().await?;
        stream.read(&mut [0; 4096]).await
    };
    let _ = tokio::time::timeout(Duration::from_secs(2), said).await;
}

#[cfg(test)]
mod tests;
