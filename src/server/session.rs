//! Cookie to asker.

use crate::api::App;
use crate::domain::account::Asker;
use crate::storage::Failure;
use axum::http::HeaderMap;

/// Who sends these headers. First version: nobody; the accounts part takes this over.
#[expect(clippy::unused_async, reason = "the accounts part reads the session table here")]
pub async fn asker(_app: &App, _headers: &HeaderMap) -> Result<Asker, Failure> {
    Ok(Asker::Public)
}
