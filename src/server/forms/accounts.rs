//! The office's forms about accounts. Codes are shown in the answer to the form that made them and nowhere else.

use crate::api::accounts::{self as verbs, AccountInput, Issued, import};
use crate::api::{App, sheet};
use crate::domain::account::Asker;
use crate::domain::refusal::{Finding, Refusal};
use crate::server::forms::{Again, Posted, see_other};
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Path, Request, State};
use axum::response::Response;
use axum::routing::post;
use axum::{Extension, Router};
use serde::Deserialize;

/// The routes of these forms.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/kantor/akun/baru", post(add))
        // The text may stand in the form twice, pasted and as a file; the rest is a few names.
        .route("/kantor/akun/impor", post(import).layer(DefaultBodyLimit::max(3 * import::LARGEST)))
        .route("/kantor/akun/{id}", post(change))
        .route("/kantor/akun/{id}/kode", post(issue))
        .route("/kantor/akun/{id}/nonaktif", post(disable))
}

/// Codes that were just made, for the page that answers.
#[derive(Clone, Debug)]
pub struct Made(pub Vec<Issued>);

/// A table that was looked at, for the page that answers.
#[derive(Clone, Debug)]
pub struct Looked {
    /// What it would do.
    pub preview: import::Preview,
    /// The table's text.
    pub text: String,
    /// A remark about its letters.
    pub remark: Option<&'static str>,
}

async fn add(State(app): State<App>, form: Posted<AccountInput>) -> Response {
    match verbs::add(&app, &form.page.asker, form.input).await {
        Ok(issued) => form.page.with(Made(vec![issued])).shown(Vec::clear).await,
        Err(error) => form.page.refused(error).await,
    }
}

async fn change(State(app): State<App>, Path(id): Path<String>, form: Posted<AccountInput>) -> Response {
    match verbs::change(&app, &form.page.asker, &id, form.input).await {
        Ok(()) => see_other("/kantor/akun?kabar=diubah"),
        Err(error) => form.page.refused(error).await,
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Issue {
    #[serde(default)]
    called_back: String,
    #[serde(default)]
    op: String,
}

async fn issue(State(app): State<App>, Path(id): Path<String>, form: Posted<Issue>) -> Response {
    let Issue { called_back, op } = form.input;
    match verbs::issue(&app, &form.page.asker, &id, called_back == "ya", &op).await {
        Ok(issued) => form.page.with(Made(vec![issued])).shown(Vec::clear).await,
        Err(error) => form.page.refused(error).await,
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Disable {}

async fn disable(State(app): State<App>, Path(id): Path<String>, form: Posted<Disable>) -> Response {
    match verbs::disable(&app, &form.page.asker, &id).await {
        Ok(()) => see_other("/kantor/akun?kabar=nonaktif"),
        Err(error) => form.page.refused(error).await,
    }
}

/// The posted table: pasted, or as a file, which then stands in the page for all to see.
#[derive(Default)]
struct Table {
    csv: String,
    mark: String,
    act: String,
    remark: Option<&'static str>,
}

async fn import(State(app): State<App>, Extension(asker): Extension<Asker>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let again = |table: &Table| {
        let pairs = vec![("csv".to_owned(), table.csv.clone())];
        Again::new(app.clone(), asker.clone(), parts.clone(), pairs)
    };
    let mut table = Table::default();
    let form = Multipart::from_request(Request::from_parts(parts.clone(), body), &()).await;
    let read = match form {
        Ok(form) => read(form, &mut table).await,
        Err(_) => Err(finding("Formulir ini tidak terbaca. Muat ulang halamannya, lalu coba lagi.")),
    };
    if let Err(refusal) = read {
        return again(&table).refused(refusal).await;
    }
    if table.act == "terapkan" {
        return match import::apply(&app, &asker, &table.csv, &table.mark).await {
            Ok(made) => again(&table).with(Made(made)).shown(Vec::clear).await,
            Err(error) => again(&table).refused(error).await,
        };
    }
    match import::preview(&app, &asker, &table.csv).await {
        Ok(preview) => {
            let looked = Looked { preview, text: table.csv.clone(), remark: table.remark };
            again(&table).with(looked).shown(|_| ()).await
        }
        Err(error) => again(&table).refused(error).await,
    }
}

async fn read(mut form: Multipart, table: &mut Table) -> Result<(), Refusal> {
    let too_large = || Refusal::TooLarge("Tabel ini terlalu besar. Bagi menjadi beberapa bagian.".to_owned());
    while let Some(field) = form.next_field().await.map_err(|_| too_large())? {
        let name = field.name().unwrap_or_default().to_owned();
        let bytes = field.bytes().await.map_err(|_| too_large())?;
        let text = || String::from_utf8_lossy(&bytes).into_owned();
        match name.as_str() {
            "file" if bytes.is_empty() => {}
            "file" => (table.csv, table.remark) = sheet::text(&bytes).map_err(finding)?,
            "csv" if table.csv.is_empty() => table.csv = text(),
            "csv" => {}
            "mark" => table.mark = text(),
            "aksi" => table.act = text(),
            _ => {
                return Err(finding(
                    "Formulir ini memuat isian yang tidak dikenal. Muat ulang halamannya, lalu isi lagi.",
                ));
            }
        }
    }
    Ok(())
}

fn finding(words: &str) -> Refusal {
    Refusal::Invalid(vec![Finding::new("csv", words)])
}

#[cfg(test)]
mod tests;
