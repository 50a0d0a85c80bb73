//! What can be done about a conflict in one tap. A remedy is an edit: numbered, told in words, taken back like any other.

use super::conflict::{self, Conflict, Sort};
use super::flow::{self, Slot};
use super::{Agenda, Day, DayValue, Edit, Item, ItemValue, Kind, MIDNIGHT, Presenter, Rules, tray};
use crate::domain::moment;

/// One way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remedy {
    /// What the button says.
    pub words: String,
    /// What it does.
    pub edit: Edit,
}

fn remedy(words: impl Into<String>, edits: Vec<Edit>) -> Option<Remedy> {
    Edit::group(edits).map(|edit| Remedy { words: words.into(), edit })
}

fn change(item: &Item, value: ItemValue) -> Edit {
    Edit::Change { item: item.id.clone(), values: vec![value] }
}

fn put(item: &Item, day: &Day, place: Option<&str>, after: Option<String>) -> Edit {
    Edit::Move { item: item.id.clone(), day: day.id.clone(), place: place.map(ToOwned::to_owned), after }
}

/// How many minutes a shortening leaves at least.
const SHORTEST: u16 = 5;
/// How many libraries without a turn get a button each; one more button serves all of them.
const EACH: usize = 3;

/// The ways out of that conflict, most gentle first. None where only a person knows what to write.
pub fn remedies(agenda: &Agenda, rules: &Rules, conflict: &Conflict) -> Vec<Remedy> {
    let day = agenda.day(&conflict.day);
    let item = conflict.item.as_deref().and_then(|id| agenda.item(id)).map(|(_, item)| item);
    let other = conflict.other.as_deref().and_then(|id| agenda.item(id)).map(|(_, item)| item);
    let slots = day.map(flow::slots).unwrap_or_default();
    let slot = |item: &Item| day.and_then(|day| day.position(&item.id)).and_then(|index| slots.get(index).copied());
    let found = match (conflict.sort, day, item) {
        (Sort::Twice, Some(day), Some(item)) => vec![
            conflict.who.as_ref().and_then(|who| released(who, item)),
            other.and_then(|other| {
                let words = format!("Pindahkan “{}” ke sesudah “{}”", item.title, other.title);
                remedy(words, vec![put(item, day, other.place.as_deref(), Some(other.id.clone()))])
            }),
        ],
        (Sort::PlaceTwice, Some(day), Some(item)) => vec![
            other.and_then(|other| {
                let words = format!("Pindahkan “{}” ke sesudah “{}”", item.title, other.title);
                remedy(words, vec![put(item, day, other.place.as_deref(), Some(other.id.clone()))])
            }),
            shared(day, item, other),
        ],
        (Sort::Crowded, Some(day), Some(item)) => roomier(day, item),
        (Sort::Pin, Some(day), Some(item)) => slot(item).map_or_else(Vec::new, |slot| pin(day, item, slot, &slots)),
        (Sort::Closing, Some(day), _) => closing(agenda, day, &slots),
        (Sort::Stated, Some(day), Some(item)) => {
            let who = conflict.who.as_ref();
            vec![who.and_then(|who| in_time(day, item, who)), who.and_then(|who| released(who, item))]
        }
        (Sort::EmptyDay, Some(day), _) => {
            vec![remedy("Hapus hari ini dari agenda", vec![Edit::RemoveDay { day: day.id.clone() }])]
        }
        (Sort::Rain, Some(day), _) => vec![rain(agenda, day)],
        (Sort::Moderator, Some(day), _) => moderators(agenda, rules, day, &slots),
        (Sort::Ishoma, Some(day), item) => vec![ishoma(agenda, rules, day, item, &slots)],
        (Sort::Stretch, Some(day), Some(item)) => vec![pause(agenda, day, item)],
        (Sort::Turn, ..) => turns(agenda, rules),
        _ => Vec::new(),
    };
    found.into_iter().flatten().collect()
}

/// The item without that person or library.
fn released(who: &Presenter, item: &Item) -> Option<Remedy> {
    let key = who.key();
    let mut values = Vec::new();
    let rest: Vec<Presenter> = item.presenters.iter().filter(|known| known.key() != key).cloned().collect();
    if rest.len() < item.presenters.len() {
        values.push(ItemValue::Presenters(rest));
    }
    let is = |name: &str| Presenter::Person { name: name.to_owned(), role: String::new() }.key() == key;
    if is(&item.moderator) {
        values.push(ItemValue::Moderator(String::new()));
    }
    if is(&item.note_taker) {
        values.push(ItemValue::NoteTaker(String::new()));
    }
    let words = format!("Lepas {} dari “{}”", who.name(), item.title);
    (!values.is_empty()).then(|| Remedy { words, edit: Edit::Change { item: item.id.clone(), values } })
}

/// Both rooms may hold several activities.
fn shared(day: &Day, item: &Item, other: Option<&Item>) -> Option<Remedy> {
    let places = [Some(item), other].into_iter().flatten().filter_map(|item| day.place(item.place.as_deref()?));
    let edits: Vec<Edit> = places
        .filter(|place| !place.shared)
        .map(|place| Edit::SetPlace {
            day: day.id.clone(),
            place: place.id.clone(),
            capacity: place.capacity,
            shared: true,
        })
        .collect();
    remedy("Boleh bersama: tempat ini cukup untuk dua acara", edits)
}

fn roomier(day: &Day, item: &Item) -> Vec<Option<Remedy>> {
    let people = conflict::crowd(item);
    let fits = |place: Option<&str>| {
        let holds = conflict::capacity(day, place);
        holds == 0 || holds >= people
    };
    let room = day.places.iter().filter(|place| place.capacity >= people).min_by_key(|place| place.capacity);
    let after = day.before(&item.id);
    vec![
        room.and_then(|room| {
            let words = format!("Pindahkan ke {} (muat {} orang)", room.name, room.capacity);
            remedy(words, vec![put(item, day, Some(&room.id), after.clone())])
        }),
        (item.place.is_some() && fits(None))
            .then(|| remedy("Jadikan acara bersama", vec![put(item, day, None, after)]))
            .flatten(),
        {
            let holds = conflict::capacity(day, item.place.as_deref());
            let known = usize::from(holds) >= item.presenters.len() + item.focus.len();
            known
                .then(|| {
                    remedy(format!("Batasi peserta menjadi {holds} orang"), vec![change(item, ItemValue::Crowd(holds))])
                })
                .flatten()
        },
    ]
}

/// The items that end exactly when `minute` begins and stand before `position`: what makes it late.
fn pressing<'a>(day: &'a Day, slots: &[Slot], position: usize, minute: u32) -> Vec<&'a Item> {
    (0..position).filter(|index| slots[*index].end == minute).map(|index| &day.items[index]).collect()
}

/// Shortens everything in that list by so many minutes.
fn shorter(items: &[&Item], minutes: u32) -> Option<Remedy> {
    let minutes = u16::try_from(minutes).ok()?;
    let fits = items.iter().all(|item| item.minutes >= minutes + SHORTEST);
    let edits: Vec<Edit> = items
        .iter()
        .map(|item| {
            let left = item.minutes.saturating_sub(minutes);
            let mut values = vec![ItemValue::Minutes(left)];
            if item.least.is_some_and(|least| least > left) {
                values.push(ItemValue::Least(Some(left)));
            }
            Edit::Change { item: item.id.clone(), values }
        })
        .collect();
    let names: Vec<String> = items.iter().map(|item| format!("“{}”", item.title)).collect();
    fits.then(|| remedy(format!("Persingkat {} {minutes} menit", names.join(" dan ")), edits)).flatten()
}

fn pin(day: &Day, item: &Item, slot: Slot, slots: &[Slot]) -> Vec<Option<Remedy>> {
    let position = day.position(&item.id).unwrap_or(0);
    let at = u16::try_from(slot.start).ok().filter(|start| *start <= MIDNIGHT);
    vec![
        shorter(&pressing(day, slots, position, slot.start), slot.late),
        at.and_then(|at| {
            remedy(format!("Kunci mulai pukul {}", moment::clock(at)), vec![change(item, ItemValue::Pin(Some(at)))])
        }),
        remedy("Lepas kunci jamnya", vec![change(item, ItemValue::Pin(None))]),
    ]
}

fn closing(agenda: &Agenda, day: &Day, slots: &[Slot]) -> Vec<Option<Remedy>> {
    let closes = u32::from(day.closes);
    let end = slots.iter().map(|slot| slot.end).max().unwrap_or(closes);
    let last = pressing(day, slots, day.items.len(), end);
    let later = u16::try_from(end).ok().filter(|end| *end <= MIDNIGHT);
    let next = agenda.days.iter().skip_while(|other| other.id != day.id).nth(1);
    vec![
        shorter(&last, end.saturating_sub(closes)),
        later.and_then(|later| {
            let words = format!("Undurkan jam selesai ke {}", moment::clock(later));
            remedy(words, vec![Edit::ChangeDay { day: day.id.clone(), values: vec![DayValue::Closes(later)] }])
        }),
        next.zip(last.last()).and_then(|(next, last)| {
            let words = format!("Pindahkan “{}” ke {}", last.title, next.date.weekday_word());
            let after = next.items.last().map(|item| item.id.clone());
            remedy(words, vec![put(last, next, None, after)])
        }),
    ]
}

/// Starts it when the person has come, if it then is over before they leave.
fn in_time(day: &Day, item: &Item, who: &Presenter) -> Option<Remedy> {
    let stated = day.stated(who)?;
    let position = day.position(&item.id)?;
    let slot = flow::slots(day)[position];
    let early = slot.start < u32::from(stated.from);
    let fits = stated.from.checked_add(item.minutes)? <= stated.to;
    let words = format!("Mulai pukul {}, saat {} sudah datang", moment::clock(stated.from), who.name());
    (early && fits && stated.from < stated.to)
        .then(|| remedy(words, vec![change(item, ItemValue::Pin(Some(stated.from)))]))
        .flatten()
}

fn rain(agenda: &Agenda, day: &Day) -> Option<Remedy> {
    let indoors = agenda.days.iter().find(|other| !other.outdoor && !other.venue.is_empty());
    let plan = match indoors {
        Some(other) => format!("Bila hujan, pindah ke {}.", other.venue),
        None => "Bila hujan, acara dipindah ke dalam ruang; tempatnya diumumkan lewat WhatsApp.".to_owned(),
    };
    let words = format!("Tulis: “{plan}”");
    remedy(words, vec![Edit::ChangeDay { day: day.id.clone(), values: vec![DayValue::Rain(plan)] }])
}

/// Who could lead: those who lead elsewhere in this agenda, then the office's planners.
fn moderators(agenda: &Agenda, rules: &Rules, day: &Day, slots: &[Slot]) -> Vec<Option<Remedy>> {
    let mut names: Vec<&str> = Vec::new();
    let leading = agenda.items().map(|(_, item)| item.moderator.as_str()).filter(|name| !name.is_empty());
    for name in leading.chain(rules.people.iter().map(String::as_str)) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
        .into_iter()
        .take(2)
        .map(|name| {
            let key = Presenter::Person { name: name.to_owned(), role: String::new() }.key();
            // One person leads one thing at a time.
            let mut taken: Vec<Slot> = Vec::new();
            for (item, slot) in day.items.iter().zip(slots) {
                if item.on_duty().iter().any(|who| who.key() == key) {
                    taken.push(*slot);
                }
            }
            let mut edits = Vec::new();
            for (item, slot) in day.items.iter().zip(slots).filter(|(item, _)| conflict::is_unled(item)) {
                if taken.iter().all(|other| other.end <= slot.start || slot.end <= other.start) {
                    taken.push(*slot);
                    edits.push(change(item, ItemValue::Moderator(name.to_owned())));
                }
            }
            remedy(format!("{name} memandu semuanya"), edits)
        })
        .collect()
}

/// The item behind which something stands that should begin at `minute`.
fn behind(day: &Day, slots: &[Slot], minute: u32, except: Option<&str>) -> Option<String> {
    let earlier = day
        .items
        .iter()
        .zip(slots)
        .enumerate()
        .filter(|(_, (item, slot))| slot.start + 10 < minute && Some(item.id.as_str()) != except);
    let place = earlier.map(|(index, _)| index).max()?;
    Some(day.items[place].id.clone())
}

/// ISHOMA at the beginning of the office's window.
fn ishoma(agenda: &Agenda, rules: &Rules, day: &Day, block: Option<&Item>, slots: &[Slot]) -> Option<Remedy> {
    let (from, to) = rules.window(day.date);
    let at = u16::try_from(from).ok()?;
    let after = behind(day, slots, from, block.map(|item| item.id.as_str()));
    // What runs when the window opens pushes the block back; there is room for that as long as half an hour is left.
    let free = after.as_deref().and_then(|id| day.position(id)).map_or(from, |index| slots[index].end);
    let pin = (free <= from).then_some(at);
    let words = format!("ISHOMA mulai pukul {}", flow::clock(free.max(from)));
    if let Some(item) = block {
        remedy(words, vec![put(item, day, None, after), change(item, ItemValue::Pin(pin))])
    } else {
        let minutes = u16::try_from(to - from).ok()?.clamp(30, 60);
        let id = agenda.free_id(&format!("ishoma-{}", day.id));
        let item = Item { minutes, pin, ..Item::new(id, Kind::Ishoma, "ISHOMA (istirahat, salat, makan)") };
        remedy(format!("Sisipkan {words}"), vec![Edit::Add { item, day: day.id.clone(), after }])
    }
}

/// A short break before the item.
fn pause(agenda: &Agenda, day: &Day, item: &Item) -> Option<Remedy> {
    let id = agenda.free_id(&format!("rehat-{}", item.id));
    let pause = Item { least: Some(10), place: item.place.clone(), ..Item::new(id, Kind::Coffee, "Rehat") };
    let words = format!("Sisipkan rehat 15 menit sebelum “{}”", item.title);
    remedy(words, vec![Edit::Add { item: pause, day: day.id.clone(), after: day.before(&item.id) }])
}

/// A sharing item for each library without one, behind the last that there is.
fn turns(agenda: &Agenda, rules: &Rules) -> Vec<Option<Remedy>> {
    let without = tray::without_turn(agenda, &rules.libraries);
    let last = agenda.items().filter(|(_, item)| item.kind == Kind::Sharing).last();
    let Some((day, behind)) = last else { return Vec::new() };
    let add = |library: &(String, String), after: &str| {
        let id = agenda.free_id(&format!("berbagi-{}", library.0));
        let title = format!("Berbagi: {}", library.1);
        let title: String = title.chars().take(super::edit::LONGEST_TITLE).collect();
        let presenter = Presenter::Library { id: library.0.clone(), name: library.1.clone() };
        let item =
            Item { place: behind.place.clone(), presenters: vec![presenter], ..Item::new(id, Kind::Sharing, title) };
        Edit::Add { item, day: day.id.clone(), after: Some(after.to_owned()) }
    };
    let mut found: Vec<Option<Remedy>> = Vec::new();
    if without.len() > 1 {
        let mut after = behind.id.clone();
        let mut edits = Vec::new();
        for library in &without {
            let edit = add(library, &after);
            edit.subject().clone_into(&mut after);
            edits.push(edit);
        }
        found.push(remedy(format!("Tambah giliran 15 menit untuk {} perpustakaan", without.len()), edits));
    }
    found.extend(
        without
            .iter()
            .take(EACH)
            .map(|library| remedy(format!("Tambah giliran: {}", library.1), vec![add(library, &behind.id)])),
    );
    found
}
