//! The plain, versioned routes for phones (LAPOR-SYNC/1). They answer JSON whatever the browser would like to have, and a session
//! that has ended is said, never led anywhere: what was to be sent lies safe in the phone's queue.

mod answer;
mod headers;

pub use answer::refused;

use crate::api::App;
use crate::api::sync::{self, Fault, Progress, Request as Sending, Target};
use crate::domain::account::Asker;
use crate::domain::form::MONTHLY;
use crate::domain::sync::{Code, LARGEST_BODY, LARGEST_CHUNK, Slot};
use answer::{json, stored_json};
use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Path, Query, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use headers::{base, number, text};
use serde::Deserialize;
use std::time::Duration;
use tower_http::decompression::RequestDecompressionLayer;

/// Between two looks for photos that wait, where nobody knocked.
const LOOK: Duration = Duration::from_mins(1);
/// Looks between two sweeps: half a day.
const LOOKS_A_SWEEP: u32 = 720;

/// The routes.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/api/v1/reports/{library}/{form}/{month}", get(standing).put(submit))
        .route("/api/v1/drafts/{library}/{form}/{month}", get(desk).patch(mirror))
        .route("/api/v1/photos/{id}", get(progress).put(slot).patch(append))
        .route("/api/v1/status", get(status))
        .route("/api/v1/queue", post(queue))
        .route("/api/v1/openapi.json", get(openapi))
        // A body may come packed (Content-Encoding: gzip); the limits are those of what it unfolds to.
        .layer(RequestDecompressionLayer::new())
        // Each route reads no more than it may.
        .layer(DefaultBodyLimit::disable())
}

/// Makes received photos anew until the program ends, beginning with those that were left from before; sweeps now and then.
pub async fn work(app: App) {
    let mut looks = 0;
    loop {
        if let Err(failure) = sync::make_waiting(&app).await {
            tracing::error!(%failure, "received photos wait");
        }
        if let Err(failure) = sync::erase_noted(&app).await {
            tracing::error!(%failure, "withdrawn photos are still to be erased");
        }
        if looks % LOOKS_A_SWEEP == 0 {
            match sync::sweep(&app).await {
                Ok(0) => {}
                Ok(swept) => tracing::info!(swept, "parts of photos that nobody waits for were thrown away"),
                Err(failure) => tracing::error!(%failure, "old parts of photos were not swept"),
            }
        }
        looks += 1;
        app.photos.knocked(LOOK).await;
    }
}

/// Who asks, the headers, and at most so much of the body.
struct Asked {
    asker: Asker,
    headers: HeaderMap,
    body: Vec<u8>,
}

async fn asked(request: Request, most: usize) -> Result<Asked, Fault> {
    let asker = request.extensions().get::<Asker>().cloned().unwrap_or_default();
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, most).await.map_err(|_| Fault::of(Code::TooLarge))?.to_vec();
    Ok(Asked { asker, headers: parts.headers, body })
}

type Where = (String, String, String);

fn target((library, form, month): Where) -> Result<Target, Fault> {
    if form == MONTHLY { Ok(Target { library, month }) } else { Err(Fault::of(Code::NotFound)) }
}

fn answered(result: Result<Response, Fault>) -> Response {
    result.unwrap_or_else(answer::no)
}

/// `PUT /api/v1/reports/..`.
async fn submit(State(app): State<App>, Path(at): Path<Where>, request: Request) -> Response {
    answered(submitted(&app, at, request).await)
}

async fn submitted(app: &App, at: Where, request: Request) -> Result<Response, Fault> {
    let target = target(at)?;
    let Asked { asker, headers, body } = asked(request, LARGEST_BODY).await?;
    // Whose it is comes before what it says: others learn nothing.
    sync::is_own(app, &asker, &target).await?;
    let sending = Sending {
        op: text(&headers, "idempotency-key").unwrap_or_default().to_owned(),
        base: base(&headers)?,
        sha256: text(&headers, "x-payload-sha256").map(str::to_ascii_lowercase),
        phone_now: number(&headers, "x-client-now"),
        body,
    };
    let taken = sync::submit(app, &asker, &target, sending).await?;
    let first = taken.receipt().is_some_and(|receipt| receipt.revision == 1);
    let status = if first && !taken.replayed { StatusCode::CREATED } else { StatusCode::OK };
    let version = taken.receipt().map(|receipt| receipt.version);
    let mut response = stored_json(status, taken.answer);
    if taken.replayed {
        response.headers_mut().insert(HeaderName::from_static("idempotent-replay"), HeaderValue::from_static("true"));
    }
    answer::etag(&mut response, version);
    // Of now, also beside a stored answer: by it the phone knows a receipt that somebody on the way kept from before a restore.
    let epoch = crate::storage::installation::restore_epoch(&app.storage).await?;
    response.headers_mut().insert(HeaderName::from_static("x-restore-epoch"), epoch.into());
    Ok(response)
}

/// `GET /api/v1/reports/..`.
async fn standing(State(app): State<App>, Path(at): Path<Where>, request: Request) -> Response {
    let found = async {
        let target = target(at)?;
        let asked = asked(request, 0).await?;
        let standing = sync::standing(&app, &asked.asker, &target).await?;
        let mut response = json(StatusCode::OK, &standing);
        answer::etag(&mut response, Some(standing.version));
        Ok(response)
    };
    answered(found.await)
}

/// `PATCH /api/v1/drafts/..`.
async fn mirror(State(app): State<App>, Path(at): Path<Where>, request: Request) -> Response {
    let kept = async {
        let target = target(at)?;
        let Asked { asker, headers, body } = asked(request, LARGEST_BODY).await?;
        sync::is_own(&app, &asker, &target).await?;
        let version = sync::mirror(&app, &asker, &target, base(&headers)?, &body).await?;
        let mut response = json(StatusCode::OK, &serde_json::json!({ "version": version }));
        answer::etag(&mut response, Some(version));
        Ok(response)
    };
    answered(kept.await)
}

/// `GET /api/v1/drafts/..`.
async fn desk(State(app): State<App>, Path(at): Path<Where>, request: Request) -> Response {
    let found = async {
        let target = target(at)?;
        let asked = asked(request, 0).await?;
        let desk = sync::desk(&app, &asked.asker, &target).await?;
        let mut response = json(StatusCode::OK, &desk);
        answer::etag(&mut response, Some(desk.version));
        Ok(response)
    };
    answered(found.await)
}

/// Where an upload stands, in headers.
fn upload(status: StatusCode, progress: &Progress) -> Response {
    let mut response = if status == StatusCode::NO_CONTENT {
        status.into_response()
    } else {
        json(
            status,
            &serde_json::json!({ "state": progress.state, "offset": progress.offset, "length": progress.length }),
        )
    };
    let headers = response.headers_mut();
    headers.insert(HeaderName::from_static("upload-offset"), progress.offset.into());
    headers.insert(HeaderName::from_static("upload-length"), progress.length.into());
    if let Ok(state) = HeaderValue::from_str(&progress.state) {
        headers.insert(HeaderName::from_static("upload-state"), state);
    }
    if let Some(whole) = progress.whole.as_deref().and_then(|whole| HeaderValue::from_str(whole).ok()) {
        headers.insert(HeaderName::from_static("x-photo-sha256"), whole);
    }
    response
}

/// `GET` and `HEAD /api/v1/photos/{id}`.
async fn progress(State(app): State<App>, Path(id): Path<String>, request: Request) -> Response {
    let found = async {
        let asked = asked(request, 0).await?;
        Ok(upload(StatusCode::OK, &sync::progress(&app, &asked.asker, &id).await?))
    };
    answered(found.await)
}

/// Whose photo it is, in the query of `PUT /api/v1/photos/{id}`.
#[derive(Deserialize)]
struct Of {
    #[serde(default)]
    library: String,
    #[serde(default)]
    month: String,
}

/// `PUT /api/v1/photos/{id}`.
async fn slot(State(app): State<App>, Path(id): Path<String>, Query(of): Query<Of>, request: Request) -> Response {
    let made = async {
        let target = Target { library: of.library, month: of.month };
        let Asked { asker, body, .. } = asked(request, 4_096).await?;
        sync::is_own(&app, &asker, &target).await?;
        let slot: Slot = serde_json::from_slice(&body)
            .map_err(|_| Fault::told(Code::Invalid, "Keterangan foto ini tidak terbaca. Tambahkan lagi fotonya."))?;
        Ok(upload(StatusCode::OK, &sync::slot(&app, &asker, &target, &id, slot).await?))
    };
    answered(made.await)
}

/// `PATCH /api/v1/photos/{id}`.
async fn append(State(app): State<App>, Path(id): Path<String>, request: Request) -> Response {
    let grown = async {
        let Asked { asker, headers, body } = asked(request, LARGEST_CHUNK).await?;
        let offset = number(&headers, "upload-offset").and_then(|offset| u64::try_from(offset).ok());
        let sha256 = text(&headers, "content-sha256").unwrap_or_default();
        let Some(offset) = offset else {
            // Still: is there such a photo for this person?
            sync::progress(&app, &asker, &id).await?;
            return Err(Fault::told(Code::Invalid, "Bagian foto ini datang tanpa tempatnya."));
        };
        Ok(upload(StatusCode::NO_CONTENT, &sync::append(&app, &asker, &id, offset, sha256, &body).await?))
    };
    answered(grown.await)
}

/// `GET /api/v1/status`.
async fn status(State(app): State<App>, request: Request) -> Response {
    let asker = request.extensions().get::<Asker>().cloned().unwrap_or_default();
    let mut response = answered(sync::status(&app, &asker).await.map(|status| json(StatusCode::OK, &status)));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// `POST /api/v1/queue`.
async fn queue(State(app): State<App>, request: Request) -> Response {
    let taken = async {
        let Asked { asker, body, .. } = asked(request, crate::server::guard::LARGEST_BODY).await?;
        let results = sync::take_in(&app, &asker, &body).await?;
        Ok(json(StatusCode::OK, &serde_json::json!({ "results": results })))
    };
    answered(taken.await)
}

/// `GET /api/v1/openapi.json`.
async fn openapi() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], Body::from(include_str!("phones/openapi.json"))).into_response()
}

#[cfg(test)]
mod tests;
