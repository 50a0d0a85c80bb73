//! `/data/peta.tsv`: what the map in the browser is drawn from.

use axum::Router;
use axum::extract::{Query as Pairs, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use sha2::{Digest, Sha256};

use crate::api::{App, map};
use crate::domain::map::Query;

/// The map's own route.
pub fn routes() -> Router<App> {
    Router::new().route("/data/peta.tsv", get(parcel))
}

/// Libraries and boundaries of the regency `kab`, or of all; the answer of an unchanged map is 304.
async fn parcel(State(app): State<App>, Pairs(pairs): Pairs<Vec<(String, String)>>, headers: HeaderMap) -> Response {
    let query = Query::read(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let parcel = match map::parcel(&app, query.regency.as_deref()).await {
        Ok(parcel) => parcel,
        Err(error) => {
            let refusal = error.told(&app.world);
            let status = StatusCode::from_u16(refusal.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            return (status, refusal.to_string()).into_response();
        }
    };
    let text = parcel.text();
    let tag = format!("\"{}\"", data_encoding::HEXLOWER.encode(&Sha256::digest(&text)[..12]));
    let known = headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes());
    let told = [(header::ETAG, tag), (header::CACHE_CONTROL, "public, max-age=60".to_owned())];
    if known {
        return (StatusCode::NOT_MODIFIED, told).into_response();
    }
    (told, [(header::CONTENT_TYPE, "text/tab-separated-values; charset=utf-8")], text).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::Trial;

    #[tokio::test]
    async fn the_map_without_anything_is_an_empty_parcel_and_then_not_modified() {
        let trial = Trial::new().await;
        let answer =
            parcel(State(trial.app.clone()), Pairs(vec![("kab".into(), "62.01".into())]), HeaderMap::new()).await;
        assert_eq!(answer.status(), StatusCode::OK);
        let mut headers = HeaderMap::new();
        headers.insert(header::IF_NONE_MATCH, answer.headers()[header::ETAG].clone());
        let again = parcel(State(trial.app), Pairs(Vec::new()), headers).await;
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
    }
}
