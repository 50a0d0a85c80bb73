//! The forms of awards: begin with two, define and try out, decide, publish.

use crate::api::{App, Error, awards};
use crate::server::forms::{Again, Posted, see_other};
use crate::storage::ops::Op;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::post;

/// The routes of these forms.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/kantor/plm/{id}/apresiasi", post(start))
        .route("/kantor/plm/{id}/apresiasi/{award}", post(decide))
        .route("/kantor/plm/{id}/apresiasi/{award}/rumus", post(define))
}

type Form = Posted<Vec<(String, String)>>;

/// What every one of these forms says besides its own fields.
struct Intent {
    action: String,
    version: i64,
    op: Op,
}

fn intent(page: &Again, pairs: &[(String, String)]) -> Result<Intent, Error> {
    let person = page.asker.planner()?;
    let value = |name: &str| pairs.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str());
    let op = Op::new(&person.account, value("op"), pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    Ok(Intent { action: value("aksi").to_owned(), version: value("versi").parse().unwrap_or(0), op })
}

async fn start(State(app): State<App>, Path(id): Path<String>, Posted { input: pairs, page }: Form) -> Response {
    let done = async {
        let intent = intent(&page, &pairs)?;
        let desk = awards::desk(&app, &page.asker, &id).await?;
        if intent.action != "mulai" || pairs.iter().any(|(name, _)| !["aksi", "op"].contains(&name.as_str())) {
            return Err(awards::unknown().into());
        }
        awards::start(&app, &page.asker, &desk, intent.op).await
    };
    match done.await {
        Ok(()) => see_other(&format!("/kantor/plm/{id}/apresiasi?kabar=mulai")),
        Err(error) => page.refused(error).await,
    }
}

/// `POST /kantor/plm/{id}/apresiasi/{award}/rumus`; the award `baru` is a new one. "lihat" tries the form out and saves nothing.
async fn define(
    State(app): State<App>,
    Path((id, award)): Path<(String, String)>,
    Posted { input: pairs, page }: Form,
) -> Response {
    let done = async {
        let intent = intent(&page, &pairs)?;
        let desk = awards::desk(&app, &page.asker, &id).await?;
        let known = (award != "baru").then_some(award.as_str());
        if let Some(id) = known {
            desk.award(id)?;
        }
        let definition = awards::read(&pairs)?;
        if intent.action != "simpan" {
            let faults = awards::faults(&desk, &definition);
            return if faults.is_empty() {
                Ok(None)
            } else {
                Err(crate::domain::refusal::Refusal::Invalid(faults).into())
            };
        }
        let saved = awards::define(&app, &page.asker, &desk, known, intent.version, definition, intent.op).await?;
        Ok::<_, Error>(Some(saved))
    };
    match done.await {
        Ok(Some(award)) => see_other(&format!("/kantor/plm/{id}/apresiasi/{award}?kabar=tersimpan")),
        Ok(None) => page.shown(|_| ()).await,
        Err(error) => page.refused(error).await,
    }
}

async fn decide(
    State(app): State<App>,
    Path((id, award)): Path<(String, String)>,
    Posted { input: pairs, page }: Form,
) -> Response {
    let done = async {
        let intent = intent(&page, &pairs)?;
        let desk = awards::desk(&app, &page.asker, &id).await?;
        if intent.action == "terbitkan" {
            awards::publish(&app, &page.asker, &desk, &award, intent.op).await?;
            return Ok::<_, Error>("terbit");
        }
        let decision = awards::read_decision(&pairs, &desk)?;
        awards::decide(&app, &page.asker, &desk, &award, intent.version, decision, intent.op).await?;
        Ok("putus")
    };
    match done.await {
        Ok(news) => see_other(&format!("/kantor/plm/{id}/apresiasi/{award}?kabar={news}")),
        Err(error) => page.refused(error).await,
    }
}

#[cfg(test)]
pub mod tests;
