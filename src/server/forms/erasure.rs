//! The form that withdraws a photo or a story.

use crate::api::{App, erasures};
use crate::server::forms::{Posted, see_other};
use crate::storage::erasures::Kind;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::post;
use serde::Deserialize;

/// The routes of these forms.
pub fn routes() -> Router<App> {
    Router::new().route("/lapor/tarik", post(withdraw))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Input {
    jenis: Kind,
    id: String,
}

async fn withdraw(State(app): State<App>, Posted { input, page }: Posted<Input>) -> Response {
    match erasures::withdraw(&app, &page.asker, input.jenis, &input.id).await {
        Ok(()) => see_other("/lapor/tarik?kabar=ditarik"),
        Err(error) => page.refused(error).await,
    }
}
