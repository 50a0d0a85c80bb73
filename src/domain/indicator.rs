//! What is counted: the fixed indicators that the form, the KPI, the awards, the follow-ups and the map all name.

use crate::domain::moment::Month;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The item of Peraturan Perpusnas 7/2025, Pasal 15 (kinerja), that an indicator serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item {
    /// Participants in reading and literacy activities.
    Participants,
    /// Users served, on site and online.
    UsersServed,
    /// Users of information and communication technology.
    TechnologyUsers,
    /// Printed items borrowed, read in place or lent between libraries.
    PrintedItems,
    /// Accesses to digital items.
    DigitalAccesses,
    /// Programmes and activities held.
    Activities,
    /// Partnerships with others.
    Partnerships,
    /// None: the office needs it to read the others.
    Context,
}

impl Item {
    /// The item in words, for the page that explains the figures.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Participants => "peserta kegiatan literasi",
            Self::UsersServed => "pemustaka yang dilayani, di tempat dan daring",
            Self::TechnologyUsers => "pengguna layanan TIK",
            Self::PrintedItems => "bahan tercetak yang dipinjam, dibaca di tempat, atau dipinjam antarperpustakaan",
            Self::DigitalAccesses => "akses bahan digital",
            Self::Activities => "jumlah program dan kegiatan",
            Self::Partnerships => "jumlah kemitraan",
            Self::Context => "keterangan pembaca angka",
        }
    }
}

/// Where an indicator's value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The librarian types it.
    Typed,
    /// Added up from the month's activities.
    Activities,
}

/// One thing that is counted each month. All are whole counts from 0 to `max`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Indicator {
    /// Stable name in the database, in form fields and in files.
    pub code: &'static str,
    /// What people read above the field.
    pub label: &'static str,
    /// Unit, after the figure: "orang", "hari".
    pub unit: &'static str,
    /// One sentence of help under the label.
    pub hint: &'static str,
    /// Largest value that one village library can have in one month; above it is a slip of the finger.
    pub max: u32,
    /// The Pasal 15 item it serves.
    pub item: Item,
    /// Typed or added up.
    pub source: Source,
}

const fn typed(
    code: &'static str,
    label: &'static str,
    unit: &'static str,
    hint: &'static str,
    max: u32,
    item: Item,
) -> Indicator {
    Indicator { code, label, unit, hint, max, item, source: Source::Typed }
}

/// Every fixed indicator, in the form's standard order.
pub const INDICATORS: [Indicator; 12] = [
    typed("hari_buka", "Hari buka", "hari", "Berapa hari perpustakaan buka pada bulan ini.", 31, Item::Context),
    typed(
        "pengunjung",
        "Pengunjung",
        "orang",
        "Semua orang yang datang dan dilayani di perpustakaan, termasuk anak-anak.",
        50_000,
        Item::UsersServed,
    ),
    typed(
        "anak",
        "Pengunjung anak",
        "orang",
        "Berapa dari pengunjung itu berumur di bawah 18 tahun.",
        50_000,
        Item::UsersServed,
    ),
    typed(
        "daring",
        "Dilayani lewat daring",
        "orang",
        "Yang dilayani lewat WhatsApp, telepon, atau media sosial.",
        50_000,
        Item::UsersServed,
    ),
    typed(
        "anggota_baru",
        "Anggota baru",
        "orang",
        "Yang mendaftar menjadi anggota pada bulan ini.",
        10_000,
        Item::Context,
    ),
    typed(
        "dipinjam",
        "Buku dipinjam",
        "buku",
        "Buku yang dibawa pulang, atau dipinjamkan ke perpustakaan lain.",
        50_000,
        Item::PrintedItems,
    ),
    typed(
        "dibaca",
        "Buku dibaca di tempat",
        "buku",
        "Buku yang dibaca di perpustakaan dan dikembalikan ke meja atau rak.",
        50_000,
        Item::PrintedItems,
    ),
    typed(
        "tik",
        "Pengguna komputer dan internet",
        "orang",
        "Yang memakai komputer, laptop, atau Wi-Fi perpustakaan.",
        50_000,
        Item::TechnologyUsers,
    ),
    typed(
        "digital",
        "Akses bahan digital",
        "kali",
        "Berapa kali buku atau video digital dibuka, misalnya lewat iPusnas atau pojok baca digital.",
        50_000,
        Item::DigitalAccesses,
    ),
    Indicator {
        code: "kegiatan",
        label: "Kegiatan",
        unit: "kegiatan",
        hint: "Dihitung dari daftar kegiatan.",
        max: 1_000,
        item: Item::Activities,
        source: Source::Activities,
    },
    Indicator {
        code: "peserta",
        label: "Peserta kegiatan",
        unit: "orang",
        hint: "Jumlah peserta dari daftar kegiatan.",
        max: 1_000_000,
        item: Item::Participants,
        source: Source::Activities,
    },
    Indicator {
        code: "mitra",
        label: "Mitra kegiatan",
        unit: "mitra",
        hint: "Mitra yang berbeda dalam daftar kegiatan.",
        max: 1_000,
        item: Item::Partnerships,
        source: Source::Activities,
    },
];

impl Indicator {
    /// The fixed indicator of that code.
    pub fn of(code: &str) -> Option<&'static Self> {
        INDICATORS.iter().find(|indicator| indicator.code == code)
    }

    /// Those that a librarian types.
    pub fn typed() -> impl Iterator<Item = &'static Self> {
        INDICATORS.iter().filter(|indicator| indicator.source == Source::Typed)
    }

    /// Largest value in that month: days open end with the month.
    pub fn max_in(&self, month: Month) -> u32 {
        if self.code == "hari_buka" { u32::from(month.days()) } else { self.max }
    }
}

/// What stands for an indicator in a report. A missing figure is no `Figure` at all, and never 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Figure {
    /// The library does not count this: "tidak dihitung".
    NotCounted,
    /// A count; 0 is a count.
    Counted(u32),
}

impl Figure {
    /// From the column `figure.value`, where null is "tidak dihitung".
    pub fn from_stored(value: Option<f64>) -> Self {
        match value {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "clamped to the range of u32 first; only whole counts are stored"
            )]
            Some(value) => Self::Counted(value.clamp(0.0, f64::from(u32::MAX)) as u32),
            None => Self::NotCounted,
        }
    }

    /// For the column `figure.value`.
    pub fn to_stored(self) -> Option<f64> {
        match self {
            Self::NotCounted => None,
            Self::Counted(value) => Some(f64::from(value)),
        }
    }

    /// The count, if it is one.
    pub const fn count(self) -> Option<u32> {
        match self {
            Self::NotCounted => None,
            Self::Counted(value) => Some(value),
        }
    }

    /// "1.234" or "tidak dihitung".
    pub fn words(self) -> String {
        match self {
            Self::NotCounted => "tidak dihitung".to_owned(),
            Self::Counted(value) => crate::domain::number::whole(i64::from(value)),
        }
    }
}

/// The figures of one report by indicator code; what is not in it is missing.
pub type Figures = BTreeMap<String, Figure>;

/// "1.234", "tidak dihitung", or "belum diisi" for what is missing.
pub fn words_of(figures: &Figures, code: &str) -> String {
    figures.get(code).map_or_else(|| "belum diisi".to_owned(), |figure| figure.words())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn codes_are_unique_and_safe_in_field_names() {
        for (i, indicator) in INDICATORS.iter().enumerate() {
            assert!(indicator.code.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'), "{}", indicator.code);
            assert!(INDICATORS[i + 1..].iter().all(|other| other.code != indicator.code));
            assert!(!indicator.label.is_empty() && !indicator.unit.is_empty() && indicator.hint.ends_with('.'));
        }
    }

    #[test]
    fn zero_missing_and_not_counted_are_three_things() {
        let figures =
            Figures::from([("daring".to_owned(), Figure::Counted(0)), ("tik".to_owned(), Figure::NotCounted)]);
        assert_eq!(words_of(&figures, "daring"), "0");
        assert_eq!(words_of(&figures, "tik"), "tidak dihitung");
        assert_eq!(words_of(&figures, "dibaca"), "belum diisi");
    }

    proptest! {
        #[test]
        fn figures_survive_the_database(value in any::<u32>()) {
            let figure = Figure::Counted(value);
            prop_assert_eq!(Figure::from_stored(figure.to_stored()), figure);
        }

        #[test]
        fn any_stored_number_is_read_without_panic(value in any::<f64>()) {
            let _ = Figure::from_stored(Some(value));
        }
    }
}
