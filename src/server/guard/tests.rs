//! The access table, row by row, for each kind of asker; other sites; the headers of every answer.

use super::{endpoint, may};
use crate::api::{ENDPOINTS, Endpoint, Kind, Who};
use crate::args;
use crate::domain::account::{Asker, Role, SignedIn};
use crate::domain::award::Definition;
use crate::domain::moment::Month;
use crate::storage::Failure;
use crate::trial::Trial;
use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, COOKIE, HOST, LOCATION, ORIGIN};
use axum::http::{Method, Request};
use http_body_util::BodyExt;
use std::collections::BTreeSet;
use tower::ServiceExt;

/// Everybody who may come, and an object of each kind that belongs to the first library and office.
struct Cast {
    trial: Trial,
    people: Vec<Person>,
    account: String,
}

struct Person {
    what: &'static str,
    asker: Asker,
    cookie: String,
    /// The objects of the paths below are theirs.
    own: bool,
}

/// Stands in names of objects of office 62.01: whoever is of elsewhere never reads it.
const SECRET: &str = "Rahasia-Enam-Dua";

async fn cast() -> Cast {
    let trial = Trial::new().await;
    trial.office("62.02", "Kotawaringin Timur").await;
    let own = trial.library("62.01", "62.01.02.2016", "natai-raya").await;
    let other = trial.library("62.01", "62.01.02.2017", "sagu").await;
    trial.library("62.02", "62.02.02.2016", "jauh").await;
    let of = |library: &str| vec![Role::Librarian { library: library.to_owned() }];
    let mut people = vec![Person { what: "public", asker: Asker::Public, cookie: String::new(), own: false }];
    for (what, office, roles, is_own) in [
        ("librarian of this library", "62.01", of(&own), true),
        ("librarian of another library", "62.01", of(&other), false),
        ("planner", "62.01", vec![Role::Planner], true),
        ("planner of another office", "62.02", vec![Role::Planner], false),
        ("administrator", "62.01", vec![Role::Administrator], true),
        ("administrator of another office", "62.02", vec![Role::Administrator], false),
    ] {
        let cookie = trial.person(office, SECRET, &roles).await;
        let signed_in = SignedIn { account: String::new(), office: office.into(), name: SECRET.into(), roles };
        people.push(Person { what, asker: Asker::SignedIn(signed_in), cookie, own: is_own });
    }
    let account: Option<(String,)> =
        trial.app.storage.one("select account from account_role where library = $1", args![&own]).await.unwrap();
    let library = own.clone();
    trial
        .app
        .storage
        .write(move |tx| {
            Box::pin(async move {
                let now = tx.now();
                tx.run(
                    "insert into report (office, id, library, form, month, status, version, revision, reference, first_sent_at, sent_at, created_at)
                     values ('62.01', 'laporan-satu', $1, 'bulanan', '2026-10', 'terkirim', 1, 1, 'LK-2026-10-0001', $2, $2, $2)",
                    args![&library, now],
                )
                .await?;
                tx.run(
                    "insert into report_version (office, report, revision, form_number, nihil, sent_by, sent_at)
                     values ('62.01', 'laporan-satu', 1, 1, true, 'siapa', $1)",
                    args![now],
                )
                .await?;
                tx.run(
                    "insert into meeting (office, id, slug, name, starts_on, created_at)
                     values ('62.01', 'temu-satu', 'temu-satu', $1, '2026-11-28', $2)",
                    args![SECRET, now],
                )
                .await?;
                tx.run(
                    "insert into award (office, id, meeting, position, made_at) values ('62.01', 'penghargaan-satu', 'temu-satu', 1, $1)",
                    args![now],
                )
                .await?;
                let [definition, _] = Definition::starters(Month { year: 2026, month: 10 });
                let definition = Definition { name: SECRET.to_owned(), ..definition };
                tx.run(
                    "insert into award_version (office, award, number, definition, made_by, made_at)
                     values ('62.01', 'penghargaan-satu', 1, $1, 'siapa', $2)",
                    args![serde_json::to_string(&definition).unwrap(), now],
                )
                .await?;
                tx.run(
                    "insert into visit (office, id, library, planned_on, purpose, made_by, made_at)
                     values ('62.01', 'kunjungan-satu', $1, '2026-11-28', $2, 'siapa', $3)",
                    args![&library, SECRET, now],
                )
                .await?;
                tx.run(
                    "insert into data_request (office, id, kind, name, asked_at, due_at, made_by)
                     values ('62.01', 'minta-satu', 'hapus', $1, $2, $2, 'siapa')",
                    args![SECRET, now],
                )
                .await?;
                tx.run(
                    "insert into followup (office, id, meeting, library, what, due_on, made_by, made_at)
                     values ('62.01', 'rtl-satu', 'temu-satu', $1, $2, '2026-12-28', 'siapa', $3)",
                    args![&library, SECRET, now],
                )
                .await?;
                Ok::<_, Failure>(())
            })
        })
        .await
        .unwrap();
    Cast { trial, people, account: account.unwrap().0 }
}

/// The address of a row, filled with the objects of [`cast`].
fn address(row: &Endpoint, account: &str) -> String {
    let id = match row.path {
        path if path.starts_with("/kantor/akun/") => account,
        path if path.starts_with("/kantor/plm/") || path.starts_with("/api/v1/doors/") => "temu-satu",
        path if path.starts_with("/kantor/pendampingan/") => "kunjungan-satu",
        path if path.starts_with("/tindak-lanjut/") => "rtl-satu",
        path if path.starts_with("/kantor/permintaan/") => "minta-satu",
        "/api/v1/notes/{id}" => "temu-satu",
        _ => "laporan-satu",
    };
    let slug = if row.path.starts_with("/plm/") { "temu-satu" } else { "natai-raya" };
    let path = match row.path {
        "/api/v1/photos/{id}" => "/api/v1/photos/{id}?library=natai-raya&month=2026-10",
        path => path,
    };
    path.replace("{library}", "natai-raya")
        .replace("{form}", "bulanan")
        .replace("{slug}", slug)
        .replace("{id}", id)
        .replace("{month}", "2026-10")
        .replace("{award}", "penghargaan-satu")
        .replace("{paper}", "undangan")
        .replace("{file}", "undangan.pdf")
        .replace("{sha256}", &"0".repeat(64))
        .replace("{*path}", "tidak-ada.js")
}

struct Seen {
    status: u16,
    location: String,
    body: String,
}

/// Sends one request. The body is read only where it ends: a stream of events does not.
async fn ask(cast: &Cast, row: &Endpoint, path: &str, person: &Person) -> Seen {
    let mut request = cast.trial.request(row.method.as_str(), path, &person.cookie);
    let body = match row.kind {
        Kind::Form if matches!(path, "/kantor/akun/impor" | "/kantor/antrean") => {
            request = request.header(CONTENT_TYPE, "multipart/form-data; boundary=B");
            "--B--\r\n"
        }
        Kind::Form => {
            request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
            "tidak_dikenal=1"
        }
        Kind::Function => {
            request = request.header(CONTENT_TYPE, "application/json");
            "{}"
        }
        Kind::Page | Kind::Live(_) | Kind::Plain => "",
    };
    let request = request.body(Body::from(body)).unwrap();
    let response = crate::server::router(cast.trial.app.clone()).oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let html = parts.headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    let bytes = if html { body.collect().await.unwrap().to_bytes() } else { axum::body::Bytes::new() };
    let location = parts.headers.get(LOCATION).map_or(String::new(), |value| value.to_str().unwrap().to_owned());
    Seen { status: parts.status.as_u16(), location, body: String::from_utf8_lossy(&bytes).into_owned() }
}

#[tokio::test]
async fn row_31_every_row_answers_each_asker_as_the_table_says() {
    let cast = cast().await;
    let mut wrong = Vec::new();
    for row in ENDPOINTS {
        let path = address(row, &cast.account);
        let private = !matches!(row.who, Who::Public | Who::Demo);
        for person in &cast.people {
            let seen = ask(&cast, row, &path, person).await;
            let allowed = may(row.who, &person.asker);
            let right = match (&allowed, row.kind) {
                _ if row.who == Who::Demo => seen.status == 404,
                (Err(crate::domain::refusal::Refusal::SignIn), Kind::Plain | Kind::Function) => seen.status == 401,
                (Err(crate::domain::refusal::Refusal::SignIn), _) => {
                    seen.status == 303 && seen.location.starts_with("/masuk?next=")
                }
                (Err(_), _) => seen.status == 403,
                // An object of another office or library is not there; an unreadable form may be said to be one first.
                (Ok(()), _) if private && row.path.contains('{') && !person.own => {
                    (seen.status == 404 || (row.kind == Kind::Form && seen.status == 422))
                        && !seen.body.split("<main").nth(1).unwrap_or_default().contains(SECRET)
                }
                (Ok(()), Kind::Page | Kind::Live(_)) => {
                    seen.status == 200
                        || (["/plm/{", "/lembar/{", "/undangan/{"].iter().any(|path| row.path.starts_with(path))
                            && seen.status == 404)
                }
                // Unknown fields are refused with a sentence, in every form.
                (Ok(()), Kind::Form) => seen.status == 422,
                (Ok(()), Kind::Function) => !matches!(seen.status, 401 | 403 | 404 | 405),
                (Ok(()), Kind::Plain) => !matches!(seen.status, 401 | 403 | 405),
            };
            if !right {
                wrong.push(format!("{} {} as {}: {} {}", row.method, path, person.what, seen.status, seen.location));
            }
        }
    }
    assert!(wrong.is_empty(), "{} answers differ from the table:\n{}", wrong.len(), wrong.join("\n"));
}

#[tokio::test]
async fn the_table_is_whole_and_names_nothing_twice() {
    let mut seen = BTreeSet::new();
    for row in ENDPOINTS {
        assert!(seen.insert((row.method.to_string(), row.path)), "{} {} twice", row.method, row.path);
        if row.kind == Kind::Form && row.path != "/isian/buang" {
            assert!(endpoint(&Method::GET, row.path).is_some(), "the form {} has no page", row.path);
        }
    }
    for (path, method) in leptos::server_fn::axum::server_fn_paths() {
        assert!(endpoint(&method, path).is_some(), "server function {method} {path} has no row");
    }
    // A route that has no row is not reached: the guard asks the table first.
    let trial = Trial::new().await;
    let router = axum::Router::new().route("/tanpa-baris", axum::routing::get(|| async { "terbuka" }));
    let router = super::around(router, &trial.app).with_state(trial.app.clone());
    let request = trial.request("GET", "/tanpa-baris", "").body(Body::empty()).unwrap();
    assert_eq!(router.oneshot(request).await.unwrap().status(), 404);
}

#[tokio::test]
async fn row_18_other_sites_change_nothing() {
    let cast = cast().await;
    for row in ENDPOINTS.iter().filter(|row| row.method != Method::GET) {
        let path = address(row, &cast.account);
        for (fetch_site, origin) in [
            (Some("cross-site"), None),
            (Some("same-site"), None),
            (Some("cross-site"), Some("https://evil.example")),
            (None, Some("https://evil.example")),
            (None, Some("null")),
        ] {
            let mut request = Request::builder()
                .method(row.method.clone())
                .uri(&path)
                .header(HOST, cast.trial.app.settings.addr.to_string())
                .header(COOKIE, &cast.people[5].cookie);
            if let Some(site) = fetch_site {
                request = request.header("sec-fetch-site", site);
            }
            if let Some(origin) = origin {
                request = request.header(ORIGIN, origin);
            }
            let answer = cast.trial.send(request.body(Body::empty()).unwrap()).await;
            assert_eq!(answer.status, 403, "{} {path} {fetch_site:?} {origin:?}", row.method);
            assert!(!answer.headers.contains_key("access-control-allow-origin"));
        }
    }
}

#[tokio::test]
async fn row_21_every_answer_carries_the_headers() {
    let cast = cast().await;
    for (path, status) in
        [("/", 200), ("/masuk", 200), ("/tidak-ada", 404), ("/livez", 200), ("/pkg/x.js", 404), ("/kantor", 303)]
    {
        let answer = cast.trial.get(path, "").await;
        assert_eq!(answer.status, status, "{path}");
        let header = |name: &str| {
            answer.headers.get(name).unwrap_or_else(|| panic!("{path} has no {name}")).to_str().unwrap().to_owned()
        };
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("referrer-policy"), "strict-origin-when-cross-origin");
        assert_eq!(header("cross-origin-opener-policy"), "same-origin");
        assert!(header("permissions-policy").contains("camera=(self), geolocation=(self)"));
        assert!(header("content-security-policy").contains("frame-ancestors 'none'"));
        assert!(!header("x-request-id").is_empty() && !header("cache-control").is_empty());
        assert!(!answer.headers.contains_key("strict-transport-security"), "no https, no HSTS");
    }
    let one = cast.trial.get("/peta", "").await.headers[CONTENT_SECURITY_POLICY].clone();
    let two = cast.trial.get("/peta", "").await.headers[CONTENT_SECURITY_POLICY].clone();
    assert!(one != two && one.to_str().unwrap().contains("'nonce-"), "{one:?}");
    assert_eq!(cast.trial.get("/", "").await.headers[CACHE_CONTROL], "no-cache");
    assert_eq!(cast.trial.get("/kantor", &cast.people[3].cookie).await.headers[CACHE_CONTROL], "no-store");
}

#[tokio::test]
async fn too_large_is_said_in_words() {
    let trial = Trial::new().await;
    let length = super::LARGEST_BODY + 1;
    let request = trial.request("POST", "/masuk", "").header("content-length", length).body(Body::empty()).unwrap();
    let answer = trial.send(request).await;
    assert!(answer.status == 413 && answer.body.contains("64 MB"), "{}", answer.body);
    let form = "x".repeat(crate::server::forms::LARGEST_FORM + 1);
    let answer = trial.post("/masuk", "", &[("phone", &form)]).await;
    assert!(answer.status == 413 && answer.body.contains("terlalu panjang"), "{}", answer.body);
}
