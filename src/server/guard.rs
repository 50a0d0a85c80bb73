//! What stands in front of every route: who may, what is kept when a session has ended, headers, limits, accidents.

mod headers;
mod parking;

use crate::api::{App, ENDPOINTS, Endpoint, Error, Kind, Who};
use crate::args;
use crate::domain::account::Asker;
use crate::domain::refusal::Refusal;
use crate::server::session::Visitor;
use crate::server::{address, pages, session};
use crate::storage::Failure;
use crate::ui::typed::Typed;
use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::{Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Redirect, Response};
use futures::FutureExt;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::panic::AssertUnwindSafe;
use std::time::Duration;
use tower_http::compression::{CompressionLayer, CompressionLevel, predicate};
use tower_http::csrf::{CsrfLayer, ProtectionError};
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::RequestBodyTimeoutLayer;

pub use headers::content_policy;

/// The largest body of any request, in bytes: a report's form with five photos of the largest size. Routes set smaller ones.
pub const LARGEST_BODY: usize = 64 * 1024 * 1024;

/// Longest pause in a body that arrives. A total time would shut out villages where a photo takes minutes.
const BODY_PAUSE: Duration = Duration::from_secs(30);

/// The address that asks, as far as the operator's proxies are believed; among the extensions of every request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Address(pub IpAddr);

/// The row of a matched route. HEAD is answered wherever GET is.
pub fn endpoint(method: &Method, path: &str) -> Option<&'static Endpoint> {
    let method = if *method == Method::HEAD { &Method::GET } else { method };
    ENDPOINTS.iter().find(|endpoint| endpoint.method == *method && endpoint.path == path)
}

/// The layers, outermost last.
pub fn around(router: Router<App>, app: &App) -> Router<App> {
    router
        .route_layer(from_fn_with_state(app.clone(), access))
        .fallback(pages::missing)
        .layer(compression())
        .layer(RequestBodyLimitLayer::new(LARGEST_BODY))
        .layer(RequestBodyTimeoutLayer::new(BODY_PAUSE))
        .layer(from_fn_with_state(app.clone(), bounded))
        .layer(same_origin(app))
        .layer(from_fn_with_state(app.clone(), accident))
        .layer(from_fn_with_state(app.clone(), headers::put))
}

/// Lets a request through when the access table says so, with its asker among the extensions.
async fn access(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let row = request.extensions().get::<MatchedPath>().and_then(|path| endpoint(request.method(), path.as_str()));
    let Some(row) = row else {
        return pages::refused(&app, Asker::Public, request, &Refusal::NotFound).await;
    };
    let visitor = match session::visitor(&app, request.headers()).await {
        Ok(visitor) => visitor,
        Err(failure) => {
            let refusal = Error::from(failure).told(&app.world);
            return pages::refused(&app, Asker::Public, request, &refusal).await;
        }
    };
    let allowed = match row.who {
        Who::Demo => demo_is_loaded(&app).await,
        who => may(who, &visitor.asker).map_err(Error::from),
    };
    match allowed.map_err(|error| error.told(&app.world)) {
        Ok(()) => {
            let address = asking_address(&app, &request);
            let form = (row.kind == Kind::Form).then(|| request.uri().path().to_owned());
            let asker = visitor.asker.clone();
            request.extensions_mut().insert(visitor.asker.clone());
            request.extensions_mut().insert(visitor);
            request.extensions_mut().insert(Address(address));
            let response = next.run(request).await;
            if let (Some(path), Asker::SignedIn(person), true) = (form, asker, response.status().is_redirection()) {
                parking::clear(&app, &person.account, &path).await;
            }
            response
        }
        Err(Refusal::SignIn) => sign_in_first(&app, row, &visitor, request).await,
        Err(refusal) => pages::refused(&app, visitor.asker, request, &refusal).await,
    }
}

/// What the access table's word means for this asker. Whether an object is theirs is for the verb to say.
pub fn may(who: Who, asker: &Asker) -> Result<(), Refusal> {
    match who {
        Who::Public | Who::Demo => Ok(()),
        Who::SignedIn => asker.signed_in().map(|_| ()),
        Who::Librarian => {
            asker.signed_in().and_then(|person| if person.is_librarian() { Ok(()) } else { Err(Refusal::Forbidden) })
        }
        Who::Planner => asker.planner().map(|_| ()),
        Who::Administrator => asker.administrator().map(|_| ()),
    }
}

async fn demo_is_loaded(app: &App) -> Result<(), Error> {
    let row: Option<(String,)> =
        app.storage.one("select value from installation where name = $1", args!["demo"]).await?;
    row.map(|_| ()).ok_or(Error::Refusal(Refusal::NotFound))
}

/// Nobody is signed in. Pages lead to the sign-in page and back; a form that was sent is kept; programs are told.
async fn sign_in_first(app: &App, row: &Endpoint, visitor: &Visitor, request: Request) -> Response {
    let back = request.uri().path_and_query().map_or("/", |path| path.as_str()).to_owned();
    match row.kind {
        Kind::Page | Kind::Live(_) => Redirect::to(&format!("/masuk?next={}", pages::encoded(&back))).into_response(),
        Kind::Form => {
            let shown_again = endpoint(&Method::GET, row.path).is_some();
            let back = if shown_again { back } else { "/".to_owned() };
            let typed = request.headers().get(header::CONTENT_LENGTH).is_some_and(|length| length != "0");
            let news = if shown_again && parking::keep(app, visitor, request).await {
                "&kabar=disimpan"
            } else if typed {
                // Whoever signed out in another tab is nobody any more: there is no account to keep it for.
                "&kabar=hilang"
            } else {
                ""
            };
            Redirect::to(&format!("/masuk?next={}{news}", pages::encoded(&back))).into_response()
        }
        Kind::Function => (StatusCode::UNAUTHORIZED, axum::Json(Refusal::SignIn)).into_response(),
        Kind::Plain => pages::refused(app, Asker::Public, request, &Refusal::SignIn).await,
    }
}

/// The path of a page that has a form.
pub fn form_of(request: &Request) -> Option<String> {
    let row = request.extensions().get::<MatchedPath>()?;
    endpoint(&Method::POST, row.as_str()).map(|_| request.uri().path().to_owned())
}

/// What was typed into the form of that path before the session ended, if its owner asks now.
pub async fn parked(app: &App, asker: &Asker, path: &str) -> Option<Typed> {
    let parked = parking::find(app, asker, path).await?;
    let words = if parked.files {
        "Isian Anda dari sebelum sesi berakhir sudah kami kembalikan. Foto atau berkas perlu dipilih lagi, lalu kirim."
    } else {
        "Isian Anda dari sebelum sesi berakhir sudah kami kembalikan. Periksa sebentar, lalu kirim."
    };
    Some(Typed { pairs: parked.pairs, kept: Some(words), ..Typed::default() })
}

/// Throws away what was kept for a page.
pub async fn throw_away(app: &App, account: &str, path: &str) {
    parking::clear(app, account, path).await;
}

/// The address that asks. Without a peer (a test's request) it is this machine.
fn asking_address(app: &App, request: &Request) -> IpAddr {
    let peer = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |ConnectInfo(peer)| peer.ip());
    let forwarded = request.headers().get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let forwarded: Vec<&str> = forwarded.collect();
    address::client(peer, forwarded.into_iter(), &app.settings.proxies)
}

/// Refuses a body that says itself that it is too large, in words.
async fn bounded(State(app): State<App>, request: Request, next: Next) -> Response {
    let length = request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    if length.and_then(|length| length.parse::<u64>().ok()).is_some_and(|length| length > LARGEST_BODY as u64) {
        let words = "Kiriman ini lebih besar dari 64 MB. Kirim lebih sedikit atau foto yang lebih kecil.".to_owned();
        return pages::refused(&app, Asker::Public, request, &Refusal::TooLarge(words)).await;
    }
    next.run(request).await
}

/// A panic costs one request: its person gets a page with a code, the log has the rest.
async fn accident(State(app): State<App>, request: Request, next: Next) -> Response {
    let mut again = Request::builder().uri(request.uri().clone()).body(Body::empty()).unwrap_or_default();
    if let Some(accept) = request.headers().get(header::ACCEPT) {
        again.headers_mut().insert(header::ACCEPT, accept.clone());
    }
    let panic = match AssertUnwindSafe(next.run(request)).catch_unwind().await {
        Ok(response) => return response,
        Err(panic) => panic,
    };
    let words = panic.downcast_ref::<String>().map(String::as_str);
    let words = words.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("a panic without words");
    let refusal = Error::from(Failure::Abandoned(words.to_owned())).told(&app.world);
    pages::refused(&app, Asker::Public, again, &refusal).await
}

/// Other sites' pages may not change anything here: Sec-Fetch-Site and Origin decide, no tokens are needed.
fn same_origin(app: &App) -> CsrfLayer<impl FnMut(ProtectionError) -> Response + Clone + use<>> {
    let layer = match CsrfLayer::new().add_trusted_origin(&app.settings.url) {
        Ok(layer) => layer,
        Err(error) => {
            // Then only the request's own host counts, which is stricter.
            tracing::warn!(%error, "PANTAU_URL is not an origin as browsers write it");
            CsrfLayer::new()
        }
    };
    layer.with_rejection_response(|_: ProtectionError| {
        let words = "Permintaan ini datang dari situs lain dan tidak dijalankan. Buka Pantau Pustaka langsung, lalu coba lagi.\n";
        (StatusCode::FORBIDDEN, words).into_response()
    })
}

/// Text is sent small; pictures are small already, and live events must not wait in an encoder.
fn compression() -> CompressionLayer<impl predicate::Predicate> {
    use predicate::{NotForContentType, Predicate, SizeAbove};
    let worth_it = SizeAbove::new(512)
        .and(NotForContentType::IMAGES)
        .and(NotForContentType::SSE)
        .and(NotForContentType::const_new("application/wasm"));
    CompressionLayer::new().quality(CompressionLevel::Precise(4)).compress_when(worth_it)
}

#[cfg(test)]
mod tests;
