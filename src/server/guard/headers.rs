//! The headers that every answer carries, and the content policy of a page.

use crate::api::{App, in_request, new_code};
use crate::domain::map::listing::EMBEDDED;
use crate::server::session::COOKIE_NAME;
use crate::server::settings::is_loopback;
use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, COOKIE, HeaderName, REFERRER_POLICY, RETRY_AFTER,
    STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use leptos::nonce::Nonce;
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;
use tracing::Instrument;

/// What is no page may load nothing from elsewhere either. `connect-src` stays open to ourselves: a service worker's script is
/// such an answer, and its policy governs what it fetches.
const NO_PAGE: &str =
    "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Seconds after which to come again, where whoever refused did not say.
const COME_AGAIN: HeaderValue = HeaderValue::from_static("5");

/// Puts the headers on every answer, whoever made it, and a code on every request: people read it out, the log has it too.
pub async fn put(State(app): State<App>, request: Request, next: Next) -> Response {
    let (code, begun, method) = (new_code(&app.world), app.world.stopwatch(), request.method().clone());
    // Addresses may hold invitation tokens: the route's own pattern is logged, never what stood in its place.
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned()).unwrap_or_default();
    let span = tracing::info_span!("request", code, %method, route);
    let private = is_private(&request);
    let answering = in_request(code.clone(), next.run(request)).instrument(span.clone());
    let mut response = answering.await;
    let status = response.status();
    app.health.answered(&method, &route, status);
    let millis = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    span.in_scope(|| match status.as_u16() {
        500.. => tracing::warn!(status = status.as_u16(), millis, "answered"),
        400.. => tracing::info!(status = status.as_u16(), millis, "answered"),
        _ => tracing::debug!(status = status.as_u16(), millis, "answered"),
    });
    let headers = response.headers_mut();
    if matches!(status, StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS) {
        headers.entry(RETRY_AFTER).or_insert(COME_AGAIN);
    }
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("strict-origin-when-cross-origin"));
    headers.insert(HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin"));
    headers.insert(
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(self), geolocation=(self), microphone=(), payment=(), usb=()"),
    );
    if app.settings.is_https() {
        let year = HeaderValue::from_static("max-age=31536000; includeSubDomains");
        headers.insert(STRICT_TRANSPORT_SECURITY, year);
    }
    if private {
        headers
            .entry(HeaderName::from_static("cross-origin-resource-policy"))
            .or_insert(HeaderValue::from_static("same-origin"));
    }
    let cache = if private { "no-store" } else { "no-cache" };
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static(cache));
    headers.entry(CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(NO_PAGE));
    if let Ok(code) = HeaderValue::from_str(&code) {
        headers.insert(HeaderName::from_static("x-request-id"), code);
    }
    response
}

/// Answers to a browser with a cookie of ours, and answers to forms, are for one person.
fn is_private(request: &Request) -> bool {
    let reading = matches!(*request.method(), Method::GET | Method::HEAD);
    let mut cookies = request.headers().get_all(COOKIE).iter();
    !reading
        || cookies.any(|cookie| cookie.as_bytes().windows(COOKIE_NAME.len()).any(|part| part == COOKIE_NAME.as_bytes()))
}

/// Puts the content policy with this request's nonce on the page that is being rendered.
pub fn content_policy(nonce: Option<Nonce>) {
    let Some(response) = use_context::<ResponseOptions>() else { return };
    let tiles = use_context::<App>().and_then(|app| app.settings.tiles_url.as_deref().and_then(origin));
    // What others put into their pages is all that may stand in a frame: the map, and a meeting's agenda.
    let framed = use_context::<Parts>().is_some_and(|parts| {
        let path = parts.uri.path();
        path == EMBEDDED || (path.starts_with("/plm/") && path.ends_with("/sisip"))
    });
    let policy = policy(nonce.map(|nonce| nonce.to_string()).as_deref(), tiles.as_deref(), framed);
    if let Ok(value) = HeaderValue::from_str(&policy) {
        response.insert_header(CONTENT_SECURITY_POLICY, value);
    }
}

fn policy(nonce: Option<&str>, tiles: Option<&str>, framed: bool) -> String {
    let ancestors = if framed { "*" } else { "'none'" };
    let nonce = nonce.map(|nonce| format!(" 'nonce-{nonce}'")).unwrap_or_default();
    let tiles = tiles.map(|tiles| format!(" {tiles}")).unwrap_or_default();
    format!(
        "default-src 'self'; script-src 'self'{nonce} 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:{tiles}; \
         worker-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors {ancestors}"
    )
}

/// The origin of a tile address. A placeholder in the host (`https://{s}.tiles..`) becomes a wildcard.
fn origin(url: &str) -> Option<String> {
    // Without https only a tile server on this machine, for trying and for tests.
    let (scheme, rest) = url.split_once("://")?;
    if scheme != "https" && !is_loopback(url) {
        return None;
    }
    let host = rest.split('/').next()?;
    let host = match host.split_once('}') {
        Some((subdomain, rest)) if subdomain.starts_with('{') => format!("*{rest}"),
        _ => host.to_owned(),
    };
    let plain = host.bytes().all(|b| b.is_ascii_alphanumeric() || b".-*:".contains(&b));
    (plain && !host.is_empty()).then(|| format!("{scheme}://{host}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn row_20_the_policy_names_the_nonce_and_the_tiles() {
        let policy = policy(Some("abc"), origin("https://{s}.tile.example/{z}/{x}/{y}.png").as_deref(), false);
        assert!(policy.ends_with("frame-ancestors 'none'"));
        assert!(policy.contains("script-src 'self' 'nonce-abc' 'wasm-unsafe-eval';"), "{policy}");
        assert!(policy.contains("img-src 'self' data: blob: https://*.tile.example;"), "{policy}");
        assert!(!policy.contains("unsafe-inline"));
    }

    #[test]
    fn a_tile_address_gives_its_origin_and_nothing_else() {
        assert_eq!(origin("https://tile.example:8443/{z}/{x}/{y}.png").as_deref(), Some("https://tile.example:8443"));
        assert_eq!(origin("https://tile.example; script-src *"), None);
        assert_eq!(origin("http://tile.example/"), None);
        assert_eq!(origin("http://127.0.0.1:8080/{z}/{x}/{y}").as_deref(), Some("http://127.0.0.1:8080"));
    }
}
