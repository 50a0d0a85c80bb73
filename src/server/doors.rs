//! The door's plain routes: the list that phones carry and what they saw, in JSON; the list of attendance as a file.

use crate::api::door::{self, Message};
use crate::api::{App, Error};
use crate::domain::account::Asker;
use crate::domain::refusal::Refusal;
use crate::domain::sheet::csv;
use crate::server::sheets::{CSV, XLSX, attached, workbook};
use crate::server::{pages, phones};
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Extension, Path, Query, Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde::Deserialize;

/// The largest message of a door, in bytes.
const LARGEST: usize = 256 * 1024;

/// The routes.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/api/v1/doors/{id}", get(carried).post(hear))
        .layer(DefaultBodyLimit::max(LARGEST))
        .route(
            "/kantor/plm/{id}/presensi/daftar-hadir.csv",
            get(|app: State<App>, id: Path<String>, request: Request| file(app, id, request, false)),
        )
        .route(
            "/kantor/plm/{id}/presensi/daftar-hadir.xlsx",
            get(|app: State<App>, id: Path<String>, request: Request| file(app, id, request, true)),
        )
}

/// What a phone has already.
#[derive(Deserialize)]
struct Has {
    #[serde(default)]
    since: i64,
    #[serde(default)]
    list: String,
}

async fn carried(
    State(app): State<App>,
    Path(id): Path<String>,
    Extension(asker): Extension<Asker>,
    Query(has): Query<Has>,
) -> Response {
    answered(&app, door::carried(&app, &asker, &id, has.since, &has.list).await.map(Json))
}

/// Whose meeting it is, is asked before a byte of the message is read.
async fn hear(
    State(app): State<App>,
    Path(id): Path<String>,
    Extension(asker): Extension<Asker>,
    body: Bytes,
) -> Response {
    if let Err(error) = door::may(&app, &asker, &id).await {
        return phones::refused(&error.told(&app.world));
    }
    match serde_json::from_slice::<Message>(&body) {
        Ok(message) => answered(&app, door::hear(&app, &asker, &id, message).await.map(Json)),
        Err(_) => {
            phones::refused(&Refusal::invalid("", "Catatan pintu ini tidak terbaca. Muat ulang halaman presensi."))
        }
    }
}

fn answered(app: &App, result: Result<impl IntoResponse, Error>) -> Response {
    match result {
        Ok(answer) => answer.into_response(),
        Err(error) => phones::refused(&error.told(&app.world)),
    }
}

async fn file(State(app): State<App>, Path(id): Path<String>, request: Request, as_workbook: bool) -> Response {
    let asker = request.extensions().get::<Asker>().cloned().unwrap_or_default();
    let pairs: Vec<(String, String)> =
        serde_html_form::from_str(request.uri().query().unwrap_or_default()).unwrap_or_default();
    let day = pairs.iter().find(|(name, _)| name == "hari").map(|(_, value)| value.as_str());
    let made = async {
        let attendance = door::attendance(&app, &asker, &id, day).await?;
        let hall = &attendance.roster.hall;
        let date = hall.agenda.days.get(attendance.day).map_or(hall.meeting.starts_on, |day| day.date);
        let sheet = door::sheet(&attendance);
        Ok::<_, Error>(if as_workbook {
            attached(workbook(vec![sheet], hall.now).await?, XLSX, &format!("daftar-hadir-{date}.xlsx"))
        } else {
            attached(csv(&sheet).into_bytes(), CSV, &format!("daftar-hadir-{date}.csv"))
        })
    };
    match made.await {
        Ok(response) => response,
        Err(error) => {
            let refusal = error.told(&app.world);
            pages::refused(&app, asker, request, &refusal).await
        }
    }
}
