//! A queue that a phone saved as a file, handed in by a planner: each entry goes the way that the phone's own request would have
//! gone, in the name of the account that wrote it.

use super::submit::carry_out;
use super::{Fault, Progress, Request, library, photos as parts};
use crate::api::App;
use crate::domain::account::{Asker, Role, SignedIn};
use crate::domain::moment::Month;
use crate::domain::refusal::Refusal;
use crate::domain::sync::{
    Code, LARGEST_BODY, LARGEST_CHUNK, QueueFile, QueueResult, QueuedPhoto, QueuedReport, SCHEMA, Submission, is_sha256,
};
use crate::storage::reports::{self, Place};
use crate::storage::{accounts, ops};

/// The largest queue file, in bytes: a few reports with all their photos.
const MOST_ENTRIES: usize = 500;

/// Takes a queue file in. What one entry says does not touch the others.
pub async fn take_in(app: &App, asker: &Asker, file: &[u8]) -> Result<Vec<QueueResult>, Fault> {
    let planner = asker.planner()?.clone();
    let file: QueueFile = serde_json::from_slice(file).map_err(|_| unreadable())?;
    if file.schema == 0 || (file.ops.is_empty() && file.photos.is_empty()) {
        return Err(unreadable());
    }
    if file.schema > SCHEMA {
        return Err(Fault::told(Code::Newer, "Berkas ini dibuat aplikasi yang lebih baru daripada layanan ini."));
    }
    if file.ops.len() + file.photos.len() > MOST_ENTRIES {
        return Err(Fault::told(Code::TooLarge, "Berkas ini memuat terlalu banyak laporan sekaligus."));
    }
    let mut results = Vec::new();
    for entry in file.ops {
        let name = entry_name(app, &planner, &entry).await;
        let id = entry.op_id.clone();
        let outcome = report(app, &planner, entry).await;
        results.push(match outcome {
            Ok((replayed, receipt)) => QueueResult {
                what: "report".to_owned(),
                id,
                name,
                ok: true,
                code: if replayed { "again" } else { "stored" }.to_owned(),
                words: if replayed {
                    "Sudah pernah diterima; tidak ada yang berubah.".to_owned()
                } else {
                    "Diterima.".to_owned()
                },
                receipt,
            },
            Err(fault) => refused("report", id, name, fault),
        });
    }
    for entry in file.photos {
        let id = entry.id.clone();
        let outcome = photo(app, &planner, entry).await;
        results.push(match outcome {
            Ok(_) => QueueResult {
                what: "photo".to_owned(),
                id,
                name: String::new(),
                ok: true,
                code: "stored".to_owned(),
                words: "Foto diterima.".to_owned(),
                receipt: None,
            },
            Err(fault) => refused("photo", id, String::new(), fault),
        });
    }
    Ok(results)
}

fn unreadable() -> Fault {
    Fault::told(
        Code::Invalid,
        "Berkas ini bukan antrean laporan. Pilih berkas .json yang disimpan dari halaman antrean di HP.",
    )
}

fn refused(what: &str, id: String, name: String, fault: Fault) -> QueueResult {
    let (code, answer) = fault.answer();
    let mut words = answer.words;
    for finding in answer.findings.iter().filter(|finding| finding.words != words).take(5).collect::<Vec<_>>() {
        words.push(' ');
        words.push_str(&finding.words);
    }
    let code = code.code().to_owned();
    QueueResult { what: what.to_owned(), id, name, ok: false, code, words, receipt: None }
}

/// "Perpustakaan Desa Natai Raya, Oktober 2026", as far as the planner may know it.
async fn entry_name(app: &App, planner: &SignedIn, entry: &QueuedReport) -> String {
    let month = Month::parse(&entry.month).map_or_else(String::new, Month::long);
    match library(app, &planner.office, &entry.library).await {
        Ok(place) => format!("{}, {month}", place.name),
        Err(_) => month,
    }
}

async fn report(
    app: &App,
    planner: &SignedIn,
    entry: QueuedReport,
) -> Result<(bool, Option<crate::domain::sync::Receipt>), Fault> {
    let edited = || {
        Fault::told(
            Code::Checksum,
            "Isi laporan ini berubah sejak disimpan dari HP, jadi tidak diterima. Minta berkas yang asli.",
        )
    };
    if entry.body.len() > LARGEST_BODY {
        return Err(Fault::of(Code::TooLarge));
    }
    if !entry.payload_sha256.eq_ignore_ascii_case(&ops::hash(entry.body.as_bytes())) {
        return Err(edited());
    }
    let place = library(app, &planner.office, &entry.library).await?;
    let month = Month::parse(&entry.month).ok_or(Refusal::NotFound)?;
    let submission = Submission::read(entry.body.as_bytes())?;
    let person = writer(app, &place, &submission.account).await?;
    let base = match entry.base_version {
        Some(base) => base,
        None => unsent_version(app, &place, month).await?,
    };
    let request = Request { op: entry.op_id, base, sha256: None, phone_now: None, body: entry.body.into_bytes() };
    let taken = carry_out(app, person, place, month, request, Some(planner.account.clone())).await?;
    Ok((taken.replayed, taken.receipt()))
}

/// A file that does not say what it was written on may begin a report, and correct nothing.
async fn unsent_version(app: &App, place: &Place, month: Month) -> Result<i64, Fault> {
    let head = reports::of_month(&app.storage, &place.office, &place.library, month).await?;
    Ok(head.filter(|head| head.revision == 0).map_or(0, |head| head.version))
}

/// The librarian in whose name an entry was written: an account of the office that reports for this library now.
async fn writer(app: &App, place: &Place, account: &str) -> Result<SignedIn, Fault> {
    let stranger = || {
        Fault::told(
            Code::Refused,
            "Laporan ini ditulis dengan akun yang tidak (atau tidak lagi) bertugas di perpustakaan ini.",
        )
    };
    let name = accounts::librarian_name(&app.storage, &place.office, &place.library, account).await?;
    let name = name.ok_or_else(stranger)?;
    let roles = vec![Role::Librarian { library: place.library.clone() }];
    Ok(SignedIn { account: account.to_owned(), office: place.office.clone(), name, roles })
}

async fn photo(app: &App, planner: &SignedIn, entry: QueuedPhoto) -> Result<Progress, Fault> {
    let edited = || {
        Fault::told(
            Code::Checksum,
            "Foto ini berubah sejak disimpan dari HP, jadi tidak diterima. Minta berkas yang asli.",
        )
    };
    let bytes = data_encoding::BASE64.decode(entry.base64.as_bytes()).map_err(|_| edited())?;
    let sha256 = entry.sha256.to_ascii_lowercase();
    if !is_sha256(&sha256) || ops::hash(&bytes) != sha256 {
        return Err(edited());
    }
    let part = crate::storage::photos::part(&app.storage, &planner.office, &entry.id).await?;
    let unknown = || Fault::told(Code::NotFound, "Foto ini tidak disebut dalam laporan mana pun yang sudah diterima.");
    let part = part.ok_or_else(unknown)?;
    if part.upload_sha256 != sha256 {
        return Err(edited());
    }
    // As the people of its library would send it, from where they have come.
    let roles = vec![Role::Librarian { library: part.library.clone() }];
    let hand = Asker::SignedIn(SignedIn { roles, ..planner.clone() });
    let mut now = parts::progress(app, &hand, &entry.id).await?;
    while now.whole.is_none() {
        let from = usize::try_from(now.offset).unwrap_or(usize::MAX).min(bytes.len());
        let to = bytes.len().min(from + LARGEST_CHUNK);
        let piece = &bytes[from..to];
        now = parts::append(app, &hand, &entry.id, now.offset, &ops::hash(piece), piece).await?;
        if piece.is_empty() {
            break;
        }
    }
    Ok(now)
}
