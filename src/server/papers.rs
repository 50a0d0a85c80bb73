//! Papers: documents printed as PDF and as .docx, for the office alone.

pub mod docx;
pub mod pdf;

use crate::api::{App, Error, papers};
use crate::domain::account::Asker;
use crate::domain::paper::Kind;
use crate::domain::refusal::Refusal;
use crate::server::pages;
use crate::storage::Failure;
use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

/// The route of these files.
pub fn routes() -> Router<App> {
    Router::new().route("/kantor/plm/{id}/dokumen/{paper}/{file}", get(file))
}

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// `GET /kantor/plm/{id}/dokumen/{paper}/{paper}.pdf` or `.docx`.
async fn file(
    State(app): State<App>,
    Path((id, paper, file)): Path<(String, String, String)>,
    request: Request,
) -> Response {
    let asker = request.extensions().get::<Asker>().cloned().unwrap_or_default();
    match made(&app, &asker, &id, &paper, &file).await {
        Ok((bytes, kind)) => {
            let disposition = format!("inline; filename=\"{file}\"");
            let headers = [
                (header::CONTENT_TYPE, kind.to_owned()),
                (header::CONTENT_DISPOSITION, disposition),
                (header::CACHE_CONTROL, "private, no-store".to_owned()),
            ];
            (StatusCode::OK, headers, Body::from(bytes)).into_response()
        }
        Err(error) => {
            let refusal = error.told(&app.world);
            pages::refused(&app, asker, request, &refusal).await
        }
    }
}

/// Prints beside the running requests: a hundred certificates are some work.
async fn made(app: &App, asker: &Asker, id: &str, paper: &str, file: &str) -> Result<(Vec<u8>, &'static str), Error> {
    asker.planner()?;
    let kind = Kind::coded(paper).ok_or(Refusal::NotFound)?;
    let ending = file.strip_prefix(paper).ok_or(Refusal::NotFound)?;
    let as_pdf = match ending {
        ".pdf" => true,
        ".docx" => false,
        _ => return Err(Refusal::NotFound.into()),
    };
    let desk = papers::desk(app, asker, id).await?;
    let document = papers::document(app, asker, &desk, kind).await?;
    let now = app.world.now();
    let work = move || if as_pdf { pdf::print(&document, now) } else { docx::write(&document) };
    let written = tokio::task::spawn_blocking(work).await.map_err(|error| Failure::Abandoned(error.to_string()))?;
    let bytes = written.map_err(|error| Failure::inconsistent("paper", error))?;
    Ok((bytes, if as_pdf { "application/pdf" } else { DOCX }))
}

#[cfg(test)]
mod tests;
