//! Slow, silent and too many connections, on a real port.

use super::*;
use crate::domain::account::Role;
use crate::trial::Trial;
use axum::body::Body;
use axum::routing::get;

/// Short, so that tests end; nothing here asserts how long something took.
const SHORT: Limits = Limits {
    most: 64,
    head: Duration::from_millis(300),
    stall: Duration::from_millis(300),
    drain: Duration::from_secs(10),
};

struct Served {
    address: SocketAddr,
    stop: watch::Sender<bool>,
    ended: tokio::task::JoinHandle<bool>,
}

async fn served(router: Router, limits: Limits, stop: watch::Sender<bool>) -> Served {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let ended = tokio::spawn(serve(listener, router, limits, Arc::default(), stop.subscribe()));
    Served { address, stop, ended }
}

fn plain() -> Router {
    Router::new()
        .route("/", get(|| async { "halo" }))
        .route("/besar", get(|| async { Body::from(vec![b'x'; 64 * 1024 * 1024]) }))
}

/// Says that, and reads until the other side closes.
async fn said(address: SocketAddr, words: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(words.as_bytes()).await.unwrap();
    whole(&mut stream).await
}

async fn whole(stream: &mut TcpStream) -> String {
    let mut heard = Vec::new();
    let closed = tokio::time::timeout(Duration::from_secs(30), stream.read_to_end(&mut heard)).await;
    assert!(closed.is_ok(), "the connection stayed open: {}", String::from_utf8_lossy(&heard));
    String::from_utf8_lossy(&heard).into_owned()
}

/// Reads until those words have come.
async fn heard(stream: &mut TcpStream, words: &str) -> String {
    let (mut all, mut piece) = (String::new(), [0; 4096]);
    while !all.contains(words) {
        let read = tokio::time::timeout(Duration::from_secs(30), stream.read(&mut piece)).await.unwrap().unwrap();
        assert!(read > 0, "closed after: {all}");
        all.push_str(&String::from_utf8_lossy(&piece[..read]));
    }
    all
}

const ASK: &str = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

#[tokio::test]
async fn a_head_that_never_ends_is_closed_and_costs_nobody_else_anything() {
    let served = served(plain(), SHORT, watch::channel(false).0).await;
    let mut silent = TcpStream::connect(served.address).await.unwrap();
    let mut half = TcpStream::connect(served.address).await.unwrap();
    half.write_all(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ").await.unwrap();
    assert!(said(served.address, ASK).await.ends_with("halo"));
    assert!(!whole(&mut half).await.contains("halo"));
    assert_eq!(whole(&mut silent).await, "");
}

#[tokio::test]
async fn one_connection_too_many_is_told_to_come_again() {
    let limits = Limits { most: 2, head: Duration::from_mins(5), ..SHORT };
    let served = served(plain(), limits, watch::channel(false).0).await;
    // Answered once, so that both are known to have their places.
    let mut places = Vec::new();
    for _ in 0..2 {
        let mut stream = TcpStream::connect(served.address).await.unwrap();
        stream.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
        heard(&mut stream, "halo").await;
        places.push(stream);
    }
    let refused = said(served.address, ASK).await;
    assert!(refused.starts_with("HTTP/1.1 503") && refused.contains("Retry-After: 10"), "{refused}");
    let (head, body) = refused.split_once("\r\n\r\n").unwrap();
    assert!(head.contains(&format!("Content-Length: {}", body.len())), "{refused}");
    places.pop();
    // The place is free as soon as the server has seen that it was left.
    for _ in 0..10_000 {
        if said(served.address, ASK).await.ends_with("halo") {
            return;
        }
    }
    panic!("the place was not given back");
}

#[tokio::test]
async fn whoever_does_not_read_loses_the_connection() {
    let limits = Limits { most: 1, ..SHORT };
    let served = served(plain(), limits, watch::channel(false).0).await;
    let mut lazy = TcpStream::connect(served.address).await.unwrap();
    lazy.write_all(b"GET /besar HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
    heard(&mut lazy, "200 OK").await;
    for _ in 0..100_000 {
        if said(served.address, ASK).await.ends_with("halo") {
            return;
        }
    }
    panic!("the one place stayed taken");
}

#[tokio::test]
async fn a_stop_answers_what_runs_and_tells_live_pages_when_to_come_back() {
    let (trial, stop) = Trial::stoppable().await;
    let cookie = trial.person("62.01", "Ibu Sari", &[Role::Planner]).await;
    let router = crate::server::router(trial.app.clone());
    let limits = Limits { head: Duration::from_mins(5), stall: Duration::from_mins(5), ..SHORT };
    let served = served(router, limits, stop).await;

    let mut live = TcpStream::connect(served.address).await.unwrap();
    let ask = format!("GET /api/v1/events HTTP/1.1\r\nHost: x\r\nCookie: {cookie}\r\n\r\n");
    live.write_all(ask.as_bytes()).await.unwrap();
    heard(&mut live, "event: mulai").await;

    // A form of which half has arrived.
    let body = "phone=&password=";
    let mut form = TcpStream::connect(served.address).await.unwrap();
    let head = format!(
        "POST /masuk HTTP/1.1\r\nHost: {host}\r\nSec-Fetch-Site: same-origin\r\nAccept: text/html\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\nExpect: 100-continue\r\n\r\n",
        host = trial.app.settings.addr,
        length = body.len()
    );
    form.write_all(head.as_bytes()).await.unwrap();
    // The server asks for the body: the request is being handled.
    heard(&mut form, "100 Continue").await;

    trial.app.health.stop();
    assert_eq!(trial.get("/readyz", "").await.status, 503);
    assert_eq!(trial.get("/livez", "").await.status, 200);
    served.stop.send_replace(true);
    let last = whole(&mut live).await;
    assert!(last.contains("retry: "), "{last}");
    form.write_all(body.as_bytes()).await.unwrap();
    let answer = whole(&mut form).await;
    assert!(answer.contains("HTTP/1.1 422"), "{answer}");
    assert!(served.ended.await.unwrap(), "everything ended in time");
    assert!(TcpStream::connect(served.address).await.is_err(), "nothing new is taken");
}
