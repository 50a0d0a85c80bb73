//! The agenda of a meeting: days, parallel places, and items that flow in order.
//!
//! An agenda is never written; it is the fold of a list of [`Edit`]s that the server numbers ([`history`]). When an item starts is
//! never stored either: it follows from the order, the durations and the pins ([`flow`]), so two items of one place cannot overlap.

pub mod conflict;
#[cfg(feature = "ssr")]
pub mod difference;
pub mod edit;
pub mod flow;
pub mod form;
pub mod history;
#[cfg(feature = "ssr")]
pub mod late;
pub mod moves;
pub mod rebase;
pub mod remedy;
pub mod rules;
#[cfg(feature = "ssr")]
pub mod stage;
#[cfg(feature = "ssr")]
pub mod template;
pub mod tray;
pub mod wire;
pub mod words;

pub use edit::{DayValue, Edit, ItemValue, Refused};
pub use rules::Rules;

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
    /// Warnings that a planner has accepted, with the reason, in the order in which they were.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accepted: Vec<Accepted>,
}

/// A warning that somebody has looked at and lets stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accepted {
    /// The warning's key, as [`conflict::Conflict::key`] gives it.
    pub conflict: String,
    /// Why it may stand.
    pub reason: String,
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
    /// What is done when it rains; empty while nobody has said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub rain: String,
    /// How many people the venue holds; 0: not known.
    #[serde(default, skip_serializing_if = "none")]
    pub capacity: u16,
    /// Parallel places (rooms, groups). Empty: everybody is together all day.
    #[serde(default)]
    pub places: Vec<Place>,
    /// When people and libraries said they can come; whoever is not listed can come all day.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stated: Vec<Stated>,
    /// In order. An item of a place waits for that place alone; an item without one waits for all.
    #[serde(default)]
    pub items: Vec<Item>,
}

/// When somebody can come on a day, in minutes from midnight. `from == to`: not at all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stated {
    /// Who.
    pub who: Presenter,
    /// From this minute.
    pub from: u16,
    /// To this minute.
    pub to: u16,
}

/// A room, a tent, a group of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Stable over edits, unique in the agenda.
    pub id: String,
    /// "Kelompok A".
    pub name: String,
    /// How many people it holds; 0: not known.
    #[serde(default, skip_serializing_if = "none")]
    pub capacity: u16,
    /// "Bersama": a yard or a hall that may hold several activities at once.
    #[serde(default, skip_serializing_if = "no")]
    pub shared: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn none(number: &u16) -> bool {
    *number == 0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn no(flag: &bool) -> bool {
    !*flag
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
    /// The office's own word for the sort ("Senam pagi"); empty: the kind's word.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub own_kind: String,
    /// Duration, 1 to [`LONGEST`]; the most, where it may shrink.
    pub minutes: u16,
    /// The least it may shrink to so that a later clock time or the closing can be kept; `None`: it does not shrink.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub least: Option<u16>,
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
    /// Who takes the minutes (notulis); empty while nobody does.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note_taker: String,
    /// What it is for (tujuan), shown to the public.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub aim: String,
    /// The libraries it is meant for: those that should hear it. Only [`Presenter::Library`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub focus: Vec<Presenter>,
    /// How many people are expected; 0: not known.
    #[serde(default, skip_serializing_if = "none")]
    pub crowd: u16,
    /// What has to be there: projector, flip chart.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub material: String,
    /// What participants take home, or where they find it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub handouts: String,
    /// Further words, shown to the public.
    #[serde(default)]
    pub note: String,
    /// For planners only: [`Agenda::shown`] takes it out, and everything that leaves the office goes through that.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub private: String,
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

/// The sorts of items a Peer Learning Meeting is made of. What an office adds is a word of its own ([`Item::own_kind`]) for one of
/// these, which tells how it behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Registrasi.
    Registration,
    /// Pembukaan.
    Opening,
    /// Lagu Indonesia Raya.
    Anthem,
    /// Doa.
    Prayer,
    /// Laporan panitia.
    CommitteeReport,
    /// Sambutan.
    Remarks,
    /// Foto bersama.
    Photo,
    /// Berbagi: a library tells of its practice.
    Sharing,
    /// Paparan, materi.
    Talk,
    /// Diskusi.
    Discussion,
    /// Kegiatan: learning by doing, often outdoors.
    Practice,
    /// Kunjungan, luar ruang.
    Visit,
    /// Istirahat.
    Break,
    /// Rehat kopi.
    Coffee,
    /// ISHOMA: istirahat, salat, makan.
    Ishoma,
    /// Evaluasi.
    Evaluation,
    /// Apresiasi.
    Award,
    /// Penutupan.
    Closing,
    /// Lain-lain.
    Other,
}

/// Kind, code, word, usual minutes, is it a rest, does it need somebody who presents.
const KINDS: [(Kind, &str, &str, u16, bool, bool); 19] = [
    (Kind::Registration, "registrasi", "Registrasi", 30, false, false),
    (Kind::Opening, "pembukaan", "Pembukaan", 30, false, true),
    (Kind::Anthem, "indonesia-raya", "Indonesia Raya", 5, false, false),
    (Kind::Prayer, "doa", "Doa", 5, false, false),
    (Kind::CommitteeReport, "laporan-panitia", "Laporan panitia", 10, false, true),
    (Kind::Remarks, "sambutan", "Sambutan", 15, false, true),
    (Kind::Photo, "foto-bersama", "Foto bersama", 10, false, false),
    (Kind::Sharing, "berbagi", "Berbagi pengalaman", 15, false, true),
    (Kind::Talk, "materi", "Paparan", 45, false, true),
    (Kind::Discussion, "diskusi", "Diskusi kelompok", 30, false, false),
    (Kind::Practice, "kegiatan", "Kegiatan bersama", 60, false, false),
    (Kind::Visit, "kunjungan", "Kunjungan, luar ruang", 60, false, false),
    (Kind::Break, "istirahat", "Istirahat", 15, true, false),
    (Kind::Coffee, "rehat-kopi", "Rehat kopi", 15, true, false),
    (Kind::Ishoma, "ishoma", "ISHOMA", 60, true, false),
    (Kind::Evaluation, "evaluasi", "Evaluasi", 20, false, false),
    (Kind::Award, "apresiasi", "Apresiasi", 30, false, false),
    (Kind::Closing, "penutupan", "Penutupan", 30, false, true),
    (Kind::Other, "lain", "Lain-lain", 30, false, false),
];

impl Kind {
    /// Every kind, in the order of a usual day.
    pub fn all() -> impl Iterator<Item = Self> {
        KINDS.into_iter().map(|row| row.0)
    }

    // The table stands in the order of the variants; a test holds them together.
    const fn row(self) -> &'static (Self, &'static str, &'static str, u16, bool, bool) {
        &KINDS[self as usize]
    }

    /// The word in forms, feeds and style sheets.
    pub const fn code(self) -> &'static str {
        self.row().1
    }

    /// The word people read.
    pub const fn word(self) -> &'static str {
        self.row().2
    }

    /// The kind of that code.
    pub fn coded(code: &str) -> Option<Self> {
        Self::all().find(|kind| kind.code() == code)
    }

    /// The duration a new item of this kind starts with, in minutes.
    pub const fn usual_minutes(self) -> u16 {
        self.row().3
    }

    /// A time to rest.
    pub const fn is_rest(self) -> bool {
        self.row().4
    }

    /// Somebody has to present it.
    pub const fn needs_presenter(self) -> bool {
        self.row().5
    }
}

impl Item {
    /// An item with the kind's usual duration and nothing else.
    pub fn new(id: impl Into<String>, kind: Kind, title: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            title: title.into(),
            kind,
            own_kind: String::new(),
            minutes: kind.usual_minutes(),
            least: None,
            pin: None,
            place: None,
            presenters: Vec::new(),
            moderator: String::new(),
            note_taker: String::new(),
            aim: String::new(),
            focus: Vec::new(),
            crowd: 0,
            material: String::new(),
            handouts: String::new(),
            note: String::new(),
            private: String::new(),
        }
    }

    /// The office's own word for its sort, or the kind's.
    pub fn kind_word(&self) -> &str {
        if self.own_kind.is_empty() { self.kind.word() } else { &self.own_kind }
    }

    /// The least it may last.
    pub fn least(&self) -> u16 {
        self.least.unwrap_or(self.minutes).min(self.minutes)
    }

    /// Everybody with a task in it: presenters, then moderator and note-taker. Nobody twice.
    pub fn on_duty(&self) -> Vec<Presenter> {
        let helpers = [&self.moderator, &self.note_taker].into_iter().filter(|name| !name.is_empty());
        let helpers = helpers.map(|name| Presenter::Person { name: name.clone(), role: String::new() });
        let mut all: Vec<Presenter> = Vec::with_capacity(self.presenters.len());
        for who in self.presenters.iter().cloned().chain(helpers) {
            if all.iter().all(|known| known.key() != who.key()) {
                all.push(who);
            }
        }
        all
    }
}

impl Place {
    /// A place of unknown capacity, used by one activity at a time.
    pub fn new(id: impl Into<String>, name: impl Into<String>) -> Self {
        Self { id: id.into(), name: name.into(), capacity: 0, shared: false }
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

    /// The agenda without what is for planners only. Whatever leaves the office is made from this.
    #[must_use]
    pub fn shown(mut self) -> Self {
        self.accepted.clear();
        for day in &mut self.days {
            day.stated.clear();
            for item in &mut day.items {
                item.private.clear();
            }
        }
        self
    }

    /// An id that no item has: the stem, or the stem with a number behind it.
    pub fn free_id(&self, stem: &str) -> String {
        // Ids hold at most 64 bytes, all of them ASCII.
        let stem: String = stem.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(56).collect();
        let mut id = stem.clone();
        let mut number = 2;
        while self.item(&id).is_some() {
            id = format!("{stem}-{number}");
            number += 1;
        }
        id
    }

    /// Every item with its day, in order.
    pub fn items(&self) -> impl Iterator<Item = (&Day, &Item)> {
        self.days.iter().flat_map(|day| day.items.iter().map(move |item| (day, item)))
    }
}

impl Day {
    /// A day without a venue, places and items.
    pub fn new(id: impl Into<String>, date: Date, opens: u16, closes: u16) -> Self {
        Self {
            id: id.into(),
            date,
            venue: String::new(),
            outdoor: false,
            opens,
            closes,
            rain: String::new(),
            capacity: 0,
            places: Vec::new(),
            stated: Vec::new(),
            items: Vec::new(),
        }
    }

    /// The day without its items.
    #[must_use]
    pub fn bare(&self) -> Self {
        Self {
            id: self.id.clone(),
            venue: self.venue.clone(),
            rain: self.rain.clone(),
            places: self.places.clone(),
            stated: self.stated.clone(),
            items: Vec::new(),
            ..*self
        }
    }

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
mod planners;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod works;
