//! The edits an agenda is made of: what each does, when it is refused, how it is taken back, and what two of them fight over.

use super::{
    Agenda, Day, Item, Kind, LONGEST, MIDNIGHT, MOST_DAYS, MOST_ITEMS, MOST_PLACES, MOST_PRESENTERS, Place, Presenter,
};
use crate::domain::moment::Date;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The longest title, name or venue, in characters.
pub const LONGEST_TITLE: usize = 200;
/// The longest note, in characters.
pub const LONGEST_NOTE: usize = 2000;

/// One change of an agenda. Applying one either does all of it or refuses and does nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Edit {
    /// A new day, without items.
    AddDay {
        /// The day; its items have to be empty.
        day: Day,
    },
    /// New values for a day.
    ChangeDay {
        /// The day's id.
        day: String,
        /// At least one.
        values: Vec<DayValue>,
    },
    /// Takes an empty day out.
    RemoveDay {
        /// The day's id.
        day: String,
    },
    /// A new parallel place.
    AddPlace {
        /// The day's id.
        day: String,
        /// The place.
        place: Place,
        /// The place it stands behind; `None`: first.
        after: Option<String>,
    },
    /// Another name for a place.
    RenamePlace {
        /// The day's id.
        day: String,
        /// The place's id.
        place: String,
        /// The new name.
        name: String,
    },
    /// Takes a place without items out.
    RemovePlace {
        /// The day's id.
        day: String,
        /// The place's id.
        place: String,
    },
    /// A new item.
    Add {
        /// The item.
        item: Item,
        /// The day's id.
        day: String,
        /// The item it stands behind; `None`: first of the day.
        after: Option<String>,
    },
    /// New values for an item.
    Change {
        /// The item's id.
        item: String,
        /// At least one.
        values: Vec<ItemValue>,
    },
    /// Another day, place or position; the item keeps everything else.
    Move {
        /// The item's id.
        item: String,
        /// The day's id.
        day: String,
        /// A place of that day; `None`: everybody together.
        place: Option<String>,
        /// The item it stands behind; `None`: first of the day.
        after: Option<String>,
    },
    /// Takes an item out.
    Remove {
        /// The item's id.
        item: String,
    },
}

/// A new value of a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayValue {
    /// The civil date.
    Date(Date),
    /// Where; empty: not known.
    Venue(String),
    /// In the open air.
    Outdoor(bool),
    /// First minute, from midnight.
    Opens(u16),
    /// Last minute, from midnight.
    Closes(u16),
}

/// A new value of an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemValue {
    /// Its title.
    Title(String),
    /// Its kind.
    Kind(Kind),
    /// Its duration.
    Minutes(u16),
    /// Its clock time, or none.
    Pin(Option<u16>),
    /// All of its presenters.
    Presenters(Vec<Presenter>),
    /// Who leads it.
    Moderator(String),
    /// Further words.
    Note(String),
}

/// Why an edit was not applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The day is not (or no longer) there.
    NoDay,
    /// The place is not (or no longer) there.
    NoPlace,
    /// The item is not (or no longer) there.
    NoItem,
    /// The item to stand behind is not (or no longer) on that day.
    NoNeighbour,
    /// The id is empty, too long or taken.
    BadId,
    /// A title or name is missing, too long or holds control characters.
    BadText(&'static str),
    /// A duration outside 1 to 720 minutes.
    BadMinutes,
    /// A clock time outside 00.00 to 24.00.
    BadClock,
    /// The day would end before it begins.
    EndsBeforeStart,
    /// The day or place still holds items.
    NotEmpty,
    /// Another day has that date.
    SameDate,
    /// More than an agenda holds.
    TooMany,
    /// An edit that changes nothing.
    Nothing,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoDay => "Hari itu sudah tidak ada di agenda ini.",
            Self::NoPlace => "Tempat itu sudah tidak ada di hari tersebut.",
            Self::NoItem => "Acara itu sudah dihapus dari agenda ini.",
            Self::NoNeighbour => "Acara yang menjadi patokan urutan sudah dihapus atau dipindah. Pilih urutannya sekali lagi.",
            Self::BadId => "Nomor acara tidak sah. Muat ulang halaman lalu coba lagi.",
            Self::BadText(what) => return write!(f, "{what} wajib diisi, tanpa tanda khusus, paling panjang {LONGEST_TITLE} huruf (catatan {LONGEST_NOTE})."),
            Self::BadMinutes => "Lama acara antara 1 dan 720 menit.",
            Self::BadClock => "Jam antara 00.00 dan 24.00.",
            Self::EndsBeforeStart => "Jam selesai harus sesudah jam mulai.",
            Self::NotEmpty => "Masih ada acara di sana. Pindahkan atau hapus acaranya dulu.",
            Self::SameDate => "Tanggal itu sudah dipakai hari lain di pertemuan ini.",
            Self::TooMany => "Agenda ini sudah penuh (paling banyak 14 hari, 8 tempat sehari, 500 acara, 40 penyaji per acara).",
            Self::Nothing => "Tidak ada yang diubah.",
        })
    }
}

impl std::error::Error for Refused {}

fn text(what: &'static str, text: &str, empty: bool) -> Result<(), Refused> {
    let fine = (empty || !text.trim().is_empty())
        && text.chars().count() <= LONGEST_TITLE
        && !text.chars().any(char::is_control);
    if fine { Ok(()) } else { Err(Refused::BadText(what)) }
}

fn note(text: &str) -> Result<(), Refused> {
    let fine = text.chars().count() <= LONGEST_NOTE && !text.chars().any(|c| c.is_control() && c != '\n');
    if fine { Ok(()) } else { Err(Refused::BadText("Catatan")) }
}

fn clock(minute: u16) -> Result<(), Refused> {
    if minute <= MIDNIGHT { Ok(()) } else { Err(Refused::BadClock) }
}

fn id(id: &str) -> Result<(), Refused> {
    let fine = (1..=64).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if fine { Ok(()) } else { Err(Refused::BadId) }
}

impl Day {
    fn check(&self) -> Result<(), Refused> {
        id(&self.id)?;
        text("Tempat", &self.venue, true)?;
        clock(self.opens)?;
        clock(self.closes)?;
        if self.opens < self.closes { Ok(()) } else { Err(Refused::EndsBeforeStart) }
    }

    /// The index at which something stands that comes behind `after`.
    fn behind(&self, after: Option<&str>) -> Result<usize, Refused> {
        after.map_or(Ok(0), |after| self.position(after).map(|index| index + 1).ok_or(Refused::NoNeighbour))
    }

    fn set(&mut self, value: &DayValue) {
        match value {
            DayValue::Date(date) => self.date = *date,
            DayValue::Venue(venue) => self.venue.clone_from(venue),
            DayValue::Outdoor(outdoor) => self.outdoor = *outdoor,
            DayValue::Opens(opens) => self.opens = *opens,
            DayValue::Closes(closes) => self.closes = *closes,
        }
    }

    /// The value that stands where `value` would go.
    fn current(&self, value: &DayValue) -> DayValue {
        match value {
            DayValue::Date(_) => DayValue::Date(self.date),
            DayValue::Venue(_) => DayValue::Venue(self.venue.clone()),
            DayValue::Outdoor(_) => DayValue::Outdoor(self.outdoor),
            DayValue::Opens(_) => DayValue::Opens(self.opens),
            DayValue::Closes(_) => DayValue::Closes(self.closes),
        }
    }
}

impl Item {
    fn check(&self) -> Result<(), Refused> {
        id(&self.id)?;
        text("Judul", &self.title, false)?;
        text("Moderator", &self.moderator, true)?;
        note(&self.note)?;
        self.pin.map_or(Ok(()), clock)?;
        if !(1..=LONGEST).contains(&self.minutes) {
            return Err(Refused::BadMinutes);
        }
        if self.presenters.len() > MOST_PRESENTERS {
            return Err(Refused::TooMany);
        }
        self.presenters.iter().try_for_each(|presenter| match presenter {
            Presenter::Library { id: library, name } => {
                id(library).and_then(|()| text("Nama perpustakaan", name, false))
            }
            Presenter::Person { name, role } => {
                text("Nama penyaji", name, false).and_then(|()| text("Jabatan", role, true))
            }
        })
    }

    fn set(&mut self, value: &ItemValue) {
        match value {
            ItemValue::Title(title) => self.title.clone_from(title),
            ItemValue::Kind(kind) => self.kind = *kind,
            ItemValue::Minutes(minutes) => self.minutes = *minutes,
            ItemValue::Pin(pin) => self.pin = *pin,
            ItemValue::Presenters(presenters) => self.presenters.clone_from(presenters),
            ItemValue::Moderator(moderator) => self.moderator.clone_from(moderator),
            ItemValue::Note(note) => self.note.clone_from(note),
        }
    }

    /// The value that stands where `value` would go.
    fn current(&self, value: &ItemValue) -> ItemValue {
        match value {
            ItemValue::Title(_) => ItemValue::Title(self.title.clone()),
            ItemValue::Kind(_) => ItemValue::Kind(self.kind),
            ItemValue::Minutes(_) => ItemValue::Minutes(self.minutes),
            ItemValue::Pin(_) => ItemValue::Pin(self.pin),
            ItemValue::Presenters(_) => ItemValue::Presenters(self.presenters.clone()),
            ItemValue::Moderator(_) => ItemValue::Moderator(self.moderator.clone()),
            ItemValue::Note(_) => ItemValue::Note(self.note.clone()),
        }
    }

    /// What has to be changed to make this item (except day, place and order) like `other`.
    pub fn changes_to(&self, other: &Self) -> Vec<ItemValue> {
        [
            ItemValue::Title(other.title.clone()),
            ItemValue::Kind(other.kind),
            ItemValue::Minutes(other.minutes),
            ItemValue::Pin(other.pin),
            ItemValue::Presenters(other.presenters.clone()),
            ItemValue::Moderator(other.moderator.clone()),
            ItemValue::Note(other.note.clone()),
        ]
        .into_iter()
        .filter(|value| self.current(value) != *value)
        .collect()
    }
}

impl Day {
    /// What has to be changed to make this day's own facts like those of `other`.
    pub fn changes_to(&self, other: &Self) -> Vec<DayValue> {
        [
            DayValue::Date(other.date),
            DayValue::Venue(other.venue.clone()),
            DayValue::Outdoor(other.outdoor),
            DayValue::Opens(other.opens),
            DayValue::Closes(other.closes),
        ]
        .into_iter()
        .filter(|value| self.current(value) != *value)
        .collect()
    }
}

impl Agenda {
    fn day_mut(&mut self, id: &str) -> Result<&mut Day, Refused> {
        self.days.iter_mut().find(|day| day.id == id).ok_or(Refused::NoDay)
    }

    fn sort(&mut self) {
        self.days.sort_by(|a, b| (a.date, &a.id).cmp(&(b.date, &b.id)));
    }

    fn date_is_free(&self, date: Date, except: &str) -> Result<(), Refused> {
        if self.days.iter().any(|day| day.date == date && day.id != except) { Err(Refused::SameDate) } else { Ok(()) }
    }

    /// Applies one edit, or refuses and changes nothing. Never panics, whatever the edit holds.
    pub fn apply(&mut self, edit: &Edit) -> Result<(), Refused> {
        match edit {
            Edit::AddDay { day } => self.add_day(day),
            Edit::ChangeDay { day, values } => self.change_day(day, values),
            Edit::RemoveDay { day } => {
                let index = self.days.iter().position(|known| known.id == *day).ok_or(Refused::NoDay)?;
                if !self.days[index].items.is_empty() {
                    return Err(Refused::NotEmpty);
                }
                self.days.remove(index);
                Ok(())
            }
            Edit::AddPlace { day, place, after } => self.add_place(day, place, after.as_deref()),
            Edit::RenamePlace { day, place, name } => {
                text("Nama tempat", name, false)?;
                let day = self.day_mut(day)?;
                let place = day.places.iter_mut().find(|known| known.id == *place).ok_or(Refused::NoPlace)?;
                place.name.clone_from(name);
                Ok(())
            }
            Edit::RemovePlace { day, place } => {
                let day = self.day_mut(day)?;
                let index = day.places.iter().position(|known| known.id == *place).ok_or(Refused::NoPlace)?;
                if day.items.iter().any(|item| item.place.as_deref() == Some(place)) {
                    return Err(Refused::NotEmpty);
                }
                day.places.remove(index);
                Ok(())
            }
            Edit::Add { item, day, after } => self.add(item, day, after.as_deref()),
            Edit::Change { item, values } => self.change(item, values),
            Edit::Move { item, day, place, after } => self.shift(item, day, place.as_deref(), after.as_deref()),
            Edit::Remove { item } => self.take(item).map(|_| ()),
        }
    }

    fn add_day(&mut self, day: &Day) -> Result<(), Refused> {
        day.check()?;
        if self.days.len() >= MOST_DAYS || day.places.len() > MOST_PLACES {
            return Err(Refused::TooMany);
        }
        if !day.items.is_empty() {
            return Err(Refused::NotEmpty);
        }
        if self.day(&day.id).is_some() {
            return Err(Refused::BadId);
        }
        for (index, place) in day.places.iter().enumerate() {
            id(&place.id)?;
            text("Nama tempat", &place.name, false)?;
            if day.places[..index].iter().any(|known| known.id == place.id) || self.has_place(&place.id) {
                return Err(Refused::BadId);
            }
        }
        self.date_is_free(day.date, &day.id)?;
        self.days.push(day.clone());
        self.sort();
        Ok(())
    }

    fn change_day(&mut self, day: &str, values: &[DayValue]) -> Result<(), Refused> {
        if values.is_empty() {
            return Err(Refused::Nothing);
        }
        let mut changed = self.day(day).ok_or(Refused::NoDay)?.clone();
        for value in values {
            changed.set(value);
        }
        changed.check()?;
        self.date_is_free(changed.date, day)?;
        *self.day_mut(day)? = changed;
        self.sort();
        Ok(())
    }

    fn has_place(&self, id: &str) -> bool {
        self.days.iter().any(|day| day.place(id).is_some())
    }

    fn add_place(&mut self, day: &str, place: &Place, after: Option<&str>) -> Result<(), Refused> {
        id(&place.id)?;
        text("Nama tempat", &place.name, false)?;
        if self.has_place(&place.id) {
            return Err(Refused::BadId);
        }
        let day = self.day_mut(day)?;
        if day.places.len() >= MOST_PLACES {
            return Err(Refused::TooMany);
        }
        let index = match after {
            None => 0,
            Some(after) => day.places.iter().position(|known| known.id == after).ok_or(Refused::NoPlace)? + 1,
        };
        day.places.insert(index, place.clone());
        Ok(())
    }

    fn add(&mut self, item: &Item, day: &str, after: Option<&str>) -> Result<(), Refused> {
        item.check()?;
        if self.items().count() >= MOST_ITEMS {
            return Err(Refused::TooMany);
        }
        if self.item(&item.id).is_some() {
            return Err(Refused::BadId);
        }
        let day = self.day_mut(day)?;
        if item.place.as_deref().is_some_and(|place| day.place(place).is_none()) {
            return Err(Refused::NoPlace);
        }
        let index = day.behind(after)?;
        day.items.insert(index, item.clone());
        Ok(())
    }

    fn change(&mut self, item: &str, values: &[ItemValue]) -> Result<(), Refused> {
        if values.is_empty() {
            return Err(Refused::Nothing);
        }
        let known = self
            .days
            .iter_mut()
            .flat_map(|day| day.items.iter_mut())
            .find(|known| known.id == item)
            .ok_or(Refused::NoItem)?;
        let mut changed = known.clone();
        for value in values {
            changed.set(value);
        }
        changed.check()?;
        *known = changed;
        Ok(())
    }

    fn shift(&mut self, item: &str, day: &str, place: Option<&str>, after: Option<&str>) -> Result<(), Refused> {
        let (from, _) = self.item(item).ok_or(Refused::NoItem)?;
        let from = from.id.clone();
        let target = self.day(day).ok_or(Refused::NoDay)?;
        if place.is_some_and(|place| target.place(place).is_none()) {
            return Err(Refused::NoPlace);
        }
        if after == Some(item) {
            return Err(Refused::NoNeighbour);
        }
        target.behind(after)?;
        let mut taken = self.take(item)?;
        taken.place = place.map(ToOwned::to_owned);
        // Both look-ups were proved above; were they not, the item goes back to its day's end rather than getting lost.
        let target = if self.day(day).is_some() { day } else { from.as_str() };
        let target = self.day_mut(target)?;
        let index = target.behind(after).unwrap_or(target.items.len());
        target.items.insert(index, taken);
        Ok(())
    }

    fn take(&mut self, item: &str) -> Result<Item, Refused> {
        for day in &mut self.days {
            if let Some(index) = day.position(item) {
                return Ok(day.items.remove(index));
            }
        }
        Err(Refused::NoItem)
    }

    /// The edit that takes `edit` back, seen from the state before it.
    pub fn inverse(&self, edit: &Edit) -> Result<Edit, Refused> {
        Ok(match edit {
            Edit::AddDay { day } => Edit::RemoveDay { day: day.id.clone() },
            Edit::ChangeDay { day, values } => {
                let known = self.day(day).ok_or(Refused::NoDay)?;
                Edit::ChangeDay { day: day.clone(), values: values.iter().map(|value| known.current(value)).collect() }
            }
            Edit::RemoveDay { day } => Edit::AddDay { day: self.day(day).ok_or(Refused::NoDay)?.clone() },
            Edit::AddPlace { day, place, .. } => Edit::RemovePlace { day: day.clone(), place: place.id.clone() },
            Edit::RenamePlace { day, place, .. } => {
                let known = self.day(day).ok_or(Refused::NoDay)?.place(place).ok_or(Refused::NoPlace)?;
                Edit::RenamePlace { day: day.clone(), place: place.clone(), name: known.name.clone() }
            }
            Edit::RemovePlace { day, place } => {
                let places = &self.day(day).ok_or(Refused::NoDay)?.places;
                let index = places.iter().position(|known| known.id == *place).ok_or(Refused::NoPlace)?;
                let after = index.checked_sub(1).map(|index| places[index].id.clone());
                Edit::AddPlace { day: day.clone(), place: places[index].clone(), after }
            }
            Edit::Add { item, .. } => Edit::Remove { item: item.id.clone() },
            Edit::Change { item, values } => {
                let (_, known) = self.item(item).ok_or(Refused::NoItem)?;
                Edit::Change { item: item.clone(), values: values.iter().map(|value| known.current(value)).collect() }
            }
            Edit::Move { item, .. } => {
                let (day, known) = self.item(item).ok_or(Refused::NoItem)?;
                Edit::Move {
                    item: item.clone(),
                    day: day.id.clone(),
                    place: known.place.clone(),
                    after: day.before(item),
                }
            }
            Edit::Remove { item } => {
                let (day, known) = self.item(item).ok_or(Refused::NoItem)?;
                Edit::Add { item: known.clone(), day: day.id.clone(), after: day.before(item) }
            }
        })
    }
}

impl Day {
    /// The id of the item that stands before `item`.
    pub fn before(&self, item: &str) -> Option<String> {
        let index = self.position(item)?.checked_sub(1)?;
        Some(self.items[index].id.clone())
    }
}

/// A part of a thing that one person changes at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// Whether it is there at all: fights with every other part.
    Whole,
    /// Day, place and position.
    Position,
    /// One of its values, by the value's own number.
    Value(u8),
}

impl Edit {
    /// The id of the day, place or item it is about.
    pub fn subject(&self) -> &str {
        match self {
            Self::AddDay { day } => &day.id,
            Self::ChangeDay { day, .. } | Self::RemoveDay { day } => day,
            Self::AddPlace { place, .. } => &place.id,
            Self::RenamePlace { place, .. } | Self::RemovePlace { place, .. } => place,
            Self::Add { item, .. } => &item.id,
            Self::Change { item, .. } | Self::Move { item, .. } | Self::Remove { item } => item,
        }
    }

    fn parts(&self) -> Vec<Part> {
        match self {
            Self::AddDay { .. }
            | Self::RemoveDay { .. }
            | Self::AddPlace { .. }
            | Self::RemovePlace { .. }
            | Self::Add { .. }
            | Self::Remove { .. } => {
                vec![Part::Whole]
            }
            Self::RenamePlace { .. } => vec![Part::Value(0)],
            Self::Move { .. } => vec![Part::Position],
            Self::Change { values, .. } => values
                .iter()
                .map(|value| {
                    Part::Value(match value {
                        ItemValue::Title(_) => 0,
                        ItemValue::Kind(_) => 1,
                        ItemValue::Minutes(_) => 2,
                        ItemValue::Pin(_) => 3,
                        ItemValue::Presenters(_) => 4,
                        ItemValue::Moderator(_) => 5,
                        ItemValue::Note(_) => 6,
                    })
                })
                .collect(),
            Self::ChangeDay { values, .. } => values
                .iter()
                .map(|value| {
                    Part::Value(match value {
                        DayValue::Date(_) => 0,
                        DayValue::Venue(_) => 1,
                        DayValue::Outdoor(_) => 2,
                        DayValue::Opens(_) => 3,
                        DayValue::Closes(_) => 4,
                    })
                })
                .collect(),
        }
    }

    /// Would one of the two overwrite the other unseen? Edits to different things, and to different values of one thing, merge.
    pub fn fights(&self, other: &Self) -> bool {
        self.subject() == other.subject()
            && self != other
            && self.parts().iter().any(|mine| {
                other.parts().iter().any(|theirs| mine == theirs || *mine == Part::Whole || *theirs == Part::Whole)
            })
    }
}
