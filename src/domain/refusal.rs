//! Every way the service says no, with the words people read.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Something wrong with one field of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The field's name in the form; empty when the whole form is meant.
    pub field: String,
    /// An Indonesian sentence that says what to do.
    pub words: String,
}

impl Finding {
    /// A finding about one field.
    pub fn new(field: impl Into<String>, words: impl Into<String>) -> Self {
        Self { field: field.into(), words: words.into() }
    }
}

/// Why a request was not carried out. The same value reaches pages, plain routes and islands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// Nobody is signed in, or the session has ended.
    SignIn,
    /// Signed in, but without the role that this needs.
    Forbidden,
    /// Not there, or of another office or library: the two are not told apart.
    NotFound,
    /// The input breaks a rule; one finding for each.
    Invalid(Vec<Finding>),
    /// The thing has changed meanwhile; the sentence says what, nothing was overwritten.
    Conflict(String),
    /// The input is larger than this service takes.
    TooLarge(String),
    /// Too much at once; try again after so many seconds.
    Busy {
        /// Seconds to wait.
        retry_after: u32,
    },
    /// This person or address tries too often; the wait ends by itself.
    Wait {
        /// Seconds to wait.
        retry_after: u32,
    },
    /// Our own failure. The code stands in the log beside the cause.
    Broken {
        /// Four base32 characters that a person can read out.
        code: String,
    },
}

impl Refusal {
    /// A refusal for one field.
    pub fn invalid(field: impl Into<String>, words: impl Into<String>) -> Self {
        Self::Invalid(vec![Finding::new(field, words)])
    }

    /// The HTTP status that goes with it.
    pub const fn status(&self) -> u16 {
        match self {
            Self::SignIn => 401,
            Self::Forbidden => 403,
            Self::NotFound => 404,
            Self::Invalid(_) => 422,
            Self::Conflict(_) => 409,
            Self::TooLarge(_) => 413,
            Self::Busy { .. } => 503,
            Self::Wait { .. } => 429,
            Self::Broken { .. } => 500,
        }
    }

    /// The headline of the page that says it.
    pub const fn title(&self) -> &'static str {
        match self {
            Self::SignIn => "Silakan masuk dulu",
            Self::Forbidden => "Halaman ini bukan untuk akun Anda",
            Self::NotFound => "Halaman tidak ditemukan",
            Self::Invalid(_) => "Ada isian yang perlu diperbaiki",
            Self::Conflict(_) => "Isinya sudah berubah",
            Self::TooLarge(_) => "Terlalu besar",
            Self::Busy { .. } => "Sedang ramai",
            Self::Wait { .. } => "Tunggu sebentar",
            Self::Broken { .. } => "Ada gangguan di pihak kami",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SignIn => f.write_str("Sesi Anda sudah berakhir atau Anda belum masuk."),
            Self::Forbidden => {
                f.write_str("Akun Anda tidak punya tugas di halaman ini. Hubungi dinas bila ini keliru.")
            }
            Self::NotFound => {
                f.write_str("Yang Anda cari tidak ada di sini. Mungkin alamatnya berubah atau salah ketik.")
            }
            Self::Invalid(findings) => {
                for (i, finding) in findings.iter().enumerate() {
                    if i > 0 {
                        f.write_str(" ")?;
                    }
                    f.write_str(&finding.words)?;
                }
                Ok(())
            }
            Self::Conflict(words) | Self::TooLarge(words) => f.write_str(words),
            Self::Busy { retry_after } => {
                write!(f, "Layanan sedang ramai. Coba lagi {retry_after} detik lagi; isian Anda tidak hilang.")
            }
            Self::Wait { retry_after } => {
                write!(f, "Sudah terlalu sering dicoba. Tunggu {}, lalu coba lagi.", waiting(*retry_after))
            }
            Self::Broken { code } => {
                write!(
                    f,
                    "Maaf, permintaan ini gagal di pihak kami. Coba lagi; bila terulang, sebutkan kode {code} kepada dinas."
                )
            }
        }
    }
}

impl std::error::Error for Refusal {}

/// "40 detik", "3 menit": rounded up, so that whoever waits that long has waited long enough.
fn waiting(seconds: u32) -> String {
    if seconds <= 90 { format!("{seconds} detik") } else { format!("{} menit", seconds.div_ceil(60)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_several_findings_stand_side_by_side() {
        let refusal = Refusal::Invalid(vec![Finding::new("a", "Isi nama."), Finding::new("b", "Isi bulan.")]);
        assert_eq!(refusal.to_string(), "Isi nama. Isi bulan.");
        assert_eq!(refusal.status(), 422);
    }
}
