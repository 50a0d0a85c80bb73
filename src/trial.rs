//! What tests stand on: a fresh database of each kind, a clock that stands still, and a whole app without a port.

use crate::api::App;
use crate::args;
use crate::domain::account::Role;
use crate::domain::moment::{Date, Moment, Zone};
use crate::server::bucket::{Access, Bucket, Pace};
use crate::server::command::backup::Place;
use crate::server::settings::Settings;
use crate::storage::Failure;
use crate::storage::folder_lock::FolderLock;
use crate::world::World;
use axum::body::Body;
use axum::http::{Request, Response, header};
use http_body_util::BodyExt;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use tempfile::TempDir;
use tower::ServiceExt;

/// The instant at which every test begins: Monday, 2 November 2026, 09.05 WIB.
pub fn start() -> Moment {
    Moment(Date { year: 2026, month: 11, day: 2 }.start(Zone::default()).0 + 545 * 60)
}

/// An app on a database of its own.
pub struct Trial {
    pub app: App,
    pub world: World,
    folder: TempDir,
    /// Made at the first request: building it takes as long as answering one.
    router: Mutex<Option<axum::Router>>,
}

impl Trial {
    /// An app on a fresh SQLite file.
    pub async fn new() -> Self {
        Self::open(None).await
    }

    /// Apps on SQLite and, when `TEST_DATABASE_URL` names a server, on a fresh PostgreSQL database. Says which it made.
    pub async fn on_each_database(story: &str) -> Vec<Self> {
        let mut trials = vec![Self::new().await];
        match std::env::var("TEST_DATABASE_URL") {
            Ok(server) => trials.push(Self::open(Some(fresh_postgres(&server).await)).await),
            Err(_) => println!("{story}: not run on PostgreSQL, because TEST_DATABASE_URL is not set"),
        }
        for trial in &trials {
            println!("{story}: runs on {}", trial.app.storage.engine());
        }
        trials
    }

    /// An app on a fresh SQLite file, and what ends it.
    pub async fn stoppable() -> (Self, tokio::sync::watch::Sender<bool>) {
        let (stop, stopping) = tokio::sync::watch::channel(false);
        (Self::open_until(None, stopping).await, stop)
    }

    async fn open(database_url: Option<String>) -> Self {
        Self::open_until(database_url, tokio::sync::watch::channel(false).1).await
    }

    async fn open_until(database_url: Option<String>, stopping: tokio::sync::watch::Receiver<bool>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let world = World::at(start());
        let data = folder.path().to_str().unwrap().to_owned();
        let settings = Settings::from(BTreeMap::from([
            ("PANTAU_DATA".to_owned(), data.clone()),
            ("PANTAU_SITE".to_owned(), data),
        ]))
        .unwrap();
        let settings = Settings { database_url, ..settings };
        let app = crate::server::command::open(settings, world.clone(), stopping).await.unwrap();
        let trial = Self { app, world, folder, router: Mutex::default() };
        trial.office("62.01", "Kotawaringin Barat").await;
        trial
    }

    /// Stops the service and starts it again on the same data, with the same clock.
    pub async fn restarted(self) -> Self {
        let Self { app, world, folder, router } = self;
        let settings = Settings::clone(&app.settings);
        drop((app, router));
        // A task that was started beside a request may hold the old one for a moment.
        for _ in 0..10_000 {
            let stopping = tokio::sync::watch::channel(false).1;
            match crate::server::command::open(settings.clone(), world.clone(), stopping).await {
                Ok(app) => return Self { app, world, folder, router: Mutex::default() },
                Err(_) => tokio::task::yield_now().await,
            }
        }
        panic!("the old service did not let go of its folder");
    }

    /// Loses the disk: the data folder is empty, and a backup made elsewhere (`pantau backup --to`) is restored into it. SQLite only.
    pub async fn restored(self, backup: &std::path::Path) -> Self {
        let Self { app, world, folder, router } = self;
        let settings = Settings::clone(&app.settings);
        drop((app, router));
        for _ in 0..10_000 {
            if FolderLock::take(&folder.path().join("pantau.lock")).unwrap().is_some() {
                break;
            }
            tokio::task::yield_now().await;
        }
        for entry in std::fs::read_dir(folder.path()).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) }.unwrap();
        }
        let backup = Place::Folder(backup.to_path_buf());
        if let Err(fault) = crate::server::command::backup::restore(&settings, &world, &backup, None, false).await {
            panic!("{}", fault.words());
        }
        let app =
            crate::server::command::open(settings, world.clone(), tokio::sync::watch::channel(false).1).await.unwrap();
        Self { app, world, folder, router: Mutex::default() }
    }

    /// The restore epoch of a database that was restored so often, as [`crate::storage::backup::mark_restored`] leaves it.
    pub async fn mark_restored(&self, epoch: i64) {
        let noted = self.app.storage.write(move |tx| {
            Box::pin(async move { crate::storage::installation::note(tx, "restore_epoch", Some(Moment(epoch))).await })
        });
        noted.await.unwrap();
    }

    /// The same service with its photos in that bucket; nothing: in its folder. What it holds in memory is forgotten.
    pub fn with_photos_in(mut self, bucket: Option<Bucket>) -> Self {
        let access = access_of_test();
        self.app.settings = Arc::new(Settings { photos: bucket, access, ..Settings::clone(&self.app.settings) });
        self.forget();
        self
    }

    /// Another node: the same database and bucket, a folder of its own.
    pub fn other_node(&self, data: &std::path::Path) -> App {
        let settings = Settings { data: data.to_path_buf(), ..Settings::clone(&self.app.settings) };
        App {
            photos: crate::server::photos::Photos::open(data, settings.photos.as_ref()),
            settings: Arc::new(settings),
            ..self.app.clone()
        }
    }

    /// Forgets what the service holds in memory, as a restart does; the database stays open.
    pub fn forget(&mut self) {
        let storage = self.app.storage.clone();
        self.router = Mutex::default();
        self.app = App {
            photos: crate::server::photos::Photos::open(&self.app.settings.data, self.app.settings.photos.as_ref()),
            live: crate::server::live::Live::new(storage, tokio::sync::watch::channel(false).1),
            throttle: Arc::default(),
            ..self.app.clone()
        };
    }

    /// The folder of this trial's data.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// Adds an office.
    pub async fn office(&self, code: &str, regency: &str) {
        let (code, regency) = (code.to_owned(), regency.to_owned());
        self.app
            .storage
            .write(move |tx| {
                Box::pin(async move {
                    tx.run(
                        "insert into office (code, regency, regency_short, province, time_zone) values ($1, $2, $3, 'Kalimantan Tengah', 'Asia/Pontianak')",
                        args![&code, &regency, &regency],
                    )
                    .await?;
                    Ok::<_, Failure>(())
                })
            })
            .await
            .unwrap();
    }

    /// Adds a village library with an invented village of that code; answers the library's id.
    pub async fn library(&self, office: &str, village_code: &str, slug: &str) -> String {
        let (office, village, slug) = (office.to_owned(), village_code.to_owned(), slug.to_owned());
        self.app
            .storage
            .write(move |tx| {
                Box::pin(async move {
                    let (id, now) = (tx.id(), tx.now());
                    tx.run(
                        "insert into village (code, name, kind, district_code, district, office) values ($1, $2, 'desa', $3, 'Arut Selatan', $4)
                         on conflict (code) do nothing",
                        args![&village, format!("Desa {slug}"), village[..8].to_owned(), &office],
                    )
                    .await?;
                    tx.run(
                        "insert into library (office, id, slug, name, folded, kind, village_code, precision, stage, created_at, updated_at)
                         values ($1, $2, $3, $4, $3, 'desa', $5, 'unknown', 'replikasi', $6, $6)",
                        args![&office, &id, &slug, format!("Perpustakaan Desa {slug}"), &village, now],
                    )
                    .await?;
                    tx.run("insert into slug (kind, slug, office, object) values ('library', $1, $2, $3)", args![&slug, &office, &id]).await?;
                    Ok::<_, Failure>(id)
                })
            })
            .await
            .unwrap()
    }

    /// Adds an account with these roles and a live session; answers the cookie header's value.
    pub async fn person(&self, office: &str, name: &str, roles: &[Role]) -> String {
        use sha2::Digest;
        static PHONES: AtomicU32 = AtomicU32::new(1);
        let phone = format!("+62899{:08}", PHONES.fetch_add(1, Ordering::SeqCst));
        let token = data_encoding::BASE64URL_NOPAD.encode(&self.world.secret::<32>());
        let hash = data_encoding::HEXLOWER.encode(&sha2::Sha256::digest(token.as_bytes()));
        let (office, name, roles) = (office.to_owned(), name.to_owned(), roles.to_vec());
        self.app
            .storage
            .write(move |tx| {
                Box::pin(async move {
                    let (id, now) = (tx.id(), tx.now());
                    tx.run(
                        "insert into account (id, office, phone, name, created_at) values ($1, $2, $3, $4, $5)",
                        args![&id, &office, &phone, &name, now],
                    )
                    .await?;
                    for role in &roles {
                        let (word, library) = match role {
                            Role::Librarian { library } => ("librarian", library.as_str()),
                            Role::Planner => ("planner", ""),
                            Role::Administrator => ("administrator", ""),
                        };
                        tx.run(
                            "insert into account_role (office, account, role, library, granted_at) values ($1, $2, $3, $4, $5)",
                            args![&office, &id, word, library, now],
                        )
                        .await?;
                    }
                    let staff = roles.iter().any(|role| !matches!(role, Role::Librarian { .. }));
                    tx.run(
                        "insert into session (token, account, office, staff, created_at, seen_at) values ($1, $2, $3, $4, $5, $5)",
                        args![&hash, &id, &office, staff, now],
                    )
                    .await?;
                    Ok::<_, Failure>(())
                })
            })
            .await
            .unwrap();
        format!("__Host-sid={token}")
    }

    /// GET of a path as that cookie's person (empty: the public); answers status, headers and body.
    pub async fn get(&self, path: &str, cookie: &str) -> Answer {
        self.send(self.request("GET", path, cookie).body(Body::empty()).unwrap()).await
    }

    /// Posts an urlencoded form from the page itself.
    pub async fn post(&self, path: &str, cookie: &str, form: &[(&str, &str)]) -> Answer {
        let body = serde_html_form::to_string(form).unwrap();
        let request =
            self.request("POST", path, cookie).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    /// Posts a form with files from the page itself.
    pub async fn post_parts(&self, path: &str, cookie: &str, parts: &[Part<'_>]) -> Answer {
        let mut body = Vec::new();
        for part in parts {
            body.extend_from_slice(format!("--{BOUNDARY}\r\n").as_bytes());
            match part {
                Part::Text(name, value) => {
                    body.extend_from_slice(
                        format!("content-disposition: form-data; name=\"{name}\"\r\n\r\n{value}").as_bytes(),
                    );
                }
                Part::File(name, file, bytes) => {
                    let head = format!(
                        "content-disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\ncontent-type: image/jpeg\r\n\r\n"
                    );
                    body.extend_from_slice(head.as_bytes());
                    body.extend_from_slice(bytes);
                }
            }
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
        let request = self
            .request("POST", path, cookie)
            .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={BOUNDARY}"))
            .body(Body::from(body))
            .unwrap();
        self.send(request).await
    }

    /// A request as a browser on the service's own pages makes it.
    pub fn request(&self, method: &str, path: &str, cookie: &str) -> axum::http::request::Builder {
        let mut builder = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, self.app.settings.addr.to_string())
            .header(header::ACCEPT, "text/html")
            .header("sec-fetch-site", "same-origin");
        if !cookie.is_empty() {
            builder = builder.header(header::COOKIE, cookie);
        }
        builder.extension(axum::extract::ConnectInfo(std::net::SocketAddr::from(([127, 0, 0, 1], 40_000))))
    }

    /// Sends any request to the whole router.
    pub async fn send(&self, request: Request<Body>) -> Answer {
        let router = {
            let mut kept = self.router.lock().unwrap();
            kept.get_or_insert_with(|| crate::server::router(self.app.clone())).clone()
        };
        let response: Response<Body> = router.oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        Answer {
            status: parts.status.as_u16(),
            headers: parts.headers,
            // Empty comments are the framework's marks; how many there are depends on how the program was built.
            body: String::from_utf8_lossy(&bytes).replace("<!>", ""),
            bytes: bytes.to_vec(),
        }
    }
}

const BOUNDARY: &str = "batas-formulir";

/// One part of a multipart form.
pub enum Part<'a> {
    /// A field's name and value.
    Text(&'a str, &'a str),
    /// A field's name, the file's, its bytes.
    File(&'a str, &'a str, &'a [u8]),
}

/// A small picture.
pub fn jpeg() -> Vec<u8> {
    let picture = image::DynamicImage::ImageRgb8(image::RgbImage::from_pixel(64, 48, image::Rgb([20, 90, 60])));
    let mut out = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut out, image::ImageFormat::Jpeg).unwrap();
    out.into_inner()
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: axum::http::HeaderMap,
    pub body: String,
    /// The body as it came: of a file.
    pub bytes: Vec<u8>,
}

impl Answer {
    /// The Location header of a redirect.
    pub fn location(&self) -> &str {
        self.headers.get(header::LOCATION).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

/// An empty PostgreSQL database, where `TEST_DATABASE_URL` names a server; else says that the story does not run.
pub async fn empty_postgres(story: &str) -> Option<String> {
    match std::env::var("TEST_DATABASE_URL") {
        Ok(server) => {
            println!("{story}: runs on PostgreSQL");
            Some(fresh_postgres(&server).await)
        }
        Err(_) => {
            println!("{story}: not run on PostgreSQL, because TEST_DATABASE_URL is not set");
            None
        }
    }
}

/// An empty place in the bucket `pantau-test`, where `TEST_S3_URL` names a server of S3; else says that the story does not run.
pub fn empty_bucket(story: &str) -> Option<Bucket> {
    static MADE: AtomicU32 = AtomicU32::new(0);
    match std::env::var("TEST_S3_URL") {
        Ok(server) => {
            println!("{story}: runs on a bucket");
            let place = format!("{}/{}", std::process::id(), MADE.fetch_add(1, Ordering::SeqCst));
            Some(bucket(&server, &format!("s3://pantau-test/{place}")))
        }
        Err(_) => {
            println!("{story}: not run on a bucket, because TEST_S3_URL is not set");
            None
        }
    }
}

/// A bucket that nobody answers for.
pub fn lost_bucket() -> Bucket {
    use std::net::SocketAddr;
    // A port that is taken and never listened on: nobody else gets it while the tests run.
    let taken = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
    taken.bind(&SocketAddr::from(([127, 0, 0, 1], 0)).into()).unwrap();
    let port = taken.local_addr().unwrap().as_socket().unwrap().port();
    std::mem::forget(taken);
    bucket(&format!("http://127.0.0.1:{port}"), "s3://pantau-test/hilang")
}

fn bucket(server: &str, url: &str) -> Bucket {
    Bucket::open("uji", url, &access(server), Pace::PROMPT).unwrap()
}

/// With what the bucket of [`empty_bucket`] is asked.
pub fn access_of_test() -> Access {
    access(&std::env::var("TEST_S3_URL").unwrap_or_default())
}

fn access(server: &str) -> Access {
    let vars = [("AWS_ACCESS_KEY_ID", "uji"), ("AWS_SECRET_ACCESS_KEY", "uji"), ("AWS_ENDPOINT_URL", server)];
    Access::from(&vars.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
}

/// Makes an empty database on that server; answers its address.
async fn fresh_postgres(server: &str) -> String {
    static MADE: AtomicU32 = AtomicU32::new(0);
    let name = format!("pantau_{}_{}", std::process::id(), MADE.fetch_add(1, Ordering::SeqCst));
    let pool = sqlx::PgPool::connect(server).await.unwrap();
    sqlx::query(sqlx::AssertSqlSafe(format!("create database {name}"))).execute(&pool).await.unwrap();
    pool.close().await;
    let (base, _) = server.rsplit_once('/').unwrap();
    format!("{base}/{name}")
}

#[tokio::test]
async fn the_outbox_counts_in_order_of_commit_on_each_database() {
    for trial in Trial::on_each_database("storage story: outbox").await {
        for n in 0..3 {
            trial
                .app
                .storage
                .write(move |tx| {
                    Box::pin(async move {
                        tx.event("62.01", "report", "sent", serde_json::json!({ "n": n }));
                        Ok::<_, Failure>(())
                    })
                })
                .await
                .unwrap();
        }
        // A change that fails leaves neither rows nor numbers behind.
        let failed = trial
            .app
            .storage
            .write(|tx| {
                Box::pin(async move {
                    tx.event("62.01", "report", "sent", serde_json::Value::Null);
                    Err::<(), _>(Failure::Busy)
                })
            })
            .await;
        assert!(matches!(failed, Err(Failure::Busy)));
        let seqs: Vec<(i64,)> = trial
            .app
            .storage
            .all("select seq from event where office = $1 order by seq", args!["62.01"])
            .await
            .unwrap();
        assert_eq!(seqs, vec![(1,), (2,), (3,)]);
    }
}

#[tokio::test]
async fn both_databases_have_the_same_tables_and_columns() {
    let trials = Trial::on_each_database("storage story: schema").await;
    let mut schemas = Vec::new();
    for trial in &trials {
        let columns: Vec<(String, String)> = match trial.app.storage.engine() {
            "SQLite" => {
                trial
                    .app
                    .storage
                    .all(
                        "select m.name, p.name from sqlite_master m join pragma_table_info(m.name) p
                         where m.type = 'table' and m.name not like 'sqlite%' and m.name not like '_sqlx%' order by 1, 2",
                        args![],
                    )
                    .await
            }
            _ => {
                trial
                    .app
                    .storage
                    .all(
                        "select cast(table_name as text), cast(column_name as text) from information_schema.columns
                         where table_schema = 'public' and table_name not like '!_sqlx%' escape '!' order by 1, 2",
                        args![],
                    )
                    .await
            }
        }
        .unwrap();
        assert!(columns.len() > 100);
        schemas.push(columns);
    }
    if let [sqlite, postgres] = schemas.as_slice() {
        assert_eq!(sqlite, postgres);
    }
}

#[tokio::test]
async fn a_path_that_does_not_exist_is_a_page_that_helps() {
    let trial = Trial::new().await;
    let answer = trial.get("/tidak-ada", "").await;
    assert_eq!(answer.status, 404);
    assert!(answer.body.contains("Halaman tidak ditemukan") && answer.body.contains("/perpustakaan"));
    assert!(!answer.body.contains("<script"), "{}", answer.body);
}

#[tokio::test]
async fn a_private_page_leads_the_public_to_sign_in() {
    let trial = Trial::new().await;
    let answer = trial.get("/kantor?bulan=2026-10", "").await;
    assert_eq!((answer.status, answer.location()), (303, "/masuk?next=/kantor%3Fbulan%3D2026-10"));
}
