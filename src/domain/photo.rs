//! What a photo must be to be taken in, and when the public may see it.

use crate::domain::number::whole;

/// Most bytes of one photo as the phone sends it: 12 MB.
pub const MAX_BYTES: u64 = 12_000_000;
/// Longest side in pixels.
pub const MAX_SIDE: u32 = 12_000;
/// Most pixels in all: 50 million.
pub const MAX_PIXELS: u64 = 50_000_000;
/// Most photos of one report.
pub const MAX_PHOTOS: usize = 30;

/// The kinds of picture that are taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// WebP.
    Webp,
}

/// Why a file is not taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Nothing in it.
    Empty,
    /// More than [`MAX_BYTES`].
    TooManyBytes,
    /// An iPhone's HEIC or HEIF.
    Heic,
    /// Something else than JPEG, PNG or WebP, whatever its name says.
    NotAPicture,
    /// More pixels than [`MAX_SIDE`] or [`MAX_PIXELS`].
    TooManyPixels {
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
    },
    /// Begins like a picture but cannot be read to the end.
    Damaged,
    /// The report has [`MAX_PHOTOS`] already.
    TooMany,
}

impl Trouble {
    /// The sentence for the person who chose the file; `name` is the file's name as the phone gave it, shortened.
    pub fn words(self, name: &str) -> String {
        let name: String = name.chars().filter(|c| !c.is_control()).take(60).collect();
        let name = if name.trim().is_empty() { "Foto ini".to_owned() } else { format!("Foto \u{201c}{name}\u{201d}") };
        match self {
            Self::Empty => format!("{name} kosong. Pilih lagi fotonya."),
            Self::TooManyBytes => format!(
                "{name} lebih besar dari 12 MB. Kirim lewat WhatsApp ke diri sendiri dulu agar mengecil, lalu pilih hasilnya."
            ),
            Self::Heic => format!(
                "{name} berjenis HEIC dari iPhone, yang belum bisa dibaca. Ubah dulu ke JPEG, atau kirim tangkapan layarnya."
            ),
            Self::NotAPicture => format!("{name} bukan foto JPEG, PNG, atau WebP. Pilih berkas foto."),
            Self::TooManyPixels { width, height } => format!(
                "{name} berukuran {} x {} piksel, terlalu besar untuk dibuka. Perkecil dulu, paling besar 12.000 piksel tiap sisi dan 50 juta piksel seluruhnya.",
                whole(i64::from(width)),
                whole(i64::from(height))
            ),
            Self::Damaged => {
                format!("{name} tidak terbaca, mungkin rusak saat disimpan. Ambil atau pilih lagi fotonya.")
            }
            Self::TooMany => format!(
                "{name} tidak disimpan: satu laporan memuat paling banyak {MAX_PHOTOS} foto. Hapus foto lain dulu."
            ),
        }
    }
}

/// The kind of a file by its first bytes; the name and the type that the browser claims are not asked.
pub fn sniff(head: &[u8]) -> Result<Kind, Trouble> {
    if head.is_empty() {
        return Err(Trouble::Empty);
    }
    if head.starts_with(&[0xff, 0xd8, 0xff]) {
        return Ok(Kind::Jpeg);
    }
    if head.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Ok(Kind::Png);
    }
    if head.len() >= 12 && head.starts_with(b"RIFF") && &head[8..12] == b"WEBP" {
        return Ok(Kind::Webp);
    }
    if head.len() >= 12
        && &head[4..8] == b"ftyp"
        && matches!(&head[8..12], b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx" | b"mif1" | b"msf1")
    {
        return Err(Trouble::Heic);
    }
    Err(Trouble::NotAPicture)
}

/// May a picture of this size be decoded? Sides in pixels, from the header.
pub fn fits(width: u32, height: u32) -> Result<(), Trouble> {
    if width == 0 || height == 0 {
        return Err(Trouble::Damaged);
    }
    if width > MAX_SIDE || height > MAX_SIDE || u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(Trouble::TooManyPixels { width, height });
    }
    Ok(())
}

/// What the librarian answers about children in a photo (UU 27/2022: data anak needs a guardian's consent).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Children {
    /// Not answered yet.
    #[default]
    Unanswered,
    /// "Tidak ada anak yang dikenali."
    Nobody,
    /// "Ada anak, dan walinya sudah memberi izin."
    Consent,
}

impl Children {
    /// As stored in `photo.children` and sent by the form.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unanswered => "",
            Self::Nobody => "none",
            Self::Consent => "consent",
        }
    }

    /// Reads the code; anything unknown counts as not answered.
    pub fn of(code: &str) -> Self {
        match code {
            "none" => Self::Nobody,
            "consent" => Self::Consent,
            _ => Self::Unanswered,
        }
    }

    /// What people read.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Unanswered => "belum dijawab",
            Self::Nobody => "tidak ada anak yang dikenali",
            Self::Consent => "ada anak, izin wali ada",
        }
    }
}

/// May the public see it? Only when the librarian wishes it, children are cared for, the office has confirmed the photo and the
/// approved report holds it.
pub fn is_public(wish: bool, children: Children, confirmed: bool, in_approved_report: bool) -> bool {
    wish && children != Children::Unanswered && confirmed && in_approved_report
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_first_bytes_decide() {
        assert_eq!(sniff(&[0xff, 0xd8, 0xff, 0xe1, 0]), Ok(Kind::Jpeg));
        assert_eq!(sniff(b"\x89PNG\r\n\x1a\nxxxx"), Ok(Kind::Png));
        assert_eq!(sniff(b"RIFF\0\0\0\0WEBPVP8 "), Ok(Kind::Webp));
        assert_eq!(sniff(b"\0\0\0\x18ftypheic\0\0\0\0"), Err(Trouble::Heic));
        assert_eq!(sniff(b"<!doctype html>"), Err(Trouble::NotAPicture));
        assert_eq!(sniff(b""), Err(Trouble::Empty));
    }

    #[test]
    fn sizes_are_bounded() {
        assert!(fits(8_000, 6_000).is_ok());
        assert!(fits(12_000, 4_000).is_ok());
        assert!(matches!(fits(50_000, 50_000), Err(Trouble::TooManyPixels { .. })));
        assert!(matches!(fits(12_001, 1), Err(Trouble::TooManyPixels { .. })));
        assert!(matches!(fits(8_000, 7_000), Err(Trouble::TooManyPixels { .. })));
        assert_eq!(fits(0, 5), Err(Trouble::Damaged));
    }

    #[test]
    fn a_photo_is_public_only_when_everything_agrees() {
        assert!(is_public(true, Children::Nobody, true, true));
        assert!(!is_public(true, Children::Unanswered, true, true));
        assert!(!is_public(false, Children::Nobody, true, true));
        assert!(!is_public(true, Children::Consent, false, true));
        assert!(!is_public(true, Children::Consent, true, false));
    }

    proptest! {
        #[test]
        fn any_bytes_are_sniffed_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..40), name in ".{0,80}") {
            if let Err(trouble) = sniff(&bytes) {
                prop_assert!(trouble.words(&name).ends_with('.'));
            }
        }

        #[test]
        fn what_fits_is_within_every_limit(width in any::<u32>(), height in any::<u32>()) {
            if fits(width, height).is_ok() {
                prop_assert!(width <= MAX_SIDE && height <= MAX_SIDE && u64::from(width) * u64::from(height) <= MAX_PIXELS);
            }
        }
    }
}
