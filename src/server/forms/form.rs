//! The form in which an office changes its form.

use crate::api::{App, forms};
use crate::domain::form::editing::Edit;
use crate::domain::refusal::{Finding, Refusal};
use crate::server::forms::{Posted, see_other};
use crate::storage::ops::Op;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::post;

/// The routes of these forms.
pub fn routes() -> Router<App> {
    Router::new().route("/kantor/formulir", post(posted))
}

async fn posted(State(app): State<App>, Posted { input, page }: Posted<Vec<(String, String)>>) -> Response {
    let pairs = || input.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let Ok(edit) = Edit::from_pairs(pairs()) else {
        let words = "Formulir ini memuat isian yang tidak dikenal. Muat ulang halamannya, lalu isi lagi.";
        return page.findings(vec![Finding::new("", words)]).await;
    };
    let account = match page.asker.planner() {
        Ok(person) => person.account.clone(),
        Err(refusal) => return page.refused(refusal).await,
    };
    let op = Op::new(&account, &edit.op, pairs());
    match edit.action.as_str() {
        "pratinjau" => match forms::desk(&app, &page.asker).await.map(|desk| desk.read(&edit)) {
            Ok(Ok(_)) => page.shown(|_| ()).await,
            Ok(Err(findings)) => page.findings(findings).await,
            Err(error) => page.refused(error).await,
        },
        "simpan" => match forms::save(&app, &page.asker, edit, op).await {
            Ok(()) => see_other("/kantor/formulir?kabar=tersimpan"),
            Err(error) => page.refused(error).await,
        },
        _ => {
            page.refused(Refusal::invalid("", "Tekan \u{201c}Lihat pratinjau\u{201d} atau \u{201c}Simpan\u{201d}."))
                .await
        }
    }
}

#[cfg(test)]
mod tests;
