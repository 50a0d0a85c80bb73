//! What does not fit in an agenda, and why. Errors keep it from being published; warnings do not.

use super::flow::{self, Slot};
use super::{Agenda, Day, Item, Kind};
use crate::domain::moment;
use std::collections::HashMap;

/// How much it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Has to be mended before publishing.
    Error,
    /// Worth a look.
    Warning,
}

/// One thing that does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// Error or warning.
    pub weight: Weight,
    /// The day; empty when the agenda as a whole is meant.
    pub day: String,
    /// The item to look at, if there is one.
    pub item: Option<String>,
    /// The other item, when two stand in each other's way.
    pub other: Option<String>,
    /// What is wrong, one line.
    pub what: String,
    /// Why, and what helps.
    pub why: String,
}

/// The longest stretch without a break before somebody says so, in minutes. The office's habit, not a rule from outside.
const LONGEST_STRETCH: u32 = 150;
/// ISHOMA should leave room around Zuhur: between these minutes of the day.
const NOON: (u32, u32) = (11 * 60 + 30, 13 * 60);

/// Everything that does not fit: errors first, then warnings, each in the order of the days.
pub fn conflicts(agenda: &Agenda) -> Vec<Conflict> {
    let mut found = Vec::new();
    if agenda.items().next().is_none() {
        found.push(Conflict {
            weight: Weight::Error,
            day: String::new(),
            item: None,
            other: None,
            what: "Agenda masih kosong".into(),
            why: "Tambah paling sedikit satu acara sebelum agenda diterbitkan.".into(),
        });
    }
    for day in &agenda.days {
        let slots = flow::slots(day);
        let items: Vec<(&Item, Slot)> = day.items.iter().zip(slots).collect();
        twice(day, &items, &mut found);
        overflow(day, &items, &mut found);
        missed_pins(day, &items, &mut found);
        gaps_in_the_plan(day, &items, &mut found);
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

/// The same person or library at two items that overlap in time.
fn twice(day: &Day, items: &[(&Item, Slot)], found: &mut Vec<Conflict>) {
    let mut busy: HashMap<String, Vec<(&Item, Slot, &str)>> = HashMap::new();
    for &(item, slot) in items {
        let mut seen: Vec<String> = Vec::new();
        let presenters = item.presenters.iter().map(|presenter| (presenter.key(), presenter.name()));
        let moderator = super::Presenter::Person { name: item.moderator.clone(), role: String::new() };
        let moderator = (!item.moderator.is_empty()).then(|| (moderator.key(), item.moderator.as_str()));
        for (key, name) in presenters.chain(moderator) {
            if !seen.contains(&key) {
                seen.push(key.clone());
                busy.entry(key).or_default().push((item, slot, name));
            }
        }
    }
    let mut clashes = Vec::new();
    for appearances in busy.into_values() {
        let mut appearances = appearances;
        appearances.sort_by_key(|(_, slot, _)| (slot.start, slot.end));
        let mut longest: Option<(&Item, Slot, &str)> = None;
        for current in appearances {
            if let Some((item, slot, name)) = longest.filter(|(_, slot, _)| slot.end > current.1.start) {
                clashes.push((item, slot, current.0, current.1, name));
            }
            if longest.is_none_or(|(_, slot, _)| slot.end <= current.1.end) {
                longest = Some(current);
            }
        }
    }
    clashes.sort_by(|a, b| (a.3.start, &a.2.id, a.4).cmp(&(b.3.start, &b.2.id, b.4)));
    for (first, first_slot, second, second_slot, name) in clashes {
        found.push(Conflict {
            weight: Weight::Error,
            day: day.id.clone(),
            item: Some(second.id.clone()),
            other: Some(first.id.clone()),
            what: format!("{name} bertugas di dua acara pada waktu yang sama"),
            why: format!(
                "“{}” ({}) dan “{}” ({}) bertumpuk. Pindahkan salah satu, atau ganti petugasnya.",
                first.title,
                span(first_slot),
                second.title,
                span(second_slot)
            ),
        });
    }
}

/// Items that end after the day does.
fn overflow(day: &Day, items: &[(&Item, Slot)], found: &mut Vec<Conflict>) {
    let closes = u32::from(day.closes);
    let over: Vec<_> = items.iter().filter(|(_, slot)| slot.end > closes).collect();
    let Some((first, _)) = over.first() else { return };
    let end = over.iter().map(|(_, slot)| slot.end).max().unwrap_or(closes);
    found.push(Conflict {
        weight: Weight::Error,
        day: day.id.clone(),
        item: Some(first.id.clone()),
        other: None,
        what: format!("{} melewati jam selesai", day.date.long()),
        why: format!(
            "Acara baru berakhir pukul {}, {} sesudah jam selesai {}. {} acara terkena, mulai dari “{}”. Persingkat, pindahkan, atau undurkan jam selesai.",
            flow::clock(end),
            flow::duration(end - closes),
            moment::clock(day.closes),
            over.len(),
            first.title
        ),
    });
}

/// Clock times that cannot be kept.
fn missed_pins(day: &Day, items: &[(&Item, Slot)], found: &mut Vec<Conflict>) {
    for (item, slot) in items {
        let (Some(pin), true) = (item.pin, slot.late > 0) else { continue };
        found.push(Conflict {
            weight: Weight::Error,
            day: day.id.clone(),
            item: Some(item.id.clone()),
            other: None,
            what: format!("“{}” terlambat {} dari jam yang dikunci", item.title, flow::duration(slot.late)),
            why: format!(
                "Dikunci mulai pukul {}, tetapi acara sebelumnya baru selesai pukul {}. Persingkat acara sebelumnya atau lepaskan kunci jamnya.",
                moment::clock(pin),
                flow::clock(slot.start)
            ),
        });
    }
}

/// What a planner may have forgotten.
fn gaps_in_the_plan(day: &Day, items: &[(&Item, Slot)], found: &mut Vec<Conflict>) {
    let mut warn = |item: Option<&Item>, what: String, why: &str| {
        found.push(Conflict {
            weight: Weight::Warning,
            day: day.id.clone(),
            item: item.map(|item| item.id.clone()),
            other: None,
            what,
            why: why.into(),
        });
    };
    let date = day.date.long();
    if items.is_empty() {
        warn(
            None,
            format!("{date} belum punya acara"),
            "Tambah acara, atau hapus hari ini bila pertemuan lebih singkat.",
        );
        return;
    }
    if day.venue.is_empty() {
        warn(
            None,
            format!("Tempat {date} belum diisi"),
            "Peserta membutuhkannya untuk berangkat. Isi lewat “Ubah hari”.",
        );
    }
    for (item, _) in items {
        if item.kind.needs_presenter() && item.presenters.is_empty() {
            warn(
                Some(item),
                format!("“{}” belum punya penyaji", item.title),
                "Pilih perpustakaan atau tulis nama orangnya.",
            );
        }
    }
    let unled = items
        .iter()
        .filter(|(item, _)| matches!(item.kind, Kind::Sharing | Kind::Discussion) && item.moderator.is_empty())
        .count();
    if unled > 0 {
        warn(
            None,
            format!("{unled} acara berbagi atau diskusi pada {date} belum punya moderator"),
            "Seorang moderator menjaga waktu dan giliran bertanya.",
        );
    }
    let mut order: Vec<&(&Item, Slot)> = items.iter().collect();
    order.sort_by_key(|(_, slot)| slot.start);
    let (first, last) = (order[0].1.start, items.iter().map(|(_, slot)| slot.end).max().unwrap_or(0));
    let free_at_noon = items.iter().any(|(item, slot)| item.kind.is_rest() && slot.start < NOON.1 && slot.end > NOON.0)
        || order.iter().any(|(_, slot)| slot.gap >= 30 && slot.start > NOON.0 && slot.start - slot.gap < NOON.1);
    if first < NOON.0 && last > NOON.1 && !free_at_noon {
        warn(
            None,
            format!("{date} belum menyisihkan waktu ISHOMA"),
            "Sisihkan istirahat, salat, dan makan antara pukul 11.30 dan 13.00.",
        );
    }
    let mut since = first;
    for (item, slot) in order {
        if slot.gap >= 10 {
            since = slot.start;
        }
        if item.kind.is_rest() {
            since = slot.end;
        } else if slot.end > since + LONGEST_STRETCH {
            warn(
                Some(item),
                format!("Lebih dari {} tanpa istirahat sampai “{}”", flow::duration(LONGEST_STRETCH), item.title),
                "Sisipkan istirahat singkat; perhatian peserta ikut terjaga.",
            );
            since = slot.end;
        }
    }
}
