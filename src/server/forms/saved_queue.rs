//! A queue that a phone saved as a file, handed in by a planner.

use crate::api::{App, sync};
use crate::domain::account::Asker;
use crate::domain::refusal::{Finding, Refusal};
use crate::domain::sync::QueueResult;
use crate::server::forms::Again;
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request, State};
use axum::response::Response;
use axum::routing::post;
use axum::{Extension, Router};

/// The route of this form.
pub fn routes() -> Router<App> {
    // The guard's limit holds.
    Router::new().route("/kantor/antrean", post(take_in).layer(DefaultBodyLimit::disable()))
}

/// What became of each entry, for the page that answers.
#[derive(Clone, Debug)]
pub struct TakenIn(pub Vec<QueueResult>);

async fn take_in(State(app): State<App>, Extension(asker): Extension<Asker>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let read = match Multipart::from_request(Request::from_parts(parts.clone(), body), &()).await {
        Ok(form) => read(form).await,
        Err(_) => Err(finding("Formulir ini tidak terbaca. Muat ulang halamannya, lalu coba lagi.")),
    };
    let again = Again::new(app.clone(), asker.clone(), parts, Vec::new());
    let file = match read {
        Ok(file) => file,
        Err(refusal) => return again.refused(refusal).await,
    };
    match sync::take_in(&app, &asker, &file).await {
        Ok(results) => again.with(TakenIn(results)).shown(Vec::clear).await,
        Err(fault) => again.refused(finding(&fault.answer().1.words)).await,
    }
}

async fn read(mut form: Multipart) -> Result<Vec<u8>, Refusal> {
    let torn = || Refusal::TooLarge("Berkas ini terputus di jalan atau terlalu besar. Coba lagi.".to_owned());
    let mut file = Vec::new();
    while let Some(field) = form.next_field().await.map_err(|_| torn())? {
        let name = field.name().unwrap_or_default().to_owned();
        let bytes = field.bytes().await.map_err(|_| torn())?;
        if name != "berkas" {
            return Err(finding("Formulir ini memuat isian yang tidak dikenal. Muat ulang halamannya, lalu isi lagi."));
        }
        file = bytes.to_vec();
    }
    if file.is_empty() { Err(finding("Pilih dulu berkasnya.")) } else { Ok(file) }
}

fn finding(words: &str) -> Refusal {
    Refusal::Invalid(vec![Finding::new("berkas", words)])
}
