//! What does not fit in an agenda, and why. Errors keep it from being published; warnings do not, and may be accepted with a reason.
//! What can be done about one in one tap is told by [`super::remedy`].

use super::flow::{self, Slot};
use super::{Agenda, Day, Item, Kind, Presenter, Rules, tray};
use crate::domain::moment;

/// How much it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Has to be mended before publishing.
    Error,
    /// Worth a look.
    Warning,
}

/// What sort of thing it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// There are no items at all.
    Empty,
    /// A person or library in two places.
    Twice,
    /// A place used twice at a time.
    PlaceTwice,
    /// More people than the place holds.
    Crowded,
    /// A clock time that cannot be kept.
    Pin,
    /// Past the day's closing.
    Closing,
    /// Outside the time that somebody stated.
    Stated,
    /// A day without items.
    EmptyDay,
    /// A day without a venue.
    Venue,
    /// Nobody presents.
    Presenter,
    /// Nobody leads.
    Moderator,
    /// Outdoors without a rain plan.
    Rain,
    /// ISHOMA is missing or outside the office's window.
    Ishoma,
    /// Too long without a break.
    Stretch,
    /// Libraries without a turn.
    Turn,
}

/// One thing that does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// Error or warning.
    pub weight: Weight,
    /// What sort of thing it is.
    pub sort: Sort,
    /// The day; empty when the agenda as a whole is meant.
    pub day: String,
    /// The item to look at, if there is one.
    pub item: Option<String>,
    /// The other item, when two stand in each other's way.
    pub other: Option<String>,
    /// The person or library it is about.
    pub who: Option<Presenter>,
    /// How much of it there is: items, minutes, people. An acceptance ends when this changes.
    pub count: u32,
    /// What is wrong, one line.
    pub what: String,
    /// Why, and what helps.
    pub why: String,
    /// Why it may stand; `None` while nobody has said so.
    pub accepted: Option<String>,
}

impl Conflict {
    fn new(weight: Weight, sort: Sort, day: &str, what: String, why: impl Into<String>) -> Self {
        Self {
            weight,
            sort,
            day: day.to_owned(),
            item: None,
            other: None,
            who: None,
            count: 0,
            what,
            why: why.into(),
            accepted: None,
        }
    }

    fn about(mut self, item: &Item) -> Self {
        self.item = Some(item.id.clone());
        self
    }

    fn counted(mut self, count: usize) -> Self {
        self.count = u32::try_from(count).unwrap_or(u32::MAX);
        self
    }

    /// What names it as long as it is the same: forms and acceptances say this.
    pub fn key(&self) -> String {
        let part = |id: &Option<String>| id.clone().unwrap_or_default();
        let who = self.who.as_ref().map(Presenter::key).unwrap_or_default();
        format!("{}:{}:{}:{}:{}:{who}", self.sort as u8, self.day, part(&self.item), part(&self.other), self.count)
    }

    /// Nobody has accepted it.
    pub fn is_open(&self) -> bool {
        self.accepted.is_none()
    }
}

/// A rest shorter than this is no ISHOMA, in minutes.
const SHORTEST_ISHOMA: u32 = 30;
/// A gap of this many minutes is a break too.
const GAP: u32 = 10;

/// Everything that does not fit: errors first, then warnings, each in the order of the days.
pub fn conflicts(agenda: &Agenda, rules: &Rules) -> Vec<Conflict> {
    let mut found = Vec::new();
    if agenda.items().next().is_none() {
        found.push(Conflict::new(
            Weight::Error,
            Sort::Empty,
            "",
            "Agenda masih kosong".into(),
            "Tambah paling sedikit satu acara sebelum agenda diterbitkan.",
        ));
    }
    for day in &agenda.days {
        let slots = flow::slots(day);
        let items: Vec<(&Item, Slot)> = day.items.iter().zip(slots).collect();
        twice(day, &items, &mut found);
        places_twice(day, &items, &mut found);
        crowded(day, &items, &mut found);
        overflow(day, &items, &mut found);
        missed_pins(day, &items, &mut found);
        stated(day, &items, &mut found);
        forgotten(day, &items, &mut found);
        if !items.is_empty() {
            ishoma(day, &items, rules, &mut found);
            stretch(day, &items, rules, &mut found);
        }
    }
    turns(agenda, rules, &mut found);
    for conflict in &mut found {
        if conflict.weight == Weight::Warning && !agenda.accepted.is_empty() {
            let key = conflict.key();
            conflict.accepted =
                agenda.accepted.iter().find(|known| known.conflict == key).map(|known| known.reason.clone());
        }
    }
    found.sort_by_key(|conflict| conflict.weight);
    found
}

/// Does anything keep it from being published?
pub fn blocks(conflicts: &[Conflict]) -> bool {
    conflicts.iter().any(|conflict| conflict.weight == Weight::Error)
}

fn span(slot: Slot) -> String {
    format!("{}–{}", flow::clock(slot.start), flow::clock(slot.end))
}

fn overlap(a: Slot, b: Slot) -> bool {
    a.start < b.end && b.start < a.end
}

/// The same person or library at two items that overlap in time.
fn twice(day: &Day, items: &[(&Item, Slot)], found: &mut Vec<Conflict>) {
    if day.places.is_empty() {
        // Without parallel places nothing overlaps.
        return;
    }
    let mut busy: Vec<(String, Presenter, &Item, Slot)> = Vec::new();
    for &(item, slot) in items {
        busy.extend(item.on_duty().into_iter().map(|who| (who.key(), who, item, slot)));
    }
    busy.sort_by(|a, b| (&a.0, a.3.start, a.3.end).cmp(&(&b.0, b.3.start, b.3.end)));
    let first = found.len();
    let mut longest: Option<&(String, Presenter, &Item, Slot)> = None;
    for current in &busy {
        let before = longest.filter(|before| before.0 == current.0);
        if let Some((_, who, one, slot)) = before.filter(|before| before.3.end > current.3.start) {
            let mut conflict = Conflict::new(
                Weight::Error,
                Sort::Twice,
                &day.id,
                format!("{} bertugas di dua acara pada waktu yang sama", who.name()),
                format!("“{}” ({}) dan “{}” ({}) bertumpuk.", one.title, span(*slot), current.2.title, span(current.3)),
            )
            .about(current.2);
            conflict.other = Some(one.id.clone());
            conflict.who = Some(who.clone());
            found.push(conflict);
        }
        if before.is_none_or(|before| before.3.end <= current.3.end) {
            longest = Some(current);
        }
    }
    let at = |conflict: &Conflict| conflict.item.as_deref().and_then(|item| day.position(item));
    found[first..].sort_by_key(at);
}

/// Two of the day's places are one and the same room, and both are in use.
fn places_twice(day: &Day, items: &[(&Item, Slot)], found: &mut Vec<Conflict>) {
    let folded = |name: &str| name.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ");
    for (index, place) in day.places.iter().enumerate() {
        let same =
            |other: &&super::Place| folded(&other.name) == folded(&place.name) && !(other.shared && place.shared);
        let Some(twin) = day.places[..index].iter().find(same) else { continue };
        let of = |id: &str| items.iter().filter(move |(item, _)| item.place.as_deref() == Some(id)).collect::<Vec<_>>();
        let (mine, theirs) = (of(&place.id), of(&twin.id));
        let clash = mine
            .iter()
            .find_map(|mine| theirs.iter().find(|theirs| overlap(mine.1, theirs.1)).map(|theirs| (mine, theirs)));
        let Some((mine, theirs)) = clash else { continue };
        let mut conflict = Conflict::new(
            Weight::Error,
            Sort::PlaceTwice,
            &day.id,
            format!("{} dipakai dua acara pada waktu yang sama", place.name),
            format!(
                "“{}” ({}) dan “{}” ({}) ada di tempat yang sama.",
                theirs.0.title,
                span(theirs.1),
                mine.0.title,
                span(mine.1)
            ),
        )
        .about(mine.0);
        conflict.other = Some(theirs.0.id.clone());
        found.push(conflict);
    }
}

/// How many people an item brings together, as far as is known.
pub(super) fn crowd(item: &Item) -> u16 {
    let known = item.presenters.len() + item.focus.len();
    item.crowd.max(u16::try_from(known).unwrap_or(u16::MAX))
}

/// How many people fit where the item takes place; 0: not known.
pub(super) fn capacity(day: &Day, place: Option<&str>) -> u16 {
    place.and_then(|place| day.place(place)).map_or(day.capacity, |place| place.capacity)
}

fn crowded(day: &Day, items: &[(&Item, Slot)], found: &mut Vec<Conflict>) {
    for (item, _) in items {
        let (people, holds) = (crowd(item), capacity(day, item.place.as_deref()));
        if holds > 0 && people > holds {
            let place = day.place_name(item).unwrap_or(day.venue_words());
            found.push(
                Conflict::new(
                    Weight::Error,
                    Sort::Crowded,
                    &day.id,
                    format!("“{}” tidak muat di {place}", item.title),
                    format!("Diperkirakan {people} orang, sedangkan tempatnya memuat {holds} orang."),
                )
                .about(item),
            );
        }
    }
}

/// Items that end after the day does.
fn overflow(day: &Day, items: &[(&Item, Slot)], found: &mut Vec<Conflict>) {
    let closes = u32::from(day.closes);
    let over: Vec<_> = items.iter().filter(|(_, slot)| slot.end > closes).collect();
    let Some((first, _)) = over.first() else { return };
    let end = over.iter().map(|(_, slot)| slot.end).max().unwrap_or(closes);
    found.push(
        Conflict::new(
            Weight::Error,
            Sort::Closing,
            &day.id,
            format!("{} melewati jam selesai", day.date.long()),
            format!(
                "Acara baru berakhir pukul {}, {} sesudah jam selesai {}. {} acara terkena, mulai dari “{}”.",
                flow::clock(end),
                flow::duration(end - closes),
                moment::clock(day.closes),
                over.len(),
                first.title
            ),
        )
        .about(first),
    );
}

/// Clock times that cannot be kept.
fn missed_pins(day: &Day, items: &[(&Item, Slot)], found: &mut Vec<Conflict>) {
    for (item, slot) in items {
        let (Some(pin), true) = (item.pin, slot.late > 0) else { continue };
        found.push(
            Conflict::new(
                Weight::Error,
                Sort::Pin,
                &day.id,
                format!("“{}” terlambat {} dari jam yang dikunci", item.title, flow::duration(slot.late)),
                format!(
                    "Dikunci mulai pukul {}, tetapi acara sebelumnya baru selesai pukul {}.",
                    moment::clock(pin),
                    flow::clock(slot.start)
                ),
            )
            .about(item),
        );
    }
}

/// Presenters outside the time they stated.
fn stated(day: &Day, items: &[(&Item, Slot)], found: &mut Vec<Conflict>) {
    if day.stated.is_empty() {
        return;
    }
    for (item, slot) in items {
        for who in item.on_duty() {
            let Some(stated) = day.stated(&who) else { continue };
            if slot.start >= u32::from(stated.from) && slot.end <= u32::from(stated.to) {
                continue;
            }
            let said = if stated.from == stated.to {
                "tidak bisa datang pada hari itu".to_owned()
            } else {
                format!("hanya bisa pukul {}–{}", moment::clock(stated.from), moment::clock(stated.to))
            };
            let mut conflict = Conflict::new(
                Weight::Error,
                Sort::Stated,
                &day.id,
                format!("{} bertugas di luar waktu yang disebutkannya", who.name()),
                format!("“{}” berlangsung {}, sedangkan {} {said}.", item.title, span(*slot), who.name()),
            )
            .about(item);
            conflict.who = Some(who);
            found.push(conflict);
        }
    }
}

/// Items of a day that nobody leads and somebody should.
pub(super) fn is_unled(item: &Item) -> bool {
    matches!(item.kind, Kind::Sharing | Kind::Discussion) && item.moderator.is_empty()
}

/// What a planner may have forgotten.
fn forgotten(day: &Day, items: &[(&Item, Slot)], found: &mut Vec<Conflict>) {
    let date = day.date.long();
    let warn = |sort, what, why: &str| Conflict::new(Weight::Warning, sort, &day.id, what, why);
    if items.is_empty() {
        found.push(warn(
            Sort::EmptyDay,
            format!("{date} belum punya acara"),
            "Tambah acara, atau hapus hari ini bila pertemuan lebih singkat.",
        ));
        return;
    }
    if day.venue.is_empty() {
        found.push(warn(
            Sort::Venue,
            format!("Tempat {date} belum diisi"),
            "Peserta membutuhkannya untuk berangkat. Isi lewat “Ubah hari”.",
        ));
    }
    if day.outdoor && day.rain.is_empty() {
        found.push(warn(
            Sort::Rain,
            format!("{date} di luar ruang tanpa rencana hujan"),
            "Peserta perlu tahu ke mana mereka pergi bila hujan.",
        ));
    }
    for (item, _) in items {
        if item.kind.needs_presenter() && item.presenters.is_empty() {
            found.push(
                warn(
                    Sort::Presenter,
                    format!("“{}” belum punya penyaji", item.title),
                    "Pilih perpustakaan atau tulis nama orangnya.",
                )
                .about(item),
            );
        }
    }
    let unled = items.iter().filter(|(item, _)| is_unled(item)).count();
    if unled > 0 {
        found.push(
            warn(
                Sort::Moderator,
                format!("{unled} acara berbagi atau diskusi pada {date} belum punya moderator"),
                "Seorang moderator menjaga waktu dan giliran bertanya.",
            )
            .counted(unled),
        );
    }
}

/// ISHOMA: a rest within the office's window.
fn ishoma(day: &Day, items: &[(&Item, Slot)], rules: &Rules, found: &mut Vec<Conflict>) {
    let (from, to) = rules.window(day.date);
    let first = items.iter().map(|(_, slot)| slot.start).min().unwrap_or(to);
    let last = items.iter().map(|(_, slot)| slot.end).max().unwrap_or(0);
    let within = |start: u32, end: u32| end.min(to).saturating_sub(start.max(from)) >= SHORTEST_ISHOMA.min(to - from);
    let free = items.iter().any(|(item, slot)| {
        (item.kind.is_rest() && within(slot.start, slot.end)) || within(slot.start - slot.gap, slot.start)
    });
    if first < from && last > to && !free {
        let block = items.iter().find(|(item, _)| item.kind == Kind::Ishoma);
        let window = format!("{}–{}", flow::clock(from), flow::clock(to));
        let (what, why) = match block {
            Some((item, slot)) => (
                format!("“{}” di luar jam ISHOMA", item.title),
                format!(
                    "Dijadwalkan {}, sedangkan jam ISHOMA {} adalah {window}.",
                    span(*slot),
                    day.date.weekday_word()
                ),
            ),
            None => (
                format!("{} belum menyisihkan waktu ISHOMA", day.date.long()),
                format!("Sisihkan istirahat, salat, dan makan antara pukul {window}."),
            ),
        };
        let mut conflict = Conflict::new(Weight::Warning, Sort::Ishoma, &day.id, what, why);
        conflict.item = block.map(|(item, _)| item.id.clone());
        found.push(conflict);
    }
}

/// Too long without a break, in any of the day's places.
fn stretch(day: &Day, items: &[(&Item, Slot)], rules: &Rules, found: &mut Vec<Conflict>) {
    let opens = u32::from(day.opens);
    // For each place: since when people have been sitting, and until when.
    let mut sitting = vec![(opens, opens); day.places.len().max(1)];
    for (item, slot) in items {
        let lane = flow::lane(day, item);
        let mut tired = false;
        for (index, (since, until)) in sitting.iter_mut().enumerate() {
            if lane.is_some_and(|lane| lane != index) {
                continue;
            }
            if slot.start >= *until + GAP {
                *since = slot.start;
            }
            if item.kind.is_rest() {
                *since = slot.end;
            } else if slot.end > *since + u32::from(rules.stretch) {
                tired = true;
                *since = slot.end;
            }
            *until = slot.end;
        }
        if tired {
            found.push(
                Conflict::new(
                    Weight::Warning,
                    Sort::Stretch,
                    &day.id,
                    format!(
                        "Lebih dari {} tanpa istirahat sampai “{}”",
                        flow::duration(rules.stretch.into()),
                        item.title
                    ),
                    "Sisipkan istirahat singkat; perhatian peserta ikut terjaga.",
                )
                .about(item),
            );
        }
    }
}

/// Libraries that present nothing, once anything is shared at all.
fn turns(agenda: &Agenda, rules: &Rules, found: &mut Vec<Conflict>) {
    if !agenda.items().any(|(_, item)| item.kind == Kind::Sharing) {
        return;
    }
    let without = tray::without_turn(agenda, &rules.libraries);
    if without.is_empty() {
        return;
    }
    let names: Vec<&str> = without.iter().take(5).map(|(_, name)| name.as_str()).collect();
    let rest = without.len() - names.len();
    let more = if rest > 0 { format!(" dan {rest} lainnya") } else { String::new() };
    found.push(
        Conflict::new(
            Weight::Warning,
            Sort::Turn,
            "",
            format!("{} perpustakaan belum mendapat giliran", without.len()),
            format!("{}{more}.", names.join(", ")),
        )
        .counted(without.len()),
    );
}
