//! What is kept about people, why, and how long: the one table that the nightly sweep obeys (`storage::retention`) and that the page
//! `/privasi` shows. A kind of data with a time is swept when the time is over; a test holds that each has its sweep.

/// A day, in seconds.
const DAY: i64 = 86_400;

/// One kind of data about people.
#[derive(Clone, Copy, Debug)]
pub struct Kept {
    /// A code, by which the sweep knows it.
    pub code: &'static str,
    /// What it is.
    pub what: &'static str,
    /// What it is for.
    pub why: &'static str,
    /// How long, as people say it.
    pub how_long: &'static str,
    /// Where the time comes from.
    pub source: &'static str,
    /// Seconds after which the sweep takes it; `None`: it goes with what it belongs to, or when it is asked for.
    pub seconds: Option<i64>,
}

const OURS: &str = "aturan layanan ini";
const LAW: &str = "UU 27/2022 pasal 30";

/// Seconds that a silent session is remembered: until then it says whose a late form is.
pub const SESSION: i64 = 400 * DAY;

/// Seconds that a form is kept that was sent after the session had ended.
pub const PARKED: i64 = 30 * DAY;

/// Seconds that the parts of a photo are kept whose sending stopped.
pub const PARTS: i64 = crate::domain::sync::PARTS_KEPT;

/// Every kind.
pub const TABLE: &[Kept] = &[
    Kept {
        code: "account",
        what: "Nama, nomor HP, dan tugas pengelola atau petugas",
        why: "Supaya bisa masuk, dihubungi, dan jelas siapa mengirim apa",
        how_long: "Selama akun dipakai. Nomor dan kata sandi hilang begitu akun dinonaktifkan; nama tinggal sebagai riwayat sampai diminta dihapus",
        source: OURS,
        seconds: None,
    },
    Kept {
        code: "session",
        what: "Catatan perangkat yang masuk: kapan, tanpa alamat jaringan",
        why: "Supaya tetap masuk, dan isian yang terlambat kembali ke pemiliknya",
        how_long: "400 hari sejak terakhir dipakai",
        source: OURS,
        seconds: Some(SESSION),
    },
    Kept {
        code: "one_time_code",
        what: "Sidik jari kode sekali pakai, bukan kodenya",
        why: "Supaya satu kode hanya berlaku sekali",
        how_long: "90 hari sejak dibuat; kodenya sendiri berlaku 7 hari",
        source: OURS,
        seconds: Some(90 * DAY),
    },
    Kept {
        code: "parked_form",
        what: "Isian yang terkirim sesudah sesi berakhir",
        why: "Supaya tidak perlu diketik ulang",
        how_long: "30 hari",
        source: OURS,
        seconds: Some(PARKED),
    },
    Kept {
        code: "op",
        what: "Tanda terima setiap kiriman, tanpa isinya",
        why: "Supaya kiriman yang terulang tidak dicatat dua kali",
        how_long: "400 hari",
        source: OURS,
        seconds: Some(400 * DAY),
    },
    Kept {
        code: "photo_part",
        what: "Potongan foto yang pengirimannya terhenti",
        why: "Supaya pengiriman bisa dilanjutkan",
        how_long: "90 hari tanpa kabar dari HP-nya",
        source: OURS,
        seconds: Some(PARTS),
    },
    Kept {
        code: "participant_phone",
        what: "Nomor HP peserta pertemuan",
        why: "Untuk dihubungi sebelum dan sesudah pertemuan",
        how_long: "1 tahun sejak hari pertama pertemuan; nama di daftar hadir tetap ada sampai diminta dihapus",
        source: OURS,
        seconds: Some(365 * DAY),
    },
    Kept {
        code: "invitation_words",
        what: "Catatan makanan dan pesan di jawaban undangan",
        why: "Untuk menyiapkan pertemuan",
        how_long: "90 hari sejak hari pertama pertemuan",
        source: OURS,
        seconds: Some(90 * DAY),
    },
    Kept {
        code: "story",
        what: "Cerita dampak dan foto kegiatan",
        why: "Bukti kegiatan perpustakaan; tampil untuk umum hanya dengan izin, dan untuk anak dengan izin wali",
        how_long: "Sampai izinnya ditarik atau diminta dihapus; dihapus paling lama 3 × 24 jam sesudahnya",
        source: LAW,
        seconds: None,
    },
    Kept {
        code: "consent",
        what: "Catatan izin dan penarikannya, tanpa nama",
        why: "Supaya izin bisa dibuktikan",
        how_long: "Selama layanan dipakai",
        source: LAW,
        seconds: None,
    },
    Kept {
        code: "data_request",
        what: "Nama dan nomor orang yang meminta salinan atau penghapusan",
        why: "Supaya permintaannya bisa dikerjakan",
        how_long: "Sampai permintaannya ditutup; dikerjakan paling lama dalam 3 × 24 jam",
        source: LAW,
        seconds: None,
    },
    Kept {
        code: "audit",
        what: "Jejak audit: siapa mengubah apa dan kapan, hanya nomor dan sidik jari",
        why: "Supaya perubahan bisa dipertanggungjawabkan",
        how_long: "Selama layanan dipakai",
        source: OURS,
        seconds: None,
    },
];

/// Hours within which a request about one's own data is carried out: 3 × 24 (UU 27/2022 pasal 30).
pub const REQUEST_HOURS: i64 = 72;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_says_all_and_stands_there_once() {
        for (at, kept) in TABLE.iter().enumerate() {
            assert!(![kept.what, kept.why, kept.how_long, kept.source].contains(&""), "{}", kept.code);
            assert!(TABLE[at + 1..].iter().all(|other| other.code != kept.code), "{} twice", kept.code);
            if let Some(seconds) = kept.seconds {
                let days = (seconds / DAY).to_string();
                assert!(
                    kept.how_long.contains(&days) || (days == "365" && kept.how_long.starts_with("1 tahun")),
                    "{}: the words say another time than the sweep",
                    kept.code
                );
            }
        }
    }
}
