//! A village library: what it is, where it stands, what it offers, and what may be said of it in public.

use serde::{Deserialize, Serialize};

use crate::domain::code::{Code, WardKind};
use crate::domain::hours::Hours;
use crate::domain::moment::Date;
use crate::domain::search;

/// What sort of library it is. Words, forms and who signs follow from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Of a desa: a kepala desa answers for it, Dana Desa may pay for it.
    Desa,
    /// Of a kelurahan: a lurah answers for it.
    Kelurahan,
    /// Taman Baca Masyarakat: founded by people, often in a home; no village head and no Dana Desa.
    Tbm,
}

/// How far the programme has come in a library.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// In the replication programme.
    Replikasi,
    /// Carries the programme on by itself.
    Mandiri,
    /// Not active now.
    Nonaktif,
}

/// What a point on the map stands for. A village point is never drawn or called an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// The building itself.
    Building,
    /// Somewhere in the village.
    Village,
    /// Nobody has said where.
    Unknown,
}

/// A place on earth in degrees (WGS 84), inside Indonesia's box.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// Degrees north; south is negative.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
}

/// Why two numbers are not a place in Indonesia.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PointFault {
    /// The two would be in Indonesia the other way round.
    Swapped,
    /// Not in Indonesia either way.
    Outside,
    /// Only one of the two was given.
    Half,
    /// Not a number.
    Unreadable,
}

/// A service that a library offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Service {
    /// The word in tables and files.
    pub code: &'static str,
    /// What people read.
    pub words: &'static str,
    /// Meant for children in the first place.
    pub for_children: bool,
}

/// Every service the registry knows, in the order in which forms and pages list them.
pub const SERVICES: [Service; 14] = [
    Service { code: "baca", words: "Baca di tempat", for_children: false },
    Service { code: "pinjam", words: "Pinjam buku", for_children: false },
    Service { code: "internet", words: "Internet dan Wi-Fi", for_children: false },
    Service { code: "komputer", words: "Komputer untuk umum", for_children: false },
    Service { code: "belajar-komputer", words: "Belajar komputer", for_children: false },
    Service { code: "keterampilan", words: "Pelatihan keterampilan dan usaha", for_children: false },
    Service { code: "ruang", words: "Ruang pertemuan warga", for_children: false },
    Service { code: "keliling", words: "Layanan keliling", for_children: false },
    Service { code: "difabel", words: "Ramah lansia dan penyandang disabilitas", for_children: false },
    Service { code: "pojok-anak", words: "Pojok baca anak", for_children: true },
    Service { code: "dongeng", words: "Mendongeng dan baca nyaring", for_children: true },
    Service { code: "bimbingan", words: "Bimbingan belajar", for_children: true },
    Service { code: "permainan", words: "Permainan edukatif", for_children: true },
    Service { code: "kelas-anak", words: "Kelas seni atau bahasa untuk anak", for_children: true },
];

/// A village or ward, as the Kemendagri table has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Village {
    /// `62.01.02.2014`.
    pub code: Code,
    /// "Kumpai Batu Bawah".
    pub name: String,
    /// Its kecamatan's name.
    pub district: String,
}

/// Everything the registry holds about one library.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Library {
    /// The regency's code, `62.01`.
    pub office: String,
    /// Text UUID; never shown to people.
    pub id: String,
    /// Its name in addresses; unique in the installation and never given to another.
    pub slug: String,
    /// "Perpustakaan Desa Natai Raya".
    pub name: String,
    /// Other spellings by which people look for it.
    pub aliases: Vec<String>,
    /// Desa, kelurahan or TBM.
    pub kind: Kind,
    /// Where it is, at the least.
    pub village: Village,
    /// Its point; what it stands for is said by `precision`.
    pub point: Option<Point>,
    /// What the point stands for; `Unknown` when there is none.
    pub precision: Precision,
    /// Year of replication, none when unknown.
    pub replicated: Option<u16>,
    /// Replikasi, mandiri, nonaktif.
    pub stage: Stage,
    /// Who pays, in free words.
    pub funding: String,
    /// Nomor Pokok Perpustakaan, in free words: its digits follow no published rule.
    pub npp: String,
    /// Codes of [`SERVICES`].
    pub services: Vec<String>,
    /// None: nobody has filled them in.
    pub hours: Option<Hours>,
    /// Street or landmark, when the library wishes it known.
    pub address: String,
    /// A phone number or other contact.
    pub contact: String,
    /// Whether its owner agreed that the contact is shown.
    pub contact_public: bool,
    /// A few paragraphs about the library.
    pub story: String,
    /// SHA-256 of a stored photo.
    pub photo: Option<String>,
    /// ISO date on which somebody last went through the facts.
    pub checked_on: Option<String>,
    /// Goes up by one with every change; a form that was filled in on an older one is refused.
    pub version: i64,
}

/// The longest name, in characters.
pub const NAME_LENGTH: usize = 120;
/// The longest story, in characters.
pub const STORY_LENGTH: usize = 3000;
/// The longest of the other free texts, in characters.
pub const TEXT_LENGTH: usize = 300;
/// The earliest year a library may have been replicated: the programme's forerunner began in 2011 (`PerpuSeru`).
pub const FIRST_YEAR: u16 = 2011;

impl Kind {
    /// Every kind, in the order of lists.
    pub const ALL: [Self; 3] = [Self::Desa, Self::Kelurahan, Self::Tbm];

    /// The word in tables, files and addresses.
    pub fn code(self) -> &'static str {
        match self {
            Self::Desa => "desa",
            Self::Kelurahan => "kelurahan",
            Self::Tbm => "tbm",
        }
    }

    /// Reads the word of a table.
    pub fn parse(typed: &str) -> Option<Self> {
        let typed = typed.trim().to_lowercase();
        Self::ALL.into_iter().find(|kind| kind.code() == typed)
    }

    /// "Perpustakaan desa", "Perpustakaan kelurahan", "Taman baca masyarakat (TBM)".
    pub fn words(self) -> &'static str {
        match self {
            Self::Desa => "Perpustakaan desa",
            Self::Kelurahan => "Perpustakaan kelurahan",
            Self::Tbm => "Taman baca masyarakat (TBM)",
        }
    }

    /// Short, for tags: "Desa", "Kelurahan", "TBM".
    pub fn short(self) -> &'static str {
        match self {
            Self::Desa => "Desa",
            Self::Kelurahan => "Kelurahan",
            Self::Tbm => "TBM",
        }
    }
}

impl Stage {
    /// Every stage, in the order of lists.
    pub const ALL: [Self; 3] = [Self::Replikasi, Self::Mandiri, Self::Nonaktif];

    /// The word in tables and files.
    pub fn code(self) -> &'static str {
        match self {
            Self::Replikasi => "replikasi",
            Self::Mandiri => "mandiri",
            Self::Nonaktif => "nonaktif",
        }
    }

    /// Reads the word of a table.
    pub fn parse(typed: &str) -> Option<Self> {
        let typed = typed.trim().to_lowercase();
        Self::ALL.into_iter().find(|stage| stage.code() == typed)
    }

    /// "Replikasi", "Mandiri", "Tidak aktif".
    pub fn words(self) -> &'static str {
        match self {
            Self::Replikasi => "Replikasi",
            Self::Mandiri => "Mandiri",
            Self::Nonaktif => "Tidak aktif",
        }
    }
}

impl Precision {
    /// Every precision.
    pub const ALL: [Self; 3] = [Self::Building, Self::Village, Self::Unknown];

    /// The word in tables and files.
    pub fn code(self) -> &'static str {
        match self {
            Self::Building => "building",
            Self::Village => "village",
            Self::Unknown => "unknown",
        }
    }

    /// Reads the word of a table.
    pub fn parse(typed: &str) -> Option<Self> {
        let typed = typed.trim().to_lowercase();
        Self::ALL.into_iter().find(|precision| precision.code() == typed)
    }
}

impl PointFault {
    /// The sentence people read.
    pub fn words(self) -> &'static str {
        match self {
            Self::Swapped => {
                "Lintang dan bujur tertukar: lintang (latitude) sekitar -11 sampai 6, bujur (longitude) sekitar 95 sampai 141."
            }
            Self::Outside => {
                "Titiknya di luar Indonesia. Lintang (latitude) -11 sampai 6, bujur (longitude) 95 sampai 141."
            }
            Self::Half => "Lintang dan bujur diisi dua-duanya atau dikosongkan dua-duanya.",
            Self::Unreadable => "Lintang atau bujur tidak terbaca sebagai angka. Tulis seperti -2.7666 dan 111.5437.",
        }
    }
}

impl Point {
    /// South-west and north-east of a box around Indonesia, degrees: (-11.1, 94.7) to (6.3, 141.1).
    const fn in_indonesia(latitude: f64, longitude: f64) -> bool {
        latitude >= -11.1 && latitude <= 6.3 && longitude >= 94.7 && longitude <= 141.1
    }

    /// A point in Indonesia; what is not finite, outside or swapped is refused.
    pub fn new(latitude: f64, longitude: f64) -> Result<Self, PointFault> {
        if Self::in_indonesia(latitude, longitude) {
            Ok(Self { latitude, longitude })
        } else if Self::in_indonesia(longitude, latitude) {
            Err(PointFault::Swapped)
        } else {
            Err(PointFault::Outside)
        }
    }

    /// Reads two fields; both empty is no point. A decimal comma is understood.
    pub fn parse(latitude: &str, longitude: &str) -> Result<Option<Self>, PointFault> {
        let (latitude, longitude) = (latitude.trim(), longitude.trim());
        match (latitude.is_empty(), longitude.is_empty()) {
            (true, true) => return Ok(None),
            (false, false) => {}
            _ => return Err(PointFault::Half),
        }
        let degrees = |typed: &str| typed.replace(',', ".").parse::<f64>().ok().filter(|degrees| degrees.is_finite());
        match (degrees(latitude), degrees(longitude)) {
            // Five decimals are about a metre; more is a false promise.
            (Some(latitude), Some(longitude)) => {
                let round = |degrees: f64| (degrees * 1e5).round() / 1e5;
                Self::new(round(latitude), round(longitude)).map(Some)
            }
            _ => Err(PointFault::Unreadable),
        }
    }
}

impl Service {
    /// The service with that code.
    pub fn of(code: &str) -> Option<&'static Self> {
        SERVICES.iter().find(|service| service.code == code)
    }
}

impl Village {
    /// "Desa Natai Raya", "Kelurahan Kumai Hilir".
    pub fn title(&self) -> String {
        format!("{} {}", self.code.ward().map_or("Desa", WardKind::title), self.name)
    }
}

impl Library {
    /// A library of which only the key is known. Id and slug are empty until it is stored.
    pub fn blank(office: &str, name: &str, kind: Kind, village: Village) -> Self {
        Self {
            office: office.to_owned(),
            id: String::new(),
            slug: String::new(),
            name: name.to_owned(),
            aliases: Vec::new(),
            kind,
            village,
            point: None,
            precision: Precision::Unknown,
            replicated: None,
            stage: Stage::Replikasi,
            funding: String::new(),
            npp: String::new(),
            services: Vec::new(),
            hours: None,
            address: String::new(),
            contact: String::new(),
            contact_public: false,
            story: String::new(),
            photo: None,
            checked_on: None,
            version: 0,
        }
    }

    /// The form of its name in which two spellings are one: its key beside village and kind.
    pub fn folded(&self) -> String {
        search::squeezed(&self.name)
    }

    /// What the point stands for, in words that promise no more than is known.
    pub fn point_words(&self) -> &'static str {
        match (self.point, self.precision) {
            (None, _) | (_, Precision::Unknown) => "Titik di peta belum diisi.",
            (Some(_), Precision::Building) => "Titik gedung perpustakaan.",
            (Some(_), Precision::Village) if self.village.code.ward() == Some(WardKind::Kelurahan) => {
                "Titik perkiraan di dalam kelurahan, bukan alamat."
            }
            (Some(_), Precision::Village) => "Titik perkiraan di dalam desa, bukan alamat.",
        }
    }

    /// The services it offers, in the list's order.
    pub fn offered(&self, for_children: bool) -> impl Iterator<Item = &'static Service> {
        SERVICES.iter().filter(move |service| {
            service.for_children == for_children && self.services.iter().any(|code| code == service.code)
        })
    }

    /// The day the facts were last checked.
    pub fn checked(&self) -> Option<Date> {
        self.checked_on.as_deref().and_then(Date::parse)
    }
}

/// A name for addresses, made from a library's: `natai-raya` for "Perpustakaan Desa Natai Raya".
///
/// Words that every library of its kind carries are left out. Never empty: a name without Latin letters gives `perpustakaan`.
pub fn slug(name: &str) -> String {
    let folded = search::folded(name);
    let mut words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    for prefix in [
        &["perpustakaan", "desa"][..],
        &["perpustakaan", "kelurahan"],
        &["perpustakaan"],
        &["taman", "baca", "masyarakat"],
        &["taman", "bacaan", "masyarakat"],
        &["tbm"],
    ] {
        if words.len() > prefix.len() && words.starts_with(prefix) {
            words.drain(..prefix.len());
            break;
        }
    }
    let mut slug: String =
        words.join("-").chars().filter(|letter| letter.is_ascii_alphanumeric() || *letter == '-').take(60).collect();
    slug.truncate(slug.trim_end_matches('-').len());
    let slug = slug.trim_start_matches('-');
    if slug.is_empty() { "perpustakaan".to_owned() } else { slug.to_owned() }
}

/// Names for addresses in the order in which they are tried: the name, with the kecamatan, with the village's code, then
/// with a number from 2 on.
pub fn slug_candidates(name: &str, village: &Village) -> impl Iterator<Item = String> {
    let base = slug(name);
    let district = slug(&village.district);
    let code = village.code.as_str().replace('.', "");
    let with_code = format!("{base}-{code}");
    let numbered = with_code.clone();
    [base.clone(), format!("{base}-{district}"), with_code]
        .into_iter()
        .chain((2u32..).map(move |number| format!("{numbered}-{number}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn slugs() {
        for (name, expected) in [
            ("Perpustakaan Desa Natai Raya", "natai-raya"),
            ("TBM Rumah Pintar Sanggar Rahmat Abah", "rumah-pintar-sanggar-rahmat-abah"),
            ("Rumah Pintar Sanggar Rahmat Abah", "rumah-pintar-sanggar-rahmat-abah"),
            ("Perpustakaan Desa", "desa"),
            ("Perpustakaan", "perpustakaan"),
            ("Perpustakaan “Moro Pinter”", "moro-pinter"),
            ("图书馆", "perpustakaan"),
        ] {
            assert_eq!(slug(name), expected, "{name}");
        }
        let village = Village {
            code: Code::parse("62.01.02.2016").unwrap(),
            name: "Natai Raya".into(),
            district: "Arut Selatan".into(),
        };
        let tried: Vec<String> = slug_candidates("Perpustakaan Desa Natai Raya", &village).take(4).collect();
        assert_eq!(
            tried,
            ["natai-raya", "natai-raya-arut-selatan", "natai-raya-6201022016", "natai-raya-6201022016-2"]
        );
    }

    #[test]
    fn points() {
        assert_eq!(Point::parse("", " "), Ok(None));
        assert_eq!(Point::parse("-2,7666", "111.5437"), Ok(Some(Point { latitude: -2.7666, longitude: 111.5437 })));
        assert_eq!(Point::parse("111.5437", "-2.7666"), Err(PointFault::Swapped));
        assert_eq!(Point::parse("52.1", "4.3"), Err(PointFault::Outside));
        assert_eq!(Point::parse("-2.7", ""), Err(PointFault::Half));
        assert_eq!(Point::parse("NaN", "111"), Err(PointFault::Unreadable));
        assert_eq!(Point::parse("-2 45 59", "111"), Err(PointFault::Unreadable));
    }

    #[test]
    fn service_codes_are_unique() {
        for (index, service) in SERVICES.iter().enumerate() {
            assert!(SERVICES[..index].iter().all(|other| other.code != service.code), "{}", service.code);
        }
    }

    proptest! {
        #[test]
        fn a_slug_is_an_address(name in ".{0,80}") {
            let slug = slug(&name);
            prop_assert!(!slug.is_empty() && slug.len() <= 60);
            prop_assert!(slug.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'));
            prop_assert!(!slug.starts_with('-') && !slug.ends_with('-'));
        }

        #[test]
        fn a_point_is_in_indonesia(latitude in -200.0f64..200.0, longitude in -200.0f64..200.0) {
            if let Ok(point) = Point::new(latitude, longitude) {
                prop_assert!(point.latitude < 7.0 && point.longitude > 94.0);
            }
        }
    }
}
