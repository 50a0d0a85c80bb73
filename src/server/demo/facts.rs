//! What is known of the office and its libraries, and the demo's invented people. Names of real people stand nowhere but in the
//! meeting of 2022, where the regency's news page names them.

use crate::domain::account::Role;

/// An office of the demo.
pub struct Office {
    /// Kemendagri code.
    pub code: &'static str,
    /// The regency's name.
    pub regency: &'static str,
    /// As people shorten it.
    pub short: &'static str,
    /// The names it bore, oldest first.
    pub names: &'static [Named],
}

/// An office's name from a day on.
pub struct Named {
    /// ISO date.
    pub valid_from: &'static str,
    /// In full.
    pub name: &'static str,
    /// As people shorten it.
    pub short: &'static str,
    /// The unit that looks after village libraries.
    pub unit: &'static str,
}

/// The province of both offices.
pub const PROVINCE: &str = "Kalimantan Tengah";
/// Central Kalimantan is WIB (Keppres 41/1987).
pub const TIME_ZONE: &str = "Asia/Pontianak";

const UNIT: &str = "Bidang Pembinaan Perpustakaan dan Pembudayaan Kegemaran Membaca (P3KM)";

/// The real office, which papers call DPK to 2022 and Dispursip from 2023 on; and a neighbour, so that the walls between offices
/// can be seen.
pub const OFFICES: &[Office] = &[
    Office {
        code: "62.01",
        regency: "Kotawaringin Barat",
        short: "Kobar",
        names: &[
            Named {
                valid_from: "2000-01-01",
                name: "Dinas Perpustakaan dan Kearsipan",
                short: "DPK Kobar",
                unit: UNIT,
            },
            Named {
                valid_from: "2023-01-01",
                name: "Dinas Perpustakaan dan Kearsipan",
                short: "Dispursip Kobar",
                unit: UNIT,
            },
        ],
    },
    Office {
        code: "62.02",
        regency: "Kotawaringin Timur",
        short: "Kotim",
        names: &[Named {
            valid_from: "2000-01-01",
            name: "Dinas perpustakaan kabupaten (contoh)",
            short: "Kotim",
            unit: "",
        }],
    },
];

/// Someone of an office.
pub struct Person {
    /// As people type it.
    pub phone: &'static str,
    /// An invented name that says what the person does.
    pub name: &'static str,
    /// For the list of sign-ins.
    pub task: &'static str,
    /// The office's code.
    pub office: &'static str,
    /// Their role.
    pub role: Role,
}

/// The offices' people.
pub const PEOPLE: &[Person] = &[
    Person {
        phone: "0811-0000-0101",
        name: "Pembina Pertama",
        task: "pembina (dinas)",
        office: "62.01",
        role: Role::Planner,
    },
    Person {
        phone: "0811-0000-0102",
        name: "Pembina Kedua",
        task: "pembina (dinas)",
        office: "62.01",
        role: Role::Planner,
    },
    Person {
        phone: "0811-0000-0201",
        name: "Pengurus Sistem",
        task: "administrator",
        office: "62.01",
        role: Role::Administrator,
    },
    Person {
        phone: "0811-0000-0301",
        name: "Pembina Kabupaten Lain",
        task: "pembina kabupaten lain",
        office: "62.02",
        role: Role::Planner,
    },
];

/// Other spellings by which a library is known: the news page, Kemendagri and BPS do not agree.
pub fn aliases(name: &str) -> &'static [&'static str] {
    match name {
        "Perpustakaan Desa Sagu Suka Mulya" => &["Sagu Sukamulya", "Sukamulya"],
        "Rumah Pintar Sanggar Rahmat Abah" => &["TBM Rumah Pintar Sanggar Rahmat Abah", "Sanggar Rahmat Abah"],
        _ => &[],
    }
}
