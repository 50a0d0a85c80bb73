//! The agenda of a meeting: days, parallel places, and items that flow in order.
//!
//! An agenda is never written; it is the fold of a list of [`Edit`]s that the server numbers ([`history`]). When an item starts is
//! never stored either: it follows from the order, the durations and the pins ([`flow`]), so two items of one place cannot overlap.

pub mod conflict;
pub mod edit;
pub mod flow;
pub mod form;
pub mod history;
pub mod moves;
pub mod wire;
pub mod words;

pub use edit::{DayValue, Edit, ItemValue, Refused};

use crate::domain::moment::Date;
use serde::{Deserialize, Serialize};

/// The last minute of a day, counted from local midnight; 24.00.
pub const MIDNIGHT: u16 = 1440;
/// The longest an item may last, in minutes.
pub const LONGEST: u16 = 720;
/// How much one agenda may hold.
pub const MOST_DAYS: usize = 14;
/// Parallel places of one day.
pub const MOST_PLACES: usize = 8;
/// Items of the whole agenda.
pub const MOST_ITEMS: usize = 500;
/// Presenters of one item.
pub const MOST_PRESENTERS: usize = 40;

/// Days in order of date.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agenda {
    /// Sorted by date, then id.
    pub days: Vec<Day>,
}

/// One day of the meeting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Day {
    /// Stable over edits.
    pub id: String,
    /// The civil date in the office's zone.
    pub date: Date,
    /// Where it is held; empty while nobody knows.
    pub venue: String,
    /// Held in the open air.
    pub outdoor: bool,
    /// Minutes from midnight at which the first item starts.
    pub opens: u16,
    /// Minutes from midnight at which everything has to be over.
    pub closes: u16,
    /// Parallel places (rooms, groups). Empty: everybody is together all day.
    #[serde(default)]
    pub places: Vec<Place>,
    /// In order. An item of a place waits for that place alone; an item without one waits for all.
    #[serde(default)]
    pub items: Vec<Item>,
}

/// A room, a tent, a group of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Stable over edits, unique in the agenda.
    pub id: String,
    /// "Kelompok A".
    pub name: String,
}

/// One item of the agenda (acara).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Stable over edits and releases: the UID in calendars is made of it.
    pub id: String,
    /// "Berbagi: Perpustakaan Desa Natai Raya".
    pub title: String,
    /// What sort of item it is.
    pub kind: Kind,
    /// Duration, 1 to [`LONGEST`].
    pub minutes: u16,
    /// The clock time it should start at, minutes from midnight; `None`: as soon as the one before is over.
    pub pin: Option<u16>,
    /// A place of its day; `None`: everybody together.
    pub place: Option<String>,
    /// Who presents.
    #[serde(default)]
    pub presenters: Vec<Presenter>,
    /// Who leads it; empty while nobody does.
    #[serde(default)]
    pub moderator: String,
    /// Further words, shown to the public.
    #[serde(default)]
    pub note: String,
}

/// Who presents an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Presenter {
    /// A library of the registry.
    Library {
        /// The library's id.
        id: String,
        /// Its name when it was chosen.
        name: String,
    },
    /// A person.
    Person {
        /// "Aldrin".
        name: String,
        /// "Kepala Bidang P3KM"; may be empty.
        role: String,
    },
}

impl Presenter {
    /// The name people read.
    pub fn name(&self) -> &str {
        match self {
            Self::Library { name, .. } | Self::Person { name, .. } => name,
        }
    }

    /// What makes two presenters the same: the library, or the person's name without regard to case and spacing.
    pub fn key(&self) -> String {
        match self {
            Self::Library { id, .. } => format!("l:{id}"),
            Self::Person { name, .. } => {
                let folded: Vec<String> = name.split_whitespace().map(str::to_lowercase).collect();
                format!("p:{}", folded.join(" "))
            }
        }
    }

    /// "Aldrin (Kepala Bidang P3KM)".
    pub fn words(&self) -> String {
        match self {
            Self::Person { name, role } if !role.is_empty() => format!("{name} ({role})"),
            _ => self.name().to_owned(),
        }
    }
}

/// The sorts of items a Peer Learning Meeting is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Registrasi.
    Registration,
    /// Pembukaan.
    Opening,
    /// Berbagi: a library tells of its practice.
    Sharing,
    /// Materi.
    Talk,
    /// Diskusi.
    Discussion,
    /// Kegiatan: learning by doing, often outdoors.
    Practice,
    /// Istirahat.
    Break,
    /// ISHOMA: istirahat, salat, makan.
    Ishoma,
    /// Apresiasi.
    Award,
    /// Penutupan.
    Closing,
}

impl Kind {
    /// Every kind, in the order of a usual day.
    pub const ALL: [Self; 10] = [
        Self::Registration,
        Self::Opening,
        Self::Sharing,
        Self::Talk,
        Self::Discussion,
        Self::Practice,
        Self::Break,
        Self::Ishoma,
        Self::Award,
        Self::Closing,
    ];

    /// The word in forms, feeds and style sheets.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Registration => "registrasi",
            Self::Opening => "pembukaan",
            Self::Sharing => "berbagi",
            Self::Talk => "materi",
            Self::Discussion => "diskusi",
            Self::Practice => "kegiatan",
            Self::Break => "istirahat",
            Self::Ishoma => "ishoma",
            Self::Award => "apresiasi",
            Self::Closing => "penutupan",
        }
    }

    /// The word people read.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Registration => "Registrasi",
            Self::Opening => "Pembukaan",
            Self::Sharing => "Berbagi",
            Self::Talk => "Materi",
            Self::Discussion => "Diskusi",
            Self::Practice => "Kegiatan bersama",
            Self::Break => "Istirahat",
            Self::Ishoma => "ISHOMA",
            Self::Award => "Apresiasi",
            Self::Closing => "Penutupan",
        }
    }

    /// The kind of that code.
    pub fn coded(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The duration a new item of this kind starts with, in minutes.
    pub const fn usual_minutes(self) -> u16 {
        match self {
            Self::Sharing | Self::Break => 15,
            Self::Registration | Self::Opening | Self::Discussion | Self::Award | Self::Closing => 30,
            Self::Talk => 45,
            Self::Practice | Self::Ishoma => 60,
        }
    }

    /// A time to rest.
    pub const fn is_rest(self) -> bool {
        matches!(self, Self::Break | Self::Ishoma)
    }

    /// Somebody has to present it.
    pub const fn needs_presenter(self) -> bool {
        matches!(self, Self::Opening | Self::Sharing | Self::Talk | Self::Closing)
    }
}

impl Agenda {
    /// The day of that id.
    pub fn day(&self, id: &str) -> Option<&Day> {
        self.days.iter().find(|day| day.id == id)
    }

    /// The item of that id, with its day.
    pub fn item(&self, id: &str) -> Option<(&Day, &Item)> {
        self.days.iter().find_map(|day| day.item(id).map(|item| (day, item)))
    }

    /// Every item with its day, in order.
    pub fn items(&self) -> impl Iterator<Item = (&Day, &Item)> {
        self.days.iter().flat_map(|day| day.items.iter().map(move |item| (day, item)))
    }
}

impl Day {
    /// The item of that id.
    pub fn item(&self, id: &str) -> Option<&Item> {
        self.items.iter().find(|item| item.id == id)
    }

    /// Where in the order the item stands.
    pub fn position(&self, id: &str) -> Option<usize> {
        self.items.iter().position(|item| item.id == id)
    }

    /// The place of that id.
    pub fn place(&self, id: &str) -> Option<&Place> {
        self.places.iter().find(|place| place.id == id)
    }

    /// The name of the item's place; `None` when everybody is together.
    pub fn place_name(&self, item: &Item) -> Option<&str> {
        item.place.as_deref().and_then(|id| self.place(id)).map(|place| place.name.as_str())
    }

    /// "Aula DPK", or what is said while the venue is unknown.
    pub fn venue_words(&self) -> &str {
        match (self.venue.is_empty(), self.outdoor) {
            (false, _) => &self.venue,
            (true, true) => "Luar ruang, tempat belum ditentukan",
            (true, false) => "Tempat belum ditentukan",
        }
    }
}

#[cfg(test)]
mod properties;
