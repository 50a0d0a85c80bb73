//! The form of the office's own columns.

use crate::api::{App, recap};
use crate::server::forms::{Posted, see_other};
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::post;

/// The routes of this form.
pub fn routes() -> Router<App> {
    Router::new().route("/kantor/rekap/susunan", post(layout))
}

async fn layout(State(app): State<App>, Posted { input: pairs, page }: Posted<Vec<(String, String)>>) -> Response {
    let (chosen, confirmed) = match recap::read_layout(&pairs) {
        Ok(read) => read,
        Err(findings) => return page.findings(findings).await,
    };
    match recap::save_layout(&app, &page.asker, chosen, confirmed).await {
        Ok(()) => see_other("/kantor/rekap?kabar=susunan"),
        Err(error) => page.refused(error).await,
    }
}
