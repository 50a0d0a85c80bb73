//! Every way a phone is told no, and what it does then.

use super::{KnownPhoto, KnownReview};
use crate::domain::refusal::Finding;
use crate::domain::report::draft::Draft;
use serde::{Deserialize, Serialize};

/// Why a phone's request was not carried out. There is no `in_progress`: a second request with the same intent waits for the first
/// one's transaction and gets its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// Nobody is signed in.
    SignIn,
    /// Somebody else is signed in than the one who wrote it.
    OtherAccount,
    /// Not allowed to this person.
    Refused,
    /// Not there, or somebody else's.
    NotFound,
    /// This month cannot be reported (not yet, not any more, or never).
    PeriodLocked,
    /// The report changed since; what is stored comes along.
    Changed,
    /// A rule is broken.
    Invalid,
    /// The intent's id was used for something else.
    OpReused,
    /// The bytes do not have the hash that they should.
    Checksum,
    /// A part of a photo begins elsewhere than the server expects.
    Offset,
    /// Too large.
    TooLarge,
    /// Erased on request: it is not wanted any more.
    Gone,
    /// Too much at once.
    Busy,
    /// Too often.
    Wait,
    /// Made by a newer app than this server.
    Newer,
    /// The server cannot store anything now.
    Unavailable,
}

/// What a phone does with an answer that is not a receipt; `public/queue.js` keeps the same rules.
#[cfg(test)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Try again later, for ever: "Menunggu jaringan".
    Retry,
    /// Nothing goes out until the person has signed in again: "Perlu masuk lagi".
    SignIn,
    /// The person has to look at it: "Perlu Anda periksa".
    Ask,
    /// It will not be taken in; the text is kept and can be saved as a file: "Ditolak".
    Stop,
}

impl Code {
    /// Every code.
    #[cfg(test)]
    pub const ALL: [Self; 16] = [
        Self::SignIn,
        Self::OtherAccount,
        Self::Refused,
        Self::NotFound,
        Self::PeriodLocked,
        Self::Changed,
        Self::Invalid,
        Self::OpReused,
        Self::Checksum,
        Self::Offset,
        Self::TooLarge,
        Self::Gone,
        Self::Busy,
        Self::Wait,
        Self::Newer,
        Self::Unavailable,
    ];

    /// As it stands in the answer.
    pub const fn code(self) -> &'static str {
        match self {
            Self::SignIn => "sign_in",
            Self::OtherAccount => "other_account",
            Self::Refused => "refused",
            Self::NotFound => "not_found",
            Self::PeriodLocked => "period_locked",
            Self::Changed => "changed",
            Self::Invalid => "invalid",
            Self::OpReused => "op_reused",
            Self::Checksum => "checksum",
            Self::Offset => "offset",
            Self::TooLarge => "too_large",
            Self::Gone => "gone",
            Self::Busy => "busy",
            Self::Wait => "wait",
            Self::Newer => "newer",
            Self::Unavailable => "unavailable",
        }
    }

    /// The status that goes with it.
    pub const fn status(self) -> u16 {
        match self {
            Self::SignIn | Self::OtherAccount => 401,
            Self::Refused => 403,
            Self::NotFound => 404,
            Self::PeriodLocked | Self::Offset => 409,
            Self::Gone => 410,
            Self::Changed => 412,
            Self::TooLarge => 413,
            Self::Invalid | Self::OpReused => 422,
            Self::Wait => 429,
            Self::Checksum => 460,
            Self::Busy | Self::Newer | Self::Unavailable => 503,
        }
    }

    /// What the phone does.
    #[cfg(test)]
    pub const fn class(self) -> Class {
        match self {
            Self::SignIn | Self::OtherAccount => Class::SignIn,
            Self::Refused | Self::NotFound | Self::Gone | Self::TooLarge => Class::Stop,
            Self::PeriodLocked | Self::Changed | Self::Invalid | Self::OpReused => Class::Ask,
            Self::Checksum | Self::Offset | Self::Busy | Self::Wait | Self::Newer | Self::Unavailable => Class::Retry,
        }
    }

    /// Seconds after which another try makes sense, where the server knows.
    pub const fn retry_after(self) -> Option<u32> {
        match self {
            Self::Busy => Some(5),
            Self::Wait => Some(60),
            Self::Newer => Some(300),
            Self::Unavailable => Some(30),
            _ => None,
        }
    }

    /// What people read, when the server has nothing closer to say.
    pub const fn words(self) -> &'static str {
        match self {
            Self::SignIn => "Sesi Anda sudah berakhir. Masuk lagi; laporan Anda aman di HP ini.",
            Self::OtherAccount => {
                "Laporan ini ditulis dengan akun lain. Masuk dengan akun itu untuk mengirimnya; isinya aman di HP ini."
            }
            Self::Refused => {
                "Akun Anda tidak bertugas di sini. Hubungi dinas bila ini keliru; isinya tetap ada di HP ini."
            }
            Self::NotFound => {
                "Tidak ditemukan, atau bukan lagi tugas akun Anda. Hubungi dinas bila ini keliru; isinya tetap ada di HP ini."
            }
            Self::PeriodLocked => {
                "Bulan ini sudah ditutup dinas. Isinya aman di HP ini; mintalah perpanjangan kepada dinas."
            }
            Self::Changed => {
                "Laporan ini berubah di tempat lain sejak Anda membukanya. Periksa bedanya, lalu kirim lagi."
            }
            Self::Invalid => "Ada isian yang perlu diperbaiki sebelum laporan bisa dikirim.",
            Self::OpReused => "Kiriman ini pernah dipakai untuk isi yang lain. Periksa isinya, lalu kirim lagi.",
            Self::Checksum => "Data berubah di jalan. HP mencoba lagi sendiri.",
            Self::Offset => "Bagian foto ini sudah diterima. HP melanjutkan dari bagian berikutnya.",
            Self::TooLarge => "Kiriman ini terlalu besar.",
            Self::Gone => "Foto ini sudah dihapus atas permintaan.",
            Self::Busy => "Layanan sedang ramai. HP mencoba lagi sendiri.",
            Self::Wait => "Terlalu sering dicoba. HP mencoba lagi sendiri.",
            Self::Newer => "Layanan sedang diperbarui. HP mencoba lagi sendiri.",
            Self::Unavailable => "Layanan belum bisa menyimpan. Isinya aman di HP ini, dan HP mencoba lagi sendiri.",
        }
    }
}

/// What a phone does with a status whose code it may not know. Anything unknown is tried again.
#[cfg(test)]
pub const fn class_of(status: u16) -> Class {
    match status {
        401 => Class::SignIn,
        412 | 422 => Class::Ask,
        403 | 404 | 410 | 413 => Class::Stop,
        _ => Class::Retry,
    }
}

/// The JSON of every answer that is no success.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorAnswer {
    /// See [`Code`].
    pub code: String,
    /// An Indonesian sentence.
    pub words: String,
    /// What is wrong with which field.
    #[serde(default)]
    pub findings: Vec<Finding>,
    /// The report's version as stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
    /// What is stored of it, as the form's pairs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pairs: Option<Vec<(String, String)>>,
    /// What is stored of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draft: Option<Draft>,
    /// Its status as stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// What the office said, newest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reviews: Vec<KnownReview>,
    /// The photos of the stored draft.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<KnownPhoto>,
    /// Where the next part of a photo begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offset: Option<u64>,
}
