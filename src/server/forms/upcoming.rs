//! The form of coming activities.

use crate::api::{App, Error, upcoming};
use crate::domain::refusal::Refusal;
use crate::domain::upcoming::Typed;
use crate::server::forms::{Posted, see_other};
use crate::storage::ops::Op;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::post;
use serde::Deserialize;

/// The routes of these forms.
pub fn routes() -> Router<App> {
    Router::new().route("/lapor/rencana", post(posted))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Input {
    #[serde(default)]
    op: String,
    aksi: String,
    #[serde(default)]
    id: String,
    #[serde(default)]
    perpustakaan: String,
    #[serde(default)]
    nama: String,
    #[serde(default)]
    tanggal: String,
    #[serde(default)]
    jam: String,
    #[serde(default)]
    tempat: String,
    #[serde(default)]
    untuk: String,
}

async fn posted(State(app): State<App>, Posted { input, page }: Posted<Input>) -> Response {
    let account = page.asker.signed_in().map(|person| person.account.clone()).unwrap_or_default();
    let Input { op, aksi, id, perpustakaan, nama, tanggal, jam, tempat, untuk } = input;
    let pairs = [
        ("aksi", aksi.as_str()),
        ("id", &id),
        ("perpustakaan", &perpustakaan),
        ("nama", &nama),
        ("tanggal", &tanggal),
        ("jam", &jam),
        ("tempat", &tempat),
        ("untuk", &untuk),
    ];
    let op = Op::new(&account, &op, pairs);
    let (done, news) = match aksi.as_str() {
        "simpan" => {
            let typed = Typed { title: nama, held_on: tanggal, starts: jam, place: tempat, audience: untuk };
            (upcoming::save(&app, &page.asker, &perpustakaan, id, typed, op).await, "tersimpan")
        }
        "batal" => (upcoming::cancel(&app, &page.asker, id, op).await, "dibatalkan"),
        _ => (Err(Error::from(Refusal::invalid("", "Tekan salah satu tombol di halaman ini."))), ""),
    };
    match done {
        Ok(()) => see_other(&format!("/lapor/rencana?kabar={news}")),
        Err(error) => page.refused(error).await,
    }
}

#[cfg(test)]
mod tests;
