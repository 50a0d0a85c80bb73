//! The anonymous sheet, by its public link or keyed in from paper.

use crate::api::{App, Error, evaluations};
use crate::domain::evaluation::Answers;
use crate::domain::refusal::Refusal;
use crate::server::forms::{Posted, only, see_other};
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::post;

type Pairs = Vec<(String, String)>;

/// The routes of these forms.
pub fn routes() -> Router<App> {
    Router::new().route("/plm/{slug}/evaluasi", post(send)).route("/kantor/plm/{id}/evaluasi", post(key_in))
}

fn read(pairs: &Pairs) -> Result<(Answers, String), Error> {
    only(pairs, &["op", "useful", "clear", "place", "service", "saran"])?;
    let value =
        |name: &str| pairs.iter().find(|(known, _)| known == name).map_or_else(String::new, |(_, value)| value.clone());
    let answers = Answers::read(value).map_err(|(field, words)| Refusal::invalid(field, words))?;
    Ok((answers, value("op")))
}

async fn send(
    State(app): State<App>,
    Path(slug): Path<String>,
    Posted { input: pairs, page }: Posted<Pairs>,
) -> Response {
    let done = match read(&pairs) {
        Ok((answers, op)) => evaluations::send(&app, &slug, answers, &op).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => see_other(&format!("/plm/{slug}/evaluasi?kabar=terima-kasih")),
        Err(error) => page.refused(error).await,
    }
}

async fn key_in(
    State(app): State<App>,
    Path(id): Path<String>,
    Posted { input: pairs, page }: Posted<Pairs>,
) -> Response {
    let done = match read(&pairs) {
        Ok((answers, op)) => evaluations::key_in(&app, &page.asker, &id, answers, &op).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => see_other(&format!("/kantor/plm/{id}/evaluasi?kabar=tersimpan")),
        Err(error) => page.refused(error).await,
    }
}
