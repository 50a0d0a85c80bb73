//! Forms of the office's calendar.

use crate::api::App;
use crate::api::periods::{self, ExtensionInput, MonthInput, RuleInput};
use crate::server::forms::{Posted, see_other};
use axum::Router;
use axum::extract::{FromRequest, Request, State};
use axum::response::Response;
use axum::routing::post;
use serde::Deserialize;

/// The routes of these forms.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/kantor/periode", post(rule))
        .route("/kantor/periode/perpanjangan", post(extension))
        .route("/kantor/periode/bulan", post(month))
}

async fn rule(State(app): State<App>, form: Posted<RuleInput>) -> Response {
    match periods::set_rule(&app, &form.page.asker, form.input).await {
        Ok(()) => see_other("/kantor/periode?kabar=aturan"),
        Err(error) => form.page.refused(error).await,
    }
}

async fn extension(State(app): State<App>, form: Posted<ExtensionInput>) -> Response {
    match periods::extend(&app, &form.page.asker, form.input).await {
        Ok(()) => see_other("/kantor/periode?kabar=perpanjangan"),
        Err(error) => form.page.refused(error).await,
    }
}

/// Which month the address names.
#[derive(Deserialize)]
struct Which {
    bulan: String,
}

async fn month(State(app): State<App>, request: Request) -> Response {
    let query = request.uri().query().unwrap_or_default();
    let month = serde_html_form::from_str::<Which>(query).map(|which| which.bulan).unwrap_or_default();
    let form = match Posted::<MonthInput>::from_request(request, &app).await {
        Ok(form) => form,
        Err(response) => return response,
    };
    match periods::set_month(&app, &form.page.asker, &month, form.input).await {
        Ok(()) => see_other("/kantor/periode?kabar=bulan"),
        Err(error) => form.page.refused(error).await,
    }
}

#[cfg(test)]
mod tests;
