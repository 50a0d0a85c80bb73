//! The form that makes and withdraws links to a library's yearly sheet.

use crate::api::{App, Error, shares};
use crate::domain::refusal::Refusal;
use crate::server::forms::{Posted, see_other};
use crate::storage::ops::Op;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::post;
use serde::Deserialize;

/// The routes of these forms.
pub fn routes() -> Router<App> {
    Router::new().route("/lapor/tautan", post(posted))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Input {
    #[serde(default)]
    op: String,
    aksi: String,
    perpustakaan: String,
    #[serde(default)]
    id: String,
    #[serde(default)]
    kebutuhan: String,
}

async fn posted(State(app): State<App>, Posted { input, page }: Posted<Input>) -> Response {
    let back = format!("/lapor/tautan?perpustakaan={}", crate::server::pages::encoded(&input.perpustakaan));
    let done = match input.aksi.as_str() {
        "buat" => {
            let account = page.asker.signed_in().map(|person| person.account.clone()).unwrap_or_default();
            let op = Op::new(
                &account,
                &input.op,
                [("perpustakaan", input.perpustakaan.as_str()), ("kebutuhan", &input.kebutuhan)],
            );
            match shares::make_once(&app, &page.asker, &input.perpustakaan, &input.kebutuhan, op).await {
                // Shown once: the address is nowhere at rest.
                Ok(Some(link)) => {
                    return page
                        .with(shares::Made(link))
                        .shown(|pairs| pairs.retain(|(name, _)| name == "perpustakaan"))
                        .await;
                }
                Ok(None) => Ok("sudah"),
                Err(error) => Err(error),
            }
        }
        "cabut" => shares::withdraw(&app, &page.asker, &input.id).await.map(|()| "dicabut"),
        _ => Err(Error::from(Refusal::invalid("", "Tekan salah satu tombol di halaman ini."))),
    };
    match done {
        Ok(news) => see_other(&format!("{back}&kabar={news}")),
        Err(error) => page.refused(error).await,
    }
}

#[cfg(test)]
mod tests;
