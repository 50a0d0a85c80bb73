//! Counting through the day: one tap as a form post, and the counters of a phone that counts by itself.

use crate::api::{App, tallies};
use crate::domain::account::Asker;
use crate::domain::refusal::Refusal;
use crate::domain::tally::Entry;
use crate::server::forms::{Posted, see_other};
use crate::storage::ops::Op;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use serde::Deserialize;

/// The routes of these forms.
pub fn routes() -> Router<App> {
    Router::new().route("/lapor/hitung", post(tap)).route("/api/v1/tallies/{slug}", post(hear))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tap {
    #[serde(default)]
    op: String,
    perpustakaan: String,
    /// The figure to count up.
    #[serde(default)]
    tambah: String,
    /// The figure to count down.
    #[serde(default)]
    kurang: String,
}

async fn tap(State(app): State<App>, Posted { input, page }: Posted<Tap>) -> Response {
    let account = page.asker.signed_in().map(|person| person.account.clone()).unwrap_or_default();
    let less = !input.kurang.is_empty();
    let indicator = if less { input.kurang } else { input.tambah };
    let pairs = [
        ("tambah", indicator.as_str()),
        ("kurang", if less { "ya" } else { "" }),
        ("perpustakaan", &input.perpustakaan),
    ];
    let op = Op::new(&account, &input.op, pairs);
    let back = format!("/lapor/hitung#{}-{indicator}", input.perpustakaan);
    match tallies::tap(&app, &page.asker, &input.perpustakaan, indicator, less, op).await {
        Ok(()) => see_other(&back),
        Err(error) => page.refused(error).await,
    }
}

/// What a phone sends.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Message {
    device: String,
    counts: Vec<Entry>,
}

/// The largest message, in bytes: a year of days.
const LARGEST: usize = 256 * 1024;

async fn hear(State(app): State<App>, Path(slug): Path<String>, request: Request) -> Response {
    let asker = request.extensions().get::<Asker>().cloned().unwrap_or_default();
    if let Err(error) = tallies::may(&app, &asker, &slug).await {
        return said(&error.told(&app.world));
    }
    let bytes = axum::body::to_bytes(request.into_body(), LARGEST).await.unwrap_or_default();
    let Ok(message) = serde_json::from_slice::<Message>(&bytes) else {
        return said(&Refusal::invalid("", "Hitungan ini tidak terbaca."));
    };
    match tallies::hear(&app, &asker, &slug, &message.device, message.counts).await {
        Ok(heard) => Json(serde_json::json!({
            "today": heard.today.to_string(), "others": heard.others, "month": heard.month, "refused": heard.refused,
            "restore_epoch": heard.restore_epoch,
        }))
        .into_response(),
        Err(error) => said(&error.told(&app.world)),
    }
}

fn said(refusal: &Refusal) -> Response {
    let status = StatusCode::from_u16(refusal.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, Json(serde_json::json!({ "words": refusal.to_string() }))).into_response()
}

#[cfg(test)]
mod tests;
