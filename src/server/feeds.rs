//! Files that other programs read: the registry as CSV and `GeoJSON`, what changed in it, the site map, robots.

mod meetings;

use axum::Router;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;

use crate::api::libraries::{self, import};
use crate::api::{App, Error};
use crate::domain::moment::{Moment, Zone};
use crate::storage;

/// The routes of these files.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/data/perpustakaan.csv", get(csv))
        .route("/data/perpustakaan.geojson", get(geojson))
        .route("/data/perubahan.atom", get(changes))
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

fn file(app: &App, kind: &'static str, name: Option<String>, text: Result<String, Error>) -> Response {
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

/// A file of open data: it carries its date in its name, and where its terms stand in a header (RFC 8288). A table has no place of its
/// own for either.
async fn open_data(
    app: &App,
    kind: &'static str,
    ending: &str,
    narrowed: &Narrowed,
    text: Result<String, Error>,
) -> Response {
    let office = narrowed.office().unwrap_or_default();
    let date = match libraries::today(app, office).await {
        Ok(date) => date,
        Err(_) => app.world.now().date(Zone::default()),
    };
    let mut response = file(app, kind, Some(format!("perpustakaan-{date}.{ending}")), text);
    let terms = format!("<{}>; rel=\"license\"", app.settings.link("/data"));
    if let Ok(terms) = axum::http::HeaderValue::from_str(&terms) {
        response.headers_mut().insert(header::LINK, terms);
    }
    response
}

async fn csv(State(app): State<App>, Query(narrowed): Query<Narrowed>) -> Response {
    // The byte order mark tells spreadsheet programs that it is UTF-8; our own import skips it.
    let text = import::csv(&app, narrowed.office()).await.map(|text| format!("\u{feff}{text}"));
    open_data(&app, "text/csv; charset=utf-8", "csv", &narrowed, text).await
}

async fn geojson(State(app): State<App>, Query(narrowed): Query<Narrowed>) -> Response {
    let text = import::geojson(&app, narrowed.office()).await.map(|value| value.to_string());
    open_data(&app, "application/geo+json; charset=utf-8", "geojson", &narrowed, text).await
}

/// So many changes are told at once; whoever asks less than once a month reads the whole file.
const LONGEST_FEED: i64 = 100;

/// What changed in the registry last, as Atom (RFC 4287): that a library is new or was changed, and where to read it.
async fn changes(State(app): State<App>, Query(narrowed): Query<Narrowed>) -> Response {
    let text = feed(&app, narrowed.office()).await;
    file(&app, "application/atom+xml; charset=utf-8", None, text)
}

async fn feed(app: &App, office: Option<&str>) -> Result<String, Error> {
    let changed = storage::libraries::changed(&app.storage, office, LONGEST_FEED).await?;
    let (own, zone) = (app.settings.link("/data/perubahan.atom"), Zone::default());
    let newest = changed.first().map_or(app.world.now(), |library| Moment(library.updated_at));
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"id\">\n\
         <title>Perubahan data perpustakaan</title>\n<id>{own}</id>\n<link rel=\"self\" href=\"{own}\"/>\n\
         <link rel=\"license\" href=\"{}\"/>\n<author><name>Pantau Pustaka</name></author>\n<updated>{}</updated>\n",
        escaped(&app.settings.link("/data")),
        newest.iso(zone),
        own = escaped(&own),
    );
    for library in changed {
        let address = escaped(&app.settings.link(&format!("/perpustakaan/{}", library.slug)));
        let news = if library.created_at == library.updated_at { "baru didaftarkan" } else { "data diperbarui" };
        text += &format!(
            "<entry><title>{}: {news}</title><id>{address}#v{}</id><link href=\"{address}\"/><updated>{}</updated>\
             <summary>{}, Kecamatan {}</summary></entry>\n",
            escaped(&library.name),
            library.version,
            Moment(library.updated_at).iso(zone),
            escaped(&library.village),
            escaped(&library.district),
        );
    }
    text += "</feed>\n";
    Ok(text)
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
