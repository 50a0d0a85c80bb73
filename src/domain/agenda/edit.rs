//! The edits an agenda is made of: what each does, when it is refused, how it is taken back, and what two of them fight over.

use super::{
    Accepted, Agenda, Day, Item, Kind, LONGEST, MIDNIGHT, MOST_DAYS, MOST_ITEMS, MOST_PLACES, MOST_PRESENTERS, Place,
    Presenter, Stated,
};
use crate::domain::moment::Date;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::mem::{discriminant, swap};

/// The longest title, name or venue, in characters.
pub const LONGEST_TITLE: usize = 200;
/// The longest note, in characters.
pub const LONGEST_NOTE: usize = 2000;
/// How many people a place may hold or an item expect.
pub const LARGEST_CROWD: u16 = 20_000;
/// The most edits that one group holds.
pub const MOST_IN_GROUP: usize = 600;

/// One change of an agenda. Applying one either does all of it or refuses and does nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(
    feature = "ssr",
    expect(
        clippy::large_enum_variant,
        reason = "edits come by the hundred at most; a box would stand in every pattern"
    )
)]
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
    /// How much a place holds, and whether several activities may share it.
    SetPlace {
        /// The day's id.
        day: String,
        /// The place's id.
        place: String,
        /// How many people; 0: not known.
        capacity: u16,
        /// "Bersama".
        shared: bool,
    },
    /// When somebody said they can come on a day.
    State {
        /// The day's id.
        day: String,
        /// Who.
        who: Presenter,
        /// From and to, in minutes; equal: not at all; `None`: nothing is known, so all day.
        times: Option<(u16, u16)>,
    },
    /// Lets a warning stand.
    Accept {
        /// The warning's key.
        conflict: String,
        /// Why; `None`: it may not stand any more.
        reason: Option<String>,
    },
    /// Several edits that are one step: all of them are done or none, and one undo takes all back.
    Group {
        /// At least one, none of them a group.
        edits: Vec<Edit>,
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
    /// What is done when it rains.
    Rain(String),
    /// How many people the venue holds; 0: not known.
    Capacity(u16),
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
    /// The office's own word for its kind.
    OwnKind(String),
    /// The least it may shrink to.
    Least(Option<u16>),
    /// Who takes the minutes.
    NoteTaker(String),
    /// What it is for.
    Aim(String),
    /// All of the libraries it is meant for.
    Focus(Vec<Presenter>),
    /// How many people are expected.
    Crowd(u16),
    /// What has to be there.
    Material(String),
    /// What participants take home.
    Handouts(String),
    /// For planners only.
    Private(String),
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
    /// A group within a group, or one that is too long.
    BadGroup,
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
            Self::BadMinutes => "Lama acara antara 1 dan 720 menit; lama paling singkat tidak lebih dari lamanya.",
            Self::BadClock => "Jam antara 00.00 dan 24.00.",
            Self::EndsBeforeStart => "Jam selesai harus sesudah jam mulai.",
            Self::NotEmpty => "Masih ada acara di sana. Pindahkan atau hapus acaranya dulu.",
            Self::SameDate => "Tanggal itu sudah dipakai hari lain di pertemuan ini.",
            Self::TooMany => "Agenda ini sudah penuh (paling banyak 14 hari, 8 tempat sehari, 500 acara, 40 penyaji per acara).",
            Self::Nothing => "Tidak ada yang diubah.",
            Self::BadGroup => "Terlalu banyak perubahan dalam satu langkah.",
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

fn note(what: &'static str, text: &str) -> Result<(), Refused> {
    let fine = text.chars().count() <= LONGEST_NOTE && !text.chars().any(|c| c.is_control() && c != '\n');
    if fine { Ok(()) } else { Err(Refused::BadText(what)) }
}

fn crowd(people: u16) -> Result<(), Refused> {
    if people <= LARGEST_CROWD { Ok(()) } else { Err(Refused::TooMany) }
}

fn presenters(all: &[Presenter]) -> Result<(), Refused> {
    if all.len() > MOST_PRESENTERS {
        return Err(Refused::TooMany);
    }
    all.iter().try_for_each(Presenter::check)
}

impl Presenter {
    fn check(&self) -> Result<(), Refused> {
        match self {
            Self::Library { id: library, name } => id(library).and_then(|()| text("Nama perpustakaan", name, false)),
            Self::Person { name, role } => text("Nama penyaji", name, false).and_then(|()| text("Jabatan", role, true)),
        }
    }
}

impl Place {
    fn check(&self) -> Result<(), Refused> {
        id(&self.id)?;
        text("Nama tempat", &self.name, false)?;
        crowd(self.capacity)
    }
}

impl Stated {
    fn check(&self) -> Result<(), Refused> {
        self.who.check()?;
        clock(self.from)?;
        clock(self.to)?;
        if self.from <= self.to { Ok(()) } else { Err(Refused::EndsBeforeStart) }
    }
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
        note("Rencana hujan", &self.rain)?;
        crowd(self.capacity)?;
        clock(self.opens)?;
        clock(self.closes)?;
        if self.opens < self.closes { Ok(()) } else { Err(Refused::EndsBeforeStart) }
    }

    /// The index at which something stands that comes behind `after`.
    fn behind(&self, after: Option<&str>) -> Result<usize, Refused> {
        after.map_or(Ok(0), |after| self.position(after).map(|index| index + 1).ok_or(Refused::NoNeighbour))
    }

    /// Puts the value in, and what stood there out.
    fn swap(&mut self, value: &mut DayValue) {
        match value {
            DayValue::Date(date) => swap(&mut self.date, date),
            DayValue::Venue(venue) => swap(&mut self.venue, venue),
            DayValue::Outdoor(outdoor) => swap(&mut self.outdoor, outdoor),
            DayValue::Opens(opens) => swap(&mut self.opens, opens),
            DayValue::Closes(closes) => swap(&mut self.closes, closes),
            DayValue::Rain(rain) => swap(&mut self.rain, rain),
            DayValue::Capacity(capacity) => swap(&mut self.capacity, capacity),
        }
    }

    /// The values that stand where these would go.
    pub fn current(&self, values: &[DayValue]) -> Vec<DayValue> {
        let mut values = values.to_vec();
        for value in &mut values {
            self.bare().swap(value);
        }
        values
    }
}

impl Item {
    fn check(&self) -> Result<(), Refused> {
        id(&self.id)?;
        text("Judul", &self.title, false)?;
        text("Jenis", &self.own_kind, true)?;
        text("Moderator", &self.moderator, true)?;
        text("Notulis", &self.note_taker, true)?;
        for (what, words) in [
            ("Tujuan", &self.aim),
            ("Perlengkapan", &self.material),
            ("Bahan", &self.handouts),
            ("Catatan", &self.note),
            ("Catatan panitia", &self.private),
        ] {
            note(what, words)?;
        }
        self.pin.map_or(Ok(()), clock)?;
        if !(1..=LONGEST).contains(&self.minutes)
            || self.least.is_some_and(|least| !(1..=self.minutes).contains(&least))
        {
            return Err(Refused::BadMinutes);
        }
        crowd(self.crowd)?;
        presenters(&self.presenters)?;
        presenters(&self.focus)?;
        if self.focus.iter().all(|library| matches!(library, Presenter::Library { .. })) {
            Ok(())
        } else {
            Err(Refused::BadText("Perpustakaan sasaran"))
        }
    }

    /// Puts the value in, and what stood there out.
    fn swap(&mut self, value: &mut ItemValue) {
        match value {
            ItemValue::Title(title) => swap(&mut self.title, title),
            ItemValue::Kind(kind) => swap(&mut self.kind, kind),
            ItemValue::Minutes(minutes) => swap(&mut self.minutes, minutes),
            ItemValue::Pin(pin) => swap(&mut self.pin, pin),
            ItemValue::Presenters(presenters) => swap(&mut self.presenters, presenters),
            ItemValue::Moderator(moderator) => swap(&mut self.moderator, moderator),
            ItemValue::Note(note) => swap(&mut self.note, note),
            ItemValue::OwnKind(kind) => swap(&mut self.own_kind, kind),
            ItemValue::Least(least) => swap(&mut self.least, least),
            ItemValue::NoteTaker(name) => swap(&mut self.note_taker, name),
            ItemValue::Aim(aim) => swap(&mut self.aim, aim),
            ItemValue::Focus(focus) => swap(&mut self.focus, focus),
            ItemValue::Crowd(crowd) => swap(&mut self.crowd, crowd),
            ItemValue::Material(material) => swap(&mut self.material, material),
            ItemValue::Handouts(handouts) => swap(&mut self.handouts, handouts),
            ItemValue::Private(private) => swap(&mut self.private, private),
        }
    }

    /// The values that stand where these would go.
    pub fn current(&self, values: &[ItemValue]) -> Vec<ItemValue> {
        let mut values = values.to_vec();
        for value in &mut values {
            self.clone().swap(value);
        }
        values
    }

    /// Everything about this item but its id, day, place and order.
    fn values(&self) -> [ItemValue; 16] {
        [
            ItemValue::Title(self.title.clone()),
            ItemValue::Kind(self.kind),
            ItemValue::OwnKind(self.own_kind.clone()),
            ItemValue::Minutes(self.minutes),
            ItemValue::Least(self.least),
            ItemValue::Pin(self.pin),
            ItemValue::Presenters(self.presenters.clone()),
            ItemValue::Moderator(self.moderator.clone()),
            ItemValue::NoteTaker(self.note_taker.clone()),
            ItemValue::Aim(self.aim.clone()),
            ItemValue::Focus(self.focus.clone()),
            ItemValue::Crowd(self.crowd),
            ItemValue::Material(self.material.clone()),
            ItemValue::Handouts(self.handouts.clone()),
            ItemValue::Note(self.note.clone()),
            ItemValue::Private(self.private.clone()),
        ]
    }

    /// What has to be changed to make this item (except day, place and order) like `other`.
    pub fn changes_to(&self, other: &Self) -> Vec<ItemValue> {
        let goal = other.values().into_iter();
        goal.zip(self.values()).filter(|(goal, here)| goal != here).map(|(goal, _)| goal).collect()
    }
}

impl Day {
    fn values(&self) -> [DayValue; 7] {
        [
            DayValue::Date(self.date),
            DayValue::Venue(self.venue.clone()),
            DayValue::Outdoor(self.outdoor),
            DayValue::Opens(self.opens),
            DayValue::Closes(self.closes),
            DayValue::Rain(self.rain.clone()),
            DayValue::Capacity(self.capacity),
        ]
    }

    /// What has to be changed to make this day's own facts like those of `other`.
    pub fn changes_to(&self, other: &Self) -> Vec<DayValue> {
        let goal = other.values().into_iter();
        goal.zip(self.values()).filter(|(goal, here)| goal != here).map(|(goal, _)| goal).collect()
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
            Edit::SetPlace { day, place, capacity, shared } => {
                crowd(*capacity)?;
                let day = self.day_mut(day)?;
                let place = day.places.iter_mut().find(|known| known.id == *place).ok_or(Refused::NoPlace)?;
                (place.capacity, place.shared) = (*capacity, *shared);
                Ok(())
            }
            Edit::State { day, who, times } => self.state(day, who, *times),
            Edit::Accept { conflict, reason } => self.accept(conflict, reason.as_deref()),
            Edit::Group { edits } => {
                if edits.is_empty() {
                    return Err(Refused::Nothing);
                }
                if edits.len() > MOST_IN_GROUP || edits.iter().any(|edit| matches!(edit, Edit::Group { .. })) {
                    return Err(Refused::BadGroup);
                }
                let mut after = self.clone();
                edits.iter().try_for_each(|edit| after.apply(edit))?;
                *self = after;
                Ok(())
            }
        }
    }

    fn state(&mut self, day: &str, who: &Presenter, times: Option<(u16, u16)>) -> Result<(), Refused> {
        let key = who.key();
        let day = self.day_mut(day)?;
        let known = day.stated.iter().position(|stated| stated.who.key() == key);
        let Some((from, to)) = times else {
            day.stated.remove(known.ok_or(Refused::Nothing)?);
            return Ok(());
        };
        let stated = Stated { who: who.clone(), from, to };
        stated.check()?;
        match known {
            Some(index) => day.stated[index] = stated,
            None if day.stated.len() >= MOST_ITEMS => return Err(Refused::TooMany),
            None => {
                day.stated.push(stated);
                // In an order of its own, so that taking one out and putting it back changes nothing.
                day.stated.sort_by_cached_key(|stated| stated.who.key());
            }
        }
        Ok(())
    }

    fn accept(&mut self, conflict: &str, reason: Option<&str>) -> Result<(), Refused> {
        if conflict.is_empty() || conflict.len() > LONGEST_TITLE || conflict.chars().any(char::is_control) {
            return Err(Refused::BadId);
        }
        let known = self.accepted.iter().position(|accepted| accepted.conflict == conflict);
        let Some(reason) = reason else {
            self.accepted.remove(known.ok_or(Refused::Nothing)?);
            return Ok(());
        };
        text("Alasan", reason, false)?;
        let accepted = Accepted { conflict: conflict.to_owned(), reason: reason.to_owned() };
        match known {
            Some(index) => self.accepted[index] = accepted,
            None if self.accepted.len() >= MOST_ITEMS => return Err(Refused::TooMany),
            None => {
                self.accepted.push(accepted);
                self.accepted.sort_by(|a, b| a.conflict.cmp(&b.conflict));
            }
        }
        Ok(())
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
        day.stated.iter().try_for_each(Stated::check)?;
        if day.stated.len() > MOST_ITEMS {
            return Err(Refused::TooMany);
        }
        for (index, place) in day.places.iter().enumerate() {
            place.check()?;
            if day.places[..index].iter().any(|known| known.id == place.id) || self.has_place(&place.id) {
                return Err(Refused::BadId);
            }
        }
        self.date_is_free(day.date, &day.id)?;
        let mut day = day.clone();
        day.stated.sort_by_cached_key(|stated| stated.who.key());
        day.stated.dedup_by_key(|stated| stated.who.key());
        self.days.push(day);
        self.sort();
        Ok(())
    }

    fn change_day(&mut self, day: &str, values: &[DayValue]) -> Result<(), Refused> {
        if values.is_empty() {
            return Err(Refused::Nothing);
        }
        let mut changed = self.day(day).ok_or(Refused::NoDay)?.clone();
        for value in values {
            changed.swap(&mut value.clone());
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
        place.check()?;
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
            changed.swap(&mut value.clone());
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
                Edit::ChangeDay { day: day.clone(), values: known.current(values) }
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
                Edit::Change { item: item.clone(), values: known.current(values) }
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
            Edit::SetPlace { day, place, .. } => {
                let known = self.day(day).ok_or(Refused::NoDay)?.place(place).ok_or(Refused::NoPlace)?;
                let (capacity, shared) = (known.capacity, known.shared);
                Edit::SetPlace { day: day.clone(), place: place.clone(), capacity, shared }
            }
            Edit::State { day, who, .. } => {
                let known = self.day(day).ok_or(Refused::NoDay)?.stated(who);
                let who = known.map_or(who, |stated| &stated.who).clone();
                Edit::State { day: day.clone(), who, times: known.map(|stated| (stated.from, stated.to)) }
            }
            Edit::Accept { conflict, .. } => {
                let known = self.accepted.iter().find(|accepted| accepted.conflict == *conflict);
                Edit::Accept { conflict: conflict.clone(), reason: known.map(|accepted| accepted.reason.clone()) }
            }
            Edit::Group { edits } => {
                let (mut agenda, mut inverses) = (self.clone(), Vec::with_capacity(edits.len()));
                for edit in edits {
                    inverses.push(agenda.inverse(edit)?);
                    agenda.apply(edit)?;
                }
                inverses.reverse();
                Edit::Group { edits: inverses }
            }
        })
    }
}

impl Day {
    /// What this person or library said about the day.
    pub fn stated(&self, who: &Presenter) -> Option<&Stated> {
        let key = who.key();
        self.stated.iter().find(|stated| stated.who.key() == key)
    }

    /// The id of the item that stands before `item`.
    pub fn before(&self, item: &str) -> Option<String> {
        let index = self.position(item)?.checked_sub(1)?;
        Some(self.items[index].id.clone())
    }
}

impl Edit {
    /// Several edits as one step; a single one stays itself. `None` when there is nothing to do.
    pub fn group(mut edits: Vec<Self>) -> Option<Self> {
        match edits.len() {
            0 => None,
            1 => edits.pop(),
            _ => Some(Self::Group { edits }),
        }
    }

    /// The edits that it consists of.
    pub fn leaves(&self) -> &[Self] {
        match self {
            Self::Group { edits } => edits,
            edit => std::slice::from_ref(edit),
        }
    }

    /// The id of the day, place or item it is about; of a group, what its first edit is about.
    pub fn subject(&self) -> &str {
        match self {
            Self::AddDay { day } => &day.id,
            Self::ChangeDay { day, .. } | Self::RemoveDay { day } | Self::State { day, .. } => day,
            Self::AddPlace { place, .. } => &place.id,
            Self::RenamePlace { place, .. } | Self::RemovePlace { place, .. } | Self::SetPlace { place, .. } => place,
            Self::Add { item, .. } => &item.id,
            Self::Change { item, .. } | Self::Move { item, .. } | Self::Remove { item } => item,
            Self::Accept { conflict, .. } => conflict,
            Self::Group { edits } => edits.first().map_or("", Self::subject),
        }
    }

    /// Would one of the two overwrite the other unseen? Edits to different things, and to different values of one thing, merge.
    pub fn fights(&self, other: &Self) -> bool {
        self != other && self.leaves().iter().any(|mine| other.leaves().iter().any(|theirs| mine.collides(theirs)))
    }

    fn collides(&self, other: &Self) -> bool {
        if self.subject() != other.subject() || self == other {
            return false;
        }
        match (self, other) {
            (Self::Change { values: mine, .. }, Self::Change { values: theirs, .. }) => {
                mine.iter().any(|mine| theirs.iter().any(|theirs| mine.same_field(theirs) && mine != theirs))
            }
            (Self::ChangeDay { values: mine, .. }, Self::ChangeDay { values: theirs, .. }) => mine
                .iter()
                .any(|mine| theirs.iter().any(|theirs| discriminant(mine) == discriminant(theirs) && mine != theirs)),
            (Self::State { who: mine, .. }, Self::State { who: theirs, .. }) => mine.key() == theirs.key(),
            (Self::Change { .. }, Self::Move { .. })
            | (Self::Move { .. }, Self::Change { .. })
            | (Self::RenamePlace { .. }, Self::SetPlace { .. })
            | (Self::SetPlace { .. }, Self::RenamePlace { .. })
            | (Self::ChangeDay { .. }, Self::State { .. })
            | (Self::State { .. }, Self::ChangeDay { .. }) => false,
            // The same place, position or warning; or the thing as a whole, which stands against everything about it.
            _ => true,
        }
    }
}

impl ItemValue {
    /// Both are about the same field.
    pub fn same_field(&self, other: &Self) -> bool {
        discriminant(self) == discriminant(other)
    }
}
