//! Forms that bring pictures along, also without scripts: multipart, read to the end.

use crate::api::{App, Error};
use crate::domain::refusal::{Finding, Refusal};
use crate::server::forms::LARGEST_FORM;
use crate::server::photos::{TakeFault, Taken};
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header::CONTENT_TYPE;

/// A form with pictures, read to its end.
#[derive(Default)]
pub struct Written {
    /// Names and values.
    pub pairs: Vec<(String, String)>,
    /// The pictures, stored already.
    pub photos: Vec<Taken>,
    /// What is wrong with the files.
    pub findings: Vec<Finding>,
}

/// Reads a form to its end, in parts or not; files become stored photos. Of more than `most` pictures the rest is refused with the
/// words `too_many`; what is wrong with one is said of the field `field`.
pub async fn read(
    app: &App,
    request: Request,
    field: &'static str,
    most: usize,
    too_many: &str,
) -> Result<Written, Error> {
    let torn = || {
        let words = "Kiriman terputus atau terlalu besar. Kirim lagi dengan berkas lebih sedikit atau lebih kecil.";
        Refusal::TooLarge(words.to_owned())
    };
    let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !kind.to_ascii_lowercase().starts_with("multipart/form-data") {
        let bytes = axum::body::to_bytes(request.into_body(), LARGEST_FORM).await.map_err(|_| torn())?;
        let pairs = serde_html_form::from_bytes(&bytes).unwrap_or_default();
        return Ok(Written { pairs, ..Written::default() });
    }
    let mut form = Multipart::from_request(request, &()).await.map_err(|_| torn())?;
    let (mut pairs, mut photos, mut findings, mut size) = (Vec::new(), Vec::new(), Vec::new(), 0);
    while let Some(mut part) = form.next_field().await.map_err(|_| torn())? {
        let name = part.name().unwrap_or_default().to_owned();
        if let Some(file) = part.file_name().map(str::to_owned) {
            if file.is_empty() {
                continue; // the input was left alone
            }
            if photos.len() >= most {
                findings.push(Finding::new(field, too_many));
                continue;
            }
            match app.photos.take(&mut part, &app.world.id()).await {
                Ok(taken) => photos.push(taken),
                // Read on: what was typed after the files must not be lost because of one of them.
                Err(TakeFault::Trouble(trouble)) => findings.push(Finding::new(field, trouble.words(&file))),
                Err(TakeFault::Failure(failure)) => return Err(failure.into()),
                Err(TakeFault::Torn) => return Err(torn().into()),
            }
            continue;
        }
        let mut text = Vec::new();
        while let Some(chunk) = part.chunk().await.map_err(|_| torn())? {
            size += chunk.len();
            if size > LARGEST_FORM {
                return Err(torn().into());
            }
            text.extend_from_slice(&chunk);
        }
        pairs.push((name, String::from_utf8_lossy(&text).into_owned()));
    }
    Ok(Written { pairs, photos, findings })
}
