//! Built files: `/pkg/{build}/..` for ever, the few at the root for an hour.

use crate::api::App;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

/// Routes of `/pkg/..`, the favicon and robots.txt.
pub fn routes(_app: &App) -> Router<App> {
    Router::new()
        .route("/pkg/{*path}", get(pkg))
        .route("/favicon.svg", get(at_root))
        .route("/manifest.webmanifest", get(at_root))
        .route("/ikon-192.png", get(at_root))
        .route("/ikon-512.png", get(at_root))
        .route("/ikon-penuh-512.png", get(at_root))
        .route("/sw.js", get(worker))
}

/// The id of the build in the site folder; `dev` when nothing was built.
pub fn build_id(site: &std::path::Path) -> String {
    std::fs::read_to_string(site.join("build.txt"))
        .map(|id| id.trim().to_owned())
        .ok()
        .filter(|id| !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric()))
        .unwrap_or_else(|| "dev".to_owned())
}

async fn pkg(State(app): State<App>, Path(path): Path<String>, headers: HeaderMap) -> Response {
    // Names are ours: `BUILD/peta.js`. Anything with a dot-segment is not one of them.
    let safe =
        path.split('/').all(|part| !part.is_empty() && part != "." && part != ".." && !part.contains(['\\', '\0']));
    if !safe {
        return StatusCode::NOT_FOUND.into_response();
    }
    file(&app, &format!("pkg/{path}"), &headers, "public, max-age=31536000, immutable").await
}

/// A file whose path is a route of its own, so its name is known.
async fn at_root(State(app): State<App>, uri: Uri, headers: HeaderMap) -> Response {
    file(&app, uri.path().trim_start_matches('/'), &headers, "public, max-age=3600").await
}

/// The service worker, with the build whose files it keeps in front: another build is another worker. Never from a cache.
async fn worker(State(app): State<App>) -> Response {
    match tokio::fs::read_to_string(app.settings.site.join("sw.js")).await {
        Ok(script) => (
            [(header::CONTENT_TYPE, content_type("sw.js")), (header::CACHE_CONTROL, "no-cache")],
            format!("self.BUILD = \"{}\";\n{script}", app.build),
        )
            .into_response(),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

/// One file of the site folder, brotli or gzip when the browser takes it and the build left one beside it.
async fn file(app: &App, name: &str, headers: &HeaderMap, cache: &'static str) -> Response {
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let path = app.settings.site.join(name);
    for (encoding, ending) in [("br", ".br"), ("gzip", ".gz")] {
        if accepted.contains(encoding)
            && let Ok(bytes) = tokio::fs::read(format!("{}{ending}", path.display())).await
        {
            return (
                [
                    (header::CONTENT_TYPE, content_type(name)),
                    (header::CACHE_CONTROL, cache),
                    (header::CONTENT_ENCODING, encoding),
                    (header::VARY, "Accept-Encoding"),
                ],
                bytes,
            )
                .into_response();
        }
    }
    match tokio::fs::read(&path).await {
        Ok(bytes) => (
            [
                (header::CONTENT_TYPE, content_type(name)),
                (header::CACHE_CONTROL, cache),
                (header::VARY, "Accept-Encoding"),
            ],
            bytes,
        )
            .into_response(),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("js") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("webmanifest") => "application/manifest+json",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::account::Role;
    use crate::trial::Trial;

    #[tokio::test]
    async fn the_worker_is_never_cached_and_knows_its_build() {
        let trial = Trial::new().await;
        assert_eq!(trial.get("/sw.js", "").await.status, 404, "nothing was built");
        std::fs::write(trial.folder().join("sw.js"), "importScripts();").unwrap();
        let worker = trial.get("/sw.js", "").await;
        assert_eq!(worker.body, "self.BUILD = \"dev\";\nimportScripts();");
        assert_eq!(worker.headers["cache-control"], "no-cache");
        assert_eq!(worker.headers["content-type"], "text/javascript; charset=utf-8");
    }

    #[tokio::test]
    async fn what_is_not_built_is_not_found() {
        let trial = Trial::new().await;
        for path in ["/pkg/older/lapor.js", "/pkg/..%2f..%2fsecret", "/ikon-192.png"] {
            assert_eq!(trial.get(path, "").await.status, 404, "{path}");
        }
    }

    #[tokio::test]
    async fn the_kept_page_is_nobodys_and_of_this_build() {
        let trial = Trial::new().await;
        let library = trial.library("62.01", "62.01.02.2016", "natai-raya").await;
        let librarian = trial.person("62.01", "Wardiah", &[Role::Librarian { library }]).await;
        for cookie in ["", &librarian] {
            let kept = trial.get("/lapor/luring", cookie).await;
            assert_eq!(kept.status, 200);
            for part in ["/pkg/dev/queue.js", "/pkg/dev/antrean.js", "data-luring"] {
                assert!(kept.body.contains(part), "{part}: {}", kept.body);
            }
            for part in ["Wardiah", "name=\"akun\""] {
                assert!(!kept.body.contains(part), "{part}: {}", kept.body);
            }
        }
        let own = trial.get("/lapor", &librarian).await;
        assert!(own.body.contains("name=\"akun\""), "{}", own.body);
        assert!(own.body.contains("data-simpan=\"natai-raya/"), "{}", own.body);
        assert!(!trial.get("/", &librarian).await.body.contains("queue.js"), "public pages carry no script");
        // Whose page it is, and what is typed into it, is kept on pages for signed-in people alone.
        let marks = [
            ("/lapor", true, true),
            ("/lapor/antrean", true, false),
            ("/kantor/plm/luring", false, false),
            ("/", false, false),
        ];
        for (path, account, forms) in marks {
            let page = trial.get(path, &librarian).await.body;
            assert_eq!(
                (page.contains("name=\"akun\""), page.contains("/pkg/dev/isian.js")),
                (account, forms),
                "{path}"
            );
        }
    }
}
