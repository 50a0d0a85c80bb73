//! The form that takes an earlier draft up again.

use crate::api::{App, reports};
use crate::server::forms::{Posted, see_other};
use crate::server::pages::encoded;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::post;
use serde::Deserialize;

/// The routes of these forms.
pub fn routes() -> Router<App> {
    Router::new().route("/lapor/{slug}/{month}/draf", post(take_up))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Input {
    versi: i64,
}

async fn take_up(
    State(app): State<App>,
    Path((slug, month)): Path<(String, String)>,
    Posted { input, page }: Posted<Input>,
) -> Response {
    match reports::take_up(&app, &page.asker, &slug, &month, input.versi).await {
        Ok(()) => see_other(&format!("/lapor/{}/{}?kabar=diambil", encoded(&slug), encoded(&month))),
        Err(error) => page.refused(error).await,
    }
}
