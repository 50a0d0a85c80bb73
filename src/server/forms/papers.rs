//! The forms of papers: one paper of a meeting (multipart, so that a signed scan comes along without scripts), letterhead and
//! officials, the press text.

use crate::api::papers::office::{self, Change};
use crate::api::papers::{self, Writing};
use crate::api::{App, press};
use crate::domain::account::Asker;
use crate::domain::paper::Kind;
use crate::domain::press::{MOST_QUOTES, Quote};
use crate::domain::refusal::Refusal;
use crate::server::forms::files::{self, Written};
use crate::server::forms::{Again, Posted, see_other};
use crate::storage::ops::Op;
use crate::storage::papers::{Letterhead, Official};
use crate::storage::press::Text;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::response::Response;
use axum::routing::post;

/// The routes of these forms.
pub fn routes() -> Router<App> {
    Router::new()
        // The guard's limit holds for the whole request; the file is measured while it is read.
        .route("/kantor/plm/{id}/dokumen/{paper}", post(write).layer(DefaultBodyLimit::disable()))
        .route("/kantor/plm/{id}/siaran-pers", post(text))
        .route("/kantor/pengaturan", post(settings))
}

type Pairs = Vec<(String, String)>;

fn unknown() -> Refusal {
    Refusal::invalid("", "Formulir ini memuat isian yang tidak dikenal. Muat ulang halamannya, lalu isi lagi.")
}

fn value<'a>(pairs: &'a Pairs, name: &str) -> &'a str {
    pairs.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
}

fn op(account: &str, pairs: &Pairs) -> Op {
    Op::new(account, value(pairs, "op"), pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())))
}

/// `POST /kantor/plm/{id}/dokumen/{paper}`.
async fn write(State(app): State<App>, Path((id, paper)): Path<(String, String)>, request: Request) -> Response {
    let asker = request.extensions().get::<Asker>().cloned().unwrap_or_default();
    // Before a byte of the body is kept: is this a meeting of the person's own office?
    let desk = papers::desk(&app, &asker, &id).await;
    let (mut parts, body) = request.into_parts();
    let again = |parts: &axum::http::request::Parts, pairs: Pairs| {
        let mut parts = parts.clone();
        parts.headers.remove(CONTENT_LENGTH);
        Again::new(app.clone(), asker.clone(), parts, pairs)
    };
    let (desk, person, kind) = match (desk, asker.planner(), Kind::coded(&paper)) {
        (Ok(desk), Ok(person), Some(kind)) => (desk, person.clone(), kind),
        (Err(error), ..) => return again(&parts, Vec::new()).refused(error).await,
        (_, Err(refusal), _) => return again(&parts, Vec::new()).refused(refusal).await,
        (.., None) => return again(&parts, Vec::new()).refused(Refusal::NotFound).await,
    };
    let request = Request::from_parts(parts.clone(), body);
    let one = "Satu dokumen memuat satu pindaian saja.";
    let Written { pairs, photos, findings } = match files::read(&app, request, "pindaian", 1, one).await {
        Ok(read) => read,
        Err(error) => return again(&parts, Vec::new()).refused(error).await,
    };
    let scan = photos.into_iter().next().map(|taken| taken.sha256);
    parts.headers.remove(CONTENT_TYPE);
    let fields = ["aksi", "op", "versi", "templat", "nomor", "tanggal", "isi", "semua", "buang-pindaian"];
    if pairs.iter().any(|(name, _)| !fields.contains(&name.as_str())) {
        return again(&parts, pairs).refused(unknown()).await;
    }
    if !findings.is_empty() {
        return again(&parts, pairs).findings(findings).await;
    }
    if value(&pairs, "aksi") == "bawaan" {
        let standard = kind.template();
        return again(&parts, pairs)
            .shown(|pairs| {
                for (name, value) in pairs {
                    if name == "isi" {
                        standard.clone_into(value);
                    }
                }
            })
            .await;
    }
    let hashed = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let op = Op::new(
        &person.account,
        value(&pairs, "op"),
        hashed.chain(scan.iter().map(|scan| ("pindaian", scan.as_str()))),
    );
    let writing = Writing {
        kind,
        version: value(&pairs, "versi").parse().unwrap_or(0),
        number: value(&pairs, "nomor").to_owned(),
        dated: value(&pairs, "tanggal").to_owned(),
        text: value(&pairs, "isi").to_owned(),
        scan,
        unscan: value(&pairs, "buang-pindaian") == "ya",
        for_all: (value(&pairs, "semua") == "ya").then(|| value(&pairs, "templat").parse().unwrap_or(0)),
        op,
    };
    match papers::write(&app, &asker, &desk, writing).await {
        Ok(()) => see_other(&format!("/kantor/plm/{id}/dokumen/{paper}?kabar=tersimpan")),
        Err(error) => again(&parts, pairs).refused(error).await,
    }
}

/// `POST /kantor/plm/{id}/siaran-pers`.
async fn text(
    State(app): State<App>,
    Path(id): Path<String>,
    Posted { input: pairs, page }: Posted<Pairs>,
) -> Response {
    let person = match page.asker.planner() {
        Ok(person) => person.clone(),
        Err(refusal) => return page.refused(refusal).await,
    };
    let writing = match press::writing(&app, &page.asker, &id).await {
        Ok(writing) => writing,
        Err(error) => return page.refused(error).await,
    };
    let mut quotes: Vec<Quote> = vec![Quote::default(); MOST_QUOTES];
    for (name, value) in &pairs {
        if ["aksi", "op", "versi", "judul", "isi", "kontak", "ketentuan", "ralat"].contains(&name.as_str()) {
            continue;
        }
        let place = name.strip_prefix("kutipan-").and_then(|rest| rest.split_once('-'));
        let place = place.and_then(|(n, part)| Some((quotes.get_mut(n.parse::<usize>().ok()?)?, part)));
        match place {
            Some((quote, "nama")) => value.trim().clone_into(&mut quote.name),
            Some((quote, "jabatan")) => value.trim().clone_into(&mut quote.title),
            Some((quote, "kata")) => value.trim().clone_into(&mut quote.words),
            _ => return page.refused(unknown()).await,
        }
    }
    quotes.retain(|quote| *quote != Quote::default());
    let action = value(&pairs, "aksi");
    if action == "susun" {
        let known = crate::domain::press::Known { quotes, ..writing.known };
        let draft = crate::domain::press::draft(&known);
        return page
            .shown(|pairs| {
                for (name, value) in pairs {
                    match name.as_str() {
                        "judul" => draft.title.clone_into(value),
                        "isi" => draft.body.clone_into(value),
                        _ => {}
                    }
                }
            })
            .await;
    }
    let text = Text {
        title: value(&pairs, "judul").trim().to_owned(),
        body: value(&pairs, "isi").replace("\r\n", "\n"),
        contact: value(&pairs, "kontak").trim().to_owned(),
        terms: value(&pairs, "ketentuan").trim().to_owned(),
        quotes,
        version: value(&pairs, "versi").parse().unwrap_or(0),
    };
    let publish = (action == "terbitkan").then(|| value(&pairs, "ralat").to_owned());
    let news = if publish.is_some() { "terbit" } else { "tersimpan" };
    match press::write(&app, &page.asker, &writing, text, publish, op(&person.account, &pairs)).await {
        Ok(()) => see_other(&format!("/kantor/plm/{id}/siaran-pers?kabar={news}")),
        Err(error) => page.refused(error).await,
    }
}

/// `POST /kantor/pengaturan`: `aksi` says which of its forms.
async fn settings(State(app): State<App>, Posted { input: pairs, page }: Posted<Pairs>) -> Response {
    let person = match page.asker.planner() {
        Ok(person) => person.clone(),
        Err(refusal) => return page.refused(refusal).await,
    };
    let text = |name: &str| value(&pairs, name).trim().replace("\r\n", "\n");
    let intent = op(&person.account, &pairs);
    let (fields, change): (&[&str], Change) = match value(&pairs, "aksi") {
        "kop" => (
            &["mulai", "atas", "nama", "bawah", "kota"],
            Change::Head(Letterhead {
                valid_from: text("mulai"),
                above: text("atas"),
                name: text("nama"),
                below: text("bawah"),
                place: text("kota"),
            }),
        ),
        "pejabat" => (
            &["sejak", "jabatan", "pejabat", "gelar", "nip"],
            Change::Official(Official {
                id: String::new(),
                valid_from: text("sejak"),
                role: text("jabatan"),
                name: text("pejabat"),
                degrees: text("gelar"),
                nip: Some(text("nip")).filter(|nip| !nip.is_empty()),
            }),
        ),
        "hapus" => (&["id"], Change::Drop(text("id"))),
        "tentang" => {
            return match press::put_about(&app, &page.asker, text("tentang"), intent).await {
                Ok(()) => see_other("/kantor/pengaturan?kabar=tersimpan"),
                Err(error) => page.refused(error).await,
            };
        }
        _ => return page.refused(unknown()).await,
    };
    if pairs.iter().any(|(name, _)| !["aksi", "op"].contains(&name.as_str()) && !fields.contains(&name.as_str())) {
        return page.refused(unknown()).await;
    }
    match office::change(&app, &page.asker, change, intent).await {
        Ok(()) => see_other("/kantor/pengaturan?kabar=tersimpan"),
        Err(error) => page.refused(error).await,
    }
}

#[cfg(test)]
mod tests;
