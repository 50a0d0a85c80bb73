//! Tables as files: CSV and XLSX, for the office alone.

use crate::api::{App, Error, recap};
use crate::domain::account::Asker;
use crate::domain::moment::Moment;
use crate::domain::sheet::{Cell, Sheet, csv};
use crate::server::pages;
use crate::storage::Failure;
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

/// The routes of these files.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/kantor/rekap/angka.csv", get(|app: State<App>, request: Request| file(app, request, Wanted::Figures)))
        .route(
            "/kantor/rekap/kegiatan.csv",
            get(|app: State<App>, request: Request| file(app, request, Wanted::Activities)),
        )
        .route(
            "/kantor/rekap/rekap.xlsx",
            get(|app: State<App>, request: Request| file(app, request, Wanted::Workbook)),
        )
        .route("/kantor/rekap/susunan.csv", get(|app: State<App>, request: Request| file(app, request, Wanted::OwnCsv)))
        .route(
            "/kantor/rekap/susunan.xlsx",
            get(|app: State<App>, request: Request| file(app, request, Wanted::OwnWorkbook)),
        )
}

#[derive(Clone, Copy)]
enum Wanted {
    Figures,
    Activities,
    Workbook,
    OwnCsv,
    OwnWorkbook,
}

/// A file to be saved under that name.
pub fn attached(bytes: Vec<u8>, kind: &'static str, name: &str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    (StatusCode::OK, headers, Body::from(bytes)).into_response()
}

async fn file(State(app): State<App>, request: Request, wanted: Wanted) -> Response {
    let asker = request.extensions().get::<Asker>().cloned().unwrap_or_default();
    let pairs: Vec<(String, String)> =
        serde_html_form::from_str(request.uri().query().unwrap_or_default()).unwrap_or_default();
    match made(&app, &asker, pairs, wanted).await {
        Ok((bytes, kind, name)) => attached(bytes, kind, &name),
        Err(error) => {
            let refusal = error.told(&app.world);
            pages::refused(&app, asker, request, &refusal).await
        }
    }
}

/// The kind of a CSV file.
pub const CSV: &str = "text/csv; charset=utf-8";
/// The kind of a workbook.
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

async fn made(
    app: &App,
    asker: &Asker,
    pairs: Vec<(String, String)>,
    wanted: Wanted,
) -> Result<(Vec<u8>, &'static str, String), Error> {
    let value = move |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
    let recap = recap::recap(app, asker, value).await?;
    let (layout, _) = recap::layout(app, asker).await?;
    let own = || match &layout {
        Some(layout) => recap.table("Susunan", &layout.columns),
        None => recap.figures(),
    };
    let span = format!("{}-{}", recap.filter.from, recap.filter.to);
    Ok(match wanted {
        Wanted::Figures => (csv(&recap.figures()).into_bytes(), CSV, format!("rekap-{span}.csv")),
        Wanted::Activities => (csv(&recap.activity_sheet()).into_bytes(), CSV, format!("kegiatan-{span}.csv")),
        Wanted::OwnCsv => (csv(&own()).into_bytes(), CSV, format!("susunan-{span}.csv")),
        Wanted::Workbook => {
            let sheets = vec![recap.figures(), recap.activity_sheet(), recap.explanation(None)];
            (workbook(sheets, recap.now).await?, XLSX, format!("rekap-{span}.xlsx"))
        }
        Wanted::OwnWorkbook => {
            let sheets = vec![own(), recap.explanation(layout.as_ref())];
            (workbook(sheets, recap.now).await?, XLSX, format!("susunan-{span}.xlsx"))
        }
    })
}

/// Writes a workbook beside the running requests: a year of a province is some work.
pub async fn workbook(sheets: Vec<Sheet>, now: Moment) -> Result<Vec<u8>, Error> {
    let written = tokio::task::spawn_blocking(move || write(&sheets, now)).await;
    let bytes = written.map_err(|error| Failure::Abandoned(error.to_string()))?;
    Ok(bytes.map_err(|error| Failure::inconsistent("xlsx", error.to_string()))?)
}

/// The workbook's bytes. What people wrote is written as a string whatever it begins with; nothing becomes a formula.
fn write(sheets: &[Sheet], now: Moment) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    book.set_properties(&DocProperties::new().set_creation_datetime(&ExcelDateTime::from_timestamp(now.0)?));
    let (bold, day) = (Format::new().set_bold(), Format::new().set_num_format("yyyy-mm-dd"));
    for sheet in sheets {
        let page = book.add_worksheet().set_name(sheet.name)?;
        page.set_freeze_panes(1, 0)?;
        for (column, name) in (0u16..).zip(&sheet.head) {
            page.write_string_with_format(0, column, name, &bold)?;
            page.set_column_width(column, 16)?;
        }
        for (line, row) in (1u32..).zip(&sheet.rows) {
            for (column, cell) in (0u16..).zip(row) {
                match cell {
                    Cell::Empty => {}
                    Cell::Text(text) => {
                        // The format's own limit is 32 767 characters.
                        let text: String = text.chars().take(32_000).collect();
                        page.write_string(line, column, text)?;
                    }
                    Cell::Number(count) => {
                        page.write_number(line, column, *count)?;
                    }
                    Cell::Day(date) => {
                        let year = u16::try_from(date.year).unwrap_or(1900);
                        let at = ExcelDateTime::from_ymd(year, date.month, date.day)?;
                        page.write_datetime_with_format(line, column, &at, &day)?;
                    }
                }
            }
        }
    }
    book.save_to_buffer()
}

#[cfg(test)]
mod tests;
