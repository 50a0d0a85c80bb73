//! Reads the posted form field by field: text into pairs, files into stored photos. A file that is not acceptable becomes a finding
//! at its field; everything else of the form goes on.

use crate::api::reports::{Upload, photo_finding};
use crate::api::{App, Error};
use crate::domain::photo::{MAX_PHOTOS, Trouble};
use crate::domain::refusal::{Finding, Refusal};
use crate::domain::report::MAX_ACTIVITIES;
use crate::server::forms::LARGEST_FORM;
use crate::server::photos::TakeFault;
use axum::extract::multipart::Field;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header::CONTENT_TYPE;

/// The longest text of one field, in bytes: four times what is sent of it in the longest letters.
const LARGEST_TEXT: usize = 64 * 1024;

/// What a form brought.
#[derive(Debug, Default)]
pub struct Read {
    /// Names and texts, in the order of the form.
    pub pairs: Vec<(String, String)>,
    /// Photos, stored.
    pub uploads: Vec<Upload>,
    /// Files that were not taken in.
    pub troubles: Vec<Finding>,
}

/// Why a form could not be read to its end, with the pairs that were.
type Torn = (Error, Vec<(String, String)>);

/// Reads a multipart or urlencoded form.
pub async fn read(app: &App, request: Request) -> Result<Read, Torn> {
    let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !kind.to_ascii_lowercase().starts_with("multipart/form-data") {
        let Ok(bytes) = axum::body::to_bytes(request.into_body(), LARGEST_FORM).await else {
            return Err((too_long(), Vec::new()));
        };
        return Ok(Read { pairs: serde_html_form::from_bytes(&bytes).unwrap_or_default(), ..Read::default() });
    }
    let Ok(mut form) = Multipart::from_request(request, &()).await else {
        let words = "Kiriman ini tidak terbaca. Muat ulang halamannya, lalu coba lagi.";
        return Err((Refusal::invalid("", words).into(), Vec::new()));
    };
    let (mut read, mut size) = (Read::default(), 0);
    loop {
        match form.next_field().await {
            Ok(Some(field)) => {
                if let Err(error) = take(app, field, &mut read, &mut size).await {
                    return Err((error, read.pairs));
                }
            }
            Ok(None) => return Ok(read),
            Err(error) => {
                tracing::debug!(%error, "a report form ended early");
                return Err((torn(), read.pairs));
            }
        }
    }
}

fn too_long() -> Error {
    Refusal::TooLarge("Isian ini terlalu panjang. Pendekkan teksnya, lalu kirim lagi.".to_owned()).into()
}

fn torn() -> Error {
    let words = "Kiriman terputus atau terlalu besar. Simpan dulu tanpa foto, lalu tambahkan fotonya satu per satu.";
    Refusal::TooLarge(words.to_owned()).into()
}

/// The number of the activity that a file input belongs to.
fn activity_of(name: &str) -> Option<usize> {
    let n: usize = name.strip_prefix("kegiatan-")?.strip_suffix("-foto")?.parse().ok()?;
    (n < MAX_ACTIVITIES).then_some(n)
}

async fn take(app: &App, mut field: Field<'_>, read: &mut Read, size: &mut usize) -> Result<(), Error> {
    let name = field.name().unwrap_or_default().to_owned();
    let Some(file) = field.file_name().map(str::to_owned) else {
        let (mut text, mut cut) = (Vec::new(), false);
        while let Some(chunk) = field.chunk().await.map_err(|_| torn())? {
            // Read on to the fields after it: one text that is too long must not cost the others.
            let room = LARGEST_TEXT.saturating_sub(text.len()).min(LARGEST_FORM.saturating_sub(*size));
            let kept = &chunk[..chunk.len().min(room)];
            cut |= kept.len() < chunk.len();
            *size += kept.len();
            text.extend_from_slice(kept);
        }
        if cut {
            let words = "Teks ini terlalu panjang untuk diterima; hanya awalnya yang tersisa di sini. Pendekkan dari naskah Anda, lalu kirim lagi.";
            read.troubles.push(Finding::new(name.clone(), words));
        }
        let text = String::from_utf8_lossy(&text);
        // A letter of several bytes may have been cut through.
        let text = if cut { text.trim_end_matches('\u{fffd}') } else { &text };
        read.pairs.push((name, text.to_owned()));
        return Ok(());
    };
    let Some(activity) = activity_of(&name) else {
        // A file under a name that has no file input: refused with the other unknown names.
        read.pairs.push((name, String::new()));
        return Ok(());
    };
    if file.is_empty() {
        return Ok(()); // the input was left alone
    }
    if read.uploads.len() >= MAX_PHOTOS {
        read.troubles.push(photo_finding(activity, Trouble::TooMany.words(&file)));
        return Ok(());
    }
    match app.photos.take(&mut field, &app.world.id()).await {
        Ok(taken) => read.uploads.push(Upload { activity, taken }),
        Err(TakeFault::Trouble(trouble)) => read.troubles.push(photo_finding(activity, trouble.words(&file))),
        Err(TakeFault::Failure(failure)) => return Err(failure.into()),
        Err(TakeFault::Torn) => return Err(torn()),
    }
    Ok(())
}
