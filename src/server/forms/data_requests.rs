//! The forms about what people ask for about their own data.

use crate::api::App;
use crate::api::data_requests::{self as verbs, RequestInput};
use crate::domain::refusal::Refusal;
use crate::server::forms::{Posted, see_other};
use axum::Router;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde::Deserialize;

/// The routes of these forms.
pub fn routes() -> Router<App> {
    Router::new().route("/kantor/permintaan", post(take)).route("/kantor/permintaan/{id}", post(act))
}

async fn take(State(app): State<App>, form: Posted<RequestInput>) -> Response {
    match verbs::take(&app, &form.page.asker, form.input).await {
        Ok(id) => see_other(&format!("/kantor/permintaan/{id}")),
        Err(error) => form.page.refused(error).await,
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Act {
    aksi: String,
    #[serde(default)]
    pilih: Vec<String>,
    #[serde(default)]
    salin: Vec<String>,
    #[serde(default)]
    yakin: String,
    #[serde(default)]
    outcome: String,
}

async fn act(State(app): State<App>, Path(id): Path<String>, form: Posted<Act>) -> Response {
    let Act { aksi, pilih, salin, yakin, outcome } = form.input;
    let asker = &form.page.asker;
    match aksi.as_str() {
        "salinan" => match verbs::copy(&app, asker, &id, &salin).await {
            Ok(copy) => form.page.with(copy).shown(|_| ()).await,
            Err(error) => form.page.refused(error).await,
        },
        "berkas" => match verbs::copy(&app, asker, &id, &salin).await.and_then(|copy| copy.json()) {
            Ok(copy) => {
                let headers = [
                    (header::CONTENT_TYPE, "application/json"),
                    (header::CONTENT_DISPOSITION, "attachment; filename=\"salinan-data.json\""),
                ];
                (headers, copy).into_response()
            }
            Err(error) => form.page.refused(error).await,
        },
        "hapus" => match verbs::erase(&app, asker, &id, &pilih, yakin == "ya").await {
            Ok(_) => see_other(&format!("/kantor/permintaan/{id}?kabar=dihapus")),
            Err(error) => form.page.refused(error).await,
        },
        "selesai" => match verbs::close(&app, asker, &id, &outcome).await {
            Ok(()) => see_other("/kantor/permintaan?kabar=selesai"),
            Err(error) => form.page.refused(error).await,
        },
        _ => form.page.refused(Refusal::invalid("", "Muat ulang halamannya, lalu coba lagi.")).await,
    }
}

#[cfg(test)]
mod tests;
