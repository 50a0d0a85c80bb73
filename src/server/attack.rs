//! The attack round, the part that runs in every `./dev test`: the 46 rows of the security checklist by name. A row's test bears its
//! number (`row_07_..`), wherever it stands; what has no test here has its reason in [`REASONS`]. `./dev attack` adds what takes longer:
//! minutes of fuzzing, licences, advisories.

mod parsers;

use crate::api::accounts as office_accounts;
use crate::api::{App, ENDPOINTS, Kind, Who};
use crate::args;
use crate::domain::account::Role;
use crate::server::connections::{self, Limits};
use crate::server::session::{Token, new_value};
use crate::server::settings::Settings;
use crate::storage::{Failure, accounts};
use crate::trial::Trial;
use axum::body::Body;
use axum::http::{Method, Request, header};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tower::ServiceExt;

/// Rows without a test of their name, and why.
const REASONS: &[(u32, &str)] = &[
    (25, "no WebSocket is used: live pages hear by server-sent events, which row 31 covers as GET /api/v1/events"),
    (
        29,
        "needs a browser with a queue: end2end/specs/queue.live.desktop.spec.ts (signing out leaves the queue to its account) and case_12 of server::phones::tests",
    ),
    (
        44,
        "limits of connections, headers and pauses: tests of server::connections, and rows 14, 15 and 26 of ./dev faults",
    ),
];

fn sources(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|end| end == "rs") {
            out.push(path);
        }
    }
}

/// Every source file with its text.
fn texts() -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    files.into_iter().map(|path| (path.clone(), std::fs::read_to_string(path).unwrap())).collect()
}

#[test]
fn each_of_the_46_rows_has_a_test_of_its_name_or_a_reason() {
    let mut named = BTreeSet::new();
    for (_, text) in texts() {
        for (at, _) in text.match_indices("fn row_") {
            let number = &text[at + 7..];
            if let Ok(number) = number[..2.min(number.len())].parse::<u32>() {
                named.insert(number);
            }
        }
    }
    for (row, reason) in REASONS {
        assert!(!named.contains(row) && reason.len() > 40, "row {row} has a test, or no reason worth the name");
    }
    let missing: Vec<u32> =
        (1..=46).filter(|row| !named.contains(row) && REASONS.iter().all(|(other, _)| other != row)).collect();
    assert!(missing.is_empty(), "rows without test and reason: {missing:?}");
    println!("{} rows by test, {} by reason", named.len(), REASONS.len());
}

/// An account with this password hash; answers its id.
async fn account(trial: &Trial, phone: &'static str, role: Role, hash: String) -> String {
    let added = trial.app.storage.write(move |tx| {
        Box::pin(async move {
            let (id, now) = (tx.id(), tx.now());
            accounts::add(tx, &id, "62.01", phone, "Siti Aminah", now).await?;
            accounts::grant(tx, "62.01", &id, &role, now).await?;
            accounts::set_password(tx, &id, &hash).await?;
            Ok::<_, Failure>(id)
        })
    });
    added.await.unwrap()
}

fn cookie(answer: &crate::trial::Answer) -> String {
    answer.headers[header::SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned()
}

#[tokio::test]
async fn row_02_tokens_are_256_random_bits_and_only_their_hash_is_stored() {
    let trial = Trial::new().await;
    let tokens: BTreeSet<String> = (0..10_000).map(|_| new_value(&trial.app)).collect();
    assert!(tokens.len() == 10_000 && tokens.iter().all(|token| token.len() == 43));
    let cookie = trial.person("62.01", "Siti", &[Role::Planner]).await;
    let value = cookie.split_once('=').unwrap().1;
    let stored: Vec<(String,)> = trial.app.storage.all("select token from session", args![]).await.unwrap();
    assert_eq!(stored, vec![(Token::of(value).0,)]);
    let file = std::fs::read(trial.folder().join("pantau.db")).unwrap();
    let wal = std::fs::read(trial.folder().join("pantau.db-wal")).unwrap_or_default();
    for bytes in [file, wal] {
        assert!(!bytes.windows(value.len()).any(|part| part == value.as_bytes()), "a live cookie lies in the database");
    }
}

#[tokio::test]
async fn row_04_a_disabled_account_is_out_everywhere_at_once() {
    let trial = Trial::new().await;
    let library = trial.library("62.01", "62.01.02.2016", "natai-raya").await;
    let librarian = trial.person("62.01", "Siti", &[Role::Librarian { library }]).await;
    let administrator = trial.person("62.01", "Pak Budi", &[Role::Administrator]).await;
    let id: Option<(String,)> =
        trial.app.storage.one("select id from account where name = 'Siti'", args![]).await.unwrap();
    let gone = trial.post(&format!("/kantor/akun/{}/nonaktif", id.unwrap().0), &administrator, &[]).await;
    assert_eq!(gone.status, 303, "{}", gone.body);
    assert_eq!(trial.get("/lapor", &librarian).await.status, 303);
    assert_eq!(trial.get("/api/v1/events", &librarian).await.status, 401);
    for (method, path) in [("PUT", "/api/v1/photos/a?library=natai-raya&month=2026-10"), ("PATCH", "/api/v1/photos/a")]
    {
        let answer = trial.send(trial.request(method, path, &librarian).body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status, 401, "{method} {path}");
    }
    let call = trial.request("POST", "/api/fn/agenda/ask", &librarian).body(Body::from("{}")).unwrap();
    assert_eq!(trial.send(call).await.status, 401);
    // Their sessions were ended, too; were one forgotten, it would open nothing all the same.
    let forgotten = trial
        .app
        .storage
        .write(|tx| Box::pin(async move { tx.run("update session set ended_at = null", args![]).await }));
    assert_eq!(forgotten.await.unwrap(), 2);
    assert_eq!(trial.get("/lapor", &librarian).await.status, 303);
    assert_eq!(trial.get("/api/v1/events", &librarian).await.status, 401);
}

#[tokio::test]
async fn row_06_other_sessions_end_when_their_owner_says_so() {
    let trial = Trial::new().await;
    let hash = trial.app.passwords.hash("tiga ayam di dapur".to_owned(), [1; 16]).await.unwrap();
    account(&trial, "+6281100000001", Role::Planner, hash).await;
    let mut cookies = Vec::new();
    for _ in 0..3 {
        let form = [("phone", "081100000001"), ("password", "tiga ayam di dapur"), ("next", "")];
        cookies.push(cookie(&trial.post("/masuk", "", &form).await));
    }
    assert!(trial.get("/akun", &cookies[0]).await.body.contains("3 perangkat, termasuk ini"));
    assert_eq!(trial.post("/akun", &cookies[0], &[]).await.location(), "/akun?kabar=sesi");
    let statuses = [
        trial.get("/akun", &cookies[0]).await.status,
        trial.get("/akun", &cookies[1]).await.status,
        trial.get("/akun", &cookies[2]).await.status,
    ];
    assert_eq!(statuses, [200, 303, 303]);
}

#[tokio::test]
async fn row_07_passwords_are_argon2id_and_rehashed() {
    use argon2::password_hash::phc::PasswordHash;
    use argon2::{Algorithm, Argon2, Params, PasswordHasher, Version};
    let trial = Trial::new().await;
    let weak = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(8_192, 1, 1, None).unwrap());
    let hash: PasswordHash = weak.hash_password_with_salt(b"tiga ayam di dapur", &[1; 16]).unwrap();
    account(&trial, "+6281100000001", Role::Planner, hash.to_string()).await;
    for _ in 0..2 {
        let form = [("phone", "081100000001"), ("password", "tiga ayam di dapur"), ("next", "")];
        assert_eq!(trial.post("/masuk", "", &form).await.status, 303);
        let stored: Option<(String,)> = trial.app.storage.one("select password from account", args![]).await.unwrap();
        let stored = stored.unwrap().0;
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
    }
}

#[tokio::test]
async fn row_12_a_fresh_installation_lets_nobody_in_but_by_the_code_from_the_console() {
    let trial = Trial::new().await;
    let accounts: Option<(i64,)> =
        trial.app.storage.one("select cast(count(*) as bigint) from account", args![]).await.unwrap();
    assert_eq!(accounts, Some((0,)));
    for password in ["", "admin", "password", "pantau", "administrator"] {
        let form = [("phone", "081100000001"), ("password", password), ("next", "")];
        assert_eq!(trial.post("/masuk", "", &form).await.status, 422);
    }
    let issued =
        office_accounts::add_administrator(&trial.app, "62.01", None, "Pak Budi", "081100000001").await.unwrap();
    let form = |password: &'static str| {
        [
            ("phone", "081100000001".to_owned()),
            ("code", issued.code.clone()),
            ("password", password.to_owned()),
            ("password_again", password.to_owned()),
        ]
    };
    for (password, status) in [("tiga ayam di dapur", 303), ("empat itik di sawah", 422)] {
        let form = form(password);
        let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(trial.post("/masuk/kode", "", &form).await.status, status, "once");
    }
}

#[tokio::test]
async fn row_14_nobody_is_asked_for_secrets_that_others_know() {
    let trial = Trial::new().await;
    let cookie = trial.person("62.01", "Siti", &[Role::Planner]).await;
    for path in ["/masuk", "/masuk/kode", "/masuk/kedua", "/akun/kata-sandi", "/akun/nomor", "/akun/lembar"] {
        let page = trial.get(path, &cookie).await;
        assert_eq!(page.status, 200);
        let words = page.body.to_lowercase();
        for asked in ["nik", "tanggal lahir", "ibu kandung", "pertanyaan rahasia", "nomor ktp"] {
            let alone = words.split(|c: char| !c.is_alphanumeric() && c != ' ').any(|part| part.trim() == asked);
            assert!(!alone, "{path} asks for {asked}");
        }
        assert!(!words.contains("name=\"nik\"") && !words.contains("tanggal lahir") && !words.contains("ibu kandung"));
    }
}

/// The same service behind https.
fn https(app: &App) -> App {
    let settings = Settings { url: "https://pustaka.example".to_owned(), ..Settings::clone(&app.settings) };
    App { settings: Arc::new(settings), ..app.clone() }
}

#[tokio::test]
async fn row_19_https_is_said_to_stay_on_every_answer() {
    let trial = Trial::new().await;
    let router = crate::server::router(https(&trial.app));
    for (path, status) in
        [("/", 200), ("/tidak-ada", 404), ("/kantor", 303), ("/pkg/x.js", 404), ("/sw.js", 200), ("/livez", 200)]
    {
        let request = Request::builder().uri(path).header(header::ACCEPT, "text/html").body(Body::empty()).unwrap();
        let answer = router.clone().oneshot(request).await.unwrap();
        // A trial has no built files, so the worker may be missing; its answer bears the header all the same.
        assert!(answer.status() == status || path == "/sw.js", "{path}: {}", answer.status());
        assert_eq!(
            answer.headers()[header::STRICT_TRANSPORT_SECURITY],
            "max-age=31536000; includeSubDomains",
            "{path}"
        );
    }
}

#[tokio::test]
async fn row_22_no_answer_lets_another_origin_read() {
    let trial = Trial::new().await;
    for row in ENDPOINTS.iter().filter(|row| row.method == Method::GET && !row.path.contains('{')) {
        let request = Request::builder()
            .uri(row.path)
            .header(header::HOST, trial.app.settings.addr.to_string())
            .header(header::ORIGIN, "https://evil.example")
            .body(Body::empty())
            .unwrap();
        let answer = crate::server::router(trial.app.clone()).oneshot(request).await.unwrap();
        let told: Vec<String> = answer
            .headers()
            .iter()
            .filter(|(name, value)| {
                name.as_str() == "access-control-allow-credentials"
                    || value.as_bytes().windows(4).any(|part| part == b"evil")
            })
            .map(|(name, value)| format!("{name}: {value:?}"))
            .collect();
        assert!(told.is_empty(), "{}: {told:?}", row.path);
        let open = answer.headers().get("access-control-allow-origin").is_some();
        assert!(!open || row.who == Who::Public, "{} is not for everybody", row.path);
    }
}

/// Sends raw bytes to a served router; answers all that comes back until the service closes or is silent.
async fn raw(app: App, bytes: &[u8]) -> String {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let stop = tokio::sync::watch::channel(false).0;
    let (limits, health) = (Limits::of_this_machine(), app.health.clone());
    let served =
        tokio::spawn(connections::serve(listener, crate::server::router(app), limits, health, stop.subscribe()));
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    stream.shutdown().await.unwrap();
    let mut out = Vec::new();
    // The service answers what it read and closes, because nothing more can come.
    let _ = stream.read_to_end(&mut out).await;
    served.abort();
    String::from_utf8_lossy(&out).into_owned()
}

#[tokio::test]
async fn row_26_one_request_is_never_read_as_two() {
    let trial = Trial::new().await;
    let smuggled = "GET /rahasia-kedua HTTP/1.1\r\nHost: x\r\n\r\n";
    for (what, request) in [
        (
            "Transfer-Encoding beside Content-Length",
            format!(
                "POST /livez HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{smuggled}"
            ),
        ),
        (
            "two lengths",
            format!(
                "POST /livez HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nContent-Length: {}\r\n\r\n{smuggled}",
                smuggled.len()
            ),
        ),
        (
            "a folded header",
            format!(
                "GET /livez HTTP/1.1\r\nHost: x\r\nX-A: b\r\n Content-Length: {}\r\n\r\n{smuggled}",
                smuggled.len()
            ),
        ),
        (
            "a space before the colon",
            format!("POST /livez HTTP/1.1\r\nHost: x\r\nContent-Length : {}\r\n\r\n{smuggled}", smuggled.len()),
        ),
    ] {
        let answers = raw(trial.app.clone(), request.as_bytes()).await;
        let first = answers.lines().next().unwrap_or_default().to_owned();
        // Either refused as a whole, or the first request's end is where the standard has it: then the rest is a request of its own
        // for everybody on the way, and what matters is that no length was believed that another reader would not.
        let refused = first.contains(" 400 ");
        let by_the_standard =
            what.starts_with("Transfer-Encoding") && answers.to_lowercase().contains("connection: close");
        let chunked = what.starts_with("Transfer-Encoding") && answers.matches("HTTP/1.1 ").count() <= 2;
        assert!(refused || by_the_standard || chunked, "{what}:\n{answers}");
    }
}

#[tokio::test]
async fn row_27_nothing_lies_about() {
    let trial = Trial::new().await;
    let cookie = trial.person("62.01", "Pak Budi", &[Role::Administrator]).await;
    for path in [
        "/.git/config",
        "/.git/HEAD",
        "/.env",
        "/.htaccess",
        "/.well-known/",
        "/admin",
        "/administrator",
        "/backup",
        "/backups/",
        "/cgi-bin/test",
        "/config",
        "/console",
        "/data/",
        "/data/pantau.db",
        "/pantau.db",
        "/debug",
        "/debug/pprof",
        "/dump.sql",
        "/foto/",
        "/foto/../pantau.db",
        "/index.php",
        "/login.php",
        "/metrics",
        "/migrations/",
        "/phpinfo.php",
        "/pkg/",
        "/pkg/../pantau.db",
        "/pkg/%2e%2e/pantau.db",
        "/photos/",
        "/robots",
        "/server-status",
        "/site/",
        "/src/main.rs",
        "/static/",
        "/swagger",
        "/test",
        "/tmp/",
        "/trace",
        "/wp-login.php",
        "/xmlrpc.php",
        "//pantau.db",
        "/%00",
    ] {
        for who in ["", cookie.as_str()] {
            let answer = trial.get(path, who).await;
            assert!(matches!(answer.status, 400 | 404), "{path}: {}", answer.status);
            assert!(!answer.body.contains("SQLite format"));
        }
    }
    for method in ["TRACE", "CONNECT", "OPTIONS", "DELETE"] {
        let answer = trial.send(trial.request(method, "/masuk", "").body(Body::from("gema")).unwrap()).await;
        assert!(matches!(answer.status, 403..=405) && !answer.body.contains("gema"), "{method}: {}", answer.status);
    }
}

#[tokio::test]
async fn row_28_what_is_for_one_person_is_kept_by_no_cache() {
    let trial = Trial::new().await;
    let library = trial.library("62.01", "62.01.02.2016", "natai-raya").await;
    let roles = [Role::Administrator, Role::Librarian { library }];
    let cookie = trial.person("62.01", "Pak Budi", &roles).await;
    let pages = ENDPOINTS.iter().filter(|row| {
        row.method == Method::GET && !row.path.contains('{') && !matches!(row.who, Who::Public | Who::Demo)
    });
    for row in pages.filter(|row| row.path != "/api/v1/events") {
        let answer = trial.get(row.path, &cookie).await;
        assert_eq!(answer.status, 200, "{}", row.path);
        assert!(answer.headers[header::CACHE_CONTROL].to_str().unwrap().contains("no-store"), "{}", row.path);
        assert_eq!(answer.headers["cross-origin-resource-policy"], "same-origin", "{}", row.path);
    }
}

#[test]
fn row_34_sql_is_never_put_together_from_what_people_send() {
    // Names of the schema's own tables, read from the schema; a test's own database; statements made of constants.
    const ALLOWED: &[&str] = &["storage/transfer.rs", "trial.rs", "server/attack.rs"];
    let mut found = String::new();
    for (path, text) in texts() {
        let name = path.to_string_lossy();
        if text.contains("AssertSqlSafe") && !ALLOWED.iter().any(|allowed| name.ends_with(allowed)) {
            let _ = writeln!(found, "{name}");
        }
    }
    assert!(found.is_empty(), "look at the SQL of these files, then put them on the list:\n{found}");
}

#[test]
fn row_36_nothing_in_the_program_asks_servers_that_people_name() {
    let lock = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock")).unwrap();
    for client in ["ureq", "isahc", "curl", "surf", "attohttpc", "minreq", "hyper-tls", "awc"] {
        assert!(!lock.contains(&format!("name = \"{client}\"")), "{client} could be made to ask other servers");
    }
    // The bucket's address is the operator's, and the names in it are hashes and dates; `pantau check-config`, a command of the
    // operator's, looks at the certificate of the service's own address.
    for (path, text) in texts() {
        let asks = ["reqwest", "object_store", "TcpStream::connect"].iter().any(|client| text.contains(client));
        let name = path.to_string_lossy();
        let may = name.ends_with("server/bucket.rs")
            || name.ends_with("check/certificate.rs")
            || name.ends_with("attack.rs")
            || name.ends_with("tests.rs");
        assert!(!asks || may, "{name} could be made to ask other servers");
    }
}

#[tokio::test]
async fn row_45_a_failure_is_told_in_a_sentence_with_a_code_and_nothing_of_the_inside() {
    let trial = Trial::new().await;
    let cookie = trial.person("62.01", "Siti", &[Role::Planner]).await;
    let broken = trial.app.storage.write::<_, Failure, _>(|tx| {
        Box::pin(async move { tx.run("alter table meeting rename to meeting_gone", args![]).await })
    });
    broken.await.unwrap();
    for (path, cookie) in [("/plm", ""), ("/kantor/plm", cookie.as_str())] {
        let answer = trial.get(path, cookie).await;
        assert_eq!(answer.status, 500, "{path}");
        for inside in ["sqlx", "select ", "SELECT", "src/", "panicked", "meeting_gone", "no such table", "backtrace"] {
            assert!(!answer.body.contains(inside), "{path} tells {inside}");
        }
        assert!(answer.body.to_lowercase().contains("kode"), "{path}: {}", answer.body);
    }
    // A form that breaks keeps what was typed.
    let form = [("name", "PLM Kobar"), ("starts_on", "2026-11-28"), ("op", "x")];
    let answer = trial.post("/kantor/plm", &cookie, &form).await;
    assert!(answer.status >= 422 && !answer.body.contains("no such table"), "{}", answer.status);
}

#[tokio::test]
async fn row_32_no_form_takes_a_role_a_library_or_a_verdict_that_it_did_not_ask_for() {
    let trial = Trial::new().await;
    let library = trial.library("62.01", "62.01.02.2016", "natai-raya").await;
    let cookie = trial.person("62.01", "Siti", &[Role::Administrator, Role::Librarian { library }]).await;
    let before: Vec<(String, String)> =
        trial.app.storage.all("select account, role from account_role order by 1, 2", args![]).await.unwrap();
    for row in ENDPOINTS.iter().filter(|row| row.kind == Kind::Form && !row.path.contains('{')) {
        // Signing out and throwing a kept form away take nothing at all.
        let extra = [
            ("role", "administrator"),
            ("library_id", "2"),
            ("approved", "1"),
            ("office", "62.02"),
            ("status", "disetujui"),
        ];
        let answer = if matches!(row.path, "/kantor/akun/impor" | "/kantor/antrean") {
            let parts = extra.map(|(name, value)| crate::trial::Part::Text(name, value));
            trial.post_parts(row.path, &cookie, &parts).await
        } else {
            trial.post(row.path, &cookie, &extra).await
        };
        assert!(matches!(answer.status, 400 | 422), "{}: {}", row.path, answer.status);
    }
    let after: Vec<(String, String)> =
        trial.app.storage.all("select account, role from account_role order by 1, 2", args![]).await.unwrap();
    assert_eq!(before, after);
}

#[tokio::test]
async fn the_kept_corpus_breaks_no_parser() {
    let trial = Trial::new().await;
    let cookie = trial.person("62.01", "Siti", &[Role::Planner]).await;
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("end2end/fuzz/corpus");
    let mut count = 0;
    for folder in std::fs::read_dir(corpus).unwrap() {
        let folder = folder.unwrap().path();
        let parser = folder.file_name().unwrap().to_string_lossy().into_owned();
        for file in std::fs::read_dir(&folder).unwrap() {
            let data = std::fs::read(file.unwrap().path()).unwrap();
            count += 1;
            if parsers::parse(&parser, &data) {
                continue;
            }
            assert_eq!(parser, "multipart", "{parser}: a corpus without a parser");
            // By the server's own reader; the first byte is the fuzzer's, for the size of the pieces.
            for path in ["/kantor/akun/impor", "/profil", "/kantor/antrean"] {
                let request = trial
                    .request("POST", path, &cookie)
                    .header(header::CONTENT_TYPE, "multipart/form-data; boundary=B")
                    .body(Body::from(data[1.min(data.len())..].to_vec()))
                    .unwrap();
                let answer = trial.send(request).await;
                assert!(answer.status < 500, "{path}: {}", answer.status);
            }
        }
    }
    assert!(count >= 20, "{count}");
}

#[tokio::test]
async fn a_multipart_form_without_a_boundary_is_refused_in_words() {
    let trial = Trial::new().await;
    let cookie = trial.person("62.01", "Siti", &[Role::Planner]).await;
    for kind in
        ["multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\"", "text/plain", ""]
    {
        let request = trial.request("POST", "/kantor/akun/impor", &cookie).header(header::CONTENT_TYPE, kind);
        let answer = trial.send(request.body(Body::from("--B--\r\n")).unwrap()).await;
        assert!(matches!(answer.status, 400 | 413 | 415 | 422), "{kind}: {}", answer.status);
    }
}
