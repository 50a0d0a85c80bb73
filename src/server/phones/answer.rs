//! What phones are told, in JSON.

use crate::api::sync::Fault;
use crate::domain::refusal::Refusal;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// A JSON answer.
pub(super) fn json<T: Serialize>(status: StatusCode, value: &T) -> Response {
    (status, axum::Json(value)).into_response()
}

/// JSON that was stored as text.
pub(super) fn stored_json(status: StatusCode, text: String) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], text).into_response()
}

/// The report's version.
pub(super) fn etag(response: &mut Response, version: Option<i64>) {
    if let Some(value) = version.and_then(|version| HeaderValue::from_str(&format!("\"v{version}\"")).ok()) {
        response.headers_mut().insert(header::ETAG, value);
    }
}

/// A refusal.
pub(super) fn no(fault: Fault) -> Response {
    let (code, answer) = fault.answer();
    let status = StatusCode::from_u16(code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = json(status, &answer);
    if let Some(seconds) = code.retry_after() {
        response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    if let Some(offset) = answer.offset {
        response.headers_mut().insert(HeaderName::from_static("upload-offset"), offset.into());
    }
    etag(&mut response, answer.version);
    response
}

/// What the guard says to a phone before a route is reached.
pub fn refused(refusal: &Refusal) -> Response {
    no(Fault::from(refusal.clone()))
}
