//! Forms that work without JavaScript: each posts to its own page. Success answers 303; a refusal renders the same page again with
//! everything that was typed.

pub mod accounts;
pub mod awards;
pub mod data_requests;
pub mod earlier;
pub mod erasure;
pub mod files;
pub mod followups;
pub mod form;
// The meeting: invitations and the door
pub mod door;
pub mod evaluation;
pub mod invitation;
pub mod participants;

pub mod kpi;
pub mod library;
pub mod meeting;
pub mod own_account;
pub mod papers;
pub mod periods;
pub mod point;
pub mod proposals;
pub mod recap;
pub mod report;
pub mod review;
pub mod room;
pub mod saved_queue;
pub mod share;
pub mod sign_in;
pub mod tally;
pub mod upcoming;
pub mod visits;

use crate::api::{App, Error};
use crate::domain::account::Asker;
use crate::domain::refusal::{Finding, Refusal};
use crate::server::pages;
use crate::ui::typed::Typed;
use axum::Router;
use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use serde::de::DeserializeOwned;

/// Every form's route.
pub fn routes() -> Router<App> {
    Router::new()
        .merge(accounts::routes())
        .merge(awards::routes())
        .merge(data_requests::routes())
        .merge(earlier::routes())
        .merge(erasure::routes())
        .merge(kpi::routes())
        .merge(form::routes())
        .merge(library::routes())
        .merge(meeting::routes())
        .merge(own_account::routes())
        .merge(papers::routes())
        .merge(periods::routes())
        .merge(proposals::routes())
        .merge(point::routes())
        .merge(recap::routes())
        .merge(report::routes())
        .merge(review::routes())
        .merge(saved_queue::routes())
        .merge(share::routes())
        .merge(sign_in::routes())
        .merge(tally::routes())
        .merge(upcoming::routes())
        .merge(visits::routes())
        // The meeting: invitations and the door
        .merge(door::routes())
        .merge(evaluation::routes())
        .merge(invitation::routes())
        .merge(participants::routes())
        // In the room, and what follows.
        .merge(room::routes())
        .merge(followups::routes())
}

/// The largest urlencoded form, in bytes; the text of a full report is a tenth of it.
pub const LARGEST_FORM: usize = 256 * 1024;

/// A posted urlencoded form: the input struct (which should deny unknown fields) and the raw pairs, so that a refusal can show the
/// page again with everything in place.
pub struct Posted<T> {
    /// What was posted, read into its input struct.
    pub input: T,
    /// What is needed to show the page again.
    pub page: Again,
}

/// The posted page, ready to be shown again.
pub struct Again {
    app: App,
    /// Who posted.
    pub asker: Asker,
    parts: Parts,
    typed: Typed,
}

impl Again {
    /// A page to be shown again, from a form that was read in another way (multipart).
    pub fn new(app: App, asker: Asker, parts: Parts, pairs: Vec<(String, String)>) -> Self {
        Self { app, asker, parts, typed: Typed { pairs, ..Typed::default() } }
    }

    /// The same page with what was typed and why it was refused.
    pub async fn refused(mut self, error: impl Into<Error>) -> Response {
        let refusal = error.into().told(&self.app.world);
        match &refusal {
            Refusal::Invalid(findings) => self.typed.findings.clone_from(findings),
            Refusal::SignIn | Refusal::Forbidden | Refusal::NotFound => {
                let request = Request::from_parts(self.parts, Body::empty());
                return pages::refused(&self.app, self.asker, request, &refusal).await;
            }
            other => self.typed.findings = vec![Finding::new("", other.to_string())],
        }
        pages::again(&self.app, self.asker, self.parts, self.typed, &refusal).await
    }

    /// The same page with why it was refused and other values than were typed: what is left of them beside somebody else's change.
    pub async fn refused_with(mut self, error: impl Into<Error>, pairs: Vec<(String, String)>) -> Response {
        self.typed.pairs = pairs;
        self.refused(error).await
    }

    /// Gives the page something to show besides: it finds it with `frame::besides`.
    pub fn with<T: Clone + Send + Sync + 'static>(mut self, besides: T) -> Self {
        self.parts.extensions.insert(besides);
        self
    }

    /// The same page with findings.
    pub async fn findings(self, findings: Vec<Finding>) -> Response {
        self.refused(Refusal::Invalid(findings)).await
    }

    /// The same page with what was typed and no finding, for "add another" buttons. The pairs may be changed first.
    pub async fn shown(mut self, change: impl FnOnce(&mut Vec<(String, String)>)) -> Response {
        change(&mut self.typed.pairs);
        let mut response =
            pages::again(&self.app, self.asker, self.parts, self.typed, &Refusal::Invalid(Vec::new())).await;
        *response.status_mut() = axum::http::StatusCode::OK;
        response
    }
}

/// Refuses a form that holds a field of another name.
pub fn only(pairs: &[(String, String)], names: &[&str]) -> Result<(), Refusal> {
    if pairs.iter().all(|(name, _)| names.contains(&name.as_str())) {
        return Ok(());
    }
    let words = "Formulir ini memuat isian yang tidak dikenal. Muat ulang halamannya, lalu isi lagi.";
    Err(Refusal::invalid("", words))
}

/// 303 to a path of this service.
pub fn see_other(path: &str) -> Response {
    Redirect::to(path).into_response()
}

impl<T: DeserializeOwned + Send> FromRequest<App> for Posted<T> {
    type Rejection = Response;

    async fn from_request(request: Request, app: &App) -> Result<Self, Response> {
        let asker = request.extensions().get::<Asker>().cloned().unwrap_or_default();
        let (parts, body) = request.into_parts();
        let Ok(bytes) = axum::body::to_bytes(body, LARGEST_FORM).await else {
            let refusal =
                Refusal::TooLarge("Isian ini terlalu panjang. Pendekkan teksnya, lalu kirim lagi.".to_owned());
            return Err(pages::refused(app, asker, Request::from_parts(parts, Body::empty()), &refusal).await);
        };
        let mut pairs: Vec<(String, String)> = serde_html_form::from_bytes(&bytes).unwrap_or_default();
        // A password is never written back into a page.
        pairs.retain(|(name, _)| !name.starts_with("password"));
        let page = Again::new(app.clone(), asker, parts, pairs);
        let read = serde_html_form::from_bytes(&bytes).map_err(|error| tracing::debug!(%error, "form refused"));
        if let Ok(input) = read {
            Ok(Self { input, page })
        } else {
            let words = "Formulir ini memuat isian yang tidak dikenal atau tidak lengkap. Muat ulang halamannya, lalu isi lagi.";
            Err(page.findings(vec![Finding::new("", words)]).await)
        }
    }
}
