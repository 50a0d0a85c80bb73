//! LAPOR-SYNC/1: what a phone and the server say to each other about reports and photos, and the rules both keep. The routes are
//! plain and versioned, because a queue on a phone outlives builds.

pub mod answer;

#[cfg(test)]
pub use answer::{Class, class_of};
pub use answer::{Code, ErrorAnswer};

use crate::domain::form::Definition;
use crate::domain::indicator::Figures;
use crate::domain::moment::{Date, Moment, Month, Zone};
use crate::domain::photo::{MAX_BYTES, MAX_PHOTOS};
use crate::domain::refusal::Finding;
use crate::domain::report::draft::{Draft, PairsFault};
use serde::{Deserialize, Serialize};

/// The newest shape of a body that this program understands.
pub const SCHEMA: u32 = 1;
/// The oldest shape that is still taken in. A shape stays readable for 18 months after the last build that made it, so what was
/// queued is not refused for being old; `phones/tests/recorded` holds a body of each, sent again by a test.
pub const OLDEST_SCHEMA: u32 = 1;
/// The largest report or draft, in bytes; a full report is a tenth of it.
pub const LARGEST_BODY: usize = 512 * 1024;
/// The largest part of a photo in one request, in bytes.
pub const LARGEST_CHUNK: usize = 1024 * 1024;
/// Seconds that the parts of an unfinished photo are kept after the phone last spoke of it.
pub const PARTS_KEPT: i64 = 90 * 86_400;
/// Seconds before the month's end from which a phone's word about when the librarian finished can be true.
const FINISHED_BEFORE_END: i64 = 31 * 86_400;

/// What the person meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Intent {
    /// Send the report.
    #[default]
    Submit,
    /// Send "nihil".
    Nihil,
}

/// A photo as the phone names it beside the text, before or after its bytes arrive.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NamedPhoto {
    /// Made by the phone (a UUID), or the server's for a photo that came another way.
    pub id: String,
    /// SHA-256 (hex) of the exact bytes that the phone sends.
    pub sha256: String,
    /// How many bytes.
    pub bytes: u64,
    /// The activity's id.
    pub activity: String,
    /// Words under it.
    pub caption: String,
    /// "Boleh tampil untuk umum."
    pub public: bool,
    /// A code of [`crate::domain::photo::Children`].
    pub children: String,
}

/// What the phone says about itself; for diagnosis and for grace given by a person, never used by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Client {
    /// When the librarian finished, unix seconds by the phone's clock.
    pub finalized_at: i64,
    /// The phone's clock when the body was made.
    pub now: i64,
    /// A random name of the device.
    pub device: String,
}

/// The body of `PUT /api/v1/reports/..` and, without the intent, of `PATCH /api/v1/drafts/..`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Submission {
    /// The body's shape.
    pub schema: u32,
    /// What is meant.
    pub op: Intent,
    /// The account in whose name it was typed.
    pub account: String,
    /// The form that it was filled in on; missing: the one in force.
    pub form: Option<i64>,
    /// The form as typed.
    pub draft: Draft,
    /// Why nothing happened.
    pub nihil_reason: String,
    /// Photos that belong to it. Naming adds and describes; it takes none away.
    pub photos: Vec<NamedPhoto>,
    /// Ids of photos that the person took out.
    pub removed: Vec<String>,
    /// The phone's own words.
    pub client: Client,
}

/// Why a body is not carried out at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BodyFault {
    /// Not JSON of this shape.
    Unreadable,
    /// Made by a newer app than this server: it waits until the server is newer too.
    Newer,
    /// Made by an app so old that nothing lifts its shape any more; the phone keeps it and asks the person.
    Older,
    /// More blocks or photos than one report holds, or a field that no form has.
    Fields(PairsFault),
    /// A photo's name that no app makes.
    Photo(String),
}

impl BodyFault {
    /// What people read.
    pub fn words(&self) -> String {
        match self {
            Self::Unreadable => {
                "Isi kiriman ini tidak terbaca. Simpan sebagai berkas, lalu serahkan kepada dinas.".to_owned()
            }
            Self::Newer => {
                "Kiriman ini dibuat aplikasi yang lebih baru daripada layanan. Tunggu; HP mencoba lagi sendiri."
                    .to_owned()
            }
            Self::Older => {
                "Aplikasi di HP ini terlalu lama untuk layanan sekarang. Isinya tetap aman di HP ini. Buka halaman Laporan saya saat ada sinyal agar aplikasinya diperbarui, lalu kirim lagi; atau simpan sebagai berkas, lalu serahkan kepada dinas."
                    .to_owned()
            }
            Self::Fields(fault) => fault.words(),
            Self::Photo(_) => {
                "Keterangan salah satu foto tidak terbaca. Hapus fotonya, lalu tambahkan lagi.".to_owned()
            }
        }
    }
}

impl Submission {
    /// Reads a body of any shape that is still taken in. What it holds afterwards is what the form without scripts could have sent.
    pub fn read(body: &[u8]) -> Result<Self, BodyFault> {
        #[derive(Deserialize)]
        struct Shape {
            schema: u32,
        }
        let shape: Shape = serde_json::from_slice(body).map_err(|_| BodyFault::Unreadable)?;
        if shape.schema > SCHEMA {
            return Err(BodyFault::Newer);
        }
        if shape.schema < OLDEST_SCHEMA {
            return Err(BodyFault::Older);
        }
        // Older shapes are lifted here, one step for each number, once there is a second one.
        let mut read: Self = serde_json::from_slice(body).map_err(|_| BodyFault::Unreadable)?;
        read.draft = read.draft.cleaned().map_err(BodyFault::Fields)?;
        if read.photos.len() > MAX_PHOTOS {
            return Err(BodyFault::Fields(PairsFault::TooMany));
        }
        for photo in &mut read.photos {
            photo.sha256.make_ascii_lowercase();
            photo.caption = photo.caption.chars().filter(|c| !c.is_control()).take(300).collect();
            if !is_id(&photo.id) || !is_id(&photo.activity) || !(photo.sha256.is_empty() || is_sha256(&photo.sha256)) {
                return Err(BodyFault::Photo(photo.id.chars().take(40).collect()));
            }
        }
        Ok(read)
    }
}

/// An id as phones and the server make them.
pub fn is_id(text: &str) -> bool {
    !text.is_empty() && text.len() <= 40 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

/// 64 hex digits in lower case.
pub fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

/// The answer to a report that was taken in. The phone keeps it for ever and believes it only when the hash is its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_field_names, reason = "the names of the wire")]
pub struct Receipt {
    /// LK-2026-10-0001.
    pub receipt: String,
    /// The report's id.
    pub report: String,
    /// The report's version now.
    pub version: i64,
    /// Which sending: more than 1 is a correction.
    pub revision: i64,
    /// SHA-256 (hex) of the body that was taken in.
    pub payload_sha256: String,
    /// When, unix seconds by the server's clock: punctuality counts from here.
    pub received_at: i64,
    /// "tepat waktu" or "terlambat".
    pub punctuality: String,
    /// Photos whose bytes are still awaited.
    pub missing: Vec<String>,
    /// What a newer form than the report's would ask; nothing that holds it back.
    pub findings: Vec<Finding>,
}

/// A photo as the server knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownPhoto {
    /// Its id.
    pub id: String,
    /// SHA-256 (hex) of what the phone sends or sent.
    pub sha256: String,
    /// How many bytes.
    pub bytes: u64,
    /// The activity's id.
    pub activity: String,
    /// Words under it.
    pub caption: String,
    /// "Boleh tampil untuk umum."
    pub public: bool,
    /// The answer about children.
    pub children: String,
    /// missing | received | stored | unreadable | erased. Only at `stored` (and `unreadable`, `erased`) may the phone let go of it.
    pub state: String,
    /// Where it can be seen, once it is stored.
    pub url: Option<String>,
}

/// One decision of the office.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownReview {
    /// The revision that was read.
    pub revision: i64,
    /// "returned" or "approved".
    pub verdict: String,
    /// What the office said.
    pub comment: String,
    /// Remarks on single fields, by the form's names.
    pub remarks: Vec<Finding>,
    /// Who.
    pub by: String,
    /// When, unix seconds.
    pub at: i64,
}

/// A library as the offline form names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownLibrary {
    /// Its id.
    pub id: String,
    /// Its name in addresses.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// desa | kelurahan | tbm.
    pub kind: String,
}

/// The form's definition and number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownForm {
    /// 0: the standard form.
    pub number: i64,
    /// Order, hidden figures, hints, the office's own questions.
    pub definition: Definition,
}

/// `GET /api/v1/drafts/..`: everything that the form needs without a network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Desk {
    /// The account that asks.
    pub account: String,
    /// The library.
    pub library: KnownLibrary,
    /// 2026-10.
    pub month: String,
    /// The report's version; 0: nothing is known of it.
    pub version: i64,
    /// `draf`, `terkirim`, `perlu_diperbaiki` or `disetujui`.
    pub status: String,
    /// Newest sent content; 0: never sent.
    pub revision: i64,
    /// LK-2026-10-0001, once it was sent.
    pub reference: Option<String>,
    /// What is typed: the draft, else the content to be corrected, else nothing.
    pub draft: Draft,
    /// The photos of the draft.
    pub photos: Vec<KnownPhoto>,
    /// What the office said, newest first.
    pub reviews: Vec<KnownReview>,
    /// The form.
    pub form: KnownForm,
    /// The figures of the month before.
    pub before: Figures,
    /// The figures of the same month a year before.
    pub year_ago: Figures,
    /// Each figure over the twelve months up to the one before.
    pub year: Figures,
    /// The draft once more, as the form's pairs.
    #[serde(default)]
    pub pairs: Vec<(String, String)>,
    /// Last month's activities, ready to be written again, as the form's pairs.
    #[serde(default)]
    pub previous: Vec<(String, String)>,
    /// Partners of earlier activities, the most frequent first.
    #[serde(default)]
    pub partners: Vec<String>,
    /// When the report is awaited.
    pub due: Date,
    /// Today in the office's zone.
    pub today: Date,
    /// Why this month cannot be reported, if so.
    pub closed: Option<String>,
}

/// `GET /api/v1/reports/..`: where a sent report stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// The report's id.
    pub report: String,
    /// LK-2026-10-0001, once it was sent.
    pub reference: Option<String>,
    /// The report's version.
    pub version: i64,
    /// `draf`, `terkirim`, `perlu_diperbaiki` or `disetujui`.
    pub status: String,
    /// Newest sent content; 0: never sent.
    pub revision: i64,
    /// When the newest revision arrived, unix seconds.
    pub received_at: Option<i64>,
    /// "tepat waktu", "terlambat" or "belum lapor".
    pub punctuality: String,
    /// The photos of the newest revision (of the draft before the first sending).
    pub photos: Vec<KnownPhoto>,
    /// Photos whose bytes are still awaited.
    pub missing: Vec<String>,
    /// What the office said, newest first.
    pub reviews: Vec<KnownReview>,
}

/// A library that the signed-in person reports for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnLibrary {
    /// Its name in addresses.
    pub slug: String,
    /// Its name.
    pub name: String,
}

/// `GET /api/v1/status`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceStatus {
    /// Grows by one when the database was restored from a backup: then phones offer again what they sent.
    pub restore_epoch: i64,
    /// The id of the built files.
    pub build: String,
    /// The oldest build that may go on; empty: any.
    pub min_build: String,
    /// The server's clock, unix seconds.
    pub now: i64,
    /// Who is signed in.
    pub account: Option<String>,
    /// The libraries that this person reports for.
    pub libraries: Vec<OwnLibrary>,
}

/// The body of `PUT /api/v1/photos/{id}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// How many bytes will come.
    pub bytes: u64,
    /// Their SHA-256, hex.
    pub sha256: String,
    /// The activity's id.
    #[serde(default)]
    pub activity: String,
}

/// One report in a saved queue.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct QueuedReport {
    /// The intent's id.
    pub op_id: String,
    /// The library's slug or id.
    pub library: String,
    /// 2026-10.
    pub month: String,
    /// SHA-256 (hex) of the body.
    pub payload_sha256: String,
    /// The very text that the phone would send.
    pub body: String,
    /// The version that it was written on; missing: whatever there is, as long as nothing was sent.
    pub base_version: Option<i64>,
    /// When it was put into the queue, unix seconds by the phone's clock.
    pub made_at: i64,
}

/// One photo in a saved queue.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct QueuedPhoto {
    /// Its id.
    pub id: String,
    /// SHA-256 (hex) of its bytes.
    pub sha256: String,
    /// Its bytes, base64.
    #[serde(alias = "data")]
    pub base64: String,
}

/// A queue that a phone saved as a file, to be handed in by a planner.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct QueueFile {
    /// The file's shape.
    pub schema: u32,
    /// Reports, oldest first.
    pub ops: Vec<QueuedReport>,
    /// Photos.
    pub photos: Vec<QueuedPhoto>,
}

/// What became of one entry of a queue file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueResult {
    /// "report" or "photo".
    pub what: String,
    /// The intent's or the photo's id.
    pub id: String,
    /// The library and month, for people; empty for a photo.
    pub name: String,
    /// It is stored now (or was already).
    pub ok: bool,
    /// "stored", "again", or the code of the refusal.
    pub code: String,
    /// What people read.
    pub words: String,
    /// The receipt of a report.
    pub receipt: Option<Receipt>,
}

/// Does a change written on version `base` fit on the stored version? An equal one does. A phone that knows a *later* version than
/// the server can only have got it from the server itself, before a restore from a backup: nothing that the phone has not seen is
/// overwritten, so it fits too, and the report goes on from the phone's number. A number that no server can have reached is nobody's
/// knowledge: going on from it would leave no versions for the changes that follow.
pub const fn fits(stored: i64, base: i64) -> bool {
    base >= stored && (base == stored || base <= LAST_VERSION)
}

/// The largest version that a phone may bring along: a change every second for thirty years. This program's choice.
pub const LAST_VERSION: i64 = 1_000_000_000;

/// When the librarian finished, as far as the phone can be believed. `claimed` and `phone_now` are of the phone's clock, `now` of
/// the server's; where both of the phone's are known its error falls out. Nothing before the month's last 31 days, and nothing
/// later than now, is stored.
pub fn finalized(claimed: i64, phone_now: Option<i64>, now: Moment, month: Month, zone: Zone) -> Option<Moment> {
    if claimed <= 0 {
        return None;
    }
    let at = match phone_now {
        Some(phone_now) => now.0.saturating_sub(phone_now.saturating_sub(claimed).max(0)),
        None => claimed.min(now.0),
    };
    let end = month.plus(1).first().start(zone).0;
    (at >= end - FINISHED_BEFORE_END).then_some(Moment(at))
}

/// May a photo of this size be sent at all?
pub const fn photo_fits(bytes: u64) -> bool {
    bytes > 0 && bytes <= MAX_BYTES
}

#[cfg(test)]
mod tests;
