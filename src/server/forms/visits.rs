//! Forms of visits: the plan, and the record with its photos (multipart, so that they come along without scripts).

use crate::api::App;
use crate::api::visits::{self, Writing};
use crate::domain::account::Asker;
use crate::domain::moment::Date;
use crate::domain::refusal::{Finding, Refusal};
use crate::domain::visit::{MAX_PHOTOS, MAX_PROMISES, Promise, Record, Side};
use crate::server::forms::files::{self, Written};
use crate::server::forms::{Again, Posted, see_other};
use crate::storage::ops::Op;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::Response;
use axum::routing::post;

/// The routes of these forms.
pub fn routes() -> Router<App> {
    // The guard's limit holds for the whole request; each file is measured while it is read.
    Router::new()
        .route("/kantor/pendampingan/baru", post(plan))
        .route("/kantor/pendampingan/{id}", post(write))
        .layer(DefaultBodyLimit::disable())
}

fn unknown() -> Refusal {
    Refusal::invalid("", "Formulir ini memuat isian yang tidak dikenal. Muat ulang halamannya, lalu isi lagi.")
}

async fn plan(State(app): State<App>, Posted { input: pairs, page }: Posted<Vec<(String, String)>>) -> Response {
    let person = match page.asker.planner() {
        Ok(person) => person.clone(),
        Err(refusal) => return page.refused(refusal).await,
    };
    let (mut slugs, mut on, mut purpose, mut op) = (Vec::new(), "", "", "");
    for (name, value) in &pairs {
        match name.as_str() {
            "perpustakaan" => slugs.push(value.clone()),
            "tanggal" => on = value,
            "tujuan" => purpose = value,
            "op" => op = value,
            _ => return page.refused(unknown()).await,
        }
    }
    let op = Op::new(&person.account, op, pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    match visits::plan(&app, &page.asker, slugs, on, purpose, op).await {
        Ok(count) => see_other(&format!("/kantor/pendampingan?kabar=rencana&jumlah={count}")),
        Err(error) => page.refused(error).await,
    }
}

/// What the record's form says.
#[derive(Default)]
struct Input {
    action: String,
    op: String,
    version: i64,
    record: Record,
}

fn parse(pairs: &[(String, String)], today: Date) -> Result<Input, Refusal> {
    let mut input = Input::default();
    let mut findings = Vec::new();
    let mut promises: Vec<(Promise, bool)> = Vec::new();
    let blank = || Promise { id: String::new(), side: Side::Library, words: String::new(), due: None, done: None };
    for (name, value) in pairs {
        match name.as_str() {
            "aksi" => input.action.clone_from(value),
            "op" => input.op.clone_from(value),
            "versi" => input.version = value.parse().unwrap_or(0),
            "tanggal" if value.trim().is_empty() => {}
            "tanggal" => match Date::parse(value.trim()) {
                Some(date) => input.record.visited = Some(date),
                None => findings.push(Finding::new("tanggal", "Pilih tanggalnya, atau kosongkan.")),
            },
            "temuan" => input.record.findings = value.replace("\r\n", "\n"),
            other => {
                let Some((n, part)) = other.strip_prefix("janji-").and_then(|rest| rest.split_once('-')) else {
                    return Err(unknown());
                };
                let Some(n) = n.parse::<usize>().ok().filter(|n| *n < MAX_PROMISES) else { return Err(unknown()) };
                while promises.len() <= n {
                    promises.push((blank(), false));
                }
                let promise = &mut promises[n];
                match part {
                    "id" => promise.0.id.clone_from(value),
                    "siapa" => promise.0.side = Side::of(value).unwrap_or(Side::Library),
                    "isi" => value.trim().clone_into(&mut promise.0.words),
                    "tenggat" if value.trim().is_empty() => {}
                    "tenggat" => match Date::parse(value.trim()) {
                        Some(date) => promise.0.due = Some(date),
                        None => findings.push(Finding::new(other, "Pilih tanggalnya, atau kosongkan.")),
                    },
                    "selesai" => promise.1 = true,
                    "ditepati" => promise.0.done = Date::parse(value),
                    _ => return Err(unknown()),
                }
            }
        }
    }
    for (promise, kept) in promises {
        // A blank row that was offered and not used; a promise that was there and is emptied is said below.
        if promise.id.is_empty() && promise.words.is_empty() {
            continue;
        }
        let done = if kept { Some(promise.done.unwrap_or(today)) } else { None };
        input.record.promises.push(Promise { done, ..promise });
    }
    if findings.is_empty() { Ok(input) } else { Err(Refusal::Invalid(findings)) }
}

/// `POST /kantor/pendampingan/{id}`.
async fn write(State(app): State<App>, Path(id): Path<String>, request: Request) -> Response {
    let asker = request.extensions().get::<Asker>().cloned().unwrap_or_default();
    // Before a byte of the body is kept: is this a visit of the person's own office?
    let opened = visits::one(&app, &asker, &id).await;
    let (mut parts, body) = request.into_parts();
    let again = |parts: &axum::http::request::Parts, pairs: Vec<(String, String)>| {
        let mut parts = parts.clone();
        // The body is read; what describes it would mislead whoever reads the parts again.
        parts.headers.remove(axum::http::header::CONTENT_LENGTH);
        Again::new(app.clone(), asker.clone(), parts, pairs)
    };
    let (opened, person) = match (opened, asker.planner()) {
        (Ok(opened), Ok(person)) => (opened, person.clone()),
        (Err(error), _) => return again(&parts, Vec::new()).refused(error).await,
        (_, Err(refusal)) => return again(&parts, Vec::new()).refused(refusal).await,
    };
    let request = Request::from_parts(parts.clone(), body);
    let too_many = format!("Paling banyak {MAX_PHOTOS} foto untuk satu kunjungan.");
    let Written { pairs, photos, findings } = match files::read(&app, request, "foto", MAX_PHOTOS, &too_many).await {
        Ok(written) => written,
        Err(error) => return again(&parts, Vec::new()).refused(error).await,
    };
    parts.headers.remove(CONTENT_TYPE);
    if !findings.is_empty() {
        return again(&parts, pairs).findings(findings).await;
    }
    let input = match parse(&pairs, opened.today) {
        Ok(input) => input,
        Err(refusal) => return again(&parts, pairs).refused(refusal).await,
    };
    let done = if input.action == "batalkan" {
        visits::cancel(&app, &asker, &id).await
    } else {
        let files = photos.iter().map(|taken| ("foto", taken.upload_sha256.as_str()));
        let texts = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let op = Op::new(&person.account, &input.op, texts.chain(files));
        let writing = Writing { visit: id.clone(), version: input.version, record: input.record, photos, op };
        visits::write(&app, &asker, writing).await
    };
    match done {
        Ok(()) if input.action == "batalkan" => see_other("/kantor/pendampingan?kabar=batal"),
        Ok(()) => see_other(&format!("/kantor/pendampingan/{id}?kabar=tersimpan")),
        Err(error) => again(&parts, pairs).refused(error).await,
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::account::Role;
    use crate::trial::{Part, Trial};

    #[tokio::test]
    async fn a_visit_is_planned_written_up_and_its_promises_followed() {
        for trial in Trial::on_each_database("story: visits").await {
            trial.library("62.01", "62.01.02.2016", "natai-raya").await;
            let planner = trial.person("62.01", "Pak Budi", &[Role::Planner]).await;
            let nothing = trial.post("/kantor/pendampingan/baru", &planner, &[("tanggal", ""), ("op", "o0")]).await;
            assert_eq!(nothing.status, 422);
            assert!(nothing.body.contains("Centang perpustakaan"));
            let plan =
                [("perpustakaan", "natai-raya"), ("tanggal", "2026-11-05"), ("tujuan", "Lihat rak baru"), ("op", "o1")];
            for _ in 0..2 {
                let done = trial.post("/kantor/pendampingan/baru", &planner, &plan).await;
                assert_eq!((done.status, done.location()), (303, "/kantor/pendampingan?kabar=rencana&jumlah=1"));
            }
            let list = trial.get("/kantor/pendampingan", &planner).await.body;
            assert!(list.contains("Lihat rak baru") && list.contains("Arut Selatan"));
            let visits = crate::storage::visits::all(&trial.app.storage, "62.01").await.unwrap();
            assert_eq!(visits.len(), 1, "one intent, one visit");
            let path = format!("/kantor/pendampingan/{}", visits[0].id);
            let early = [("tanggal", "2026-11-05"), ("temuan", "Rak sudah penuh"), ("versi", "1"), ("op", "o2")];
            let refused = trial.post(&path, &planner, &early).await;
            assert_eq!(refused.status, 422);
            assert!(refused.body.contains("masa depan") && refused.body.contains("Rak sudah penuh"));
            trial.world.advance(4 * 86_400);
            let planner = trial.person("62.01", "Pak Budi", &[Role::Planner]).await;
            let promise =
                [("janji-0-siapa", "dinas"), ("janji-0-isi", "Kirim rak kedua"), ("janji-0-tenggat", "2026-11-20")];
            let record = [early.as_slice(), promise.as_slice()].concat();
            let done = trial.post(&path, &planner, &record).await;
            assert_eq!(
                (done.status, done.location().to_owned()),
                (303, format!("{path}?kabar=tersimpan")),
                "{}",
                done.body
            );
            let picture = crate::trial::jpeg();
            let mut parts: Vec<Part<'_>> = [("tanggal", "2026-11-05"), ("versi", "2"), ("op", "o4")]
                .iter()
                .map(|(name, value)| Part::Text(name, value))
                .collect();
            parts.push(Part::File("foto", "rak.jpg", &picture));
            parts.push(Part::Text("temuan", "Rak sudah penuh sekali"));
            parts.push(Part::File("foto", "halaman.jpg", b"<!doctype html><script>alert(1)</script>"));
            let refused = trial.post_parts(&path, &planner, &parts).await;
            assert_eq!(refused.status, 422, "{}", refused.body);
            assert!(refused.body.contains("halaman.jpg") && refused.body.contains("Rak sudah penuh sekali"));
            parts.pop();
            let done = trial.post_parts(&path, &planner, &parts).await;
            assert_eq!(done.status, 303, "{}", done.body);
            let page = trial.get(&path, &planner).await.body;
            let at = page.find("/foto/").expect("the visit's photo is shown");
            let photo = page[at..at + "/foto/".len() + 64].to_owned();
            let librarian = trial.person("62.01", "Ibu Sari", &[Role::Librarian { library: "l9".to_owned() }]).await;
            for (who, status) in [(planner.as_str(), 200), ("", 404), (librarian.as_str(), 404)] {
                assert_eq!(trial.get(&photo, who).await.status, status, "a visit's photo is the office's alone");
            }
            let stale = [("tanggal", "2026-11-05"), ("temuan", "Lain"), ("versi", "1"), ("op", "o3")];
            assert_eq!(trial.post(&path, &planner, &stale).await.status, 409);
            trial.world.advance(20 * 86_400);
            let planner = trial.person("62.01", "Pak Budi", &[Role::Planner]).await;
            let list = trial.get("/kantor/pendampingan", &planner).await.body;
            assert!(list.contains("Kirim rak kedua") && list.contains("lewat tanggal"));
            let library = trial.get("/kantor/perpustakaan/natai-raya", &planner).await.body;
            assert!(library.contains("Rak sudah penuh") && library.contains("Kirim rak kedua"));
            trial.office("62.02", "Kotawaringin Timur").await;
            let stranger = trial.person("62.02", "Pak Jauh", &[Role::Planner]).await;
            assert_eq!(trial.get(&path, &stranger).await.status, 404);
            assert_eq!(trial.get("/kantor/perpustakaan/natai-raya", &stranger).await.status, 404);
        }
    }
}
