//! Files that other programs read: the registry as CSV and `GeoJSON`, the site map, robots.

mod meetings;

use axum::Router;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;

use crate::api::libraries::import;
use crate::api::{App, Error};
use crate::storage;

/// The routes of these files.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/data/perpustakaan.csv", get(csv))
        .route("/data/perpustakaan.geojson", get(geojson))
        .route("/sitemap.xml", get(sitemap))
        .route("/robots.txt", get(robots))
        .merge(meetings::routes())
}

/// `?kab=62.01` narrows a file to one office.
#[derive(Deserialize)]
struct Narrowed {
    kab: Option<String>,
}

impl Narrowed {
    fn office(&self) -> Option<&str> {
        self.kab.as_deref().filter(|code| !code.is_empty())
    }
}

fn file(app: &App, kind: &'static str, name: Option<&'static str>, text: Result<String, Error>) -> Response {
    let text = match text {
        Ok(text) => text,
        Err(error) => {
            let refusal = error.told(&app.world);
            let status = axum::http::StatusCode::from_u16(refusal.status())
                .unwrap_or(axum::http::StatusCode::INTERNAL_SERVER_ERROR);
            return (status, refusal.to_string()).into_response();
        }
    };
    let mut response =
        ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "public, max-age=300")], text).into_response();
    if let Some(name) = name
        && let Ok(value) = axum::http::HeaderValue::from_str(&format!("attachment; filename=\"{name}\""))
    {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

async fn csv(State(app): State<App>, Query(narrowed): Query<Narrowed>) -> Response {
    // The byte order mark tells spreadsheet programs that it is UTF-8; our own import skips it.
    let text = import::csv(&app, narrowed.office()).await.map(|text| format!("\u{feff}{text}"));
    file(&app, "text/csv; charset=utf-8", Some("perpustakaan.csv"), text)
}

async fn geojson(State(app): State<App>, Query(narrowed): Query<Narrowed>) -> Response {
    let text = import::geojson(&app, narrowed.office()).await.map(|value| value.to_string());
    file(&app, "application/geo+json; charset=utf-8", Some("perpustakaan.geojson"), text)
}

/// Every public page that does not depend on a query.
async fn sitemap(State(app): State<App>) -> Response {
    let text = addresses(&app).await.map(|paths| {
        let mut text = String::from(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
        );
        for path in paths {
            text.push_str("<url><loc>");
            text.push_str(&escaped(&app.settings.link(&path)));
            text.push_str("</loc></url>\n");
        }
        text.push_str("</urlset>\n");
        text
    });
    file(&app, "application/xml; charset=utf-8", None, text)
}

/// The most addresses a site map may hold (sitemaps.org).
const LONGEST_SITEMAP: usize = 50_000;

async fn addresses(app: &App) -> Result<Vec<String>, Error> {
    let mut paths: Vec<String> =
        ["/", "/peta", "/perpustakaan", "/plm", "/cerita", "/data", "/privasi"].map(str::to_owned).to_vec();
    let meetings: Vec<(String,)> = app
        .storage
        .all("select slug from meeting where published_edit is not null order by slug", crate::args![])
        .await?;
    paths.extend(meetings.into_iter().map(|(slug,)| format!("/plm/{slug}")));
    let slugs = storage::libraries::slugs(&app.storage).await?;
    paths.extend(slugs.into_iter().map(|slug| format!("/perpustakaan/{slug}")));
    paths.truncate(LONGEST_SITEMAP);
    Ok(paths)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Search engines may read what is public; the rest is behind a sign-in and of no use to them.
async fn robots(State(app): State<App>) -> Response {
    let text = format!(
        "User-agent: *\nDisallow: /kantor\nDisallow: /lapor\nDisallow: /profil\nDisallow: /masuk\nDisallow: /undangan\n\nSitemap: {}\n",
        app.settings.link("/sitemap.xml")
    );
    file(&app, "text/plain; charset=utf-8", None, Ok(text))
}
