//! Forms of the registry: a library's profile, the office's form for one library, and tables (a file or pasted rows).

#[cfg(test)]
mod tests;

use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::Response;
use axum::routing::post;
use serde::Deserialize;

use crate::api::libraries::import::{self, LARGEST_ON_PAGE};
use crate::api::libraries::{self, LibraryInput, ProfileInput};
use crate::api::{App, Error, sheet};
use crate::domain::account::Asker;
use crate::domain::refusal::{Finding, Refusal};
use crate::server::forms::{Again, Posted, see_other};
use crate::server::pages;
use crate::server::photos::{TakeFault, Taken};

/// The routes of these forms.
pub fn routes() -> Router<App> {
    // A table is measured while it is read; the guard's limit holds for the whole request.
    Router::new()
        .route("/profil", post(profile))
        .route("/kantor/perpustakaan", post(office))
        .layer(DefaultBodyLimit::disable())
}

/// `POST /profil`: the picture when it is multipart, everything else otherwise.
async fn profile(State(app): State<App>, request: Request) -> Response {
    if is_multipart(&request) {
        return picture(app, request).await;
    }
    let form = match Posted::<ProfileInput>::from_request(request, &app).await {
        Ok(form) => form,
        Err(response) => return response,
    };
    match libraries::save_profile(&app, &form.page.asker, form.input).await {
        Ok(library) => see_other(&format!("/profil?perpustakaan={}&kabar=tersimpan", library.slug)),
        Err(error) => form.page.refused(error).await,
    }
}

fn is_multipart(request: &Request) -> bool {
    let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.to_ascii_lowercase().starts_with("multipart/form-data")
}

/// What the form of a library's picture holds.
#[derive(Default)]
struct PictureForm {
    slug: String,
    remove: bool,
    agreed: bool,
    file: Option<Taken>,
    /// Why the file was not taken in.
    trouble: Option<String>,
}

/// The picture of the library's page: taken in like a report's photo, or taken away.
async fn picture(app: App, request: Request) -> Response {
    let asker = request.extensions().get::<Asker>().cloned().unwrap_or_default();
    // Before a byte of a file is kept: does this person look after a library at all?
    if let Err(error) = libraries::own(&app, &asker).await {
        let refusal = error.told(&app.world);
        return pages::refused(&app, asker, request, &refusal).await;
    }
    let (parts, body) = request.into_parts();
    let read = read_picture(&app, Request::from_parts(parts.clone(), body)).await;
    let again = |slug: &str| {
        Again::new(app.clone(), asker.clone(), parts.clone(), vec![("perpustakaan".to_owned(), slug.to_owned())])
    };
    let form = match read {
        Ok(form) => form,
        Err(error) => return again("").refused(error).await,
    };
    let page = again(&form.slug);
    if !form.remove {
        let words = match (&form.trouble, &form.file) {
            (Some(words), _) => Some(("foto", words.clone())),
            (None, None) => Some(("foto", "Pilih dulu fotonya.".to_owned())),
            (None, Some(_)) if !form.agreed => Some((
                "foto_izin",
                "Centang dulu izinnya, karena foto ini dilihat semua orang. Lalu pilih lagi fotonya.".to_owned(),
            )),
            _ => None,
        };
        if let Some((field, words)) = words {
            return page.findings(vec![Finding::new(field, words)]).await;
        }
    }
    let (news, sha256) = match form.file {
        Some(taken) if !form.remove => ("foto", Some(taken.sha256)),
        _ => ("foto-dihapus", None),
    };
    match libraries::save_photo(&app, &asker, &form.slug, sha256).await {
        Ok(library) => see_other(&format!("/profil?perpustakaan={}&kabar={news}#foto", library.slug)),
        Err(error) => page.refused(error).await,
    }
}

async fn read_picture(app: &App, request: Request) -> Result<PictureForm, Error> {
    let torn = || Error::from(Refusal::invalid("foto", "Kiriman ini terputus. Pilih lagi fotonya, lalu kirim lagi."));
    let mut form = Multipart::from_request(request, &()).await.map_err(|_| torn())?;
    let mut read = PictureForm::default();
    while let Some(mut field) = form.next_field().await.map_err(|_| torn())? {
        let name = field.name().unwrap_or_default().to_owned();
        if let Some(file) = field.file_name().map(str::to_owned) {
            if name != "foto" || file.is_empty() {
                continue;
            }
            match app.photos.take(&mut field, &app.world.id()).await {
                Ok(taken) => read.file = Some(taken),
                Err(TakeFault::Trouble(trouble)) => read.trouble = Some(trouble.words(&file)),
                Err(TakeFault::Torn) => return Err(torn()),
                Err(TakeFault::Failure(failure)) => return Err(failure.into()),
            }
            continue;
        }
        let mut text = Vec::new();
        while let Some(chunk) = field.chunk().await.map_err(|_| torn())? {
            if text.len() + chunk.len() > 200 {
                return Err(torn());
            }
            text.extend_from_slice(&chunk);
        }
        match name.as_str() {
            "perpustakaan" => read.slug = String::from_utf8_lossy(&text).into_owned(),
            "aksi" => read.remove = text == b"hapus-foto",
            "foto_izin" => read.agreed = true,
            _ => {
                let words = "Formulir ini memuat isian yang tidak dikenal. Muat ulang halamannya, lalu isi lagi.";
                return Err(Refusal::invalid("", words).into());
            }
        }
    }
    Ok(read)
}

/// What the address of the office's page says.
#[derive(Deserialize)]
struct Which {
    ubah: Option<String>,
}

/// `POST /kantor/perpustakaan`: a table when it is multipart, one library otherwise.
async fn office(State(app): State<App>, request: Request) -> Response {
    if is_multipart(&request) {
        return table(app, request).await;
    }
    let which: Which =
        serde_html_form::from_str(request.uri().query().unwrap_or_default()).unwrap_or(Which { ubah: None });
    let form = match Posted::<LibraryInput>::from_request(request, &app).await {
        Ok(form) => form,
        Err(response) => return response,
    };
    match libraries::save(&app, &form.page.asker, which.ubah.as_deref(), form.input).await {
        Ok(library) => see_other(&format!("/kantor/perpustakaan?kabar=tersimpan&satu={}", library.slug)),
        Err(error) => form.page.refused(error).await,
    }
}

/// What a posted table form holds.
#[derive(Default)]
struct TableForm {
    action: String,
    text: String,
    mark: String,
    remark: Option<&'static str>,
}

async fn table(app: App, request: Request) -> Response {
    let asker = request.extensions().get::<Asker>().cloned().unwrap_or_default();
    let (parts, body) = request.into_parts();
    let read = read_table(Request::from_parts(parts.clone(), body)).await;
    let again = |pairs| Again::new(app.clone(), asker.clone(), parts.clone(), pairs);
    let form = match read {
        Ok(form) => form,
        Err(refusal) => return again(vec![("aksi".to_owned(), "periksa".to_owned())]).refused(refusal).await,
    };
    let mut pairs = vec![("aksi".to_owned(), "periksa".to_owned()), ("csv".to_owned(), form.text.clone())];
    if let Some(remark) = form.remark {
        pairs.push(("catatan".to_owned(), remark.to_owned()));
    }
    let page = again(pairs);
    if form.action == "terapkan" {
        return match import::apply_shown(&app, &asker, &form.text, &form.mark).await {
            Ok(plan) => see_other(&format!(
                "/kantor/perpustakaan?kabar=tabel&baru={}&berubah={}&ditolak={}",
                plan.new_rows(),
                plan.changed_rows(),
                plan.refused.len()
            )),
            Err(error) => page.refused(error).await,
        };
    }
    match import::preview(&app, &asker, &form.text).await {
        Ok(_) => page.shown(|_| ()).await,
        Err(error) => page.refused(error).await,
    }
}

/// Reads the form to its end. A file wins over pasted rows.
async fn read_table(request: Request) -> Result<TableForm, Refusal> {
    let torn = || Refusal::invalid("csv", "Kiriman ini terputus. Coba kirim lagi.");
    let too_large = || {
        Refusal::TooLarge(
            "Tabel ini lebih besar dari 2 MB. Bagi menjadi beberapa berkas, atau minta administrator memakai perintah pantau import libraries."
                .to_owned(),
        )
    };
    let mut form = Multipart::from_request(request, &()).await.map_err(|_| torn())?;
    let mut read = TableForm::default();
    let (mut file, mut pasted) = (Vec::new(), Vec::new());
    while let Some(mut field) = form.next_field().await.map_err(|_| torn())? {
        let name = field.name().unwrap_or_default().to_owned();
        let mut bytes = Vec::new();
        while let Some(chunk) = field.chunk().await.map_err(|_| torn())? {
            if bytes.len() + chunk.len() > LARGEST_ON_PAGE {
                return Err(too_large());
            }
            bytes.extend_from_slice(&chunk);
        }
        let text = || String::from_utf8_lossy(&bytes).into_owned();
        match name.as_str() {
            "aksi" => read.action = text(),
            "tanda" => read.mark = text(),
            "csv" => pasted = bytes,
            "berkas" => file = bytes,
            _ => {
                let words = "Formulir ini memuat isian yang tidak dikenal. Muat ulang halamannya, lalu isi lagi.";
                return Err(Refusal::Invalid(vec![Finding::new("", words)]));
            }
        }
    }
    let (name, bytes) = if file.is_empty() { ("csv", pasted) } else { ("berkas", file) };
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Refusal::invalid("berkas", "Pilih berkas CSV, atau tempel isinya di kotak."));
    }
    let (text, remark) = sheet::text(&bytes).map_err(|words| Refusal::invalid(name, words))?;
    read.text = text;
    read.remark = remark;
    Ok(read)
}
