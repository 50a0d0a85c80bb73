//! The map's own routes: what it is drawn from in the browser, the tiles under it, pictures of it.

mod preview;
pub mod tiles;

use axum::extract::{Query as Pairs, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};
use sha2::{Digest, Sha256};

use crate::api::map::layer::painted;
use crate::api::{App, Error, map};
use crate::domain::account::Asker;
use crate::domain::map::{Parcel, Query};

/// The map's own routes.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/data/peta.tsv", get(parcel))
        .route("/tiles/{z}/{x}/{y}", get(tiles::tile))
        .route("/perpustakaan/{slug}/pratinjau.png", get(preview::preview))
}

/// Libraries and boundaries of the regency `kab`, or of all; of a large map the part in `bbox`, and with `lanjut=1` without the
/// boundaries, which the browser has by then. The answer of an unchanged map is 304.
async fn parcel(
    State(app): State<App>,
    asker: Option<Extension<Asker>>,
    Pairs(pairs): Pairs<Vec<(String, String)>>,
    headers: HeaderMap,
) -> Response {
    let query = Query::read(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let onward = pairs.iter().any(|(name, _)| name == "lanjut");
    let asker = asker.map(|Extension(asker)| asker).unwrap_or_default();
    let parcel = match read(&app, &asker, &query, onward).await {
        Ok(parcel) => parcel,
        Err(error) => return refused(&app, error),
    };
    let text = parcel.text();
    let tag = format!("\"{}\"", data_encoding::HEXLOWER.encode(&Sha256::digest(&text)[..12]));
    let known = headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes());
    // What an office alone may see is kept by nobody else.
    let whose = if matches!(asker, Asker::Public) { "public, max-age=60" } else { "private, max-age=60" };
    let told = [(header::ETAG, tag), (header::CACHE_CONTROL, whose.to_owned())];
    if known {
        return (StatusCode::NOT_MODIFIED, told).into_response();
    }
    (told, [(header::CONTENT_TYPE, "text/tab-separated-values; charset=utf-8")], text).into_response()
}

async fn read(app: &App, asker: &Asker, query: &Query, onward: bool) -> Result<Parcel, Error> {
    let field = map::field(app, query).await?;
    let bounds = query.bounds.or(field.reach(query).all).unwrap_or(crate::domain::geometry::INDONESIA);
    let mut parcel = field.part(app, query, bounds, map::LIMITS).await?;
    if !onward {
        parcel.boundaries = map::chart(app, query.regency.as_deref()).await?.packed.clone();
    }
    if let Some(painted) = painted(app, asker, query).await? {
        parcel.shades = painted.shades();
    }
    Ok(parcel)
}

fn refused(app: &App, error: Error) -> Response {
    let refusal = error.told(&app.world);
    let status = StatusCode::from_u16(refusal.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, refusal.to_string()).into_response()
}

#[cfg(test)]
mod tests {
    use crate::trial::Trial;
    use axum::http::{Request, header};

    #[tokio::test]
    async fn the_map_without_anything_is_an_empty_parcel_and_then_not_modified() {
        let trial = Trial::new().await;
        let answer = trial.get("/data/peta.tsv?kab=62.01", "").await;
        assert_eq!(answer.status, 200);
        let tag = answer.headers[header::ETAG].clone();
        let request = Request::get("/data/peta.tsv").header(header::IF_NONE_MATCH, tag);
        let again = trial.send(request.body(axum::body::Body::empty()).unwrap()).await;
        assert_eq!(again.status, 304);
    }
}
