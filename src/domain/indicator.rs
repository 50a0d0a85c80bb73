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
    /// Kinds of service on offer.
    Services,
    /// Written policies and guides.
    Policies,
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
            Self::Services => "jumlah jenis layanan",
            Self::Policies => "jumlah kebijakan dan panduan tertulis",
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

/// How often an indicator is asked, and how it is read over a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rhythm {
    /// Every month; a year is the sum.
    Monthly,
    /// Once a year, in January or the office's month; a year is the newest answer.
    Yearly,
}

/// A way in which the visitors are split. Where every part is given, the parts make the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Split {
    /// By sex.
    Sex,
    /// By age group.
    Age,
}

impl Split {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Sex, Self::Age];
    /// The indicator that is split.
    pub const WHOLE: &'static str = "pengunjung";

    /// Its parts, in the form's order.
    pub fn parts(self) -> impl Iterator<Item = &'static Indicator> {
        INDICATORS.iter().filter(move |indicator| indicator.split == Some(self))
    }

    /// What people read: "menurut umur".
    pub const fn words(self) -> &'static str {
        match self {
            Self::Sex => "menurut jenis kelamin",
            Self::Age => "menurut umur",
        }
    }
}

/// One thing that is counted. All are whole counts from 0 to `max`.
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
    /// Monthly or yearly.
    pub rhythm: Rhythm,
    /// Must it be there before sending? (A count, or "tidak dihitung".) Only a few must.
    pub needed: bool,
    /// The split of the visitors of which it is a part.
    pub split: Option<Split>,
}

const fn typed(
    code: &'static str,
    label: &'static str,
    unit: &'static str,
    hint: &'static str,
    max: u32,
    item: Item,
) -> Indicator {
    let (source, rhythm) = (Source::Typed, Rhythm::Monthly);
    Indicator { code, label, unit, hint, max, item, source, rhythm, needed: false, split: None }
}

impl Indicator {
    const fn needed(self) -> Self {
        Self { needed: true, ..self }
    }

    const fn part(self, split: Split) -> Self {
        Self { split: Some(split), ..self }
    }

    const fn yearly(self) -> Self {
        Self { rhythm: Rhythm::Yearly, ..self }
    }

    const fn added_up(self) -> Self {
        Self { source: Source::Activities, ..self }
    }
}

/// Every fixed indicator, in the form's standard order. An office may hide or add, never redefine.
pub const INDICATORS: [Indicator; 20] = [
    typed("hari_buka", "Hari buka", "hari", "Berapa hari perpustakaan buka pada bulan ini.", 31, Item::Context).needed(),
    typed(
        "pengunjung",
        "Pengunjung",
        "orang",
        "Semua orang yang datang dan dilayani di perpustakaan, termasuk anak-anak.",
        50_000,
        Item::UsersServed,
    )
    .needed(),
    typed("perempuan", "Pengunjung perempuan", "orang", "Berapa dari pengunjung itu perempuan.", 50_000, Item::UsersServed)
        .part(Split::Sex),
    typed("laki_laki", "Pengunjung laki-laki", "orang", "Berapa dari pengunjung itu laki-laki.", 50_000, Item::UsersServed)
        .part(Split::Sex),
    typed(
        "anak",
        "Pengunjung anak",
        "orang",
        "Berapa dari pengunjung itu berumur di bawah 18 tahun.",
        50_000,
        Item::UsersServed,
    )
    .part(Split::Age),
    typed(
        "dewasa",
        "Pengunjung dewasa",
        "orang",
        "Berapa dari pengunjung itu berumur 18 sampai 59 tahun.",
        50_000,
        Item::UsersServed,
    )
    .part(Split::Age),
    typed(
        "lansia",
        "Pengunjung lanjut usia",
        "orang",
        "Berapa dari pengunjung itu berumur 60 tahun atau lebih.",
        50_000,
        Item::UsersServed,
    )
    .part(Split::Age),
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
    typed("dipinjam", "Buku dipinjam", "buku", "Buku yang dibawa pulang oleh peminjam.", 50_000, Item::PrintedItems).needed(),
    typed(
        "dibaca",
        "Buku dibaca di tempat",
        "buku",
        "Buku yang dibaca di perpustakaan dan dikembalikan ke meja atau rak.",
        50_000,
        Item::PrintedItems,
    ),
    typed(
        "silang",
        "Buku dipinjam antarperpustakaan",
        "buku",
        "Buku yang dipinjamkan ke perpustakaan lain, atau dipinjam dari sana.",
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
    typed(
        "jenis_layanan",
        "Jenis layanan",
        "jenis",
        "Berapa jenis layanan yang ada sekarang, misalnya baca di tempat, peminjaman, komputer, kelas. Ditanya sekali setahun.",
        100,
        Item::Services,
    )
    .yearly(),
    typed(
        "kebijakan",
        "Aturan dan panduan tertulis",
        "dokumen",
        "Berapa aturan atau panduan tertulis yang berlaku, misalnya SK, tata tertib, tata cara meminjam. Ditanya sekali setahun.",
        1_000,
        Item::Policies,
    )
    .yearly(),
    typed(
        "kemitraan",
        "Kemitraan",
        "mitra",
        "Berapa lembaga atau usaha yang bekerja sama dengan perpustakaan sekarang. Ditanya sekali setahun.",
        1_000,
        Item::Partnerships,
    )
    .yearly(),
    typed("kegiatan", "Kegiatan", "kegiatan", "Dihitung dari daftar kegiatan.", 1_000, Item::Activities).added_up(),
    typed("peserta", "Peserta kegiatan", "orang", "Jumlah peserta dari daftar kegiatan.", 1_000_000, Item::Participants)
        .added_up(),
    typed("mitra", "Mitra kegiatan", "mitra", "Mitra yang berbeda dalam daftar kegiatan.", 1_000, Item::Partnerships)
        .added_up(),
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

/// What a span of months adds up to: monthly indicators are summed over the months that counted them, of yearly ones the newest
/// answer holds. What nobody counted in any month is missing, never 0.
pub fn over_months(months: impl IntoIterator<Item = (Month, String, Figure)>) -> Figures {
    let mut newest: BTreeMap<String, Month> = BTreeMap::new();
    let mut sums = Figures::new();
    for (month, code, figure) in months {
        let Some(count) = figure.count() else { continue };
        let value = match Indicator::of(&code).map(|indicator| indicator.rhythm) {
            Some(Rhythm::Yearly) => {
                if newest.get(&code).is_some_and(|newest| *newest > month) {
                    continue;
                }
                newest.insert(code.clone(), month);
                count
            }
            _ => sums.get(&code).and_then(|sum| sum.count()).unwrap_or(0).saturating_add(count),
        };
        sums.insert(code, Figure::Counted(value));
    }
    sums
}

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

    #[test]
    fn every_item_of_pasal_15_is_served_and_few_figures_are_needed() {
        for item in [
            Item::Participants,
            Item::UsersServed,
            Item::TechnologyUsers,
            Item::PrintedItems,
            Item::DigitalAccesses,
            Item::Activities,
            Item::Partnerships,
            Item::Services,
            Item::Policies,
        ] {
            assert!(INDICATORS.iter().any(|indicator| indicator.item == item), "{item:?}");
        }
        let needed: Vec<&str> = INDICATORS.iter().filter(|it| it.needed).map(|it| it.code).collect();
        assert_eq!(needed, ["hari_buka", "pengunjung", "dipinjam"]);
        assert!(INDICATORS.iter().all(|it| !it.needed || (it.split.is_none() && it.rhythm == Rhythm::Monthly)));
    }

    #[test]
    fn a_year_sums_what_was_counted_and_takes_the_newest_of_what_is_asked_once() {
        let month = |text: &str| Month::parse(text).unwrap();
        let year = over_months([
            (month("2026-01"), "pengunjung".to_owned(), Figure::Counted(100)),
            (month("2026-02"), "pengunjung".to_owned(), Figure::NotCounted),
            (month("2026-03"), "pengunjung".to_owned(), Figure::Counted(50)),
            (month("2026-03"), "kebijakan".to_owned(), Figure::Counted(4)),
            (month("2026-01"), "kebijakan".to_owned(), Figure::Counted(2)),
            (month("2026-01"), "tik".to_owned(), Figure::NotCounted),
        ]);
        assert_eq!(year["pengunjung"], Figure::Counted(150));
        assert_eq!(year["kebijakan"], Figure::Counted(4));
        assert!(!year.contains_key("tik"), "not counted is not 0");
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
