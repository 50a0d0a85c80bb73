//! What is written down in the room: notes (as a form, and as a phone sends them), tips, and pictures.

use crate::api::notes::{self, Choice, Kept, Typed, WHOLE};
use crate::api::{App, Error, meeting_photos, tips};
use crate::domain::account::Asker;
use crate::domain::agenda::form::Pairs;
use crate::domain::note::{Field, Outcome, tidy};
use crate::domain::photo::Children;
use crate::domain::refusal::{Finding, Refusal};
use crate::domain::tip::Tip;
use crate::server::forms::files::{self, Written};
use crate::server::forms::{Again, Posted, see_other};
use crate::storage::installation::restore_epoch;
use crate::storage::meeting_photos::Words;
use crate::storage::ops::Op;
use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};

/// The routes of these forms.
pub fn routes() -> Router<App> {
    // The guard's limit holds for the whole request; each picture is measured while it is read.
    let pictures = Router::new().route("/kantor/plm/{id}/foto", post(picture)).layer(DefaultBodyLimit::disable());
    Router::new()
        .route("/kantor/plm/{id}/notulen", post(note))
        .route("/api/v1/notes/{id}", post(hear).get(tell))
        .route("/kantor/plm/{id}/kiat", post(tip))
        .merge(pictures)
}

type Form = Posted<Vec<(String, String)>>;

fn unknown() -> Refusal {
    Refusal::invalid("", "Formulir ini memuat isian yang tidak dikenal. Muat ulang halamannya, lalu isi lagi.")
}

fn account_of(asker: &Asker) -> String {
    asker.signed_in().map(|person| person.account.clone()).unwrap_or_default()
}

/// How the meeting as a whole is named in form fields, where an item's id stands otherwise.
pub const WHOLE_NAME: &str = "seluruh";

/// The form's name of a field of an item.
pub fn field_name(field: Field, item: &str) -> String {
    format!("{}-{}", field.code(), if item == WHOLE { WHOLE_NAME } else { item })
}

/// Reads such a name.
fn named(name: &str) -> Option<(Field, &str)> {
    let (field, item) = name.split_once('-')?;
    Some((Field::of(field)?, if item == WHOLE_NAME { WHOLE } else { item }))
}

/// What was typed into a form of notes, without the fields that were left as they were shown.
fn typed(pairs: &[(String, String)]) -> Result<Vec<Typed>, Refusal> {
    let all = Pairs(pairs);
    let mut typed = Vec::new();
    for (name, value) in pairs {
        if matches!(name.as_str(), "aksi" | "isian" | "berdiri" | "samping") || name.starts_with("dari-") {
            continue;
        }
        let (field, item) = named(name).ok_or_else(unknown)?;
        let shown = all.get(&format!("dari-{name}"));
        let words = tidy(value);
        // Untouched: somebody else's newer words must not be held against this person.
        if notes::mark(&words) == shown || (shown.is_empty() && words.is_empty()) {
            continue;
        }
        typed.push(Typed {
            item: item.to_owned(),
            field: field.code().to_owned(),
            words,
            seen: vec![shown.to_owned()],
        });
    }
    Ok(typed)
}

/// `POST /kantor/plm/{id}/notulen`.
async fn note(State(app): State<App>, Path(id): Path<String>, Posted { input, page }: Form) -> Response {
    let pairs = Pairs(&input);
    let here = format!("/kantor/plm/{id}/notulen");
    let choice = match pairs.get("aksi") {
        "simpan" => None,
        "pakai" => Some(Choice::Take),
        "gabung" => Some(Choice::Join),
        "buang" => Some(Choice::Drop),
        _ => {
            let error = opened(&app, &page.asker, &id).await.err().unwrap_or_else(|| unknown().into());
            return page.refused(error).await;
        }
    };
    if let Some(choice) = choice {
        let Some((field, item)) = named(pairs.get("isian")) else { return page.refused(unknown()).await };
        let marks = (pairs.get("berdiri"), pairs.get("samping"));
        let done = notes::choose(&app, &page.asker, &id, (item, field.code()), marks, choice).await;
        return match done {
            Ok(()) => see_other(&format!("{here}?kabar=dipilih#acara-{}", anchor(item))),
            Err(error) => page.refused(error).await,
        };
    }
    let typed = match typed(&input) {
        Ok(typed) => typed,
        Err(refusal) => return page.refused(refusal).await,
    };
    let item = typed.first().map(|one| one.item.clone());
    match notes::keep(&app, &page.asker, &id, typed).await {
        Ok(kept) => {
            let findings: Vec<Finding> = kept.iter().filter_map(refused).collect();
            if !findings.is_empty() {
                return page.findings(findings).await;
            }
            let beside = kept.iter().any(|one| one.outcome == Outcome::Beside);
            let news = if beside { "samping" } else { "tersimpan" };
            see_other(&format!("{here}?kabar={news}#acara-{}", anchor(item.as_deref().unwrap_or(WHOLE))))
        }
        Err(error) => page.refused(error).await,
    }
}

/// Whose meeting it is comes before what is wrong with the form.
async fn opened(app: &App, asker: &Asker, meeting: &str) -> Result<(), Error> {
    crate::api::agenda::open(app, asker, meeting).await.map(|_| ())
}

fn anchor(item: &str) -> &str {
    if item == WHOLE { WHOLE_NAME } else { item }
}

fn refused(kept: &Kept) -> Option<Finding> {
    let field = Field::of(&kept.field).map(|field| field_name(field, &kept.item)).unwrap_or_default();
    Some(Finding::new(field, kept.refused.clone()?))
}

/// The largest message of notes, in bytes.
const LARGEST: usize = 1024 * 1024;

fn said(refusal: &Refusal) -> Response {
    let status = StatusCode::from_u16(refusal.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, Json(serde_json::json!({ "words": refusal.to_string() }))).into_response()
}

/// `POST /api/v1/notes/{id}`: `{"notes": [{item, field, words, seen: [mark]}]}`; answers what became of each.
async fn hear(State(app): State<App>, Path(id): Path<String>, request: Request) -> Response {
    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Message {
        notes: Vec<Typed>,
    }
    let asker = request.extensions().get::<Asker>().cloned().unwrap_or_default();
    if let Err(error) = opened(&app, &asker, &id).await {
        return said(&error.told(&app.world));
    }
    let bytes = axum::body::to_bytes(request.into_body(), LARGEST).await.unwrap_or_default();
    let Ok(message) = serde_json::from_slice::<Message>(&bytes) else {
        return said(&Refusal::invalid("", "Catatan ini tidak terbaca."));
    };
    let kept = async {
        let kept = notes::keep(&app, &asker, &id, message.notes).await?;
        Ok::<_, Error>((kept, restore_epoch(&app.storage).await?))
    };
    match kept.await {
        Ok((kept, epoch)) => {
            let kept: Vec<serde_json::Value> = kept
                .into_iter()
                .map(|one| {
                    let outcome = match one.outcome {
                        _ if one.refused.is_some() => "ditolak",
                        Outcome::Same | Outcome::Taken => "tersimpan",
                        Outcome::Beside => "samping",
                    };
                    serde_json::json!({ "item": one.item, "field": one.field, "mark": one.mark, "outcome": outcome, "words": one.refused })
                })
                .collect();
            Json(serde_json::json!({ "notes": kept, "restore_epoch": epoch })).into_response()
        }
        Err(error) => said(&error.told(&app.world)),
    }
}

/// `GET /api/v1/notes/{id}`: what stands, for a page that is open already.
async fn tell(State(app): State<App>, Path(id): Path<String>, request: Request) -> Response {
    let asker = request.extensions().get::<Asker>().cloned().unwrap_or_default();
    let found = async {
        let minutes = notes::open(&app, &asker, &id).await?;
        Ok::<_, Error>((minutes, restore_epoch(&app.storage).await?))
    };
    match found.await {
        Ok((minutes, epoch)) => {
            let mut stands = Vec::new();
            let mut beside = Vec::new();
            for chapter in &minutes.chapters {
                for (field, note) in &chapter.fields {
                    if let Some(note) = note {
                        stands.push(serde_json::json!({
                            "item": chapter.item, "field": field.code(), "words": note.words, "mark": note.mark,
                            "by": note.by_name, "at": note.at().clock(minutes.desk.zone),
                        }));
                    }
                }
                beside.extend(chapter.beside.iter().map(|(_, note)| note.mark.clone()));
            }
            Json(serde_json::json!({ "notes": stands, "beside": beside, "restore_epoch": epoch })).into_response()
        }
        Err(error) => said(&error.told(&app.world)),
    }
}

/// `POST /kantor/plm/{id}/kiat`.
async fn tip(State(app): State<App>, Path(id): Path<String>, Posted { input, page }: Form) -> Response {
    let fields = ["aksi", "op", "kartu", "acara", "perpustakaan", "topik", "angka", "kiat"];
    if let Err(error) = opened(&app, &page.asker, &id).await {
        return page.refused(error).await;
    }
    if input.iter().any(|(name, _)| !fields.contains(&name.as_str())) {
        return page.refused(unknown()).await;
    }
    let pairs = Pairs(&input);
    let here = format!("/kantor/plm/{id}/kiat");
    let (done, news) = match pairs.get("aksi") {
        "simpan" => {
            let op = Op::new(
                &account_of(&page.asker),
                pairs.get("op"),
                input.iter().map(|(name, value)| (name.as_str(), value.as_str())),
            );
            let text = |name: &str| pairs.get(name).to_owned();
            let tip = Tip {
                item: text("acara"),
                library: text("perpustakaan"),
                subject: text("topik"),
                indicator: text("angka"),
                words: tidy(pairs.get("kiat")),
            };
            (tips::add(&app, &page.asker, &id, tip, op).await, "tersimpan")
        }
        "hapus" => (tips::remove(&app, &page.asker, &id, pairs.get("kartu")).await, "dihapus"),
        _ => (Err(unknown().into()), ""),
    };
    match done {
        Ok(()) => see_other(&format!("{here}?kabar={news}")),
        Err(error) => page.refused(error).await,
    }
}

/// `POST /kantor/plm/{id}/foto`: new pictures, what is said of one, or one less.
async fn picture(State(app): State<App>, Path(id): Path<String>, request: Request) -> Response {
    let asker = request.extensions().get::<Asker>().cloned().unwrap_or_default();
    // Before a byte of the body is kept: is this a meeting of the person's own office?
    let meeting = opened(&app, &asker, &id).await;
    let (mut parts, body) = request.into_parts();
    let again = |parts: &axum::http::request::Parts, pairs: Vec<(String, String)>| {
        let mut parts = parts.clone();
        parts.headers.remove(axum::http::header::CONTENT_LENGTH);
        Again::new(app.clone(), asker.clone(), parts, pairs)
    };
    if let Err(error) = meeting {
        return again(&parts, Vec::new()).refused(error).await;
    }
    let most = meeting_photos::MOST_AT_ONCE;
    let too_many = format!("Paling banyak {most} foto sekali kirim. Kirim sisanya sesudah ini.");
    let read = files::read(&app, Request::from_parts(parts.clone(), body), "foto", most, &too_many).await;
    let Written { pairs, photos, findings } = match read {
        Ok(written) => written,
        Err(error) => return again(&parts, Vec::new()).refused(error).await,
    };
    parts.headers.remove(CONTENT_TYPE);
    if !findings.is_empty() {
        return again(&parts, pairs).findings(findings).await;
    }
    let fields = ["aksi", "op", "gambar", "keterangan", "kredit", "umum", "anak"];
    if pairs.iter().any(|(name, _)| !fields.contains(&name.as_str())) {
        return again(&parts, pairs).refused(unknown()).await;
    }
    let known = Pairs(&pairs);
    let words = Words {
        caption: tidy(known.get("keterangan")),
        credit: tidy(known.get("kredit")),
        public_wish: known.get("umum") == "ya",
        children: Children::of(known.get("anak")),
    };
    let (done, news) = match known.get("aksi") {
        "tambah" => {
            let files = photos.iter().map(|taken| ("foto", taken.upload_sha256.as_str()));
            let texts = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()));
            let op = Op::new(&account_of(&asker), known.get("op"), texts.chain(files));
            (meeting_photos::add(&app, &asker, &id, photos, words, op).await, "tersimpan")
        }
        "ubah" => (meeting_photos::describe(&app, &asker, &id, known.get("gambar"), words).await, "diubah"),
        "hapus" => (meeting_photos::remove(&app, &asker, &id, known.get("gambar")).await, "dihapus"),
        _ => (Err(unknown().into()), ""),
    };
    match done {
        Ok(()) => see_other(&format!("/kantor/plm/{id}/foto?kabar={news}")),
        Err(error) => again(&parts, pairs).refused(error).await,
    }
}

#[cfg(test)]
mod tests;
