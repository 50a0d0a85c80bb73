//! Library forms.

use crate::api::App;
use axum::Router;

/// The routes of these forms.
pub fn routes() -> Router<App> {
    Router::new()
}
